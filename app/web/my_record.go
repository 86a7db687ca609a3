package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
	"shoumi/rules"
)

// myRecord is what is held of somebody's training, as the page and the file show it.
type myRecord struct {
	training.Record
	state       training.State
	paths       []training.Path
	own         []pair
	tables      []table // all that is shown of the training, but for the steps
	corrections []correctionRow
}

// myRecordPage is the data of my_record.html.
type myRecordPage struct {
	Facts       []pair
	Tables      []table
	Chart       *chart
	Who         table
	Steps       int
	Corrections []correctionRow
	Form        form
}

// recordOf gathers what is held of the visitor's training.
func (s *Server) recordOf(c *fiber.Ctx) (r myRecord, err error) {
	tr, v := s.language(c), s.visitor(c)
	p, err := s.learner(c)
	if err != nil {
		return r, err
	}
	home, err := s.Training.Home(c.UserContext(), p) // ends what is done, so before the record
	if err != nil {
		return r, err
	}
	r.paths = home.Paths
	if r.Record, err = s.Training.Record(c.UserContext(), p); err != nil {
		return r, err
	}
	if r.state, err = training.Fold(r.Learner, r.Events, r.Attempts); err != nil {
		return r, err
	}
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return r, err
	}
	r.own = append(s.factsOf(tr, v.Account, tree), pair{Label: tr.T("record.learner"), Value: r.Learner, Note: tr.T("record.learner_note")})
	for _, x := range r.Record.Corrections() {
		row, err := s.correctionRow(c, x)
		if err != nil {
			return r, err
		}
		r.corrections = append(r.corrections, row)
	}
	assigned, err := s.assignedTable(c, r)
	if err != nil {
		return r, err
	}
	r.tables = []table{s.roundsTable(tr, r), assigned, s.signaturesTable(tr, r), s.triesTable(tr, r.state.Attempts), certificatesTable(tr, r), s.masteryTable(tr, r)}
	return r, nil
}

// showRecord shows the visitor what is held of their training.
func (s *Server) showRecord(c *fiber.Ctx) error {
	return s.recordAgain(c, fiber.StatusOK, "")
}

func (s *Server) recordAgain(c *fiber.Ctx, status int, wrong string) error {
	tr := s.language(c)
	r, err := s.recordOf(c)
	if err != nil {
		return err
	}
	v := myRecordPage{Facts: r.own, Tables: r.tables, Chart: s.ownMasteryChart(tr, r), Who: whoTable(tr), Steps: len(r.Events), Corrections: r.corrections,
		Form: form{Button: tr.T("record.correct_send"), Fields: []field{{Name: "words", Label: tr.T("record.correct_words"), Help: tr.T("record.correct_help"), Kind: longField, Fault: wrong}}}}
	return s.render(c, status, "my_record", page{Title: tr.T("record.title"), Nav: "me", Error: wrong != "", Crumb: []link{{Text: tr.T("me.title"), Href: "/me"}, {Text: tr.T("record.title")}}, Data: v})
}

// roundsTable are the courses of a person.
func (s *Server) roundsTable(tr *language, r myRecord) table {
	t := table{Caption: tr.T("record.rounds"), Columns: []column{{Label: tr.T("attempt.course")}, {Label: tr.T("record.due")}, {Label: tr.T("record.began")}, {Label: tr.T("record.ended")}, {Label: tr.T("record.active")}},
		None: empty{Text: tr.T("path.empty"), How: tr.T("path.empty_how")}}
	for _, p := range r.paths {
		progress := r.state.Rounds[p.Round]
		if progress == nil {
			progress = &training.Progress{}
		}
		ended := tr.moment(progress.Finished)
		if !progress.Waived.IsZero() {
			ended = tr.T("record.waived", tr.moment(progress.Waived), progress.Reason)
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: s.roundTitle(tr, p.Round), Href: roundURL(p.Round)}, {Text: tr.day(p.Due)}, {Text: orDash(tr.moment(progress.Began))}, {Text: orDash(ended)}, {Text: tr.T("record.minutes", int(progress.Active().Minutes()))}}})
	}
	return t
}

