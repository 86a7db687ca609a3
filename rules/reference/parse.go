package reference

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shoumi/rules"
)

type op uint8

const (
	and op = iota
	or
	not
	choice // kids[0] ? kids[1] : kids[2]
	leaf
	concept
	constant
)

// node is a part of a condition. A leaf reads one variable: a bool, an enum, a
// number, or one member of a set.
type node struct {
	op      op
	kids    []*node
	key     string
	accepts func(value) bool
	concept string
	value   bool
}

// value is what a variable may be: a word ("true" and "false" too) or a number.
type value struct {
	word   string
	number int64
}

func isTrue(v value) bool { return v.word == "true" }

// memberKey names the variable that says whether a member is in a set.
func memberKey(set, member string) string { return set + "." + member }

var token = regexp.MustCompile(`^(?:"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[=!<>]=|&&|\|\||[()\[\],?:#<>!])`)

type parser struct {
	e     *Evaluator
	words []string
	at    int
	who   string // the member that # stands for
}

type syntaxError string

func (e *Evaluator) parse(source string) (n *node, err error) {
	p := &parser{e: e}
	for rest := strings.TrimSpace(source); rest != ""; rest = strings.TrimSpace(rest) {
		w := token.FindString(rest)
		if w == "" {
			return nil, fmt.Errorf("第二套求值不認得「%s」", rest)
		}
		p.words = append(p.words, w)
		rest = rest[len(w):]
	}
	defer func() {
		if r := recover(); r != nil {
			s, ok := r.(syntaxError)
			if !ok {
				panic(r)
			}
			n, err = nil, fmt.Errorf("第二套求值讀不懂「%s」：%s", source, string(s))
		}
	}()
	n = p.ternary()
	if p.at < len(p.words) {
		p.fail("多出「" + p.words[p.at] + "」")
	}
	return n, nil
}

func (p *parser) fail(why string) { panic(syntaxError(why)) }

func (p *parser) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *parser) take(words ...string) bool {
	if slices.Contains(words, p.peek()) && p.peek() != "" {
		p.at++
		return true
	}
	return false
}

func (p *parser) need(word string) {
	if !p.take(word) {
		p.fail("少了「" + word + "」")
	}
}

func (p *parser) next() string {
	w := p.peek()
	if w == "" {
		p.fail("話沒有說完")
	}
	p.at++
	return w
}

func (p *parser) ternary() *node {
	n := p.either()
	if p.take("?") {
		yes := p.ternary()
		p.need(":")
		return &node{op: choice, kids: []*node{n, yes, p.ternary()}}
	}
	return n
}

func (p *parser) either() *node {
	n := p.both()
	for p.take("or", "||") {
		n = &node{op: or, kids: []*node{n, p.both()}}
	}
	return n
}

func (p *parser) both() *node {
	n := p.negated()
	for p.take("and", "&&") {
		n = &node{op: and, kids: []*node{n, p.negated()}}
	}
	return n
}

func (p *parser) negated() *node {
	if p.take("not", "!") {
		return &node{op: not, kids: []*node{p.negated()}}
	}
	return p.atom()
}

func (p *parser) atom() *node {
	if p.take("(") {
		n := p.ternary()
		p.need(")")
		return n
	}
	w := p.next()
	switch {
	case w == "true" || w == "false":
		return &node{op: constant, value: w == "true"}
	case (w == "any" || w == "all" || w == "none") && p.take("("):
		return p.quantifier(w)
	case w == "#":
		return p.member()
	case text(w) != w:
		return p.contained(text(w))
	}
	if _, ok := p.e.concepts[w]; ok {
		return &node{op: concept, concept: w}
	}
	f, ok := p.e.facts[w]
	if !ok {
		p.fail("沒有「" + w + "」")
	}
	return p.compare(f)
}

// text is a literal without its quotes.
func text(w string) string { return strings.Trim(w, `"'`) }

func (p *parser) literal() string {
	w := p.next()
	if text(w) == w {
		p.fail("「" + w + "」不是文字")
	}
	return text(w)
}

