package incident

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/casebook/cue"
	"shoumi/rules"
)

// ErrClash: two proposals that cannot both be so were taken. Always a *ClashError.
var ErrClash = errors.New("採用的事實互相矛盾")

// ClashError says which proposals cannot both be taken.
type ClashError struct {
	A, B Proposal
	Why  string
}

func (e *ClashError) Error() string {
	return fmt.Sprintf("「%s」與「%s」：%s", e.A.Words(), e.B.Words(), e.Why)
}

// Is says that it is ErrClash.
func (e *ClashError) Is(target error) bool { return target == ErrClash }

// Proposal is a fact that the narrative suggests, and what became of it.
type Proposal struct {
	cue.Proposal
	Key    string // stays the same as long as the sentences that suggest it do
	Who    string // what the actor is called in the record; empty: everybody
	Fate   Fate
	Stands any   // what is answered now, where Fate is Otherwise
	Clash  []int // indices of the proposals that cannot be so beside it
	texts  []string
}

// Fate is what became of a proposal.
type Fate string

const (
	Open      Fate = "open"
	Taken     Fate = "taken"     // it is answered so
	Otherwise Fate = "otherwise" // it is answered otherwise
	Rejected  Fate = "rejected"
)

// Words are the words that suggest it.
func (p Proposal) Words() string {
	var out []string
	for _, e := range p.Evidence {
		if !slices.Contains(out, e.Text) {
			out = append(out, e.Text)
		}
	}
	return strings.Join(out, "、")
}

// Source is the sentences that suggest it.
func (p Proposal) Source() string { return strings.Join(p.texts, "") }

// Cast is what the actors of a narrative are called in the record: who was taken from it
// before keeps the name, who is called by a letter in it is called so, and anybody else
// by the next letter that is free.
func (st Interview) Cast(actors []cue.Actor) map[string]string {
	cast, used := map[string]string{}, map[string]bool{}
	for _, p := range st.People {
		if p.Called != "" {
			cast[p.Called] = p.Name
		}
		used[p.Name] = p.Called != "" || len(p.Answers) > 0
	}
	for _, a := range actors {
		if cast[a.Name] != "" {
			continue
		}
		if Label(a.Name) {
			cast[a.Name] = a.Name
			used[a.Name] = true
		}
	}
	for _, a := range actors {
		for n := 0; cast[a.Name] == ""; n++ {
			name := stem(n)
			if !used[name] {
				cast[a.Name], used[name] = name, true
			}
		}
	}
	return cast
}

// Proposals are what a lexicon reads in the narrative of a record.
func (r Record) Proposals(lexicon *cue.Lexicon) (cue.Reading, []Proposal) {
	reading := lexicon.Read(r.Content.Narrative)
	st := r.Content.Interview
	cast := st.Cast(reading.Actors)
	var out []Proposal
	for _, x := range reading.Proposals {
		p := Proposal{Proposal: x, Who: cast[x.Actor], Fate: Open}
		for _, e := range x.Evidence {
			if text := reading.Sentences[e.Sentence].Text; !slices.Contains(p.texts, text) {
				p.texts = append(p.texts, text)
			}
		}
		p.Key = keyOf(p)
		now, known := st.answered(p.Who, p.Fact)
		switch {
		case known && holds(now, x.Value):
			p.Fate = Taken
		case slices.Contains(r.Content.Rejected, p.Key):
			p.Fate = Rejected
		case known && !open(now, x.Value):
			p.Fate, p.Stands = Otherwise, now
		}
		out = append(out, p)
	}
	for _, c := range reading.Conflicts {
		out[c.A].Clash = append(out[c.A].Clash, c.B)
		out[c.B].Clash = append(out[c.B].Clash, c.A)
	}
	return reading, out
}

func keyOf(p Proposal) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\n%s\n%v\n%s", p.Actor, p.Fact, p.Value, p.Source())))
	return hex.EncodeToString(sum[:8])
}

// answered is what is known of a fact of somebody, or with no name of the first person.
func (st Interview) answered(who, fact string) (any, bool) {
	if fact == rules.ActDateFact {
		return st.Act(), st.Dated
	}
	for _, p := range st.People {
		if p.Name != who && who != "" {
			continue
		}
		for _, a := range p.Answers {
			if a.Fact == fact {
				return a.Value, true
			}
		}
		return nil, false
	}
	return nil, false
}

