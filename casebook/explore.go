package casebook

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// liable are the kinds of provision whose being established is a liability.
var liable = []rules.Kind{rules.Criminal, rules.Administrative, rules.Disciplinary, rules.Civil, rules.StateCompensation}

// maxStates bounds the search over the ways through a scenario.
const maxStates = 20000

// explorer goes every way through a scenario.
type explorer struct {
	*scenarioNodes
	decider    *rules.Decider
	kinds      []rules.Kind // of the provisions of decider
	seen       map[string]bool
	reached    map[string]bool
	contradict map[string]bool // choices that were reported
	innocent   bool            // a way ends free of offences and sanctions
	liability  bool            // a choice sets off a liability
}

// explore reports what is wrong with the ways through the scenario.
func (x *scenarioNodes) explore(facts, nodes *source.Node) {
	if x.loop(nodes) {
		return
	}
	e := &explorer{scenarioNodes: x, decider: x.book.Decider(x.s.ActDate), seen: map[string]bool{}, reached: map[string]bool{}, contradict: map[string]bool{}}
	for _, id := range e.decider.Provisions() {
		p, _ := x.book.Provision(id)
		e.kinds = append(e.kinds, p.Kind)
	}
	if c, ok := x.book.Contradiction(x.s.Facts); ok {
		facts.Fault("開始時的事實互相矛盾："+x.book.Sentence(c), "改其中一個或拿掉")
		return
	}
	e.from(x.s.Nodes[0], x.s.Facts)
	for _, n := range x.s.Nodes {
		if !e.reached[n.ID] {
			x.at[n.ID].Fault("沒有路走到節點「"+n.ID+"」", "讓某個選項的 then 指到它，或拿掉")
		}
	}
	switch {
	case len(e.contradict) > 0:
	case len(e.seen) >= maxStates:
		nodes.Fault(fmt.Sprintf("情境的走法超過%d種，無法全部檢查", maxStates), "讓不同的路會合，或減少節點")
	case !e.innocent:
		nodes.Fault("沒有一條路的結尾不構成犯罪也不受行政懲處", "至少要有一連串選擇可以全身而退")
	case !e.liability:
		nodes.Fault("沒有一個選項會引起責任", "至少要有一個選項使某項責任成立")
	}
}

// loop reports the choices that lead back to a node that was passed.
func (x *scenarioNodes) loop(nodes *source.Node) bool {
	found := false
	state := map[string]int{} // 1 on the way, 2 done
	var visit func(id string, way []string)
	visit = func(id string, way []string) {
		state[id] = 1
		n, _ := x.s.Node(id)
		for _, c := range n.Choices {
			for _, b := range c.Then {
				switch state[b.Go] {
				case 0:
					visit(b.Go, append(way, id))
				case 1:
					found = true
					x.goal(id+"/"+c.ID, b.Go).Fault("情境繞回來了："+strings.Join(append(slices.Clone(way[slices.Index(append(slices.Clone(way), id), b.Go):]), id, b.Go), " → "), "每條路都要走得到結尾；同樣的處境再出現時，寫成新的節點")
				}
			}
		}
		state[id] = 2
	}
	visit(x.s.Nodes[0].ID, nil)
	return found
}

// goal is where a choice names the node it leads to.
func (x *scenarioNodes) goal(from, id string) *source.Node {
	i := slices.IndexFunc(x.goals, func(g goal) bool { return g.from == from && g.to.Text() == id })
	return x.goals[i].to
}

// from goes every way on from a node.
func (e *explorer) from(n Node, facts rules.Values) {
	state := n.ID + key(facts)
	if e.seen[state] || len(e.seen) >= maxStates {
		return
	}
	e.seen[state], e.reached[n.ID] = true, true
	before := e.verdicts(facts)
	for _, c := range n.Choices {
		after := c.apply(e.book, facts)
		path := n.ID + "/" + c.ID
		if broken, ok := e.book.Contradiction(after); ok {
			if !e.contradict[path] {
				e.contradict[path] = true
				e.at[path+"/sets"].Fault("選了之後事實互相矛盾："+e.book.Sentence(broken), "走到這裡時的事實要一起想；改其中一個，或用 null 收回前面的事實")
			}
			continue
		}
		verdicts := e.verdicts(after)
		free := true
		for i, v := range verdicts {
			if v != rules.Established || !slices.Contains(liable, e.kinds[i]) {
				continue
			}
			e.liability = e.liability || before[i] != rules.Established
			free = free && e.kinds[i] != rules.Criminal && e.kinds[i] != rules.Administrative
		}
		if id := c.next(after); id != "" {
			next, _ := e.s.Node(id)
			e.from(next, after)
		} else {
			e.innocent = e.innocent || free
		}
	}
}

func (e *explorer) verdicts(facts rules.Values) []rules.Verdict {
	if e.decider.Bind(facts) != nil {
		return nil
	}
	return e.decider.Verdicts(nil)
}
