package web

import (
	"path"
	"slices"
	"strings"

	"shoumi/rules"
)

// cited is a clause of law: its words, and where its page is when the book has it.
type cited struct{ ID, Text, Href string }

// cite is a clause of the book that the server has.
func (s *Server) cite(id string) cited { return cite(s.Book, id) }

// cite writes an id, criminal-code/132/2, as lawyers do and links it.
func cite(b *rules.Book, id string) cited {
	c := cited{ID: id, Text: id}
	parts := strings.Split(id, "/")
	if len(parts) < 2 {
		return c
	}
	if a, ok := b.Article(id); ok {
		c.Href = lawURL(b, id)
		c.Text = articleName(a) + clause(id, a)
		if p, ok := b.Provision(id); ok {
			c.Text = p.Cite
		}
		return c
	}
	for _, a := range b.Articles() {
		if path.Dir(a.ID) == parts[0] { // the law is here, the article is not
			fake := rules.Article{ID: parts[0] + "/" + parts[1], Short: a.Short, Unit: a.Unit, Number: parts[1]}
			c.Text = articleName(&fake) + clause(id, &fake)
			break
		}
	}
	return c
}

// citeOn is cite with the text as it stood on a day, where it was in force then.
func citeOn(b *rules.Book, id string, on rules.Date) cited {
	c := cite(b, id)
	if a, ok := b.Article(id); ok && c.Href != "" {
		if _, there := a.At(on); there {
			path, anchor, has := strings.Cut(c.Href, "#")
			if c.Href = path + "?on=" + on.String(); has {
				c.Href += "#" + anchor
			}
		}
	}
	return c
}

func citeAll(b *rules.Book, ids []string) []cited {
	var out []cited
	for _, id := range ids {
		out = append(out, cite(b, id))
	}
	return out
}

// lawURL is where the page of an article or clause of the book is; "" when the
// book has none.
func lawURL(b *rules.Book, id string) string {
	a, ok := b.Article(id)
	if !ok {
		return ""
	}
	if local := strings.TrimPrefix(strings.TrimPrefix(id, a.ID), "/"); local != "" {
		return articleURL(a.ID) + "#" + anchor(local)
	}
	return articleURL(a.ID)
}

func articleURL(id string) string { return "/rules/" + id }

// anchor is where a paragraph stands on the page of its article.
func anchor(local string) string { return "p" + strings.ReplaceAll(local, "/", "-") }

// articleName is 刑法第132條, 個資法第6條之1.
func articleName(a *rules.Article) string {
	main, sub, has := strings.Cut(a.Number, "-")
	name := a.Short + "第" + main + a.Unit
	if has {
		name += "之" + sub
	}
	return name
}

// clause is the part behind the article, 第2項第1款.
func clause(id string, a *rules.Article) string {
	var b strings.Builder
	local := strings.TrimPrefix(strings.TrimPrefix(id, a.ID), "/")
	for i, n := range strings.Split(local, "/") {
		if n != "" {
			b.WriteString("第" + n + [...]string{"項", "款", "目"}[min(i, 2)])
		}
	}
	return b.String()
}

// cutElement takes provision#element apart.
func cutElement(ref string) (provision, element string, ok bool) { return strings.Cut(ref, "#") }

// citation is a place of the book that relies on an article.
type citation struct {
	By  cited
	Why []string // keys of the language files
}

// citations finds for every article who cites it.
func citations(b *rules.Book) map[string][]citation {
	out := map[string][]citation{}
	add := func(by, why string, ids ...string) {
		own, _ := b.Article(by)
		for _, id := range ids {
			a, ok := b.Article(id)
			if !ok || a == own {
				continue
			}
			i := slices.IndexFunc(out[a.ID], func(c citation) bool { return c.By.ID == by })
			if i < 0 {
				i = len(out[a.ID])
				out[a.ID] = append(out[a.ID], citation{By: cite(b, by)})
			}
			if c := &out[a.ID][i]; !slices.Contains(c.Why, why) {
				c.Why = append(c.Why, why)
			}
		}
	}
	for _, a := range b.Articles() {
		for _, v := range a.Versions {
			for _, p := range v.Provisions {
				for _, e := range slices.Concat(p.Elements, p.Exceptions) {
					add(p.ID, "cited.element", e.Cites...)
					add(p.ID, "cited.provision", e.Provisions...)
				}
				add(p.ID, "cited.modifies", p.Modifies...)
				add(p.ID, "cited.absorbed", p.AbsorbedBy...)
				add(p.ID, "cited.successor", p.Successors...)
			}
		}
	}
	return out
}
