package casebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// printed is a text by its lines.
type printed struct {
	source   []rune
	keep     map[string]bool // ids of edits that are not to be made
	lines    []line
	contents map[string]int // headings of a table of contents, with their pages
	full     int            // columns of a line that goes to the edge
	narrow   bool           // the text was broken into lines for print
	airy     bool           // with an empty line after nearly every line
	heads    []head
}

// line is one line of print.
type line struct {
	at      Spot
	raw     []rune // as it was given
	edits   []Edit // within it
	text    string // after those, trimmed
	indent  bool   // it began with a blank
	opens   bool   // it began with a full-width blank, as a paragraph does
	feed    bool   // it began with a form feed
	drop    EditKind
	next    int // the line into which its paragraph goes on; 0 for none
	keepEnd int // the line into which it would, if that were not to be kept
}

// live says whether a line has text that is not furniture.
func (l line) live() bool { return l.text != "" && l.drop == "" }

func blank(r rune) bool { return strings.ContainsRune(" \t\f\u3000\u00a0\ufeff", r) }

// number gives every line its page. A page begins at a form feed, or where text
// goes on in an indented line with no empty line before it, which is what a form
// feed that became a blank leaves; or with its printed number, when that is the
// next one. Lines before the first printed number are counted back from it; where none
// is printed, pages that begin at form feeds count from 1.
func (p *printed) number() {
	feeds := slices.ContainsFunc(p.lines, func(l line) bool { return l.feed })
	page, first := 0, -1
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.feed, !feeds && l.indent && l.text != "" && i > 0 && p.lines[i-1].text != "":
			page++
		}
		if n, ok := pageNumber(l.text); ok {
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
	for i := range p.lines {
		switch l := &p.lines[i]; {
		case first >= 0:
		case feeds: // the first page is the first of the file
			l.at.Page++
		default: // nothing says which page is which
			l.at.Page = 0
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
	inContents  = regexp.MustCompile(`^(?:[0-9]+\.)?(.+?)[\t.…·]+\s*([0-9]{1,3})$`)
	pageNumbers = []*regexp.Regexp{
		regexp.MustCompile(`^([0-9]{1,3})$`),
		regexp.MustCompile(`^[-–—─~]\s*([0-9]{1,3})\s*[-–—─~]$`),
		regexp.MustCompile(`^(?:第\s*)?([0-9]{1,3})\s*[/／]\s*[0-9]{1,3}(?:\s*頁)?$`),
		regexp.MustCompile(`^第\s*([0-9]{1,3})\s*頁(?:[，,、/／（(\s]*[共全]\s*[0-9]{1,3}\s*頁[)）]?)?$`),
		regexp.MustCompile(`^(?i:page)\s*([0-9]{1,3})(?:\s*(?:of|/)\s*[0-9]{1,3})?$`),
	}
	chapterTab = regexp.MustCompile(`^[^，。、；：「」（）()0-9A-Za-z]{0,12}[壹貳參肆伍陸柒捌玖拾]$`)
	onlySigns  = regexp.MustCompile(`^[^\p{L}\p{N}]+$`)
)

// pageNumber reads the number of a page that stands in a line alone: 12, - 12 -,
// 第 12 頁，共 30 頁, 12/30.
func pageNumber(text string) (int, bool) {
	for _, form := range pageNumbers {
		if hit := form.FindStringSubmatch(text); hit != nil {
			n, err := strconv.Atoi(hit[1])
			return n, err == nil
		}
	}
	return 0, false
}

// squeeze takes all blanks out.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, blank), "")
}

// furniture marks the lines that belong to the page: its number, a running head
// (printed twice by an extraction, or again on other pages), the tab of a chapter, and
// signs without words.
func (p *printed) furniture() {
	again := p.running()
	for i := range p.lines {
		l := &p.lines[i]
		_, number := pageNumber(l.text)
		switch {
		case l.text == "":
		case number:
			l.drop = PageNumber
		case doubled(l.text), again[i]:
			l.drop = RunningHead
		case chapterTab.MatchString(l.text):
			l.drop = ChapterTab
		case onlySigns.MatchString(l.text):
			l.drop = Signs
		}
		if l.drop != "" && p.keep[p.edit(l.drop, l.at, "", "").ID] {
			l.drop = ""
		}
	}
}

// edgeLines is how many lines at the top and at the bottom of a page may belong to it.
const edgeLines = 3

// running finds the lines at the edges of pages that begin at form feeds which stand
// at the edges of other pages too: of half of them, and where the number of the page
// stands in the line, of three.
func (p *printed) running() map[int]bool {
	var pages [][]int
	for i, l := range p.lines {
		if l.feed || len(pages) == 0 {
			pages = append(pages, nil)
		}
		if _, number := pageNumber(l.text); l.text != "" && !number {
			last := len(pages) - 1
			pages[last] = append(pages[last], i)
		}
	}
	places := map[string]map[int][]int{} // lines by what they say and by page
	for n, lines := range pages {
		for k, i := range lines {
			key := strings.Trim(squeeze(p.lines[i].text), "0123456789")
			if k >= edgeLines && k < len(lines)-edgeLines || key == "" || isHeading(p.lines[i].text) {
				continue
			}
			if places[key] == nil {
				places[key] = map[int][]int{}
			}
			places[key][n] = append(places[key][n], i)
		}
	}
	out := map[int]bool{}
	for key, on := range places {
		least := max(2, (len(pages)+1)/2)
		for _, lines := range on {
			for _, i := range lines {
				if squeeze(p.lines[i].text) != key {
					least = max(least, 3)
				}
			}
		}
		if len(on) < least {
			continue
		}
		for _, lines := range on {
			for _, i := range lines {
				out[i] = true
			}
		}
	}
	return out
}

// doubled says whether a short text is one thing twice.
func doubled(t string) bool {
	r := []rune(t)
	return len(r) >= 4 && len(r) <= 16 && len(r)%2 == 0 && slices.Equal(r[:len(r)/2], r[len(r)/2:])
}

// width finds how wide the text is set: nine lines in ten are not wider. It was broken
// for print where most of the lines that go to the edge end within a sentence; one alone
// says that only at a comma, since it may be a title.
func (p *printed) width() {
	var all []int
	gaps := 0
	for i, l := range p.lines {
		if l.live() {
			all = append(all, columns(l.text))
			if i+1 < len(p.lines) && p.lines[i+1].text == "" {
				gaps++
			}
		}
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	p.full = all[len(all)*9/10]
	p.airy = 3*gaps > 2*len(all)
	wide, broken, comma := 0, 0, false
	for _, l := range p.lines {
		if l.live() && 4*columns(l.text) >= 3*p.full {
			wide++
			if !sentenceEnd.MatchString(l.text) {
				broken++
				comma = comma || strings.HasSuffix(l.text, ",") || strings.HasSuffix(l.text, "，")
			}
		}
	}
	p.narrow = p.full <= 120 && 2*broken > wide && (wide > 1 || comma)
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
