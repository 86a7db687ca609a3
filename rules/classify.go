package rules

import (
	"slices"
	"sync"

	"shoumi/rules/condition"
	"shoumi/rules/penalty"
)

// ActDateFact is the name under which the date of the act stands among missing
// facts and questions.
const ActDateFact = "act_date"

// Classify says what the book makes of an incident for every actor and every
// provision, judged on a day. An error is a contradiction between facts.
func (b *Book) Classify(in Incident, judged Date) (Report, error) {
	return b.classify(in, judged, true)
}

// Find is Classify without looking ahead to what to ask next, which takes as long
// as the findings where much is open.
func (b *Book) Find(in Incident, judged Date) (Report, error) {
	return b.classify(in, judged, false)
}

func (b *Book) classify(in Incident, judged Date, ask bool) (Report, error) {
	report := Report{RulesDigest: b.digest, Incident: in.Reference, ActDate: in.ActDate.Text, JudgedOn: judged, SimilarCases: []SimilarCase{}}
	actors := in.Actors
	if len(actors) == 0 {
		actors = []Actor{{Name: SoleActor}}
	}
	for _, a := range actors {
		s, err := b.sit(in, a)
		if err != nil {
			return Report{}, err
		}
		report.Actors = append(report.Actors, s.report(judged, ask))
		s.done()
	}
	return report, nil
}

// sitting is the engine at work on the facts of one actor.
type sitting struct {
	book     *Book
	in       Incident
	actor    Actor
	facts    *condition.Facts
	walk     *condition.Walk
	given    []bool           // by fact, also where unknown was given
	read     []*FactReading   // by fact
	alone    []*Readings      // the same each by itself, where the book has that
	readings []readings       // by readList
	blank    blank            // for the report
	live     []int            // of the findings
	trial    *condition.Facts // for questions
	ahead    *condition.Walk
}

// blank is what is left of the pieces that the parts of a report are cut from.
type blank struct {
	read     []FactReading
	elements []ElementFinding
	defences []Defences
	lists    []Readings
	facts    []*FactReading
	outcomes []Outcome
}

// cut takes n off a piece, or off a new one, of some size, where too little is left.
func cut[T any](piece *[]T, n, size int) []T {
	if len(*piece) < n {
		*piece = make([]T, max(n, size))
	}
	out := (*piece)[:n:n]
	*piece = (*piece)[n:]
	return out
}

var sittings sync.Pool

// sit binds the facts of an actor; the error is a contradiction.
func (b *Book) sit(in Incident, a Actor) (*sitting, error) {
	s, _ := sittings.Get().(*sitting)
	if s == nil || s.book != b {
		n := len(b.lang.Variables())
		s = &sitting{book: b, facts: b.lang.NewFacts(), walk: b.net.NewWalk(), given: make([]bool, n), read: make([]*FactReading, n), alone: make([]*Readings, n)}
	}
	s.in, s.actor = in, a
	s.facts.Clear()
	for id, v := range in.Facts {
		if _, own := a.Facts[id]; !own {
			if err := s.give(id, v, in.Sources[id]); err != nil {
				return nil, err
			}
		}
	}
	for id, v := range a.Facts {
		if v != nil { // else the actor takes back what is shared
			if err := s.give(id, v, a.Sources[id]); err != nil {
				return nil, err
			}
		}
	}
	if broken := s.facts.Settle(); broken >= 0 {
		return nil, &ContradictionError{Actor: a.Name, Text: b.Sentence(b.constraints[broken])}
	}
	s.infer()
	s.walk.Reset(s.facts)
	return s, nil
}

// done gives the sitting back, and keeps nothing of the incident.
func (s *sitting) done() {
	s.in, s.actor = Incident{}, Actor{}
	clear(s.given)
	clear(s.readings)
	clear(s.read)
	clear(s.alone)
	s.blank = blank{}
	sittings.Put(s)
}

// give takes one fact with the words it comes from.
func (s *sitting) give(id string, v any, source string) error {
	i, ok := s.book.byFact[id]
	if !ok {
		return s.facts.Set(id, nil) // says that there is no such fact
	}
	if err := s.facts.SetAt(i, engineValue(v)); err != nil {
		return err
	}
	s.given[i] = true
	s.note(i, v, source)
	return nil
}

// bind gives the facts to the engine; it returns a broken constraint or -1.
func (b *Book) bind(f *condition.Facts, values Values) (int, error) {
	f.Clear()
	for id, v := range values {
		i, ok := b.byFact[id]
		if !ok {
			return -1, f.Set(id, nil) // says that there is no such fact
		}
		if err := f.SetAt(i, engineValue(v)); err != nil {
			return -1, err
		}
	}
	return f.Settle(), nil
}

func engineValue(v any) any {
	switch x := v.(type) {
	case int64:
		return int(x)
	case Date:
		return int(x)
	}
	return v
}

func (s *sitting) report(judged Date, ask bool) ActorReport {
	out := ActorReport{Actor: s.actor.Name, Findings: s.findings(judged), Concurrence: []Concurrence{}}
	for _, i := range s.live {
		s.deadline(&out.Findings[i])
	}
	s.relate(&out)
	s.several(&out, judged)
	if ask {
		out.NextQuestions = s.questions(out.Findings, judged)
	}
	return out
}

func (s *sitting) findings(judged Date) []Finding {
	o := s.book.outlineOf(s.in.ActDate)
	s.walk.Run(o.plan)
	out := make([]Finding, len(o.findings)) // not slices.Clone, which takes more than that
	copy(out, o.findings)
	s.blank.elements, s.blank.lists, s.blank.facts = make([]ElementFinding, o.elements), make([]Readings, o.lists), make([]*FactReading, o.reads)
	s.live = s.live[:0]
	for i := range out {
		if x := &o.items[i]; x.sheet != nil {
			s.fill(&out[i], x, judged)
			if out[i].live() {
				s.live = append(s.live, i)
			}
		}
	}
	unencoded := o.unencoded(s.in.ActDate)
	for k, g := range o.gaps {
		out[g.at].Outcome = &unencoded[k]
	}
	return out
}

