package rules

import (
	"fmt"

	"shoumi/rules/condition"
	"shoumi/rules/penalty"
	"shoumi/rules/source"
)

// Rule is a provision in a stretch of time in which nothing it depends on
// changes, as the engine runs it: what package proof reasons about.
type Rule struct {
	Article    *Article
	Version    *Version
	Provision  *Provision
	From, To   Date  // To is not included
	Node       int   // the whole provision: all elements and no exception
	Elements   []int // nodes in the order of Provision.Elements
	Exceptions []int
	index      int
}

// Rules are the rules of a provision, oldest first.
func (b *Book) Rules(id string) []Rule {
	var out []Rule
	for _, r := range b.byProvision[id] {
		out = append(out, Rule{Article: r.article, Version: r.version, Provision: r.provision, From: r.from, To: r.to,
			Node: r.node, Elements: r.elements, Exceptions: r.exceptions, index: r.index})
	}
	return out
}

// ProvisionIDs are the ids of all provisions that ever were in force, in the
// order of reports.
func (b *Book) ProvisionIDs() []string { return b.order }

// Language is the vocabulary as the engine knows it.
func (b *Book) Language() *condition.Language { return b.lang }

// Network is every condition of the book.
func (b *Book) Network() *condition.Network { return b.net }

// Bind gives facts to the engine; the error is a wrong value or a contradiction.
func (b *Book) Bind(f *condition.Facts, v Values) error {
	broken, err := b.bind(f, v)
	if err == nil && broken >= 0 {
		err = fmt.Errorf("%s", b.Sentence(b.constraints[broken]))
	}
	return err
}

// Fault is a fault at the provision of a rule.
func (b *Book) Fault(r Rule, message, hint string) source.Fault {
	return b.fault(fmt.Sprintf("%s@%d", r.Provision.ID, r.index), message, hint)
}

// ElementFault is a fault at an element of a rule, or at an exception.
func (b *Book) ElementFault(r Rule, e Element, exception bool, message, hint string) source.Fault {
	mark := "#"
	if exception {
		mark = "!"
	}
	return b.fault(fmt.Sprintf("%s@%d%s%s", r.Provision.ID, r.index, mark, e.ID), message, hint)
}

// FactFault is a fault at a fact or concept of the vocabulary.
func (b *Book) FactFault(id, message, hint string) source.Fault {
	return b.fault("fact "+id, message, hint)
}

func (b *Book) fault(key, message, hint string) source.Fault {
	return b.places[key].Unreported(message, hint)
}

// Unencoded is the fact that no one can give: conditions that rest on law which the
// book does not have for that day read it, and stay open.
const Unencoded = notEncodedFact

// Plain turns values of the engine, as a witness has them, into Values.
func (b *Book) Plain(engine map[string]any) Values {
	out := Values{}
	for id, v := range engine {
		if id != notEncodedFact {
			out[id] = b.plain(id, v)
		}
	}
	return out
}

// Statutory is the penalty a rule lays down for an act on a day, with fines of
// the old unit restated (刑法施行法 1-1); nil where it has none.
func (b *Book) Statutory(r Rule, act Date) (*penalty.Range, []penalty.Line) {
	s := &sitting{book: b, in: Incident{ActDate: On(act)}}
	return s.statutory(b.ruleAt(r.Provision.ID, r.From))
}
