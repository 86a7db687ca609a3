package web

import (
	"errors"

	"shoumi/rules"
)

// parseActDate reads the date of an act, which is not in the future, in any of the
// ways that people write it. An error is a *problem.
func parseActDate(s string, today rules.Date) (rules.ActDate, error) {
	d, err := rules.ParseWritten(s)
	switch {
	case err != nil:
		return d, wrongDate(err)
	case d.First > today:
		return rules.ActDate{}, wrong("date.future", d.ROC())
	}
	return d, nil
}

// parseDay reads one whole day in the same ways. An error is a *problem.
func parseDay(s string) (rules.Date, error) {
	d, err := rules.ParseWrittenDay(s)
	if err != nil {
		return 0, wrongDate(err)
	}
	return d, nil
}

// wrongDate says of a *rules.WrittenError what to write instead.
func wrongDate(err error) *problem {
	text := ""
	if w := (*rules.WrittenError)(nil); errors.As(err, &w) {
		text = w.Text
	}
	switch {
	case errors.Is(err, rules.ErrDateNone):
		return wrong("date.none", text)
	case errors.Is(err, rules.ErrDateOrder):
		return wrong("date.order", text)
	case errors.Is(err, rules.ErrDateDay):
		return wrong("date.day", text)
	}
	return wrong("date.form", text)
}
