package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// desk is what the provider knows: programs, people, and who is signing in.
type desk struct {
	settings
	key signingKey

	mu       sync.Mutex
	requests map[string]*request // by id
	codes    map[string]string   // id of the request by code
	tokens   map[string]string   // subject by id of an access token
}

func newDesk(s settings) (*desk, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return &desk{settings: s, key: signingKey{rand.Text(), key}, requests: map[string]*request{}, codes: map[string]string{}, tokens: map[string]string{}}, err
}

var errUnknown = errors.New("not known here")

// request is one sign-in, from the first page to the code.
type request struct {
	oidc.AuthRequest
	id   string
	user user
	at   time.Time // of the right password
}

func (r *request) GetID() string          { return r.id }
func (r *request) GetACR() string         { return "" }
func (r *request) GetAMR() []string       { return r.user.AMR }
func (r *request) GetAudience() []string  { return []string{r.ClientID} }
func (r *request) GetAuthTime() time.Time { return r.at }
func (r *request) GetClientID() string    { return r.ClientID }
func (r *request) GetNonce() string       { return r.Nonce }
func (r *request) GetScopes() []string    { return r.Scopes }
func (r *request) GetSubject() string     { return r.user.Subject }
func (r *request) Done() bool             { return !r.at.IsZero() }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	if r.CodeChallenge == "" {
		return nil
	}
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

func (d *desk) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	r := &request{AuthRequest: *asked, id: rand.Text()}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests[r.id] = r
	return r, nil
}

func (d *desk) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.requests[id]; ok {
		return r, nil
	}
	return nil, errUnknown
}

// AuthRequestByCode takes the code away: it is good once.
func (d *desk) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.requests[d.codes[code]]
	delete(d.codes, code)
	if !ok {
		return nil, errUnknown
	}
	return r, nil
}

func (d *desk) SaveAuthCode(_ context.Context, id, code string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.codes[code] = id
	return nil
}

func (d *desk) DeleteAuthRequest(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.requests, id)
	return nil
}

// tokenLife is how long an access token opens the user's claims.
const tokenLife = 5 * time.Minute

func (d *desk) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	id := rand.Text()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tokens[id] = r.GetSubject()
	return id, time.Now().Add(tokenLife), nil
}

func (d *desk) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	i := slices.IndexFunc(d.Clients, func(c client) bool { return c.ID == id })
	if i < 0 {
		return nil, errUnknown
	}
	return program{d.Clients[i]}, nil
}

func (d *desk) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if !slices.ContainsFunc(d.Clients, func(c client) bool { return c.ID == id && c.Secret == secret }) {
		return errUnknown
	}
	return nil
}

// claims tells of a person what the scopes allow.
func (d *desk) claims(info *oidc.UserInfo, subject string, scopes []string) error {
	i := slices.IndexFunc(d.Users, func(u user) bool { return u.Subject == subject })
	if i < 0 {
		return errUnknown
	}
	info.Subject = subject
	if slices.Contains(scopes, oidc.ScopeProfile) {
		info.PreferredUsername, info.Name = d.Users[i].Login, d.Users[i].Name
	}
	return nil
}

func (d *desk) SetUserinfoFromScopes(_ context.Context, info *oidc.UserInfo, subject, _ string, scopes []string) error {
	return d.claims(info, subject, scopes)
}

func (d *desk) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, token, subject, _ string) error {
	d.mu.Lock()
	known := d.tokens[token] == subject
	d.mu.Unlock()
	if !known {
		return errUnknown
	}
	return d.claims(info, subject, []string{oidc.ScopeProfile})
}

// program is a client as the protocol asks of it.
type program struct{ client }

func (p program) GetID() string                       { return p.ID }
func (p program) RedirectURIs() []string              { return p.Redirect }
func (p program) PostLogoutRedirectURIs() []string    { return nil }
func (p program) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (p program) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (p program) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (p program) GrantTypes() []oidc.GrantType         { return []oidc.GrantType{oidc.GrantTypeCode} }
func (p program) LoginURL(id string) string            { return "/login?id=" + id }
func (p program) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (p program) IDTokenLifetime() time.Duration       { return tokenLife }
func (p program) DevMode() bool                        { return true } // http: addresses
func (p program) IsScopeAllowed(string) bool           { return false }
func (p program) IDTokenUserinfoClaimsAssertion() bool { return !p.UserinfoOnly }
func (p program) ClockSkew() time.Duration             { return 0 }
func (p program) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (p program) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

// signingKey signs; its public half is in the key set.
type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k signingKey) ID() string                                  { return k.id }
func (k signingKey) Key() any                                    { return k.key }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

type publicKey struct{ signingKey }

func (k publicKey) Key() any                           { return &k.key.PublicKey }
func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }

func (d *desk) SigningKey(context.Context) (op.SigningKey, error) { return d.key, nil }
func (d *desk) KeySet(context.Context) ([]op.Key, error)          { return []op.Key{publicKey{d.key}}, nil }
func (d *desk) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}
func (d *desk) Health(context.Context) error { return nil }
