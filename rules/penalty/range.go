// Package penalty is sentence ranges (法定刑、處斷刑、應執行刑) and their
// arithmetic under the general part of the Criminal Code (刑法總則) as in force
// since 2006-07-01. It knows no rules and no facts: what applies is the caller's
// to say, what follows is computed here, each step as a Line.
package penalty

import (
	"cmp"
	"encoding/json"
	"fmt"
)

// Limits of 刑法 33 as amended from 2006-07-01.
const (
	minMonths       = 2   // 33 ③
	maxMonths       = 180 // 33 ③, 15 years
	cappedMonths    = 240 // 33 ③, 20 years after aggravation
	minDetention    = 1   // 33 ④
	maxDetention    = 59  // 33 ④, 60日未滿
	cappedDetention = 120 // 33 ④ after aggravation, 51 ⑥ combined
	minFine         = 1000
	combinedMonths  = 360 // 51 ⑤, 30 years
)

// Line is one step of a computation, or one condition of a legal consequence:
// a sentence in Chinese and the ids of the clauses it rests on, such as
// criminal-code/67/1.
type Line struct {
	Text  string   `json:"text"`
	Cites []string `json:"cites,omitempty"`
}

func line(cites []string, format string, args ...any) Line {
	if len(args) == 0 {
		return Line{Text: format, Cites: cites}
	}
	return Line{Text: fmt.Sprintf(format, args...), Cites: cites}
}

// Term is a length of imprisonment (有期徒刑). Fractions of a month are counted
// in months of 30 days, the measure of 民法 123 II.
type Term struct{ Months, Days int }

// Months is the term of n months.
func Months(n int) Term { return Term{Months: n} }

func days(n int) Term { return Term{Months: n / 30, Days: n % 30} }

func (t Term) days() int { return t.Months*30 + t.Days }

// Compare is negative where t is shorter than u, zero where equal.
func (t Term) Compare(u Term) int { return cmp.Compare(t.days(), u.days()) }

// Terms is a range of imprisonment, both ends included.
type Terms struct{ Min, Max Term }

// Days is a range of short-term detention (拘役) in days, both ends included.
type Days struct{ Min, Max int }

// Money is a range of a fine (罰金) in NT$, both ends included.
type Money struct{ Min, Max int64 }

// FineMode says how a fine stands beside the other principal penalties.
type FineMode string

const (
	FineAlternative FineMode = "alternative"    // 或…罰金, also a fine that stands alone
	FineAdditional  FineMode = "additional"     // 得併科
	FineEither      FineMode = "either_or_both" // 科或併科
	FineMust        FineMode = "must"           // 併科
)

// Range is a penalty laid down by a statute or computed from one: the principal
// penalties (主刑) the court may choose from. Nil or false means that kind is
// not provided. It is a value: nothing here changes a Range in place.
type Range struct {
	Death        bool
	Life         bool
	Imprisonment *Terms
	Detention    *Days
	Fine         *Money
	FineMode     FineMode // empty is FineAlternative
}

// Imprison is imprisonment of min to max months as a statute writes it: 0 where
// it names no minimum (2 months) or no maximum (15 years), 刑法 33 ③.
func Imprison(min, max int) *Terms {
	if min == 0 {
		min = minMonths
	}
	if max == 0 {
		max = maxMonths
	}
	return &Terms{Months(min), Months(max)}
}

// Detain is detention as a statute writes it, 1 to 59 days, 刑法 33 ④.
func Detain() *Days { return &Days{minDetention, maxDetention} }

// Fined is a fine of at most max NT$ as a statute writes it; the minimum is
// NT$1,000, 刑法 33 ⑤, or max where that is less.
func Fined(max int64) *Money { return &Money{min(minFine, max), max} }

// Sentence is a penalty that a court has pronounced (宣告刑). Several fields set
// together were pronounced together.
type Sentence struct {
	Death, Life  bool
	Imprisonment Term
	Detention    int   // days
	Fine         int64 // NT$
}

