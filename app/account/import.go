package account

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"shoumi/app/store"
)

// Plan is what a roster would change; nothing is changed by making one.
type Plan struct {
	Roster   Roster
	Create   []Row
	Change   []Change  // in the order of the roster
	Same     int       // people of whom nothing changes
	Absent   []Account // people who are not in the roster, and not disabled; by login
	Disabled []Account // people in the roster who are disabled, and stay so; by login
}

// Change is a person in whom a roster differs.
type Change struct {
	Row     Row
	Account Account // as it is
	Fields  []Difference
}

// Difference is a field that a roster would change.
type Difference struct{ Field, From, To string }

// Plan compares a roster with the people there are. People who sign in elsewhere
// stay so; an e-mail is compared only if the roster has them.
func (p *People) Plan(ctx context.Context, r Roster) (Plan, error) {
	tree, err := p.Units(ctx)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Roster: r}
	rows := make(map[string]int, len(r.Rows))
	for i, row := range r.Rows {
		rows[row.Login] = i
	}
	there := make([]bool, len(r.Rows))
	for record, err := range p.records.Find(ctx, store.Query{Order: "login"}) {
		if err != nil {
			return Plan{}, err
		}
		a := p.account(record)
		i, in := rows[a.Login]
		if !in {
			if !a.Disabled {
				plan.Absent = append(plan.Absent, a)
			}
			continue
		}
		there[i] = true
		if a.Disabled {
			plan.Disabled = append(plan.Disabled, a)
		}
		if fields := differences(a, r.Rows[i], tree, r.Mail); len(fields) > 0 {
			plan.Change = append(plan.Change, Change{r.Rows[i], a, fields})
		} else {
			plan.Same++
		}
	}
	for i, row := range r.Rows {
		if !there[i] {
			plan.Create = append(plan.Create, row)
		}
	}
	slices.SortFunc(plan.Change, func(a, b Change) int { return a.Row.Line - b.Row.Line })
	return plan, nil
}

func differences(a Account, row Row, tree Tree, mail bool) (out []Difference) {
	add := func(c column, from, to string) {
		if from != to {
			out = append(out, Difference{columnNames[c][0], from, to})
		}
	}
	add(nameColumn, a.Name, row.Name)
	add(unitColumn, tree.Label(a.Unit), row.Unit)
	add(rolesColumn, rolesZh(a.Roles), rolesZh(row.Roles))
	if mail {
		add(emailColumn, a.Email, row.Email)
	}
	return out
}

func rolesZh(roles []Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Zh())
	}
	return strings.Join(all, "、")
}

// Import says how a plan is carried out.
type Import struct {
	External bool // people who are made sign in at the agency's provider, and get no password
	Disable  bool // people who are not in the roster are disabled
}

// Deed is what was done to one person.
type Deed struct {
	Kind    DeedKind
	Account Account
	OneTime string // of a person who was made; it is nowhere else
}

// DeedKind is what an import does to a person.
type DeedKind string

const (
	Made     DeedKind = "made"
	Changed  DeedKind = "changed"
	Disabled DeedKind = "disabled"
)

// Apply carries out a plan, person by person, first making the units that lack. An
// error beside a Deed is about that person, whom it leaves as they were, and the
// loop may go on; one without ends it. Broken off anywhere, it is finished by a new plan
// of the same roster.
func (p *People) Apply(ctx context.Context, plan Plan, how Import) iter.Seq2[Deed, error] {
	return func(yield func(Deed, error) bool) {
		tree, err := p.AddUnits(ctx, plan.Roster.Units)
		if err != nil {
			yield(Deed{}, err)
			return
		}
		a := applying{People: p, tree: tree, paths: tree.paths(), how: how, mail: plan.Roster.Mail}
		next := func(d Deed, err error) bool {
			if err != nil && !personal(err) {
				yield(Deed{}, err)
				return false
			}
			return yield(d, err)
		}
		for _, row := range plan.Create {
			if !next(a.create(ctx, row)) {
				return
			}
		}
		for _, c := range plan.Change {
			if !next(a.change(ctx, c)) {
				return
			}
		}
		if !how.Disable {
			return
		}
		for _, absent := range plan.Absent {
			if !next(Deed{Disabled, absent, ""}, p.Disable(ctx, absent.ID)) {
				return
			}
		}
	}
}

// personal says whether an error is about one person, not about the store.
func personal(err error) bool {
	return slices.ContainsFunc([]error{store.ErrExists, store.ErrConflict, store.ErrNotFound, ErrInvalid, ErrLastAdmin},
		func(kind error) bool { return errors.Is(err, kind) })
}

// applying is one run of Apply.
type applying struct {
	*People
	tree  Tree
	paths map[string]string
	how   Import
	mail  bool
}

func (a applying) create(ctx context.Context, row Row) (Deed, error) {
	account := Account{Login: row.Login, Name: row.Name, Email: row.Email, Unit: a.paths[row.Unit], Roles: row.Roles, External: a.how.External}
	made, oneTime, err := a.People.create(ctx, account, a.tree)
	if err != nil {
		return Deed{Made, account, ""}, err
	}
	return Deed{Made, made, oneTime}, nil
}

func (a applying) change(ctx context.Context, c Change) (Deed, error) {
	account := c.Account
	account.Name, account.Unit, account.Roles = c.Row.Name, a.paths[c.Row.Unit], c.Row.Roles
	if a.mail {
		account.Email = c.Row.Email
	}
	return Deed{Changed, account, ""}, a.Edit(ctx, account)
}

// AddUnits makes the units at paths, and those above them, that are not there, all
// at once. ErrUnit.
func (p *People) AddUnits(ctx context.Context, paths []string) (Tree, error) {
	if len(paths) > 0 {
		if err := p.changeUnits(ctx, func(t Tree) ([]Unit, error) { return grown(t, paths) }); err != nil {
			return Tree{}, err
		}
	}
	return p.Units(ctx)
}

// grown is the units of a tree, and those at paths.
func grown(t Tree, paths []string) ([]Unit, error) {
	all, ids := t.All(), t.paths()
	for _, path := range paths {
		above, name := "", ""
		for part := range strings.SplitSeq(cleanPath(path), "/") {
			name += part
			if ids[name] == "" {
				u := Unit{ID: newID(), Version: 1, Name: part, Parent: above, Order: len(all)} // behind those there are
				if err := (Tree{}).check(Unit{Name: part}); err != nil {
					return nil, err
				}
				all, ids[name] = append(all, u), u.ID
			}
			above = ids[name]
			name += "/"
		}
	}
	return all, nil
}
