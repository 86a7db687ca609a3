package content

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// markdown has no raw HTML, and no style attributes that a page's policy refuses.
var markdown = goldmark.New(goldmark.WithExtensions(
	extension.CJK,
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
	citations{},
))

// render turns a stretch of the text into HTML and reports what may not be in it.
// Headings belong to prose only, not to what leads in to a case.
func (r *reading) render(from, to int, headings bool) template.HTML {
	if strings.TrimSpace(r.Text()[from:to]) == "" {
		return ""
	}
	src := []byte(r.Text()[from:to])
	context := parser.NewContext()
	tree := markdown.Parser().Parse(text.NewReader(src), parser.WithContext(context))
	p := &prose{reading: r, src: src, from: from, headings: headings}
	for _, ref := range context.References() {
		p.fault(max(0, bytes.Index(src, slices.Concat([]byte("["), ref.Label(), []byte("]:")))), "這一行被當作連結的定義，不會顯示", "方括號後面不要緊接冒號")
	}
	_ = ast.Walk(tree, p.visit)
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, src, tree); err != nil {
		p.fault(0, "這一段不能轉成網頁："+err.Error(), "")
	}
	p.leftover(out.String())
	r.prose += r.length(out.String())
	return template.HTML(out.String())
}

// prose is one stretch of Markdown while it is checked.
type prose struct {
	*reading
	src      []byte
	from     int // where it begins in the text of the file
	headings bool
	marks    bool // leftover marks were reported at their places
}

func (p *prose) fault(at int, message, hint string) { p.FaultAt(p.from+max(0, at), message, hint) }

func (p *prose) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		p.heading(n)
	case *citation:
		p.cite(n)
	case *ast.HTMLBlock:
		p.fault(n.Pos(), "課文裡不能寫 HTML", "用 Markdown 的寫法")
	case *ast.RawHTML:
		p.fault(n.Segments.At(0).Start, "課文裡不能寫 HTML", "用 Markdown 的寫法")
	case *ast.Link, *ast.Image, *ast.AutoLink:
		p.fault(n.Pos(), "課文裡不能放連結或圖片", "引用法條或案例請寫 [[代號]]")
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		p.fault(n.Pos(), "課文裡不能放程式碼區塊", "行首不要空四格，也不要寫 ```")
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		p.stray(n.Segment)
	}
	return ast.WalkContinue, nil
}

// heading gives a heading its id, since goldmark has none for Chinese.
func (p *prose) heading(h *ast.Heading) {
	at := h.Pos()
	var title strings.Builder
	_ = ast.Walk(h, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			title.Write(t.Value(p.src))
		} else if c, ok := n.(*citation); ok && entering {
			p.fault(c.at, "標題裡不能放引註", "把引註寫在下面的課文裡")
		}
		return ast.WalkContinue, nil
	})
	switch most := max(p.level, 1) + 1; {
	case !p.headings:
		p.fault(at, "案例的導言裡不能有標題", "")
	case h.Level == 1:
		p.fault(at, "標題從 ## 開始", "一個 # 是整課的標題，寫在開頭的 title")
	case h.Level > most:
		p.fault(at, fmt.Sprintf("標題跳級：這裡最深只能用 %s", strings.Repeat("#", most)), "")
	}
	if strings.TrimSpace(title.String()) == "" {
		p.fault(at, "標題是空的", "")
	}
	p.level = h.Level
	s := Section{ID: fmt.Sprintf("s%d", len(p.lesson.Sections)+1), Level: h.Level, Title: title.String()}
	p.lesson.Sections = append(p.lesson.Sections, s)
	h.SetAttributeString("id", []byte(s.ID))
}

func (p *prose) cite(c *citation) {
	p.cites(c.id)
	var ok bool
	if c.text, c.href, ok = p.reading.from.Link(c.id); !ok {
		p.fault(c.at, "引註「"+c.id+"」不存在", "寫成 法規代號/條/項，用 go run ./app rules 查代號；案例寫 npa-leak-4")
	}
	if p.lesson.Lang != Languages[0] {
		c.lang = "zh-Hant-TW"
	}
}

// leftovers are marks that a reader must never see.
var leftovers = []struct{ mark, message, hint string }{
	{"*", "畫面上會留下「*」", "把引號與標點寫在 ** 外面：「**洩漏**」、**過失**。"},
	{"[[", "畫面上會留下「[[」", "引註要在同一行寫完：[[criminal-code/132/1]]"},
	{"]]", "畫面上會留下「]]」", "引註要在同一行寫完：[[criminal-code/132/1]]"},
	{":::", "畫面上會留下「:::」", "指示要自成一行，從行首寫起"},
}

func (p *prose) stray(s text.Segment) {
	for _, x := range leftovers {
		// The mark may begin in this text and end in the next.
		for at := s.Start; at < s.Stop; at++ {
			if bytes.HasPrefix(p.src[at:], []byte(x.mark)) {
				p.fault(at, x.message, x.hint)
				p.marks = true
				break
			}
		}
	}
}

// leftover finds marks that no text of the source shows, such as &#42;.
func (p *prose) leftover(out string) {
	for _, x := range leftovers {
		if !p.marks && strings.Contains(markup.ReplaceAllString(out, ""), x.mark) {
			p.fault(0, x.message, x.hint)
		}
	}
}
