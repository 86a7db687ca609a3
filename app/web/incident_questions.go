package web

import (
	"errors"
	"reflect"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
)

// inRecord keeps interviews in records of incidents.
type inRecord struct{ s *Server }

var _ keeper = inRecord{}

func (k inRecord) load(c *fiber.Ctx, act string) (st incident.Interview, p place, ok bool, err error) {
	r, ok, err := k.s.incidentFor(c, "")
	if !ok || err != nil {
		return st, p, false, err
	}
	if p, err = k.s.placeOf(c, r); err != nil {
		return st, p, false, err
	}
	if act != "" && !(act == audit.IncidentChanged && p.fixed) {
		if err := k.s.record(c, act, "事件紀錄 "+r.Reference, r.ID); err != nil {
			return st, p, false, err
		}
	}
	// Who goes back in the browser sees the record as it is: with the answers given since,
	// which a page kept by the browser would be in conflict with.
	c.Set(fiber.HeaderCacheControl, "no-store")
	who := c.Query("who")
	if form := formOf(c); c.Method() == post {
		who, p.was = form.Get("who"), form.Get("was")
	}
	st, p = p.turned(r.Content.Interview, who)
	return st, p, true, nil
}

// placeOf is the place of the interview of a record, under the rules of its own day. It
// is fixed for everybody but the author, and once the record is under review.
func (s *Server) placeOf(c *fiber.Ctx, r incident.Record) (place, error) {
	book, err := s.Incidents.Book(c.UserContext(), r.Digest)
	at, tr := incidentURL(r.ID), s.language(c)
	return place{base: at, asks: at + "/questions", report: at + "/report.json", nav: "incidents", record: r.ID, version: r.Version,
		crumbs: []link{{Text: tr.T("incidents.title"), Href: "/incidents"}, {Text: r.Reference, Href: at}},
		book:   book, judged: s.Incidents.Judged(r), fixed: !s.writable(c, r),
		hints: func(who, fact string) []hint { return s.hints(tr, r, who, fact) }}, err
}

// hint is what a place of the narrative suggests about a fact. It chooses nothing.
type hint struct {
	Number int    // of the sentence
	Source string // its words
	Says   []suggestion
}

// suggestion is a proposal with where it is taken with its source.
type suggestion struct {
	proposed
	Href string
}

// hints are what the narrative of a record suggests about a fact of somebody, and
// nobody has decided on.
func (s *Server) hints(tr *language, r incident.Record, who, fact string) (out []hint) {
	if s.Cues == nil {
		return nil
	}
	_, all := r.Proposals(s.Cues)
	for _, p := range all {
		if p.Fact != fact || p.Who != "" && p.Who != who || p.Fate != incident.Open {
			continue
		}
		number := p.Evidence[0].Sentence + 1
		i := slices.IndexFunc(out, func(h hint) bool { return h.Number == number && h.Source == p.Source() })
		if i < 0 {
			i = len(out)
			out = append(out, hint{Number: number, Source: p.Source()})
		}
		out[i].Says = append(out[i].Says, suggestion{s.proposed(tr, all, p), incidentURL(r.ID, "facts") + "#p-" + p.Key})
	}
	return out
}

// errSame is that there is nothing to keep.
var errSame = errors.New("nothing was changed")

func (k inRecord) keep(c *fiber.Ctx, p place, st incident.Interview) (place, error) {
	r, err := k.s.Incidents.Change(c.UserContext(), k.s.visitor(c).ID, p.record, p.version, incident.Answered, func(r *incident.Record) error {
		was := r.Content.Interview
		was.At = st.At
		if reflect.DeepEqual(was, st) { // sent twice
			return errSame
		}
		r.Content.Interview = st
		return nil
	})
	if errors.Is(err, errSame) {
		return p, nil
	}
	p.version = r.Version
	return p, err
}
