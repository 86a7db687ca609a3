package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"shoumi/rules"
)

// The ways people write a date. Every numeric part may be of any plausible
// width; what the year means (民國 or common era) is decided by its size.
var (
	spelled   = regexp.MustCompile(`^(民國|西元|中華民國)?(\d{1,4})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?$`)
	separated = regexp.MustCompile(`^(民國|西元)?(\d{2,4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$`)
	bare      = regexp.MustCompile(`^(民國|西元)?(\d{2,8})$`)
	between   = regexp.MustCompile(`\.\.+|…+|～|~|至|到|—|–`)
)

// parseActDate reads the date of an act as people in Taiwan write it: 115/3/5,
// 1150305, 民國115年3月5日, 2026-03-05; without day (民國108年2月, 2019-02) or month
// (108年, 2019); or two of these as an interval (108/2/1至108/3/15). The result
// has the ISO form as its Text. An error is a *problem.
func parseActDate(s string, today rules.Date) (rules.ActDate, error) {
	s = plainDigits(s)
	parts := between.Split(s, -1)
	if len(parts) > 2 {
		return rules.ActDate{}, wrong("date.form", s)
	}
	for i, p := range parts {
		iso, err := isoDate(p)
		if err != nil {
			return rules.ActDate{}, err
		}
		parts[i] = iso
	}
	d, err := rules.ParseActDate(strings.Join(parts, ".."))
	switch {
	case err != nil && len(parts) == 2:
		return rules.ActDate{}, wrong("date.order", s)
	case err != nil:
		return rules.ActDate{}, wrong("date.none", s)
	case d.First > today:
		return rules.ActDate{}, wrong("date.future", d.ROC())
	}
	return d, nil
}

// isoDate is one date as 2019, 2019-02 or 2019-02-03.
func isoDate(s string) (string, error) {
	var era, y, m, d string
	if hit := spelled.FindStringSubmatch(s); hit != nil {
		era, y, m, d = hit[1], hit[2], hit[3], hit[4]
	} else if hit := separated.FindStringSubmatch(s); hit != nil {
		era, y, m, d = hit[1], hit[2], hit[3], hit[4]
	} else if hit := bare.FindStringSubmatch(s); hit != nil {
		era = hit[1]
		y, m, d = cutDigits(hit[2])
	}
	if y == "" {
		return "", wrong("date.form", s)
	}
	year, _ := strconv.Atoi(y)
	switch {
	case era == "民國" || era == "中華民國" || era == "" && year < 1000:
		if year > 999 {
			return "", wrong("date.form", s)
		}
		year += 1911
	case year < 1912:
		return "", wrong("date.form", s)
	}
	iso := fmt.Sprintf("%04d", year)
	for _, part := range []string{m, d} {
		if n, err := strconv.Atoi(part); err == nil {
			iso += fmt.Sprintf("-%02d", n)
		}
	}
	if _, err := rules.ParseActDate(iso); err != nil {
		return "", wrong("date.none", s)
	}
	return iso, nil
}

// cutDigits takes a run of digits apart: 1150305, 20260305, 10802, 201902, 2019,
// 108. Six digits that do not begin a year of our time are 民國 with two digits
// of year. Nothing is returned for a run that could mean either.
func cutDigits(s string) (y, m, d string) {
	switch len(s) {
	case 2, 3, 4:
		return s, "", ""
	case 5:
		return s[:3], s[3:], ""
	case 6:
		if strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20") {
			if _, err := rules.ParseActDate(fmt.Sprintf("%d-%s-%s", 1911+19, s[2:4], s[4:])); err == nil {
				return "", "", "" // 191201: 民國19年12月1日, or 1912年1月?
			}
			return s[:4], s[4:], ""
		}
		return s[:2], s[2:4], s[4:]
	case 7:
		return s[:3], s[3:5], s[5:]
	case 8:
		return s[:4], s[4:6], s[6:]
	}
	return "", "", ""
}

// plainDigits drops spaces and makes full-width digits and marks plain.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '／':
			return '/'
		case r == '．':
			return '.'
		case r == '－' || r == '‐' || r == '−':
			return '-'
		case r == ' ' || r == '　' || r == '\t' || r == '\n' || r == '\r':
			return -1
		}
		return r
	}, strings.TrimSpace(s))
}

// parseDay reads one whole day in the same ways. An error is a *problem.
func parseDay(s string) (rules.Date, error) {
	iso, err := isoDate(plainDigits(s))
	if err != nil {
		return 0, err
	}
	d, err := rules.ParseDay(iso)
	if err != nil {
		return 0, wrong("date.day", s)
	}
	return d, nil
}
