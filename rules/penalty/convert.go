package penalty

import "time"

// Answer says whether a legal consequence is open to the court or the prosecutor.
// Yes means its conditions are met, not that it will be granted.
type Answer string

const (
	Yes        Answer = "yes"
	No         Answer = "no"
	Depends    Answer = "depends"     // on what is not known yet, or is disputed
	NotEncoded Answer = "not_encoded" // the law of that day is not in the book
)

// Conviction is one offence with what is known of its punishment.
type Conviction struct {
	Base     Range     // the statutory penalty (法定本刑)
	Special  *Range    // after an aggravation outside the general part (個資法44, 刑法134, 貪污7); nil where none
	Sentence *Sentence // nil: not pronounced or not known
	Act      time.Time // day of the act
	On       time.Time // day of the decision; zero: the law as last amended
}

func (c Conviction) after(day time.Time) bool { return c.On.IsZero() || !c.On.Before(day) }

func (r Range) overFiveYears() bool {
	return r.Death || r.Life || r.Imprisonment != nil && r.Imprisonment.Max.Compare(Months(60)) > 0
}

// short says whether a sentence is six months or less, or detention, and whether
// it takes away liberty at all.
func (s Sentence) short() (short, custodial bool) {
	if s.Death || s.Life {
		return false, true
	}
	custodial = s.Imprisonment != (Term{}) || s.Detention > 0
	return custodial && s.Imprisonment.Compare(Months(6)) <= 0, custodial
}

// Convertible is 易科罰金 (刑法 41 I): paying NT$1,000, 2,000 or 3,000 a day
// instead of six months or less, or detention, for an offence of at most five
// years. Whether an aggravation outside the general part raises that maximum is
// disputed here: no source in the book decides it.
func Convertible(c Conviction) (Answer, []Line) {
	if l, early := notEncoded(c.Act); early {
		return NotEncoded, []Line{l}
	}
	cites := []string{"criminal-code/41/1"}
	if c.Base.overFiveYears() {
		return No, []Line{line(cites, "最重本刑逾五年有期徒刑（%s），不得易科罰金（刑法第41條第1項）。", c.Base.Text())}
	}
	if c.Sentence != nil {
		switch short, custodial := c.Sentence.short(); {
		case !custodial:
			return No, []Line{line([]string{"criminal-code/42/1", "criminal-code/42/3"},
				"未宣告有期徒刑或拘役，無易科罰金可言；罰金無力完納者易服勞役（刑法第42條）。")}
		case !short:
			return No, []Line{line(cites, "宣告刑%s逾六月，不得易科罰金（刑法第41條第1項）。", c.Sentence.Text())}
		}
	}
	lines := []Line{}
	answer := Yes
	if c.Special != nil && c.Special.overFiveYears() {
		answer = Depends
		lines = append(lines, line(cites, "本刑%s，加重後為%s。此項加重是否屬分則加重，而使最重本刑逾五年以致不得易科罰金，本系統無來源可據，有爭議，請查實務見解。", c.Base.Text(), c.Special.Text()))
	}
	if c.Sentence == nil {
		return Depends, append(lines, line(cites, "最重本刑為五年以下有期徒刑以下之刑；若受六月以下有期徒刑或拘役之宣告，得以新臺幣1,000元、2,000元或3,000元折算一日，易科罰金（刑法第41條第1項）。"))
	}
	if answer == Yes {
		lines = append(lines, line(cites, "最重本刑為五年以下有期徒刑以下之刑，受%s之宣告，得以新臺幣1,000元、2,000元或3,000元折算一日，易科罰金（刑法第41條第1項）。", c.Sentence.Text()))
	}
	return answer, append(lines, line(cites, "但難收矯正之效或難以維持法秩序者，不在此限，由檢察官於執行時決定。"))
}

