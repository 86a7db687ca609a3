package rules

import (
	"fmt"
	"slices"
	"strings"
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
	report := Report{RulesDigest: b.digest, Incident: in.Reference, ActDate: in.ActDate.Text, JudgedOn: judged, SimilarCases: []SimilarCase{}}
	actors := in.Actors
	if len(actors) == 0 {
		actors = []Actor{{Name: soleActor}}
	}
	for _, a := range actors {
		s, err := b.sit(in, a)
		if err != nil {
			return Report{}, err
		}
		report.Actors = append(report.Actors, s.report(judged))
		s.done()
	}
	return report, nil
}

// sitting is the engine at work on the facts of one actor.
type sitting struct {
	book   *Book
	in     Incident
	actor  Actor
	values Values
	facts  *condition.Facts
	walk   *condition.Walk
}

var sittings sync.Pool

// sit binds the facts of an actor; the error is a contradiction.
func (b *Book) sit(in Incident, a Actor) (*sitting, error) {
	s, _ := sittings.Get().(*sitting)
	if s == nil || s.book != b {
		s = &sitting{book: b, facts: b.lang.NewFacts(), walk: b.net.NewWalk()}
	}
	s.in, s.actor, s.values = in, a, in.Of(a)
	if broken, err := b.bind(s.facts, s.values); err != nil {
		return nil, err
	} else if broken >= 0 {
		return nil, &ContradictionError{Actor: a.Name, Text: b.Sentence(b.constraints[broken])}
	}
	s.walk.Reset(s.facts)
	return s, nil
}

func (s *sitting) done() { sittings.Put(s) }

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

// ContradictionError says that two facts of an actor cannot both be so.
type ContradictionError struct{ Actor, Text string }

func (e *ContradictionError) Error() string { return e.Actor + "：" + e.Text }

// Contradiction is a constraint that the facts break.
func (b *Book) Contradiction(values Values) (Statement, bool) {
	f := b.lang.NewFacts()
	broken, err := b.bind(f, values)
	if err != nil || broken < 0 {
		return Statement{}, false
	}
	return b.constraints[broken], true
}

// Sentence says what a constraint demands and why.
func (b *Book) Sentence(c Statement) string {
	part := func(id, value string) string {
		f, _ := b.Fact(id)
		if value == "" {
			return "「" + f.Label.Zh + "」"
		}
		return "「" + f.Label.Zh + "：" + f.ValueZh(value) + "」"
	}
	verb := "不能同時成立"
	if c.Implied {
		return part(c.Owner, c.When) + "時，" + part(c.Fact, c.Is) + "必為是：" + c.Why
	}
	return part(c.Owner, c.When) + "與" + part(c.Fact, c.Is) + verb + "：" + c.Why
}

func (s *sitting) report(judged Date) ActorReport {
	out := ActorReport{Actor: s.actor.Name, Findings: make([]Finding, 0, len(s.book.order)), Concurrence: []Concurrence{}}
	for _, id := range s.book.order {
		out.Findings = append(out.Findings, s.finding(id, judged))
		s.deadline(&out.Findings[len(out.Findings)-1])
	}
	s.relate(&out)
	s.several(&out, judged)
	out.NextQuestions = s.questions(out.Findings, judged)
	return out
}

// stretch is a part of the time in which the act may have happened.
type stretch struct {
	rule *rule   // nil where there is no rule
	gap  Verdict // of a stretch without rule
}

// stretches cuts the time of the act by the rules of a provision.
func (s *sitting) stretches(id string) []stretch {
	rs := s.book.byProvision[id]
	first, last := s.in.ActDate.governing()
	article := rs[0].article.silentFrom(rs[0].from)
	if !s.in.ActDate.Known() {
		if first = rs[0].from; rs[0].article.NewLaw { // of a date wholly unknown, encoded time is looked at,
			first-- // and the time before a law that is known to have been the first
		} else if article < first {
			first = article
		}
	}
	var out []stretch
	if first < article {
		gap := NotEncoded
		if rs[0].article.NewLaw {
			gap = NotEstablished
		}
		out = append(out, stretch{gap: gap})
	}
	if max(first, article) < rs[0].from && article <= last {
		out = append(out, stretch{gap: NotEstablished}) // the article stood without this provision
	}
	at := max(first, rs[0].from)
	for _, r := range rs {
		if r.to <= at || r.from > last {
			continue
		}
		if r.from > at {
			out = append(out, stretch{gap: NotEstablished})
		}
		out = append(out, stretch{rule: r})
		at = r.to
	}
	if at <= last && at < Forever {
		out = append(out, stretch{gap: NotEstablished})
	}
	return out
}

