package quizzes

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// reader is a bank being read, with the nodes that later faults point at.
type reader struct {
	fsys    fs.FS
	book    *rules.Book
	cases   *casebook.Casebook
	bank    *Bank
	faults  source.Faults
	prover  *prover
	nodes   map[*Item]map[string]*source.Node // by part of the item
	wording []wording
}

func newReader(fsys fs.FS, book *rules.Book, cases *casebook.Casebook) *reader {
	r := &reader{fsys: fsys, book: book, cases: cases, bank: &Bank{book: book, byID: map[string]*Item{}}, nodes: map[*Item]map[string]*source.Node{}}
	var err error
	if r.prover, err = newProver(book); err != nil {
		r.faults.Add(source.Fault{Message: "第二套求值讀不懂規則：" + err.Error()})
	}
	return r
}

// file parses a file of the bank; nil when there is nothing to read.
func (r *reader) file(name string) *source.Node {
	data, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		r.faults.Add(faultAt(name, "讀不到題庫檔："+err.Error(), "題庫要有 concepts.yaml、misconceptions.yaml、wording.yaml 與 banks/*.yaml"))
		return nil
	}
	root, _ := source.Parse(name, data, &r.faults)
	return root
}

func phrase(m *source.Map) rules.Text {
	return rules.Text{Zh: m.Need("zh").Text(), En: m.Need("en").Text()}
}

func (r *reader) readConcepts() {
	for _, n := range r.file("concepts.yaml").List() {
		m := n.Map()
		id := m.Need("id")
		c := Concept{ID: id.Text(), Label: phrase(m), Critical: m.Get("critical").Bool()}
		if !kebab.MatchString(c.ID) && c.ID != "" {
			id.Fault(fmt.Sprintf("概念代號「%s」只能用小寫英文、數字與連字號", c.ID), "")
		}
		if _, twice := r.bank.Concept(c.ID); twice {
			id.Fault(fmt.Sprintf("概念「%s」重複了", c.ID), "")
		}
		for _, p := range m.Need("provisions").List() {
			text := p.Text()
			if strings.Contains(text, "#") {
				r.element(p)
			} else if text != "" && !r.encodes(text) {
				p.Fault(fmt.Sprintf("規則裡沒有「%s」", text), suggest(text, r.book.ProvisionIDs()))
			}
			c.Provisions = append(c.Provisions, text)
		}
		m.Done()
		r.bank.concepts = append(r.bank.concepts, c)
	}
}

// encodes says whether the book has anything under the id of a law, an article or
// a provision.
func (r *reader) encodes(id string) bool {
	_, ok := r.book.Article(id)
	return ok || slices.ContainsFunc(r.book.ProvisionIDs(), func(p string) bool { return strings.HasPrefix(p, id+"/") })
}

func (r *reader) readMisconceptions() {
	for _, n := range r.file("misconceptions.yaml").List() {
		m := n.Map()
		id := m.Need("id")
		x := Misconception{ID: id.Text(), Label: phrase(m)}
		if !snake.MatchString(x.ID) && x.ID != "" {
			id.Fault(fmt.Sprintf("迷思代號「%s」只能用小寫英文、數字與底線", x.ID), "")
		}
		if _, twice := r.bank.Misconception(x.ID); twice {
			id.Fault(fmt.Sprintf("迷思「%s」重複了", x.ID), "")
		}
		m.Done()
		r.bank.misconceptions = append(r.bank.misconceptions, x)
	}
}

var (
	kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

func (r *reader) readBanks() {
	names, _ := fs.Glob(r.fsys, "banks/*.yaml")
	for _, name := range names {
		root := r.file(name)
		if root == nil {
			continue
		}
		m := root.Map()
		topic := m.Need("topic").Text()
		for _, n := range m.Need("items").List() {
			r.item(topic, n)
		}
		m.Done()
	}
}

// item reads one item. Its parts keep their nodes: whether its key can be proved
// is known later.
func (r *reader) item(topic string, n *source.Node) {
	before := len(r.faults)
	m := n.Map()
	id := m.Need("id")
	it := &Item{ID: id.Text(), Topic: topic, Explain: m.Get("explain").Text(), at: n.Place().String()}
	at := map[string]*source.Node{"": id}
	r.nodes[it] = at
	keep := func(part string, n *source.Node) *source.Node {
		if n != nil {
			at[part] = n
		}
		return n
	}
	if !kebab.MatchString(it.ID) && it.ID != "" {
		id.Fault(fmt.Sprintf("題目代號「%s」只能用小寫英文、數字與連字號", it.ID), "例如 leak-screen-1")
	}
	it.Type = among(m.Need("type"), Types)
	it.Status = among(m.Need("status"), []Status{Ready, Draft})
	it.Band = among(m.Need("band"), Bands)
	concept := m.Need("concept")
	if it.Concept = concept.Text(); it.Concept != "" {
		if _, ok := r.bank.Concept(it.Concept); !ok {
			concept.Fault(fmt.Sprintf("concepts.yaml 沒有「%s」這個概念", it.Concept), suggest(it.Concept, ids(r.bank.concepts, func(c Concept) string { return c.ID })))
		}
	}
	stem := keep("stem", m.Need("stem"))
	if it.Stem = strings.TrimSpace(stem.Text()); stem != nil && it.Stem == "" {
		stem.Fault("題幹是空的", "說出經過，再問一個問題")
	}
	keep("explain", m.Get("explain"))
	it.Contrast, it.Ordered = m.Get("contrast").Text(), m.Get("ordered").Bool()
	r.start(it, m, keep)
	r.parts(it, m, keep)
	m.Done()
	if r.bank.byID[it.ID] != nil {
		id.Fault(fmt.Sprintf("題目代號「%s」用過了", it.ID), "第一次在 "+r.bank.byID[it.ID].at)
		return
	}
	if len(r.faults) > before {
		delete(r.nodes, it) // what cannot be read is not proved
	}
	r.bank.add(it)
}

// among reads one of the words.
func among[T ~string](n *source.Node, words []T) T {
	w := T(n.Text())
	if w == "" || slices.Contains(words, w) {
		return w
	}
	n.Fault(fmt.Sprintf("不認得「%s」", w), "可以寫："+strings.Join(ids(words, func(t T) string { return string(t) }), "、"))
	return ""
}

func ids[T any](list []T, id func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, id(x))
	}
	return out
}

