package quizzes

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Sitting is one submitted attempt at a form.
type Sitting struct {
	Officer string // a pseudonym
	At      time.Time
	Answers []Answered
}

// Answered is one answer of a sitting.
type Answered struct {
	Item    string
	Version string // of the item; the numbers of two versions are never mixed
	Mark    float64
	Max     float64  // of Mark; 0 is taken for 1
	Chosen  []string // option ids
	Seconds float64  // from seeing the item to answering it; 0: not known
}

// Thresholds are when a number is a reason to look at an item.
type Thresholds struct {
	Enough       int     // fewer officers: too few to say anything
	TooEasy      float64 // facility above
	TooHard      float64 // facility below
	Weak         float64 // discrimination below
	DeadShare    float64 // a wrong option chosen by less than this share
	DeadEnough   int     // … of at least so many officers
	GuessErrors  float64 // facility within so many standard errors of guessing
	RunesASecond float64 // reading speed
}

// DefaultThresholds are the usual ones; items of compliance may be easier than
// those of a course.
var DefaultThresholds = Thresholds{Enough: 30, TooEasy: 95, TooHard: 30, Weak: 10, DeadShare: 0.02, DeadEnough: 50, GuessErrors: 2, RunesASecond: 5}

// MinCell is the smallest group of people a report may show (n<5 is suppressed).
const MinCell = 5

// ItemStatistics is what the first answers say of an item version. A number that
// is not defined, or would tell of fewer than MinCell people, is nil and shown
// as —.
type ItemStatistics struct {
	Item           string             `json:"item"`
	Version        string             `json:"version"`
	Officers       *int               `json:"officers"`
	Facility       *float64           `json:"facility"`       // 100 · mean mark / max
	Discrimination *float64           `json:"discrimination"` // 100 · correlation of the mark with the rest of the total
	Efficiency     *float64           `json:"efficiency"`     // 100 · covariance / the highest these marks and rests allow
	Guess          float64            `json:"guess"`          // 100 · chance of guessing
	MedianSeconds  *float64           `json:"median_seconds"`
	Options        []OptionStatistics `json:"options,omitempty"`
	Flags          []Flag             `json:"flags"`
}

// OptionStatistics is who chose an option.
type OptionStatistics struct {
	Option   string   `json:"option"`
	Key      bool     `json:"key"`
	Chosen   *int     `json:"chosen"`
	Share    *float64 `json:"share"`     // of the officers, 0 to 1
	RestMean *float64 `json:"rest_mean"` // of those who chose it: how much of the rest they had right, 0 to 100
}

// first is an answer that counts: the first of an officer to an item version.
type first struct {
	Answered
	rest float64 // what the officer got for the other items of the sitting, of 100: forms differ in length
	at   time.Time
}

// FirstAnswers are the answers to an item version that count: the first of every
// officer.
func FirstAnswers(sittings []Sitting, item, version string) []Answered {
	var out []Answered
	for _, f := range firsts(sittings, item, version) {
		out = append(out, f.Answered)
	}
	return out
}

// firsts are the first answers to an item version, one an officer.
func firsts(sittings []Sitting, item, version string) []first {
	byOfficer := map[string]first{}
	for _, s := range sittings {
		total, most := 0.0, 0.0
		for _, a := range s.Answers {
			total, most = total+a.Mark, most+cmp.Or(a.Max, 1)
		}
		for _, a := range s.Answers {
			if a.Item != item || a.Version != version {
				continue
			}
			if f, ok := byOfficer[s.Officer]; !ok || s.At.Before(f.at) {
				f := first{Answered: a, at: s.At}
				if others := most - cmp.Or(a.Max, 1); others > 0 {
					f.rest = 100 * (total - a.Mark) / others
				}
				byOfficer[s.Officer] = f
			}
		}
	}
	out := slices.AppendSeq(make([]first, 0, len(byOfficer)), maps.Values(byOfficer))
	slices.SortFunc(out, func(a, b first) int { // sums of floats depend on the order
		return cmp.Or(cmp.Compare(a.Mark, b.Mark), cmp.Compare(a.rest, b.rest), cmp.Compare(a.Seconds, b.Seconds))
	})
	return out
}

// Statistics are the numbers of one item version over submitted sittings; only the
// first answer of each officer counts. The formulas are those of Moodle's quiz
// statistics, with the rest of the total in place of the total.
func Statistics(it *Item, version string, sittings []Sitting, limits Thresholds) ItemStatistics {
	found := firsts(sittings, it.ID, version)
	out := ItemStatistics{Item: it.ID, Version: version, Guess: 100 * it.GuessChance(), Flags: []Flag{}}
	if len(found) < MinCell {
		out.Flags = append(out.Flags, TooFew)
		return out
	}
	n := len(found)
	var marks, rests, seconds []float64
	for _, f := range found {
		marks, rests = append(marks, f.Mark/cmp.Or(f.Max, 1)), append(rests, f.rest)
		if f.Seconds > 0 {
			seconds = append(seconds, f.Seconds)
		}
	}
	out.Officers = &n
	out.Facility = number(100 * mean(marks))
	out.Discrimination = correlation(marks, rests)
	out.Efficiency = efficiency(marks, rests)
	if len(seconds) >= MinCell {
		out.MedianSeconds = number(median(seconds))
	}
	out.Options = optionStatistics(it, found)
	out.Flags = flags(it, out, marks, found, limits)
	return out
}

