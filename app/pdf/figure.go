package pdf

import (
	"github.com/signintech/gopdf"

	"shoumi/app/paper"
)

// figure draws a figure between its caption and its words, which stay with it. One that
// is higher than a page is drawn smaller.
func (d *document) figure(f paper.Figure) {
	d.gap(1)
	if len(f.Caption) > 0 {
		s := body
		s.line = closeLine
		d.lines(f.Caption, s)
		d.keep()
	}
	scale := 1.0
	if room := (d.bottom() - margin) * 0.75; f.Height > room {
		scale = room / f.Height
	}
	left := margin + inner*(1-scale)/2
	d.bands = append(d.bands, band{height: f.Height*scale + 2, keep: true, draw: []func(float64){func(y float64) { d.drawing(f, left, y+1, scale) }}})
	says := body
	says.size, says.line = tableSize, closeLine
	d.lines(f.Says, says)
	d.gap(4)
}

// drawing draws boxes, arrows and their words from an upper left corner.
func (d *document) drawing(f paper.Figure, left, top, scale float64) {
	p := &d.page.pdf
	for _, b := range f.Boxes {
		line := 0.35
		if b.Heavy {
			line = 0.8
		}
		if b.Dashed {
			p.SetCustomLineType([]float64{1.6, 1.2}, 0)
		}
		d.page.Frame(left+b.X*scale, top+b.Y*scale, b.Width*scale, b.Height*scale, line)
		if b.Dashed {
			p.SetLineType("solid")
		}
	}
	for _, a := range f.Arrows {
		p.SetLineWidth(0.35)
		p.Line(left+a.X1*scale, top+a.Y1*scale, left+a.X2*scale, top+a.Y2*scale)
		var corners []gopdf.Point
		for _, c := range a.Head() {
			corners = append(corners, gopdf.Point{X: left + c[0]*scale, Y: top + c[1]*scale})
		}
		p.Polygon(corners, "F")
	}
	size := paper.FigureSize * scale
	for _, l := range f.Placed() {
		letters := d.page.letters(size, oneLine(l.Text), look{})
		d.draw(left+l.X*scale-widthOf(letters)/2, top+l.Y*scale+0.36*size*point, letters)
	}
}
