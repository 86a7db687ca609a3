package training

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// Simulation is a year of made-up officers under a clock of its own: they take a
// course, are certified, and review what is due. It draws, marks and schedules by
// the code that real officers meet, without a store.
type Simulation struct {
	Course   string
	Officers int       // every tenth knows the law beforehand; the rest learn more or less of it
	Guesses  int       // forms that are filled in by chance besides
	Start    time.Time // the first day
	Days     int
	Seed     uint64
	Change   []string // provisions whose law changes half way
}

// Knowledge of the officers. Who knows gets an item wrong once in fifty times.
const knows = 0.98

// simulated is one officer.
type simulated struct {
	State
	r      *rand.Rand
	expert bool
	theta  float64                // ability, on the scale of difficulties
	today  map[string]dayOfReview // the latest day of each concept
	sample bool
	log    []Event // of a sample, to be folded again

	reviews  []interval
	backlog  []int // concepts due on a day of work, before any is reviewed
	done     []int
	gaps     []float64 // days between two times that an item was shown
	early    int
	attempts []Attempt
	lawDue   int
	recalled int // reviews that went well
}

// dayOfReview is a day on which a concept was asked: what it was before, and
// whether all went well.
type dayOfReview struct {
	day    rules.Date
	before quizzes.Card
	right  bool
}

// interval is how many days a review put the next one off.
type interval struct {
	number int
	days   float64
}

// simulation is what all officers share.
type simulation struct {
	Simulation
	from     Material
	course   *Course
	certify  *Certification
	pools    map[string][]*quizzes.Item // of self-checks
	concepts map[string][]*quizzes.Item
	editions map[string]string
	secret   []byte
}

// Simulate runs a simulation. The same one gives the same report.
func (c *Courses) Simulate(s Simulation, from Material) (Report, error) {
	course, ok := c.Course(s.Course)
	if !ok {
		return Report{}, ErrNoCourse
	}
	w := &simulation{Simulation: s, from: from, course: course, certify: course.Units[len(course.Units)-1].Certify,
		pools: map[string][]*quizzes.Item{}, concepts: map[string][]*quizzes.Item{}, editions: map[string]string{}, secret: fmt.Appendf(nil, "simulation %d", s.Seed)}
	for _, u := range course.Units {
		if u.Kind == Check {
			w.pools[u.ID] = pool(from, u.Lessons)
		}
	}
	for _, it := range from.Bank.Usable("") {
		w.editions[it.ID] = Edition(it)
		w.concepts[it.Concept] = append(w.concepts[it.Concept], it)
	}
	officers := make([]*simulated, s.Officers)
	errs := make([]error, s.Officers)
	var wait sync.WaitGroup
	for k := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := k; i < s.Officers; i += runtime.GOMAXPROCS(0) {
				officers[i], errs[i] = w.live(i)
			}
		})
	}
	wait.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return Report{}, errs[i]
	}
	passes, err := w.guess()
	if err != nil {
		return Report{}, err
	}
	return w.report(officers, passes)
}

