package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/rules"
	"shoumi/rules/source"
)

const (
	blankPeople = 2  // rows for people who are not in it yet
	maxActor    = 40 // characters of what an actor is called
)

// pieceWritePage is the data of piece_edit.html: what a case tells, beside how it reads.
type pieceWritePage struct {
	Reopens  *notice
	Version  int
	Errors   []fieldError
	Head     []field
	Story    field
	People   []personRow
	Lessons  []field
	Missing  []fieldError // what is still wrong, of the bytes shown
	Title    string       // from here on as the bytes say it
	Source   string
	Date     string
	Preview  []previewLine
	Hits     []fieldError // personal data outside the narrative too
	Teaches  string
	Hash     string
	Unsaved  bool
	Facts    link
	Personal string
}

// personRow is an actor in the form.
type personRow struct {
	Number     int
	Was        string
	Name, Role field
	Gone       bool
}

// previewLine is a sentence with what looks like personal data and what the lexicon
// reads in it.
type previewLine struct {
	ID     string
	Pieces []previewRun
}

type previewRun struct {
	Text     string
	Personal bool
	Cue      bool
}

func (s *Server) writePieceForm(c *fiber.Ctx) error {
	p, o, err := s.openPiece(c)
	if err != nil {
		return err
	}
	return s.writeAgain(c, fiber.StatusOK, p, p.Version, s.drawCase(c, o.Case, nil), o.Case)
}

// drawCase is the form of a case as it is, or as it was sent.
func (s *Server) drawCase(c *fiber.Ctx, of *casebook.Case, sent url.Values) pieceWritePage {
	tr := s.language(c)
	text := func(name, value string, kind fieldKind, optional bool) field {
		return field{Name: name, Label: tr.T("writing.edit." + name), Value: value, Kind: kind, Optional: optional}
	}
	origin := text("source", "", choiceField, false)
	for _, x := range append([]string{casebook.OfAgency}, casebook.Handbooks...) {
		origin.Choices = append(origin.Choices, option{Value: x, Label: tr.T("source.of." + x), Checked: of.Source.Of() == x})
	}
	page := text("page", "", numberField, true)
	if of.Source.Page > 0 {
		page.Value = strconv.Itoa(of.Source.Page)
	}
	date := text("act_date", writtenDate(of.ActDate), dayField, true)
	date.Help = tr.T("writing.edit.act_date_help")
	note := text("date_note", of.DateNote, longField, true)
	note.Help = tr.T("writing.edit.date_note_help")
	v := pieceWritePage{Head: []field{text("title", of.Title, textField, false), origin, text("agency", of.Source.Agency, textField, true), text("section", of.Source.Section, textField, true), page,
		text("judgments", strings.Join(of.Source.Judgments, "\n"), longField, true), date,
		{Name: "continuing", Kind: manyField, Label: tr.T("writing.edit.continuing_label"), Choices: []option{{Value: "1", Label: tr.T("date.continuing"), Help: tr.T("date.continuing_help"), Checked: of.ActDate.Continuing}}}, note}}
	v.Story = field{Name: "narrative", Kind: longField, Label: tr.T("writing.narrative"), Help: tr.T("writing.edit.narrative_help", maxNarrative), Value: publishing.Told(of)}
	for i := range len(of.Actors) + blankPeople {
		var a casebook.Actor
		if i < len(of.Actors) {
			a = of.Actors[i]
		}
		n := strconv.Itoa(i)
		v.People = append(v.People, personRow{Number: i + 1, Was: a.Name,
			Name: field{Name: "name:" + n, ID: "name-" + n, Label: tr.T("writing.edit.name"), Value: a.Name}, Role: field{Name: "role:" + n, ID: "role-" + n, Label: tr.T("writing.edit.role"), Value: a.Role}})
	}
	risks, measures := field{Name: "risk", ID: "risks", Kind: manyField, Label: tr.T("case.risks")}, field{Name: "measure", ID: "measures", Kind: manyField, Label: tr.T("case.measures")}
	if s.Cases != nil {
		for _, x := range s.Cases.Risks() {
			risks.Choices = append(risks.Choices, option{Value: x.ID, Label: tr.topic(x), Checked: slices.Contains(of.Risks, x.ID)})
		}
		for _, x := range s.Cases.Measures() {
			measures.Choices = append(measures.Choices, option{Value: x.ID, Label: tr.topic(x), Checked: slices.Contains(of.Measures, x.ID)})
		}
	}
	v.Lessons = []field{risks, measures, text("teaches", of.Teaches, longField, false)}
	if sent != nil {
		f := form{Fields: v.Head}
		f.fill(sent)
		f.Fields = v.Lessons
		f.fill(sent)
		v.Story.Value = sentText(sent.Get("narrative"))
		for i := range v.People {
			x := &v.People[i]
			x.Name.Value, x.Role.Value, x.Gone = sent.Get(x.Name.Name), sent.Get(x.Role.Name), sent.Get("gone:"+strconv.Itoa(i)) != ""
		}
	}
	return v
}

