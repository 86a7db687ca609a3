package web

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
)

// perPage is how many people a page of the roster shows.
const perPage = 50

// peoplePage is the data of people.html.
type peoplePage struct {
	Manage bool
	Filter filterForm
	Table  table
	Pager  pager
}

// scope is the part of the agency in which the visitor may do something, and its
// units. What lies outside is not there for them.
func (s *Server) scope(c *fiber.Ctx, a account.Action) (scope account.Scope, tree account.Tree, err error) {
	if tree, err = s.People.Units(c.UserContext()); err != nil {
		return scope, tree, err
	}
	return a.Scope(s.visitor(c).Account, tree), tree, nil
}

func (s *Server) people(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	scope, tree, err := s.scope(c, account.SeePeople)
	if err != nil {
		return err
	}
	args := queryOf(c)
	unit := args.Get("unit")
	if unit != "" && !scope.Has(unit) {
		return fiber.ErrNotFound
	}
	find := account.Find{Scope: scope, Prefix: args.Get("login"), Role: account.Role(args.Get("role")), After: args.Get("after"), Limit: perPage}
	if unit != "" {
		find.Scope = account.Scope{Units: ids(tree.Under(unit))}
	}
	found, err := s.People.List(c.UserContext(), find)
	if err != nil {
		return err
	}
	p := peoplePage{Manage: v.May(account.ManagePeople),
		Filter: filterForm{Action: "/people", Label: tr.T("people.title"), Fields: []field{
			{Name: "unit", Kind: choiceField, Label: tr.T("people.unit"), Choices: append([]option{{Label: tr.T("people.every_unit")}}, unitOptions(tree, scope, unit)...)},
			{Name: "role", Kind: choiceField, Label: tr.T("people.role"), Choices: append([]option{{Label: tr.T("people.every_role")}}, roleOptions(tr, find.Role)...)},
			{Name: "login", Label: tr.T("people.prefix"), Value: find.Prefix},
		}},
		Table: table{Caption: tr.T("people.title"), Columns: []column{{Label: tr.T("person.name")}, {Label: tr.T("person.login")}, {Label: tr.T("person.unit")}, {Label: tr.T("person.roles")}, {Label: tr.T("people.state")}}, None: empty{Text: tr.T("people.empty"), How: tr.T("people.empty_how")}},
		Pager: pager{List: tr.T("people.title"), Shown: len(found.Accounts)},
	}
	if unit != "" || find.Role != "" || find.Prefix != "" {
		p.Filter.Clear = &link{Text: tr.T("people.all"), Href: "/people"}
	}
	if find.After != "" {
		p.Pager.Start = listURL("/people", args, "after", "")
	}
	if found.Next != "" {
		p.Pager.Next = listURL("/people", args, "after", found.Next)
	}
	for _, a := range found.Accounts {
		state := tr.stateOf(a, s.Now())
		p.Table.Rows = append(p.Table.Rows, row{Cells: []cell{{Text: a.Name, Href: "/people/" + a.ID, Chinese: true}, {Text: a.Login}, {Text: tree.Label(a.Unit), Chinese: true}, {Text: tr.roles(a.Roles)}, {State: &state}}})
	}
	return s.render(c, fiber.StatusOK, "people", page{Title: tr.T("people.title"), Nav: "people", Data: p})
}

// stateOf is whether somebody can sign in, and what has to come first.
func (l *language) stateOf(a account.Account, now time.Time) badge {
	switch {
	case a.Disabled:
		return badge{"none", l.T("people.state.disabled")}
	case a.External:
		return badge{"yes", l.T("people.state.external")}
	case a.Password.Temporary:
		return badge{"open", l.T("people.state.invited")}
	case a.Password.Suspected, !a.Password.Due.After(now):
		return badge{"open", l.T("people.state.password")}
	}
	return badge{"yes", l.T("people.state.active")}
}

// unitOptions are the units of a scope as choices, each with its way from the top.
func unitOptions(tree account.Tree, scope account.Scope, chosen string) (out []option) {
	for _, u := range tree.All() {
		if scope.Has(u.ID) {
			out = append(out, option{Value: u.ID, Label: tree.Label(u.ID), Checked: u.ID == chosen})
		}
	}
	return out
}

func roleOptions(tr *language, chosen account.Role) (out []option) {
	for _, r := range account.Roles {
		out = append(out, option{Value: string(r), Label: tr.T("role." + string(r)), Checked: r == chosen})
	}
	return out
}

func ids(units []account.Unit) (out []string) {
	for _, u := range units {
		out = append(out, u.ID)
	}
	return out
}

