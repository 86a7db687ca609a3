package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// claim is a conclusion that facts may bear out: all parts have to hold.
type claim []part

type partKind string

const (
	ofVerdict        partKind = "verdict"
	ofElement        partKind = "element"
	ofCriminal       partKind = "criminal"
	ofAdministrative partKind = "administrative"
	ofMaxMonths      partKind = "max_months"
	ofMinMonths      partKind = "min_months"
	ofMaxFine        partKind = "max_fine"
	ofComplaint      partKind = "complaint"
	ofAbsorbed       partKind = "absorbed"
)

var partKinds = []partKind{ofVerdict, ofElement, ofCriminal, ofAdministrative, ofMaxMonths, ofMinMonths, ofMaxFine, ofComplaint, ofAbsorbed}

// part is one conclusion about one provision, or an exact list of provisions.
type part struct {
	kind    partKind
	id      string // of the provision; empty for a list
	element string
	verdict rules.Verdict
	ids     []string // of a list
	number  int64
	yes     bool
	by      string // absorbed by
}

// ask is what an item asks of the facts.
type ask struct {
	claim     claim    // options that are acts
	provision string   // ternary, table
	element   string   // ternary, evidence; with provision
	quantity  partKind // number, ordering
}

// claim reads {verdict: {id: established}, criminal: [id], …}.
func (r *reader) claim(n *source.Node) claim {
	var out claim
	m := n.Map()
	for _, kind := range partKinds {
		v := m.Get(string(kind))
		if v == nil {
			continue
		}
		if kind == ofCriminal || kind == ofAdministrative {
			p := part{kind: kind, ids: []string{}}
			for _, id := range v.List() {
				p.ids = append(p.ids, r.provision(id))
			}
			slices.Sort(p.ids)
			out = append(out, p)
			continue
		}
		v.Map().Each(func(id string, key, value *source.Node) {
			p := part{kind: kind}
			if kind == ofElement {
				p.id, p.element = r.element(key)
			} else {
				p.id = r.provision(key)
			}
			switch kind {
			case ofVerdict, ofElement:
				p.verdict = r.verdict(value)
			case ofComplaint:
				p.yes = value.Bool()
			case ofAbsorbed:
				p.by = r.provision(value)
			default:
				p.number = value.Int()
			}
			out = append(out, p)
		})
	}
	if n.IsMap() && len(m.Keys()) == 0 {
		n.Fault("主張是空的", "可以寫：verdict、element、criminal、administrative、max_months、min_months、max_fine、complaint、absorbed")
	}
	m.Done()
	return out
}

// provision reads the id of a provision of the book.
func (r *reader) provision(n *source.Node) string {
	id := n.Text()
	if _, ok := r.book.Provision(id); !ok && id != "" {
		n.Fault(fmt.Sprintf("規則裡沒有「%s」這項規定", id), suggest(id, r.book.ProvisionIDs()))
		return ""
	}
	return id
}

// element reads provision#element.
func (r *reader) element(n *source.Node) (provision, element string) {
	text := n.Text()
	id, of, ok := strings.Cut(text, "#")
	if !ok {
		if text != "" {
			n.Fault(fmt.Sprintf("「%s」沒有指出構成要件", text), "寫成 criminal-code/132/1#intent")
		}
		return "", ""
	}
	if _, known := r.book.Provision(id); !known {
		n.Fault(fmt.Sprintf("規則裡沒有「%s」這項規定", id), suggest(id, r.book.ProvisionIDs()))
		return "", ""
	}
	var elements []string
	for _, rule := range r.book.Rules(id) {
		for _, e := range rule.Provision.Elements {
			elements = append(elements, e.ID)
		}
	}
	if !slices.Contains(elements, of) {
		slices.Sort(elements)
		n.Fault(fmt.Sprintf("「%s」沒有構成要件「%s」", id, of), "有的是："+strings.Join(slices.Compact(elements), "、"))
		return "", ""
	}
	return id, of
}

func (r *reader) verdict(n *source.Node) rules.Verdict {
	v := rules.Verdict(n.Text())
	if _, ok := verdictID[v]; !ok && v != "" {
		n.Fault(fmt.Sprintf("沒有「%s」這個結論", v), "可以是 established、not_established、undetermined")
	}
	return v
}

func suggest(word string, among []string) string {
	if near, ok := source.Suggest(word, among); ok {
		return "您是不是要寫「" + near + "」？"
	}
	return ""
}

// holds says whether the facts bear a claim out, by the engine.
func (s *situation) holds(c claim) bool {
	for _, p := range c {
		if !s.holdsPart(p) {
			return false
		}
	}
	return true
}

func (s *situation) holdsPart(p part) bool {
	f := s.findings[p.id]
	switch p.kind {
	case ofCriminal:
		return slices.Equal(s.established(rules.Criminal), p.ids)
	case ofAdministrative:
		return slices.Equal(s.established(rules.Administrative), p.ids)
	}
	if f == nil {
		return false
	}
	switch p.kind {
	case ofVerdict:
		return f.Verdict == p.verdict
	case ofElement:
		e, ok := elementOf(f, p.element)
		return ok && e.Verdict == p.verdict
	case ofMaxMonths, ofMinMonths, ofMaxFine:
		n, ok := s.quantity(p.kind, p.id)
		return ok && n == p.number
	case ofComplaint:
		return f.Verdict == rules.Established && (f.Complaint != nil && f.Complaint.Required) == p.yes
	}
	return f.Verdict == rules.Established && f.AbsorbedBy != nil && *f.AbsorbedBy == p.by // ofAbsorbed
}

// quantity is a number of the penalty of an offence that is established: months of
// imprisonment, or NT$.
func (s *situation) quantity(kind partKind, id string) (int64, bool) {
	f := s.findings[id]
	if f == nil || f.Verdict != rules.Established || f.Penalty == nil {
		return 0, false
	}
	if kind == ofMaxFine {
		if f.Penalty.Fine == nil {
			return 0, false
		}
		return f.Penalty.Fine.Max, true
	}
	t := f.Penalty.Imprisonment
	if t == nil {
		return 0, false
	}
	term := t.Max
	if kind == ofMinMonths {
		term = t.Min
	}
	return int64(term.Months), term.Days == 0
}

func elementOf(f *rules.Finding, id string) (rules.ElementFinding, bool) {
	for _, e := range f.Elements {
		if e.ID == id {
			return e, true
		}
	}
	return rules.ElementFinding{}, false
}

// provisions are the provisions a claim names.
func (c claim) provisions() []string {
	var out []string
	for _, p := range c {
		for _, id := range append(slices.Clone(p.ids), p.id, p.by) {
			if id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}
