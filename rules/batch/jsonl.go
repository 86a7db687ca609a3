package batch

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// JSONLines reads a file that has on each line an incident, as the JSON of an
// incident file; empty lines are passed over. name is for faults. An error ends the
// file: it is source.Faults where nothing more of it can be read, or that of
// reading.
func JSONLines(name string, in io.Reader, book *rules.Book) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		file := newLines(name, in)
		for {
			l, err := file.next()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(Entry{}, err)
				return
			case l.last:
				yield(Entry{}, source.Faults{*l.fault}.Err())
				return
			case l.fault != nil:
				if !yield(broken(l.n, *l.fault), nil) {
					return
				}
			case strings.TrimSpace(l.text) != "":
				if !yield(Entry{l.n, func(faults *source.Faults) rules.Incident { return jsonLine(name, l, book, faults) }}, nil) {
					return
				}
			}
		}
	}
}

func jsonLine(name string, l line, book *rules.Book, faults *source.Faults) rules.Incident {
	if text := strings.TrimSpace(l.text); !strings.HasPrefix(text, "{") {
		faults.Add(source.Fault{Place: source.Place{File: name, Line: l.n, Col: 1}, Line: shown(l.text),
			Message: "這一行不是 JSON 物件", Hint: `一行寫一個事件，例如 {"incident": "分局-115-018", "act_date": "2019-02", "facts": {…}}`})
		return rules.Incident{}
	}
	in, err := book.DecodeIncident(name, []byte(l.text))
	var own source.Faults
	errors.As(err, &own)
	for _, f := range own {
		f.Place.Line, f.Message, f.Hint = l.n, l.moved(f.Message), l.moved(f.Hint)
		faults.Add(f)
	}
	return in
}

// moved is what is said of a line that was read by itself, also where it speaks of
// another place in it.
func (l line) moved(says string) string {
	if behind, ok := strings.CutPrefix(says, "第 1 行第 "); ok {
		return fmt.Sprintf("第 %d 行第 %s", l.n, behind)
	}
	return says
}

// shown is a line as a fault shows it: not at all where it is long.
func shown(text string) string {
	if len(text) > 4096 {
		return ""
	}
	return text
}
