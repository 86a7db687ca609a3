package account

import (
	"context"
	"errors"

	"shoumi/app/store"
)

// longest is how many bytes of a password are hashed at most.
const longest = 1024

// SignIn begins a session with a login and a password, beside those there are. Its
// Step says what is still lacking. A login that nobody has takes the same work and
// gives the same answers as a wrong password, locks included.
//
// A login is locked after Policy.TriesPerAccount wrong passwords for Policy.Lock,
// then twice that, and never longer than Policy.LongestLock; sessions that are
// open stay open, and Unlock lifts it. So who wants to keep a person out has to
// come back every few hours, and cannot do it unseen.
//
// Errors: ErrWrong, ErrLocked (by login or by address), and after the right
// password ErrDisabled or ErrLapsed.
func (p *People) SignIn(ctx context.Context, login, password string, from Origin) (token string, s Session, a Account, err error) {
	r, err := p.authenticate(ctx, login, password, from)
	if err != nil {
		return "", Session{}, Account{}, err
	}
	token, s, err = p.start(ctx, r, from, false, false)
	if err != nil {
		return "", Session{}, Account{}, err
	}
	return token, s, p.account(r), nil
}

func (p *People) authenticate(ctx context.Context, login, password string, from Origin) (record, error) {
	if err := p.admit(ctx, from); err != nil {
		return record{}, err
	}
	name, ok := ParseLogin(login)
	if !ok || len(password) > longest { // nobody's, and that is no secret
		if err := p.blame(ctx, from); err != nil {
			return record{}, err
		}
		return record{}, ErrWrong
	}
	taken, err := p.take(ctx, aboutLogin, name)
	if err != nil {
		return record{}, err
	}
	var r record
	var right, weak bool
	err = p.hasher.inTurn(ctx, func() error {
		if err := p.admit(ctx, from); err != nil { // others from there may have come first
			return err
		}
		if r, err = p.by(ctx, "login", name); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if right, weak, err = p.hasher.compare(r.Secret.Hash, password); err != nil || right {
			return err
		}
		return p.blame(ctx, from)
	})
	if err != nil {
		return record{}, p.back(ctx, taken, err)
	}
	if !right {
		return record{}, taken.wrong(ErrWrong)
	}
	if err := p.pardon(ctx, taken.id); err != nil {
		return record{}, err
	}
	switch {
	case r.Disabled:
		return record{}, ErrDisabled
	case r.Secret.Temporary && !p.now().Before(p.due(r.Secret)):
		return record{}, ErrLapsed
	case weak:
		return p.strengthen(ctx, r, password)
	}
	return r, nil
}

// strengthen hashes a right password again, with the work that is wanted now.
func (p *People) strengthen(ctx context.Context, r record, password string) (record, error) {
	old := r.Secret.Hash
	hash, err := p.hasher.hash(ctx, password)
	if err != nil {
		return record{}, err
	}
	return p.update(ctx, r.ID, func(r *record) error {
		if r.Secret.Hash != old {
			return ErrWrong // by now
		}
		r.Secret.Hash = hash
		return nil
	})
}
