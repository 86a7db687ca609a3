package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
)

// lessonLanguages are the languages of lessons by the parameter of the page's.
var lessonLanguages = map[string]string{"zh": "zh-TW", "en": "en"}

// lessonsPage is the data of lessons.html.
type lessonsPage struct {
	Lessons []lessonRow
	Minutes int
	Missing int // lessons that are not there in the language of the page
}

type lessonRow struct {
	Number, Title, Href string
	Minutes             int
	Objectives          []string
	Chinese             bool // not translated
}

// lessonIn is a lesson in the language of the page, else in Chinese.
func (s *Server) lessonIn(tr *language, id string) (l *content.Lesson, chinese, ok bool) {
	if s.Lessons == nil {
		return nil, false, false
	}
	if l, ok = s.Lessons.Lesson(lessonLanguages[tr.Param], id); ok {
		return l, false, true
	}
	l, ok = s.Lessons.Lesson(content.Languages[0], id)
	return l, true, ok
}

func (s *Server) lessons(c *fiber.Ctx) error {
	tr := s.language(c)
	var v lessonsPage
	if s.Lessons != nil {
		for _, x := range s.Lessons.Lessons(content.Languages[0]) {
			l, chinese, _ := s.lessonIn(tr, x.ID)
			number, _, _ := strings.Cut(l.ID, "-")
			v.Lessons = append(v.Lessons, lessonRow{Number: strings.TrimPrefix(number, "0"), Title: l.Title, Href: lessonURL(l.ID), Minutes: l.Minutes, Objectives: l.Objectives, Chinese: chinese})
			v.Minutes += l.Minutes
			if chinese {
				v.Missing++
			}
		}
	}
	return s.render(c, fiber.StatusOK, "lessons", page{Title: tr.T("lessons.title"), Nav: "lessons", Data: v})
}

func lessonURL(id string) string { return "/lessons/" + id }

// lessonChecks are the answers to the checks of one lesson: they count for
// nothing, and live in the address.
type lessonChecks struct {
	Lesson  string                    `json:"l"`
	Items   map[string]quizzes.Answer `json:"i,omitempty"`
	Choices map[string]string         `json:"c,omitempty"` // case/node → choice
}

// answered says whether the check of a block was answered.
func (x lessonChecks) answered(b content.Block) bool {
	_, item := x.Items[b.Ref]
	return item || x.Choices[b.Ref] != ""
}

// lessonPage is the data of lesson.html.
type lessonPage struct {
	Lesson     *content.Lesson
	Chinese    bool
	Action     string // where the checks are sent
	Token      string
	Blocks     []blockView
	Checks     int
	Unanswered []link
	Concepts   []string
	Next       *link
	Previous   *link
	Practice   bool
}

// blockView is a block of a lesson with what it shows. One of the fields after
// Anchor is set, by Kind.
type blockView struct {
	Kind   content.Kind
	Anchor string
	Number int // of a check
	HTML   template.HTML
	Law    *lawText
	Case   *caseCard
	Item   *itemView
	Graded *gradedView
	Scene  *sceneView
}

type caseCard struct {
	Title, Source, Href string
	Lead                template.HTML
}

// sceneView is one node of a scenario in a lesson, before or after a choice.
type sceneView struct {
	Ref     string
	Scene   casebook.Scene
	Story   []string
	Turn    *casebook.Turn
	Panel   panel
	Further string // the scenario from here on
	Wrong   string
}

