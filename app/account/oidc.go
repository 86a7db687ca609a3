package account

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// pendingLife is how long a person may take at the provider.
const pendingLife = 10 * time.Minute

// clockSkew is how far the clocks of the provider and this machine may be apart.
const clockSkew = time.Minute

// More errors of signing in at a provider.
var (
	// ErrCancelled: the person did not want to, or the provider did not let them.
	ErrCancelled = errors.New("在身分提供者取消了登入")
	// ErrLate: the person took longer than ten minutes.
	ErrLate = errors.New("登入逾時，請重新開始")
	// ErrStrange: the answer belongs to no sign-in that this browser has begun.
	ErrStrange = errors.New("這次登入不是從這個瀏覽器開始的，請重新開始")
	// ErrCodeUsed: the provider does not take the code, which is good once and for a short time.
	ErrCodeUsed = errors.New("這次登入已經用過或過期，請重新開始")
	// ErrClock: the clocks of the provider and of this machine are too far apart.
	ErrClock = errors.New("身分提供者與本機的時鐘不一致")
	// ErrIdentity: what the provider answered is not proof of an identity.
	ErrIdentity = errors.New("身分提供者的回覆不能採信")
)

// Begin starts a sign-in at the provider: the address to send the person to, and
// what their browser keeps until they come back (sealed; good for ten minutes).
//
// Errors: ErrProviderDown, ErrProviderSetup.
func (p *Provider) Begin(ctx context.Context) (address, pending string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	begun := newPending(p.Now())
	if pending, err = begun.seal(p.Key); err != nil {
		return "", "", err
	}
	config := p.oauth(found)
	return config.AuthCodeURL(begun.State, oidc.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)), pending, nil
}

// Finish takes what the browser kept and the query it came back with, and says whom
// the provider vouches for. Whether that person has an account is another question.
//
// Errors: those above, and those of Begin.
func (p *Provider) Finish(ctx context.Context, pending string, query url.Values) (Identity, error) {
	begun, err := openPending(p.Key, pending)
	if err != nil {
		return Identity{}, fmt.Errorf("%w：%w", ErrStrange, err)
	}
	if subtle.ConstantTimeCompare([]byte(begun.State), []byte(query.Get("state"))) != 1 {
		return Identity{}, fmt.Errorf("%w：state 不符", ErrStrange)
	}
	if late := p.Now().Sub(begun.At); late > pendingLife || late < -clockSkew {
		return Identity{}, ErrLate
	}
	if issuer := query.Get("iss"); issuer != "" && issuer != p.Issuer { // RFC 9207
		return Identity{}, fmt.Errorf("%w：回覆的是 %q", ErrIdentity, issuer)
	}
	if query.Has("error") {
		return Identity{}, refusal(query.Get("error"))
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx, cancel := context.WithTimeout(p.through(ctx), providerPatience)
	defer cancel()
	config := p.oauth(found)
	token, err := config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		return Identity{}, exchangeError(err)
	}
	return p.identity(ctx, found, token, begun.Nonce)
}

// refusal is what an error code in the query means (RFC 6749, 4.1.2.1).
func refusal(code string) error {
	switch code {
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return fmt.Errorf("%w（%s）", ErrCancelled, code)
	case "temporarily_unavailable", "server_error":
		return fmt.Errorf("%w（%s）", ErrProviderDown, code)
	}
	return fmt.Errorf("%w（%q）", ErrProviderSetup, code)
}

func exchangeError(err error) error {
	answer := (*oauth2.RetrieveError)(nil)
	switch {
	case !errors.As(err, &answer):
		return fmt.Errorf("%w：%w", ErrProviderDown, err)
	case answer.ErrorCode == "invalid_grant":
		return fmt.Errorf("%w：%s", ErrCodeUsed, answer.ErrorDescription)
	case answer.ErrorCode != "":
		return fmt.Errorf("%w：%q %s", ErrProviderSetup, answer.ErrorCode, answer.ErrorDescription)
	}
	return fmt.Errorf("%w：%s", ErrProviderDown, answer.Response.Status) // its body may hold secrets
}

// claims are those of an ID token, or of the user's information, that are read.
type claims struct {
	Name       string   `json:"name"`
	Authorized string   `json:"azp"`
	Context    string   `json:"acr"`
	Methods    []string `json:"amr"`
}

