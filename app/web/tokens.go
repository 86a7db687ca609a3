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
	st, lost := st.Under(t.book)
	for _, a := range lost {
		label := a.Fact
		if f, ok := t.book.Fact(a.Fact); ok {
			label = f.Label.Zh
		}
		return incident.Interview{}, wrong("token_old", label)
	}
	return st, nil
}
