package cue

import (
	"slices"
	"strings"
	"unicode"
)

// text is a narrative being read.
type text struct {
	lex       *Lexicon
	given     []rune
	runes     []rune // folded: as long as given
	sentences []Sentence
	clauses   []clause
	clauseOf  []int    // by rune
	speech    []bool   // by rune: within what somebody is quoted as saying
	spans     [][]Span // by set, in order of start
	found     []found  // dates, amounts and counts
	mentions  []mention
	persons   []person
	proposals []Proposal
	passed    []Passed
}

// clause is what stands between commas.
type clause struct {
	Span
	sentence int
	subject  int // of persons; -1 unknown
}

// variants are runes that people write for another; words are compared after this.
var variants = map[rune]rune{'祕': '秘', '泄': '洩', '臺': '台', '〇': '○', '◯': '○', 'О': '○', ',': '，', ';': '；', '!': '！', '?': '？', ':': '：', '姊': '姐', '佈': '布', '纪': '紀'}

// pairs are words of two runes that people write for another.
var pairs = map[string]string{"洩露": "洩漏", "舉報": "檢舉", "帳戶名": "帳號名", "賬號": "帳號", "計劃": "計畫", "連絡": "聯絡", "透露": "透漏", "截屏": "截圖"}

// fold writes a text as the lexicon does, rune by rune, so that places stay.
func fold(s string) string { return string(folded([]rune(s))) }

