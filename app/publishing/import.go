package publishing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"shoumi/app/store"
)

// Arrival is what taking in a file would do here.
type Arrival struct {
	FileChange
	Piece   Piece   // of that name, as it is; the zero Piece where there is none
	Refused Refusal // why it cannot be taken in; empty where it can, or is here already
}

// Takes is whether the file would become a draft.
func (a Arrival) Takes() bool { return a.Kind != FileSame && a.Refused == "" }

// Refusal is why a file is not taken in.
type Refusal string

const (
	Misnamed Refusal = "misnamed" // what it says it is, is not what it is called
	InReview Refusal = "review"   // the piece here is being read or is approved: it would have to be done again
)

// Arrivals are what taking in files would do, by name. A file that comes with the program
// and of which there is no piece counts as being here.
func (d *Desk) Arrivals(ctx context.Context, got []File) (out []Arrival, err error) {
	var have []File
	pieces := map[string]Piece{}
	for _, f := range got {
		kind, key := f.Piece()
		p, err := d.Named(ctx, kind, key)
		switch {
		case err == nil:
			pieces[f.Name] = p
			have = append(have, FileOf(p))
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		case d.from.Shipped != nil:
			if data, ok := d.from.Shipped(f.Name); ok {
				have = append(have, File{f.Name, data})
			}
		}
	}
	for _, c := range Preview(have, got) {
		a := Arrival{FileChange: c, Piece: pieces[c.Name]}
		switch {
		case !c.Got.wellNamed():
			a.Refused = Misnamed
		case c.Kind == FileChanged && (a.Piece.State == Submitted || a.Piece.State == Approved):
			a.Refused = InReview
		}
		out = append(out, a)
	}
	return out, nil
}

// wellNamed is whether a file is what its name says.
func (f File) wellNamed() bool {
	kind, key := f.Piece()
	is, says := saysOf(path.Ext(f.Name), f.Data)
	return fileName.MatchString(f.Name) && is == kind && (says == key || kind == Notice)
}

// Seen names what somebody saw that taking in files would do: it is another when the
// files, who signed them, or what is here of them have become others.
func Seen(b Brought, all []Arrival) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q\n", b.Key, b.Agency)
	for _, a := range all {
		fmt.Fprintf(sum, "%s %s %s %s %q %d\n", a.Name, a.Got.Hash(), a.Kind, a.Refused, a.Piece.ID, a.Piece.Version)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Import is what came of files that somebody brought.
type Import struct {
	store.Doc
	By     string         `json:"by"` // account
	At     time.Time      `json:"at"`
	Name   string         `json:"name"` // of the file that was brought
	Hash   string         `json:"hash"` // its SHA-256 in hexadecimal digits
	Key    string         `json:"key"`  // as in Brought
	Agency string         `json:"agency"`
	Files  []ImportedFile `json:"files"`
	Done   bool           `json:"done"` // false while it is under way, or where the program ended meanwhile
}

// ImportedFile is what came of one.
type ImportedFile struct {
	Name    string         `json:"name"`
	Hash    string         `json:"hash"`
	Change  FileChangeKind `json:"change"` // what it was, before
	Refused Refusal        `json:"refused,omitempty"`
	Piece   string         `json:"piece,omitempty"` // the one of that name; empty where there is none
}

// Took is whether the file became a draft.
func (f ImportedFile) Took() bool { return f.Change != FileSame && f.Refused == "" }

var imports = store.Define[Import]("imports", store.Index("at"), store.Sealed("name", "agency"))

// Import is one by its id; store.ErrNotFound.
func (d *Desk) Import(ctx context.Context, id string) (Import, error) { return d.imports.Get(ctx, id) }

// Imports are the last ones, the latest first.
func (d *Desk) Imports(ctx context.Context, most int) (out []Import, err error) {
	for x, err := range d.imports.Find(ctx, store.Query{Order: "at", Desc: true, Limit: most}) {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// TakeIn makes drafts of the files that Arrivals says can be taken in: of all of them, or
// of none. Nothing is published by it. The id of x names the act, so that one that is sent
// twice is done once. store.ErrConflict where a piece here has become another since, or
// somebody was quicker; nothing is left of it then.
func (d *Desk) TakeIn(ctx context.Context, x Import, unit string, b Brought, all []Arrival) (Import, error) {
	x.At, x.Key, x.Agency = d.now(), b.Key, b.Agency
	for _, a := range all {
		x.Files = append(x.Files, ImportedFile{a.Name, a.Got.Hash(), a.Kind, a.Refused, a.Piece.ID})
	}
	if err := d.imports.Insert(ctx, x); errors.Is(err, store.ErrExists) {
		return d.imports.Get(ctx, x.ID)
	} else if err != nil {
		return x, err
	}
	x.Version = 1
	var took []taken
	for i, a := range all {
		if !a.Takes() {
			continue
		}
		p, err := d.takeIn(ctx, x.By, unit, b, a)
		if err != nil {
			return x, d.takeBack(context.WithoutCancel(ctx), x, took, err)
		}
		x.Files[i].Piece = p.ID
		took = append(took, taken{a.Piece, p})
	}
	x.Done = true
	if err := d.imports.Replace(ctx, x); err != nil {
		return x, d.takeBack(context.WithoutCancel(ctx), x, took, err)
	}
	return x, nil
}

// takeIn makes a draft of one file.
func (d *Desk) takeIn(ctx context.Context, by, unit string, b Brought, a Arrival) (Piece, error) {
	if a.Piece.ID != "" {
		return d.write(ctx, Event{By: by, Kind: Imported, Text: b.signer()}, a.Piece.ID, a.Piece.Version, a.Got.Data)
	}
	kind, key := a.Got.Piece()
	p, err := d.begin(ctx, Event{By: by, Kind: Imported, Text: b.signer()}, Start{Kind: kind, Key: key, Unit: unit, File: a.Got.Data})
	if errors.Is(err, ErrKeyTaken) {
		err = store.ErrConflict
	}
	return p, err
}

// signer says in a history who signed what was brought.
func (b Brought) signer() string {
	switch {
	case b.Agency != "":
		return "由" + b.Agency + "簽署"
	case b.Key != "":
		return "由不在名單上的公鑰 " + b.Key + " 簽署"
	}
	return "沒有簽章"
}

// taken is a piece before a file was taken in and after.
type taken struct{ before, after Piece }

// takeBack undoes what was done of an import that failed. The error comes back.
func (d *Desk) takeBack(ctx context.Context, x Import, done []taken, why error) error {
	for _, t := range slices.Backward(done) {
		if t.before.ID == "" {
			why = errors.Join(why, d.Remove(ctx, t.after.ID, t.after.Version))
			continue
		}
		p := t.before
		p.Version = t.after.Version
		if err := d.pieces.Replace(ctx, p); err != nil { // somebody goes on from it
			why = errors.Join(why, err)
		} else if !slices.ContainsFunc(p.Saves, func(s Save) bool { return s.Hash == t.after.Hash }) {
			why = errors.Join(why, d.letGo(ctx, p, t.after.Hash))
		}
	}
	return errors.Join(why, d.imports.Delete(ctx, x.ID))
}
