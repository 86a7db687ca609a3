package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"
)

// mongoDB keeps every document as the string of its JSON, since BSON has other
// numbers and forbids names that JSON allows; beside it the declared fields.
type mongoDB struct {
	client *mongo.Client
	db     *mongo.Database
}

// patience is how long a server is looked for, unless the URL says otherwise, and
// how long one operation may take.
const (
	patience  = 5 * time.Second
	operation = 20 * time.Second
)

func openMongo(ctx context.Context, url string) (*mongoDB, error) {
	parsed, err := connstring.ParseAndValidate(url)
	if err != nil {
		return nil, fmt.Errorf("MongoDB 的位址有錯：%w", err)
	}
	o := options.Client().SetServerSelectionTimeout(patience).SetTimeout(operation).ApplyURI(url).
		SetAppName("shoumi").SetWriteConcern(writeconcern.Majority())
	client, err := mongo.Connect(o)
	if err != nil {
		return nil, fmt.Errorf("MongoDB 的位址有錯：%w", err)
	}
	name := parsed.Database
	if name == "" {
		name = "shoumi"
	}
	m := &mongoDB{client, client.Database(name)}
	if _, err := m.meta(ctx); err != nil {
		return nil, errors.Join(err, m.close())
	}
	return m, nil
}

func (m *mongoDB) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), operation)
	defer cancel()
	if err := m.client.Disconnect(ctx); !errors.Is(err, mongo.ErrClientDisconnected) {
		return err
	}
	return nil // closed before
}

// stored is a row in MongoDB, read; bson.D writes it with its declared fields.
type stored struct {
	ID      string `bson:"_id"`
	Version int    `bson:"version"`
	Doc     string `bson:"doc"`
	Sealed  []byte `bson:"sealed"`
}

func (d stored) row() row {
	return row{id: d.ID, version: d.Version, doc: []byte(d.Doc), sealed: d.Sealed}
}

func core(r row) bson.D {
	d := bson.D{{Key: "version", Value: int64(r.version)}, {Key: "doc", Value: string(r.doc)}}
	if r.sealed != nil {
		d = append(d, bson.E{Key: "sealed", Value: r.sealed})
	}
	return d
}

func full(sc *schema, r row) bson.D {
	d := append(bson.D{{Key: "_id", Value: r.id}}, core(r)...)
	for i, v := range r.values {
		d = append(d, bson.E{Key: sc.fields[i+1].column, Value: v})
	}
	for i, v := range r.uniques {
		if v == "" {
			v = "none " + r.id // an index takes a missing field for a value; real ones begin with [
		}
		d = append(d, bson.E{Key: sc.uniqueColumn(i), Value: v})
	}
	return d
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

func (m *mongoDB) get(ctx context.Context, collection, id string) (row, error) {
	start := time.Now()
	var d stored
	err := m.db.Collection(collection).FindOne(ctx, byID(id)).Decode(&d)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return row{}, ErrNotFound
	}
	return d.row(), mongoError(ctx, start, err)
}

func (m *mongoDB) page(ctx context.Context, collection string, p plan) (out []row, err error) {
	start := time.Now()
	direction, beyond := 1, "$gt"
	if p.desc {
		direction, beyond = -1, "$lt"
	}
	filter, sort := p.filter(), bson.D{{Key: "_id", Value: direction}}
	if p.order != idColumn {
		sort = append(bson.D{{Key: p.order, Value: direction}}, sort...)
	}
	switch {
	case p.after == nil:
	case p.order == idColumn:
		filter = append(filter, bson.D{{Key: "_id", Value: bson.D{{Key: beyond, Value: p.after.id}}}})
	default:
		filter = append(filter, bson.D{{Key: p.order, Value: bson.D{{Key: beyond + "e", Value: p.after.value}}}}, // for the index
			bson.D{{Key: "$or", Value: bson.A{
				bson.D{{Key: p.order, Value: bson.D{{Key: beyond, Value: p.after.value}}}},
				bson.D{{Key: p.order, Value: p.after.value}, {Key: "_id", Value: bson.D{{Key: beyond, Value: p.after.id}}}},
			}}})
	}
	cursor, err := m.db.Collection(collection).Find(ctx, every(filter), options.Find().SetSort(sort).SetLimit(int64(p.limit)).SetBatchSize(int32(p.limit)))
	if err != nil {
		return nil, mongoError(ctx, start, err)
	}
	var docs []stored
	if err := cursor.All(ctx, &docs); err != nil {
		return nil, mongoError(ctx, start, err)
	}
	for _, d := range docs {
		out = append(out, d.row())
	}
	return out, nil
}

