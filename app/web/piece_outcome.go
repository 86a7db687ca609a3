package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules/penalty"
)

// pieceOutcomePage is the data of piece_outcome.html: what became of everybody, beside
// what the rules find.
type pieceOutcomePage struct {
	Reopens  *notice
	Version  int
	Errors   []fieldError
	Faults   []fieldError // of the outcomes as they are saved
	Actors   []pieceDecided
	Counts   []agreementCount
	Rows     []checkedRow
	Stale    []staleReason
	Clash    *notice // why nothing is compared
	People   string
	Explains bool // there is a reason to be given or changed
}

// pieceDecided is an actor with what was decided about him.
type pieceDecided struct {
	Name, Role string
	Outcomes   []pieceDecision
	Add        string
}

type pieceDecision struct {
	casebook.Outcome
	Charges  []cited
	Sentence string
	Href     string
}

// checkedRow is a provision on which the authorities and the rules are compared, with
// the reason for a difference.
type checkedRow struct {
	agreementRow
	ID    string
	Kinds field // none where nothing differs
	Words field
}

// staleReason is a reason for a difference that is none.
type staleReason struct {
	ID, Actor, Of, Kind, Why string
	Checked                  bool
}

func (s *Server) pieceOutcome(c *fiber.Ctx) error {
	p, o, err := s.openPiece(c)
	if err != nil {
		return err
	}
	return s.pieceOutcomeAgain(c, fiber.StatusOK, p, o, p.Version, nil, nil)
}

func (s *Server) pieceOutcomeAgain(c *fiber.Ctx, status int, p publishing.Piece, o publishing.Opened, version int, sent url.Values, wrongs map[string]string) error {
	tr, at := s.language(c), pieceURL(p.ID, "outcome")
	v := pieceOutcomePage{Reopens: reopens(tr, p), Version: version, People: pieceURL(p.ID, "edit") + "#people", Faults: pieceFaults(tr, o, "outcome", "#decided")}
	for i, a := range o.Case.Actors {
		x := pieceDecided{Name: a.Name, Role: a.Role, Add: decisionURL(at, i, -1)}
		for j, d := range a.Outcome {
			x.Outcomes = append(x.Outcomes, pieceDecision{d, citeAll(s.Book, d.Charges), sentenceOf(d), decisionURL(at, i, j)})
		}
		v.Actors = append(v.Actors, x)
	}
	if x, bad := publishing.Contradiction(o.Case, s.Book, ""); bad {
		v.Clash = &notice{Kind: "warning", Title: tr.T("writing.outcome.clash"), Text: s.Book.Sentence(x), Links: []link{{Text: tr.T("writing.step.facts"), Href: pieceURL(p.ID, "facts")}}}
	}
	rows := o.Case.Agreement(s.Book)
	v.Rows, v.Counts = s.checkedRows(tr, rows, sent, wrongs)
	for _, a := range o.Case.Actors {
		for i, d := range o.Case.Stale(rows, a.Name) {
			x := staleReason{ID: fmt.Sprint(a.Name, "/", i), Actor: a.Name, Kind: d.Kind.Zh(), Why: d.Why, Of: tr.T("writing.outcome.sanction")}
			if d.Provision != "" {
				x.Of = s.cite(d.Provision).Text
			}
			x.Checked = slices.Contains(sent["drop"], x.ID)
			v.Stale = append(v.Stale, x)
		}
	}
	for _, r := range v.Rows {
		v.Explains = v.Explains || r.Kinds.Name != ""
		v.Errors = append(v.Errors, faultsOf(r.Kinds, r.Words)...)
	}
	v.Explains = v.Explains || len(v.Stale) > 0
	open := slices.IndexFunc(v.Counts, func(x agreementCount) bool { return x.Result == casebook.Unexplained && x.N > 0 })
	title := tr.T("writing.outcome.agrees")
	switch {
	case len(v.Rows) == 0:
		title = tr.T("writing.step.outcome")
	case open >= 0:
		title = tr.T("writing.outcome.open", v.Counts[open].N)
	}
	return s.render(c, status, "piece_outcome", page{Title: title, Nav: "materials", Error: status != fiber.StatusOK, Crumb: pieceCrumbs(tr, p, tr.T("writing.step.outcome")), Data: v})
}

