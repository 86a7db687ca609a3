package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

// How many facts a page asks at once, beside those that are known.
const (
	factsNext  = 6
	factsFound = 12
)

// pieceFactsPage is the data of piece_facts.html: what the narrative shows of one
// actor.
type pieceFactsPage struct {
	Reopens   *notice
	Version   int
	Who       []pieceTab
	Actor     string // empty: what holds for all
	Errors    []fieldError
	Story     []storyLine
	Known     []factField
	Next      []factField
	Found     []factField
	Proposals []pieceProposal
	Taken     int // proposals that are facts already
	Filters   filterForm
	Searched  bool
	More      int // that were found and are not shown
	People    string
	Done      link
}

// pieceTab leads to the same page about another actor.
type pieceTab struct {
	Text, Href string
	Here       bool
}

// storyLine is a sentence of a narrative.
type storyLine struct{ ID, Text string }

// pieceProposal is what words of the narrative suggest.
type pieceProposal struct {
	Key, Text, Words, As, Stands string
	Why, At                      []string
	Likely, Claim, Judgment      bool
	Checked                      bool
}

func (s *Server) factsOfPiece(c *fiber.Ctx) error {
	p, o, err := s.openPiece(c)
	if err != nil {
		return err
	}
	who := c.Query("who")
	if _, ok := o.Case.Actor(who); !ok && !c.Context().QueryArgs().Has("who") && len(o.Case.Actors) > 0 {
		who = o.Case.Actors[0].Name
	}
	return s.pieceFactsAgain(c, fiber.StatusOK, p, o.Case, p.Version, who, nil, nil)
}

// pieceFactsAgain shows the facts of an actor. What was sent stays in the fields; wrong
// says what is wrong by fact, and "" what is wrong with all.
func (s *Server) pieceFactsAgain(c *fiber.Ctx, status int, p publishing.Piece, of *casebook.Case, version int, who string, sent url.Values, wrongs map[string]string) error {
	tr, at := s.language(c), pieceURL(p.ID, "facts")
	if _, ok := of.Actor(who); !ok {
		who = ""
	}
	v := pieceFactsPage{Reopens: reopens(tr, p), Version: version, Actor: who, People: pieceURL(p.ID, "edit") + "#people", Done: link{Text: tr.T("writing.step.outcome"), Href: pieceURL(p.ID, "outcome")}}
	for _, a := range of.Actors {
		v.Who = append(v.Who, pieceTab{a.Name + "　" + a.Role, at + "?who=" + url.QueryEscape(a.Name), a.Name == who})
	}
	v.Who = append(v.Who, pieceTab{tr.T("writing.facts.everybody"), at + "?who=", who == ""})
	for _, x := range of.Narrative {
		v.Story = append(v.Story, storyLine{x.ID, x.Text})
	}
	draw := func(f rules.Fact, known casebook.Fact) factField {
		return s.factField(tr, of, f, known, sent, wrongs[f.ID])
	}
	shown := map[string]bool{}
	for _, x := range publishing.FactsOf(of, who) {
		if f, ok := s.Book.Fact(x.ID); ok {
			shown[x.ID] = true
			v.Known = append(v.Known, draw(f, x))
		}
	}
	elsewhere := func(id string) bool { // what holds for all is known of each
		return who != "" && slices.ContainsFunc(of.Shared, func(x casebook.Fact) bool { return x.ID == id })
	}
	args := queryOf(c)
	if sent != nil {
		args = url.Values{"q": {sent.Get("q")}, "group": {sent.Get("group")}}
	}
	v.Filters, v.Searched = s.factFilters(tr, at, who, args), args.Get("q")+args.Get("group") != ""
	for _, id := range s.factsWanted(of, who, args, sent) {
		f, ok := s.Book.Fact(id)
		if !ok || shown[id] || elsewhere(id) {
			continue
		}
		kept := slices.Contains(sent["fact"], id)
		switch {
		case v.Searched && (len(v.Found) < factsFound || kept):
			v.Found = append(v.Found, draw(f, casebook.Fact{}))
		case v.Searched:
			v.More++
			continue
		case len(v.Next) < factsNext || kept:
			v.Next = append(v.Next, draw(f, casebook.Fact{}))
		}
		shown[id] = true
	}
	if s.Cues != nil {
		for _, x := range publishing.Propose(of, s.Cues, who) {
			if x.Taken {
				v.Taken++
				continue
			}
			v.Proposals = append(v.Proposals, s.pieceProposal(tr, x, who, slices.Contains(sent["take"], x.Key)))
		}
	}
	if wrongs[""] != "" {
		v.Errors = append(v.Errors, fieldError{Text: wrongs[""], Href: "#facts"})
	}
	for _, all := range [][]factField{v.Known, v.Next, v.Found} {
		for _, f := range all {
			if f.Fault != "" {
				v.Errors = append(v.Errors, fieldError{Text: f.Label + tr.T("colon") + f.Fault, Href: "#" + f.ID})
			}
		}
	}
	name := who
	if name == "" {
		name = tr.T("writing.facts.everybody")
	}
	return s.render(c, status, "piece_facts", page{Title: tr.T("writing.facts.title", name, len(v.Known)), Nav: "materials", Error: status != fiber.StatusOK, Crumb: pieceCrumbs(tr, p, tr.T("writing.step.facts")), Data: v})
}

