package penalty

import (
	"fmt"
	"slices"
)

// Change is one legal ground to aggravate or mitigate a penalty. The law gives a
// limit (至二分之一); how far the court goes below it is the court's.
type Change struct {
	Aggravate bool
	Num, Den  int    // the largest part added or taken off: 1/2
	May       bool   // 得: the court may also leave the penalty as it is
	Exempt    bool   // the law also allows exemption (免除其刑)
	Because   string // the ground in Chinese, such as 個資法第44條
	Cites     []string
}

// Aggravation raises the penalty by up to num/den, as 加重其刑至二分之一 does.
func Aggravation(num, den int, because string, cites ...string) Change {
	return Change{Aggravate: true, Num: num, Den: den, Because: because, Cites: cites}
}

// Mitigation is 減輕其刑: by up to one half, 刑法 66.
func Mitigation(because string, cites ...string) Change {
	return Change{Num: 1, Den: 2, Because: because, Cites: cites}
}

// MitigationOrExemption is 減輕或免除其刑: by up to two thirds, 刑法 66 proviso.
func MitigationOrExemption(because string, cites ...string) Change {
	return Change{Num: 2, Den: 3, Exempt: true, Because: because, Cites: cites}
}

// Optional is the same ground where the law says 得: the court may, not must.
func (c Change) Optional() Change {
	c.May = true
	return c
}

// valid says whether the fraction can be applied; a rule file may be wrong.
func (c Change) valid() bool {
	return c.Num > 0 && c.Den > 0 && (c.Aggravate || c.Num < c.Den)
}

func (c Change) fraction() string {
	if c.Den == 2 && c.Num == 1 {
		return "二分之一"
	}
	zh := []rune("零一二三四五六七八九")
	if c.Num < 10 && c.Den < 10 {
		return string(zh[c.Den]) + "分之" + string(zh[c.Num])
	}
	return fmt.Sprintf("%d/%d", c.Num, c.Den)
}

func (c Change) name() string {
	s := "減輕其刑至"
	switch {
	case c.Aggravate:
		s = "加重其刑至"
	case c.Exempt:
		s = "減輕（或免除）其刑，減至"
	}
	if c.May {
		s = "得" + s
	}
	return c.Because + s + c.fraction()
}

// part is what remains of n after the change, fractions dropped (刑法 72).
func (c Change) part(n int64) int64 {
	num, den := int64(c.Den-c.Num), int64(c.Den)
	if c.Aggravate {
		num = int64(c.Den + c.Num)
	}
	return n * num / den
}

// Apply makes all changes in the order of 刑法 70 and 71: aggravations first,
// then mitigations, the smaller first. An aggravation raises both ends of
// imprisonment and fine (67), the maximum alone of detention (68), never death and
// life (64 I, 65 I), up to 20 years and 120 days (33 ③ ④). A mitigation turns death
// into life (64 II) and life into 15 to 20 years (65 II), and lowers the rest as it
// would be raised; where that leaves two separate terms, the range spans both and
// a Line says so. The result is the range when each change is made in full; Reach
// is the widest the law allows.
func Apply(base Range, changes ...Change) (Range, []Line) {
	was := base.Text()
	lines := append(make([]Line, 0, 2+2*len(changes)), Line{Text: "本刑：" + was + "。"})
	if len(changes) == 0 {
		return base, lines
	}
	order := inOrder(changes)
	if len(order) > 1 {
		lines = append(lines, line([]string{"criminal-code/70/1", "criminal-code/71/1", "criminal-code/71/2"},
			"有數個加重、減輕事由：先加後減，遞加遞減；減輕先依較少之數（刑法第70條、第71條）。"))
	}
	r := base
	for _, c := range order {
		next, extra := r.apply(c)
		if c.valid() {
			now := next.Text()
			lines = append(lines, Line{Text: c.name() + "：" + was + " → " + now + "。", Cites: append(slices.Clone(c.Cites), r.basis(c)...)})
			was = now
		}
		r, lines = next, append(lines, extra...)
	}
	return r, append(lines, line([]string{"criminal-code/66/1", "criminal-code/67/1"},
		"條文稱「至」若干分之幾，是加減之上限；以上為加減到底之範圍，實際加減多少由法院決定。"))
}

func inOrder(changes []Change) []Change {
	order := slices.Clone(changes)
	slices.SortStableFunc(order, func(a, b Change) int {
		switch {
		case a.Aggravate != b.Aggravate:
			if a.Aggravate {
				return -1
			}
			return 1
		case a.Aggravate:
			return 0
		}
		return a.Num*b.Den - b.Num*a.Den
	})
	return order
}

// Reach is the widest range a court may reach through the same changes: the
// minimum of every mitigation in full and no aggravation, the maximum of every
// aggravation in full and no mitigation, because 至 and 得 bind only one side.
// Only death and life must give way to a mitigation that is not optional.
// A reported sentence is to be held against this.
func Reach(base Range, changes ...Change) Range {
	var up, down []Change
	for _, c := range changes {
		if c.Aggravate {
			up = append(up, c)
		} else {
			down = append(down, c)
		}
	}
	high, low := base, base
	for _, c := range inOrder(up) {
		high, _ = high.apply(c)
	}
	for _, c := range inOrder(down) {
		low, _ = low.apply(c)
	}
	for _, c := range down {
		if !c.May {
			high.commute(high)
		}
	}
	return hull(high, low)
}

