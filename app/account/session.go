package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"shoumi/app/store"
)

// Session is somebody signed in at one browser, or on the way there. Its id is the
// SHA-256 of a token of 256 random bits that only the browser has.
type Session struct {
	store.Doc
	Account  string    `json:"account"` // id
	Step     Step      `json:"-"`       // as it was when the session was read
	Created  time.Time `json:"created"`
	Seen     time.Time `json:"seen"` // the last request, to the minute
	Ends     time.Time `json:"ends"` // however busy it is
	IP       string    `json:"ip"`   // of the sign-in, as is the next
	Agent    string    `json:"agent"`
	Purposes []Purpose `json:"purposes,omitempty"`

	External bool   `json:"external,omitempty"` // signed in at the agency's provider
	Factor   bool   `json:"factor,omitempty"`   // a second factor was shown
	Epoch    int    `json:"epoch"`              // of the account; another one ends the session
	Pending  string `json:"pending,omitempty"`  // secret of a second factor that is being set up
}

var sessions = store.Define[Session]("sessions",
	store.Index("account", "created"), store.Index("ends"),
	store.Sealed("ip", "agent", "purposes", "pending"))

// Step is what a session lacks. Steps come in the order below.
type Step string

const (
	StepCode     Step = "code"     // the code of the second factor
	StepPassword Step = "password" // another password: the present one is temporary, too old, or may have leaked
	StepEnrol    Step = "enrol"    // a second factor, which a role wants
	StepDone     Step = ""         // nothing: the person is signed in
)

// Origin is where a request comes from.
type Origin struct{ IP, Agent string }

// step is what a session lacks now, whatever it lacked before.
func (p *People) step(s Session, r record) Step {
	switch now := p.now(); {
	case r.Secret.TOTP != "" && !s.Factor:
		return StepCode
	case !s.External && (r.Secret.Temporary || r.Secret.Suspected || !now.Before(p.due(r.Secret))):
		return StepPassword
	case r.Strong && !s.Factor:
		return StepEnrol
	}
	return StepDone
}

// Session is the session that a token stands for, and its person, both as they are
// now: what was changed of an account counts, and may want another step.
//
// Errors: ErrSignedOut, ErrIdle, ErrExpired.
func (p *People) Session(ctx context.Context, token string) (Session, Account, error) {
	s, r, err := p.current(ctx, idOf(token))
	if err != nil {
		return Session{}, Account{}, err
	}
	if err := p.touch(ctx, s); err != nil {
		return Session{}, Account{}, err
	}
	return s, p.account(r), nil
}

// current is a session that is not over, and whose it is.
func (p *People) current(ctx context.Context, id string) (Session, record, error) {
	s, err := p.sessions.Get(ctx, id)
	if err != nil {
		return Session{}, record{}, gone(err)
	}
	r, err := p.records.Get(ctx, s.Account)
	if err == nil {
		err = p.over(s, r)
	}
	if err != nil {
		return Session{}, record{}, gone(err)
	}
	s.Step = p.step(s, r)
	return s, r, nil
}

// over says why a session is.
func (p *People) over(s Session, r record) error {
	switch now := p.now(); {
	case s.Epoch != r.Secret.Epoch:
		return ErrSignedOut
	case !now.Before(s.Ends):
		return ErrExpired
	case !now.Before(s.Seen.Add(p.policy.IdleLimit)):
		return ErrIdle
	}
	return nil
}

// gone is the error of a session that is not there.
func gone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return ErrSignedOut
	}
	return err
}

// touch notes that a session was used, once a minute. Who finds that somebody else
// wrote it has nothing to note any more.
func (p *People) touch(ctx context.Context, s Session) error {
	now := p.now()
	if now.Sub(s.Seen) < time.Minute {
		return nil
	}
	s.Seen = now
	if err := p.sessions.Replace(ctx, s); !errors.Is(err, store.ErrConflict) {
		return gone(err)
	}
	return nil
}

