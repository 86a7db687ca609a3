package account_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"shoumi/app/account"
	"shoumi/app/store"
)

// crowd is so many people in a new SQLite store, hashing as a policy says, and the
// one-time password of the one in the middle.
func crowd(b *testing.B, n int, policy account.Policy) (p *account.People, login, password string) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "shoumi.db")
	db, err := store.Open(ctx, "sqlite:"+path, append([]store.Option{store.KeysAt(path + ".keys")}, account.Collections...)...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	now := func() time.Time { return noon }
	many := account.New(db, cheap, now)
	p = account.New(db, policy, now)
	for i := range n {
		by := many
		if i == n/2 {
			by = p
		}
		a, oneTime, err := by.Create(ctx, account.Account{Login: fmt.Sprintf("person%06d", i), Name: "甲員", Roles: []account.Role{account.Officer}})
		if err != nil {
			b.Fatal(err)
		}
		if i == n/2 {
			login, password = a.Login, oneTime
		}
	}
	return p, login, password
}

var sizes = []int{100, 10_000}

// BenchmarkSignIn is a sign-in as it is: the hash by default, and what is written.
func BenchmarkSignIn(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, login, password := crowd(b, n, account.Policy{})
			for b.Loop() {
				if _, _, _, err := p.SignIn(ctx, login, password, home); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSession is what every request of somebody signed in asks first.
func BenchmarkSession(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, login, password := crowd(b, n, cheap)
			token, _, _, err := p.SignIn(ctx, login, password, home)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, _, err := p.Session(ctx, token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkList is a page of fifty people, of all, and of those with a rare role.
func BenchmarkList(b *testing.B) {
	for _, n := range sizes {
		p, _, _ := crowd(b, n, cheap)
		for _, role := range []account.Role{"", account.Admin} {
			b.Run(fmt.Sprintf("%d%s", n, role), func(b *testing.B) {
				for b.Loop() {
					if _, err := p.List(ctx, account.Find{Scope: account.Scope{All: true}, Role: role, Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkCommon is the longest password that is judged.
func BenchmarkCommon(b *testing.B) {
	long := ""
	for i := range 128 {
		long += string(rune('a' + i*7%26))
	}
	for b.Loop() {
		account.Common(long)
	}
}