// silentFrom is the day from which the book knows the whole article up to a day
// on which a provision was added to it: from then on its absence is law, before
// it is only not known. A version without the key provisions is not known either;
// one that writes provisions: [] is known to hold no rule.
func (a *Article) silentFrom(added Date) Date {
	from := added
	for _, v := range a.Versions { // newest first
		if v.Status == InForce && v.To <= from {
			if v.To < from || v.Partial || v.Provisions == nil {
				break
			}
			from = v.From
		}
	}
	return from
}

func (s *sitting) finding(id string, judged Date) Finding {
	parts := s.stretches(id)
	var applied *rule
	for _, p := range parts {
		if p.rule != nil {
			applied = p.rule // the newest in play
		}
	}
	f := Finding{ID: id, Missing: []string{}, Elements: []ElementFinding{}}
	if applied == nil {
		r := s.book.byProvision[id][0]
		f.Kind, f.Title, f.Cite, f.Verdict = r.provision.Kind, r.provision.Label, r.provision.Cite, parts[0].gap
		if f.Verdict == NotEncoded {
			f.Notes = []string{fmt.Sprintf("%s最早編入的版本自%s起，%s的法規不在規則裡。", r.article.cite("", 0), r.from.ROC(), s.in.ActDate.ROC())}
		} else {
			f.Notes = []string{"行為時沒有這項規定。"}
		}
		return f
	}
	p := applied.provision
	f.Kind, f.Title, f.Cite, f.Version, f.Effect = p.Kind, p.Label, p.Cite, applied.version.From.String(), p.Effect
	s.decide(&f, parts)
	s.elements(&f, applied)
	if f.Verdict == Established || f.Verdict == Undetermined {
		s.penalty(&f, applied)
		if p.Kind == Criminal {
			s.transitional(&f, id, applied, judged)
		}
	}
	return f
}

// decide joins the verdicts of the stretches: where they agree that is the
// verdict, where they do not the date itself is missing.
func (s *sitting) decide(f *Finding, parts []stretch) {
	differ := false
	for i, p := range parts {
		v := p.gap
		if p.rule != nil {
			var missing []string
			var capped bool
			v, missing, capped = s.verdict(p.rule.node)
			for _, m := range missing {
				if m == notEncodedFact {
					f.Notes = append(f.Notes, "所依據的法規在行為時的版本不在規則裡，這一部分不能判斷。")
				} else if !slices.Contains(f.Missing, m) {
					f.Missing = append(f.Missing, m)
				}
			}
			if capped {
				f.Notes = append(f.Notes, "未知的事實太多，只能逐項判斷；再查明幾項後結論會更精確。")
			}
			if from := p.rule.version.From.String(); !slices.Contains(f.Versions, from) {
				f.Versions = append(f.Versions, from)
			}
		}
		if i > 0 && v != f.Verdict {
			differ = true
		}
		f.Verdict = v
	}
	if differ {
		f.Verdict = Undetermined
		f.Missing = append(f.Missing, ActDateFact)
	}
	if len(f.Versions) < 2 {
		f.Versions = nil
	}
}

func (s *sitting) verdict(node int) (Verdict, []string, bool) {
	t, missing, capped := s.walk.Exactly(node)
	return verdictOf(t), missing, capped
}

var verdicts = [...]Verdict{condition.Unknown: Undetermined, condition.Yes: Established, condition.No: NotEstablished}

func verdictOf(t condition.Truth) Verdict { return verdicts[t] }

