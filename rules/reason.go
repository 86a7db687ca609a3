package rules

import (
	"strings"

	"shoumi/rules/condition"
)

// Reason is the whole reason of a verdict for one actor: provision, version,
// elements, concepts, conditions, facts. ok is false where the provision has no
// rule at the time of the act.
func (b *Book) Reason(in Incident, actor, id string) (Reason, bool) {
	for _, a := range in.Actors {
		if a.Name != actor && actor != "" {
			continue
		}
		s, err := b.sit(in, a)
		if err != nil {
			return Reason{}, false
		}
		defer s.done()
		return s.reason(id)
	}
	return Reason{}, false
}

func (s *sitting) reason(id string) (Reason, bool) {
	t, ok := s.book.position[id]
	if !ok {
		return Reason{}, false
	}
	at := newest(s.book.tracks[t].stretches(s.in.ActDate))
	if at == nil {
		return Reason{}, false
	}
	return s.ruleReason(at), true
}

func (s *sitting) ruleReason(r *rule) Reason {
	v, _, _ := s.verdict(r.node)
	sheet, n := s.book.sheetOf(r), len(r.elements)
	out := Reason{Kind: "provision", Verdict: v, Cites: []string{r.provision.ID}, Text: sheet.title, Children: make([]Reason, len(sheet.parts))}
	for i := range out.Children {
		c := &out.Children[i]
		if c.Kind = "element"; i >= n {
			c.Kind = "exception"
		}
		s.elementReason(c, r, i)
	}
	turn(&out)
	return out
}

// elementReason fills in the reason of an element or exception of a rule.
func (s *sitting) elementReason(out *Reason, r *rule, i int) {
	p := &s.book.sheetOf(r).parts[i]
	truth, _, _ := s.walk.Exactly(p.node)
	out.Text, out.Verdict, out.Cites = p.verdicts[truth].Text, p.verdicts[truth].Verdict, p.basis[0].Cites
	if p.tree != nil {
		out.Children = make([]Reason, 1)
		s.treeReason(&out.Children[0], p.tree, r.from)
		return
	}
	for _, id := range r.element(i).Provisions {
		if q := s.book.ruleAt(id, r.from); q != nil {
			child := s.ruleReason(q)
			child.Kind = "provision_ref"
			out.Children = append(out.Children, child)
		}
	}
}

// element is an element or, behind them, an exception.
func (r *rule) element(i int) *Element {
	if n := len(r.provision.Elements); i >= n {
		return &r.provision.Exceptions[i-n]
	}
	return &r.provision.Elements[i]
}

// opWords are the kind and the text of a part of a condition; the text of one
// that is not here is its own.
var opWords = [...]struct{ kind, text string }{condition.And: {"and", "全部符合"}, condition.Or: {"or", "任一符合"}, condition.Not: {"not", "不是"},
	condition.If: {"if", ""}, condition.Atom: {"condition", ""}, condition.Ref: {"concept", ""}, condition.Const: {"condition", ""}}

// treeReason explains a condition; values come from the walk that gave the verdict.
func (s *sitting) treeReason(out *Reason, t *condition.Tree, on Date) {
	truth := s.walk.Tree(t, func(name string) int { return s.book.conceptNode(name, on) })
	out.Kind, out.Text, out.Verdict = opWords[t.Op].kind, opWords[t.Op].text, verdictOf(truth)
	switch t.Op {
	case condition.Ref:
		at := s.book.byConcept[t.Ref]
		c := &s.book.concepts[at]
		out.Text = c.Label.Zh
		if i, ok := c.at(on); ok {
			out.Cites = c.Versions[i].Cites
			out.Children = make([]Reason, 1)
			s.treeReason(&out.Children[0], s.book.meanings[at][i], on)
		}
		return
	case condition.Atom:
		out.Text = s.book.atomZh(t)
		if len(t.Reads) == 1 {
			out.Fact = s.reading(t.Reads[0])
		}
	case condition.If, condition.Const:
		out.Text = t.Text
	}
	if len(t.Kids) > 0 {
		out.Children = make([]Reason, len(t.Kids))
		for i, k := range t.Kids {
			s.treeReason(&out.Children[i], k, on)
		}
	}
}

