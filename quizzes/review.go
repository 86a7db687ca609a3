package quizzes

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v3"
)

// ReviewParameters names the weights and limits below. Every review keeps the
// name, so that replaying a log never uses other ones than those it was made with.
const ReviewParameters = "fsrs-5/default-19/1"

// parameters of the scheduler by name. The weights are FSRS-5's defaults, written
// out so that a new version of the library does not move anybody's reviews.
// Without short-term steps the first interval is a day at least; the longest is
// half a training year.
var parameters = map[string]fsrs.Parameters{
	ReviewParameters: {
		RequestRetention: 0.9,
		MaximumInterval:  180,
		W: fsrs.Weights{0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192,
			1.01925, 1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621},
		Decay:           -0.5,
		Factor:          math.Pow(0.9, 1/-0.5) - 1,
		EnableShortTerm: false,
	},
}

// Rating is how a review went.
type Rating string

const (
	Again     Rating = "again"
	HardGoing Rating = "hard"
	Good      Rating = "good"
)

// Rate rates what somebody did; nothing is ever rated easy by itself.
func Rate(right, assisted bool) Rating {
	switch {
	case !right:
		return Again
	case assisted:
		return HardGoing
	}
	return Good
}

var ratings = map[Rating]fsrs.Rating{Again: fsrs.Again, HardGoing: fsrs.Hard, Good: fsrs.Good}

// Card is a concept in somebody's memory: of a concept, never of an item, so that
// each review shows another variant.
type Card struct {
	Concept    string    `json:"concept"`
	Due        time.Time `json:"due"`
	Stability  float64   `json:"stability"`  // days until the chance to recall falls to 0.9
	Difficulty float64   `json:"difficulty"` // 1 to 10
	Reviews    int       `json:"reviews"`
	Lapses     int       `json:"lapses"`
	Last       time.Time `json:"last"`
	LawChanged bool      `json:"law_changed,omitempty"` // due because the law changed (法規異動)
}

// Entry is a line of somebody's review log: a review, or a change of law that made
// the concept due.
type Entry struct {
	Concept    string    `json:"concept"`
	At         time.Time `json:"at"`
	Rating     Rating    `json:"rating,omitempty"`
	Parameters string    `json:"parameters,omitempty"`
	LawDue     time.Time `json:"law_due,omitzero"` // instead of a rating
}

// Reviewed is the entry of a review now.
func Reviewed(concept string, r Rating, at time.Time) Entry {
	return Entry{Concept: concept, At: at, Rating: r, Parameters: ReviewParameters}
}

// After is a card after an entry. The error names parameters or a rating that are
// not known.
func (c Card) After(e Entry) (Card, error) {
	c.Concept = e.Concept
	if !e.LawDue.IsZero() {
		if c.Reviews > 0 && e.LawDue.Before(c.Due) {
			c.Due = e.LawDue
		}
		c.LawChanged = c.Reviews > 0
		return c, nil
	}
	p, ok := parameters[e.Parameters]
	rating, known := ratings[e.Rating]
	if !ok || !known {
		return c, fmt.Errorf("不認得的複習紀錄：%s、%s", e.Parameters, e.Rating)
	}
	next := fsrs.NewFSRS(p).Next(c.fsrs(), e.At, rating).Card
	due := next.Due
	if last := e.At.AddDate(0, 0, int(p.MaximumInterval)); due.After(last) { // the library adds a day to good where hard is at the limit
		due = last
	}
	return Card{Concept: e.Concept, Due: due, Stability: next.Stability, Difficulty: next.Difficulty,
		Reviews: int(next.Reps), Lapses: int(next.Lapses), Last: e.At}, nil
}

func (c Card) fsrs() fsrs.Card {
	if c.Reviews == 0 {
		return fsrs.NewCard()
	}
	return fsrs.Card{Due: c.Due, Stability: c.Stability, Difficulty: c.Difficulty, Reps: uint64(c.Reviews), Lapses: uint64(c.Lapses),
		State: fsrs.Review, LastReview: c.Last}
}

// Retrievability is the chance that the concept can be recalled now, 0 to 1.
func (c Card) Retrievability(now time.Time) float64 {
	return fsrs.NewFSRS(parameters[ReviewParameters]).GetRetrievability(c.fsrs(), now)
}

// Replay is the cards a log comes to, in the order of its entries.
func Replay(log []Entry) (map[string]Card, error) {
	out := map[string]Card{}
	for _, e := range log {
		c, err := out[e.Concept].After(e)
		if err != nil {
			return nil, err
		}
		out[e.Concept] = c
	}
	return out, nil
}

// MaxReviewsADay is how many concepts are asked a day at most.
const MaxReviewsADay = 10

// DueToday are the concepts to review now, those least likely to be recalled
// first; done is how many were reviewed today already.
func DueToday(cards map[string]Card, now time.Time, done int) []Card {
	var out []Card
	for _, c := range cards {
		if c.Reviews > 0 && !c.Due.After(now) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Card) int {
		return cmp.Or(cmp.Compare(a.Retrievability(now), b.Retrievability(now)), cmp.Compare(a.Concept, b.Concept))
	})
	return out[:min(len(out), max(MaxReviewsADay-done, 0))]
}

// lawSpread is over how many days a change of law is spread.
const lawSpread = 14

// LawChanged are the entries that make concepts due whose law changed, spread over
// the next fourteen days, those least likely to be recalled first.
func LawChanged(cards map[string]Card, concepts []string, now time.Time) []Entry {
	var due []Card
	for _, id := range concepts {
		if c, ok := cards[id]; ok && c.Reviews > 0 && !slices.ContainsFunc(due, func(d Card) bool { return d.Concept == id }) {
			due = append(due, c)
		}
	}
	slices.SortFunc(due, func(a, b Card) int {
		return cmp.Or(cmp.Compare(a.Retrievability(now), b.Retrievability(now)), cmp.Compare(a.Concept, b.Concept))
	})
	out := []Entry{}
	for i, c := range due {
		out = append(out, Entry{Concept: c.Concept, At: now, LawDue: now.AddDate(0, 0, i*lawSpread/len(due))})
	}
	return out
}

// ConceptsOf are the concepts that turn on any of some provisions or articles: what
// a change of law makes due.
func (b *Bank) ConceptsOf(changed []string) []string {
	var out []string
	for _, c := range b.concepts {
		if slices.ContainsFunc(changed, func(id string) bool { return c.about(id, "") > 0 || c.within(id) }) {
			out = append(out, c.ID)
		}
	}
	return out
}
