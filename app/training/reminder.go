package training

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

// Occasion is why somebody is reminded.
type Occasion string

const (
	OnAssigned  Occasion = "assigned"
	TwoWeeks    Occasion = "two_weeks" // before the last day
	ThreeDays   Occasion = "three_days"
	LastDay     Occasion = "last_day"
	Late        Occasion = "late" // on the day after the last, and a week, two and three weeks after that
	OnLawChange Occasion = "law"  // what somebody learned is to be reviewed
)

// Zh names the occasion.
func (o Occasion) Zh() string {
	return map[Occasion]string{OnAssigned: "指派", TwoWeeks: "兩星期後到期", ThreeDays: "三天後到期", LastDay: "最後一天", Late: "逾期", OnLawChange: "法規異動"}[o]
}

const (
	week       = 7  // days
	lawDays    = 14 // for which a reminder of a change of law stands: its reviews are spread over them
	quietAfter = 60 // days after the last one of a round, in which nothing new is said of it
)

// Reminder is one thing that somebody is told once. It says nothing of answers or
// marks. A certificate that may be renewed is none: its renewal is assigned.
type Reminder struct {
	store.Doc               // what it is about
	Account   string        `json:"account"`
	Occasion  Occasion      `json:"occasion"`
	Round     string        `json:"round"` // empty: of a change of law
	Due       string        `json:"due,omitempty"`
	Made      time.Time     `json:"made"`
	State     ReminderState `json:"state"`
	Tries     int           `json:"tries"` // that the mail server answered
	Next      time.Time     `json:"next"`  // not sent before
	Sent      time.Time     `json:"sent,omitzero"`
	Why       string        `json:"why,omitempty"` // what kept it from being sent, in the words of the mail server
}

// ReminderState is what became of a reminder as mail. All but RemindPast are shown to
// their person on the site.
type ReminderState string

const (
	RemindWaiting ReminderState = "waiting"    // for a mail server, or for a time to try again
	RemindNowhere ReminderState = "no_address" // the account has no e-mail address; looked for again every day
	RemindSent    ReminderState = "sent"
	RemindFailed  ReminderState = "failed" // the mail server does not take it
	RemindPast    ReminderState = "past"   // what it says is no longer so
)

// ReminderStates are all of them.
var ReminderStates = []ReminderState{RemindWaiting, RemindNowhere, RemindSent, RemindFailed, RemindPast}

var reminders = store.Define[Reminder]("training_reminders",
	store.Index("state", "next"), store.Index("account", "made"), store.Index("round", "account"), store.Sealed("why"))

// occasions are the days, counted from the last one, on which something is said of a
// round that is not finished.
var occasions = []struct {
	occasion Occasion
	days     int
}{{TwoWeeks, -2 * week}, {ThreeDays, -3}, {LastDay, 0}, {Late, 1}, {Late, 1 + week}, {Late, 1 + 2*week}, {Late, 1 + 3*week}}

// occasion is the latest that has come, of those after the day of the assignment;
// whoever was not told of earlier ones is not told of them any more.
func occasion(assigned, due, today rules.Date) (is Occasion, on rules.Date) {
	is, on = OnAssigned, assigned
	for _, o := range occasions {
		if day := due.AddDate(0, 0, o.days); day > assigned && day <= today {
			is, on = o.occasion, day
		}
	}
	return is, on
}

// RemindersDue are the reminders that there should be by now and are not yet there, by
// round and in the order of the people: one of each round that is assigned and neither
// finished nor waived. The people are all who can sign in.
func (t *Training) RemindersDue(ctx context.Context, people []Person) ([]Reminder, error) {
	missing, _, err := t.remindersDue(ctx, people)
	return missing, err
}

// Remind puts into the queue what RemindersDue says, and takes out what is no longer
// so; the people are all who can sign in. However many processes do it, a reminder is there once. It says how many came
// and went.
func (t *Training) Remind(ctx context.Context, people []Person) (made, past int, err error) {
	missing, over, err := t.remindersDue(ctx, people)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range missing {
		if err := t.reminders.Insert(ctx, r); err == nil {
			made++
		} else if !errors.Is(err, store.ErrExists) {
			return made, past, err
		}
	}
	for _, r := range over {
		r.State = RemindPast
		if err := t.reminders.Replace(ctx, r); err == nil {
			past++
		} else if !errors.Is(err, store.ErrConflict) {
			return made, past, err
		}
	}
	return made, past, nil
}

// assigned is when a round was assigned, and its last day.
type assigned struct{ on, due rules.Date }

