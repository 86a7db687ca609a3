package web

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/publishing"
)

// pieceAt is the piece of the address, with its content.
func (s *Server) pieceAt(c *fiber.Ctx) (publishing.Piece, error) {
	return s.Materials.Open(c.UserContext(), c.Params("id"))
}

// pieceURL is the address of a piece, or of a page below it.
func pieceURL(id string, page ...string) string {
	return "/materials/" + id + strings.Join(append([]string{""}, page...), "/")
}

// pieceCrumbs lead to a piece, and on to a page below it.
func pieceCrumbs(tr *language, p publishing.Piece, last ...string) []link {
	crumbs := []link{{Text: tr.T("materials.title"), Href: "/materials"}, {Text: pieceTitle(tr, p), Href: pieceURL(p.ID)}}
	for _, text := range last {
		crumbs = append(crumbs, link{Text: text})
	}
	if len(last) == 0 {
		crumbs[1].Href = ""
	}
	return crumbs
}

// pieceTitle is the title of a piece, or how it is called while it has none.
func pieceTitle(tr *language, p publishing.Piece) string {
	if p.Title == "" {
		return tr.T("materials.untitled", p.Key)
	}
	return p.Title
}

// materialProblem is the page of an error about material; nil is none of them.
func materialProblem(err error) *problem {
	for _, x := range []struct {
		err    error
		status int
		key    string
	}{
		{publishing.ErrState, fiber.StatusConflict, "material_state"},
		{publishing.ErrOwnWork, fiber.StatusForbidden, "material_own_work"},
		{publishing.ErrNoHit, fiber.StatusConflict, "material_no_hit"},
	} {
		if errors.Is(err, x.err) {
			return &problem{status: x.status, key: x.key}
		}
	}
	return nil
}

// group is where a piece stands in the list, for somebody who looks at it. Every piece
// is in one.
type group string

const (
	toReview     group = "review" // by the visitor
	toMend       group = "returned"
	toWrite      group = "draft"
	underReview  group = "submitted" // by others
	toPublish    group = "approved"
	toBePublic   group = "scheduled"
	public       group = "published"
	takenDown    group = "withdrawn"
	staleAfter         = 14 * 24 * time.Hour // a draft that nobody has touched
	allMaterials group = ""
)

// groups are all groups, in their order.
var groups = []group{toReview, toMend, toWrite, underReview, toPublish, toBePublic, public, takenDown}

// groupOf is the group of a piece for somebody who may give some approvals.
func (s *Server) groupOf(ctx context.Context, p publishing.Piece, v visitor) (group, error) {
	switch p.State {
	case publishing.Submitted:
		if p.WroteIn(v.ID) {
			return underReview, nil
		}
		steps, err := s.reviewSteps(ctx, p, v)
		if len(steps) == 0 {
			return underReview, err
		}
		return toReview, err
	case publishing.Published:
		if _, there := p.On(s.Materials.Today()); !there {
			return toBePublic, nil
		}
	}
	return group(p.State), nil
}

// reviewSteps are the approvals that a piece under review lacks and the visitor may
// give: none of what they wrote in.
func (s *Server) reviewSteps(ctx context.Context, p publishing.Piece, v visitor) ([]publishing.Step, error) {
	if p.State != publishing.Submitted || p.WroteIn(v.ID) {
		return nil, nil
	}
	lacks, err := s.Materials.Lacks(ctx, p)
	return slices.DeleteFunc(lacks, func(x publishing.Step) bool { return !v.May(actionOf(x)) }), err
}

// actionOf is what one has to be allowed to give an approval.
func actionOf(x publishing.Step) account.Action {
	if x == publishing.Legal {
		return account.AdviseMaterials
	}
	return account.WriteMaterials
}

// materialsPage is the data of materials.html.
type materialsPage struct {
	LeftOut []string // published files that the site cannot show
	Write   bool     // the visitor may
	Views   []countedLink
	Kinds   []countedLink
	Filter  filterForm
	Table   table
	Pager   pager
}

// materialsPerPage is how many pieces a page of the list shows.
const materialsPerPage = 50

// called is whether the title or the key of a piece has some words in it.
func called(p publishing.Piece, words string) bool {
	return strings.Contains(strings.ToLower(p.Title+" "+p.Key), strings.ToLower(words))
}

