package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"
)

// Collection is the documents of one type in an open store.
type Collection[T any] struct {
	db     *DB
	schema *schema
}

// In is the collection in a store that was opened with this definition; it panics
// in any other.
func (d Definition[T]) In(db *DB) Collection[T] {
	for _, s := range db.schemas {
		if s == d.schema {
			return Collection[T]{db, s}
		}
	}
	panic("store: Open was not told of " + d.schema.name)
}

// Get reads the document with an id, or says ErrNotFound.
func (c Collection[T]) Get(ctx context.Context, id string) (T, error) {
	r, err := c.db.engine.get(ctx, c.schema.name, id)
	if err != nil {
		var none T
		return none, err
	}
	return c.decode(r)
}

// Insert keeps a new document, as version 1 whatever it says. ErrExists when its
// id or a unique field is taken.
func (c Collection[T]) Insert(ctx context.Context, doc T) error {
	r, err := c.encode(&doc, 1)
	if err != nil {
		return err
	}
	return c.known(ctx, r, c.db.engine.insert(ctx, c.schema, r), true)
}

// Replace writes a document over the version that it was read as, and makes it the
// next one (the value it was given is left as it is). ErrConflict when it has been
// written since; then nothing is changed. ErrNotFound, ErrExists.
func (c Collection[T]) Replace(ctx context.Context, doc T) error {
	r, err := c.encode(&doc, c.schema.doc(&doc).Version+1)
	if err != nil {
		return err
	}
	return c.known(ctx, r, c.db.engine.replace(ctx, c.schema, r), false)
}

// Delete takes a document away, whatever its version, or says ErrNotFound.
func (c Collection[T]) Delete(ctx context.Context, id string) error {
	return c.db.engine.remove(ctx, c.schema.name, id)
}

// Count is how many documents fit a query; its limit and cursor do not matter.
func (c Collection[T]) Count(ctx context.Context, q Query) (int, error) {
	q.Limit, q.After = 0, ""
	p, err := c.schema.plan(q)
	if err != nil {
		return 0, err
	}
	return c.db.engine.count(ctx, c.schema.name, p)
}

// Find goes through the documents that fit a query. It reads some at a time and
// holds nothing open, so the loop may write: what is written behind the place it
// has reached is not seen, what is written before it is. An error ends it.
func (c Collection[T]) Find(ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		p, err := c.schema.plan(q)
		if err != nil {
			yield(none, err)
			return
		}
		left := q.Limit
		for most := batch; ; most = min(2*most, mostBatch) {
			p.limit = most
			if q.Limit > 0 {
				p.limit = min(most, left)
			}
			rows, err := c.db.engine.page(ctx, c.schema.name, p)
			if err != nil {
				yield(none, err)
				return
			}
			for i, doc := range c.decodeAll(rows) {
				if doc.err != nil {
					yield(none, doc.err)
					return
				}
				if i == len(rows)-1 {
					r := rows[i]
					r.values = c.schema.valuesOf(reflect.ValueOf(doc.value)) // before the loop can change doc
					p.after = p.of(c.schema, r)
				}
				if !yield(doc.value, nil) {
					return
				}
			}
			left -= len(rows)
			if len(rows) < p.limit || q.Limit > 0 && left == 0 {
				return
			}
		}
	}
}

// Cursor is the place of a document in the order of a query, for Query.After. It
// stays right when other documents come and go, and when this one is deleted.
func (c Collection[T]) Cursor(q Query, last T) (string, error) {
	return c.schema.cursor(q, reflect.ValueOf(&last).Elem())
}

func (c Collection[T]) encode(doc *T, version int) (row, error) {
	id := c.schema.doc(doc).ID
	if id == "" || !utf8.ValidString(id) {
		return row{}, fmt.Errorf("%s 的資料沒有可用的 id（%q）", c.schema.name, id)
	}
	whole, err := json.Marshal(doc)
	if err != nil {
		return row{}, fmt.Errorf("%s 的 %s：%w", c.schema.name, id, err)
	}
	return c.schema.encode(c.db.keys, id, version, whole)
}

func (c Collection[T]) decode(r row) (T, error) {
	doc, err := c.schema.decode(c.db.keys, r)
	if err != nil {
		var none T
		return none, err
	}
	return *doc.(*T), nil
}

// decoded is what a row was read as, or why it cannot be.
type decoded[T any] struct {
	value T
	err   error
}

// decodeAll decodes rows in order, some ahead on every processor: what is sealed takes
// longer to open than to fetch.
func (c Collection[T]) decodeAll(rows []row) iter.Seq2[int, decoded[T]] {
	return func(yield func(int, decoded[T]) bool) {
		procs, i := runtime.GOMAXPROCS(0), 0
		for part := range slices.Chunk(rows, 8*procs) {
			docs := make([]decoded[T], len(part))
			var all sync.WaitGroup
			for first := range min(procs, len(part)) {
				all.Go(func() {
					for k := first; k < len(part); k += procs {
						docs[k].value, docs[k].err = c.decode(part[k])
					}
				})
			}
			all.Wait()
			for _, doc := range docs {
				if !yield(i, doc) {
					return
				}
				i++
			}
		}
	}
}

// known says which key an errDuplicate is about.
func (c Collection[T]) known(ctx context.Context, r row, err error, fresh bool) error {
	if !errors.Is(err, errDuplicate) {
		return err
	}
	taken := &ExistsError{Collection: c.schema.name, Key: []string{"id"}}
	if fresh {
		if _, err := c.db.engine.get(ctx, c.schema.name, r.id); err == nil {
			return taken
		}
	}
	for i, key := range c.schema.uniques {
		taken.Key = c.schema.paths(key)
		same, err := c.db.engine.page(ctx, c.schema.name, plan{order: idColumn, limit: 1, equal: []term{{c.schema.uniqueColumn(i), r.uniques[i]}}})
		if err == nil && len(same) > 0 && same[0].id != r.id {
			return taken
		}
	}
	return taken
}
