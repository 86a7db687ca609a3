package store

import "context"

// engine is what the two stores have to be able to do; everything else is built
// on it once. Documents are rows here, whatever they hold.
type engine interface {
	get(ctx context.Context, collection, id string) (row, error) // ErrNotFound
	page(ctx context.Context, collection string, p plan) ([]row, error)
	count(ctx context.Context, collection string, p plan) (int, error)
	insert(ctx context.Context, s *schema, r row) error  // errDuplicate
	replace(ctx context.Context, s *schema, r row) error // the row of the version before; ErrConflict, ErrNotFound, errDuplicate
	remove(ctx context.Context, collection, id string) error

	// meta is what the store knows of itself. An empty value takes one away.
	meta(ctx context.Context) (map[string]string, error)
	setMeta(ctx context.Context, key, value string) error
	// claimMeta sets what is not set yet, and leaves alone what is.
	claimMeta(ctx context.Context, key, value string) error

	// clear leaves an empty collection without declared fields.
	clear(ctx context.Context, collection string) error
	// put writes rows without their declared fields, over those with the same ids.
	put(ctx context.Context, collection string, rows []row) error
	// reseal changes the sealed part of a row, if its version is still the same.
	reseal(ctx context.Context, collection string, r row) error
	// rebuild gives a collection the declared fields and indexes of s, and every
	// row its values. The collection may not exist yet.
	rebuild(ctx context.Context, s *schema, encode func(row) (row, error)) error

	// atomically runs upkeep, in one transaction where there are transactions.
	atomically(ctx context.Context, f func(engine) error) error
	// snapshot is a view that writes after it do not change, where there is one.
	snapshot(ctx context.Context) (view engine, done func(), err error)
	close() error
}

var (
	_ engine = (*sqlite)(nil)
	_ engine = (*mongoDB)(nil)
)

// row is a stored document.
type row struct {
	id      string
	version int
	doc     []byte   // JSON of what is not sealed
	sealed  []byte   // AEAD of the JSON of what is; nil is nothing
	values  []any    // of the declared fields: string, int64 or float64
	uniques []string // of the unique keys; "" is none
}

// plan is a checked query: places of declared fields, and values as they are stored.
type plan struct {
	equal        []term
	from, before *term
	order        string // column; idColumn orders by id alone
	desc         bool
	after        *position
	limit        int
}

type term struct {
	column string
	value  any
}

// position is that of a row in the order of a plan.
type position struct {
	value any
	id    string
}

// idColumn is the name of the id in plans.
const idColumn = "id"

// Rows are written and read some at a time. Reading begins with few, since a loop may
// end soon, and takes twice as many each time, since each time costs a query.
var (
	batch     = 200
	mostBatch = 800 // of large documents less than what MongoDB sends at once, 16 MB
)

// all goes through a collection by id.
func all(ctx context.Context, e engine, collection string, f func(row) error) error {
	p := plan{order: idColumn, limit: batch}
	for {
		rows, err := e.page(ctx, collection, p)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := f(r); err != nil {
				return err
			}
		}
		if len(rows) < p.limit {
			return nil
		}
		p.limit = min(2*p.limit, mostBatch)
		last := rows[len(rows)-1].id
		p.after = &position{last, last}
	}
}
