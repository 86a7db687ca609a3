package content

import (
	"bytes"
	"html/template"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Snippet is a short piece of Markdown outside the lessons, such as the stem of
// an item, as HTML with its citations linked. A citation that leads nowhere shows
// its id. Raw HTML is left out.
func Snippet(md string, link func(id string) (text, href string, ok bool)) template.HTML {
	src := []byte(md)
	tree := markdown.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if c, ok := n.(*citation); ok && entering {
			if c.text, c.href, ok = link(c.id); !ok {
				c.text = c.id
			}
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, src, tree); err != nil {
		return template.HTML(template.HTMLEscapeString(md))
	}
	return template.HTML(out.String())
}
