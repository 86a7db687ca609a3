package training

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// ItemReport is what certifications say of one edition of an item: the first
// submitted answer of every officer to it. Numbers that are not defined, or tell of
// fewer than quizzes.MinCell people, are nil and shown as —.
type ItemReport struct {
	quizzes.ItemStatistics            // Version is the edition
	Sentence               rules.Text // what the numbers come to; to be read first
	Current                bool       // the item is still so in the bank
	Concept                string
	Stem                   string
	Choices                []Choice // the Options with their words

	chosen map[string]int // by option
}

// Choice is an option of an item, and who chose it.
type Choice struct {
	quizzes.OptionStatistics
	Text          string
	Misconception string // id; of a wrong option
}

// MisconceptionReport is how often a misconception showed, over all items that are
// current and have enough answers.
type MisconceptionReport struct {
	quizzes.Misconception
	Items  []string // ids
	Chosen int      // first answers that chose an option which stands for it
	Of     int      // first answers to the items
}

// edition names an item in some words.
type edition struct{ item, edition string }

// tally is what a process has read of submitted attempts, which never change: each
// is read from the store once.
type tally struct {
	sync.Mutex
	from    time.Time       // submitted before: all read
	read    map[string]bool // those since
	of      map[edition][]quizzes.Sitting
	attempt map[edition]string // one in which it is
}

// reports are those of a tally by one bank; the lock of the tally is theirs.
type reports struct {
	of      map[edition]counted
	current map[string]string // the edition of an item in the bank
}

// counted is a report with the number of sittings it was computed from.
type counted struct {
	ItemReport
	sittings int
}

// late is how long after the time of its submission an attempt may be written, by a
// process whose clock goes before ours or whose store is slow.
const late = time.Hour

// Statistics are the reports of every edition of an item that was in a submitted
// certification, by item, the current edition first. It reads attempts that it has
// not seen, and computes again only the items in them.
func (t *Training) Statistics(ctx context.Context) ([]ItemReport, error) {
	t.tally.Lock()
	defer t.tally.Unlock()
	if err := t.catchUp(ctx); err != nil {
		return nil, err
	}
	out := make([]ItemReport, 0, len(t.tally.of))
	for k := range t.tally.of {
		r, err := t.report(ctx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b ItemReport) int {
		if a.Item == b.Item && a.Current != b.Current {
			return map[bool]int{true: -1, false: 1}[a.Current]
		}
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Version, b.Version))
	})
	return out, nil
}

// Statistic is the report of one edition of an item. ErrNoItem when nobody has
// submitted it.
func (t *Training) Statistic(ctx context.Context, item, version string) (ItemReport, error) {
	t.tally.Lock()
	defer t.tally.Unlock()
	if err := t.catchUp(ctx); err != nil {
		return ItemReport{}, err
	}
	k := edition{item, version}
	if _, ok := t.tally.of[k]; !ok {
		return ItemReport{}, ErrNoItem
	}
	return t.report(ctx, k)
}

// add says that an attempt was submitted. One by a clock of the past, see Under, is
// before what was read: all is read again.
func (y *tally) add(submitted time.Time) {
	y.Lock()
	defer y.Unlock()
	if submitted.Before(y.from) {
		y.of = nil
	}
}

// catchUp reads the attempts that were submitted since it last did.
func (t *Training) catchUp(ctx context.Context) error {
	y := t.tally
	if y.of == nil {
		y.from, y.read = time.Unix(0, 0), map[string]bool{}
		y.of, y.attempt = map[edition][]quizzes.Sitting{}, map[edition]string{}
	}
	from, recent := t.now().Add(-late), map[string]bool{}
	if from.Before(y.from) { // by another clock
		from = y.from
	}
	for a, err := range t.attempts.Find(ctx, store.Query{Order: "submitted", Range: store.Range{Field: "submitted", From: y.from}}) {
		if err != nil {
			return err
		}
		if !a.Submitted.Before(from) {
			recent[a.ID] = true
		}
		if y.read[a.ID] {
			continue
		}
		y.read[a.ID] = true
		s := a.sitting()
		for _, x := range s.Answers {
			k := edition{x.Item, x.Version}
			y.of[k] = append(y.of[k], s)
			y.attempt[k] = a.ID
		}
	}
	y.from, y.read = from, recent
	return nil
}

