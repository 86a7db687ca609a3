package web

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/rules/source"
)

const (
	rosterTime   = time.Minute // to read a roster and compare it with everybody there is
	rosterFaults = 200         // of a file that a page shows
	rosterRows   = 100         // of each kind of change that a page shows
)

// rosterPage is the data of roster.html, which asks for a roster.
type rosterPage struct {
	Text    string
	Choices field // how it is read
	Title   string
	Faults  []fieldError
	More    int      // faults that are not shown
	Example []string // its lines
}

// rosterSent is what the form of a roster holds, whichever page it stands in.
type rosterSent struct {
	name, text string
	pasted     bool
	newUnits   bool
	how        account.Import
	digest     string // of the plan that was seen; empty is none
}

func (s *Server) rosterForm(c *fiber.Ctx) error {
	return s.rosterAgain(c, fiber.StatusOK, rosterSent{}, nil)
}

// rosterAgain shows the form, with everything that is wrong with what was sent.
func (s *Server) rosterAgain(c *fiber.Ctx, status int, sent rosterSent, faults source.Faults, others ...fieldError) error {
	tr := s.language(c)
	p := rosterPage{Title: tr.T("error.summary"), Faults: others, Choices: field{Name: "how", Kind: manyField, Label: tr.T("import.how"), Choices: []option{
		{Value: "units", Label: tr.T("import.new_units"), Help: tr.T("import.new_units_help"), Checked: sent.newUnits},
		{Value: "external", Label: tr.T("import.external"), Help: tr.T("import.external_help"), Checked: sent.how.External},
	}}}
	if sent.pasted {
		p.Text = sent.text
	}
	if len(faults) > 0 {
		p.Title, p.More = tr.T("import.faults", len(faults)), max(0, len(faults)-rosterFaults)
		p.Faults = placed(tr, faults[:len(faults)-p.More], "#text")
	}
	rows, err := s.exampleRows(c)
	if err != nil {
		return err
	}
	for _, row := range rows {
		p.Example = append(p.Example, csvLine(row))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "roster", page{Title: tr.T("import.title"), Nav: "people", Error: len(p.Faults) > 0, Crumb: peopleCrumbs(tr, tr.T("import.title")), Data: p})
}

// exampleRows are a roster of made-up people, in units that the agency has.
func (s *Server) exampleRows(c *fiber.Ctx) ([][]string, error) {
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return nil, err
	}
	first, second := "市政府警察局", "市政府警察局/第一分局"
	if all := tree.All(); len(all) > 0 {
		first, second = tree.Label(all[0].ID), tree.Label(all[min(1, len(all)-1)].ID)
	}
	return [][]string{
		{"帳號", "姓名", "單位", "角色", "電子郵件"},
		{"example-1", "學員甲", first, account.Officer.Zh(), "example-1@example.gov.tw"},
		{"example-2", "主管乙", second, account.Officer.Zh() + "、" + account.Supervisor.Zh(), ""},
	}, nil
}

func (s *Server) rosterExample(c *fiber.Ctx) error {
	rows, err := s.exampleRows(c)
	if err != nil {
		return err
	}
	return sendCSV(c, "roster-example.csv", rows)
}

// roster reads a roster and shows what it would change. Only the plan that was seen
// is carried out: where people have changed meanwhile, the new one is shown.
func (s *Server) roster(c *fiber.Ctx) error {
	tr := s.language(c)
	sent, err := s.sentRoster(c)
	if err != nil {
		return err
	}
	if sent.text == "" {
		return s.rosterAgain(c, fiber.StatusUnprocessableEntity, sent, nil, fieldError{Text: tr.T("import.none"), Href: "#file"})
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), rosterTime)
	defer cancel()
	plan, err := s.planOf(ctx, sent, s.visitor(c).ID)
	var faults source.Faults
	if errors.As(err, &faults) {
		return s.rosterAgain(c, fiber.StatusUnprocessableEntity, sent, faults)
	} else if err != nil {
		return err
	}
	if sent.digest != "" && sent.digest == plan.Digest() && sent.how.Total(plan) > 0 {
		return s.startImport(c, plan, sent.how)
	}
	return s.showPlan(c, sent, plan)
}

// sentRoster is the form, of the first page or of a plan.
func (s *Server) sentRoster(c *fiber.Ctx) (sent rosterSent, err error) {
	form := formOf(c)
	for _, word := range form["how"] {
		switch word {
		case "units":
			sent.newUnits = true
		case "external":
			sent.how.External = true
		}
	}
	sent.digest, sent.how.Disable = form.Get("digest"), form.Get("absent") == "disable"
	if sent.name, sent.text, err = sentFile(c, s.language(c).T("import.pasted"), uploadLimit); err != nil {
		return sent, err
	}
	if name := form.Get("name"); name != "" {
		sent.name = name
	}
	sent.pasted = form.Get("text") != ""
	return sent, nil
}