func folded(in []rune) []rune {
	out := make([]rune, len(in))
	for i, r := range in {
		if r >= '！' && r <= '～' && (unicode.Is(unicode.Latin, r) || r >= '０' && r <= '９') {
			r -= '！' - '!'
		}
		if v, ok := variants[r]; ok && !(r == ',' && i > 0 && i+1 < len(in) && digit(in[i-1]) && digit(in[i+1])) &&
			!(r == ':' && i > 0 && digit(in[i-1])) {
			r = v
		}
		out[i] = r
	}
	for i := 0; i+1 < len(out); i++ {
		if to, ok := pairs[string(out[i:i+2])]; ok {
			copy(out[i:], []rune(to))
		}
	}
	return out
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func (l *Lexicon) take(s string) *text {
	given := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	return &text{lex: l, given: given, runes: folded(given)}
}

// longSentence is how long a sentence may be before it ends at a comma: whoever writes
// no full stop is read all the same, and not for ever.
const longSentence = 600

// split finds sentences, clauses and quoted speech.
func (t *text) split() {
	t.clauseOf, t.speech = make([]int, len(t.runes)), make([]bool, len(t.runes))
	t.sentences, t.clauses = []Sentence{}, nil
	start, from := 0, 0 // of the sentence, of the clause
	endClause := func(end int) {
		for i := from; i < end; i++ {
			t.clauseOf[i] = len(t.clauses)
		}
		t.clauses = append(t.clauses, clause{Span{from, end}, len(t.sentences), -1})
		from = end
	}
	for i, r := range t.runes {
		last := i+1 == len(t.runes)
		switch {
		case last || strings.ContainsRune("。！？；\n", r) && !strings.ContainsRune("」』）)。！？", t.runes[i+1]),
			strings.ContainsRune("」』", r) && i > 0 && strings.ContainsRune("。！？", t.runes[i-1]):
			endClause(i + 1)
			t.endSentence(start, i+1)
			start = i + 1
		case strings.ContainsRune("，：", r):
			endClause(i + 1)
			if i-start > longSentence {
				t.endSentence(start, i+1)
				start = i + 1
			}
		case i-start > 2*longSentence:
			endClause(i + 1)
			t.endSentence(start, i+1)
			start = i + 1
		}
	}
	t.quotes()
}

// endSentence keeps a sentence without the blanks around it. A piece of nothing but
// blanks joins the clauses of the next.
func (t *text) endSentence(start, end int) {
	for start < end && unicode.IsSpace(t.runes[start]) {
		start++
	}
	for end > start && unicode.IsSpace(t.runes[end-1]) {
		end--
	}
	if start < end {
		t.sentences = append(t.sentences, Sentence{Span{start, end}, string(t.given[start:end])})
	} else if last := len(t.sentences) - 1; last >= 0 && t.clauses[len(t.clauses)-1].sentence > last {
		t.clauses[len(t.clauses)-1].sentence = last
	}
}

// quotes marks what stands between 「 and 」 behind a word of saying.
func (t *text) quotes() {
	for i := 0; i < len(t.runes); i++ {
		if t.runes[i] != '「' && t.runes[i] != '“' && t.runes[i] != '"' {
			continue
		}
		closing := map[rune]rune{'「': '」', '“': '”', '"': '"'}[t.runes[i]]
		length := slices.Index(t.runes[i+1:], closing)
		if length < 0 {
			return
		}
		before := string(t.runes[max(i-3, 0):i])
		if strings.ContainsAny(before, "說稱：道問答回述喊") && length > 3 {
			for j := i + 1; j <= i+length; j++ {
				t.speech[j] = true
			}
		}
		i += length + 1
	}
}

// look finds the words of the lexicon, and dates, amounts and counts.
func (t *text) look() {
	hits := t.lex.words.find(t.runes, t.lex.left)
	t.spans = make([][]Span, len(t.lex.sets))
	t.numbers()
	bars := map[int][]Span{}
	for _, h := range hits {
		for _, set := range t.lex.words.list[h.word].bars {
			bars[set] = append(bars[set], Span{h.start, h.end})
		}
	}
	for _, h := range hits {
		at := Span{h.start, h.end}
		for _, set := range t.lex.words.list[h.word].sets {
			if !slices.ContainsFunc(bars[set], at.within) {
				t.spans[set] = append(t.spans[set], at)
			}
		}
	}
	for _, f := range t.found {
		t.spans[f.set] = append(t.spans[f.set], f.Span)
	}
}

func (s Span) within(outer Span) bool { return outer.Start <= s.Start && s.End <= outer.End }

// join adds the places of kinds to the sets that hold them, when all are known.
func (t *text) join() {
	for i, s := range t.lex.sets {
		if i < len(kinds) || len(s.kinds) == 0 {
			continue
		}
		for _, kind := range s.kinds {
			t.spans[i] = append(t.spans[i], t.spans[kind]...)
		}
		slices.SortStableFunc(t.spans[i], func(a, b Span) int { return a.Start - b.Start })
	}
}

// class are the places of a class of words that the reading itself uses.
func (t *text) class(name string) []Span { return t.spans[t.lex.grammar[name]] }

// classIn are those that begin from one place to before another.
func (t *text) classIn(name string, from, to int) []Span {
	spans := t.class(name)
	first, _ := slices.BinarySearchFunc(spans, from, func(s Span, at int) int { return s.Start - at })
	last, _ := slices.BinarySearchFunc(spans, to, func(s Span, at int) int { return s.Start - at })
	return spans[first:max(first, last)]
}

// longest is more runes than any word of a class has.
const longest = 12

// endsAt says whether a word of a class ends at a place.
func (t *text) endsAt(name string, at int) bool {
	return slices.ContainsFunc(t.classIn(name, at-longest, at), func(s Span) bool { return s.End == at })
}

// mentionsIn are the people named from one place to before another, once all are known.
func (t *text) mentionsIn(from, to int) []mention {
	first, _ := slices.BinarySearchFunc(t.mentions, from, func(m mention, at int) int { return m.Start - at })
	last, _ := slices.BinarySearchFunc(t.mentions, to, func(m mention, at int) int { return m.Start - at })
	return t.mentions[first:max(first, last)]
}

// startsAt says whether a word of a class begins at a place.
func (t *text) startsAt(name string, at int) bool {
	spans := t.class(name)
	_, ok := slices.BinarySearchFunc(spans, at, func(s Span, at int) int { return s.Start - at })
	return ok
}

// sentenceAt is the sentence of a place.
func (t *text) sentenceAt(at int) int { return t.clauses[t.clauseOf[at]].sentence }
