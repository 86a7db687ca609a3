package account

import (
	"context"
	"errors"

	"shoumi/app/store"
)

// Identity is somebody as the agency's own provider knows them.
type Identity struct {
	Issuer, Subject string // together for ever the same person
	Login           string // what its people are called there
	Name            string
	MFA             bool // a second factor was shown there
}

func (i Identity) subject() string { return i.Issuer + " " + i.Subject }

// SignInExternal begins a session for somebody whom the provider has vouched for.
// Their account has to be there already: it is found by issuer and subject, and
// the first time by its login, if it is External and has no Subject yet.
//
// Errors: ErrUnknownPerson, ErrDisabled.
func (p *People) SignInExternal(ctx context.Context, who Identity, from Origin) (token string, s Session, a Account, err error) {
	r, err := p.external(ctx, who)
	if err != nil {
		return "", Session{}, Account{}, err
	}
	if r.Disabled {
		return "", Session{}, Account{}, ErrDisabled
	}
	if token, s, err = p.start(ctx, r, from, true, who.MFA); err != nil {
		return "", Session{}, Account{}, err
	}
	return token, s, p.account(r), nil
}

func (p *People) external(ctx context.Context, who Identity) (record, error) {
	if who.Issuer == "" || who.Subject == "" {
		return record{}, ErrUnknownPerson
	}
	r, err := p.by(ctx, "subject", who.subject())
	if !errors.Is(err, store.ErrNotFound) {
		return r, err
	}
	login, ok := ParseLogin(who.Login)
	if !ok {
		return record{}, ErrUnknownPerson
	}
	r, err = p.by(ctx, "login", login)
	if errors.Is(err, store.ErrNotFound) {
		return record{}, ErrUnknownPerson
	}
	if err != nil {
		return record{}, err
	}
	return p.update(ctx, r.ID, func(r *record) error {
		if !r.External || r.Login != login || r.Subject != "" && r.Subject != who.subject() {
			return ErrUnknownPerson
		}
		r.Subject = who.subject()
		return nil
	})
}
