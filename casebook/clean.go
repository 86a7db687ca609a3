package casebook

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Cleaned is a text without what its print and its extraction put into it, and an
// account of all that was done: Source with every edit made that is not kept is Text,
// rune for rune.
type Cleaned struct {
	Source     string      `json:"source"` // as it was given, its lines ended by \n: what places are of
	Text       string      `json:"text"`   // a line for every paragraph; empty lines stay between them
	Paragraphs []Paragraph `json:"paragraphs"`
	Edits      []Edit      `json:"edits"` // in the order of the text, none over another

	print *printed
}

// Paragraph is one of the cleaned text.
type Paragraph struct {
	At   Spot   `json:"at"` // where it begins in the source
	Text string `json:"text"`
}

// Edit is one thing that was done to a text: at its place in the source, After stands
// for Before.
type Edit struct {
	ID     string   `json:"id"` // of this edit of this source, whatever else is kept
	Kind   EditKind `json:"kind"`
	Spot            // where Before begins
	Before string   `json:"before"`
	After  string   `json:"after"`
	Kept   bool     `json:"kept,omitempty"` // not made, as was asked
}

// EditKind is why a text was edited.
type EditKind string

// The kinds of edits. Those from PageNumber to Signs take a whole line out; an
// unreadable character is only told of, and stays.
const (
	StrayGlyph    EditKind = "stray_glyph"
	Compatibility EditKind = "compatibility"
	Invisible     EditKind = "invisible"
	Unreadable    EditKind = "unreadable"
	Blank         EditKind = "blank"
	Joined        EditKind = "joined"
	PageNumber    EditKind = "page_number"
	RunningHead   EditKind = "running_head"
	ChapterTab    EditKind = "chapter_tab"
	Signs         EditKind = "signs"
)

// EditKinds are all kinds of edits, what changes most first.
var EditKinds = []EditKind{StrayGlyph, Compatibility, Unreadable, Invisible, PageNumber, RunningHead, ChapterTab, Signs, Joined, Blank}

var editKinds = map[EditKind]string{
	StrayGlyph: "擷取時誤植的字（U+FA17）", Compatibility: "相容字換成通用字", Invisible: "看不見的字元",
	Unreadable: "讀不出來的字（自造字或亂碼）", Blank: "多餘或特殊的空白", Joined: "接回斷行",
	PageNumber: "頁碼", RunningHead: "頁首或頁尾", ChapterTab: "章名的側標", Signs: "只有符號的行",
}

// Zh names the kind.
func (k EditKind) Zh() string { return editKinds[k] }

// Clean takes out of a text what belongs to its print, joins lines that were broken,
// also within numbers, and mends characters that an extraction spoils. Edits whose ids
// are in keep are not made; what is joined then follows from what is kept. It never
// fails. A form feed begins a page.
func Clean(text string, keep ...string) Cleaned {
	p := read(lineEnds.Replace(text), keep)
	p.number()
	p.furniture()
	p.width()
	p.heads = p.headings()
	p.join()
	c := Cleaned{Source: string(p.source), Paragraphs: []Paragraph{}, Edits: p.edits(), print: p}
	c.apply()
	return c
}

// lineEnds makes all ends of lines one: also the vertical tab of word processors and
// the separators of Unicode.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// apply makes the edits.
func (c *Cleaned) apply() {
	var all, paragraph strings.Builder
	var at Spot
	end := func() {
		if strings.TrimFunc(paragraph.String(), blank) != "" {
			c.Paragraphs = append(c.Paragraphs, Paragraph{at, paragraph.String()})
		}
		paragraph.Reset()
	}
	put := func(text string, offset int) {
		all.WriteString(text)
		for _, r := range text {
			switch {
			case r == '\n':
				end()
			case paragraph.Len() == 0:
				at = c.print.spot(offset)
				fallthrough
			default:
				paragraph.WriteRune(r)
			}
			offset++
		}
	}
	from := 0
	for _, e := range c.Edits {
		put(string(c.print.source[from:e.Offset]), from)
		from = e.Offset + len([]rune(e.Before))
		if e.Kept {
			put(e.Before, e.Offset)
		} else {
			put(e.After, e.Offset)
		}
	}
	put(string(c.print.source[from:]), from)
	end()
	c.Text = all.String()
}

