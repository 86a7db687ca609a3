package penalty

import (
	"fmt"
	"strconv"
	"strings"
)

// String is the term in Chinese, 7年6月 or 1月15日.
func (t Term) String() string {
	out := make([]byte, 0, 32)
	if y := t.Months / 12; y > 0 {
		out = append(strconv.AppendInt(out, int64(y), 10), "年"...)
	}
	if m := t.Months % 12; m > 0 {
		out = append(strconv.AppendInt(out, int64(m), 10), "月"...)
	}
	if t.Days > 0 || t.Months == 0 {
		out = append(strconv.AppendInt(out, int64(t.Days), 10), "日"...)
	}
	return string(out)
}

// Text is the range in Chinese as a statute words it, with Arabic digits:
// 1年以下有期徒刑、拘役或新臺幣9,000元以下罰金. The ordinary limits of 刑法 33
// are left unsaid. It is empty for the zero Range.
func (r Range) Text() string {
	main := make([]string, 0, 5)
	if r.Death {
		main = append(main, "死刑")
	}
	if r.Life {
		main = append(main, "無期徒刑")
	}
	if t := r.Imprisonment; t != nil {
		main = append(main, t.text()+"有期徒刑")
	}
	if d := r.Detention; d != nil {
		main = append(main, d.text())
	}
	if r.Fine == nil {
		return either(main)
	}
	money := r.Fine.text() + "罰金"
	if !r.addsFine() {
		return either(append(main, money))
	}
	switch r.FineMode {
	case FineEither:
		return strings.Join(main, "、") + "或科或併科" + money
	case FineMust:
		return either(main) + "，併科" + money
	default:
		return either(main) + "，得併科" + money
	}
}

// either joins alternatives: a、b或c.
func either(s []string) string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	case 2:
		return s[0] + "或" + s[1]
	}
	return strings.Join(s[:len(s)-1], "、") + "或" + s[len(s)-1]
}

func (t Terms) text() string {
	switch {
	case t.Min == t.Max:
		return t.Min.String()
	case t.Min == Months(minMonths):
		return t.Max.String() + "以下"
	case t.Max == Months(maxMonths) && t.Min.Compare(Months(minMonths)) > 0:
		return t.Min.String() + "以上"
	}
	return t.Min.String() + "以上" + t.Max.String() + "以下"
}

func (d Days) text() string {
	switch {
	case d == *Detain():
		return "拘役"
	case d.Min == d.Max:
		return fmt.Sprintf("%d日拘役", d.Min)
	case d.Min == minDetention:
		return fmt.Sprintf("%d日以下拘役", d.Max)
	}
	return fmt.Sprintf("%d日以上%d日以下拘役", d.Min, d.Max)
}

func (m Money) text() string {
	switch m.Min {
	case m.Max:
		return money(m.Max)
	case minFine:
		return money(m.Max) + "以下"
	}
	return money(m.Min) + "以上" + strings.TrimPrefix(money(m.Max), "新臺幣") + "以下"
}

// money is 新臺幣1,500,000元.
func money(n int64) string { return "新臺幣" + digits(n) + "元" }

// digits is n with thousands separators.
func digits(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Text is the sentence in Chinese, 有期徒刑5年2月，併科罰金新臺幣30,000元.
func (s Sentence) Text() string {
	var main []string
	if s.Death {
		main = append(main, "死刑")
	}
	if s.Life {
		main = append(main, "無期徒刑")
	}
	if s.Imprisonment != (Term{}) {
		main = append(main, "有期徒刑"+s.Imprisonment.String())
	}
	if s.Detention > 0 {
		main = append(main, fmt.Sprintf("拘役%d日", s.Detention))
	}
	text := strings.Join(main, "、")
	switch {
	case s.Fine == 0 && text == "":
		return "免刑"
	case s.Fine == 0:
		return text
	case text == "":
		return "罰金" + money(s.Fine)
	}
	return text + "，併科罰金" + money(s.Fine)
}
