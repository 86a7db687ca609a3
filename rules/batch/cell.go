package batch

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// cellReader reads the cells of one column of facts.
type cellReader struct {
	fact   rules.Fact
	values map[string]string // of an enum or a set: by id and by label, folded
	names  []string          // the same as they are written
}

func newCellReader(f rules.Fact) *cellReader {
	c := &cellReader{fact: f, values: map[string]string{}}
	for _, v := range f.Values {
		label := fold(v.Label.Zh)
		if _, twice := c.values[label]; twice {
			c.values[label] = "" // two values are called so: the id has to tell them apart
		} else {
			c.values[label] = v.ID
		}
		c.names = append(c.names, v.ID, v.Label.Zh)
	}
	for _, v := range f.Values {
		c.values[v.ID] = v.ID
	}
	return c
}

// cellError is what is wrong with a cell, at a byte of it.
type cellError struct {
	at            int
	message, hint string
}

func (e *cellError) Error() string { return e.message }

var (
	yesNo = map[string]bool{"是": true, "true": true, "yes": true, "1": true, "否": false, "false": false, "no": false, "0": false}
	// unknown are the words for what was asked and is not known.
	unknown = []string{"不確定", "不知道", "不明", "未知", "unknown", "null"}
	// noneOf are the words for a set that has no member.
	noneOf = []string{"以上都沒有", "都沒有", "無", "none"}
)

// rest is the member of a set that leaves the members not named unknown.
const rest = "其餘不確定"

// read is the value of a cell that is not blank; nil is unknown. The error is a
// *cellError.
func (c *cellReader) read(text string) (any, error) {
	f := c.fact
	word := fold(text)
	if id := c.values[word]; f.Type == rules.Enum && id != "" {
		return id, nil
	}
	if slices.Contains(unknown, word) {
		return nil, nil
	}
	switch f.Type {
	case rules.Bool:
		if v, ok := yesNo[word]; ok {
			return v, nil
		}
		return nil, &cellError{0, fmt.Sprintf("「%s」要填是、否或不確定，不是%s", f.ID, quoted(text)), "還不知道就空著"}
	case rules.Enum:
		return nil, &cellError{0, fmt.Sprintf("「%s」沒有%s這個值", f.ID, quoted(text)), c.hint(text)}
	case rules.Set:
		return c.set(text)
	case rules.DateFact:
		d, err := rules.ParseWrittenDay(text)
		if err == nil && shortYear.MatchString(rules.Plain(text)) {
			err = errShortYear
		}
		if err != nil {
			return nil, dateError(text, err)
		}
		return d, nil
	}
	n, ok := rules.ParseNumber(text)
	switch {
	case !ok && f.Type == rules.Money:
		return nil, &cellError{0, fmt.Sprintf("「%s」要填金額，不是%s", f.ID, quoted(text)), "寫成 15000、15,000 或 1萬5000"}
	case !ok:
		return nil, &cellError{0, fmt.Sprintf("「%s」要填整數，不是%s", f.ID, quoted(text)), ""}
	case n < 0 && f.Type == rules.Money:
		return nil, &cellError{0, "金額不能是負的", ""}
	}
	return n, nil
}

// set reads members between semicolons. They are all there are, unless the last
// says that the rest is unknown; then a member may be denied with 非.
func (c *cellReader) set(text string) (any, error) {
	if slices.Contains(noneOf, fold(text)) {
		return []string{}, nil
	}
	all, some, partial := []string{}, map[string]bool{}, false
	var denied *cellError
	at := 0
	for item := range strings.FieldsFuncSeq(text, semicolon) {
		from := at + strings.Index(text[at:], item)
		at = from + len(item)
		from += len(item) - len(strings.TrimLeft(item, " \t\u3000\u00a0"))
		word := fold(item)
		switch id, no := c.member(word); {
		case word == "":
		case word == rest:
			partial = true
		case id == "":
			return nil, &cellError{from, fmt.Sprintf("「%s」沒有%s這個值", c.fact.ID, quoted(item)), c.hint(item)}
		default:
			if was, twice := some[id]; twice && was == no {
				return nil, &cellError{from, fmt.Sprintf("「%s」又是又不是%s", c.fact.ID, quoted(id)), ""}
			} else if !twice && !no {
				all = append(all, id)
			}
			if some[id] = !no; no && denied == nil {
				denied = &cellError{from, "列出的就是全部，不必寫沒有什麼", "其他的還不知道，就在後面加上「；" + rest + "」"}
			}
		}
	}
	switch {
	case partial:
		return some, nil
	case denied != nil:
		return nil, denied
	}
	return all, nil
}

