package web

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/content"
	"shoumi/quizzes"
)

// practiceLength is how many items a self-check asks.
const practiceLength = 5

// practice is a self-check: its items in order and the answers so far. It counts
// for nothing, and lives in the address.
type practice struct {
	Seed    string           `json:"r"`
	About   about            `json:"a"`
	Items   []string         `json:"i"`
	Answers []quizzes.Answer `json:"w,omitempty"`
}

// about is what a self-check is drawn from; all empty is the whole bank.
type about struct {
	Concept string `json:"c,omitempty"`
	Lesson  string `json:"l,omitempty"`
	Case    string `json:"k,omitempty"`
	Unit    string `json:"u,omitempty"` // the address of a unit of a course, to go back to
}

// practicePage is the data of practice.html: what can be practised.
type practicePage struct {
	Concepts []conceptRow
	Items    int
}

type conceptRow struct {
	ID, Name string
	Critical bool
	Items    int
}

func (s *Server) practices(c *fiber.Ctx) error {
	tr := s.language(c)
	var v practicePage
	if s.Quizzes != nil {
		v.Items = len(s.Quizzes.Usable(""))
		for _, x := range s.Quizzes.Concepts() {
			if n := len(s.Quizzes.Usable(x.ID)); n > 0 {
				v.Concepts = append(v.Concepts, conceptRow{ID: x.ID, Name: tr.Of(x.Label), Critical: x.Critical, Items: n})
			}
		}
	}
	return s.render(c, fiber.StatusOK, "practices", page{Title: tr.T("practice.title"), Nav: "practice", Data: v})
}

// startPractice draws the items.
func (s *Server) startPractice(c *fiber.Ctx) error {
	form := formOf(c)
	p := practice{Seed: rand.Text(), About: about{Concept: form.Get("concept"), Lesson: form.Get("lesson"), Case: form.Get("case")}}
	if s.Quizzes == nil {
		return fiber.ErrNotFound
	}
	if to := within(form.Get("unit")); strings.HasPrefix(to, roundURL("")) {
		p.About.Unit = to
	}
	if last, ok := s.Quizzes.Item(form.Get("like")); ok {
		it := s.like(last, p.Seed, nil)
		if it == nil {
			return wrong("practice_empty")
		}
		p.Items, p.About.Concept = []string{it.ID}, it.Concept
		return s.toPractice(c, p, nil)
	}
	for _, it := range s.Quizzes.Practice(practiceLength, s.seed(p.Seed), s.pools(p.About)...) {
		p.Items = append(p.Items, it.ID)
	}
	if len(p.Items) == 0 {
		return wrong("practice_empty")
	}
	return s.toPractice(c, p, nil)
}

// seed is the seed of a self-check or of a lesson, by its name.
func (s *Server) seed(name string) [32]byte { return quizzes.Seed(s.Secret, name) }

// pools are the items a self-check may draw from, those nearest to what it is
// about first: of a case, its own before those on the same concepts.
func (s *Server) pools(a about) [][]*quizzes.Item {
	concepts := []string{a.Concept}
	var own []*quizzes.Item
	switch {
	case a.Lesson != "" && s.Lessons != nil:
		if l, ok := s.Lessons.Lesson(content.Languages[0], a.Lesson); ok {
			concepts = l.Concepts
		}
	case a.Case != "":
		concepts = nil
		for _, it := range s.Quizzes.Usable("") {
			if it.Case == a.Case {
				own = append(own, it)
				concepts = append(concepts, it.Concept)
			}
		}
		if len(own) == 0 {
			concepts = []string{""}
		}
	}
	var more []*quizzes.Item
	for _, concept := range concepts {
		more = append(more, s.Quizzes.Usable(concept)...)
	}
	return [][]*quizzes.Item{own, more}
}

// askPage is the data of ask.html: one item of a self-check.
type askPage struct {
	Action string
	Hidden map[string]string // what the form carries
	Item   itemView
	Bar    stepBar
	Errors []fieldError
	Kept   bool
}

// answeredPage is the data of answered.html: an item with its explanation.
type answeredPage struct {
	Next    string
	Graded  gradedView
	Bar     stepBar
	Last    bool
	Another *another // there is another item of the concept
}

// another is the form that asks for another item like the last.
type another struct {
	Action string
	Hidden map[string]string
}

// practiceDone is the data of done.html: how a self-check went, by concept.
type practiceDone struct {
	Right, Of int
	Rows      []doneRow
	About     about
	Back      *link
}

type doneRow struct {
	Concept, Heading string
	Right            bool
	Href             string
}

func (s *Server) practice(c *fiber.Ctx) error {
	p, err := s.practiceOf(c, c.Query("s"))
	if err != nil {
		return err
	}
	tr, n := s.language(c), len(p.Answers)
	crumb := func(here string) []link {
		return []link{{Text: tr.T("practice.title"), Href: "/practice"}, {Text: here}}
	}
	switch {
	case c.Query("turn") != "" && n > 0:
		it, _ := s.Quizzes.Item(p.Items[n-1])
		v := answeredPage{Next: address("/practice/run", c.Query("s"), nil), Graded: s.graded(tr, it, p.Answers[n-1]), Bar: newStepBar(n, len(p.Items)), Last: n == len(p.Items)}
		if s.another(p) != nil {
			v.Another = &another{Action: "/practice/another", Hidden: map[string]string{"s": c.Query("s")}}
		}
		return s.render(c, fiber.StatusOK, "answered", page{Title: v.Graded.Heading, Nav: "practice", Crumb: crumb(tr.T("practice.number", n, len(p.Items))), Data: v})
	case n == len(p.Items):
		return s.practiceDone(c, p)
	}
	it, _ := s.Quizzes.Item(p.Items[n])
	v := askPage{Action: "/practice/run", Hidden: map[string]string{"s": c.Query("s"), "item": it.ID}, Item: s.item(tr, it, it.Shown(s.seed(p.Seed))), Bar: newStepBar(n, len(p.Items))}
	status := fiber.StatusOK
	if key := c.Query("e"); key != "" {
		status = fiber.StatusUnprocessableEntity
		_, key = readItem(it, queryOf(c))
		if key == "" {
			key = "answer.item"
		}
		v.Item.Wrong = tr.T(key)
		v.Errors = []fieldError{{Text: v.Item.Wrong, Href: "#answer-" + it.ID}}
	}
	return s.render(c, status, "ask", page{Title: tr.T("practice.asks", n+1, len(p.Items)), Nav: "practice", Error: len(v.Errors) > 0, Crumb: crumb(tr.T("practice.number", n+1, len(p.Items))), Data: v})
}

