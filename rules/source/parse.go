// Package source reads YAML (and JSON, which is YAML too) so that whatever is
// wrong in it can be said at its place: file, line, column, the line with a
// caret, and a hint. It reports every fault it can find, not the first.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

const (
	maxDepth  = 64      // lists and maps inside each other
	maxBytes  = 4 << 20 // of one file
	maxLine   = 4096    // bytes of a line that is printed with a fault
	maxFaults = 1000    // of one file
)

// Parse reads the one YAML document in data. name stands in the places of the
// faults, which are added to faults as long as the nodes are used.
//
// ok is false when there is no tree to look at. It is true when there is one,
// even a faulty one (a key twice, an alias), so that the caller can go on and
// find the other faults; the caller asks faults.Err at the end.
func Parse(name string, data []byte, faults *Faults) (root *Node, ok bool) {
	file, ok := Text(name, data, faults)
	if !ok {
		return nil, false
	}
	document, ok := file.document([]byte(file.text))
	if !ok {
		return nil, false
	}
	root = file.wrap(document.Content[0])
	root.check(1)
	return root, true
}

// readable reports bytes that are no text. Line separators other than LF and
// CRLF are among them: YAML counts them as lines, editors do not.
func (f *File) readable() bool {
	const most = 20
	found, line, col := 0, 1, 1
	for i := 0; i < len(f.text) && found < most; {
		r, size := utf8.DecodeRuneInString(f.text[i:])
		if r == utf8.RuneError && size == 1 {
			f.Fault(line, col, "檔案不是 UTF-8 編碼", "請用編輯器另存成 UTF-8（可能原本是 Big5）")
			return false
		}
		switch {
		case r == '\n':
			i, line, col = i+1, line+1, 1
			continue
		case r == '\t', r == '\r' && i+1 < len(f.text) && f.text[i+1] == '\n':
		case r == '\r':
			f.Fault(line, col, "換行字元是單獨的 CR", "請把檔案的換行改成 LF")
			found++
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff', r == '\ufffe', r == '\uffff':
			f.Fault(line, col, fmt.Sprintf("檔案裡有看不見的控制字元 U+%04X", r),
				fmt.Sprintf("請刪除；確實需要時，在雙引號文字裡寫成 \\u%04X", r))
			found++
		}
		i, col = i+size, col+1
	}
	return found == 0
}

// document reads the tree, and looks whether a second document follows.
func (f *File) document(data []byte) (document *yaml.Node, ok bool) {
	defer func() {
		// The parser is fed what people type: should it ever panic, that is
		// one bad file and not the end of the program.
		if r := recover(); r != nil {
			f.Fault(1, 1, fmt.Sprintf("無法解讀這個檔案：%v", r), "請檢查縮排、引號與括號")
			document, ok = nil, false
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithUniqueKeys(false))
	if err != nil {
		f.syntax(err)
		return nil, false
	}
	document = new(yaml.Node)
	if err := loader.Load(document); errors.Is(err, io.EOF) {
		f.empty()
		return nil, false
	} else if err != nil {
		f.syntax(err)
		return nil, false
	}
	if len(document.Content) != 1 {
		f.empty()
		return nil, false
	}
	if root := document.Content[0]; root.Kind == yaml.ScalarNode && root.Value == "" && root.Style == 0 {
		f.empty()
		return nil, false
	}
	second := new(yaml.Node)
	if err := loader.Load(second); err == nil {
		f.Fault(second.Line, second.Column, "一個檔案只能有一份文件，這裡開始了第二份", "請刪除這一行的「---」，或拆成兩個檔案")
	} else if !errors.Is(err, io.EOF) {
		f.syntax(err)
	}
	return document, true
}

func (f *File) empty() {
	f.Fault(1, 1, "檔案是空的，沒有內容", "")
}

// check reports, here and below, what this project does not use of YAML:
// anchors, aliases, merge keys, tags; and keys that are there twice or no text.
func (n *Node) check(depth int) {
	y := n.yaml
	switch {
	case y.Kind == yaml.AliasNode:
		n.broken = true
		n.report("不使用 YAML 別名（*"+clean(y.Value)+"）", "請把內容直接寫在這裡")
		return
	case y.Anchor != "":
		n.report("不使用 YAML 錨點（&"+clean(y.Anchor)+"）", "請刪除它，並把內容直接寫在用到的地方")
	case y.Style&yaml.TaggedStyle != 0 || y.Tag == "!":
		n.report("不使用 YAML 標籤（!…）", "請刪除標籤；要當成文字時加引號")
	}
	if depth > maxDepth && y.Kind != yaml.ScalarNode {
		n.broken = true
		n.report(fmt.Sprintf("巢狀太深：超過 %d 層", maxDepth), "請減少層數")
		return
	}
	for _, child := range n.items {
		child.check(depth + 1)
	}
	if len(n.entries) == 0 {
		return
	}
	first := make(map[string]*yaml.Node, len(n.entries))
	for i := range n.entries {
		e := &n.entries[i]
		e.key.check(depth + 1)
		e.value.check(depth + 1)
		switch {
		case e.key.broken:
		case !e.key.IsScalar():
			e.key.report("欄位名稱要是文字，現在是"+e.key.shape(), "")
		case e.key.IsNull():
			e.key.report("缺少欄位名稱", "請寫成「欄位: 值」")
		case e.key.yaml.Value == "<<" && e.key.plain():
			e.key.report("不使用 YAML 合併鍵（<<）", "請把內容直接寫在這裡")
			e.used = true
		default:
			if at := first[e.key.yaml.Value]; at != nil {
				e.key.report("欄位"+quote(e.key.yaml.Value)+"重複",
					fmt.Sprintf("第 %d 行第 %d 欄已經寫過，請留下一個", at.Line, at.Column))
				e.used, e.twice = true, true
				continue
			}
			first[e.key.yaml.Value] = e.key.yaml
			continue
		}
		e.used = true
	}
}
