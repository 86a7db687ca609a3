package penalty

import (
	"fmt"
	"time"
)

// Dates are calendar days; the hour of a time.Time is not looked at, its zone
// is: pass midnight UTC.
func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// roc is the day as Taiwan writes it, 民國108年2月3日.
func roc(t time.Time) string {
	return fmt.Sprintf("民國%d年%d月%d日", t.Year()-1911, int(t.Month()), t.Day())
}

// inForce is when the amendment of 94-01-07 came into force (施行法 10-1). Acts
// before it are judged by a general part that is not encoded.
var inForce = date(2006, 7, 1)

// Encoded says whether the general part of that day is in the book, so that an
// act of the day can be computed at all.
func Encoded(act time.Time) bool { return !act.Before(inForce) }

func notEncoded(act time.Time) (Line, bool) {
	if Encoded(act) {
		return Line{}, false
	}
	if act.IsZero() {
		return line(nil, "行為日不明，無法計算；請先查明行為日。"), true
	}
	return line([]string{"criminal-code-enforcement/10-1/1", "criminal-code/2/1"},
		"行為日%s在民國95年7月1日之前，當時刑法總則與罰金計算之規定未編入，無法計算。", roc(act)), true
}

// RestateFine is the fine in NT$ that an amount in an article of 刑法分則 means
// for an act of that day (刑法施行法 1-1). amended is the day the wording was
// promulgated: ×30 where it was not touched from 1983-06-26 on, ×3 where added or
// amended from then to the amendment passed on 2005-01-07 (promulgated
// 2005-02-02), as written after that. ok is false for acts before 2006-07-01,
// which are not encoded. Special laws that name NT$ themselves need none of this.
func RestateFine(amount int64, amended, act time.Time) (ntd int64, ok bool, lines []Line) {
	if l, early := notEncoded(act); early {
		return 0, false, []Line{l}
	}
	times, why := int64(1), "條文於94年1月7日修正後始增訂或修正，所定數額即為新臺幣"
	switch {
	case amended.Before(date(1983, 6, 26)):
		times, why = 30, "94年1月7日刑法修正時未修正之條文，提高為三十倍"
	case !amended.After(date(2005, 2, 2)):
		times, why = 3, "72年6月26日至94年1月7日新增或修正之條文，提高為三倍"
	}
	cites := []string{"criminal-code-enforcement/1-1/1"}
	if times > 1 {
		cites = append(cites, "criminal-code-enforcement/1-1/2")
	}
	return amount * times, true, []Line{line(cites, "罰金 %s元：%s（刑法施行法第1條之1）→ %s。", digits(amount), why, money(amount*times))}
}
