package casebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Imported is the text of a handbook taken apart into its cases, with what was
// taken out on the way.
type Imported struct {
	Handbook string    `json:"handbook"` // npa, tcpd, by the form of the headings; empty when there is no case
	Stripped []Spot    `json:"stripped"` // where U+FA17 stood, a glyph that the extraction put in by mistake
	Dropped  []Dropped `json:"dropped"`  // page furniture that stood within the cases
	Cases    []Extract `json:"cases"`
}

// Spot is a place in the text as it was given.
type Spot struct {
	Offset int `json:"offset"` // in runes, from 0
	Line   int `json:"line"`   // from 1
	Col    int `json:"col"`    // in runes, from 1
	Page   int `json:"page"`   // printed number; 0 where it is not known
}

// Dropped is a line that belongs to the page and not to the text.
type Dropped struct {
	Spot
	Text string `json:"text"`
}

// Extract is one case as the handbook tells it: raw material for a case file, which
// is to be retold in our own words.
type Extract struct {
	ID        string   `json:"id"`      // what the case file would be called, npa-leak-4
	Section   string   `json:"section"` // 單純洩密罪 案例四
	Title     string   `json:"title"`
	At        Spot     `json:"at"`   // of its heading
	Body      []string `json:"body"` // paragraphs
	Risk      []string `json:"risk,omitempty"`
	Measures  []Remedy `json:"measures,omitempty"`
	Judgments []string `json:"judgments,omitempty"`
}

// Remedy is a measure that the handbook recommends after a case.
type Remedy struct {
	Title string   `json:"title"`
	Text  []string `json:"text"`
}

const strayGlyph = '\uFA17'

// Import takes the text of a handbook apart. It never fails: text without cases
// gives none. Lines that were broken for print are joined, also within numbers.
func Import(text string) Imported {
	out := Imported{Stripped: []Spot{}, Dropped: []Dropped{}, Cases: []Extract{}}
	p := &printed{lines: readLines(text, &out.Stripped)}
	p.number()
	for i := range out.Stripped {
		out.Stripped[i].Page = p.lines[out.Stripped[i].Line-1].at.Page
	}
	p.furniture()
	p.width()
	heads := p.headings()
	for k, h := range heads {
		end := p.end(h)
		if k+1 < len(heads) {
			end = min(end, heads[k+1].from)
		}
		out.Cases = append(out.Cases, p.extract(h, end))
		for _, l := range p.lines[h.line:end] {
			if l.drop {
				out.Dropped = append(out.Dropped, Dropped{l.at, l.text})
			}
		}
	}
	if len(heads) > 0 {
		out.Handbook, _, _ = strings.Cut(out.Cases[0].ID, "-")
	}
	return out
}

// printed is a text by its lines.
type printed struct {
	lines    []line
	contents map[string]int // headings of a table of contents, with their pages
	full     int            // columns of a line that goes to the edge
}

// line is one line of print.
type line struct {
	at     Spot
	text   string // trimmed
	indent bool   // it began with a blank
	feed   bool   // it began with a form feed
	drop   bool   // furniture
}

// readLines cuts a text into lines and takes the stray glyph out before anything
// else looks at the text: a Unicode normalisation would make it a letter.
func readLines(text string, stripped *[]Spot) []line {
	var out []line
	offset := 0
	for n, raw := range strings.Split(text, "\n") {
		l := line{at: Spot{Offset: offset, Line: n + 1, Col: 1}}
		col := 1
		for _, r := range raw {
			if r == strayGlyph {
				*stripped = append(*stripped, Spot{Offset: offset, Line: n + 1, Col: col})
			}
			offset, col = offset+1, col+1
		}
		offset++
		raw = strings.ReplaceAll(strings.TrimRight(raw, "\r"), string(strayGlyph), "")
		l.feed = strings.HasPrefix(raw, "\f")
		raw = strings.TrimLeft(raw, "\f")
		l.indent = strings.HasPrefix(raw, " ")
		l.text = strings.TrimFunc(raw, blank)
		out = append(out, l)
	}
	return out
}

func blank(r rune) bool { return strings.ContainsRune(" \t\f\u3000\u00a0\ufeff", r) }

// number gives every line its page. A page begins at a form feed, or where text
// goes on in an indented line with no empty line before it, which is what a form
// feed that became a blank leaves; or with its printed number, when that is the
// next one. Lines before the first printed number are counted back from it.
func (p *printed) number() {
	feeds := slices.ContainsFunc(p.lines, func(l line) bool { return l.feed })
	page, first := 0, -1
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.feed, !feeds && l.indent && l.text != "" && i > 0 && p.lines[i-1].text != "":
			page++
		}
		if n, err := strconv.Atoi(l.text); err == nil && utf8.RuneCountInString(l.text) <= 3 {
			if first < 0 {
				first = n - page
				for k := range i {
					p.lines[k].at.Page = max(p.lines[k].at.Page+first, 0)
				}
				page = n
			} else if n == page+1 {
				page = n
			}
		}
		l.at.Page = page
	}
	if first < 0 { // nothing says which page is which
		for i := range p.lines {
			p.lines[i].at.Page = 0
		}
	}
	p.contents = map[string]int{}
	for _, l := range p.lines {
		if hit := inContents.FindStringSubmatch(l.text); hit != nil {
			n, _ := strconv.Atoi(hit[2])
			p.contents[squeeze(hit[1])] = n
		}
	}
}

var (
	inContents = regexp.MustCompile(`^(?:[0-9]+\.)?(.+?)[\t.…·]+\s*([0-9]{1,3})$`)
	pageNumber = regexp.MustCompile(`^[0-9]{1,3}$`)
	chapterTab = regexp.MustCompile(`^[^，。、；：「」（）()0-9A-Za-z]{0,12}[壹貳參肆伍陸柒捌玖拾]$`)
	onlySigns  = regexp.MustCompile(`^[^\p{L}\p{N}]+$`)
)

// squeeze takes all blanks out.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, blank), "")
}

// furniture marks the lines that belong to the page: its number, a running head
// (printed twice by the extraction), the tab of a chapter, and signs without words.
func (p *printed) furniture() {
	for i := range p.lines {
		l := &p.lines[i]
		t := l.text
		l.drop = t != "" && (pageNumber.MatchString(t) || doubled(t) || chapterTab.MatchString(t) || onlySigns.MatchString(t))
	}
}

// doubled says whether a short text is one thing twice.
func doubled(t string) bool {
	r := []rune(t)
	return len(r) >= 4 && len(r) <= 16 && len(r)%2 == 0 && slices.Equal(r[:len(r)/2], r[len(r)/2:])
}

// width finds how wide the text is set: nine lines in ten are not wider.
func (p *printed) width() {
	var all []int
	for _, l := range p.lines {
		if l.text != "" && !l.drop {
			all = append(all, columns(l.text))
		}
	}
	slices.Sort(all)
	if len(all) > 0 {
		p.full = all[len(all)*9/10]
	}
}

// columns is the width of a text, of which a Chinese glyph takes two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// narrow says that the text was broken into lines for print.
func (p *printed) narrow() bool { return p.full <= 60 }
