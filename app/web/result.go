package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

const (
	maxOpenShown = 6 // open provisions shown at once
	maxFlips     = 5
)

// resultPage is the data of result.html.
type resultPage struct {
	Heading, Reference string
	Date, Judged       string
	DateKnown          bool
	Branches           []branchLink
	Chosen             bool // a branch of law is
	People             []personResult
	Duties             dutyList
	Fits               []fitView
	Similar            []similar
	JSONURL, CheckURL  string
	Kept               *keptResult // of a record
}

// personResult is the result for one actor.
type personResult struct {
	Name        string
	Several     bool
	Heading     string
	Ask         *ask
	Open        []finding
	MoreOpen    []finding
	Unsettled   string // what of them are liabilities and duties; "" where none is
	Kinds       []kindResult
	Without     []kindResult // in which nothing stands
	Concurrence []concurrence
}

// kindResult is a branch of law: what stands, and what does not.
type kindResult struct {
	Name        string
	Open        bool // where there is room its tables are not folded away
	Beside      bool // of what only modifies others
	Established []finding
	Todo        []finding // duties to act, which the list of what to do names
	Closed      []finding
	NotEncoded  []cited
}

type concurrence struct {
	Text  string
	Of    []cited
	Cites []cited
	Steps []step
}

// branch is one of the branches of law that a result can be narrowed to.
type branch struct {
	name  string
	kinds []rules.Kind
}

var branches = []branch{
	{"criminal", []rules.Kind{rules.Criminal, rules.Modifier}},
	{"civil", []rules.Kind{rules.Civil, rules.StateCompensation}},
	{"administrative", []rules.Kind{rules.Administrative, rules.Permission}},
	{"disciplinary", []rules.Kind{rules.Disciplinary}},
	{"duty", []rules.Kind{rules.Duty}},
}

// branchLink narrows the result to a branch of law; Found says how much there is.
type branchLink struct {
	Text, Href string
	Found      int // what is established or open
	Current    bool
}

// branchOf are the kinds of provision that ?branch= asks for, and all where it asks
// for none that there is.
func branchOf(c *fiber.Ctx) (name string, kinds []rules.Kind) {
	i := slices.IndexFunc(branches, func(b branch) bool { return b.name == c.Query("branch") })
	if i < 0 {
		return "", rules.Kinds
	}
	return branches[i].name, branches[i].kinds
}

// branchLinks lead to the result of one branch of law, and back to all.
func branchLinks(tr *language, at place, judged, chosen string, report rules.Report) []branchLink {
	link := func(name string, kinds []rules.Kind) branchLink {
		b := branchLink{Text: tr.T("branch.all"), Current: name == chosen}
		var more []string
		if name != "" {
			b.Text, more = tr.T("branch."+name), []string{"branch", name}
		}
		if judged != "" {
			more = append(more, "judged", judged)
		}
		b.Href = at.result(more...)
		for _, a := range report.Actors {
			for _, f := range a.Findings {
				if slices.Contains(kinds, f.Kind) && counts(f) && (f.Verdict == rules.Established || f.Verdict == rules.Undetermined) {
					b.Found++
				}
			}
		}
		return b
	}
	out := []branchLink{link("", rules.Kinds)}
	for _, b := range branches {
		out = append(out, link(b.name, b.kinds))
	}
	return out
}

func (s interviews) result(c *fiber.Ctx) error {
	tr := s.language(c)
	st, at, report, ok, err := s.classify(c)
	if !ok || err != nil {
		return err
	}
	v, err := s.resultPage(c, st, at, report, nil)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "result", page{Title: v.Heading, Nav: at.nav,
		Crumb: append(at.crumbs, link{Text: tr.T("check.title"), Href: v.CheckURL}, link{Text: tr.T("result.title")}), Data: v})
}

// resultPage is what a report says, of all branches of law or of the one that was
// chosen. Risks are the risk factors that somebody sees in the incident.
func (s *Server) resultPage(c *fiber.Ctx, st incident.Interview, at place, report rules.Report, risks []string) (resultPage, error) {
	tr := s.language(c)
	chosen, kinds := branchOf(c)
	v := resultPage{Reference: st.Reference, Date: tr.actDate(st.Act()), DateKnown: st.Act().Known(), Judged: tr.day(at.judged), Chosen: chosen != "",
		Branches: branchLinks(tr, at, c.Query("judged"), chosen, report), Duties: duties(tr, at, st.Incident(), report), JSONURL: at.resultJSON(), CheckURL: at.check()}
	var headings []string
	for i, a := range report.Actors {
		p, err := person(tr, at.about(i), st.Incident(), a, kinds)
		if err != nil {
			return v, err
		}
		p.Several = len(report.Actors) > 1
		v.People = append(v.People, p)
		headings = append(headings, tr.T("result.of", a.Actor, p.Heading))
	}
	var near []string
	for _, x := range report.SimilarCases {
		v.Similar = append(v.Similar, s.similar(tr, at, st.Incident(), x))
		near = append(near, x.Case)
	}
	v.Fits = s.fitting(tr, risks, near)
	v.Heading = strings.Join(headings, tr.T("result.and_of"))
	return v, nil
}