func (s *Server) materials(c *fiber.Ctx) error {
	tr, args, v := s.language(c), queryOf(c), s.visitor(c)
	show, kind, words := group(args.Get("show")), publishing.Kind(args.Get("kind")), strings.TrimSpace(args.Get("q"))
	first := 1 // page
	if at := args.Get("page"); at != "" {
		var err error
		if first, err = strconv.Atoi(at); err != nil || first < 1 {
			return fiber.ErrBadRequest
		}
	}
	args.Del("page")
	if show != allMaterials && !slices.Contains(groups, show) || kind != "" && !slices.Contains(publishing.Kinds, kind) {
		return fiber.ErrBadRequest
	}
	all, err := s.Materials.All(c.UserContext())
	if err != nil {
		return err
	}
	in, byKind, byGroup := map[group][]publishing.Piece{}, map[publishing.Kind]int{}, map[group]int{}
	waiting := 0
	for _, p := range all {
		g, err := s.groupOf(c.UserContext(), p, v)
		if err != nil {
			return err
		}
		if g == toReview {
			waiting++
		}
		if !called(p, words) {
			continue
		}
		if kind == "" || p.Kind == kind {
			byGroup[g]++
			byGroup[allMaterials]++
		}
		if show == allMaterials || g == show {
			byKind[p.Kind]++
			byKind[""]++
		}
		if (kind == "" || p.Kind == kind) && (show == allMaterials || g == show) {
			in[g] = append(in[g], p)
		}
	}
	var gaps []string
	for _, x := range s.LeftOut {
		gaps = append(gaps, x.File)
	}
	d := materialsPage{LeftOut: gaps, Write: v.May(account.WriteMaterials), Table: table{Caption: tr.T("materials.title"),
		Columns: []column{{Label: tr.T("piece.title")}, {Label: tr.T("piece.kind")}, {Label: tr.T("piece.state")}, {Label: tr.T("materials.turn")}, {Label: tr.T("piece.updated")}},
		None:    empty{Text: tr.T("materials.none"), How: tr.T("materials.none_how")}}}
	if len(all) > 0 {
		d.Table.None = empty{Text: tr.T("materials.none_fit"), Action: &link{Text: tr.T("materials.all"), Href: "/materials"}}
	}
	for _, g := range append([]group{allMaterials}, groups...) {
		text := tr.T("materials.all")
		if g != allMaterials {
			text = tr.T("materials.group." + string(g))
		}
		d.Views = append(d.Views, countedLink{link{Text: text, Href: listURL("/materials", args, "show", string(g))}, byGroup[g], show == g})
	}
	for _, k := range append([]publishing.Kind{""}, publishing.Kinds...) {
		text := tr.T("materials.any_kind")
		if k != "" {
			text = tr.T("piece.kind." + string(k))
		}
		d.Kinds = append(d.Kinds, countedLink{link{Text: text, Href: listURL("/materials", args, "kind", string(k))}, byKind[k], kind == k})
	}
	d.Filter = filterForm{Action: "/materials", Label: tr.T("materials.search"), Fields: []field{{Name: "q", Label: tr.T("materials.search_words"), Value: words, Optional: true}}, Hidden: map[string]string{}}
	for _, key := range []string{"show", "kind"} {
		if args.Get(key) != "" {
			d.Filter.Hidden[key] = args.Get(key)
		}
	}
	if words != "" {
		d.Filter.Clear = &link{Text: tr.T("materials.search_none"), Href: listURL("/materials", args, "q", "")}
	}
	who, n := s.naming(c), 0
	from := (first - 1) * materialsPerPage
	for _, g := range groups {
		for _, p := range mineFirst(in[g], v.ID) {
			if n >= from && n < from+materialsPerPage {
				d.Table.Rows = append(d.Table.Rows, s.pieceRow(tr, who, p, g, v))
			}
			n++
		}
	}
	d.Pager = pager{List: tr.T("materials.title"), Shown: len(d.Table.Rows), Total: n}
	if len(d.Table.Rows) > 0 {
		d.Pager.First = from + 1
	}
	if first > 1 {
		d.Pager.Start = listURL("/materials", args)
		d.Pager.Previous = listURL("/materials", args, "page", strconv.Itoa(first-1))
	}
	if n > from+materialsPerPage {
		d.Pager.Next = listURL("/materials", args, "page", strconv.Itoa(first+1))
	}
	if who.err != nil {
		return who.err
	}
	title := tr.T("materials.title")
	switch {
	case waiting > 0:
		title = tr.T("materials.title_waiting", waiting, len(all))
	case len(all) > 0:
		title = tr.T("materials.title_none", len(all))
	}
	return s.render(c, fiber.StatusOK, "materials", page{Title: title, Nav: "materials", Data: d})
}

// mineFirst are pieces with those before that somebody writes in.
func mineFirst(all []publishing.Piece, me string) []publishing.Piece {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b publishing.Piece) int {
		switch {
		case a.WroteIn(me) == b.WroteIn(me):
			return 0
		case a.WroteIn(me):
			return -1
		}
		return 1
	})
	return all
}

func (s *Server) pieceRow(tr *language, who *naming, p publishing.Piece, g group, v visitor) row {
	state := cell{Text: tr.T("piece.state." + string(p.State))}
	switch {
	case g == toBePublic:
		state = cell{Text: tr.T("materials.group.scheduled"), Note: tr.T("materials.from", tr.dayText(lastVersion(p).From))}
	case p.Live && p.State != publishing.Published:
		state.Note = tr.T("materials.live", lastVersion(p).Number)
	case p.State == publishing.Published:
		state.Note = tr.T("piece.version", lastVersion(p).Number)
	}
	turn := cell{Text: tr.T("materials.turn_nobody")}
	switch g {
	case toReview:
		turn = cell{State: &badge{"open", tr.T("materials.turn_you")}}
	case underReview:
		turn.Text = tr.T("materials.turn_reviewer")
	case toPublish:
		turn.Text = tr.T("materials.turn_publish")
	case toMend, toWrite:
		if p.WroteIn(v.ID) {
			turn = cell{State: &badge{"open", tr.T("materials.turn_you")}}
		} else {
			turn = cell{Text: who.all(tr, p.Authors), Chinese: true}
		}
		if s.Now().Sub(p.Updated) >= staleAfter {
			turn.Note = tr.T("materials.stale", int(s.Now().Sub(p.Updated)/(24*time.Hour)))
		}
	}
	return row{Cells: []cell{{Text: pieceTitle(tr, p), Href: pieceURL(p.ID), Chinese: p.Title != ""}, {Text: tr.T("piece.kind." + string(p.Kind))}, state, turn, {Text: tr.moment(p.Updated)}}}
}

// all names accounts.
func (n *naming) all(tr *language, ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, n.of(id))
	}
	return strings.Join(names, tr.T("list.join"))
}

// lastVersion is the version that was published last; the zero Version where none was.
func lastVersion(p publishing.Piece) publishing.Version {
	if n := len(p.Versions); n > 0 {
		return p.Versions[n-1]
	}
	return publishing.Version{}
}
