package account

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"
)

// Enrolment is a second factor that is being set up.
type Enrolment struct {
	Secret string // in base32, for typing
	URI    string // otpauth://totp/…, for a QR code
}

// totpSeconds is how long a code is good; the one before and the one after are
// taken too, for clocks that differ.
const totpSeconds = 30

// Enrol begins to set up a second factor: a TOTP secret (RFC 6238: SHA-1, six
// digits, 30 seconds), which stays in the session and is the same when asked again.
// There are no recovery codes: who has lost the device asks for ResetTOTP.
//
// Errors: ErrEnrolled, ErrStep, and those of Session.
func (p *People) Enrol(ctx context.Context, s Session) (Enrolment, error) {
	s, r, err := p.current(ctx, s.ID)
	if err != nil {
		return Enrolment{}, err
	}
	if err := enrolling(s, r); err != nil {
		return Enrolment{}, err
	}
	if s.Pending == "" {
		var b [20]byte
		rand.Read(b[:])
		fresh := totpBase32.EncodeToString(b[:])
		if s, r, err = p.change(ctx, s.ID, func(s *Session, r record) error {
			if s.Pending == "" {
				s.Pending = fresh
			}
			return enrolling(*s, r)
		}); err != nil {
			return Enrolment{}, err
		}
	}
	bytes, err := totpBase32.DecodeString(s.Pending)
	if err != nil {
		return Enrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: p.policy.Issuer, AccountName: r.Login, Secret: bytes, Period: totpSeconds})
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{key.Secret(), key.URL()}, nil
}

var totpBase32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// enrolling is whether a session may set up a second factor.
func enrolling(s Session, r record) error {
	switch {
	case r.Secret.TOTP != "":
		return ErrEnrolled
	case s.Step != StepDone && s.Step != StepEnrol:
		return ErrStep
	}
	return nil
}

// ConfirmEnrol sets the second factor up that Enrol began, with a code of it.
//
// Errors: ErrCode, ErrLocked, ErrEnrolled, ErrStep, and those of Session.
func (p *People) ConfirmEnrol(ctx context.Context, s Session, code string) (token string, next Session, err error) {
	s, r, err := p.current(ctx, s.ID)
	if err != nil {
		return "", Session{}, err
	}
	if err := enrolling(s, r); err != nil {
		return "", Session{}, err
	}
	if s.Pending == "" {
		return "", Session{}, ErrStep
	}
	r, err = p.useCode(ctx, r.ID, code, func(r *record) (string, error) {
		return s.Pending, enrolling(s, *r)
	}, func(r *record) { r.Secret.TOTP = s.Pending })
	if err != nil {
		return "", Session{}, err
	}
	s.Factor, s.Pending = true, ""
	return p.advance(ctx, r, s)
}

// Confirm takes the code of the second factor. Each code is good once, whichever
// process it is shown to.
//
// Errors: ErrCode, ErrLocked, ErrStep, and those of Session.
func (p *People) Confirm(ctx context.Context, s Session, code string) (token string, next Session, err error) {
	s, r, err := p.current(ctx, s.ID)
	if err != nil {
		return "", Session{}, err
	}
	if s.Step != StepCode {
		return "", Session{}, ErrStep
	}
	r, err = p.useCode(ctx, r.ID, code, func(r *record) (string, error) {
		if r.Secret.TOTP == "" {
			return "", ErrStep
		}
		return r.Secret.TOTP, nil
	}, func(*record) {})
	if err != nil {
		return "", Session{}, err
	}
	s.Factor = true
	return p.advance(ctx, r, s)
}

// Unenrol gives up one's own second factor, with a code of it, to set up another
// one; all other sessions end.
//
// Errors: ErrCode, ErrLocked, ErrStep, and those of Session.
func (p *People) Unenrol(ctx context.Context, s Session, code string) (token string, next Session, err error) {
	s, r, err := p.current(ctx, s.ID)
	if err != nil {
		return "", Session{}, err
	}
	if s.Step != StepDone || r.Secret.TOTP == "" {
		return "", Session{}, ErrStep
	}
	r, err = p.useCode(ctx, r.ID, code, func(r *record) (string, error) {
		if r.Secret.Epoch != s.Epoch {
			return "", ErrSignedOut
		}
		return r.Secret.TOTP, nil
	}, func(r *record) {
		r.Secret.TOTP, r.Secret.TOTPStep = "", 0 // another secret has other codes
		r.Secret.Epoch++
	})
	if err != nil {
		return "", Session{}, err
	}
	s.Factor, s.Epoch = false, r.Secret.Epoch
	if token, next, err = p.advance(ctx, r, s); err != nil {
		return "", Session{}, err
	}
	return token, next, p.clear(ctx, r.ID, next.ID)
}

// ResetTOTP takes away a second factor whose device is lost, and ends all sessions.
// store.ErrNotFound.
func (p *People) ResetTOTP(ctx context.Context, id string) error {
	return p.end(ctx, id, func(r *record) error {
		r.Secret.TOTP, r.Secret.TOTPStep = "", 0
		return nil
	})
}

// useCode holds a code against the secret that of gives, and in one write keeps the
// step of the code, so that no process takes it again, and does what it was for.
// Wrong codes are throttled as wrong passwords are.
func (p *People) useCode(ctx context.Context, id, code string, of func(*record) (string, error), do func(*record)) (record, error) {
	taken, err := p.take(ctx, aboutCode, id)
	if err != nil {
		return record{}, err
	}
	wrong := false
	r, err := p.update(ctx, id, func(r *record) error {
		secret, err := of(r)
		if err != nil {
			return err
		}
		step, ok := p.stepOf(code, secret, r.Secret.TOTPStep)
		if wrong = !ok; wrong {
			return ErrCode
		}
		r.Secret.TOTPStep = step
		do(r)
		return nil
	})
	switch {
	case wrong:
		return record{}, taken.wrong(ErrCode)
	case err != nil:
		return record{}, p.back(ctx, taken, err)
	}
	return r, p.pardon(ctx, taken.id)
}

// stepOf is which step around now, and after the last one used, a code is of.
func (p *People) stepOf(code, secret string, last int64) (int64, bool) {
	code = strings.Join(strings.Fields(norm.NFKC.String(code)), "")
	now := p.now().Unix() / totpSeconds
	for step := now - 1; step <= now+1; step++ {
		if step <= last {
			continue
		}
		if ok, err := hotp.ValidateCustom(code, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix}); ok && err == nil {
			return step, true
		}
	}
	return 0, false
}
