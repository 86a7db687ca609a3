package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// wording is how a fact, or a member of a set (fact.member), is told when it is
// another than in a case. Somebody approved each sentence once; a fact without
// wording makes no item.
type wording struct {
	key           string // as in the file: intent, openness.known
	fact, member  string
	concept       string // of the items in which it decides; empty: of the element it moves
	misconception string // of whoever overlooks it
	values        []told
}

// told is one value of the fact in words. {甲} stands for the actor. with are
// facts that the sentence says too.
type told struct {
	value string // true, false, a value of an enum, or unknown
	text  string
	with  rules.Values
}

const unknownValue = "unknown"

func (r *reader) readWording() {
	r.file("wording.yaml").Map().Each(func(key string, keyNode, n *source.Node) {
		w := wording{key: key}
		w.fact, w.member, _ = strings.Cut(key, ".")
		values, ok := r.wordingValues(w, keyNode)
		if !ok {
			return
		}
		m := n.Map()
		if c := m.Get("concept"); c != nil {
			w.concept = c.Text()
			if _, ok := r.bank.Concept(w.concept); !ok {
				c.Fault(fmt.Sprintf("concepts.yaml 沒有「%s」這個概念", w.concept), "")
			}
		}
		miss := m.Need("misconception")
		w.misconception = miss.Text()
		if _, ok := r.bank.Misconception(w.misconception); !ok && miss != nil {
			miss.Fault(fmt.Sprintf("misconceptions.yaml 沒有「%s」", w.misconception), "")
		}
		for _, v := range values {
			x := m.Get(v)
			switch {
			case x.IsList():
				for _, item := range x.List() {
					w.values = append(w.values, r.told(v, item))
				}
			case x != nil:
				w.values = append(w.values, r.told(v, x))
			}
		}
		m.Done()
		r.wording = append(r.wording, w)
	})
}

// wordingValues are the values a fact may be told to have.
func (r *reader) wordingValues(w wording, n *source.Node) ([]string, bool) {
	f, ok := r.book.Fact(w.fact)
	members := ids(f.Values, func(v rules.FactValue) string { return v.ID })
	switch {
	case !ok:
		n.Fault(fmt.Sprintf("沒有叫做「%s」的事實", w.fact), suggest(w.fact, ids(r.book.Facts(), func(f rules.Fact) string { return f.ID })))
	case f.Type == rules.Set && !slices.Contains(members, w.member):
		n.Fault(fmt.Sprintf("「%s」沒有「%s」這個值", w.fact, w.member), suggest(w.member, members))
	case f.Type != rules.Set && w.member != "":
		n.Fault(fmt.Sprintf("「%s」不是集合", w.fact), "")
	case f.Type == rules.Enum:
		return append(members, unknownValue), true
	case f.Type == rules.Bool || f.Type == rules.Set:
		return []string{"true", "false", unknownValue}, true
	default:
		n.Fault(fmt.Sprintf("「%s」是數目或日期，不能出成題目", w.fact), "")
	}
	return nil, false
}

// told reads a sentence, or {text, with: facts that it says too}.
func (r *reader) told(value string, n *source.Node) told {
	t := told{value: value}
	text := n
	if n.IsMap() {
		m := n.Map()
		text = m.Need("text")
		t.with, _ = r.book.ReadFacts(m.Need("with"))
		m.Done()
	}
	if t.text = text.Text(); strings.HasSuffix(t.text, "。") {
		text.Fault("句子不要寫句號", "")
	}
	return t
}
