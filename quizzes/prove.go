package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// problem is why the key of an item cannot be proved; at is the part of the item,
// as the reader named it.
type problem struct{ at, message, hint string }

// work is the proof of one item on its way.
type work struct {
	*prover
	it       *Item
	problems []problem
}

func (w *work) problem(at, message, hint string) {
	w.problems = append(w.problems, problem{at, message, hint})
}

// prove computes the key of an item, its reasons and its proof.
func (p *prover) prove(it *Item) []problem {
	w := &work{prover: p, it: it}
	it.Key, it.Reasons = Answer{}, nil
	proof := Proof{RulesDigest: p.book.Digest(), Case: it.Proof.Case, CaseVersion: it.Proof.CaseVersion, On: it.On, Facts: it.Facts, Flip: it.flip, Second: SecondAgrees}
	it.Proof = proof
	if s := w.of(it, nil); s.err != nil {
		w.problem("facts", "事實互相矛盾："+s.err.Error(), "改其中一個；集合寫成清單是全部，寫成對照只說那幾項")
		return w.problems
	}
	switch it.Type {
	case Single, Multiple:
		w.options()
	case Ternary:
		w.ternary()
	case Table:
		w.table()
	case Evidence:
		w.evidence()
	case Number:
		w.number()
	case Ordering:
		w.ordering()
	case Matching:
		w.matching()
	}
	if len(w.problems) > 0 {
		it.Proof.Second = ""
	}
	it.Proof.Result = it.Key
	return w.problems
}

// rest lets the proof rest on a claim about a situation: both evaluators have to
// agree, and the trace is kept.
func (w *work) rest(of, at string, s *situation, c claim) bool {
	if s.err != nil {
		w.problem(at, "事實互相矛盾："+s.err.Error(), "把連帶的事實也一起改")
		return false
	}
	for _, id := range c.provisions() {
		if f := s.findings[id]; f != nil && f.Verdict == rules.NotEncoded {
			w.problem(at, fmt.Sprintf("%s在行為日%s的版本沒有編入，不能出題", f.Cite, w.it.On), "改行為日，或改問別的規定")
			return false
		}
	}
	if err := s.agrees(c); err != nil {
		w.problem(at, "第二套求值："+err.Error(), "")
		return false
	}
	for _, id := range tracedBy(s, c) {
		t := trace(s.findings[id])
		t.Of = of
		if !slices.ContainsFunc(w.it.Proof.Trace, func(u Trace) bool { return u.Of == of && u.Provision == id }) {
			w.it.Proof.Trace = append(w.it.Proof.Trace, t)
		}
	}
	return true
}

// tracedBy are the provisions a claim rests on: those it names, and for an exact
// list those that are established.
func tracedBy(s *situation, c claim) []string {
	ids := c.provisions()
	for _, p := range c {
		switch p.kind {
		case ofCriminal:
			ids = append(ids, s.established(rules.Criminal)...)
		case ofAdministrative:
			ids = append(ids, s.established(rules.Administrative)...)
		}
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return s.findings[id] == nil })
}

func trace(f *rules.Finding) Trace {
	t := Trace{Provision: f.ID, Version: f.Version, Verdict: f.Verdict}
	if f.AbsorbedBy != nil {
		t.AbsorbedBy = *f.AbsorbedBy
	}
	for _, e := range f.Elements {
		t.Elements = append(t.Elements, TraceElement{e.ID, e.Verdict, e.Facts})
	}
	for _, e := range f.Exceptions {
		t.Exceptions = append(t.Exceptions, TraceElement{e.ID, e.Verdict, e.Facts})
	}
	return t
}

// options proves a single or multiple choice.
func (w *work) options() {
	it := w.it
	base := w.of(it, nil)
	for i := range it.Options {
		o := &it.Options[i]
		at := "option " + o.ID
		var right bool
		if len(it.ask.claim) > 0 {
			s := w.of(it, o.sets)
			if !w.rest(o.ID, at, s, it.ask.claim) {
				return
			}
			right = s.holds(it.ask.claim)
			o.Reason = s.because(it.ask.claim)
		} else {
			if !w.rest("", at, base, o.claim) {
				return
			}
			right = base.holds(o.claim)
			o.Reason = base.because(o.claim)
			if !right && !w.nearby(o, o.claim) {
				return
			}
		}
		if right {
			it.Key.Options = append(it.Key.Options, o.ID)
			it.Reasons = append(it.Reasons, o.Reason)
		}
	}
	slices.Sort(it.Key.Options)
	it.Reasons = slices.Compact(it.Reasons)
	for _, o := range it.Options {
		if marked := o.Why != "" || o.Misconception != "" || o.hasNearby; marked && slices.Contains(it.Key.Options, o.ID) {
			w.problem("option "+o.ID, fmt.Sprintf("選項「%s」有答錯時的說明，但依規則它是對的：%s", o.ID, o.Reason), "改事實或選項；若它真的是對的，拿掉 why、misconception、nearby")
		}
	}
	switch n := len(it.Key.Options); {
	case it.Type == Single && n != 1:
		w.problem("", fmt.Sprintf("單選題要剛好一個選項是對的，現在有%d個：%s", n, strings.Join(it.Key.Options, "、")), w.facts(base))
	case n == 0:
		w.problem("", "沒有一個選項是對的", w.facts(base))
	case n == len(it.Options):
		w.problem("", "每一個選項都是對的", "至少要有一個錯的選項")
	}
}

