package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
)

// importPatience is how long a request waits for an import; a short one is done
// before the page that tells of it is shown.
const importPatience = 2 * time.Second

// startImport begins to carry a plan out, and leads to the page that tells of it.
func (s *Server) startImport(c *fiber.Ctx, plan account.Plan, how account.Import) error {
	tree, err := s.People.AddUnits(c.UserContext(), plan.Roster.Units)
	if err != nil {
		return err
	}
	for _, path := range plan.Roster.Units {
		u, _ := tree.At(path)
		if err := s.record(c, audit.UnitAdded, path, u.ID); err != nil {
			return err
		}
	}
	by := s.visitor(c)
	base, err := s.entry(c, by, "", "", "")
	if err != nil {
		return err
	}
	job, err := s.People.BeginJob(c.UserContext(), by.ID, plan, how)
	if err != nil {
		return err
	}
	done, id := make(chan struct{}), requestName(c)
	go func() {
		defer close(done)
		if err := s.runImport(base, job, plan, how); err != nil {
			s.Log.Error("import broken off", "id", id, "err", err)
		}
	}()
	select {
	case <-done:
	case <-time.After(importPatience):
	}
	return c.Redirect("/people/import/"+job.ID, fiber.StatusSeeOther)
}

// runImport carries a plan out, with an entry in the log for every person and one
// for the whole.
func (s *Server) runImport(base audit.Record, job account.Job, plan account.Plan, how account.Import) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	tell := func(ctx context.Context, act, condition, subject string) error {
		r := base
		r.At, r.Action, r.Condition, r.Subject = s.Now(), act, condition, subject
		return s.log(ctx, r)
	}
	acts := map[account.DeedKind]string{account.Made: audit.PersonAdded, account.Changed: audit.PersonChanged, account.Disabled: audit.PersonDisabled}
	job, err = s.People.Carry(s.work, job, plan, how, func(d account.Deed) error {
		return tell(s.work, acts[d.Kind], d.Account.Login+"（名冊）", d.Account.ID)
	})
	says := fmt.Sprintf("新增 %d 人、變更 %d 人、停用 %d 人、沒有變更 %d 人", job.Done[account.Made], job.Done[account.Changed], job.Done[account.Disabled], plan.Same)
	if n := len(job.Failed); n > 0 {
		says += fmt.Sprintf("、沒有做成 %d 人", n)
	}
	return errors.Join(err, tell(context.WithoutCancel(s.work), audit.RosterImported, says, plan.Roster.Name))
}

// importedPage is the data of imported.html.
type importedPage struct {
	ID     string
	Facts  []pair
	Broken *notice
	Failed table
	Kept   int
	Show   bool // the passwords fit on a page
	Handed bool
}

// imported tells how far an import is, and when it is over, what it did.
func (s *Server) imported(c *fiber.Ctx) error {
	tr := s.language(c)
	job, err := s.People.Job(c.UserContext(), s.visitor(c).ID, c.Params("id"))
	if err != nil {
		return err
	}
	at := "/people/import/" + job.ID
	if job.Running(s.Now()) {
		title := tr.T("import.running")
		return s.render(c, fiber.StatusOK, "waiting", page{Title: title, Nav: "people", Crumb: importCrumbs(tr, title), Data: waiting{
			Title: title, Lead: tr.T("import.leave"), Again: at, Every: 2,
			Progress: progress{ID: "import", Label: job.File, Done: job.SoFar(), Of: job.Total, Text: tr.T("import.progress", job.SoFar(), job.Total)}}})
	}
	p := importedPage{ID: job.ID, Kept: job.Kept, Show: job.Kept <= rosterRows, Handed: job.Handed}
	title := tr.T("import.over")
	if !job.Whole {
		title = tr.T("import.broken")
		p.Broken = &notice{Kind: "warning", Title: tr.T("import.broken_lead", job.SoFar(), job.Total), Text: tr.T("import.broken_how"), Links: []link{{Text: tr.T("import.title"), Href: "/people/import"}}}
	}
	p.Facts = []pair{{Label: tr.T("import.file"), Value: job.File, Chinese: true}}
	for _, kind := range []account.DeedKind{account.Made, account.Changed, account.Disabled} {
		p.Facts = append(p.Facts, pair{Label: tr.T("import.did." + string(kind)), Value: tr.T("import.people", job.Done[kind])})
	}
	p.Failed = s.personTable(tr, tr.T("import.failed", len(job.Failed)), len(job.Failed), tr.T("import.reason"))
	for _, f := range job.Failed[:min(len(job.Failed), rosterRows)] {
		p.Failed.Rows = append(p.Failed.Rows, row{Cells: []cell{{Text: f.Login}, {Text: f.Name, Chinese: true}, {Text: tr.T("import.why." + string(f.Why))}}})
	}
	return s.render(c, fiber.StatusOK, "imported", page{Title: title, Nav: "people", Crumb: importCrumbs(tr, title), Data: p})
}

// handOutPage is the data of handout.html: passwords that are shown this once.
type handOutPage struct {
	Table table
	Hand  notice
	Href  string
}

// handOut gives the one-time passwords of an import out, once, as a page or a file.
func (s *Server) handOut(c *fiber.Ctx) error {
	tr, by, id := s.language(c), s.visitor(c), c.Params("id")
	if _, err := s.People.Job(c.UserContext(), by.ID, id); err != nil {
		return err
	}
	at := "/people/import/" + id
	rows, err := s.People.HandOver(c.UserContext(), by.ID, id)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrConflict) {
		return &problem{status: fiber.StatusConflict, key: "handed", links: []link{{Text: tr.T("import.over"), Href: at}}}
	} else if err != nil {
		return err
	}
	if err := s.record(c, audit.RosterImported, fmt.Sprintf("取得一次性密碼 %d 組", len(rows)), id); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if formOf(c).Get("as") == "csv" || len(rows) > rosterRows {
		out := [][]string{{"帳號", "姓名", "單位", "一次性密碼"}}
		for _, r := range rows {
			out = append(out, []string{r.Login, r.Name, r.Unit, r.Password})
		}
		return sendCSV(c, "one-time-passwords.csv", out)
	}
	p := handOutPage{Href: at, Hand: notice{Kind: "warning", Title: tr.T("import.once"), Text: tr.T("import.hand")},
		Table: table{Caption: tr.T("import.passwords", len(rows)), Columns: []column{{Label: tr.T("person.login")}, {Label: tr.T("person.name")}, {Label: tr.T("person.unit")}, {Label: tr.T("secret.password")}}}}
	for _, r := range rows {
		p.Table.Rows = append(p.Table.Rows, row{Cells: []cell{{Text: r.Login}, {Text: r.Name, Chinese: true}, {Text: r.Unit, Chinese: true}, {Text: r.Password}}})
	}
	title := tr.T("secret.password")
	return s.render(c, fiber.StatusOK, "handout", page{Title: title, Nav: "people", Crumb: importCrumbs(tr, title), Data: p})
}

// sendCSV sends a table as a file that a spreadsheet opens: its cells are text, also
// those that look like a formula.
func sendCSV(c *fiber.Ctx, name string, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	for _, cells := range rows {
		b.WriteString(csvLine(cells) + "\r\n")
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(b.Bytes())
}

func csvLine(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	safe := make([]string, len(cells))
	for i, text := range cells {
		if strings.HasPrefix(text, "=") || strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") || strings.HasPrefix(text, "@") {
			text = "'" + text
		}
		safe[i] = text
	}
	w.Write(safe) // into memory
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
