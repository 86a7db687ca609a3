package web

import (
	"errors"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/rules"
)

// maxWhy is how many elements, and how many provisions, 為什麼問這個 names.
const maxWhy = 6

// questionPage is the data of question.html: one question about one fact.
type questionPage struct {
	Action      string            // where the answer goes
	Preview     string            // where the script asks what it would change
	Hidden      map[string]string // what the form carries along
	Fact        string
	Kind        rules.FactType // "date" also for the date of the act
	ActDate     bool           // the question is the date of the act
	Continuing  bool
	Title, Help string
	Judgment    bool
	WhoKnows    []string
	Options     []option
	Typed       string
	Who         string // the actor, when there are several
	From        string // "check" when the answer is being changed
	Left        int    // facts that can still swing something
	Answered    int
	Why         why
	Errors      []fieldError
	Now         now
	CheckURL    string // these once something is kept
	ResultURL   string
	FileURL     string // to start from a file, before
}

// Input is the field of a question that is answered by typing.
func (v questionPage) Input() field {
	f := field{Name: "v", ID: "answer", Label: v.Title, Help: v.Help, Value: v.Typed, Kind: numberField, Heading: true, FromBook: !v.ActDate}
	if v.Kind == rules.DateFact {
		f.Kind = dayField
	}
	if len(v.Errors) > 0 {
		f.Fault = v.Errors[0].Text
	}
	return f
}

// option is one radio or checkbox. Exclusive ones stand apart from the rest.
type option struct {
	Value, Label, Help string
	Checked, Exclusive bool
}

// why says what an answer can settle.
type why struct {
	Elements     []citedElement
	MoreElements int
	Settles      []cited
	MoreSettles  int
}

type citedElement struct {
	Text string
	Of   cited
}

// question shows a question: the one asked for, else the next that counts.
func (s interviews) question(c *fiber.Ctx) error {
	st, at, err := s.load(c)
	if err != nil {
		return err
	}
	fact := c.Query("q")
	if c.Query("all") != "" && !st.All {
		st.All = true
		if at, err = s.keep(c, at, st); err != nil {
			return err
		}
		return c.Redirect(at.question(""))
	}
	if fact == "" && !st.Dated {
		fact = rules.ActDateFact
	}
	if fact == "" {
		_, qs, err := at.open(st)
		if err != nil {
			return err
		}
		if len(qs) == 0 || qs[0].Skipped {
			return c.Redirect(at.check())
		}
		fact = qs[0].Fact
	}
	v, err := s.questionPage(c, at, st, fact)
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if len(v.Errors) > 0 {
		status = fiber.StatusUnprocessableEntity
	}
	return s.render(c, status, "question", page{Title: v.Title, Nav: at.nav, Error: len(v.Errors) > 0, Back: at.back(s.language(c), st, fact, c.Query("from")), Data: v})
}

func (s interviews) questionPage(c *fiber.Ctx, at place, st incident.Interview, fact string) (questionPage, error) {
	tr := s.language(c)
	v := questionPage{Action: at.asks, Preview: at.preview(), Hidden: at.hidden(), Fact: fact, From: c.Query("from"), Answered: len(st.Who().Answers)}
	if at.fresh() {
		v.FileURL = "/classify/file"
	} else {
		v.CheckURL, v.ResultURL = at.check(), at.result()
	}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
	}
	var chosen []string
	if fact == rules.ActDateFact {
		v.ActDate, v.Kind, v.Continuing = true, rules.DateFact, st.Continuing
		v.Title, v.Help = tr.T("date.title"), tr.T("date.help")
		v.Typed = st.Date
	} else {
		f, ok := at.book.Fact(fact)
		if !ok {
			return v, &problem{status: fiber.StatusNotFound, key: "no_fact", args: []any{fact}}
		}
		if a, ok := st.Get(fact); ok {
			chosen = chosenOf(a.Value)
		}
		v.Kind, v.Title, v.Help, v.Judgment, v.WhoKnows = f.Type, tr.Of(f.Question), f.Help, f.Judgment, f.WhoKnows
		if c.Query("e") != "" {
			chosen = queryOf(c)["v"]
		}
		v.Options = options(tr, f, chosen)
		if len(chosen) > 0 {
			v.Typed = chosen[0]
		}
	}
	if c.Query("e") != "" {
		v.Typed = c.Query("v")
		if _, err := at.apply(st, fact, url.Values{"v": queryOf(c)["v"], "continuing": queryOf(c)["continuing"]}); err != nil {
			v.Errors = at.fieldErrors(tr, err)
		}
	}
	base := st
	if fact != rules.ActDateFact {
		base = st.Unset(fact)
	}
	all, focus, err := at.open(base)
	if err != nil {
		return v, err
	}
	v.Left = len(focus)
	for _, q := range all {
		if q.Fact == fact && q.Who == st.At {
			v.Why = at.why(q.Question)
		}
	}
	v.Now, err = at.now(tr, st)
	return v, err
}