// report is the report of an edition, computed unless it was.
func (t *Training) report(ctx context.Context, k edition) (ItemReport, error) {
	sittings := t.tally.of[k]
	if r, ok := t.reports.of[k]; ok && r.sittings == len(sittings) {
		return r.ItemReport, nil
	}
	if t.reports.of == nil {
		t.reports.of, t.reports.current = map[edition]counted{}, map[string]string{}
		for _, it := range t.from.Bank.Items() {
			t.reports.current[it.ID] = Edition(it)
		}
	}
	it, ok := t.from.Bank.Item(k.item)
	current := ok && t.reports.current[k.item] == k.edition
	if !current { // as it was then
		paper, err := t.papers.Get(ctx, t.tally.attempt[k])
		if err != nil {
			return ItemReport{}, err
		}
		questions, err := paper.Questions()
		if err != nil {
			return ItemReport{}, err
		}
		i := slices.IndexFunc(questions, func(q Question) bool { return q.Item == k.item })
		it = questions[i].Asked()
	}
	r := ItemReport{ItemStatistics: quizzes.Statistics(it, k.edition, sittings, quizzes.DefaultThresholds),
		Current: current, Concept: it.Concept, Stem: it.Stem, chosen: map[string]int{}}
	r.Sentence = r.ItemStatistics.Sentence()
	for _, o := range r.Options {
		i := slices.IndexFunc(it.Options, func(x quizzes.Option) bool { return x.ID == o.Option })
		r.Choices = append(r.Choices, Choice{o, it.Options[i].Text, it.Options[i].Misconception})
	}
	for _, a := range quizzes.FirstAnswers(sittings, k.item, k.edition) {
		for _, o := range a.Chosen {
			r.chosen[o]++
		}
	}
	t.reports.of[k] = counted{r, len(sittings)}
	return r, nil
}

// Misconceptions are those that showed, the most frequent first. What would tell of
// fewer than quizzes.MinCell people is not counted.
func (t *Training) Misconceptions(ctx context.Context) ([]MisconceptionReport, error) {
	all, err := t.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	var out []MisconceptionReport
	for _, r := range all {
		if r.Officers == nil || !r.Current {
			continue
		}
		for _, c := range r.Choices {
			m, ok := t.from.Bank.Misconception(c.Misconception)
			if !ok || c.Key {
				continue
			}
			i := slices.IndexFunc(out, func(x MisconceptionReport) bool { return x.ID == m.ID })
			if i < 0 {
				i = len(out)
				out = append(out, MisconceptionReport{Misconception: m})
			}
			if !slices.Contains(out[i].Items, r.Item) {
				out[i].Items, out[i].Of = append(out[i].Items, r.Item), out[i].Of+*r.Officers
			}
		}
	}
	for i := range out {
		out[i].Chosen = chosenFor(out[i].ID, all)
	}
	out = slices.DeleteFunc(out, func(m MisconceptionReport) bool { return m.Chosen == 0 })
	slices.SortFunc(out, func(a, b MisconceptionReport) int {
		return cmp.Or(-cmp.Compare(a.Chosen*b.Of, b.Chosen*a.Of), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// chosenFor counts answers that stand for a misconception. Where a report hides who
// chose an option, the sum may not give it away: hidden counts are added only if they
// are several and together quizzes.MinCell or more.
func chosenFor(misconception string, all []ItemReport) int {
	shown, hidden, options := 0, 0, 0
	for _, r := range all {
		for _, c := range r.Choices {
			switch {
			case c.Misconception != misconception || c.Key || !r.Current || r.Officers == nil:
			case c.Chosen != nil:
				shown += *c.Chosen
			default:
				hidden, options = hidden+r.chosen[c.Option], options+1
			}
		}
	}
	if options > 1 && hidden >= quizzes.MinCell {
		return shown + hidden
	}
	return shown
}
