package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// itemView is an item as it is asked.
type itemView struct {
	ID      string
	Type    quizzes.Type
	Concept string
	Stem    template.HTML
	Note    string // how to answer: 可複選, 由輕到重
	Unit    string
	Options []itemOption
	Rows    []itemRow
	Places  []int  // of an ordering: 1 to n
	Number  string // typed
	Wrong   string
}

type itemOption struct {
	ID, Text string
	Checked  bool
	Place    int // of an ordering: where it was put, from 1; 0 is nowhere
}

type itemRow struct {
	ID, Text string
	Options  []itemOption
	Chosen   string // id of an option
}

// gradedView is an item answered: what was chosen, what is right, and why.
type gradedView struct {
	Right   bool
	Heading string
	Stem    template.HTML
	Parts   []gradedPart // what was chosen, and what is right
	Rest    []gradedPart // options that were rightly left alone
	Choice  bool         // parts are options, chosen or not; else rows with an answer each
	AsKey   bool         // it is the key that is shown, not somebody's answer
	Reasons []string
	Explain template.HTML
	Law     *lawText
	Concept string
	Proof   string // the address of the facts and rules behind the key
}

type gradedPart struct {
	Text, Chosen, Key string
	Right, Picked     bool
	IsKey             bool // of an option: it is right to choose it
	Why, Feedback     string
	Misconception     string
}

// item prepares an item for its form. order gives the options their places; nil
// leaves them as they are.
func (s *Server) item(tr *language, it *quizzes.Item, order []string) itemView {
	v := itemView{ID: it.ID, Type: it.Type, Stem: s.snippet(it.Stem)}
	if concept, ok := s.Quizzes.Concept(it.Concept); ok {
		v.Concept = tr.Of(concept.Label)
	}
	switch it.Type {
	case quizzes.Multiple, quizzes.Evidence:
		v.Note = tr.T("item.multiple")
	case quizzes.Ordering:
		v.Note = tr.T("item.ordering")
	case quizzes.Number:
		v.Unit = it.Unit.Zh()
		v.Note = tr.T("item.number", v.Unit)
	case quizzes.Table, quizzes.Matching:
		v.Note = tr.T("item.rows")
	}
	for i, o := range arranged(it.Options, order) {
		v.Options = append(v.Options, itemOption{ID: o.ID, Text: o.Text})
		v.Places = append(v.Places, i+1)
	}
	for _, r := range it.Rows {
		v.Rows = append(v.Rows, itemRow{ID: r.ID, Text: r.Text, Options: v.Options})
	}
	return v
}

// fill puts an answer, which need not be whole, into the form.
func (v *itemView) fill(a quizzes.Answer) {
	for i := range v.Options {
		o := &v.Options[i]
		if at := slices.Index(a.Options, o.ID); at >= 0 {
			o.Checked, o.Place = true, at+1
		}
	}
	for i := range v.Rows {
		v.Rows[i].Chosen = a.Rows[v.Rows[i].ID]
	}
	if a.Number != nil {
		v.Number = strconv.FormatInt(*a.Number, 10)
	}
}

// arranged puts options into an order of ids; those it does not name come last.
func arranged(options []quizzes.Option, order []string) []quizzes.Option {
	out := slices.Clone(options)
	slices.SortStableFunc(out, func(a, b quizzes.Option) int {
		place := func(o quizzes.Option) int {
			if i := slices.Index(order, o.ID); i >= 0 {
				return i
			}
			return len(order)
		}
		return place(a) - place(b)
	})
	return out
}

func (s *Server) snippet(md string) template.HTML {
	return content.Snippet(md, func(id string) (text, href string, ok bool) {
		if x, ok := s.caseByID(id); ok {
			return x.Title, caseURL(id), true
		}
		c := s.cite(id)
		return c.Text, c.Href, c.Href != ""
	})
}