// back leads to the question before this one with its answer, or to where one came
// from.
func (p place) back(tr *language, st incident.Interview, fact, from string) *link {
	answers := st.Who().Answers
	i := slices.IndexFunc(answers, func(a incident.Answer) bool { return a.Fact == fact })
	if i < 0 {
		i = len(answers)
	}
	switch {
	case from == "check":
		return &link{Text: tr.T("back.check"), Href: p.check()}
	case fact == rules.ActDateFact:
		return &link{Text: tr.T("back.home"), Href: "/"}
	case i == 0:
		return &link{Text: tr.T("back.question"), Href: p.question(rules.ActDateFact)}
	}
	return &link{Text: tr.T("back.question"), Href: p.question(answers[i-1].Fact)}
}

func options(tr *language, f rules.Fact, chosen []string) []option {
	var out []option
	add := func(value, label, help string, exclusive bool) {
		out = append(out, option{Value: value, Label: label, Help: help, Checked: slices.Contains(chosen, value), Exclusive: exclusive})
	}
	switch f.Type {
	case rules.Bool:
		add("yes", tr.T("answer.yes"), "", false)
		add("no", tr.T("answer.no"), "", false)
	case rules.Enum, rules.Set:
		for _, x := range f.Values {
			add(x.ID, tr.Of(x.Label), x.Help, false)
		}
	}
	if f.Type == rules.Set {
		add(chooseNone, tr.T("answer.none"), "", true)
		add(chooseUnsure, tr.T("answer.unsure"), tr.T("answer.unsure_set"), true)
	} else {
		add(chooseUnsure, tr.T("answer.unsure"), tr.T("answer.unsure_help"), true)
	}
	return out
}

// open are the questions that are still to be asked in an interview, in their order,
// and of them those in focus.
func (p place) open(st incident.Interview) (all, focus []incident.Question, err error) {
	if all, err = st.QuestionsAbout(p.book, p.judged, st.At); err != nil {
		return nil, nil, contradicts(err)
	}
	return all, slices.DeleteFunc(slices.Clone(all), func(q incident.Question) bool { return !st.Asks(q.Question) }), nil
}

func (p place) why(q rules.Question) why {
	var w why
	for _, ref := range q.Elements {
		id, element, _ := cutElement(ref)
		of, ok := p.book.Provision(id)
		if !ok {
			continue
		}
		i := slices.IndexFunc(of.Elements, func(e rules.Element) bool { return e.ID == element })
		if i >= 0 {
			w.Elements = append(w.Elements, citedElement{Text: of.Elements[i].Text, Of: cite(p.book, id)})
		}
	}
	w.Settles = citeAll(p.book, q.Settles)
	if n := len(w.Elements) - maxWhy; n > 0 {
		w.Elements, w.MoreElements = w.Elements[:maxWhy], n
	}
	if n := len(w.Settles) - maxWhy; n > 0 {
		w.Settles, w.MoreSettles = w.Settles[:maxWhy], n
	}
	return w
}

