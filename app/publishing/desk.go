package publishing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

var (
	// ErrState: what cannot be done with a piece as it stands.
	ErrState = errors.New("這份教材現在的狀態不能這樣做")
	// ErrOwnWork: who wrote in a piece cannot approve it.
	ErrOwnWork = errors.New("自己寫的教材不能由自己審查")
	// ErrNoReason: a reason is needed.
	ErrNoReason = errors.New("要寫理由")
	// ErrKey: how a piece is called.
	ErrKey = errors.New("代號用小寫英文字母、數字與連字號")
	// ErrKeyTaken: there is another piece of that name.
	ErrKeyTaken = errors.New("已經有這個代號的教材")
	// ErrDay: from which it is to be published.
	ErrDay = errors.New("上線日不能早於今天")
	// ErrNoHit: a dismissal of something that is not there, or that cannot be dismissed.
	ErrNoHit = errors.New("沒有這個可以略過的提示")
)

// Material is what pieces are held against.
type Material struct {
	Book *rules.Book
	// Faults are what keeps the content of a piece from being published, beside
	// personal data: all of them, each with its path. The cases of the house and what is
	// published otherwise count.
	Faults func(kind Kind, key string, file []byte) []Fault
	// Shipped is a file that comes with the program, by the name of a File. nil: none do.
	Shipped func(name string) ([]byte, bool)
	// Changed is called when something was published or withdrawn; it does not wait. nil
	// tells nobody.
	Changed func()
}

// Fault is something in the content of a piece that has to be put right.
type Fault struct {
	Path    string // of the part: narrative/s3, actors/甲/facts/intent; "" the whole
	Line    int    // of the file, from 1
	Message string
	Hint    string
}

// Desk is where ethics staff work on pieces, in a store that many processes may share.
// That somebody may write or review at all is for the caller to know.
type Desk struct {
	from  Material
	clock func() time.Time

	pieces   store.Collection[Piece]
	contents store.Collection[content]
	reviews  store.Collection[review]
	agencies store.Collection[Agency]
	imports  store.Collection[Import]
	marks    store.Collection[mark]
}

// New is a desk over a store that was opened with Collections.
func New(db *store.DB, from Material, clock func() time.Time) *Desk {
	return &Desk{from: from, clock: clock, pieces: pieces.In(db), contents: contents.In(db), reviews: reviews.In(db), agencies: agencies.In(db), imports: imports.In(db), marks: marks.In(db)}
}

// now is the time as the store keeps it.
func (d *Desk) now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// Today is the day in Taipei, ISO.
func (d *Desk) Today() string { return d.clock().In(taipei).Format(time.DateOnly) }

// Hash is the hash of content.
func Hash(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// Start is what somebody begins a piece with.
type Start struct {
	Kind   Kind
	Key    string
	Unit   string
	File   []byte
	Origin Origin
}

var key = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Begin makes a draft. ErrKey, ErrKeyTaken.
func (d *Desk) Begin(ctx context.Context, by string, s Start) (Piece, error) {
	return d.begin(ctx, Event{By: by, Kind: Began}, s)
}

func (d *Desk) begin(ctx context.Context, e Event, s Start) (Piece, error) {
	if !key.MatchString(s.Key) || !slices.Contains(Kinds, s.Kind) {
		return Piece{}, ErrKey
	}
	var b [12]byte
	rand.Read(b[:])
	id, at := hex.EncodeToString(b[:]), d.now()
	e.At = at
	p := Piece{Doc: store.Doc{ID: id, Version: 1}, Kind: s.Kind, Key: s.Key, Name: string(s.Kind) + "/" + s.Key, Title: titleOf(s.Kind, s.File), Told: lastSentence(s.Kind, s.File),
		Unit: s.Unit, State: Draft, Hash: Hash(s.File), Authors: []string{e.By}, Created: at, Updated: at, Origin: s.Origin, File: s.File,
		Saves: []Save{{Number: 1, Nth: 1, Hash: Hash(s.File), By: e.By, At: at}}, History: []Event{e}}
	if err := d.keep(ctx, id, s.File); err != nil {
		return Piece{}, err
	}
	err := d.pieces.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		return Piece{}, errors.Join(ErrKeyTaken, d.contents.Delete(ctx, contentID(id, p.Hash)))
	}
	return p, err
}

func contentID(piece, hash string) string { return piece + "/" + hash }

