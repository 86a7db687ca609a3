package publishing

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Span is a run of prose that stayed, was added or was removed.
type Span struct {
	Kind Difference `json:"kind"`
	Text string     `json:"text"`
}

// Difference is what became of a Span, or of a part.
type Difference string

const (
	Same    Difference = "same"
	Added   Difference = "added"
	Removed Difference = "removed"
	Altered Difference = "changed" // of a part alone
)

// leastShared is the part of two texts that has to be the same for showing one
// inside the other; below it crumbs of one stand between crumbs of the other.
const leastShared = 0.4

// Prose is what a text became, rune by rune: the spans that are no addition are
// the text before, those that are no removal the text after, and a removal stands
// before the addition in its place. A number or a word in Latin letters is never
// cut, a single character left over between two changes goes with them, and texts
// that have little in common are replaced as a whole.
func Prose(before, after string) []Span {
	spans := spansOf(before, after)
	if shared(spans) < leastShared {
		return joined([]Span{{Removed, before}, {Added, after}})
	}
	return spans
}

// spansOf leaves out go-diff's own clean-up (DiffCleanupSemantic): it takes counts of
// runes for counts of bytes and cuts Chinese characters in two.
func spansOf(before, after string) []Span {
	t := tokens{code: map[string]rune{}}
	differ := diffmatchpatch.New()
	differ.DiffTimeout = 0 // the same every time, however busy the machine
	var spans []Span
	for _, d := range differ.DiffMainRunes(t.encode(before), t.encode(after), false) {
		kind := map[diffmatchpatch.Operation]Difference{diffmatchpatch.DiffEqual: Same, diffmatchpatch.DiffInsert: Added, diffmatchpatch.DiffDelete: Removed}[d.Type]
		spans = append(spans, Span{kind, t.decode(d.Text)})
	}
	spans = joined(spans)
	for {
		whole := joined(withoutCrumbs(spans))
		if len(whole) == len(spans) {
			return spans
		}
		spans = whole
	}
}

// tokens stand for numbers and Latin words by runes of a plane without characters.
type tokens struct {
	code map[string]rune
	text []string
}

const firstToken = 0xF0000

func (t *tokens) encode(s string) (out []rune) {
	word := func(r rune) bool {
		return r < unicode.MaxASCII && (unicode.IsDigit(r) || unicode.IsLetter(r))
	}
	for s = strings.ToValidUTF8(s, "�"); s != ""; {
		n := strings.IndexFunc(s, func(r rune) bool { return !word(r) })
		if n < 0 {
			n = len(s)
		}
		// 1萬5,000 and 3.5: a sign between two digits is part of the number.
		for n > 0 && n+1 < len(s) && strings.ContainsRune(",.", rune(s[n])) && word(rune(s[n-1])) && word(rune(s[n+1])) {
			next := strings.IndexFunc(s[n+1:], func(r rune) bool { return !word(r) })
			if next < 0 {
				next = len(s) - n - 1
			}
			n += 1 + next
		}
		if n < 2 {
			r := []rune(s)[0]
			if r < firstToken {
				out = append(out, r)
				s = s[len(string(r)):]
				continue
			}
			n = len(string(r))
		}
		code, ok := t.code[s[:n]]
		if !ok {
			code = firstToken + rune(len(t.text))
			t.code[s[:n]], t.text = code, append(t.text, s[:n])
		}
		out, s = append(out, code), s[n:]
	}
	return out
}

func (t *tokens) decode(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r < firstToken {
			out.WriteRune(r)
		} else {
			out.WriteString(t.text[r-firstToken])
		}
	}
	return out.String()
}

// joined puts neighbours of one kind together, between two that stayed first all
// that was removed and then all that was added.
func joined(spans []Span) (out []Span) {
	var gone, come string
	flush := func() {
		if gone != "" {
			out = append(out, Span{Removed, gone})
		}
		if come != "" {
			out = append(out, Span{Added, come})
		}
		gone, come = "", ""
	}
	for _, p := range spans {
		switch {
		case p.Text == "":
		case p.Kind == Removed:
			gone += p.Text
		case p.Kind == Added:
			come += p.Text
		case gone == "" && come == "" && len(out) > 0:
			out[len(out)-1].Text += p.Text
		default:
			flush()
			out = append(out, p)
		}
	}
	flush()
	return out
}

// withoutCrumbs makes what stayed between two changes a part of them, where it is no
// longer than either, or a single character; a mark of punctuation stays.
func withoutCrumbs(spans []Span) []Span {
	var out []Span
	for i, p := range spans {
		if p.Kind != Same || i == 0 || i == len(spans)-1 {
			out = append(out, p)
			continue
		}
		n := runes(p.Text)
		alone := n == 1 && !unicode.IsPunct([]rune(p.Text)[0])
		if alone || n <= changed(spans[:i], -1) && n <= changed(spans[i+1:], 1) {
			out = append(out, Span{Removed, p.Text}, Span{Added, p.Text})
		} else {
			out = append(out, p)
		}
	}
	return out
}

// changed is the length of the change at the end (-1) or the beginning (1) of
// spans: of what was removed or of what was added, whichever is more.
func changed(spans []Span, step int) int {
	n := map[Difference]int{}
	i := 0
	if step < 0 {
		i = len(spans) - 1
	}
	for ; i >= 0 && i < len(spans) && spans[i].Kind != Same; i += step {
		n[spans[i].Kind] += runes(spans[i].Text)
	}
	return max(n[Removed], n[Added])
}

// shared is the part of the longer text that stayed, 1 of two empty texts.
func shared(spans []Span) float64 {
	n := map[Difference]int{}
	for _, p := range spans {
		n[p.Kind] += runes(p.Text)
	}
	longer := n[Same] + max(n[Added], n[Removed])
	if longer == 0 {
		return 1
	}
	return float64(n[Same]) / float64(longer)
}

func runes(s string) int { return len([]rune(s)) }
