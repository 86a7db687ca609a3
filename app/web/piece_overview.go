package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/casebook"
)

// piecePage is the data of piece.html: how a piece stands, and the one thing that
// comes next.
type piecePage struct {
	Next     *link // for the visitor; nil where it is somebody else's turn
	Waits    string
	Returned *notice // why it came back
	Tasks    []task
	Facts    []pair
	Comments []commentView
	Versions table
	Work     []link
	Events   []event
}

func (s *Server) material(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, who, v := s.language(c), s.naming(c), s.visitor(c)
	blocks := s.Materials.Blocks(p)
	d := piecePage{Tasks: s.pieceTasks(tr, p, blocks), Versions: s.versionsTable(tr, who, p), Work: s.pieceWork(tr, p, v)}
	steps, err := s.reviewSteps(c.UserContext(), p, v)
	if err != nil {
		return err
	}
	lacks, err := s.Materials.Lacks(c.UserContext(), p)
	if err != nil {
		return err
	}
	d.Next, d.Waits = pieceNext(tr, p, v, d.Tasks, steps, lacks)
	if e, ok := lastEvent(p, publishing.GaveBack); ok && p.State == publishing.Returned {
		d.Returned = &notice{Kind: "warning", Title: tr.T("piece.returned_by", who.of(e.By)), Text: e.Text}
	}
	for _, x := range p.OpenComments() {
		d.Comments = append(d.Comments, s.commentView(tr, who, p, x))
	}
	if d.Facts, err = s.headOfPiece(c, who, p); err != nil {
		return err
	}
	d.Events = pieceEvents(tr, who, p)
	if d.Events = d.Events[:min(lastEvents, len(d.Events))]; who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "piece", page{Title: standing(tr, p, len(blocks)), Nav: "materials", Crumb: pieceCrumbs(tr, p), Data: d})
}

// standing says how a piece stands.
func standing(tr *language, p publishing.Piece, blocks int) string {
	title := pieceTitle(tr, p)
	if blocks > 0 && writable(p) {
		return tr.T("piece.standing.blocked", title, tr.T("piece.state."+string(p.State)), blocks)
	}
	if p.State == publishing.Published {
		return tr.T("piece.standing.published", title, lastVersion(p).Number)
	}
	return tr.T("piece.standing.state", title, tr.T("piece.state."+string(p.State)))
}

// writable is whether a piece is at its authors', and not under review or beyond.
func writable(p publishing.Piece) bool {
	return p.State == publishing.Draft || p.State == publishing.Returned
}

// pieceTasks are the steps of a piece, from its content to its review.
func (s *Server) pieceTasks(tr *language, p publishing.Piece, blocks []publishing.Block) []task {
	at := map[string]int{}
	for _, b := range blocks {
		at[blockPage(p.Kind, b)]++
	}
	step := func(name, note string) task {
		t := task{ID: "step-" + name, Text: tr.T("piece.step." + name), Href: pieceURL(p.ID, name), State: taskDone, Note: note}
		if at[name] > 0 {
			t.State, t.Note = taskDoing, tr.T("piece.step_open", at[name])
		}
		return t
	}
	begun := func(name string, has bool) task {
		t := step(name, "")
		if !has && t.State == taskDone {
			t.State = taskTodo
		}
		return t
	}
	optional := func(name string, has bool) task {
		t := begun(name, has)
		if t.State == taskTodo {
			t.Note = tr.T("piece.step_optional")
		}
		return t
	}
	all := []task{step("text", "")}
	if p.Kind == publishing.Case {
		x, _ := s.draftCase(p.Key, p.File)
		facts, outcome := x != nil && len(x.Shared) > 0, false
		for i := 0; x != nil && i < len(x.Actors); i++ {
			facts, outcome = facts || len(x.Actors[i].Facts) > 0, outcome || len(x.Actors[i].Outcome) > 0
		}
		all = []task{step("edit", ""), begun("facts", facts), begun("outcome", outcome), step("bench", picksNote(tr, x)), optional("scenario", x != nil && x.Scenario != nil)}
	}
	submit := step("submit", "")
	switch {
	case writable(p) && len(blocks) > 0:
		submit.State, submit.Note = taskLocked, tr.T("piece.step_blocked", len(blocks))
	case writable(p):
		submit.State = taskTodo
	case p.State == publishing.Submitted:
		submit.State, submit.Note = taskDoing, tr.T("piece.step_reviewed")
	}
	return append(all, step("privacy", ""), submit)
}

