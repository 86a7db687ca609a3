package publishing

import (
	"strings"
	"unicode/utf8"

	"shoumi/casebook"
)

// LongSentence is from how many characters on a sentence is long: two lines and a half
// of the 40 characters that a line of a page has.
const LongSentence = 100

// Readability is how easily a content reads.
type Readability struct {
	Sentences int
	Average   float64 // characters a sentence, with its punctuation
	Long      []Text  // sentences of LongSentence characters or more
}

// Readable measures what a piece tells: the narrative of a case, else its paragraphs.
func Readable(kind Kind, file []byte) (r Readability) {
	told, runes := "text/", 0
	if kind == Case {
		told = "narrative/"
	}
	for _, t := range Texts(kind, file) {
		if !strings.HasPrefix(t.Path, told) {
			continue
		}
		for _, s := range casebook.Split(t.Text) {
			n := utf8.RuneCountInString(s)
			r.Sentences++
			runes += n
			if n >= LongSentence {
				r.Long = append(r.Long, Text{Path: t.Path, Text: s})
			}
		}
	}
	if r.Sentences > 0 {
		r.Average = float64(runes) / float64(r.Sentences)
	}
	return r
}
