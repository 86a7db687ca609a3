package casebook

import (
	"fmt"
	"strings"

	"shoumi/rules"
)

// printedBy is a day by which every outcome of the handbooks had been given:
// cases are held against the law as it could be judged then.
var printedBy = rules.Day(2023, 11, 30)

// judged is the day as of which a case is held against the law: for a handbook when
// it was printed, else when the newest law of the book begins or, if that is later,
// on the last day of the act.
func judged(book *rules.Book, c *Case) rules.Date {
	if c.Source.Handbook != "" {
		return printedBy
	}
	day := printedBy
	for _, a := range book.Articles() {
		for _, v := range a.Versions {
			if v.Status == rules.InForce {
				day = max(day, v.From)
			}
		}
	}
	if c.ActDate.Last < rules.Forever {
		day = max(day, c.ActDate.Last)
	}
	return day
}

// holdAgainstRules reports every difference without a reason, at the outcome of
// the actor, and every reason for a difference that is none, at the reason.
func (r *reader) holdAgainstRules() {
	rows := agreement(r.book, r.case_, judged(r.book, r.case_))
	for _, row := range rows {
		if row.Result != Unexplained {
			continue
		}
		what, key := row.Cite, "provision: "+row.Provision+", "
		if row.Provision == "" {
			what, key = "行政處分", ""
		}
		r.outcomes[row.Actor].Fault(fmt.Sprintf("%s的%s，規則與官方結果不同而沒有說明：%s", row.Actor, what, row.Gap),
			fmt.Sprintf("事實都照來源寫對了，就在 differences 加一項：{%skind: …, why: …}；kind 可以是 %s", key, kindsFor(row)))
	}
	for _, a := range r.case_.Actors {
		for i := range a.Outcome {
			for k := range a.Outcome[i].Differences {
				r.stale(rows, a, &a.Outcome[i].Differences[k])
			}
		}
	}
}

func (r *reader) stale(rows []Row, a Actor, d *Difference) {
	for _, row := range rows {
		if row.Actor == a.Name && row.Result == Explained && row.Provision == d.Provision && row.Kind == d.Kind {
			return
		}
	}
	what := r.book.Cite(d.Provision)
	if d.Provision == "" {
		what = "行政處分"
	}
	r.differences[d].Fault(fmt.Sprintf("%s的%s沒有「%s」這種差異，說明已經過時", a.Name, what, d.Kind.Zh()), "拿掉這一項，或改成實際的差異")
}

// kindsFor are the kinds of reason that would explain a row.
func kindsFor(row Row) string {
	var out []string
	for _, kind := range reasonsFor[row.gap] {
		out = append(out, string(kind))
	}
	return strings.Join(out, "、")
}