// picksNote says where the exercises of a case come from.
func picksNote(tr *language, x *casebook.Case) string {
	if x == nil || !x.Picked {
		return tr.T("piece.step_generated")
	}
	n := 0
	for _, a := range x.Actors {
		n += len(a.Picks)
	}
	return tr.T("piece.step_picked", n)
}

// blockPage is the page where something is put right that blocks a piece.
func blockPage(kind publishing.Kind, b publishing.Block) string {
	switch b.Kind {
	case publishing.Personal:
		return "privacy"
	case publishing.Remark:
		return "comments"
	}
	return partPage(kind, b.Path)
}

// partPage is the page where a part of a piece is written.
func partPage(kind publishing.Kind, path string) string {
	if kind != publishing.Case {
		return "text"
	}
	parts := strings.Split(path, "/")
	switch {
	case parts[0] == "facts" || len(parts) > 2 && parts[0] == "actors" && parts[2] == "facts":
		return "facts"
	case parts[0] == "outcome" || len(parts) > 2 && parts[0] == "actors" && parts[2] == "outcome":
		return "outcome"
	case parts[0] == "items" || len(parts) > 2 && parts[0] == "actors" && parts[2] == "items":
		return "bench"
	case parts[0] == "scenario":
		return "scenario"
	}
	return "edit"
}

// partName names a part of a piece by its path.
func (s *Server) partName(tr *language, p publishing.Piece, path string) string {
	parts := strings.Split(path, "/")
	actor := ""
	if len(parts) > 1 && (parts[0] == "actors" || parts[0] == "outcome") {
		actor = parts[1]
	}
	fact := func(at int) string {
		if f, ok := s.Book.Fact(parts[at]); ok {
			return tr.Of(f.Label)
		}
		return parts[at]
	}
	switch {
	case path == "":
		return tr.T("piece.part.all")
	case parts[0] == "narrative" && len(parts) > 1:
		return tr.T("piece.part.sentence", strings.TrimPrefix(parts[1], "s"))
	case parts[0] == "text" && len(parts) > 1:
		if _, err := strconv.Atoi(parts[1]); err == nil {
			return tr.T("piece.part.paragraph", parts[1])
		}
		for i, x := range s.partsOf(p) {
			if x.ID == path {
				return tr.T("piece.part.paragraph", strconv.Itoa(i+1))
			}
		}
		return tr.T("piece.part.paragraph_gone")
	case parts[0] == "facts" && len(parts) > 1:
		return tr.T("piece.part.fact", tr.T("piece.part.everybody"), fact(1))
	case parts[0] == "actors" && len(parts) > 3 && parts[2] == "facts":
		return tr.T("piece.part.fact", actor, fact(3))
	case parts[0] == "outcome" || parts[0] == "actors" && len(parts) > 2 && parts[2] == "outcome":
		return tr.T("piece.part.outcome", actor)
	case partPage(p.Kind, path) == "bench":
		return s.pickAt(tr, p, parts)
	case parts[0] == "actors":
		return tr.T("piece.part.actor", actor)
	case parts[0] == "scenario":
		for i := 1; i+1 < len(parts); i++ {
			if parts[i] == "nodes" {
				return tr.T("piece.part.node", parts[i+1])
			}
		}
		return tr.T("piece.part.scenario")
	case parts[0] == "risks" || parts[0] == "measures":
		return tr.T("piece.part.risks")
	case parts[0] == "teaches":
		return tr.T("piece.part.teaches")
	}
	return tr.T("piece.part.head")
}

// draftCase is as much of a case as its content says, nil where it cannot be read, and
// what is wrong with it.
func (s *Server) draftCase(key string, file []byte) (*casebook.Case, error) {
	x, faults := casebook.Draft("cases/"+key+".yaml", file, s.Book)
	return x, faults.Err()
}

// pieceNext is what the visitor does next with a piece, or for whom it waits. Steps are
// the approvals that the visitor may give now, lacks those that nobody has given.
func pieceNext(tr *language, p publishing.Piece, v visitor, tasks []task, steps, lacks []publishing.Step) (next *link, waits string) {
	writes := v.May(account.WriteMaterials)
	to := func(key, page string) (*link, string) {
		return &link{Text: tr.T("piece.next." + key), Href: pieceURL(p.ID, page)}, ""
	}
	switch {
	case len(steps) > 0:
		return to("review", "review")
	case p.State == publishing.Submitted:
		var missing []string
		for _, x := range lacks {
			missing = append(missing, tr.T("piece.approver."+string(x)))
		}
		return nil, tr.T("piece.waits_review", strings.Join(missing, tr.T("list.join")))
	case !writes && p.State != publishing.Published:
		return nil, tr.T("piece.waits_editor")
	case p.State == publishing.Approved:
		return to("publish", "publish")
	case p.State == publishing.Published:
		return to("versions", "versions/"+strconv.Itoa(lastVersion(p).Number))
	case p.State == publishing.Withdrawn:
		return to("rewrite", partPage(p.Kind, ""))
	}
	for _, t := range tasks {
		if t.State == taskDoing {
			return &link{Text: tr.T("piece.next.mend", t.Text), Href: t.Href}, ""
		}
	}
	if len(p.OpenComments()) > 0 {
		return to("comments", "comments")
	}
	return to("submit", "submit")
}