func (s *Server) practiceDone(c *fiber.Ctx, p practice) error {
	tr := s.language(c)
	v := practiceDone{Of: len(p.Items), About: p.About}
	for i, id := range p.Items {
		it, _ := s.Quizzes.Item(id)
		row := s.doneRow(tr, it, p.Answers[i])
		if row.Right {
			v.Right++
		}
		v.Rows = append(v.Rows, row)
	}
	switch {
	case p.About.Unit != "":
		v.Back = &link{Text: tr.T("practice.back_course"), Href: p.About.Unit}
	case p.About.Lesson != "":
		v.Back = &link{Text: tr.T("practice.back_lesson"), Href: "/lessons/" + p.About.Lesson}
	case p.About.Case != "":
		v.Back = &link{Text: tr.T("practice.back_case"), Href: caseURL(p.About.Case)}
	}
	return s.render(c, fiber.StatusOK, "done", page{Title: tr.T("practice.done", v.Of, v.Right), Nav: "practice", Crumb: []link{{Text: tr.T("practice.title"), Href: "/practice"}, {Text: tr.T("practice.result")}}, Data: v})
}

// doneRow is an item that was answered, in a list of them.
func (s *Server) doneRow(tr *language, it *quizzes.Item, a quizzes.Answer) doneRow {
	r := quizzes.Grade(it, a)
	concept, _ := s.Quizzes.Concept(it.Concept)
	return doneRow{Concept: tr.Of(concept.Label), Heading: r.Heading, Right: r.Right, Href: "/items/" + it.ID}
}

// answerPractice takes an answer and leads to its explanation.
func (s *Server) answerPractice(c *fiber.Ctx) error {
	form := formOf(c)
	p, err := s.practiceOf(c, form.Get("s"))
	if err != nil {
		return err
	}
	n := len(p.Answers)
	if n == len(p.Items) || form.Get("item") != p.Items[n] {
		return &problem{status: fiber.StatusConflict, key: "practice_stale", links: []link{{Text: s.language(c).T("practice.title"), Href: address("/practice/run", form.Get("s"), nil)}}}
	}
	it, _ := s.Quizzes.Item(p.Items[n])
	a, missing := readItem(it, form)
	if missing != "" {
		back := url.Values{"e": {"1"}}
		for k, v := range form {
			if k != "s" && k != "item" {
				back[k] = v
			}
		}
		return c.Redirect(address("/practice/run", form.Get("s"), back), fiber.StatusSeeOther)
	}
	p.Answers = append(p.Answers, a)
	return s.toPractice(c, p, url.Values{"turn": {"1"}})
}

// anotherPractice puts another item of the last concept next.
func (s *Server) anotherPractice(c *fiber.Ctx) error {
	p, err := s.practiceOf(c, formOf(c).Get("s"))
	if err != nil {
		return err
	}
	it := s.another(p)
	if it == nil {
		return wrong("practice_empty")
	}
	p.Items = slices.Insert(p.Items, len(p.Answers), it.ID)
	return s.toPractice(c, p, nil)
}

// another is an item like the one answered last, not asked before; nil where
// there is none.
func (s *Server) another(p practice) *quizzes.Item {
	if len(p.Answers) == 0 {
		return nil
	}
	last, _ := s.Quizzes.Item(p.Items[len(p.Answers)-1])
	return s.like(last, p.Seed, p.Items)
}

// like is an item like one, which is not among those that were asked; nil where
// there is none.
func (s *Server) like(it *quizzes.Item, seed string, before []string) *quizzes.Item {
	asked := quizzes.History{it.ID: {Times: 1}}
	for _, id := range before {
		asked[id] = quizzes.Seen{Times: 1}
	}
	it, ok := s.Quizzes.Another(it, s.seed(seed), asked)
	if !ok || asked[it.ID].Times > 0 {
		return nil
	}
	return it
}

func (s *Server) toPractice(c *fiber.Ctx, p practice, more url.Values) error {
	token, err := s.tokens.seal(p)
	if err != nil {
		return err
	}
	return c.Redirect(address("/practice/run", token, more), fiber.StatusSeeOther)
}

// practiceOf reads a self-check. Items that are gone or were changed under it end
// it with a word.
func (s *Server) practiceOf(c *fiber.Ctx, token string) (p practice, err error) {
	if s.Quizzes == nil {
		return p, fiber.ErrNotFound
	}
	if err := s.tokens.open(token, &p); err != nil {
		return p, err
	}
	if len(p.Items) == 0 || len(p.Answers) > len(p.Items) {
		return p, wrong("token")
	}
	for _, id := range p.Items {
		if _, ok := s.Quizzes.Item(id); !ok {
			return p, &problem{status: fiber.StatusConflict, key: "practice_gone", links: []link{{Text: s.language(c).T("practice.title"), Href: "/practice"}}}
		}
	}
	return p, nil
}