// read cuts a text into lines and mends their characters, before anything else looks
// at them: a Unicode normalisation would make the stray glyph a letter.
func read(text string, keep []string) *printed {
	p := &printed{source: []rune(text), keep: map[string]bool{}}
	for _, id := range keep {
		p.keep[id] = true
	}
	offset := 0
	for n, raw := range strings.Split(text, "\n") {
		l := line{at: Spot{Offset: offset, Line: n + 1, Col: 1}, raw: []rune(raw)}
		offset += len(l.raw) + 1
		p.mend(&l)
		bare := strings.ReplaceAll(raw, string(strayGlyph), "")
		l.feed = strings.HasPrefix(bare, "\f")
		l.indent = strings.HasPrefix(strings.TrimLeft(bare, "\f"), " ")
		l.opens = strings.HasPrefix(strings.TrimLeft(bare, "\f "), "\u3000")
		p.lines = append(p.lines, l)
	}
	return p
}

// mend finds what to edit within a line, and its text after that.
func (p *printed) mend(l *line) {
	kinds, after := make([]EditKind, len(l.raw)), make([]string, len(l.raw))
	for i, r := range l.raw {
		kinds[i], after[i] = mended(r)
	}
	trim := func(i int) bool {
		if strings.TrimFunc(after[i], blank) != "" {
			return false
		}
		if after[i] != "" {
			kinds[i], after[i] = Blank, ""
		}
		return true
	}
	from, to := 0, len(l.raw)
	for from < to && trim(from) {
		from++
	}
	for to > from && trim(to-1) {
		to--
	}
	var text strings.Builder
	for i := 0; i < len(l.raw); {
		n := 1
		for kinds[i] != StrayGlyph && after[i] == "" && i+n < len(l.raw) && kinds[i+n] == kinds[i] && after[i+n] == "" {
			n++
		}
		put := after[i]
		if kinds[i] != "" {
			at := l.at
			at.Offset, at.Col = at.Offset+i, i+1
			e := p.edit(kinds[i], at, string(l.raw[i:i+n]), after[i])
			l.edits = append(l.edits, e)
			if e.Kept {
				put = e.Before
			}
		}
		text.WriteString(put)
		i += n
	}
	l.text = strings.TrimFunc(text.String(), blank)
}

// mended says what is to be done with a character, and what then stands for it.
func mended(r rune) (EditKind, string) {
	in := func(from, to rune) bool { return r >= from && r <= to }
	switch {
	case r == strayGlyph:
		return StrayGlyph, ""
	case r == '\t', r == '\f':
	case r == '\u3000', r == '\u00a0', r == '\u202f', r == '\u205f', in('\u2000', '\u200a'):
		return Blank, " "
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u034f', in('\u115f', '\u1160'), r == '\u3164':
		return Invisible, ""
	case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r):
		return Unreadable, string(r)
	case in('\u2e80', '\u2fdf'), in('\uf900', '\ufb06'), in('\ufe30', '\ufe4f'), in(0x2f800, 0x2fa1f):
		if s := norm.NFKC.String(string(r)); s != string(r) { // some of the block are letters of their own
			return Compatibility, strings.TrimSpace(s)
		}
	}
	return "", string(r)
}

func (p *printed) edit(kind EditKind, at Spot, before, after string) Edit {
	id := fmt.Sprintf("%s-%d-%d", kind, at.Line, at.Col)
	return Edit{ID: id, Kind: kind, Spot: at, Before: before, After: after, Kept: p.keep[id]}
}

