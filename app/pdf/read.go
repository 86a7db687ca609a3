package pdf

import (
	"bytes"
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	reader "github.com/ledongthuc/pdf"
)

// What keeps a file from being read.
var (
	ErrNotPDF     = errors.New("這不是 PDF 檔案。")
	ErrBroken     = errors.New("這份 PDF 檔案壞了，讀不到內容；請重新產生，或另存成 ODT 再上傳。")
	ErrLocked     = errors.New("這份 PDF 有密碼保護；請先存成沒有密碼的檔案再上傳。")
	ErrTooLarge   = errors.New("這份 PDF 的內容太大，讀不進來；請拆成幾份再上傳。")
	ErrNoText     = errors.New("這份 PDF 沒有文字層，可能是掃描的影像；請改用原來的文書檔，或先用文字辨識軟體處理再上傳。")
	ErrUnreadable = errors.New("這份 PDF 的文字讀不出來，字型裡沒有對照表；請改用原來的文書檔，或把文字複製貼上。")
)

const (
	pageLimit   = 2000
	streamLimit = 64 << 20 // bytes of what pages and their fonts are drawn by, unpacked
	textLimit   = 8 << 20  // bytes of a text
	nodeLimit   = 20_000   // of the tree of pages
	countLimit  = 1 << 20  // of objects, which the reader makes room for at once
)

// Read reads the words of a PDF file that has them as text, line by line in the order
// in which they are drawn. A form feed begins every page but the first; an empty line
// stands where lines are far apart, and a tab where words are. The error is one of
// those above.
func Read(data []byte) (text string, err error) {
	defer func() { // the reader panics at what it does not understand
		if recover() != nil {
			text, err = "", ErrBroken
		}
	}()
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return "", ErrNotPDF
	}
	if err := plausible(data); err != nil {
		return "", err
	}
	file, err := reader.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case errors.Is(err, reader.ErrInvalidPassword):
		return "", ErrLocked
	case err != nil:
		return "", ErrBroken
	}
	t := tree{nodes: nodeLimit}
	t.walk(file.Trailer().Key("Root").Key("Pages"), reader.Value{}, 0)
	switch {
	case t.nodes < 0 || len(t.pages) > pageLimit:
		return "", ErrTooLarge
	case len(t.pages) == 0:
		return "", ErrBroken
	}
	left := int64(streamLimit)
	var out strings.Builder
	for n, page := range t.pages {
		words := wordsOf(page, &left)
		if left < 0 || out.Len() > textLimit {
			return "", ErrTooLarge
		}
		if n > 0 {
			out.WriteByte('\f')
		}
		for _, line := range spaced(lines(words)) {
			out.WriteString(line + "\n")
		}
	}
	if err := legible(out.String()); err != nil {
		return "", err
	}
	return out.String(), nil
}

var (
	counts   = regexp.MustCompile(`/(?:Size|N|Columns)\s+([0-9]{1,30})`)
	fields   = regexp.MustCompile(`/W\s*\[([0-9\s]*)\]`)
	previous = regexp.MustCompile(`/Prev\s+([0-9]{1,15})`)
	start    = regexp.MustCompile(`startxref\s+([0-9]{1,15})`)
	stop     = regexp.MustCompile(`startxref|stream`)
)

// plausible refuses what the reader would never end with: it makes room for as much
// as a file says, and follows its tables of objects round in a circle.
func plausible(data []byte) error {
	for _, hit := range counts.FindAllSubmatch(data, -1) {
		if n, err := strconv.Atoi(string(hit[1])); err != nil || n > countLimit {
			return ErrTooLarge
		}
	}
	for _, hit := range fields.FindAllSubmatch(data, -1) {
		for _, w := range bytes.Fields(hit[1]) {
			if n, err := strconv.Atoi(string(w)); err != nil || n > countLimit { // also the widths of characters
				return ErrTooLarge
			}
		}
	}
	starts := start.FindAllSubmatch(data, -1)
	if len(starts) == 0 {
		return ErrBroken
	}
	seen := map[int]bool{}
	for at := starts[len(starts)-1][1]; at != nil; {
		offset, err := strconv.Atoi(string(at))
		if err != nil || offset >= len(data) || seen[offset] {
			return ErrBroken
		}
		seen[offset] = true
		table := data[offset:]
		if end := stop.FindIndex(table); end != nil {
			table = table[:end[0]]
		}
		at = nil
		if hit := previous.FindSubmatch(table); hit != nil {
			at = hit[1]
		}
	}
	return nil
}

// tree is the pages of a file.
type tree struct {
	pages []page
	nodes int // that may still come
}

// page is one, with its resources, which may be those of what it stands in.
type page struct{ contents, resources reader.Value }

func (t *tree) walk(v, resources reader.Value, deep int) {
	if t.nodes--; t.nodes < 0 || deep > 50 {
		return
	}
	if own := v.Key("Resources"); own.Kind() == reader.Dict {
		resources = own
	}
	kids := v.Key("Kids")
	if kids.Kind() != reader.Array {
		if v.Kind() == reader.Dict {
			t.pages = append(t.pages, page{v.Key("Contents"), resources})
		}
		return
	}
	for i := 0; i < kids.Len() && t.nodes >= 0; i++ {
		t.walk(kids.Index(i), resources, deep+1)
	}
}

// legible says whether there is a text, and more of it than signs that say nothing.
func legible(text string) error {
	signs, bad := 0, 0
	for _, r := range text {
		switch {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r):
			bad++
			signs++
		case !unicode.IsSpace(r):
			signs++
		}
	}
	switch {
	case signs == 0:
		return ErrNoText
	case 3*bad > signs:
		return ErrUnreadable
	}
	return nil
}

// readLine is one line of a page; lengths are in points.
type readLine struct {
	text strings.Builder
	y    float64
	end  float64 // where its last words end
	size float64
	last rune
}

// lines puts the words of a page together.
func lines(page []drawn) (out []*readLine) {
	var line *readLine
	for _, w := range page {
		first, _ := utf8.DecodeRuneInString(w.text)
		if line == nil || math.Abs(w.y-line.y) > 0.7*max(w.size, line.size) {
			line = &readLine{y: w.y, size: w.size}
			out = append(out, line)
		} else {
			switch gap := w.x - line.end; {
			case line.last == ' ', first == ' ':
			case gap > 2*w.size:
				line.text.WriteByte('\t')
			case gap > 0.2*w.size && line.last < 0x2e80 && first < 0x2e80:
				line.text.WriteByte(' ')
			}
		}
		line.text.WriteString(w.text)
		line.last, _ = utf8.DecodeLastRuneInString(w.text)
		line.end = w.x + w.width
	}
	return out
}

// spaced are the texts of lines, with an empty one where the next is half as far away
// again as it mostly is.
func spaced(lines []*readLine) (out []string) {
	var steps []float64
	for i := 1; i < len(lines); i++ {
		if step := lines[i-1].y - lines[i].y; step > 0 {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	for i, l := range lines {
		if i > 0 && len(steps) > 0 && lines[i-1].y-l.y > 1.5*steps[len(steps)/2] {
			out = append(out, "")
		}
		out = append(out, strings.TrimRight(l.text.String(), " "))
	}
	return out
}
