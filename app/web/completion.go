package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/training"
	"shoumi/rules"
)

// mostPeople is how many people a page reckons with; of more, a unit has to be
// chosen. How a round stands with ten thousand takes less than half a second.
const mostPeople = 20_000

// countedRounds is of how many rounds, the latest, the list tells how they stand.
const countedRounds = 5

// crew is people whose training the visitor may see.
type crew struct {
	scope    account.Scope // of the visitor
	tree     account.Tree
	unit     string // chosen within the scope; "": all of it
	people   []training.Person
	accounts map[string]account.Account
	many     bool // too many to reckon with: there is nobody in people
}

// crew are the people of a unit and below it, or of the visitor's whole scope, unit by
// unit. A unit outside the scope is not there.
func (s *Server) crew(c *fiber.Ctx, a account.Action, unit string) (crew, error) {
	scope, tree, err := s.scope(c, a)
	out := crew{scope: scope, tree: tree, unit: unit, accounts: map[string]account.Account{}}
	if err != nil {
		return out, err
	}
	if unit != "" {
		if _, there := tree.Unit(unit); !there || !scope.Has(unit) {
			return out, fiber.ErrNotFound
		}
		scope = account.Scope{Units: ids(tree.Under(unit))}
	}
	page, err := s.People.List(c.UserContext(), account.Find{Scope: scope, Limit: mostPeople})
	if err != nil {
		return out, err
	}
	if out.many = page.Next != ""; out.many {
		return out, nil
	}
	if scope.All {
		at := map[string]int{"": len(tree.All())}
		for i, u := range tree.All() {
			at[u.ID] = i
		}
		slices.SortStableFunc(page.Accounts, func(a, b account.Account) int { return cmp.Compare(at[a.Unit], at[b.Unit]) })
	}
	for _, who := range page.Accounts {
		out.accounts[who.ID] = who
		out.people = append(out.people, personOf(who, tree))
	}
	return out, nil
}

// concerns says whether an assignment to a unit or person is one to the crew.
func (w crew) concerns(to string) bool {
	if _, ok := w.accounts[to]; ok || w.scope.Has(to) {
		return true
	}
	return slices.ContainsFunc(w.scope.Units, func(u string) bool {
		return slices.ContainsFunc(w.tree.Path(u), func(above account.Unit) bool { return above.ID == to })
	})
}

// rows are how a round stands with the crew. Whoever has left is in it only when they
// finished.
func (s *Server) rows(c *fiber.Ctx, w crew, round string) ([]training.Row, error) {
	all, err := s.Training.Roster(c.UserContext(), round, w.people)
	return slices.DeleteFunc(all, func(r training.Row) bool {
		return w.accounts[r.Person.Account].Disabled && r.Standing != training.Done
	}), err
}

// roundIn is a round of the agency, as lists of rounds have it.
type roundIn struct {
	id     string
	course *training.Course
	term   string
}

// rounds are the rounds that concern a crew, the latest first.
func (s *Server) rounds(c *fiber.Ctx, w crew) (out []roundIn, err error) {
	all, err := s.Training.Assignments(c.UserContext())
	for _, a := range all {
		course, ok := s.Training.Courses().Course(a.Course)
		if ok && w.concerns(a.To) && !slices.ContainsFunc(out, func(r roundIn) bool { return r.id == a.Round() }) {
			out = append(out, roundIn{a.Round(), course, a.Term})
		}
	}
	return out, err
}

// roundAt is the round of an address, if it concerns the crew.
func (s *Server) roundAt(c *fiber.Ctx, w crew) (roundIn, error) {
	all, err := s.rounds(c, w)
	if err != nil {
		return roundIn{}, err
	}
	i := slices.IndexFunc(all, func(r roundIn) bool { return r.id == roundOf(c) })
	if i < 0 {
		return roundIn{}, fiber.ErrNotFound
	}
	return all[i], nil
}

// title names a round.
func (r roundIn) title(tr *language) string {
	return tr.T("completion.round", tr.Of(r.course.Title), r.term)
}

func (r roundIn) href() string { return completionURL(r.id) }

func completionURL(round string) string { return "/completion/" + round }

// standing is how a round stands with somebody, in a word with its sign.
func (l *language) standing(s training.Standing) badge {
	class := map[training.Standing]string{training.NotStarted: "no", training.InProgress: "open", training.Done: "yes", training.Overdue: "late", training.WaivedOff: "none"}[s]
	return badge{class, l.T("standing." + string(s))}
}

// count counts rows by standing.
func count(rows []training.Row) map[training.Standing]int {
	out := map[training.Standing]int{}
	for _, r := range rows {
		out[r.Standing]++
	}
	return out
}

// completionPage is the data of completion.html.
type completionPage struct {
	Manage  bool
	Waiting int // waivers that the visitor may decide
	Table   table
	Older   []link
	Many    *notice
	Filter  filterForm
	Empty   *empty
	Courses []courseCredit
}

