package incident

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as it is searched: NFKC, in lower case, 台 as 臺, any white space
// one space. At says where in the text each rune of it comes from, in bytes, and ends
// with the length of the text.
type folded struct {
	text  string
	runes []rune
	at    []int
}

func fold(text string) folded {
	f := folded{text: text, runes: make([]rune, 0, len(text)/2), at: make([]int, 0, len(text)/2)}
	add := func(r rune, from int) {
		switch r = unicode.ToLower(r); {
		case r == '台':
			r = '臺'
		case unicode.IsSpace(r):
			if n := len(f.runes); n > 0 && f.runes[n-1] == ' ' {
				return
			}
			r = ' '
		}
		f.runes, f.at = append(f.runes, r), append(f.at, from)
	}
	for from := 0; from < len(text); {
		normal := norm.NFKC.QuickSpanString(text[from:])
		for i, r := range text[from : from+normal] {
			add(r, from+i)
		}
		if from += normal; from == len(text) {
			break
		}
		n := norm.NFKC.NextBoundaryInString(text[from:], true)
		for _, r := range norm.NFKC.String(text[from : from+n]) {
			add(r, from)
		}
		from += n
	}
	f.at = append(f.at, len(text))
	return f
}

// count is how often some runes occur, and the first place.
func (f folded) count(gram []rune) (n, first int) {
	first = -1
	for i := 0; i+len(gram) <= len(f.runes); i++ {
		if f.has(gram, i) {
			if n++; n == 1 {
				first = i
			}
		}
	}
	return n, first
}

func (f folded) has(gram []rune, i int) bool {
	if i+len(gram) > len(f.runes) {
		return false
	}
	for k, r := range gram {
		if f.runes[i+k] != r {
			return false
		}
	}
	return true
}

// phrase is a word that was looked for, and what of it is.
type phrase struct {
	whole []rune
	grams [][]rune
}

// phrases are the words of a query. Chinese is looked for by every two characters
// that stand together, for nothing says where its words end; one that stands alone,
// and Latin letters and digits, as they are.
func phrases(query string) (out []phrase) {
	apart := func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;!?()[]、。「」『』《》〈〉…", r)
	}
	for _, word := range strings.FieldsFunc(string(fold(query).runes), apart) {
		p := phrase{whole: []rune(strings.TrimFunc(word, mute))}
		for _, run := range runs(p.whole) {
			if !unicode.Is(unicode.Han, run[0]) || len(run) == 1 {
				p.grams = append(p.grams, run)
				continue
			}
			for i := range len(run) - 1 {
				p.grams = append(p.grams, run[i:i+2])
			}
		}
		if len(p.grams) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// mute is a character that nothing is looked for by.
func mute(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// runs are the parts of a word that are Chinese alone, or letters and digits alone.
func runs(word []rune) (out [][]rune) {
	from := 0
	for i := range word {
		if mute(word[i]) {
			from = i + 1
			continue
		}
		if i+1 == len(word) || mute(word[i+1]) || unicode.Is(unicode.Han, word[i]) != unicode.Is(unicode.Han, word[i+1]) {
			out = append(out, word[from:i+1])
			from = i + 1
		}
	}
	return out
}
