package quizzes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Result is what an answer is worth, and what to say of it.
type Result struct {
	Right          bool     `json:"right"` // the whole answer: there are no marks for parts
	Heading        string   `json:"heading"`
	Parts          []Graded `json:"parts"`                    // every option or row, in the order of the item
	Reasons        []string `json:"reasons"`                  // the computed explanation of the key
	Explain        string   `json:"explain,omitempty"`        // the author's, Markdown
	Misconceptions []string `json:"misconceptions,omitempty"` // that the wrong choices stand for
}

// Graded is one option or row of an item beside what was answered.
type Graded struct {
	ID            string `json:"id"`
	Text          string `json:"text"`
	Chosen        string `json:"chosen,omitempty"` // in words; empty: not chosen
	Key           string `json:"key"`              // in words
	Right         bool   `json:"right"`
	Feedback      string `json:"feedback,omitempty"` // computed
	Why           string `json:"why,omitempty"`      // the author's, for a wrong choice
	Misconception string `json:"misconception,omitempty"`
}

// Grade marks an answer. An answer names only options and rows of the item; what
// else it names is ignored.
func Grade(it *Item, a Answer) Result {
	r := Result{Reasons: it.Reasons, Explain: it.Explain}
	switch it.Type {
	case Table, Matching:
		r.rows(it, a)
	case Number:
		r.number(it, a)
	case Ordering:
		r.order(it, a)
	default:
		r.choices(it, a)
	}
	for _, p := range r.Parts {
		if p.Misconception != "" && !slices.Contains(r.Misconceptions, p.Misconception) {
			r.Misconceptions = append(r.Misconceptions, p.Misconception)
		}
	}
	r.Heading = heading(it, a, r)
	return r
}

// choices grades single, multiple, ternary and evidence: the set chosen has to be
// the set of the key.
func (r *Result) choices(it *Item, a Answer) {
	r.Right = true
	for _, o := range it.Options {
		chosen, key := slices.Contains(a.Options, o.ID), slices.Contains(it.Key.Options, o.ID)
		g := Graded{ID: o.ID, Text: o.Text, Key: yesNo(key), Right: chosen == key, Feedback: o.Reason}
		if chosen {
			g.Chosen = yesNo(true)
		}
		if chosen && !key {
			g.Why, g.Misconception = o.Why, o.Misconception
		}
		r.Right = r.Right && g.Right
		r.Parts = append(r.Parts, g)
	}
}

func yesNo(yes bool) string {
	if yes {
		return "選"
	}
	return "不選"
}

func (r *Result) rows(it *Item, a Answer) {
	r.Right = true
	for _, row := range it.Rows {
		chosen, key := a.Rows[row.ID], it.Key.Rows[row.ID]
		g := Graded{ID: row.ID, Text: row.Text, Right: chosen == key, Feedback: row.Reason}
		if o, ok := it.option(chosen); ok {
			g.Chosen = o.Text
		}
		o, _ := it.option(key)
		g.Key = o.Text
		r.Right = r.Right && g.Right
		r.Parts = append(r.Parts, g)
	}
}

func (r *Result) number(it *Item, a Answer) {
	g := Graded{ID: "number", Key: quantityZh(*it.Key.Number, it.Unit), Feedback: strings.Join(it.Reasons, "")}
	if a.Number != nil {
		g.Chosen, g.Right = quantityZh(*a.Number, it.Unit), *a.Number == *it.Key.Number
	}
	r.Right, r.Parts = g.Right, []Graded{g}
}

func quantityZh(n int64, u Unit) string { return fmt.Sprintf("%d%s", n, u.Zh()) }

func (r *Result) order(it *Item, a Answer) {
	r.Right = slices.Equal(a.Options, it.Key.Options)
	for i, id := range it.Key.Options {
		o, _ := it.option(id)
		g := Graded{ID: id, Text: o.Text, Key: fmt.Sprintf("第%d", i+1), Feedback: o.Reason}
		if k := slices.Index(a.Options, id); k >= 0 {
			g.Chosen, g.Right = fmt.Sprintf("第%d", k+1), k == i
		}
		r.Parts = append(r.Parts, g)
	}
}

// heading is 「答錯：您選…，正確是…，因為…」 in one breath, for the head of the page and
// for screen readers; the parts tell the rest.
func heading(it *Item, a Answer, r Result) string {
	because := r.because()
	if it.Type == Number { // what matters is the arithmetic, which comes last
		because = last(strings.Join(r.Reasons, ""))
	}
	rows := it.Type == Table || it.Type == Matching
	switch {
	case r.Right && rows:
		return fmt.Sprintf("答對：%d列都對", len(r.Parts))
	case r.Right:
		return "答對：" + inWords(it, it.Key) + "，因為" + because
	case a.Empty():
		return "沒有作答：正確是" + inWords(it, it.Key) + "，因為" + because
	case rows:
		right := 0
		first := -1
		for i, p := range r.Parts {
			if p.Right {
				right++
			} else if first < 0 {
				first = i
			}
		}
		p := r.Parts[first]
		return fmt.Sprintf("答錯：%d列對%d列。「%s」您選%s，正確是%s，因為%s", len(r.Parts), right, p.Text, p.Chosen, p.Key, because)
	}
	return "答錯：您選" + inWords(it, a) + "，正確是" + inWords(it, it.Key) + "，因為" + because
}

// because is the reason that matters most, in its first sentence and without the
// words of the case: of the first part that is wrong, else of the key.
func (r Result) because() string {
	for _, p := range r.Parts {
		if !p.Right && p.Chosen != "" && p.Feedback != "" {
			return brief(p.Feedback)
		}
	}
	for _, p := range r.Parts {
		if !p.Right && p.Feedback != "" {
			return brief(p.Feedback)
		}
	}
	return brief(strings.Join(r.Reasons, ""))
}

// last is the last sentence of a reason.
func last(reason string) string {
	sentences := strings.Split(strings.TrimSuffix(quoted.ReplaceAllString(reason, ""), "。"), "。")
	return sentences[len(sentences)-1] + "。"
}

var quoted = regexp.MustCompile(`（「[^」]*」）`)

func brief(reason string) string {
	reason = quoted.ReplaceAllString(reason, "")
	if first, _, more := strings.Cut(reason, "。"); more {
		return first + "。"
	}
	return reason
}

// inWords is an answer in words.
func inWords(it *Item, a Answer) string {
	var out []string
	switch {
	case it.Type == Number && a.Number != nil:
		return quantityZh(*a.Number, it.Unit)
	case it.Type == Table || it.Type == Matching:
		for _, row := range it.Rows {
			if o, ok := it.option(a.Rows[row.ID]); ok {
				out = append(out, row.Text+"→"+o.Text)
			}
		}
	case it.Type == Evidence:
		out = a.Options
	default:
		for _, id := range a.Options {
			if o, ok := it.option(id); ok {
				out = append(out, "「"+o.Text+"」")
			}
		}
	}
	if it.Type == Ordering {
		return strings.Join(out, "→")
	}
	return strings.Join(out, "、")
}
