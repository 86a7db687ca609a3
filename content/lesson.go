package content

import (
	"crypto/sha256"
	"fmt"
	"html"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"shoumi/rules/source"
)

// How long a lesson takes, in minutes, and how fast one reads.
const (
	shortest, longest = 5.0, 8.0
	runesAMinute      = 300.0
	wordsAMinute      = 200.0 // of languages written with spaces
	minutesAStop      = 0.5   // at a case, an item or a choice
)

var lessonID = regexp.MustCompile(`^\d{2}-[a-z0-9]+(-[a-z0-9]+)*$`)

// IsLessonID says whether a lesson may have an id: two digits that give its place in the
// course, and a slug.
func IsLessonID(id string) bool { return lessonID.MatchString(id) }

// reading is one lesson while it is read.
type reading struct {
	*source.File
	lesson *Lesson
	from   Sources
	start  int // where the text below the front matter begins
	level  int // of the last heading
	prose  int // runes or words of prose
	law    int // runes of quoted law
	stops  int // cases, items and choices
	checks int // items and choices
	laws   int
	cases  int
}

// readLesson is nil when there is no lesson to speak of; its faults are added
// either way.
func readLesson(name string, data []byte, from Sources, words Glossary, faults *source.Faults) *Lesson {
	file, ok := source.Text(name, data, faults)
	if !ok {
		return nil
	}
	lesson := &Lesson{Lang: path.Base(path.Dir(name)), Hash: fmt.Sprintf("sha256:%x", sha256.Sum256(data))}
	r := &reading{File: file, lesson: lesson, from: from}
	if !slices.Contains(Languages, lesson.Lang) {
		r.Fault(1, 1, "沒有「"+lesson.Lang+"」這個語言", "課文放在 lessons/"+strings.Join(Languages, "/ 或 lessons/")+"/")
	}
	words.check(file)
	front, ok := r.front("課文", "id、title、objectives、concepts、summary")
	if !ok {
		return nil
	}
	if root, ok := source.Parse(name, []byte(front), faults); ok {
		r.head(root, strings.TrimSuffix(path.Base(name), ".md"))
	}
	r.body()
	return lesson
}

// front cuts the front matter off, with the line that opens it so that its
// places are those of the file. What is read, and its keys, are for what is said where
// there is none.
func (r *reading) front(what, keys string) (string, bool) {
	text := r.Text()
	first, _, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \r") != "---" {
		r.Fault(1, 1, what+"要從「---」開始", "第一行寫 ---，接著寫 "+keys+"，再寫一行 ---")
		return "", false
	}
	at := len(first)
	for at < len(text) {
		line, _, _ := strings.Cut(text[at+1:], "\n")
		if strings.TrimRight(line, " \r") == "---" {
			r.start = min(at+1+len(line)+1, len(text))
			return text[:at+1], true
		}
		at += 1 + len(line)
	}
	r.Fault(1, 1, what+"的開頭沒有結束", "在 "+keys[strings.LastIndex(keys, "、")+len("、"):]+" 之後、內文之前寫一行 ---")
	return "", false
}

func (r *reading) head(root *source.Node, base string) {
	m, l := root.Map(), r.lesson
	id := m.Need("id")
	if l.ID = id.Text(); l.ID != "" {
		if !IsLessonID(l.ID) {
			id.Fault("課的代號「"+l.ID+"」不合規定", "寫成「兩位數-英文代號」，例如 03-art132")
		} else if l.ID != base {
			id.Fault("檔名「"+base+".md」與代號不同", "")
		}
	}
	title := m.Need("title")
	if l.Title = title.Text(); title != nil && strings.TrimSpace(l.Title) == "" {
		title.Fault("標題是空的", "")
	}
	l.Objectives = r.sentences(m.Need("objectives"), 2, 4)
	l.Summary = r.sentences(m.Need("summary"), 3, 5)
	concepts := m.Need("concepts")
	for _, n := range concepts.List() {
		c := n.Text()
		if c != "" && !r.from.Concept(c) {
			n.Fault("沒有「"+c+"」這個概念", "概念列在 quizzes/concepts.yaml")
		}
		l.Concepts = append(l.Concepts, c)
	}
	if concepts != nil && concepts.IsList() && len(l.Concepts) == 0 {
		concepts.Fault("沒有寫概念", "至少寫一個")
	}
	m.Done()
}

