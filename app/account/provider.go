package account

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider is the OpenID provider of an agency, at which people sign in who have
// their account there. Its exported fields are filled once; its methods may be used
// by many goroutines. It is asked nothing before the first Begin.
type Provider struct {
	Issuer       string // exactly as the provider calls itself; https, or http on this machine
	ClientID     string // what the provider calls this program
	ClientSecret string // empty for a client without one
	Redirect     string // the address of this program that people are sent back to
	LoginClaim   string // the claim that is the login here; empty: preferred_username
	Name         string // on the button
	Key          []byte // 32 bytes that all processes of a store share
	Now          func() time.Time

	client http.Client

	mu     sync.Mutex
	found  *discovered
	failed error     // of the last discovery
	at     time.Time // of failed
}

const (
	providerPatience = 10 * time.Second // for one answer of a provider
	providerPause    = 5 * time.Second  // before a provider that failed is asked again
)

// Errors of signing in at a provider. What they wrap is for the log.
var (
	// ErrProviderDown: the provider does not answer, or not as OpenID Connect has it.
	ErrProviderDown = errors.New("身分提供者連不上")
	// ErrProviderSetup: the provider and this program are not set up for each other.
	ErrProviderSetup = errors.New("身分提供者的設定不對")
)

// Check says what of the configuration is missing or cannot be.
func (p *Provider) Check() error {
	var wrong []string
	if !safeURL(p.Issuer) {
		wrong = append(wrong, "發行者（issuer）要是 https 的網址；在本機可以是 http")
	}
	if p.ClientID == "" {
		wrong = append(wrong, "沒有應用程式代號（client id）")
	}
	if !safeURL(p.Redirect) {
		wrong = append(wrong, "返回的網址要是 https 的網址；在本機可以是 http")
	}
	if len(p.Key) != 32 {
		wrong = append(wrong, "金鑰要是 32 個位元組")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w：%s", ErrProviderSetup, strings.Join(wrong, "；"))
	}
	return nil
}

// safeURL wants https, but of a host that is this machine.
func safeURL(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" {
		return false
	}
	here := slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && here
}

// discovered is what a provider says of itself.
type discovered struct {
	provider   *oidc.Provider
	endpoint   oauth2.Endpoint
	keys       oidc.KeySet
	algorithms []string
}

// discover asks the provider for its endpoints, unless it has answered before.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.failed != nil && p.Now().Sub(p.at).Abs() < providerPause {
		return nil, p.failed // those who waited for the lock do not each wait again
	}
	found, err := p.ask(ctx)
	if err != nil && ctx.Err() == nil {
		p.failed, p.at = err, p.Now()
	}
	p.found = found
	return found, err
}

func (p *Provider) ask(ctx context.Context) (*discovered, error) {
	ctx, cancel := context.WithTimeout(p.through(ctx), providerPatience)
	defer cancel()
	provider, err := oidc.NewProvider(ctx, p.Issuer)
	if mismatch := (*oidc.IssuerMismatchError)(nil); errors.As(err, &mismatch) {
		return nil, fmt.Errorf("%w：%s 自稱是 %s", ErrProviderSetup, p.Issuer, mismatch.Discovered)
	}
	if err != nil {
		return nil, fmt.Errorf("%w：%w", ErrProviderDown, err)
	}
	var says struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		Secrets    []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := provider.Claims(&says); err != nil {
		return nil, fmt.Errorf("%w：%w", ErrProviderDown, err)
	}
	found := &discovered{provider: provider, endpoint: provider.Endpoint(), keys: oidc.NewRemoteKeySet(p.through(context.Background()), says.Keys)}
	if found.endpoint.AuthURL == "" || found.endpoint.TokenURL == "" || says.Keys == "" {
		return nil, fmt.Errorf("%w：%s 沒有說明它的授權、權杖或公鑰的網址", ErrProviderDown, p.Issuer)
	}
	// Trying both ways, as oauth2 does by itself, shows the one-time code twice.
	found.endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(says.Secrets) > 0 && !slices.Contains(says.Secrets, "client_secret_basic") || p.ClientSecret == "" {
		found.endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	for _, a := range says.Algorithms {
		if slices.Contains(asymmetric, a) {
			found.algorithms = append(found.algorithms, a)
		}
	}
	return found, nil
}

// asymmetric are the signatures that an ID token may have; HMAC would make everyone
// who knows the client's secret an issuer, and "none" everyone.
var asymmetric = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// through makes the libraries use the client of the provider.
func (p *Provider) through(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Transport: p.client.Transport, Timeout: providerPatience})
}

func (p *Provider) oauth(found *discovered) oauth2.Config {
	return oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.endpoint,
		RedirectURL: p.Redirect, Scopes: []string{oidc.ScopeOpenID, oidc.ScopeProfile}}
}
