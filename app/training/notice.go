package training

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
)

// Notice is something about items that an author and counsel have to look at, until
// one of them says what came of it. It is about no learner.
type Notice struct {
	store.Doc
	Kind   NoticeKind  `json:"kind"`
	At     time.Time   `json:"at"`
	Digest string      `json:"digest"`          // of the rules in use then
	Moved  []MovedItem `json:"moved,omitempty"` // items whose key is another one now or cannot be proved

	// Of an item that turned inverted: its key was proved again under those rules,
	// and Moved is empty when it holds.
	Item           string  `json:"item,omitempty"`
	Edition        string  `json:"edition,omitempty"`
	Officers       int     `json:"officers,omitempty"`
	Facility       float64 `json:"facility,omitempty"`
	Discrimination float64 `json:"discrimination,omitempty"`

	// Of a change of law: while it is open, Moved are suspended. Of a change of material,
	// which two people have approved, they are not, and there are no provisions.
	Provisions []string  `json:"provisions,omitempty"` // that changed; articles and concepts of the rules by what they cite
	Spread     time.Time `json:"spread,omitzero"`      // when reviews had been made due
	People     int       `json:"people,omitempty"`     // for so many

	Closed   time.Time `json:"closed,omitzero"`
	ClosedBy string    `json:"closed_by"` // account; empty: it is open
	Words    string    `json:"words,omitempty"`
}

// NoticeKind says what a notice is about.
type NoticeKind string

const (
	InvertedItem   NoticeKind = "inverted" // weaker officers answer it better
	LawChange      NoticeKind = "law"      // the rules are others than those seen last
	MaterialChange NoticeKind = "material" // the law is what it was, but items tell of other facts in the same words
)

// MovedItem is an item whose key moved, in the words that it had.
type MovedItem struct {
	quizzes.Moved
	Words string `json:"words"` // names them
}

var notices = store.Define[Notice]("training_notices", store.Index("closed_by", "at"), store.Index("at"), store.Sealed("words"))

// CheckItems looks for items in use that have turned inverted, proves their keys
// again and keeps a notice of each, once for an edition. It gives the new notices.
func (t *Training) CheckItems(ctx context.Context) ([]Notice, error) {
	all, err := t.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	var out []Notice
	for _, r := range all {
		if !r.Current || !slices.Contains(r.Flags, quizzes.Inverted) {
			continue
		}
		n := Notice{Doc: store.Doc{ID: strings.Join([]string{string(InvertedItem), r.Item, r.Version}, "/")}, Kind: InvertedItem, At: t.now(),
			Digest: t.from.Book.Digest(), Item: r.Item, Edition: r.Version, Officers: *r.Officers, Facility: *r.Facility, Discrimination: *r.Discrimination}
		if _, err := t.notices.Get(ctx, n.ID); !errors.Is(err, store.ErrNotFound) {
			if err != nil {
				return out, err
			}
			continue
		}
		moved, err := t.from.Bank.Reprove(t.from.Book, r.Item)
		if err != nil {
			return out, err
		}
		for _, m := range moved {
			it, _ := t.from.Bank.Item(m.Item)
			n.Moved = append(n.Moved, MovedItem{m, wordsOf(it)})
		}
		if new, err := t.notify(ctx, n); err != nil {
			return out, err
		} else if new {
			out = append(out, n)
		}
	}
	return out, nil
}

// notify keeps a notice and says whether it is a new one.
func (t *Training) notify(ctx context.Context, n Notice) (bool, error) {
	err := t.notices.Insert(ctx, n)
	if errors.Is(err, store.ErrExists) {
		return false, nil
	}
	return err == nil, err
}

// Notices are all notices or only those that are open, the latest first.
func (t *Training) Notices(ctx context.Context, open bool) ([]Notice, error) {
	q := store.Query{Order: "at", Desc: true}
	if open {
		q.Equal = map[string]any{"closed_by": ""}
	}
	return collect(t.notices.Find(ctx, q))
}

// Close ends a notice with what came of it. Closing again changes nothing.
// ErrNoWords, store.ErrNotFound.
func (t *Training) Close(ctx context.Context, id, by, words string) error {
	if strings.TrimSpace(words) == "" {
		return ErrNoWords
	}
	for {
		n, err := t.notices.Get(ctx, id)
		if err != nil || n.ClosedBy != "" {
			return err
		}
		n.Closed, n.ClosedBy, n.Words = t.now(), by, strings.TrimSpace(words)
		if err := t.notices.Replace(ctx, n); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
