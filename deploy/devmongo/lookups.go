package main

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
	"modernc.org/sqlite"
)

// lookups lets SQLite find documents by its indexes. FerretDB alone reads a whole
// collection for every query: its index of _id is over another expression than the
// one it asks for, and of a filter it tells SQLite no more than that. So every collection
// gets an index of that expression, and what has a filter or a limit is asked of a view of
// the documents that SQLite finds. FerretDB applies the whole query to those. A string
// that is in a list is not found then; nobody here keeps lists.
//
// It looks at one message at a time.
type lookups struct {
	dir       string
	databases map[string]*sql.DB
	tables    map[string]string // of collections with the index, and of views, by database and name
}

func newLookups(dir string) *lookups {
	return &lookups{dir, map[string]*sql.DB{}, map[string]string{}}
}

// wanted are the values that the views are asked for now, by their places.
var wanted sync.Map

func init() { // for all connections, of which FerretDB opens some at its start
	sqlite.MustRegisterScalarFunction("wanted", 1, func(_ *sqlite.FunctionContext, place []driver.Value) (driver.Value, error) {
		value, _ := wanted.Load(place[0])
		return value, nil
	})
}

// byID is the expression that FerretDB finds a document by.
const byID = `_ferretdb_sjson->'$._id'`

// narrowed is a message as it is to be passed on, or its answer, if SQLite knows that.
// What it cannot narrow it leaves as it is.
func (l *lookups) narrowed(server net.Conn, message []byte) (narrow, answer []byte, err error) {
	header, body, err := wire.ReadMessage(bufio.NewReader(bytes.NewReader(message)))
	if err != nil {
		return nil, nil, err
	}
	m, ok := body.(*wire.OpMsg)
	if !ok {
		return message, nil, nil
	}
	asked, err := m.RawSection0().Decode()
	if err != nil {
		return nil, nil, err
	}
	command := asked.Command()
	collection, _ := asked.Get(command).(string)
	database, _ := asked.Get("$db").(string)
	switch {
	case command == "drop" || command == "dropDatabase":
		return message, nil, l.forget(database)
	case collection == "" || database == "":
		return message, nil, nil
	}
	table, err := l.table(database, collection)
	if err != nil || table == "" {
		return message, nil, err
	}
	var q query
	switch command {
	case "find":
		q, err = queryOf(asked)
	case "update":
		q, err = updated(m)
	case "aggregate":
		counted, err := q.counts(asked.Get("pipeline"))
		if err != nil || !counted {
			return message, nil, err
		}
		answer, err := l.count(header.RequestID, database, collection, table, q)
		return nil, answer, err
	}
	if err != nil || len(q.indexed()) == 0 { // SQLite would read everything as well
		return message, nil, err
	}
	view, err := l.view(server, database, collection, table, q)
	if err != nil {
		return nil, nil, err
	}
	q.ask()
	if err := asked.Replace(command, view); err != nil {
		return nil, nil, err
	}
	renamed, err := wire.NewOpMsg(asked)
	if err != nil {
		return nil, nil, err
	}
	others := slices.DeleteFunc(m.Sections(), func(s wire.OpMsgSection) bool { return s.Kind == 0 })
	if err := m.SetSections(append(renamed.Sections(), others...)...); err != nil {
		return nil, nil, err
	}
	out, err := m.MarshalBinary()
	return framed(*header, out), nil, err
}

// count is the answer to how many documents a query is about.
func (l *lookups) count(request int32, database, collection, table string, q query) ([]byte, error) {
	db, err := l.open(database)
	if err != nil {
		return nil, err
	}
	q.ask()
	var n int64
	if err := db.QueryRow(fmt.Sprintf("SELECT count(*) FROM %q WHERE %s", table, cmp.Or(q.where, "1"))).Scan(&n); err != nil {
		return nil, err
	}
	batch := wirebson.MustArray()
	if n > 0 {
		batch = wirebson.MustArray(wirebson.MustDocument("_id", int32(1), "n", n))
	}
	body, err := wire.MustOpMsg("cursor", wirebson.MustDocument("firstBatch", batch, "id", int64(0), "ns", database+"."+collection), "ok", 1.0).MarshalBinary()
	return framed(wire.MsgHeader{ResponseTo: request}, body), err
}

