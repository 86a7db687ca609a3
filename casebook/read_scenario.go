package casebook

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/rules"
	"shoumi/rules/source"
)

// scenario reads the key scenario of a case.
func (r *reader) scenario(n *source.Node) *Scenario {
	before := len(*r.faults)
	m := n.Map()
	s := &Scenario{Title: filled(m.Need("title")), Actor: r.scenarioActor(m.Need("actor")), ActDate: r.scenarioDay(m.Need("act_date"))}
	facts := m.Need("facts")
	s.Facts, _ = r.book.ReadFacts(facts)
	for id, v := range s.Facts {
		f, _ := r.book.Fact(id)
		if v == nil {
			facts.Map().Get(id).Fault("開始時的事實沒有值", "還不知道的事實整項拿掉，不要寫 null")
		} else if f.Type == rules.Set {
			s.Facts[id] = stated(f, v)
		}
	}
	nodes := m.Need("nodes")
	x := &scenarioNodes{reader: r, s: s, at: map[string]*source.Node{}}
	for _, item := range nodes.List() {
		x.node(item)
	}
	x.checkGoals()
	m.Done()
	if nodes.IsList() && len(s.Nodes) < minNodes {
		nodes.Fault(fmt.Sprintf("情境有%d個節點，至少要%d個", len(s.Nodes), minNodes), "結束後的回顧不算節點")
	}
	if len(*r.faults) == before {
		s.seal()
		x.explore(facts, nodes)
	}
	return s
}

// minNodes is how many decisions a scenario has at least.
const minNodes = 4

// stated is a set as a file states it, in its one form.
func stated(f rules.Fact, v any) any {
	members := map[string]bool{}
	for _, x := range f.Values {
		if in, known := member(v, x.ID); known {
			members[x.ID] = in
		}
	}
	return canonical(f, members)
}

func (r *reader) scenarioActor(n *source.Node) string {
	name := filled(n)
	if _, ok := r.case_.Actor(name); !ok && name != "" {
		var names []string
		for _, a := range r.case_.Actors {
			names = append(names, a.Name)
		}
		n.Fault("案例裡沒有行為人「"+name+"」", "寫這個案例的行為人："+strings.Join(names, "、"))
	}
	return name
}

// scenarioDay reads the day on which the scenario plays.
func (r *reader) scenarioDay(n *source.Node) rules.Date {
	if filled(n) == "" {
		return 0
	}
	d, err := rules.ParseDay(n.Text())
	if err != nil {
		n.Fault(err.Error(), "情境要發生在確定的一天，例如 2024-05-10")
		return 0
	}
	nothing := rules.Values{} // whether law is encoded does not hang on facts: with none of them so, the answer comes fast
	for _, f := range r.book.Facts() {
		switch f.Type {
		case rules.Bool:
			nothing[f.ID] = false
		case rules.Set:
			nothing[f.ID] = []string{}
		}
	}
	var missing []string
	report, err := r.book.Find(rules.Incident{ActDate: rules.On(d), Facts: nothing}, d)
	if err != nil {
		return d
	}
	for _, f := range report.Actors[0].Findings {
		if cite, _, _ := strings.Cut(f.Cite, "第"); f.Verdict == rules.NotEncoded && !slices.Contains(missing, cite) {
			missing = append(missing, cite)
		}
	}
	if len(missing) > 0 {
		n.Fault(d.String()+"的法規不全在規則裡，缺："+strings.Join(missing, "、"), "改成法規都已編入的一天；2023-05-31 起都有")
	}
	return d
}

// scenarioNodes are the nodes of a scenario being read.
type scenarioNodes struct {
	*reader
	s     *Scenario
	at    map[string]*source.Node // where a node, a choice ("node/choice") or a branch ("node/choice/0") stands
	goals []goal
}

// goal is a node that a choice leads to, where it is written.
type goal struct {
	from string
	to   *source.Node
}

func (x *scenarioNodes) node(n *source.Node) {
	m := n.Map()
	node := Node{ID: x.id(m.Need("id"), ""), Story: strings.TrimSpace(filled(m.Need("story"))), Ask: DefaultAsk}
	if ask := m.Get("ask"); ask.Text() != "" {
		node.Ask = ask.Text()
	}
	choices := m.Need("choices")
	for _, item := range choices.List() {
		node.Choices = append(node.Choices, x.choice(node.ID, item))
	}
	m.Done()
	if c := len(node.Choices); choices.IsList() && (c < 2 || c > 4) {
		choices.Fault(fmt.Sprintf("節點「%s」有%d個選項，要有2到4個", node.ID, c), "")
	}
	x.lengths(node, choices)
	x.s.Nodes = append(x.s.Nodes, node)
}

