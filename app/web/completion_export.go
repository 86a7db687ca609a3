package web

import (
	"bytes"
	"cmp"
	"io"
	"mime"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/office"
	"shoumi/app/training"
)

// sheets are the kinds of file that a roster is exported as.
var sheets = map[string]struct {
	kind  string
	write func(io.Writer, office.Table) error
}{
	"ods": {"application/vnd.oasis.opendocument.spreadsheet", office.ODS},
	"csv": {"text/csv; charset=utf-8", office.CSV},
}

// rosterExportPage is the data of completion_export.html.
type rosterExportPage struct {
	form
	Facts []pair
	Clear notice // that the file can be read by everybody
}

func (s *Server) rosterExportForm(c *fiber.Ctx) error {
	x, err := s.selected(c, account.SeeTraining)
	if err != nil {
		return err
	}
	return s.rosterExportAgain(c, fiber.StatusOK, x, func(*form) {})
}

func (s *Server) rosterExportAgain(c *fiber.Ctx, status int, x selected, say func(*form)) error {
	tr, v := s.language(c), s.visitor(c)
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	kinds := field{Name: "as", Kind: choiceField, Label: tr.T("sheet.kind"), Choices: []option{{Value: "ods", Label: tr.T("sheet.ods")}, {Value: "csv", Label: tr.T("sheet.csv")}}}
	var titles []string
	for _, id := range s.columns() {
		for _, col := range training.Columns {
			if col.ID == id {
				titles = append(titles, col.Title)
			}
		}
	}
	standing := tr.T("completion.every_standing")
	if x.standing != "" {
		standing = tr.T("standing." + string(x.standing))
	}
	p := rosterExportPage{form: form{Button: tr.T("sheet.button"), Fields: append([]field{kinds}, purposeFields(tr, v.Login, unit)...)},
		Facts: []pair{
			{Label: tr.T("completion.course"), Value: x.title(tr)},
			{Label: tr.T("person.unit"), Value: cmp.Or(x.tree.Label(x.unit), tr.T("people.every_unit")), Chinese: x.unit != ""},
			{Label: tr.T("completion.standing"), Value: standing},
			{Label: tr.T("sheet.rows"), Value: tr.T("completion.people", len(x.rows))},
			{Label: tr.T("sheet.columns"), Value: strings.Join(titles, "、"), Chinese: true},
		},
		Clear: notice{Kind: "warning", Title: tr.T("sheet.clear"), Text: tr.T("sheet.clear_how")}}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	title := tr.T("sheet.title", len(x.rows))
	return s.render(c, status, "completion_export", page{Title: title, Nav: "completion", Error: len(p.Errors()) > 0, Crumb: completionCrumbs(tr, link{Text: x.title(tr), Href: x.href()}, link{Text: tr.T("sheet.export")}), Data: p})
}

// columns are those that the agency wants in a roster.
func (s *Server) columns() []string {
	if len(s.Columns) == 0 {
		return training.ColumnIDs()
	}
	return s.Columns
}

// exportRoster is the file. What it is for stands in the log before it leaves.
func (s *Server) exportRoster(c *fiber.Ctx) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	x, err := s.selected(c, account.SeeTraining)
	if err != nil {
		return err
	}
	kind, ok := sheets[sent.Get("as")]
	if !ok {
		return fiber.ErrBadRequest
	}
	why, name, wrong := purposeOf(tr, sent, x.id)
	if wrong != "" {
		return s.rosterExportAgain(c, fiber.StatusUnprocessableEntity, x, func(f *form) { f.fault(name, wrong) })
	}
	why.Until = s.Now().Add(time.Minute)
	v.Session.Purposes = []account.Purpose{why} // of this one entry; the session keeps its own
	condition := x.id + " " + x.tree.Label(x.unit)
	if x.standing != "" {
		condition += " " + x.standing.Zh()
	}
	if err := s.recordAs(c, v, audit.TrainingExported, strings.TrimSpace(condition), x.id); err != nil {
		return err
	}
	sheet, _ := training.Sheet(x.rows, s.holder(c.UserContext(), x.crew), s.columns()...) // the setting is checked
	var b bytes.Buffer
	if err := kind.write(&b, sheet); err != nil {
		return err
	}
	file := "roster-" + strings.ReplaceAll(x.id, "/", "-") + "-" + s.today().String() + "." + sent.Get("as")
	c.Set(fiber.HeaderContentType, kind.kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": file}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(b.Bytes())
}
