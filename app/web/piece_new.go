package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/reading"
	"shoumi/casebook"
	"shoumi/content"
)

// newPieceAddress takes what is pasted or uploaded.
const newPieceAddress = "/materials/new"

// newPiecePage is the data of piece_new.html: how a piece is begun.
type newPiecePage struct {
	Errors []fieldError
	Kind   field
	Text   string
	Agency field
	From   field   // a shipped case
	Named  []field // of a lesson or a notice
}

func (s *Server) newPieceForm(c *fiber.Ctx) error {
	return s.newPieceAgain(c, fiber.StatusOK, url.Values{"kind": {string(publishing.Case)}}, nil)
}

func (s *Server) newPieceAgain(c *fiber.Ctx, status int, sent url.Values, wrongs map[string]string) error {
	tr := s.language(c)
	kind := field{Name: "kind", Kind: choiceField, Label: tr.T("writing.new.kind")}
	for _, k := range publishing.Kinds {
		kind.Choices = append(kind.Choices, option{Value: string(k), Label: tr.T("writing.kind." + string(k)), Checked: sent.Get("kind") == string(k)})
	}
	agency := sent.Get("agency")
	if !sent.Has("agency") {
		name, err := s.unitName(c, s.visitor(c).Unit)
		if err != nil {
			return err
		}
		agency, _, _ = strings.Cut(name, "/")
	}
	from := field{Name: "from", Kind: choiceField, Label: tr.T("writing.new.from"), Help: tr.T("writing.new.from_help"), Optional: true, Choices: []option{{Label: tr.T("writing.new.from_none")}}}
	for _, x := range s.published() {
		from.Choices = append(from.Choices, option{Value: x.ID, Label: x.ID + "　" + x.Title, Checked: sent.Get("from") == x.ID})
	}
	v := newPiecePage{Kind: kind, Text: sent.Get("text"), From: from, Agency: field{Name: "agency", Label: tr.T("writing.edit.agency"), Value: agency}, Named: []field{
		{Name: "key", Label: tr.T("writing.new.key"), Help: tr.T("writing.new.key_help"), Value: sent.Get("key"), Fault: wrongs["key"]},
		{Name: "title", Label: tr.T("writing.edit.title"), Value: sent.Get("title"), Fault: wrongs["title"]}}}
	for _, name := range []string{"kind", "file", "from"} {
		if wrongs[name] != "" {
			v.Errors = append(v.Errors, fieldError{Text: wrongs[name], Href: "#" + name})
		}
	}
	v.Errors = append(v.Errors, faultsOf(v.Named...)...)
	return s.render(c, status, "piece_new", page{Title: tr.T("writing.new.title"), Nav: "materials", Error: len(v.Errors) > 0, Crumb: newPieceCrumbs(tr), Data: v})
}

func newPieceCrumbs(tr *language) []link {
	return []link{{Text: tr.T("materials.title"), Href: "/materials"}, {Text: tr.T("writing.new.title")}}
}

// newPiece begins a piece, or first shows what a text was cleaned of.
func (s *Server) newPiece(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	refuse := func(name, text string) error {
		return s.newPieceAgain(c, fiber.StatusUnprocessableEntity, sent, map[string]string{name: text})
	}
	kind := publishing.Kind(sent.Get("kind"))
	switch {
	case !slices.Contains(publishing.Kinds, kind):
		return refuse("kind", tr.T("writing.new.no_kind"))
	case kind != publishing.Case:
		return s.newText(c, kind, sent)
	case sent.Get("do") == "begin":
		return s.beginCases(c, sent)
	}
	name, text, err := sentFile(c, "", uploadLimit)
	if err != nil {
		return err
	}
	if name != "" {
		if text, _, err = reading.File(name, []byte(text)); err != nil {
			return refuse("file", tr.T("writing.new.unreadable", name, err.Error()))
		}
	}
	switch {
	case strings.TrimSpace(text) != "":
		return s.cleaned(c, fiber.StatusOK, cleanSent{name: name + sent.Get("name"), text: sentText(text), agency: sent.Get("agency"), form: sent}, nil)
	case sent.Get("from") != "":
		return s.beginShipped(c, sent.Get("from"), refuse)
	}
	keys, err := s.takenKeys(c)
	if err != nil {
		return err
	}
	key := publishing.FreeKey(s.today().Time().Year()-1911, keys)
	p, err := s.begin(c, publishing.Start{Kind: kind, Key: key, File: publishing.NewCase(key, "", sent.Get("agency"), "").File()})
	if err != nil {
		return err
	}
	return c.Redirect(pieceURL(p.ID, "edit"), fiber.StatusSeeOther)
}

