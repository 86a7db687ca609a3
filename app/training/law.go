package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// law is the law and the keys as the site last saw them: one document, held against
// the rules and the bank at every start.
type law struct {
	store.Doc
	Digest string             `json:"digest"`
	Rules  map[string]lawSeen `json:"rules"` // by provision, and by concept:ID
	Keys   map[string]keySeen `json:"keys"`  // by item
}

// lawSeen is what decides a verdict, without the words of those who wrote it down.
type lawSeen struct {
	Gist string   `json:"gist"`         // names it
	Text string   `json:"text"`         // names the official text, or what is quoted of it; empty: neither is known
	Of   []string `json:"of,omitempty"` // of a concept: what it cites
}

type keySeen struct {
	Words string         `json:"words"`
	Key   quizzes.Answer `json:"key"`
}

var laws = store.Define[law]("training_law")

// FollowLaw holds the rules and the bank against those that the site saw last, and
// keeps a notice when the law changed: what changed, and which items have another key
// in the same words. Those are Suspended as long as the notice is open; what people
// learned becomes due by SpreadLaw; attempts stay as they were. New provisions are no
// change: nobody learned them. Where no provision changed, keys moved with the material:
// that is told as a MaterialChange. ok is false when there is nothing to tell. It is
// done at every start and publication, by however many processes.
func (t *Training) FollowLaw(ctx context.Context) (n Notice, ok bool, err error) {
	now := t.lawNow()
	for {
		was, err := t.laws.Get(ctx, now.ID)
		if errors.Is(err, store.ErrNotFound) {
			if err = t.laws.Insert(ctx, now); errors.Is(err, store.ErrExists) { // another process was first
				continue
			}
			return n, ok, err
		}
		if now.Version = was.Version; err != nil || named(was) == named(now) {
			return n, ok, err
		}
		next := Notice{Doc: store.Doc{ID: fmt.Sprintf("%s/%s/%s", LawChange, digest(was.Digest), digest(now.Digest))}, Kind: LawChange, At: t.now(),
			Digest: now.Digest, Provisions: changed(was.Rules, now.Rules)}
		if next.Moved, err = t.moved(ctx, was, now); err != nil {
			return n, ok, err
		}
		if len(next.Provisions) == 0 { // the same two rule sets may see many of these
			next.ID, next.Kind = fmt.Sprintf("%s/%d/%s", MaterialChange, was.Version, digest(named(now.Keys))), MaterialChange
		}
		if len(next.Provisions) > 0 || len(next.Moved) > 0 {
			if new, err := t.notify(ctx, next); err != nil {
				return n, ok, err
			} else if new {
				n, ok = next, true
			}
		}
		if err = t.laws.Replace(ctx, now); !errors.Is(err, store.ErrConflict) {
			return n, ok, err
		}
	}
}

// lawNow is the law and the keys as they are now.
func (t *Training) lawNow() law {
	out := law{Doc: store.Doc{ID: "seen"}, Digest: t.from.Book.Digest(), Rules: map[string]lawSeen{}, Keys: map[string]keySeen{}}
	for _, id := range t.from.Book.ProvisionIDs() {
		var gist []any
		all := t.from.Book.Rules(id)
		for _, r := range all {
			p := *r.Provision
			p.Label, p.Cite, p.Elements, p.Exceptions = "", "", conditions(p.Elements), conditions(p.Exceptions)
			gist = append(gist, []any{r.From, r.To, r.Version.Status, p})
		}
		seen := lawSeen{Gist: named(gist)}
		if v := all[len(all)-1].Version; v.SHA256 != "" {
			seen.Text = "official " + v.SHA256
		} else if len(v.Text) > 0 {
			seen.Text = "quoted " + named(v.Text)
		}
		out.Rules[id] = seen
	}
	for _, c := range t.from.Book.Concepts() {
		seen := lawSeen{}
		var gist []any
		for _, v := range c.Versions {
			gist = append(gist, []any{v.From, v.To, v.When})
			seen.Of = append(seen.Of, v.Cites...)
		}
		seen.Gist = named(gist)
		out.Rules["concept:"+c.ID] = seen
	}
	for _, it := range t.from.Bank.Items() {
		out.Keys[it.ID] = keySeen{wordsOf(it), it.Key}
	}
	return out
}

