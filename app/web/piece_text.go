package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/content"
	"shoumi/rules/source"
)

// TextFaults are what keeps a lesson or a notice from being published beside what this
// server shows.
func (s *Server) TextFaults(kind publishing.Kind, key string, file []byte) []publishing.Fault {
	t := s.readText(kind, key, file)
	return publishing.Located(file, t.Faults)
}

// readText is a lesson or a notice as far as it can be shown.
func (s *Server) readText(kind publishing.Kind, key string, file []byte) (t shownText) {
	from := LessonSources(s.Book, s.Cases, s.Quizzes)
	if kind == publishing.Notice {
		n, faults := publishing.ReadNotice(key, file, from)
		if t.Faults = faults; n != nil {
			t.Title, t.Until, t.blocks = n.Title, n.Until, n.Blocks
		}
		return t
	}
	l, faults := publishing.ReadLesson(key, file, from)
	if t.Faults = faults; l != nil {
		t.Title, t.Points, t.Minutes, t.blocks = l.Title, l.Objectives, l.Minutes, l.Blocks
	}
	return t
}

// shownText is a lesson or a notice on a page.
type shownText struct {
	Title, Until string
	Points       []string
	Minutes      int
	Blocks       []blockView
	Faults       source.Faults

	blocks []content.Block
}

// textPage is the data of piece_text.html.
type textPage struct {
	form
	Errors  []fieldError
	Lacks   []fieldError // what is to be put right before it is sent
	Find    field
	Found   []citable
	Asked   bool // something was looked for
	Preview shownText
	Hash    string
	Lesson  bool
}

// citable is something that a text can refer to, as it is written.
type citable struct{ Code, Text, Href string }

func (s *Server) pieceText(c *fiber.Ctx) error {
	p, err := s.textAt(c)
	if err != nil {
		return err
	}
	v := textPage{form: s.textForm(s.language(c), p.Kind, publishing.OpenText(p.File))}
	v.Version = p.Version
	return s.showText(c, fiber.StatusOK, p, p.File, v)
}

// textAt is the lesson or notice piece of the address. A case is none.
func (s *Server) textAt(c *fiber.Ctx) (publishing.Piece, error) {
	p, err := s.pieceAt(c)
	if err == nil && p.Kind == publishing.Case {
		err = store.ErrNotFound
	}
	return p, err
}

// textForm asks for the words of a text.
func (s *Server) textForm(tr *language, kind publishing.Kind, w publishing.Words) form {
	f := form{Button: tr.T("text.save")}
	add := func(x field) { f.Fields = append(f.Fields, x) }
	add(field{Name: "title", Label: tr.T("text.title"), Value: w.Title})
	if kind == publishing.Notice {
		day := newDayField(tr, "until", tr.T("text.until"), tr.dayText(w.Until))
		day.Optional = true
		add(day)
	} else {
		add(field{Name: "objectives", Label: tr.T("text.objectives"), Help: tr.T("text.objectives_help"), Kind: longField, Value: strings.Join(w.Objectives, "\n")})
		add(field{Name: "summary", Label: tr.T("text.summary"), Help: tr.T("text.summary_help"), Kind: longField, Value: strings.Join(w.Summary, "\n")})
	}
	add(field{Name: "body", Label: tr.T("text.body"), Help: tr.T("text.body_help"), Kind: longField, Value: w.Body})
	if kind == publishing.Lesson {
		concepts := field{Name: "concepts", Label: tr.T("text.concepts"), Help: tr.T("text.concepts_help"), Kind: manyField}
		if s.Quizzes != nil {
			for _, x := range s.Quizzes.Concepts() {
				concepts.Choices = append(concepts.Choices, option{Value: x.ID, Label: tr.Of(x.Label), Checked: slices.Contains(w.Concepts, x.ID)})
			}
		}
		add(concepts)
	}
	return f
}