// begin begins a piece of the visitor's.
func (s *Server) begin(c *fiber.Ctx, start publishing.Start) (publishing.Piece, error) {
	start.Unit = s.visitor(c).Unit
	if err := s.record(c, audit.MaterialBegun, start.Key, string(start.Kind)+"/"+start.Key); err != nil {
		return publishing.Piece{}, err
	}
	return s.Materials.Begin(c.UserContext(), s.visitor(c).ID, start)
}

// newText begins a lesson or a notice with a head and nothing else.
func (s *Server) newText(c *fiber.Ctx, kind publishing.Kind, sent url.Values) error {
	tr := s.language(c)
	key, title := strings.TrimSpace(sent.Get("key")), strings.TrimSpace(sent.Get("title"))
	wrongs := map[string]string{}
	if title == "" {
		wrongs["title"] = tr.T("writing.new.no_title")
	}
	if kind == publishing.Lesson && !content.IsLessonID(key) {
		wrongs["key"] = tr.T("writing.new.odd_lesson_key")
	}
	if len(wrongs) == 0 {
		p, err := s.begin(c, publishing.Start{Kind: kind, Key: key, File: publishing.NewText(kind, key, title)})
		switch {
		case errors.Is(err, publishing.ErrKey):
			wrongs["key"] = tr.T("writing.new.odd_key")
		case errors.Is(err, publishing.ErrKeyTaken):
			wrongs["key"] = tr.T("writing.new.taken", key)
		case err != nil:
			return err
		default:
			return c.Redirect(pieceURL(p.ID, "text"), fiber.StatusSeeOther)
		}
	}
	return s.newPieceAgain(c, fiber.StatusUnprocessableEntity, sent, wrongs)
}

// beginShipped begins a piece that is to replace a shipped case; where somebody has
// begun it already, it leads there.
func (s *Server) beginShipped(c *fiber.Ctx, id string, refuse func(name, text string) error) error {
	x, ok := s.caseByID(id)
	if !ok {
		return refuse("from", s.language(c).T("answer.odd"))
	}
	p, err := s.begin(c, publishing.Start{Kind: publishing.Case, Key: x.ID, File: x.File()})
	if errors.Is(err, publishing.ErrKeyTaken) {
		if p, err = s.Materials.Named(c.UserContext(), publishing.Case, x.ID); err == nil {
			s.say(c, "writing.new.begun", x.ID)
		}
	}
	if err != nil {
		return err
	}
	return c.Redirect(pieceURL(p.ID, "edit"), fiber.StatusSeeOther)
}

// takenKeys are the keys of cases that there are.
func (s *Server) takenKeys(c *fiber.Ctx) (map[string]bool, error) {
	taken := map[string]bool{}
	all, err := s.Materials.All(c.UserContext())
	for _, p := range all {
		taken[p.Key] = taken[p.Key] || p.Kind == publishing.Case
	}
	for _, x := range s.published() {
		taken[x.ID] = true
	}
	return taken, err
}

// cleanSent is a text on its way to be cases.
type cleanSent struct {
	name, text, agency string
	form               url.Values
}

// cleanPage is the data of piece_clean.html: a text before and after it was cleaned.
type cleanPage struct {
	Errors             []fieldError
	Name, Text, Agency string
	Edits              []cleanedKind
	Done, Kept         int
	Cases              []foundCase
}

// cleanedKind are the edits of one kind.
type cleanedKind struct {
	Kind  casebook.EditKind
	Edits []cleanedEdit
}

// foundCase is a case found in a text.
type foundCase struct {
	Number     int
	Title, Key field
	Section    string
	Where      string
	Body       []string
	Checked    bool
	origin     string
}

// cleanedEdit is an edit with what stands beside it in its source, on the same line or,
// where it joins lines, on those.
type cleanedEdit struct {
	casebook.Edit
	Left, Right string
	Joins       bool
}

// besideText is an edit of a source.
func besideText(e casebook.Edit, source []rune) cleanedEdit {
	const near = 12
	end := e.Offset + len([]rune(e.Before))
	left, right := string(source[max(0, e.Offset-near):e.Offset]), string(source[end:min(len(source), end+near)])
	out := cleanedEdit{Edit: e, Joins: strings.Contains(e.Before, "\n")}
	out.Left = left[strings.LastIndex(left, "\n")+1:]
	out.Right, _, _ = strings.Cut(right, "\n")
	return out
}

