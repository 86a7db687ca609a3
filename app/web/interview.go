package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
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
	Others      []link // to questions about the others
	Hints       []hint // what the narrative suggests
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
	st, at, ok, err := s.load(c, audit.Opened)
	if !ok || err != nil {
		return err
	}
	fact := c.Query("q")
	if at.fixed {
		return c.Redirect(at.check())
	}
	if c.Query("all") != "" && !st.All && at.record == "" {
		st.All = true
		if at, err = s.keep(c, at, st); err != nil {
			return err
		}
		return c.Redirect(at.question(""))
	}
	if fact == "" && at.record != "" { // so that going back in the browser leads to this very question
		to, err := at.next(st, "", c.Query("who") != "")
		if err != nil {
			return err
		}
		return c.Redirect(to)
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
	switch {
	case c.Query("e") == answeredElsewhere:
		status = fiber.StatusConflict
	case len(v.Errors) > 0:
		status = fiber.StatusUnprocessableEntity
	}
	title := v.Title
	if v.Who != "" {
		title = v.Who + s.language(c).T("colon") + title
	}
	return s.render(c, status, "question", page{Title: title, Nav: at.nav, Error: len(v.Errors) > 0, Back: at.back(s.language(c), st, fact, c.Query("from"), c.Query("after")), Data: v})
}

func (s interviews) questionPage(c *fiber.Ctx, at place, st incident.Interview, fact string) (questionPage, error) {
	tr := s.language(c)
	v := questionPage{Action: at.asks, Preview: at.preview(), Hidden: at.hidden(), Fact: fact, From: c.Query("from"), Answered: len(st.Who().Answers)}
	if at.fresh() {
		v.FileURL = "/classify/file"
	} else {
		v.CheckURL, v.ResultURL = at.check(), at.result()
	}
	if at.record != "" {
		v.Hidden["was"], v.Hints = shown(st, fact), at.hints(st.Who().Name, fact)
	}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
		for i, p := range st.People {
			if i != st.At && at.record != "" {
				v.Others = append(v.Others, link{Text: p.Name, Href: at.asking(i)})
			}
		}
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
			if a.Told { // nobody has said that they are unsure of the rest
				chosen = slices.DeleteFunc(chosen, func(v string) bool { return v == chooseUnsure })
			}
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
		if c.Query("e") == answeredElsewhere {
			v.Errors = []fieldError{{Text: tr.T("question.elsewhere", at.told(tr, st, fact)), Href: "#answer"}}
		} else if _, err := at.apply(st, fact, url.Values{"v": queryOf(c)["v"], "continuing": queryOf(c)["continuing"]}); err != nil {
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
// from. After is the question before, where it was about somebody else.
func (p place) back(tr *language, st incident.Interview, fact, from, after string) *link {
	answers := st.Who().Answers
	i := slices.IndexFunc(answers, func(a incident.Answer) bool { return a.Fact == fact })
	if i < 0 {
		i = len(answers)
	}
	if number, before, ok := strings.Cut(after, "."); ok && from == "" {
		if other, at := p.turned(st, number); other.At != st.At {
			if _, ok := other.Get(before); ok {
				return &link{Text: tr.T("back.question"), Href: at.question(before)}
			}
		}
	}
	switch {
	case from == "check":
		return &link{Text: tr.T("back.check"), Href: p.check()}
	case fact == rules.ActDateFact && p.record != "":
		return &link{Text: tr.T("back.record"), Href: p.base}
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
// and of them those in focus: about everybody in a record, else about one person.
func (p place) open(st incident.Interview) (all, focus []incident.Question, err error) {
	if p.record == "" {
		all, err = st.QuestionsAbout(p.book, p.judged, st.At)
	} else {
		all, err = st.Questions(p.book, p.judged)
	}
	if err != nil {
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
