package training

import (
	"errors"
	"time"
)

// What can stand in the way of a step. Where store.ErrConflict is meant, the step
// has been tried again already.
var (
	ErrNotEnrolled = errors.New("您沒有被指派這門課程")
	ErrNoCourse    = errors.New("沒有這門課程")
	ErrNoUnit      = errors.New("課程裡沒有這個單元")
	ErrLocked      = errors.New("請先完成前面的單元")
	ErrNoSection   = errors.New("沒有這一節")
	ErrUnread      = errors.New("要先讀到最後一節才能簽署")
	ErrChanged     = errors.New("內容在您閱讀之後更新了，請重新閱讀")
	ErrNoItem      = errors.New("這裡沒有這一題")
	ErrSubmitted   = errors.New("這份測驗已經交卷")
	ErrNotYours    = errors.New("這份測驗不是您的")
	ErrOtherBank   = errors.New("題庫或規則在作答之後改過，不能用現在的題庫重現；原卷仍然保存")
	ErrSamePerson  = errors.New("免訓要由另一個人同意或退回")
	ErrNoReason    = errors.New("申請或退回免訓都要寫理由")
	ErrNoWaiver    = errors.New("沒有待決定的免訓")
	ErrNoWords     = errors.New("請寫下查證的結果")
	ErrNotDue      = errors.New("這個概念今天不用複習")
	ErrTerm        = errors.New("梯次要是四位數的西元年，可以再加「-」與一個代號")
)

// WaitError says from when on somebody may try again.
type WaitError struct{ Opens time.Time }

func (e *WaitError) Error() string {
	return "認證測驗要等到 " + e.Opens.In(taipei).Format("2006-01-02 15:04") + " 才能再考"
}