// assignedTable are the courses that somebody assigned to the person, and not to a unit.
func (s *Server) assignedTable(c *fiber.Ctx, r myRecord) (table, error) {
	tr := s.language(c)
	t := table{Caption: tr.T("record.assigned"), Columns: []column{{Label: tr.T("attempt.course")}, {Label: tr.T("record.due")}, {Label: tr.T("record.when")}, {Label: tr.T("record.by")}},
		None: empty{Text: tr.T("record.assigned_none"), How: tr.T("record.assigned_how")}}
	for _, a := range r.Assignments {
		by, err := s.nameOf(c, a.By)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: s.roundTitle(tr, a.Round())}, {Text: tr.dayText(a.Due)}, {Text: tr.moment(a.At)}, {Text: by}}})
	}
	return t, nil
}

// dayText is a day that is kept as 2026-12-31.
func (l *language) dayText(text string) string {
	if d, err := rules.ParseDay(text); err == nil {
		return l.day(d)
	}
	return text
}

// signaturesTable are the documents that a person signed, each version.
func (s *Server) signaturesTable(tr *language, r myRecord) table {
	t := table{Caption: tr.T("record.signed"), Columns: []column{{Label: tr.T("record.document")}, {Label: tr.T("record.version")}, {Label: tr.T("record.when")}, {Label: tr.T("record.hash")}},
		None: empty{Text: tr.T("record.signed_none"), How: tr.T("record.signed_how")}}
	for _, e := range slices.Backward(r.Events) {
		if e.Kind == training.Signed {
			t.Rows = append(t.Rows, row{Cells: []cell{{Text: s.documentTitle(tr, e.Document)}, {Text: e.Signed.String()}, {Text: tr.moment(e.At)}, {Text: e.Hash}}})
		}
	}
	return t
}

func (s *Server) documentTitle(tr *language, id string) string {
	if d, ok := s.Training.Courses().Document(id); ok {
		return tr.Of(d.Title)
	}
	return id
}

func certificatesTable(tr *language, r myRecord) table {
	t := table{Caption: tr.T("record.certificates"), Columns: []column{{Label: tr.T("record.number")}, {Label: tr.T("attempt.course")}, {Label: tr.T("record.hours"), Number: true}, {Label: tr.T("record.issued")}, {Label: tr.T("record.expires")}},
		None: empty{Text: tr.T("record.certificates_none"), How: tr.T("record.certificates_how")}}
	for _, x := range r.Certificates {
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: x.Number, Href: "/certificates/" + x.Number}, {Text: tr.Of(x.Title), Note: tr.Of(x.Category)}, {Text: strconv.Itoa(x.Hours)}, {Text: tr.moment(x.Issued)}, {Text: tr.day(x.Expires)}}})
	}
	return t
}

// masteryTable is how well every concept is known that was met, and when it comes up
// again.
func (s *Server) masteryTable(tr *language, r myRecord) table {
	t := table{Caption: tr.T("record.mastery"), Columns: []column{{Label: tr.T("record.concept")}, {Label: tr.T("record.level")}, {Label: tr.T("record.since")}, {Label: tr.T("record.reviews"), Number: true}, {Label: tr.T("review.again")}},
		None: empty{Text: tr.T("review.never"), How: tr.T("review.never_how")}}
	for _, x := range s.Quizzes.Concepts() {
		m, ok := r.state.Mastery[x.ID]
		if !ok {
			continue
		}
		card, due := r.state.Cards[x.ID], cell{}
		if card.Reviews > 0 {
			due.Text = tr.day(dayOf(card.Due))
		}
		if card.LawChanged {
			due.Note = changedBy(tr, r.state.Corrected[x.ID])
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: tr.Of(x.Label)}, {Text: tr.level(m.Level)}, {Text: tr.moment(m.Since)}, {Text: strconv.Itoa(card.Reviews)}, due}})
	}
	return t
}

