package publishing

import (
	"cmp"
	"fmt"
	"strings"

	"shoumi/casebook"
	"shoumi/rules"
)

// maxMoves is how many liabilities an answer names.
const maxMoves = 4

// question is one change of the facts to talk about, and what the rules make of it.
type question struct {
	ask    string
	answer []string
}

// questions are one change that makes a difference and one that makes none: of the
// first in the case about whom there are such.
func (h Handout) questions(c *casebook.Case) (out []question) {
	for _, a := range c.Actors {
		changes, same := h.Cases.Telling(c, a.Name)
		for _, x := range []*casebook.Counterfactual{changes, same} {
			if x != nil {
				out = append(out, question{fmt.Sprintf("%s：如果%s，結論會一樣嗎？", a.Name, h.changed(x.Changes)), h.moved(x.Moves)})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// changed are changed facts in words.
func (h Handout) changed(changes []rules.FactChange) string {
	var out []string
	for _, c := range changes {
		f, _ := h.Book.Fact(c.Fact)
		in, gone := casebook.Members(c)
		var parts []string
		for _, v := range f.Values {
			for _, id := range gone {
				if v.ID == id {
					parts = append(parts, "裡沒有「"+v.Label.Zh+"」")
				}
			}
			for _, id := range in {
				if v.ID == id {
					parts = append(parts, "裡還有「"+v.Label.Zh+"」")
				}
			}
		}
		if f.Type != rules.Set || len(parts) == 0 {
			parts = []string{"改成「" + f.ValueZh(c.To) + "」"}
		}
		out = append(out, "「"+f.Label.Zh+"」"+strings.Join(parts, "，"))
	}
	return strings.Join(out, "，而且")
}

// moved are what a change moves: offences and administrative sanctions, those first
// that it settles otherwise; the last line says how many are left out.
func (h Handout) moved(moves []casebook.Move) []string {
	var settled, other []string
	for _, m := range moves {
		switch {
		case m.Kind != rules.Criminal && m.Kind != rules.Administrative:
		case m.From == rules.Undetermined || m.To == rules.Undetermined:
			other = append(other, h.move(m))
		default:
			settled = append(settled, h.move(m))
		}
	}
	out := append(settled, other...)
	if len(out) == 0 {
		return []string{"一樣：刑事與行政責任都不變。"}
	}
	out[0] = "不一樣：" + out[0]
	if n := len(out) - maxMoves; n > 0 {
		out = append(out[:maxMoves:maxMoves], fmt.Sprintf("另有 %d 項也會改變。", n))
	}
	return out
}

func (h Handout) move(m casebook.Move) string {
	text := cmp.Or(m.Cite, h.Book.Cite(m.Provision)) + "（" + m.Title + "）"
	if m.From != m.To {
		text += "由" + m.From.Zh() + "變為" + m.To.Zh()
	}
	switch {
	case m.To != rules.Established:
	case m.From == m.To && m.Before != nil && m.After != nil:
		text += "，由" + m.Before.Text() + "變為" + m.After.Text()
	case m.After != nil:
		text += "，" + m.After.Text()
	case m.Effect != "":
		text += "，" + strings.TrimSuffix(m.Effect, "。")
	}
	if m.AbsorbedBy != "" {
		text += "，為" + h.Book.Cite(m.AbsorbedBy) + "吸收"
	}
	return text + "。"
}
