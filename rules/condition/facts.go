package condition

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/expr-lang/expr/vm"
)

// Facts are values of some of the variables of a sealed Language, as masks of
// atoms known true and known false. The zero value is not usable: see NewFacts.
type Facts struct {
	l       *Language
	given   []uint16 // by slot, as Set: 0 unknown, else class + 1
	value   []uint16 // given, and what the constraints make of it
	left    []uint64 // by slot that a constraint names: the classes it may still have
	numbers []int    // of Int and Date variables
	yes, no []uint64
	machine *vm.VM
	env     map[string]any
}

// NewFacts knows nothing yet.
func (l *Language) NewFacts() *Facts {
	return &Facts{l: l, given: make([]uint16, len(l.slots)), value: make([]uint16, len(l.slots)), left: make([]uint64, len(l.slots)),
		numbers: make([]int, l.numbers), yes: make([]uint64, l.words), no: make([]uint64, l.words)}
}

// Reset forgets everything.
func (f *Facts) Reset() {
	f.Clear()
	f.Settle()
}

// Clear forgets what was given; Settle is still to be called.
func (f *Facts) Clear() { clear(f.given) }

// CopyFrom makes f know just what g knows.
func (f *Facts) CopyFrom(g *Facts) {
	copy(f.given, g.given)
	copy(f.value, g.value)
	copy(f.left, g.left)
	copy(f.numbers, g.numbers)
	copy(f.yes, g.yes)
	copy(f.no, g.no)
}

// Take makes f know what g knows, which must be settled. Unlike a copy it reads
// only the values of g.
func (f *Facts) Take(g *Facts) {
	copy(f.given, g.given)
	copy(f.value, g.value)
	copy(f.left, g.left)
	copy(f.numbers, g.numbers)
	f.derive()
}

// Set gives a variable its value: bool; string for Enum; []string (complete) or
// map[string]bool (members not named stay unknown) for Set; int for Int and Date.
// nil makes it unknown again. Call Seal-ed languages only; call Settle after the
// last Set.
func (f *Facts) Set(name string, value any) error {
	i, ok := f.l.index[name]
	if !ok {
		return fmt.Errorf("沒有叫做「%s」的事實", name)
	}
	return f.SetAt(i, value)
}

// SetAt is Set by the index of the variable among Variables.
func (f *Facts) SetAt(i int, value any) error {
	v := &f.l.vars[i]
	at := f.l.first[i]
	if value == nil {
		for s := at; s < len(f.l.slots) && f.l.slots[s].variable == i; s++ {
			f.given[s] = 0
		}
		return nil
	}
	switch x := value.(type) {
	case bool:
		if v.Type == Bool {
			f.given[at] = 1
			if x {
				f.given[at] = 2
			}
			return nil
		}
	case string:
		if v.Type == Enum {
			for k, name := range v.Values {
				if name == x {
					f.given[at] = uint16(k + 1)
					return nil
				}
			}
			return fmt.Errorf("「%s」沒有「%s」這個值", v.Name, x)
		}
	case []string:
		if v.Type == Set {
			for k := range v.Values {
				f.given[at+k] = 1
			}
			for _, member := range x {
				k := slices.Index(v.Values, member)
				if k < 0 {
					return fmt.Errorf("「%s」沒有「%s」這個值", v.Name, member)
				}
				f.given[at+k] = 2
			}
			return nil
		}
	case map[string]bool:
		if v.Type == Set {
			clear(f.given[at : at+len(v.Values)])
			for member, in := range x {
				k := slices.Index(v.Values, member)
				if k < 0 {
					return fmt.Errorf("「%s」沒有「%s」這個值", v.Name, member)
				}
				f.given[at+k] = 1
				if in {
					f.given[at+k] = 2
				}
			}
			return nil
		}
	case int:
		if v.Type == Int || v.Type == Date {
			f.given[at] = uint16(f.l.slots[at].class(x) + 1)
			f.numbers[f.l.nth[i]] = x
			return nil
		}
	}
	return fmt.Errorf("「%s」的值型別不對", v.Name)
}

// Settle brings the masks up to date with the values and with what the
// constraints make of them. It returns the broken constraint, or -1.
func (f *Facts) Settle() int {
	copy(f.value, f.given)
	broken := f.propagate()
	f.derive()
	return broken
}

// derive brings the masks up to date with the values.
//
//go:norace
func (f *Facts) derive() {
	f.l.gather(f)
	for _, a := range f.l.multi {
		row, step, known := 0, 1, true
		for _, i := range a.slots {
			v := f.value[i]
			if v == 0 {
				known = false
				break
			}
			row += step * int(v-1)
			step *= f.l.slots[i].size
		}
		if known {
			f.put(a, a.table[row])
		}
	}
	for _, a := range f.l.free {
		f.run(a)
	}
}

// gather unites the masks of the known values.
func (l *Language) gather(f *Facts) {
	copy(f.yes, l.always)
	copy(f.no, l.never)
	yes, no, value, masks := f.yes, f.no[:len(f.yes)], f.value, l.masks
	for _, g := range l.gates {
		mask := masks[g.at+int32(value[g.slot])]
		yes[g.word] |= mask.yes
		no[g.word] |= mask.no
	}
}

// run decides an atom over numbers that have no classes, by expr itself.
func (f *Facts) run(a *atom) {
	if f.machine == nil {
		f.machine, f.env = &vm.VM{}, map[string]any{}
	}
	for k, v := range a.vars {
		i := a.slots[k]
		if f.value[i] == 0 {
			return
		}
		if t := f.l.vars[v].Type; t == Int || t == Date {
			f.env[f.l.vars[v].Name] = f.numbers[f.l.nth[v]]
		} else {
			f.env[f.l.vars[v].Name] = f.l.slots[i].sample(int(f.value[i]-1), t)
		}
	}
	if out, err := f.machine.Run(a.program, f.env); err == nil { // a failing atom stays unknown
		f.put(a, out == true)
	}
}