// answer takes the answer to a question and leads on to the next.
func (s interviews) answer(c *fiber.Ctx) error {
	form := formOf(c)
	fact := form.Get("q")
	st, at, err := s.load(c)
	if err != nil {
		return err
	}
	next, err := at.apply(st, fact, form)
	if err != nil {
		var p *problem
		if !errors.As(err, &p) || p.status == fiber.StatusNotFound {
			return err
		}
		again := []string{"e", "1"}
		for _, v := range form["v"] {
			again = append(again, "v", v)
		}
		for _, name := range []string{"from", "continuing"} {
			if form.Get(name) != "" {
				again = append(again, name, form.Get(name))
			}
		}
		return c.Redirect(at.question(fact, again...), fiber.StatusSeeOther)
	}
	if at, err = s.keep(c, at, next); err != nil {
		return err
	}
	if form.Get("from") == "check" {
		return c.Redirect(at.check(), fiber.StatusSeeOther)
	}
	return c.Redirect(at.question(""), fiber.StatusSeeOther)
}

// apply answers one question. An error is a *problem.
func (p place) apply(st incident.Interview, fact string, form url.Values) (incident.Interview, error) {
	if fact == rules.ActDateFact {
		return p.applyDate(st, form)
	}
	f, ok := p.book.Fact(fact)
	if !ok {
		return st, &problem{status: fiber.StatusNotFound, key: "no_fact", args: []any{fact}}
	}
	if form.Get("do") == "skip" {
		return st.Skip(fact), nil
	}
	value, err := readAnswer(f, form["v"])
	if err != nil {
		return st, err
	}
	st = st.Set(fact, value)
	return st, p.consistent(st, fact)
}

func (p place) applyDate(st incident.Interview, form url.Values) (incident.Interview, error) {
	st.Dated = true
	if form.Get("do") == "unsure" || form.Get("do") == "skip" {
		st.Date, st.Continuing = "", false
		return st, nil
	}
	if rules.Plain(form.Get("v")) == "" {
		return st, wrong("date.empty")
	}
	d, err := parseActDate(form.Get("v"), p.judged)
	if err != nil {
		return st, err
	}
	st.Date, st.Continuing = d.Text, form.Get("continuing") != "" && !d.Exact()
	return st, nil
}

// consistent names the constraint that the answers break, and the other answers
// that could be changed instead.
func (p place) consistent(st incident.Interview, fact string) error {
	c, bad := p.book.Contradiction(valuesOf(st))
	if !bad {
		return nil
	}
	w := wrong("answer.contradiction", p.book.Sentence(c))
	for _, a := range st.Who().Answers {
		if a.Fact == fact {
			continue
		}
		if _, still := p.book.Contradiction(valuesOf(st.Unset(a.Fact))); !still {
			w.details = append(w.details, a.Fact)
		}
	}
	return w
}

func valuesOf(st incident.Interview) rules.Values {
	in := st.Incident()
	return in.Of(in.Actors[st.At])
}

// contradicts turns the engine's error about contradictory facts into a page.
func contradicts(err error) error {
	var x *rules.ContradictionError
	if errors.As(err, &x) {
		return &problem{status: fiber.StatusUnprocessableEntity, key: "contradiction", details: []string{x.Error()}}
	}
	return err
}

func (p place) fieldErrors(tr *language, err error) []fieldError {
	var w *problem
	if !errors.As(err, &w) {
		return nil
	}
	out := []fieldError{{Text: tr.T(w.key, w.args...), Href: "#answer"}}
	for _, fact := range w.details {
		if f, ok := p.book.Fact(fact); ok {
			out = append(out, fieldError{Text: tr.T("answer.change_other", tr.Of(f.Label)), Href: p.question(fact)})
		}
	}
	return out
}

// address is a page with the interview in its query.
func address(path, token string, extra url.Values) string {
	if extra == nil {
		extra = url.Values{}
	}
	if token != "" {
		extra.Set("s", token)
	}
	if len(extra) == 0 {
		return path
	}
	return path + "?" + extra.Encode()
}
