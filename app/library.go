package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"unicode/utf8"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
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
	bank, err := c.bank()
	if err != nil {
		return content.Sources{}, err
	}
	return sourcesOf(book, cases, bank), nil
}

func sourcesOf(book *rules.Book, cases *casebook.Casebook, bank *quizzes.Bank) content.Sources {
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
		Case:    func(id string) bool { _, ok := cases.Case(id); return ok },
		Item:    func(id string) bool { _, ok := bank.Item(id); return ok },
		Concept: func(id string) bool { _, ok := bank.Concept(id); return ok },
		Scene: func(id string) bool {
			of, node, _ := strings.Cut(id, "/")
			k, ok := cases.Case(of)
			return ok && k.Scenario != nil && slices.ContainsFunc(k.Scenario.Nodes, func(n casebook.Node) bool { return n.ID == node })
		},
	}
}

// places answers what the table of the handbooks refers to.
func (c *cli) places() (content.Places, error) {
	book, err := c.rules()
	if err != nil {
		return content.Places{}, err
	}
	cases, err := c.casebook()
	if err != nil {
		return content.Places{}, err
	}
	return content.Places{
		Rule: func(id string) bool { _, ok := paragraphs(book, id); return ok },
		Case: func(id string) bool { _, ok := cases.Case(id); return ok },
		// Lessons are still being written: until all are in, any id will do.
		Lesson:  func(id string) bool { return id != "" },
		Risk:    func(id string) bool { _, ok := cases.Risk(id); return ok },
		Measure: func(id string) bool { _, ok := cases.Measure(id); return ok },
	}, nil
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
	if id == a.ID {
		return text, true
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

// course checks the shipped course and the table of the handbooks.
func (k *checked) course() {
	k.courseIn(content.Files, "content")
}

// courseIn checks a directory of the shape of content.
func (k *checked) courseIn(files fs.FS, dir string) {
	from, err := k.cli.lessonSources()
	if err != nil {
		k.add(err)
		return
	}
	within := func(name string) string { return filepath.Join(dir, name) }
	lib, err := content.Load(files, from)
	k.addAs(within, err)
	k.countLessons(lib)
	places, err := k.cli.places()
	if err == nil {
		_, err = content.ReadCoverage(files, places)
	}
	k.addAs(within, err)
}

// lesson checks one lesson with the shipped words.
func (k *checked) lesson(path string) error {
	from, err := k.cli.lessonSources()
	if err != nil {
		return err
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
	// Its language is the directory it lies in; faults name the path as given.
	name := "lessons/" + filepath.Base(filepath.Dir(whole)) + "/" + filepath.Base(path)
	lib, err := content.Load(fstest.MapFS{"glossary.yaml": {Data: words}, name: {Data: data}}, from)
	k.addAs(func(string) string { return path }, err)
	k.countLessons(lib)
	return nil
}

func (k *checked) countLessons(lib *content.Library) {
	if lib == nil {
		return
	}
	for _, lang := range content.Languages {
		k.lessonCount += len(lib.Lessons(lang))
	}
}

// addAs adds faults with their files under another name.
func (k *checked) addAs(name func(string) string, err error) {
	var in checked
	in.add(err)
	for _, f := range in.faults {
		if f.Place.File != "" {
			f.Place.File = name(f.Place.File)
		}
		k.faults.Add(f)
	}
}
