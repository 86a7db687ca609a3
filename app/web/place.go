package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/rules"
)

// place is where an interview is kept, where its pages are, and what it is held
// against.
type place struct {
	base    string // of its pages: /classify, /incidents/ID
	asks    string // where it is asked
	report  string // where it is told as JSON
	nav     string // the entry of the main navigation
	crumbs  []link // that lead to it
	token   string // the interview itself, where nothing else keeps it
	record  string // id of the record that keeps it; "" is none
	version int    // of that record, as it was read
	was     string // the answer that the form was shown with
	who     string // whom the pages are about, by number from 0; "" where the interview says so itself
	book    *rules.Book
	judged  rules.Date
	fixed   bool // nothing can be answered or changed here

	// hints are what a narrative suggests about a fact of somebody; nil is nothing.
	hints func(who, fact string) []hint
}

// keeper is where interviews are kept: in their address, or in a record.
type keeper interface {
	// load is the interview that a request is about, and its place; the log is told of
	// the act, "" of none. ok is false where the visitor has to say first what for, and
	// is asked now.
	load(c *fiber.Ctx, act string) (st incident.Interview, p place, ok bool, err error)
	// keep keeps an interview that was answered; the place is where it is then. The
	// error is store.ErrConflict where it was answered elsewhere since it was loaded.
	keep(c *fiber.Ctx, p place, st incident.Interview) (place, error)
}

// interviews are the pages of interviews that are kept in one way.
type interviews struct {
	*Server
	keeper
}

// inAddress keeps interviews in the addresses of their pages.
type inAddress struct{ s *Server }

var _ keeper = inAddress{}

func (k inAddress) load(c *fiber.Ctx, _ string) (incident.Interview, place, bool, error) {
	from := queryOf(c)
	if c.Method() == fiber.MethodPost {
		from = formOf(c)
	}
	p := k.s.inToken(k.s.language(c), from.Get("s"))
	st, err := k.s.tokens.decode(p.token)
	if err != nil {
		return st, p, false, err
	}
	st, p = p.turned(st, from.Get("who"))
	if later := from.Get("later"); later != "" {
		st = k.withLater(st, later)
		p, err = k.keep(c, p, st)
	}
	return st, p, true, err
}

func (k inAddress) keep(_ *fiber.Ctx, p place, st incident.Interview) (place, error) {
	var err error
	p.token, err = k.s.tokens.encode(st)
	p.who = "" // the interview says so
	return p, err
}

// withLater adds the answers that were given after this page was first shown:
// who goes back in the browser and answers again keeps them. The script sends
// them; a token that is broken or of other people is passed over.
func (k inAddress) withLater(st incident.Interview, token string) incident.Interview {
	later, err := k.s.tokens.decode(token)
	if err != nil || len(later.People) != len(st.People) || later.Reference != st.Reference {
		return st
	}
	have := st
	for _, a := range later.People[st.At].Answers {
		if _, ok := have.Get(a.Fact); !ok {
			have = have.Set(a.Fact, a.Value)
		}
	}
	if _, bad := k.s.Book.Contradiction(valuesOf(have)); bad {
		return st
	}
	return have
}

// inToken is the place of an interview that its address keeps.
func (s *Server) inToken(tr *language, token string) place {
	p := place{base: "/classify", asks: "/classify", report: "/classify/result.json", nav: "classify", token: token, book: s.Book, judged: s.today()}
	p.crumbs = []link{{Text: tr.T("nav.classify"), Href: p.question(rules.ActDateFact)}}
	return p
}

// turned is an interview about the person with a number, where there is such a one.
func (p place) turned(st incident.Interview, who string) (incident.Interview, place) {
	if i, err := strconv.Atoi(who); err == nil && i >= 0 && i < len(st.People) {
		st.At = i
		return st, p.about(i)
	}
	return st, p
}

// about is the place with its pages about another person.
func (p place) about(i int) place {
	p.who = strconv.Itoa(i)
	return p
}

// fresh is a place where nothing was kept yet.
func (p place) fresh() bool { return p.token == "" && p.record == "" }

// hidden is what forms carry along.
func (p place) hidden() map[string]string {
	fields := map[string]string{}
	if p.record == "" {
		fields = map[string]string{"s": p.token, "later": ""}
	}
	if p.who != "" {
		fields["who"] = p.who
	}
	return fields
}

// question asks a fact, "" the next that counts; more are pairs for the query. It is
// "" where nothing can be answered any more.
func (p place) question(fact string, more ...string) string {
	if p.fixed {
		return ""
	}
	if p.record != "" && fact == "" {
		p.who = "" // the next about anybody
	}
	if fact != "" {
		more = append([]string{"q", fact}, more...)
	}
	return p.page(p.asks, more)
}

// asking asks what counts most about one person.
func (p place) asking(who int) string {
	p.who = ""
	return p.page(p.asks, []string{"who", strconv.Itoa(who)})
}

// next is where an interview goes on: the question that counts most about anybody, or
// about its person only; or the answers to check, where only what was put off is left.
// After is the fact that was answered last.
func (p place) next(st incident.Interview, after string, only bool) (string, error) {
	var more []string
	if after != "" {
		more = []string{"after", strconv.Itoa(st.At) + "." + after}
	}
	if !st.Dated {
		return p.question(rules.ActDateFact, more...), nil
	}
	_, qs, err := p.open(st)
	if only {
		qs = slices.DeleteFunc(qs, func(q incident.Question) bool { return q.Who != st.At })
	}
	if err != nil || len(qs) == 0 || qs[0].Skipped {
		return p.check(), err
	}
	return p.about(qs[0].Who).question(qs[0].Fact, more...), nil
}

// preview is where the script asks what an answer would change.
func (p place) preview() string { return p.asks + "/preview" }

func (p place) check() string                { return p.page(p.base+"/check", nil) }
func (p place) result(more ...string) string { return p.page(p.base+"/result", more) }
func (p place) resultJSON() string           { return p.page(p.report, nil) }
func (p place) reason(id string) string      { return p.page(p.base+"/reason", []string{"id", id}) }

// try is where another value of a fact is tried; "" where no record keeps the rest.
func (p place) try(fact string) string {
	if p.record == "" {
		return ""
	}
	return p.page(p.base+"/what-if", []string{"q", fact})
}

func (p place) page(path string, more []string) string {
	v := url.Values{}
	for i := 0; i+1 < len(more); i += 2 {
		v.Add(more[i], more[i+1])
	}
	if p.who != "" {
		v.Set("who", p.who)
	}
	return address(path, p.token, v)
}

// address is a page with the interview in its query.
func address(path, token string, extra url.Values) string {
	if extra == nil {
		extra = url.Values{}
	}
	if token != "" {
		extra.Set("s", token)
	}
	if len(extra) == 0 {
		return path
	}
	return path + "?" + extra.Encode()
}