// start reads the day and the facts, those of the case first.
func (r *reader) start(it *Item, m *source.Map, keep func(string, *source.Node) *source.Node) {
	it.Facts, it.sources = rules.Values{}, map[string]string{}
	name, actor, on := m.Get("case"), m.Get("actor"), m.Get("on")
	if name != nil {
		k, ok := r.cases.Case(name.Text())
		if !ok {
			name.Fault(fmt.Sprintf("案例集沒有「%s」", name.Text()), suggest(name.Text(), ids(r.cases.Cases(), func(k *casebook.Case) string { return k.ID })))
		} else if err := it.fromCase(k, actor.Text()); err != nil {
			keep("actor", name).Fault(err.Error(), "用 actor 指出是誰")
		}
	}
	if on != nil {
		d, err := rules.ParseDay(on.Text())
		if err != nil {
			on.Fault(err.Error(), "on 是行為日，寫成一天，例如 2024-05-10")
		}
		it.On = d
	} else if name == nil {
		m.Need("on")
	}
	facts := keep("facts", m.Get("facts"))
	own, _ := r.book.ReadFacts(facts)
	it.Facts = merge(it.Facts, own)
	it.sources = sourcesOf(it.sources, own)
	for id := range own {
		delete(it.sentences, id)
	}
	if facts == nil {
		keep("facts", m.Get("id"))
	}
}

// fromCase lets an item start from what a case tells of an actor, on the last day
// its act may have happened.
func (it *Item) fromCase(k *casebook.Case, actor string) error {
	in := k.Incident()
	if actor == "" && len(in.Actors) == 1 {
		actor = in.Actors[0].Name
	}
	i := slices.IndexFunc(in.Actors, func(a rules.Actor) bool { return a.Name == actor })
	if i < 0 {
		return fmt.Errorf("案例「%s」有%d個行為人，沒有「%s」", k.ID, len(in.Actors), actor)
	}
	it.Case, it.Actor, it.On, it.Facts = k.ID, actor, k.ActDate.Last, in.Of(in.Actors[i])
	it.sources, it.sentences = map[string]string{}, map[string][]string{}
	a, _ := k.Actor(actor)
	for _, f := range slices.Concat(k.Shared, a.Facts) {
		it.sources[f.ID], it.sentences[f.ID] = k.Words(f.At), f.At
	}
	it.Proof.Case, it.Proof.CaseVersion = k.ID, version(k)
	return nil
}

// version names what a case says: SHA-256 of its canonical JSON.
func version(k *casebook.Case) string {
	data, _ := json.Marshal(k) // fields in order, keys of maps sorted
	return fmt.Sprintf("sha256:%x", sha256.Sum256(data))
}

// proveAll proves every item that could be read and says at which part it fails.
func (r *reader) proveAll() {
	if r.prover.second == nil || r.prover.book == nil {
		return
	}
	var todo []*Item
	for _, it := range r.bank.items {
		if r.nodes[it] != nil {
			todo = append(todo, it)
		}
	}
	found := r.prover.proveEach(todo)
	for i, it := range todo {
		for _, p := range found[i] {
			n := r.nodes[it][p.at]
			if n == nil {
				n = r.nodes[it][""]
			}
			n.Fault(p.message, p.hint)
		}
		r.lint(it)
	}
}

// proveEach proves items side by side.
func (p *prover) proveEach(items []*Item) [][]problem {
	out := make([][]problem, len(items))
	inParallel(len(items), func(i int) { out[i] = p.prove(items[i]) })
	return out
}

// inParallel does n things on all processors.
func inParallel(n int, do func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
