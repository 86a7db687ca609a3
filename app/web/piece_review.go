package web

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// comparison is what of a content differs from an earlier one, which is nil where there
// is none.
func (s *Server) comparison(p publishing.Piece, before, after []byte) publishing.Comparison {
	return publishing.CompareFiles(p.Kind, before, after, s.Book)
}

// partsOf are all parts of a piece as it is; of Markdown the paragraphs, each called by
// its words, so that a remark stays with it wherever it goes.
func (s *Server) partsOf(p publishing.Piece) (out []publishing.Change) {
	for _, x := range s.comparison(p, nil, p.File).Sections {
		out = append(out, x.Parts...)
	}
	isEnd := func(x publishing.Change) bool { return x.After == "---" } // of the head
	if p.Kind == publishing.Case || len(out) == 0 || !isEnd(out[0]) {
		return out
	}
	return out[2+slices.IndexFunc(out[1:], isEnd):]
}

// sinceLast is what of a piece differs from the version published last; first says that
// there is none, and all of it is new.
func (s *Server) sinceLast(c *fiber.Ctx, p publishing.Piece) (x publishing.Comparison, first bool, err error) {
	var before []byte
	if first = len(p.Versions) == 0; !first {
		if before, err = s.Materials.Content(c.UserContext(), p, lastVersion(p).Hash); err != nil {
			return x, first, err
		}
	}
	return s.comparison(p, before, p.File), first, nil
}

// sectionOf is the section in which the part of a path stands.
func sectionOf(kind publishing.Kind, x publishing.Comparison, path string) publishing.Section {
	for _, section := range x.Sections {
		if slices.ContainsFunc(section.Parts, func(c publishing.Change) bool { return c.ID == path }) {
			return section.Section
		}
	}
	if kind != publishing.Case {
		return publishing.TextSection
	}
	switch partPage(kind, path) {
	case "facts":
		return publishing.FactsSection
	case "outcome":
		return publishing.OutcomeSection
	case "bench":
		return publishing.ItemsSection
	case "scenario":
		return publishing.ScenarioSection
	}
	switch first, _, _ := strings.Cut(path, "/"); first {
	case "narrative":
		return publishing.NarrativeSection
	case "actors":
		return publishing.FactsSection
	case "risks", "measures":
		return publishing.RisksSection
	case "teaches":
		return publishing.TeachesSection
	}
	return publishing.HeadSection
}

// pieceReviewPage is the data of piece_review.html.
type pieceReviewPage struct {
	form
	Lead     string
	Notices  []notice
	Sections []task
	Facts    []pair
	Comments []commentView
	Decide   bool // the visitor may approve or return it now
	Return   link
	Preview  link
	Unread   []fieldError
	Action   string // where an approval goes
	Hash     string
}

func (s *Server) reviewPiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	return s.reviewPieceAgain(c, fiber.StatusOK, p, func(*pieceReviewPage) {})
}

func (s *Server) reviewPieceAgain(c *fiber.Ctx, status int, p publishing.Piece, say func(*pieceReviewPage)) error {
	tr, who, v := s.language(c), s.naming(c), s.visitor(c)
	steps, err := s.reviewSteps(c.UserContext(), p, v)
	if err != nil {
		return err
	}
	x, first, err := s.sinceLast(c, p)
	if err != nil {
		return err
	}
	read, err := s.Materials.Read(c.UserContext(), v.ID, p)
	if err != nil {
		return err
	}
	d := pieceReviewPage{Decide: len(steps) > 0, Return: link{Text: tr.T("piece.return"), Href: pieceURL(p.ID, "return")}, Preview: link{Text: tr.T("piece.work.preview"), Href: pieceURL(p.ID, "preview")},
		Lead: tr.T("piece.review_since", lastVersion(p).Number), form: form{Version: p.Version, Button: tr.T("piece.approve")}, Action: pieceURL(p.ID, "approve"), Hash: p.Hash}
	if first {
		d.Lead = tr.T("piece.review_first")
	}
	left := 0
	for _, section := range x.Sections {
		if section.Changes == 0 {
			continue
		}
		t := task{ID: "section-" + string(section.Section), Text: tr.T("diff.section." + string(section.Section)), Href: pieceURL(p.ID, "review", string(section.Section)),
			State: taskTodo, Note: tr.T("piece.section_changes", section.Changes)}
		if slices.Contains(read, section.Section) {
			t.State = taskDone
		} else {
			left++
		}
		d.Sections = append(d.Sections, t)
	}
	switch {
	case p.WroteIn(v.ID) && p.State == publishing.Submitted:
		d.Notices = append(d.Notices, notice{Title: tr.T("piece.review_own"), Text: tr.T("piece.review_own_how")})
	case p.State != publishing.Submitted:
		d.Notices = append(d.Notices, notice{Title: tr.T("piece.review_not", tr.T("piece.state."+string(p.State)))})
	case !d.Decide:
		d.Notices = append(d.Notices, notice{Title: tr.T("piece.review_done")})
	}
	if p.Question != "" {
		d.Notices = append(d.Notices, notice{Title: tr.T("piece.question"), Text: p.Question})
	}
	d.Fields = approveFields(tr, steps)
	for _, y := range p.OpenComments() {
		d.Comments = append(d.Comments, s.commentView(tr, who, p, y))
	}
	if d.Facts, err = s.headOfPiece(c, who, p); err != nil {
		return err
	}
	if c.Method() == post {
		d.fill(formOf(c))
	}
	say(&d)
	if who.err != nil {
		return who.err
	}
	title := tr.T("piece.review_title", pieceTitle(tr, p), len(d.Sections), left)
	return s.render(c, status, "piece_review", page{Title: title, Nav: "materials", Error: len(d.Errors())+len(d.Unread) > 0, Crumb: pieceCrumbs(tr, p, tr.T("piece.work.review")), Data: d})
}