// holds is whether an answer says what a proposal says.
func holds(answer, proposed any) bool {
	member, is := proposed.(map[string]bool)
	if !is {
		return fmt.Sprint(answer) == fmt.Sprint(proposed)
	}
	for id, want := range member {
		switch x := answer.(type) {
		case []string:
			if slices.Contains(x, id) != want {
				return false
			}
		case map[string]bool:
			if now, known := x[id]; !known || now != want {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// open is whether an answer leaves room for what is proposed: 不確定, or a list that is
// known in part and does not speak of the member.
func open(answer, proposed any) bool {
	if answer == nil {
		return true
	}
	now, partly := answer.(map[string]bool)
	member, is := proposed.(map[string]bool)
	if !partly || !is {
		return false
	}
	for id := range member {
		if _, known := now[id]; known {
			return false
		}
	}
	return true
}

// Take puts proposals into the answers, each with the sentences that suggest it, and
// keeps in mind those that were rejected. What was answered otherwise is answered anew.
// A *ClashError where two that were taken cannot both be so; nothing is changed then.
func (r *Record) Take(all []Proposal, taken, rejected []string) error {
	has := func(keys []string, p Proposal) bool { return slices.Contains(keys, p.Key) }
	for i, p := range all {
		for _, j := range p.Clash {
			if j > i && has(taken, p) && has(taken, all[j]) {
				return &ClashError{p, all[j], "兩者不能同時成立"}
			}
		}
	}
	st := r.Content.Interview
	for _, p := range all {
		switch {
		case has(taken, p):
			st = st.take(p)
			r.Content.Rejected = slices.DeleteFunc(slices.Clone(r.Content.Rejected), func(key string) bool { return key == p.Key })
		case has(rejected, p) && !slices.Contains(r.Content.Rejected, p.Key):
			r.Content.Rejected = append(slices.Clone(r.Content.Rejected), p.Key)
		}
	}
	r.Content.Interview = st
	return nil
}

// take answers one proposal: for its actor, who is added where the interview has nobody
// of the name, or for everybody.
func (st Interview) take(p Proposal) Interview {
	if date, is := p.Value.(rules.ActDate); is {
		st.Date, st.Continuing, st.Dated = date.Text, date.Continuing, true
		return st
	}
	if p.Who != "" && !st.called(p.Who) {
		if len(st.People) == 1 && st.People[0].Called == "" && len(st.People[0].Answers) == 0 {
			st.People = []Person{{Name: p.Who}} // nobody has been spoken of yet
		} else {
			st.People = append(slices.Clone(st.People), Person{Name: p.Who})
		}
	}
	st.People = slices.Clone(st.People)
	for i := range st.People {
		if who := &st.People[i]; p.Who == "" || who.Name == p.Who {
			if p.Who != "" {
				who.Called = p.Actor
			}
			who.Answers = answerWith(who.Answers, p)
			who.Skipped = slices.DeleteFunc(slices.Clone(who.Skipped), func(s string) bool { return s == p.Fact })
		}
	}
	return st
}

// answerWith are answers with a proposal among them. A member of a set joins those that
// are known; the rest of the set is still to be asked.
func answerWith(answers []Answer, p Proposal) []Answer {
	out := slices.Clone(answers)
	i := slices.IndexFunc(out, func(a Answer) bool { return a.Fact == p.Fact })
	if i < 0 {
		out = append(out, Answer{Fact: p.Fact})
		i = len(out) - 1
	}
	a := &out[i]
	member, is := p.Value.(map[string]bool)
	if !is {
		*a = Answer{Fact: p.Fact, Value: p.Value, Source: p.Source(), Told: true}
		return out
	}
	switch now := a.Value.(type) {
	case []string:
		whole := slices.Clone(now)
		for id, so := range member {
			whole = slices.DeleteFunc(whole, func(x string) bool { return x == id })
			if so {
				whole = append(whole, id)
			}
		}
		a.Value = whole
	case map[string]bool:
		partly := maps.Clone(now)
		maps.Copy(partly, member)
		a.Value = partly
	default:
		a.Value, a.Told = maps.Clone(member), true
	}
	if !strings.Contains(a.Source, p.Source()) {
		a.Source += p.Source()
	}
	return out
}

// Unfounded are the answers about a person whose source is not in the narrative any more.
func (r Record) Unfounded(p Person) (out []Answer) {
	for _, a := range p.Answers {
		if a.Source != "" && r.Content.Narrative != "" && !r.told(a.Source) {
			out = append(out, a)
		}
	}
	return out
}

// told is whether every sentence of a source still stands in the narrative.
func (r Record) told(source string) bool {
	for sentence := range strings.SplitAfterSeq(source, "。") {
		if s := strings.TrimSpace(sentence); s != "" && !strings.Contains(r.Content.Narrative, s) {
			return false
		}
	}
	return true
}
