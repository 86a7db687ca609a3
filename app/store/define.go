package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Definition declares a collection of documents of type T, a struct that embeds Doc.
type Definition[T any] struct{ schema *schema }

// Define declares a collection: its name (lower-case letters, digits and _), and
// the fields of its documents that can be searched or have to be unique. Fields
// are JSON paths (unit, author.unit) to strings, whole numbers, floats, booleans
// or times. It panics at a declaration that cannot be, which the first start shows.
func Define[T any, P interface {
	*T
	document() *Doc
}](name string, keys ...Key) Definition[T] {
	if !namePattern.MatchString(name) || strings.HasPrefix(name, "shoumi") || strings.HasPrefix(name, "sqlite") {
		panic("store: a collection cannot be named " + name)
	}
	s := &schema{
		name: name,
		typ:  reflect.TypeFor[T](),
		doc:  func(p any) *Doc { return P(p.(*T)).document() },
	}
	s.fields = []field{{path: "id", column: idColumn, kind: text, index: []int{}}}
	for _, k := range keys {
		k(s)
	}
	for _, f := range s.fields[1:] {
		if s.whole {
			break
		}
		if top, _, _ := strings.Cut(f.path, "."); slices.Contains(s.sealed, top) {
			panic(fmt.Sprintf("store: %s.%s is searched, and cannot be sealed", name, f.path))
		}
	}
	return Definition[T]{s}
}

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Key is one part of a declaration: Unique, Index or Sealed.
type Key func(*schema)

// Unique lets no two documents have the same value of a field, or of several
// fields together. Documents in which all of them are empty ("", 0, false, no
// time) may be many. The fields can be searched.
func Unique(paths ...string) Key {
	return func(s *schema) {
		s.uniques = append(s.uniques, s.declare(paths))
		s.indexes = append(s.indexes, s.declare(paths))
	}
}

// Index makes fields searchable. Name those asked for equality first, then the one
// of ranges and order.
func Index(paths ...string) Key {
	return func(s *schema) { s.indexes = append(s.indexes, s.declare(paths)) }
}

// Sealed encrypts top-level fields of the document, or without any the whole
// document. Searchable fields stay readable in the store even then.
func Sealed(fields ...string) Key {
	return func(s *schema) {
		for _, f := range fields {
			if strings.Contains(f, ".") {
				panic(fmt.Sprintf("store: %s.%s: only fields at the top can be sealed", s.name, f))
			}
			s.resolve(f)
		}
		s.sealed = append(s.sealed, fields...)
		s.whole = s.whole || len(fields) == 0
	}
}

// apply makes a Definition an Option of Open.
func (d Definition[T]) apply(db *DB) {
	for _, s := range db.schemas {
		if s.name == d.schema.name {
			panic("store: two collections are named " + s.name)
		}
	}
	db.schemas = append(db.schemas, d.schema)
}

// schema is a Definition without its type.
type schema struct {
	name    string
	typ     reflect.Type
	doc     func(any) *Doc // of a pointer to a document
	fields  []field        // the first is the id
	uniques [][]int        // places in fields
	indexes [][]int
	sealed  []string
	whole   bool
}

type kind string

const (
	text    kind = "text"
	integer kind = "integer" // whole numbers, booleans, and times as milliseconds since 1970
	real    kind = "real"
)

// field is a declared field.
type field struct {
	path   string
	column string
	kind   kind
	typ    reflect.Type
	index  []int // for reflect.Value.FieldByIndex
}

var timeType = reflect.TypeFor[time.Time]()

func (s *schema) declare(paths []string) []int {
	if len(paths) == 0 {
		panic("store: a key of " + s.name + " has no field")
	}
	var places []int
	for _, path := range paths {
		i := slices.IndexFunc(s.fields, func(f field) bool { return f.path == path })
		if i < 0 {
			f := s.resolve(path)
			f.kind = kindOf(f.typ)
			if f.kind == "" {
				panic(fmt.Sprintf("store: %s.%s is a %s, which cannot be searched", s.name, path, f.typ))
			}
			i = len(s.fields)
			s.fields = append(s.fields, f)
		}
		places = append(places, i)
	}
	return places
}

// resolve finds the Go field of a JSON path.
func (s *schema) resolve(path string) field {
	f := field{path: path, column: "f_" + strings.ReplaceAll(path, ".", "__"), typ: s.typ}
	for part := range strings.SplitSeq(path, ".") {
		i := slices.IndexFunc(jsonFields(f.typ), func(sf reflect.StructField) bool { return jsonName(sf) == part })
		if i < 0 || !namePattern.MatchString(part) {
			panic(fmt.Sprintf("store: documents of %s have no field %s", s.name, path))
		}
		sf := jsonFields(f.typ)[i]
		f.index, f.typ = append(slices.Clone(f.index), sf.Index...), sf.Type
	}
	return f
}

// jsonFields are the fields of a struct, with those of structs embedded in it by
// value.
func jsonFields(t reflect.Type) []reflect.StructField {
	if t.Kind() != reflect.Struct || t == timeType {
		return nil
	}
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		return !f.IsExported() || f.Anonymous || f.Tag.Get("json") == "-"
	})
}

func jsonName(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return f.Name
}

func kindOf(t reflect.Type) kind {
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return integer
	case reflect.Float32, reflect.Float64:
		return real
	}
	if t == timeType {
		return integer
	}
	return ""
}

// signature is the declaration as it is recorded in the store; another one makes
// Open rebuild the collection.
func (s *schema) signature() string {
	var b struct {
		Fields  []string `json:"fields,omitempty"`
		Uniques [][]int  `json:"uniques,omitempty"`
		Indexes [][]int  `json:"indexes,omitempty"`
		Sealed  []string `json:"sealed,omitempty"`
		Whole   bool     `json:"whole,omitempty"`
	}
	for _, f := range s.fields[1:] {
		b.Fields = append(b.Fields, fmt.Sprintf("%s %s", f.path, f.typ.Kind()))
	}
	b.Uniques, b.Indexes, b.Sealed, b.Whole = s.uniques, s.indexes, s.sealed, s.whole
	out, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// uniqueColumn holds the values of a unique key as one string.
func (s *schema) uniqueColumn(i int) string {
	var names []string
	for _, f := range s.uniques[i] {
		names = append(names, strings.ReplaceAll(s.fields[f].path, ".", "__"))
	}
	return "u_" + strings.Join(names, "_and_")
}

func (s *schema) paths(places []int) (out []string) {
	for _, i := range places {
		out = append(out, s.fields[i].path)
	}
	return out
}