func (s *Server) pieceProposal(tr *language, x publishing.Proposed, who string, checked bool) pieceProposal {
	v := pieceProposal{Key: x.Key, At: x.At, Likely: x.Strength == cue.Likely, Checked: checked}
	v.Text, v.Judgment = s.saysProposal(tr, x.Fact, x.Value)
	if f, ok := s.Book.Fact(x.Fact); ok && x.Stands != nil {
		v.Stands = tr.Value(f, x.Stands)
	}
	if x.Actor != "" && x.Actor != who {
		v.As = x.Actor
	}
	var words []string
	for _, e := range x.Evidence {
		if !slices.Contains(words, e.Text) {
			words = append(words, e.Text)
		}
		if !slices.Contains(v.Why, e.Why) {
			v.Why = append(v.Why, e.Why)
		}
		v.Claim = v.Claim || e.Claim != ""
	}
	v.Words = strings.Join(words, "、")
	return v
}

// factFilters find facts that nobody has asked for yet.
func (s *Server) factFilters(tr *language, at, who string, args url.Values) filterForm {
	f := filterForm{Action: at, Label: tr.T("writing.facts.find"), Go: tr.T("writing.facts.find"), Hidden: map[string]string{"who": who}, Fields: []field{
		{Name: "q", Label: tr.T("writing.facts.word"), Value: args.Get("q")},
		{Name: "group", Label: tr.T("writing.facts.group"), Kind: choiceField, Choices: []option{{Label: tr.T("cases.any")}}},
	}}
	var groups []string
	for _, x := range s.Book.Facts() {
		if !slices.Contains(groups, x.Group) {
			groups = append(groups, x.Group)
			f.Fields[1].Choices = append(f.Fields[1].Choices, option{Value: x.Group, Label: tr.Group(x.Group), Checked: args.Get("group") == x.Group})
		}
	}
	if args.Get("q")+args.Get("group") != "" {
		f.Clear = &link{Text: tr.T("writing.facts.clear"), Href: at + "?who=" + url.QueryEscape(who)}
	}
	return f
}

// factsWanted are the facts to ask: those that were just sent, those that were looked
// for, or else what the provisions still depend on, best first.
func (s *Server) factsWanted(of *casebook.Case, who string, args, sent url.Values) []string {
	out := slices.Clone(sent["fact"])
	word, group := strings.TrimSpace(args.Get("q")), args.Get("group")
	if word+group != "" {
		for _, f := range s.Book.Facts() {
			text := f.ID + f.Label.Zh + f.Label.En + f.Question.Zh + f.Question.En
			for _, x := range f.Values {
				text += x.Label.Zh + x.Label.En
			}
			if (group == "" || f.Group == group) && strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				out = append(out, f.ID)
			}
		}
		return out
	}
	in := of.Incident()
	all, err := s.Book.Next(in, of.Judged(s.Book))
	if err == nil { // facts that contradict each other ask nothing
		for i, a := range in.Actors {
			for _, q := range all[i] {
				if a.Name == who {
					out = append(out, q.Fact)
				}
			}
		}
	}
	if len(in.Actors) == 0 || who == "" {
		for _, f := range s.Book.Facts() {
			out = append(out, f.ID)
		}
	}
	return out
}

// changePieceFacts saves the facts of an actor, with what was taken of the proposals.
func (s *Server) changePieceFacts(c *fiber.Ctx) error {
	p, of, version, err := s.pieceThen(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	who := sent.Get("who")
	if _, ok := of.Actor(who); !ok {
		who = ""
	}
	drawn, wrongs := *of, map[string]string{}
	drawn.Actors = slices.Clone(of.Actors)
	for _, id := range sent["fact"] {
		f, ok := s.Book.Fact(id)
		if !ok {
			continue
		}
		var now casebook.Fact
		for _, x := range publishing.FactsOf(of, who) {
			if x.ID == id {
				now = x
			}
		}
		next, fault := readFact(tr, of, f, now, sent)
		if fault != "" {
			wrongs[id] = fault
			continue
		}
		publishing.SetFact(of, s.Book, who, next)
	}
	if s.Cues != nil && len(sent["take"]) > 0 {
		for _, x := range publishing.Propose(of, s.Cues, who) {
			if slices.Contains(sent["take"], x.Key) {
				publishing.Take(of, s.Book, who, x)
				delete(wrongs, x.Fact)
			}
		}
	}
	if x, bad := publishing.Contradiction(of, s.Book, who); bad && len(wrongs) == 0 {
		text := tr.T("writing.facts.contradiction", s.Book.Sentence(x))
		if wrongs[""] = text; slices.Contains(sent["fact"], x.Fact) {
			wrongs = map[string]string{x.Fact: text}
		}
	}
	if len(wrongs) > 0 {
		return s.pieceFactsAgain(c, fiber.StatusUnprocessableEntity, p, &drawn, version, who, sent, wrongs)
	}
	return s.keepPiece(c, p, version, of.File(), pieceURL(p.ID, "facts")+"?who="+url.QueryEscape(who))
}
