// Package publishingtest is for suites that lay editions over a house that is quickly
// made: all that is shipped takes seconds.
package publishingtest

import (
	"io/fs"
	"strings"
	"sync"
	"testing/fstest"

	"shoumi/app/publishing"
	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// Course is the course of House: a lesson, a self-check, and a certification that can be
// drawn once a third case is published: no two of its items are of one case.
const Course = `course: tiny
zh: 小課程
en: A tiny course
credit: [{from: 2026-01-01, hours: 1, zh: 類別, en: category}]
valid: 1y
renew: 60
units:
  - {id: read, lesson: 01-why}
  - {id: check, check: {lessons: [01-why], items: 2}}
  - id: exam
    certify:
      percent: 100
      wait: 24
      sections:
        - {concept: already-known, items: 3}
        - {concept: two-tracks, items: 1}
        - {concept: leak-or-deliver, items: 1}
        - {concept: intent-or-negligence, items: 1}
        - {concept: query-log, items: 2}
`

// House is a small part of what is shipped, made once: the cases npa-leak-4 and
// npa-leak-6, the first lesson, two banks, and Course. It panics where that cannot be
// made.
var House = sync.OnceValue(func() publishing.Shipped {
	s := publishing.Shipped{
		Cases:   part(casebook.Files, "risks.yaml", "measures.yaml", "cases/npa-leak-4.yaml", "cases/npa-leak-6.yaml"),
		Quizzes: part(quizzes.Files, "concepts.yaml", "misconceptions.yaml", "wording.yaml", "banks/lesson-01.yaml", "banks/lesson-11.yaml"),
		Sources: sources,
	}
	words := part(content.Files, "glossary.yaml", "lessons/zh-TW/01-why.md")
	words["courses/tiny.yaml"] = &fstest.MapFile{Data: []byte(Course)}
	s.Content = words
	s.Book = must(rules.Shipped())
	s.Material.Cases = must(casebook.Load(s.Cases, s.Book))
	s.Bank = must(quizzes.Load(s.Quizzes, s.Book, s.Material.Cases))
	s.Lessons = must(content.Load(words, s.Sources(s.Book, s.Material.Cases, s.Bank)))
	s.Courses = must(training.Load(words, s.Material))
	return s
})

// Text is a file as it is shipped, told otherwise: old, new, old, new.
func Text(of fs.FS, name string, oldnew ...string) []byte {
	return []byte(strings.NewReplacer(oldnew...).Replace(string(must(fs.ReadFile(of, name)))))
}

func part(of fs.FS, names ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for _, name := range names {
		out[name] = &fstest.MapFile{Data: Text(of, name)}
	}
	return out
}

// sources are those of lessons, but that every law is there and of one length.
func sources(_ *rules.Book, cases *casebook.Casebook, bank *quizzes.Bank) content.Sources {
	return content.Sources{
		Link:    func(id string) (string, string, bool) { return id, "/" + id, true },
		Law:     func(string) (int, bool) { return 80, true },
		Case:    func(id string) bool { _, ok := cases.Case(id); return ok },
		Item:    func(id string) bool { it, ok := bank.Item(id); return ok && it.Status == quizzes.Ready },
		Concept: func(id string) bool { _, ok := bank.Concept(id); return ok },
		Scene: func(id string) bool {
			of, node, _ := strings.Cut(id, "/")
			_, err := cases.RunTo(of, node)
			return err == nil
		},
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
