package incident

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"shoumi/app/privacy"
)

// Count is a figure; nil is withheld.
type Count struct {
	ID string
	N  *int
}

// Figures say what signed records come to, and tell nothing of a single one.
//
// They count what a record was when it was signed: drafts are nobody's business, and
// what was signed never changes. What could be worked out from them is thought of so:
//
//   - Small cells: no count below privacy.MinCell is told, nor one that what is told
//     beside it gives away (privacy.Suppress). Of conduct, articles and risk factors,
//     of which a record has several, each has its complement, the records without it:
//     it is not told either where that is small, and that it is withheld would
//     tell that there is such a record.
//   - Filters: there are none. The only other figures of the same records are those of
//     a wider area, and a count is told only where what is left of that of each wider
//     area is not small.
//   - Yesterday and today: a signature alone would show in every table at once. Figures
//     move on with every fifth signature, whose order never changes; a record that is
//     signed anew counts as it was until then.
//   - Tables beside each other: every one is of one thing alone; none is crossed.
type Figures struct {
	Signatures int     // that are counted
	Records    *int    // withheld: then there is nothing else
	Acts       []Count // most frequent first; what is withheld is not named
	Articles   []Count
	Risks      []Count
	Units      []Count // by Area.Group, in the order of Area.Groups
	Quarters   []Count // 2026-3, in which they were signed, from the first to the last
}

// Area is of which records there are figures.
type Area struct {
	Units  func(unit string) bool   // whether what happened in a unit belongs to it; nil is all
	Wider  []func(unit string) bool // the areas around it that others see figures of; nil is all
	Groups []string                 // the parts that it is told apart by
	Group  func(unit string) string // one of Groups
}

// signature is a record as it was signed once.
type signature struct {
	Record string
	Counted
}

// Figures are those of an area. No record is opened for it.
func (d *Desk) Figures(ctx context.Context, area Area) (Figures, error) {
	d.register.Lock()
	all, err := d.entries(ctx)
	var signed []signature
	for _, e := range all {
		for _, x := range e.counted {
			signed = append(signed, signature{e.ID, x})
		}
	}
	d.register.Unlock()
	if err != nil {
		return Figures{}, err
	}
	slices.SortFunc(signed, func(a, b signature) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Record, b.Record)) })
	return figuresOf(signed, area), nil
}

// released are the records of an area as they were signed last, but for signatures
// that have to wait until they are privacy.MinCell.
func released(signed []signature, within func(string) bool) (out map[string]Counted, n int) {
	var those []signature
	for _, s := range signed {
		if within == nil || within(s.Unit) {
			those = append(those, s)
		}
	}
	n = len(those) - len(those)%privacy.MinCell
	out = map[string]Counted{}
	for _, s := range those[:n] {
		out[s.Record] = s.Counted
	}
	return out, n
}

func figuresOf(signed []signature, area Area) (f Figures) {
	inside, n := released(signed, area.Units)
	var wider []map[string]Counted
	for _, within := range area.Wider {
		around, _ := released(signed, within)
		for id := range around {
			if _, ok := inside[id]; !ok { // else there is nothing around it
				wider = append(wider, around)
				break
			}
		}
	}
	if f.Records = told(len(inside), -1, func(x map[string]Counted) int { return len(x) }, wider); f.Records == nil {
		return f
	}
	f.Signatures = n
	of := func(members func(Counted) []string) []Count { return several(inside, wider, members) }
	f.Acts, f.Articles, f.Risks = of(func(c Counted) []string { return c.Acts }), of(func(c Counted) []string { return c.Articles }), of(func(c Counted) []string { return c.Risks })
	f.Units = parts(area.Groups, inside, nil, func(c Counted) string { return area.Group(c.Unit) })
	f.Quarters = parts(quartersOf(inside), inside, wider, func(c Counted) string { return quarter(c.At) })
	return f
}

// told is a count that is small neither itself, nor in what a whole (-1: there is
// none) or a wider area has besides.
func told(n, whole int, count func(map[string]Counted) int, wider []map[string]Counted) *int {
	small := func(n int) bool { return n < privacy.MinCell }
	if small(n) || whole >= 0 && small(whole-n) {
		return nil
	}
	for _, x := range wider {
		if small(count(x) - n) {
			return nil
		}
	}
	return &n
}

// several counts what a record may have several of.
func several(inside map[string]Counted, wider []map[string]Counted, members func(Counted) []string) (out []Count) {
	seen := map[string]bool{}
	for _, c := range inside {
		for _, id := range members(c) {
			seen[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		having := func(all map[string]Counted) (n int) {
			for _, c := range all {
				if slices.Contains(members(c), id) {
					n++
				}
			}
			return n
		}
		if n := told(having(inside), len(inside), having, wider); n != nil {
			out = append(out, Count{id, n})
		}
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(*b.N, *a.N) })
	return out
}

// parts counts what a record has one of. What is hidden in any table with a wider area
// below it is withheld.
func parts(ids []string, inside map[string]Counted, wider []map[string]Counted, of func(Counted) string) (out []Count) {
	if len(ids) == 0 {
		return nil
	}
	row := func(all map[string]Counted) []int {
		n := make([]int, len(ids))
		for _, c := range all {
			if i := slices.Index(ids, of(c)); i >= 0 {
				n[i]++
			}
		}
		return n
	}
	mine := row(inside)
	tables := [][][]*int{privacy.Suppress([][]int{mine})}
	for _, x := range wider {
		rest := row(x)
		for i := range rest {
			rest[i] -= mine[i]
		}
		tables = append(tables, privacy.Suppress([][]int{mine, rest}))
	}
	for i, id := range ids {
		c := Count{id, &mine[i]}
		for _, t := range tables {
			if t[0][i] == nil {
				c.N = nil
			}
		}
		out = append(out, c)
	}
	return out
}

// quarter is the quarter of a moment in Taipei, 2026-4.
func quarter(t time.Time) string {
	t = t.In(taipei)
	return fmt.Sprintf("%d-%d", t.Year(), (int(t.Month())+2)/3)
}

// quartersOf are all quarters from the first in which something was signed to the last.
func quartersOf(all map[string]Counted) (out []string) {
	var first, last time.Time
	for _, c := range all {
		if first.IsZero() || c.At.Before(first) {
			first = c.At
		}
		if c.At.After(last) {
			last = c.At
		}
	}
	for t := first.In(taipei); !first.IsZero(); t = time.Date(t.Year(), t.Month()+3, 1, 0, 0, 0, 0, taipei) {
		if out = append(out, quarter(t)); out[len(out)-1] == quarter(last) {
			break
		}
	}
	return out
}
