package account

import (
	"context"
	"errors"
	"fmt"

	"shoumi/app/store"
)

// demoClass is how many officers more a unit of a demo gets, by its place in demoUnits.
var demoClass = []struct{ unit, officers int }{{5, 14}, {6, 13}, {8, 5}}

// DemoClass makes officers that a demo has besides its people, enough for figures in
// which nobody can be made out, and finds them again. They have the password of all,
// and names of the sexagenary cycle. ErrNoDemo.
func (p *People) DemoClass(ctx context.Context) ([]Account, error) {
	mark, err := demos.In(p.db).Get(ctx, demoID)
	if errors.Is(err, store.ErrNotFound) {
		err = ErrNoDemo
	}
	if err != nil {
		return nil, err
	}
	tree, err := p.Units(ctx)
	if err != nil {
		return nil, err
	}
	paths := tree.paths()
	var hash string
	var out []Account
	for _, c := range demoClass {
		for range c.officers {
			n := len(out)
			login := fmt.Sprintf("class-%02d", n+1)
			r, err := p.by(ctx, "login", login)
			switch {
			case err == nil:
				err = p.refresh(ctx, login, mark.Password, p.now())
			case errors.Is(err, store.ErrNotFound):
				if hash == "" {
					if hash, err = p.hasher.hash(ctx, mark.Password); err != nil {
						return nil, err
					}
				}
				r, err = p.enter(ctx, Account{Login: login, Name: "學員" + sexagenary(n), Unit: paths[demoUnits[c.unit]], Roles: []Role{Officer}}, hash)
			}
			if err != nil {
				return nil, err
			}
			out = append(out, p.account(r))
		}
	}
	return out, nil
}

// enter makes an account with a password that is known, or finds the one with its
// login.
func (p *People) enter(ctx context.Context, a Account, hash string) (record, error) {
	r := record{Doc: store.Doc{ID: newID()}, Edition: 1, Created: p.now(), Changed: p.now()}
	r.fill(a)
	r.Secret.Hash, r.Secret.Set = hash, p.now()
	if err := p.records.Insert(ctx, r); err != nil && !errors.Is(err, store.ErrExists) {
		return record{}, err
	}
	return p.by(ctx, "login", a.Login)
}

// sexagenary is 甲子 of 0, 乙丑 of 1, and so on.
func sexagenary(n int) string {
	return string([]rune("甲乙丙丁戊己庚辛壬癸")[n%10]) + string([]rune("子丑寅卯辰巳午未申酉戌亥")[n%12])
}
