package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// bringURL is where files of other agencies are taken in.
const bringURL = "/materials/import"

// lastImports is how many imports the page lists.
const lastImports = 5

// bringPage is the data of piece_bring.html: what is brought, and what it would change.
type bringPage struct {
	Errors  []fieldError
	Key     field
	Past    table // the last imports
	Signed  notice
	Changed *notice // something here is another than when it was looked at
	Groups  []broughtGroup
	Takes   int    // files that would become drafts
	ID      string // of the act
	Name    string // of the file that was brought
	Data    string // it, packed and as base64: a browser writes line breaks otherwise
	Seen    string // publishing.Seen
}

// broughtGroup are files of which the same would come.
type broughtGroup struct {
	ID, Title string
	Files     []broughtFile
}

// broughtFile is a file that is brought.
type broughtFile struct {
	Title, Name, Change string
	Here                *link // the piece of that name
	Hash                string
	Why                 string // it is not taken in
	Faults              []fieldError
	Differs             string // how much, of one that would change something
	Sections            []comparedSection
}

func (s *Server) bringForm(c *fiber.Ctx) error {
	return s.bringAgain(c, fiber.StatusOK, "")
}

// bringAgain is the page that asks for a file; wrong says why the last one is refused.
func (s *Server) bringAgain(c *fiber.Ctx, status int, wrong string, at ...string) error {
	tr := s.language(c)
	known, err := s.Materials.Agencies(c.UserContext())
	if err != nil {
		return err
	}
	v := bringPage{Key: field{Name: "key", Label: tr.T("bring.key"), Help: tr.T("bring.key_help", len(known)), Value: formOf(c).Get("key"), Optional: true}}
	if wrong != "" {
		v.Errors = []fieldError{{Text: wrong, Href: "#file"}}
		for _, href := range at {
			v.Errors[0].Href = href
		}
	}
	if v.Past, err = s.pastImports(c); err != nil {
		return err
	}
	return s.renderBring(c, status, tr.T("bring.title"), v)
}

func (s *Server) renderBring(c *fiber.Ctx, status int, title string, v bringPage) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "piece_bring", page{Title: title, Nav: "materials", Error: len(v.Errors) > 0, Crumb: bringCrumbs(s.language(c)), Data: v})
}

func bringCrumbs(tr *language, last ...string) []link {
	crumbs := []link{{Text: tr.T("materials.title"), Href: "/materials"}, {Text: tr.T("bring.crumb")}}
	for _, text := range last {
		crumbs[1].Href = bringURL
		crumbs = append(crumbs, link{Text: text})
	}
	return crumbs
}

// bring shows what files would change; those that were seen and are sent again become
// drafts.
func (s *Server) bring(c *fiber.Ctx) error {
	sent := formOf(c)
	if sent.Get("act") == "take" {
		return s.takeIn(c, sent)
	}
	name, data, err := sentFile(c, "", uploadLimit)
	if err != nil {
		return err
	}
	v := bringPage{ID: newImportID(), Name: path.Base(name)}
	return s.showBrought(c, fiber.StatusOK, v, []byte(data), sent.Get("key"))
}

