package web

import (
	"strings"

	"shoumi/app/publishing"
	"shoumi/casebook"
)

// comparedSection is a section of two versions. The template "compared" draws a list of
// them. A text is read from the top, with what stayed; of the rest only what
// differs is shown, in a table.
type comparedSection struct {
	ID      string // of its heading: compared-facts
	Title   string
	Changes int
	Count   string // in words
	Text    []comparedRun
	Table   *comparedTable // nil where nothing differs
	Read    *readTick      // nil where nobody has to
}

// readTick is the box that a reviewer ticks below a section that differs.
type readTick struct {
	Form    string // id of the form that it is sent with; it stands elsewhere
	Value   string // of the input "read"
	Checked bool
}

// comparedRun are sentences or paragraphs one after another.
type comparedRun struct {
	Folded string // what the fold says, of several that stayed; empty: not folded
	Lines  []comparedLine
}

// comparedLine is a sentence or a paragraph.
type comparedLine struct {
	Ref    string // s3; empty: none
	Tag    string // what became of it, in words; empty: nothing
	Pieces []piece
}

// comparedTable is what differs, part by part.
type comparedTable struct {
	Caption string
	Rows    []comparedRow
}

type comparedRow struct {
	Label, Of     string
	Chinese       bool // the label is content
	Tag           string
	Pieces        []piece // of prose, instead of before and after
	Before, After saying
}

// saying is a value in words.
type saying struct {
	Text   string  // empty: it is not there
	Pieces []piece // instead, of a set that the other side has too
	At     string  // the sentences that show it
}

// fewest is how many sentences that stayed are folded.
const fewest = 3

// compared is a comparison as a page shows it, all sections or those that differ.
func (s *Server) compared(tr *language, c publishing.Comparison, differing bool) (out []comparedSection) {
	for _, x := range c.Sections {
		if differing && x.Changes == 0 {
			continue
		}
		v := comparedSection{ID: "compared-" + string(x.Section), Title: tr.T("diff.section." + string(x.Section)), Changes: x.Changes, Count: tr.T("diff.none")}
		if x.Changes > 0 {
			v.Count = tr.T("diff.count", x.Changes)
		}
		if x.Section == publishing.NarrativeSection || x.Section == publishing.TextSection {
			v.Text = tr.comparedText(x.Parts)
		} else {
			v.Table = s.comparedTable(tr, v.Title, x.Parts)
		}
		out = append(out, v)
	}
	return out
}

// comparedTable is the parts that differ; nil where none does.
func (s *Server) comparedTable(tr *language, caption string, parts []publishing.Change) *comparedTable {
	t := &comparedTable{Caption: caption}
	for _, p := range parts {
		if p.Differs() {
			t.Rows = append(t.Rows, s.comparedRow(tr, p))
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (s *Server) comparedRow(tr *language, p publishing.Change) comparedRow {
	r := comparedRow{Tag: tr.became(p)}
	r.Label, r.Chinese = s.partLabel(tr, publishing.Part{Place: p.Place, Value: either(p.After, p.Before)})
	r.Of = tr.partOf(p.Place)
	if p.Spans != nil {
		r.Pieces = piecesOf(p.Spans)
		return r
	}
	if text, ok := p.After.(string); ok && p.Kind == publishing.Same { // only its place is another
		r.Pieces = []piece{{Kind: string(publishing.Same), Text: s.wordsOf(tr, p.Field, text)}}
		return r
	}
	r.Before, r.After = s.valueOf(tr, p.Place, p.Before), s.valueOf(tr, p.Place, p.After)
	before, was := p.Before.(casebook.Fact)
	after, is := p.After.(casebook.Fact)
	if was && is {
		r.Before.Pieces = s.members(tr, before, after, publishing.Removed)
		r.After.Pieces = s.members(tr, after, before, publishing.Added)
	}
	return r
}

// comparedText is a text with what became of it; runs of what stayed are folded.
func (l *language) comparedText(parts []publishing.Change) (out []comparedRun) {
	var stayed []comparedLine
	flush := func() {
		run := comparedRun{Lines: stayed}
		if len(stayed) >= fewest {
			run.Folded = l.T("diff.folded", len(stayed))
		}
		if len(stayed) > 0 {
			out = append(out, run)
		}
		stayed = nil
	}
	for _, p := range parts {
		line := comparedLine{Tag: l.became(p), Pieces: piecesOf(p.Spans)}
		if p.Section == publishing.NarrativeSection {
			line.Ref = p.Of[0]
		}
		if p.Spans == nil {
			kind := p.Kind // same, added or removed: the other side is not there
			line.Pieces = []piece{{Kind: string(kind), Text: either(p.After, p.Before).(string)}}
		}
		if !p.Differs() {
			stayed = append(stayed, line)
			continue
		}
		flush()
		out = append(out, comparedRun{Lines: []comparedLine{line}})
	}
	flush()
	return out
}

func piecesOf(spans []publishing.Span) (out []piece) {
	for _, x := range spans {
		out = append(out, piece{Kind: string(x.Kind), Text: x.Text})
	}
	return out
}

// became says what became of a part; nothing of one that stayed.
func (l *language) became(p publishing.Change) string {
	var words []string
	if p.Kind != publishing.Same {
		words = append(words, l.T("diff.kind."+string(p.Kind)))
	}
	if p.Moved {
		words = append(words, l.T("diff.moved"))
	}
	return strings.Join(words, l.T("list.join"))
}

func either(x, y any) any {
	if x == nil {
		return y
	}
	return x
}