func (f *Facts) put(a *atom, holds bool) {
	if holds {
		f.yes[a.bit/64] |= 1 << (a.bit % 64)
	} else {
		f.no[a.bit/64] |= 1 << (a.bit % 64)
	}
}

// Known says whether the variable has a value; a Set is known when every member is.
func (f *Facts) Known(name string) bool {
	i, ok := f.l.index[name]
	if !ok {
		return false
	}
	for s := f.l.first[i]; s < len(f.l.slots) && f.l.slots[s].variable == i; s++ {
		if f.value[s] == 0 {
			return false
		}
	}
	return true
}

func (f *Facts) truth(a *atom) Truth {
	bit := uint64(1) << (a.bit % 64)
	switch {
	case f.yes[a.bit/64]&bit != 0:
		return Yes
	case f.no[a.bit/64]&bit != 0:
		return No
	}
	return Unknown
}

// Value is what is known of a variable, given or forced by a constraint, in the
// form that Set takes; nil when nothing is.
func (f *Facts) Value(name string) any {
	i, ok := f.l.index[name]
	if !ok {
		return nil
	}
	v, at := &f.l.vars[i], f.l.first[i]
	if v.Type == Set {
		return f.members(v, at)
	}
	if f.value[at] == 0 {
		return nil
	}
	class := int(f.value[at] - 1)
	switch v.Type {
	case Bool:
		return class == 1
	case Enum:
		return v.Values[class]
	}
	return f.numbers[f.l.nth[i]]
}

func (f *Facts) members(v *Variable, at int) any {
	known := map[string]bool{}
	in := []string{}
	for k, m := range v.Values {
		if f.value[at+k] != 0 {
			known[m] = f.value[at+k] == 2
			if known[m] {
				in = append(in, m)
			}
		}
	}
	switch len(known) {
	case 0:
		return nil
	case len(v.Values):
		return in
	}
	return known
}

// Options are the values a variable may take that conditions can tell apart: for
// a Set, its present members with one more or one less.
func (f *Facts) Options(name string) []any {
	i, ok := f.l.index[name]
	if !ok {
		return nil
	}
	v, at := &f.l.vars[i], f.l.first[i]
	var out []any
	switch v.Type {
	case Bool:
		return []any{true, false}
	case Enum:
		for _, x := range v.Values {
			out = append(out, x)
		}
	case Set:
		if partial, ok := f.members(v, at).(map[string]bool); ok {
			return partialOptions(v, partial)
		}
		now, _ := f.members(v, at).([]string)
		out = append(out, slices.Clone(now))
		for _, m := range v.Values {
			changed := []string{}
			for _, x := range v.Values {
				if slices.Contains(now, x) != (x == m) {
					changed = append(changed, x)
				}
			}
			out = append(out, changed)
		}
	default:
		s := &f.l.slots[at]
		for class := range s.size {
			if s.legal(class) {
				out = append(out, s.sample(class, v.Type))
			}
		}
	}
	return out
}

// Try lets a variable take its Options one after the other in trial, beside all
// else that is known, and leaves out what the constraints rule out.
func (f *Facts) Try(name string, trial *Facts) iter.Seq[int] {
	return func(yield func(int) bool) {
		i, ok := f.l.index[name]
		for k := 0; ok && k < f.options(i); k++ {
			copy(trial.given, f.given)
			copy(trial.numbers, f.numbers)
			if f.option(i, k, trial) && trial.Settle() < 0 && !yield(k) {
				return
			}
		}
	}
}

// options is how many values of a variable option can give.
func (f *Facts) options(i int) int {
	switch v := &f.l.vars[i]; v.Type {
	case Bool:
		return 2
	case Enum:
		return len(v.Values)
	case Set:
		return len(v.Values) + 1
	}
	return f.l.slots[f.l.first[i]].size
}

// option gives a variable the k-th of its values in trial; false where it is none.
func (f *Facts) option(i, k int, trial *Facts) bool {
	v, at := &f.l.vars[i], f.l.first[i]
	switch v.Type {
	case Bool:
		trial.given[at] = uint16(2 - k)
	case Enum:
		trial.given[at] = uint16(k + 1)
	case Set:
		now := f.value[at : at+len(v.Values)]
		whole := !slices.Contains(now, 2) && !slices.Contains(now, 1) || !slices.Contains(now, 0)
		turned := k - 1
		if !whole {
			turned = k
		}
		for m, is := range now {
			if is == 0 && (whole || k == len(now)) {
				is = 1
			}
			if m == turned && is == 2 {
				is = 1
			} else if m == turned {
				is = 2
			}
			trial.given[at+m] = is
		}
	default:
		s := &f.l.slots[at]
		if !s.legal(k) {
			return false
		}
		trial.given[at] = uint16(k + 1)
		trial.numbers[f.l.nth[i]] = s.sample(k, v.Type).(int)
	}
	return true
}

// partialOptions are the ways to go on from a Set of which some members are
// known: one of them turned, one more known to be in, and nothing else in.
func partialOptions(v *Variable, known map[string]bool) []any {
	var out []any
	rest := []string{}
	for _, m := range v.Values {
		in, is := known[m]
		if in {
			rest = append(rest, m)
		}
		changed := maps.Clone(known)
		changed[m] = is && !in || !is
		out = append(out, changed)
	}
	return append(out, rest)
}