// conditions are elements without their words.
func conditions(all []rules.Element) []rules.Element {
	out := slices.Clone(all)
	for i := range out {
		out[i].Text, out[i].Cites = "", nil
	}
	return out
}

// wordsOf names the words in which an item asks, whatever its key.
func wordsOf(it *quizzes.Item) string {
	words := []any{it.Type, it.Stem, it.On, it.Unit}
	for _, o := range it.Options {
		words = append(words, o.ID, o.Text)
	}
	for _, r := range it.Rows {
		words = append(words, r.ID, r.Text)
	}
	return named(words)
}

func named(x any) string {
	data, err := json.Marshal(x)
	if err != nil {
		panic(err) // plain values
	}
	return digest(string(data))
}

// changed are the provisions that were there and are others now or gone, and what
// changed concepts cite.
func changed(was, now map[string]lawSeen) []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(was)) {
		old, is := was[id], now[id]
		kind, _, _ := strings.Cut(old.Text, " ")
		if old.Gist == is.Gist && (old.Text == is.Text || kind == "" || !strings.HasPrefix(is.Text, kind+" ")) {
			continue
		}
		if strings.HasPrefix(id, "concept:") {
			out = append(append(out, old.Of...), is.Of...)
		} else {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// moved are the items that ask in the same words and have another key. A key that is
// again what it was before a change that nobody has looked at yet has not moved.
func (t *Training) moved(ctx context.Context, was, now law) ([]MovedItem, error) {
	open, err := t.Notices(ctx, true)
	if err != nil {
		return nil, err
	}
	var out []MovedItem
	for _, id := range slices.Sorted(maps.Keys(was.Keys)) {
		old, is := was.Keys[id], now.Keys[id]
		back := slices.ContainsFunc(open, func(n Notice) bool {
			return slices.ContainsFunc(n.Moved, func(m MovedItem) bool {
				return m.Item == id && m.Words == is.Words && m.Was.String() == is.Key.String()
			})
		})
		if old.Words == is.Words && old.Key.String() != is.Key.String() && !back {
			out = append(out, MovedItem{quizzes.Moved{Item: id, Was: old.Key, Now: is.Key}, is.Words})
		}
	}
	return out, nil
}

// Suspended are the items that may not be drawn: a change of law moved their key, and
// nobody has said yet that they are right as they are, or given them other words.
func (t *Training) Suspended(ctx context.Context) ([]string, error) {
	open, err := t.Notices(ctx, true)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, n := range open {
		for _, m := range n.Moved {
			it, ok := t.from.Bank.Item(m.Item)
			if n.Kind == LawChange && ok && wordsOf(it) == m.Words && it.Key.String() == m.Now.String() {
				out = append(out, m.Item)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// SpreadLaw makes due what people learned of law that changed, or of items whose key
// moved with the material, for every notice of a change for which that was not done. It
// says of how many changes and for how many people.
func (t *Training) SpreadLaw(ctx context.Context) (changes, people int, err error) {
	all, err := t.Notices(ctx, false)
	if err != nil {
		return 0, 0, err
	}
	for _, n := range all {
		if n.Kind == InvertedItem || !n.Spread.IsZero() {
			continue
		}
		var due int
		if n.Kind == LawChange {
			due, err = t.LawChanged(ctx, n.ID, n.Provisions)
		} else {
			due, err = t.makeDue(ctx, n.ID, t.ConceptsOf(n), func(string) error { return nil })
		}
		if err != nil {
			return changes, people, err
		}
		changes, people = changes+1, people+due
		if err := t.spread(ctx, n.ID, due); err != nil {
			return changes, people, err
		}
	}
	return changes, people, nil
}

// ConceptsOf are the concepts that a change makes due.
func (t *Training) ConceptsOf(n Notice) (out []string) {
	if n.Kind == LawChange {
		return t.from.Bank.ConceptsOf(n.Provisions)
	}
	for _, m := range n.Moved {
		if it, ok := t.from.Bank.Item(m.Item); ok && !slices.Contains(out, it.Concept) {
			out = append(out, it.Concept)
		}
	}
	return out
}

func (t *Training) spread(ctx context.Context, id string, people int) error {
	for {
		n, err := t.notices.Get(ctx, id)
		if err != nil || !n.Spread.IsZero() {
			return err
		}
		n.Spread, n.People = t.now(), people
		if err := t.notices.Replace(ctx, n); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
