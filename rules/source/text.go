package source

import (
	"bytes"
	"fmt"
	"sort"
	"unicode/utf8"
)

// Text is a file that is no YAML, such as Markdown, so that faults can be
// reported at its places. ok is false when the bytes are no text; that is
// reported. A byte order mark is left out.
func Text(name string, data []byte, faults *Faults) (f *File, ok bool) {
	if faults == nil {
		faults = new(Faults)
	}
	if len(data) > maxBytes {
		faults.Add(Fault{
			Place:   Place{File: name, Line: 1, Col: 1},
			Message: fmt.Sprintf("檔案太大：%d 位元組，上限是 %d 位元組（4 MiB）", len(data), maxBytes),
			Hint:    "請拆成幾個檔案",
		})
		return nil, false
	}
	f = newFile(name, string(bytes.TrimPrefix(data, []byte("\ufeff"))), faults)
	return f, f.readable()
}

// Text is the whole text of the file, to which offsets refer.
func (f *File) Text() string { return f.text }

// FaultAt reports a fault at a byte offset of the text; hint may be empty.
func (f *File) FaultAt(offset int, message, hint string) {
	offset = max(0, min(offset, len(f.text)))
	line := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > offset })
	f.Fault(line, utf8.RuneCountInString(f.text[f.starts[line-1]:offset])+1, message, hint)
}