// personPage is the data of person.html.
type personPage struct {
	ID, Login            string
	Facts                []pair
	Log                  bool // the visitor may see it
	Manage, Self         bool
	Training             bool // there is some that can be erased
	External, Disabled   bool
	Factor, In, IsLocked bool
}

// reach is somebody the visitor may see; anybody else is not there.
func (s *Server) reach(c *fiber.Ctx, id string) (a account.Account, tree account.Tree, err error) {
	scope, tree, err := s.scope(c, account.SeePeople)
	if err != nil {
		return a, tree, err
	}
	if a, err = s.People.Get(c.UserContext(), id); err != nil {
		return a, tree, err
	}
	if !scope.Has(a.Unit) {
		return account.Account{}, tree, store.ErrNotFound
	}
	return a, tree, nil
}

func (s *Server) onePerson(c *fiber.Ctx) error {
	a, tree, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	if ok, err := s.openPerson(c, a.ID); !ok || err != nil {
		return err
	}
	tr, v := s.language(c), s.visitor(c)
	locked, err := s.People.LockedUntil(c.UserContext(), a)
	if err != nil {
		return err
	}
	sessions, err := s.People.Sessions(c.UserContext(), a.ID)
	if err != nil {
		return err
	}
	state := tr.stateOf(a, s.Now())
	p := personPage{ID: a.ID, Login: a.Login, Log: v.May(account.ReadLog), Manage: v.May(account.ManagePeople), Self: a.ID == v.ID, External: a.External, Disabled: a.Disabled, Factor: a.Factor, In: len(sessions) > 0, IsLocked: !locked.IsZero(), Training: s.Training != nil}
	p.Facts = append([]pair{{Label: tr.T("people.state"), State: &state}}, s.factsOf(tr, a, tree)...)
	if p.IsLocked {
		p.Facts[0].Note = tr.T("person.locked", tr.moment(locked))
	}
	if !a.External {
		p.Facts = append(p.Facts, pair{Label: tr.T("person.password_due"), Value: tr.lastDay(a.Password)})
	}
	factor := tr.T("person.factor_none")
	if a.Factor {
		factor = tr.T("person.factor_set")
	}
	p.Facts = append(p.Facts,
		pair{Label: tr.T("person.factor"), Value: factor},
		pair{Label: tr.T("person.created"), Value: tr.moment(a.Created)},
		pair{Label: tr.T("person.sessions"), Value: strconv.Itoa(len(sessions))})
	return s.render(c, fiber.StatusOK, "person", page{Title: a.Name, Nav: "people", Crumb: peopleCrumbs(tr, a.Name), Data: p})
}

// factsOf is what is kept of a person, as they and those above them see it.
func (s *Server) factsOf(tr *language, a account.Account, tree account.Tree) []pair {
	facts := []pair{
		{Label: tr.T("person.login"), Value: a.Login},
		{Label: tr.T("person.name"), Value: a.Name, Chinese: true},
		{Label: tr.T("person.unit"), Value: cmp.Or(tree.Label(a.Unit), tr.T("person.no_unit"))},
		{Label: tr.T("person.roles"), Value: tr.roles(a.Roles)},
	}
	if a.Email != "" {
		facts = append(facts, pair{Label: tr.T("person.email"), Value: a.Email})
	}
	return facts
}

func peopleCrumbs(tr *language, last string) []link {
	return []link{{Text: tr.T("people.title"), Href: "/people"}, {Text: last}}
}

// acts are what an admin does to an account, each behind a page that asks once more.
var acts = map[string]struct {
	record string
	do     func(*account.People, context.Context, account.Account) (oneTime string, err error)
}{
	"reset": {audit.PasswordReset, func(p *account.People, ctx context.Context, a account.Account) (string, error) {
		return p.Reset(ctx, a.ID)
	}},
	"suspect": {audit.LeakSuspected, byID((*account.People).Suspect)},
	"disable": {audit.PersonDisabled, byID((*account.People).Disable)},
	"enable":  {audit.PersonEnabled, byID((*account.People).Enable)},
	"unlock": {audit.PersonUnlocked, func(p *account.People, ctx context.Context, a account.Account) (string, error) {
		return "", p.Unlock(ctx, a)
	}},
	"factor":   {audit.SecondFactorGone, byID((*account.People).ResetTOTP)},
	"sessions": {audit.SessionEnded, byID((*account.People).EndAll)},
}

