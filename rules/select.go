package rules

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules/source"
)

// A list of provisions may be written with selectors, read from left to right:
// "*" adds every offence of the book and "pdpa/*" those of a law; with "!" before
// it a selector or an id takes away, and "!negligence" takes the negligent ones,
// by the version in force: one number may have stood for both.
const notNegligent = "!negligence"

// listed checks a list of ids and selectors, and remembers the ids for crossCheck.
func (r *reader) listed(from string, list *source.Node) {
	for _, n := range list.List() {
		entry := n.Text()
		what, away := strings.CutPrefix(entry, "!")
		switch slug, law := strings.CutSuffix(what, "/*"); {
		case what == "*", entry == notNegligent:
		case law && !slices.Contains(lawOrder, slug):
			n.Fault(fmt.Sprintf("沒有「%s」這個法規代號", slug), r.suggest(slug, lawOrder))
		case law:
		case away && !citation.MatchString(what):
			n.Fault(fmt.Sprintf("「%s」不知道要除去什麼", entry), "寫成 !pdpa/41/1、!pdpa/* 或 "+notNegligent)
		case away:
			r.refs = append(r.refs, reference{from, n})
		default:
			r.citation(n)
			r.refs = append(r.refs, reference{from, n})
		}
	}
}

// selectOffences writes out the selectors of every list, once all offences are known.
func (r *reader) selectOffences() {
	var offences []string
	wilful := map[string]bool{} // in some version
	for _, a := range r.book.articles {
		for _, id := range a.provisionIDs() {
			for _, v := range a.Versions {
				for _, p := range v.Provisions {
					if p.ID == id && p.Kind == Criminal {
						wilful[id] = wilful[id] || !p.Negligence
						if !slices.Contains(offences, id) {
							offences = append(offences, id)
						}
					}
				}
			}
		}
	}
	choose := func(list []string) (ids []string, onlyWilful bool) {
		for _, entry := range list {
			what, away := strings.CutPrefix(entry, "!")
			prefix, many := strings.CutSuffix(what, "*")
			switch {
			case entry == notNegligent:
				onlyWilful = true
				ids = slices.DeleteFunc(ids, func(id string) bool { return !wilful[id] })
			case away:
				ids = slices.DeleteFunc(ids, func(id string) bool { return id == what || many && strings.HasPrefix(id, prefix) })
			case many:
				for _, id := range offences {
					if strings.HasPrefix(id, prefix) && !slices.Contains(ids, id) {
						ids = append(ids, id)
					}
				}
			default:
				ids = append(ids, what)
			}
		}
		return ids, onlyWilful
	}
	for _, a := range r.book.articles {
		for i, v := range a.Versions {
			for _, p := range v.Provisions {
				write := func(list *[]string, onlyWilful *bool) {
					if !slices.ContainsFunc(*list, func(s string) bool { return strings.HasPrefix(s, "!") || strings.HasSuffix(s, "*") }) {
						return
					}
					written := *list
					if *list, *onlyWilful = choose(written); len(*list) == 0 {
						r.places[fmt.Sprintf("%s@%d", p.ID, i)].Fault(fmt.Sprintf("「%s」選不到任何規定", strings.Join(written, "、")), "")
					}
				}
				write(&p.Modifies, &p.wilful)
				for _, elements := range [][]Element{p.Elements, p.Exceptions} {
					for k := range elements {
						write(&elements[k].Provisions, &elements[k].Wilful)
					}
				}
			}
		}
	}
}

// skips says that a list of wilful offences passes over a provision of that day.
func (k *compiler) skips(e Element, id string, on Date) bool {
	if a, ok := k.book.Article(id); ok && e.Wilful {
		if v, ok := a.At(on); ok {
			return slices.ContainsFunc(v.Provisions, func(p *Provision) bool { return p.ID == id && p.Negligence })
		}
	}
	return false
}
