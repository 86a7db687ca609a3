package batch

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"shoumi/rules/source"
)

// maxLine is how many bytes a line may have.
const maxLine = 1 << 20

const encodingHint = "在試算表另存成「CSV UTF-8」；或用 iconv -f BIG5 -t UTF-8 舊檔 > 新檔"

// line is one line of a file, without its end.
type line struct {
	n     int
	text  string        // of a faulty line, what could be read of it
	fault *source.Fault // why it cannot be read
	last  bool          // the fault is one of the whole file
}

// lines reads a file by the line, whatever its length, and holds one at a time.
type lines struct {
	name string
	in   *bufio.Reader
	n    int
	utf8 bool // there were characters beyond ASCII that could be read
}

func newLines(name string, in io.Reader) *lines {
	return &lines{name: name, in: bufio.NewReaderSize(in, 64<<10)}
}

// next is the next line; the error is io.EOF, or that of reading.
func (l *lines) next() (line, error) {
	var text []byte
	long := false
	for {
		piece, err := l.in.ReadSlice('\n')
		if long = long || len(text)+len(piece) > maxLine; !long {
			text = append(text, piece...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(text) == 0 && !long) {
			return line{}, err
		}
		break
	}
	l.n++
	if l.n == 1 {
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	}
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	out := line{n: l.n, text: string(text)}
	switch at := invalid(text); {
	case long:
		out.fault = l.fault(1, "這一行太長，超過 1 MiB", "一行寫一個事件；換行要用 LF 或 CR LF")
	case at < 0:
		l.utf8 = l.utf8 || utf8.RuneCount(text) < len(text)
	case l.n == 1 && (bytes.HasPrefix(text, []byte{0xFF, 0xFE}) || bytes.HasPrefix(text, []byte{0xFE, 0xFF})):
		out.fault, out.last = l.fault(1, "檔案是 UTF-16 編碼，要用 UTF-8", encodingHint), true
	case !l.utf8 && big5(text):
		out.fault, out.last = l.fault(column(text, at), "檔案是 Big5 編碼，要用 UTF-8；從這一行起沒有讀", encodingHint), true
	default:
		out.fault = l.fault(column(text, at), "這一行有不是 UTF-8 的位元組", encodingHint)
	}
	return out, nil
}

func (l *lines) fault(col int, message, hint string) *source.Fault {
	return &source.Fault{Place: source.Place{File: l.name, Line: l.n, Col: col}, Message: message, Hint: hint}
}

func column(text []byte, at int) int { return utf8.RuneCount(text[:at]) + 1 }

// invalid is the place of the first byte that is not UTF-8, or -1.
func invalid(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// big5 says whether all that is not ASCII in a line is pairs of bytes as Big5 has
// them.
func big5(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		if i++; i == len(text) || text[i-1] < 0xA1 || text[i-1] > 0xF9 || text[i] < 0x40 || text[i] == 0xFF || text[i] > 0x7E && text[i] < 0xA1 {
			return false
		}
	}
	return true
}