// writtenDate is the date of an act as people write it, where that reads the same.
func writtenDate(d rules.ActDate) string {
	if again, err := rules.ParseWritten(d.ROC()); err == nil && again.Text == d.Text {
		return d.ROC()
	}
	return d.Text
}

// writeAgain shows the form beside a case: what would be saved, or what is.
func (s *Server) writeAgain(c *fiber.Ctx, status int, p publishing.Piece, version int, v pieceWritePage, of *casebook.Case) error {
	tr, file := s.language(c), of.File()
	v.Reopens = reopens(tr, p)
	v.Version, v.Hash, v.Unsaved = version, publishing.Hash(file), publishing.Hash(file) != p.Hash
	o, err := publishing.OpenCase(p.Key, file, s.Book) // from the bytes, as everybody will read it
	if err != nil {
		return err
	}
	p.File = file
	hits := s.Materials.Hits(p)
	v.Preview, v.Personal = s.markedStory(o.Case, hits), pieceURL(p.ID, "privacy")
	for _, h := range hits {
		if h.Dismissed == nil {
			v.Hits = append(v.Hits, fieldError{Text: h.Text + "（" + h.Kind.Zh() + "）", Note: strings.Join(h.Why, "")})
		}
	}
	for _, f := range o.Faults {
		part, _, _ := strings.Cut(f.Path, "/")
		if part != "outcome" && part != "scenario" && !strings.Contains(f.Path, "/facts") {
			v.Missing = append(v.Missing, lacking(tr, f))
		}
	}
	v.Title, v.Source, v.Date, v.Teaches = o.Case.Title, fullSource(o.Case.Source), tr.actDate(o.Case.ActDate), o.Case.Teaches
	v.Facts = link{Text: tr.T("writing.step.facts"), Href: pieceURL(p.ID, "facts")}
	v.Errors = append(v.Errors, faultsOf(append(slices.Clone(v.Head), v.Story)...)...)
	for _, x := range v.People {
		v.Errors = append(v.Errors, faultsOf(x.Name, x.Role)...)
	}
	v.Errors = append(v.Errors, faultsOf(v.Lessons...)...)
	return s.render(c, status, "piece_edit", page{Title: tr.T("writing.edit.heading", pieceTitle(tr, p)), Nav: "materials", Error: len(v.Errors) > 0, Crumb: pieceCrumbs(tr, p, tr.T("writing.step.edit")), Data: v})
}

// lacking is a fault of what a case tells, with the place of the form where it is put
// right.
func lacking(tr *language, f source.Fault) fieldError {
	part, _, _ := strings.Cut(f.Path, "/")
	out := fieldError{Href: "#" + part}
	out.Text, out.Note, out.Own = plainly(tr, f.Message, f.Hint)
	switch part {
	case "actors":
		out.Href = "#people"
	case "title", "source", "narrative", "risks", "measures", "teaches", "date_note", "act_date":
	default:
		out.Href = "#main"
	}
	return out
}

// markedStory is a narrative with what was found in it.
func (s *Server) markedStory(of *casebook.Case, hits []publishing.Hit) (out []previewLine) {
	for _, x := range of.Narrative {
		runes := []rune(x.Text)
		personal, cues := make([]bool, len(runes)), make([]bool, len(runes))
		for _, h := range hits {
			for i := h.Start; h.Path == "narrative/"+x.ID && i < min(h.End, len(runes)); i++ {
				personal[i] = true
			}
		}
		var reading cue.Reading
		if s.Cues != nil {
			reading = s.Cues.Read(x.Text)
		}
		for _, p := range reading.Proposals {
			for _, e := range p.Evidence {
				for i := e.Words.Start; i < min(e.Words.End, len(runes)); i++ {
					cues[i] = true
				}
			}
		}
		line := previewLine{ID: x.ID}
		for from := 0; from < len(runes); {
			to := from + 1
			for to < len(runes) && personal[to] == personal[from] && cues[to] == cues[from] {
				to++
			}
			line.Pieces = append(line.Pieces, previewRun{string(runes[from:to]), personal[from], cues[from]})
			from = to
		}
		out = append(out, line)
	}
	return out
}

