package pdf

import "shoumi/app/paper"

const (
	tableSize = 10.5
	cellPad   = 1.5
	cellRule  = 0.2 // how thick the lines of a table are
)

// cell is a place in a row.
type cell struct {
	text  paper.Text
	least float64                 // how high it is at least
	paint func(y, height float64) // draws under the text; nil for nothing
}

// column is where a column of a table is.
type column struct{ x, width float64 }

// columns are as wide as their shares of the page.
func columns(shares []float64) (out []column) {
	x := margin
	for _, share := range shares {
		out = append(out, column{x, share * inner})
		x += share * inner
	}
	return out
}

func (d *document) table(t paper.Table) {
	heads := make([]cell, len(t.Columns))
	for i, c := range t.Columns {
		heads[i].text = c.Head
	}
	rows := make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		for _, text := range t.Cells(row) {
			rows[i] = append(rows[i], cell{text: text})
		}
	}
	d.grid(t.Caption, columns(t.Shares()), heads, rows)
}

// grid adds rows under a line of headings.
func (d *document) grid(caption paper.Text, columns []column, heads []cell, rows [][]cell) {
	if len(columns) == 0 {
		return
	}
	d.gap(1)
	if len(caption) > 0 {
		s := body
		s.line = closeLine
		d.keep()
		d.lines(caption, s)
		d.keep()
	}
	for i, c := range columns {
		paint := heads[i].paint
		heads[i].paint = func(y, height float64) {
			d.shade(c.x, y, c.width, height, 0.93)
			if paint != nil {
				paint(y, height)
			}
		}
	}
	head := d.row(columns, heads, nil)
	head[len(head)-1].keep = true
	d.bands = append(d.bands, head...)
	for _, row := range rows {
		d.bands = append(d.bands, d.row(columns, row, head)...)
	}
	d.gap(4)
}

// row is a row under a head that stands again at the top of a page. It is one band, and
// one for each of its lines where it is higher than a page.
func (d *document) row(columns []column, cells []cell, head []band) []band {
	lines := make([][][]letter, len(cells))
	most, least := 1, 0.0
	whole := band{head: head}
	for i, c := range cells {
		lines[i] = breakLines(d.letters(c.text, tableSize), columns[i].width-2*cellPad)
		most, least = max(most, len(lines[i])), max(least, c.least)
		for _, line := range lines[i] {
			whole.notes = append(whole.notes, notesOf(line)...)
		}
	}
	const line = tableSize * closeLine * point
	whole.height = max(float64(most)*line+2*cellPad, least)
	for i, c := range cells {
		whole.draw = append(whole.draw, func(y float64) {
			if c.paint != nil {
				c.paint(y, whole.height)
			}
			d.page.Frame(columns[i].x, y, columns[i].width, whole.height, cellRule)
			for n, letters := range lines[i] {
				d.draw(columns[i].x+cellPad, y+cellPad+float64(n)*line+line/2+0.36*tableSize*point, letters)
			}
		})
	}
	room := d.bottom() - margin - notesHeight(d.noteCount(whole.notes))
	for _, h := range head {
		room -= h.height
	}
	if head == nil || whole.height <= room {
		return []band{whole}
	}
	d.broken++
	out := make([]band, most)
	for n := range out {
		b := band{head: head, row: d.broken, height: line}
		first, last := n == 0, n == most-1
		above := 0.0
		if first {
			above = cellPad
		}
		b.height += above
		if last {
			b.height += cellPad
		}
		for i, c := range columns {
			if n < len(lines[i]) {
				b.notes = append(b.notes, notesOf(lines[i][n])...)
			}
			b.draw = append(b.draw, func(y float64) {
				d.page.Fill(c.x, y, cellRule, b.height)
				d.page.Fill(c.x+c.width, y, cellRule, b.height)
				if first {
					d.page.Rule(c.x, y, c.width, cellRule)
				}
				if n < len(lines[i]) {
					d.draw(c.x+cellPad, y+above+line/2+0.36*tableSize*point, lines[i][n])
				}
			})
		}
		out[n] = b
	}
	return out
}

// noteCount is how many lines notes have.
func (d *document) noteCount(notes []int) (lines int) {
	for _, n := range notes {
		lines += len(d.noteLines(n))
	}
	return lines
}
