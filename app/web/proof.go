package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/quizzes"
	"shoumi/rules"
)

// proofPage is the data of proof.html: an item with its key and why it is the key.
type proofPage struct {
	Item    *quizzes.Item
	Graded  gradedView
	Concept string
	On      string
	CaseRef *link
	Facts   []caseFact
	Trace   []proofTrace
}

type proofTrace struct {
	Of       cited
	For      string // the option or row
	Verdict  rules.Verdict
	Elements []proofElement
}

type proofElement struct {
	Text    string
	Verdict rules.Verdict
	As      string
}

// proof shows an item with its key, its facts and the rules behind it: for whoever
// doubts a key, or wrote it.
func (s *Server) proof(c *fiber.Ctx) error {
	tr := s.language(c)
	if s.Quizzes == nil {
		return fiber.ErrNotFound
	}
	it, ok := s.Quizzes.Item(c.Params("*"))
	if !ok {
		return &problem{status: fiber.StatusNotFound, key: "no_item", args: []any{c.Params("*")}, links: []link{{Text: tr.T("practice.title"), Href: "/practice"}}}
	}
	v := proofPage{Item: it, Graded: s.graded(tr, it, it.Key), On: tr.day(it.On)}
	v.Graded.AsKey = true
	if concept, ok := s.Quizzes.Concept(it.Concept); ok {
		v.Concept = tr.Of(concept.Label)
	}
	if x, ok := s.caseByID(it.Case); ok {
		v.CaseRef = &link{Text: x.Title, Href: caseURL(x.ID)}
	}
	for _, f := range s.Book.Facts() {
		if value, ok := it.Proof.Facts[f.ID]; ok {
			v.Facts = append(v.Facts, caseFact{Label: tr.Of(f.Label), Value: tr.Value(f, value)})
		}
	}
	for _, t := range it.Proof.Trace {
		p := proofTrace{Of: s.cite(t.Provision), For: t.Of, Verdict: t.Verdict}
		if rule, ok := s.ruleOf(t.Provision, it.On); ok {
			for _, e := range t.Elements {
				p.Elements = append(p.Elements, proofElement{Text: elementText(rule.Elements, e.ID), Verdict: e.Verdict, As: "element"})
			}
			for _, e := range t.Exceptions {
				p.Elements = append(p.Elements, proofElement{Text: elementText(rule.Exceptions, e.ID), Verdict: e.Verdict, As: "exception"})
			}
		}
		v.Trace = append(v.Trace, p)
	}
	return s.render(c, fiber.StatusOK, "proof", page{Title: tr.T("proof.title", it.ID), Nav: "practice", Crumb: []link{{Text: tr.T("practice.title"), Href: "/practice"}, {Text: it.ID}}, Data: v})
}

// ruleOf is a provision as it was on a day.
func (s *Server) ruleOf(id string, on rules.Date) (*rules.Provision, bool) {
	a, ok := s.Book.Article(id)
	if !ok {
		return nil, false
	}
	v, ok := a.At(on)
	if !ok {
		return nil, false
	}
	for _, p := range v.Provisions {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}

func elementText(of []rules.Element, id string) string {
	for _, e := range of {
		if e.ID == id {
			return e.Text
		}
	}
	return id
}
