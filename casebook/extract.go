package casebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// head is the heading of a case.
type head struct {
	line    int // of 案例…
	from    int // of the section heading above it, if any, else line
	body    int // first line of the body
	section string
	number  int
	title   string
	bare    bool // the title stands in the next line
}

var (
	caseHead    = regexp.MustCompile(`^[【〔\[]?案例\s*([一二三四五六七八九十]{1,3}|[0-9]{1,2})\s*[】〕\]]?(?:$|[、：:.．\s]\s*(.*)$)`)
	bracketHead = regexp.MustCompile(`^[【〔\[]案例\s*([一二三四五六七八九十]{1,3}|[0-9]{1,2})[】〕\]]\s*(.+)$`)
	markdown    = regexp.MustCompile(`^(#{1,6})\s+(.+?)[\s#]*$`)
	sectionHead = regexp.MustCompile(`^[一二三四五六七八九十]+、\s*(.+)$`)
	telling     = regexp.MustCompile(`[。；]|，.*，`) // more than a title says
	sentenceEnd = regexp.MustCompile(`[。！？」）]$`)
	riskHead    = regexp.MustCompile(`^[#•·\s]*風險(?:評估|因子)[：:•·\s]*$`)
	remedyHead  = regexp.MustCompile(`^[#•·\s]*防[治制範](?:措施|作為)[：:•·\s]*$`)
	remedyTitle = regexp.MustCompile(`^[一二三四五六七八九十]+、([^。]+)$`)
	judgment    = regexp.MustCompile(`^參酌自(.*)$`)
	itemStart   = regexp.MustCompile(`^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、][^0-9]|[•·●○◎※■□◆] ?|[-*+] )`)
)

// caseHeading reads the heading of a case, 案例一, 案例1、題目 or 【案例一】題目, also as
// a heading of Markdown.
func caseHeading(text string) (number int, title string, ok bool) {
	bare := text
	if hit := markdown.FindStringSubmatch(text); hit != nil {
		bare = hit[2]
	}
	hit := caseHead.FindStringSubmatch(bare)
	if hit == nil {
		hit = bracketHead.FindStringSubmatch(bare)
	}
	if hit == nil || strings.Contains(text, "\t") || strings.HasSuffix(hit[2], "。") {
		return 0, "", false
	}
	number, err := strconv.Atoi(hit[1])
	if err != nil {
		number = chinese(hit[1])
	}
	return number, strings.TrimSpace(hit[2]), true
}

// isHeading says whether a line is the heading of a case or of a part of one.
func isHeading(text string) bool {
	_, _, ok := caseHeading(text)
	return ok || riskHead.MatchString(text) || remedyHead.MatchString(text) || markdown.MatchString(text)
}

// apartFrom says whether a line is a paragraph of its own, whatever follows.
func apartFrom(text string) bool { return isHeading(text) || inContents.MatchString(text) }

// startsAnew says whether a paragraph begins with a line, whatever stands before it.
func startsAnew(text string) bool {
	return apartFrom(text) || itemStart.MatchString(text) || judgment.MatchString(text)
}

// headings finds the cases.
func (p *printed) headings() []head {
	var out []head
	section := ""
	for i, l := range p.lines {
		number, title, ok := caseHeading(l.text)
		if !ok || l.drop != "" {
			continue
		}
		h := head{line: i, from: i, body: i + 1, number: number, title: title, bare: title == ""}
		if !h.bare {
			out = append(out, h)
			continue
		}
		if above := p.before(i); above >= 0 {
			if s := sectionHead.FindStringSubmatch(p.lines[above].text); s != nil && !sentenceEnd.MatchString(s[1]) {
				section, h.from = s[1], above
			}
		}
		h.section = section
		h.title, h.body = p.title(i)
		out = append(out, h)
	}
	return out
}

// before is the nearest line above that has text, -1 where there is none.
func (p *printed) before(i int) int {
	for i--; i >= 0; i-- {
		if p.lines[i].text != "" && p.lines[i].drop == "" {
			return i
		}
	}
	return -1
}

// after is the nearest line below that has text.
func (p *printed) after(i int) int {
	for i++; i < len(p.lines); i++ {
		if p.lines[i].text != "" && p.lines[i].drop == "" {
			break
		}
	}
	return i
}

// title joins the lines of a title below its heading: a body goes to the edge in
// its first line, the rest of a title does not. Where lines were not broken, it is one.
func (p *printed) title(i int) (string, int) {
	at := p.after(i)
	if at >= len(p.lines) {
		return "", at
	}
	if isHeading(p.lines[at].text) {
		return "", at
	}
	title, wide := p.lines[at].text, columns(p.lines[at].text)
	next := p.after(at)
	for p.narrow && next < len(p.lines) && !isHeading(p.lines[next].text) && 4*wide >= 3*p.full && 4*columns(p.lines[next].text) < 3*p.full && !strings.HasSuffix(p.lines[next].text, "。") {
		title, wide = title+between(title, p.lines[next].text)+p.lines[next].text, columns(p.lines[next].text)
		next = p.after(next)
	}
	return title, next
}

