package rules

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The ways people in Taiwan write a date. Every part may be of any plausible width;
// what the year means (民國 or common era) is decided by its size.
var (
	spelled   = regexp.MustCompile(`^(民國|西元|中華民國)?(\d{1,4})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?$`)
	separated = regexp.MustCompile(`^(民國|西元)?(\d{2,4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$`)
	bare      = regexp.MustCompile(`^(民國|西元)?(\d{2,8})$`)
	between   = regexp.MustCompile(`\.\.+|…+|～|~|至|到|—|–`)
)

// Why a text that somebody wrote is no date.
var (
	ErrDateForm  = errors.New("看不懂這個日期")
	ErrDateNone  = errors.New("沒有這個日期")
	ErrDateOrder = errors.New("起日在迄日之後")
	ErrDateDay   = errors.New("不是完整的日期")
)

// WrittenError is what is wrong with a date: the text, or the part of it that is
// meant, and one of ErrDateForm, ErrDateNone, ErrDateOrder and ErrDateDay.
type WrittenError struct {
	Text string
	Err  error
}

func (e *WrittenError) Error() string { return "「" + e.Text + "」：" + e.Err.Error() }
func (e *WrittenError) Unwrap() error { return e.Err }

// ParseWritten reads the date of an act as people in Taiwan write it: 115/3/5,
// 1150305, 民國115年3月5日, 2026-03-05; without day (民國108年2月, 2019-02) or month
// (108年, 2019); or two of these as an interval (108/2/1至108/3/15). The result has
// the ISO form as its Text. An error is a *WrittenError.
func ParseWritten(s string) (ActDate, error) {
	s = Plain(s)
	parts := between.Split(s, -1)
	if len(parts) > 2 {
		return ActDate{}, &WrittenError{s, ErrDateForm}
	}
	for i, p := range parts {
		iso, err := isoDate(p)
		if err != nil {
			return ActDate{}, err
		}
		parts[i] = iso
	}
	d, err := ParseActDate(strings.Join(parts, ".."))
	if err != nil { // each part is a date
		return ActDate{}, &WrittenError{s, ErrDateOrder}
	}
	return d, nil
}

// ParseWrittenDay reads one whole day in the same ways.
func ParseWrittenDay(s string) (Date, error) {
	iso, err := isoDate(Plain(s))
	if err != nil {
		return 0, err
	}
	d, err := ParseDay(iso)
	if err != nil {
		return 0, &WrittenError{s, ErrDateDay}
	}
	return d, nil
}

// ParseWrittenPeriod reads one day, month or year in the same ways.
func ParseWrittenPeriod(s string) (ActDate, error) {
	iso, err := isoDate(Plain(s))
	if err != nil {
		return ActDate{}, err
	}
	return ParseActDate(iso)
}

// isoDate is one date as 2019, 2019-02 or 2019-02-03, which is there.
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
		return "", &WrittenError{s, ErrDateForm}
	}
	year, _ := strconv.Atoi(y)
	switch {
	case era == "民國" || era == "中華民國" || era == "" && year < 1000:
		if year > 999 {
			return "", &WrittenError{s, ErrDateForm}
		}
		year += 1911
	case year < 1912:
		return "", &WrittenError{s, ErrDateForm}
	}
	iso := fmt.Sprintf("%04d", year)
	for _, part := range []string{m, d} {
		if n, err := strconv.Atoi(part); err == nil {
			iso += fmt.Sprintf("-%02d", n)
		}
	}
	if _, err := ParseActDate(iso); err != nil {
		return "", &WrittenError{s, ErrDateNone}
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
			if _, err := ParseActDate(fmt.Sprintf("%d-%s-%s", 1911+19, s[2:4], s[4:])); err == nil {
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

// Plain drops spaces and makes full-width digits, and the marks that stand between
// them, plain.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '／':
			return '/'
		case r == '．':
			return '.'
		case r == '，':
			return ','
		case r == '－' || r == '‐' || r == '−':
			return '-'
		case r == ' ' || r == '　' || r == '\u00a0' || r == '\t' || r == '\n' || r == '\r':
			return -1
		}
		return r
	}, strings.TrimSpace(s))
}

var (
	amount  = regexp.MustCompile(`^(-?)(?:(\d+)億)?(?:(\d+|\d{1,3}(?:,\d{3})+)萬)?(\d+|\d{1,3}(?:,\d{3})+)?$`)
	inMoney = regexp.MustCompile(`^(?:新臺幣|新台幣|NT\$|NTD|\$)?(.*?)(?:\.0{1,2})?元?整?$`)
)

// ParseNumber reads a whole number as people write it: 15000, 15,000, １５０００,
// 1萬5,000, 2億3000萬, with 新臺幣, NT$ or 元 about it. ok is false for anything else,
// commas in the wrong places and what is too large for an int64 included.
func ParseNumber(s string) (n int64, ok bool) {
	hit := amount.FindStringSubmatch(inMoney.FindStringSubmatch(Plain(s))[1])
	if hit == nil || hit[2]+hit[3]+hit[4] == "" {
		return 0, false
	}
	for i, unit := range []int64{100_000_000, 10_000, 1} {
		digits := strings.ReplaceAll(hit[2+i], ",", "")
		if digits == "" {
			continue
		}
		part, err := strconv.ParseInt(digits, 10, 64)
		// Of 1萬20000, which is no number, the end is as large as the unit before.
		if err != nil || part > (1<<62)/unit || n > 0 && part*unit >= []int64{0, 100_000_000, 10_000}[i] {
			return 0, false
		}
		n += part * unit
	}
	if hit[1] != "" {
		n = -n
	}
	return n, true
}
