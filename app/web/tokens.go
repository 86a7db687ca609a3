package web

import (
	"shoumi/app/incident"
	"shoumi/rules"
)

// tokens writes interviews into addresses and reads them back.
type tokens struct {
	sealed
	book *rules.Book
}

// encode packs and signs an interview. The error is a *problem: too long.
func (t tokens) encode(st incident.Interview) (string, error) { return t.seal(st) }

// decode reads an interview and checks every answer against the vocabulary. The
// error is a *problem: cut off, changed by hand, or of another rule set.
func (t tokens) decode(token string) (incident.Interview, error) {
	if token == "" {
		return incident.Unasked(), nil
	}
	var st incident.Interview
	if err := t.open(token, &st); err != nil || len(st.People) == 0 || st.At < 0 || st.At >= len(st.People) {
		return incident.Interview{}, wrong("token")
	}
	for i := range st.People {
		for j := range st.People[i].Answers {
			a := &st.People[i].Answers[j]
			f, ok := t.book.Fact(a.Fact)
			if !ok {
				return incident.Interview{}, wrong("token_old", a.Fact)
			}
			if a.Value, ok = incident.Typed(f, a.Value); !ok {
				return incident.Interview{}, wrong("token_old", f.Label.Zh)
			}
		}
	}
	return st, nil
}