func (s *sitting) elements(f *Finding, r *rule) {
	for i, e := range r.provision.Elements {
		f.Elements = append(f.Elements, s.element(r, e, r.elements[i], "#"))
	}
	for i, e := range r.provision.Exceptions {
		x := s.element(r, e, r.exceptions[i], "!")
		x.Burden = e.Burden
		raised := slices.ContainsFunc(x.Facts, func(fr FactReading) bool { return fr.Value != nil })
		x.Raised = &raised
		f.Exceptions = append(f.Exceptions, x)
	}
}

func (s *sitting) element(r *rule, e Element, node int, mark string) ElementFinding {
	v, _, _ := s.verdict(node)
	out := ElementFinding{ID: e.ID, Text: e.Text, Verdict: v, Facts: []FactReading{}, Cites: e.Cites}
	for _, id := range s.book.reads(r, e, mark) {
		if fr := s.reading(id); fr.Value != nil || v == Undetermined { // what is unknown does not matter once it is decided
			out.Facts = append(out.Facts, fr)
		}
	}
	if out.Cites == nil {
		out.Cites = []string{}
	}
	return out
}

// Inferred is the source of a fact that nobody gave: the constraints between
// facts force it.
const Inferred = "依其他事實推得"

func (s *sitting) reading(id string) FactReading {
	if v, ok := s.values[id]; ok {
		return FactReading{ID: id, Value: v, Source: s.in.sourceOf(s.actor, id)}
	}
	if v := s.facts.Value(id); v != nil {
		return FactReading{ID: id, Value: v, Source: Inferred}
	}
	return FactReading{ID: id}
}

// penalty is the statutory range, restated for the act date where the amount is
// in the old unit (刑法施行法 1-1).
func (s *sitting) penalty(f *Finding, r *rule) {
	f.Penalty, f.Steps = s.statutory(r)
}

func (s *sitting) statutory(r *rule) (*penalty.Range, []penalty.Line) {
	if r.provision.Penalty == nil {
		return nil, nil
	}
	p := *r.provision.Penalty
	if !r.provision.yuan || p.Fine == nil {
		return &p, []penalty.Line{{Text: "法定刑：" + p.Text(), Cites: []string{r.provision.ID}}}
	}
	_, act := s.in.ActDate.governing()
	act = max(min(act, r.to-1), r.from)
	ntd, ok, lines := penalty.RestateFine(p.Fine.Max, r.version.Amended.Time(), act.Time())
	if ok {
		p.Fine = penalty.Fined(ntd)
	} else {
		p.Fine = nil // the amount of that day is not encoded, and the line says so
	}
	return &p, append(lines, penalty.Line{Text: "法定刑：" + p.Text(), Cites: []string{r.provision.ID}})
}