// byID makes an act of one that needs the id alone and hands out nothing.
func byID(do func(*account.People, context.Context, string) error) func(*account.People, context.Context, account.Account) (string, error) {
	return func(p *account.People, ctx context.Context, a account.Account) (string, error) {
		return "", do(p, ctx, a.ID)
	}
}

func (s *Server) confirmAct(c *fiber.Ctx) error {
	name := c.Params("act")
	if _, ok := acts[name]; !ok {
		return fiber.ErrNotFound
	}
	a, _, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	tr := s.language(c)
	v := confirmation{Title: tr.T("act."+name+".title", a.Name), Action: "/people/" + a.ID + "/" + name, Button: tr.T("act." + name + ".button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: "/people/" + a.ID}}
	if key := "act." + name + ".loss"; tr.has(key) {
		v.Effects = append(v.Effects, tr.T(key))
	}
	if key := "act." + name + ".lead"; tr.has(key) {
		v.Lead = tr.T(key)
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: v.Title, Nav: "people", Crumb: peopleCrumbs(tr, a.Name), Data: v})
}

func (s *Server) act(c *fiber.Ctx) error {
	name := c.Params("act")
	act, ok := acts[name]
	if !ok {
		return fiber.ErrNotFound
	}
	a, _, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	if a.ID == s.visitor(c).ID && name == "disable" {
		return &problem{status: fiber.StatusConflict, key: "disable_self"}
	}
	if err := s.record(c, act.record, a.Login, a.ID); err != nil {
		return err
	}
	oneTime, err := act.do(s.People, c.UserContext(), a)
	if err != nil {
		return err
	}
	if oneTime != "" {
		return s.showSecret(c, a, oneTime)
	}
	s.say(c, "act."+name+".done", a.Name)
	return c.Redirect("/people/"+a.ID, fiber.StatusSeeOther)
}

// secretPage is the data of secret.html: a password that is shown this once.
type secretPage struct {
	Login, Href string
	Secret      secret
	Hand        notice
}

func (s *Server) showSecret(c *fiber.Ctx, a account.Account, password string) error {
	tr := s.language(c)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, fiber.StatusOK, "secret", page{Title: tr.T("secret.title", a.Name), Nav: "people", Crumb: peopleCrumbs(tr, a.Name), Data: secretPage{
		Login: a.Login, Href: "/people/" + a.ID, Secret: secret{tr.T("secret.password"), []string{password}}, Hand: notice{Title: tr.T("secret.hand")}}})
}

// personForm is the form of an account, new or there already.
func (s *Server) personForm(c *fiber.Ctx, a account.Account) (form, error) {
	tr := s.language(c)
	scope, tree, err := s.scope(c, account.ManagePeople)
	if err != nil {
		return form{}, err
	}
	roles := field{Name: "roles", Kind: manyField, Label: tr.T("person.roles"), Help: tr.T("person.roles_help")}
	for _, r := range account.Roles {
		roles.Choices = append(roles.Choices, option{Value: string(r), Label: tr.T("role." + string(r)), Help: tr.T("role." + string(r) + ".help"), Checked: a.Is(r)})
	}
	f := form{Button: tr.T("person.save"), Version: a.Version, Fields: []field{
		{Name: "login", Label: tr.T("person.login"), Help: tr.T("person.login_help"), Value: a.Login},
		{Name: "name", Label: tr.T("person.name"), Value: a.Name},
		{Name: "email", Label: tr.T("person.email"), Value: a.Email, Optional: true},
		{Name: "unit", Kind: choiceField, Label: tr.T("person.unit"), Choices: append([]option{{Label: tr.T("person.no_unit")}}, unitOptions(tree, scope, a.Unit)...)},
		roles,
		{Name: "external", Kind: manyField, Label: tr.T("person.how"), Choices: []option{{Value: "1", Label: tr.T("person.external"), Help: tr.T("person.external_help"), Checked: a.External}}},
	}}
	return f, nil
}

func (s *Server) newPersonForm(c *fiber.Ctx) error {
	f, err := s.personForm(c, account.Account{Roles: []account.Role{account.Officer}})
	if err != nil {
		return err
	}
	return s.showPersonForm(c, fiber.StatusOK, "", f)
}

func (s *Server) showPersonForm(c *fiber.Ctx, status int, name string, f form) error {
	tr := s.language(c)
	title := tr.T("person.new")
	if name != "" {
		title = tr.T("person.edit", name)
	}
	return s.render(c, status, "form", page{Title: title, Nav: "people", Error: len(f.Errors()) > 0, Crumb: peopleCrumbs(tr, title), Data: f})
}

