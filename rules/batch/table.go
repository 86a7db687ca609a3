package batch

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/rules"
	"shoumi/rules/source"
)

// maxRows is how many rows an incident may have.
const maxRows = 1000

// Table reads a table of incidents: CSV in UTF-8 as spreadsheets write it. The first
// row names the columns, in any order: incident, and if wanted actor, act_date, note
// and the ids or labels of facts. Then every row is one actor of an incident. Rows
// with the same incident stand together; the one with no actor has the facts that
// all share, or of an incident that has no other row, those of its only actor.
//
// A cell is 是, 否 or 不確定; an id or label of a value; several of them between
// semicolons, of which 無 is none, and 其餘不確定 leaves the others open; a number or
// date in any form that people use. An empty cell says nothing, 不確定 takes back what
// is shared. A row that begins with # is a remark, a column called note too.
//
// name is for faults. An error ends the file: it is source.Faults where the columns
// or the rest of it cannot be read, or that of reading. Of every incident a number
// of eight bytes is kept with its line, so that one comes up but once.
func Table(name string, in io.Reader, book *rules.Book) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		rows := &records{lines: newLines(name, in)}
		t := &table{name: name, book: book, facts: map[int]*cellReader{}, column: map[string]int{}}
		g := grouper{t: t, yield: yield, seen: map[uint64]int{}, seed: maphash.MakeSeed()}
		for {
			r, err := rows.next()
			switch {
			case errors.Is(err, io.EOF):
				if t.width == 0 {
					yield(Entry{}, source.Faults{{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "沒有欄名", Hint: headHint}}.Err())
					return
				}
				g.end()
				return
			case err != nil:
				yield(Entry{}, err)
				return
			case r.last:
				if g.end() {
					yield(Entry{}, source.Faults{*r.fault}.Err())
				}
				return
			case r.blank() || strings.HasPrefix(strings.TrimLeft(r.text, "\" \t"), "#"):
			case t.width == 0:
				if err := t.head(r); err != nil {
					yield(Entry{}, err)
					return
				}
			case !g.add(r):
				return
			}
		}
	}
}

const headHint = "第一行寫欄名，欄與欄之間用半形逗號；用 `go run ./app classify --batch --template` 印出範本"

// table is the columns of a table.
type table struct {
	name   string
	book   *rules.Book
	width  int
	column map[string]int      // incident, actor, act_date and facts by id
	facts  map[int]*cellReader // by column
	order  []int               // the columns of facts
	unread []int               // columns without a name: nothing may stand there
}

// The columns that are no facts, with what else they may be called.
var columnNames = [][]string{
	{"incident", "事件", "事件編號", "編號"},
	{"actor", "行為人"},
	{"act_date", "行為日"},
	{"note", "備註"},
}

// head reads the names of the columns.
func (t *table) head(r record) error {
	var faults source.Faults
	if r.fault != nil {
		return source.Faults{*r.fault}.Err()
	}
	if strings.Contains(r.text, "\r") {
		return source.Faults{r.faultAt(t.name, 0, "換行是 CR", "換行要用 LF 或 CR LF；在試算表另存成「CSV UTF-8」")}.Err()
	}
	names, known := map[string]string{}, []string{}
	for _, f := range t.book.Facts() {
		if _, twice := names[fold(f.Label.Zh)]; !twice {
			names[fold(f.Label.Zh)] = f.ID
		}
		known = append(known, f.ID, f.Label.Zh)
	}
	for _, f := range t.book.Facts() {
		names[f.ID] = f.ID
	}
	for _, column := range columnNames {
		for _, n := range column {
			names[n] = column[0]
		}
		known = append(known, column...)
	}
	for i, f := range r.fields {
		word := fold(f.text)
		id, ok := names[word]
		_, twice := t.column[id]
		switch {
		case word == "":
			t.unread = append(t.unread, i)
		case !ok:
			hint := "用 `go run ./app facts` 看所有事實；不要讀的，欄名寫 note 或「備註」"
			if near, ok := source.Suggest(word, known); ok {
				hint = "您是不是要寫「" + near + "」？"
			}
			faults.Add(r.faultAt(t.name, f.at, "沒有"+quoted(f.text)+"這個欄位或事實", hint))
		case id == "note":
		case twice:
			faults.Add(r.faultAt(t.name, f.at, fmt.Sprintf("「%s」這一欄有兩次", id), ""))
		default:
			t.column[id] = i
			if fact, ok := t.book.Fact(id); ok {
				t.facts[i], t.order = newCellReader(fact), append(t.order, i)
			}
		}
	}
	if _, ok := t.column["incident"]; !ok {
		faults.Add(r.faultAt(t.name, 0, "沒有「incident」這一欄", headHint))
	}
	t.width = len(r.fields)
	return faults.Err()
}

