package web

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// LessonSources answers what lessons refer to: law and cases with the addresses of
// their pages here, items, scenarios and concepts.
func LessonSources(book *rules.Book, cases *casebook.Casebook, bank *quizzes.Bank) content.Sources {
	return content.Sources{
		Link: func(id string) (text, href string, ok bool) {
			if k, ok := cases.Case(id); ok {
				return k.Title, caseURL(k.ID), true
			}
			if _, ok := paragraphs(book, id); !ok {
				return "", "", false
			}
			return book.Cite(id), lawURL(book, id), true
		},
		Law: func(id string) (runes int, ok bool) {
			text, ok := paragraphs(book, id)
			for _, p := range text {
				runes += utf8.RuneCountInString(p)
			}
			return runes, ok
		},
		Case: func(id string) bool { _, ok := cases.Case(id); return ok },
		Item: func(id string) bool {
			it, ok := bank.Item(id)
			if !ok || it.Status == quizzes.Ready {
				return ok
			}
			k, ok := cases.Case(it.Case)
			return ok && k.Withdrawn // a lesson may go on asking what is drawn no more
		},
		Concept: func(id string) bool { _, ok := bank.Concept(id); return ok },
		Scene: func(id string) bool {
			of, node, _ := strings.Cut(id, "/")
			_, err := cases.RunTo(of, node)
			return err == nil
		},
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
