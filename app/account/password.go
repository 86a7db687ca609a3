package account

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"time"
)

// due is when a password has to be changed, or, one-time, is void.
func (p *People) due(s secret) time.Time {
	if s.Temporary {
		return s.Set.Add(p.policy.OneTime)
	}
	return afterMonths(s.Set, p.policy.PasswordMonths).UTC()
}

// afterMonths is the end of a time in months from a day on, in Taipei. The day
// itself does not count; the time ends with the day before the one that
// corresponds, or, where its month has no such day, with its last (民法 120 II,
// 121 II).
func afterMonths(from time.Time, months int) time.Time {
	y, m, d := from.In(taipei).AddDate(0, 0, 1).Date()
	end := time.Date(y, m+time.Month(months), d, 0, 0, 0, 0, taipei)
	if end.Day() != d {
		return time.Date(y, m+time.Month(months)+1, 1, 0, 0, 0, 0, taipei)
	}
	return end
}

// DaysLeft is on how many more days a password is good, today included, and
// whether they are so few that its person should be told (Policy.WarnDays).
func (p *People) DaysLeft(pw Password) (days int, warn bool) {
	now := p.now()
	if pw.Set.IsZero() || !now.Before(pw.Due) {
		return 0, !pw.Set.IsZero()
	}
	y, m, d := now.In(taipei).Date()
	days = int((pw.Due.Sub(time.Date(y, m, d, 0, 0, 0, 0, taipei)) + 24*time.Hour - 1) / (24 * time.Hour))
	return days, days <= p.policy.WarnDays
}

// oneTimeLetters are those that cannot be taken for one another.
const oneTimeLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// newOneTime is a password to be handed out, three times four letters and digits:
// 59 random bits.
func newOneTime() string {
	for {
		var b strings.Builder
		for i := range 12 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(oneTimeLetters))))
			if err != nil {
				panic(err) // rand.Reader does not fail
			}
			b.WriteByte(oneTimeLetters[n.Int64()])
		}
		if s := b.String(); strings.ContainsAny(s, "23456789") && strings.ContainsAny(s, oneTimeLetters[:23]) {
			return s
		}
	}
}

// handOut gives a record a one-time password in place of its own.
func (p *People) handOut(ctx context.Context, r *record) (string, error) {
	oneTime := newOneTime()
	hash, err := p.hasher.hash(ctx, oneTime)
	if err != nil {
		return "", err
	}
	r.Secret.replace(hash, p.now())
	r.Secret.Temporary = true
	return oneTime, nil
}

// former is how many passwords before the present one are refused.
const former = 3

// replace puts another password in the place of the present one.
func (s *secret) replace(hash string, now time.Time) {
	if s.Hash != "" && !s.Temporary {
		s.Former = append([]string{s.Hash}, s.Former...)
		s.Former = s.Former[:min(len(s.Former), former)]
	}
	s.Hash, s.Set, s.Temporary, s.Suspected = hash, now, false, false
}

// Reset gives somebody a new one-time password and ends all sessions.
// ErrExternal, store.ErrNotFound.
func (p *People) Reset(ctx context.Context, id string) (oneTime string, err error) {
	err = p.end(ctx, id, func(r *record) error {
		if r.External {
			return ErrExternal
		}
		oneTime, err = p.handOut(ctx, r)
		return err
	})
	if err != nil {
		return "", err
	}
	return oneTime, nil
}

// Suspect says that a password may have leaked: its person has to change it at the
// next sign-in (警察機關資通安全實施規定 7 (三)), and all sessions end. Where somebody
// else is known to have it, Reset keeps them out.
// store.ErrNotFound.
func (p *People) Suspect(ctx context.Context, id string) error {
	return p.end(ctx, id, func(r *record) error {
		r.Secret.Suspected = r.Secret.Hash != ""
		return nil
	})
}
