package web

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
)

// factField asks for one fact of a case and the sentences that show it. The template
// "casefactfield" draws it.
type factField struct {
	ID, Fact    string
	Label, Help string
	Question    string
	Group       string
	Kind        rules.FactType
	Judgment    bool
	Options     []option // of a bool or an enum; the last is that the narrative does not say
	Members     []memberField
	Rest        option // of a set: the members that nobody decided on are not so
	Input       field  // of a number or a date
	Value       string // what the case says, in words
	At          []option
	AtText      string
	Fault       string
	Open        bool
}

// memberField asks whether a member of a set is so.
type memberField struct {
	ID, Name, Label, Help string
	Options               []option
}

// What a member of a set is: see factField.
const (
	isSo  = "yes"
	isNot = "no"
)

func factName(id string) string           { return "v:" + id }
func memberName(id, member string) string { return "v:" + id + ":" + member }
func sentenceName(id string) string       { return "at:" + id }

// factField draws a fact as it is known, or as it was sent.
func (s *Server) factField(tr *language, of *casebook.Case, f rules.Fact, known casebook.Fact, sent url.Values, fault string) factField {
	v := factField{ID: "fact-" + f.ID, Fact: f.ID, Label: tr.Of(f.Label), Question: tr.Of(f.Question), Help: f.Help, Group: tr.Group(f.Group), Kind: f.Type, Judgment: f.Judgment, Fault: fault}
	again := slices.Contains(sent["fact"], f.ID)
	chosen, at := "", known.At
	if known.Value != nil {
		v.Value, v.AtText = tr.Value(f, known.Value), strings.Join(known.At, tr.T("list.join"))
		chosen = chosenOf(known.Value)[0]
		if len(known.At) == 0 && fault == "" {
			v.Fault = tr.T("writing.facts.no_sentence")
		}
	}
	if again {
		chosen, at = sent.Get(factName(f.ID)), sent[sentenceName(f.ID)]
	}
	add := func(value, label, help string) {
		v.Options = append(v.Options, option{Value: value, Label: label, Help: help, Checked: chosen == value})
	}
	switch f.Type {
	case rules.Bool:
		add("yes", tr.T("answer.yes"), "")
		add("no", tr.T("answer.no"), "")
	case rules.Enum:
		for _, x := range f.Values {
			add(x.ID, tr.Of(x.Label), x.Help)
		}
	case rules.Set:
		v.Members, v.Rest = membersOf(tr, f, known.Value, sent, again)
	default:
		v.Input = field{Name: factName(f.ID), ID: "value-" + f.ID, Label: tr.T("writing.facts.value"), Value: chosen, Kind: numberField}
		if f.Type == rules.DateFact {
			v.Input.Kind = dayField
		}
	}
	if len(v.Options) > 0 {
		v.Options = append(v.Options, option{Value: "", Label: tr.T("writing.facts.unstated"), Checked: chosen == ""})
	}
	for _, x := range of.Narrative {
		v.At = append(v.At, option{Value: x.ID, Label: x.Text, Checked: slices.Contains(at, x.ID)})
	}
	v.Open = v.Fault != "" || known.Value == nil && again
	return v
}

// membersOf asks for a set member by member.
func membersOf(tr *language, f rules.Fact, value any, sent url.Values, again bool) (out []memberField, rest option) {
	rest = option{Value: "1", Label: tr.T("writing.facts.rest")}
	now := map[string]bool{}
	switch x := value.(type) {
	case []string:
		rest.Checked = true
		for _, id := range x {
			now[id] = true
		}
	case map[string]bool:
		now = x
	}
	if again {
		rest.Checked = sent.Get(factName(f.ID)) != ""
	}
	for _, x := range f.Values {
		m := memberField{ID: "member-" + f.ID + "-" + x.ID, Name: memberName(f.ID, x.ID), Label: tr.Of(x.Label), Help: x.Help}
		chosen := ""
		if is, known := now[x.ID]; known {
			chosen = map[bool]string{true: isSo, false: isNot}[is]
		}
		if again {
			chosen = sent.Get(m.Name)
		}
		for _, o := range []option{{Value: "", Label: tr.T("writing.facts.unstated")}, {Value: isSo, Label: tr.T("answer.yes")}, {Value: isNot, Label: tr.T("answer.no")}} {
			o.Checked = o.Value == chosen
			m.Options = append(m.Options, o)
		}
		out = append(out, m)
	}
	return out, rest
}

// readFact reads a fact as it was sent, or says what is wrong with it. One that says
// what it said stays as it was written.
func readFact(tr *language, of *casebook.Case, f rules.Fact, now casebook.Fact, sent url.Values) (next casebook.Fact, fault string) {
	next.ID = f.ID
	for _, x := range of.Narrative {
		if slices.Contains(sent[sentenceName(f.ID)], x.ID) {
			next.At = append(next.At, x.ID)
		}
	}
	if f.Type == rules.Set {
		next.Value = readMembers(f, sent)
	} else if typed := sent.Get(factName(f.ID)); strings.TrimSpace(typed) != "" {
		value, err := readAnswer(f, []string{typed})
		if p, is := err.(*problem); is {
			return next, tr.T(p.key, p.args...)
		}
		next.Value = value
	}
	if sameValue(next.Value, now.Value) {
		next.Value = now.Value
	} else if members, is := next.Value.([]string); is {
		was, _ := now.Value.([]string)
		next.Value = publishing.Keep(was, members)
	}
	if slices.Equal(sortedIDs(next.At), sortedIDs(now.At)) {
		next.At = now.At
	}
	switch {
	case next.Value == nil && len(next.At) > 0 && now.Value == nil:
		return next, tr.T("writing.facts.no_value")
	case next.Value != nil && len(next.At) == 0:
		return next, tr.T("writing.facts.no_sentence")
	}
	return next, ""
}

// readMembers is a set as it was sent: nil where nothing was decided, []string where
// all was, else what was.
func readMembers(f rules.Fact, sent url.Values) any {
	partly, in := map[string]bool{}, []string{}
	for _, x := range f.Values {
		switch sent.Get(memberName(f.ID, x.ID)) {
		case isSo:
			partly[x.ID] = true
			in = append(in, x.ID)
		case isNot:
			partly[x.ID] = false
		}
	}
	switch {
	case sent.Get(factName(f.ID)) != "" || len(partly) == len(f.Values):
		return in
	case len(partly) == 0:
		return nil
	}
	return partly
}

// sameValue says whether two values of a fact are the same; sets in any order.
func sameValue(x, y any) bool {
	a, isList := x.([]string)
	b, isOther := y.([]string)
	if isList && isOther {
		return slices.Equal(sortedIDs(a), sortedIDs(b))
	}
	return reflect.DeepEqual(x, y)
}

func sortedIDs(ids []string) []string { return slices.Sorted(slices.Values(ids)) }