// checkedRows are the rows of the comparison, each that differs with its reason.
func (s *Server) checkedRows(tr *language, rows []casebook.Row, sent url.Values, wrongs map[string]string) (out []checkedRow, counts []agreementCount) {
	var ranges []*penalty.Range
	for _, r := range rows {
		if len(r.Official.Sentences) > 0 {
			ranges = append(ranges, r.Engine.Penalty)
		}
	}
	scale := newScale(tr, ranges)
	for _, r := range results {
		n := 0
		for _, x := range rows {
			if x.Result == r {
				n++
			}
		}
		counts = append(counts, agreementCount{r, n})
	}
	for i, r := range rows {
		x := checkedRow{agreementRow: agreementRow{Row: r}, ID: fmt.Sprint("row-", i)}
		if r.Provision != "" {
			of := s.cite(r.Provision)
			x.Of = &of
		}
		if len(r.Official.Sentences) > 0 && r.Engine.Penalty != nil {
			if x.Bar = scale.bar(r.Engine.Penalty); x.Bar != nil {
				x.Bar.Marks = scale.marks(r.Official.Sentences)
				x.Bar.Label = tr.T("agreement.bar", r.Engine.Penalty.Text(), r.Official.Sentence)
			}
		}
		if kinds := r.Reasons(); len(kinds) > 0 {
			chosen, why := string(r.Kind), r.Why
			name := strconv.Itoa(i)
			if sent != nil {
				chosen, why = sent.Get("kind:"+name), sent.Get("why:"+name)
			}
			x.Kinds = field{Name: "kind:" + name, ID: x.ID + "-kind", Label: tr.T("writing.outcome.kind"), Fault: wrongs["kind:"+name]}
			for _, k := range kinds {
				x.Kinds.Choices = append(x.Kinds.Choices, option{Value: string(k), Label: k.Zh(), Help: tr.T("writing.why." + string(k)), Checked: chosen == string(k)})
			}
			x.Kinds.Choices = append(x.Kinds.Choices, option{Label: tr.T("writing.outcome.not_yet"), Checked: chosen == ""})
			x.Words = field{Name: "why:" + name, ID: x.ID + "-why", Kind: longField, Label: tr.T("writing.outcome.why"), Help: tr.T("writing.outcome.why_help"), Value: why, Fault: wrongs["why:"+name]}
		}
		out = append(out, x)
	}
	return out, counts
}

// explainPiece saves the reasons for differences, and lets go those that are stale.
func (s *Server) explainPiece(c *fiber.Ctx) error {
	p, of, version, err := s.pieceThen(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	rows, wrongs := of.Agreement(s.Book), map[string]string{}
	drawn := of.File()
	for _, a := range of.Actors {
		for i, d := range of.Stale(rows, a.Name) {
			if slices.Contains(sent["drop"], fmt.Sprint(a.Name, "/", i)) {
				publishing.Explain(of, casebook.Row{Actor: a.Name, Provision: d.Provision, Kind: d.Kind}, casebook.Difference{})
			}
		}
	}
	for i, r := range rows {
		name := strconv.Itoa(i)
		kinds := r.Reasons()
		if len(kinds) == 0 || !sent.Has("why:"+name) {
			continue
		}
		kind, why := casebook.DifferenceKind(sent.Get("kind:"+name)), strings.TrimSpace(sentText(sent.Get("why:"+name)))
		switch {
		case kind != "" && !slices.Contains(kinds, kind):
			wrongs["kind:"+name] = tr.T("answer.odd")
		case kind != "" && why == "":
			wrongs["why:"+name] = tr.T("writing.outcome.no_why")
		case kind == "" && why != "":
			wrongs["kind:"+name] = tr.T("writing.outcome.no_kind")
		default:
			publishing.Explain(of, r, casebook.Difference{Provision: r.Provision, Kind: kind, Why: why})
		}
	}
	if len(wrongs) > 0 {
		o, err := publishing.OpenCase(p.Key, drawn, s.Book)
		if err != nil {
			return err
		}
		return s.pieceOutcomeAgain(c, fiber.StatusUnprocessableEntity, p, o, version, sent, wrongs)
	}
	return s.keepPiece(c, p, version, of.File(), pieceURL(p.ID, "outcome"))
}

func decisionURL(at string, actor, outcome int) string {
	return fmt.Sprintf("%s/%d/%d", at, actor+1, outcome+1)
}

// sentenceOf is the sentence of an outcome in words.
func sentenceOf(o casebook.Outcome) string {
	var words []string
	for _, x := range o.Sentences {
		words = append(words, x.Text())
	}
	text := strings.Join(words, "、")
	if o.Counts > 1 && len(words) == 1 {
		text = fmt.Sprintf("%d罪，各%s", o.Counts, text)
	}
	if o.Combined != nil {
		text += "，應執行" + o.Combined.Text()
	}
	return text
}
