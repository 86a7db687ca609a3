package account_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"shoumi/app/account"
)

func FuzzParseLogin(f *testing.F) {
	for _, s := range []string{"admin", " ＡＤＭＩＮ ", "a.b-c_1", "王員", "İ", "ﬁ", "ab\xff", strings.Repeat("a", 65)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		login, ok := account.ParseLogin(s)
		if !ok {
			return
		}
		if len(login) < 2 || len(login) > 64 || strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" {
			t.Fatalf("%q became %q", s, login)
		}
		if again, ok := account.ParseLogin(login); !ok || again != login {
			t.Fatalf("%q became %q, and then %q", s, login, again)
		}
	})
}

func FuzzPHC(f *testing.F) {
	const salt, sum = "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, s := range []string{
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + sum,
		"$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + sum,
		"$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sum[:42] + "B",
		"$argon2id$v=19$m=064,t=1,p=1$" + salt + "$" + sum,
		"$2y$10$", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if again, err := account.RoundTripPHC(s); err == nil && again != s {
			t.Fatalf("%q became %q", s, again)
		}
	})
}

func FuzzCommon(f *testing.F) {
	for _, s := range []string{"P@ssw0rd", "ab19900101", "\xff\xff\xff", "İİİ", strings.Repeat("密", 128)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.RuneCountInString(s) > 128 {
			return
		}
		if account.Common(s) && !account.Common(strings.ToUpper(s)) && strings.ToLower(strings.ToUpper(s)) == strings.ToLower(s) {
			t.Fatalf("%q is common in one case only", s)
		}
	})
}
