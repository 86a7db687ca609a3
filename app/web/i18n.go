package web

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/gofiber/fiber/v2"

	"shoumi/rules"
)

//go:embed i18n
var textFiles embed.FS

// language is the texts of the pages in one language. Law and facts stay as the
// book has them.
type language struct {
	Tag   string // for the lang attribute
	Param string // of ?lang= and the cookie
	texts map[string]string
}

var languageFiles = []struct{ param, tag, files string }{
	{"zh", "zh-Hant-TW", "i18n/zh-TW/*.yaml"},
	{"en", "en", "i18n/en/*.yaml"},
}

// loadLanguages are the languages, read once: nothing changes them.
var loadLanguages = sync.OnceValues(readLanguages)

func readLanguages() ([]*language, error) {
	var out []*language
	for _, f := range languageFiles {
		l := &language{Tag: f.tag, Param: f.param, texts: map[string]string{}}
		names, err := fs.Glob(textFiles, f.files)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := l.read(name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// read adds the texts of a file; no two files may have the same key.
func (l *language) read(name string) error {
	b, err := textFiles.ReadFile(name)
	if err != nil {
		return err
	}
	var texts map[string]string
	if err := yaml.Unmarshal(b, &texts); err != nil {
		return err
	}
	for key, text := range texts {
		if l.has(key) {
			return fmt.Errorf("%s is in another file too", key)
		}
		l.texts[key] = text
	}
	return nil
}

// T is the text of a key with its arguments. A key that is missing shows itself;
// a spec keeps that from shipping.
func (l *language) T(key string, args ...any) string {
	s, ok := l.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

func (l *language) has(key string) bool { _, ok := l.texts[key]; return ok }

// Of is a phrase of the book; Chinese where there is no English.
func (l *language) Of(t rules.Text) string {
	if l.Param == "en" && t.En != "" {
		return t.En
	}
	return t.Zh
}

// Group names a group of facts.
func (l *language) Group(name string) string {
	if s, ok := l.texts["group."+name]; ok {
		return s
	}
	return name
}

// Value is a value of a fact as a sentence shows it.
func (l *language) Value(f rules.Fact, v any) string {
	if l.Param != "en" {
		return f.ValueZh(v)
	}
	label := func(id string) string {
		for _, x := range f.Values {
			if x.ID == id {
				return l.Of(x.Label)
			}
		}
		return id
	}
	switch x := v.(type) {
	case nil:
		return l.T("answer.unsure")
	case bool:
		return l.T(map[bool]string{true: "answer.yes", false: "answer.no"}[x])
	case string:
		return label(x)
	case []string:
		if len(x) == 0 {
			return l.T("answer.none")
		}
		s := label(x[0])
		for _, id := range x[1:] {
			s += "; " + label(id)
		}
		return s
	case map[string]bool:
		s := ""
		for _, fv := range f.Values {
			if x[fv.ID] {
				s += label(fv.ID) + "; "
			}
		}
		return s + l.T("answer.rest_unsure")
	case int64:
		if f.Type == rules.Money {
			return fmt.Sprintf("NT$%d", x)
		}
	case rules.Date:
		return x.String()
	}
	return fmt.Sprint(v)
}

// language is that of ?lang=, of the cookie, or Chinese.
func (s *Server) language(c *fiber.Ctx) *language {
	param := c.Query("lang", c.Cookies("lang"))
	for _, l := range s.pages.languages {
		if l.Param == param {
			return l
		}
	}
	return s.pages.languages[0]
}
