package penalty

import (
	"fmt"
	"strings"
	"time"
)

// Combined is the range in which one sentence is fixed for several (應執行刑,
// 刑法 51). Its parts are executed together, not chosen from (51 ⑨).
type Combined struct {
	Death, Life  bool
	Imprisonment *Terms
	Detention    *Days
	Fine         *Money
	Counts       int // sentences counted in
}

// Text is the range in Chinese, 有期徒刑1年2月以上30年以下，併執行罰金….
func (c Combined) Text() string {
	var parts []string
	if c.Death {
		parts = append(parts, "死刑")
	}
	if c.Life {
		parts = append(parts, "無期徒刑")
	}
	if t := c.Imprisonment; t != nil {
		parts = append(parts, "有期徒刑"+bounds(t.Min == t.Max, t.Min.String(), t.Max.String()))
	}
	if d := c.Detention; d != nil {
		parts = append(parts, "拘役"+bounds(d.Min == d.Max, fmt.Sprintf("%d日", d.Min), fmt.Sprintf("%d日", d.Max)))
	}
	if f := c.Fine; f != nil {
		parts = append(parts, "罰金"+bounds(f.Min == f.Max, money(f.Min), money(f.Max)))
	}
	return strings.Join(parts, "，併執行")
}

func bounds(same bool, low, high string) string {
	if same {
		return low
	}
	return low + "以上" + high + "以下"
}

// Combination is several offences before the first final judgment, taken
// together (數罪併罰, 刑法 50, 51, 53).
type Combination struct {
	Whole  Combined   // all of them in one
	Split  bool       // 50 I proviso: they are not combined unless the convict asks (50 II)
	Groups []Combined // where Split, each class by itself: 得易科罰金, 得易服社會勞動, neither
	Lines  []Line
}

// Combine fixes the range of the combined sentence: from the longest to the sum,
// at most 30 years of imprisonment, 120 days of detention, the sum of the fines
// (刑法 51 ⑤ ⑥ ⑦). on is the day of the decision, zero for the law as last
// amended. Convictions whose sentence is not known are left out, and a Line says so.
func Combine(on time.Time, convictions ...Conviction) Combination {
	known, unsure := []Sentence{}, 0
	classes := map[exchange][]Sentence{}
	for _, c := range convictions {
		if c.Sentence == nil {
			continue
		}
		c.On = on
		known = append(known, *c.Sentence)
		switch e := c.exchange(); {
		case e == unsettled:
			unsure++
		case e != immaterial:
			classes[e] = append(classes[e], *c.Sentence)
		}
	}
	whole, lines := combine(known)
	r := Combination{Whole: whole}
	r.Lines = append([]Line{line([]string{"criminal-code/50/1", "criminal-code/53/1"},
		"裁判確定前犯數罪者，併合處罰；有二裁判以上者，亦依第51條定其應執行之刑（刑法第50條第1項、第53條）。")}, lines...)
	if n := len(convictions) - len(known); n > 0 {
		r.Lines = append(r.Lines, line(nil, "另有%d罪宣告刑不明，未計入。", n))
	}
	if on.IsZero() || !on.Before(date(2013, 1, 25)) {
		r.mixture(classes, unsure)
	}
	if unsure == 0 && len(classes) == 1 && len(classes[byFine]) > 1 {
		r.Lines = append(r.Lines, longerThanSix(on))
	}
	return r
}

// mixture is the proviso of 刑法 50 I, since 2013-01-25.
func (r *Combination) mixture(classes map[exchange][]Sentence, unsure int) {
	cites := []string{"criminal-code/50/1", "criminal-code/50/2"}
	if len(classes) > 1 {
		r.Split = true
		for _, e := range []exchange{byFine, byService, neither} {
			if ss := classes[e]; len(ss) > 0 {
				g, _ := combine(ss)
				r.Groups = append(r.Groups, g)
				r.Lines = append(r.Lines, line(cites, "%s之罪%d罪，自成一組：%s。", e, len(ss), g.Text()))
			}
		}
		r.Lines = append(r.Lines, line(cites, "得易科罰金、得易服社會勞動與不得者不併合處罰；受刑人請求檢察官聲請者，始合併定應執行刑，範圍如前（刑法第50條第1項但書、第2項）。"))
	}
	if unsure > 0 && unsure+len(classes) > 1 {
		r.Lines = append(r.Lines, line(cites, "有%d罪是否得易科罰金未定，是否有刑法第50條第1項但書情形應先查明。", unsure))
	}
}