// CommunityService is 易服社會勞動 (刑法 41 II, III), six hours a day, since
// 2009-09-01: for six months or less, or detention, whether 易科罰金 is open or not.
func CommunityService(c Conviction) (Answer, []Line) {
	if l, early := notEncoded(c.Act); early {
		return NotEncoded, []Line{l}
	}
	if !c.after(date(2009, 9, 1)) {
		return No, []Line{line([]string{"criminal-code/41/2"}, "易服社會勞動自98年9月1日施行，當時尚無此制（刑法第41條）。")}
	}
	if c.Sentence == nil {
		return Depends, []Line{line([]string{"criminal-code/41/2", "criminal-code/41/3"},
			"若受六月以下有期徒刑或拘役之宣告，得以提供社會勞動六小時折算一日，易服社會勞動（刑法第41條第2項、第3項）。")}
	}
	short, custodial := c.Sentence.short()
	if !custodial {
		return No, []Line{line([]string{"criminal-code/42-1/1"}, "未宣告有期徒刑或拘役；罰金易服勞役者，另依刑法第42條之1易服社會勞動。")}
	}
	if !short {
		return No, []Line{line([]string{"criminal-code/41/3"}, "宣告刑%s逾六月，不得易服社會勞動（刑法第41條第2項、第3項）。", c.Sentence.Text())}
	}
	basis := line([]string{"criminal-code/41/2", "criminal-code/41/3"}, "受%s之宣告，得以提供社會勞動六小時折算一日；是否得易科罰金未定，但第41條第2項、第3項均許易服社會勞動。", c.Sentence.Text())
	switch fine, _ := Convertible(c); fine {
	case Yes:
		basis = line([]string{"criminal-code/41/2"}, "得易科罰金而未聲請者，得以提供社會勞動六小時折算一日，易服社會勞動（刑法第41條第2項）。")
	case No:
		basis = line([]string{"criminal-code/41/3"}, "受%s之宣告而不符易科罰金之規定，仍得以提供社會勞動六小時折算一日，易服社會勞動（刑法第41條第3項）。", c.Sentence.Text())
	}
	return Yes, []Line{basis, line([]string{"criminal-code/41/4", "criminal-code/41/5"},
		"因身心健康之關係執行顯有困難，或難收矯正之效或難以維持法秩序者，不適用；履行期間不得逾一年（刑法第41條第4項、第5項）。")}
}

// Record is what is known of earlier sentences of imprisonment or more for
// intentional offences (刑法 74 I ① ②).
type Record string

const (
	RecordUnknown Record = ""
	RecordNone    Record = "none"   // never
	RecordOld     Record = "old"    // none within five years after the earlier one was served or pardoned
	RecordRecent  Record = "recent" // any other
)

// Probation is 緩刑 (刑法 74): two to five years, for a sentence of two years or
// less, detention or a fine. A nil sentence is one not known.
func Probation(s *Sentence, record Record) (Answer, []Line) {
	cites := []string{"criminal-code/74/1"}
	if s != nil && (s.Death || s.Life || s.Imprisonment.Compare(Months(24)) > 0) {
		return No, []Line{line(cites, "宣告刑%s逾二年有期徒刑，不得宣告緩刑（刑法第74條第1項）。", s.Text())}
	}
	if s != nil && *s == (Sentence{}) {
		return No, []Line{line(cites, "未宣告刑罰，無緩刑可言（刑法第74條第1項）。")}
	}
	switch record {
	case RecordRecent:
		return No, []Line{line([]string{"criminal-code/74/1/1", "criminal-code/74/1/2"}, "曾因故意犯罪受有期徒刑以上刑之宣告，且不合「執行完畢或赦免後，五年以內未曾再受」之要件，不得宣告緩刑（刑法第74條第1項）。")}
	case RecordNone:
		cites = append(cites, "criminal-code/74/1/1")
	case RecordOld:
		cites = append(cites, "criminal-code/74/1/2")
	}
	lines := []Line{}
	answer := Yes
	if s == nil {
		answer = Depends
		lines = append(lines, line(cites, "宣告刑不明；須為二年以下有期徒刑、拘役或罰金之宣告。"))
	} else {
		lines = append(lines, line(cites, "宣告刑%s，在二年以下有期徒刑、拘役或罰金之列。", s.Text()))
	}
	if record == RecordUnknown {
		answer = Depends
		lines = append(lines, line([]string{"criminal-code/74/1/1", "criminal-code/74/1/2"}, "前科不明；須未曾因故意犯罪受有期徒刑以上刑之宣告，或前案執行完畢或赦免後五年以內未曾再受。"))
	}
	return answer, append(lines, line(cites, "法院認以暫不執行為適當者，得宣告二年以上五年以下之緩刑，自裁判確定之日起算（刑法第74條第1項）。"))
}