// approveFields ask for which step somebody approves, where they may for several, and
// what they have to say.
func approveFields(tr *language, steps []publishing.Step) (out []field) {
	if len(steps) > 1 {
		f := field{Name: "step", Kind: choiceField, Label: tr.T("piece.approve_step"), Choices: []option{{Label: tr.T("second.nobody")}}}
		for _, x := range steps {
			f.Choices = append(f.Choices, option{Value: string(x), Label: tr.T("piece.approved." + string(x))})
		}
		out = append(out, f)
	}
	return append(out, field{Name: "text", Kind: longField, Label: tr.T("piece.approve_text"), Optional: true})
}

// sectionPage is the data of piece_section.html: a section that a reviewer reads.
type sectionPage struct {
	form
	Sections []comparedSection // one
	Before   string            // what it is compared with
	Comments []commentView
	Read     bool
	Hash     string
}

func (s *Server) reviewSection(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	return s.reviewSectionAgain(c, fiber.StatusOK, p, "")
}

func (s *Server) reviewSectionAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr, who, v := s.language(c), s.naming(c), s.visitor(c)
	x, first, err := s.sinceLast(c, p)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(x.Sections, func(y publishing.Compared) bool { return string(y.Section) == c.Params("section") && y.Changes > 0 })
	if i < 0 {
		return store.ErrNotFound
	}
	section := x.Sections[i].Section
	read, err := s.Materials.Read(c.UserContext(), v.ID, p)
	if err != nil {
		return err
	}
	d := sectionPage{Hash: p.Hash, Read: slices.Contains(read, section), Before: tr.T("piece.review_since", lastVersion(p).Number),
		Sections: s.compared(tr, publishing.Comparison{Sections: x.Sections[i : i+1]}, true),
		form:     form{Fields: []field{s.partField(tr, p, section), {Name: "text", Kind: longField, Label: tr.T("piece.comment_text"), Help: tr.T("piece.comment_help"), Optional: true, Fault: wrong}}}}
	if first {
		d.Before, d.Sections = tr.T("piece.review_first"), asWritten(d.Sections)
	}
	for _, y := range p.Comments {
		if sectionOf(p.Kind, x, y.Path) == section && y.Path != "" {
			d.Comments = append(d.Comments, s.commentView(tr, who, p, y))
		}
	}
	if c.Method() == post {
		d.fill(formOf(c))
	}
	if who.err != nil {
		return who.err
	}
	crumbs := pieceCrumbs(tr, p, tr.T("diff.section."+string(section)))
	crumbs = slices.Insert(crumbs, len(crumbs)-1, link{Text: tr.T("piece.work.review"), Href: pieceURL(p.ID, "review")})
	title := tr.T("piece.section_title", pieceTitle(tr, p), tr.T("diff.section."+string(section)), x.Sections[i].Changes)
	return s.render(c, status, "piece_section", page{Title: title, Nav: "materials", Error: wrong != "", Crumb: crumbs, Data: d})
}

// asWritten are sections of which all is new, without the marks that would say so of
// every sentence.
func asWritten(sections []comparedSection) []comparedSection {
	for _, x := range sections {
		for _, run := range x.Text {
			for i := range run.Lines {
				line := &run.Lines[i]
				line.Tag = ""
				for j := range line.Pieces {
					line.Pieces[j].Kind = string(publishing.Same)
				}
			}
		}
	}
	return sections
}

