package publishing

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"shoumi/casebook"
)

// Merged is a piece that two people changed at the same time, from one base: what
// one of them changed is taken, what both changed differently is a Conflict.
type Merged[T any] struct {
	Theirs    []Change // taken of what was saved meanwhile; also what both changed alike
	Mine      []Change // taken of what was written on the base
	Conflicts []Conflict

	theirs, mine, merged *flat // merged has of a conflict what is mine
	build                func(*flat) T
}

// Conflict is something that both changed, and not to the same. Each side has one
// part, or several of what is taken or removed as a whole (an outcome, or what one
// of them removed while the other wrote in it); none is: it is not there.
type Conflict struct {
	Place
	Prose              bool // can be settled with words of one's own
	Base, Theirs, Mine []Part
}

// Choice settles a conflict.
type Choice struct {
	Side Side
	Text string // of Own
}

// Side is whose version is taken.
type Side string

const (
	Theirs Side = "theirs"
	Mine   Side = "mine"
	Own    Side = "own" // words of one's own, for prose
)

// Merge merges two changes of a case, as files have it. None of the three may be
// nil. Two new sentences under one id are both kept: mine gets another id, in its facts
// too, which is none of used. The same new sentence under two ids is one: theirs.
func Merge(base, theirs, mine *casebook.Case, used ...string) Merged[*casebook.Case] {
	mine = renumbered(base, theirs, mine, used)
	return merge(apart(base, nil), apart(theirs, base), apart(mine, base), func(f *flat) *casebook.Case {
		c := together(f)
		for _, side := range []*casebook.Case{theirs, mine} {
			if c.Scenario == nil || side.Scenario == nil {
				continue
			}
			same := *c.Scenario
			if same.Version = side.Scenario.Version; equal(&same, side.Scenario) {
				c.Scenario = &same
			}
		}
		return c
	})
}

// MergeText merges two changes of a text, paragraph by paragraph and in its front
// matter line by line.
func MergeText(base, theirs, mine string) Merged[string] {
	was, between := paragraphs(base)
	first := numbered(was)
	gaps, last := map[string]string{}, map[string]bool{}
	for i, key := range first {
		gaps[key] = between[i]
	}
	side := func(text string) *flat {
		blocks, ends := paragraphs(text)
		keys := alike(was, blocks)
		for i, key := range keys {
			last[key] = last[key] || i == len(keys)-1
			if at := slices.Index(first, key); at < 0 || ends[i] != between[at] {
				gaps[key] = ends[i]
			}
		}
		return apartText(blocks, keys)
	}
	return merge(apartText(was, first), side(theirs), side(mine), func(f *flat) string {
		var out strings.Builder
		keys := f.lists["text"]
		var blocks []string
		for _, key := range keys {
			blocks = append(blocks, f.at["text/"+key].(string))
		}
		front := matter(blocks)
		for i, key := range keys {
			gap := gaps[key]
			switch {
			case i == len(keys)-1 && !last[key]:
				gap = "\n"
			case i >= front && i < len(keys)-1 && strings.Count(gap, "\n") < 2:
				gap = "\n\n"
			}
			out.WriteString(blocks[i] + gap)
		}
		return out.String()
	})
}

// renumbered is mine with other ids for the new sentences whose id theirs gave to
// another, or that theirs has too.
func renumbered(base, theirs, mine *casebook.Case, used []string) *casebook.Case {
	all := map[string]string{}
	for _, id := range used {
		all[id] = ""
	}
	for _, c := range []*casebook.Case{mine, base, theirs} {
		for _, s := range c.Narrative {
			all[s.ID] = s.Text
		}
	}
	in := func(c *casebook.Case, id string) bool {
		return slices.ContainsFunc(c.Narrative, func(x casebook.Sentence) bool { return x.ID == id })
	}
	same := func(s casebook.Sentence) string { // a sentence that is new in theirs, and in mine under another id
		for _, x := range theirs.Narrative {
			if x.Text == s.Text && x.ID != s.ID && !in(base, x.ID) && !in(mine, x.ID) {
				return x.ID
			}
		}
		return ""
	}
	last := 0
	for _, id := range used {
		last = max(last, numberOf(id))
	}
	taken := func(s casebook.Sentence) bool {
		return slices.ContainsFunc(theirs.Narrative, func(x casebook.Sentence) bool { return x.ID == s.ID && x.Text != s.Text }) ||
			last > 0 && !in(theirs, s.ID) && numberOf(s.ID) <= last // it came and went meanwhile
	}
	anew := map[string]string{}
	out := *mine
	out.Narrative = slices.Clone(mine.Narrative)
	given := map[string]bool{}
	for i, s := range mine.Narrative {
		id := same(s)
		switch {
		case in(base, s.ID):
			continue
		case id != "" && !given[id]:
		case taken(s):
			id = freeID(all)
		default:
			continue
		}
		anew[s.ID], given[id], all[id] = id, true, s.Text
		out.Narrative[i].ID = id
	}
	if len(anew) == 0 {
		return mine
	}
	facts := func(facts []casebook.Fact) []casebook.Fact {
		facts = slices.Clone(facts)
		for i := range facts {
			facts[i].At = slices.Clone(facts[i].At)
			for j, id := range facts[i].At {
				if anew[id] != "" {
					facts[i].At[j] = anew[id]
				}
			}
		}
		return facts
	}
	out.Shared, out.Actors = facts(mine.Shared), slices.Clone(mine.Actors)
	for i := range out.Actors {
		out.Actors[i].Facts = facts(mine.Actors[i].Facts)
	}
	return &out
}

