package web

import (
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/rules"
	"shoumi/rules/source"
)

// lawsPage is the data of laws.html: every article by law.
type lawsPage struct {
	Laws     []lawGroup
	Articles int
	Tests    int
}

type lawGroup struct {
	Name, Slug, PCode string
	Articles          []articleLink
}

type articleLink struct {
	Name, Title, Href string
	Since             string
	Provisions        int
}

func (s *Server) laws(c *fiber.Ctx) error {
	tr := s.language(c)
	var v lawsPage
	for _, a := range s.Book.Articles() {
		slug := path.Dir(a.ID)
		i := slices.IndexFunc(v.Laws, func(g lawGroup) bool { return g.Slug == slug })
		if i < 0 {
			i = len(v.Laws)
			v.Laws = append(v.Laws, lawGroup{Name: a.Law, Slug: slug, PCode: a.PCode})
		}
		l := articleLink{Name: strings.TrimPrefix(articleName(a), a.Short), Title: a.Title, Href: articleURL(a.ID)}
		if now, ok := a.At(s.today()); ok {
			l.Since, l.Provisions = tr.day(now.From), len(now.Provisions)
		}
		v.Laws[i].Articles = append(v.Laws[i].Articles, l)
		v.Articles++
		v.Tests += len(s.Book.Tests(a.ID))
	}
	return s.render(c, fiber.StatusOK, "laws", page{Title: tr.T("nav.rules"), Nav: "rules", Data: v})
}

// lawText is a version of an article as it is quoted or told.
type lawText struct {
	Name, Href string
	Title      string
	AsOf       string // 資料基準日
	From, To   string // To is empty while in force
	Status     string
	Quoted     bool // the words of the law, not a summary of ours
	Source     string
	Partial    bool
	Paragraphs []paragraph
}

type paragraph struct {
	Number int
	Text   string
	Marked bool
}

func newLawText(tr *language, a *rules.Article, v rules.Version) lawText {
	t := lawText{Name: articleName(a), Href: articleURL(a.ID), Title: a.Title, AsOf: tr.day(a.CheckedOn), Status: v.Status, Source: a.Source, Quoted: len(v.Text) > 0}
	if v.Status == rules.InForce {
		t.From = tr.day(v.From)
		t.Href += "?on=" + v.From.String()
		if v.To != rules.Forever {
			t.To = tr.day(v.To)
		}
	}
	text := v.Text
	if len(text) == 0 {
		text = v.Summary
	}
	for i, p := range text {
		t.Paragraphs = append(t.Paragraphs, paragraph{Number: i + 1, Text: p})
	}
	return t
}

// articlePage is the data of article.html.
type articlePage struct {
	Article    *rules.Article
	Name       string
	Today      string
	On         string
	Law        *lawText // nil when nothing was in force on that day
	Basis      string
	SHA256     string
	Amended    string
	CheckedOn  string
	ReviewBy   string
	Versions   []versionRow
	Timeline   timeline
	Provisions []provisionView
	Concepts   []conceptView
	CitedBy    []citation
	Tests      []testRow
	Failing    int
}

type versionRow struct {
	From, To, Status, Href string
	Shown                  bool
}

type provisionView struct {
	*rules.Provision
	Anchor     string
	KindName   string
	Of         cited
	Diagram    *diagram
	Elements   []codedElement
	Exceptions []codedElement
	Penalty    string
	Modifies   []cited
	AbsorbedBy []cited
	Successors []cited
}

// codedElement is an element as it is encoded: the words of the law and the
// condition, with the facts it reads.
type codedElement struct {
	Text, When, Burden string
	Words              string // the condition in Chinese
	Provisions         []cited
	Cites              []cited
}

type conceptView struct {
	Label, Help, When string
	Words             string
	From              string
}

type testRow struct {
	Note   string
	Date   string
	Expect []testExpect
	Faults []string
}

type testExpect struct {
	Of      cited
	Verdict rules.Verdict
}