// cleaned shows what was done to a text, and what cases are in it.
func (s *Server) cleaned(c *fiber.Ctx, status int, from cleanSent, wrongs map[int]string) error {
	tr := s.language(c)
	done := casebook.Clean(from.text, from.form["keep"]...)
	v := cleanPage{Name: from.name, Text: from.text, Agency: from.agency}
	for _, e := range done.Edits {
		i := slices.IndexFunc(v.Edits, func(k cleanedKind) bool { return k.Kind == e.Kind })
		if i < 0 {
			i = len(v.Edits)
			v.Edits = append(v.Edits, cleanedKind{Kind: e.Kind})
		}
		v.Edits[i].Edits = append(v.Edits[i].Edits, besideText(e, []rune(done.Source)))
		if e.Kept {
			v.Kept++
		} else {
			v.Done++
		}
	}
	taken, err := s.takenKeys(c)
	if err != nil {
		return err
	}
	v.Cases = s.foundCases(tr, done, from.form, taken)
	for i := range v.Cases {
		if x := &v.Cases[i]; wrongs[i] != "" {
			x.Key.Fault = wrongs[i]
			v.Errors = append(v.Errors, x.Key.Faults()...)
		}
	}
	if wrongs[-1] != "" {
		v.Errors = append(v.Errors, fieldError{Text: wrongs[-1], Href: "#cases"})
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "piece_clean", page{Title: tr.T("writing.clean.title", v.Done, len(v.Cases)), Nav: "materials", Error: len(v.Errors) > 0, Crumb: newPieceCrumbs(tr), Data: v})
}

// foundCases are the cases in a text, or all of it as one; each with a key that is
// free, and with its part of the text as it came.
func (s *Server) foundCases(tr *language, done casebook.Cleaned, sent url.Values, taken map[string]bool) (out []foundCase) {
	all, source := done.Cases(), []rune(done.Source)
	if len(all) == 0 {
		one := casebook.Extract{}
		for _, p := range done.Paragraphs {
			one.Body = append(one.Body, p.Text)
		}
		all = []casebook.Extract{one}
	}
	again := sent.Has("listed")
	for i, x := range all {
		end := len(source)
		if i+1 < len(all) {
			end = all[i+1].At.Offset
		}
		f := foundCase{Number: i + 1, Section: x.Section, Body: x.Body, Checked: true, origin: string(source[min(x.At.Offset, end):end])}
		if x.At.Line > 0 {
			f.Where = tr.T("writing.clean.where", x.At.Line)
		}
		key := publishing.FreeKey(s.today().Time().Year()-1911, taken)
		taken[key] = true
		f.Title = field{Name: fmt.Sprint("title:", i), ID: fmt.Sprint("title-", i), Label: tr.T("writing.edit.title"), Value: x.Title, Optional: true}
		f.Key = field{Name: fmt.Sprint("key:", i), ID: fmt.Sprint("key-", i), Label: tr.T("writing.new.key"), Value: key}
		if again {
			f.Checked = slices.Contains(sent["case"], fmt.Sprint(i))
			if sent.Has(f.Key.Name) {
				f.Title.Value, f.Key.Value = sent.Get(f.Title.Name), sent.Get(f.Key.Name)
			}
		}
		out = append(out, f)
	}
	return out
}

// beginCases begins a piece for every case that was ticked.
func (s *Server) beginCases(c *fiber.Ctx, sent url.Values) error {
	tr := s.language(c)
	from := cleanSent{name: sent.Get("name"), text: sentText(sent.Get("text")), agency: sent.Get("agency"), form: sent}
	taken, err := s.takenKeys(c)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for key := range taken {
		used[key] = true
	}
	all := s.foundCases(tr, casebook.Clean(from.text, sent["keep"]...), sent, used)
	wrongs, some := map[int]string{}, false
	for i, x := range all {
		key := strings.TrimSpace(x.Key.Value)
		switch {
		case !x.Checked:
			continue
		case !publishing.GoodKey(key):
			wrongs[i] = tr.T("writing.new.odd_key")
		case taken[key]:
			wrongs[i] = tr.T("writing.new.taken", key)
		}
		some, taken[key] = true, true
	}
	if !some {
		wrongs[-1] = tr.T("writing.clean.none")
	}
	if len(wrongs) > 0 {
		return s.cleaned(c, fiber.StatusUnprocessableEntity, from, wrongs)
	}
	var begun []publishing.Piece
	for _, x := range all {
		if !x.Checked {
			continue
		}
		key := strings.TrimSpace(x.Key.Value)
		made := publishing.NewCase(key, strings.TrimSpace(x.Title.Value), from.agency, strings.Join(x.Body, "\n"))
		p, err := s.begin(c, publishing.Start{Kind: publishing.Case, Key: key, File: made.File(), Origin: publishing.Origin{Name: from.name, Text: x.origin, Keep: sent["keep"]}})
		if err != nil {
			return err
		}
		begun = append(begun, p)
	}
	if len(begun) == 1 {
		return c.Redirect(pieceURL(begun[0].ID, "edit"), fiber.StatusSeeOther)
	}
	s.say(c, "writing.clean.begun", fmt.Sprint(len(begun)))
	return c.Redirect("/materials", fiber.StatusSeeOther)
}
