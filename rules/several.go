package rules

import (
	"fmt"
	"strings"

	"shoumi/rules/penalty"
)

// CountsFact is the fact that says how many times the actor resolved anew to do
// what the findings are about. No condition reads it: it turns no verdict, only
// what several offences come to together (刑法 50, 51).
const CountsFact = "counts"

// maxCounts is beyond what an incident can hold; more is no answer.
const maxCounts = 1_000_000

// EngineFacts are the facts that no condition reads but the engine itself does:
// CountsFact, and the days from which deadlines run.
func (b *Book) EngineFacts() []string {
	var out []string
	if _, ok := b.Fact(CountsFact); ok {
		out = append(out, CountsFact)
	}
	return append(out, b.deadlineFacts()...)
}

// several states what the offences come to where they are separate acts: those
// side by side, and where CountsFact is known every one that many times. How
// many acts there were is for the court; here it is a fact that was given.
func (s *sitting) several(out *ActorReport, judged Date) {
	times := 1
	var ask []penalty.Line
	if fact, ok := s.book.Fact(CountsFact); ok {
		if n, _ := s.reading(CountsFact).Value.(int64); n >= 1 && n <= maxCounts {
			times = int(n)
		} else {
			ask = []penalty.Line{{Cites: []string{"criminal-code/50/1", "criminal-code/51/1/5"},
				Text: fmt.Sprintf("分別起意犯了數次的，分論併罰（刑法第50條、第51條）；填入「%s」就會列出應執行刑的範圍。", fact.Label.Zh)}}
		}
	}
	var of, cites []string
	var counts []penalty.Count
	var ranges []penalty.Range
	for f := range s.offences(out) {
		f.After = append(f.After, ask...)
		base := *f.Penalty
		if r := f.rule; r != nil {
			if p, _ := s.base(r); p != nil {
				base = *p
			}
		}
		of, cites, ranges = append(of, f.ID), append(cites, f.Cite), append(ranges, *f.Penalty)
		counts = append(counts, penalty.Count{Name: f.Cite, Base: base, Range: *f.Penalty, Times: times, Cites: []string{f.ID}})
	}
	if len(of)*times < 2 {
		return
	}
	if len(of) > 1 && times > 1 { // every time one act: the heaviest, that many times
		joint, heaviest, _ := penalty.OneAct(ranges...)
		one := counts[heaviest]
		one.Range, one.Cites = joint, []string{one.Cites[0], "criminal-code/55/1"}
		s.separate(out, judged, of, fmt.Sprintf("每一次都是一行為觸犯%s，各從一重之%s處斷，共%d次", strings.Join(cites, "、"), one.Name, times), one)
	}
	premise := fmt.Sprintf("%s共%d次，各次另行起意", cites[0], times)
	if len(of) > 1 && times > 1 {
		premise = fmt.Sprintf("%s都是數行為，各%d次", strings.Join(cites, "、"), times)
	} else if len(of) > 1 {
		premise = fmt.Sprintf("%s是數行為", strings.Join(cites, "、"))
	}
	s.separate(out, judged, of, premise, counts...)
}

func (s *sitting) separate(out *ActorReport, judged Date, of []string, premise string, counts ...penalty.Count) {
	first, last := s.in.ActDate.First, s.in.ActDate.Last
	if !s.in.ActDate.Known() {
		first, last = s.book.newest, s.book.newest // the law as last amended
	}
	r := penalty.Separate(max(first, Day(1, 1, 1)).Time(), min(last, s.book.newest).Time(), judged.Time(), counts...)
	out.Concurrence = append(out.Concurrence, Concurrence{Kind: "several_acts", Findings: of, Steps: r.Lines, Combined: &r,
		Cites: []string{"criminal-code/50/1", "criminal-code/51/1/5"},
		Text:  fmt.Sprintf("若%s，分論併罰，應執行刑的範圍：%s（刑法第50條、第51條）。是不是數行為、應執行多少，由法院認定。", premise, r.Text())})
}