// lastEvent is the last event of a kind.
func lastEvent(p publishing.Piece, kind publishing.EventKind) (publishing.Event, bool) {
	for _, e := range slices.Backward(p.History) {
		if e.Kind == kind {
			return e, true
		}
	}
	return publishing.Event{}, false
}

// headOfPiece are the particulars of a piece.
func (s *Server) headOfPiece(c *fiber.Ctx, who *naming, p publishing.Piece) ([]pair, error) {
	tr := s.language(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return nil, err
	}
	facts := []pair{
		{Label: tr.T("piece.kind"), Value: tr.T("piece.kind." + string(p.Kind)), Note: p.Key},
		{Label: tr.T("piece.state"), Value: tr.T("piece.state." + string(p.State)), Note: liveNote(tr, p)},
		{Label: tr.T("piece.authors"), Value: who.all(tr, p.Authors), Chinese: true},
		{Label: tr.T("piece.unit"), Value: unitLabel(tr, tree, p.Unit)},
		{Label: tr.T("piece.updated"), Value: tr.moment(p.Updated)},
		{Label: tr.T("piece.hash"), Value: p.Hash},
	}
	if len(p.Authors) == 0 {
		facts = slices.Delete(facts, 2, 3)
	}
	if p.Question != "" {
		facts = append(facts, pair{Label: tr.T("piece.question"), Value: p.Question, Chinese: true})
	}
	for _, a := range p.Approvals {
		if a.Hash == p.Hash {
			facts = append(facts, pair{Label: tr.T("piece.approved." + string(a.Step)), Value: who.of(a.By), Note: strings.TrimSpace(tr.moment(a.At) + " " + a.Text), Chinese: true})
		}
	}
	return facts, nil
}

// liveNote says what is published of a piece while something else is being done with it.
func liveNote(tr *language, p publishing.Piece) string {
	if !p.Live {
		return ""
	}
	v := lastVersion(p)
	return tr.T("piece.live", v.Number, tr.dayText(v.From))
}

// pieceWork leads to what somebody can do with a piece besides its steps.
func (s *Server) pieceWork(tr *language, p publishing.Piece, v visitor) (out []link) {
	add := func(key string, page ...string) {
		out = append(out, link{Text: tr.T("piece.work." + key), Href: pieceURL(p.ID, page...)})
	}
	writes := v.May(account.WriteMaterials)
	add("preview", "preview")
	if p.State != publishing.Draft && p.State != publishing.Published && p.State != publishing.Withdrawn {
		add("review", "review")
	}
	add("comments", "comments")
	if writes && (writable(p) || p.State == publishing.Submitted) {
		add("ask", "ask")
	}
	if writes && p.State == publishing.Submitted {
		add("recall", "recall")
	}
	if writes && p.Live {
		add("withdraw", "withdraw")
	}
	add("history", "history")
	add("file", "file")
	if x, ok := s.caseByID(p.Key); ok && p.Kind == publishing.Case && len(p.Versions) > 0 {
		if !x.Withdrawn {
			out = append(out, link{Text: tr.T("handout.make"), Href: handoutURL + "?case=" + p.Key})
		}
		if s.Training != nil && v.May(account.SeeItems) {
			out = append(out, link{Text: tr.T("results.work"), Href: resultsURL + "/" + p.Key})
		}
	}
	if writes && writable(p) && len(p.Versions) == 0 {
		add("remove", "remove")
	}
	return out
}

// pieceEvents is all that was done with a piece, latest first.
func pieceEvents(tr *language, who *naming, p publishing.Piece) (out []event) {
	for _, e := range slices.Backward(p.History) {
		x := event{When: tr.moment(e.At), Machine: e.At.In(taipei).Format(time.RFC3339), Text: tr.T("piece.event." + string(e.Kind)), By: who.of(e.By), Note: e.Text}
		if e.Kind == publishing.Agreed {
			x.Text, x.Note = tr.T("piece.approved."+e.Text), ""
		}
		out = append(out, x)
	}
	return out
}