// id reads the id of a node, or of a choice in a node.
func (x *scenarioNodes) id(n *source.Node, in string) string {
	id := filled(n)
	path := strings.TrimPrefix(in+"/"+id, "/")
	switch {
	case id == "":
	case !snake.MatchString(id):
		n.Fault("代號「"+id+"」不合規定", "只用小寫英文、數字與底線，例如 back_office")
	case x.at[path] != nil:
		n.Fault("代號「"+id+"」重複", "")
	}
	if x.at[path] == nil {
		x.at[path] = n
	}
	return id
}

// lengths asks that choices be about equally long: the longest must not give
// itself away.
func (x *scenarioNodes) lengths(node Node, n *source.Node) {
	total, written := 0, 0
	for _, c := range node.Choices {
		if c.Do != "" {
			total, written = total+utf8.RuneCountInString(c.Do), written+1
		}
	}
	mean := float64(total) / float64(max(written, 1))
	for i, c := range node.Choices {
		length := utf8.RuneCountInString(c.Do)
		if c.Do != "" && math.Abs(float64(length)-mean) > 0.4*mean {
			n.List()[i].Map().Get("do").Fault(fmt.Sprintf("這個選項有%d個字，各選項平均%.1f個字，相差超過四成", length, mean), "選項要差不多長，不讓長短洩漏好壞")
		}
	}
}

func (x *scenarioNodes) choice(in string, n *source.Node) Choice {
	m := n.Map()
	c := Choice{ID: x.id(m.Need("id"), in), Do: strings.TrimSpace(filled(m.Need("do"))), Says: strings.TrimSpace(filled(m.Need("says")))}
	if sets := m.Get("sets"); sets != nil {
		x.at[in+"/"+c.ID+"/sets"] = sets
		values, _ := x.book.ReadFacts(sets)
		for _, id := range sets.Map().Keys() {
			if v, ok := values[id]; ok {
				c.Sets = append(c.Sets, Effect{id, v})
			}
		}
	}
	switch then := m.Get("then"); {
	case then == nil:
	case then.IsList():
		for i, item := range then.List() {
			c.Then = append(c.Then, x.branch(in+"/"+c.ID, item, i == len(then.List())-1))
		}
		if len(then.List()) == 0 {
			then.Fault("then 沒有內容", "情境在這裡結束時，整項拿掉")
		}
	default:
		c.Then = []Branch{{Go: filled(then)}}
		x.goals = append(x.goals, goal{in + "/" + c.ID, then})
	}
	m.Done()
	return c
}

func (x *scenarioNodes) branch(from string, n *source.Node, last bool) Branch {
	m := n.Map()
	to := m.Need("go")
	b := Branch{Go: filled(to)}
	x.goals = append(x.goals, goal{from, to})
	cond := m.Get("if")
	m.Done()
	switch {
	case cond == nil && !last:
		n.Fault("這一項沒有 if，後面的都走不到", "沒有條件的放在最後一項")
	case cond != nil && last:
		cond.Fault("最後一項有 if，條件都不合時沒有去處", "最後一項只寫 go")
	}
	if cond.IsMap() && len(cond.Map().Keys()) == 0 {
		cond.Fault("if 沒有條件", "沒有條件的放在最後一項，整個 if 拿掉")
	}
	cond.Map().Each(func(id string, key, value *source.Node) {
		f, ok := x.book.Fact(id)
		if !ok {
			key.Fault(fmt.Sprintf("沒有叫做「%s」的事實", id), "")
			return
		}
		switch f.Type {
		case rules.Bool:
			b.If = append(b.If, Literal{id, value.Bool()})
		case rules.Enum, rules.Set:
			v := filled(value)
			if v != "" && !slices.ContainsFunc(f.Values, func(x rules.FactValue) bool { return x.ID == v }) {
				value.Fault(fmt.Sprintf("「%s」沒有「%s」這個值", id, v), "")
			}
			b.If = append(b.If, Literal{id, v})
		default:
			value.Fault("「"+id+"」不能當條件", "條件只能是是非題、單選或複選的一項")
		}
	})
	return b
}

// goals reports every then to a node that is not there.
func (x *scenarioNodes) checkGoals() {
	var ids []string
	for _, n := range x.s.Nodes {
		ids = append(ids, n.ID)
	}
	for _, b := range x.goals {
		id := b.to.Text()
		if id == "" || slices.Contains(ids, id) {
			continue
		}
		hint := "節點有：" + strings.Join(ids, "、")
		if near, ok := source.Suggest(id, ids); ok {
			hint = "您是不是要寫「" + near + "」？"
		}
		b.to.Fault("沒有節點「"+id+"」", hint)
	}
}
