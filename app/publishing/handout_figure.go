package publishing

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/app/paper"
	"shoumi/casebook"
	"shoumi/rules"
)

// The places of a row of the figure, in millimetres: the information, the actor, and
// who came to know.
const (
	edge     = 0.5 // so that no line is cut
	boxWidth = 38.0
	boxGap   = (paper.FigureWidth - 2*edge - 3*boxWidth) / 2
	boxInner = boxWidth - 4
	rowGap   = 7.0
)

// figure draws who knew what and whom it reached, a row for every actor, from the facts
// of the case alone; not ok where these tell of no information.
func (h Handout) figure(i int, c *casebook.Case) (f paper.Figure, ok bool) {
	var said []string
	y := 1.0
	for n, a := range c.Incident().Actors {
		facts := func(id string) any {
			if v, ok := a.Facts[id]; ok {
				return v
			}
			return c.Incident().Facts[id]
		}
		w := way{book: h.Book, facts: facts, name: a.Name, role: c.Actors[n].Role}
		if !w.tells() {
			continue
		}
		y = w.draw(&f, y) + rowGap
		said = append(said, w.says())
	}
	if len(said) == 0 {
		return f, false
	}
	f.Caption, f.Says, f.Height = paper.Plain(fmt.Sprintf("圖 %d　資料怎麼流出去", i+1)), paper.Plain(strings.Join(said, "")), y-rowGap+1
	if !slices.ContainsFunc(f.Arrows, func(a paper.Arrow) bool { return a.X1 > paper.FigureWidth/2 }) {
		f.Caption = paper.Plain(fmt.Sprintf("圖 %d　資料怎麼取得", i+1))
	}
	return f, true
}

// way is the way of information to one actor and on.
type way struct {
	book       *rules.Book
	facts      func(id string) any
	name, role string
}

// tells says whether the facts tell of any information.
func (w way) tells() bool {
	return len(w.members("info")) > 0 || w.has("acts", "query") || w.passed() != ""
}

// kinds are what information it was.
func (w way) kinds() []string {
	if kinds := w.members("info"); len(kinds) > 0 {
		return kinds
	}
	return []string{"資料（案例沒有寫是哪一種）"}
}

// members are the labels of what is so of a set.
func (w way) members(fact string) (out []string) {
	f, _ := w.book.Fact(fact)
	for _, v := range f.Values {
		if w.has(fact, v.ID) {
			out = append(out, v.Label.Zh)
		}
	}
	return out
}

func (w way) has(fact, member string) bool {
	switch set := w.facts(fact).(type) {
	case []string:
		return slices.Contains(set, member)
	case map[string]bool:
		return set[member]
	}
	return false
}

// came is how the actor came by the information, in a few characters.
func (w way) came() string {
	if w.has("acts", "query") {
		switch w.facts("query_for_duty") {
		case true:
			return "因公查詢"
		case false:
			return "非因公查詢"
		}
		return "查詢"
	}
	switch w.facts("came_by") {
	case "duty":
		return "因職務得知"
	case "business":
		return "因業務得知"
	}
	return "得知"
}

// passed is how the information went on; empty where it did not.
func (w way) passed() string {
	switch told, gave := w.has("acts", "disclose"), w.has("acts", "hand_over"); {
	case told && gave:
		return "告知、交付"
	case told:
		return "使人知道"
	case gave:
		return "交付"
	}
	return ""
}

// meant is with what mind it went on; empty where the case does not say.
func (w way) meant() string {
	negligent := w.has("fault", "lapse") || w.has("fault", "trusted")
	switch {
	case w.facts("intent") == true:
		return "故意"
	case w.facts("intent") == false && negligent && w.has("fault", "required") && w.has("fault", "able"):
		return "疏忽"
	case w.facts("intent") == false:
		return "不是故意"
	}
	return ""
}

// draw adds a row below y, and gives where it ends.
func (w way) draw(f *paper.Figure, y float64) float64 {
	wrap := func(texts ...string) (lines []string) {
		for _, t := range texts {
			lines = append(lines, paper.Wrap(t, boxInner)...)
		}
		return lines
	}
	kinds := w.kinds()
	if len(kinds) > 1 {
		for i := range kinds {
			kinds[i] = paper.Number(0, i+1) + kinds[i]
		}
	}
	info, actor, other := wrap(kinds...), wrap(w.name, w.role), []string(nil)
	if w.passed() != "" {
		other = append([]string{"得知的人"}, wrap(w.members("openness")...)...)
	}
	height := paper.BoxHeight(max(len(info), len(actor), len(other), 3))
	box := func(n int, lines []string, heavy, dashed bool) {
		f.Boxes = append(f.Boxes, paper.Box{X: edge + float64(n)*(boxWidth+boxGap), Y: y, Width: boxWidth, Height: height, Lines: lines, Heavy: heavy, Dashed: dashed})
	}
	arrow := func(n int, above, below string) {
		x, mid := edge+float64(n)*(boxWidth+boxGap)+boxWidth, y+height/2
		f.Arrows = append(f.Arrows, paper.Arrow{X1: x, Y1: mid, X2: x + boxGap, Y2: mid})
		f.Labels = append(f.Labels, paper.Label{X: x + boxGap/2, Y: mid - 3, Text: above})
		if below != "" {
			f.Labels = append(f.Labels, paper.Label{X: x + boxGap/2, Y: mid + 3, Text: below})
		}
	}
	box(0, info, false, true)
	box(1, actor, true, false)
	arrow(0, w.came(), "")
	if other != nil {
		box(2, other, false, false)
		arrow(1, w.passed(), w.meant())
	}
	return y + height
}

// says is the row in words.
func (w way) says() string {
	text := w.name
	if w.role != "" {
		text += "（" + w.role + "）"
	}
	text += w.came() + "：" + strings.Join(w.kinds(), "；") + "。"
	if how := w.passed(); how != "" {
		text += "再" + how
		if m := w.meant(); m != "" {
			text += "（" + m + "）"
		}
		if open := w.members("openness"); len(open) > 0 {
			text += "；得知的人：" + strings.Join(open, "；")
		}
		return text + "。"
	}
	return text
}
