// Package privacy finds personal data in Chinese text of Taiwan: identity and
// registration numbers by their checksums, and telephone numbers, plates,
// addresses, birthdays, accounts and names by pattern and by the words around
// them. It knows nothing of the outside and sends nothing anywhere.
package privacy

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is a kind of personal data.
type Kind string

const (
	NationalID Kind = "national_id" // 國民身分證統一編號
	ResidentID Kind = "resident_id" // 外來人口統一證號, of either form
	BusinessID Kind = "business_id" // 營利事業統一編號
	Mobile     Kind = "mobile"
	Landline   Kind = "landline"
	Plate      Kind = "plate" // 車牌
	Address    Kind = "address"
	Birthday   Kind = "birthday"
	Account    Kind = "account" // 金融帳號
	LineID     Kind = "line_id"
	Email      Kind = "email"
	Judgment   Kind = "judgment" // 判決字號: leads to the people in it
	Name       Kind = "name"
	Unit       Kind = "unit" // a real unit beside a pseudonym tells who it is
)

// Kinds are all kinds, in the order of reports.
var Kinds = []Kind{NationalID, ResidentID, BusinessID, Mobile, Landline, Plate, Address, Birthday, Account, LineID, Email, Judgment, Name, Unit}

// Zh names the kind.
func (k Kind) Zh() string {
	return map[Kind]string{NationalID: "國民身分證統一編號", ResidentID: "外來人口統一證號", BusinessID: "統一編號", Mobile: "手機號碼", Landline: "市內電話",
		Plate: "車牌號碼", Address: "地址", Birthday: "出生日期", Account: "金融帳號", LineID: "LINE ID", Email: "電子郵件地址", Judgment: "判決字號", Name: "姓名", Unit: "真實單位名稱"}[k]
}

// Hit is a place in a text that looks like personal data.
type Hit struct {
	Kind Kind   `json:"kind"`
	Text string `json:"text"`
	// Start and End are offsets in runes, End exclusive.
	Start int `json:"start"`
	End   int `json:"end"`
	// Line and Col count from one, Col in runes.
	Line int `json:"line"`
	Col  int `json:"col"`
	// Score is how sure it is, from 0 to 1. Below Report it is no hit.
	Score float64  `json:"score"`
	Why   []string `json:"why"` // in Chinese: the pattern, the checksum, the words around
}

// Report is the least score that Scan reports.
const Report = 0.5

// Scan finds personal data. Where two kinds claim the same place the surer one
// stands. Pseudonyms (甲, 民眾A, ○○) are no hits.
func Scan(text string) []Hit {
	t := newText(text)
	var found []Hit
	for _, r := range recognisers {
		for _, h := range r(t) {
			if h.Score >= Report {
				found = append(found, h)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.End-b.Start, a.End-a.Start), cmp.Compare(a.Start, b.Start))
	})
	var out []Hit
	for _, h := range found {
		if !slices.ContainsFunc(out, func(o Hit) bool { return h.Start < o.End && o.Start < h.End }) {
			h.Line, h.Col = t.place(h.Start)
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b Hit) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// text is a text under examination: its runes as written, and the same runes
// with full-width letters and digits made plain, so that offsets agree.
type text struct {
	runes []rune
	plain string // of the same runes
	at    []int  // byte offset in plain of every rune, and of the end
}

func newText(s string) *text {
	t := &text{runes: []rune(s)}
	var b strings.Builder
	for _, r := range t.runes {
		t.at = append(t.at, b.Len())
		b.WriteRune(plain(r))
	}
	t.at = append(t.at, b.Len())
	t.plain = b.String()
	return t
}

// plain makes a full-width form of ASCII plain, and the hyphens people type.
func plain(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '　':
		return ' '
	case r == '–' || r == '—' || r == '‐' || r == '－' || r == '−':
		return '-'
	}
	return r
}

// rune turns a byte offset in plain into a rune offset.
func (t *text) rune(offset int) int {
	i, _ := slices.BinarySearch(t.at, offset)
	return i
}

// hit makes a hit of a match in plain, from and to in bytes.
func (t *text) hit(k Kind, from, to int, score float64, why ...string) Hit {
	a, b := t.rune(from), t.rune(to)
	return Hit{Kind: k, Text: string(t.runes[a:b]), Start: a, End: b, Score: score, Why: why}
}

// before and after are the words next to a match, up to n runes and not beyond
// the sentence.
func (t *text) before(from, n int) string {
	s := t.plain[:from]
	for i := 0; i < n && s != ""; i++ {
		r, size := utf8.DecodeLastRuneInString(s)
		if strings.ContainsRune("。！？!?\n", r) {
			break
		}
		s = s[:len(s)-size]
	}
	return t.plain[len(s):from]
}

func (t *text) after(to, n int) string {
	end := to
	for i := 0; i < n && end < len(t.plain); i++ {
		r, size := utf8.DecodeRuneInString(t.plain[end:])
		if strings.ContainsRune("。！？!?\n", r) {
			break
		}
		end += size
	}
	return t.plain[to:end]
}

// near says which of some words stands near a match; empty for none.
func (t *text) near(from, to int, words ...string) string {
	around := t.before(from, 12) + "\x00" + t.after(to, 6)
	for _, w := range words {
		if strings.Contains(strings.ToUpper(around), strings.ToUpper(w)) {
			return w
		}
	}
	return ""
}

// place is line and column of a rune, from one.
func (t *text) place(at int) (line, col int) {
	line, col = 1, 1
	for _, r := range t.runes[:at] {
		if r == '\n' {
			line, col = line+1, 1
		} else {
			col++
		}
	}
	return line, col
}