// facts is what the rules say of a situation, for whoever writes the item.
func (w *work) facts(s *situation) string {
	return fmt.Sprintf("依規則，成立而沒有被吸收的：criminal: [%s]，administrative: [%s]",
		strings.Join(s.established(rules.Criminal), ", "), strings.Join(s.established(rules.Administrative), ", "))
}

// nearby proves that a wrong option is the right answer to nearby facts.
func (w *work) nearby(o *Option, c claim) bool {
	at := "nearby " + o.ID
	if !o.hasNearby {
		w.problem("option "+o.ID, fmt.Sprintf("選項「%s」是錯的，要有 nearby：在哪些事實之下它就對了", o.ID), o.Reason)
		return false
	}
	s := w.of(w.it, o.nearby)
	if !w.rest(o.ID, at, s, c) {
		return false
	}
	if !s.holds(c) {
		w.problem(at, fmt.Sprintf("在 nearby 的事實之下，選項「%s」仍然是錯的", o.ID), s.because(c))
		return false
	}
	o.Reason += "這是另一種情形的答案：" + changesZh(w.book, o.nearby) + "。"
	return true
}

// asked is the claim that the thing asked about has a verdict.
func (a ask) asked(v rules.Verdict) claim {
	if a.element != "" {
		return claim{{kind: ofElement, id: a.provision, element: a.element, verdict: v}}
	}
	return claim{{kind: ofVerdict, id: a.provision, verdict: v}}
}

func (w *work) ternary() {
	it := w.it
	s := w.of(it, nil)
	if !w.rest("", "ask", s, it.ask.asked(rules.Established)) {
		return
	}
	for v, id := range verdictID {
		if c := it.ask.asked(v); s.holds(c) {
			it.Key.Options = []string{id}
			it.Reasons = []string{s.because(c)}
		}
	}
	for i := range it.Options {
		o := &it.Options[i]
		if it.Key.Options[0] == o.ID {
			if o.Why != "" || o.hasNearby {
				w.problem("option "+o.ID, fmt.Sprintf("wrong 寫了「%s」，但依規則它是對的：%s", o.ID, it.Reasons[0]), "wrong 只寫另外兩個")
			}
			o.Reason = it.Reasons[0]
			continue
		}
		if o.Why == "" && !o.hasNearby {
			w.problem("wrong", fmt.Sprintf("wrong 沒有「%s」：%s", o.ID, it.Reasons[0]), "wrong 要寫兩個錯的答案，各有 nearby、why、misconception")
			continue
		}
		o.Reason = it.Reasons[0]
		for v, id := range verdictID {
			if id == o.ID {
				w.nearby(o, it.ask.asked(v))
			}
		}
	}
}

func (w *work) table() {
	it := w.it
	s := w.of(it, nil)
	if !w.rest("", "ask", s, it.ask.asked(rules.Established)) {
		return
	}
	f := s.findings[it.ask.provision]
	it.Rows, it.Key.Rows = nil, map[string]string{}
	for _, e := range f.Elements {
		if err := s.same(f.ID, e.ID); err != nil {
			w.problem("ask", "第二套求值："+err.Error(), "")
			return
		}
		it.Rows = append(it.Rows, Row{ID: e.ID, Text: e.Text, Reason: s.elementText(e, f.Missing) + "。"})
		it.Key.Rows[e.ID] = verdictID[e.Verdict]
	}
	if len(it.Rows) == 0 {
		w.problem("ask", f.Cite+"在行為日沒有構成要件", "改行為日，或改問別的規定")
	}
	it.Reasons = []string{s.describe(f.ID)}
}

