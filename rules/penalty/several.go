package penalty

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Count is an offence committed one or more times, each by an act of its own.
type Count struct {
	Name  string // as a sentence names it, 刑法第213條
	Base  Range  // the statutory penalty, by which 刑法 41 I goes
	Range Range  // in which each sentence lies
	Times int
	Cites []string
}

// Several is where the one sentence for several offences can lie (應執行刑, 刑法
// 50, 51) before any of them is sentenced: a range for each kind of penalty that
// the court may pronounce. What Combine does from sentences, this does from ranges.
type Several struct {
	Times        int  // offences, every time counted
	Death, Life  bool // can be pronounced; then it alone is executed, but for fines (51 ① – ④)
	Imprisonment *Terms
	Detention    *Days
	Fine         *Money
	Lines        []Line
}

// Separate is the range for offences committed from first to last and decided
// on a day; a zero on is the law as last amended. The cap of 51 ⑤ is 20 years for
// acts before 2006-07-01, since the later 30 years are not more lenient (刑法 2 I).
func Separate(first, last, on time.Time, counts ...Count) Several {
	var r Several
	var terms, detained, fines reach
	classes, all := map[exchange]bool{}, true // what single sentences can be; whether all can be exchanged for a fine
	each := make([]Line, 0, len(counts))
	for _, c := range counts {
		r.Times += c.Times
		r.Death, r.Life = r.Death || c.Range.Death, r.Life || c.Range.Life
		if t := c.Range.Imprisonment; t != nil {
			terms.add(c.Times, int64(t.Min.days()), int64(t.Max.days()), c.Range.only(imprisonment))
		}
		if d := c.Range.Detention; d != nil {
			detained.add(c.Times, int64(d.Min), int64(d.Max), c.Range.only(detention))
		}
		if f := c.Range.Fine; f != nil {
			fines.add(c.Times, f.Min, f.Max, c.Range.only(fine) || c.Range.addsFine() && c.Range.FineMode == FineMust)
		}
		open := c.exchanges()
		for _, e := range open {
			classes[e] = true
		}
		all = all && slices.Contains(open, byFine)
		each = append(each, line(c.Cites, "%s：%d罪，每罪%s。", c.Name, c.Times, c.Range.Text()))
	}
	r.Lines = append(make([]Line, 0, len(each)+8), line([]string{"criminal-code/50/1"}, "裁判確定前犯數罪，併合處罰：共%d罪，各別宣告其刑，再定應執行之刑（刑法第50條第1項、第51條）。", r.Times))
	r.Lines = append(r.Lines, each...)
	if r.Death || r.Life {
		r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/1", "criminal-code/51/1/2", "criminal-code/51/1/3", "criminal-code/51/1/4"},
			"有宣告死刑或無期徒刑者，只執行其一，不執行他刑；但罰金及從刑不在此限（刑法第51條第1款至第4款）。以下是都不宣告死刑、無期徒刑時的範圍。"))
	}
	r.imprison(terms, first, last)
	if detained.times > 0 {
		low, high := detained.between(cappedDetention)
		r.Detention = &Days{int(low), int(high)}
		most := "120日"
		if last.Before(inForce) {
			most = "四個月"
		}
		r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/6"}, "宣告拘役者：最長期以上，合併刑期以下，不得逾%s（刑法第51條第6款）→ %s。", most, bounds(low == high, fmt.Sprintf("%d日", low), fmt.Sprintf("%d日", high))))
	}
	if fines.times > 0 {
		low, high := fines.between(fines.sum)
		r.Fine = &Money{low, high}
		r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/7"}, "宣告罰金者：最多額以上，合併金額以下（刑法第51條第7款）→ %s。", bounds(low == high, money(low), money(high))))
	}
	if r.Imprisonment != nil && r.Detention != nil && r.Imprisonment.Max.Compare(Months(36)) >= 0 && !last.Before(inForce) {
		r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/9"}, "徒刑、拘役與罰金併執行；但應執行之有期徒刑為三年以上時，不執行拘役（刑法第51條）。"))
	}
	if (on.IsZero() || !on.Before(date(2013, 1, 25))) && len(classes) > 1 {
		r.Lines = append(r.Lines, line([]string{"criminal-code/50/1", "criminal-code/50/2", "criminal-code/41/1"},
			"各罪宣告之刑，若有得易科罰金（或得易服社會勞動）者，又有不得者，兩者不併合處罰；受刑人請求檢察官聲請者，始合併定應執行刑（刑法第50條第1項但書、第2項）。"))
	}
	if all {
		r.Lines = append(r.Lines, line([]string{"criminal-code/41/8"}, "若各罪都受得易科罰金之宣告：%s", longerThanSix(on).Text))
	}
	r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/5", "criminal-code/57/1"},
		"以上只是依各罪之刑推得的範圍；各罪宣告多少、應執行多少，由法院決定（刑法第51條、第57條）。"))
	return r
}