// classify asks the book about an interview. The day of judgment is that of its
// place, or ?judged=.
func (s interviews) classify(c *fiber.Ctx) (st incident.Interview, at place, report rules.Report, ok bool, err error) {
	if st, at, ok, err = s.load(c, audit.Opened); !ok || err != nil {
		return
	}
	at, report, err = s.judge(c, st, at)
	return
}

// judge asks the book of a place about an interview.
func (s *Server) judge(c *fiber.Ctx, st incident.Interview, at place) (_ place, report rules.Report, err error) {
	if day := c.Query("judged"); day != "" {
		if at.judged, err = parseDay(day); err != nil {
			return at, report, err
		}
	}
	if report, err = at.book.Classify(st.Incident(), at.judged); err != nil {
		return at, report, contradicts(err)
	}
	if s.Cases != nil {
		report.SimilarCases = s.Cases.Similar(st.Incident(), nearest)
	}
	return at, report, nil
}

func (s interviews) resultJSON(c *fiber.Ctx) error {
	_, _, report, ok, err := s.classify(c)
	if !ok || err != nil {
		return err
	}
	return sendReport(c, report)
}

// sendReport gives a report to keep.
func sendReport(c *fiber.Ctx, report rules.Report) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="shoumi-report.json"`)
	return c.JSON(report)
}

// person tells what the book says of one actor; at is the place about them. Kinds are
// the kinds of provision to tell.
func person(tr *language, at place, in rules.Incident, a rules.ActorReport, kinds []rules.Kind) (personResult, error) {
	p := personResult{Name: a.Actor, Heading: tr.heading(a), Ask: at.ask(tr, a.NextQuestions)}
	x := finder{tr: tr, in: in, actor: a.Actor, at: at, scale: scaleOf(tr, a), quoted: map[string]bool{}}
	if err := x.open(&p, a.Findings, kinds); err != nil {
		return p, err
	}
	for _, kind := range rules.Kinds {
		if !slices.Contains(kinds, kind) {
			continue
		}
		k, err := x.kind(kind, a.Findings)
		if err != nil {
			return p, err
		}
		switch {
		case len(k.Established)+len(k.Todo) > 0:
			p.Kinds = append(p.Kinds, k)
		case len(k.Closed)+len(k.NotEncoded) > 0:
			p.Without = append(p.Without, k)
		}
	}
	x.on = at.judged // what is made of several offences is for who judges
	for _, r := range a.Concurrence {
		p.Concurrence = append(p.Concurrence, concurrence{Text: r.Text, Of: x.citeAll(r.Findings), Cites: x.citeAll(r.Cites), Steps: x.steps(r.Steps)})
	}
	return p, nil
}

// heading says what was found: liabilities by name, duties and what is open by number.
func (l *language) heading(a rules.ActorReport) string {
	var crimes, others []string
	duties := 0
	for _, f := range a.Findings {
		switch {
		case !counts(f) || f.Verdict != rules.Established || f.AbsorbedBy != nil:
		case f.Kind == rules.Duty:
			duties++
		case f.Kind == rules.Criminal:
			crimes = append(crimes, f.Title)
		default:
			others = append(others, f.Title)
		}
	}
	open := l.open(a.Findings)
	var s string
	switch n := len(crimes); {
	case n > 2:
		s = l.T("heading.many", crimes[0], n)
	case n > 0:
		s = l.T("heading.one", strings.Join(crimes, l.T("heading.join")))
	case len(others) > 1:
		s = l.T("heading.others", others[0], len(others))
	case len(others) == 1:
		s = l.T("heading.one", others[0])
	case duties > 0:
		s = l.T("heading.duties", duties)
	case open != "":
		s = l.T("heading.none")
	default:
		return l.T("heading.nothing")
	}
	if open != "" {
		s += l.T("heading.open", open)
	}
	return s
}

// open says how many of some findings are open, by what they are of: offences, other
// liabilities and duties; "" where none is.
func (l *language) open(all []rules.Finding) string {
	var offences, others, duties int
	for _, f := range all {
		switch {
		case !counts(f) || f.Verdict != rules.Undetermined:
		case f.Kind == rules.Criminal:
			offences++
		case f.Kind == rules.Duty:
			duties++
		default:
			others++
		}
	}
	var parts []string
	if offences > 0 {
		parts = append(parts, l.T("open.offences", offences))
	}
	if others > 0 {
		parts = append(parts, l.T("open.others", others))
	}
	if duties > 0 {
		parts = append(parts, l.T("open.duties", duties))
	}
	return strings.Join(parts, l.T("list.join"))
}

// kind sorts the findings of one branch of law.
func (x *finder) kind(kind rules.Kind, all []rules.Finding) (kindResult, error) {
	k := kindResult{Name: x.tr.T("kind." + string(kind)), Open: kind == rules.Criminal, Beside: !liable(kind) && kind != rules.Duty}
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
			if toDo(f) {
				k.Todo = append(k.Todo, v)
			} else {
				k.Established = append(k.Established, v)
			}
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
	return k, nil
}
