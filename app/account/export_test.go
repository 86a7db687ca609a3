package account

import (
	"context"
	"errors"

	"shoumi/app/store"
)

// Common is common.
var Common = common

// RoundTripPHC reads a PHC string and writes it again.
func RoundTripPHC(s string) (string, error) {
	c, err := parsePHC(s)
	return c.String(), err
}

// HashOf is the PHC string stored of somebody's password.
func HashOf(ctx context.Context, p *People, id string) (string, error) {
	r, err := p.records.Get(ctx, id)
	return r.Secret.Hash, err
}

// Occupy takes every turn of hashing, until it is told to free them.
func Occupy(p *People) (free func()) {
	for range cap(p.hasher.turns) {
		p.hasher.turns <- struct{}{}
	}
	return func() {
		for range cap(p.hasher.turns) {
			<-p.hasher.turns
		}
	}
}

// AfterMonths is afterMonths.
var AfterMonths = afterMonths

// Throttles is how many logins, codes and addresses have counted tries.
func Throttles(p *People) int {
	n, err := p.throttles.Count(context.Background(), store.Query{})
	if err != nil {
		panic(err)
	}
	return n
}

// Revive stores a session that was taken away.
func Revive(ctx context.Context, p *People, s Session) error { return p.sessions.Insert(ctx, s) }

// Tries is how many tries are counted at a login, the lock they brought about
// included.
func Tries(p *People, login string) int {
	id, err := p.throttleID(context.Background(), aboutLogin, login)
	if err != nil {
		panic(err)
	}
	t, err := p.throttles.Get(context.Background(), id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		panic(err)
	}
	return t.Tries + t.Locks*p.policy.TriesPerAccount
}
