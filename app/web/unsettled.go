package web

import (
	"cmp"
	"slices"

	"shoumi/app/incident"
	"shoumi/rules"
)

// ask is what is still to be found out, best first.
type ask struct {
	Left   int
	Beyond bool // what is left bears on damages, discipline and duties alone
	First  askRow
	More   []askRow
}

type askRow struct {
	Question, Href string
	Settles        []cited
	Others         int // provisions settled besides
	Who            []string
}

func (p place) ask(tr *language, qs []rules.Question) *ask {
	if len(qs) == 0 {
		return nil
	}
	a := &ask{}
	if first := (incident.Interview{}).InFocus(qs); len(first) > 0 {
		qs = first
	} else { // only damages, discipline and duties are open
		a.Beyond = true
	}
	a.Left = len(qs)
	for i, q := range qs {
		row := askRow{Question: q.Question, Href: p.question(q.Fact)}
		if f, ok := p.book.Fact(q.Fact); ok {
			row.Question, row.Who = tr.Of(f.Question), f.WhoKnows
		} else {
			row.Question = tr.T("date.title")
		}
		row.Settles = citeAll(p.book, q.Settles)
		if len(row.Settles) > 4 {
			row.Settles, row.Others = row.Settles[:4], len(row.Settles)-4
		}
		if i == 0 {
			a.First = row
		} else {
			a.More = append(a.More, row)
		}
	}
	return a
}

// openOrder is the order in which open provisions are shown: what is asked about first
// comes first, and what modifies the rest last.
var openOrder = []rules.Kind{rules.Criminal, rules.Administrative, rules.Disciplinary, rules.Civil, rules.StateCompensation, rules.Duty, rules.Modifier, rules.Permission}

// open tells the findings of some kinds that are undetermined, those first that lack
// least.
func (x *finder) open(p *personResult, all []rules.Finding, kinds []rules.Kind) error {
	var open []rules.Finding
	for _, f := range all {
		if f.Verdict == rules.Undetermined && slices.Contains(kinds, f.Kind) {
			open = append(open, f)
		}
	}
	slices.SortStableFunc(open, func(a, b rules.Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(openOrder, a.Kind), slices.Index(openOrder, b.Kind)), cmp.Compare(len(a.Missing), len(b.Missing)))
	})
	p.Unsettled = x.tr.open(open)
	for i, f := range open {
		v, err := x.finding(f, i < maxOpenShown)
		if err != nil {
			return err
		}
		v.Kind = x.tr.T("kind." + string(f.Kind))
		if i < maxOpenShown {
			p.Open = append(p.Open, v)
		} else {
			p.MoreOpen = append(p.MoreOpen, v)
		}
	}
	return nil
}
