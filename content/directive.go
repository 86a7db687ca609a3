package content

import (
	"strings"

	"shoumi/rules/source"
)

// directives are the kinds of block that are written as :::kind ref, and how to
// find something to refer to.
var directives = map[Kind]string{
	Law:    "用 go run ./app rules 看所有條文的代號",
	Case:   "用 go run ./app cases 看所有案例的代號",
	Quiz:   "題目的代號寫在 quizzes/banks/ 裡",
	Choice: "寫成 案例代號/節點代號，節點寫在案例檔的 scenario 裡",
}

// piece is a stretch of a lesson: prose, or a directive with what stands between
// its two lines. from and to are offsets of the text of the file.
type piece struct {
	kind     Kind
	ref      string
	refAt    int
	from, to int
}

// pieces splits the body at the lines that begin with three colons.
func (r *reading) pieces() []piece {
	var out []piece
	text := r.Text()
	open := piece{kind: Prose, from: r.start}
	openAt := 0 // the line of the open directive
	put := func(to int) {
		open.to = to
		if open.kind == Prose || directives[open.kind] != "" {
			out = append(out, open)
		}
	}
	for at := r.start; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		next := min(at+len(line)+1, len(text))
		word := strings.TrimLeft(line, " \t")
		indent := len(line) - len(word)
		word = strings.TrimRight(word, " \t\r")
		switch {
		case strings.HasPrefix(word, "：：："):
			r.FaultAt(at+indent, "指示要用半形冒號", "寫成 :::")
		case !strings.HasPrefix(word, ":::"):
			at = next
			continue
		case indent > 0:
			r.FaultAt(at+indent, "指示要從行首寫起", "刪除前面的空白")
		}
		if word == ":::" {
			if open.kind == Prose {
				r.FaultAt(at, "這個 ::: 沒有對應的開始", "在前面寫 :::law、:::case、:::quiz 或 :::choice，或刪除這一行")
			}
			put(at)
			open = piece{kind: Prose, from: next}
			at = next
			continue
		}
		if open.kind != Prose {
			r.FaultAt(openAt, "這個 :::"+string(open.kind)+" 沒有結束", "在下一個指示之前寫一行 :::")
		}
		put(at)
		open, openAt = r.opening(at, next, indent, word), at
		at = next
	}
	if open.kind != Prose {
		r.FaultAt(openAt, "這個 :::"+string(open.kind)+" 沒有結束", "在後面寫一行 :::")
	}
	put(len(text))
	return out
}

// opening reads the line :::kind ref.
func (r *reading) opening(at, next, indent int, word string) piece {
	rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(word, ":::"), "：：："), " ")
	name, ref, _ := strings.Cut(rest, " ")
	ref = strings.TrimSpace(ref)
	p := piece{kind: Kind(name), ref: ref, from: next, refAt: at + indent + len(word) - len(ref)}
	if directives[p.kind] == "" {
		known := []string{string(Law), string(Case), string(Quiz), string(Choice)}
		hint := "可以寫：" + strings.Join(known, "、")
		if near, ok := source.Suggest(name, known); ok {
			hint = "您是不是要寫「" + near + "」？"
		}
		r.FaultAt(at+indent+3, "沒有「"+name+"」這種指示", hint)
		return p
	}
	if ref == "" {
		r.FaultAt(at+indent+len(word), "沒有寫代號", directives[p.kind])
	} else if strings.ContainsAny(ref, " \t") {
		r.FaultAt(p.refAt, "一個指示只能寫一個代號", "分成兩個指示")
	}
	return p
}
