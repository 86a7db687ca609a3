package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
)

// benchPage is the data of piece_bench.html: what becomes of a case when one thing is
// otherwise, and the exercises that gives.
type benchPage struct {
	Reopens *notice
	None    *empty // nothing can be turned yet
	Form    bool
	Version int
	Errors  []fieldError
	Picked  bool   // the exercises are picked, not generated
	Choose  string // what is wrong with that
	Story   []storyLine
	Actors  []benchActor
}

// benchActor is what can be turned of an actor: what moves a liability, and what does not.
type benchActor struct {
	Name          string
	Now           string // the liabilities of the case
	Moves, Stills []benchFlip
	AsItIs        []benchItem // exercises in which nothing is otherwise
	Gone          []benchItem // picked, and not to be made any more
	Unfit         []benchUnfit
	Untold        []*counterfactualView // changes that no sentence tells
}

// benchFlip is one thing otherwise, with the exercises that it gives.
type benchFlip struct {
	Told   string
	If     *counterfactualView
	Then   string // the liabilities then
	Items  []benchItem
	Picked int
	Open   bool
}

// benchItem is an exercise that may be picked.
type benchItem struct {
	ID, Value string // of its check box
	Type      string
	Question  string
	Checked   bool
	Fault     string
	Words     field // how the change is told; no name where nothing is
	Shown     *gradedView
}

// benchUnfit is an exercise that cannot be picked.
type benchUnfit struct{ Text, Why string }

// benchSent is what was sent of the bench and is not in the case: the words of exercises
// that are not picked, and what is wrong, by exercise; "" is the choice itself.
type benchSent struct {
	words, wrongs map[string]string
}

// pieceBench shows every single change of the facts of a case, with what it moves, and
// the exercises to be picked.
func (s *Server) pieceBench(c *fiber.Ctx) error {
	p, o, err := s.openPiece(c)
	if err != nil {
		return err
	}
	return s.benchAgain(c, fiber.StatusOK, p, o.Case, p.Version, benchSent{})
}

func (s *Server) benchAgain(c *fiber.Ctx, status int, p publishing.Piece, of *casebook.Case, version int, sent benchSent) error {
	if s.Quizzes == nil {
		return fiber.ErrNotFound
	}
	tr := s.language(c)
	v := benchPage{Reopens: reopens(tr, p), Version: version, Picked: of.Picked, Choose: sent.wrongs[""]}
	for _, x := range of.Narrative {
		v.Story = append(v.Story, storyLine{x.ID, x.Text})
	}
	if v.Choose != "" {
		v.Errors = append(v.Errors, fieldError{Text: v.Choose, Href: "#how"})
	}
	moves, all, picked := 0, 0, 0
	cases := casebook.Of(s.Book, of)
	for nth, offer := range s.Quizzes.Offers(of) {
		a := of.Actors[nth]
		x := s.benchActor(tr, nth, a, offer, sent)
		x.Untold = s.untold(tr, cases.Counterfactuals(of, a.Name), offer.Flips)
		moves, all, picked = moves+len(x.Moves), all+len(x.Moves)+len(x.Stills)+len(x.Untold), picked+len(a.Picks)
		for _, flip := range slices.Concat(x.Moves, x.Stills, []benchFlip{{Items: x.AsItIs}, {Items: x.Gone}}) {
			for _, it := range flip.Items {
				if it.Fault != "" {
					v.Errors = append(v.Errors, fieldError{Text: it.Fault, Href: "#" + it.ID})
				}
				v.Errors = append(v.Errors, faultsOf(it.Words)...)
			}
		}
		v.Actors = append(v.Actors, x)
	}
	title := tr.T("bench.title_auto", all, moves)
	if v.Picked {
		title = tr.T("bench.title_picked", all, moves, picked)
	}
	if all == 0 {
		title = tr.T("bench.none")
		v.None = &empty{Text: tr.T("bench.none_text"), Action: &link{Text: tr.T("bench.to_facts"), Href: pieceURL(p.ID, "facts")}}
	}
	v.Form = all > 0 || v.Picked
	crumbs := pieceCrumbs(tr, p, tr.T("bench.crumb"))
	return s.render(c, status, "piece_bench", page{Title: title, Nav: "materials", Error: status != fiber.StatusOK, Crumb: crumbs, Data: v})
}

