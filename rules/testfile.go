package rules

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sync"

	"shoumi/rules/source"
)

// testsEnd is how the name of a file with tests ends.
const testsEnd = ".tests.yaml"

// testFile is the tests beside an article, read when they are asked for.
type testFile struct {
	name   string
	data   []byte
	once   sync.Once
	tests  []Test
	faults source.Faults
}

// Tests are the tests beside an article; of a file with faults, those that could
// be read.
func (b *Book) Tests(article string) []Test {
	f, ok := b.beside[article]
	if !ok {
		return nil
	}
	f.once.Do(func() {
		if root, ok := source.Parse(f.name, f.data, &f.faults); ok {
			r := &reader{book: b, faults: &f.faults}
			f.tests = r.tests(article, root)
		}
		f.data = nil
	})
	return f.tests
}

// TestFaults are the faults of all tests, which Load reports only beside others.
// Whether tests that can be read hold is for Run to say.
func (b *Book) TestFaults() source.Faults {
	var out source.Faults
	for _, article := range slices.Sorted(maps.Keys(b.beside)) {
		b.Tests(article)
		out.Add(b.beside[article].faults...)
	}
	return out
}

func (r *reader) tests(article string, root *source.Node) []Test {
	var out []Test
	m := root.Map()
	if _, ok := r.book.byID[article]; !ok {
		root.Fault(fmt.Sprintf("旁邊沒有條文檔 %s.yaml", path.Base(article)), "")
	}
	base, _ := r.book.ReadFacts(m.Get("base"))
	for _, n := range m.Need("tests").List() {
		tm := n.Map()
		own, _ := r.book.ReadFacts(tm.Get("facts"))
		expect := tm.Need("expect").Map()
		t := Test{Note: tm.Need("note").Text(), ActDate: ReadActDate(tm.Get("act_date")), Facts: make(Values, len(base)+len(own)), Expect: map[string]Expect{}, Place: n.Place().String()}
		maps.Copy(t.Facts, base)
		maps.Copy(t.Facts, own)
		maps.DeleteFunc(t.Facts, func(_ string, v any) bool { return v == nil })
		expect.Each(func(id string, key, value *source.Node) {
			t.Expect[id] = r.expect(id, key, value)
		})
		tm.Done()
		out = append(out, t)
	}
	m.Done()
	return out
}

func (r *reader) expect(id string, key, n *source.Node) Expect {
	if a, ok := r.book.Article(id); !ok || !slices.Contains(a.provisionIDs(), id) {
		key.Fault(fmt.Sprintf("「%s」不在規則裡", id), "")
	}
	var e Expect
	verdict := n
	if n.IsMap() {
		m := n.Map()
		verdict = m.Need("verdict")
		if x := m.Get("missing"); x != nil {
			e.Missing = x.Strings()
		}
		e.Version = m.Get("version").Text()
		if x := m.Get("due"); x != nil {
			e.Due = r.day(x).String()
		}
		m.Done()
	}
	e.Verdict = Verdict(verdict.Text())
	if e.Verdict.Zh() == "" {
		verdict.Fault(fmt.Sprintf("沒有「%s」這個結論", e.Verdict), "可以是 established、not_established、undetermined、not_encoded")
	}
	return e
}

// Run runs a test against the book; the lines say where and how it differs. Only
// the provisions it speaks of are decided, and the law is that of the act: what
// later law makes of it is judged on the last day the act may have happened.
func (b *Book) Run(t Test) []string {
	judged := t.ActDate.Last
	if !t.ActDate.Known() {
		judged = b.newest
	}
	s, err := b.sit(Incident{ActDate: t.ActDate, Facts: t.Facts}, Actor{Name: SoleActor})
	if err != nil {
		return []string{t.Place + ": " + err.Error()}
	}
	defer s.done()
	var out []string
	for _, id := range slices.Sorted(maps.Keys(t.Expect)) {
		e, f := t.Expect[id], s.finding(id, judged)
		say := func(what string, want, got any) {
			out = append(out, fmt.Sprintf("%s: %s（%s）：%s 應為 %v，實為 %v", t.Place, id, t.Note, what, want, got))
		}
		if f.Verdict != e.Verdict {
			say("結論", e.Verdict, f.Verdict)
		}
		if e.Version != "" && f.Version != e.Version {
			say("版本", e.Version, f.Version)
		}
		if s.deadline(&f); e.Due != "" && (f.Deadline == nil || f.Deadline.Due == nil || f.Deadline.Due.String() != e.Due) {
			say("末日", e.Due, f.Deadline.text())
		}
		want, got := slices.Sorted(slices.Values(e.Missing)), slices.Sorted(slices.Values(f.Missing))
		if e.Missing != nil && !slices.Equal(want, got) {
			say("待查事實", want, got)
		}
	}
	return out
}
