package account

import (
	"context"
	"errors"

	"shoumi/app/store"
)

// firstLogin is the login of the admin that First makes.
const firstLogin = "admin"

// First makes an admin where there is no account at all, and says its one-time
// password, which is nowhere else. Of two processes that start at once, one does.
func (p *People) First(ctx context.Context) (login, oneTime string, made bool, err error) {
	for _, err := range p.records.Find(ctx, store.Query{Limit: 1}) {
		return "", "", false, err
	}
	_, oneTime, err = p.Create(ctx, Account{Login: firstLogin, Name: Admin.Zh(), Roles: []Role{Admin}})
	if errors.Is(err, store.ErrExists) {
		return "", "", false, nil
	}
	if err != nil {
		return "", "", false, err
	}
	return firstLogin, oneTime, true, nil
}
