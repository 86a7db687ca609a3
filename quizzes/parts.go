package quizzes

import (
	"fmt"
	"slices"

	"shoumi/rules/source"
)

type keeper = func(part string, n *source.Node) *source.Node

// parts reads what each type of item has of its own.
func (r *reader) parts(it *Item, m *source.Map, keep keeper) {
	askNode := keep("ask", m.Get("ask"))
	needAsk := func() *source.Map {
		if askNode == nil {
			keep("ask", m.Get("id"))
			m.Need("ask")
		}
		return askNode.Map()
	}
	switch it.Type {
	case Single, Multiple:
		if askNode != nil {
			it.ask.claim = r.claim(askNode)
		}
		r.options(it, m.Need("options"), keep)
	case Ternary:
		r.asked(it, needAsk(), askNode)
		r.wrong(it, keep("wrong", m.Need("wrong")), keep)
	case Table:
		a := needAsk()
		it.ask.provision = r.provision(a.Need("provision"))
		a.Done()
		it.Options = threeOptions(tableZh)
	case Evidence:
		a := needAsk()
		it.ask.provision, it.ask.element = r.element(a.Need("element"))
		a.Done()
		if k, ok := r.cases.Case(it.Case); ok {
			for _, s := range k.Narrative {
				it.Options = append(it.Options, Option{ID: s.ID, Text: s.Text})
			}
		} else {
			m.Need("case")
		}
	case Number:
		r.quantity(it, needAsk(), askNode, ofMaxMonths, ofMinMonths, ofMaxFine)
		it.Unit = among(keep("unit", m.Need("unit")), []Unit{InMonths, InYears, InNTD})
	case Ordering:
		a := needAsk()
		order := a.Need("order")
		it.ask.quantity = partKind(order.Text())
		if it.ask.quantity != ofMaxMonths && order != nil {
			order.Fault(fmt.Sprintf("不能依「%s」排順序", it.ask.quantity), "order 只有 max_months")
		}
		a.Done()
		r.options(it, m.Need("options"), keep)
	case Matching:
		r.matching(it, m, keep)
	}
}

// asked reads {provision: id} or {element: id#el}.
func (r *reader) asked(it *Item, a *source.Map, n *source.Node) {
	switch p, e := a.Get("provision"), a.Get("element"); {
	case p != nil && e == nil:
		it.ask.provision = r.provision(p)
	case e != nil && p == nil:
		it.ask.provision, it.ask.element = r.element(e)
	case n != nil:
		n.Fault("ask 要寫 provision 或 element 其中一個", "")
	}
	a.Done()
}

// quantity reads {max_months: id}.
func (r *reader) quantity(it *Item, a *source.Map, n *source.Node, kinds ...partKind) {
	for _, k := range kinds {
		if v := a.Get(string(k)); v != nil {
			it.ask.quantity, it.ask.provision = k, r.provision(v)
		}
	}
	if it.ask.quantity == "" && n != nil {
		n.Fault("ask 沒有說要問哪一個數字", "可以寫 max_months、min_months、max_fine")
	}
	a.Done()
}

func threeOptions(zh map[string]string) []Option {
	var out []Option
	for _, id := range threeWays {
		out = append(out, Option{ID: id, Text: zh[id]})
	}
	return out
}

// options reads the options of a choice or an ordering.
func (r *reader) options(it *Item, n *source.Node, keep keeper) {
	for _, on := range n.List() {
		m := on.Map()
		o := Option{ID: m.Need("id").Text(), Text: m.Need("text").Text()}
		keep("option "+o.ID, on)
		if slices.ContainsFunc(it.Options, func(p Option) bool { return p.ID == o.ID }) {
			on.Fault(fmt.Sprintf("選項「%s」重複了", o.ID), "")
			continue
		}
		r.feedback(&o, m, keep)
		switch {
		case it.Type == Ordering:
			o.sets, _ = r.book.ReadFacts(m.Get("sets"))
			o.provision = r.provision(m.Need("provision"))
		case len(it.ask.claim) > 0:
			o.sets, _ = r.book.ReadFacts(m.Need("sets"))
		default:
			if c := m.Need("claim"); c != nil {
				o.claim = r.claim(c)
			}
			r.nearby(&o, m, keep)
		}
		m.Done()
		it.Options = append(it.Options, o)
	}
	if n.IsList() && len(it.Options) < 2 {
		n.Fault("選項太少", "至少兩個")
	}
}

func (r *reader) feedback(o *Option, m *source.Map, keep keeper) {
	why, miss := m.Get("why"), m.Get("misconception")
	o.Why, o.Misconception = why.Text(), miss.Text()
	keep("why "+o.ID, why)
	if _, ok := r.bank.Misconception(o.Misconception); !ok && miss != nil {
		miss.Fault(fmt.Sprintf("misconceptions.yaml 沒有「%s」", o.Misconception), suggest(o.Misconception, ids(r.bank.misconceptions, func(x Misconception) string { return x.ID })))
	}
}

func (r *reader) nearby(o *Option, m *source.Map, keep keeper) {
	if n := m.Get("nearby"); n != nil {
		keep("nearby "+o.ID, n)
		o.hasNearby = true
		o.nearby, _ = r.book.ReadFacts(n)
	}
}

// wrong reads the feedback of a ternary item: {yes: {nearby, why, misconception}}.
func (r *reader) wrong(it *Item, n *source.Node, keep keeper) {
	it.Options = threeOptions(ternaryZh)
	n.Map().Each(func(id string, key, value *source.Node) {
		i := slices.Index(threeWays, id)
		if i < 0 {
			key.Fault(fmt.Sprintf("不認得「%s」", id), "可以寫 yes、no、unknown")
			return
		}
		o := &it.Options[i]
		keep("option "+o.ID, key)
		m := value.Map()
		r.feedback(o, m, keep)
		r.nearby(o, m, keep)
		if m.Done(); o.Why == "" || o.Misconception == "" || !o.hasNearby {
			key.Fault(fmt.Sprintf("「%s」缺少答錯時的說明", id), "要有 nearby、why、misconception")
		}
	})
}

func (r *reader) matching(it *Item, m *source.Map, keep keeper) {
	for _, n := range m.Need("choices").List() {
		cm := n.Map()
		o := Option{ID: cm.Need("id").Text(), Text: cm.Need("text").Text()}
		if c := cm.Need("claim"); c != nil {
			o.claim = r.claim(c)
		}
		cm.Done()
		keep("option "+o.ID, n)
		it.Options = append(it.Options, o)
	}
	for _, n := range m.Need("rows").List() {
		rm := n.Map()
		row := Row{ID: rm.Need("id").Text(), Text: rm.Need("text").Text()}
		row.sets, _ = r.book.ReadFacts(rm.Need("sets"))
		rm.Done()
		keep("row "+row.ID, n)
		if slices.ContainsFunc(it.Rows, func(p Row) bool { return p.ID == row.ID }) {
			n.Fault(fmt.Sprintf("列「%s」重複了", row.ID), "")
			continue
		}
		it.Rows = append(it.Rows, row)
	}
}
