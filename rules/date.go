package rules

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a calendar day in Taipei, counted in days since 1970-01-01. Law comes
// into force and ends by the day, so nothing here knows hours or zones.
type Date int32

// The ends of time, for intervals that are open.
const (
	Beginning Date = -1 << 30
	Forever   Date = 1<<30 - 1
)

// Day returns the Date of a year, month and day of the common era.
func Day(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads one full day as YYYY-MM-DD; 2021-02-29 is refused.
func ParseDay(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("「%s」不是日期，請寫成 2019-02-03", s)
	}
	return Date(t.Unix() / 86400), nil
}

func dayOf(t time.Time) Date { return Day(t.Year(), t.Month(), t.Day()) }

// Time is midnight UTC of the day, for calendar arithmetic.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// AddDate moves by calendar years, months and days as time.Time does.
func (d Date) AddDate(years, months, days int) Date {
	return Date(d.Time().AddDate(years, months, days).Unix() / 86400)
}

// String is YYYY-MM-DD, and empty at the ends of time.
func (d Date) String() string {
	if d <= Beginning || d >= Forever {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// ROC is the day as Taiwan writes it, 民國108年12月27日; before 1912, 民國前.
func (d Date) ROC() string {
	if d.String() == "" {
		return ""
	}
	t := d.Time()
	return fmt.Sprintf("%s%d月%d日", rocYear(t.Year()), int(t.Month()), t.Day())
}

func rocYear(year int) string {
	if year < 1912 {
		return fmt.Sprintf("民國前%d年", 1912-year)
	}
	return fmt.Sprintf("民國%d年", year-1911)
}

// MarshalText writes YYYY-MM-DD, so that JSON and YAML carry the ISO date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is Beginning.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Beginning
		return nil
	}
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// ActDate is when the act happened, as precisely as it is known: First and Last
// are the earliest and the latest day it may have been, both included.
// A continuing act (接續、繼續) really fills the interval; the law of its last
// day governs it.
type ActDate struct {
	First, Last Date
	Continuing  bool
	Text        string // as written: 2019, 2019-02, 2019-02-03, 2019-02-03..2019-03-05; empty = not known at all
}

// UnknownActDate is the date of an act about which nothing is known.
var UnknownActDate = ActDate{First: Beginning, Last: Forever}

// On is the act date of one known day.
func On(d Date) ActDate { return ActDate{First: d, Last: d, Text: d.String()} }

// Known says whether anything is known of the date.
func (a ActDate) Known() bool { return a.First > Beginning || a.Last < Forever }

// Exact says whether the date is one single day.
func (a ActDate) Exact() bool { return a.First == a.Last }

// governing is the interval in which the deciding moment may lie: a continuing
// act is judged by the law at its end.
func (a ActDate) governing() (first, last Date) {
	if a.Continuing {
		return a.Last, a.Last
	}
	return a.First, a.Last
}

// ROC is the date as Taiwan writes it, saying what is not known.
func (a ActDate) ROC() string {
	switch {
	case !a.Known():
		return "日期不明"
	case a.Exact():
		return a.First.ROC()
	case a.Continuing:
		return a.First.ROC() + "至" + a.Last.ROC() + "（持續）"
	}
	f, l := a.First.Time(), a.Last.Time()
	if f.Day() == 1 && l.AddDate(0, 0, 1).Day() == 1 && f.Year() == l.Year() {
		if f.Month() == l.Month() {
			return fmt.Sprintf("%s%d月（日不詳）", rocYear(f.Year()), int(f.Month()))
		}
		if f.Month() == time.January && l.Month() == time.December {
			return rocYear(f.Year()) + "（月日不詳）"
		}
	}
	return a.First.ROC() + "至" + a.Last.ROC() + "之間"
}

var errActDate = errors.New("行為日請寫成 2019、2019-02、2019-02-03，或 2019-02-03..2019-03-05（期間內某日）")

// ParseActDate reads 2019, 2019-02, 2019-02-03 or an interval of two of these
// joined by "..". A partial date is the whole year or month.
func ParseActDate(s string) (ActDate, error) {
	from, to, interval := strings.Cut(s, "..")
	first, last, err := parsePartial(strings.TrimSpace(from))
	if err != nil {
		return ActDate{}, err
	}
	if interval {
		var begin Date
		if begin, last, err = parsePartial(strings.TrimSpace(to)); err != nil {
			return ActDate{}, err
		}
		if begin < first {
			return ActDate{}, fmt.Errorf("期間的起日 %s 在迄日 %s 之後", from, to)
		}
	}
	return ActDate{First: first, Last: last, Text: s}, nil
}

func parsePartial(s string) (first, last Date, err error) {
	switch len(s) {
	case 4:
		y, err := strconv.Atoi(s)
		if err != nil || y < 1000 {
			return 0, 0, errActDate
		}
		return Day(y, 1, 1), Day(y, 12, 31), nil
	case 7:
		t, err := time.Parse("2006-01", s)
		if err != nil {
			return 0, 0, errActDate
		}
		first = Date(t.Unix() / 86400)
		return first, first.AddDate(0, 1, -1), nil
	default:
		d, err := ParseDay(s)
		if err != nil {
			return 0, 0, errActDate
		}
		return d, d, nil
	}
}
