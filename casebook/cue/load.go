package cue

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// reader is a lexicon being read.
type reader struct {
	book    *rules.Book
	faults  *source.Faults
	lex     *Lexicon
	classes map[string]*class
	later   []func() // patterns, compiled when all classes are known
}

var snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// needed are the classes that the reading itself uses.
var needed = []string{
	"police", "staff", "agency", "civilian", "authorities", "unit", "pivot", "passive", "toward", "knows", "police_unit", "before_subject", "links", "same_person",
	"not", "not_but", "twice", "turn", "no_proof", "denies", "claims", "supposes", "forbids", "plans", "norms", "asks", "undergone", "object", "other_date",
}

func (r *reader) files(fsys fs.FS) {
	r.classes = map[string]*class{}
	for _, kind := range kinds {
		r.lex.sets = append(r.lex.sets, set{name: "<" + kind + ">"})
	}
	names, _ := fs.Glob(fsys, "*.yaml")
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			r.faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到詞庫：" + err.Error()})
			continue
		}
		if root, ok := source.Parse(name, data, r.faults); ok {
			m := root.Map()
			m.Get("classes").Map().Each(r.readClass)
			for _, n := range m.Get("cues").List() {
				r.readCue(n)
			}
			m.Done()
		}
	}
	first := source.Place{File: "grammar.yaml", Line: 1, Col: 1}
	if len(names) == 0 {
		r.faults.Add(source.Fault{Place: first, Message: "沒有詞庫檔", Hint: "詞庫檔是 YAML，有 classes（詞類）和 cues（提示）"})
		return
	}
	for _, f := range r.later {
		f()
	}
	var missing []string
	for _, name := range needed {
		if r.classes[name] == nil {
			missing = append(missing, name)
			continue
		}
		r.lex.grammar[name] = r.class(source.Scalar{}, 0, name)
	}
	if len(missing) > 0 {
		r.faults.Add(source.Fault{Place: first, Message: "缺少詞類：" + strings.Join(missing, "、"), Hint: "讀敘述的程式要用到它們"})
	}
	for _, name := range slices.Sorted(maps.Keys(r.classes)) {
		if c := r.classes[name]; c.set == 0 {
			c.node.Fault("沒有用到詞類「"+name+"」", "在說法裡寫 <"+name+">，或把它拿掉")
		}
	}
}

func (r *reader) classNames() []string {
	return append(slices.Sorted(maps.Keys(r.classes)), kinds...)
}

// readClass reads a list of words, or {words: […], except: […]}.
func (r *reader) readClass(name string, key, n *source.Node) {
	if !snake.MatchString(name) || slices.Contains(kinds, name) {
		key.Fault("詞類的名稱「"+name+"」不能用", "用小寫英文、數字與底線，而且不是 "+strings.Join(kinds, "、"))
	}
	if r.classes[name] != nil {
		key.Fault("詞類「"+name+"」重複", "")
		return
	}
	c := &class{node: key}
	list := n
	if n.IsMap() {
		m := n.Map()
		list = m.Need("words")
		c.except = m.Get("except").Strings()
		m.Done()
	}
	seen := map[string]bool{}
	for _, item := range list.List() {
		s := item.Scalar()
		if seen[s.Value] && s.Value != "" {
			item.Fault("「"+s.Value+"」寫了兩次", "")
		}
		seen[s.Value] = true
		c.items = append(c.items, s)
	}
	r.classes[name] = c
}

// who says whose fact it is.
type who int

const (
	subject who = iota // who does what the words say
	anybody            // who says or does it does not matter: the public servant it is about
)

var whos = map[string]who{"": subject, "subject": subject, "anybody": anybody}

// negated says what words under a negation come to.
type negated int

const (
	passed   negated = iota // no proposal
	opposite                // the opposite fact
	ignored                 // the negation belongs to the words
)

var negations = map[string]negated{"": passed, "pass": passed, "opposite": opposite, "ignore": ignored}