// join says which lines go on in the next one that has text.
func (p *printed) join() {
	alone := map[int]bool{} // lines that are paragraphs of their own
	title := map[int]bool{} // lines of a title that goes on
	for _, h := range p.heads {
		alone[h.from], alone[h.line] = true, true
		last := -1
		for i := h.line + 1; i < h.body; i++ {
			if p.lines[i].live() {
				title[i], last = true, i
			}
		}
		if last >= 0 {
			delete(title, last)
			alone[last] = true
		}
	}
	before := -1
	for i := range p.lines {
		if !p.lines[i].live() {
			continue
		}
		if before >= 0 {
			a, b := &p.lines[before], p.lines[i]
			switch {
			case title[before]:
				a.next = i
			case alone[before], alone[i], title[i], b.opens:
			case p.narrow && !apartFrom(a.text) && !startsAnew(b.text) && p.goesOn(before, i):
				a.next = i
			}
			if id := p.edit(Joined, p.lineEnd(before), "", "").ID; p.keep[id] && a.next > 0 {
				a.next, a.keepEnd = 0, i
			}
		}
		before = i
	}
}

// goesOn says whether a line of narrow print goes on in another: it goes to the edge,
// or stops short of it at a comma, or where an extraction breaks numbers and Latin
// words off. The end of a sentence near the edge is taken for the end of a paragraph.
func (p *printed) goesOn(i, next int) bool {
	if !p.airy && p.gap(i, next) {
		return false
	}
	a, b := p.lines[i].text, p.lines[next].text
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	switch {
	case strings.ContainsRune("，、；。！？"+closing, first):
		return true
	case sentenceEnd.MatchString(a):
		return 10*columns(a) >= 9*p.full
	case strings.ContainsRune("，、；", last), last < utf8.RuneSelf, first < utf8.RuneSelf:
		return true
	}
	return 4*columns(a) >= 3*p.full
}

// gap says whether lines are left empty between two, on one page.
func (p *printed) gap(i, next int) bool {
	for _, l := range p.lines[i+1 : next+1] {
		if l.feed || l.drop != "" {
			return false
		}
	}
	return next > i+1
}

// edits are all that is done, in the order of the text.
func (p *printed) edits() []Edit {
	out := []Edit{}
	into := 0 // the line that the one before goes on in
	for i, l := range p.lines {
		switch {
		case l.drop != "":
			out = append(out, p.edit(l.drop, l.at, p.sourceOf(l.at.Offset, p.upTo(i, into)), ""))
		case l.text == "" && i < into: // belongs to what was taken out before it
		default:
			out = append(out, l.edits...)
			if next := max(l.next, l.keepEnd); next > 0 {
				at := p.lineEnd(i)
				out = append(out, p.edit(Joined, at, p.sourceOf(at.Offset, p.upTo(i, next)), between(l.text, p.lines[next].text)))
			}
			if l.live() {
				into = max(l.next, l.keepEnd)
			}
		}
	}
	for i := range out {
		out[i].Page = p.lines[out[i].Line-1].at.Page
	}
	return out
}

// upTo is where the next line begins that is not empty, when that is no later than
// the line into which the text goes on; else where the next line begins.
func (p *printed) upTo(i, into int) int {
	next := i + 1
	for next < into && p.lines[next].drop == "" {
		next++
	}
	if next < len(p.lines) {
		return p.lines[next].at.Offset
	}
	return len(p.source)
}

func (p *printed) sourceOf(from, to int) string { return string(p.source[from:to]) }

// lineEnd is the place of the end of a line.
func (p *printed) lineEnd(i int) Spot {
	l := p.lines[i]
	return Spot{l.at.Offset + len(l.raw), l.at.Line, len(l.raw) + 1, l.at.Page}
}

// spot is the place of an offset.
func (p *printed) spot(offset int) Spot {
	i, found := slices.BinarySearchFunc(p.lines, offset, func(l line, offset int) int { return l.at.Offset - offset })
	if !found {
		i--
	}
	l := p.lines[i]
	return Spot{offset, l.at.Line, offset - l.at.Offset + 1, l.at.Page}
}