// change changes a session that is not over, again if somebody else did meanwhile.
func (p *People) change(ctx context.Context, id string, f func(*Session, record) error) (Session, record, error) {
	for {
		s, r, err := p.current(ctx, id)
		if err != nil {
			return Session{}, record{}, err
		}
		if err := f(&s, r); err != nil {
			return Session{}, record{}, err
		}
		if err := p.sessions.Replace(ctx, s); !errors.Is(err, store.ErrConflict) {
			s.Version++
			return s, r, gone(err)
		}
	}
}

// start signs somebody in who has shown who they are.
func (p *People) start(ctx context.Context, r record, from Origin, external, factor bool) (string, Session, error) {
	now := p.now()
	return p.keep(ctx, r, Session{
		Account: r.ID, Created: now, Ends: now.Add(p.policy.AbsoluteLimit), IP: from.IP, Agent: short(from.Agent),
		External: external, Factor: factor, Epoch: r.Secret.Epoch,
	})
}

// advance puts a session with another token in the place of one that has come a
// step further. The old one goes first: of two who advance it only one can.
func (p *People) advance(ctx context.Context, r record, s Session) (string, Session, error) {
	if err := p.sessions.Delete(ctx, s.ID); err != nil {
		return "", Session{}, gone(err)
	}
	return p.keep(ctx, r, s)
}

// keep stores a session under a new token.
func (p *People) keep(ctx context.Context, r record, s Session) (string, Session, error) {
	var b [32]byte
	rand.Read(b[:])
	token := base64.RawURLEncoding.EncodeToString(b[:])
	s.Doc, s.Seen = store.Doc{ID: idOf(token), Version: 1}, p.now()
	s.Step = p.step(s, r)
	if err := p.sessions.Insert(ctx, s); err != nil {
		return "", Session{}, err
	}
	return token, s, nil
}

func idOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// short is what is kept of the name of a browser.
func short(agent string) string {
	runes := []rune(agent)
	return string(runes[:min(len(runes), 300)])
}

// SignOut ends a session; one that is not there is no error.
func (p *People) SignOut(ctx context.Context, token string) error {
	if err := p.sessions.Delete(ctx, idOf(token)); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// Sessions are the sessions of somebody that are not over, the newest first.
// store.ErrNotFound.
func (p *People) Sessions(ctx context.Context, account string) ([]Session, error) {
	r, err := p.records.Get(ctx, account)
	if err != nil {
		return nil, err
	}
	var open []Session
	for s, err := range p.sessions.Find(ctx, store.Query{Equal: map[string]any{"account": account}, Order: "created", Desc: true}) {
		if err != nil {
			return nil, err
		}
		if p.over(s, r) == nil {
			s.Step = p.step(s, r)
			open = append(open, s)
		}
	}
	return open, nil
}

// End ends one session of somebody. store.ErrNotFound, also when it is another's.
func (p *People) End(ctx context.Context, account, session string) error {
	s, err := p.sessions.Get(ctx, session)
	if err != nil {
		return err
	}
	if s.Account != account {
		return store.ErrNotFound
	}
	return p.sessions.Delete(ctx, session)
}

// EndOthers ends all sessions of a person but this one, also those that are being
// begun.
func (p *People) EndOthers(ctx context.Context, s Session) (token string, next Session, err error) {
	s, r, err := p.current(ctx, s.ID)
	if err != nil {
		return "", Session{}, err
	}
	if r, err = p.update(ctx, r.ID, func(r *record) error {
		if r.Secret.Epoch != s.Epoch {
			return ErrSignedOut
		}
		r.Secret.Epoch++
		return nil
	}); err != nil {
		return "", Session{}, err
	}
	s.Epoch = r.Secret.Epoch
	if token, next, err = p.advance(ctx, r, s); err != nil {
		return "", Session{}, err
	}
	return token, next, p.clear(ctx, r.ID, next.ID)
}

// EndAll ends all sessions of somebody. store.ErrNotFound.
func (p *People) EndAll(ctx context.Context, account string) error {
	return p.end(ctx, account, func(*record) error { return nil })
}

// clear takes away the sessions of somebody, but for one. They are over already.
func (p *People) clear(ctx context.Context, account, except string) error {
	for s, err := range p.sessions.Find(ctx, store.Query{Equal: map[string]any{"account": account}}) {
		if err != nil {
			return err
		}
		if s.ID == except {
			continue
		}
		if err := p.sessions.Delete(ctx, s.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}