// kinds of principal penalty, lightest first: 刑法 35 I refers to the order of 33.
const (
	fine = iota + 1
	detention
	imprisonment
	life
	death
)

// part is one principal penalty: its kind, and both ends in days or NT$.
type part struct {
	kind     int
	max, min int64
}

// alternatives are the principal penalties to choose from, heaviest first. It is
// inlined, so that room for all of them is on the stack of the caller.
func (r Range) alternatives() []part { return r.choices(make([]part, 0, 5)) }

func (r Range) choices(ps []part) []part {
	if r.Death {
		ps = append(ps, part{kind: death})
	}
	if r.Life {
		ps = append(ps, part{kind: life})
	}
	if t := r.Imprisonment; t != nil {
		ps = append(ps, part{imprisonment, int64(t.Max.days()), int64(t.Min.days())})
	}
	if d := r.Detention; d != nil {
		ps = append(ps, part{detention, int64(d.Max), int64(d.Min)})
	}
	if f := r.Fine; f != nil && (!r.addsFine() || r.FineMode == FineEither) {
		ps = append(ps, part{fine, f.Max, f.Min})
	}
	return ps
}

// addsFine says whether a fine may or must come on top of another penalty.
func (r Range) addsFine() bool {
	other := r.Death || r.Life || r.Imprisonment != nil || r.Detention != nil
	return other && r.Fine != nil && (r.FineMode == FineAdditional || r.FineMode == FineEither || r.FineMode == FineMust)
}

type wireTerms struct {
	Min     int `json:"min"`
	MinDays int `json:"min_days,omitempty"`
	Max     int `json:"max"`
	MaxDays int `json:"max_days,omitempty"`
}

type wireDays struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

type wireMoney struct {
	Min int64 `json:"min,omitempty"` // absent: NT$1,000
	Max int64 `json:"max"`
}

type wireRange struct {
	Death         bool       `json:"death,omitempty"`
	Life          bool       `json:"life,omitempty"`
	Months        *wireTerms `json:"imprisonment_months,omitempty"`
	Detention     bool       `json:"detention,omitempty"`
	DetentionDays *wireDays  `json:"detention_days,omitempty"` // absent: 1 to 59
	Fine          *wireMoney `json:"fine_ntd,omitempty"`
	FineMode      FineMode   `json:"fine_mode,omitempty"` // absent: alternative
	Text          string     `json:"text"`
}

// MarshalJSON writes the range as the command line and the API promise it, with
// its text; what is the ordinary limit of 刑法 33 ④ and ⑤ is left out.
func (r Range) MarshalJSON() ([]byte, error) {
	w := wireRange{Death: r.Death, Life: r.Life, FineMode: r.FineMode, Text: r.Text()}
	if t := r.Imprisonment; t != nil {
		w.Months = &wireTerms{t.Min.Months, t.Min.Days, t.Max.Months, t.Max.Days}
	}
	if d := r.Detention; d != nil {
		w.Detention = true
		if *d != *Detain() {
			w.DetentionDays = &wireDays{d.Min, d.Max}
		}
	}
	if f := r.Fine; f != nil {
		w.Fine = &wireMoney{f.Min, f.Max}
		if f.Min == minFine {
			w.Fine.Min = 0
		}
	}
	if w.FineMode == FineAlternative || r.Fine == nil {
		w.FineMode = ""
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes; the text is not read.
func (r *Range) UnmarshalJSON(b []byte) error {
	var w wireRange
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*r = Range{Death: w.Death, Life: w.Life, FineMode: w.FineMode}
	if t := w.Months; t != nil {
		r.Imprisonment = &Terms{Term{t.Min, t.MinDays}, Term{t.Max, t.MaxDays}}
	}
	if w.Detention {
		r.Detention = Detain()
		if d := w.DetentionDays; d != nil {
			r.Detention = &Days{d.Min, d.Max}
		}
	}
	if f := w.Fine; f != nil {
		r.Fine = &Money{f.Min, f.Max}
		if f.Min == 0 {
			r.Fine.Min = minFine
		}
	}
	return nil
}
