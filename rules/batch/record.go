package batch

import (
	"strings"

	"shoumi/rules/source"
)

// record is one row of a table as it stands in the file: a line, or several where a
// cell in quotes has line breaks.
type record struct {
	line   int // the first
	text   string
	fields []field
	fault  *source.Fault // why it cannot be taken apart; fields are those before
	last   bool          // the fault is one of the whole file
}

// field is a cell, and where it begins in the text of the record.
type field struct {
	text string
	at   int
}

// maxRecord is how many bytes a row may have that goes over several lines.
const maxRecord = 64 << 10

// records takes a table apart into rows.
type records struct {
	*lines
	ahead []line // read already, in search of the end of a quoted cell
}

func (r *records) line() (line, error) {
	if len(r.ahead) > 0 {
		l := r.ahead[0]
		r.ahead = r.ahead[1:]
		return l, nil
	}
	return r.lines.next()
}

// next is the next row; the error is io.EOF, or that of reading.
func (r *records) next() (record, error) {
	l, err := r.line()
	if err != nil {
		return record{}, err
	}
	out := record{line: l.n, text: l.text, fault: l.fault, last: l.last}
	if l.fault != nil {
		if !l.last {
			out.fields, _ = split(l.text) // they may say which incident is faulty
		}
		return out, nil
	}
	if open := strings.Count(l.text, `"`)%2 == 1; open {
		more, err := r.closing(len(l.text))
		if err != nil {
			return record{}, err
		}
		joined := l.text
		for _, m := range more {
			joined += "\n" + m.text
		}
		if fields, bad := split(joined); len(more) > 0 && bad < 0 {
			r.ahead = r.ahead[len(more):]
			out.text, out.fields = joined, fields
			return out, nil
		}
	}
	fields, bad := split(l.text)
	if out.fields = fields; bad >= 0 {
		f := out.faultAt(r.name, bad, "引號不成對", `欄位裡有引號、逗號或換行時，整欄用引號包住，裡面的引號寫兩次，例如 "他說""好"""`)
		out.fault = &f
	}
	return out, nil
}

// closing looks ahead for the lines up to the one in which the open quote may be
// closed; nil where there is none near.
func (r *records) closing(size int) ([]line, error) {
	for i := 0; size <= maxRecord; i++ {
		if i == len(r.ahead) {
			l, err := r.lines.next()
			if err != nil {
				return nil, nil // said again when its turn comes
			}
			r.ahead = append(r.ahead, l)
		}
		if r.ahead[i].fault != nil {
			return nil, nil
		}
		size += len(r.ahead[i].text) + 1
		if strings.Count(r.ahead[i].text, `"`)%2 == 1 {
			return r.ahead[:i+1], nil
		}
	}
	return nil, nil
}

// split takes a row apart at its commas, as RFC 4180 has it. bad is where a quote
// stands that has no business there, or -1.
func split(text string) (fields []field, bad int) {
	fields = make([]field, 0, strings.Count(text, ",")+1)
	for at := 0; ; {
		start := at
		if at < len(text) && text[at] == '"' {
			cell, end := unquote(text, at)
			if end < 0 || end < len(text) && text[end] != ',' {
				return fields, start
			}
			fields, at = append(fields, field{cell, start}), end
		} else {
			end := strings.IndexByte(text[at:], ',')
			if end < 0 {
				end = len(text) - at
			}
			if q := strings.IndexByte(text[at:at+end], '"'); q >= 0 {
				return fields, at + q
			}
			fields, at = append(fields, field{text[at : at+end], start}), at+end
		}
		if at == len(text) {
			return fields, -1
		}
		at++ // the comma
	}
}

// unquote is the cell in quotes that begins at a place, and the place behind it; -1
// where it is not closed.
func unquote(text string, at int) (cell string, end int) {
	at++
	for from := at; ; {
		i := strings.IndexByte(text[at:], '"')
		if i < 0 {
			return "", -1
		}
		if at += i; at+1 == len(text) || text[at+1] != '"' {
			return cell + text[from:at], at + 1
		}
		cell += text[from : at+1]
		at += 2
		from = at
	}
}

// faultAt is a fault at a byte of the text of the row.
func (r record) faultAt(name string, at int, message, hint string) source.Fault {
	var faults source.Faults
	f, ok := source.Text(name, []byte(r.text), &faults)
	if !ok {
		return source.Fault{Place: source.Place{File: name, Line: r.line, Col: 1}, Message: message, Hint: hint}
	}
	f.FaultAt(at, message, hint)
	fault := faults[0]
	fault.Place.Line += r.line - 1
	return fault
}

// blank says whether nothing is in any cell, as spreadsheets leave rows behind.
func (r record) blank() bool {
	for _, f := range r.fields {
		if strings.TrimSpace(f.text) != "" {
			return false
		}
	}
	return r.fault == nil
}