// finding is the finding on one provision alone.
func (s *sitting) finding(id string, judged Date) Finding {
	t := &s.book.tracks[s.book.position[id]]
	x, f := s.book.item(t, s.in.ActDate)
	switch {
	case x.sheet != nil:
		s.fill(&f, &x, judged)
	case f.Verdict == NotEncoded:
		*f.Outcome = unencoded([]string{unencodedNote(t.earliest, s.in.ActDate.ROC())})
	}
	return f
}

// fill puts what the facts make of it into a finding that has its heading.
func (s *sitting) fill(f *Finding, x *item, judged Date) {
	s.decide(f, x)
	s.elements(f, x)
	if f.live() {
		f.Penalty, f.Steps = s.statutory(x.applied)
		if f.Kind == Criminal {
			s.transitional(f, x, judged)
		}
	}
}

// decide joins the verdicts of the stretches: where they agree that is the
// verdict, where they do not the date itself is missing.
func (s *sitting) decide(f *Finding, x *item) {
	var missing, notes []string
	var verdict Verdict
	differ := false
	for i, p := range x.parts {
		v := p.gap
		if p.rule != nil {
			var open []string
			var capped bool
			v, open, capped = s.verdict(p.rule.node)
			before := len(missing)
			missing = slices.Grow(missing, len(open))
			for _, m := range open {
				if m == notEncodedFact {
					notes = append(notes, "所依據的法規在行為時的版本不在規則裡，這一部分不能判斷。")
				} else if !slices.Contains(missing[:before], m) {
					missing = append(missing, m)
				}
			}
			if capped {
				notes = append(notes, "未知的事實太多，只能逐項判斷；再查明幾項後結論會更精確。")
			}
		}
		if i > 0 && v != verdict {
			differ = true
		}
		verdict = v
	}
	if differ {
		verdict = Undetermined
		missing = append(missing, ActDateFact)
	}
	f.Heading = x.heads.under(verdict)
	if f.live() {
		s.own(f)
		f.Notes = append(f.Notes, notes...)
		if missing != nil {
			f.Missing = missing
		}
	}
}

// live says whether anything follows from a finding. Only such a finding acts on
// others, or is acted on.
func (f *Finding) live() bool { return f.Verdict == Established || f.Verdict == Undetermined }

// own gives a finding an outcome of its own, to be changed.
func (s *sitting) own(f *Finding) {
	own := &cut(&s.blank.outcomes, 1, max(4, len(s.live)/2))[0]
	*own = *f.Outcome
	f.Outcome = own
}

func (s *sitting) verdict(node int) (Verdict, []string, bool) {
	t, missing, capped := s.walk.Exactly(node)
	return verdictOf(t), missing, capped
}

var verdicts = [...]Verdict{condition.Unknown: Undetermined, condition.Yes: Established, condition.No: NotEstablished}

func verdictOf(t condition.Truth) Verdict { return verdicts[t] }

// elements fills in the elements and exceptions of the rule that was applied.
func (s *sitting) elements(f *Finding, x *item) {
	parts := x.sheet.parts
	own := cut(&s.blank.elements, len(parts), 0)
	for i := range own {
		p, e := &parts[i], &own[i]
		t, _, _ := s.walk.Exactly(p.node)
		known := s.known(p.reads)
		e.ElementVerdict, e.Readings, e.ElementBasis = &p.verdicts[t], known, &p.basis[min(len(known.Facts), 1)]
		if t == condition.Unknown { // what is unknown does not matter once it is decided
			e.Readings = s.all(p.reads)
		}
	}
	n := len(x.applied.elements)
	f.Elements = own[:n:n]
	if len(own) > n {
		f.Defences = &cut(&s.blank.defences, 1, 8)[0]
		f.Exceptions = own[n:]
	}
}

// statutory is the range a rule lays down for the act, to be kept and changed, and
// how it comes about.
func (s *sitting) statutory(r *rule) (*penalty.Range, []penalty.Line) {
	base, steps := s.base(r)
	if base == nil {
		return nil, steps
	}
	own := *base
	return &own, slices.Clip(steps)
}

// base is what statutory returns, to be read only.
func (s *sitting) base(r *rule) (*penalty.Range, []penalty.Line) {
	_, act := s.in.ActDate.governing()
	act = max(min(act, r.to-1), r.from)
	sheet := s.book.sheetOf(r)
	if sheet.penalty == nil {
		return nil, nil
	}
	if r.provision.yuan && !penalty.Encoded(act.Time()) {
		return r.statutory(act)
	}
	return sheet.penalty, sheet.steps
}

// statutory is the range for an act of a day, restated where the amount of the
// fine is in the old unit (刑法施行法 1-1).
func (r *rule) statutory(act Date) (*penalty.Range, []penalty.Line) {
	if r.provision.Penalty == nil {
		return nil, nil
	}
	p := *r.provision.Penalty
	var lines []penalty.Line
	if r.provision.yuan && p.Fine != nil {
		var ntd int64
		var ok bool
		if ntd, ok, lines = penalty.RestateFine(p.Fine.Max, r.version.Amended.Time(), act.Time()); ok {
			p.Fine = penalty.Fined(ntd)
		} else {
			p.Fine = nil // the amount of that day is not encoded, and the line says so
		}
	}
	return &p, append(lines, penalty.Line{Text: "法定刑：" + p.Text(), Cites: []string{r.provision.ID}})
}