// member is the value of that name, and whether it is denied.
func (c *cellReader) member(word string) (id string, no bool) {
	if id := c.values[word]; id != "" {
		return id, false
	}
	if word, no = strings.CutPrefix(word, "非"); no {
		return c.values[word], true
	}
	return "", false
}

func semicolon(r rune) bool { return r == ';' || r == '；' || r == '\n' }

// hint says which value may have been meant.
func (c *cellReader) hint(text string) string {
	if near, ok := source.Suggest(strings.TrimSpace(text), c.names); ok {
		return "您是不是要寫「" + near + "」？"
	}
	for _, v := range c.fact.Values {
		if strings.Contains(fold(v.Label.Zh), fold(text)) {
			return "您是不是要寫「" + v.ID + "」（" + v.Label.Zh + "）？"
		}
	}
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '、' || r == ',' || r == '，' }) {
		if c.fact.Type == rules.Set && c.values[fold(piece)] != "" {
			return "幾個值之間用「；」分開"
		}
	}
	return "用 `go run ./app facts " + c.fact.ID + "` 看所有的值"
}

// shortYear is a date that begins with two digits and does not say of which era:
// 19/2/3 may be 民國19年 or 2019.
var shortYear = regexp.MustCompile(`^\d{2}[-/.]|^\d{2}$|^\d{6}$`)

var errShortYear = errors.New("兩位數的年份看不出是民國還是西元")

// actDate reads the date of an act, also as reports of this program write it.
func actDate(text string) (rules.ActDate, error) {
	plain := strings.NewReplacer("（", "(", "）", ")").Replace(rules.Plain(text))
	if slices.Contains(unknown, plain) || plain == "日期不明" || plain == "不詳" {
		return rules.UnknownActDate, nil
	}
	plain = strings.NewReplacer("(日不詳)", "", "(月日不詳)", "").Replace(strings.TrimSuffix(plain, "之間"))
	plain, continuing := strings.CutSuffix(plain, "(持續)")
	if !continuing {
		plain, continuing = strings.CutSuffix(plain, "持續")
	}
	d, err := rules.ParseWritten(plain)
	switch {
	case err != nil:
	case shortYear.MatchString(plain) && !centuries.MatchString(plain):
		err = errShortYear
	case continuing && !strings.Contains(d.Text, ".."):
		return d, &cellError{0, "持續的行為要有起日和迄日", "例如 108/2/1至108/3/15（持續）"}
	}
	if err != nil {
		return d, dateError(text, err)
	}
	d.Continuing = continuing
	return d, nil
}

// centuries are six digits that say a year and a month of the common era.
var centuries = regexp.MustCompile(`^(19|20)\d{4}$`)

func dateError(text string, err error) *cellError {
	hint := "寫成 108/2/3、民國108年2月3日或 2019-02-03"
	switch {
	case errors.Is(err, errShortYear):
		return &cellError{0, quoted(text) + "：" + err.Error(), "寫成民國98年2月3日或 1998-02-03"}
	case errors.Is(err, rules.ErrDateDay):
		return &cellError{0, quoted(text) + "不是完整的日期，要寫到日", hint}
	case errors.Is(err, rules.ErrDateOrder):
		return &cellError{0, "期間" + quoted(text) + "的起日在迄日之後", "把兩個日期對調"}
	}
	var w *rules.WrittenError
	if errors.As(err, &w) {
		text = w.Text
	}
	if errors.Is(err, rules.ErrDateNone) {
		return &cellError{0, "沒有" + quoted(text) + "這個日期", "檢查年、月、日"}
	}
	return &cellError{0, "看不懂" + quoted(text) + "這個日期", hint}
}

// fold makes words that differ only by case, width and spaces around them the same.
func fold(s string) string {
	return strings.ToLower(strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)))
}

// quoted is text of the file in a message, short.
func quoted(s string) string {
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > 40 {
		s = string(runes[:40]) + "…"
	}
	return "「" + s + "」"
}
