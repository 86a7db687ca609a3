package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"time"

	"shoumi/app/store"
)

// throttle counts wrong tries: at a login (whether there is such a person or not),
// at the second factor of an account, or from an address. Its id is a keyed hash
// of what it is about, since people type passwords into the wrong field.
type throttle struct {
	store.Doc
	Tries  int       `json:"tries"` // since the last lock
	Locks  int       `json:"locks"`
	Since  time.Time `json:"since,omitzero"` // the first of an address
	Until  time.Time `json:"until,omitzero"` // locked
	Forget time.Time `json:"forget"`         // from then on it says nothing
}

var throttles = store.Define[throttle]("throttles", store.Index("forget"))

// What a throttle is about.
const (
	aboutLogin   = "login"
	aboutCode    = "code"
	aboutAddress = "address"
)

// try is one that has been counted and is not decided yet.
type try struct {
	id    string
	until time.Time // of the lock that it brought about
}

// take counts a try before it is known to be wrong, so that of many at once no
// more than the limit are made. The last of them locks; back or clear undo it.
// Tries at what is locked are not made, and do not make the lock longer. A request
// that ends meanwhile does not leave the count half known: it is written, or not.
func (p *People) take(ctx context.Context, about, of string) (try, error) {
	id, err := p.throttleID(ctx, about, of)
	if err != nil {
		return try{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	taken := try{id: id}
	return taken, p.count(ctx, id, func(t *throttle) error {
		now := p.now()
		taken.until = time.Time{}
		if now.Before(t.Until) {
			return &LockedError{t.Until}
		}
		t.Tries++
		t.Forget = now.Add(p.policy.Forget)
		if t.Tries >= p.policy.TriesPerAccount {
			t.Until = now.Add(p.lock(t.Locks))
			t.Tries = 0
			t.Locks++
			t.Forget = t.Until.Add(p.policy.Forget)
			taken.until = t.Until
		}
		return nil
	})
}

// lock is how long something is locked that was so many times before.
func (p *People) lock(before int) time.Duration {
	d := p.policy.Lock
	for range before {
		if d >= p.policy.LongestLock {
			break
		}
		d *= 2
	}
	return min(d, p.policy.LongestLock)
}

// wrong is the error of a try that was wrong: the given one, or that of the lock
// it brought about.
func (t try) wrong(err error) error {
	if !t.until.IsZero() {
		return &LockedError{t.until}
	}
	return err
}

// back takes back a try that was not decided, through no fault of the person, even
// when the request is over. It gives the error that was the reason.
func (p *People) back(ctx context.Context, taken try, why error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := p.count(ctx, taken.id, func(t *throttle) error {
		switch {
		case !taken.until.IsZero() && t.Until.Equal(taken.until):
			t.Until, t.Tries = time.Time{}, p.policy.TriesPerAccount-1
			t.Locks--
		case t.Tries > 0:
			t.Tries--
		}
		return nil
	})
	if err != nil {
		return errors.Join(why, err)
	}
	return why
}

// pardon forgets the tries at something, for somebody has shown who they are.
func (p *People) pardon(ctx context.Context, id string) error {
	if err := p.throttles.Delete(ctx, id); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// admit refuses an address with too many wrong tries.
func (p *People) admit(ctx context.Context, from Origin) error {
	id, err := p.throttleID(ctx, aboutAddress, network(from.IP))
	if err != nil {
		return err
	}
	t, err := p.throttles.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil && t.Tries >= p.policy.TriesPerAddress && p.now().Before(t.Forget) {
		err = &LockedError{t.Forget}
	}
	return err
}

// blame counts a wrong try from an address.
func (p *People) blame(ctx context.Context, from Origin) error {
	id, err := p.throttleID(ctx, aboutAddress, network(from.IP))
	if err != nil {
		return err
	}
	return p.count(ctx, id, func(t *throttle) error {
		if t.Tries == 0 {
			t.Forget = p.now().Add(p.policy.AddressWindow)
		}
		t.Tries++
		return nil
	})
}

// network is what is taken for one address: of IPv6 the first half, all of which
// one subscriber has.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	prefix, _ := a.Prefix(64) // of IPv6 there is one
	return prefix.String()
}

// count changes a throttle, again if somebody else did meanwhile: no try is lost.
func (p *People) count(ctx context.Context, id string, f func(*throttle) error) error {
	for {
		t, err := p.throttles.Get(ctx, id)
		fresh := errors.Is(err, store.ErrNotFound)
		if err != nil && !fresh {
			return err
		}
		if !p.now().Before(t.Forget) {
			t = throttle{Doc: store.Doc{ID: id, Version: t.Version}}
		}
		if err := f(&t); err != nil {
			return err
		}
		if fresh {
			err = p.throttles.Insert(ctx, t)
		} else {
			err = p.throttles.Replace(ctx, t)
		}
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrExists) && !(errors.Is(err, store.ErrNotFound) && !fresh) {
			return err
		}
	}
}

func (p *People) throttleID(ctx context.Context, about, of string) (string, error) {
	k := p.throttleKey.Load()
	if k == nil {
		made, err := Secret(ctx, p.db, "throttle")
		if err != nil {
			return "", err
		}
		k = &made
		p.throttleKey.Store(k)
	}
	mac := hmac.New(sha256.New, *k)
	mac.Write([]byte(about + "\x00" + of))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// LockedUntil is until when wrong tries keep somebody out, at the password or at
// the code; the zero time when they do not.
func (p *People) LockedUntil(ctx context.Context, a Account) (until time.Time, err error) {
	err = p.about(ctx, a, func(id string) error {
		t, err := p.throttles.Get(ctx, id)
		if err == nil && t.Until.After(p.now()) && t.Until.After(until) {
			until = t.Until
		}
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	return until, err
}

// Unlock lets somebody try again at once.
func (p *People) Unlock(ctx context.Context, a Account) error {
	return p.about(ctx, a, func(id string) error { return p.pardon(ctx, id) })
}

// about goes through the throttles of a person.
func (p *People) about(ctx context.Context, a Account, f func(id string) error) error {
	for about, of := range map[string]string{aboutLogin: a.Login, aboutCode: a.ID} {
		id, err := p.throttleID(ctx, about, of)
		if err == nil {
			err = f(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
