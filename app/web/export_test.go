package web

import (
	"fmt"
	"strings"

	"shoumi/app/account"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Route is an address of the site and who may go there.
type Route struct {
	Method, Path string
	Action       account.Action
}

// Routes are all routes of a server.
func (s *Server) Routes() (out []Route) {
	for _, r := range s.routes() {
		out = append(out, Route{r.method, r.path, r.action})
	}
	return out
}

// ParseActDate reads a date as a form does; the error is in words.
func ParseActDate(s string, today rules.Date) (rules.ActDate, string) {
	d, err := parseActDate(s, today)
	if err == nil {
		return d, ""
	}
	p := err.(*problem)
	ls, _ := loadLanguages()
	return d, ls[0].T(p.key, p.args...)
}

// Texts are the texts of every language by its parameter.
func Texts() map[string]map[string]string {
	out := map[string]map[string]string{}
	ls, err := loadLanguages()
	if err != nil {
		panic(err)
	}
	for _, l := range ls {
		out[l.Param] = l.texts
	}
	return out
}

// Bar is a penalty drawn beside others: "from width open", and the lettering of
// the scale.
func Bar(r *penalty.Range, others ...*penalty.Range) (drawn, ticks string) {
	ls, _ := loadLanguages()
	s := newScale(ls[0], append(others, r))
	for _, t := range s.Ticks {
		ticks += t.Text + " "
	}
	b := s.bar(r)
	if b == nil {
		return "", strings.TrimSpace(ticks)
	}
	drawn = b.From + " " + b.Width
	if b.Open {
		drawn += " open"
	}
	return drawn, strings.TrimSpace(ticks)
}

// Diagram draws a reason tree: every node as "class x,y", every label, and what
// is said to who cannot see it.
func Diagram(r rules.Reason, judged bool) (nodes, labels []string, said string) {
	ls, _ := loadLanguages()
	d := newDiagram(ls[0], "spec", r, judged)
	for _, n := range d.Nodes {
		nodes = append(nodes, fmt.Sprintf("%s %d,%d", n.Class, n.X, n.Y))
	}
	for _, l := range d.Labels {
		labels = append(labels, l.Text)
	}
	return nodes, labels, d.Title + "\n" + d.Text
}
