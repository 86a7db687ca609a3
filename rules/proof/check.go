package proof

import (
	"fmt"
	"slices"

	"shoumi/rules"
	"shoumi/rules/condition"
	"shoumi/rules/source"
)

// Check finds what loading cannot: elements that never hold, always hold or
// follow from the others; provisions that nothing can establish; exceptions that
// never or always apply, or that compete in one rank; facts that no rule reads.
// Each fault stands at its place and names a witness where there is one.
func Check(b *rules.Book) source.Faults {
	l := logic{b}
	var faults source.Faults
	seen := map[string]bool{} // one fault for one place, however many stretches of time show it
	add := func(f source.Fault) {
		if key := f.Place.String() + f.Message; !seen[key] {
			seen[key] = true
			faults.Add(f)
		}
	}
	read := map[string]bool{}
	for _, fact := range b.EngineFacts() {
		read[fact] = true
	}
	for _, id := range b.ProvisionIDs() {
		for _, r := range b.Rules(id) {
			l.elements(r, add)
			l.exceptions(r, add)
			for _, fact := range b.Reads(id, r.From) {
				read[fact] = true
			}
		}
	}
	for _, f := range b.Facts() {
		if !read[f.ID] {
			add(b.FactFault(f.ID, fmt.Sprintf("沒有規定讀取事實「%s」", f.ID), "刪除它，或在規定裡用到它"))
		}
		for _, v := range l.unread(f) {
			add(b.FactFault(f.ID, fmt.Sprintf("沒有規定分得出事實「%s」的「%s」", f.ID, v), "刪除這個值，或在規定裡用到它"))
		}
	}
	return faults
}

func (l logic) elements(r rules.Rule, add func(source.Fault)) {
	var all []condition.Goal
	possible := true
	for i, n := range r.Elements {
		all = append(all, l.so(n))
		e := r.Provision.Elements[i]
		switch {
		case l.idle(r, e):
			possible = false
		case !l.can(l.so(n)):
			possible = false
			add(l.book.ElementFault(r, e, false, fmt.Sprintf("要件「%s」永遠不會成立", e.Text), "檢查條件與事實之間的限制"))
		case !l.can(l.not(n)):
			add(l.book.ElementFault(r, e, false, fmt.Sprintf("要件「%s」永遠成立", e.Text), "檢查條件；沒有作用的要件請刪除"))
		}
	}
	if !possible {
		return
	}
	if !l.can(all...) {
		add(l.book.Fault(r, fmt.Sprintf("%s的要件互相矛盾，不可能全部成立", r.Provision.Cite), ""))
		return
	}
	for i, e := range r.Provision.Elements {
		goals := slices.Clone(all)
		goals[i] = goals[i].Opposite()
		if len(all) > 1 && l.can(goals[i]) && !l.can(goals...) {
			add(l.book.ElementFault(r, e, false, fmt.Sprintf("要件「%s」由其他要件必然成立，沒有作用", e.Text), "刪除它，或檢查其他要件是不是寫得太窄"))
		}
	}
}

// idle says that an element stands on provisions of which none is in force yet
// in this stretch of time, while one will be within the same version: that it
// cannot hold so long is law, and no fault.
func (l logic) idle(r rules.Rule, e rules.Element) bool {
	later := false
	for _, id := range e.Provisions {
		for _, q := range l.book.Rules(id) {
			if q.From < r.To && r.From < q.To {
				return false
			}
			later = later || q.From >= r.To && q.From < r.Version.To
		}
	}
	return later
}

func (l logic) exceptions(r rules.Rule, add func(source.Fault)) {
	var all []condition.Goal
	for _, n := range r.Elements {
		all = append(all, l.so(n))
	}
	if !l.can(all...) {
		return
	}
	with := func(more ...condition.Goal) []condition.Goal { return append(slices.Clone(all), more...) }
	for i, e := range r.Provision.Exceptions {
		x := r.Exceptions[i]
		switch {
		case !l.can(with(l.so(x))...):
			add(l.book.ElementFault(r, e, true, fmt.Sprintf("例外「%s」在要件成立時永遠不適用", e.Text), ""))
		case !l.can(with(l.not(x))...):
			add(l.book.ElementFault(r, e, true, fmt.Sprintf("例外「%s」在要件成立時永遠適用，%s永遠不成立", e.Text, r.Provision.Cite), ""))
		}
		for k := range i {
			o := r.Provision.Exceptions[k]
			if o.Priority != e.Priority || o.Burden == e.Burden {
				continue
			}
			if both, ok := l.witness(with(l.so(x), l.so(r.Exceptions[k]))...); ok {
				add(l.book.ElementFault(r, e, true, fmt.Sprintf("例外「%s」與「%s」同一順位，可能同時適用而舉證責任不同", o.Text, e.Text), "用 priority 分出先後。例如 "+Line(both)))
			}
		}
	}
}

// unread lists the values of an enum, or the members of a set, that no rule can
// tell from all the others.
func (l logic) unread(f rules.Fact) []string {
	if f.Type != rules.Set && f.Type != rules.Enum || !slices.ContainsFunc(l.book.ProvisionIDs(), func(id string) bool { return len(l.book.Rules(id)) > 0 }) {
		return nil
	}
	if f.Type == rules.Enum {
		return nil // the value that stands for "none of these" is told apart by what it is not
	}
	var out []string
	for _, v := range f.Values {
		if !l.book.Language().ReadsMember(f.ID, v.ID) {
			out = append(out, v.ID)
		}
	}
	return out
}
