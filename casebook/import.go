package casebook

import "strings"

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

// Import takes the text of a handbook apart, as Clean cleans it. It never fails: text
// without headings of cases gives none.
func Import(text string, keep ...string) Imported {
	p := Clean(text, keep...).print
	out := Imported{Stripped: []Spot{}, Dropped: []Dropped{}, Cases: []Extract{}}
	for _, l := range p.lines {
		for i, r := range l.raw {
			if r == strayGlyph {
				out.Stripped = append(out.Stripped, Spot{l.at.Offset + i, l.at.Line, i + 1, l.at.Page})
			}
		}
	}
	for k, h := range p.heads {
		end := p.end(k)
		out.Cases = append(out.Cases, p.extract(h, end))
		for _, l := range p.lines[h.line:end] {
			if l.drop != "" {
				out.Dropped = append(out.Dropped, Dropped{l.at, l.text})
			}
		}
	}
	if len(p.heads) > 0 {
		out.Handbook, _, _ = strings.Cut(out.Cases[0].ID, "-")
	}
	return out
}

// Cases takes a cleaned text apart into its cases: by the headings 案例一, 案例1 and
// the like, else by the headings of Markdown of the highest level that has more than
// one, else it is one case. There is none only in a text of nothing.
func (c Cleaned) Cases() []Extract {
	p, out := c.print, []Extract{}
	for k, h := range p.heads {
		out = append(out, p.extract(h, p.end(k)))
	}
	if len(out) > 0 {
		return out
	}
	heads := p.sections()
	for k, h := range heads {
		end := len(p.lines)
		if k+1 < len(heads) {
			end = heads[k+1].line
		}
		x := Extract{Title: h.title, At: p.lines[h.line].at}
		p.parts(&x, h.body, end)
		out = append(out, x)
	}
	return out
}
