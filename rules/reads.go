package rules

import (
	"slices"

	"shoumi/rules/condition"
)

type readKey struct {
	element string
	from    Date
}

// elementReads adds the facts an element reads, through concepts and the
// provisions it stands on, in the order of first reading.
func (b *Book) elementReads(r *rule, e Element, mark string, out []string) []string {
	if len(e.Provisions) == 0 {
		return b.treeReads(b.trees[r.key(mark, e.ID)], r.from, out)
	}
	for _, id := range e.Provisions {
		if q := b.ruleAt(id, r.from); q != nil {
			for _, inner := range q.provision.Elements {
				out = b.elementReads(q, inner, "#", out)
			}
			for _, inner := range q.provision.Exceptions {
				out = b.elementReads(q, inner, "!", out)
			}
		}
	}
	return out
}

func (b *Book) treeReads(t *condition.Tree, on Date, out []string) []string {
	if t == nil {
		return out
	}
	for _, id := range t.Reads {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if t.Op == condition.Ref {
		if at, ok := b.byConcept[t.Ref]; ok {
			if i, ok := b.concepts[at].at(on); ok {
				out = b.treeReads(b.meanings[at][i], on, out)
			}
		}
	}
	for _, k := range t.Kids {
		out = b.treeReads(k, on, out)
	}
	return out
}

// ruleAt is the rule of a provision on a day.
func (b *Book) ruleAt(id string, on Date) *rule { return ruleOn(b.byProvision[id], on) }

func ruleOn(rules []*rule, on Date) *rule {
	for _, r := range rules {
		if r.from <= on && on < r.to {
			return r
		}
	}
	return nil
}

// Reads lists the facts that a provision reads on a day.
func (b *Book) Reads(id string, on Date) []string {
	var out []string
	if r := b.ruleAt(id, on); r != nil {
		out = b.ruleReads(r)
	}
	return out
}

func (b *Book) ruleReads(r *rule) []string {
	var out []string
	vars := b.lang.Variables()
	parts := b.sheetOf(r).parts
	for k := range parts {
		for _, i := range parts[k].reads.facts {
			if id := vars[i].Name; !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}