// conceptNode is the node of a concept on a day; it is in the network already.
func (b *Book) conceptNode(name string, on Date) int {
	return b.conceptNodes[readKey{name, on}]
}

// atomZh is an atom in Chinese: the label of the fact and the values it asks for.
func (b *Book) atomZh(t *condition.Tree) string {
	said, ok := b.atoms.Load(t)
	if !ok {
		said, _ = b.atoms.LoadOrStore(t, b.sayAtom(t))
	}
	return said.(string)
}

func (b *Book) sayAtom(t *condition.Tree) string {
	if len(t.Reads) != 1 {
		return t.Text
	}
	f, _ := b.Fact(t.Reads[0])
	if f.Type == Bool && t.Text == f.ID {
		return f.Label.Zh
	}
	if f.Type == Enum || f.Type == Set {
		var named []string
		for _, v := range f.Values {
			if strings.Contains(t.Text, `"`+v.ID+`"`) || strings.Contains(t.Text, `'`+v.ID+`'`) {
				named = append(named, v.Label.Zh)
			}
		}
		if len(named) > 0 {
			word := "："
			if strings.Contains(t.Text, "!=") || strings.Contains(t.Text, "not in") {
				word = "不是："
			}
			return f.Label.Zh + word + strings.Join(named, "／")
		}
	}
	return f.Label.Zh + "（" + t.Text + "）"
}

// turn marks the path on which the verdict turned: down to the first part that
// decides it, or is open.
func turn(r *Reason) {
	r.Turned = true
	decisive := func(v Verdict) bool {
		switch r.Kind {
		case "and", "provision", "provision_ref":
			return v == r.Verdict && v != Established
		case "or":
			return v == r.Verdict && v != NotEstablished
		}
		return true
	}
	for i := range r.Children {
		c := &r.Children[i]
		if c.Kind == "exception" {
			if r.Verdict == NotEstablished && c.Verdict == Established || r.Verdict == Undetermined && c.Verdict == Undetermined {
				turn(c)
				return
			}
			continue
		}
		if decisive(c.Verdict) {
			turn(c)
			return
		}
	}
}

// InWords is a condition of the book in Chinese: 做了哪些事：查詢，且（不是因公查詢，或…）.
// It is empty for a condition that the book does not have.
func (b *Book) InWords(when string) string {
	if t := b.byText[when]; t != nil {
		return b.words(t, false)
	}
	return ""
}

func (b *Book) words(t *condition.Tree, inner bool) string {
	join := func(between string) string {
		var parts []string
		for _, k := range t.Kids {
			parts = append(parts, b.words(k, true))
		}
		s := strings.Join(parts, between)
		if inner {
			s = "（" + s + "）"
		}
		return s
	}
	switch t.Op {
	case condition.And:
		return join("，且")
	case condition.Or:
		if text, ok := b.memberWords(t); ok {
			return text
		}
		return join("，或")
	case condition.Not:
		return "不是「" + b.words(t.Kids[0], false) + "」"
	case condition.If:
		return "若「" + b.words(t.Kids[0], false) + "」則" + b.words(t.Kids[1], true) + "，否則" + b.words(t.Kids[2], true)
	case condition.Ref:
		c, _ := b.Concept(t.Ref)
		return c.Label.Zh
	case condition.Const:
		return map[bool]string{true: "一定", false: "一定不"}[t.Value]
	}
	return b.atomZh(t)
}

// memberWords joins "one of these members of one set" into one phrase.
func (b *Book) memberWords(t *condition.Tree) (string, bool) {
	var labels []string
	fact := ""
	for _, k := range t.Kids {
		if k.Op != condition.Atom || len(k.Reads) != 1 || fact != "" && k.Reads[0] != fact || !strings.HasSuffix(k.Text, " in "+k.Reads[0]) {
			return "", false
		}
		fact = k.Reads[0]
		f, _ := b.Fact(fact)
		for _, v := range f.Values {
			if k.Text == `"`+v.ID+`" in `+fact {
				labels = append(labels, v.Label.Zh)
			}
		}
	}
	f, _ := b.Fact(fact)
	return f.Label.Zh + "：" + strings.Join(labels, "／"), len(labels) == len(t.Kids)
}
