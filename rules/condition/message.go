package condition

import (
	"fmt"
	"regexp"

	"github.com/expr-lang/expr/file"
)

func syntaxFault(err error) Fault {
	if e, ok := err.(*file.Error); ok {
		return Fault{Offset: e.From, Message: "條件的寫法有誤：" + inChinese(e.Message)}
	}
	return Fault{Message: "條件的寫法有誤：" + inChinese(err.Error())}
}

// messages has the words of expr on the left. What is not here is shown as it is.
var messages = []struct {
	words *regexp.Regexp
	say   string
}{
	{regexp.MustCompile(`^unexpected token EOF`), "還沒寫完就結束了"},
	{regexp.MustCompile(`^unexpected token \w+\("(.*)"\)`), "這裡不該有「$1」"},
	{regexp.MustCompile(`^literal not terminated`), "引號沒有結束"},
	{regexp.MustCompile(`^invalid (?:integer|float) literal`), "數字寫錯或太大"},
	{regexp.MustCompile(`^expected at least 2 arguments`), "少了一個參數"},
	{regexp.MustCompile(`^error parsing regexp`), "matches 後面的規則運算式寫錯了"},
	{regexp.MustCompile(`^type (\S+) has no field (\S+)`), "$1 沒有欄位 $2"},
	{regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (\S+) and (\S+)\)`), "「$1」兩邊不能是 $2 與 $3"},
}

var goTypes = regexp.MustCompile(`\[\]string|\bstring\b|\bbool\b|\bint\b|\bfloat64\b`)

func inChinese(message string) string {
	for _, m := range messages {
		if hit := m.words.FindStringSubmatchIndex(message); hit != nil {
			said := string(m.words.ExpandString(nil, m.say, message, hit))
			return goTypes.ReplaceAllStringFunc(said, func(t string) string {
				return map[string]string{"[]string": "集合", "string": "文字", "bool": "真假值", "int": "整數", "float64": "小數"}[t]
			})
		}
	}
	return fmt.Sprintf("%s（expr）", message)
}
