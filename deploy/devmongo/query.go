package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/FerretDB/wire/wirebson"
)

// query is what SQLite can be asked of a query of MongoDB: for a document that fits
// that, and perhaps for more.
type query struct {
	where  string // with places of values; "" asks for everything
	order  []string
	values []any // what is at the places

	equal, bound []string // expressions that are compared
	vague        bool     // SQLite finds more than what fits
}

// String is the query in SQL behind WHERE.
func (q query) String() string {
	if q.order == nil {
		return q.where
	}
	return fmt.Sprintf("%s ORDER BY %s LIMIT %s", q.where, strings.Join(q.order, ", "), place(len(q.values)-1))
}

// indexed are the expressions of an index that finds it.
func (q query) indexed() (out []string) {
	for _, x := range slices.Concat(q.equal, q.order, q.bound) {
		if x = strings.TrimSuffix(x, " DESC"); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// place is where a value stands.
func place(i int) string { return fmt.Sprintf("(SELECT wanted(%d))", i) }

// queryOf is the query of a find; its limit only where SQLite finds nothing else.
func queryOf(find *wirebson.Document) (q query, err error) {
	filter := find.Get("filter")
	if bare(filter) {
		return q, nil
	}
	if err := q.filter(filter); err != nil {
		return q, err
	}
	limit, _ := find.Get("limit").(int64)
	if limit <= 0 || q.vague || find.Get("skip") != nil {
		return q, nil
	}
	sort, ok := find.Get("sort").(wirebson.RawDocument)
	if !ok {
		return q, nil
	}
	fields, err := sort.Decode()
	if err != nil {
		return q, err
	}
	for field, direction := range fields.All() {
		switch {
		case !plain.MatchString(field):
			q.order = nil
			return q, nil
		case direction == int32(-1):
			q.order = append(q.order, valueOf(field)+" DESC")
		default:
			q.order = append(q.order, valueOf(field))
		}
	}
	if q.values = append(q.values, limit); q.where == "" {
		q.where = "1"
	}
	return q, nil
}

// counts makes it the query of what a pipeline counts, if it does nothing else and
// SQLite finds nothing else.
func (q *query) counts(pipeline any) (bool, error) {
	raw, ok := pipeline.(wirebson.RawArray)
	if !ok {
		return false, nil
	}
	stages, err := raw.Decode()
	if err != nil || stages.Len() != 2 {
		return false, err
	}
	match, ok := stages.Get(0).(wirebson.RawDocument)
	group, also := stages.Get(1).(wirebson.RawDocument)
	if !ok || !also || !bytes.Equal(group, counting) {
		return false, nil
	}
	first, err := match.Decode()
	if err != nil || first.Command() != "$match" {
		return false, err
	}
	err = q.filter(first.Get("$match"))
	return err == nil && !q.vague, err
}

// counting is the stage with which the driver counts.
var counting = func() wirebson.RawDocument {
	sum := wirebson.MustDocument("$group", wirebson.MustDocument("_id", int32(1), "n", wirebson.MustDocument("$sum", int32(1))))
	out, err := sum.Encode()
	if err != nil {
		panic(err) // numbers
	}
	return out
}()

// ask gives the views the values.
func (q query) ask() {
	for i, value := range q.values {
		wanted.Store(int64(i), value)
	}
}

// bare says whether a filter is an _id alone, which FerretDB tells SQLite itself.
func bare(filter any) bool {
	raw, ok := filter.(wirebson.RawDocument)
	if !ok {
		return false
	}
	d, err := raw.Decode()
	_, text := d.Get("_id").(string)
	return err == nil && d.Len() == 1 && text
}

// filter adds a filter.
func (q *query) filter(filter any) error {
	conditions, err := q.conditions(filter)
	q.where = strings.Join(conditions, " AND ")
	return err
}

// plain is the name of a field at the top of a document.
var plain = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// conditions are those of a filter that can be told in SQL.
func (q *query) conditions(filter any) (out []string, err error) {
	raw, ok := filter.(wirebson.RawDocument)
	if !ok {
		q.vague = q.vague || filter != nil
		return nil, nil
	}
	all, err := raw.Decode()
	if err != nil {
		return nil, err
	}
	for field, value := range all.All() {
		var more []string
		operators, has := value.(wirebson.RawDocument)
		switch {
		case field == "$and" || field == "$or":
			more, err = q.several(field, value)
		case !plain.MatchString(field):
			q.vague = true
		case has:
			more, err = q.compared(field, operators)
		default:
			more = q.compare(field, "$eq", value)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// several are the conditions of $and, or the one of $or, if it can be told whole.
func (q *query) several(operator string, value any) (out []string, err error) {
	raw, ok := value.(wirebson.RawArray)
	if !ok {
		q.vague = true
		return nil, nil
	}
	parts, err := raw.Decode()
	if err != nil {
		return nil, err
	}
	of := query{values: q.values}
	for part := range parts.Values() {
		conditions, err := of.conditions(part)
		if err != nil {
			return nil, err
		}
		if operator == "$or" {
			conditions = []string{"(" + strings.Join(append(conditions, "1"), " AND ") + ")"}
		}
		out = append(out, conditions...)
	}
	if operator == "$or" && of.vague {
		q.vague = true
		return nil, nil
	}
	q.values, q.vague = of.values, q.vague || of.vague
	if operator == "$or" {
		return []string{"(" + strings.Join(out, " OR ") + ")"}, nil
	}
	q.equal, q.bound = append(q.equal, of.equal...), append(q.bound, of.bound...)
	return out, nil
}

// compared are the conditions on a field that stand with their operators.
func (q *query) compared(field string, operators wirebson.RawDocument) (out []string, err error) {
	all, err := operators.Decode()
	if err != nil {
		return nil, err
	}
	for operator, value := range all.All() {
		out = append(out, q.compare(field, operator, value)...)
	}
	return out, nil
}

// bounds are the operators of MongoDB that SQLite knows, as it calls them.
var bounds = map[string]string{"$eq": "=", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}

// compare is the comparison of a field with a value. Text is compared by bytes and
// numbers by value, as MongoDB does it; equal text by the index that FerretDB makes.
func (q *query) compare(field, operator string, value any) []string {
	expression := valueOf(field)
	switch v := value.(type) {
	case string:
		if operator == "$eq" {
			expression, value = indexed(field), jsonOf(v)
		}
	case int64, float64:
	default:
		q.vague = true
		return nil
	}
	if bounds[operator] == "" {
		q.vague = true
		return nil
	}
	if operator == "$eq" {
		q.equal = append(q.equal, expression)
	} else {
		q.bound = append(q.bound, expression)
	}
	q.values = append(q.values, value)
	return []string{fmt.Sprintf("%s %s %s", expression, bounds[operator], place(len(q.values)-1))}
}

// valueOf is the value of a field in SQL.
func valueOf(field string) string { return fmt.Sprintf("_ferretdb_sjson->>'$.%s'", field) }

// indexed is the value of a field as JSON, in the words of its index.
func indexed(field string) string {
	if field == "_id" {
		return byID
	}
	return fmt.Sprintf("_ferretdb_sjson->'%s'", field)
}

func jsonOf(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return string(out)
}
