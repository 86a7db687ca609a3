package rules

import (
	"fmt"
	"regexp"
	"slices"

	"shoumi/rules/condition"
	"shoumi/rules/source"
)

var snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// vocabulary reads facts.yaml: facts, concepts and the constraints between facts.
func (r *reader) vocabulary(root *source.Node) {
	top := root.Map()
	var vars []condition.Variable
	var nodes []*source.Node
	for _, n := range top.Need("facts").List() {
		f, v := r.fact(n)
		if r.twice(f.ID, n) {
			continue
		}
		r.book.byFact[f.ID] = len(r.book.facts)
		r.book.facts = append(r.book.facts, f)
		vars = append(vars, v)
		nodes = append(nodes, n)
	}
	var refs []string
	var pending []*source.Node
	for _, n := range top.Get("concepts").List() {
		id := n.Map().Need("id").Text()
		if r.twice(id, n) {
			continue
		}
		refs = append(refs, id)
		pending = append(pending, n)
	}
	top.Done()
	vars = append(vars, condition.Variable{Name: notEncodedFact, Type: condition.Bool})
	r.lang = condition.NewLanguage(vars, refs)
	for _, n := range pending {
		c := r.concept(n)
		r.book.byConcept[c.ID] = len(r.book.concepts)
		r.book.concepts = append(r.book.concepts, c)
	}
	for i, n := range nodes {
		r.constraints(&r.book.facts[i], n)
	}
}

func (r *reader) twice(id string, n *source.Node) bool {
	if id == "" {
		return true
	}
	at := n.Map().Get("id")
	if !snake.MatchString(id) {
		at.Fault(fmt.Sprintf("識別碼「%s」只能用小寫英文、數字與底線", id), "")
	}
	if slices.Contains(condition.Reserved, id) {
		at.Fault(fmt.Sprintf("「%s」在條件裡另有意思，不能當識別碼", id), "")
	}
	if first, ok := r.places["fact "+id]; ok {
		at.Fault(fmt.Sprintf("「%s」重複了", id), "第一次在 "+first.Unreported("", "").Place.String())
		return true
	}
	r.places["fact "+id] = at.Mark()
	return false
}

func (r *reader) fact(n *source.Node) (Fact, condition.Variable) {
	m := n.Map()
	f := Fact{ID: m.Need("id").Text(), Group: m.Need("group").Text(), Help: m.Get("help").Text(), Judgment: m.Get("judgment").Bool(),
		Label: phrase(m.Need("label")), Question: phrase(m.Need("question")), WhoKnows: m.Need("who_knows").Strings()}
	cost := m.Need("cost")
	if f.Cost = int(cost.Int()); cost != nil && (f.Cost < 1 || f.Cost > 5) {
		cost.Fault("cost 是查明這個事實的成本，從 1 到 5", "")
	}
	v := condition.Variable{Name: f.ID}
	kind := m.Need("type")
	switch f.Type = FactType(kind.Text()); f.Type {
	case Bool:
	case Enum, Set:
		v.Type = map[FactType]condition.Type{Enum: condition.Enum, Set: condition.Set}[f.Type]
		for _, value := range m.Need("values").List() {
			vm := value.Map()
			x := FactValue{ID: vm.Need("id").Text(), Label: Text{Zh: vm.Need("zh").Text(), En: vm.Get("en").Text()}, Help: vm.Get("help").Text()}
			vm.Done()
			if slices.Contains(v.Values, x.ID) {
				value.Fault(fmt.Sprintf("「%s」重複了", x.ID), "")
				continue
			}
			f.Values = append(f.Values, x)
			v.Values = append(v.Values, x.ID)
		}
		switch at := m.Get("values"); {
		case at.IsList() && len(v.Values) == 0:
			at.Fault("至少要有一個值", "")
		case len(v.Values) > 60:
			at.Fault("最多 60 個值", "值這麼多時，請拆成兩個事實")
		}
	case Int, Money:
		v.Type = condition.Int
	case DateFact:
		v.Type = condition.Date
	default:
		kind.Fault(fmt.Sprintf("沒有「%s」這種型別", f.Type), "可以是 bool、enum、set、int、money、date")
	}
	m.Get("implies") // read once every fact is known
	m.Get("excludes")
	m.Done()
	return f, v
}

