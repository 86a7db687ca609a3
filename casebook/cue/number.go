package cue

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// found is a date, an amount or a count in the text.
type found struct {
	Span
	set   int
	value int64         // money in NT$, count
	date  rules.ActDate // as precise as it stands
}

var hanDigits = map[rune]int64{'○': 0, '零': 0, '一': 1, '二': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '貳': 2, '參': 3, '肆': 4, '伍': 5, '陸': 6, '柒': 7, '捌': 8, '玖': 9}

var hanUnits = map[rune]int64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}

const tooLarge = 1 << 40

// number reads a number in figures, Chinese or both: 1萬5,000, 三萬五千, 一一○.
func (t *text) number(at int) (value int64, end int, ok bool) {
	var total, section, part int64 // below 億, below 萬, the digits just read
	digits, places := 0, 0
	for end = at; end < len(t.runes); end++ {
		r := t.runes[end]
		n, han := hanDigits[r]
		unit, isUnit := hanUnits[r]
		switch {
		case digit(r) || han:
			if digit(r) {
				n = int64(r - '0')
			}
			if part, digits = part*10+n, digits+1; part > tooLarge {
				return 0, at, false
			}
			places++
		case isUnit:
			section, part, places = section+max(part, 1-int64(min(places, 1)))*unit, 0, 0
			digits++
		case (r == '萬' || r == '億') && digits > 0:
			scale := int64(10000)
			if r == '億' {
				scale = 100000000
			}
			if total+section+part > tooLarge/scale {
				return 0, at, false
			}
			total, section, part, places = (total+section+part)*scale, 0, 0, 0
		case (r == ',' || r == '，') && end > at && digit(t.runes[end-1]) && end+3 < len(t.runes) && digit(t.runes[end+1]) && digit(t.runes[end+2]) && digit(t.runes[end+3]):
		default:
			return total + section + part, end, digits > 0
		}
		if section > tooLarge {
			return 0, at, false
		}
	}
	return total + section + part, end, digits > 0
}

// numbers finds dates, amounts and counts.
func (t *text) numbers() {
	for at := 0; at < len(t.runes); {
		if f, ok := t.dateAt(at); ok {
			t.found = append(t.found, f)
			at = f.End
			continue
		}
		value, end, ok := t.number(at)
		if !ok {
			at++
			continue
		}
		rest := string(t.runes[end:min(end+3, len(t.runes))])
		switch {
		case strings.HasPrefix(rest, "元") || strings.HasPrefix(rest, "餘元") || strings.HasPrefix(rest, "多元") || strings.HasPrefix(rest, "塊"):
			t.found = append(t.found, found{Span: Span{at, end + strings.IndexRune(rest, '元')/3 + 1}, set: moneySet, value: value})
		case value > 0 && value < 1000000 && slices.ContainsFunc([]string{"人次", "次", "筆", "回", "罪", "餘次", "餘筆"}, func(u string) bool { return strings.HasPrefix(rest, u) }) &&
			(at == 0 || t.runes[at-1] != '第'):
			t.found = append(t.found, found{Span: Span{at, end + 1}, set: countSet, value: value})
		}
		at = end
	}
	slices.SortStableFunc(t.found, func(a, b found) int { return a.Start - b.Start })
}

// partial is a date as it is written; 0 is not known.
type partial struct{ year, month, day int }

