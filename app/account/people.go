package account

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"shoumi/app/store"
)

// People is the accounts of a store. It may be used by many goroutines at once,
// and one store by many processes.
type People struct {
	policy Policy
	now    func() time.Time
	hasher *hasher
	db     *store.DB

	records   store.Collection[record]
	sessions  store.Collection[Session]
	throttles store.Collection[throttle]
	units     store.Collection[agency]
	jobs      store.Collection[Job]
	kept      store.Collection[handOuts]

	throttleKey atomic.Pointer[[]byte]
}

// New is the people of a store that was opened with Collections.
func New(db *store.DB, policy Policy, now func() time.Time) *People {
	policy = policy.withDefaults()
	return &People{
		policy: policy, db: db, hasher: newHasher(policy.Hashing),
		now:     func() time.Time { return now().UTC().Truncate(time.Millisecond) }, // as the store gives it back
		records: records.In(db), sessions: sessions.In(db), throttles: throttles.In(db), units: units.In(db), jobs: jobs.In(db), kept: kept.In(db),
	}
}

// Policy is the one that is followed, with its defaults.
func (p *People) Policy() Policy { return p.policy }

// Create makes an account. Of its fields those count that Edit changes. Unless it
// is External, its person gets a one-time password, which is nowhere else.
//
// Errors: ErrInvalid; store.ErrExists when the login is taken.
func (p *People) Create(ctx context.Context, a Account) (made Account, oneTime string, err error) {
	tree, err := p.Units(ctx)
	if err != nil {
		return Account{}, "", err
	}
	return p.create(ctx, a, tree)
}

func (p *People) create(ctx context.Context, a Account, tree Tree) (made Account, oneTime string, err error) {
	if faults := a.Check(tree); len(faults) > 0 {
		return Account{}, "", &InvalidError{faults}
	}
	now := p.now()
	r := record{Doc: store.Doc{ID: newID()}, Edition: 1, Created: now, Changed: now}
	r.fill(a)
	if !r.External {
		if oneTime, err = p.handOut(ctx, &r); err != nil {
			return Account{}, "", err
		}
	}
	if err := p.records.Insert(ctx, r); err != nil {
		return Account{}, "", err
	}
	if r, err = p.records.Get(ctx, r.ID); err != nil {
		return Account{}, "", err
	}
	return p.account(r), oneTime, nil
}

// Get is the account with an id. store.ErrNotFound.
func (p *People) Get(ctx context.Context, id string) (Account, error) {
	r, err := p.records.Get(ctx, id)
	return p.seen(r, err)
}

// ByLogin is the account with a login, however that is written. store.ErrNotFound.
func (p *People) ByLogin(ctx context.Context, login string) (Account, error) {
	name, ok := ParseLogin(login)
	if !ok {
		return Account{}, store.ErrNotFound
	}
	r, err := p.by(ctx, "login", name)
	return p.seen(r, err)
}

func (p *People) seen(r record, err error) (Account, error) {
	if err != nil {
		return Account{}, err
	}
	return p.account(r), nil
}

// by is the record with a value in a unique field.
func (p *People) by(ctx context.Context, field, value string) (record, error) {
	for r, err := range p.records.Find(ctx, store.Query{Equal: map[string]any{field: value}, Limit: 1}) {
		return r, err
	}
	return record{}, store.ErrNotFound
}

// Edit changes login, name, email, unit, roles and External of the account that
// was read as a.Version; all of it counts from the person's next request on.
// Somebody who becomes external has no password any more; who stops being so needs
// Reset. Either ends all sessions.
//
// Errors: ErrInvalid, ErrLastAdmin; store.ErrConflict when it was edited since,
// store.ErrExists when the login is taken, store.ErrNotFound.
func (p *People) Edit(ctx context.Context, a Account) error {
	tree, err := p.Units(ctx)
	if err != nil {
		return err
	}
	if faults := a.Check(tree); len(faults) > 0 {
		return &InvalidError{faults}
	}
	_, err = p.update(ctx, a.ID, func(r *record) error {
		if r.Edition != a.Version {
			return store.ErrConflict
		}
		if !a.Is(Admin) {
			if err := p.notLastAdmin(ctx, *r); err != nil {
				return err
			}
		}
		r.fill(a)
		p.edited(r)
		return nil
	})
	return err
}

func (p *People) edited(r *record) {
	r.Edition++
	r.Changed = p.now()
}

// Disable lets nobody sign in as an account, and ends its sessions at once.
// ErrLastAdmin, store.ErrNotFound.
func (p *People) Disable(ctx context.Context, id string) error {
	return p.end(ctx, id, func(r *record) error {
		if r.Disabled {
			return nil
		}
		if err := p.notLastAdmin(ctx, *r); err != nil {
			return err
		}
		r.Disabled = true
		p.edited(r)
		return nil
	})
}

// Enable undoes Disable. store.ErrNotFound.
func (p *People) Enable(ctx context.Context, id string) error {
	_, err := p.update(ctx, id, func(r *record) error {
		if r.Disabled {
			r.Disabled = false
			p.edited(r)
		}
		return nil
	})
	return err
}

// notLastAdmin is ErrLastAdmin where an account is the only one left that can
// manage people. Two such accounts that go at the same moment both find the other.
func (p *People) notLastAdmin(ctx context.Context, r record) error {
	if r.Disabled || !(Account{Roles: r.Roles}).Is(Admin) {
		return nil
	}
	for other, err := range p.records.Find(ctx, store.Query{Equal: map[string]any{"strong": true}}) {
		if err != nil {
			return err
		}
		if other.ID != r.ID && !other.Disabled && (Account{Roles: other.Roles}).Is(Admin) {
			return nil
		}
	}
	return ErrLastAdmin
}

// update changes a record, again if somebody else did meanwhile. An error of f
// ends it.
func (p *People) update(ctx context.Context, id string, f func(*record) error) (record, error) {
	for {
		r, err := p.records.Get(ctx, id)
		if err != nil {
			return record{}, err
		}
		if err := f(&r); err != nil {
			return record{}, err
		}
		err = p.records.Replace(ctx, r)
		if err == nil {
			r.Version++
			return r, nil
		}
		if !errors.Is(err, store.ErrConflict) {
			return record{}, err
		}
	}
}

// end changes a record so that all its sessions are over, and takes them away.
func (p *People) end(ctx context.Context, id string, f func(*record) error) error {
	_, err := p.update(ctx, id, func(r *record) error {
		if err := f(r); err != nil {
			return err
		}
		r.Secret.Epoch++
		return nil
	})
	if err != nil {
		return err
	}
	return p.clear(ctx, id, "")
}
