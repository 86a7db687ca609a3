package paper

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Markdown writes a document as CommonMark with tables. The numbers of lists are
// written out, since CommonMark knows digits only; notes, and what stands on every
// page, are at the end.
func Markdown(w io.Writer, d Document) error {
	m := &markdown{w: bufio.NewWriter(w)}
	m.block("# ", m.line(Plain(d.Title)))
	m.block("", m.lines(Plain(d.Subtitle)))
	for _, b := range d.Blocks {
		m.add(b)
	}
	every := append([]string{d.Header}, d.Footer...)
	if len(m.notes) > 0 || strings.Join(every, "") != "" {
		m.block("", []string{"---"})
	}
	for i := 0; i < len(m.notes); i++ {
		m.block(note(i+1)+" ", m.lines(m.notes[i]))
	}
	for _, s := range every {
		m.block("", m.lines(Plain(s)))
	}
	return m.w.Flush()
}

type markdown struct {
	w     *bufio.Writer
	notes []Text
	begun bool
}

func (m *markdown) add(b Block) {
	switch b := b.(type) {
	case Heading:
		m.block(strings.Repeat("#", 1+b.Depth())+" ", m.line(b.Text))
	case Paragraph:
		m.block("", m.lines(b.Text))
	case List:
		m.list(b.Items, 0)
	case Term:
		m.block("", m.lines(append(Strong(b.Name), b.Text...)))
	case Table:
		m.table(b)
	case Quote:
		m.quote(b.Source, b.Paragraphs)
	case Callout:
		m.quote(allStrong(b.Title), b.Paragraphs)
	case Bars:
		m.table(b.Table())
	case Figure:
		m.block("", m.lines(allStrong(b.Caption)))
		m.block("", m.lines(b.Says))
	}
}

// block writes lines under an empty one; the first has a prefix. Without lines there
// is no block.
func (m *markdown) block(prefix string, lines []string) {
	if len(lines) == 0 {
		return
	}
	if m.begun {
		m.w.WriteByte('\n')
	}
	m.begun = true
	m.w.WriteString(prefix + strings.Join(lines, "\\\n") + "\n")
}

// list indents with full-width spaces: four of the others would make it code.
func (m *markdown) list(items []Item, depth int) {
	for i, item := range items {
		m.block(strings.Repeat("　", 2*depth)+Number(depth, i+1), m.lines(item.Text))
		m.list(item.Items, depth+1)
	}
}

func (m *markdown) quote(first Text, rest []Text) {
	var all []string
	for _, t := range append([]Text{first}, rest...) {
		lines := m.lines(t)
		if len(lines) > 0 && len(all) > 0 {
			all = append(all, ">")
		}
		for i, line := range lines {
			if i < len(lines)-1 {
				line += `\`
			}
			all = append(all, "> "+line)
		}
	}
	if len(all) > 0 {
		m.block("", []string{strings.Join(all, "\n")})
	}
}

func (m *markdown) table(t Table) {
	m.block("", m.lines(t.Caption))
	heads := make([]Text, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	rows := []string{m.row(heads), "|" + strings.Repeat(" --- |", len(heads))}
	for _, row := range t.Rows {
		rows = append(rows, m.row(t.Cells(row)))
	}
	m.block("", []string{strings.Join(rows, "\n")})
}

func (m *markdown) row(cells []Text) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString("| " + strings.Join(m.lines(c), "<br>") + " ")
	}
	return b.String() + "|"
}

// line is a text on one line; none for no text.
func (m *markdown) line(t Text) []string {
	lines := m.lines(t)
	if len(lines) == 0 {
		return nil
	}
	return []string{strings.Join(lines, " ")}
}

// opening is what would make a line something else than words.
var opening = regexp.MustCompile(`^(?:[-+=]|[0-9]+[.)])`)

// lines are those of a text that are not empty, marked up.
func (m *markdown) lines(t Text) (out []string) {
	for line := range strings.SplitSeq(m.inline(t), "\n") {
		line = strings.Trim(line, " ")
		if at := opening.FindStringIndex(line); at != nil {
			line = line[:at[1]-1] + `\` + line[at[1]-1:]
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (m *markdown) inline(t Text) string {
	var b strings.Builder
	for _, r := range merged(t) {
		mark := strings.Repeat("*", ones(r.Emphasis)+2*ones(r.Strong))
		if strings.HasSuffix(b.String(), "*") {
			mark = "" // two rows of stars would be read as one
		}
		href := r.Address()
		if href != "" {
			b.WriteByte('[')
		}
		for i, line := range strings.Split(Printable(r.Text), "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			// Stars beside a mark or a space are not taken for emphasis everywhere.
			inner := strings.TrimFunc(line, apart)
			at := strings.Index(line, inner)
			if inner == "" || mark == "" {
				b.WriteString(escape(line))
				continue
			}
			b.WriteString(escape(line[:at]) + mark + escape(inner) + mark + escape(line[at+len(inner):]))
		}
		if href != "" {
			b.WriteString("](" + strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "|", "%7C", "*", "%2A").Replace(href) + ")")
		}
		if len(r.Note) > 0 {
			m.notes = append(m.notes, r.Note)
			b.WriteString(note(len(m.notes)))
		}
	}
	return b.String()
}

// note is the number of a note, which is no link.
func note(n int) string { return `\[` + strconv.Itoa(n) + `\]` }

func apart(r rune) bool { return unicode.In(r, unicode.P, unicode.S, unicode.Z) }

func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString("&#92;") // before the end of a line not every reader knows two of them for one
		case strings.ContainsRune("`*_[]<>&|~!#", r):
			b.WriteByte('\\')
			fallthrough
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func ones(b bool) int {
	if b {
		return 1
	}
	return 0
}

// merged are the runs of a text, those of one kind side by side made one.
func merged(t Text) (out Text) {
	for _, r := range t {
		if n := len(out) - 1; n >= 0 && out[n].Strong == r.Strong && out[n].Emphasis == r.Emphasis && out[n].Href == r.Href && out[n].Note == nil {
			out[n].Text, out[n].Note = out[n].Text+r.Text, r.Note
			continue
		}
		out = append(out, r)
	}
	return out
}

func allStrong(t Text) (out Text) {
	for _, r := range t {
		r.Strong = true
		out = append(out, r)
	}
	return out
}