func (p partial) text() string {
	switch {
	case p.month == 0:
		return fmt.Sprintf("%04d", p.year)
	case p.day == 0:
		return fmt.Sprintf("%04d-%02d", p.year, p.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day)
}

// dateAt reads a date, or an interval, that begins at a place: 108年2月, 民國
// 110年3月5日, 2021/3/5, 109年10月至110年3月.
func (t *text) dateAt(at int) (found, bool) {
	from, end, ok := t.partialAt(at, partial{})
	if !ok {
		return found{}, false
	}
	out := found{Span: Span{at, end}, set: dateSet}
	text := from.text()
	if join := t.until(end); join > end {
		if to, stop, ok := t.partialAt(join, from); ok {
			if _, err := rules.ParseActDate(text + ".." + to.text()); err == nil {
				text, out.End = text+".."+to.text(), stop
			}
		}
	}
	d, err := rules.ParseActDate(text)
	if err != nil {
		return found{}, false
	}
	out.date = d
	return out, true
}

// until is where the second date of an interval may begin; end where there is none.
func (t *text) until(end int) int {
	rest := string(t.runes[end:min(end+6, len(t.runes))])
	for _, lead := range []string{"", "間", "起", "某日", "間某日", "間起", "，"} {
		for _, joint := range []string{"至", "迄", "到", "～", "~", "－", "-", "—"} {
			if strings.HasPrefix(rest, lead+joint) {
				return end + len([]rune(lead+joint))
			}
		}
	}
	return end
}

// partialAt reads one date; what it leaves out (同年, 5月 in an interval) it has
// from an earlier one.
func (t *text) partialAt(at int, earlier partial) (p partial, end int, ok bool) {
	i := at
	if rest := string(t.runes[i:min(i+2, len(t.runes))]); rest == "民國" || rest == "西元" {
		i += 2
	}
	if earlier.year > 0 {
		switch string(t.runes[i:min(i+2, len(t.runes))]) {
		case "同年", "當年":
			return t.monthDay(partial{year: earlier.year}, i+2)
		case "翌年", "次年", "隔年":
			return t.monthDay(partial{year: earlier.year + 1}, i+2)
		}
	}
	value, end, ok := t.number(i)
	if !ok || value > 9999 && value < 800101 || value > 99991231 {
		return partial{}, at, false
	}
	mark := rune(0)
	if end < len(t.runes) {
		mark = t.runes[end]
	}
	switch {
	case mark == '年' && year(value) > 0 && (i > at || end+1 == len(t.runes) || !strings.ContainsRune("級度齡來資以內後前份", t.runes[end+1])):
		return t.monthDay(partial{year: year(value)}, end+1)
	case (mark == '/' || mark == '.' || mark == '-') && year(value) > 0 && (value > 999 || value >= 90):
		return t.slashed(partial{year: year(value)}, end+1, mark)
	case earlier.year > 0 && mark == '月' && value >= 1 && value <= 12:
		return t.monthDay(partial{year: earlier.year}, i)
	case earlier.month > 0 && (mark == '日' || mark == '號') && value >= 1 && value <= 31:
		return partial{earlier.year, earlier.month, int(value)}, end + 1, true
	}
	return partial{}, at, false
}

// year is the year of the common era; years of the Republic are 70 to 150.
func year(value int64) int {
	switch {
	case value >= 70 && value <= 150:
		return int(value) + 1911
	case value >= 1980 && value <= 2070:
		return int(value)
	}
	return 0
}

// monthDay reads 2月, 2月5日 or nothing behind a year.
func (t *text) monthDay(p partial, at int) (partial, int, bool) {
	month, end, ok := t.number(at)
	if !ok || end >= len(t.runes) || t.runes[end] != '月' || month < 1 || month > 12 {
		return p, at, true
	}
	p.month, at = int(month), end+1
	day, end, ok := t.number(at)
	if !ok || end >= len(t.runes) || t.runes[end] != '日' && t.runes[end] != '號' || day < 1 || day > 31 {
		return p, at, true
	}
	p.day = int(day)
	return p, end + 1, true
}

// slashed reads 3/5 or 03.05 behind a year.
func (t *text) slashed(p partial, at int, mark rune) (partial, int, bool) {
	month, end, ok := t.number(at)
	if !ok || month < 1 || month > 12 || end >= len(t.runes) || t.runes[end] != mark {
		return p, at, false
	}
	day, end, ok := t.number(end + 1)
	if !ok || day < 1 || day > 31 {
		return p, at, false
	}
	return partial{p.year, int(month), int(day)}, end, true
}
