package account_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

// TestProvider says so where there is no provider to sign in at.
func TestProvider(t *testing.T) {
	switch {
	case os.Getenv("SHOUMI_OIDC") != "":
	case os.Getenv("SHOUMI_REQUIRE_OIDC") == "1":
		t.Fatal("NOT TESTED AT A PROVIDER: SHOUMI_OIDC names no issuer")
	default:
		fmt.Fprintln(os.Stderr, "NOT TESTED AT A PROVIDER: SHOUMI_OIDC names no issuer")
	}
}

const returnTo = "http://127.0.0.1:8080/sign-in/oidc/return"

// at is a provider at an issuer, as a client that deploy/devoidc knows.
func at(issuer, client string) *account.Provider {
	return &account.Provider{Issuer: issuer, ClientID: client, ClientSecret: "development", Redirect: returnTo, Key: bytes.Repeat([]byte("k"), 32), Now: time.Now}
}

// visit goes to the provider as a browser does, fills the form in, and comes back
// with the query.
func visit(address string, form url.Values) url.Values {
	GinkgoHelper()
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), returnTo) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	Expect(err).NotTo(HaveOccurred())
	defer page.Body.Close()
	body, err := io.ReadAll(page.Body)
	Expect(err).NotTo(HaveOccurred())
	_, action, ok := strings.Cut(string(body), `action="`)
	Expect(ok).To(BeTrue(), string(body))
	action, _, _ = strings.Cut(action, `"`)
	to, err := page.Request.URL.Parse(action)
	Expect(err).NotTo(HaveOccurred())
	answer, err := browser.PostForm(to.String(), form)
	Expect(err).NotTo(HaveOccurred())
	defer answer.Body.Close()
	Expect(answer.StatusCode).To(Equal(http.StatusFound))
	back, err := answer.Location()
	Expect(err).NotTo(HaveOccurred())
	Expect(back.String()).To(HavePrefix(returnTo + "?"))
	return back.Query()
}

var (
	student = url.Values{"login": {"student"}, "password": {"development-1"}}
	counsel = url.Values{"login": {"counsel"}, "password": {"development-2"}}
)

// way asks over the network, and may change what comes back.
type way func(*http.Request, *http.Response)

func (w way) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		w(r, answer)
	}
	return answer, err
}

// tokens changes the answer of the token endpoint.
func tokens(change func(map[string]any)) way {
	return func(r *http.Request, answer *http.Response) {
		if r.URL.Path != "/oauth/token" {
			return
		}
		said := map[string]any{}
		Expect(json.NewDecoder(answer.Body).Decode(&said)).To(Succeed())
		change(said)
		text, err := json.Marshal(said)
		Expect(err).NotTo(HaveOccurred())
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	}
}

// idToken is one that a provider issued to a client.
func idToken(issuer, client string) (token string) {
	GinkgoHelper()
	p := at(issuer, client)
	p.Through(tokens(func(said map[string]any) { token = said["id_token"].(string) }))
	address, pending, err := p.Begin(ctx)
	Expect(err).NotTo(HaveOccurred())
	_, err = p.Finish(ctx, pending, visit(address, student))
	Expect(err).NotTo(HaveOccurred())
	return token
}

