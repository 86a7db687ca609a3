package quizzes

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// generatedTopic is the topic of generated items.
const generatedTopic = "近似案例"

// perConcept is how many items are generated of one concept at most: the cases
// turn on a few concepts again and again.
const perConcept = 20

// generate makes near-miss items of every actor of every case. Every one is proved
// like a written one; what cannot be proved, or breaks a rule of good items, is
// not made. A withdrawn case has its items too, so that the others stay as they were.
// Of a case whose exercises are picked there are those, and they take nobody's place.
func (r *reader) generate() {
	type actor struct {
		of  *casebook.Case
		nth int
	}
	var actors []actor
	var picked []*casebook.Case
	for _, k := range slices.Concat(r.cases.Cases(), r.cases.Withdrawn()) {
		if k.Picked {
			picked = append(picked, k)
			continue
		}
		for i := range k.Actors {
			actors = append(actors, actor{k, i})
		}
	}
	each := make([][]*Item, len(actors))
	inParallel(len(actors), func(i int) {
		if b := r.bench(actors[i].of, actors[i].nth); b != nil {
			each[i] = b.items()
		}
	})
	made := fewer(slices.Concat(each...))
	found := r.prover.proveEach(made)
	for i, it := range made {
		if len(found[i]) == 0 && len(r.flaws(it)) == 0 && r.bank.byID[it.ID] == nil {
			r.bank.add(it)
		}
	}
	for _, k := range picked {
		made, faults := r.picked(k)
		for _, it := range made {
			r.bank.add(it)
		}
		if !k.Withdrawn { // what officers no longer meet stands in nobody's way
			r.faults.Add(r.cases.Placed(k, faults)...)
		}
	}
}

// fewer keeps of each concept some items, of as many cases as there are: the cases
// take turns, and which item of a case comes first a hash of the id says, so that
// it is the same every time.
func fewer(items []*Item) []*Item {
	ranked := slices.Clone(items)
	slices.SortStableFunc(ranked, func(a, b *Item) int { return strings.Compare(hash(a.ID), hash(b.ID)) })
	nth, turn := map[string]int{}, map[*Item]int{}
	for _, it := range ranked {
		turn[it] = nth[it.Concept+it.Case]
		nth[it.Concept+it.Case]++
	}
	slices.SortStableFunc(ranked, func(a, b *Item) int { return turn[a] - turn[b] })
	count, kept := map[string]int{}, map[*Item]bool{}
	for _, it := range ranked {
		if it.Concept != "" && count[it.Concept] < perConcept {
			count[it.Concept]++
			kept[it] = true
		}
	}
	return slices.DeleteFunc(items, func(it *Item) bool { return !kept[it] })
}

