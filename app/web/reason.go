package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

// reasonPage is the data of reason.html: the whole reason of one verdict.
type reasonPage struct {
	Who, Title string
	Of         cited
	Reason     reason
	Finding    finding // what is missing, or what would turn the verdict
}

func (s interviews) reason(c *fiber.Ctx) error {
	st, at, ok, err := s.load(c, audit.Opened)
	if !ok || err != nil {
		return err
	}
	return s.reasonOf(c, st, at)
}

// reasonOf is the page of the reason of the provision ?id= about whom an interview is.
func (s *Server) reasonOf(c *fiber.Ctx, st incident.Interview, at place) error {
	tr := s.language(c)
	id, in := c.Query("id"), st.Incident()
	p, ok := at.book.Provision(id)
	r, found := at.book.Reason(in, st.Who().Name, id)
	if !ok || !found {
		return &problem{status: fiber.StatusNotFound, key: "no_reason", args: []any{id}}
	}
	x := finder{tr: tr, in: in, actor: st.Who().Name, at: at, on: at.judged}
	if in.ActDate.Known() {
		x.on = in.ActDate.Last
	}
	v := reasonPage{Title: p.Label, Of: x.cite(id), Reason: x.reason(r, map[string]bool{})}
	if err := x.flips(id, &v.Finding); err != nil {
		return err
	}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
	}
	return s.render(c, fiber.StatusOK, "reason", page{Title: tr.T("reason.title", p.Label), Nav: at.nav,
		Back: &link{Text: tr.T("back.result"), Href: at.result()}, Data: v})
}

// reason is a node of the reason tree. Open ones lead to where the verdict turned.
type reason struct {
	Text, As string
	Verdict  rules.Verdict
	Fact     *factRow
	Cites    []cited
	Open     bool
	Above    bool // told above already, and not again
	Kids     []reason
}

// reason tells a tree as the page shows it: a concept that was told once is not
// told again, and conditions on one fact that came out alike stand together.
// Told are the concepts told so far.
func (x *finder) reason(r rules.Reason, told map[string]bool) reason {
	out := reason{Text: r.Text, As: "condition", Verdict: r.Verdict, Cites: x.citeAll(r.Cites), Open: r.Turned}
	switch r.Kind {
	case "provision", "provision_ref":
		out.As = "provision"
	case "element", "exception":
		out.As = r.Kind
	case "concept":
		if told[r.Text] {
			out.Above = len(r.Children) > 0
			return out
		}
		told[r.Text] = true
	}
	if r.Fact != nil {
		f := x.fact(*r.Fact)
		out.Fact = &f
	}
	for _, k := range together(r.Children) {
		out.Kids = append(out.Kids, x.reason(k, told))
	}
	return out
}

// together joins neighbouring conditions on one fact with one outcome.
func together(rs []rules.Reason) []rules.Reason {
	var out []rules.Reason
	for _, r := range rs {
		i := slices.IndexFunc(out, func(o rules.Reason) bool { return alike(o, r) })
		if i < 0 {
			out = append(out, r)
			continue
		}
		_, value, _ := strings.Cut(r.Text, "：")
		out[i].Text += "／" + value
		out[i].Turned = out[i].Turned || r.Turned
	}
	return out
}

func alike(a, b rules.Reason) bool {
	x, _, ok1 := strings.Cut(a.Text, "：")
	y, _, ok2 := strings.Cut(b.Text, "：")
	return a.Kind == "condition" && b.Kind == "condition" && a.Fact != nil && b.Fact != nil && a.Fact.ID == b.Fact.ID && a.Verdict == b.Verdict && ok1 && ok2 && x == y
}
