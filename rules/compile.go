package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"shoumi/rules/condition"
	"shoumi/rules/source"
)

// notEncodedFact stands where a provision rests on law that the book does not
// have for that day. It is never given, so that what rests on it stays open.
const notEncodedFact = "law_not_encoded"

// compiled is the book as the engine runs it: conditions in one network, and for
// each provision its rules in time.
type compiled struct {
	lang         *condition.Language
	net          *condition.Network
	rules        []*rule
	byProvision  map[string][]*rule // oldest first
	order        []string           // provision ids in the order of reports
	constraints  []Statement        // in the numbering of the language
	trees        map[string]*condition.Tree
	meanings     [][]*condition.Tree        // of concepts, by version
	byText       map[string]*condition.Tree // the same, by source
	newest       Date                       // the first day on which every version of the book is in force or past
	conceptNodes map[readKey]int            // concept on the first day of a rule → node
	tracks       []track                    // as order
	position     map[string]int             // provision id → place in order
	readings     [][]Readings               // by variable, see plainReadings
	listsMu      sync.Mutex                 // the lists are made on first use
	lists        []*readList
	cuts         []Date                    // the days on which any rule begins or ends
	outlines     []atomic.Pointer[outline] // see Book.place
	atoms        sync.Map                  // *condition.Tree → its words
}

// rule is a provision in a stretch of time in which nothing it depends on changes.
type rule struct {
	article    *Article
	version    *Version
	provision  *Provision
	index      int // of the version in the article
	from, to   Date
	node       int
	elements   []int
	exceptions []int
	incomplete int // node of Provision.Incomplete, where it has one
	sheet      atomic.Pointer[sheet]
}

// Statement is a constraint with the fact it stands at.
type Statement struct {
	Owner   string
	Implied bool // an implies; else an excludes
	Constraint
}

func conceptKey(id string, version int) string { return fmt.Sprintf("concept %s@%d", id, version) }

func (r *rule) key(mark, element string) string {
	return r.provision.ID + "@" + strconv.Itoa(r.index) + mark + element
}

var citation = regexp.MustCompile(`^[a-z]+(-[a-z]+)*/[1-9][0-9]*(-[1-9][0-9]*)?(/[1-9][0-9]*)*$`)

// incompleteMark stands in the key of a condition that says whether an offence
// remained an attempt.
const incompleteMark = "~"

// citations checks the form of ids of law; crossCheck asks whether those that
// rules depend on are there.
func (r *reader) citations(n *source.Node) {
	for _, c := range n.List() {
		r.citation(c)
	}
}

func (r *reader) citation(c *source.Node) {
	id := c.Text()
	slug, _, _ := strings.Cut(id, "/")
	if !citation.MatchString(id) {
		c.Fault(fmt.Sprintf("「%s」不是法條的識別碼", id), "寫成 criminal-code/132/1")
	} else if !slices.Contains(lawOrder, slug) {
		c.Fault(fmt.Sprintf("沒有「%s」這個法規代號", slug), r.suggest(slug, lawOrder))
	}
}

// crossCheck resolves what the files say of each other.
func (r *reader) crossCheck() {
	known := map[string]bool{}
	var ids []string
	for _, a := range r.book.articles {
		for _, v := range a.Versions {
			for _, p := range v.Provisions {
				if !known[p.ID] {
					ids = append(ids, p.ID)
				}
				known[p.ID] = true
			}
		}
	}
	for _, ref := range r.refs {
		if id := strings.TrimPrefix(ref.to.Text(), "!"); citation.MatchString(id) && !known[id] {
			ref.to.Fault(fmt.Sprintf("「%s」引用的「%s」不在規則裡", ref.from, id), r.suggest(id, ids))
		}
	}
}