// cell is a cell of a row without the spaces around it; "" where the table has no
// such column.
func (t *table) cell(r record, column string) string {
	i, ok := t.column[column]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(r.fields[i].text)
}

// fault is a fault at a cell of a row.
func (t *table) fault(r record, column string, message, hint string) source.Fault {
	at := 0
	if i, ok := t.column[column]; ok && i < len(r.fields) {
		at = r.fields[i].at
	}
	return r.faultAt(t.name, at, message, hint)
}

// grouper puts the rows of an incident together.
type grouper struct {
	t     *table
	yield func(Entry, error) bool
	seen  map[uint64]int // line of the first row, by incident
	seed  maphash.Seed

	rows []record // of the incident, and those between them that do not say whose they are
	over bool     // there are more rows than an incident may have
}

// add takes the next row; false where the caller stops.
func (g *grouper) add(r record) bool {
	key := g.key(r)
	if len(g.rows) == 0 || key != "" && key != g.key(g.rows[0]) {
		more := g.end()
		g.rows = append(g.rows, r)
		return more
	}
	if g.over = len(g.rows) == maxRows; !g.over {
		g.rows = append(g.rows, r)
	}
	return true
}

// key is the incident of a row; "" where it does not say.
func (g *grouper) key(r record) string {
	if key := g.t.cell(r, "incident"); utf8.ValidString(key) {
		return key
	}
	return ""
}

// end gives the incident away; false where the caller stops.
func (g *grouper) end() bool {
	rows, over := g.rows, g.over
	g.rows, g.over = nil, false
	if len(rows) == 0 {
		return true
	}
	key := g.key(rows[0])
	sum := maphash.String(g.seed, key)
	first, again := g.seen[sum]
	if again = again && key != ""; !again {
		g.seen[sum] = rows[0].line
	}
	return g.yield(Entry{rows[0].line, func(faults *source.Faults) rules.Incident {
		if again {
			faults.Add(g.t.fault(rows[0], "incident", fmt.Sprintf("%s在第 %d 行已經有了", quoted(key), first), "同一個事件的各行要連在一起"))
		}
		if over {
			faults.Add(g.t.fault(rows[0], "incident", fmt.Sprintf("一個事件超過 %d 行", maxRows), "一行一個行為人；每個事件的 incident 要不同"))
		}
		return g.t.incident(rows, faults)
	}}, nil)
}

// incident reads the rows of one incident.
func (t *table) incident(rows []record, faults *source.Faults) rules.Incident {
	in := rules.Incident{Reference: t.cell(rows[0], "incident"), ActDate: rules.UnknownActDate, Facts: rules.Values{}, Sources: map[string]string{}}
	var shared *record
	var own []record
	dated := 0
	for i, r := range rows {
		if !t.whole(r, faults) {
			continue
		}
		t.date(r, &in, &dated, faults)
		values := t.values(r, faults)
		name := t.cell(r, "actor")
		same := slices.IndexFunc(in.Actors, func(a rules.Actor) bool { return a.Name == name })
		switch {
		case name == "" && shared != nil:
			faults.Add(t.fault(r, "actor", fmt.Sprintf("這個事件共同的事實在第 %d 行已經有了", shared.line), "每一行寫一個行為人；只有一行可以不寫，是共同的事實"))
		case name == "":
			shared, in.Facts = &rows[i], values
		case same >= 0:
			faults.Add(t.fault(r, "actor", fmt.Sprintf("%s在第 %d 行已經有了", quoted(name), own[same].line), "一個行為人寫一行"))
		default:
			in.Actors, own = append(in.Actors, rules.Actor{Name: name, Facts: values, Sources: map[string]string{}}), append(own, r)
		}
	}
	if len(*faults) > 0 {
		return in
	}
	if len(in.Actors) == 0 {
		in.Actors, own = []rules.Actor{{Name: rules.SoleActor}}, []record{*shared}
	}
	for i, a := range in.Actors {
		t.contradiction(in, a, own[i], shared, faults)
	}
	return in
}

