package training

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"shoumi/quizzes"
)

// Report is what a simulation came to.
type Report struct {
	Simulation
	Learners, Experts Passes
	GuessPasses       int     // of Guesses
	GuessBound        float64 // the highest chance that any form can be passed by guessing
	Intervals         []Spread
	Backlog           Spread  // concepts due, by officer and day of work
	Reviewed          Spread  // concepts reviewed then; quizzes.MaxReviewsADay at most
	Gap               Spread  // days between two times that an officer was shown an item
	Early             int     // items shown again while another was unseen, or in two attempts running
	Calibration       float64 // share of reviews that went well; the schedule aims at 0.9 of what is known
	LawDue            int     // concepts that the change of law made due
	Items             []quizzes.ItemStatistics
	Refolded          int // officers whose cards were computed again from their events, the same
}

// Passes is how a group did at the certification.
type Passes struct{ Officers, First, Ever, Attempts int }

// Spread is a distribution in five numbers.
type Spread struct {
	Of                                 int // what it is about: the number of the review
	N                                  int
	Least, Tenth, Median, Ninety, Most float64
}

func spread(of int, x []float64) Spread {
	s := slices.Sorted(slices.Values(x))
	return Spread{of, len(s), quantile(s, 0), quantile(s, 0.1), quantile(s, 0.5), quantile(s, 0.9), quantile(s, 1)}
}

// longestShown is up to which review intervals are reported.
const longestShown = 8

func (w *simulation) report(officers []*simulated, guessed int) (Report, error) {
	out := Report{Simulation: w.Simulation, GuessPasses: guessed}
	var err error
	if out.GuessBound, err = w.from.Bank.GuessPass(w.certify.Blueprint); err != nil {
		return out, err
	}
	byNumber := map[int][]float64{}
	var backlog, reviewed, gaps []float64
	var sittings []quizzes.Sitting
	right, asked := 0, 0
	for _, o := range officers {
		p := &out.Learners
		if o.expert {
			p = &out.Experts
		}
		p.add(o.attempts)
		for _, a := range o.attempts {
			sittings = append(sittings, a.sitting())
		}
		for _, x := range o.reviews {
			byNumber[x.number] = append(byNumber[x.number], x.days)
		}
		for k := range o.backlog {
			backlog, reviewed = append(backlog, float64(o.backlog[k])), append(reviewed, float64(o.done[k]))
		}
		gaps = append(gaps, o.gaps...)
		out.Early += o.early
		out.LawDue += o.lawDue
		asked, right = asked+len(o.reviews), right+o.recalled
		if o.sample {
			if err := o.refold(); err != nil {
				return out, err
			}
			out.Refolded++
		}
	}
	for _, n := range slices.Sorted(maps.Keys(byNumber)) {
		if n <= longestShown {
			out.Intervals = append(out.Intervals, spread(n, byNumber[n]))
		}
	}
	out.Backlog, out.Reviewed, out.Gap = spread(0, backlog), spread(0, reviewed), spread(0, gaps)
	if asked > 0 {
		out.Calibration = float64(right) / float64(asked)
	}
	out.Items = w.statistics(sittings)
	return out, nil
}

func (p *Passes) add(attempts []Attempt) {
	p.Officers++
	p.Attempts += len(attempts)
	for i, a := range attempts {
		if a.Passed {
			p.Ever++
			if i == 0 {
				p.First++
			}
		}
	}
}

// refold computes an officer's cards again from the events, as the site does.
func (o *simulated) refold() error {
	s, err := Fold(o.Learner, o.log, o.attempts)
	if err != nil {
		return err
	}
	if !maps.Equal(s.Cards, o.Cards) {
		return fmt.Errorf("officer %s: the events fold to other cards than those of the year", o.Learner)
	}
	return nil
}

// statistics are those of every item that was in a form.
func (w *simulation) statistics(sittings []quizzes.Sitting) []quizzes.ItemStatistics {
	by := map[string][]quizzes.Sitting{}
	for _, s := range sittings {
		for _, a := range s.Answers {
			by[a.Item] = append(by[a.Item], s)
		}
	}
	var out []quizzes.ItemStatistics
	for _, id := range slices.Sorted(maps.Keys(by)) {
		out = append(out, quizzes.Statistics(w.item(id), w.editions[id], by[id], quizzes.DefaultThresholds))
	}
	return out
}

// Write prints a report.
func (r Report) Write(w io.Writer) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	share := func(n, of int) string {
		return fmt.Sprintf("%d／%d（%.1f%%）", n, of, 100*float64(n)/float64(max(of, 1)))
	}
	p("%d位學員，%d天，從%s起，種子%d", r.Officers, r.Days, day(r.Start), r.Seed)
	p("\n認證測驗")
	for _, g := range []struct {
		name string
		Passes
	}{{"學習的人", r.Learners}, {"本來就懂的人", r.Experts}} {
		p("  %s：第一次就通過%s，最後通過%s，共%d次", g.name, share(g.First, g.Officers), share(g.Ever, g.Officers), g.Attempts)
	}
	p("  用猜的：%d份試卷通過%d份；任何試卷用猜的通過的機率上限%.2g", r.Guesses, r.GuessPasses, r.GuessBound)
	p("\n複習間隔（天）　次數　最短　10%%　中位　90%%　最長")
	for _, x := range r.Intervals {
		p("  第%d次　%d　%.1f　%.1f　%.1f　%.1f　%.1f", x.Of, x.N, x.Least, x.Tenth, x.Median, x.Ninety, x.Most)
	}
	p("每個上班日到期：中位%.0f，90%%以下%.0f，最多%.0f；實際複習：中位%.0f，90%%以下%.0f，最多%.0f",
		r.Backlog.Median, r.Backlog.Ninety, r.Backlog.Most, r.Reviewed.Median, r.Reviewed.Ninety, r.Reviewed.Most)
	p("複習答對%.1f%%；法規異動而到期的概念%d個；同一題再出現的間隔：最短%.1f天，中位%.0f天；過早重複%d次",
		100*r.Calibration, r.LawDue, r.Gap.Least, r.Gap.Median, r.Early)
	p("依事件重算%d位的記憶卡，完全相同", r.Refolded)
	p("\n題目（%d題）", len(r.Items))
	flags := map[quizzes.Flag]int{}
	var facility, discrimination []float64
	for _, it := range r.Items {
		for _, f := range it.Flags {
			flags[f]++
		}
		if it.Facility != nil && !slices.Contains(it.Flags, quizzes.TooFew) {
			facility = append(facility, *it.Facility)
			if it.Discrimination != nil {
				discrimination = append(discrimination, *it.Discrimination)
			}
		}
	}
	f, d := spread(0, facility), spread(0, discrimination)
	p("  30人以上%d題：答對率中位%.0f（%.0f到%.0f），鑑別度中位%.0f（%.0f到%.0f）", f.N, f.Median, f.Least, f.Most, d.Median, d.Least, d.Most)
	for _, flag := range slices.Sorted(maps.Keys(flags)) {
		p("  %d題　%s", flags[flag], flag.Zh())
	}
}
