package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// pickPiece saves which exercises are made of a case.
func (s *Server) pickPiece(c *fiber.Ctx) error {
	p, of, version, err := s.pieceThen(c)
	switch {
	case err != nil:
		return err
	case s.Quizzes == nil:
		return fiber.ErrNotFound
	}
	tr, sent := s.language(c), formOf(c)
	was := of.Picked
	typed := readPicks(tr, of, sent)
	ticked := slices.ContainsFunc(of.Actors, func(a casebook.Actor) bool { return len(a.Picks) > 0 })
	switch {
	case sent.Get("how") == "picked":
		of.Picked = true
	case !was && ticked:
		typed.wrongs[""] = tr.T("bench.ticked")
		of.Picked = false
	default: // back to those that are generated
		of.Picked = false
		for i := range of.Actors {
			of.Actors[i].Picks = nil
		}
		typed.wrongs = nil
	}
	if _, faults := s.Quizzes.Picked(of); len(typed.wrongs)+len(faults) > 0 {
		return s.benchAgain(c, fiber.StatusUnprocessableEntity, p, of, version, typed)
	}
	return s.keepPiece(c, p, version, of.File(), pieceURL(p.ID, "bench"))
}

// readPicks puts into a case the exercises that were ticked: those it had in their order,
// then new ones as the page has them. What was typed of others comes back, and is wrong
// unless the case had it.
func readPicks(tr *language, of *casebook.Case, sent url.Values) benchSent {
	typed := benchSent{words: map[string]string{}, wrongs: map[string]string{}}
	of.Actors = slices.Clone(of.Actors)
	for i := range of.Actors {
		a := &of.Actors[i]
		before := map[string]string{}
		var names, all []string
		for _, x := range a.Picks {
			before[x.Item] = x.Wording
			all = append(all, x.Item)
		}
		for _, value := range sent["pick"] {
			if name, ok := strings.CutPrefix(value, a.Name+"/"); ok {
				names = append(names, name)
			}
		}
		a.Picks = nil
		for _, name := range append(all, names...) {
			if slices.Contains(names, name) && !slices.ContainsFunc(a.Picks, func(x casebook.Pick) bool { return x.Item == name }) {
				a.Picks = append(a.Picks, casebook.Pick{Item: name, Wording: strings.TrimSpace(sent.Get(wordsName(a.Name + "/" + name)))})
			}
		}
		for key := range sent {
			name, ok := strings.CutPrefix(key, wordsName(a.Name+"/"))
			if words := strings.TrimSpace(sent.Get(key)); ok && !slices.Contains(names, name) && words != "" && words != before[name] {
				typed.words[a.Name+"/"+name] = words
				typed.wrongs[a.Name+"/"+name] = tr.T("bench.words_alone")
			}
		}
	}
	return typed
}

// wordsName is the field of the words of an exercise.
func wordsName(value string) string { return "words:" + value }

// faultTexts are what is wrong at a part of a pick, a line each; at "" at any.
func faultTexts(faults source.Faults, at string) string {
	var out []string
	for _, f := range faults {
		if at == "" || f.Path == at {
			out = append(out, f.Message)
		}
	}
	return strings.Join(out, "\n")
}

// pickAt names the exercise at a path, items/甲/0/wording or actors/甲/items/crime/intent=true.
func (s *Server) pickAt(tr *language, p publishing.Piece, path []string) string {
	if path[0] == "actors" {
		return tr.T("piece.part.item", path[1], s.pickName(tr, strings.Join(path[3:], "/")))
	}
	if x, _ := s.draftCase(p.Key, p.File); x != nil && len(path) > 2 {
		a, _ := x.Actor(path[1])
		if i, err := strconv.Atoi(path[2]); err == nil && i < len(a.Picks) {
			return tr.T("piece.part.item", a.Name, s.pickName(tr, a.Picks[i].Item))
		}
	}
	return tr.T("piece.part.items")
}

// pickName says what an exercise asks, by what a case picks it by: of which kind it is,
// and which fact is otherwise in it.
func (s *Server) pickName(tr *language, name string) string {
	kind, flip, _ := strings.Cut(name, "/")
	kind, _, _ = strings.Cut(kind, "-")
	if !slices.Contains(pickKinds, kind) {
		return name
	}
	text := tr.T("bench.kind." + kind)
	key, value, turned := strings.Cut(flip, "=")
	id, member, _ := strings.Cut(key, ".")
	f, known := s.Book.Fact(id)
	if !turned || !known {
		return text
	}
	value, _, _ = strings.Cut(value, "-") // of several sentences for one value the number
	var is any = value
	switch {
	case value == "unknown":
		is = nil
	case f.Type == rules.Set:
		is = map[string]bool{member: value == "true"}
	case f.Type == rules.Bool:
		is = value == "true"
	}
	_, what := changed(s.Book, tr, rules.FactChange{Fact: id, To: is})
	return tr.T("bench.asks", text, tr.Of(f.Label), what)
}

// pickKinds are the kinds of exercises, as their ids have them.
var pickKinds = []string{"crime", "tier", "harmless", "decisive", "table", "open"}
