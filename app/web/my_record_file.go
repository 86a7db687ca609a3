package web

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// stepsTable is every step that is kept, the latest first.
func (s *Server) stepsTable(c *fiber.Ctx, r myRecord) (table, error) {
	tr := s.language(c)
	t := table{Caption: tr.T("record.steps_crumb"), Columns: []column{{Label: tr.T("record.when")}, {Label: tr.T("record.step")}, {Label: tr.T("attempt.course")}},
		None: empty{Text: tr.T("record.steps_none"), How: tr.T("record.steps_how")}}
	names := map[string]string{"": ""}
	for i := len(r.Events) - 1; i >= 0; i-- {
		e := r.Events[i]
		if _, ok := names[e.By]; !ok {
			name, err := s.nameOf(c, e.By)
			if err != nil {
				return t, err
			}
			names[e.By] = name
		}
		where := cell{Text: "—"}
		if e.Round != "" {
			where.Text = s.roundTitle(tr, e.Round)
			where.Note = s.unitTitle(tr, e)
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: tr.second(e.At)}, {Text: s.step(tr, e), Note: names[e.By]}, where}})
	}
	return t, nil
}

func (s *Server) unitTitle(tr *language, e training.Event) string {
	id, _, _ := strings.Cut(e.Round, "/")
	if course, ok := s.Training.Courses().Course(id); ok && e.Unit != "" {
		if u, ok := course.Unit(e.Unit); ok {
			title, _ := s.titleOfUnit(tr, u)
			return title
		}
	}
	return e.Unit
}

// step tells an event in words.
func (s *Server) step(tr *language, e training.Event) string {
	key := "record.step." + string(e.Kind)
	switch e.Kind {
	case training.Served:
		return tr.T(key, e.Number)
	case training.Tried:
		return tr.T(key, e.Item, rightness(tr, e))
	case training.Answered:
		return tr.T(key, e.Number, e.Item, rightness(tr, e))
	case training.Signed:
		return tr.T(key, s.documentTitle(tr, e.Document), e.Signed.String())
	case training.Drawn:
		return tr.T(key, len(e.Items))
	case training.Chose:
		return tr.T(key, e.Number, s.choiceOf(e))
	case training.Reviewed:
		return tr.T(key, s.conceptName(tr, e.Concept), e.Item, rightness(tr, e))
	case training.LawMoved:
		return tr.T(key, s.conceptName(tr, e.Concept), e.Change)
	case training.WaiveAsk, training.Waived, training.Refused, training.Corrected, training.Replied:
		return tr.T(key, e.Reason)
	}
	return tr.T(key)
}

func rightness(tr *language, e training.Event) string {
	switch {
	case e.Answer == nil:
		return tr.T("record.passed_over")
	case e.Right:
		return tr.T("record.right")
	}
	return tr.T("record.wrong")
}

// choiceOf is what was chosen in a scenario, in its words where it is still there.
func (s *Server) choiceOf(e training.Event) string {
	if x, ok := s.caseByID(e.Case); ok && x.Scenario != nil {
		for _, n := range x.Scenario.Nodes {
			for _, choice := range n.Choices {
				if n.ID == e.Node && choice.ID == e.Choice {
					return choice.Do
				}
			}
		}
	}
	return e.Choice
}

// exportedRecord is the file of the record: what the pages show, as they show it, and what
// is kept, as it is kept.
type exportedRecord struct {
	Made  time.Time      `json:"made"`
	Shown []exportedList `json:"shown"`
	Kept  struct {
		Person map[string]any `json:"person"`
		training.Record
		Mastery     map[string]quizzes.Mastery `json:"mastery"`
		Cards       map[string]quizzes.Card    `json:"cards"`
		Corrections []training.Correction      `json:"corrections"`
	} `json:"kept"`
}

type exportedList struct {
	Title   string     `json:"title"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// exportRecord sends the visitor all that is held of their training as a file.
func (s *Server) exportRecord(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	r, err := s.recordOf(c)
	if err != nil {
		return err
	}
	steps, err := s.stepsTable(c, r)
	if err != nil {
		return err
	}
	out := exportedRecord{Made: s.Now()}
	own := exportedList{Title: tr.T("record.own"), Columns: []string{tr.T("record.what"), "", ""}}
	for _, p := range r.own {
		own.Rows = append(own.Rows, []string{p.Label, p.Value, p.Note})
	}
	asked := exportedList{Title: tr.T("record.corrections"), Columns: []string{tr.T("record.when"), tr.T("record.correct_words"), tr.T("corrections.answer"), ""}}
	for _, x := range r.corrections {
		asked.Rows = append(asked.Rows, []string{x.At, x.Words, x.Said, x.By})
	}
	out.Shown = append(out.Shown, own)
	for _, t := range append(r.tables, s.ownMasteryChart(tr, r).Table, whoTable(tr), steps) {
		out.Shown = append(out.Shown, exported(t))
	}
	out.Shown = append(out.Shown, asked)
	out.Kept.Person = map[string]any{"id": v.ID, "login": v.Login, "name": v.Name, "email": v.Email, "unit": v.Unit, "roles": v.Roles, "created": v.Created}
	out.Kept.Record, out.Kept.Corrections = r.Record, r.Record.Corrections()
	out.Kept.Mastery, out.Kept.Cards = r.state.Mastery, r.state.Cards
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	return sendFile(c, "application/json", "shoumi-record-"+s.today().String()+".json", data)
}

func exported(t table) exportedList {
	out := exportedList{Title: t.Caption}
	for _, x := range t.Columns {
		out.Columns = append(out.Columns, x.Label)
	}
	for _, r := range t.Rows {
		var line []string
		for _, x := range r.Cells {
			text := x.Text
			if x.State != nil {
				text += x.State.Word
			}
			if x.Note != "" {
				text += "（" + x.Note + "）"
			}
			line = append(line, text)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}
