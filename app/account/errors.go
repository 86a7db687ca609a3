package account

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrWrong: the login, the password, or both.
	ErrWrong = errors.New("帳號或密碼不對")
	// ErrOldPassword: not the present password.
	ErrOldPassword = errors.New("現在的密碼不對")
	// ErrLocked: too many wrong tries. Always a *LockedError.
	ErrLocked = errors.New("嘗試次數太多，暫時鎖定")
	// ErrDisabled: the account is. Told only to who has proved to be its person.
	ErrDisabled = errors.New("這個帳號已經停用，請洽系統管理者")
	// ErrLapsed: a one-time password that was not used in time.
	ErrLapsed = errors.New("一次性密碼已經過期，請系統管理者重新產生")
	// ErrSignedOut: there is no such session, or it was ended.
	ErrSignedOut = errors.New("尚未登入，或這次登入已經結束")
	// ErrIdle: the session went without a request for too long.
	ErrIdle = errors.New("太久沒有操作，請重新登入")
	// ErrExpired: the session is over, whatever was done in it.
	ErrExpired = errors.New("登入的時間已滿，請重新登入")
	// ErrStep: another step of signing in comes first.
	ErrStep = errors.New("請先完成登入的步驟")
	// ErrCode: a code that is wrong, or was used before.
	ErrCode = errors.New("驗證碼不對，或已經用過")
	// ErrEnrolled: there is a second factor already.
	ErrEnrolled = errors.New("已經設定過第二驗證")
	// ErrExternal: the person has no password here.
	ErrExternal = errors.New("這個帳號由機關的登入系統驗證，這裡沒有它的密碼")
	// ErrUnknownPerson: somebody the provider knows has no account here.
	ErrUnknownPerson = errors.New("機關的登入系統認得您，但這裡沒有您的帳號，請洽系統管理者")
	// ErrInvalid: an account that cannot be. Always an *InvalidError.
	ErrInvalid = errors.New("帳號的資料有錯")
	// ErrPassword: a password that cannot be chosen. Always a *PasswordError.
	ErrPassword = errors.New("這個密碼不能用")
	// ErrLastAdmin: nobody would be left to manage the people.
	ErrLastAdmin = errors.New("這是最後一位可以登入的系統管理者，不能停用或取消")
	// ErrUnit: a unit that cannot be. Always a *UnitError.
	ErrUnit = errors.New("單位的資料有錯")
	// ErrPurpose: a purpose that says nothing.
	ErrPurpose = errors.New("請寫明用途")
)

// LockedError says until when nobody is let in.
type LockedError struct{ Until time.Time }

func (e *LockedError) Error() string {
	return fmt.Sprintf("%v到 %s", ErrLocked, e.Until.In(taipei).Format("15:04:05"))
}

func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// InvalidError has everything that is wrong with an account.
type InvalidError struct{ Faults []Fault }

func (e *InvalidError) Error() string {
	var all []string
	for _, f := range e.Faults {
		all = append(all, f.Zh())
	}
	return strings.Join(all, "；")
}

func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// taipei is the time the days of a password are counted in.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)
