package pdf

import "shoumi/app/paper"

const (
	markSize = 8.0
	markLine = 3.4
)

// bars draws ranges between their labels and their values, under the marks of the
// scale.
func (d *document) bars(b paper.Bars) {
	places := columns([]float64{0.3, 0.4, 0.3})
	const edge = 3.0 // so that the first and the last mark have room
	left, width := places[1].x+edge, places[1].width-2*edge
	most := 0.0
	for _, m := range b.Marks {
		most = max(most, m.At)
	}
	at := func(value float64) float64 {
		if !(value > 0) || most <= 0 {
			return left
		}
		return left + min(value/most, 1)*width
	}

	scale := cell{least: 2*markLine + 2, paint: func(y, height float64) {
		ends := [2]float64{} // of what is written on the two lines
		for _, m := range b.Marks {
			letters := d.page.letters(markSize, oneLine(m.Text), look{})
			wide := widthOf(letters)
			x := min(max(at(m.At)-wide/2, places[1].x+0.5), places[2].x-0.5-wide)
			line := 0
			if x < ends[0]+1 && ends[1] < ends[0] {
				line = 1
			}
			ends[line] = x + wide
			d.draw(x, y+markLine*float64(line+1), letters)
			d.shade(at(m.At)-0.1, y+height-1.5, 0.2, 1.5, 0.4)
		}
	}}
	rows := make([][]cell, len(b.Rows))
	for i, r := range b.Rows {
		rows[i] = []cell{{text: r.Label}, {paint: func(y, height float64) {
			for _, m := range b.Marks {
				d.shade(at(m.At)-0.05, y, 0.1, height, 0.75)
			}
			from, to := at(r.From), at(r.To)
			d.shade(from, y+height/2-1.6, max(to-from, 0.8), 3.2, 0.25)
		}}, {text: r.Value}}
	}
	d.grid(b.Caption, places, []cell{{text: paper.Plain(b.Label)}, scale, {text: paper.Plain(b.Value)}}, rows)
}
