package web

import (
	"html/template"
	"maps"
	"path"
	"slices"

	"shoumi/app/paper"
)

// partFuncs are the functions that the templates of the parts need besides those
// of every page.
func (s *Server) partFuncs(l *language) template.FuncMap {
	return template.FuncMap{
		"stylesheets": func() []string { return stylesheets(s.static) },
		"taskstate":   l.taskState,
		"printable":   paper.Printable,
	}
}

// stylesheets are the style sheets of the screen: the frame first, then the
// subjects, none of which leans on another. print.css is for paper alone.
func stylesheets(files map[string]asset) []string {
	out := []string{"base.css"}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) == ".css" && name != "base.css" && name != "print.css" {
			out = append(out, name)
		}
	}
	return out
}
