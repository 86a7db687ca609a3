package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shoumi/rules"
	"shoumi/rules/batch"
)

// counts is what a report finds on one actor.
type counts struct {
	open, yes []string // provisions that are undetermined, and established
	missing   []string // facts that can still swing one of them, each once
	unencoded int
}

func count(a rules.ActorReport) (out counts) {
	for _, f := range a.Findings {
		switch f.Verdict {
		case rules.Undetermined:
			out.open = append(out.open, f.ID)
			for _, id := range f.Missing {
				if !slices.Contains(out.missing, id) {
					out.missing = append(out.missing, id)
				}
			}
		case rules.Established:
			out.yes = append(out.yes, f.ID)
		case rules.NotEncoded:
			out.unencoded++
		}
	}
	return out
}

// maxNamed is how many provisions or facts a line names.
const maxNamed = 3

// line is an actor in one line, what is undetermined first.
func (b *batchRun) line(w *bytes.Buffer, e batch.Entry, reference string, a rules.ActorReport, n counts) {
	fmt.Fprintf(w, "%d　%s　%s", e.Line, printable(reference), printable(a.Actor))
	cite := b.book.Cite
	if len(n.open) > 0 {
		fmt.Fprintf(w, "　◐ 未定%d項：%s", len(n.open), named(n.open, cite))
	}
	if len(n.yes) > 0 {
		fmt.Fprintf(w, "　● 成立%d項：%s", len(n.yes), named(n.yes, cite))
	}
	if len(n.open)+len(n.yes) == 0 {
		w.WriteString("　○ 都不成立")
	}
	if n.unencoded > 0 {
		fmt.Fprintf(w, "　－ 不能判斷%d項", n.unencoded)
	}
	w.WriteByte('\n')
}

func named(ids []string, name func(string) string) string {
	var out []string
	for _, id := range ids[:min(maxNamed, len(ids))] {
		out = append(out, name(id))
	}
	s := strings.Join(out, "、")
	if len(ids) > maxNamed {
		s += "等"
	}
	return s
}

// totals are the counts of a whole file.
type totals struct {
	book                        *rules.Book
	incidents, faulty           int
	stopped                     bool // the rest of the file cannot be read
	actors, open, liable, clear int
	openBy, yesBy, missing      map[string]int
}

func newTotals(book *rules.Book) *totals {
	return &totals{book: book, openBy: map[string]int{}, yesBy: map[string]int{}, missing: map[string]int{}}
}

func (t *totals) add(one classified) {
	if one.err != nil {
		if !t.stopped {
			t.faulty++
		}
		return
	}
	t.incidents++
	for _, n := range one.counts {
		t.actors++
		switch {
		case len(n.open) > 0:
			t.open++
		case len(n.yes) > 0:
			t.liable++
		default:
			t.clear++
		}
		for _, id := range n.open {
			t.openBy[id]++
		}
		for _, id := range n.yes {
			t.yesBy[id]++
		}
		for _, id := range n.missing {
			t.missing[id]++
		}
	}
}

// heading says how many there were.
func (t *totals) heading(w io.Writer) {
	fmt.Fprintf(w, "%d 個事件，%d 人：◐ 有未定的 %d 人，● 有成立、沒有未定的 %d 人，○ 都不成立 %d 人。", t.incidents, t.actors, t.open, t.liable, t.clear)
	if t.faulty > 0 {
		fmt.Fprintf(w, "另有 %d 個讀不了，沒有分類。", t.faulty)
	}
	if t.stopped {
		fmt.Fprint(w, "檔案沒有讀完。")
	}
	fmt.Fprintln(w)
}

// maxMissing is how many facts the totals list.
const maxMissing = 10

// write is the end of the text: how many, the facts to find out first, and the
// provisions, those that are most often undetermined first.
func (t *totals) write(w io.Writer) {
	fmt.Fprintln(w)
	t.heading(w)
	if len(t.missing) > 0 {
		rows := table{{"最常待查的事實", "人數"}}
		facts := slices.SortedFunc(maps.Keys(t.missing), func(a, b string) int {
			return cmp.Or(t.missing[b]-t.missing[a], cmp.Compare(a, b))
		})
		p := newPrinter(io.Discard, t.book, rules.Incident{}, false)
		for _, id := range facts[:min(maxMissing, len(facts))] {
			rows = append(rows, []string{p.labels([]string{id}), strconv.Itoa(t.missing[id])})
		}
		fmt.Fprintln(w)
		rows.write(w)
	}
	if len(t.openBy)+len(t.yesBy) > 0 {
		rows := table{{"條文", "◐ 未定", "● 成立"}}
		var ids []string
		for _, id := range t.book.ProvisionIDs() {
			if t.openBy[id]+t.yesBy[id] > 0 {
				ids = append(ids, id)
			}
		}
		slices.SortStableFunc(ids, func(a, b string) int {
			return cmp.Or(t.openBy[b]-t.openBy[a], t.yesBy[b]-t.yesBy[a])
		})
		for _, id := range ids {
			rows = append(rows, []string{t.book.Cite(id), strconv.Itoa(t.openBy[id]), strconv.Itoa(t.yesBy[id])})
		}
		fmt.Fprintln(w)
		rows.write(w)
	}
	fmt.Fprintf(w, "\n%s\n規則 %s\n", disclaimer, t.book.Digest())
}
