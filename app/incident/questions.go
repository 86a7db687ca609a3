package incident

import (
	"slices"

	"shoumi/rules"
)

// Question is a fact worth asking about one of the people of an interview.
type Question struct {
	rules.Question
	Who     int  // number of the person, from 0
	Skipped bool // it was put off
	Rest    bool // of a set of which the narrative told some members: is that all?
}

// before compares two questions; of equals 0. The rest of what is known in part comes
// first: it settles what was read already, and takes no thinking.
func (q Question) before(other Question, otherwise int) int {
	switch {
	case q.Skipped != other.Skipped:
		return behind(q.Skipped)
	case q.Rest != other.Rest:
		return behind(other.Rest)
	}
	return otherwise
}

// Questions are what is still to be asked about everybody, best first, what was put
// off behind the rest; of equals, what is about the same person as the last question.
// Nothing is asked that can change no verdict, nor again what was 不確定. An error is a
// *rules.ContradictionError.
func (st Interview) Questions(book *rules.Book, judged rules.Date) ([]Question, error) {
	out, err := st.QuestionsAbout(book, judged, st.At)
	for i := range st.People {
		if i == st.At || err != nil {
			continue
		}
		var more []Question
		more, err = st.QuestionsAbout(book, judged, i)
		out = append(out, more...)
	}
	slices.SortStableFunc(out, func(x, y Question) int {
		return x.before(y, book.Urgency(x.Question, y.Question))
	})
	return out, err
}

// QuestionsAbout are those about one person, by number.
func (st Interview) QuestionsAbout(book *rules.Book, judged rules.Date, who int) ([]Question, error) {
	st.At = who
	in := st.Incident()
	in.Actors = in.Actors[who : who+1]
	all, err := book.Next(in, judged, st.Unsure()...)
	if err != nil {
		return nil, err
	}
	var out []Question
	for _, q := range all[0] {
		a, _ := st.Get(q.Fact)
		_, partly := a.Value.(map[string]bool)
		out = append(out, Question{q, who, slices.Contains(st.Who().Skipped, q.Fact), partly && a.Told})
	}
	slices.SortStableFunc(out, func(x, y Question) int { return x.before(y, 0) })
	return out, nil
}

// behind compares a question that comes last, or else first, with another.
func behind(last bool) int {
	if last {
		return 1
	}
	return -1
}
