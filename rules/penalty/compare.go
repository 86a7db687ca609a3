package penalty

import (
	"cmp"
	"slices"
)

// Compare orders two penalties by weight (刑法 35): negative where a is lighter,
// positive where heavier, 0 where the article finds no difference. First the
// heaviest principal penalty by kind, maximum, minimum (I, II); then one without
// a choice is heavier than one with (III ①), one with a fine on top heavier than
// one without (III ②), then the next penalty by the same measure (III ③).
func Compare(a, b Range) int {
	as, bs := a.alternatives(), b.alternatives()
	if len(as) == 0 || len(bs) == 0 {
		return cmp.Compare(len(as), len(bs))
	}
	if c := comparePart(as[0], bs[0]); c != 0 {
		return c
	}
	if a, b := len(as) > 1, len(bs) > 1; a != b {
		return yesIsHeavier(b, a)
	}
	if a, b := a.addsFine(), b.addsFine(); a != b {
		return yesIsHeavier(a, b)
	}
	for i := 1; i < len(as) && i < len(bs); i++ {
		if c := comparePart(as[i], bs[i]); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(len(bs), len(as)); c != 0 { // one more choice is lighter
		return c
	}
	if a.addsFine() {
		return comparePart(part{fine, a.Fine.Max, a.Fine.Min}, part{fine, b.Fine.Max, b.Fine.Min})
	}
	return 0
}

func comparePart(a, b part) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.max, b.max), cmp.Compare(a.min, b.min))
}

func yesIsHeavier(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// MoreLenient says whether later is lighter than former, the question of 刑法
// 2 I; where they weigh the same the law of the act stays.
func MoreLenient(later, former Range) bool { return Compare(later, former) < 0 }

// OneAct is 想像競合 (刑法 55): several offences by one act are punished by the
// heaviest, index heaviest, but not below the minimum of the lighter ones.
// heaviest is -1 where there is nothing to compare.
func OneAct(offences ...Range) (r Range, heaviest int, lines []Line) {
	if len(offences) == 0 {
		return Range{}, -1, nil
	}
	for i := range offences {
		if Compare(offences[i], offences[heaviest]) > 0 {
			heaviest = i
		}
	}
	r = offences[heaviest]
	text := r.Text()
	lines = []Line{line([]string{"criminal-code/55/1", "criminal-code/35/3"}, "一行為觸犯數罪名，從一重處斷（刑法第55條前段）；依刑法第35條比較，以「%s」為重。", text)}
	for i, o := range offences {
		if i == heaviest {
			continue
		}
		raised := r.notBelow(o)
		if now := raised.Text(); now != text {
			lines = append(lines, line([]string{"criminal-code/55/1"},
				"不得科以較輕罪名「%s」所定最輕本刑以下之刑（刑法第55條但書）：%s → %s。", o.Text(), text, now))
			r, text = raised, now
		}
		if o.addsFine() && r.Fine == nil {
			lines = append(lines, line([]string{"criminal-code/55/1"}, "較輕罪名「%s」有併科罰金，從一重處斷時是否及於罰金，由法院判斷，此處不計入。", o.Text()))
		}
	}
	return r, heaviest, lines
}

// notBelow takes from r what is milder than the mildest penalty of o.
func (r Range) notBelow(o Range) Range {
	parts := o.alternatives()
	if len(parts) == 0 {
		return r
	}
	floor := slices.MinFunc(parts, func(a, b part) int { return cmp.Compare(a.kind, b.kind) })
	if r.Fine != nil && (!r.addsFine() || r.FineMode == FineEither) { // a fine alone would do
		switch {
		case floor.kind == fine && floor.min <= r.Fine.Max:
			r.Fine = &Money{max(r.Fine.Min, floor.min), r.Fine.Max}
		case r.addsFine():
			r.FineMode = FineAdditional
		default:
			r.Fine, r.FineMode = nil, ""
		}
	}
	if d := r.Detention; d != nil {
		switch {
		case floor.kind > detention || floor.kind == detention && int(floor.min) > d.Max:
			r.Detention = nil
		case floor.kind == detention:
			r.Detention = &Days{max(d.Min, int(floor.min)), d.Max}
		}
	}
	if t := r.Imprisonment; t != nil {
		least := days(int(floor.min))
		switch {
		case floor.kind > imprisonment || floor.kind == imprisonment && least.Compare(t.Max) > 0:
			r.Imprisonment = nil
		case floor.kind == imprisonment && least.Compare(t.Min) > 0:
			r.Imprisonment = &Terms{least, t.Max}
		}
	}
	if floor.kind > life {
		r.Life = false
	}
	return r
}

// Place is where a pronounced sentence lies against a range.
type Place string

const (
	Below  Place = "below"
	Within Place = "within"
	Above  Place = "above"
)

// Position places a reported sentence against a range. Below is no error:
// mitigations that a report does not mention are common, and exemption is below
// every range. Of several penalties the heaviest decides; a fine on top is looked
// at when that one is within.
func Position(s Sentence, r Range) Place {
	parts := r.alternatives()
	main, alone := s.heaviest()
	if len(parts) == 0 {
		return Above
	}
	if main.kind == 0 {
		return Below
	}
	place := main.among(parts)
	if place != Within || alone {
		return place
	}
	switch {
	case s.Fine == 0 && r.addsFine() && r.FineMode == FineMust:
		return Below
	case s.Fine == 0:
		return Within
	case !r.addsFine() || s.Fine > r.Fine.Max:
		return Above
	case s.Fine < r.Fine.Min:
		return Below
	}
	return Within
}

// heaviest is the weightiest penalty of a sentence, and whether it is the fine.
func (s Sentence) heaviest() (main part, fineAlone bool) {
	switch d := int64(s.Imprisonment.days()); {
	case s.Death:
		return part{kind: death}, false
	case s.Life:
		return part{kind: life}, false
	case d > 0:
		return part{imprisonment, d, d}, false
	case s.Detention > 0:
		return part{detention, int64(s.Detention), int64(s.Detention)}, false
	case s.Fine > 0:
		return part{fine, s.Fine, s.Fine}, true
	}
	return part{}, false
}

// among places one pronounced penalty among the alternatives, heaviest first.
func (p part) among(parts []part) Place {
	for _, q := range parts {
		if q.kind != p.kind {
			continue
		}
		switch {
		case p.max > q.max:
			return Above
		case p.max < q.min:
			return Below
		}
		return Within
	}
	if p.kind > parts[0].kind {
		return Above
	}
	return Below
}