func (r *reader) compile() {
	c := &r.book.compiled
	c.lang = r.lang
	c.byProvision = map[string][]*rule{}
	c.trees = map[string]*condition.Tree{}
	c.byText = map[string]*condition.Tree{}
	c.conceptNodes = map[readKey]int{}
	for key, w := range r.conditions {
		c.trees[key] = w.tree
		c.byText[w.scalar.Value] = w.tree
	}
	for _, x := range r.book.concepts {
		var versions []*condition.Tree
		for i := range x.Versions {
			versions = append(versions, c.trees[conceptKey(x.ID, i)])
		}
		c.meanings = append(c.meanings, versions)
	}
	r.lang.Parse(notEncodedFact) // an atom like any other, before the language is sealed
	if err := r.lang.Seal(); err != nil {
		r.faults.Add(source.Fault{Place: source.Place{File: "facts.yaml", Line: 1, Col: 1}, Message: "條件無法求值：" + err.Error()})
		return
	}
	c.net = r.lang.NewNetwork()
	k := &compiler{reader: r, net: c.net, book: r.book, memo: map[readKey]int{}, busy: map[readKey]bool{}, cuts: map[string][]Date{}, told: map[string]bool{}}
	for _, a := range r.book.articles {
		for _, id := range a.provisionIDs() {
			c.order = append(c.order, id)
			k.provisionRules(a, id)
		}
	}
	slices.SortStableFunc(c.order, func(a, b string) int {
		return slices.Index(Kinds, c.kind(a)) - slices.Index(Kinds, c.kind(b))
	})
	c.line()
}

func (c *compiled) kind(id string) Kind {
	if rs := c.byProvision[id]; len(rs) > 0 {
		return rs[len(rs)-1].provision.Kind
	}
	return Duty
}