func hash(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

// flaws holds a generated item, which is proved, to the rules for written ones.
func (r *reader) flaws(it *Item) source.Faults {
	var faults source.Faults
	root, _ := source.Parse(it.ID, []byte("id: "+it.ID), &faults)
	r.nodes[it] = map[string]*source.Node{"": root}
	r.lint(it)
	delete(r.nodes, it)
	return faults
}

// bench sets up a case; nil where nothing can be told of the actor.
func (r *reader) bench(k *casebook.Case, nth int) *bench {
	b := &bench{prover: r.prover, bank: r.bank, path: "gen/" + k.ID}
	if len(k.Actors) > 1 {
		b.path += fmt.Sprintf("-%d", nth+1)
	}
	if err := b.item.fromCase(k, k.Actors[nth].Name); err != nil {
		return nil
	}
	if b.base = r.prover.of(&b.item, nil); b.base.err != nil {
		return nil
	}
	b.decider, b.inForce = r.book.Decider(b.item.On), provisionsOn(r.book, b.item.On)
	b.now, _ = b.verdicts(b.item.Facts)
	b.outline = k.Words(ids(k.Narrative, func(s casebook.Sentence) string { return s.ID }))
	for _, w := range r.wording {
		nth := map[string]int{}
		for _, t := range w.values {
			f, ok := b.turn(w, t, nth[t.value])
			nth[t.value]++
			switch {
			case !ok:
			case t.value == unknownValue:
				b.unsure = append(b.unsure, f)
			case b.item.Facts[w.fact] == nil:
				b.found = append(b.found, f)
			default:
				b.flips = append(b.flips, f)
			}
		}
	}
	for _, o := range k.Actors[nth].Outcome {
		for _, id := range o.Charges {
			if _, ok := b.now.of[id]; ok && !slices.Contains(b.charged, id) {
				b.charged = append(b.charged, id)
			}
		}
	}
	// Cases share their words: begin elsewhere in each, or all would ask the same.
	slices.SortFunc(b.flips, func(f, g flip) int { return strings.Compare(hash(k.ID+f.id), hash(k.ID+g.id)) })
	slices.SortFunc(b.unsure, func(f, g flip) int { return strings.Compare(hash(k.ID+f.id), hash(k.ID+g.id)) })
	return b
}

// items are the near-miss items of a case.
func (b *bench) items() []*Item {
	out := b.changes()
	for _, id := range b.base.held() {
		if b.provision(id) == nil || b.now.of[id] != rules.Established {
			continue
		}
		out = append(out, b.harmless(id)...)
		out = append(out, b.decisive(id)...)
		out = append(out, b.tables(id)...)
		out = append(out, b.open(id)...)
	}
	for _, id := range b.charged {
		out = append(out, b.asItIs(id)...)
		out = append(out, b.lacking(id)...)
	}
	for _, it := range out {
		arrange(it)
	}
	return out
}

// held are the provisions of which items ask: offences and sanctions that are
// established, absorbed ones left out, and the one that only says that somebody
// has to answer.
func (s *situation) held() []string {
	var out []string
	for _, k := range liable {
		out = append(out, s.established(k)...)
	}
	return slices.DeleteFunc(out, func(id string) bool { return id == "police-confidentiality/9/1/6" })
}

// draft is an item that starts from the case.
func (b *bench) draft(kind string, f flip, t Type, band Band, provision, question string) *Item {
	it := b.item
	it.ID = b.path + "/" + kind + "/" + f.id
	it.Topic, it.Type, it.Status, it.Band, it.Generated = generatedTopic, t, Ready, band, true
	it.Concept = b.concept(f, provision)
	it.Stem, it.told = b.outline+"\n\n"+question, f.text
	return &it
}

// day is the day of the law that is asked about.
func (b *bench) day() string { return b.item.On.ROC() }

// family is an exact set of provisions that stand as one option, and how they are
// told.
type family struct {
	kind string // of the ids
	ask  string
	none string
	of   func(s *situation) []string
	are  func(b *bench, held []string) claim
}

// families are what a change may move: offences as a whole, and the tiers of 資通
// 安全實施規定 24 III.
var families = []family{
	{kind: "crime", ask: "%s涉犯下列何者？", none: "沒有涉犯的罪名",
		of:  func(s *situation) []string { return s.established(rules.Criminal) },
		are: func(_ *bench, held []string) claim { return claim{{kind: ofCriminal, ids: held}} }},
	{kind: "tier", ask: "%s該當警察機關資通安全實施規定第24點第3項的哪一款？", none: "四款都不適用",
		of: func(s *situation) []string {
			return slices.DeleteFunc(s.established(rules.Administrative), func(id string) bool { return !strings.HasPrefix(id, tiers) })
		},
		are: func(b *bench, held []string) claim {
			var c claim
			for _, f := range b.base.report {
				if strings.HasPrefix(f.ID, tiers) && f.Verdict != rules.NotEncoded {
					v := rules.NotEstablished
					if slices.Contains(held, f.ID) {
						v = rules.Established
					}
					c = append(c, part{kind: ofVerdict, id: f.ID, verdict: v})
				}
			}
			return c
		}},
}

const tiers = "police-infosec/24/3/"

func (y family) text(b *bench, held []string) string {
	if len(held) == 0 {
		return y.none
	}
	var out []string
	for _, id := range held {
		cite := b.prover.book.Cite(id)
		if y.kind == "tier" {
			cite = "第24點第3項第" + strings.TrimPrefix(id, tiers) + "款"
		}
		out = append(out, cite)
	}
	return strings.Join(out, "、")
}

// maxOptions is how many options a generated choice has at most, minOptions at
// least.
const (
	maxOptions = 4
	minOptions = 3
)

// changes ask what a flip leads to; wrong options are what the case itself and
// other flips lead to.
func (b *bench) changes() []*Item {
	var clear []flip
	for _, f := range b.flips {
		if b.clear(f) {
			clear = append(clear, f)
		}
	}
	var out []*Item
	for _, y := range families {
		was := y.of(b.base)
		sets := make([][]string, len(clear))
		for i, f := range clear {
			if s := b.situation(f); s.err == nil {
				sets[i] = y.of(s)
			}
		}
		told := map[string]bool{}
		for i, f := range clear {
			if key := f.word.key + y.text(b, sets[i]); !slices.Equal(was, sets[i]) && (b.all || !told[key]) {
				told[key] = true
				if it := b.change(y, i, clear, sets); it != nil {
					out = append(out, it)
				}
			}
		}
	}
	return out
}

func (b *bench) change(y family, i int, clear []flip, sets [][]string) *Item {
	f, is, was := clear[i], sets[i], y.of(b.base)
	moved := slices.Concat(was, is)
	moved = slices.DeleteFunc(moved, func(id string) bool { return slices.Contains(was, id) && slices.Contains(is, id) })
	question := fmt.Sprintf("假設只有一點不同：**%s**。其餘照上文，依%s的法律，"+y.ask, f.text, b.day(), b.item.Actor)
	it := b.draft(y.kind, f, Single, Medium, moved[0], question)
	it.Facts, it.flip = merge(b.item.Facts, f.changes), f.changes
	it.sources = sourcesOf(b.item.sources, f.changes)
	wrong := []Option{{Text: y.text(b, was), claim: y.are(b, was), nearby: back(b.item.Facts, it.Facts), hasNearby: true,
		Why: "這是原來的案例的答案；改了這一點，答案就不同了。", Misconception: f.word.misconception}}
	for k, g := range clear {
		if g.word.key != f.word.key && !slices.Equal(sets[k], is) {
			wrong = append(wrong, Option{Text: y.text(b, sets[k]), claim: y.are(b, sets[k]), nearby: back(merge(b.item.Facts, g.changes), it.Facts), hasNearby: true,
				Why: "這要改的是另一點：" + g.text + "。", Misconception: g.word.misconception})
		}
	}
	if it.Options = choose(Option{Text: y.text(b, is), claim: y.are(b, is)}, wrong); it.Options == nil {
		return nil
	}
	return it
}

// back are the changes that lead from facts to others.
func back(to, from rules.Values) rules.Values {
	out := rules.Values{}
	for id, v := range to {
		if fmt.Sprint(v) != fmt.Sprint(from[id]) {
			out[id] = v
		}
	}
	for id := range from {
		if _, ok := to[id]; !ok {
			out[id] = nil
		}
	}
	return out
}

// choose puts the right option among as many wrong ones as are about as long; nil
// where there are too few.
func choose(right Option, wrong []Option) []Option {
	options := []Option{right}
	for _, o := range wrong {
		if len(options) == maxOptions {
			break
		}
		if slices.ContainsFunc(options, func(p Option) bool { return p.Text == o.Text }) {
			continue
		}
		next := append(slices.Clone(options), o)
		if evenly(next) {
			options = next
		}
	}
	if len(options) < minOptions {
		return nil
	}
	return options
}

// arrange puts the options of a generated choice in an order that has nothing to
// do with which is right, always the same for the same item.
func arrange(it *Item) {
	if it.Type != Single {
		return
	}
	slices.SortFunc(it.Options, func(a, b Option) int { return strings.Compare(hash(it.ID+a.Text), hash(it.ID+b.Text)) })
	for i := range it.Options {
		it.Options[i].ID = string(rune('a' + i))
	}
}
