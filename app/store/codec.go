package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// encode makes the row of a document, given as the JSON of all of it.
func (s *schema) encode(keys *keyring, id string, version int, whole []byte) (row, error) {
	doc := reflect.New(s.typ)
	if err := json.Unmarshal(whole, doc.Interface()); err != nil {
		return row{}, fmt.Errorf("%s 的 %s：%w", s.name, id, err)
	}
	*s.doc(doc.Interface()) = Doc{ID: id, Version: version}
	trimTimes(doc.Elem())
	whole, err := json.Marshal(doc.Interface())
	if err != nil {
		return row{}, fmt.Errorf("%s 的 %s：%w", s.name, id, err)
	}
	r := row{id: id, version: version, doc: whole}
	for _, f := range s.fields[1:] {
		r.values = append(r.values, f.stored(doc.Elem().FieldByIndex(f.index)))
	}
	for _, key := range s.uniques {
		r.uniques = append(r.uniques, s.unique(key, doc.Elem()))
	}
	return s.seal(keys, r)
}

// unique is the values of a unique key as one string, "" when all are empty.
func (s *schema) unique(key []int, doc reflect.Value) string {
	empty := true
	var values []any
	for _, i := range key {
		v := doc.FieldByIndex(s.fields[i].index)
		if t, isTime := v.Interface().(time.Time); isTime {
			empty = empty && t.IsZero()
		} else {
			empty = empty && v.IsZero()
		}
		values = append(values, s.fields[i].stored(v))
	}
	if empty {
		return ""
	}
	out, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings and finite numbers
	}
	return string(out)
}

// stored is a Go value of the field's type as the stores keep it.
func (f field) stored(v reflect.Value) any {
	switch {
	case f.typ == timeType:
		return v.Interface().(time.Time).UnixMilli()
	case f.kind == text:
		return v.String()
	case f.kind == real:
		return v.Float()
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return int64(1)
		}
		return int64(0)
	case v.CanUint():
		return int64(v.Uint())
	}
	return v.Int()
}

// seal splits what is secret from a row, and encrypts it.
func (s *schema) seal(keys *keyring, r row) (row, error) {
	if !s.whole && len(s.sealed) == 0 {
		return r, nil
	}
	secret := r.doc
	if s.whole {
		r.doc = []byte("{}")
	} else {
		var open, hidden = map[string]json.RawMessage{}, map[string]json.RawMessage{}
		if err := json.Unmarshal(r.doc, &open); err != nil {
			return row{}, err
		}
		for _, name := range s.sealed {
			if v, has := open[name]; has {
				hidden[name] = v
				delete(open, name)
			}
		}
		var err error
		if r.doc, err = json.Marshal(open); err != nil {
			return row{}, err
		}
		if secret, err = json.Marshal(hidden); err != nil {
			return row{}, err
		}
	}
	var err error
	r.sealed, err = keys.seal(secret, s.name, r.id)
	return r, err
}

// unseal is the JSON of a whole document, its sealed part opened.
func unseal(keys *keyring, collection string, r row) ([]byte, error) {
	if r.sealed == nil {
		return r.doc, nil
	}
	secret, err := keys.open(r.sealed, collection, r.id)
	if err != nil {
		return nil, err
	}
	whole := map[string]json.RawMessage{}
	for _, part := range [][]byte{r.doc, secret} {
		if err := json.Unmarshal(part, &whole); err != nil {
			return nil, fmt.Errorf("%s 的 %s：%w", collection, r.id, err)
		}
	}
	return json.Marshal(whole)
}

// decode is the document of a row, as a pointer to one.
func (s *schema) decode(keys *keyring, r row) (any, error) {
	doc := reflect.New(s.typ).Interface()
	parts := [][]byte{r.doc}
	if r.sealed != nil {
		secret, err := keys.open(r.sealed, s.name, r.id)
		if err != nil {
			if lost, ok := err.(*KeyLostError); ok {
				lost.Lost[0].Fields = s.sealed
			}
			return nil, err
		}
		parts = append(parts, secret)
	}
	for _, part := range parts {
		if err := json.Unmarshal(part, doc); err != nil {
			return nil, fmt.Errorf("%s 的 %s：%w", s.name, r.id, err)
		}
	}
	*s.doc(doc) = Doc{ID: r.id, Version: r.version}
	return doc, nil
}

// trimTimes makes every time below a value UTC, in whole milliseconds.
func trimTimes(v reflect.Value) {
	if !holdsTime(v.Type(), nil) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(t.UTC().Truncate(time.Millisecond)))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				trimTimes(v.Field(i))
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			trimTimes(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			trimTimes(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			changed := reflect.New(v.Type().Elem()).Elem()
			changed.Set(v.MapIndex(key))
			trimTimes(changed)
			v.SetMapIndex(key, changed)
		}
	}
}

// holdsTime says whether a time can be reached from a type.
func holdsTime(t reflect.Type, above []reflect.Type) bool {
	if t == timeType {
		return true
	}
	if slices.Contains(above, t) {
		return false
	}
	above = append(above, t)
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if (f.IsExported() || f.Anonymous) && holdsTime(f.Type, above) {
				return true
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsTime(t.Elem(), above)
	}
	return false
}
