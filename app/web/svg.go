package web

import (
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Lengths in drawings are percentages, so that lettering keeps its size when
// the picture shrinks, and no style attribute is needed.

// scale is one measure of imprisonment for all the bars of a page.
type scale struct {
	Years int
	Ticks []tick
}

type tick struct {
	At     string // percent
	Anchor string // of the lettering: start, middle, end
	Text   string
}

// bar is the imprisonment of one penalty on a scale; Open says that it goes on
// to life or death.
type bar struct {
	From, Width string // percent
	Open        bool
	Marks       []string // percent: official sentences
	Scale       scale
	Label       string // for who cannot see it
}

// newScale reaches over the longest of some penalties, at least five years.
func newScale(tr *language, ranges []*penalty.Range) scale {
	years := 5
	for _, r := range ranges {
		if r != nil && r.Imprisonment != nil {
			years = max(years, (r.Imprisonment.Max.Months+11)/12)
		}
	}
	step := 1
	for _, n := range []int{1, 2, 3, 5, 10} {
		if step = n; years/n <= 5 {
			break
		}
	}
	years = (years + step - 1) / step * step
	s := scale{Years: years}
	for y := 0; y <= years; y += step {
		t := tick{At: percent(y, years), Anchor: "middle", Text: tr.T("years", y)}
		switch y {
		case 0:
			t.Anchor, t.Text = "start", "0"
		case years:
			t.Anchor = "end"
		}
		s.Ticks = append(s.Ticks, t)
	}
	return s
}

// bar draws a penalty; nil where it knows no imprisonment.
func (s scale) bar(r *penalty.Range) *bar {
	if r == nil || r.Imprisonment == nil && !r.Life && !r.Death {
		return nil
	}
	b := &bar{Scale: s, Label: r.Text(), Open: r.Life || r.Death}
	from, to, all := 0, s.Years*12, s.Years*12
	if t := r.Imprisonment; t != nil {
		if from = t.Min.Months; !b.Open {
			to = t.Max.Months
		}
	}
	if r.Detention != nil || r.Fine != nil && r.FineMode == penalty.FineAlternative {
		from = 0 // the court may stay below imprisonment
	}
	b.From, b.Width = percent(from, all), percent(max(to-from, 1), all)
	return b
}

func percent(part, whole int) string {
	return share(float64(part), float64(whole))
}

// timeline is the versions of an article on one line of time.
type timeline struct {
	Segments []segment
	Label    string
}

type segment struct {
	From, Width string // percent
	Now         bool   // the version shown
	Even        bool   // two neighbours differ
	Title       string
}

// newTimeline draws versions, newest first, up to today.
func newTimeline(tr *language, versions []rules.Version, shown rules.Date, today rules.Date) timeline {
	t := timeline{Label: tr.T("rules.timeline_label", len(versions))}
	first, last := today, today
	for _, v := range versions {
		if v.Status == rules.InForce {
			first = min(first, v.From)
			last = max(last, v.From)
		}
	}
	span := int(last-first) + 1 + int(last-first)/20
	for i, v := range versions {
		if v.Status != rules.InForce {
			continue
		}
		to := min(int(v.To-first), span)
		if v.To == rules.Forever {
			to = span
		}
		t.Segments = append(t.Segments, segment{From: percent(int(v.From-first), span), Width: percent(max(to-int(v.From-first), 1), span), Now: v.From == shown, Even: i%2 == 0, Title: tr.day(v.From)})
	}
	return t
}
