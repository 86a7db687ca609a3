package content

import (
	"bytes"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// citations is the extension for [[criminal-code/132/1]], which becomes a link
// with the words of a lawyer. Whoever walks the tree fills in text and href.
type citations struct{}

func (citations) Extend(m goldmark.Markdown) {
	// Before links, whose mark is the same.
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(citations{}, 150)))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(citations{}, 500)))
}

type citation struct {
	ast.BaseInline
	id         string
	at         int // offset of the id in what is parsed
	text, href string
	lang       string // of the text, when it is not that of the lesson
}

var kindCitation = ast.NewNodeKind("Citation")

func (*citation) Kind() ast.NodeKind { return kindCitation }

func (c *citation) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"id": c.id}, nil)
}

func (citations) Trigger() []byte { return []byte{'['} }

func (citations) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("[[")) {
		return nil
	}
	end := bytes.Index(line, []byte("]]"))
	if end < 0 {
		return nil
	}
	block.Advance(end + 2)
	return &citation{id: string(line[2:end]), at: segment.Start + 2}
}

func (citations) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindCitation, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if c := n.(*citation); entering {
			_, _ = w.WriteString(`<a class="cite" href="` + template.HTMLEscapeString(c.href) + `"`)
			if c.lang != "" {
				_, _ = w.WriteString(` lang="` + c.lang + `"`)
			}
			_, _ = w.WriteString(">" + template.HTMLEscapeString(c.text) + "</a>")
		}
		return ast.WalkContinue, nil
	})
}
