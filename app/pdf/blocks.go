package pdf

import "shoumi/app/paper"

const (
	bodySize   = 12.0
	bodyLine   = 1.6 // a line is so many times as high as its letters
	closeLine  = 1.4
	listIndent = 2 * bodySize * point // a point begins so far to the right of the one that it is under
)

// style is where the lines of a text stand and how they look.
type style struct {
	x, width   float64
	size, line float64 // points; how many times as high a line is
	centred    bool
	label      []letter                // before the first line
	edge       func(y, height float64) // draws beside every line; nil for nothing
}

var body = style{x: margin, width: inner, size: bodySize, line: bodyLine}

// moved is the style further to the right.
func (s style) moved(by float64) style {
	s.x += by
	s.width -= by
	return s
}

// bandsOf are the lines of a text; of these the first two and the last two stay together.
func (d *document) bandsOf(t paper.Text, s style) (out []band) {
	lines := breakLines(d.letters(t, s.size), s.width)
	height := s.size * s.line * point
	for i, line := range lines {
		x := s.x
		if s.centred {
			x += (s.width - widthOf(line)) / 2
		}
		out = append(out, band{height: height, notes: notesOf(line), keep: len(lines) > 1 && (i == 0 || i == len(lines)-2), draw: []func(float64){func(y float64) {
			if s.edge != nil {
				s.edge(y, height)
			}
			y += height/2 + 0.36*s.size*point
			if i == 0 {
				d.draw(s.x-widthOf(s.label), y, s.label)
			}
			d.draw(x, y, line)
		}}})
	}
	return out
}

// notesOf are the notes whose numbers end on a line.
func notesOf(line []letter) (notes []int) {
	for i, l := range line {
		if l.note > 0 && (i == len(line)-1 || line[i+1].note != l.note) {
			notes = append(notes, l.note)
		}
	}
	return notes
}

func (d *document) lines(t paper.Text, s style) { d.bands = append(d.bands, d.bandsOf(t, s)...) }

// gap leaves room between two blocks, and keeps them together where the first is kept.
func (d *document) gap(height float64) {
	d.bands = append(d.bands, band{height: height, gap: true, keep: d.bands[len(d.bands)-1].keep})
}

// keep keeps the last band with what comes after it.
func (d *document) keep() { d.bands[len(d.bands)-1].keep = true }

func (d *document) title() {
	s := body
	s.centred = true
	title := s
	title.size, title.line = 20, closeLine
	d.lines(paper.Plain(d.Title), title)
	if d.Subtitle != "" {
		d.keep()
		d.lines(paper.Plain(d.Subtitle), s)
	}
	d.keep()
	d.gap(5)
}

func (d *document) block(b paper.Block) {
	switch b := b.(type) {
	case paper.Heading:
		d.heading(b)
	case paper.Paragraph:
		d.lines(b.Text, body)
		d.gap(2)
	case paper.List:
		d.list(b.Items, 0)
		d.gap(1)
	case paper.Term:
		d.term(b)
	case paper.Table:
		d.table(b)
	case paper.Quote:
		d.quote(b)
	case paper.Callout:
		d.callout(b)
	case paper.Bars:
		d.bars(b)
	case paper.Figure:
		d.figure(b)
	case paper.PageBreak:
		d.bands = append(d.bands, band{fresh: true, gap: true})
	}
}

func (d *document) heading(h paper.Heading) {
	s := body
	s.size, s.line = [...]float64{16, 14, 13, bodySize}[h.Depth()-1], closeLine
	d.gap(4.5)
	first := len(d.bands)
	d.lines(h.Text, s)
	draw := d.bands[first].draw[0]
	d.bands[first].draw[0] = func(y float64) {
		d.page.pdf.SetXY(margin, y)
		d.page.pdf.AddOutlineWithPosition(oneLine(h.Text.String()))
		draw(y)
	}
	d.keep()
	d.gap(1.5)
}

func (d *document) list(items []paper.Item, depth int) {
	for i, item := range items {
		s := body
		s.label = d.page.letters(bodySize, paper.Number(depth, i+1), look{})
		// Further in than six levels there is no room for words.
		d.lines(item.Text, s.moved(float64(min(depth, 6))*listIndent+widthOf(s.label)))
		d.gap(0.8)
		d.list(item.Items, depth+1)
	}
}

func (d *document) term(t paper.Term) {
	name := d.page.letters(bodySize, oneLine(t.Name), look{})
	switch {
	case len(t.Text) == 0:
		d.lines(paper.Plain(t.Name), body)
		d.keep()
		d.gap(2)
		return
	case widthOf(name) > inner/3:
		d.lines(append(paper.Plain(t.Name), t.Text...), body)
	default:
		s := body
		s.label = name
		d.lines(t.Text, s.moved(widthOf(name)))
	}
	d.gap(2)
}

func (d *document) quote(q paper.Quote) {
	s := body.moved(8)
	s.edge = func(y, height float64) { d.shade(margin+4, y, 0.7, height, 0.5) }
	if len(q.Source) > 0 {
		source := s
		source.size = 10
		d.lines(q.Source, source)
		d.keep()
	}
	for _, t := range q.Paragraphs {
		d.lines(t, s)
	}
	d.gap(3)
}

func (d *document) callout(c paper.Callout) {
	const pad = 2.5
	s := body.moved(3 + pad)
	s.width -= 3 + pad
	left, width := margin+3, inner-6
	s.edge = func(y, height float64) {
		d.shade(left, y, 0.3, height, 0)
		d.shade(left+width-0.3, y, 0.3, height, 0)
	}
	side := func(line float64) { // its upper or lower edge
		d.bands = append(d.bands, band{height: pad, draw: []func(float64){func(y float64) {
			s.edge(y, pad)
			d.shade(left, y+line, width, 0.3, 0)
		}}})
	}
	side(0)
	d.keep()
	if len(c.Title) > 0 {
		title := s
		title.size = 13
		d.lines(c.Title, title)
		d.keep()
	}
	for _, t := range c.Paragraphs {
		d.lines(t, s)
	}
	d.keep()
	side(pad - 0.3)
	d.gap(3)
}

// shade fills a box; gray is 0 for black and 1 for white.
func (d *document) shade(x, y, width, height, gray float64) {
	d.page.pdf.SetGrayFill(gray)
	d.page.Fill(x, y, width, height)
	d.page.pdf.SetGrayFill(0)
}