// planOf is what a roster would change. Who imports it is never absent from it.
func (s *Server) planOf(ctx context.Context, sent rosterSent, by string) (account.Plan, error) {
	tree, err := s.People.Units(ctx)
	if err != nil {
		return account.Plan{}, err
	}
	roster, err := account.ReadRoster(sent.name, strings.NewReader(sent.text), tree, sent.newUnits)
	if err != nil {
		return account.Plan{}, err
	}
	plan, err := s.People.Plan(ctx, roster)
	absent := plan.Absent[:0]
	for _, a := range plan.Absent {
		if a.ID != by {
			absent = append(absent, a)
		}
	}
	plan.Absent = absent
	return plan, err
}

// planPage is the data of plan.html.
type planPage struct {
	File, Text, Digest            string
	People, Same, Create          int
	Change, Absent, Disabled      int
	Units                         []string
	MoreUnits                     int
	Created, Changed, Gone, Stays table
	NewUnits, External            bool
	Disable                       bool
	Stale                         *notice
	Nothing                       bool
}

func (s *Server) showPlan(c *fiber.Ctx, sent rosterSent, plan account.Plan) error {
	tr := s.language(c)
	p := planPage{File: sent.name, Text: sent.text, Digest: plan.Digest(), People: len(plan.Roster.Rows), Same: plan.Same,
		Create: len(plan.Create), Change: len(plan.Change), Absent: len(plan.Absent), Disabled: len(plan.Disabled),
		NewUnits: sent.newUnits, External: sent.how.External, Disable: sent.how.Disable,
		Nothing: len(plan.Create)+len(plan.Change)+len(plan.Absent) == 0}
	p.Units = plan.Roster.Units[:min(len(plan.Roster.Units), rosterRows)]
	p.MoreUnits = len(plan.Roster.Units) - len(p.Units)
	if sent.digest != "" {
		p.Stale = &notice{Kind: "warning", Title: tr.T("import.stale")}
	}
	p.Created = s.personTable(tr, tr.T("import.created", p.Create), p.Create, tr.T("import.line"), tr.T("person.unit"), tr.T("person.roles"))
	for _, r := range plan.Create[:min(p.Create, rosterRows)] {
		p.Created.Rows = append(p.Created.Rows, row{Cells: []cell{{Text: r.Login}, {Text: r.Name, Chinese: true}, {Text: strconv.Itoa(r.Line)}, {Text: r.Unit, Chinese: true}, {Text: tr.roles(r.Roles)}}})
	}
	p.Changed = s.personTable(tr, tr.T("import.changed", p.Change), p.Change, tr.T("import.line"), tr.T("import.fields"))
	for _, ch := range plan.Change[:min(p.Change, rosterRows)] {
		var fields []string
		for _, f := range ch.Fields {
			fields = append(fields, f.Field+"："+cmp.Or(f.From, tr.T("person.blank"))+" → "+cmp.Or(f.To, tr.T("person.blank")))
		}
		p.Changed.Rows = append(p.Changed.Rows, row{Cells: []cell{{Text: ch.Account.Login, Href: "/people/" + ch.Account.ID}, {Text: ch.Account.Name, Chinese: true}, {Text: strconv.Itoa(ch.Row.Line)}, {Text: strings.Join(fields, "；"), Chinese: true}}})
	}
	p.Gone = s.accountTable(tr, tr.T("import.absent", len(plan.Absent)), plan.Absent)
	p.Stays = s.accountTable(tr, tr.T("import.disabled", len(plan.Disabled)), plan.Disabled)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, fiber.StatusOK, "plan", page{Title: tr.T("import.plan", sent.name), Nav: "people", Crumb: importCrumbs(tr, tr.T("import.plan_crumb")), Data: p})
}

// personTable is an empty table of people; its caption says so where not all n of
// them are shown.
func (s *Server) personTable(tr *language, caption string, n int, more ...string) table {
	t := table{Caption: caption, Columns: []column{{Label: tr.T("person.login")}, {Label: tr.T("person.name")}}}
	if n > rosterRows {
		t.Caption += tr.T("import.first", rosterRows)
	}
	for _, label := range more {
		t.Columns = append(t.Columns, column{Label: label})
	}
	return t
}

func (s *Server) accountTable(tr *language, caption string, all []account.Account) table {
	t := s.personTable(tr, caption, len(all), tr.T("person.roles"))
	for _, a := range all[:min(len(all), rosterRows)] {
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: a.Login, Href: "/people/" + a.ID}, {Text: a.Name, Chinese: true}, {Text: tr.roles(a.Roles)}}})
	}
	return t
}

func importCrumbs(tr *language, last string) []link {
	return []link{{Text: tr.T("people.title"), Href: "/people"}, {Text: tr.T("import.title"), Href: "/people/import"}, {Text: last}}
}
