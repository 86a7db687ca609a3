package quizzes

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// absolute are words that give a wrong option away.
var absolute = []string{"一定", "絕對", "完全", "永遠", "任何", "所有", "只要"}

var noneOrAll = []string{"以上皆是", "以上皆非", "以上都是", "以上都不是", "以上均是", "以上均非"}

var citation = regexp.MustCompile(`\[\[([^\]]*)\]\]`)

// lint reports what makes an item a bad one although its key is proved.
func (r *reader) lint(it *Item) {
	r.lintCitations(it, "stem", it.Stem)
	r.lintCitations(it, "explain", it.Explain)
	for _, o := range it.Options {
		r.lintCitations(it, "why "+o.ID, o.Why)
	}
	if it.Type != Single && it.Type != Multiple {
		return
	}
	r.lintFeedback(it)
	r.lintLengths(it)
	r.lintWords(it)
}

func (r *reader) fault(it *Item, part, message, hint string) {
	n := r.nodes[it][part]
	if n == nil {
		n = r.nodes[it][""]
	}
	n.Fault(message, hint)
}

func (r *reader) lintCitations(it *Item, part, text string) {
	for _, hit := range citation.FindAllStringSubmatch(text, -1) {
		if r.book.Cite(hit[1]) == hit[1] {
			r.fault(it, part, fmt.Sprintf("[[%s]] 不是法條", hit[1]), "寫成 [[criminal-code/132/2]]")
		}
	}
}

// lintFeedback asks every wrong option for the author's word and a misconception.
func (r *reader) lintFeedback(it *Item) {
	if len(it.Key.Options) == 0 {
		return // the key could not be computed, and that is said already
	}
	for _, o := range it.Options {
		if slices.Contains(it.Key.Options, o.ID) {
			continue
		}
		if o.Why == "" {
			r.fault(it, "option "+o.ID, fmt.Sprintf("選項「%s」是錯的，缺少 why", o.ID), "說出選它的人誤讀了哪一個要件。規則說："+o.Reason)
		}
		if o.Misconception == "" {
			r.fault(it, "option "+o.ID, fmt.Sprintf("選項「%s」是錯的，缺少 misconception", o.ID), "寫 misconceptions.yaml 裡的一個代號")
		}
	}
}

// An option may be longer or shorter than the mean by this share, or by this many
// runes where all are short.
const (
	lengthShare = 0.4
	lengthRunes = 3
)

func (r *reader) lintLengths(it *Item) {
	if len(it.Options) == 0 {
		return
	}
	mean := meanLength(it.Options)
	for _, o := range it.Options {
		if !near(o, mean) {
			r.fault(it, "option "+o.ID, fmt.Sprintf("選項「%s」有%d個字，平均%.0f個字，相差超過四成", o.ID, utf8.RuneCountInString(o.Text), mean), "把選項寫得差不多長")
		}
	}
}

func meanLength(options []Option) float64 {
	total := 0
	for _, o := range options {
		total += utf8.RuneCountInString(o.Text)
	}
	return float64(total) / float64(len(options))
}

// near says whether an option is about as long as the mean.
func near(o Option, mean float64) bool {
	return math.Abs(float64(utf8.RuneCountInString(o.Text))-mean) <= max(lengthShare*mean, lengthRunes)
}

// evenly says whether no option stands out by its length.
func evenly(options []Option) bool {
	mean := meanLength(options)
	return !slices.ContainsFunc(options, func(o Option) bool { return !near(o, mean) })
}

func (r *reader) lintWords(it *Item) {
	in := func(text string, words []string) string {
		for _, w := range words {
			if strings.Contains(text, w) {
				return w
			}
		}
		return ""
	}
	excused := len(it.Key.Options) == 0
	for _, o := range it.Options {
		if slices.Contains(it.Key.Options, o.ID) && in(o.Text, absolute) != "" {
			excused = true
		}
	}
	for _, o := range it.Options {
		if w := in(o.Text, noneOrAll); w != "" {
			r.fault(it, "option "+o.ID, fmt.Sprintf("選項「%s」寫了「%s」", o.ID, w), "每個選項都要說一件事")
		}
		if w := in(o.Text, absolute); w != "" && !excused {
			r.fault(it, "option "+o.ID, fmt.Sprintf("只有錯的選項「%s」說「%s」，答案就洩漏了", o.ID, w), "拿掉絕對的字眼，或對的選項也這樣寫")
		}
	}
}