func (m *mongoDB) count(ctx context.Context, collection string, p plan) (int, error) {
	start := time.Now()
	n, err := m.db.Collection(collection).CountDocuments(ctx, every(p.filter()))
	return int(n), mongoError(ctx, start, err)
}

// filter is the conditions of a plan, but for its cursor.
func (p plan) filter() (conditions bson.A) {
	add := func(t *term, operator string) {
		if t == nil {
			return
		}
		column := t.column
		if column == idColumn {
			column = "_id"
		}
		conditions = append(conditions, bson.D{{Key: column, Value: bson.D{{Key: operator, Value: t.value}}}})
	}
	for _, t := range p.equal {
		add(&t, "$eq")
	}
	add(p.from, "$gte")
	add(p.before, "$lt")
	return conditions
}

func every(conditions bson.A) bson.D {
	if len(conditions) == 0 {
		return bson.D{}
	}
	return bson.D{{Key: "$and", Value: conditions}}
}

func (m *mongoDB) insert(ctx context.Context, sc *schema, r row) error {
	start := time.Now()
	_, err := m.db.Collection(sc.name).InsertOne(ctx, full(sc, r))
	return mongoError(ctx, start, err)
}

func (m *mongoDB) replace(ctx context.Context, sc *schema, r row) error {
	start := time.Now()
	result, err := m.db.Collection(sc.name).ReplaceOne(ctx, append(byID(r.id), bson.E{Key: "version", Value: int64(r.version - 1)}), full(sc, r))
	if err != nil || result.MatchedCount > 0 {
		return mongoError(ctx, start, err)
	}
	if _, err := m.get(ctx, sc.name, r.id); err != nil {
		return err
	}
	return ErrConflict
}

func (m *mongoDB) remove(ctx context.Context, collection, id string) error {
	start := time.Now()
	result, err := m.db.Collection(collection).DeleteOne(ctx, byID(id))
	if err == nil && result.DeletedCount == 0 {
		return ErrNotFound
	}
	return mongoError(ctx, start, err)
}

const metaName = "shoumi_meta"

func (m *mongoDB) meta(ctx context.Context) (map[string]string, error) {
	start := time.Now()
	cursor, err := m.db.Collection(metaName).Find(ctx, bson.D{})
	if err != nil {
		return nil, mongoError(ctx, start, err)
	}
	var entries []struct {
		Key   string `bson:"_id"`
		Value string `bson:"value"`
	}
	if err := cursor.All(ctx, &entries); err != nil {
		return nil, mongoError(ctx, start, err)
	}
	out := map[string]string{}
	for _, e := range entries {
		out[e.Key] = e.Value
	}
	return out, nil
}

func (m *mongoDB) setMeta(ctx context.Context, key, value string) error {
	start := time.Now()
	if value == "" {
		_, err := m.db.Collection(metaName).DeleteOne(ctx, byID(key))
		return mongoError(ctx, start, err)
	}
	_, err := m.db.Collection(metaName).ReplaceOne(ctx, byID(key), append(byID(key), bson.E{Key: "value", Value: value}), options.Replace().SetUpsert(true))
	return mongoError(ctx, start, err)
}

func (m *mongoDB) claimMeta(ctx context.Context, key, value string) error {
	start := time.Now()
	_, err := m.db.Collection(metaName).InsertOne(ctx, append(byID(key), bson.E{Key: "value", Value: value}))
	if mongo.IsDuplicateKeyError(err) {
		return nil
	}
	return mongoError(ctx, start, err)
}

func (m *mongoDB) clear(ctx context.Context, collection string) error {
	start := time.Now()
	return mongoError(ctx, start, m.db.Collection(collection).Drop(ctx))
}

