package web

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/rules"
)

// A diagram draws the elements of a provision as one line that has to be walked
// to its end: elements follow one another because all of them are needed, the
// ways to fill one stand side by side, exceptions come last and lead off. It is
// drawn at one width, which fits a phone, so that lettering keeps its size.
const (
	diagramWidth = 288
	railX        = 10 // the line that joins the elements
	labelX       = 30 // words of an element
	partRailX    = 36 // the line that joins the parts of one
	partX        = 52 // words of a part
	labelSize    = 15 // px, the width of one Chinese character too
	partSize     = 13
	lineHeight   = 1.5
	maxParts     = 8 // of one element; the reason tree has them all
)

// diagram is the picture with every place worked out.
type diagram struct {
	ID            string // unique on the page, for its title and text
	Title, Text   string // for who cannot see it
	Width, Height int
	Nodes         []diagramNode
	Lines         []diagramLine
	Labels        []diagramLabel
}

type diagramNode struct {
	X, Y  int
	Class string // yes, no, open, none: the badge's; plain where nothing is judged
	Part  bool
}

type diagramLine struct {
	X1, Y1, X2, Y2 int
	Dashed         bool
}

type diagramLabel struct {
	X, Y  int
	Class string // label, part, word
	Text  string
}

// part is a row of the picture before it has a place.
type part struct {
	Text    string
	Verdict rules.Verdict
}

// newDiagram draws a reason tree. With judged false nothing is judged and only
// the structure shows.
func newDiagram(tr *language, id string, r rules.Reason, judged bool) *diagram {
	d := &diagram{ID: id, Title: tr.T("diagram.title", r.Text), Width: diagramWidth}
	var told []string
	y := labelSize
	previous := y
	class := func(v rules.Verdict, as string) string {
		if !judged {
			return "plain"
		}
		return tr.badge(v, as).Class
	}
	for i, e := range r.Children {
		exception := e.Kind == "exception"
		d.Nodes = append(d.Nodes, diagramNode{X: railX, Y: y, Class: class(e.Verdict, e.Kind)})
		if i > 0 {
			d.Lines = append(d.Lines, diagramLine{railX, previous + 8, railX, y - 8, exception})
		}
		previous = y
		text := e.Text
		if exception {
			text = tr.T("elements.exception") + tr.T("colon") + text
		}
		y = d.write(labelX, y, labelSize, "label", text)
		word, parts := structure(tr, e)
		said := text
		if judged {
			said += "（" + tr.badge(e.Verdict, e.Kind).Word + "）"
		}
		if len(parts) > 0 {
			y = d.write(partRailX, y, partSize, "word", word)
			first := y
			var names []string
			last := y
			for _, p := range parts {
				d.Nodes = append(d.Nodes, diagramNode{X: partRailX + 4, Y: y, Class: class(p.Verdict, "condition"), Part: true})
				last = y
				y = d.write(partX, y, partSize, "part", p.Text)
				names = append(names, p.Text)
			}
			d.Lines = append(d.Lines, diagramLine{partRailX + 4, first, partRailX + 4, last, false})
			said += tr.T("colon") + word + "：" + strings.Join(names, "、")
		}
		told = append(told, said)
		y += 10
	}
	d.Nodes = append(d.Nodes, diagramNode{X: railX, Y: y, Class: class(r.Verdict, "provision")})
	d.Lines = append(d.Lines, diagramLine{railX, previous + 8, railX, y - 8, false})
	end := tr.T("diagram.end")
	if judged {
		end = tr.badge(r.Verdict, "provision").Word
	}
	y = d.write(labelX, y, labelSize, "label", end)
	d.Text, d.Height = strings.Join(told, "；")+"。"+end, y
	return d
}

// write sets words in lines and returns where the next row stands.
func (d *diagram) write(x, y, size int, class, text string) int {
	for _, line := range wrap(text, (diagramWidth-x)/size) {
		d.Labels = append(d.Labels, diagramLabel{X: x, Y: y + size/3, Class: class, Text: line})
		y += int(float64(size) * lineHeight)
	}
	return y
}

// structure is how an element is filled: all of some parts, or any. An element
// with a single condition has no parts; its words say it.
func structure(tr *language, e rules.Reason) (word string, parts []part) {
	root := e
	for len(root.Children) == 1 && root.Kind != "and" && root.Kind != "or" && root.Kind != "not" {
		root = root.Children[0]
	}
	switch {
	case len(e.Children) > 1: // provisions, any of which will do
		word = tr.T("diagram.any")
		root = e
	case root.Kind == "and":
		word = tr.T("diagram.all")
	case root.Kind == "or":
		word = tr.T("diagram.any")
	default:
		return "", nil
	}
	kids := together(root.Children)
	for i, k := range kids {
		if i == maxParts-1 && len(kids) > maxParts {
			parts = append(parts, part{Text: tr.T("diagram.more", len(kids)-i), Verdict: rules.Undetermined})
			break
		}
		parts = append(parts, part{Text: phrase(tr, k), Verdict: k.Verdict})
	}
	return word, parts
}

// phrase is a part in a few words.
func phrase(tr *language, r rules.Reason) string {
	switch r.Kind {
	case "not":
		return tr.T("diagram.not", phrase(tr, r.Children[0]))
	case "and", "or":
		between := tr.T("diagram.and")
		if r.Kind == "or" {
			between = tr.T("diagram.or")
		}
		var words []string
		for _, k := range together(r.Children) {
			words = append(words, phrase(tr, k))
		}
		return strings.Join(words, between)
	}
	return short(tr, r.Text)
}

// short leaves out what stands in brackets and all but the first two of a list:
// the table beside the picture has them.
func short(tr *language, text string) string {
	for {
		before, rest, ok := strings.Cut(text, "（")
		_, after, closed := strings.Cut(rest, "）")
		if !ok || !closed {
			break
		}
		text = before + after
	}
	if all := strings.Split(text, "／"); len(all) > 3 {
		return tr.T("diagram.and_more", strings.Join(all[:2], "／"), len(all))
	}
	return text
}

// wrap breaks text into lines of so many full widths; letters and digits of the
// Latin script count half.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, r := range text {
		w := 2
		if r < 0x2000 {
			w = 1
		}
		if used+w > 2*width && !slices.Contains([]rune("，。、；：）」"), r) {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		line.WriteRune(r)
		used += w
	}
	if utf8.RuneCountInString(line.String()) > 0 {
		lines = append(lines, line.String())
	}
	return lines
}