// writePiece saves what a case tells, or shows how it would read.
func (s *Server) writePiece(c *fiber.Ctx) error {
	p, of, version, err := s.pieceThen(c)
	if err != nil {
		return err
	}
	sent := formOf(c)
	v := s.drawCase(c, of, sent)
	s.readCase(c, p, of, &v, sent)
	wrong := len(faultsOf(append(slices.Concat(v.Head, v.Lessons), v.Story)...)) > 0 || slices.ContainsFunc(v.People, func(x personRow) bool { return x.Name.Fault+x.Role.Fault != "" })
	switch {
	case wrong:
		return s.writeAgain(c, fiber.StatusUnprocessableEntity, p, version, v, of)
	case sent.Get("do") == "preview":
		return s.writeAgain(c, fiber.StatusOK, p, version, v, of)
	}
	return s.keepPiece(c, p, version, of.File(), pieceURL(p.ID, "edit"))
}

// readCase puts into a case what was sent; what cannot be read is left as it is, and
// said in its field.
func (s *Server) readCase(c *fiber.Ctx, p publishing.Piece, of *casebook.Case, v *pieceWritePage, sent url.Values) {
	tr := s.language(c)
	at := map[string]*field{}
	for i := range v.Head {
		at[v.Head[i].Name] = &v.Head[i]
	}
	get := func(name string) string { return strings.TrimSpace(sentText(sent.Get(name))) }
	before := *of
	of.Title, of.DateNote, of.Teaches = get("title"), get("date_note"), get("teaches")
	of.Source = casebook.Source{Section: get("section"), Judgments: linesOf(get("judgments"))}
	if get("source") == casebook.OfAgency {
		of.Source.Agency = get("agency")
	} else {
		of.Source.Handbook = get("source")
	}
	if n, ok := rules.ParseNumber(get("page")); ok && n > 0 && n < 10_000 {
		of.Source.Page = int(n)
	} else if get("page") != "" {
		at["page"].Fault = tr.T("answer.number")
	}
	if typed := get("act_date"); typed == "" {
		of.ActDate = rules.UnknownActDate
	} else if typed != writtenDate(before.ActDate) {
		d, err := parseActDate(typed, s.today())
		if of.ActDate = d; err != nil {
			of.ActDate = before.ActDate
			at["act_date"].refuse(tr, err)
		}
	}
	of.ActDate.Continuing = get("continuing") != ""
	if of.ActDate.Continuing && !strings.Contains(of.ActDate.Text, "..") {
		of.ActDate.Continuing = false
		at["continuing"].Fault = tr.T("writing.edit.no_span")
	}
	if n := utf8.RuneCountInString(v.Story.Value); n > maxNarrative {
		v.Story.Fault = tr.T("narrative.long", n, maxNarrative)
	} else if v.Story.Value != publishing.Told(of) {
		publishing.Retell(of, v.Story.Value, p.Used()...)
	}
	of.Risks, of.Measures = publishing.Keep(of.Risks, sent["risk"]), publishing.Keep(of.Measures, sent["measure"])
	s.readPeople(tr, of, v)
}

// readPeople changes who the actors are, unless something is wrong with that.
func (s *Server) readPeople(tr *language, of *casebook.Case, v *pieceWritePage) {
	var people []publishing.Person
	named, wrong := map[string]bool{}, false
	for i := range v.People {
		x := &v.People[i]
		one := publishing.Person{Was: x.Was, Name: strings.TrimSpace(x.Name.Value), Role: strings.TrimSpace(x.Role.Value), Gone: x.Gone}
		switch {
		case one.Gone || one == publishing.Person{}:
		case one.Name == "":
			x.Name.Fault = tr.T("writing.edit.no_name")
		case named[one.Name]:
			x.Name.Fault = tr.T("writing.edit.twice", one.Name)
		case strings.Contains(one.Name, "/") || utf8.RuneCountInString(one.Name) > maxActor:
			x.Name.Fault = tr.T("writing.edit.odd_name", maxActor)
		}
		wrong = wrong || x.Name.Fault != ""
		if named[one.Name] = true; one != (publishing.Person{}) {
			people = append(people, one)
		}
	}
	if !wrong {
		publishing.SetPeople(of, people)
	}
}
