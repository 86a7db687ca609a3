package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

const (
	maxOpenShown = 6 // open provisions of a branch of law shown at once
	maxNextShown = 6 // facts to find out listed behind the first
	maxFlips     = 5
)

// resultPage is the data of result.html.
type resultPage struct {
	Heading, Reference string
	Date, Judged       string
	DateKnown          bool
	People             []personResult
	Similar            []similar
	JSONURL, CheckURL  string
}

// personResult is the result for one actor.
type personResult struct {
	Name        string
	Several     bool
	Heading     string
	Ask         *ask
	Kinds       []kindResult
	Concurrence []concurrence
}

// ask is what is still to be found out, best first.
type ask struct {
	Left    int
	Beyond  bool // what is left bears on damages, discipline and duties alone
	First   askRow
	More    []askRow
	Further int
}

type askRow struct {
	Question, Href string
	Settles        []cited
	Others         int // provisions settled besides
	Who            []string
}

// kindResult is a branch of law: what stands, what is open, what does not stand.
type kindResult struct {
	Name        string
	Established []finding
	Open        []finding
	MoreOpen    []finding
	Closed      []finding
	NotEncoded  []cited
}

type concurrence struct {
	Text  string
	Of    []cited
	Cites []cited
	Steps []step
}

func (s interviews) result(c *fiber.Ctx) error {
	tr := s.language(c)
	st, at, report, ok, err := s.classify(c)
	if !ok || err != nil {
		return err
	}
	v := resultPage{Reference: st.Reference, Date: tr.actDate(st.Act()), DateKnown: st.Act().Known(), Judged: tr.day(at.judged),
		JSONURL: at.resultJSON(), CheckURL: at.check()}
	var headings []string
	for i, a := range report.Actors {
		p, err := person(tr, at.about(i), st.Incident(), a)
		if err != nil {
			return err
		}
		p.Several = len(report.Actors) > 1
		v.People = append(v.People, p)
		headings = append(headings, tr.T("result.of", a.Actor, p.Heading))
	}
	for _, x := range report.SimilarCases {
		v.Similar = append(v.Similar, s.similar(tr, x))
	}
	v.Heading = strings.Join(headings, tr.T("result.and_of"))
	return s.render(c, fiber.StatusOK, "result", page{Title: v.Heading, Nav: at.nav,
		Crumb: append(at.crumbs, link{Text: tr.T("check.title"), Href: v.CheckURL}, link{Text: tr.T("result.title")}), Data: v})
}

// classify asks the book about an interview. The day of judgment is that of its
// place, or ?judged=.
func (s interviews) classify(c *fiber.Ctx) (st incident.Interview, at place, report rules.Report, ok bool, err error) {
	if st, at, ok, err = s.load(c, audit.Opened); !ok || err != nil {
		return
	}
	if day := c.Query("judged"); day != "" {
		if at.judged, err = parseDay(day); err != nil {
			return
		}
	}
	report, err = at.book.Classify(st.Incident(), at.judged)
	if err != nil {
		err = contradicts(err)
	}
	if s.Cases != nil && err == nil {
		report.SimilarCases = s.Cases.Similar(st.Incident(), nearest)
	}
	return
}

func (s interviews) resultJSON(c *fiber.Ctx) error {
	_, _, report, ok, err := s.classify(c)
	if !ok || err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="shoumi-report.json"`)
	return c.JSON(report)
}

// person tells what the book says of one actor; at is the place about them.
func person(tr *language, at place, in rules.Incident, a rules.ActorReport) (personResult, error) {
	p := personResult{Name: a.Actor, Heading: tr.heading(a), Ask: at.ask(tr, a.NextQuestions)}
	x := finder{tr: tr, in: in, actor: a.Actor, at: at, scale: scaleOf(tr, a), quoted: map[string]bool{}}
	for _, kind := range rules.Kinds {
		k, err := x.kind(kind, a.Findings)
		if err != nil {
			return p, err
		}
		if len(k.Established)+len(k.Open)+len(k.Closed)+len(k.NotEncoded) > 0 {
			p.Kinds = append(p.Kinds, k)
		}
	}
	for _, r := range a.Concurrence {
		p.Concurrence = append(p.Concurrence, concurrence{Text: r.Text, Of: citeAll(at.book, r.Findings), Cites: citeAll(at.book, r.Cites), Steps: steps(at.book, r.Steps)})
	}
	return p, nil
}

// heading says what was found: liabilities by name, open ones by number.
func (l *language) heading(a rules.ActorReport) string {
	var crimes, others []string
	open := 0
	for _, f := range a.Findings {
		switch {
		case f.Kind == rules.Modifier || f.Kind == rules.Permission:
		case f.Verdict == rules.Undetermined:
			open++
		case f.Verdict == rules.Established && f.AbsorbedBy != nil:
		case f.Verdict == rules.Established && f.Kind == rules.Criminal:
			crimes = append(crimes, f.Title)
		case f.Verdict == rules.Established:
			others = append(others, f.Title)
		}
	}
	named := append(crimes, others...)
	var s string
	switch n := len(crimes); {
	case len(named) == 0 && open > 0:
		return l.T("heading.only_open", open)
	case len(named) == 0:
		return l.T("heading.nothing")
	case n == 0:
		s = l.T("heading.others", named[0], len(named))
		if len(named) == 1 {
			s = l.T("heading.one", named[0])
		}
	case n <= 2:
		s = l.T("heading.one", strings.Join(crimes, l.T("heading.join")))
	default:
		s = l.T("heading.many", crimes[0], n)
	}
	if open > 0 {
		s += l.T("heading.open", open)
	}
	return s
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
		switch {
		case i == 0:
			a.First = row
		case i <= maxNextShown:
			a.More = append(a.More, row)
		default:
			a.Further++
		}
	}
	return a
}

// kind sorts the findings of one branch of law.
func (x *finder) kind(kind rules.Kind, all []rules.Finding) (kindResult, error) {
	k := kindResult{Name: x.tr.T("kind." + string(kind))}
	var open []rules.Finding
	for _, f := range all {
		if f.Kind != kind {
			continue
		}
		switch f.Verdict {
		case rules.Established:
			v, err := x.finding(f, true)
			if err != nil {
				return k, err
			}
			k.Established = append(k.Established, v)
		case rules.Undetermined:
			open = append(open, f)
		case rules.NotEstablished:
			if kind == rules.Modifier { // what modifies nothing is no news
				continue
			}
			v, err := x.finding(f, false)
			if err != nil {
				return k, err
			}
			k.Closed = append(k.Closed, v)
		case rules.NotEncoded:
			k.NotEncoded = append(k.NotEncoded, cite(x.at.book, f.ID))
		}
	}
	slices.SortStableFunc(open, func(a, b rules.Finding) int { return cmp.Compare(len(a.Missing), len(b.Missing)) })
	for i, f := range open {
		v, err := x.finding(f, i < maxOpenShown)
		if err != nil {
			return k, err
		}
		if i < maxOpenShown {
			k.Open = append(k.Open, v)
		} else {
			k.MoreOpen = append(k.MoreOpen, v)
		}
	}
	return k, nil
}