func (r *reader) readCue(n *source.Node) {
	m := n.Map()
	id := m.Need("id")
	c := &Cue{ID: id.Text(), Why: m.Need("why").Text(), Strength: Clear}
	if c.ID != "" && !snake.MatchString(c.ID) {
		id.Fault("代號「"+c.ID+"」不合規定", "只用小寫英文、數字與底線，例如 tells_outsider")
	}
	if slices.ContainsFunc(r.lex.cues, func(x *Cue) bool { return x.ID == c.ID }) && c.ID != "" {
		id.Fault("代號「"+c.ID+"」重複", "")
	}
	sets := m.Need("sets")
	sets.Map().Each(func(fact string, key, value *source.Node) { r.setting(c, fact, key, value) })
	if sets.IsMap() && len(sets.Map().Keys()) == 0 {
		sets.Fault("沒有提議任何事實", "寫事實的代號與值，例如 {acts: [disclose]}")
	}
	if s := m.Get("strength"); s != nil {
		if c.Strength = Strength(s.Text()); c.Strength != Clear && c.Strength != Likely {
			s.Fault("不認得「"+string(c.Strength)+"」", "寫 clear 或 likely")
		}
	}
	c.who = pick(m.Get("who"), whos, "可以寫：subject、anybody")
	c.negated = pick(m.Get("negated"), negations, "可以寫：pass、opposite、ignore")
	lists := []struct {
		node *source.Node
		to   *[]pattern
	}{{m.Need("say"), &c.say}, {m.Get("with"), &c.with}, {m.Get("without"), &c.without}, {m.Get("unless"), &c.unless}}
	m.Done()
	for _, list := range lists {
		for _, item := range list.node.List() {
			s := item.Scalar()
			if s.Value == "" {
				continue
			}
			r.later = append(r.later, func() { *list.to = append(*list.to, r.compile(s)) })
		}
	}
	if say := lists[0].node; say.IsList() && len(say.List()) == 0 {
		say.Fault("沒有任何說法", "至少寫一個")
	}
	r.lex.cues = append(r.lex.cues, c)
	r.later = append(r.later, func() { r.fromText(c, id) })
}

// fromText asks for words that hold the value of a fact whose value the text has.
func (r *reader) fromText(c *Cue, at *source.Node) {
	holds := map[rules.FactType]int{rules.Money: moneySet, rules.Int: countSet, rules.DateFact: dateSet}
	for _, s := range c.Sets {
		f, _ := r.book.Fact(s.Fact)
		kind, ok := holds[f.Type]
		if ok && slices.ContainsFunc(c.say, func(p pattern) bool { return !slices.ContainsFunc(p, func(x piece) bool { return x.set == kind }) }) {
			at.Fault("「"+s.Fact+"」的值由敘述的文字決定，有的說法沒有 <"+kinds[kind]+">", "每個說法都寫 <"+kinds[kind]+">")
		}
	}
}

// pick reads one of the words.
func pick[T any](n *source.Node, among map[string]T, hint string) T {
	v, ok := among[n.Text()]
	if !ok {
		n.Fault("不認得「"+n.Text()+"」", hint)
	}
	return v
}

// setting reads fact: value; of a set a list of members, or members that are so
// or not; of money, a number or a date nothing, as the text has the value.
func (r *reader) setting(c *Cue, id string, key, n *source.Node) {
	fact, ok := r.book.Fact(id)
	if !ok {
		hint := "事實的代號在 rules/facts.yaml"
		var all []string
		for _, f := range r.book.Facts() {
			all = append(all, f.ID)
		}
		if near, ok := source.Suggest(id, all); ok {
			hint = "您是不是要寫「" + near + "」？"
		}
		key.Fault("不認得的事實「"+id+"」", hint)
		return
	}
	add := func(v any) { c.Sets = append(c.Sets, Setting{id, v}) }
	switch fact.Type {
	case rules.Bool:
		add(n.Bool())
	case rules.Enum:
		if r.known(fact, n) {
			add(n.Text())
		}
	case rules.Set:
		if n.IsMap() {
			n.Map().Each(func(member string, key, value *source.Node) {
				if r.known(fact, key) {
					add(map[string]bool{member: value.Bool()})
				}
			})
			return
		}
		for _, item := range n.List() {
			if r.known(fact, item) {
				add(map[string]bool{item.Text(): true})
			}
		}
	default:
		if !n.IsNull() {
			n.Fault("「"+id+"」的值由敘述的文字決定", "寫成 "+id+": ~，說法裡要有 <money>、<count> 或 <date>")
		}
		add(nil)
	}
}

// known asks for a value of a fact.
func (r *reader) known(f rules.Fact, n *source.Node) bool {
	var ids []string
	for _, v := range f.Values {
		if v.ID == n.Text() {
			return true
		}
		ids = append(ids, v.ID)
	}
	hint := "可以寫：" + strings.Join(ids, "、")
	if near, ok := source.Suggest(n.Text(), ids); ok {
		hint = "您是不是要寫「" + near + "」？"
	}
	n.Fault("事實「"+f.ID+"」沒有「"+n.Text()+"」", hint)
	return false
}