// keep puts content where its piece finds it by its hash.
func (d *Desk) keep(ctx context.Context, piece string, file []byte) error {
	err := d.contents.Insert(ctx, content{store.Doc{ID: contentID(piece, Hash(file))}, file})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// Open is a piece with its content.
func (d *Desk) Open(ctx context.Context, id string) (Piece, error) {
	p, err := d.pieces.Get(ctx, id)
	if err != nil {
		return p, err
	}
	p.File, err = d.Content(ctx, p, p.Hash)
	return p, err
}

// Named is a piece by kind and key.
func (d *Desk) Named(ctx context.Context, kind Kind, key string) (Piece, error) {
	for p, err := range d.pieces.Find(ctx, store.Query{Equal: map[string]any{"name": string(kind) + "/" + key}}) {
		if err != nil {
			return p, err
		}
		return d.Open(ctx, p.ID)
	}
	return Piece{}, store.ErrNotFound
}

// All are all pieces without their contents, latest change first.
func (d *Desk) All(ctx context.Context) (out []Piece, err error) {
	for p, err := range d.pieces.Find(ctx, store.Query{Order: "updated", Desc: true}) {
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Content is a content that a piece has or had: of a save or a version. To any other
// hash there is none: store.ErrNotFound.
func (d *Desk) Content(ctx context.Context, p Piece, hash string) ([]byte, error) {
	if !p.keeps(hash) {
		return nil, store.ErrNotFound
	}
	c, err := d.contents.Get(ctx, contentID(p.ID, hash))
	return c.File, err
}

// keeps is whether a save or a version has the content of a hash.
func (p Piece) keeps(hash string) bool {
	return slices.ContainsFunc(p.AllSaves(), func(s Save) bool { return s.Hash == hash }) ||
		slices.ContainsFunc(p.Versions, func(v Version) bool { return v.Hash == hash })
}

// Saved is the content that a piece had in a version of its document: what a form was
// drawn from that is sent later. store.ErrNotFound where it was published since.
func (d *Desk) Saved(ctx context.Context, p Piece, version int) ([]byte, error) {
	for _, s := range slices.Backward(p.Saves) {
		if s.Number <= version {
			return d.Content(ctx, p, s.Hash)
		}
	}
	return nil, store.ErrNotFound
}

// Write replaces the content of a piece, as it was read in a version. Written anew, a
// piece that was approved, under review, published or withdrawn is a draft again, and
// what was approved has to be approved again; content that is the same changes nothing.
// store.ErrConflict where somebody was quicker: nothing is written then.
func (d *Desk) Write(ctx context.Context, by, id string, version int, file []byte) (Piece, error) {
	return d.write(ctx, Event{By: by, Kind: Changed}, id, version, file)
}

// write is Write that tells an event; Changed becomes Reopened where it is that.
func (d *Desk) write(ctx context.Context, e Event, id string, version int, file []byte) (Piece, error) {
	p, err := d.at(ctx, id, version)
	if err != nil || p.Hash == Hash(file) {
		return p, err
	}
	if err := d.keep(ctx, id, file); err != nil {
		return p, err
	}
	if p.State != Draft && p.State != Returned {
		p.State = Draft
		if e.Kind == Changed {
			e.Kind = Reopened
		}
	}
	s := Save{Number: version + 1, Nth: p.Saves[len(p.Saves)-1].Nth + 1, Hash: Hash(file), By: e.By, At: d.now()}
	s.Changed = CompareFiles(p.Kind, p.File, file, d.from.Book).Changed()
	p.Told = max(p.Told, lastSentence(p.Kind, file))
	p.Hash, p.File, p.Title = s.Hash, file, titleOf(p.Kind, file)
	if !p.WroteIn(e.By) {
		p.Authors = append(slices.Clone(p.Authors), e.By)
	}
	p.Saves = append(slices.Clone(p.Saves), s)
	return d.replace(ctx, p, e)
}

// Put changes what stands beside the content: f must not touch the content. The errors
// are those of f and store.ErrConflict.
func (d *Desk) put(ctx context.Context, id string, version int, e Event, f func(*Piece) error) (Piece, error) {
	p, err := d.tried(ctx, id, version, f)
	if err != nil {
		return p, err
	}
	return d.replace(ctx, p, e)
}

// tried is a piece as f makes it, not written yet; as it is where f has an error.
func (d *Desk) tried(ctx context.Context, id string, version int, f func(*Piece) error) (Piece, error) {
	p, err := d.at(ctx, id, version)
	if err != nil {
		return p, err
	}
	before := p
	if err := f(&p); err != nil {
		return before, err
	}
	return p, nil
}

// at is a piece in the version that somebody saw.
func (d *Desk) at(ctx context.Context, id string, version int) (Piece, error) {
	p, err := d.Open(ctx, id)
	if err == nil && p.Version != version {
		err = store.ErrConflict
	}
	return p, err
}

func (d *Desk) replace(ctx context.Context, p Piece, e Event) (Piece, error) {
	p.Updated = d.now()
	e.At = p.Updated
	p.tell(e)
	if err := d.pieces.Replace(ctx, p); err != nil {
		return p, err
	}
	p.Version++
	return p, nil
}

// changed tells that something was published or withdrawn.
func (d *Desk) changed() {
	if d.from.Changed != nil {
		d.from.Changed()
	}
}

// reason is a text that must not be empty.
func reason(text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", ErrNoReason
	}
	return text, nil
}

// BlockedError says what keeps a piece from being sent to review.
type BlockedError struct{ Blocks []Block }

// Block is one thing that keeps a piece from being sent.
type Block struct {
	Kind BlockKind
	Path string // of the part that it is about
	Text string
	Hint string
}

// BlockKind sorts them.
type BlockKind string

const (
	Faulty   BlockKind = "fault"
	Personal BlockKind = "personal" // looks like personal data
	Remark   BlockKind = "comment"  // that nobody has resolved
)

func (e *BlockedError) Error() string {
	return fmt.Sprintf("還有%d件事要處理，才能送審", len(e.Blocks))
}

// Remove deletes a piece that was never published, with all its contents and what
// was noted of its reviews. ErrState
// where it was, or is not its authors' to write; store.ErrConflict.
func (d *Desk) Remove(ctx context.Context, id string, version int) error {
	p, err := d.at(ctx, id, version)
	switch {
	case err != nil:
		return err
	case len(p.Versions) > 0 || p.State != Draft && p.State != Returned:
		return ErrState
	}
	if err := d.pieces.Delete(ctx, id); err != nil {
		return err
	}
	for r, err := range d.reviews.Find(ctx, store.Query{Range: store.Range{Field: "id", From: id + "/", Before: id + "0"}}) { // 0 comes behind /
		if err != nil {
			return err
		}
		if err := d.reviews.Delete(ctx, r.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	for _, s := range p.Saves {
		if err := d.contents.Delete(ctx, contentID(id, s.Hash)); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}
