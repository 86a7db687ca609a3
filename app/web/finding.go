package web

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// finding is one provision as the result shows it.
type finding struct {
	ID, Title  string
	Kind       string // of an open one: the branch of law
	Of         cited
	Verdict    rules.Verdict
	Versions   []string // the day the version applied came into force; several when the date leaves them open
	Elements   []elementRow
	Exceptions []elementRow
	Missing    []missing
	Failing    []elementRow // of one that is not established: what failed
	Penalty    string
	Reach      string // what a court may go down and up to, where modifiers leave it room
	Bar        *bar
	Steps      []step
	After      []step // limitation, 易科罰金, 緩刑
	Effect     string
	Due        *due // of a duty with a deadline
	Complaint  bool
	ComplaintC []cited
	AbsorbedBy *cited
	ModifiedBy []cited
	Paths      []lawPath
	Notes      []string
	Flips      []flip
	MoreFlips  int
	Tries      []link   // of a record: the facts of the flips, to be tried otherwise
	Diagram    *diagram // of what is established
	Reason     *reason  // of what is established; of the rest on a page of its own
	ReasonURL  string
	Law        *lawText
	Inside     string // of what is established: what is folded away, and how much of it
}

// elementRow is a row of the element table. As is what kind of thing is judged:
// element or exception.
type elementRow struct {
	Text      string
	Verdict   rules.Verdict
	As        string
	Facts     []factRow
	Cites     []cited
	Burden    string
	NotRaised bool
}

// factRow is a fact that was read; Href leads to its question while it is open.
type factRow struct {
	Label, Value, Source, Href string
	Inferred                   bool // nobody gave it; the constraints force it
	Unknown                    bool
}

type missing struct {
	Label, Href string
	Who         []string
}

type step struct {
	Text  string
	Cites []cited
}

// due is a deadline; Href leads to the question for the day from which it runs,
// while that is not known.
type due struct {
	step
	Href string
}

// lawPath is the outcome under one of the laws between act and judgment (刑法2 I).
type lawPath struct {
	Version string
	Verdict rules.Verdict
	Penalty string
	Applied bool
	Reason  string
}

// finder turns the findings on one actor into what the page shows.
type finder struct {
	tr     *language
	in     rules.Incident
	actor  string
	at     place
	scale  scale
	quoted map[string]bool // versions whose whole text stands on the page already
	on     rules.Date      // of the law that the finding at hand rests on
}

func scaleOf(tr *language, a rules.ActorReport) scale {
	var rs []*penalty.Range
	for _, f := range a.Findings {
		if f.Verdict == rules.Established || f.Verdict == rules.Undetermined {
			rs = append(rs, f.Penalty)
		}
	}
	return newScale(tr, rs)
}

// finding tells everything of a provision, or with whole false its elements only.
func (x *finder) finding(f rules.Finding, whole bool) (finding, error) {
	x.on = x.dayOf(f)
	v := finding{ID: f.ID, Title: f.Title, Of: x.cite(f.ID), Verdict: f.Verdict, Effect: f.Effect, Notes: f.Notes}
	v.Of.Text = f.Cite
	for _, d := range append(slices.Clone(f.Versions), f.Version) {
		if day, err := rules.ParseDay(d); err == nil && !slices.Contains(v.Versions, x.tr.day(day)) {
			v.Versions = append(v.Versions, x.tr.day(day))
		}
	}
	for _, e := range f.Elements {
		v.Elements = append(v.Elements, x.element(e, "element", f.Missing))
	}
	for _, e := range f.Exceptions {
		v.Exceptions = append(v.Exceptions, x.element(e, "exception", f.Missing))
	}
	for _, id := range f.Missing {
		v.Missing = append(v.Missing, x.missing(id))
	}
	for i, e := range f.Elements {
		if e.Verdict == rules.NotEstablished {
			v.Failing = append(v.Failing, v.Elements[i])
		}
	}
	for i, e := range f.Exceptions {
		if e.Verdict == rules.Established {
			v.Failing = append(v.Failing, v.Exceptions[i])
		}
	}
	if f.AbsorbedBy != nil {
		c := x.cite(*f.AbsorbedBy)
		v.AbsorbedBy = &c
	}
	v.ModifiedBy, v.ReasonURL = x.citeAll(f.ModifiedBy), x.at.reason(f.ID)
	if !whole {
		return v, nil
	}
	if f.Penalty != nil {
		v.Penalty, v.Bar = f.Penalty.Text(), x.scale.bar(f.Penalty)
		if f.Reach != nil {
			v.Reach = f.Reach.Text()
		}
	}
	if d := f.Deadline; d != nil {
		v.Due = &due{step: step{Text: d.Text, Cites: x.citeAll(d.Cites)}}
		if d.Due == nil {
			v.Due.Href = x.at.question(d.From)
		}
	}
	v.Steps = x.steps(f.Steps)
	v.After = x.steps(f.After)
	if f.Complaint != nil && f.Complaint.Required {
		v.Complaint, v.ComplaintC = true, x.citeAll(f.Complaint.Cites)
	}
	for _, p := range f.Paths {
		y := lawPath{Verdict: p.Verdict, Applied: p.Applied, Reason: p.Reason}
		if d, err := rules.ParseDay(p.Version); err == nil {
			y.Version = x.tr.day(d)
		}
		if p.Penalty != nil {
			y.Penalty = p.Penalty.Text()
		}
		v.Paths = append(v.Paths, y)
	}
	if f.Verdict == rules.Established {
		if r, ok := x.at.book.Reason(x.in, x.actor, f.ID); ok {
			n := x.reason(r, map[string]bool{})
			v.Reason = &n
			v.Diagram = newDiagram(x.tr, "f-"+x.actor+"-"+f.ID, r, true)
		}
		if err := x.flips(f.ID, &v); err != nil {
			return v, err
		}
	}
	v.Law = x.law(f)
	v.Inside = x.inside(v)
	return v, nil
}

