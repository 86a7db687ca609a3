package content

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"shoumi/rules/source"
)

// Notice is something that everybody is told for a while: 宣導.
type Notice struct {
	Title  string
	Until  string // its last day, ISO; empty where it has none
	Blocks []Block
	Hash   string // sha256:… of the source
}

// DraftNotice reads as much of a notice as there is, and what is wrong with it: a head
// with title and until, and text as in a lesson, without items and choices. It is nil where there is no head.
func DraftNotice(name string, data []byte, words Glossary, from Sources) (*Notice, source.Faults) {
	var faults source.Faults
	file, ok := source.Text(name, data, &faults)
	if !ok {
		return nil, faults
	}
	words.check(file)
	r := &reading{File: file, lesson: &Lesson{Lang: Languages[0]}, from: from}
	front, ok := r.front("宣導", "title、until")
	if !ok {
		return nil, faults
	}
	notice := &Notice{Hash: fmt.Sprintf("sha256:%x", sha256.Sum256(data))}
	if root, ok := source.Parse(name, []byte(front), &faults); ok {
		notice.head(root)
	}
	for _, p := range r.pieces() {
		if p.kind == Quiz || p.kind == Choice {
			r.FaultAt(p.refAt, "宣導裡不能放練習", "練習寫在課文裡")
		} else if b, ok := r.block(p); ok {
			notice.Blocks = append(notice.Blocks, b)
		}
	}
	if len(notice.Blocks) == 0 {
		r.Fault(1, 1, "宣導沒有內文", "在開頭的下面寫要告訴大家的事")
	}
	return notice, faults
}

func (x *Notice) head(root *source.Node) {
	m := root.Map()
	title := m.Need("title")
	if x.Title = title.Text(); title != nil && strings.TrimSpace(x.Title) == "" {
		title.Fault("標題是空的", "")
	}
	until := m.Get("until")
	if x.Until = until.Text(); until != nil {
		if _, err := time.Parse(time.DateOnly, x.Until); err != nil {
			until.Fault("「"+x.Until+"」不是日期", "寫成 2026-12-31")
		}
	}
	m.Done()
}
