package publishing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	library "shoumi/content"
	"shoumi/rules/source"
)

// Words is a lesson or a notice taken apart to be written in.
type Words struct {
	Title string `yaml:"title"`
	Until string `yaml:"until"` // the last day of a notice, ISO; empty where it has none

	// Of a lesson.
	Objectives []string `yaml:"objectives"`
	Concepts   []string `yaml:"concepts"` // ids
	Summary    []string `yaml:"summary"`

	Body string `yaml:"-"` // without empty lines around it
}

// OpenText takes the content of a lesson or a notice apart, as far as it can be read.
func OpenText(file []byte) (w Words) {
	head, body := parted(file)
	_ = yaml.Unmarshal(head, &w) // what is wrong with it DraftLesson and DraftNotice say
	w.Title = oneLine(w.Title)
	for _, list := range [][]string{w.Objectives, w.Summary} {
		for i := range list {
			list[i] = oneLine(list[i])
		}
	}
	w.Body = strings.Trim(body, "\n")
	return w
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

// Over is content with other words: what of it is not changed keeps its bytes.
func (w Words) Over(file []byte, kind Kind, key string) []byte {
	head, body := parted(file)
	was := OpenText(file)
	if w.Body != was.Body {
		body = "\n" + w.Body + "\n"
	}
	now := w
	if now.Body = was.Body; !reflect.DeepEqual(now.plain(), was.plain()) {
		head = w.head(kind, key)
	} else if w.Body == was.Body {
		return file
	}
	return behind(head, body)
}

// behind is content of its head and what follows it.
func behind(head []byte, body string) []byte {
	return []byte("---\n" + strings.TrimSuffix(string(head), "\n") + "\n---\n" + body)
}

// plain is w in which a list that is empty is none.
func (w Words) plain() Words {
	for _, list := range []*[]string{&w.Objectives, &w.Concepts, &w.Summary} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	return w
}

// head is the front matter, in the order of the shipped lessons.
func (w Words) head(kind Kind, key string) []byte {
	var b bytes.Buffer
	list := func(name string, all []string) {
		if fmt.Fprintf(&b, "%s:", name); len(all) == 0 {
			b.WriteString(" []")
		}
		b.WriteByte('\n')
		for _, x := range all {
			fmt.Fprintf(&b, "  - %s\n", scalar(x))
		}
	}
	if kind == Notice {
		fmt.Fprintf(&b, "title: %s\n", scalar(w.Title))
		if w.Until != "" {
			fmt.Fprintf(&b, "until: %s\n", w.Until)
		}
		return b.Bytes()
	}
	fmt.Fprintf(&b, "id: %s\ntitle: %s\n", key, scalar(w.Title))
	list("objectives", w.Objectives)
	fmt.Fprintf(&b, "concepts: [%s]\n", strings.Join(w.Concepts, ", "))
	list("summary", w.Summary)
	return b.Bytes()
}

// scalar is a text as YAML has it: plain where that is read as the same text, else
// quoted.
func scalar(s string) string {
	var list []yaml.Node
	if s != "" && yaml.Unmarshal([]byte("- "+s), &list) == nil && len(list) == 1 && list[0].Tag == "!!str" && list[0].Style == 0 && list[0].Value == s {
		return s
	}
	var b strings.Builder
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	_ = to.Encode(s) // a text can always be
	return strings.TrimSuffix(b.String(), "\n")
}

// NewText is what a lesson or a notice begins as.
func NewText(kind Kind, key, title string) []byte {
	if kind == Notice {
		return behind(Words{Title: title}.head(kind, key), "\n請大家注意的事。\n\n## 怎麼做\n\n- 查詢以前，先確認是不是自己經辦的事。\n")
	}
	return behind(Words{Title: title}.head(kind, key),
		"\n## 一件發生過的事\n\n從一個案例說起。\n\n## 法律怎麼說\n\n引用條文，再用自己的話解釋。\n\n## 遇到的時候怎麼辦\n\n給讀者練習。\n")
}

// words are the words of the house, which a lesson or a notice is held against.
var words = sync.OnceValues(func() (library.Glossary, error) { return library.ReadGlossary(library.Files) })

// ReadLesson is as much of a lesson as its content says, nil where it has no head, and
// what is wrong with it.
func ReadLesson(key string, file []byte, from library.Sources) (*library.Lesson, source.Faults) {
	w, err := words()
	if err != nil {
		return nil, faultsOf(err)
	}
	l, faults := library.DraftLesson("lessons/"+library.Languages[0]+"/"+key+".md", file, w, from)
	return l, faultsOf(faults.Err())
}

// ReadNotice is as much of a notice as its content says, nil where it has no head, and
// what is wrong with it.
func ReadNotice(key string, file []byte, from library.Sources) (*library.Notice, source.Faults) {
	w, err := words()
	if err != nil {
		return nil, faultsOf(err)
	}
	n, faults := library.DraftNotice("notices/"+key+".md", file, w, from)
	return n, faultsOf(faults.Err())
}

// faultsOf are the faults that an error is, in their order.
func faultsOf(err error) (out source.Faults) {
	_ = errors.As(err, &out)
	return out
}

// Located are faults of a lesson or a notice as those of a piece: of its head, or of the
// paragraph that they are in.
func Located(file []byte, faults source.Faults) (out []Fault) {
	lines := strings.Split(string(file), "\n")
	first := BodyLine(file)
	for _, f := range faults {
		at := Fault{Line: f.Place.Line, Message: f.Message, Hint: f.Hint}
		switch {
		case f.Place.Line >= first:
			at.Path = "text/" + strconv.Itoa(len(Paragraphs(strings.Join(lines[first-1:f.Place.Line], "\n"))))
		case f.Place.Line > 1:
			at.Path = "text/head"
		}
		out = append(out, at)
	}
	return out
}

// BodyLine is the line of content, from 1, that Words.Body begins with.
func BodyLine(file []byte) int {
	_, body := parted(file)
	return strings.Count(strings.ReplaceAll(string(file), "\r\n", "\n"), "\n") - strings.Count(strings.TrimLeft(body, "\n"), "\n") + 1
}
