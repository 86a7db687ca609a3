package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// chargesFound is how many provisions a search offers.
const chargesFound = 20

// decisionPage is the data of piece_decision.html: one official decision.
type decisionPage struct {
	Reopens *notice
	Version int
	Actor   string
	New     bool
	Errors  []fieldError
	Head    []field
	Charges field
	Find    field
	Found   string // what the search found, in words; empty: nothing was looked for
	Court   []field
	Agency  []field
	Leave   string
}

func (d *decisionPage) fields() (out []*field) {
	for _, all := range [][]field{d.Head, d.Court, d.Agency} {
		for i := range all {
			out = append(out, &all[i])
		}
	}
	return append(out, &d.Charges)
}

// sanctions are those of an agency, from the lightest on.
var sanctions = []casebook.Measure{casebook.Reprimand, casebook.Demerit, casebook.MajorDemerit, casebook.Suspension, casebook.Unspecified}

// decisionAt are the actor and the outcome of the address, as indices; the outcome is
// -1 where it is new.
func decisionAt(c *fiber.Ctx, of *casebook.Case) (actor, outcome int, err error) {
	actor, err1 := c.ParamsInt("actor")
	outcome, err2 := c.ParamsInt("number")
	if err1 != nil || err2 != nil || actor < 1 || actor > len(of.Actors) || outcome < 0 || outcome > len(of.Actors[actor-1].Outcome) {
		return 0, 0, store.ErrNotFound
	}
	return actor - 1, outcome - 1, nil
}

func (s *Server) decisionForm(c *fiber.Ctx) error {
	p, o, err := s.openPiece(c)
	if err != nil {
		return err
	}
	i, j, err := decisionAt(c, o.Case)
	if err != nil {
		return err
	}
	return s.decisionAgain(c, fiber.StatusOK, p, p.Version, s.drawDecision(c, p, o.Case, i, j, nil))
}

func (s *Server) decisionAgain(c *fiber.Ctx, status int, p publishing.Piece, version int, v decisionPage) error {
	tr := s.language(c)
	v.Version, v.Reopens = version, reopens(tr, p)
	for _, f := range v.fields() {
		v.Errors = append(v.Errors, f.Faults()...)
	}
	title := tr.T("writing.decision.title", v.Actor)
	if v.New {
		title = tr.T("writing.decision.new", v.Actor)
	}
	crumbs := pieceCrumbs(tr, p, tr.T("writing.step.outcome"), title)
	crumbs[2].Href = v.Leave
	return s.render(c, status, "piece_decision", page{Title: title, Nav: "materials", Error: len(v.Errors) > 0, Crumb: crumbs, Data: v})
}