// ownMasteryChart draws the levels of the concepts that were met.
func (s *Server) ownMasteryChart(tr *language, r myRecord) *chart {
	d := chartData{ID: "mastery", Title: tr.T("record.mastery_picture"), Note: tr.T("record.mastery_note"), Head: tr.T("record.concept"), Unit: tr.T("record.level_unit"), Whole: float64(quizzes.Solid), None: empty{Text: tr.T("review.never"), How: tr.T("review.never_how")}}
	var values []amount
	for _, x := range s.Quizzes.Concepts() {
		if m, ok := r.state.Mastery[x.ID]; ok {
			d.Labels = append(d.Labels, tr.Of(x.Label))
			values = append(values, amount{N: float64(m.Level)})
		}
	}
	d.Series = []series{{Name: tr.T("record.level"), Values: values}}
	return newBars(tr, d)
}

// whoTable says who sees what, and how long it is kept.
func whoTable(tr *language) table {
	t := table{Caption: tr.T("record.who"), Columns: []column{{Label: tr.T("record.what")}, {Label: tr.T("record.seen_by")}, {Label: tr.T("record.kept")}}}
	for _, what := range []string{"account", "steps", "attempts", "certificates", "corrections", "log"} {
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: tr.T("record.what." + what)}, {Text: tr.T("record.sees." + what)}, {Text: tr.T("record.keeps." + what)}}})
	}
	return t
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// correct keeps what the visitor asks to be put right.
func (s *Server) correct(c *fiber.Ctx) error {
	tr, words := s.language(c), formOf(c).Get("words")
	p, err := s.learner(c)
	if err != nil {
		return err
	}
	switch n := len([]rune(words)); {
	case rules.Plain(words) == "":
		return s.recordAgain(c, fiber.StatusUnprocessableEntity, tr.T("record.correct_empty"))
	case n > maxWords:
		return s.recordAgain(c, fiber.StatusUnprocessableEntity, tr.T("record.correct_long", maxWords, n))
	}
	if err := s.Training.Correct(c.UserContext(), p, words); err != nil {
		return err
	}
	s.say(c, "record.correct_sent")
	return c.Redirect("/me/record#corrections", fiber.StatusSeeOther)
}

// maxWords is how many characters one may write when asking for a correction.
const maxWords = 1000

// stepsPerPage is how many steps a page of the record shows.
const stepsPerPage = 50

// mySteps lists every step that is kept of the visitor, the latest first.
func (s *Server) mySteps(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	r, err := s.recordOf(c)
	if err != nil {
		return err
	}
	steps, err := s.stepsTable(c, r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(args.Get("page"))
	if args.Get("page") == "" {
		number, err = 1, nil
	}
	total := len(steps.Rows)
	first := (number - 1) * stepsPerPage
	if err != nil || number < 1 || first > 0 && first >= total {
		return fiber.ErrNotFound
	}
	steps.Rows = steps.Rows[first:min(first+stepsPerPage, total)]
	p := pager{List: steps.Caption, Shown: len(steps.Rows), Total: total, First: first + 1}
	if number > 1 {
		p.Previous = listURL("/me/record/steps", args, "page", strconv.Itoa(number-1))
	}
	if first+stepsPerPage < total {
		p.Next = listURL("/me/record/steps", args, "page", strconv.Itoa(number+1))
	}
	return s.render(c, fiber.StatusOK, "my_steps", page{Title: tr.T("record.steps", total), Nav: "me", Crumb: []link{{Text: tr.T("me.title"), Href: "/me"}, {Text: tr.T("record.title"), Href: "/me/record"}, {Text: tr.T("record.steps_crumb")}}, Data: map[string]any{"Table": steps, "Pager": p}})
}