// changeText saves a text, or shows it as it would be, or looks for what it can refer
// to; what was typed stays.
func (s *Server) changeText(c *fiber.Ctx) error {
	p, err := s.textAt(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	version := versionOf(sent)
	was, err := s.savedOr(c, p, version)
	if err != nil {
		return err
	}
	v := textPage{form: s.textForm(tr, p.Kind, publishing.Words{})}
	v.Version = version
	v.fill(sent)
	w := v.words(tr, publishing.OpenText(was), sent)
	file := w.Over(was, p.Kind, p.Key)
	switch odd := len(v.form.Errors()) > 0; {
	case odd:
		return s.showText(c, fiber.StatusUnprocessableEntity, p, file, v)
	case sent.Get("act") == "find":
		v.Find.Value, v.Asked = strings.TrimSpace(sent.Get("find")), true
		v.Found = s.citables(p.Kind, v.Find.Value)
	case sent.Get("act") != "preview":
		return s.keepPiece(c, p, version, file, pieceURL(p.ID, "text"))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.showText(c, fiber.StatusOK, p, file, v)
}

// words are what was typed. What the page does not show stays as it was.
func (v *textPage) words(tr *language, w publishing.Words, sent url.Values) publishing.Words {
	for i := range v.Fields {
		x := &v.Fields[i]
		switch x.Name {
		case "title":
			w.Title = strings.Join(strings.Fields(x.Value), " ")
		case "until":
			if d, ok := x.readDay(tr); ok {
				w.Until = d.String()
			} else if x.Fault == "" {
				w.Until = ""
			}
		case "objectives":
			w.Objectives = linesOf(x.Value)
		case "summary":
			w.Summary = linesOf(x.Value)
		case "body":
			w.Body = strings.Trim(sentText(x.Value), "\n")
		case "concepts":
			w.Concepts = publishing.Keep(w.Concepts, sent[x.Name])
		}
	}
	return w
}

// linesOf are the lines of a field that are not empty.
func linesOf(text string) (out []string) {
	for line := range strings.Lines(sentText(text)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// showText shows the page, with the text as the site would show it.
func (s *Server) showText(c *fiber.Ctx, status int, p publishing.Piece, file []byte, v textPage) error {
	tr := s.language(c)
	v.Preview, v.Hash, v.Lesson = s.readText(p.Kind, p.Key, file), publishing.Hash(file), p.Kind == publishing.Lesson
	var err error
	if v.Preview.Blocks, err = s.blocks(tr, v.Preview.blocks, lessonChecks{Lesson: p.Key}, "", 0); err != nil {
		return err
	}
	v.Find = field{Name: "find", Label: tr.T("text.find"), Help: tr.T("text.find_help"), Value: v.Find.Value, Optional: true}
	p.Title = v.Preview.Title
	title := tr.T("text.fine", pieceTitle(tr, p))
	v.Errors = v.form.Errors()
	if n := len(v.Preview.Faults); len(v.Errors) > 0 {
		title = tr.T("text.refused", pieceTitle(tr, p))
	} else if n > 0 {
		title = tr.T("text.faulty", pieceTitle(tr, p), n)
		v.Lacks = textFaults(tr, v.form, file, v.Preview.Faults)
	}
	return s.render(c, status, "piece_text", page{Title: title, Nav: "materials", Error: status != fiber.StatusOK, Crumb: pieceCrumbs(tr, p, tr.T("text.crumb")), Data: v})
}

// textFaults are faults with their places in the form.
func textFaults(tr *language, f form, file []byte, faults source.Faults) (out []fieldError) {
	first, lines := publishing.BodyLine(file), strings.Split(string(file), "\n")
	for _, x := range faults {
		e := fieldError{Text: x.Message, Note: x.Hint}
		if line := x.Place.Line; line >= first {
			e.Place, e.Href, e.Shown = tr.T("text.place", line-first+1, x.Place.Col), "#body", x.Excerpt()
		} else if name := headField(f, lines[:line]); name != "" {
			e.Place, e.Href = f.label(name), "#"+name
		} else {
			e.Place, e.Href = tr.T("text.whole"), "#body"
		}
		out = append(out, e)
	}
	return out
}

// headField is the field of the form that the last of some lines of a head is about.
func headField(f form, lines []string) string {
	for _, line := range slices.Backward(lines) {
		name, _, ok := strings.Cut(line, ":")
		if ok && slices.ContainsFunc(f.Fields, func(x field) bool { return x.Name == name }) {
			return name
		}
	}
	return ""
}

// maxCitables is how many of each kind a search shows.
const maxCitables = 12

// citables are what a lesson or a notice can refer to that has all words of a query in
// its name.
func (s *Server) citables(in publishing.Kind, query string) (out []citable) {
	words := strings.Fields(query)
	fits := func(texts ...string) bool {
		all := strings.ToLower(strings.Join(texts, " "))
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, strings.ToLower(w)) })
	}
	n := 0
	add := func(kind content.Kind, id, text, href string) {
		if n++; n <= maxCitables {
			out = append(out, citable{":::" + string(kind) + " " + id, text, href})
		}
	}
	for _, a := range s.Book.Articles() {
		if cite := s.Book.Cite(a.ID); fits(a.ID, a.Law, a.Title, cite) {
			add(content.Law, a.ID, cite+" "+a.Title, lawURL(s.Book, a.ID))
		}
	}
	n = 0
	for _, x := range s.published() {
		if fits(x.ID, x.Title) {
			add(content.Case, x.ID, x.Title, caseURL(x.ID))
		}
	}
	if in == publishing.Notice {
		return out
	}
	n = 0
	for _, x := range s.published() {
		if x.Scenario == nil {
			continue
		}
		for _, node := range x.Scenario.Nodes {
			if id := x.ID + "/" + node.ID; fits(id, x.Title, x.Scenario.Title) {
				add(content.Choice, id, s.excerpt(node.Story, 30), scenarioURL(x.ID))
			}
		}
	}
	if n = 0; s.Quizzes != nil {
		for _, it := range s.Quizzes.Usable("") {
			if fits(it.ID, it.Stem) {
				add(content.Quiz, it.ID, s.excerpt(it.Stem, 40), "/items/"+it.ID)
			}
		}
	}
	return out
}