// drawDecision is the form of a decision as it is known, or as it was sent.
func (s *Server) drawDecision(c *fiber.Ctx, p publishing.Piece, of *casebook.Case, i, j int, sent url.Values) decisionPage {
	tr, a := s.language(c), of.Actors[i]
	var d casebook.Outcome
	if j >= 0 {
		d = a.Outcome[j]
	}
	v := decisionPage{Actor: a.Name, New: j < 0, Leave: pieceURL(p.ID, "outcome")}
	text := func(name, value string, kind fieldKind) field {
		return field{Name: name, Label: tr.T("writing.decision." + name), Value: value, Kind: kind, Optional: true}
	}
	number := func(name string, n int64) field {
		f := text(name, "", numberField)
		if n != 0 {
			f.Value = strconv.FormatInt(n, 10)
		}
		return f
	}
	months := func(name string, n int) field {
		f := text(name, "", textField)
		if n != 0 {
			f.Value = penalty.Months(n).String()
		}
		return f
	}
	stage := field{Name: "stage", Label: tr.T("writing.decision.stage"), Help: tr.T("writing.decision.stage_help"), Kind: choiceField, Choices: []option{{Label: tr.T("writing.decision.choose")}}}
	for _, x := range casebook.Stages {
		stage.Choices = append(stage.Choices, option{Value: string(x), Label: x.Zh(), Checked: d.Stage == x})
	}
	told := text("text", d.Text, longField)
	told.Optional = false
	v.Head = []field{stage, text("body", d.Body, textField), told}
	var each []string
	for _, x := range d.Sentences {
		each = append(each, x.Text())
	}
	sentence := text("sentence", strings.Join(each, "\n"), longField)
	sentence.Help = tr.T("writing.decision.sentence_help")
	combined := text("combined", "", textField)
	if d.Combined != nil {
		combined.Value = d.Combined.Text()
	}
	v.Court = []field{sentence, number("counts", int64(d.Counts)), combined, months("probation", d.Probation), months("deprivation", d.Deprivation),
		number("payment", d.Payment), number("per_day", d.PerDay),
		{Name: "commutable", Kind: manyField, Label: tr.T("writing.decision.commuting"), Choices: []option{{Value: "1", Label: tr.T("writing.decision.commutable"), Checked: d.Commutable}}}}
	measure := field{Name: "measure", Label: tr.T("writing.decision.measure"), Kind: choiceField, Choices: []option{{Label: tr.T("writing.decision.no_sanction")}}}
	var given casebook.Sanction
	if d.Sanction != nil {
		given = *d.Sanction
	}
	for _, m := range sanctions {
		measure.Choices = append(measure.Choices, option{Value: string(m), Label: tr.T("writing.measure." + string(m)), Checked: given.Measure == m})
	}
	v.Agency = []field{measure, text("sanction", given.Text, textField), number("times", int64(given.Times))}
	v.Find = field{Name: "find", Label: tr.T("writing.decision.find"), Help: tr.T("writing.decision.find_help"), Value: sent.Get("find"), Optional: true}
	charges := d.Charges
	if sent != nil {
		f := form{}
		for _, x := range v.fields() {
			f.Fields = []field{*x}
			f.fill(sent)
			*x = f.Fields[0]
		}
		charges = sent["charge"]
	}
	var found int
	v.Charges, found = s.chargeField(tr, of, i, charges, sent.Get("find"))
	if rules.Plain(sent.Get("find")) != "" {
		v.Found = tr.T("writing.decision.found", found)
	}
	return v
}

// chargeField offers provisions: those chosen, those that were looked for, and what the
// rules find, established first.
func (s *Server) chargeField(tr *language, of *casebook.Case, actor int, chosen []string, word string) (field, int) {
	f := field{Name: "charge", ID: "charges", Kind: manyField, Label: tr.T("writing.decision.charges"), Help: tr.T("writing.decision.charges_help")}
	seen := map[string]bool{}
	add := func(id, help string) {
		if !seen[id] {
			seen[id] = true
			f.Choices = append(f.Choices, option{Value: id, Label: s.cite(id).Text, Help: help, Checked: slices.Contains(chosen, id)})
		}
	}
	for _, id := range chosen {
		add(id, "")
	}
	found := 0
	if want := bareCite(word); want != "" {
		for _, id := range s.Book.ProvisionIDs() {
			x, _ := s.Book.Provision(id)
			if found < chargesFound && (strings.Contains(bareCite(x.Cite), want) || strings.Contains(x.Label, strings.TrimSpace(word)) || id == word) {
				found++
				add(id, x.Label)
			}
		}
	}
	if report, err := s.Book.Find(of.Incident(), of.Judged(s.Book)); err == nil {
		for _, want := range []rules.Verdict{rules.Established, rules.Undetermined} {
			n := 0
			for _, x := range report.Actors[actor].Findings {
				if x.Verdict == want && (x.Kind == rules.Criminal || x.Kind == rules.Administrative) && n < factsFound {
					n++
					add(x.ID, want.Zh()+"　"+x.Title)
				}
			}
		}
	}
	return f, found
}

// bareCite is a citation without the words between its figures, so that 刑法132 finds
// 刑法第132條.
func bareCite(text string) string {
	return strings.NewReplacer("第", "", "條", " ", "項", " ", "款", " ", "點", " ", "之", "-").Replace(strings.TrimSpace(rules.Plain(text)))
}