func (s *Server) completions(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	w, err := s.crew(c, account.SeeTraining, args.Get("unit"))
	if err != nil {
		return err
	}
	all, err := s.rounds(c, w)
	if err != nil {
		return err
	}
	v := completionPage{Manage: s.visitor(c).May(account.ManageTraining), Filter: unitFilter(tr, w, "/completion", nil), Courses: s.credits(tr)}
	v.Table = table{Caption: tr.T("completion.rounds"), Columns: []column{{Label: tr.T("completion.course")}, {Label: tr.T("completion.due")}}}
	for _, x := range training.Standings {
		v.Table.Columns = append(v.Table.Columns, column{Label: tr.T("standing." + string(x)), Number: true})
	}
	v.Table.Columns = append(v.Table.Columns, column{Label: tr.T("completion.all"), Number: true})
	overdue := 0
	for i, r := range all {
		href := listURL(r.href(), args, "lang", "")
		if i >= countedRounds || w.many {
			v.Older = append(v.Older, link{Text: r.title(tr), Href: href})
			continue
		}
		rows, err := s.rows(c, w, r.id)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		counts := count(rows)
		overdue += counts[training.Overdue]
		line := row{Cells: []cell{{Text: r.title(tr), Href: href}, {Text: tr.day(usualDue(rows))}}}
		for _, x := range training.Standings {
			line.Cells = append(line.Cells, cell{Text: strconv.Itoa(counts[x])})
		}
		v.Table.Rows = append(v.Table.Rows, row{Cells: append(line.Cells, cell{Text: strconv.Itoa(len(rows))})})
		for _, x := range rows {
			if x.AskedBy != "" && x.AskedBy != s.visitor(c).ID && x.Person.Account != s.visitor(c).ID {
				v.Waiting++
			}
		}
	}
	title := tr.T("completion.found", len(v.Table.Rows), overdue)
	switch {
	case w.many:
		title, v.Many = tr.T("completion.title"), tooMany(tr)
	case len(v.Table.Rows) == 0:
		title = tr.T("completion.none")
		v.Empty = &empty{Text: tr.T("completion.empty"), How: tr.T("completion.empty_how")}
	case overdue == 0:
		title = tr.T("completion.found_well", len(v.Table.Rows))
	}
	return s.render(c, fiber.StatusOK, "completion", page{Title: title, Nav: "completion", Data: v})
}

// usualDue is the day by which most people are to finish.
func usualDue(rows []training.Row) (usual rules.Date) {
	n := map[rules.Date]int{}
	for _, r := range rows {
		if n[r.Due]++; n[r.Due] > n[usual] {
			usual = r.Due
		}
	}
	return usual
}

// tooMany says that a unit has to be chosen.
func tooMany(tr *language) *notice {
	return &notice{Kind: "warning", Title: tr.T("completion.many", mostPeople), Text: tr.T("completion.many_how")}
}

// unitFilter narrows a page to a unit of the visitor's scope, and by further fields.
func unitFilter(tr *language, w crew, path string, fields []field) filterForm {
	f := filterForm{Action: path, Label: tr.T("completion.title"), Fields: append([]field{
		{Name: "unit", Kind: choiceField, Label: tr.T("people.unit"), Choices: append([]option{{Label: tr.T("people.every_unit")}}, unitOptions(w.tree, w.scope, w.unit)...)},
	}, fields...)}
	if w.unit != "" || slices.ContainsFunc(fields, func(x field) bool { return len(x.Choices) > 0 && !x.Choices[0].Checked }) {
		f.Clear = &link{Text: tr.T("completion.everybody"), Href: path}
	}
	return f
}

// courseCredit is what a course counts for, and since when.
type courseCredit struct {
	Title, ID string
	Lines     []string // the newest first
}

// credits are what all courses count for, as their files say.
func (s *Server) credits(tr *language) (out []courseCredit) {
	for _, x := range s.Training.Courses().All() {
		v := courseCredit{Title: tr.Of(x.Title), ID: x.ID}
		for _, k := range x.Credit {
			when := "then"
			if now, ok := x.CreditOn(s.today()); ok && now.From == k.From {
				when = "now"
			}
			v.Lines = append(v.Lines, tr.T("completion.credit."+when, tr.day(k.From), k.Hours, tr.Of(k.Category)))
		}
		v.Lines = append(v.Lines, tr.T("completion.valid", x.Valid, x.Renew))
		out = append(out, v)
	}
	return out
}

// completionCrumbs lead from the list of rounds to a page.
func completionCrumbs(tr *language, links ...link) []link {
	return append([]link{{Text: tr.T("completion.title"), Href: "/completion"}}, links...)
}

// words are what somebody typed into a field of several lines or words, one each.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;、，；　", r) })
}
