package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shoumi/app/store"
)

// PasswordFault is one reason why a password cannot be chosen.
type PasswordFault string

// The faults, in the order in which they are reported. 警察機關資通安全實施規定 7 (三)
// asks for eight characters of letters and digits; the others keep it from being
// guessed, and a change from being none.
const (
	PasswordShort    PasswordFault = "short"
	PasswordLong     PasswordFault = "long"
	PasswordNoLetter PasswordFault = "no_letter"
	PasswordNoDigit  PasswordFault = "no_digit"
	PasswordCommon   PasswordFault = "common"
	PasswordLogin    PasswordFault = "login"
	PasswordName     PasswordFault = "name"
	PasswordSame     PasswordFault = "same"
	PasswordReused   PasswordFault = "reused"
)

const (
	shortestPassword = 8   // characters
	longestPassword  = 128 // characters
)

// Zh is the fault in a Chinese sentence without its full stop.
func (f PasswordFault) Zh() string {
	return map[PasswordFault]string{
		PasswordShort:    "密碼至少要有 8 個字元",
		PasswordLong:     "密碼不能超過 128 個字元",
		PasswordNoLetter: "密碼裡要有英文字母",
		PasswordNoDigit:  "密碼裡要有數字",
		PasswordCommon:   "密碼太容易猜到：不要只用常見的字、日期、連續的字元或按鍵拼成",
		PasswordLogin:    "密碼裡不能有帳號",
		PasswordName:     "密碼裡不能有姓名或電子郵件",
		PasswordSame:     "新的密碼和現在的一樣",
		PasswordReused:   "最近三次用過的密碼不能再用",
	}[f]
}

// PasswordError has every reason why a password cannot be chosen.
type PasswordError struct{ Faults []PasswordFault }

func (e *PasswordError) Error() string {
	var all []string
	for _, f := range e.Faults {
		all = append(all, f.Zh())
	}
	return strings.Join(all, "；")
}

func (e *PasswordError) Is(target error) bool { return target == ErrPassword }

// ChangePassword changes one's own password, and ends all other sessions. Wrong
// present passwords count as wrong sign-ins.
//
// Errors: ErrOldPassword, ErrLocked, ErrPassword, ErrExternal, ErrStep, and those
// of Session.
func (p *People) ChangePassword(ctx context.Context, s Session, old, password string) (token string, next Session, err error) {
	for {
		s, r, err := p.current(ctx, s.ID)
		if err != nil {
			return "", Session{}, err
		}
		switch {
		case r.External:
			return "", Session{}, ErrExternal
		case s.Step != StepDone && s.Step != StepPassword:
			return "", Session{}, ErrStep
		}
		if err := p.recognise(ctx, r, old); err != nil {
			return "", Session{}, err
		}
		if err := p.judge(ctx, r, old, password); err != nil {
			return "", Session{}, err
		}
		hash, err := p.hasher.hash(ctx, password)
		if err != nil {
			return "", Session{}, err
		}
		r.Secret.replace(hash, p.now())
		r.Secret.Epoch++
		err = p.records.Replace(ctx, r)
		if errors.Is(err, store.ErrConflict) {
			continue // it may be another password by now
		}
		if err != nil {
			return "", Session{}, err
		}
		s.Epoch = r.Secret.Epoch
		if token, next, err = p.advance(ctx, r, s); err != nil {
			return "", Session{}, err
		}
		return token, next, p.clear(ctx, r.ID, next.ID)
	}
}

// recognise is whether a password is the present one.
func (p *People) recognise(ctx context.Context, r record, password string) error {
	taken, err := p.take(ctx, aboutLogin, r.Login)
	if err != nil {
		return err
	}
	if len(password) > longest {
		return taken.wrong(ErrOldPassword)
	}
	right, _, err := p.hasher.verify(ctx, r.Secret.Hash, password)
	if err != nil {
		return p.back(ctx, taken, err)
	}
	if !right {
		return taken.wrong(ErrOldPassword)
	}
	return p.pardon(ctx, taken.id)
}

// judge says all that is wrong with a password somebody wants.
func (p *People) judge(ctx context.Context, r record, old, password string) error {
	faults := weaknesses(r, password)
	if same := norm.NFKC.String(old) == norm.NFKC.String(password); same {
		faults = append(faults, PasswordSame)
	}
	if !slices.Contains(faults, PasswordLong) {
		for _, hash := range r.Secret.Former {
			was, _, err := p.hasher.verify(ctx, hash, password)
			if err != nil {
				return err
			}
			if was {
				faults = append(faults, PasswordReused)
				break
			}
		}
	}
	if len(faults) > 0 {
		return &PasswordError{faults}
	}
	return nil
}

// weaknesses are the faults of a password in itself, and as one of its person.
func weaknesses(r record, password string) (faults []PasswordFault) {
	add := func(wrong bool, f PasswordFault) {
		if wrong {
			faults = append(faults, f)
		}
	}
	password = strings.ToLower(norm.NFKC.String(password))
	length := utf8.RuneCountInString(password)
	add(length < shortestPassword, PasswordShort)
	add(length > longestPassword, PasswordLong)
	add(!strings.ContainsAny(password, "abcdefghijklmnopqrstuvwxyz"), PasswordNoLetter)
	add(!strings.ContainsAny(password, "0123456789"), PasswordNoDigit)
	if length > longestPassword {
		return faults
	}
	add(common(password), PasswordCommon)
	add(holds(password, r.Login), PasswordLogin)
	mailbox, _, _ := strings.Cut(r.Private.Email, "@")
	names := append(strings.Fields(r.Private.Name), mailbox)
	add(slices.ContainsFunc(names, func(name string) bool { return holds(password, strings.ToLower(name)) }), PasswordName)
	return faults
}

// holds is whether a password has a word in it, forwards or backwards, that says
// something: four characters, or two that are not ASCII.
func holds(password, word string) bool {
	runes := []rune(word)
	if len(word) < 4 || len(runes) < 2 {
		return false
	}
	slices.Reverse(runes)
	return strings.Contains(password, word) || strings.Contains(password, string(runes))
}
