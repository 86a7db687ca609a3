package incident

import (
	"cmp"
	"slices"

	"shoumi/rules"
)

// Question is a fact worth asking about one of the people of an interview.
type Question struct {
	rules.Question
	Who     int  // number of the person, from 0
	Skipped bool // it was put off
	begun   bool // the narrative told a part of it
}

// Questions are what is still to be asked about everybody, best first, what was put
// off behind the rest; of equals, what is about the same person as the last question.
// First is what else there is where the narrative told a part: until that is known,
// everything that another act or kind of data would bring in stays open.
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
		return cmp.Or(x.order(y), book.Urgency(x.Question, y.Question))
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
		_, partial := a.Value.(map[string]bool)
		out = append(out, Question{q, who, slices.Contains(st.Who().Skipped, q.Fact), partial && a.Told && q.Primary})
	}
	slices.SortStableFunc(out, Question.order)
	return out, nil
}

// order compares questions by what goes before how much they settle.
func (q Question) order(other Question) int {
	switch {
	case q.Skipped != other.Skipped:
		return behind(q.Skipped)
	case q.begun != other.begun:
		return behind(other.begun)
	}
	return 0
}

// behind compares a question with another that is not as it is.
func behind(is bool) int {
	if is {
		return 1
	}
	return -1
}