// readSection keeps that a section was read, and a remark where there is one; then comes
// the next section that is not read.
func (s *Server) readSection(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, sent, me := s.language(c), formOf(c), s.visitor(c).ID
	text := strings.TrimSpace(sent.Get("text"))
	remarks := sent.Get("act") == "remark"
	if text != "" || remarks {
		wrong, err := s.remark(c, p, sent.Get("path"), text)
		switch {
		case err != nil:
			return err
		case wrong != "":
			return s.reviewSectionAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
		}
		s.say(c, "piece.comment_added")
		if p, err = s.pieceAt(c); err != nil {
			return err
		}
	}
	if remarks {
		return c.Redirect(c.Path(), fiber.StatusSeeOther)
	}
	x, _, err := s.sinceLast(c, p)
	if err != nil {
		return err
	}
	section := publishing.Section(c.Params("section"))
	if !slices.ContainsFunc(x.Sections, func(y publishing.Compared) bool { return y.Section == section && y.Changes > 0 }) {
		return store.ErrNotFound
	}
	err = s.Materials.MarkRead(c.UserContext(), me, p, sent.Get("hash"), section)
	if errors.Is(err, store.ErrConflict) {
		return s.reviewPieceAgain(c, fiber.StatusConflict, p, func(d *pieceReviewPage) {
			d.Notices = append([]notice{{Kind: "warning", Title: tr.T("piece.content_changed"), Text: tr.T("piece.content_changed_how")}}, d.Notices...)
		})
	}
	if err != nil {
		return err
	}
	read, err := s.Materials.Read(c.UserContext(), me, p)
	if err != nil {
		return err
	}
	for _, y := range unread(x, read) {
		return c.Redirect(pieceURL(p.ID, "review", string(y)), fiber.StatusSeeOther)
	}
	return c.Redirect(pieceURL(p.ID, "review"), fiber.StatusSeeOther)
}

// unread are the sections that differ and were not read.
func unread(x publishing.Comparison, read []publishing.Section) (out []publishing.Section) {
	for _, y := range x.Sections {
		if y.Changes > 0 && !slices.Contains(read, y.Section) {
			out = append(out, y.Section)
		}
	}
	return out
}

// approve is somebody's word on the content of a hash, once they have read every section
// that differs.
func (s *Server) approve(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	if a, ok := lastApproval(p, v.ID); ok && a.Hash == sent.Get("hash") && a.Text == strings.TrimSpace(sent.Get("text")) && p.State == publishing.Approved { // sent twice
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	if p.WroteIn(v.ID) {
		return s.ownWork(c, p, publishing.ErrOwnWork)
	}
	steps, err := s.reviewSteps(c.UserContext(), p, v)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return publishing.ErrState
	}
	again := func(status int, say func(*pieceReviewPage)) error { return s.reviewPieceAgain(c, status, p, say) }
	stale := func() error {
		return again(fiber.StatusConflict, func(d *pieceReviewPage) {
			d.Notices = append([]notice{{Kind: "warning", Title: tr.T("piece.changed"), Text: tr.T("piece.changed_how")}}, d.Notices...)
		})
	}
	step := steps[0]
	if len(steps) > 1 {
		step = publishing.Step(sent.Get("step"))
	}
	x, _, err := s.sinceLast(c, p)
	if err != nil {
		return err
	}
	read, err := s.Materials.Read(c.UserContext(), v.ID, p)
	if err != nil {
		return err
	}
	switch left := unread(x, read); {
	case sent.Get("hash") != p.Hash || versionOf(sent) != p.Version:
		return stale()
	case len(left) > 0:
		return again(fiber.StatusUnprocessableEntity, func(d *pieceReviewPage) {
			for _, y := range left {
				d.Unread = append(d.Unread, fieldError{Text: tr.T("piece.unread", tr.T("diff.section."+string(y))), Href: pieceURL(p.ID, "review", string(y))})
			}
		})
	case !slices.Contains(steps, step):
		return again(fiber.StatusUnprocessableEntity, func(d *pieceReviewPage) { d.fault("step", tr.T("piece.choose_step")) })
	case utf8.RuneCountInString(sent.Get("text")) > maxComment:
		return again(fiber.StatusUnprocessableEntity, func(d *pieceReviewPage) { d.fault("text", tr.T("second.long", maxComment)) })
	}
	if err := s.notePiece(c, audit.MaterialApproved, p, " "+string(step)); err != nil {
		return err
	}
	p, err = s.Materials.Approve(c.UserContext(), v.ID, p.ID, p.Version, step, p.Hash, sent.Get("text"))
	switch {
	case errors.Is(err, store.ErrConflict):
		return stale()
	case err != nil:
		return err
	}
	if s.say(c, "piece.approved_one"); p.State == publishing.Approved {
		s.say(c, "piece.approved_all")
	}
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

// lastApproval is what somebody approved last.
func lastApproval(p publishing.Piece, by string) (publishing.Approval, bool) {
	for _, a := range slices.Backward(p.Approvals) {
		if a.By == by {
			return a, true
		}
	}
	return publishing.Approval{}, false
}