func merge[T any](base, theirs, mine *flat, build func(*flat) T) Merged[T] {
	m := Merged[T]{theirs: theirs, mine: mine, merged: newFlat(), build: build}
	for _, h := range slices.Concat(base.hold, theirs.hold, mine.hold) {
		b, t, n := base.under(h.ID), theirs.under(h.ID), mine.under(h.ID)
		apart := !equal(b, t) && !equal(b, n) && !equal(t, n)
		if apart && (h.whole || len(b) > 0 && (len(t) == 0 || len(n) == 0)) && !m.open(h.ID) {
			m.Conflicts = append(m.Conflicts, Conflict{Place: h.Place, Base: b, Theirs: t, Mine: n})
		}
	}
	place := map[string]Place{}
	for _, p := range slices.Concat(base.parts, theirs.parts, mine.parts) {
		place[p.ID] = p.Place
	}
	for _, id := range interleaved(ids(mine.parts), interleaved(ids(theirs.parts), ids(base.parts))) {
		if m.open(id) {
			m.put(mine, id)
			continue
		}
		b, t, n := base.at[id], theirs.at[id], mine.at[id]
		switch {
		case equal(b, t):
			m.put(mine, id)
			if !equal(b, n) {
				m.Mine = append(m.Mine, change(place[id], b, n))
			}
		case equal(b, n), equal(t, n):
			m.put(theirs, id)
			m.Theirs = append(m.Theirs, change(place[id], b, t))
		default:
			p := place[id]
			m.Conflicts = append(m.Conflicts, Conflict{Place: p, Prose: p.prose(), Base: base.under(id), Theirs: theirs.under(id), Mine: mine.under(id)})
			m.put(mine, id)
		}
	}
	m.orders(base)
	return m
}

// open says whether something stands in a conflict.
func (m *Merged[T]) open(id string) bool {
	return slices.ContainsFunc(m.Conflicts, func(c Conflict) bool { return within(id, c.ID) })
}

func (m *Merged[T]) put(from *flat, id string) {
	if v, ok := from.at[id]; ok {
		m.merged.at[id] = v
	}
}

// orders merges the order of every list: the one that was changed is taken, and
// what the other has besides put behind what it stands behind there.
func (m *Merged[T]) orders(base *flat) {
	for _, name := range sortedLists(base, m.theirs, m.mine) {
		b, t, n := base.lists[name], m.theirs.lists[name], m.mine.lists[name]
		all := common(common(b, t), n)
		theirs, mine := common(t, all), common(n, all)
		if equal(all, mine) {
			m.merged.lists[name] = interleaved(t, n)
			continue
		}
		m.merged.lists[name] = interleaved(n, t)
		if equal(all, theirs) || equal(theirs, mine) || m.open(name) {
			continue
		}
		p := Place{ID: name + "/order", Field: "order"}
		for _, holder := range slices.Concat(base.parts) {
			if within(holder.ID, name) {
				p.Section, p.Of = holder.Section, holder.Of[:max(0, len(holder.Of)-1)]
				break
			}
		}
		part := func(keys []string) []Part { return []Part{{p, keys}} }
		m.Conflicts = append(m.Conflicts, Conflict{Place: p, Base: part(b), Theirs: part(t), Mine: part(n)})
	}
}

// Resolve is the piece with every conflict settled by its id. What no choice
// settles, or words of one's own that are blank or for what is no prose, are the
// ids that it gives; then there is no piece.
func (m Merged[T]) Resolve(choices map[string]Choice) (piece T, open []string) {
	f := newFlat()
	for id, v := range m.merged.at {
		f.at[id] = v
	}
	for name, keys := range m.merged.lists {
		f.lists[name] = keys
	}
	for _, c := range m.Conflicts {
		choice := choices[c.ID]
		list, ordered := strings.CutSuffix(c.ID, "/order")
		switch {
		case choice.Side == Mine:
		case choice.Side == Own && c.Prose && strings.TrimSpace(choice.Text) != "":
			f.at[c.ID] = choice.Text
		case choice.Side == Theirs && ordered && c.Field == "order":
			f.lists[list] = interleaved(m.theirs.lists[list], m.mine.lists[list])
		case choice.Side == Theirs:
			for _, p := range c.Mine {
				delete(f.at, p.ID)
			}
			for _, p := range c.Theirs {
				f.at[p.ID] = p.Value
			}
		default:
			open = append(open, c.ID)
		}
	}
	if len(open) > 0 {
		return piece, open
	}
	for name, keys := range f.lists {
		f.lists[name] = slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !f.has(name + "/" + key) })
	}
	return m.build(f), nil
}

func sortedLists(flats ...*flat) []string {
	names := map[string]bool{}
	for _, f := range flats {
		for name := range f.lists {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// freeID is an id of a sentence behind all others.
func freeID(all map[string]string) string {
	last := 0
	for id := range all {
		last = max(last, numberOf(id))
	}
	return "s" + strconv.Itoa(last+1)
}
