package web

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/rules"
)

// logSearch is what of the log is asked for, never more than may be seen.
type logSearch struct {
	audit.Filter
	condition string // in words, for the log itself
	form      filterForm
}

// searchOf reads from the arguments of a page what is asked for. What is wrong with
// them stands in the form; a unit outside the visitor's is not there.
func (s *Server) searchOf(c *fiber.Ctx, a account.Action, args url.Values) (logSearch, error) {
	tr := s.language(c)
	typed := func(name string) string { return strings.TrimSpace(args.Get(name)) }
	f := audit.Filter{User: typed("user"), Action: typed("act"), Subject: typed("subject"), Purpose: typed("words")}
	if f.Action != "" && !slices.Contains(audit.Acts, f.Action) {
		return logSearch{}, fiber.ErrBadRequest
	}
	var units []option
	var err error
	if f.Units, units, err = s.unitsOf(c, a, typed("unit")); err != nil {
		return logSearch{}, err
	}
	acts := []option{{Label: tr.T("log.every_act")}}
	for _, act := range audit.Acts {
		acts = append(acts, option{Value: act, Label: act, Checked: act == f.Action})
	}
	days := newSpan(tr, "at", tr.T("log.at"), args)
	f.From, f.Until, _ = days.moments(tr)
	found := logSearch{condition: conditionOf(f), form: filterForm{Action: "/log", Label: tr.T("log.filter"), Spans: []span{days}, Fields: []field{
		{Name: "unit", Kind: choiceField, Label: tr.T("people.unit"), Choices: units},
		{Name: "user", Label: tr.T("log.user_or_actual"), Value: f.User},
		{Name: "act", Kind: choiceField, Label: tr.T("log.act"), Choices: acts},
		{Name: "subject", Label: tr.T("log.subject"), Value: f.Subject},
		{Name: "words", Label: tr.T("log.words"), Value: f.Purpose},
	}}}
	if slices.ContainsFunc([]string{"unit", "user", "act", "subject", "words", "at_from", "at_until"}, func(name string) bool { return typed(name) != "" }) {
		found.form.Clear = &link{Text: tr.T("log.all"), Href: "/log"}
	}
	found.Filter, err = s.asLogged(c.UserContext(), f)
	return found, err
}

// unitsOf are a unit and those below it as the log names them, of those where the
// visitor may do something, and all of those to choose from. No unit is every one;
// nil stands for the whole log.
func (s *Server) unitsOf(c *fiber.Ctx, a account.Action, unit string) (labels []string, choices []option, err error) {
	tr, v := s.language(c), s.visitor(c)
	scope, tree, err := s.scope(c, a)
	if err != nil {
		return nil, nil, err
	}
	choices = unitOptions(tree, scope, unit)
	switch {
	case scope.All:
		choices = append([]option{{Label: tr.T("people.every_unit")}}, choices...)
		if unit == "" {
			return nil, choices, nil
		}
	case len(scope.Units) == 0:
		return nil, nil, &problem{status: fiber.StatusForbidden, key: "log_no_unit"}
	case unit == "":
		unit = v.Unit // the first choice
	}
	within := tree.Under(unit)
	if !scope.Has(unit) || len(within) == 0 {
		return nil, nil, fiber.ErrNotFound
	}
	for _, u := range within {
		labels = append(labels, tree.Label(u.ID))
	}
	return labels, choices, nil
}

// asLogged is a filter with its user and subject as entries have them: a login
// however it was written, and an account by its id.
func (s *Server) asLogged(ctx context.Context, f audit.Filter) (audit.Filter, error) {
	user, err := s.People.ByLogin(ctx, f.User)
	if err == nil {
		f.User = user.Login
	} else if !errors.Is(err, store.ErrNotFound) {
		return f, err
	}
	subject, err := s.People.ByLogin(ctx, f.Subject)
	if err == nil {
		f.Subject = subject.ID
	} else if !errors.Is(err, store.ErrNotFound) {
		return f, err
	}
	return f, nil
}

// conditionOf is a filter, as it was typed, in the words of the log.
func conditionOf(f audit.Filter) string {
	var words []string
	say := func(what, value string) {
		if value != "" {
			words = append(words, what+"："+value)
		}
	}
	if len(f.Units) > 0 {
		say("單位", f.Units[0]+"（含下級）")
	}
	say("期間", daysZh(f.From, f.Until))
	say("使用者", f.User)
	say("作業種類", f.Action)
	say("對象", f.Subject)
	say("用途含", f.Purpose)
	if len(words) == 0 {
		return "全部"
	}
	return strings.Join(words, "，")
}

// moments are when the days begin in Taipei, and when they are over; zero where
// nothing was typed. ok is false where a field says what is wrong.
func (s *span) moments(tr *language) (from, until time.Time, ok bool) {
	first, last, ok := s.read(tr)
	if ok && first != rules.Beginning {
		from = midnight(first)
	}
	if ok && last != rules.Forever {
		until = midnight(last.AddDate(0, 0, 1))
	}
	return from, until, ok
}

// midnight is when a day begins in Taipei.
func midnight(d rules.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, taipei)
}

// daysZh is a span of days in the words of the log.
func daysZh(from, until time.Time) string {
	first, last := dayOf(from).ROC(), dayOf(until.Add(-time.Second)).ROC()
	switch {
	case from.IsZero() && until.IsZero():
		return ""
	case until.IsZero():
		return first + "起"
	case from.IsZero():
		return "至" + last
	case first == last:
		return first
	}
	return first + "至" + last
}