func newImportID() string {
	var b [12]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// showBrought reads what is brought, and shows what it would change.
func (s *Server) showBrought(c *fiber.Ctx, status int, v bringPage, data []byte, key string) error {
	b, all, err := s.received(c, v.Name, data, key)
	if err != nil {
		return s.refuseBrought(c, err)
	}
	tr := s.language(c)
	v.Signed, v.Seen, v.Data = s.signedNotice(c, b), publishing.Seen(b, all), packed(data)
	v.Key = field{Name: "key", Value: key}
	takes, refused, same := broughtGroup{ID: "takes"}, broughtGroup{ID: "refused"}, broughtGroup{ID: "same"}
	for i, a := range all {
		f := s.broughtFile(tr, i, a)
		switch {
		case a.Takes():
			takes.Files = append(takes.Files, f)
		case a.Refused != "":
			refused.Files = append(refused.Files, f)
		default:
			same.Files = append(same.Files, f)
		}
	}
	v.Takes = len(takes.Files)
	for _, g := range []broughtGroup{refused, takes, same} {
		if len(g.Files) > 0 {
			g.Title = tr.T("bring.group."+g.ID, len(g.Files))
			v.Groups = append(v.Groups, g)
		}
	}
	return s.renderBring(c, status, tr.T("bring.would", len(all), v.Takes), v)
}

// received are the files that somebody brings, and what they would change here.
func (s *Server) received(c *fiber.Ctx, name string, data []byte, key string) (publishing.Brought, []publishing.Arrival, error) {
	b, err := s.Materials.Receive(c.UserContext(), name, data, key)
	if err != nil {
		return b, nil, &refusedFile{err}
	}
	all, err := s.Materials.Arrivals(c.UserContext(), b.Files)
	return b, all, err
}

// refusedFile is why a file that was brought is not read.
type refusedFile struct{ error }

// refuseBrought asks again for a file that is not read; another error comes back.
func (s *Server) refuseBrought(c *fiber.Ctx, err error) error {
	var refused *refusedFile
	if !errors.As(err, &refused) {
		return err
	}
	tr := s.language(c)
	var stranger *publishing.UntrustedError
	if errors.As(refused.error, &stranger) {
		text := tr.T("bring.stranger", stranger.Claimed)
		if formOf(c).Get("key") != "" {
			text = tr.T("bring.other_key", stranger.Claimed)
		}
		return s.bringAgain(c, fiber.StatusUnprocessableEntity, text, "#key")
	}
	href := "#file"
	if errors.Is(refused.error, publishing.ErrNoKey) || errors.Is(refused.error, publishing.ErrOddKey) {
		href = "#key"
	}
	return s.bringAgain(c, fiber.StatusUnprocessableEntity, refused.Error(), href)
}

// signedNotice says who signed what is brought.
func (s *Server) signedNotice(c *fiber.Ctx, b publishing.Brought) notice {
	tr := s.language(c)
	switch {
	case b.Agency != "":
		return notice{Title: tr.T("bring.signed_by", b.Agency), Text: tr.T("bring.whole")}
	case b.Key != "":
		n := notice{Kind: "warning", Title: tr.T("bring.unknown"), Text: tr.T("bring.unknown_how", b.Key)}
		if s.visitor(c).May(account.TrustAgencies) {
			n.Links = []link{{Text: tr.T("agencies.add"), Href: agenciesURL + "?key=" + url.QueryEscape(b.Key)}}
		}
		return n
	}
	return notice{Kind: "warning", Title: tr.T("bring.unsigned"), Text: tr.T("bring.unsigned_how")}
}

// broughtFile is what the n-th of the files would do.
func (s *Server) broughtFile(tr *language, n int, a publishing.Arrival) broughtFile {
	kind, key := a.Got.Piece()
	f := broughtFile{Title: a.Got.Title(), Name: a.Name, Hash: a.Got.Hash(), Change: tr.T("bring.came." + string(a.Kind))}
	if at := s.shownAt(a.Name); at != nil && a.Have != nil {
		f.Here = &link{Text: tr.T("bring.shipped"), Href: at.Href}
	}
	if a.Piece.ID != "" {
		f.Here = &link{Text: tr.T("bring.here", tr.T("piece.state."+string(a.Piece.State))), Href: pieceURL(a.Piece.ID)}
	}
	if a.Refused != "" {
		f.Why = tr.T("bring.why." + string(a.Refused))
		return f
	}
	if !a.Takes() {
		return f
	}
	for _, fault := range s.Materials.Faults(kind, key, a.Got.Data) {
		f.Faults = append(f.Faults, fieldError{Text: tr.T("bring.fault", fault.Line, fault.Message), Note: fault.Hint})
	}
	if a.Kind == publishing.FileChanged {
		x := s.comparison(publishing.Piece{Kind: kind, Key: key}, a.Have.Data, a.Got.Data)
		f.Differs, f.Sections = tr.T("bring.differs", x.Changes()), s.compared(tr, x, true)
		for i := range f.Sections {
			f.Sections[i].ID = fmt.Sprint("file-", n, "-", f.Sections[i].ID)
		}
	}
	return f
}

var importID = regexp.MustCompile(`^[0-9a-f]{24}$`)

// takeIn makes drafts of the files that were seen, if they are what was seen still: who
// signed them is looked at again, and so is what is here.
func (s *Server) takeIn(c *fiber.Ctx, sent url.Values) error {
	tr, who, id := s.language(c), s.visitor(c), sent.Get("id")
	data, err := unpacked(sent.Get("data"))
	if err != nil || !importID.MatchString(id) {
		return wrong("token")
	}
	if _, err := s.Materials.Import(c.UserContext(), id); err == nil { // sent twice
		return c.Redirect(importURL(id), fiber.StatusSeeOther)
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	v := bringPage{ID: id, Name: path.Base(sent.Get("file"))}
	b, all, err := s.received(c, v.Name, data, sent.Get("key"))
	if err != nil {
		return s.refuseBrought(c, err)
	}
	again := func() error {
		v.ID = newImportID()
		v.Changed = &notice{Kind: "warning", Title: tr.T("bring.changed"), Text: tr.T("bring.changed_how")}
		return s.showBrought(c, fiber.StatusConflict, v, data, sent.Get("key"))
	}
	if publishing.Seen(b, all) != sent.Get("seen") {
		return again()
	}
	x := publishing.Import{Doc: store.Doc{ID: id}, By: who.ID, Name: v.Name, Hash: publishing.Hash(data)}
	if err := s.record(c, audit.MaterialsImported, fmt.Sprintf("%s %s，共%d個檔案", x.Hash, signerText(b), len(all)), id); err != nil {
		return err
	}
	x, err = s.Materials.TakeIn(c.UserContext(), x, who.Unit, b, all)
	if errors.Is(err, store.ErrConflict) {
		return again()
	} else if err != nil {
		return err
	}
	for i, f := range x.Files {
		act := audit.MaterialBegun
		if all[i].Piece.ID != "" {
			act = audit.MaterialChanged
		}
		if !f.Took() {
			continue
		}
		if err := s.record(c, act, "教材 "+all[i].Name+" "+f.Hash+"（匯入 "+id+"）", f.Piece); err != nil {
			return err
		}
	}
	return c.Redirect(importURL(id), fiber.StatusSeeOther)
}

// signerText says in the log who signed what was brought.
func signerText(b publishing.Brought) string {
	switch {
	case b.Agency != "":
		return "由" + b.Agency + "簽署 " + b.Key
	case b.Key != "":
		return "由不在名單上的公鑰簽署 " + b.Key
	}
	return "沒有簽章"
}

// packed is a file as a form carries it.
func packed(data []byte) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data) // into memory
	z.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// unpacked is what packed made a text of; no more than may be uploaded.
func unpacked(text string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, uploadLimit))
}
