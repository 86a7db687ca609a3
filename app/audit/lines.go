package audit

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"
)

// timeLayout is how an export writes times.
const timeLayout = "2006-01-02T15:04:05.000Z"

// maxLine is how many bytes a line may have; a record of fields at their limit,
// every byte escaped, has less.
const maxLine = 4 << 20

// WriteLines writes entries as JSON, one a line. An entry has one form only,
// byte by byte, whatever version of Go writes it; ReadLines takes no other.
func WriteLines(w io.Writer, entries iter.Seq2[Entry, error]) error {
	var b []byte
	for e, err := range entries {
		if err != nil {
			return err
		}
		b = appendLine(b[:0], &e)
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// ReadLines reads what WriteLines wrote, and stops at the first line that is
// anything else, with a *Fault. It does not look at the chain; Verify does.
func ReadLines(r io.Reader) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		in := newReader(r)
		for {
			e, err := in.next()
			if err == io.EOF || !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// appendLine appends the line of an entry with its line break.
func appendLine(b []byte, e *Entry) []byte {
	b = append(b, `{"sequence":`...)
	b = strconv.AppendUint(b, e.Sequence, 10)
	b = append(b, `,"at":"`...)
	b = e.At.UTC().AppendFormat(b, timeLayout)
	b = append(b, '"')
	if e.Gone != nil {
		b = append(b, `,"gone":{"from":`...)
		b = strconv.AppendUint(b, e.Gone.From, 10)
		b = appendText(b, "why", string(e.Gone.Why))
		b = appendText(b, "content", e.Gone.Content.String())
		b = append(b, '}')
	} else {
		b = appendText(b, "unit", e.Unit)
		b = appendText(b, "user", e.User)
		b = appendText(b, "ip", e.IP)
		b = appendText(b, "action", e.Action)
		b = appendText(b, "condition", e.Condition)
		b = appendText(b, "actual_user", e.ActualUser)
		b = appendText(b, "actual_unit", e.ActualUnit)
		b = appendText(b, "purpose", e.Purpose)
		b = appendText(b, "subject", e.Subject)
	}
	b = appendText(b, "previous", e.Previous.String())
	b = appendText(b, "hash", e.Hash.String())
	return append(b, '}', '\n')
}

// appendText appends a field of a JSON object, with no more escapes than JSON
// asks for.
func appendText(b []byte, name, text string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":"`...)
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, `\u00`...)
			b = append(b, digits[c>>4], digits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// reader reads lines and counts them.
type reader struct {
	in         *bufio.Reader
	line       int // number of the last line
	long, same []byte
}

func newReader(r io.Reader) *reader { return &reader{in: bufio.NewReaderSize(r, 64<<10)} }

// next is the entry of the next line, io.EOF, a *Fault, or an error of reading.
func (r *reader) next() (Entry, error) {
	text, err := r.text()
	if err != nil {
		return Entry{}, err
	}
	e, ok := parse(text)
	if r.same = appendLine(r.same[:0], &e); !ok || !bytes.Equal(r.same, text) {
		return Entry{}, &Fault{Kind: Edited, Line: r.line, What: "這一行不是匯出時的樣子，被改過"}
	}
	return e, nil
}

// text is the next line with its line break; it is good until the next call.
func (r *reader) text() ([]byte, error) {
	r.long = r.long[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		switch {
		case err == nil && len(r.long) == 0:
			r.line++
			return part, nil
		case len(r.long)+len(part) > maxLine:
			r.line++
			return nil, &Fault{Kind: Edited, Line: r.line, What: "這一行太長，不是一筆日誌"}
		}
		r.long = append(r.long, part...)
		switch {
		case err == nil:
			r.line++
			return r.long, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(r.long) == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			r.line++
			return nil, &Fault{Kind: Truncated, Line: r.line, What: "這一行沒有寫完，檔案在這裡被截斷"}
		default:
			return nil, err
		}
	}
}
