package rules

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"shoumi/rules/penalty"
)

// relate lets the findings of one actor act on each other: modifiers raise
// penalties or ask for a complaint, special law absorbs general law, and what
// stands side by side is in concurrence.
func (s *sitting) relate(out *ActorReport) {
	live := make([]*Finding, len(s.live))
	for k, i := range s.live {
		live[k] = &out.Findings[i]
	}
	byID := func(id string) *Finding {
		if i, ok := s.book.position[id]; ok {
			return &out.Findings[i]
		}
		return nil
	}
	changes := map[string][]penalty.Change{}
	for _, f := range live {
		r := f.rule
		if r == nil {
			continue
		}
		if f.Kind == Modifier {
			named := s.book.sheetOf(r).modifies
			for _, t := range live {
				if named[t.ID] && s.reaches(r.provision, t) {
					s.modify(f, r, t, changes)
				}
			}
		}
		for _, id := range r.provision.AbsorbedBy {
			if t := byID(id); t != nil && f.Verdict == Established && t.Verdict == Established && f.AbsorbedBy == nil {
				f.AbsorbedBy = &id // not &t.ID: findings are left out of lists, and others take their places
				out.Concurrence = append(out.Concurrence, Concurrence{Kind: "absorption", Findings: []string{t.ID, f.ID},
					Text: fmt.Sprintf("%s與%s是法條競合，只論%s。", t.Cite, f.Cite, t.Cite), Cites: []string{t.ID}})
			}
		}
	}
	for id, list := range changes {
		t := byID(id)
		after, lines := penalty.Apply(*t.Penalty, list...)
		if reach := penalty.Reach(*t.Penalty, list...); reach.Text() != after.Text() {
			t.Reach = &reach
		}
		t.Penalty, t.Steps = &after, append(t.Steps, lines...)
	}
	for f := range s.offences(out) {
		s.consequences(f)
	}
	s.concur(out)
}

// offences are those that are established and not absorbed.
func (s *sitting) offences(out *ActorReport) iter.Seq[*Finding] {
	return func(yield func(*Finding) bool) {
		for _, i := range s.live {
			if f := &out.Findings[i]; f.Kind == Criminal && f.Verdict == Established && f.AbsorbedBy == nil && f.Penalty != nil && !yield(f) {
				return
			}
		}
	}
}

// consequences are what follows from an offence besides its penalty, as far as
// law decides it and no court: limitation (刑法 80), 易科罰金 (41), 緩刑 (74).
func (s *sitting) consequences(f *Finding) {
	r := f.rule
	if r == nil {
		return
	}
	base, _ := s.base(r)
	f.After = make([]penalty.Line, 0, 9)
	first, last := s.in.ActDate.governing()
	if !s.in.ActDate.Known() {
		f.After = append(f.After, penalty.Line{Text: "行為日不明，追訴權時效無從起算。", Cites: []string{"criminal-code/80/2"}})
		last = r.from
	} else {
		limit := penalty.Limitation(*base, last.Time(), false)
		f.After = append(f.After, limit.Lines...)
		if first != last && limit.Encoded {
			if early := penalty.Limitation(*base, first.Time(), false); early.Encoded {
				f.After = append(f.After, penalty.Line{Text: fmt.Sprintf("行為日只知道在這段期間：時效末日最早%s，最晚%s。", dayOf(early.Last).ROC(), dayOf(limit.Last).ROC()), Cites: []string{"criminal-code/80/2"}})
			}
		}
	}
	c := penalty.Conviction{Base: *base, Act: last.Time()}
	if *f.Penalty != *base && f.Penalty.Text() != base.Text() {
		c.Special = f.Penalty
	}
	_, lines := penalty.Convertible(c)
	f.After = append(f.After, lines...)
	f.After = append(f.After, probation...)
}

// probation is what can be said of 緩刑 before there is a sentence.
var _, probation = penalty.Probation(nil, penalty.RecordUnknown)

// ruleOf is the newest rule of a version of a provision.
func (b *Book) ruleOf(id, version string) *rule {
	rs := b.byProvision[id]
	for i := len(rs) - 1; i >= 0; i-- {
		if rs[i].version.From.String() == version {
			return rs[i]
		}
	}
	return nil
}

// reaches says whether a modifier reaches a provision that it names: one of wilful
// offences no negligent one, one of attempts no finished one.
func (s *sitting) reaches(p *Provision, t *Finding) bool {
	r := t.rule
	if r == nil || p.wilful && r.provision.Negligence {
		return false
	}
	if p.Attempts && r.provision.Incomplete != "" {
		v, _, _ := s.verdict(r.incomplete)
		return v == Established
	}
	return true
}

// maxNamed is up to how many provisions a modifier may name to be noted, while
// undetermined, at each of them.
const maxNamed = 8

// modify notes what a modifier does to a finding. The changes are applied
// together at the end, for the order of raising and lowering is law (刑法 70, 71).
func (s *sitting) modify(f *Finding, r *rule, t *Finding, changes map[string][]penalty.Change) {
	p := r.provision
	if p.Complaint && f.Verdict == Established {
		t.Complaint = &Complaint{Required: true, Cites: []string{f.ID}}
	}
	change, ok := p.change()
	if !ok || t.Penalty == nil {
		return
	}
	switch f.Verdict {
	case Established:
		changes[t.ID] = append(changes[t.ID], change)
		t.ModifiedBy = append(t.ModifiedBy, f.ID)
	case Undetermined:
		if len(p.Modifies) > maxNamed { // 幫助, 自首 …: rules for offences at large are shown once, not at every offence
			return
		}
		if after, _ := penalty.Apply(*t.Penalty, change); t.Kind == Criminal && t.Verdict == Established && after.Text() != t.Penalty.Text() {
			t.Notes = append(t.Notes, fmt.Sprintf("%s「%s」未定：若成立，刑度為%s。", f.Cite, f.Title, after.Text()))
		}
	}
}

// change is the change of a penalty that a modifier makes.
func (p *Provision) change() (penalty.Change, bool) {
	var c penalty.Change
	if num, den, ok := fraction(p.Aggravate); ok {
		c = penalty.Aggravation(num, den, p.Label, p.ID)
	} else if num, den, ok := fraction(p.Mitigate); ok {
		if c = penalty.Mitigation(p.Label, p.ID); p.Exempt {
			c = penalty.MitigationOrExemption(p.Label, p.ID)
		}
		c.Num, c.Den = num, den
	} else {
		return c, false
	}
	if p.May {
		c = c.Optional()
	}
	return c, true
}

// concur states the relation among the offences that are established and not
// absorbed. Whether they are one act is a judgment the engine does not make.
func (s *sitting) concur(out *ActorReport) {
	var ids, cites []string
	var ranges []penalty.Range
	for f := range s.offences(out) {
		ids, cites, ranges = append(ids, f.ID), append(cites, f.Cite), append(ranges, *f.Penalty)
	}
	if len(ids) < 2 {
		return
	}
	joint, heaviest, lines := penalty.OneAct(ranges...)
	out.Concurrence = append(out.Concurrence, Concurrence{Kind: "one_act", Findings: slices.Clone(ids), Steps: lines,
		Cites: []string{"criminal-code/55/1", "criminal-code/50/1"},
		Text: fmt.Sprintf("%s都成立。若是一行為，為想像競合，從一重之%s處斷：%s（刑法第55條）；若是數行為，分論併罰（刑法第50條）。是不是一行為，由檢察官與法院認定。",
			strings.Join(cites, "、"), cites[heaviest], joint.Text())})
}
