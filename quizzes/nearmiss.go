package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// perProvision is how many items of one kind a case gives on one provision: more
// of them would be the same item again.
const perProvision = 3

// enough says whether there are as many items of a kind as a bench is to make.
func (b *bench) enough(out []*Item) bool { return !b.all && len(out) == perProvision }

// sorted are the flips under which a provision stays established, and those under
// which it is not. Flips that let another provision absorb it are neither.
func (b *bench) sorted(id string) (keep, lose []flip) {
	by := b.provision(id).AbsorbedBy
	for _, f := range b.flips {
		if slices.ContainsFunc(by, func(other string) bool { return f.of[other] != rules.NotEstablished && f.of[other] != "" }) {
			continue
		}
		switch f.of[id] {
		case rules.Established:
			keep = append(keep, f)
		case rules.NotEstablished:
			lose = append(lose, f)
		}
	}
	return keep, lose
}

// harmless asks which change does not matter, against seeing an element in what is
// none.
func (b *bench) harmless(id string) []*Item {
	keep, lose := b.sorted(id)
	question := fmt.Sprintf("依%s的法律，%s涉犯%s。下列哪一點改變了，這個結論**不受影響**？（其餘照上文）", b.day(), b.item.Actor, b.named(id))
	return b.acts("harmless", id, question, keep, lose, rules.Established)
}

// decisive asks which change undoes a provision.
func (b *bench) decisive(id string) []*Item {
	keep, lose := b.sorted(id)
	question := fmt.Sprintf("依%s的法律，%s涉犯%s。下列哪一點改變了，這個結論就**不再成立**？（其餘照上文）", b.day(), b.item.Actor, b.named(id))
	return b.acts("decisive", id, question, lose, keep, rules.NotEstablished)
}

func (b *bench) named(id string) string {
	f := b.base.findings[id]
	return f.Cite + "（" + f.Title + "）"
}

// acts are items whose options are changes: one makes the provision as asked, the
// others do not.
func (b *bench) acts(kind, id, question string, right, wrong []flip, v rules.Verdict) []*Item {
	if b.base.findings[id].Kind != rules.Criminal {
		question = strings.ReplaceAll(question, "涉犯", "該當")
	}
	if len(wrong) == 0 {
		return nil
	}
	var out []*Item
	for i, f := range right {
		about := f
		if kind == "harmless" && f.word.fact != "info" { // it is about the elements that the others move
			about = wrong[i%len(wrong)]
			about.id = f.id
		}
		it := b.draft(kind+"-"+strings.ReplaceAll(id, "/", "-"), about, Single, Easy, id, question)
		it.told, it.ask.claim = f.text, claim{{kind: ofVerdict, id: id, verdict: v}}
		var options []Option
		told := []string{f.word.key}
		for k := range wrong {
			g := wrong[(i+k)%len(wrong)]
			if slices.Contains(told, g.word.key) {
				continue
			}
			told = append(told, g.word.key)
			options = append(options, Option{Text: g.text, sets: g.changes, Why: b.whyAct(id, v), Misconception: missed(g, v)})
		}
		if it.Options = choose(Option{Text: f.text, sets: f.changes}, options); it.Options != nil {
			out = append(out, it)
		}
		if b.enough(out) {
			break
		}
	}
	return out
}

func (b *bench) whyAct(id string, asked rules.Verdict) string {
	cite := b.prover.book.Cite(id)
	if asked == rules.Established {
		return "改了這一點，" + cite + "就少了一個要件。"
	}
	return "這一點不是" + cite + "的要件，改了也一樣成立。"
}

// missed is the misconception of whoever chose a change wrongly.
func missed(g flip, asked rules.Verdict) string {
	if asked == rules.Established {
		return g.word.misconception
	}
	return irrelevant
}

// irrelevant is the misconception of seeing an element in a fact that is none.
const irrelevant = "irrelevant_fact_matters"

// tables are MC/DC pairs: the flip moves one element of the provision and no other,
// and with it the verdict.
func (b *bench) tables(id string) []*Item {
	var out []*Item
	_, lose := b.sorted(id)
	seen := map[string]bool{}
	for _, f := range lose {
		element, ok := b.swung(f, id)
		if !ok || !b.all && seen[element] || b.enough(out) {
			continue
		}
		seen[element] = true
		question := fmt.Sprintf("假設只有一點不同：**%s**。其餘照上文，依%s的法律，逐項判斷%s的要件。", f.text, b.day(), b.named(id))
		it := b.draft("table-"+strings.ReplaceAll(id, "/", "-"), f, Table, Hard, id, question)
		it.Facts, it.flip = merge(b.item.Facts, f.changes), f.changes
		it.sources = sourcesOf(b.item.sources, f.changes)
		it.ask.provision = id
		it.Options = threeOptions(tableZh)
		out = append(out, it)
	}
	return out
}

