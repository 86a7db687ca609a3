package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Migration changes the documents of one collection once, when a store is opened.
// The list is added to at its end; one that has shipped is never edited.
type Migration struct {
	Name       string // says what it does, and is recorded
	Collection string
	// Rewrite gives the new JSON of a document, or nil to take it away. On MongoDB
	// it may be asked again of what it has already rewritten.
	Rewrite func(json.RawMessage) (json.RawMessage, error)
}

// Migrations is the ordered list of all migrations there have ever been.
func Migrations(list ...Migration) Option {
	return option(func(db *DB) { db.migrations = list })
}

// Keys of meta.
const (
	metaCollection = "collection:" // and its name: the signature of its schema
	metaMigrations = "migrations"  // JSON list of the names of those done
	metaProbe      = "probe"
	metaRestoring  = "restoring" // there while a restore is under way
)

// outdated is the signature of a collection whose declared fields have to be built.
const outdated = `{"outdated":true}`

// collections are the names of those in a store.
func collections(meta map[string]string) (out []string) {
	for key := range meta {
		if name, ok := strings.CutPrefix(key, metaCollection); ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// sealedFields are those that a stored collection seals; none is the whole document.
func sealedFields(meta map[string]string, name string) ([]string, error) {
	var declared struct{ Sealed []string }
	err := json.Unmarshal([]byte(meta[metaCollection+name]), &declared)
	return declared.Sealed, err
}

// upgrade runs the migrations that are due, and gives every collection the fields
// and indexes of its definition.
func (db *DB) upgrade(ctx context.Context, e engine) error {
	meta, err := e.meta(ctx)
	if err != nil {
		return err
	}
	done, err := migrationsDone(meta)
	if err != nil {
		return err
	}
	if len(done) > len(db.migrations) {
		return fmt.Errorf("%w（%s）", ErrNewer, done[len(db.migrations)])
	}
	for i, m := range db.migrations {
		if i < len(done) {
			if done[i] != m.Name {
				return fmt.Errorf("%w（%s）", ErrNewer, done[i])
			}
			continue
		}
		if err := db.migrate(ctx, e, m, meta); err != nil {
			return fmt.Errorf("資料庫升級「%s」：%w", m.Name, err)
		}
		done = append(done, m.Name)
		names, err := json.Marshal(done)
		if err != nil {
			return err
		}
		if err := e.setMeta(ctx, metaMigrations, string(names)); err != nil {
			return err
		}
	}
	for _, s := range db.schemas {
		if meta[metaCollection+s.name] == s.signature() {
			continue
		}
		err := e.rebuild(ctx, s, func(r row) (row, error) {
			whole, err := unseal(db.keys, s.name, r)
			if err != nil {
				return row{}, err
			}
			return s.encode(db.keys, r.id, r.version, whole)
		})
		if err != nil {
			return fmt.Errorf("整理 %s：%w", s.name, err)
		}
		if err := e.setMeta(ctx, metaCollection+s.name, s.signature()); err != nil {
			return err
		}
	}
	return nil
}

func migrationsDone(meta map[string]string) (done []string, err error) {
	if text := meta[metaMigrations]; text != "" {
		err = json.Unmarshal([]byte(text), &done)
	}
	return done, err
}

// migrate rewrites a collection, and has its declared fields built again after.
func (db *DB) migrate(ctx context.Context, e engine, m Migration, meta map[string]string) error {
	i := slices.IndexFunc(db.schemas, func(s *schema) bool { return s.name == m.Collection })
	if i < 0 {
		return fmt.Errorf("沒有 %s 的定義", m.Collection)
	}
	s := db.schemas[i]
	if _, has := meta[metaCollection+s.name]; !has {
		return nil // nothing to rewrite yet
	}
	if err := e.setMeta(ctx, metaCollection+s.name, outdated); err != nil {
		return err
	}
	meta[metaCollection+s.name] = outdated
	return all(ctx, e, s.name, func(r row) error {
		whole, err := unseal(db.keys, s.name, r)
		if err != nil {
			return err
		}
		changed, err := m.Rewrite(whole)
		if err != nil {
			return fmt.Errorf("%s：%w", r.id, err)
		}
		if changed == nil {
			return e.remove(ctx, s.name, r.id)
		}
		r, err = s.seal(db.keys, row{id: r.id, version: r.version, doc: changed})
		if err != nil {
			return err
		}
		return e.put(ctx, s.name, []row{r})
	})
}