func (m *mongoDB) put(ctx context.Context, collection string, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	start := time.Now()
	var writes []mongo.WriteModel
	for _, r := range rows {
		update := bson.D{{Key: "$set", Value: core(r)}}
		if r.sealed == nil {
			update = append(update, bson.E{Key: "$unset", Value: bson.D{{Key: "sealed", Value: ""}}})
		}
		writes = append(writes, mongo.NewUpdateOneModel().SetFilter(byID(r.id)).SetUpdate(update).SetUpsert(true))
	}
	_, err := m.db.Collection(collection).BulkWrite(ctx, writes)
	return mongoError(ctx, start, err)
}

func (m *mongoDB) reseal(ctx context.Context, collection string, r row) error {
	start := time.Now()
	_, err := m.db.Collection(collection).UpdateOne(ctx, append(byID(r.id), bson.E{Key: "version", Value: int64(r.version)}), bson.D{{Key: "$set", Value: bson.D{{Key: "sealed", Value: r.sealed}}}})
	return mongoError(ctx, start, err)
}

// rebuild drops the indexes that are not wanted any more, rewrites the documents,
// and makes the indexes that are missing. What is wanted is never dropped: another
// process may be at the same.
func (m *mongoDB) rebuild(ctx context.Context, sc *schema, encode func(row) (row, error)) error {
	wanted := indexesOf(sc)
	start := time.Now()
	c := m.db.Collection(sc.name)
	old, err := c.Indexes().ListSpecifications(ctx)
	if err != nil && !isCode(err, namespaceNotFound) {
		return mongoError(ctx, start, err)
	}
	for _, spec := range old {
		if spec.Name == "_id_" || slices.ContainsFunc(wanted, func(i index) bool { return i.name() == spec.Name }) {
			continue
		}
		start := time.Now()
		if err := c.Indexes().DropOne(ctx, spec.Name); err != nil && !isCode(err, indexNotFound) {
			return mongoError(ctx, start, err)
		}
	}
	err = all(ctx, m, sc.name, func(r row) error {
		r, err := encode(r)
		if err != nil {
			return err
		}
		start := time.Now()
		_, err = c.ReplaceOne(ctx, append(byID(r.id), bson.E{Key: "version", Value: int64(r.version)}), full(sc, r))
		return mongoError(ctx, start, err)
	})
	if err != nil {
		return err
	}
	for _, i := range wanted {
		var keys bson.D
		for _, column := range i.columns {
			keys = append(keys, bson.E{Key: column, Value: 1})
		}
		start := time.Now()
		_, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: keys, Options: options.Index().SetName(i.name()).SetUnique(i.unique != nil)})
		err = mongoError(ctx, start, err)
		if errors.Is(err, errDuplicate) {
			return &ExistsError{sc.name, i.unique}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// index is one of MongoDB; its name says all of it.
type index struct {
	columns []string
	unique  []string // the fields of the key, if it is unique
}

func (i index) name() string { return strings.Join(i.columns, "-") }

func indexesOf(sc *schema) (out []index) {
	for i, key := range sc.uniques {
		out = append(out, index{[]string{sc.uniqueColumn(i)}, sc.paths(key)})
	}
	for _, key := range sc.indexes {
		var columns []string
		for _, f := range key {
			if f != 0 {
				columns = append(columns, sc.fields[f].column)
			}
		}
		out = append(out, index{append(columns, "_id"), nil})
	}
	return out
}

// atomically is one step after the other: there are no transactions to count on.
func (m *mongoDB) atomically(_ context.Context, f func(engine) error) error { return f(m) }

// snapshot is the collection as it goes.
func (m *mongoDB) snapshot(context.Context) (engine, func(), error) { return m, func() {}, nil }

// Error codes of MongoDB.
const (
	namespaceNotFound = 26
	indexNotFound     = 27
)

func isCode(err error, code int) bool {
	var e mongo.ServerError
	return errors.As(err, &e) && e.HasErrorCode(code)
}

// mongoError puts the errors of the driver that callers know into their words.
func mongoError(ctx context.Context, start time.Time, err error) error {
	var selection topology.ServerSelectionError
	switch {
	case err == nil:
		return nil
	case mongo.IsDuplicateKeyError(err):
		return fmt.Errorf("%w: %v", errDuplicate, err)
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case mongo.IsNetworkError(err), mongo.IsTimeout(err), errors.As(err, &selection):
		return &UnavailableError{time.Since(start), err}
	}
	return err
}