// asItIs is a table of a charge that the facts of the case do not bear out, or not
// yet: which element is lacking, and which is open.
func (b *bench) asItIs(id string) []*Item {
	v := b.now.of[id]
	if v == rules.Established {
		return nil
	}
	f := flip{id: "known"}
	f.elements = map[string][]rules.Verdict{id: slices.Clone(b.now.elements[id])}
	for i, e := range f.elements[id] {
		if e == v { // what the item is about: the element that stands in the way
			f.elements[id][i] = rules.Established
			break
		}
	}
	it := b.draft("table-"+strings.ReplaceAll(id, "/", "-"), f, Table, Hard, id,
		fmt.Sprintf("依%s的法律，只憑上文已知的事實，逐項判斷%s的要件。", b.day(), b.named(id)))
	it.ask.provision = id
	it.Options = threeOptions(tableZh)
	return []*Item{it}
}

// open asks what becomes of a provision when a fact is not known: some facts leave
// it open, others do not matter.
func (b *bench) open(id string) []*Item {
	var out []*Item
	asked := ask{provision: id}
	_, lose := b.sorted(id)
	swings := func(f flip) bool { return f.of[id] == rules.Undetermined }
	for _, f := range b.unsure {
		v := f.of[id]
		if v == rules.NotEstablished || b.enough(out) {
			continue
		}
		question := fmt.Sprintf("假設只有一點不同：**%s**。其餘照上文，依%s的法律，%s成立嗎？", f.text, b.day(), b.named(id))
		it := b.draft("open-"+strings.ReplaceAll(id, "/", "-"), f, Ternary, Medium, id, question)
		it.Facts, it.flip, it.ask = merge(b.item.Facts, f.changes), f.changes, asked
		it.sources = sourcesOf(b.item.sources, f.changes)
		it.Options = threeOptions(ternaryZh)
		wrongly := map[string]*flip{}
		if v == rules.Undetermined {
			base := flip{}
			wrongly[AnswerYes] = &base
		} else if i := slices.IndexFunc(b.unsure, swings); i >= 0 {
			wrongly[AnswerUnknown] = &b.unsure[i]
		}
		if i := slices.IndexFunc(lose, func(g flip) bool { return v == rules.Established || g.word.key == f.word.key }); i >= 0 {
			wrongly[AnswerNo] = &lose[i]
		}
		if len(wrongly) < 2 {
			continue
		}
		for i := range it.Options {
			if g := wrongly[it.Options[i].ID]; g != nil {
				o := &it.Options[i]
				o.nearby, o.hasNearby = back(merge(b.item.Facts, g.changes), it.Facts), true
				o.Why, o.Misconception = whyOpen(o.ID, v)
			}
		}
		out = append(out, it)
	}
	return out
}

// lacking asks of a charge that the known facts of a case, or of a flip, leave
// open; what is still to be found out could settle it either way.
func (b *bench) lacking(id string) []*Item {
	var out []*Item
	from := []flip{{id: "known", verdicts: b.now}}
	if b.now.of[id] != rules.Undetermined {
		from = b.flips
	}
	for _, f := range from {
		if f.of[id] != rules.Undetermined || b.enough(out) {
			continue
		}
		facts := merge(b.item.Facts, f.changes)
		settles := map[rules.Verdict]*flip{}
		for i := range b.found {
			g := &b.found[i]
			v, err := b.verdicts(merge(facts, g.changes))
			if _, ok := settles[v.of[id]]; err == nil && !ok {
				settles[v.of[id]] = g
			}
		}
		yes, no := settles[rules.Established], settles[rules.NotEstablished]
		if yes == nil || no == nil {
			continue
		}
		about := f
		question := fmt.Sprintf("假設只有一點不同：**%s**。其餘照上文，依%s的法律，只憑已知的事實，%s成立嗎？", f.text, b.day(), b.named(id))
		if f.changes == nil {
			about, about.id = *yes, f.id
			question = fmt.Sprintf("依%s的法律，只憑上文已知的事實，%s成立嗎？", b.day(), b.named(id))
		}
		it := b.draft("open-"+strings.ReplaceAll(id, "/", "-"), about, Ternary, Medium, id, question)
		it.told, it.Facts, it.flip, it.ask = f.text, facts, f.changes, ask{provision: id}
		it.sources = sourcesOf(b.item.sources, f.changes)
		it.Options = threeOptions(ternaryZh)
		for i := range it.Options {
			o := &it.Options[i]
			if g := map[string]*flip{AnswerYes: yes, AnswerNo: no}[o.ID]; g != nil {
				o.nearby, o.hasNearby = g.changes, true
				o.Why, o.Misconception = whyOpen(o.ID, rules.Undetermined)
			}
		}
		out = append(out, it)
	}
	return out
}

func whyOpen(id string, v rules.Verdict) (why, misconception string) {
	switch {
	case v == rules.Established && id == AnswerUnknown:
		return "這一點不明，但它不是這一條的要件，其餘的事實已經夠判斷。", irrelevant
	case v == rules.Established:
		return "各項要件依其餘的事實都具備了。", irrelevant
	case id == AnswerYes:
		return "這一點還沒有查明，不能當作有。", "unknown_is_yes"
	}
	return "這一點還沒有查明，不能當作沒有。", "unknown_is_no"
}