var _ = Describe("signing in at a provider", func() {
	issuer := os.Getenv("SHOUMI_OIDC")
	if issuer == "" {
		return
	}
	// otherIssuer is another one with the same keys.
	otherIssuer := strings.Replace(issuer, "127.0.0.1", "localhost", 1)

	DescribeTable("tells who it is", func(client string, form url.Values, want account.Identity) {
		p := at(issuer, client)
		address, pending, err := p.Begin(ctx)
		Expect(err).NotTo(HaveOccurred())
		asked, err := url.Parse(address)
		Expect(err).NotTo(HaveOccurred())
		Expect(asked.Query().Get("code_challenge_method")).To(Equal("S256"))
		Expect(address).NotTo(ContainSubstring("development"))
		who, err := p.Finish(ctx, pending, visit(address, form))
		Expect(err).NotTo(HaveOccurred())
		want.Issuer = issuer
		Expect(who).To(Equal(want))
	},
		Entry("by a password", "shoumi", student, account.Identity{Subject: "1001", Login: "student", Name: "學員甲"}),
		Entry("by two factors", "shoumi", counsel, account.Identity{Subject: "1002", Login: "counsel", Name: "法制乙", MFA: true}),
		Entry("where ID tokens are sparing", "sparing", counsel, account.Identity{Subject: "1002", Login: "counsel", Name: "法制乙", MFA: true}),
	)

	It("takes the login from the claim that is configured", func() {
		p := at(issuer, "shoumi")
		p.LoginClaim = "name"
		address, pending, err := p.Begin(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(p.Finish(ctx, pending, visit(address, student))).To(HaveField("Login", "學員甲"))
	})

	It("lets in who has an account, and knows them again by another login", func() {
		w := newWorld(sqlitePlace())
		p := at(issuer, "shoumi")
		signIn := func(form url.Values) (account.Session, account.Account, error) {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			who, err := p.Finish(ctx, pending, visit(address, form))
			Expect(err).NotTo(HaveOccurred())
			_, s, a, err := w.SignInExternal(ctx, who, home)
			return s, a, err
		}
		_, _, err := signIn(student)
		Expect(err).To(MatchError(account.ErrUnknownPerson))

		made, _, err := w.Create(ctx, account.Account{Login: "student", Name: "甲員", Roles: []account.Role{account.Officer}, External: true})
		Expect(err).NotTo(HaveOccurred())
		s, a, err := signIn(student)
		Expect(err).NotTo(HaveOccurred())
		Expect(s.Step).To(Equal(account.StepDone))
		Expect(a.ID).To(Equal(made.ID))
		a.Login = "married"
		Expect(w.Edit(ctx, a)).To(Succeed())
		_, a, err = signIn(student)
		Expect(err).NotTo(HaveOccurred())
		Expect(a.Login).To(Equal("married"))

		w.create("counsel", account.Counsel)
		_, _, err = signIn(counsel)
		Expect(err).To(MatchError(account.ErrUnknownPerson), "who has a password here does not come in by the provider")
	})

	DescribeTable("refuses", func(why error, says string, play func(*account.Provider) error) {
		p := at(issuer, "shoumi")
		err := play(p)
		Expect(err).To(MatchError(why))
		Expect(err.Error()).To(MatchRegexp(says))
	},
		Entry("a person who cancels", account.ErrCancelled, `^在身分提供者取消了登入（access_denied）$`, func(p *account.Provider) error {
			return finish(p, url.Values{"cancel": {"1"}})
		}),
		Entry("a code that was used", account.ErrCodeUsed, `^這次登入已經用過或過期，請重新開始：`, func(p *account.Provider) error {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			query := visit(address, student)
			_, err = p.Finish(ctx, pending, query)
			Expect(err).NotTo(HaveOccurred())
			_, err = p.Finish(ctx, pending, query)
			return err
		}),
		Entry("another sign-in's answer", account.ErrStrange, `^這次登入不是從這個瀏覽器開始的，請重新開始：state 不符$`, func(p *account.Provider) error {
			_, mine, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			theirs, _, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			_, err = p.Finish(ctx, mine, visit(theirs, student))
			return err
		}),
		Entry("another sign-in's code", account.ErrCodeUsed, `.`, func(p *account.Provider) error {
			address, mine, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			query := visit(address, student)
			theirs, _, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			query.Set("code", visit(theirs, counsel).Get("code"))
			_, err = p.Finish(ctx, mine, query)
			return err
		}),
		Entry("what no browser kept", account.ErrStrange, `.`, func(p *account.Provider) error {
			_, err := p.Finish(ctx, "", url.Values{})
			return err
		}),
		Entry("what another key sealed", account.ErrStrange, `.`, func(p *account.Provider) error {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			p.Key = bytes.Repeat([]byte("x"), 32)
			_, err = p.Finish(ctx, pending, visit(address, student))
			return err
		}),
		Entry("a person who is late", account.ErrLate, `^登入逾時，請重新開始$`, func(p *account.Provider) error {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			p.Now = func() time.Time { return time.Now().Add(10*time.Minute + time.Second) }
			_, err = p.Finish(ctx, pending, visit(address, student))
			return err
		}),
		Entry("a nonce that is not of this sign-in", account.ErrIdentity, `^身分提供者的回覆不能採信：nonce 不符$`, func(p *account.Provider) error {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			changed, err := url.Parse(address)
			Expect(err).NotTo(HaveOccurred())
			query := changed.Query()
			query.Set("nonce", "another")
			changed.RawQuery = query.Encode()
			_, err = p.Finish(ctx, pending, visit(changed.String(), student))
			return err
		}),
		Entry("an ID token for another program", account.ErrIdentity, `expected audience "shoumi" got \["other"\]$`, func(p *account.Provider) error {
			other := idToken(issuer, "other")
			p.Through(tokens(func(said map[string]any) { said["id_token"] = other }))
			return finish(p, student)
		}),
		Entry("an ID token of another issuer with the same keys", account.ErrIdentity, `issued by a different provider`, func(p *account.Provider) error {
			other := idToken(otherIssuer, "shoumi")
			p.Through(tokens(func(said map[string]any) { said["id_token"] = other }))
			return finish(p, student)
		}),
		Entry("an ID token of another sign-in", account.ErrIdentity, `nonce 不符$`, func(p *account.Provider) error {
			other := idToken(issuer, "shoumi")
			p.Through(tokens(func(said map[string]any) { said["id_token"] = other }))
			return finish(p, student)
		}),
		Entry("an ID token that was changed", account.ErrIdentity, `failed to verify`, func(p *account.Provider) error {
			p.Through(tokens(func(said map[string]any) {
				parts := strings.Split(said["id_token"].(string), ".")
				payload, err := base64.RawURLEncoding.DecodeString(parts[1])
				Expect(err).NotTo(HaveOccurred())
				Expect(string(payload)).To(ContainSubstring(`"sub":"1001"`))
				payload = bytes.Replace(payload, []byte(`"sub":"1001"`), []byte(`"sub":"1002"`), 1)
				said["id_token"] = parts[0] + "." + base64.RawURLEncoding.EncodeToString(payload) + "." + parts[2]
			}))
			return finish(p, student)
		}),
		Entry("an ID token without a signature", account.ErrIdentity, `unexpected signature algorithm "none"`, func(p *account.Provider) error {
			p.Through(tokens(func(said map[string]any) {
				parts := strings.Split(said["id_token"].(string), ".")
				said["id_token"] = "eyJhbGciOiJub25lIn0." + parts[1] + "."
			}))
			return finish(p, student)
		}),
		Entry("another person's access token", account.ErrIdentity, `access token hash does not match`, func(p *account.Provider) error {
			p.Through(tokens(func(said map[string]any) { said["access_token"] = "another" }))
			return finish(p, student)
		}),
		Entry("no ID token", account.ErrIdentity, `：沒有 ID token$`, func(p *account.Provider) error {
			p.Through(tokens(func(said map[string]any) { delete(said, "id_token") }))
			return finish(p, student)
		}),
		Entry("an ID token that is over", account.ErrClock, `^身分提供者與本機的時鐘不一致：ID token 在 .+Z 已經過期$`, func(p *account.Provider) error {
			p.Now = func() time.Time { return time.Now().Add(6*time.Minute + time.Second) } // it is good for five
			return finish(p, student)
		}),
		Entry("an ID token of the future", account.ErrClock, `^身分提供者與本機的時鐘不一致：ID token 到 .+Z 才發出$`, func(p *account.Provider) error {
			p.Now = func() time.Time { return time.Now().Add(-2 * time.Minute) }
			return finish(p, student)
		}),
		Entry("an answer that names another issuer", account.ErrIdentity, `^身分提供者的回覆不能採信：回覆的是 "https://elsewhere.example"$`, func(p *account.Provider) error {
			address, pending, err := p.Begin(ctx)
			Expect(err).NotTo(HaveOccurred())
			query := visit(address, student)
			query.Set("iss", "https://elsewhere.example")
			_, err = p.Finish(ctx, pending, query)
			return err
		}),
		Entry("an issuer that calls itself otherwise", account.ErrProviderSetup, `/ 自稱是 http://127\.0\.0\.1:\d+$`, func(p *account.Provider) error {
			p.Issuer += "/"
			_, _, err := p.Begin(ctx)
			return err
		}),
		Entry("a secret that is wrong", account.ErrProviderSetup, `.`, func(p *account.Provider) error {
			p.ClientSecret = "wrong"
			return finish(p, student)
		}),
		Entry("keys that cannot be fetched", account.ErrProviderDown, `fetching keys`, func(p *account.Provider) error {
			p.Through(broken("/keys"))
			return finish(p, student)
		}),
		Entry("a token endpoint that cannot be reached", account.ErrProviderDown, `.`, func(p *account.Provider) error {
			p.Through(broken("/oauth/token"))
			return finish(p, student)
		}),
	)

	It("asks a provider again that was not there at first", func() {
		behind, err := url.Parse(issuer)
		Expect(err).NotTo(HaveOccurred())
		now := time.Now()
		asked := 0
		p := at(issuer, "shoumi")
		p.Now = func() time.Time { return now }
		p.Through(way(func(*http.Request, *http.Response) { asked++ }))
		p.Issuer = "http://127.0.0.1:1" // nobody listens there
		_, _, err = p.Begin(ctx)
		Expect(err).To(MatchError(account.ErrProviderDown))
		Expect(err.Error()).To(HavePrefix("身分提供者連不上："))
		p.Issuer = "http://" + behind.Host
		_, _, err = p.Begin(ctx)
		Expect(err).To(MatchError(account.ErrProviderDown), "it was asked a moment ago")
		Expect(asked).To(Equal(0))
		now = now.Add(5 * time.Second)
		_, _, err = p.Begin(ctx)
		Expect(err).NotTo(HaveOccurred())
		_, _, err = p.Begin(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(asked).To(Equal(1), "what it said is kept")
	})
})

// finish plays a whole sign-in.
func finish(p *account.Provider, form url.Values) error {
	GinkgoHelper()
	address, pending, err := p.Begin(ctx)
	Expect(err).NotTo(HaveOccurred())
	_, err = p.Finish(ctx, pending, visit(address, form))
	return err
}

// broken is a network on which one path is not reached.
type broken string

func (b broken) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == string(b) {
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	}
	return http.DefaultTransport.RoundTrip(r)
}

var _ = DescribeTable("a provider's configuration", func(says string, change func(*account.Provider)) {
	p := at("https://id.example", "shoumi")
	p.Redirect = "https://shoumi.example/sign-in/oidc/return"
	change(p)
	err := p.Check()
	if says == "" {
		Expect(err).NotTo(HaveOccurred())
		return
	}
	Expect(err).To(MatchError("身分提供者的設定不對：" + says))
	_, _, err = p.Begin(ctx)
	Expect(err).To(MatchError(account.ErrProviderSetup))
},
	Entry("whole", "", func(*account.Provider) {}),
	Entry("on this machine", "", func(p *account.Provider) { p.Issuer, p.Redirect = "http://localhost:1", "http://[::1]:8080/x" }),
	Entry("no https", "發行者（issuer）要是 https 的網址；在本機可以是 http", func(p *account.Provider) { p.Issuer = "http://id.example" }),
	Entry("nothing", "發行者（issuer）要是 https 的網址；在本機可以是 http；沒有應用程式代號（client id）；返回的網址要是 https 的網址；在本機可以是 http；金鑰要是 32 個位元組",
		func(p *account.Provider) { *p = account.Provider{} }),
	Entry("an address with a query", "返回的網址要是 https 的網址；在本機可以是 http", func(p *account.Provider) { p.Redirect += "?x=1" }),
)

var _ = DescribeTable("two factors", func(want bool, context string, methods ...string) {
	Expect(account.TwoFactors(context, methods...)).To(Equal(want))
},
	Entry("a password", false, "", "pwd"),
	Entry("a one-time code alone", false, "", "otp"),
	Entry("two things known", false, "", "pwd", "kba"),
	Entry("two things owned", false, "", "otp", "sms"),
	Entry("a password and a code", true, "", "pwd", "otp"),
	Entry("a card and its PIN", true, "", "sc", "pin"),
	Entry("said to be so", true, "", "mfa"),
	Entry("AD FS", true, "", "http://schemas.microsoft.com/claims/multipleauthn"),
	Entry("REFEDS", true, "https://refeds.org/profile/mfa"),
	Entry("a class of one factor", false, "https://refeds.org/profile/sfa", "pwd"),
	Entry("nothing said", false, ""),
)