// whole says whether a row can be read, and what is wrong with it where not.
func (t *table) whole(r record, faults *source.Faults) bool {
	if r.fault != nil {
		faults.Add(*r.fault)
		return false
	}
	extra := r.fields[min(t.width, len(r.fields)):]
	switch {
	case len(r.fields) < t.width || slices.ContainsFunc(extra, func(f field) bool { return strings.TrimSpace(f.text) != "" }):
		faults.Add(r.faultAt(t.name, 0, fmt.Sprintf("有 %d 欄，應該是 %d 欄", len(r.fields), t.width), "欄位裡有逗號時，整欄用引號包住"))
		return false
	case t.cell(r, "incident") == "":
		faults.Add(t.fault(r, "incident", "沒有寫是哪一個事件", "每一行都要寫 incident；同一個事件的各行寫一樣的"))
		return false
	}
	for _, i := range t.unread {
		if f := r.fields[i]; strings.TrimSpace(f.text) != "" {
			faults.Add(r.faultAt(t.name, f.at, quoted(f.text)+"這一欄沒有欄名", headHint))
		}
	}
	return true
}

// date reads the date of the act, which every row of an incident may say again.
func (t *table) date(r record, in *rules.Incident, dated *int, faults *source.Faults) {
	text := t.cell(r, "act_date")
	if text == "" {
		return
	}
	d, err := actDate(text)
	switch {
	case err != nil:
		t.refuse(r, t.column["act_date"], err, faults)
	case *dated == 0:
		in.ActDate, *dated = d, r.line
	case d != in.ActDate:
		faults.Add(t.fault(r, "act_date", fmt.Sprintf("行為日和第 %d 行不同", *dated), "一個事件只有一個行為日；不是同一天的行為，分成兩個事件"))
	}
}

// values reads the facts of a row.
func (t *table) values(r record, faults *source.Faults) rules.Values {
	out := rules.Values{}
	for _, i := range t.order {
		text := r.fields[i].text
		if strings.TrimSpace(text) == "" {
			continue
		}
		c := t.facts[i]
		v, err := c.read(text)
		if err != nil {
			t.refuse(r, i, err, faults)
			continue
		}
		out[c.fact.ID] = v
	}
	return out
}

// refuse says what is wrong with a cell.
func (t *table) refuse(r record, column int, err error, faults *source.Faults) {
	var e *cellError
	errors.As(err, &e)
	at := r.fields[column].at
	if r.text[at:] != "" && r.text[at] == '"' && e.at > 0 {
		at++
	}
	faults.Add(r.faultAt(t.name, at+e.at, e.message, e.hint))
}

// contradiction reports a broken constraint at the fact that the actor gives, or the
// row of what is shared.
func (t *table) contradiction(in rules.Incident, a rules.Actor, own record, shared *record, faults *source.Faults) {
	c, ok := t.book.Contradiction(in.Of(a))
	if !ok {
		return
	}
	at, column := own, c.Fact
	for _, id := range []string{c.Owner, c.Fact} {
		if _, given := a.Facts[id]; given {
			at, column = own, id
		} else if _, given := in.Facts[id]; given && shared != nil {
			at, column = *shared, id
		}
	}
	faults.Add(t.fault(at, column, t.book.Sentence(c), "改其中一個，或改成不確定"))
}