func optionStatistics(it *Item, found []first) []OptionStatistics {
	if len(it.Key.Options) == 0 || it.Type == Ordering {
		return nil // rows and numbers have no options to choose
	}
	var out []OptionStatistics
	var counts []int
	for _, o := range it.Options {
		rests := restsOf(o.ID, found)
		n := len(rests)
		s := OptionStatistics{Option: o.ID, Key: slices.Contains(it.Key.Options, o.ID), Chosen: &n, Share: number(float64(n) / float64(len(found)))}
		if n > 0 {
			s.RestMean = number(mean(rests))
		}
		out, counts = append(out, s), append(counts, n)
	}
	for i, hide := range Suppress(counts) {
		if hide {
			out[i].Chosen, out[i].Share, out[i].RestMean = nil, nil, nil
		}
	}
	return out
}

func restsOf(option string, found []first) []float64 {
	var out []float64
	for _, f := range found {
		if slices.Contains(f.Chosen, option) {
			out = append(out, f.rest)
		}
	}
	return out
}

// Suppress says which of the counts that make up a whole may not be shown: those
// below MinCell, and the smallest others, until what is hidden cannot be worked
// out from what is shown.
func Suppress(counts []int) []bool {
	hide := make([]bool, len(counts))
	hidden, sum := 0, 0
	for i, n := range counts {
		if n < MinCell {
			hide[i] = true
			hidden, sum = hidden+1, sum+n
		}
	}
	for hidden > 0 && (hidden < 2 || sum < MinCell) {
		smallest := -1
		for i, n := range counts {
			if !hide[i] && (smallest < 0 || n < counts[smallest]) {
				smallest = i
			}
		}
		if smallest < 0 {
			break
		}
		hide[smallest] = true
		hidden, sum = hidden+1, sum+counts[smallest]
	}
	return hide
}

// FormStatistics is what sittings of one form say of it. Numbers that are not
// defined are nil.
type FormStatistics struct {
	Officers int      `json:"officers"`
	Mean     *float64 `json:"mean"`
	Median   *float64 `json:"median"`
	SD       *float64 `json:"sd"`    // of the sample
	Skew     *float64 `json:"skew"`  // of the sample
	Alpha    *float64 `json:"alpha"` // Cronbach's; KR-20 where marks are 0 and 1
	Error    *float64 `json:"error"` // standard error of a total, SD·√(1−α)
}

// StatisticsOfForm are the numbers of sittings that have the same items; others
// than those of the first are left out, and so are later ones of an officer.
// Fewer than MinCell officers give none.
func StatisticsOfForm(sittings []Sitting) FormStatistics {
	marks, totals := matrix(sittings)
	out := FormStatistics{Officers: len(totals)}
	if len(totals) < MinCell {
		return FormStatistics{}
	}
	out.Mean, out.Median = number(mean(totals)), number(median(totals))
	n, k := float64(len(totals)), float64(len(marks))
	variance := covariance(totals, totals)
	sd := math.Sqrt(variance * n / (n - 1))
	out.SD = number(sd)
	if variance == 0 {
		return out
	}
	cubes := 0.0
	for _, t := range totals {
		cubes += math.Pow(t-mean(totals), 3)
	}
	out.Skew = number(n * cubes / ((n - 1) * (n - 2) * sd * sd * sd))
	if k > 1 {
		parts := 0.0
		for _, m := range marks {
			parts += covariance(m, m)
		}
		alpha := k / (k - 1) * (1 - parts/variance)
		out.Alpha = number(alpha)
		if alpha <= 1 {
			out.Error = number(sd * math.Sqrt(1-alpha))
		}
	}
	return out
}

// matrix is the marks by item and officer, and the totals by officer.
func matrix(sittings []Sitting) (marks [][]float64, totals []float64) {
	key := func(s Sitting) []string {
		out := ids(s.Answers, func(a Answered) string { return a.Item + "@" + a.Version })
		slices.Sort(out)
		return out
	}
	ordered := slices.Clone(sittings)
	slices.SortStableFunc(ordered, func(a, b Sitting) int { return a.At.Compare(b.At) })
	seen := map[string]bool{}
	var items []string
	for _, s := range ordered {
		if items == nil {
			items = key(s)
			marks = make([][]float64, len(items))
		}
		if seen[s.Officer] || !slices.Equal(items, key(s)) {
			continue
		}
		seen[s.Officer] = true
		total := 0.0
		for _, a := range s.Answers {
			i, _ := slices.BinarySearch(items, a.Item+"@"+a.Version)
			marks[i] = append(marks[i], a.Mark)
			total += a.Mark
		}
		totals = append(totals, total)
	}
	return marks, totals
}

func number(x float64) *float64 { return &x }

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func median(x []float64) float64 {
	s := slices.Clone(x)
	slices.Sort(s)
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// covariance is that of a population.
func covariance(x, y []float64) float64 {
	mx, my, sum := mean(x), mean(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x))
}

// tiny is a variance that is nothing but rounding.
const tiny = 1e-12

// correlation times 100; nil where one of the two does not vary.
func correlation(x, y []float64) *float64 {
	vx, vy := covariance(x, x), covariance(y, y)
	if vx < tiny || vy < tiny {
		return nil
	}
	return number(100 * covariance(x, y) / math.Sqrt(vx*vy))
}

// efficiency is how much of the covariance that is possible there is, times 100:
// it is highest when the best at the rest have the best marks.
func efficiency(x, y []float64) *float64 {
	sx, sy := slices.Clone(x), slices.Clone(y)
	slices.Sort(sx)
	slices.Sort(sy)
	most := covariance(sx, sy)
	if most < tiny {
		return nil
	}
	return number(100 * covariance(x, y) / most)
}