func (w *work) evidence() {
	it := w.it
	s := w.of(it, nil)
	if !w.rest("", "ask", s, it.ask.asked(rules.Established)) {
		return
	}
	e, _ := elementOf(s.findings[it.ask.provision], it.ask.element)
	bound := map[string][]string{} // sentence → labels of the facts it shows
	for _, r := range e.Facts {
		f, _ := w.book.Fact(r.ID)
		for _, id := range it.sentences[r.ID] {
			if r.Value != nil && !slices.Contains(bound[id], f.Label.Zh) {
				bound[id] = append(bound[id], f.Label.Zh)
			}
		}
	}
	for i := range it.Options {
		o := &it.Options[i]
		if labels := bound[o.ID]; len(labels) > 0 {
			it.Key.Options = append(it.Key.Options, o.ID)
			o.Reason = "這一句說出了「" + strings.Join(labels, "」、「") + "」。"
		} else {
			o.Reason = "這一句沒有說到「" + e.Text + "」的事實。"
		}
	}
	slices.Sort(it.Key.Options)
	if n := len(it.Key.Options); n == 0 || n == len(it.Options) {
		w.problem("ask", fmt.Sprintf("%d句裡有%d句說到這個構成要件，不成題目", len(it.Options), n), "換一個構成要件，或換一個案例")
	}
	it.Reasons = []string{s.findings[it.ask.provision].Cite + "的" + s.elementText(e, s.findings[it.ask.provision].Missing) + "。"}
}

func (w *work) number() {
	it := w.it
	s := w.of(it, nil)
	c := claim{{kind: ofVerdict, id: it.ask.provision, verdict: rules.Established}, {kind: it.ask.quantity, id: it.ask.provision}}
	if !w.rest("", "ask", s, c) {
		return
	}
	n, ok := s.quantity(it.ask.quantity, it.ask.provision)
	switch {
	case !ok:
		w.problem("ask", "依這些事實問不出這個數字："+s.describe(it.ask.provision)+s.penalty(it.ask.provision), "")
		return
	case (it.ask.quantity == ofMaxFine) != (it.Unit == InNTD):
		w.problem("unit", "單位不對："+string(it.ask.quantity)+" 不能用 "+string(it.Unit), "刑期用 months 或 years，罰金用 ntd")
		return
	case it.Unit == InYears && n%12 != 0:
		w.problem("unit", fmt.Sprintf("答案是%d個月，不是整年", n), "單位改成 months")
		return
	case it.Unit == InYears:
		n /= 12
	}
	it.Key.Number = &n
	it.Reasons = []string{s.describe(it.ask.provision) + s.penalty(it.ask.provision)}
}

func (w *work) ordering() {
	it := w.it
	months := map[string]int64{}
	for i := range it.Options {
		o := &it.Options[i]
		s := w.of(it, o.sets)
		c := claim{{kind: ofVerdict, id: o.provision, verdict: rules.Established}, {kind: it.ask.quantity, id: o.provision}}
		if !w.rest(o.ID, "option "+o.ID, s, c) {
			return
		}
		n, ok := s.quantity(it.ask.quantity, o.provision)
		if !ok {
			w.problem("option "+o.ID, fmt.Sprintf("選項「%s」沒有可以比較的刑期：%s", o.ID, s.describe(o.provision)), "")
			return
		}
		for other, m := range months {
			if m == n {
				w.problem("option "+o.ID, fmt.Sprintf("選項「%s」與「%s」的刑度一樣（%d個月），排不出順序", o.ID, other, n), "")
			}
		}
		months[o.ID] = n
		o.Reason = s.describe(o.provision) + s.penalty(o.provision)
		it.Key.Options = append(it.Key.Options, o.ID)
	}
	slices.SortFunc(it.Key.Options, func(a, b string) int { return int(months[a] - months[b]) })
	for _, id := range it.Key.Options {
		o, _ := it.option(id)
		it.Reasons = append(it.Reasons, o.Reason)
	}
}

func (w *work) matching() {
	it := w.it
	it.Key.Rows = map[string]string{}
	for i := range it.Rows {
		row := &it.Rows[i]
		s := w.of(it, row.sets)
		var right []string
		for _, o := range it.Options {
			if !w.rest(row.ID, "row "+row.ID, s, o.claim) {
				return
			}
			if s.holds(o.claim) {
				right = append(right, o.ID)
				row.Reason = s.because(o.claim)
			}
		}
		if len(right) != 1 {
			w.problem("row "+row.ID, fmt.Sprintf("「%s」要剛好配一個，現在配得上%d個：%s", row.ID, len(right), strings.Join(right, "、")), w.facts(s))
			continue
		}
		it.Key.Rows[row.ID] = right[0]
		it.Reasons = append(it.Reasons, row.Reason)
	}
}
