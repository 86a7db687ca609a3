package web

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

// factsPage is the data of incident_facts.html: what the narrative suggests.
type factsPage struct {
	Version   int
	Fixed     bool
	Told      bool // there is a narrative
	Sentences []toldSentence
	Open      int // proposals that nobody has decided on
	Decided   int
	Passed    []passedWords
	Errors    []fieldError
	Narrative string
	Next      string
}

// toldSentence is a sentence with what it suggests.
type toldSentence struct {
	Number    int
	Pieces    []markedText
	Proposals []proposed
}

// proposed is a proposal as its page shows it.
type proposed struct {
	Key             string
	Who, Text       string // whom it is about, and what it says
	As              string // as the narrative calls them, where that is otherwise
	Words           string
	Why             []string
	Likely          bool
	Claim, Judgment bool
	Fate            incident.Fate
	Stands          string
	Clash           []string
	Checked         bool
}

// passedWords are words of the lexicon that are no proposal.
type passedWords struct{ Words, Fact, Why string }

func (s *Server) incidentFacts(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	return s.factsAgain(c, fiber.StatusOK, r, nil)
}

func (s *Server) factsAgain(c *fiber.Ctx, status int, r incident.Record, faults []fieldError) error {
	tr := s.language(c)
	p := factsPage{Version: r.Version, Fixed: !s.writable(c, r), Told: r.Content.Narrative != "", Errors: faults,
		Narrative: incidentURL(r.ID, "narrative"), Next: incidentURL(r.ID, "questions")}
	var reading cue.Reading
	var all []incident.Proposal
	if s.Cues != nil {
		reading, all = r.Proposals(s.Cues)
	}
	sent := formOf(c)
	for i, sentence := range reading.Sentences {
		t := toldSentence{Number: i + 1, Pieces: markWords(sentence, i, all)}
		for _, x := range all {
			if x.Evidence[0].Sentence != i {
				continue
			}
			v := s.proposed(tr, all, x)
			v.Checked = slices.Contains(sent["take"], x.Key)
			if x.Fate == incident.Open {
				p.Open++
			} else {
				p.Decided++
			}
			t.Proposals = append(t.Proposals, v)
		}
		p.Sentences = append(p.Sentences, t)
	}
	for _, x := range reading.Passed {
		if f, ok := s.Book.Fact(x.Fact); ok {
			p.Passed = append(p.Passed, passedWords{x.Text, tr.Of(f.Label), x.Not.Zh()})
		}
	}
	title := tr.T("facts.title_none")
	switch {
	case p.Open > 0:
		title = tr.T("facts.title_open", p.Open)
	case p.Decided > 0:
		title = tr.T("facts.title_done", p.Decided)
	}
	return s.render(c, status, "incident_facts", page{Title: title, Nav: "incidents", Error: len(faults) > 0, Crumb: incidentCrumbs(tr, r, tr.T("facts.crumb")), Data: p})
}

// markWords is a sentence with the words that suggest something.
func markWords(sentence cue.Sentence, number int, all []incident.Proposal) (out []markedText) {
	runes := []rune(sentence.Text)
	marked := make([]bool, len(runes))
	for _, p := range all {
		for _, e := range p.Evidence {
			for i := e.Words.Start; e.Sentence == number && i < e.Words.End; i++ {
				if at := i - sentence.Start; at >= 0 && at < len(marked) {
					marked[at] = true
				}
			}
		}
	}
	for from := 0; from < len(runes); {
		to := from + 1
		for to < len(runes) && marked[to] == marked[from] {
			to++
		}
		piece := markedText{Text: string(runes[from:to])}
		if marked[from] {
			piece.Href = "#"
		}
		out = append(out, piece)
		from = to
	}
	return out
}

// says is a proposal in words: the fact and its value.
func (s *Server) says(tr *language, p incident.Proposal) (text string, judgment bool) {
	return s.saysProposal(tr, p.Fact, p.Value)
}

