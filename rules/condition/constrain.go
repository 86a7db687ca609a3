package condition

import (
	"fmt"
	"math/bits"
	"slices"
)

// Literal says that a variable has a value: Value is the value of an Enum or the
// member of a Set, and empty for a Bool, which is then true.
type Literal struct{ Name, Value string }

// clause holds where the class of slot a is in the mask am or that of b in bm.
// Numbers, which may have more classes than a mask has bits, stand in no clause.
type clause struct {
	a, b   int
	am, bm uint64
}

// Implies declares that whenever when is so, then is so too. It returns the
// number of the constraint, which Settle names when it is broken.
func (l *Language) Implies(when, then Literal) (int, error) { return l.constrain(when, then, false) }

// Excludes declares that the two are never both so.
func (l *Language) Excludes(one, other Literal) (int, error) { return l.constrain(one, other, true) }

func (l *Language) constrain(a, b Literal, exclude bool) (int, error) {
	sa, am, err := l.literal(a)
	if err != nil {
		return 0, err
	}
	sb, bm, err := l.literal(b)
	if err != nil {
		return 0, err
	}
	if exclude {
		bm = ^bm
	}
	l.clauses = append(l.clauses, clause{a: sa, b: sb, am: ^am, bm: bm})
	for _, s := range []int{sa, sb} {
		if len(l.ties[s]) == 0 {
			l.tied = append(l.tied, s)
		}
		if k := len(l.clauses) - 1; !slices.Contains(l.ties[s], k) {
			l.ties[s] = append(l.ties[s], k)
		}
	}
	return len(l.clauses) - 1, nil
}

func (l *Language) literal(x Literal) (slot int, mask uint64, err error) {
	i, ok := l.index[x.Name]
	if !ok {
		return 0, 0, fmt.Errorf("沒有叫做「%s」的事實", x.Name)
	}
	v := l.vars[i]
	switch v.Type {
	case Bool:
		if x.Value == "" {
			return l.first[i], 1 << 1, nil
		}
	case Enum:
		if k := slices.Index(v.Values, x.Value); k >= 0 && len(v.Values) < 64 {
			return l.first[i], 1 << k, nil
		}
	case Set:
		if k := slices.Index(v.Values, x.Value); k >= 0 {
			return l.first[i] + k, 1 << 1, nil
		}
	}
	switch {
	case v.Type == Int || v.Type == Date:
		return 0, 0, fmt.Errorf("「%s」是數目或日期，不能拿來限制", x.Name)
	case x.Value == "":
		return 0, 0, fmt.Errorf("「%s」要寫出是哪一個值，才能拿來限制", x.Name)
	}
	return 0, 0, fmt.Errorf("「%s」沒有「%s」這個值，不能拿來限制", x.Name, x.Value)
}

// propagate narrows every slot that a constraint names to the classes that are
// left to it, and gives a slot with one class left its value. It returns a broken
// constraint or -1.
//
//go:norace
func (f *Facts) propagate() int {
	for _, s := range f.l.tied {
		f.left[s] = f.l.full(s)
		if v := f.value[s]; v != 0 {
			f.left[s] = 1 << (v - 1)
		}
	}
	for again := true; again; {
		again = false
		for i := range f.l.clauses {
			c := &f.l.clauses[i]
			a, b := f.left[c.a], f.left[c.b]
			switch {
			case a&c.am == 0:
				if b &= c.bm; b != f.left[c.b] {
					f.left[c.b], again = b, true
				}
				if b == 0 {
					return i
				}
			case b&c.bm == 0:
				if a &= c.am; a != f.left[c.a] {
					f.left[c.a], again = a, true
				}
			}
		}
	}
	for _, s := range f.l.tied {
		if left := f.left[s]; left&(left-1) == 0 {
			f.value[s] = uint16(bits.TrailingZeros64(left) + 1)
		}
	}
	return -1
}

// full is the mask of all classes of a slot that may stand in a constraint.
func (l *Language) full(slot int) uint64 { return 1<<l.slots[slot].size - 1 }
