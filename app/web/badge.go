package web

import "shoumi/rules"

// badge is a state in a word with its sign: filled, empty, half, or none. What
// the word is depends on what is judged.
type badge struct{ Class, Word string }

// badge is the state of a provision, an element, an exception, or a condition.
func (l *language) badge(verdict any, as string) badge {
	v, _ := verdict.(rules.Verdict)
	class := map[rules.Verdict]string{rules.Established: "yes", rules.NotEstablished: "no", rules.Undetermined: "open", rules.NotEncoded: "none"}[v]
	return badge{Class: class, Word: l.T("verdict." + as + "." + string(v))}
}