// saysProposal is what a proposal of the lexicon says, in words.
func (s *Server) saysProposal(tr *language, fact string, value any) (text string, judgment bool) {
	if d, is := value.(rules.ActDate); is {
		return tr.T("facts.says", tr.T("check.date"), tr.actDate(d)), false
	}
	f, ok := s.Book.Fact(fact)
	if !ok {
		return fact, false
	}
	if member, is := value.(map[string]bool); is {
		for id, so := range member {
			i := slices.IndexFunc(f.Values, func(v rules.FactValue) bool { return v.ID == id })
			if i < 0 {
				continue
			}
			if so {
				return tr.T("facts.says", tr.Of(f.Label), tr.Of(f.Values[i].Label)), f.Judgment
			}
			return tr.T("facts.says_not", tr.Of(f.Label), tr.Of(f.Values[i].Label)), f.Judgment
		}
	}
	return tr.T("facts.says", tr.Of(f.Label), tr.Value(f, value)), f.Judgment
}

func (s *Server) proposed(tr *language, all []incident.Proposal, p incident.Proposal) proposed {
	v := proposed{Key: p.Key, Who: p.Who, Words: p.Words(), Likely: p.Strength == cue.Likely, Fate: p.Fate}
	v.Text, v.Judgment = s.says(tr, p)
	if p.Actor != p.Who {
		v.As = p.Actor
	}
	for _, e := range p.Evidence {
		if !slices.Contains(v.Why, e.Why) {
			v.Why = append(v.Why, e.Why)
		}
		v.Claim = v.Claim || e.Claim != ""
	}
	for _, i := range p.Clash {
		text, _ := s.says(tr, all[i])
		v.Clash = append(v.Clash, text)
	}
	if p.Fate == incident.Otherwise {
		if d, is := p.Stands.(rules.ActDate); is {
			v.Stands = tr.actDate(d)
		} else if f, ok := s.Book.Fact(p.Fact); ok {
			v.Stands = tr.Value(f, p.Stands)
		}
	}
	return v
}

// takeFacts takes the proposals that were ticked, or puts one aside.
func (s *Server) takeFacts(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	if s.Cues == nil {
		return fiber.ErrNotFound
	}
	taken, rejected := sent["take"], sent["reject"]
	if len(taken)+len(rejected) == 0 && sent.Get("rest") == "" {
		return s.factsAgain(c, fiber.StatusUnprocessableEntity, r, []fieldError{{Text: tr.T("facts.nothing"), Href: "#main"}})
	}
	if len(rejected) > 0 { // its own button: what is ticked stays to be decided
		taken = nil
	}
	if err := s.record(c, audit.IncidentChanged, tr.T("facts.crumb"), r.ID); err != nil {
		return err
	}
	_, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(sent), incident.Answered, func(r *incident.Record) error {
		_, all := r.Proposals(s.Cues)
		if sent.Get("rest") != "" {
			for _, p := range all {
				if p.Fate == incident.Open && !slices.Contains(taken, p.Key) {
					rejected = append(rejected, p.Key)
				}
			}
		}
		return r.Take(all, taken, rejected)
	})
	var clash *incident.ClashError
	var against *rules.ContradictionError
	switch {
	case errors.As(err, &clash):
		a, _ := s.says(tr, clash.A)
		b, _ := s.says(tr, clash.B)
		return s.factsAgain(c, fiber.StatusUnprocessableEntity, r, []fieldError{{Text: tr.T("facts.clash", a, b), Href: "#p-" + clash.A.Key}})
	case errors.As(err, &against):
		return s.factsAgain(c, fiber.StatusUnprocessableEntity, r, []fieldError{{Text: tr.T("facts.against", against.Error()), Href: "#main"}})
	case err != nil:
		return err
	}
	if len(taken) > 0 {
		s.say(c, "facts.took")
	}
	return c.Redirect(incidentURL(r.ID, "facts"), fiber.StatusSeeOther)
}