// remindersDue are also those in the queue that are no longer so.
func (t *Training) remindersDue(ctx context.Context, people []Person) (missing, over []Reminder, err error) {
	all, err := t.Assignments(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := t.now()
	rounds := map[string]map[string]assigned{} // by round, then by whom it is assigned to
	for _, a := range all {
		due, err := rules.ParseDay(a.Due)
		if _, ok := t.courseOf(a.Round()); !ok || err != nil || due.AddDate(0, 0, quietAfter) < dayOf(now) {
			continue
		}
		if rounds[a.Round()] == nil {
			rounds[a.Round()] = map[string]assigned{}
		}
		if was, ok := rounds[a.Round()][a.To]; a.Withdrawn.IsZero() && (!ok || due <= was.due) {
			rounds[a.Round()][a.To] = assigned{dayOf(a.At), due}
		}
	}
	pseudonyms := map[string]string{}
	for l, err := range t.learners.Find(ctx, store.Query{}) {
		if err != nil {
			return nil, nil, err
		}
		pseudonyms[l.Account] = l.ID
	}
	for _, round := range slices.Sorted(maps.Keys(rounds)) {
		m, o, err := t.remindersOf(ctx, round, rounds[round], people, pseudonyms)
		if err != nil {
			return nil, nil, err
		}
		missing, over = append(missing, m...), append(over, o...)
	}
	return missing, over, nil
}

func (t *Training) remindersOf(ctx context.Context, round string, to map[string]assigned, people []Person, pseudonyms map[string]string) (missing, over []Reminder, err error) {
	marks := map[string]*Progress{}
	for _, kind := range []EventKind{Began, Finished, Waived} {
		for e, err := range t.events.Find(ctx, store.Query{Equal: map[string]any{"round": round, "kind": string(kind)}, Order: "learner"}) {
			if err != nil {
				return nil, nil, err
			}
			if marks[e.Learner] == nil {
				marks[e.Learner] = &Progress{}
			}
			marks[e.Learner].mark(e)
		}
	}
	wanted, there := map[string]bool{}, map[string]Reminder{}
	for r, err := range t.reminders.Find(ctx, store.Query{Equal: map[string]any{"round": round}}) {
		if err != nil {
			return nil, nil, err
		}
		there[r.ID] = r
	}
	for _, p := range people {
		a, ok := assigned{}, false
		for _, id := range append([]string{p.Account}, p.Units...) {
			if x, is := to[id]; is && (!ok || x.due < a.due) {
				a, ok = x, true
			}
		}
		if m := marks[pseudonyms[p.Account]]; m != nil {
			if !m.Finished.IsZero() || !m.Waived.IsZero() {
				continue
			}
			if due, err := rules.ParseDay(m.Due); !ok && err == nil && !m.Began.IsZero() {
				a, ok = assigned{dayOf(m.Began), due}, true
			}
		}
		if !ok {
			continue
		}
		r := t.reminder(p.Account, round, a)
		wanted[r.ID] = true
		if _, ok := there[r.ID]; !ok {
			missing = append(missing, r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(there)) {
		if r := there[id]; !wanted[id] && (r.State == RemindWaiting || r.State == RemindNowhere) {
			over = append(over, r)
		}
	}
	return missing, over, nil
}

// reminder is what is said of a round today.
func (t *Training) reminder(account, round string, a assigned) Reminder {
	now := t.now()
	is, on := occasion(a.on, a.due, dayOf(now))
	return Reminder{Doc: store.Doc{ID: strings.Join([]string{account, round, a.due.String(), string(is), on.String()}, "/")},
		Account: account, Occasion: is, Round: round, Due: a.due.String(), Made: now, State: RemindWaiting, Next: now}
}

// remindOfLaw puts into the queue that a change of law makes something due.
func (t *Training) remindOfLaw(ctx context.Context, account, change string) error {
	now := t.now()
	err := t.reminders.Insert(ctx, Reminder{Doc: store.Doc{ID: account + "/law/" + change}, Account: account, Occasion: OnLawChange, Made: now, State: RemindWaiting, Next: now})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// stands says whether what a reminder says is still so.
func (t *Training) stands(ctx context.Context, r Reminder) (bool, error) {
	switch {
	case r.State == RemindPast:
		return false, nil
	case r.Occasion == OnLawChange:
		return t.now().Before(r.Made.AddDate(0, 0, lawDays)), nil
	}
	id, ok, err := t.known(ctx, r.Account)
	if !ok || err != nil {
		return err == nil, err
	}
	for _, kind := range []EventKind{Finished, Waived} {
		n, err := t.events.Count(ctx, store.Query{Equal: map[string]any{"learner": id, "round": r.Round, "kind": string(kind)}})
		if n > 0 || err != nil {
			return false, err
		}
	}
	return true, nil
}

// Pending are the reminders of an account that still stand, the latest of each round
// and the latest of the law, whether they were sent or not: for those whom no mail
// reaches.
func (t *Training) Pending(ctx context.Context, account string) ([]Reminder, error) {
	var out []Reminder
	seen := map[string]bool{}
	for r, err := range t.reminders.Find(ctx, store.Query{Equal: map[string]any{"account": account}, Order: "made", Desc: true}) {
		if err != nil {
			return nil, err
		}
		if seen[r.Round] {
			continue
		}
		seen[r.Round] = true
		if ok, err := t.stands(ctx, r); err != nil {
			return nil, err
		} else if ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// Reminders are the reminders of a round that are about some people, the latest first.
func (t *Training) Reminders(ctx context.Context, round string, about func(account string) bool) ([]Reminder, error) {
	all, err := collect(t.reminders.Find(ctx, store.Query{Equal: map[string]any{"round": round}}))
	all = slices.DeleteFunc(all, func(r Reminder) bool { return !about(r.Account) })
	slices.SortFunc(all, func(a, b Reminder) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID)) })
	return all, err
}