// hull spans two ranges: every kind that either has, from the lower minimum to
// the higher maximum. The fine mode is a's unless only b has a fine.
func hull(a, b Range) Range {
	r := Range{Death: a.Death || b.Death, Life: a.Life || b.Life, FineMode: a.FineMode,
		Imprisonment: a.Imprisonment, Detention: a.Detention, Fine: a.Fine}
	if t := b.Imprisonment; t != nil {
		r.Imprisonment = span(a.Imprisonment, *t)
	}
	if d := b.Detention; d != nil {
		r.Detention = d
		if e := a.Detention; e != nil {
			r.Detention = &Days{min(d.Min, e.Min), max(d.Max, e.Max)}
		}
	}
	if f := b.Fine; f != nil {
		r.Fine = f
		if e := a.Fine; e != nil {
			r.Fine = &Money{min(f.Min, e.Min), max(f.Max, e.Max)}
		} else {
			r.FineMode = b.FineMode
		}
	}
	return r
}

func span(a *Terms, b Terms) *Terms {
	if a == nil {
		return &b
	}
	if a.Min.Compare(b.Min) < 0 {
		b.Min = a.Min
	}
	if a.Max.Compare(b.Max) > 0 {
		b.Max = a.Max
	}
	return &b
}

// apply makes one change in full; extra is what there is to say besides.
func (r Range) apply(c Change) (next Range, extra []Line) {
	if !c.valid() {
		return r, []Line{line(c.Cites, "%s：加減之分數 %d/%d 不合法，未計算，請改正規則檔。", c.Because, c.Num, c.Den)}
	}
	next = r
	inexact := false
	if t := r.Imprisonment; t != nil {
		lo, hi := int64(t.Min.days()), int64(t.Max.days())
		inexact = c.inexact(lo) || c.inexact(hi)
		n := Terms{days(int(c.part(lo))), days(int(c.part(hi)))}
		if limit := Months(cappedMonths); c.Aggravate && n.Max.Compare(limit) > 0 {
			n.Max = limit
			if n.Min.Compare(limit) > 0 {
				n.Min = limit
			}
			extra = append(extra, line([]string{"criminal-code/33/1/3"}, "有期徒刑加重最高至20年（刑法第33條第3款）。"))
		}
		next.Imprisonment = &n
	}
	if d := r.Detention; d != nil {
		inexact = inexact || c.inexact(int64(d.Max))
		n := Days{d.Min, max(d.Min, int(c.part(int64(d.Max))))}
		if c.Aggravate && n.Max > cappedDetention {
			n.Max = cappedDetention
			extra = append(extra, line([]string{"criminal-code/33/1/4"}, "拘役加重最高至120日（刑法第33條第4款）。"))
		}
		next.Detention = &n
		extra = append(extra, line([]string{"criminal-code/68/1"}, "拘役只加減其最高度（刑法第68條）。"))
	}
	if f := r.Fine; f != nil {
		inexact = inexact || c.inexact(f.Min) || c.inexact(f.Max)
		next.Fine = &Money{c.part(f.Min), c.part(f.Max)}
	}
	if c.Aggravate {
		extra = append(extra, r.notAggravated()...)
	} else {
		extra = append(extra, next.commute(r)...)
	}
	if inexact {
		extra = append(extra, line([]string{"criminal-code/72/1"}, "不滿一日、不滿一元之零數不算（刑法第72條）；不滿一月者以一月三十日計。"))
	}
	if c.May {
		extra = append(extra, line(c.Cites, "條文定為「得」：法院也可以不%s，仍依原刑。", map[bool]string{true: "加重", false: "減輕"}[c.Aggravate]))
	}
	if c.Exempt {
		extra = append(extra, line(c.Cites, "條文同時許免除其刑；是否免除由法院決定。"))
	}
	return next, extra
}

func (c Change) inexact(n int64) bool {
	if c.Aggravate {
		return n*int64(c.Num)%int64(c.Den) != 0
	}
	return n*int64(c.Den-c.Num)%int64(c.Den) != 0
}

// basis is what the general part says of the change.
func (r Range) basis(c Change) []string {
	var cites []string
	if !c.Aggravate {
		cites = append(cites, "criminal-code/66/1")
	}
	if r.Imprisonment != nil || r.Fine != nil {
		cites = append(cites, "criminal-code/67/1")
	}
	if len(r.alternatives()) > 1 || r.addsFine() {
		cites = append(cites, "criminal-code/69/1")
	}
	return cites
}

func (r Range) notAggravated() []Line {
	var lines []Line
	if r.Death {
		lines = append(lines, line([]string{"criminal-code/64/1"}, "死刑不得加重（刑法第64條第1項）。"))
	}
	if r.Life {
		lines = append(lines, line([]string{"criminal-code/65/1"}, "無期徒刑不得加重（刑法第65條第1項）。"))
	}
	return lines
}

// commute turns death into life and life into a term, as was is mitigated.
func (r *Range) commute(was Range) []Line {
	var lines []Line
	r.Death, r.Life = false, was.Death
	if was.Death {
		lines = append(lines, line([]string{"criminal-code/64/2"}, "死刑減輕者，為無期徒刑（刑法第64條第2項）。"))
	}
	if was.Life {
		lines = append(lines, line([]string{"criminal-code/65/2"}, "無期徒刑減輕者，為20年以下15年以上有期徒刑（刑法第65條第2項）。"))
		fromLife := Terms{Months(maxMonths), Months(cappedMonths)}
		if t := r.Imprisonment; t != nil && t.Max.Compare(fromLife.Min) < 0 {
			lines = append(lines, line([]string{"criminal-code/65/2", "criminal-code/69/1"},
				"減輕後之徒刑是兩段：%s，或%s；兩段之間之刑期不在其內。", t.text(), fromLife.text()))
		}
		r.Imprisonment = span(r.Imprisonment, fromLife)
	}
	return lines
}
