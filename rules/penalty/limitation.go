package penalty

import "time"

// Limit is the limitation of prosecution (追訴權時效) of one offence.
type Limit struct {
	Encoded bool      // false: the law of that day is not encoded
	None    bool      // no limitation at all
	Years   int       // its length
	Last    time.Time // last day on which charges can be brought, if nothing stops the time
	Lines   []Line
}

// Limitation is 刑法 80 as in force since 2006-07-01, computed from the
// statutory penalty before aggravation or mitigation (刑法 82). committed is the
// day the offence was complete, and for a continuing act the day it ended (80 II).
// diedOf says that death resulted: since 2019-05-31 an offence of ten years or
// more then has no limitation (80 I ①, 施行法 8-2, for earlier acts too).
// What stops the time (83) is stated, not computed, and the pause for sexual
// offences against minors (80 III, since 2026-07-24) is not encoded.
func Limitation(base Range, committed time.Time, diedOf bool) Limit {
	if l, early := notEncoded(committed); early {
		return Limit{Lines: []Line{l}}
	}
	years, item, text := bracket(base)
	cite := "criminal-code/80/1/" + item
	lines := append(make([]Line, 0, 3), line([]string{cite, "criminal-code/82/1"}, "%s，追訴權時效%d年（刑法第80條第1項第%s款）；本刑有加重或減輕者，仍依本刑計算（刑法第82條）。", text, years, item))
	if diedOf && years == 30 {
		return Limit{Encoded: true, None: true, Lines: append(lines, line([]string{cite, "criminal-code-enforcement/8-2/1"},
			"發生死亡結果者，自民國108年5月31日起不受三十年之限制；當時時效未完成者亦同（刑法第80條第1項第1款但書、施行法第8條之2）。"))}
	}
	// The day itself counts (自犯罪成立之日起算); the last day is the one before
	// its anniversary (民法 121 II), for 02-29 the end of February.
	last := committed.AddDate(years, 0, -1)
	lines = append(lines,
		line([]string{"criminal-code/80/2", "civil-code/121/2"}, "自犯罪成立之日起算，行為有繼續之狀態者自行為終了之日起算：%s起算，末日為%s。", roc(committed), roc(last)),
		line([]string{"criminal-code/83/1"}, "起訴、依法停止偵查、逃匿而通緝，均使時效停止進行（刑法第83條），此處未計入；末日應由檢察官、法院認定。"))
	return Limit{Encoded: true, Years: years, Last: last, Lines: lines}
}

// bracket finds the subparagraph of 刑法 80 I for a statutory penalty.
func bracket(r Range) (years int, item, text string) {
	if r.Death || r.Life {
		return 30, "1", "最重本刑為死刑或無期徒刑"
	}
	if r.Imprisonment == nil {
		return 5, "4", "最重本刑為拘役或罰金"
	}
	most := r.Imprisonment.Max
	text = "最重本刑為" + most.String() + "有期徒刑"
	switch {
	case most.Compare(Months(120)) >= 0:
		return 30, "1", text
	case most.Compare(Months(36)) >= 0:
		return 20, "2", text
	case most.Compare(Months(12)) >= 0:
		return 10, "3", text
	}
	return 5, "4", text
}
