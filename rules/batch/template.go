package batch

import (
	"strings"

	"shoumi/rules"
)

// Template is the first rows of a table of incidents: the names of all columns, and
// as remarks, which Table passes over, their labels, what they ask, and what may
// stand in them.
func Template(book *rules.Book) [][]string {
	rows := [][]string{
		{"incident", "actor", "act_date", "note"},
		{"# 事件", "行為人", "行為日", "備註"},
		{"# 編號；不得寫真實姓名。同一個事件的各行連在一起", "代號，一行一個；空白是各人共同的事實", "行為是哪一天？", "不會讀"},
		{"# 必填", "例如甲；可空白", "2019-02-03、108/2/3、108/2/1至108/3/15（持續）；只知道月或年就寫到月或年", "可空白"},
	}
	for _, f := range book.Facts() {
		for i, text := range []string{f.ID, f.Label.Zh, f.Question.Zh, allowed(f)} {
			rows[i] = append(rows[i], text)
		}
	}
	return rows
}

// allowed says what may stand in a column.
func allowed(f rules.Fact) string {
	var values []string
	for _, v := range f.Values {
		values = append(values, v.ID+"（"+v.Label.Zh+"）")
	}
	switch f.Type {
	case rules.Bool:
		return "是、否或不確定"
	case rules.Enum:
		return "擇一：" + strings.Join(values, "；")
	case rules.Set:
		return "用「；」分開，列出的就是全部，都沒有寫「無」；還有不知道的，最後加「；" + rest + "」：" + strings.Join(values, "；")
	case rules.DateFact:
		return "日期，例如 108/2/3"
	case rules.Money:
		return "新臺幣，例如 15,000 或 1萬5000"
	}
	return "整數"
}