func (a *Article) provisionIDs() []string {
	var ids []string
	for _, v := range a.Versions {
		if v.Status != InForce {
			continue
		}
		for _, p := range v.Provisions {
			if !slices.Contains(ids, p.ID) {
				ids = append(ids, p.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// compiler turns conditions into network nodes, by date.
type compiler struct {
	*reader
	net  *condition.Network
	book *Book
	memo map[readKey]int  // provisions
	busy map[readKey]bool // provisions and concepts
	cuts map[string][]Date
	told map[string]bool
}

// boundaries are the days on which something a provision or concept depends on changes.
func (k *compiler) boundaries(name string) []Date {
	if d, ok := k.cuts[name]; ok {
		return d
	}
	k.cuts[name] = nil // a cycle ends here; it is reported when it is compiled
	var out []Date
	add := func(from, to Date, trees ...*condition.Tree) {
		out = append(out, from, to)
		for _, t := range trees {
			for _, ref := range refsIn(t) {
				out = append(out, k.boundaries(ref)...)
			}
		}
	}
	if c, ok := k.book.Concept(name); ok {
		for i, v := range c.Versions {
			add(v.From, v.To, k.tree(conceptKey(name, i)))
		}
	} else if a, ok := k.book.Article(name); ok {
		for i, v := range a.Versions {
			if v.Status != InForce {
				continue
			}
			for _, p := range v.Provisions {
				if p.ID != name {
					continue
				}
				r := &rule{provision: p, index: i}
				add(v.From, v.To, k.tree(r.key(incompleteMark, "")))
				for _, e := range p.Elements {
					add(v.From, v.To, k.tree(r.key("#", e.ID)))
					for _, ref := range e.Provisions {
						out = append(out, k.boundaries(ref)...)
					}
				}
				for _, e := range p.Exceptions {
					add(v.From, v.To, k.tree(r.key("!", e.ID)))
					for _, ref := range e.Provisions {
						out = append(out, k.boundaries(ref)...)
					}
				}
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	k.cuts[name] = out
	return out
}

func (k *compiler) tree(key string) *condition.Tree {
	if w, ok := k.conditions[key]; ok {
		return w.tree
	}
	return nil
}

func refsIn(t *condition.Tree) []string {
	if t == nil {
		return nil
	}
	var out []string
	if t.Op == condition.Ref {
		out = append(out, t.Ref)
	}
	for _, kid := range t.Kids {
		out = append(out, refsIn(kid)...)
	}
	return out
}

// provisionRules makes the rules of one provision, one for each stretch of time.
func (k *compiler) provisionRules(a *Article, id string) {
	cuts := k.boundaries(id)
	var out []*rule
	for i := len(a.Versions) - 1; i >= 0; i-- {
		v := &a.Versions[i]
		if v.Status != InForce {
			continue
		}
		for _, p := range v.Provisions {
			if p.ID != id {
				continue
			}
			for from := v.From; from < v.To; {
				to := v.To
				for _, c := range cuts {
					if c > from && c < to {
						to = c
						break
					}
				}
				r := &rule{article: a, version: v, provision: p, index: i, from: from, to: to}
				k.build(r)
				if last := len(out) - 1; last >= 0 && out[last].version == v && out[last].node == r.node && slices.Equal(out[last].elements, r.elements) && slices.Equal(out[last].exceptions, r.exceptions) && out[last].incomplete == r.incomplete {
					out[last].to = to
				} else {
					out = append(out, r)
				}
				from = to
			}
		}
	}
	k.book.byProvision[id] = out
	for _, r := range out {
		k.book.newest = max(k.book.newest, r.from)
	}
	k.book.rules = append(k.book.rules, out...)
}

func (k *compiler) build(r *rule) {
	for _, e := range r.provision.Elements {
		if len(e.Provisions) > 0 {
			r.elements = append(r.elements, k.anyProvision(e, r.from))
			continue
		}
		r.elements = append(r.elements, k.node(r.key("#", e.ID), r.from))
	}
	for _, e := range r.provision.Exceptions {
		if len(e.Provisions) > 0 {
			r.exceptions = append(r.exceptions, k.anyProvision(e, r.from))
			continue
		}
		r.exceptions = append(r.exceptions, k.node(r.key("!", e.ID), r.from))
	}
	if r.provision.Incomplete != "" {
		r.incomplete = k.node(r.key(incompleteMark, ""), r.from)
	}
	parts := slices.Clone(r.elements)
	for _, x := range r.exceptions {
		parts = append(parts, k.net.Not(x))
	}
	r.node = k.net.All(parts...)
}

// anyProvision holds where one of the provisions is established on that day; one
// that is not in force then is not.
func (k *compiler) anyProvision(e Element, on Date) int {
	var parts []int
	for _, id := range e.Provisions {
		if !k.skips(e, id, on) {
			parts = append(parts, k.provision(id, on))
		}
	}
	return k.net.Any(parts...)
}

func (k *compiler) provision(id string, on Date) int {
	memo := readKey{id, on}
	if n, ok := k.memo[memo]; ok {
		return n
	}
	never := k.net.Any()
	a, ok := k.book.Article(id)
	if !ok {
		return never
	}
	if k.busy[memo] {
		for i, v := range a.Versions {
			if at := k.places[fmt.Sprintf("%s@%d", id, i)]; v.From <= on && on < v.To && !k.told[id] {
				k.told[id] = true
				at.Fault(fmt.Sprintf("「%s」繞了一圈又以自己為要件", id), "")
			}
		}
		return never
	}
	k.busy[memo] = true
	defer delete(k.busy, memo)
	n := never
	for i := range a.Versions {
		v := &a.Versions[i]
		if v.Status != InForce || on < v.From || on >= v.To {
			continue
		}
		for _, p := range v.Provisions {
			if p.ID == id {
				r := &rule{article: a, version: v, provision: p, index: i, from: on, to: on + 1}
				k.build(r)
				n = r.node
			}
		}
	}
	if on < a.firstInForce() && !a.NewLaw {
		tree, _ := k.lang.Parse(notEncodedFact)
		n = k.net.Add(tree, nil)
	}
	k.memo[memo] = n
	return n
}

// firstInForce is the first day on which a version of the article is encoded.
func (a *Article) firstInForce() Date {
	first := Forever
	for _, v := range a.Versions {
		if v.Status == InForce {
			first = min(first, v.From)
		}
	}
	return first
}

// node is the network node of a condition as it stands on a day.
func (k *compiler) node(key string, on Date) int {
	w := k.conditions[key]
	if w == nil || w.tree == nil {
		return k.net.Any()
	}
	return k.net.Add(w.tree, func(name string) int { return k.concept(name, on, w) })
}

func (k *compiler) concept(name string, on Date, from *written) int {
	c, _ := k.book.Concept(name)
	i, ok := c.at(on)
	if !ok {
		if told := fmt.Sprintf("%s %p", name, from); !k.told[told] {
			k.told[told] = true
			from.scalar.Fault(0, fmt.Sprintf("概念「%s」在 %s 沒有定義", name, on), "替概念補上這段期間的版本")
		}
		return k.net.Any()
	}
	memo := readKey{name, on}
	if n, ok := k.book.conceptNodes[memo]; ok {
		return n
	}
	key := conceptKey(name, i)
	if k.busy[memo] {
		if w := k.conditions[key]; w != nil && !k.told[key] {
			k.told[key] = true
			w.scalar.Fault(0, fmt.Sprintf("概念「%s」繞了一圈又用到自己", name), "")
		}
		return k.net.Any()
	}
	k.busy[memo] = true
	n := k.node(key, on)
	delete(k.busy, memo)
	k.book.conceptNodes[memo] = n
	return n
}

// at is the index of the version of the concept on a day.
func (c *Concept) at(on Date) (int, bool) {
	for i, v := range c.Versions {
		if v.From <= on && on < v.To {
			return i, true
		}
	}
	return 0, false
}