func (s *Server) article(c *fiber.Ctx) error {
	tr := s.language(c)
	id := c.Params("law") + "/" + c.Params("article")
	a, ok := s.Book.Article(id)
	if !ok || a.ID != id {
		return s.noArticle(tr, id)
	}
	day := s.today()
	if on := c.Query("on"); on != "" {
		var err error
		if day, err = parseDay(on); err != nil {
			return err
		}
	}
	v := articlePage{Article: a, Name: articleName(a), On: tr.day(day), CheckedOn: tr.day(a.CheckedOn), ReviewBy: tr.day(a.ReviewBy), CitedBy: s.cited[a.ID]}
	shown := rules.Forever
	if now, ok := a.At(day); ok {
		t := newLawText(tr, a, now)
		shown = now.From
		v.Law, v.Basis, v.SHA256, v.Amended = &t, now.Basis, now.SHA256, tr.day(now.Amended)
		if now.Unseen != "" {
			v.Basis += "。" + now.Unseen
		}
		for _, p := range now.Provisions {
			v.Provisions = append(v.Provisions, s.provisionView(tr, a, p, day))
		}
	}
	for _, x := range a.Versions {
		row := versionRow{Status: x.Status, Shown: x.From == shown && x.Status == rules.InForce}
		if x.Status == rules.InForce {
			row.From, row.Href = tr.day(x.From), articleURL(a.ID)+"?on="+x.From.String()
			if x.To != rules.Forever {
				row.To = tr.day(x.To)
			}
		} else {
			row.From = tr.day(x.Amended)
		}
		v.Versions = append(v.Versions, row)
	}
	v.Timeline = newTimeline(tr, a.Versions, shown, s.today())
	for _, id := range a.Defines {
		v.Concepts = append(v.Concepts, s.concept(tr, id, day)...)
	}
	for _, t := range s.Book.Tests(a.ID) {
		row := testRow{Note: t.Note, Date: tr.actDate(t.ActDate), Faults: s.Book.Run(t)}
		for _, id := range sortedKeys(t.Expect) {
			row.Expect = append(row.Expect, testExpect{Of: s.cite(id), Verdict: t.Expect[id].Verdict})
		}
		if len(row.Faults) > 0 {
			v.Failing++
		}
		v.Tests = append(v.Tests, row)
	}
	return s.render(c, fiber.StatusOK, "article", page{Title: v.Name + "　" + a.Title, Nav: "rules",
		Crumb: []link{{Text: tr.T("nav.rules"), Href: "/rules"}, {Text: a.Law, Href: "/rules#" + path.Dir(a.ID)}, {Text: v.Name}}, Data: v})
}

func (s *Server) provisionView(tr *language, a *rules.Article, p *rules.Provision, day rules.Date) provisionView {
	v := provisionView{Provision: p, Anchor: anchor(strings.TrimPrefix(p.ID, a.ID+"/")), KindName: tr.T("kind." + string(p.Kind)), Of: s.cite(p.ID),
		Modifies: citeAll(s.Book, p.Modifies), AbsorbedBy: citeAll(s.Book, p.AbsorbedBy), Successors: citeAll(s.Book, p.Successors)}
	if p.Penalty != nil {
		v.Penalty = p.Penalty.Text()
	}
	nobody := rules.Incident{ActDate: rules.On(day), Actors: []rules.Actor{{}}} // the structure alone
	if r, ok := s.Book.Reason(nobody, "", p.ID); ok && len(p.Elements) > 0 {
		v.Diagram = newDiagram(tr, p.ID, r, false)
	}
	coded := func(es []rules.Element) (out []codedElement) {
		for _, e := range es {
			out = append(out, codedElement{Text: e.Text, When: e.When, Words: s.Book.InWords(e.When), Burden: e.Burden, Provisions: citeAll(s.Book, e.Provisions), Cites: citeAll(s.Book, e.Cites)})
		}
		return out
	}
	v.Elements, v.Exceptions = coded(p.Elements), coded(p.Exceptions)
	return v
}

func (s *Server) concept(tr *language, id string, day rules.Date) []conceptView {
	c, ok := s.Book.Concept(id)
	if !ok {
		return nil
	}
	for _, v := range c.Versions {
		if v.From <= day && day < v.To {
			return []conceptView{{Label: tr.Of(c.Label), Help: c.Help, When: v.When, Words: s.Book.InWords(v.When), From: tr.day(v.From)}}
		}
	}
	return nil
}

// provision leads from the address of a clause to its place in the article.
func (s *Server) provision(c *fiber.Ctx) error {
	id := c.Params("law") + "/" + c.Params("article")
	if a, ok := s.Book.Article(id); !ok || a.ID != id {
		return s.noArticle(s.language(c), id)
	}
	return c.Redirect(articleURL(id) + "#" + anchor(strings.Trim(c.Params("*"), "/")))
}

// noArticle suggests what may have been meant.
func (s *Server) noArticle(tr *language, id string) error {
	p := &problem{status: fiber.StatusNotFound, key: "no_article", args: []any{id}}
	var ids []string
	for _, a := range s.Book.Articles() {
		ids = append(ids, a.ID)
	}
	if near, ok := source.Suggest(id, ids); ok {
		a, _ := s.Book.Article(near)
		p.links = append(p.links, link{Text: articleName(a) + "　" + a.Title, Href: articleURL(near)})
	}
	for _, a := range s.Book.Articles() {
		if path.Dir(a.ID) == path.Dir(id) && len(p.links) < 6 && !slices.ContainsFunc(p.links, func(l link) bool { return l.Href == articleURL(a.ID) }) {
			p.links = append(p.links, link{Text: articleName(a) + "　" + a.Title, Href: articleURL(a.ID)})
		}
	}
	p.links = append(p.links, link{Text: tr.T("rules.all"), Href: "/rules"})
	return p
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
