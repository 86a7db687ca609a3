package casebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
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
	bareHead    = regexp.MustCompile(`^案例([一二三四五六七八九十]+)$`)
	titledHead  = regexp.MustCompile(`^案例([一二三四五六七八九十]+)、(.+)$`)
	sectionHead = regexp.MustCompile(`^[一二三四五六七八九十]+、\s*(.+)$`)
	sentenceEnd = regexp.MustCompile(`[。！？」）]$`)
	riskHead    = regexp.MustCompile(`^[•·\s]*風險評估[•·\s]*$`)
	remedyHead  = regexp.MustCompile(`^[•·\s]*防[治制]措施[•·\s]*$`)
	remedyTitle = regexp.MustCompile(`^[一二三四五六七八九十]+、([^。]+)$`)
	judgment    = regexp.MustCompile(`^參酌自(.*)$`)
)

// headings finds the cases.
func (p *printed) headings() []head {
	var out []head
	section := ""
	for i, l := range p.lines {
		if hit := titledHead.FindStringSubmatch(l.text); hit != nil && !strings.Contains(l.text, "\t") {
			out = append(out, head{line: i, from: i, body: i + 1, number: chinese(hit[1]), title: hit[2]})
		}
		hit := bareHead.FindStringSubmatch(l.text)
		if hit == nil {
			continue
		}
		h := head{line: i, from: i, number: chinese(hit[1]), bare: true}
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
		if p.lines[i].text != "" && !p.lines[i].drop {
			return i
		}
	}
	return -1
}

// after is the nearest line below that has text.
func (p *printed) after(i int) int {
	for i++; i < len(p.lines); i++ {
		if p.lines[i].text != "" && !p.lines[i].drop {
			break
		}
	}
	return i
}

// title joins the lines of a title below its heading: a body goes to the edge in
// its first line, the rest of a title does not.
func (p *printed) title(i int) (string, int) {
	at := p.after(i)
	if at >= len(p.lines) {
		return "", at
	}
	title, wide := p.lines[at].text, columns(p.lines[at].text)
	next := p.after(at)
	for next < len(p.lines) && 4*wide >= 3*p.full && 4*columns(p.lines[next].text) < 3*p.full && !strings.HasSuffix(p.lines[next].text, "。") {
		title, wide = joined(title, p.lines[next].text), columns(p.lines[next].text)
		next = p.after(next)
	}
	return title, next
}

// end is where a case ends when no other follows: at the next chapter.
func (p *printed) end(h head) int {
	for i := h.body; i < len(p.lines); i++ {
		t := p.lines[i].text
		_, chapter := p.contents[squeeze(t)]
		if h.bare && riskHead.MatchString(t) || chapter && sectionHead.MatchString(t) {
			return i
		}
	}
	return len(p.lines)
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
	part := "body"
	for _, t := range p.paragraphs(min(h.body, end), end) {
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
	return x
}

// paragraphs joins the lines between two lines. In narrow print every line goes on
// in the next, unless it stops short of the edge at the end of a sentence; in wide
// print every line is a paragraph.
func (p *printed) paragraphs(from, to int) []string {
	var out []string
	open := false
	for _, l := range p.lines[from:to] {
		if l.text == "" || l.drop {
			continue
		}
		if open {
			out[len(out)-1] = joined(out[len(out)-1], l.text)
		} else {
			out = append(out, l.text)
		}
		short := 4*columns(l.text) < 3*p.full
		open = p.narrow() && !(short && sentenceEnd.MatchString(l.text))
	}
	return out
}

// joined puts two lines together: a space only between two words of Latin letters.
func joined(a, b string) string {
	last, first := []rune(a), []rune(b)
	if len(last) > 0 && len(first) > 0 && latin(last[len(last)-1]) && latin(first[0]) {
		return a + " " + b
	}
	return a + b
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

const digits = "一二三四五六七八九"

// chinese reads a numeral up to 十九.
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

// numeral writes a number up to 十九.
func numeral(n int) string {
	s := ""
	if n >= 10 {
		s, n = "十", n-10
	}
	if n > 0 {
		s += string([]rune(digits)[n-1])
	}
	return s
}