func longerThanSix(on time.Time) Line {
	if !on.IsZero() && on.Before(date(2010, 1, 1)) {
		return line([]string{"criminal-code/41/8"}, "各罪均得易科罰金，應執行刑未逾六月者，仍得易科罰金（99年1月1日前之刑法第41條）。")
	}
	return line([]string{"criminal-code/41/8"}, "各罪均得易科罰金，應執行刑縱逾六月，仍得易科罰金（刑法第41條第8項）。")
}

// exchange is the class of 刑法 50 I that one sentence falls into.
type exchange string

const (
	unsettled  exchange = ""
	immaterial exchange = "罰金" // no custody: 41 does not arise
	byFine     exchange = "得易科罰金"
	byService  exchange = "不得易科罰金而得易服社會勞動"
	neither    exchange = "不得易科罰金亦不得易服社會勞動"
)

func (c Conviction) exchange() exchange {
	if _, custodial := c.Sentence.short(); !custodial {
		return immaterial
	}
	if c.Base.Text() == "" {
		return unsettled
	}
	switch fine, _ := Convertible(c); fine {
	case Yes:
		return byFine
	case Depends, NotEncoded:
		return unsettled
	}
	if service, _ := CommunityService(c); service == Yes {
		return byService
	}
	return neither
}

// combine is 刑法 51.
func combine(sentences []Sentence) (Combined, []Line) {
	r := Combined{Counts: len(sentences)}
	var terms, detained, fines tally
	for _, s := range sentences {
		r.Death, r.Life = r.Death || s.Death, r.Life || s.Life
		terms.add(int64(s.Imprisonment.days()))
		detained.add(int64(s.Detention))
		fines.add(s.Fine)
	}
	var lines []Line
	if fines.n > 0 {
		r.Fine = &Money{fines.longest, fines.sum}
		if fines.n > 1 {
			lines = append(lines, line([]string{"criminal-code/51/1/7"}, "罰金%d罪：最多額%s以上，合併金額%s以下（刑法第51條第7款）。", fines.n, money(fines.longest), money(fines.sum)))
		}
	}
	switch {
	case r.Death:
		r.Life = false
		return r, append(lines, line([]string{"criminal-code/51/1/1", "criminal-code/51/1/2"}, "宣告之最重刑為死刑，執行其一，不執行他刑；但罰金及從刑不在此限（刑法第51條第1款、第2款）。"))
	case r.Life:
		return r, append(lines, line([]string{"criminal-code/51/1/3", "criminal-code/51/1/4"}, "宣告之最重刑為無期徒刑，執行其一，不執行他刑；但罰金及從刑不在此限（刑法第51條第3款、第4款）。"))
	}
	if terms.n > 0 {
		low, high := terms.capped(combinedMonths * 30)
		r.Imprisonment = &Terms{days(int(low)), days(int(high))}
		if terms.n > 1 {
			lines = append(lines, line([]string{"criminal-code/51/1/5"}, "有期徒刑%d罪：最長期%s以上，合併刑期%s以下，不得逾30年（刑法第51條第5款）→ %s以上%s以下。",
				terms.n, days(int(terms.longest)), days(int(terms.sum)), r.Imprisonment.Min, r.Imprisonment.Max))
		}
	}
	if detained.n > 0 {
		low, high := detained.capped(cappedDetention)
		r.Detention = &Days{int(low), int(high)}
		if detained.n > 1 {
			lines = append(lines, line([]string{"criminal-code/51/1/6"}, "拘役%d罪：最長期%d日以上，合併%d日以下，不得逾120日（刑法第51條第6款）→ %d日以上%d日以下。", detained.n, detained.longest, detained.sum, low, high))
		}
	}
	return r, append(lines, r.withDetention()...)
}

// withDetention is 刑法 51 ⑨ (⑩ until 2016-07-01), the proviso.
func (r *Combined) withDetention() []Line {
	if r.Imprisonment == nil || r.Detention == nil || r.Imprisonment.Max.Compare(Months(36)) < 0 {
		return nil
	}
	cites := []string{"criminal-code/51/1/9"}
	if r.Imprisonment.Min.Compare(Months(36)) >= 0 {
		r.Detention = nil
		return []Line{line(cites, "應執行者為三年以上有期徒刑與拘役，不執行拘役（刑法第51條）。")}
	}
	return []Line{line(cites, "應執行之有期徒刑若定為三年以上，即不執行拘役（刑法第51條）。")}
}

// tally counts the sentences of one kind; zero is none.
type tally struct {
	n            int
	longest, sum int64
}

func (t *tally) add(v int64) {
	if v > 0 {
		t.n++
		t.longest = max(t.longest, v)
		t.sum += v
	}
}

func (t tally) capped(limit int64) (low, high int64) {
	return min(t.longest, limit), min(t.sum, limit)
}
