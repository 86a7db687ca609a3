package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing/fstest"
	"unicode/utf8"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/rules"
)

// library is the shipped course, held against the rules and cases in use.
func (c *cli) library() (*content.Library, error) {
	from, err := c.lessonSources()
	if err != nil {
		return nil, err
	}
	return content.Load(content.Files, from)
}

// lessonSources answers what lessons refer to.
func (c *cli) lessonSources() (content.Sources, error) {
	book, err := c.rules()
	if err != nil {
		return content.Sources{}, err
	}
	cases, err := c.casebook()
	if err != nil {
		return content.Sources{}, err
	}
	return sourcesOf(book, cases), nil
}

func sourcesOf(book *rules.Book, cases *casebook.Casebook) content.Sources {
	anything := func(id string) bool { return id != "" }
	return content.Sources{
		Link: func(id string) (text, href string, ok bool) {
			if k, ok := cases.Case(id); ok {
				return k.Title, "/cases/" + k.ID, true
			}
			if _, ok := paragraphs(book, id); !ok {
				return "", "", false
			}
			return book.Cite(id), web.LawURL(book, id), true
		},
		Law: func(id string) (runes int, ok bool) {
			text, ok := paragraphs(book, id)
			for _, p := range text {
				runes += utf8.RuneCountInString(p)
			}
			return runes, ok
		},
		Case: func(id string) bool { _, ok := cases.Case(id); return ok },
		// Banks of items, scenarios and concepts are not in the house yet.
		Item:    anything,
		Scene:   anything,
		Concept: anything,
	}
}

// paragraphs is the text of an article, or of the one paragraph that an id names,
// as it stands now: quoted, or in our own words. A clause below the paragraph has
// to be a provision of the book.
func paragraphs(book *rules.Book, id string) ([]string, bool) {
	a, ok := book.Article(id)
	if !ok {
		return nil, false
	}
	var text []string
	for _, v := range a.Versions {
		if v.Status == rules.InForce {
			text = append(append(text, v.Text...), v.Summary...)
			break
		}
	}
	local := strings.TrimPrefix(strings.TrimPrefix(id, a.ID), "/")
	if local == "" {
		return text, id == a.ID
	}
	number, below, deeper := strings.Cut(local, "/")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(text) || deeper && below == "" {
		return nil, false
	}
	if _, known := book.Provision(id); deeper && !known {
		return nil, false
	}
	return text[n-1 : n], true
}

// lessons checks the shipped course.
func (k *checked) lessons() {
	lib, err := k.cli.library()
	k.course(lib, err, func(name string) string { return "content/" + name })
}

// lessonPath checks one lesson, or a directory of content.
func (k *checked) lessonPath(path string) error {
	from, err := k.cli.lessonSources()
	if err != nil {
		return err
	}
	if filepath.Ext(path) != ".md" {
		lib, err := content.Load(os.DirFS(path), from)
		k.course(lib, err, func(name string) string { return filepath.Join(path, name) })
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	words, err := fs.ReadFile(content.Files, "glossary.yaml")
	if err != nil {
		return err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	name := "lessons/" + filepath.Base(filepath.Dir(whole)) + "/" + filepath.Base(path)
	lib, err := content.Load(fstest.MapFS{"glossary.yaml": {Data: words}, name: {Data: data}}, from)
	k.course(lib, err, func(string) string { return path })
	return nil
}

func (k *checked) course(lib *content.Library, err error, rename func(string) string) {
	var mine checked
	mine.add(err)
	for _, f := range mine.faults {
		if f.Place.File != "" {
			f.Place.File = rename(f.Place.File)
		}
		k.faults.Add(f)
	}
	if err == nil {
		for _, lang := range content.Languages {
			k.lessonCount += len(lib.Lessons(lang))
		}
	}
}
