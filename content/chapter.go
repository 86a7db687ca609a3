package content

import (
	"html/template"
	"strings"
)

// Chapter is a part of a lesson that is read at one go: from one heading of the
// second level to the next.
type Chapter struct {
	Title  string // of the heading
	Blocks []Block
}

// Chapters are the parts of the lesson, in order, as many as it has sections of the
// second level. What stands before the first heading belongs to the first of them.
func (l *Lesson) Chapters() []Chapter {
	var out []Chapter
	for _, s := range l.Sections {
		if s.Level == 2 {
			out = append(out, Chapter{Title: s.Title})
		}
	}
	at := -1
	put := func(b Block) {
		if len(out) > 0 {
			out[max(at, 0)].Blocks = append(out[max(at, 0)].Blocks, b)
		}
	}
	for _, b := range l.Blocks {
		if b.Kind != Prose {
			put(b)
			continue
		}
		for i, part := range strings.Split(string(b.HTML), "<h2 ") {
			if i > 0 {
				part = "<h2 " + part
				at++
			}
			if strings.TrimSpace(part) != "" {
				put(Block{Kind: Prose, HTML: template.HTML(part)})
			}
		}
	}
	return out
}
