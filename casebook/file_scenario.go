package casebook

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// scenario writes the key scenario of a case. The facts of the start stand by their
// ids: a scenario keeps no other order of them.
func (w *writer) scenario(s *Scenario) {
	w.line(0, "scenario:")
	w.text(1, "title", s.Title)
	w.text(1, "actor", s.Actor)
	if s.ActDate != 0 {
		w.line(1, "act_date: "+date(s.ActDate.String(), false))
	}
	if len(s.Facts) == 0 {
		w.line(1, "facts: {}")
	} else {
		w.line(1, "facts:")
	}
	for _, id := range slices.Sorted(maps.Keys(s.Facts)) {
		w.line(2, scalar(id, false)+": "+value(s.Facts[id]))
	}
	if len(s.Nodes) == 0 {
		w.line(1, "nodes: []")
		return
	}
	w.line(1, "nodes:")
	for _, n := range s.Nodes {
		w.item(2, func(w *writer) { w.node(n) })
	}
}

func (w *writer) node(n Node) {
	w.text(0, "id", n.ID)
	w.story(n.Story)
	if n.Ask != DefaultAsk {
		w.text(0, "ask", n.Ask)
	}
	if len(n.Choices) == 0 {
		w.line(0, "choices: []")
		return
	}
	w.line(0, "choices:")
	for _, c := range n.Choices {
		w.item(1, func(w *writer) { w.choice(c) })
	}
}

// story writes a text as a block, line by line as it is told. What a block cannot hold
// is quoted.
func (w *writer) story(text string) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\ufffd"))
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !visible(r) }) {
		w.text(0, "story", text)
		return
	}
	w.line(0, "story: |")
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			w.line(0, "")
		} else {
			w.line(1, line)
		}
	}
}

func (w *writer) choice(c Choice) {
	w.text(0, "id", c.ID)
	w.text(0, "do", c.Do)
	w.sets(c.Sets)
	w.text(0, "says", c.Says)
	switch {
	case len(c.Then) == 0:
	case len(c.Then) == 1 && len(c.Then[0].If) == 0:
		w.text(0, "then", c.Then[0].Go)
	default:
		w.line(0, "then:")
		for _, b := range c.Then {
			w.line(1, "- "+b.flow())
		}
	}
}

// longSets is how many runes what a choice sets may have on one line.
const longSets = 120

// sets writes what a choice makes so, on one line where it is short.
func (w *writer) sets(effects []Effect) {
	var fields []string
	for _, e := range effects {
		fields = append(fields, scalar(e.Fact, true)+": "+value(e.Value))
	}
	flow := flowMap(fields)
	switch {
	case len(fields) == 0:
	case utf8.RuneCountInString(flow) <= longSets:
		w.line(0, "sets: "+flow)
	default:
		w.line(0, "sets:")
		for _, f := range fields {
			w.line(1, f)
		}
	}
}

func (b Branch) flow() string {
	var fields []string
	if len(b.If) > 0 {
		var all []string
		for _, l := range b.If {
			all = append(all, scalar(l.Fact, true)+": "+value(l.Is))
		}
		fields = append(fields, "if: "+flowMap(all))
	}
	if b.Go != "" {
		fields = append(fields, "go: "+scalar(b.Go, true))
	}
	return flowMap(fields)
}