// inside names what the part of a finding has that is shown on demand.
func (x *finder) inside(v finding) string {
	parts := []string{x.tr.T("finding.elements", len(v.Elements))}
	if n := len(v.Exceptions); n > 0 {
		parts = append(parts, x.tr.T("finding.exceptions", n))
	}
	n := v.MoreFlips
	for _, f := range v.Flips {
		n += len(f.Changes)
	}
	if n > 0 {
		parts = append(parts, x.tr.T("finding.flips", n))
	}
	return x.tr.T("finding.inside", strings.Join(parts, x.tr.T("list.join")))
}

func (x *finder) element(e rules.ElementFinding, as string, open []string) elementRow {
	row := elementRow{Text: e.Text, Verdict: e.Verdict, As: as, Cites: x.citeAll(e.Cites), Burden: e.Burden, NotRaised: e.Raised != nil && !*e.Raised}
	for _, r := range e.Facts {
		if r.Value == nil && (e.Verdict != rules.Undetermined || !slices.Contains(open, r.ID)) {
			continue // unknown, and of no account
		}
		row.Facts = append(row.Facts, x.fact(*r))
	}
	return row
}

func (x *finder) fact(r rules.FactReading) factRow {
	f, _ := x.at.book.Fact(r.ID)
	row := factRow{Label: x.tr.Of(f.Label), Value: x.tr.Value(f, r.Value), Source: r.Source, Unknown: r.Value == nil}
	if r.Source == rules.Inferred {
		row.Source, row.Inferred = "", true
	}
	if row.Unknown {
		row.Href = x.at.question(r.ID)
	}
	return row
}

func (x *finder) missing(id string) missing {
	if id == rules.ActDateFact {
		return missing{Label: x.tr.T("check.date"), Href: x.at.question(id)}
	}
	f, _ := x.at.book.Fact(id)
	return missing{Label: x.tr.Of(f.Label), Href: x.at.question(id), Who: f.WhoKnows}
}

// law is the text of the version applied, with the clause that the finding is
// about marked; once the whole text was shown, that clause alone.
func (x *finder) law(f rules.Finding) *lawText {
	a, ok := x.at.book.Article(f.ID)
	if !ok {
		return nil
	}
	day := f.Version
	if day == "" && len(f.Versions) > 0 {
		day = f.Versions[len(f.Versions)-1]
	}
	for _, v := range a.Versions {
		if v.From.String() != day {
			continue
		}
		t := newLawText(x.tr, a, v)
		n := paragraphOf(f.ID, a)
		key := a.ID + "@" + day
		for i := range t.Paragraphs {
			t.Paragraphs[i].Marked = t.Paragraphs[i].Number == n
		}
		if x.quoted[key] {
			t.Paragraphs = slices.DeleteFunc(t.Paragraphs, func(p paragraph) bool { return !p.Marked })
			t.Partial = true
		}
		x.quoted[key] = true
		return &t
	}
	return nil
}

// paragraphOf is the number of the paragraph an id lies in, 0 for none.
func paragraphOf(id string, a *rules.Article) int {
	local, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(id, a.ID), "/"), "/")
	n, _ := strconv.Atoi(path.Base(local))
	return n
}

func (x *finder) steps(lines []penalty.Line) []step {
	var out []step
	for _, l := range lines {
		out = append(out, step{Text: l.Text, Cites: x.citeAll(l.Cites)})
	}
	return out
}

// dayOf is the day of the law that a finding rests on: that of the act, or of the later
// law that was applied; rules.Beginning where neither is known.
func (x *finder) dayOf(f rules.Finding) rules.Date {
	on := rules.Beginning
	if x.in.ActDate.Known() {
		on = x.in.ActDate.Last
	}
	if from, err := rules.ParseDay(f.Version); err == nil && from > on {
		on = from
	}
	return on
}

// cite leads to the text of the version that the finding at hand rests on.
func (x *finder) cite(id string) cited { return citeOn(x.at.book, id, x.on) }

func (x *finder) citeAll(ids []string) []cited {
	var out []cited
	for _, id := range ids {
		out = append(out, x.cite(id))
	}
	return out
}