func (s *Server) lesson(c *fiber.Ctx) error {
	tr, id := s.language(c), c.Params("id")
	l, chinese, ok := s.lessonIn(tr, id)
	if !ok {
		return s.noLesson(tr, id)
	}
	checks, err := s.lessonChecks(id, c.Query("s"))
	if err != nil {
		return err
	}
	v := lessonPage{Lesson: l, Chinese: chinese && tr.Param != "zh", Action: lessonURL(id), Token: c.Query("s"), Practice: s.Quizzes != nil, Concepts: s.conceptNames(tr, l.Concepts)}
	if v.Blocks, err = s.blocks(tr, l.Blocks, checks, c.Query("e"), 0); err != nil {
		return err
	}
	for _, b := range v.Blocks {
		if b.Number == 0 {
			continue
		}
		v.Checks++
		if b.Graded == nil && (b.Scene == nil || b.Scene.Turn == nil) {
			v.Unanswered = append(v.Unanswered, link{Text: tr.T("lesson.check", b.Number), Href: "#" + b.Anchor})
		}
	}
	all := s.Lessons.Lessons(content.Languages[0])
	i := slices.IndexFunc(all, func(x *content.Lesson) bool { return x.ID == id })
	beside := func(i int) *link {
		if i < 0 || i >= len(all) {
			return nil
		}
		x, _, _ := s.lessonIn(tr, all[i].ID)
		return &link{Text: x.Title, Href: lessonURL(x.ID)}
	}
	v.Previous, v.Next = beside(i-1), beside(i+1)
	status := fiber.StatusOK
	if c.Query("e") != "" {
		status = fiber.StatusUnprocessableEntity
	}
	return s.render(c, status, "lesson", page{Title: l.Title, Nav: "lessons", Error: c.Query("e") != "", Crumb: []link{{Text: tr.T("lessons.title"), Href: "/lessons"}, {Text: l.Title}}, Data: v})
}

func (s *Server) noLesson(tr *language, id string) error {
	return &problem{status: fiber.StatusNotFound, key: "no_lesson", args: []any{id}, links: []link{{Text: tr.T("lessons.title"), Href: "/lessons"}}}
}

func (s *Server) lessonChecks(lesson, token string) (lessonChecks, error) {
	checks := lessonChecks{Lesson: lesson}
	if token != "" {
		if err := s.tokens.open(token, &checks); err != nil {
			return checks, err
		}
		if checks.Lesson != lesson {
			return checks, wrong("token")
		}
	}
	return checks, nil
}

// blocks prepares blocks; their checks are numbered after those before them.
func (s *Server) blocks(tr *language, all []content.Block, checks lessonChecks, missed string, before int) (out []blockView, err error) {
	for _, b := range all {
		v, err := s.block(tr, b, checks, missed)
		if err != nil {
			return nil, err
		}
		if isCheck(b) {
			before++
			v.Number = before
		}
		out = append(out, v)
	}
	return out, nil
}

// isCheck says whether a block is there to be answered.
func isCheck(b content.Block) bool { return b.Kind == content.Quiz || b.Kind == content.Choice }

// checkAnchor is where a check stands on its page.
func checkAnchor(ref string) string { return "c-" + strings.ReplaceAll(ref, "/", "-") }

// conceptNames are the names of concepts.
func (s *Server) conceptNames(tr *language, ids []string) (out []string) {
	for _, id := range ids {
		if s.Quizzes == nil {
			break
		}
		if concept, ok := s.Quizzes.Concept(id); ok {
			out = append(out, tr.Of(concept.Label))
		}
	}
	return out
}

// block prepares a block; missed is the check that was sent without an answer.
func (s *Server) block(tr *language, b content.Block, checks lessonChecks, missed string) (blockView, error) {
	v := blockView{Kind: b.Kind, HTML: b.HTML, Anchor: checkAnchor(b.Ref)}
	switch b.Kind {
	case content.Law:
		v.Law = s.lawNow(tr, b.Ref)
	case content.Case:
		if x, ok := s.caseByID(b.Ref); ok {
			v.Case = &caseCard{Title: x.Title, Source: fullSource(x.Source), Href: caseURL(x.ID), Lead: b.Lead}
		}
	case content.Quiz:
		if s.Quizzes == nil {
			return v, nil
		}
		it, ok := s.Quizzes.Item(b.Ref)
		if !ok {
			return v, nil
		}
		if a, done := checks.Items[it.ID]; done {
			g := s.graded(tr, it, a)
			g.Law = nil // the lesson quotes what it needs
			v.Graded = &g
			return v, nil
		}
		view := s.item(tr, it, it.Shown(s.seed(checks.Lesson)))
		if missed == b.Ref {
			view.Wrong = tr.T("answer.item")
		}
		v.Item = &view
	case content.Choice:
		scene, err := s.sceneOf(tr, b.Ref, checks.Choices[b.Ref])
		if err != nil || scene == nil {
			return v, err
		}
		if missed == b.Ref {
			scene.Wrong = tr.T("scenario.choose")
		}
		v.Scene = scene
	}
	return v, nil
}

