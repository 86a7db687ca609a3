package quizzes

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/casebook"
	"shoumi/rules/source"
)

// Picked are the exercises that a case picks, which may be none of the bank's. Those that
// cannot be made of it, whose key is not proved, or that are no good ones, are faults, each
// with the path of the part of the case file that is wrong (casebook.Placed has the place).
func (b *Bank) Picked(c *casebook.Case) ([]*Item, source.Faults) {
	return b.again().picked(c)
}

// again makes items of cases that may be none of the bank's, and remembers nothing of it.
func (b *Bank) again() *reader {
	r := newReader(nil, b.book, nil)
	r.bank, r.wording = b, b.wording
	return r
}

// picked makes the exercises that are picked of a case.
func (r *reader) picked(k *casebook.Case) (out []*Item, faults source.Faults) {
	for nth, a := range k.Actors {
		if len(a.Picks) == 0 {
			continue
		}
		b := r.benchOfAll(k, nth)
		made := b.byName()
		for i, p := range a.Picks {
			it := made[p.Item]
			var found source.Faults
			if it == nil {
				found = source.Faults{b.cannot(p.Item)}
			} else {
				found = r.pick(it, p.Wording, r.prover.prove(it))
			}
			for _, f := range found {
				f.Path = fmt.Sprintf("items/%s/%d/%s", a.Name, i, f.Path)
				faults.Add(f)
			}
			if len(found) == 0 {
				out = append(out, it)
			}
		}
	}
	return out, faults
}

// benchOfAll is a bench that makes every item there is; nil where nothing can be told.
func (r *reader) benchOfAll(k *casebook.Case, nth int) *bench {
	b := r.bench(k, nth)
	if b != nil {
		b.all = true
	}
	return b
}

// byName are the items of a bench by what a case picks them by.
func (b *bench) byName() map[string]*Item {
	out := map[string]*Item{}
	if b != nil {
		for _, it := range b.items() {
			out[b.name(it)] = it
		}
	}
	return out
}

func (b *bench) name(it *Item) string { return strings.TrimPrefix(it.ID, b.path+"/") }

// cannot says why there is no item of a name.
func (b *bench) cannot(name string) source.Fault {
	f := source.Fault{Path: "item", Message: "題目「" + name + "」做不出來：行為人的事實還無法判斷", Hint: "先把行為日與事實寫好"}
	if b == nil {
		return f
	}
	_, of, _ := strings.Cut(name, "/")
	f.Message = "題目「" + name + "」做不出來：依現在的事實，沒有「" + of + "」這種改法"
	if slices.ContainsFunc(slices.Concat(b.flips, b.unsure), func(x flip) bool { return x.id == of }) {
		f.Message = "題目「" + name + "」做不出來：依現在的事實，改了這一點問不出這一題"
	}
	f.Hint = "事實或法律改過以後，能出的題目會不同；到反事實工作台重新選，或拿掉這一題"
	if near, ok := source.Suggest(name, slices.Sorted(maps.Keys(b.byName()))); ok {
		f.Hint = "您是不是要寫「" + near + "」？"
	}
	return f
}

// pick holds an item, of which the proof had problems, to the rules for good ones, and gives
// it the words of a case, if any. Faults are at item or at wording.
func (r *reader) pick(it *Item, words string, problems []problem) (faults source.Faults) {
	for _, p := range problems {
		faults.Add(source.Fault{Path: "item", Message: "這一題的答案證明不出來：" + p.message, Hint: p.hint})
	}
	if len(faults) > 0 {
		return faults
	}
	if it.Concept == "" {
		faults.Add(source.Fault{Path: "item", Message: "這一題不屬於任何概念，不會被抽到", Hint: "換一題"})
	}
	for _, f := range r.flaws(it) {
		faults.Add(source.Fault{Path: "item", Message: f.Message, Hint: f.Hint})
	}
	if words == "" || words == it.told {
		return faults
	}
	if message, hint := wordingFault(it, words); message != "" {
		return append(faults, source.Fault{Path: "wording", Message: message, Hint: hint})
	}
	sound := len(faults) == 0
	it.reword(words)
	for _, f := range r.flaws(it) {
		if sound {
			faults.Add(source.Fault{Path: "wording", Message: f.Message, Hint: f.Hint})
		}
	}
	return faults
}

// reword tells the flip of a generated item otherwise. The options keep their ids and
// their order.
func (it *Item) reword(words string) {
	it.Stem = strings.Replace(it.Stem, "**"+it.told+"**", "**"+words+"**", 1)
	it.Options = slices.Clone(it.Options)
	for i := range it.Options {
		if it.Options[i].Text == it.told {
			it.Options[i].Text = words
		}
	}
}

// maxWording is how many runes a sentence has at most that tells a change.
const maxWording = 40

// tells are words of the answer: a change is told by what happened.
var tells = regexp.MustCompile(`不?成立|涉犯|構成|該當|有罪|無罪|資料不足|第[0-9一二三四五六七八九十百]+[條項款點]`)

// wordingFault says what is wrong with a sentence of somebody's own, in itself. Whether it
// says the change, that change alone, and nothing that is not so, is for people to see.
func wordingFault(it *Item, words string) (message, hint string) {
	n := utf8.RuneCountInString(words)
	switch {
	case it.told == "":
		return "這一題沒有改變事實，沒有可以改寫的句子", "拿掉 wording"
	case strings.ContainsAny(words, "*_`[]{}<>#|\\\n\r\t"):
		return "句子裡有排版用的符號", "寫成一行純文字"
	case strings.TrimRight(words, "。．！？!?；;，,、") != words:
		return "句子不要寫句尾的標點", "拿掉最後的標點，題目會接上"
	case n > maxWording:
		return fmt.Sprintf("句子有%d個字，最長%d個字", n, maxWording), "只說改變的那一點"
	case tells.MatchString(words):
		return "句子說到了答案：「" + tells.FindString(words) + "」", "只說發生的事，不說法律怎麼判斷"
	case slices.ContainsFunc(it.Options, func(o Option) bool { return o.Text == words }):
		return "句子和另一個選項一樣", "換一個說法"
	}
	for _, w := range absolute {
		if strings.Contains(words, w) && !strings.Contains(it.told, w) {
			return "句子多了絕對的字眼「" + w + "」", "拿掉它，否則會洩漏答案"
		}
	}
	return "", ""
}