// transitional compares the law at the act with every later law up to the
// judgment (刑法 2 I): the law at the act applies unless a later one is more
// lenient, and a later one that no longer punishes is the most lenient of all.
func (s *sitting) transitional(f *Finding, id string, at *rule, judged Date) {
	paths := []Path{{Version: at.version.From.String(), Verdict: f.Verdict, Penalty: f.Penalty}}
	same := true
	lenient := 0
	for _, r := range s.later(id, at, judged) {
		p := Path{Version: r.since()}
		v, missing, _ := s.verdict(r.node)
		if last := paths[len(paths)-1]; last.Version == p.Version && last.Verdict == v && len(paths) > 1 {
			continue // within one version only a concept changed, and to no effect
		}
		if p.Verdict = v; v != NotEstablished {
			p.Penalty, _ = s.statutory(r)
		}
		paths = append(paths, p)
		for _, m := range missing {
			if v == Undetermined && f.Verdict != NotEstablished && m != notEncodedFact && !slices.Contains(f.Missing, m) {
				f.Missing = append(f.Missing, m)
			}
		}
		if p.Verdict != f.Verdict || p.Penalty == nil || f.Penalty == nil || penalty.Compare(*p.Penalty, *f.Penalty) != 0 {
			same = false
		}
	}
	if s.repealed(id, at, judged) {
		paths = append(paths, Path{Version: "廢止", Verdict: NotEstablished})
		same = false
	}
	if len(paths) == 1 {
		return
	}
	if same {
		if dates := joinDates(paths[1:]); dates != "" { // else only a definition changed, to no effect here
			f.Notes = append(f.Notes, fmt.Sprintf("行為後法律於%s修正施行，要件與刑度實質相同，適用行為時法（刑法第2條第1項）。", dates))
		}
		return
	}
	for i, p := range paths {
		switch {
		case p.Verdict == NotEstablished:
			lenient = i
		case paths[lenient].Verdict != NotEstablished && p.Penalty != nil && paths[lenient].Penalty != nil && penalty.MoreLenient(*p.Penalty, *paths[lenient].Penalty):
			lenient = i
		}
	}
	for _, p := range paths {
		if p.Verdict == Undetermined && f.Verdict == Established {
			f.Verdict = Undetermined // a later law may no longer punish it
		}
	}
	if paths[lenient].Verdict == NotEstablished {
		f.Verdict, f.Missing = NotEstablished, []string{}
	}
	for i := range paths {
		p := &paths[i]
		p.Applied = i == lenient
		switch {
		case i == 0 && p.Applied:
			p.Reason = "行為時法；後來的法律沒有更有利於行為人（刑法第2條第1項本文）"
		case i == 0:
			p.Reason = "行為時法"
		case p.Applied && p.Verdict == NotEstablished:
			p.Reason = "行為後法律不再處罰，最有利於行為人（刑法第2條第1項但書）；審判中應諭知免訴"
		case p.Applied:
			p.Reason = "行為後法律較有利於行為人（刑法第2條第1項但書）"
		case p.Verdict == Undetermined:
			p.Reason = "依這一版是否仍處罰尚未定；不處罰時最有利於行為人"
		default:
			p.Reason = "沒有更有利於行為人"
		}
	}
	f.Paths = paths
	if paths[lenient].Verdict == Established {
		f.Penalty = paths[lenient].Penalty
		f.Steps = append(f.Steps, penalty.Line{Text: "比較新舊法，適用" + paths[lenient].Version + "版：" + f.Penalty.Text(), Cites: []string{"criminal-code/2/1"}})
		f.Version = paths[lenient].Version
	}
}

// since names the version of a rule, and the day from which what it rests on (a
// concept, another provision) was as it is here.
func (r *rule) since() string {
	if r.from == r.version.From {
		return r.from.String()
	}
	return r.version.From.String() + "（" + r.from.String() + "起）"
}

// later are the rules after the one at the act, up to the judgment: of the same
// provision, also where only a definition it rests on changed (刑法 2 I knows no
// difference), or where it ended or moved, of those that succeeded it. A version
// that names successors, followed by one that does not name the same, has moved:
// its number then stands for another norm.
func (s *sitting) later(id string, at *rule, judged Date) []*rule {
	var out []*rule
	rs := s.book.byProvision[id]
	cur, moved := at, rs[len(rs)-1].to <= judged
	for _, r := range rs {
		if r.from <= at.from || r.from > judged || r.version == cur.version && r.node == cur.node {
			continue
		}
		if next := cur.provision.Successors; len(next) > 0 && !slices.Equal(next, r.provision.Successors) {
			moved = true
			break
		}
		out = append(out, r)
		cur = r
	}
	if moved {
		for _, next := range cur.provision.Successors {
			for _, r := range s.book.byProvision[next] {
				if r.from > at.from && r.from <= judged && r.version != at.version && !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// repealed says whether the provision ended before the judgment with no successor.
func (s *sitting) repealed(id string, at *rule, judged Date) bool {
	rs := s.book.byProvision[id]
	return rs[len(rs)-1].to <= judged && len(at.provision.Successors) == 0
}

func joinDates(paths []Path) string {
	var out []string
	for _, p := range paths {
		d, err := ParseDay(p.Version)
		if err == nil {
			out = append(out, d.ROC())
		}
	}
	return strings.Join(out, "、")
}

// Constraint says what a constraint of a fact demands and why.
func (b *Book) Constraint(f Fact, x Constraint, implies bool) string {
	return b.Sentence(Statement{Owner: f.ID, Implied: implies, Constraint: x})
}
