package web

import (
	"cmp"
	"slices"
	"strings"

	"shoumi/rules"
)

// dutyRow is something that now has to be done: what, by whom, and by when.
type dutyRow struct {
	Title   string
	Of      cited
	What    string
	By      string // whose duty it is, where the law names them
	About   string // the actors it follows from, where there are several
	Due     string // the last day
	Over    bool   // it has passed
	Counted string // how the day is counted
	Cites   []cited
	Ask     *link // the question for the day from which it runs, while that is not known

	last *rules.Date
}

// dutyList is what now has to be done.
type dutyList []dutyRow

// All are the duties, Dated those of them that end on a day, known or not yet.
func (l dutyList) All() []dutyRow { return l }

func (l dutyList) Dated() []dutyRow { return l[:l.dated()] }

// Undated are those that end on no day that can be reckoned.
func (l dutyList) Undated() []dutyRow { return l[l.dated():] }

func (l dutyList) dated() int {
	if i := slices.IndexFunc(l, func(d dutyRow) bool { return d.rank() == 2 }); i >= 0 {
		return i
	}
	return len(l)
}

// breach is how the effect of a provision begins that says what was broken, and not
// what is to be done.
const breach = "違反"

// toDo is whether a finding is of a duty to act that now runs.
func toDo(f rules.Finding) bool {
	return f.Kind == rules.Duty && f.Verdict == rules.Established && !strings.HasPrefix(f.Effect, breach)
}

// duties are what is to be done now, by the duties that the report establishes: those
// with a date first, then those whose day is still to be found, then the rest.
func duties(tr *language, at place, in rules.Incident, report rules.Report) (out dutyList) {
	for who, a := range report.Actors {
		x := finder{tr: tr, at: at.about(who), in: in}
		for _, f := range a.Findings {
			if !toDo(f) {
				continue
			}
			if i := slices.IndexFunc(out, func(d dutyRow) bool { return d.Of.ID == f.ID }); i >= 0 {
				out[i].About += tr.T("list.join") + a.Actor
				continue
			}
			d := x.duty(f)
			if d.About = a.Actor; len(report.Actors) == 1 {
				d.About = ""
			}
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b dutyRow) int {
		if a.last != nil && b.last != nil {
			return cmp.Compare(*a.last, *b.last)
		}
		return cmp.Compare(a.rank(), b.rank())
	})
	return out
}

// rank puts what has a day first.
func (d dutyRow) rank() int {
	switch {
	case d.last != nil:
		return 0
	case d.Counted != "":
		return 1
	}
	return 2
}

func (x *finder) duty(f rules.Finding) dutyRow {
	x.on = x.dayOf(f)
	d := dutyRow{Title: f.Title, Of: x.cite(f.ID), What: f.Effect}
	d.Of.Text = f.Cite
	if rest, ok := strings.CutPrefix(f.Effect, "應（"); ok {
		if by, what, ok := strings.Cut(rest, "）："); ok {
			d.By, d.What = by, what
		}
	}
	if f.Deadline == nil {
		return d
	}
	d.Counted, d.Cites = f.Deadline.Text, x.citeAll(f.Deadline.Cites)
	if d.last = f.Deadline.Due; d.last != nil {
		d.Due, d.Over = x.tr.day(*d.last), *d.last < x.at.judged
		return d
	}
	if href := x.at.question(f.Deadline.From); href != "" {
		of, _ := x.at.book.Fact(f.Deadline.From)
		d.Ask = &link{Text: x.tr.T("duty.ask", x.tr.Of(of.Label)), Href: href}
	}
	return d
}