// framed is the body of a message behind its header.
func framed(h wire.MsgHeader, body []byte) []byte {
	h.MessageLength, h.OpCode = int32(headerLen+len(body)), wire.OpCodeMsg
	out, err := h.MarshalBinary()
	if err != nil {
		panic(err) // numbers
	}
	return append(out, body...)
}

// updated is the query of an update of one document that has to be there.
func updated(m *wire.OpMsg) (q query, err error) {
	var all []wirebson.RawDocument
	for _, s := range m.Sections() {
		if s.Kind == 1 && s.Identifier == "updates" {
			all = append(all, s.Documents()...)
		}
	}
	if len(all) != 1 {
		return q, nil
	}
	u, err := all[0].Decode()
	if err != nil || u.Get("upsert") == true || u.Get("multi") == true {
		return q, err
	}
	return q, q.filter(u.Get("q"))
}

// table is the table of a collection, by then with the index; "" if there is none.
func (l *lookups) table(database, collection string) (string, error) {
	key := database + "." + collection
	if table := l.tables[key]; table != "" {
		return table, nil
	}
	db, err := l.open(database)
	if err != nil {
		return "", err
	}
	var table string
	if db.QueryRow(`SELECT table_name FROM _ferretdb_collections WHERE name = ?`, collection).Scan(&table) != nil {
		return "", nil // nor is there the database, perhaps
	}
	if _, err := db.Exec(fmt.Sprintf(`CREATE INDEX IF NOT EXISTS %q ON %q (%s)`, table+" by id", table, byID)); err != nil {
		return "", err
	}
	l.tables[key] = table
	return table, nil
}

// view is the name of a collection that is a view of another: of its documents that
// a query is about. They can be updated through it.
func (l *lookups) view(server net.Conn, database, collection, table string, q query) (string, error) {
	name := fmt.Sprintf("%s by %x", collection, sha256.Sum256([]byte(q.String())))[:len(collection)+20]
	key := database + "." + name
	if l.tables[key] != "" {
		return name, nil
	}
	create, err := wire.MustOpMsg("create", name, "$db", database).MarshalBinary()
	if err != nil {
		return "", err
	}
	if _, err := exchange(server, framed(wire.MsgHeader{RequestID: 1}, create)); err != nil {
		return "", err
	}
	db, err := l.open(database)
	if err != nil {
		return "", err
	}
	var view, kind string
	err = db.QueryRow(`SELECT m.name, m.type FROM _ferretdb_collections c JOIN sqlite_master m ON m.name = c.table_name WHERE c.name = ?`, name).Scan(&view, &kind)
	if err == nil && kind == "table" {
		index := strings.Join(q.indexed(), ", ")
		_, err = db.Exec(fmt.Sprintf(`BEGIN;
			CREATE INDEX IF NOT EXISTS %[6]q ON %[2]q (%[7]s);
			DROP TABLE %[1]q;
			CREATE VIEW %[1]q AS SELECT _ferretdb_sjson FROM %[2]q WHERE %[3]s;
			CREATE TRIGGER %[4]q INSTEAD OF UPDATE ON %[1]q BEGIN
				UPDATE %[2]q SET _ferretdb_sjson = NEW._ferretdb_sjson WHERE %[5]s = OLD.%[5]s;
			END;
			COMMIT`, view, table, q, view+" updated", byID, table+" by "+index, index))
	}
	if err == nil {
		l.tables[key] = view
	}
	return name, err
}

func (l *lookups) open(database string) (*sql.DB, error) {
	if db := l.databases[database]; db != nil {
		return db, nil
	}
	at := url.URL{Scheme: "file", Opaque: filepath.ToSlash(filepath.Join(l.dir, database+".sqlite")), RawQuery: "mode=rw&_pragma=busy_timeout(10000)&_pragma=synchronous(off)"}
	db, err := sql.Open("sqlite", at.String())
	if err == nil {
		l.databases[database] = db
	}
	return db, err
}

// forget is for what drops a collection or all of them.
func (l *lookups) forget(database string) error {
	maps.DeleteFunc(l.tables, func(key, _ string) bool { return strings.HasPrefix(key, database+".") })
	db := l.databases[database]
	delete(l.databases, database)
	if db == nil {
		return nil
	}
	return db.Close()
}