// identity checks the answer of the provider (OpenID Connect Core 3.1.3.7).
func (p *Provider) identity(ctx context.Context, found *discovered, token *oauth2.Token, nonce string) (Identity, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w：沒有 ID token", ErrIdentity)
	}
	keys := &asked{KeySet: found.keys}
	id, err := oidc.NewVerifier(p.Issuer, keys, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: found.algorithms,
		Now: func() time.Time { return p.Now().Add(-clockSkew) }}).Verify(ctx, raw)
	switch expired := (*oidc.TokenExpiredError)(nil); {
	case errors.As(err, &expired):
		return Identity{}, fmt.Errorf("%w：ID token 在 %s 已經過期", ErrClock, expired.Expiry.UTC().Format(time.RFC3339))
	case err != nil && keys.down:
		return Identity{}, fmt.Errorf("%w：%w", ErrProviderDown, err)
	case err != nil:
		return Identity{}, fmt.Errorf("%w：%w", ErrIdentity, err)
	case id.IssuedAt.After(p.Now().Add(clockSkew)):
		return Identity{}, fmt.Errorf("%w：ID token 到 %s 才發出", ErrClock, id.IssuedAt.UTC().Format(time.RFC3339))
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return Identity{}, fmt.Errorf("%w：nonce 不符", ErrIdentity)
	case id.Subject == "":
		return Identity{}, fmt.Errorf("%w：沒有 sub", ErrIdentity)
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return Identity{}, fmt.Errorf("%w：%w", ErrIdentity, err)
		}
	}
	var says claims
	if err := id.Claims(&says); err != nil {
		return Identity{}, fmt.Errorf("%w：%w", ErrIdentity, err)
	}
	if says.Authorized != p.ClientID && (says.Authorized != "" || len(id.Audience) > 1) {
		return Identity{}, fmt.Errorf("%w：發給 %q 的 ID token", ErrIdentity, says.Authorized)
	}
	login, err := p.login(id.Claims)
	if err == nil && (login == "" || says.Name == "") {
		login, says.Name, err = p.more(ctx, found, token, id.Subject, login, says.Name)
	}
	if err != nil {
		return Identity{}, err
	}
	return Identity{Issuer: p.Issuer, Subject: id.Subject, Login: login, Name: says.Name, MFA: twoFactors(says)}, nil
}

// asked remembers whether the keys could not be fetched; the verifier drops that.
type asked struct {
	oidc.KeySet
	down bool
}

func (a *asked) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := a.KeySet.VerifySignature(ctx, jwt)
	network := (*url.Error)(nil)
	a.down = errors.As(err, &network)
	return payload, err
}

// login reads the claim that is the login here.
func (p *Provider) login(read func(any) error) (string, error) {
	all := map[string]any{}
	if err := read(&all); err != nil {
		return "", fmt.Errorf("%w：%w", ErrIdentity, err)
	}
	login, _ := all[cmp.Or(p.LoginClaim, "preferred_username")].(string)
	return login, nil
}

// more asks for the claims that a provider keeps out of ID tokens. One that has no
// more to tell is no fault: whoever signed in before is known by the subject.
func (p *Provider) more(ctx context.Context, found *discovered, token *oauth2.Token, subject, login, name string) (string, string, error) {
	if found.provider.UserInfoEndpoint() == "" {
		return login, name, nil
	}
	info, err := found.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return "", "", fmt.Errorf("%w：%w", ErrProviderDown, err)
	}
	if info.Subject != subject { // OpenID Connect Core 5.3.2
		return "", "", fmt.Errorf("%w：使用者資訊是另一個人的", ErrIdentity)
	}
	var says claims
	if err := info.Claims(&says); err != nil {
		return "", "", fmt.Errorf("%w：%w", ErrIdentity, err)
	}
	told, err := p.login(info.Claims)
	return cmp.Or(login, told), cmp.Or(name, says.Name), err
}

// Ways of proving who one is, by their names in RFC 8176, and what stands for two of
// them at once: "mfa", the claim of AD FS, and the classes of REFEDS and PAPE.
var (
	methodsKnown = []string{"pwd", "pin", "kba"}
	methodsOwned = []string{"otp", "hwk", "swk", "sc", "sms", "tel", "face", "fpt", "iris", "retina", "vbm"}
	methodsBoth  = []string{"mfa", "http://schemas.microsoft.com/claims/multipleauthn",
		"https://refeds.org/profile/mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}
)

// twoFactors says whether the provider asked for more than one thing.
func twoFactors(says claims) bool {
	said := append([]string{says.Context}, says.Methods...)
	has := func(ways []string) bool {
		return slices.ContainsFunc(said, func(m string) bool { return slices.Contains(ways, m) })
	}
	return has(methodsBoth) || has(methodsKnown) && has(methodsOwned)
}