// readItem reads the answer to an item out of a form. wrong is the key of what is
// missing or not to be read; empty when the answer is whole.
func readItem(it *quizzes.Item, form url.Values) (a quizzes.Answer, wrong string) {
	switch it.Type {
	case quizzes.Table, quizzes.Matching:
		a.Rows = map[string]string{}
		for _, r := range it.Rows {
			if chosen := form.Get("r:" + r.ID); offers(it, chosen) {
				a.Rows[r.ID] = chosen
			}
		}
		if len(a.Rows) < len(it.Rows) {
			return a, "answer.every_row"
		}
	case quizzes.Number:
		typed := strings.NewReplacer(",", "", "，", "", " ", "").Replace(strings.TrimSpace(form.Get("n")))
		n, err := strconv.ParseInt(rules.Plain(typed), 10, 64)
		if err != nil {
			return a, "answer.whole_number"
		}
		a.Number = &n
	case quizzes.Ordering:
		places := map[int]string{}
		for _, o := range it.Options {
			if n, err := strconv.Atoi(form.Get("o:" + o.ID)); err == nil {
				places[n] = o.ID
			}
		}
		for i := range it.Options {
			id, ok := places[i+1]
			if !ok {
				return a, "answer.every_place"
			}
			a.Options = append(a.Options, id)
		}
	default:
		for _, id := range form["a"] {
			if offers(it, id) && !slices.Contains(a.Options, id) {
				a.Options = append(a.Options, id)
			}
		}
		switch {
		case len(a.Options) == 0:
			return a, "answer.item"
		case len(a.Options) > 1 && (it.Type == quizzes.Single || it.Type == quizzes.Ternary):
			return a, "answer.one"
		}
	}
	return a, ""
}

// offers says whether an item has an option.
func offers(it *quizzes.Item, option string) bool {
	return slices.ContainsFunc(it.Options, func(o quizzes.Option) bool { return o.ID == option })
}

// graded tells the result of an answer, with the law.
func (s *Server) graded(tr *language, it *quizzes.Item, a quizzes.Answer) gradedView {
	v := s.answeredItem(tr, it, a)
	v.Law = s.itemLaw(tr, it)
	return v
}

// answeredItem tells the result of an answer.
func (s *Server) answeredItem(tr *language, it *quizzes.Item, a quizzes.Answer) gradedView {
	r := quizzes.Grade(it, a)
	v := gradedView{Right: r.Right, Heading: r.Heading, Stem: s.snippet(it.Stem), Choice: isChoice(it.Type), Reasons: r.Reasons, Proof: "/items/" + it.ID}
	if r.Explain != "" {
		v.Explain = s.snippet(r.Explain)
	}
	if concept, ok := s.Quizzes.Concept(it.Concept); ok {
		v.Concept = tr.Of(concept.Label)
	}
	for _, p := range r.Parts {
		g := gradedPart{Text: p.Text, Chosen: p.Chosen, Key: p.Key, Right: p.Right, Picked: p.Chosen != "", Why: p.Why, Feedback: p.Feedback}
		if m, ok := s.Quizzes.Misconception(p.Misconception); ok {
			g.Misconception = tr.Of(m.Label)
		}
		g.IsKey = slices.Contains(it.Key.Options, p.ID)
		if v.Choice && !g.Picked && !g.IsKey {
			v.Rest = append(v.Rest, g)
			continue
		}
		v.Parts = append(v.Parts, g)
	}
	return v
}

// isChoice says whether an item is answered by choosing options.
func isChoice(t quizzes.Type) bool {
	return t == quizzes.Single || t == quizzes.Multiple || t == quizzes.Ternary || t == quizzes.Evidence
}

// itemLaw is the text of the provision that the key turns on, as it stood on the
// day of the item.
func (s *Server) itemLaw(tr *language, it *quizzes.Item) *lawText {
	for _, t := range it.Proof.Trace {
		a, ok := s.Book.Article(t.Provision)
		if !ok {
			continue
		}
		version, ok := a.At(it.On)
		if !ok {
			continue
		}
		law := newLawText(tr, a, version)
		n := paragraphOf(t.Provision, a)
		for i := range law.Paragraphs {
			law.Paragraphs[i].Marked = law.Paragraphs[i].Number == n
		}
		return &law
	}
	return nil
}