// live is the year of one officer.
func (w *simulation) live(i int) (*simulated, error) {
	o := &simulated{r: rand.New(rand.NewPCG(w.Seed, uint64(i))), expert: i%10 == 9, sample: i%40 == 0, today: map[string]dayOfReview{}}
	o.Learner, o.Seen, o.Cards = fmt.Sprint(i), quizzes.History{}, map[string]quizzes.Card{}
	o.theta = 1.6 + 0.8*o.r.NormFloat64()
	begin, unit := o.r.IntN(45), 0
	opens := w.Start
	for d := range w.Days {
		now := w.Start.AddDate(0, 0, d).Add(time.Duration(8*60+o.r.IntN(9*60)) * time.Minute)
		if len(w.Change) > 0 && d == w.Days/2 {
			if err := w.lawMoves(o, w.Start.AddDate(0, 0, d)); err != nil {
				return nil, err
			}
		}
		if d < begin || o.r.IntN(10) < 3 { // days off
			continue
		}
		for n := 0; n < 4 && unit < len(w.course.Units); n++ { // units of a day
			u := w.course.Units[unit]
			if u.Kind == Check {
				if err := w.check(o, u, now); err != nil {
					return nil, err
				}
			}
			if u.Kind == Certify {
				if now.Before(opens) {
					break
				}
				a, err := w.sit(o, now)
				if err != nil {
					return nil, err
				}
				if !a.Passed {
					opens, o.theta = a.Opens, o.theta+0.5 // and studies again
					break
				}
			}
			unit++
		}
		if err := w.review(o, now); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// right is whether an officer gets an item right: by knowing it, as well as it is
// remembered by now, or else by luck.
func (o *simulated) right(it *quizzes.Item, now time.Time) bool {
	known := knows
	if !o.expert {
		known = 1 / (1 + math.Exp(-1.7*(o.theta-difficulty(it))))
		if c, ok := o.Cards[it.Concept]; ok {
			known *= c.Retrievability(now)
		}
	}
	luck := it.GuessChance()
	return o.r.Float64() < known+(1-known)*luck
}

// difficulty of an item: by its band and, so that no two are alike, its name.
func difficulty(it *quizzes.Item) float64 {
	h := fnv.New32a()
	h.Write([]byte(it.ID))
	own := float64(h.Sum32()%1000)/1000 - 0.5
	return map[quizzes.Band]float64{quizzes.Easy: -1, quizzes.Medium: -0.2, quizzes.Hard: 0.5}[it.Band] + own
}

// answer is what an officer answers.
func (o *simulated) answer(it *quizzes.Item, now time.Time) quizzes.Answer {
	if o.right(it, now) {
		return it.Key
	}
	for range 20 {
		if a := guess(it, o.r); !quizzes.Grade(it, a).Right {
			return a
		}
	}
	return quizzes.Answer{}
}

// see keeps that an item was shown, and when it was before.
func (o *simulated) see(it *quizzes.Item, times int, now time.Time) {
	if h, ok := o.Seen[it.ID]; ok {
		o.gaps = append(o.gaps, now.Sub(h.Last).Hours()/24)
	}
	o.saw(it.ID, times, now)
}

func (w *simulation) check(o *simulated, u Unit, now time.Time) error {
	seed := quizzes.Seed(w.secret, o.Learner+"/"+u.ID)
	ratings := map[string]bool{}
	items := drawCheck(w.from.Bank, w.pools[u.ID], u.Items, seed, o.Seen)
	var order []string
	for i, it := range items {
		e := answered(it, w.editions[it.ID], o.answer(it, now))
		e.ID, e.Learner, e.Kind, e.Round, e.Unit, e.Run, e.Number, e.At = fmt.Sprintf("%s/%d", u.ID, i), o.Learner, Answered, "course", u.ID, 1, i+1, now
		o.keep(e)
		was, asked := ratings[it.Concept]
		if !asked {
			order = append(order, it.Concept)
		}
		ratings[it.Concept] = e.Right && (was || !asked)
	}
	for _, it := range items {
		o.see(it, 1, now)
	}
	return o.remembered(order, ratings, now)
}

// remembered moves the cards of concepts that were asked together. What was asked
// on the day before counts with it.
func (o *simulated) remembered(order []string, right map[string]bool, now time.Time) error {
	for _, c := range order {
		d, ok := o.today[c]
		if !ok || d.day != dayOf(now) {
			d = dayOfReview{dayOf(now), o.Cards[c], true}
		}
		d.right = d.right && right[c]
		card, err := d.before.After(quizzes.Reviewed(c, quizzes.Rate(d.right, false), now))
		if err != nil {
			return err
		}
		o.Cards[c], o.today[c] = card, d
	}
	return nil
}

func (o *simulated) keep(e Event) {
	if o.sample {
		o.log = append(o.log, e)
	}
}

func (w *simulation) sit(o *simulated, now time.Time) (Attempt, error) {
	a := Attempt{Learner: o.Learner, Round: "course", Unit: "certification", Began: now, Submitted: now, Answers: map[string]quizzes.Answer{},
		Parameters: quizzes.ReviewParameters, Need: w.certify.Blueprint.Need()}
	a.ID = attemptID(o.Learner, len(o.attempts)+1)
	questions, err := w.form(quizzes.Seed(w.secret, a.ID), o.Seen)
	if err != nil {
		return a, err
	}
	right, order := map[string]bool{}, []string{}
	for i, q := range questions {
		it := w.item(q.Item)
		a.Items = append(a.Items, it.ID)
		a.Answers[strconv.Itoa(i+1)] = o.answer(it, now)
		if n := len(o.attempts); n > 0 && slices.Contains(o.attempts[n-1].Items, it.ID) {
			o.early++
		}
		o.see(it, certified, now)
	}
	a.mark(questions, w.certify.Wait)
	for _, x := range a.Outcomes {
		was, asked := right[x.Concept]
		if !asked {
			order = append(order, x.Concept)
		}
		right[x.Concept] = x.Right && (was || !asked)
	}
	o.attempts = append(o.attempts, a)
	return a, o.remembered(order, right, now)
}

// form is the questions of a form, with the law left out.
func (w *simulation) form(seed [32]byte, seen quizzes.History) ([]Question, error) {
	b := w.certify.Blueprint
	f, err := w.from.Bank.Form(b, seed, drawable(w.from.Bank, b, seen))
	if err != nil {
		return nil, err
	}
	var out []Question
	for _, x := range f.Items {
		it := w.item(x.Item)
		q := question(it, x.Options)
		q.Edition, q.Critical = w.editions[it.ID], slices.Contains(b.Critical, it.Concept)
		out = append(out, q)
	}
	return out, nil
}

func (w *simulation) item(id string) *quizzes.Item {
	it, _ := w.from.Bank.Item(id)
	return it
}

func (w *simulation) review(o *simulated, now time.Time) error {
	all := 0
	for _, c := range o.Cards {
		if c.Reviews > 0 && !c.Due.After(now) {
			all++
		}
	}
	o.backlog = append(o.backlog, all)
	due := quizzes.DueToday(o.Cards, now, 0)
	o.done = append(o.done, len(due))
	for _, c := range due {
		it, ok := variant(w.from.Bank, w.secret, o.State, c.Concept, now)
		if !ok {
			continue
		}
		if o.Seen[it.ID].Times > 0 && slices.ContainsFunc(w.concepts[c.Concept], func(x *quizzes.Item) bool { return o.Seen[x.ID].Times == 0 }) {
			o.early++
		}
		e := answered(it, w.editions[it.ID], o.answer(it, now))
		e.ID, e.Learner, e.Kind, e.At = "review/"+c.Concept+"/"+day(now), o.Learner, Reviewed, now
		o.keep(e)
		o.see(it, 1, now)
		if err := o.remembered([]string{c.Concept}, map[string]bool{c.Concept: e.Right}, now); err != nil {
			return err
		}
		after := o.Cards[c.Concept]
		if e.Right {
			o.recalled++
		}
		o.reviews = append(o.reviews, interval{after.Reviews, after.Due.Sub(now).Hours() / 24})
	}
	return nil
}

func (w *simulation) lawMoves(o *simulated, now time.Time) error {
	for i, e := range quizzes.LawChanged(o.Cards, w.from.Bank.ConceptsOf(w.Change), now) {
		card, err := o.Cards[e.Concept].After(e)
		if err != nil {
			return err
		}
		o.Cards[e.Concept] = card
		o.lawDue++
		o.keep(Event{Doc: store.Doc{ID: "law/" + strconv.Itoa(i)}, Learner: o.Learner, Kind: LawMoved, At: e.At, Concept: e.Concept, LawDue: e.LawDue})
	}
	return nil
}

// guess fills in forms by chance and says how many pass.
func (w *simulation) guess() (int, error) {
	r := rand.New(rand.NewPCG(w.Seed, math.MaxUint64))
	passes := 0
	for i := range w.Guesses {
		a := Attempt{Answers: map[string]quizzes.Answer{}, Need: w.certify.Blueprint.Need()}
		questions, err := w.form(quizzes.Seed(w.secret, "guess/"+strconv.Itoa(i)), nil)
		if err != nil {
			return 0, err
		}
		for k, q := range questions {
			a.Answers[strconv.Itoa(k+1)] = guess(w.item(q.Item), r)
		}
		if a.mark(questions, 0); a.Passed {
			passes++
		}
	}
	return passes, nil
}

// guess is an answer by chance, of somebody who reads what kind of answer is wanted.
func guess(it *quizzes.Item, r *rand.Rand) quizzes.Answer {
	n := len(it.Options)
	one := func() string { return it.Options[r.IntN(n)].ID }
	switch it.Type {
	case quizzes.Multiple, quizzes.Evidence:
		var a quizzes.Answer
		for len(a.Options) == 0 || len(a.Options) == n {
			a.Options = nil
			for _, o := range it.Options {
				if r.IntN(2) == 0 {
					a.Options = append(a.Options, o.ID)
				}
			}
		}
		return a
	case quizzes.Table, quizzes.Matching:
		a := quizzes.Answer{Rows: map[string]string{}}
		for _, row := range it.Rows {
			a.Rows[row.ID] = one()
		}
		return a
	case quizzes.Ordering:
		var a quizzes.Answer
		for _, k := range r.Perm(n) {
			a.Options = append(a.Options, it.Options[k].ID)
		}
		return a
	case quizzes.Number: // one of a dozen likely ones
		x := *it.Key.Number + int64(r.IntN(12))
		return quizzes.Answer{Number: &x}
	}
	return quizzes.Answer{Options: []string{one()}}
}

func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