func (p *parser) list() []string {
	var out []string
	for p.need("["); !p.take("]"); p.take(",") {
		out = append(out, p.literal())
	}
	return out
}

// contained reads "member" in set.
func (p *parser) contained(member string) *node {
	wrap := p.negation()
	p.need("in")
	set := p.next()
	if f, ok := p.e.facts[set]; !ok || f.Type != rules.Set {
		p.fail("「" + set + "」不是集合")
	}
	return wrap(&node{op: leaf, key: memberKey(set, member), accepts: isTrue})
}

// negation reads the not of "not in".
func (p *parser) negation() func(*node) *node {
	if p.take("not") {
		return func(n *node) *node { return &node{op: not, kids: []*node{n}} }
	}
	return func(n *node) *node { return n }
}

// member reads a test of #, which here is one known member.
func (p *parser) member() *node {
	if p.who == "" {
		p.fail("# 只在 any、all、none 裡有意思")
	}
	wrap := p.negation()
	switch {
	case p.take("in"):
		return wrap(&node{op: constant, value: slices.Contains(p.list(), p.who)})
	case p.take("=="):
		return &node{op: constant, value: p.literal() == p.who}
	case p.take("!="):
		return &node{op: constant, value: p.literal() != p.who}
	}
	p.fail("# 只能比較")
	return nil
}

// quantifier writes any, all and none out over the members: any is one member
// that is in the set and passes, all is no member that is in it and does not.
func (p *parser) quantifier(word string) *node {
	set := p.next()
	f, ok := p.e.facts[set]
	if !ok || f.Type != rules.Set || p.who != "" {
		p.fail("「" + set + "」不是集合")
	}
	p.need(",")
	begin := p.at
	out := &node{op: or}
	for _, v := range f.Values {
		p.at, p.who = begin, v.ID
		passes := p.ternary()
		if word == "all" {
			passes = &node{op: not, kids: []*node{passes}}
		}
		out.kids = append(out.kids, &node{op: and, kids: []*node{{op: leaf, key: memberKey(set, v.ID), accepts: isTrue}, passes}})
	}
	p.who = ""
	p.need(")")
	if word == "any" {
		return out
	}
	return &node{op: not, kids: []*node{out}}
}

// compare reads what is asked of a fact.
func (p *parser) compare(f rules.Fact) *node {
	n := &node{op: leaf, key: f.ID}
	switch f.Type {
	case rules.Bool:
		n.accepts = isTrue
		return n
	case rules.Enum:
		wrap := p.negation()
		switch {
		case p.take("in"):
			among := p.list()
			n.accepts = func(v value) bool { return slices.Contains(among, v.word) }
			return wrap(n)
		case p.take("=="):
			is := p.literal()
			n.accepts = func(v value) bool { return v.word == is }
			return n
		case p.take("!="):
			is := p.literal()
			n.accepts = func(v value) bool { return v.word != is }
			return n
		}
	case rules.Int, rules.Money, rules.DateFact:
		sign := p.next()
		c := p.number(f)
		p.e.constants[f.ID] = append(p.e.constants[f.ID], c)
		switch sign {
		case "==":
			n.accepts = func(v value) bool { return v.number == c }
		case "!=":
			n.accepts = func(v value) bool { return v.number != c }
		case "<":
			n.accepts = func(v value) bool { return v.number < c }
		case "<=":
			n.accepts = func(v value) bool { return v.number <= c }
		case ">":
			n.accepts = func(v value) bool { return v.number > c }
		case ">=":
			n.accepts = func(v value) bool { return v.number >= c }
		}
		if n.accepts != nil {
			return n
		}
	}
	p.fail("「" + f.ID + "」不能這樣比較")
	return nil
}

func (p *parser) number(f rules.Fact) int64 {
	w := p.next()
	if f.Type == rules.DateFact && w == "date" {
		p.need("(")
		d, err := rules.ParseDay(p.literal())
		if err != nil {
			p.fail(err.Error())
		}
		p.need(")")
		return int64(d)
	}
	n, err := strconv.ParseInt(w, 10, 64)
	if err != nil {
		p.fail("「" + w + "」不是數目")
	}
	return n
}