func phrase(n *source.Node) Text {
	if n == nil {
		return Text{}
	}
	m := n.Map()
	t := Text{Zh: m.Need("zh").Text(), En: m.Get("en").Text()}
	m.Done()
	return t
}

func (r *reader) constraints(f *Fact, n *source.Node) {
	for _, key := range []string{"implies", "excludes"} {
		for _, c := range n.Map().Get(key).List() {
			m := c.Map()
			x := Constraint{When: m.Get("when").Text(), Fact: m.Need("fact").Text(), Is: m.Get("is").Text(), Why: m.Need("why").Text()}
			m.Done()
			own, other := condition.Literal{Name: f.ID, Value: x.When}, condition.Literal{Name: x.Fact, Value: x.Is}
			var err error
			if key == "implies" {
				_, err = r.lang.Implies(own, other)
				f.Implies = append(f.Implies, x)
			} else {
				_, err = r.lang.Excludes(own, other)
				f.Excludes = append(f.Excludes, x)
			}
			if err != nil {
				c.Fault(err.Error(), r.suggestLiteral(own, other))
				continue
			}
			r.book.constraints = append(r.book.constraints, Statement{Owner: f.ID, Implied: key == "implies", Constraint: x})
		}
	}
}

// suggestLiteral guesses what the wrong one of two literals meant.
func (r *reader) suggestLiteral(literals ...condition.Literal) string {
	for _, l := range literals {
		i, ok := r.book.byFact[l.Name]
		if !ok {
			return r.suggest(l.Name, r.lang.Names())
		}
		var values []string
		for _, v := range r.book.facts[i].Values {
			values = append(values, v.ID)
		}
		if l.Value != "" && !slices.Contains(values, l.Value) {
			return r.suggest(l.Value, values)
		}
	}
	return ""
}

func (r *reader) suggest(word string, among []string) string {
	if near, ok := source.Suggest(word, among); ok {
		return "您是不是要寫「" + near + "」？"
	}
	return ""
}

func (r *reader) concept(n *source.Node) Concept {
	m := n.Map()
	c := Concept{ID: m.Need("id").Text(), Label: phrase(m.Need("label")), Help: m.Get("help").Text()}
	for i, v := range m.Need("versions").List() {
		vm := v.Map()
		x := ConceptVersion{From: r.day(vm.Need("from")), To: Forever, Cites: vm.Need("cites").Strings()}
		if to := vm.Get("to"); to != nil {
			x.To = r.day(to)
		} else if i > 0 {
			x.To = c.Versions[i-1].From
		}
		if x.From >= x.To || i > 0 && x.To > c.Versions[i-1].From {
			v.Fault("版本的期間重疊或顛倒", "版本從新到舊寫，新版的 from 就是舊版的 to")
		}
		when := vm.Need("when")
		x.When = when.Text()
		r.condition(conceptKey(c.ID, i), when)
		r.citations(vm.Get("cites"))
		vm.Done()
		c.Versions = append(c.Versions, x)
	}
	m.Done()
	return c
}

// condition parses an expression and reports its faults where they stand.
func (r *reader) condition(key string, n *source.Node) {
	if n == nil || r.lang == nil {
		return
	}
	w := &written{scalar: n.Scalar()}
	r.conditions[key] = w
	if w.scalar.Value == "" {
		n.Fault("條件是空的", "")
		return
	}
	tree, faults := r.lang.Parse(w.scalar.Value)
	for _, f := range faults {
		hint := ""
		if f.Unknown != "" {
			hint = r.suggest(f.Unknown, f.Among)
		}
		w.scalar.Fault(f.Offset, f.Message, hint)
	}
	w.tree = tree
}

func (r *reader) day(n *source.Node) Date {
	if n == nil {
		return Beginning
	}
	d, err := ParseDay(n.Text())
	if err != nil {
		n.Fault(err.Error(), "")
		return Beginning
	}
	return d
}