// imprison is 51 ⑤ with the cap of the day.
func (r *Several) imprison(terms reach, first, last time.Time) {
	if terms.times == 0 {
		return
	}
	limit, years, cites := int64(combinedMonths), 30, []string{"criminal-code/51/1/5"}
	if last.Before(inForce) {
		limit, years, cites = 240, 20, append(cites, "criminal-code/2/1")
	}
	low, high := terms.between(limit * 30)
	r.Imprisonment = &Terms{days(int(low)), days(int(high))}
	r.Lines = append(r.Lines, line(cites, "宣告有期徒刑者：各刑中之最長期（至少%s）以上，合併刑期（至多%s）以下，不得逾%d年（刑法第51條第5款）→ %s。",
		days(int(low)), days(int(terms.sum)), years, bounds(low == high, r.Imprisonment.Min.String(), r.Imprisonment.Max.String())))
	switch {
	case last.Before(inForce):
		r.Lines = append(r.Lines, line(cites, "行為在民國95年7月1日以前，當時以二十年為限；修正後的三十年沒有更有利於行為人（刑法第2條第1項）。"))
	case first.Before(inForce) && high > 240*30:
		r.Lines = append(r.Lines, line([]string{"criminal-code/51/1/5", "criminal-code/2/1"},
			"有行為可能在民國95年7月1日以前，當時以二十年為限；有這種行為時以哪一個為限，由法院比較新舊法決定（刑法第2條第1項）。"))
	}
}

// Text is the range in Chinese, by kind where the court may choose the kind.
func (r Several) Text() string {
	var kinds, parts []string
	add := func(kind, text string) { kinds, parts = append(kinds, kind), append(parts, text) }
	if t := r.Imprisonment; t != nil {
		add("有期徒刑", bounds(t.Min == t.Max, t.Min.String(), t.Max.String()))
	}
	if d := r.Detention; d != nil {
		add("拘役", bounds(d.Min == d.Max, fmt.Sprintf("%d日", d.Min), fmt.Sprintf("%d日", d.Max)))
	}
	if f := r.Fine; f != nil {
		add("罰金", bounds(f.Min == f.Max, money(f.Min), money(f.Max)))
	}
	for i, kind := range kinds {
		if len(kinds) > 1 || r.Life || r.Death {
			kind = "宣告" + kind + "者，"
		}
		parts[i] = kind + parts[i]
	}
	if r.Life {
		parts = append([]string{"宣告無期徒刑者，只執行其一"}, parts...)
	}
	if r.Death {
		parts = append([]string{"宣告死刑者，只執行其一"}, parts...)
	}
	return strings.Join(parts, "；")
}

// MarshalJSON writes the range by kind, with its text; the lines are not in it.
func (r Several) MarshalJSON() ([]byte, error) {
	w := struct {
		Times     int        `json:"offences"`
		Death     bool       `json:"death,omitempty"`
		Life      bool       `json:"life,omitempty"`
		Months    *wireTerms `json:"imprisonment_months,omitempty"`
		Detention *wireDays  `json:"detention_days,omitempty"`
		Fine      *wireMoney `json:"fine_ntd,omitempty"`
		Text      string     `json:"text"`
	}{Times: r.Times, Death: r.Death, Life: r.Life, Text: r.Text()}
	if t := r.Imprisonment; t != nil {
		w.Months = &wireTerms{t.Min.Months, t.Min.Days, t.Max.Months, t.Max.Days}
	}
	if d := r.Detention; d != nil {
		w.Detention = &wireDays{d.Min, d.Max}
	}
	if f := r.Fine; f != nil {
		w.Fine = &wireMoney{f.Min, f.Max}
	}
	return json.Marshal(w)
}

// only says whether, death and life apart, nothing but one kind can be pronounced.
func (r Range) only(kind int) bool {
	for _, p := range r.alternatives() {
		if p.kind != kind && p.kind < life {
			return false
		}
	}
	return true
}

// exchanges are the classes of 刑法 50 I that sentences of an offence can fall into.
func (c Count) exchanges() []exchange {
	var out []exchange
	short, long := c.Range.Detention != nil, c.Range.Life || c.Range.Death
	if t := c.Range.Imprisonment; t != nil {
		short = short || t.Min.Compare(Months(6)) <= 0
		long = long || t.Max.Compare(Months(6)) > 0
	}
	if short && c.Base.overFiveYears() {
		out = append(out, byService)
	} else if short {
		out = append(out, byFine)
	}
	if long {
		out = append(out, neither)
	}
	return out
}

// reach gathers one kind of penalty over all counts, in days or NT$.
type reach struct {
	times  int
	least  int64 // the smallest minimum
	surest int64 // the largest minimum among counts that must bring this kind
	sum    int64 // of all maxima
}

func (a *reach) add(times int, low, high int64, sure bool) {
	if a.times == 0 || low < a.least {
		a.least = low
	}
	if sure {
		a.surest = max(a.surest, low)
	}
	a.times += times
	a.sum += int64(times) * high
}

// between is the lowest and the highest that a combination can come to.
func (a reach) between(limit int64) (low, high int64) {
	return min(max(a.least, a.surest), limit), min(a.sum, limit)
}
