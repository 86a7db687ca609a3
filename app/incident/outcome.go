package incident

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// Outcome is what the book said of a record, in short: what lists, statistics and
// comparisons need.
type Outcome struct {
	Judged    string    `json:"judged"` // ISO
	Findings  Standings `json:"findings,omitempty"`
	Acts      []string  `json:"acts,omitempty"`     // conduct, members of the fact acts, of any actor
	Articles  []string  `json:"articles,omitempty"` // criminal-code/132: of what is established for any actor and not absorbed
	Undecided int       `json:"undecided"`          // findings that are undetermined
}

// Standing is a provision that is not simply not established.
type Standing struct {
	Actor     string
	Provision string
	Kind      rules.Kind
	Verdict   rules.Verdict
	Penalty   string
	Absorbed  bool
	Rest      string // names what else follows: the reach of the penalty, effect, deadline, limitation, complaint
}

// Standings are the standings of a record. A record has hundreds, most of them
// undetermined, and lists read thousands of records: as JSON they are one text, a line
// each, its fields between tabs, which is read several times faster than objects.
type Standings []Standing

// columns is how many fields a line of Standings has.
const columns = 7

// MarshalJSON writes the one text.
func (all Standings) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	for _, s := range all {
		for n, field := range [columns]string{s.Actor, s.Provision, string(s.Kind), string(s.Verdict), s.Penalty, map[bool]string{true: "absorbed"}[s.Absorbed], s.Rest} {
			if strings.ContainsAny(field, "\t\n") {
				return nil, fmt.Errorf("a field of a standing with a tab or a line end: %q", field)
			}
			b.WriteString(field)
			b.WriteByte("\t\n"[n/(columns-1)])
		}
	}
	return json.Marshal(b.String())
}

// UnmarshalJSON reads it.
func (all *Standings) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	*all = nil
	if text == "" {
		return nil
	}
	*all = make(Standings, 0, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		var f [columns]string
		rest := strings.TrimSuffix(line, "\n")
		for n := range f {
			f[n], rest, _ = strings.Cut(rest, "\t")
		}
		*all = append(*all, Standing{f[0], f[1], rules.Kind(f[2]), rules.Verdict(f[3]), f[4], f[5] != "", f[6]})
	}
	return nil
}

const actsFact = "acts" // the fact whose members are kinds of conduct

func outcomeOf(report rules.Report, in rules.Incident) Outcome {
	o := Outcome{Judged: report.JudgedOn.String()}
	for _, a := range report.Actors {
		for _, f := range a.Findings {
			if f.Verdict == rules.NotEstablished || f.Kind == rules.Modifier {
				continue
			}
			s := Standing{Actor: a.Actor, Provision: f.ID, Kind: f.Kind, Verdict: f.Verdict, Absorbed: f.AbsorbedBy != nil}
			if f.Penalty != nil {
				s.Penalty = f.Penalty.Text()
			}
			s.Rest = rest(f)
			o.Findings = append(o.Findings, s)
			if f.Verdict == rules.Undetermined {
				o.Undecided++
			}
			if f.Verdict == rules.Established && !s.Absorbed && f.Kind != rules.Duty && f.Kind != rules.Permission {
				o.Articles = append(o.Articles, Article(f.ID))
			}
		}
	}
	for _, a := range in.Actors {
		switch acts := in.Of(a)[actsFact].(type) {
		case []string:
			o.Acts = append(o.Acts, acts...)
		case map[string]bool:
			for act, done := range acts {
				if done {
					o.Acts = append(o.Acts, act)
				}
			}
		}
	}
	slices.Sort(o.Acts)
	slices.Sort(o.Articles)
	o.Acts, o.Articles = slices.Compact(o.Acts), slices.Compact(o.Articles)
	return o
}

// rest names what follows from a finding besides its penalty; "" is nothing.
func rest(f rules.Finding) string {
	var words []string
	if f.Reach != nil {
		words = append(words, f.Reach.Text())
	}
	if f.Effect != "" {
		words = append(words, f.Effect)
	}
	if f.Deadline != nil {
		words = append(words, f.Deadline.Text)
	}
	for _, line := range f.After {
		words = append(words, line.Text)
	}
	if f.Complaint != nil && f.Complaint.Required {
		words = append(words, "complaint")
	}
	if len(words) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return hex.EncodeToString(sum[:6])
}

// Article is the article of a provision: criminal-code/132/2 is of criminal-code/132.
func Article(provision string) string {
	n := 0
	for i, r := range provision {
		if r == '/' {
			if n++; n == 2 {
				return provision[:i]
			}
		}
	}
	return provision
}

// Result is what a rule set says of a record.
type Result struct {
	Book     *rules.Book
	Incident rules.Incident
	Judged   rules.Date
	Report   rules.Report
}

// Result asks the rule set of the record; with it what to ask next, and five similar
// cases.
func (d *Desk) Result(ctx context.Context, r Record) (Result, error) {
	book, err := d.Book(ctx, r.Digest)
	if err != nil {
		return Result{}, err
	}
	x := Result{Book: book, Incident: r.Act(), Judged: d.Judged(r)}
	if x.Report, err = book.Classify(x.Incident, x.Judged); err != nil {
		return x, err
	}
	if d.from.Cases != nil {
		x.Report.SimilarCases = d.from.Cases.Similar(x.Incident, similar)
	}
	return x, nil
}

// similar is how many similar cases a result names.
const similar = 5