// end is where a case ends: where the next begins, or the next chapter. Where not
// every case tells of risks, those behind a bare heading are of all cases.
func (p *printed) end(k int) int {
	h, end := p.heads[k], len(p.lines)
	if k+1 < len(p.heads) {
		end = max(h.line, p.heads[k+1].from)
	}
	risks := 0
	for _, l := range p.lines {
		if riskHead.MatchString(l.text) {
			risks++
		}
	}
	for i := h.body; i < end; i++ {
		t := p.lines[i].text
		_, chapter := p.contents[squeeze(t)]
		if h.bare && riskHead.MatchString(t) && risks < len(p.heads) || chapter && sectionHead.MatchString(t) {
			return i
		}
	}
	return end
}

// sections finds the headings that part a text without headings of cases.
func (p *printed) sections() []head {
	var levels [7][]head
	first := -1
	for i, l := range p.lines {
		if !l.live() {
			continue
		}
		if first < 0 {
			first = i
		}
		if hit := markdown.FindStringSubmatch(l.text); hit != nil && !riskHead.MatchString(l.text) && !remedyHead.MatchString(l.text) {
			level := len(hit[1])
			levels[level] = append(levels[level], head{line: i, from: i, body: i + 1, title: hit[2]})
		}
	}
	if first < 0 {
		return nil
	}
	for _, heads := range levels {
		if len(heads) > 1 {
			return heads
		}
	}
	one := head{line: first, from: first, body: first}
	text, next := p.lines[first].text, p.after(first)
	switch hit := markdown.FindStringSubmatch(text); {
	case hit != nil:
		one.title, one.body = hit[2], first+1
	case next < len(p.lines) && p.lines[first].next == 0 && columns(text) <= 60 && !sentenceEnd.MatchString(text) && !telling.MatchString(text):
		one.title, one.body = text, first+1
	}
	return []head{one}
}

// slugs are the kinds of case by words of their section.
var slugs = []struct{ word, slug string }{{"貪污", "npa-corruption"}, {"洩密", "npa-leak"}, {"行政違失", "npa-misuse"}, {"違規查詢", "npa-misuse"}}

func (p *printed) extract(h head, end int) Extract {
	x := Extract{Title: h.title, At: p.lines[h.line].at, ID: fmt.Sprintf("tcpd-%d", h.number), Section: "案例" + numeral(h.number)}
	if h.bare {
		x.ID = fmt.Sprintf("npa-%d", h.number)
		for _, s := range slugs {
			if strings.Contains(h.section, s.word) {
				x.ID = fmt.Sprintf("%s-%d", s.slug, h.number)
				break
			}
		}
		x.Section = strings.TrimSpace(h.section + " " + x.Section)
	} else if page, ok := p.contents[squeeze(h.title)]; ok {
		x.At.Page = page
	}
	p.parts(&x, h.body, end)
	return x
}

// parts reads the paragraphs of a case into where they belong.
func (p *printed) parts(x *Extract, from, to int) {
	part := "body"
	for _, t := range p.paragraphs(min(from, to), to) {
		switch hit := judgment.FindStringSubmatch(t); {
		case riskHead.MatchString(t):
			part = "risk"
		case remedyHead.MatchString(t):
			part = "measures"
		case hit != nil:
			part = "judgments"
			x.Judgments = append(x.Judgments, squeeze(hit[1]))
		case part == "judgments":
			x.Judgments[len(x.Judgments)-1] += squeeze(t)
		case part == "risk":
			x.Risk = append(x.Risk, t)
		case part == "measures" && remedyTitle.MatchString(t):
			x.Measures = append(x.Measures, Remedy{Title: remedyTitle.FindStringSubmatch(t)[1], Text: []string{}})
		case part == "measures":
			if len(x.Measures) == 0 {
				x.Measures = []Remedy{{Text: []string{}}}
			}
			last := &x.Measures[len(x.Measures)-1]
			last.Text = append(last.Text, t)
		default:
			x.Body = append(x.Body, t)
		}
	}
}

// paragraphs are those that begin between two lines, without the marks of headings.
func (p *printed) paragraphs(from, to int) []string {
	var out []string
	goes := 0
	for i := from; i < to; i++ {
		l := p.lines[i]
		switch {
		case !l.live():
			continue
		case goes == i && goes > 0:
			last := &out[len(out)-1]
			*last += between(*last, l.text) + l.text
		default:
			out = append(out, l.text)
		}
		goes = l.next
	}
	for i, t := range out {
		if hit := markdown.FindStringSubmatch(t); hit != nil {
			out[i] = hit[2]
		}
	}
	return out
}

// between is what goes between two lines: a space only between two words of Latin
// letters.
func between(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	if first, _ := utf8.DecodeRuneInString(b); latin(last) && latin(first) {
		return " "
	}
	return ""
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

const digits = "一二三四五六七八九"

// chinese reads a numeral up to 九十九.
func chinese(s string) int {
	n := 0
	for _, r := range s {
		if r == '十' {
			n = max(n, 1) * 10
		} else {
			n += slices.Index([]rune(digits), r) + 1
		}
	}
	return n
}

// numeral writes a number up to 99.
func numeral(n int) string {
	s, ten := "", n/10
	if ten > 1 {
		s = string([]rune(digits)[ten-1])
	}
	if ten > 0 {
		s += "十"
	}
	if n%10 > 0 {
		s += string([]rune(digits)[n%10-1])
	}
	return s
}