// sentences is a list of at least min and at most max plain texts.
func (r *reading) sentences(n *source.Node, least, most int) []string {
	list := n.Strings()
	if n != nil && n.IsList() && (len(list) < least || len(list) > most) {
		n.Fault(fmt.Sprintf("要有%d到%d句，現在有%d句", least, most, len(list)), "")
	}
	for _, item := range n.List() {
		if s := item.Text(); strings.ContainsAny(s, "*[<") {
			item.Fault("這裡只能寫純文字，不能有標記或引註", "")
		}
	}
	return list
}

// body reads what is below the front matter and weighs the whole.
func (r *reading) body() {
	for _, p := range r.pieces() {
		if b, ok := r.block(p); ok {
			r.lesson.Blocks = append(r.lesson.Blocks, b)
		}
	}
	l := r.lesson
	if r.laws == 0 {
		r.Fault(1, 1, "這一課沒有引用法條", "至少寫一個 :::law 條文代號")
	}
	if r.cases == 0 {
		r.Fault(1, 1, "這一課沒有案例", "至少寫一個 :::case 案例代號")
	}
	if r.checks < 2 {
		r.Fault(1, 1, fmt.Sprintf("這一課只有%d個練習，至少要2個", r.checks), "用 :::quiz 題目代號 或 :::choice 案例/節點")
	}
	speed, unit := runesAMinute, "字"
	if l.Lang == "en" {
		speed, unit = wordsAMinute, "個英文詞"
	}
	minutes := float64(r.prose)/speed + float64(r.law)/runesAMinute + float64(r.stops)*minutesAStop
	minutes = math.Round(minutes*10) / 10 // as it is printed
	l.Minutes = int(math.Round(minutes))
	if minutes < shortest || minutes > longest {
		r.Fault(1, 1, fmt.Sprintf("讀這一課要%.1f分鐘，應在%.0f到%.0f分鐘之間", minutes, shortest, longest),
			fmt.Sprintf("課文%d%s、法條%d字、案例與練習%d個（每個%.1f分鐘）", r.prose, unit, r.law, r.stops, minutesAStop))
	}
}

// block turns a piece into what a page shows; false when there is nothing to.
func (r *reading) block(p piece) (Block, bool) {
	h := r.render(p.from, p.to, p.kind == Prose)
	empty := strings.TrimSpace(string(h)) == ""
	if p.kind == Prose {
		return Block{Kind: Prose, HTML: h}, !empty
	}
	if p.kind != Case && !empty {
		r.FaultAt(p.refAt, "只有 :::case 中間可以寫字", "把這些字移到 ::: 外面")
	}
	known, unknown := true, ""
	switch p.kind {
	case Law:
		var runes int
		runes, known = r.from.Law(p.ref)
		unknown = "規則裡沒有「" + p.ref + "」這一條"
		r.law += runes
		r.laws++
	case Case:
		known, unknown = r.from.Case(p.ref), "沒有「"+p.ref+"」這個案例"
		r.cases++
		r.stops++
	case Quiz:
		known, unknown = r.from.Item(p.ref), "題庫裡沒有「"+p.ref+"」這一題"
		r.checks++
		r.stops++
	case Choice:
		known, unknown = r.from.Scene(p.ref), "沒有「"+p.ref+"」這個情境節點"
		r.checks++
		r.stops++
	}
	if !known && len(strings.Fields(p.ref)) == 1 {
		r.FaultAt(p.refAt, unknown, directives[p.kind])
	}
	if p.kind == Law || p.kind == Case {
		r.cites(p.ref)
	}
	return Block{Kind: p.kind, Ref: p.ref, Lead: h}, true
}

// cites notes what the lesson stands on.
func (r *reading) cites(id string) {
	if !slices.Contains(r.lesson.Cites, id) {
		r.lesson.Cites = append(r.lesson.Cites, id)
	}
}

var markup = regexp.MustCompile(`<[^>]*>`)

// length is how much there is to read in HTML: runes that print, or words in a
// language that has spaces.
func (r *reading) length(h string) int {
	text := html.UnescapeString(markup.ReplaceAllString(h, " "))
	if r.lesson.Lang == "en" {
		return len(strings.Fields(text))
	}
	n := 0
	for _, c := range text {
		if !unicode.IsSpace(c) {
			n++
		}
	}
	return n
}
