package source

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// syntax reports an error of the YAML parser at the place it names.
func (f *File) syntax(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		f.Fault(1, 1, "YAML 語法錯誤："+err.Error(), "")
		return
	}
	mark := load.Mark
	known, ok := syntaxMessages[load.Message]
	switch {
	case strings.HasPrefix(load.Message, "unknown anchor"):
		known, ok = saying{message: "不使用 YAML 別名（*…），這個別名也沒有對應的內容", hint: "請把內容直接寫在這裡；要寫 * 開頭的文字時加引號"}, true
	case strings.HasPrefix(load.Message, "exceeded max depth"):
		known, ok = saying{message: "巢狀太深", hint: "請減少層數"}, true
	}
	if ok && known.atContext && load.ContextMark.Line > 0 {
		mark = load.ContextMark
	}
	if ok && known.atColon {
		// A line without a colon makes the parser stumble over the next one.
		if above := f.Line(mark.Line - 1); strings.Contains(above, "：") && !strings.Contains(above, ":") {
			known = syntaxMessages["could not find expected ':'"]
			at, _, _ := strings.Cut(above, "：")
			mark.Line, mark.Column = mark.Line-1, utf8.RuneCountInString(at)+1
		}
	}
	if ok && known.opens && load.ContextMark.Line > 0 {
		known.message = fmt.Sprintf("第 %d 行第 %d 欄的", load.ContextMark.Line, load.ContextMark.Column) + known.message
	}
	line := f.Line(mark.Line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	switch {
	case !ok:
		known = saying{message: "YAML 語法錯誤：" + load.Message}
	case strings.Contains(indent, "\t") && mark.Column <= len(indent)+1:
		known = saying{message: "縮排用了 Tab 字元", hint: "請改用空格縮排"}
		mark.Column = strings.IndexByte(indent, '\t') + 1
	case known.colon:
		known.hint = colonHint(line, known.hint)
	}
	f.Fault(mark.Line, mark.Column, known.message, known.hint)
}

type saying struct {
	message, hint string
	atContext     bool // the parser's place is where it gave up; the cause lies at its context
	colon         bool // a wrong colon on the line is the likely cause
	atColon       bool // the parser's place is a colon that may be right
	opens         bool // the context is the bracket that was opened
}

// syntaxMessages has the parser's words as keys.
var syntaxMessages = map[string]saying{
	"could not find expected ':'": {
		message: "這一行缺少冒號「:」", hint: "請寫成「欄位: 值」；多行文字要縮排，或用「|」", atContext: true, colon: true},
	"did not find expected key": {
		message: "這裡應該是一個欄位", hint: "請檢查縮排是否與同一層的欄位對齊，上一行的引號與括號是否成對"},
	"did not find expected '-' indicator": {
		message: "清單裡應該以「- 」開頭", hint: "請檢查縮排是否與同一份清單的其他項目對齊"},
	"did not find expected ',' or ']'": {
		message: "清單的「[」沒有正確結束", hint: "項目之間要有半形逗號「,」，最後以「]」結束", opens: true},
	"did not find expected ',' or '}'": {
		message: "欄位的「{」沒有正確結束", hint: "欄位之間要有半形逗號「,」，最後以「}」結束", opens: true},
	"did not find expected node content": {
		message: "這裡應該有一個值", hint: "請檢查括號是否成對；以符號開頭的文字請加引號"},
	"mapping values are not allowed in this context": {
		message: "這裡不能再有「: 」", hint: "文字裡有冒號加空格時請加引號；若是新欄位，請另起一行並對齊", atColon: true},
	"mapping keys are not allowed in this context": {
		message: "這裡不能寫欄位", hint: "請另起一行並對齊；以「?」開頭的文字請加引號"},
	"block sequence entries are not allowed in this context": {
		message: "這裡不能開始清單", hint: "清單的「- 」請另起一行；以「- 」開頭的文字請加引號"},
	"found unexpected end of stream": {
		message: "引號沒有結束", hint: "請在文字結尾補上同樣的引號", atContext: true},
	"found unexpected document indicator": {
		message: "引號裡不能有單獨一行的「---」或「...」", hint: "請檢查引號是否成對"},
	"found unknown escape character": {
		message: "雙引號裡不認得的反斜線寫法", hint: `反斜線要寫成 \\，或改用單引號`},
	"did not find expected hexadecimal number": {
		message: "反斜線後面的字元碼不對", hint: `例如 \u4e2d，要有四位十六進位數字`},
	"found invalid Unicode character escape code": {
		message: "反斜線後面的字元碼不是 Unicode 字元", hint: "請直接寫出那個字元"},
	"found character that cannot start any token": {
		message: "這個字元不能放在開頭", hint: "以 @ 或 ` 等符號開頭的文字請加引號"},
	"found a tab character where an indentation space is expected": {
		message: "縮排用了 Tab 字元", hint: "請改用空格縮排"},
	"found a tab character that violates indentation": {
		message: "縮排用了 Tab 字元", hint: "請改用空格縮排"},
	"found an indentation indicator equal to 0": {
		message: "縮排指示要是 1 到 9", hint: ""},
	"did not find expected comment or line break": {
		message: "「|」或「>」後面要換行", hint: "請把內容寫在下一行並縮排；以「|」「>」開頭的文字請加引號"},
	"found a comment without preceding whitespace": {
		message: "註解「#」前面要有空格", hint: ""},
	"did not find expected alphabetic or numeric character": {
		message: "不使用 YAML 的「&」與「*」記號", hint: "以 & 或 * 開頭的文字請加引號"},
	"did not find expected <document start>": {
		message: "文件到這裡應該已經結束", hint: "請檢查這一行的縮排，上面的括號與引號是否成對"},
	"found undefined tag handle": {
		message: "不使用 YAML 標籤（!…）", hint: "以 ! 開頭的文字請加引號"},
	"did not find expected tag URI": {
		message: "不使用 YAML 標籤（!…）", hint: "以 ! 開頭的文字請加引號"},
	"found unknown directive name": {
		message: "不使用 YAML 指示（%…）", hint: "以 % 開頭的文字請加引號"},
}
