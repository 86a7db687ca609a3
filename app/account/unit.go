package account

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/app/store"
)

// Unit is a part of the agency.
type Unit struct {
	ID      string `json:"id"`
	Version int    `json:"version"` // what ChangeUnit compares
	Name    string `json:"name"`    // its own, without those above; unlike its siblings'
	Parent  string `json:"parent,omitempty"`
	Order   int    `json:"order,omitempty"` // among its siblings; of the same order by name
}

// agency is all units in one document: what is checked of a tree is then still so
// when it is written, whoever else writes. 3,000 units are 300 kB.
type agency struct {
	store.Doc
	Units []Unit `json:"units"`
}

var units = store.Define[agency]("units")

const agencyID = "units"

// UnitFault is what is wrong with a unit, or stands in the way of a change.
type UnitFault string

const (
	UnitNameMissing UnitFault = "name"
	UnitNameLong    UnitFault = "name_long"
	UnitNameTaken   UnitFault = "taken"
	UnitNoParent    UnitFault = "parent"
	UnitLoop        UnitFault = "loop"
	UnitNotEmpty    UnitFault = "not_empty"
)

// Zh is the fault in a Chinese sentence without its full stop.
func (f UnitFault) Zh() string {
	return map[UnitFault]string{
		UnitNameMissing: "沒有寫單位名稱",
		UnitNameLong:    "單位名稱超過 100 個字，或有「/」",
		UnitNameTaken:   "同一個上級單位下已經有這個名稱",
		UnitNoParent:    "沒有這個上級單位",
		UnitLoop:        "單位不能移到自己或自己的下級單位之下",
		UnitNotEmpty:    "單位下還有人員或下級單位，不能移除",
	}[f]
}

// UnitError says why a unit cannot be.
type UnitError struct{ Fault UnitFault }

func (e *UnitError) Error() string        { return e.Fault.Zh() }
func (e *UnitError) Is(target error) bool { return target == ErrUnit }

// Units is all units as they are now.
func (p *People) Units(ctx context.Context) (Tree, error) {
	a, err := p.units.Get(ctx, agencyID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Tree{}, err
	}
	return newTree(a.Units), nil
}

// AddUnit makes a unit; its id is given to it. ErrUnit.
func (p *People) AddUnit(ctx context.Context, u Unit) (Unit, error) {
	u.ID, u.Version, u.Name = newID(), 1, strings.TrimSpace(u.Name)
	return u, p.changeUnits(ctx, func(t Tree) ([]Unit, error) {
		return append(t.all, u), t.check(u)
	})
}

// ChangeUnit renames a unit, moves it, or puts it elsewhere among its siblings.
// ErrUnit; store.ErrConflict when it was changed since, store.ErrNotFound.
func (p *People) ChangeUnit(ctx context.Context, u Unit) error {
	u.Name = strings.TrimSpace(u.Name)
	return p.changeUnits(ctx, func(t Tree) ([]Unit, error) {
		was, ok := t.Unit(u.ID)
		if !ok {
			return nil, store.ErrNotFound
		}
		if was.Version != u.Version {
			return nil, store.ErrConflict
		}
		next := u
		next.Version++
		all := slices.DeleteFunc(t.all, func(other Unit) bool { return other.ID == u.ID })
		return append(all, next), t.check(u)
	})
}

// RemoveUnit takes away a unit that has nobody, and none below it. A person who is
// put into it at the same moment is left in a unit that Units does not know.
// ErrUnit, store.ErrNotFound.
func (p *People) RemoveUnit(ctx context.Context, id string) error {
	return p.changeUnits(ctx, func(t Tree) ([]Unit, error) {
		if _, ok := t.Unit(id); !ok {
			return nil, store.ErrNotFound
		}
		people, err := p.records.Count(ctx, store.Query{Equal: map[string]any{"unit": id}})
		if err != nil {
			return nil, err
		}
		if people > 0 || len(t.Children(id)) > 0 {
			return nil, &UnitError{UnitNotEmpty}
		}
		return slices.DeleteFunc(t.all, func(u Unit) bool { return u.ID == id }), nil
	})
}

// changeUnits writes what f makes of all units, again if somebody else did meanwhile.
func (p *People) changeUnits(ctx context.Context, f func(Tree) ([]Unit, error)) error {
	for {
		a, err := p.units.Get(ctx, agencyID)
		fresh := errors.Is(err, store.ErrNotFound)
		if err != nil && !fresh {
			return err
		}
		if a.Units, err = f(newTree(a.Units)); err != nil {
			return err
		}
		if fresh {
			a.ID = agencyID
			err = p.units.Insert(ctx, a)
		} else {
			err = p.units.Replace(ctx, a)
		}
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
}

// Tree is the units of an agency: a unit is below at most one other, and never
// below itself.
type Tree struct {
	all      []Unit // by depth first, siblings in order
	byID     map[string]Unit
	children map[string][]Unit
}

func newTree(all []Unit) Tree {
	t := Tree{byID: map[string]Unit{}, children: map[string][]Unit{}}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Unit) int { return cmp.Or(a.Order-b.Order, strings.Compare(a.Name, b.Name)) })
	for _, u := range all {
		t.byID[u.ID] = u
		t.children[u.Parent] = append(t.children[u.Parent], u)
	}
	t.all = t.below("", nil)
	return t
}

func (t Tree) below(id string, out []Unit) []Unit {
	for _, u := range t.children[id] {
		out = t.below(u.ID, append(out, u))
	}
	return out
}

// All is every unit, each followed by those below it.
func (t Tree) All() []Unit { return slices.Clone(t.all) }

// Unit is the unit with an id.
func (t Tree) Unit(id string) (Unit, bool) {
	u, ok := t.byID[id]
	return u, ok
}

// Roots are the units below no other, in order.
func (t Tree) Roots() []Unit { return t.Children("") }

// Children are the units right below one, in order.
func (t Tree) Children(id string) []Unit { return slices.Clone(t.children[id]) }

// Under is a unit and all below it; nothing of a unit that is not there.
func (t Tree) Under(id string) []Unit {
	u, ok := t.byID[id]
	if !ok {
		return nil
	}
	return t.below(id, []Unit{u})
}

// Path is the units from the root down to one; nothing of a unit that is not there.
func (t Tree) Path(id string) []Unit {
	var path []Unit
	for u, ok := t.byID[id]; ok; u, ok = t.byID[u.Parent] {
		path = append(path, u)
	}
	slices.Reverse(path)
	return path
}

// Label is the names on the path to a unit, as 市政府警察局/第一分局.
func (t Tree) Label(id string) string {
	var names []string
	for _, u := range t.Path(id) {
		names = append(names, u.Name)
	}
	return strings.Join(names, "/")
}

// check says what is wrong with a unit that is to be in the tree.
func (t Tree) check(u Unit) error {
	_, parent := t.byID[u.Parent]
	taken := slices.ContainsFunc(t.children[u.Parent], func(s Unit) bool { return s.Name == u.Name && s.ID != u.ID })
	inside := slices.ContainsFunc(t.Path(u.Parent), func(above Unit) bool { return above.ID == u.ID })
	switch {
	case u.Name == "":
		return &UnitError{UnitNameMissing}
	case utf8.RuneCountInString(u.Name) > 100 || strings.Contains(u.Name, "/") || !utf8.ValidString(u.Name):
		return &UnitError{UnitNameLong}
	case u.Parent != "" && !parent:
		return &UnitError{UnitNoParent}
	case inside:
		return &UnitError{UnitLoop}
	case taken:
		return &UnitError{UnitNameTaken}
	}
	return nil
}
