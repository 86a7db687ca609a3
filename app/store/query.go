package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// Query says which documents of a collection, and in which order. The zero Query
// is all of them by id. Fields are declared ones, or id; values have the Go type of
// the field (any whole number will do for a number).
type Query struct {
	Equal map[string]any
	Range Range
	Order string // a field; documents with the same value, and those of "", come by id
	Desc  bool   // the other way round, ids too
	Limit int    // 0: no limit
	After string // a cursor: only what comes after its document
}

// Range is From ≤ value < Before; nil is open, and no Field is no range.
type Range struct {
	Field        string
	From, Before any
}

func (s *schema) plan(q Query) (plan, error) {
	p := plan{order: idColumn, desc: q.Desc, limit: q.Limit}
	if q.Limit < 0 {
		return p, fmt.Errorf("%w：上限 %d 是負的", ErrQuery, q.Limit)
	}
	for path, value := range q.Equal {
		t, err := s.term(path, value)
		if err != nil {
			return p, err
		}
		p.equal = append(p.equal, *t)
	}
	for end, value := range map[**term]any{&p.from: q.Range.From, &p.before: q.Range.Before} {
		if value == nil {
			continue
		}
		t, err := s.term(q.Range.Field, value)
		if err != nil {
			return p, err
		}
		*end = t
	}
	if q.Order != "" {
		f, err := s.field(q.Order)
		if err != nil {
			return p, err
		}
		p.order = f.column
	}
	var err error
	if q.After != "" {
		p.after, err = s.position(q)
	}
	return p, err
}

func (s *schema) field(path string) (field, error) {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.path == path })
	if i < 0 {
		return field{}, fmt.Errorf("%w：%s 沒有宣告「%s」這個欄位", ErrQuery, s.name, path)
	}
	return s.fields[i], nil
}

func (s *schema) term(path string, value any) (*term, error) {
	f, err := s.field(path)
	if err != nil {
		return nil, err
	}
	given, wanted := reflect.ValueOf(value), f.typ
	if path == "id" {
		wanted = reflect.TypeFor[string]()
	}
	fits := given.IsValid() && (given.Type() == wanted ||
		given.Kind() == wanted.Kind() && wanted != timeType ||
		wanted.Kind() != reflect.Bool && wanted != timeType && given.CanInt() && (f.kind == integer || f.kind == real))
	if !fits {
		return nil, fmt.Errorf("%w：%s 的「%s」是 %v，不是 %T", ErrQuery, s.name, path, wanted, value)
	}
	if f.kind == integer && given.CanInt() {
		return &term{f.column, given.Int()}, nil
	}
	f.typ = wanted
	return &term{f.column, f.stored(given.Convert(wanted))}, nil
}

// cursor is the place of a document in the order of a query.
func (s *schema) cursor(q Query, doc reflect.Value) (string, error) {
	id := s.doc(doc.Addr().Interface()).ID
	value := id
	if q.Order != "" && q.Order != "id" {
		f, err := s.field(q.Order)
		if err != nil {
			return "", err
		}
		value = fmt.Sprint(f.stored(doc.FieldByIndex(f.index)))
	}
	out, err := json.Marshal([]string{q.Order, strconv.FormatBool(q.Desc), value, id})
	return base64.RawURLEncoding.EncodeToString(out), err
}

// position reads the cursor of a query.
func (s *schema) position(q Query) (*position, error) {
	var parts []string
	data, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil || json.Unmarshal(data, &parts) != nil || len(parts) != 4 || parts[0] != q.Order || parts[1] != strconv.FormatBool(q.Desc) {
		return nil, ErrCursor
	}
	at := &position{parts[2], parts[3]}
	if q.Order == "" {
		return at, nil
	}
	f, err := s.field(q.Order)
	if err != nil {
		return nil, err
	}
	switch f.kind {
	case integer:
		at.value, err = strconv.ParseInt(parts[2], 10, 64)
	case real:
		at.value, err = strconv.ParseFloat(parts[2], 64)
	}
	if err != nil {
		return nil, ErrCursor
	}
	return at, nil
}

// of is the position of a row in the order of a plan.
func (p plan) of(s *schema, r row) *position {
	if p.order == idColumn {
		return &position{r.id, r.id}
	}
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.column == p.order })
	return &position{r.values[i-1], r.id}
}

// valuesOf are the values of the declared fields of a document that was read.
func (s *schema) valuesOf(doc reflect.Value) (out []any) {
	for _, f := range s.fields[1:] {
		out = append(out, f.stored(doc.FieldByIndex(f.index)))
	}
	return out
}
