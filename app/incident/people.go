package incident

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	// ErrNameTaken: somebody else of the interview is called so.
	ErrNameTaken = errors.New("已經有人用這個代號")
	// ErrLastPerson: an interview is about somebody.
	ErrLastPerson = errors.New("至少要有一個人")
)

// stems are what people are called by, in the order in which they come.
var stems = strings.Split("甲乙丙丁戊己庚辛壬癸", "")

// FreeName is what the next person may be called: 甲, 乙 … 癸, 甲2, 乙2 ….
func (st Interview) FreeName() string {
	for n := 0; ; n++ {
		if name := stem(n); !st.called(name) {
			return name
		}
	}
}

// stem is the n-th of the names that people have, from 0.
func stem(n int) string {
	name := stems[n%len(stems)]
	if n >= len(stems) {
		name += fmt.Sprint(n/len(stems) + 1)
	}
	return name
}

func (st Interview) called(name string) bool {
	return slices.ContainsFunc(st.People, func(p Person) bool { return p.Name == name })
}

// Add adds a person and turns to them; known are answers that hold for them too.
func (st Interview) Add(name string, known []Answer) (Interview, error) {
	if st.called(name) {
		return st, ErrNameTaken
	}
	st.People = append(slices.Clone(st.People), Person{Name: name, Answers: slices.Clone(known)})
	st.At = len(st.People) - 1
	return st, nil
}

// Rename calls a person something else.
func (st Interview) Rename(who int, name string) (Interview, error) {
	if st.People[who].Name == name {
		return st, nil
	}
	if st.called(name) {
		return st, ErrNameTaken
	}
	st.People = slices.Clone(st.People)
	st.People[who].Name = name
	return st, nil
}

// Remove takes a person away with every answer about them.
func (st Interview) Remove(who int) (Interview, error) {
	if len(st.People) == 1 {
		return st, ErrLastPerson
	}
	st.People = slices.Delete(slices.Clone(st.People), who, who+1)
	if st.At > who || st.At == len(st.People) {
		st.At--
	}
	return st, nil
}