func (s *Server) benchActor(tr *language, nth int, a casebook.Actor, offer quizzes.Offer, sent benchSent) benchActor {
	v := benchActor{Name: a.Name, Now: s.liabilities(tr, offer.Held)}
	items := map[string][]benchItem{}
	for n, x := range offer.Items {
		picked := slices.ContainsFunc(a.Picks, func(p casebook.Pick) bool { return p.Item == x.Name })
		one := s.benchItem(tr, fmt.Sprintf("%d-%d", nth, n), a, x, sent)
		switch {
		case x.Item == nil:
			v.Gone = append(v.Gone, one)
		case picked || one.Words.Fault != "" || len(x.Faults) == 0:
			items[x.Flip] = append(items[x.Flip], one)
		default:
			v.Unfit = append(v.Unfit, benchUnfit{one.Question, faultTexts(x.Faults, "")})
		}
	}
	for _, f := range offer.Flips {
		x := benchFlip{Told: f.Told, If: s.counterfactual(tr, &f.Counterfactual), Then: s.liabilities(tr, f.Held, leftOpen(f.Moves)...), Items: items[f.ID]}
		for _, it := range x.Items {
			if it.Checked {
				x.Picked++
			}
			x.Open = x.Open || it.Checked || it.Fault+it.Words.Fault != ""
		}
		if delete(items, f.ID); len(x.If.Moves) > 0 {
			v.Moves = append(v.Moves, x)
		} else {
			v.Stills = append(v.Stills, x)
		}
	}
	for _, x := range offer.Items { // what is left belongs to no change
		v.AsItIs = append(v.AsItIs, items[x.Flip]...)
		delete(items, x.Flip)
	}
	return v
}

func (s *Server) benchItem(tr *language, id string, a casebook.Actor, x quizzes.Candidate, sent benchSent) benchItem {
	v := benchItem{ID: "pick-" + id, Value: a.Name + "/" + x.Name, Question: s.pickName(tr, x.Name), Fault: faultTexts(x.Faults, "item")}
	words := sent.words[v.Value]
	if i := slices.IndexFunc(a.Picks, func(p casebook.Pick) bool { return p.Item == x.Name }); i >= 0 {
		v.Checked, words = true, a.Picks[i].Wording
	} else {
		v.Fault = ""
	}
	if x.Told != "" {
		v.Words = field{Name: wordsName(v.Value), ID: "words-" + id, Label: tr.T("bench.words"), Help: tr.T("bench.words_help", x.Told), Value: words, Optional: true}
		if v.Words.Fault = sent.wrongs[v.Value]; v.Checked {
			v.Words.Fault = faultTexts(x.Faults, "wording")
		}
	} else if v.Checked && x.Item != nil { // words where there is nothing to be told
		v.Fault += faultTexts(x.Faults, "wording")
	}
	if x.Item == nil {
		return v
	}
	shown := s.answeredItem(tr, x.Item, x.Item.Key)
	question := x.Item.Stem[strings.LastIndex(x.Item.Stem, "\n\n")+2:]
	shown.AsKey, shown.Stem = true, s.snippet(question)
	v.Type, v.Question, v.Shown = x.Item.Type.Zh(), strings.ReplaceAll(question, "**", ""), &shown
	return v
}

// liabilities are provisions in a sentence: what an actor answers for, and what is open.
func (s *Server) liabilities(tr *language, held []string, open ...string) string {
	cites := func(ids []string) string {
		var out []string
		for _, id := range ids {
			out = append(out, s.cite(id).Text)
		}
		return strings.Join(out, tr.T("list.join"))
	}
	switch {
	case len(held)+len(open) == 0:
		return tr.T("bench.nothing")
	case len(open) == 0:
		return cites(held)
	case len(held) == 0:
		return tr.T("bench.open", cites(open))
	}
	return cites(held) + tr.T("list.semicolon") + tr.T("bench.open", cites(open))
}

// leftOpen are the offences and administrative liabilities that a change leaves open.
func leftOpen(moves []casebook.Move) (out []string) {
	for _, m := range moves {
		if m.To == rules.Undetermined && (m.Kind == rules.Criminal || m.Kind == rules.Administrative) {
			out = append(out, m.Provision)
		}
	}
	return out
}

// untold are the changes for which there is no sentence.
func (s *Server) untold(tr *language, all []casebook.Counterfactual, told []quizzes.Flip) (out []*counterfactualView) {
	first := func(changes []rules.FactChange) string {
		label, what := changed(s.Book, tr, changes[0])
		return label + what
	}
	known := map[string]bool{}
	for _, f := range told {
		known[first(f.Changes)] = true
	}
	for _, x := range all {
		if !known[first(x.Changes)] {
			out = append(out, s.counterfactual(tr, &x))
		}
	}
	return out
}
