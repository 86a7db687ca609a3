package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
	"modernc.org/sqlite"
)

// lookups lets SQLite find documents by its indexes. FerretDB alone reads a whole
// collection for every query: its index of _id is over another expression than the
// one it asks for, and of a filter it tells SQLite no more than that. So every collection gets
// an index of that expression, and what has equalities in its filter is asked of a
// view of the documents that fulfil them. FerretDB applies the whole filter to those.
// A string that is in a list is not found by equality then; nobody here keeps lists.
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

// wanted is the JSON of the values that the views are asked for now, by field.
var wanted sync.Map

func init() { // for all connections, of which FerretDB opens some at its start
	sqlite.MustRegisterScalarFunction("wanted", 1, func(_ *sqlite.FunctionContext, field []driver.Value) (driver.Value, error) {
		value, _ := wanted.Load(field[0])
		return value, nil
	})
}

// byID is the expression that FerretDB finds a document by.
const byID = `_ferretdb_sjson->'$._id'`

// narrowed is a message as it is to be passed on. What it cannot narrow it leaves as
// it is.
func (l *lookups) narrowed(server net.Conn, message []byte) ([]byte, error) {
	header, body, err := wire.ReadMessage(bufio.NewReader(bytes.NewReader(message)))
	if err != nil {
		return nil, err
	}
	m, ok := body.(*wire.OpMsg)
	if !ok {
		return message, nil
	}
	asked, err := m.RawSection0().Decode()
	if err != nil {
		return nil, err
	}
	command := asked.Command()
	collection, _ := asked.Get(command).(string)
	database, _ := asked.Get("$db").(string)
	switch {
	case command == "drop" || command == "dropDatabase":
		return message, l.forget(database)
	case collection == "" || database == "":
		return message, nil
	}
	table, err := l.table(database, collection)
	if err != nil || table == "" {
		return message, err
	}
	var filter any
	switch command {
	case "find":
		filter = asked.Get("filter")
	case "update":
		filter, err = updated(m)
	}
	equal := map[string]string{}
	if err := errors.Join(err, equalities(filter, equal)); err != nil || len(equal) == 0 {
		return message, err
	}
	view, err := l.view(server, database, collection, table, slices.Sorted(maps.Keys(equal)))
	if err != nil {
		return nil, err
	}
	for field, value := range equal {
		wanted.Store(field, value)
	}
	if err := asked.Replace(command, view); err != nil {
		return nil, err
	}
	renamed, err := wire.NewOpMsg(asked)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(m.Sections(), func(s wire.OpMsgSection) bool { return s.Kind == 0 })
	if err := m.SetSections(append(renamed.Sections(), others...)...); err != nil {
		return nil, err
	}
	out, err := m.MarshalBinary()
	return framed(*header, out), err
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

// updated is the filter of an update of one document that has to be there.
func updated(m *wire.OpMsg) (filter any, err error) {
	var all []wirebson.RawDocument
	for _, s := range m.Sections() {
		if s.Kind == 1 && s.Identifier == "updates" {
			all = append(all, s.Documents()...)
		}
	}
	if len(all) != 1 {
		return nil, nil
	}
	u, err := all[0].Decode()
	if err != nil || u.Get("upsert") == true || u.Get("multi") == true {
		return nil, err
	}
	return u.Get("q"), nil
}

// plain is the name of a field at the top of a document.
var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// equalities collects the JSON of the strings that fields have to be by a filter,
// unless it is a bare _id, which FerretDB tells SQLite itself.
func equalities(filter any, into map[string]string) error {
	raw, ok := filter.(wirebson.RawDocument)
	if !ok {
		return nil
	}
	conditions, err := raw.Decode()
	if err != nil {
		return err
	}
	for field, value := range conditions.All() {
		if both, ok := value.(wirebson.RawArray); ok && field == "$and" {
			all, err := both.Decode()
			if err != nil {
				return err
			}
			for part := range all.Values() {
				if err := equalities(part, into); err != nil {
					return err
				}
			}
		}
		if operators, ok := value.(wirebson.RawDocument); ok {
			d, err := operators.Decode()
			if err != nil {
				return err
			}
			value = d.Get("$eq")
		} else if field == "_id" && conditions.Len() == 1 {
			continue
		}
		if equal, ok := value.(string); ok && plain.MatchString(field) {
			into[field] = jsonOf(equal)
		}
	}
	return nil
}

func jsonOf(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return string(out)
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

// view is the name of a collection that is a view of another: of its documents with
// the wanted values in some fields. They can be updated through it.
func (l *lookups) view(server net.Conn, database, collection, table string, fields []string) (string, error) {
	view := collection + " by " + strings.Join(fields, " and ")
	key := database + "." + view
	if l.tables[key] != "" {
		return view, nil
	}
	create, err := wire.MustOpMsg("create", view, "$db", database).MarshalBinary()
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
	var name, kind string
	err = db.QueryRow(`SELECT m.name, m.type FROM _ferretdb_collections c JOIN sqlite_master m ON m.name = c.table_name WHERE c.name = ?`, view).Scan(&name, &kind)
	if err == nil && kind == "table" {
		_, err = db.Exec(fmt.Sprintf(`BEGIN;
			DROP TABLE %[1]q;
			CREATE VIEW %[1]q AS SELECT _ferretdb_sjson FROM %[2]q WHERE %[3]s;
			CREATE TRIGGER %[4]q INSTEAD OF UPDATE ON %[1]q BEGIN
				UPDATE %[2]q SET _ferretdb_sjson = NEW._ferretdb_sjson WHERE %[5]s = OLD.%[5]s;
			END;
			COMMIT`, name, table, condition(fields), name+" updated", byID))
	}
	if err == nil {
		l.tables[key] = name
	}
	return view, err
}

// condition is that some fields are as wanted, each in the words of its index.
func condition(fields []string) string {
	var all []string
	for _, f := range fields {
		expression := fmt.Sprintf("_ferretdb_sjson->'%s'", f)
		if f == "_id" {
			expression = byID
		}
		all = append(all, fmt.Sprintf("%s = (SELECT wanted('%s'))", expression, f))
	}
	return strings.Join(all, " AND ")
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