// sentPerson is an account with what the form says of it.
func sentPerson(sent url.Values, a account.Account) account.Account {
	a.Login, a.Name, a.Email, a.Unit, a.External, a.Roles = sent.Get("login"), sent.Get("name"), sent.Get("email"), sent.Get("unit"), sent.Get("external") != "", nil
	a.Version, _ = strconv.Atoi(sent.Get("version")) // of what is no number, the edit conflicts
	for _, r := range sent["roles"] {
		a.Roles = append(a.Roles, account.Role(r))
	}
	return a
}

func (s *Server) newPerson(c *fiber.Ctx) error {
	sent := formOf(c)
	a := sentPerson(sent, account.Account{})
	made, oneTime, err := s.People.Create(c.UserContext(), a)
	if err != nil {
		return s.personAgain(c, account.Account{}, sent, err)
	}
	if err := s.record(c, audit.PersonAdded, made.Login, made.ID); err != nil {
		return err
	}
	if oneTime != "" {
		return s.showSecret(c, made, oneTime)
	}
	s.say(c, "person.added", made.Name)
	return c.Redirect("/people", fiber.StatusSeeOther)
}

// personAgain shows the form with its faults, or passes on what is no fault of it.
func (s *Server) personAgain(c *fiber.Ctx, a account.Account, sent url.Values, err error) error {
	tr := s.language(c)
	f, e := s.personForm(c, a)
	if e != nil {
		return e
	}
	f.fill(sent)
	var faults *account.InvalidError
	switch {
	case errors.As(err, &faults):
		for _, x := range faults.Faults {
			f.fault(faultField[x], tr.T("person.fault."+string(x)))
		}
	case errors.Is(err, store.ErrExists):
		f.fault("login", tr.T("person.taken"))
	case errors.Is(err, account.ErrLastAdmin):
		f.fault("roles", tr.T("person.last_admin"))
	default:
		return err
	}
	return s.showPersonForm(c, fiber.StatusUnprocessableEntity, a.Name, f)
}

// faultField is the field beside which a fault is shown.
var faultField = map[account.Fault]string{
	account.LoginMalformed: "login", account.NameMissing: "name", account.NameTooLong: "name", account.NameUnreadable: "name",
	account.EmailMalformed: "email", account.UnitUnknown: "unit", account.RoleMissing: "roles", account.RoleUnknown: "roles",
}

func (s *Server) editPersonForm(c *fiber.Ctx) error {
	a, _, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	if ok, err := s.openPerson(c, a.ID); !ok || err != nil {
		return err
	}
	f, err := s.personForm(c, a)
	if err != nil {
		return err
	}
	return s.showPersonForm(c, fiber.StatusOK, a.Name, f)
}

func (s *Server) editPerson(c *fiber.Ctx) error {
	a, tree, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	sent := formOf(c)
	now := sentPerson(sent, a)
	err = s.People.Edit(c.UserContext(), now)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.stalePerson(c, a, tree, sent)
	case err != nil:
		return s.personAgain(c, a, sent, err)
	}
	if err := s.record(c, audit.PersonChanged, a.Login, a.ID); err != nil {
		return err
	}
	s.say(c, "person.changed", now.Name)
	return c.Redirect("/people/"+a.ID, fiber.StatusSeeOther)
}

// stalePerson shows the form with what was typed over an account that somebody
// else has changed meanwhile, and says how it is now. Sent again, it counts.
func (s *Server) stalePerson(c *fiber.Ctx, a account.Account, tree account.Tree, sent url.Values) error {
	tr := s.language(c)
	f, err := s.personForm(c, a)
	if err != nil {
		return err
	}
	f.fill(sent)
	f.Notice = &notice{Kind: "warning", Title: tr.T("person.stale"), Text: tr.T("person.stale_how")}
	for _, x := range []struct{ name, sent, now, shown string }{
		{"login", sent.Get("login"), a.Login, a.Login}, {"name", sent.Get("name"), a.Name, a.Name}, {"email", sent.Get("email"), a.Email, a.Email},
		{"unit", sent.Get("unit"), a.Unit, tree.Label(a.Unit)}, {"roles", tr.roles(sentPerson(sent, a).Roles), tr.roles(a.Roles), tr.roles(a.Roles)},
	} {
		if x.sent != x.now {
			f.fault(x.name, tr.T("person.stale_field", f.label(x.name), cmp.Or(x.shown, tr.T("person.blank"))))
		}
	}
	return s.showPersonForm(c, fiber.StatusConflict, a.Name, f)
}