// lawNow is the text in force of an article, or of one paragraph of it.
func (s *Server) lawNow(tr *language, id string) *lawText {
	a, ok := s.Book.Article(id)
	if !ok {
		return nil
	}
	now, ok := a.At(s.today())
	if !ok {
		return nil
	}
	t := newLawText(tr, a, now)
	if n := paragraphOf(id, a); id != a.ID && n > 0 {
		t.Paragraphs = slices.DeleteFunc(t.Paragraphs, func(p paragraph) bool { return p.Number != n })
		t.Name = s.cite(id).Text
	}
	return &t
}

// sceneOf is a node of a scenario, case/node, and what a choice made there does.
func (s *Server) sceneOf(tr *language, ref, choice string) (*sceneView, error) {
	id, node, _ := strings.Cut(ref, "/")
	if s.Cases == nil {
		return nil, nil
	}
	run, err := s.Cases.RunTo(id, node)
	if err != nil {
		return nil, nil // the case is not published here
	}
	scene, _, err := s.Cases.Scene(run)
	if err != nil {
		return nil, err
	}
	v := &sceneView{Ref: ref, Scene: scene, Story: paragraphsOf(scene.Story)}
	if choice == "" {
		return v, nil
	}
	run, turn, err := s.Cases.Answer(run, node, choice, s.Now())
	if err != nil {
		return v, nil
	}
	token, err := s.tokens.seal(run)
	if err != nil {
		return nil, err
	}
	v.Turn, v.Panel, v.Further = &turn, s.panel(tr, turn), address(scenarioURL(id), token, nil)
	return v, nil
}

// checkLesson takes the answer to one check of a lesson.
func (s *Server) checkLesson(c *fiber.Ctx) error {
	tr, id, form := s.language(c), c.Params("id"), formOf(c)
	if _, _, ok := s.lessonIn(tr, id); !ok {
		return s.noLesson(tr, id)
	}
	checks, err := s.lessonChecks(id, form.Get("s"))
	if err != nil {
		return err
	}
	ref, again := form.Get("check"), url.Values{}
	a, ok := s.readCheck(form)
	switch {
	case !ok:
		again.Set("e", ref)
	case a != nil:
		checks.Items = with(checks.Items, ref, *a)
	default:
		checks.Choices = with(checks.Choices, ref, form.Get("choice"))
	}
	token, err := s.tokens.seal(checks)
	if err != nil {
		return err
	}
	return c.Redirect(address(lessonURL(id), token, again)+"#"+checkAnchor(ref), fiber.StatusSeeOther)
}

// readCheck reads the answer to a check: to an item, or nil where it is the choice
// at a node of a scenario. ok is false where nothing whole was sent.
func (s *Server) readCheck(form url.Values) (a *quizzes.Answer, ok bool) {
	it, isItem := s.itemByID(form.Get("check"))
	if !isItem {
		return nil, form.Get("choice") != ""
	}
	answer, missing := readItem(it, form)
	return &answer, missing == ""
}

func (s *Server) itemByID(id string) (*quizzes.Item, bool) {
	if s.Quizzes == nil {
		return nil, false
	}
	return s.Quizzes.Item(id)
}

// with is a map with one more entry.
func with[V any](m map[string]V, key string, value V) map[string]V {
	out := map[string]V{key: value}
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}