// decide saves a decision, removes it, or looks for a provision.
func (s *Server) decide(c *fiber.Ctx) error {
	p, of, version, err := s.pieceThen(c)
	if err != nil {
		return err
	}
	i, j, err := decisionAt(c, of)
	if err != nil {
		return err
	}
	sent, a := formOf(c), &of.Actors[i]
	to := pieceURL(p.ID, "outcome")
	if sent.Get("do") == "remove" && j >= 0 {
		a.Outcome = slices.Delete(slices.Clone(a.Outcome), j, j+1)
		return s.keepPiece(c, p, version, of.File(), to)
	}
	v := s.drawDecision(c, p, of, i, j, sent)
	if sent.Get("do") == "find" {
		return s.decisionAgain(c, fiber.StatusOK, p, version, v)
	}
	var was casebook.Outcome
	if j >= 0 {
		was = a.Outcome[j]
	}
	d := readDecision(s.language(c), &v, was, sent)
	for _, f := range v.fields() {
		if f.Fault != "" {
			return s.decisionAgain(c, fiber.StatusUnprocessableEntity, p, version, v)
		}
	}
	a.Outcome = slices.Clone(a.Outcome)
	if j < 0 {
		a.Outcome = append(a.Outcome, d)
	} else {
		a.Outcome[j] = d
	}
	return s.keepPiece(c, p, version, of.File(), to)
}

// readDecision is the decision that was sent; fields say what cannot be read.
func readDecision(tr *language, v *decisionPage, was casebook.Outcome, sent url.Values) casebook.Outcome {
	at := map[string]*field{}
	for _, f := range v.fields() {
		at[f.Name] = f
	}
	get := func(name string) string { return strings.TrimSpace(sentText(sent.Get(name))) }
	whole := func(name string) int64 {
		if get(name) == "" {
			return 0
		}
		n, ok := rules.ParseNumber(get(name))
		if !ok || n < 0 {
			at[name].Fault = tr.T("answer.number")
		}
		return n
	}
	months := func(name string) int {
		if get(name) == "" {
			return 0
		}
		n, err := publishing.ReadTerm(get(name))
		if err != nil {
			at[name].Fault = tr.T("writing.decision.odd_term")
		}
		return n
	}
	sentence := func(name, text string) penalty.Sentence {
		x, err := publishing.ReadSentence(text)
		if err != nil {
			at[name].Fault = tr.T("writing.decision.odd_sentence", text)
		}
		return x
	}
	d := casebook.Outcome{Stage: casebook.Stage(get("stage")), Body: get("body"), Text: get("text"), Charges: publishing.Keep(was.Charges, sent["charge"]),
		Counts: int(whole("counts")), Payment: whole("payment"), PerDay: whole("per_day"), Commutable: get("commutable") != "",
		Probation: months("probation"), Deprivation: months("deprivation"), Differences: was.Differences}
	if !slices.Contains(casebook.Stages, d.Stage) {
		at["stage"].Fault = tr.T("writing.decision.no_stage")
	}
	if d.Text == "" {
		at["text"].Fault = tr.T("writing.decision.no_text")
	}
	for line := range strings.Lines(get("sentence")) {
		if line = strings.TrimSpace(line); line != "" {
			d.Sentences = append(d.Sentences, sentence("sentence", line))
		}
	}
	if text := get("combined"); text != "" {
		x := sentence("combined", text)
		d.Combined = &x
	}
	if m := casebook.Measure(get("measure")); slices.Contains(sanctions, m) || get("sanction") != "" {
		d.Sanction = &casebook.Sanction{Measure: m, Text: get("sanction"), Times: int(whole("times"))}
		switch {
		case m == "":
			at["measure"].Fault = tr.T("writing.decision.no_measure")
		case d.Sanction.Text == "":
			at["sanction"].Fault = tr.T("writing.decision.no_words")
		}
	}
	return d
}
