package account

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ParseLogin brings a login into the one way it is kept: NFKC (so that full-width
// letters are letters), lower case, no space around. Then it has to be 2 to 64 of
// a-z, 0-9, dot, hyphen and underscore.
func ParseLogin(s string) (string, bool) {
	if len(s) > 1024 {
		return "", false
	}
	s = strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	return s, loginPattern.MatchString(s)
}

var loginPattern = regexp.MustCompile(`^[a-z0-9._-]{2,64}$`)

// Fault is one thing that is wrong with an account.
type Fault string

const (
	LoginMalformed Fault = "login"
	NameMissing    Fault = "name"
	NameTooLong    Fault = "name_long"
	NameUnreadable Fault = "name_characters"
	EmailMalformed Fault = "email"
	UnitUnknown    Fault = "unit"
	RoleMissing    Fault = "role"
	RoleUnknown    Fault = "role_unknown"
)

// Zh is the fault in a Chinese sentence without its full stop.
func (f Fault) Zh() string {
	return map[Fault]string{
		LoginMalformed: "帳號要有 2 到 64 個字元，只用英文字母、數字、點、連字號與底線",
		NameMissing:    "沒有寫姓名",
		NameTooLong:    "姓名超過 100 個字",
		NameUnreadable: "姓名裡有看不見的字元",
		EmailMalformed: "電子郵件的寫法不對",
		UnitUnknown:    "沒有這個單位",
		RoleMissing:    "至少要有一個角色",
		RoleUnknown:    "沒有這個角色",
	}[f]
}

// Check brings an account into the way it is kept, and says all that is wrong with
// it, in the order of the constants above.
func (a *Account) Check(tree Tree) (faults []Fault) {
	add := func(wrong bool, f Fault) {
		if wrong {
			faults = append(faults, f)
		}
	}
	login, ok := ParseLogin(a.Login)
	a.Login = login
	a.Name = strings.TrimSpace(a.Name)
	a.Email = strings.TrimSpace(a.Email)
	add(!ok, LoginMalformed)
	add(a.Name == "", NameMissing)
	add(utf8.RuneCountInString(a.Name) > 100, NameTooLong)
	add(!utf8.ValidString(a.Name) || strings.ContainsFunc(a.Name, func(r rune) bool { return !unicode.IsGraphic(r) }), NameUnreadable)
	address, err := mail.ParseAddress(a.Email)
	add(a.Email != "" && (err != nil || address.Address != a.Email || len(a.Email) > 254), EmailMalformed)
	_, known := tree.Unit(a.Unit)
	add(a.Unit != "" && !known, UnitUnknown)
	add(len(a.Roles) == 0, RoleMissing)
	add(slices.ContainsFunc(a.Roles, func(r Role) bool { return !slices.Contains(Roles, r) }), RoleUnknown)
	return faults
}
