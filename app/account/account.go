// Package account knows the people of an agency: their roles, their units, how
// they sign in, and what they are signed in as. It keeps them in a store, which
// many processes may share.
package account

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"

	"shoumi/app/store"
)

// Account is a person, as others may see one; passwords and the like stay inside.
type Account struct {
	ID      string // random; what the rest of the house keeps of a person
	Version int    // what Edit compares; signing in does not change it

	Login    string // unique; see ParseLogin
	Name     string // to be shown; kept sealed
	Email    string // may be empty; kept sealed
	Unit     string // id of a Unit; may be empty
	Roles    []Role // at least one, in the order of Roles
	External bool   // signs in at the agency's own provider, and has no password here
	Subject  string // "ISSUER SUBJECT" there, once the person has signed in; unique
	Disabled bool

	Created, Changed time.Time // Changed by Edit, Disable or Enable

	Password Password
	Factor   bool // a second factor is set up
}

// Password is what may be known of a password: nothing of external people.
type Password struct {
	Set       time.Time // when it was chosen, or handed out
	Due       time.Time // from then on another one has to be chosen
	Temporary bool      // handed out once; has to be changed at the first sign-in, and is void at Due
	Suspected bool      // may have leaked; has to be changed at the next sign-in
}

// Is says whether somebody has a role.
func (a Account) Is(r Role) bool { return slices.Contains(a.Roles, r) }

// WantsFactor is whether one of the roles signs in with a second factor.
func (a Account) WantsFactor() bool { return slices.ContainsFunc(a.Roles, wantsFactor) }

// record is an account as it is stored.
type record struct {
	store.Doc
	Edition  int       `json:"edition"` // Account.Version
	Login    string    `json:"login"`
	Unit     string    `json:"unit,omitempty"`
	Roles    []Role    `json:"roles"`
	Strong   bool      `json:"strong"` // WantsFactor, to find the few among the many
	External bool      `json:"external,omitempty"`
	Subject  string    `json:"subject,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
	Created  time.Time `json:"created"`
	Changed  time.Time `json:"changed"`
	Private  private   `json:"private"`
	Secret   secret    `json:"secret"`
}

type private struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
}

// secret is what nobody gets to see.
type secret struct {
	Hash      string    `json:"hash,omitempty"` // of the password, as a PHC string; "" lets nobody in
	Set       time.Time `json:"set,omitzero"`
	Former    []string  `json:"former,omitempty"` // hashes of the passwords before, newest first
	Temporary bool      `json:"temporary,omitempty"`
	Suspected bool      `json:"suspected,omitempty"`
	TOTP      string    `json:"totp,omitempty"`      // base32
	TOTPStep  int64     `json:"totp_step,omitempty"` // the last one used: 30 seconds since 1970
	Epoch     int       `json:"epoch"`               // sessions of another one are over
}

// Collections are what store.Open has to know for this package.
var Collections = []store.Option{records, sessions, throttles, units, secrets, demos, jobs, kept}

var records = store.Define[record]("accounts",
	store.Unique("login"), store.Unique("subject"),
	store.Index("unit", "login"), store.Index("strong", "login"),
	store.Sealed("private", "secret"))

// account is what others may see of a record.
func (p *People) account(r record) Account {
	a := Account{
		ID: r.ID, Version: r.Edition,
		Login: r.Login, Name: r.Private.Name, Email: r.Private.Email, Unit: r.Unit, Roles: r.Roles,
		External: r.External, Subject: r.Subject, Disabled: r.Disabled,
		Created: r.Created, Changed: r.Changed,
		Factor: r.Secret.TOTP != "",
	}
	if r.Secret.Hash != "" {
		a.Password = Password{
			Set: r.Secret.Set, Due: p.due(r.Secret),
			Temporary: r.Secret.Temporary, Suspected: r.Secret.Suspected,
		}
	}
	return a
}

// fill takes over from an account what Edit may change.
func (r *record) fill(a Account) {
	if r.External != a.External {
		r.Secret.Epoch++
	}
	r.Login, r.Unit, r.External = a.Login, a.Unit, a.External
	r.Private = private{a.Name, a.Email}
	r.Roles = slices.DeleteFunc(slices.Clone(Roles), func(role Role) bool { return !a.Is(role) })
	r.Strong = a.WantsFactor()
	if r.External {
		r.Secret.Hash, r.Secret.Set, r.Secret.Former, r.Secret.Temporary, r.Secret.Suspected = "", time.Time{}, nil, false, false
	} else {
		r.Subject = ""
	}
}

// newID is 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
