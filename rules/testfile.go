package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"shoumi/rules/source"
)

// testFile reads the tests that lie beside an article.
func (r *reader) testFile(name string, root *source.Node) {
	m := root.Map()
	id := strings.TrimSuffix(strings.TrimPrefix(name, "statutes/"), ".tests.yaml")
	a, ok := r.book.byID[id]
	if !ok {
		root.Fault(fmt.Sprintf("旁邊沒有條文檔 %s.yaml", path.Base(id)), "")
	}
	base, _ := r.book.ReadFacts(m.Get("base"))
	for _, n := range m.Need("tests").List() {
		tm := n.Map()
		t := Test{Note: tm.Need("note").Text(), ActDate: ReadActDate(tm.Get("act_date")), Facts: Values{}, Expect: map[string]Expect{}, Place: n.Place().String()}
		for k, v := range base {
			if v != nil {
				t.Facts[k] = v
			}
		}
		own, _ := r.book.ReadFacts(tm.Get("facts"))
		for k, v := range own {
			if v == nil {
				delete(t.Facts, k)
			} else {
				t.Facts[k] = v
			}
		}
		tm.Need("expect").Map().Each(func(id string, key, value *source.Node) {
			t.Expect[id] = r.expect(id, key, value)
		})
		tm.Done()
		if a != nil {
			a.Tests = append(a.Tests, t)
		}
	}
	m.Done()
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
		m.Done()
	}
	e.Verdict = Verdict(verdict.Text())
	if e.Verdict.Zh() == "" {
		verdict.Fault(fmt.Sprintf("沒有「%s」這個結論", e.Verdict), "可以是 established、not_established、undetermined、not_encoded")
	}
	return e
}

// Run runs a test against the book; the faults say where and how it differs.
func (b *Book) Run(t Test) []string {
	in := Incident{ActDate: t.ActDate, Facts: t.Facts, Actors: []Actor{{Name: soleActor}}}
	last := t.ActDate.Last
	if !t.ActDate.Known() {
		last = Day(2026, 11, 22)
	}
	report, err := b.Classify(in, last)
	if err != nil {
		return []string{t.Place + ": " + err.Error()}
	}
	var out []string
	for _, f := range report.Actors[0].Findings {
		e, ok := t.Expect[f.ID]
		if !ok {
			continue
		}
		say := func(what string, want, got any) {
			out = append(out, fmt.Sprintf("%s: %s（%s）：%s 應為 %v，實為 %v", t.Place, f.ID, t.Note, what, want, got))
		}
		if f.Verdict != e.Verdict {
			say("結論", e.Verdict, f.Verdict)
		}
		if e.Version != "" && f.Version != e.Version {
			say("版本", e.Version, f.Version)
		}
		want, got := slices.Clone(e.Missing), slices.Clone(f.Missing)
		slices.Sort(want)
		slices.Sort(got)
		if e.Missing != nil && !slices.Equal(want, got) {
			say("待查事實", want, got)
		}
	}
	return out
}
