package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// What keeps a document from being read.
var (
	ErrNotODT   = errors.New("這不是 OpenDocument 文件（ODT）；請在文書軟體裡另存成 ODT 再上傳。")
	ErrBroken   = errors.New("這份 ODT 檔案壞了，讀不到內容；請重新存檔再上傳。")
	ErrLocked   = errors.New("這份 ODT 文件有密碼保護；請先存成沒有密碼的檔案再上傳。")
	ErrTooLarge = errors.New("這份 ODT 文件的內容太大，讀不進來；請拆成幾份再上傳。")
)

const (
	odtKind   = "application/vnd.oasis.opendocument.text"
	partLimit = 32 << 20 // bytes of a part of a file, unpacked
	textLimit = 8 << 20  // bytes of a text
	depth     = 200      // of elements in each other
)

// ReadODT reads the words of an OpenDocument text: a line for a paragraph, with the
// marks of Markdown before headings and items of lists, and one for a row of a table,
// with tabs between its cells. Notes stand in brackets where they are called. What
// was deleted in recorded changes, comments, and the heads and feet of pages are left
// out, and so are the numbers of lists, which are not in the text. The error is one of
// those above.
func ReadODT(data []byte) (string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", ErrBroken
	}
	kind, err := unpacked(z, "mimetype", ErrNotODT)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(string(kind), odtKind) { // also a template, and one made from a web page
		return "", ErrNotODT
	}
	manifest, err := unpacked(z, "META-INF/manifest.xml", ErrBroken)
	if err != nil {
		return "", err
	}
	if bytes.Contains(manifest, []byte("encryption-data")) {
		return "", ErrLocked
	}
	content, err := unpacked(z, "content.xml", ErrBroken)
	if err != nil {
		return "", err
	}
	r := odtReader{xml: xml.NewDecoder(bytes.NewReader(content))}
	if err := r.children(0); err != nil && !errors.Is(err, io.EOF) {
		if errors.Is(err, ErrTooLarge) {
			return "", err
		}
		return "", ErrBroken
	}
	if !r.text {
		return "", ErrBroken
	}
	return r.out.String(), nil
}

// unpacked is a part of a file; missing is the error where it is not there.
func unpacked(z *zip.Reader, name string, missing error) ([]byte, error) {
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, missing
	}
	f, err := z.File[i].Open()
	if err != nil {
		return nil, ErrBroken
	}
	defer func() { _ = f.Close() }() // reading tells what is wrong
	data, err := io.ReadAll(io.LimitReader(f, partLimit+1))
	switch {
	case len(data) > partLimit:
		return nil, ErrTooLarge
	case err != nil:
		return nil, ErrBroken
	}
	return data, nil
}

// odtReader is a content.xml being read.
type odtReader struct {
	xml     *xml.Decoder
	out     strings.Builder
	text    bool             // it has a text
	words   *strings.Builder // of the paragraph that is open, nil outside of one
	mark    string           // of an item that waits for its first paragraph
	cells   *[]string        // of the row that is open, nil outside of one
	pending []string         // lines of what stands in the open paragraph, which come behind it
	inNote  bool
}

// The namespaces of OpenDocument by the names that they go by.
const (
	nsText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	nsTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	nsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	nsSVG    = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
)

// leftOut are elements whose words are none of the text.
var leftOut = []xml.Name{
	{Space: nsText, Local: "tracked-changes"}, {Space: nsText, Local: "note-citation"}, {Space: nsText, Local: "ruby-text"},
	{Space: nsText, Local: "sequence-decls"}, {Space: nsText, Local: "user-field-decls"}, {Space: nsText, Local: "variable-decls"},
	{Space: nsOffice, Local: "annotation"}, {Space: nsOffice, Local: "binary-data"}, {Space: nsOffice, Local: "forms"},
	{Space: nsOffice, Local: "automatic-styles"}, {Space: nsOffice, Local: "font-face-decls"}, {Space: nsOffice, Local: "scripts"},
	{Space: nsTable, Local: "covered-table-cell"}, {Space: nsSVG, Local: "title"}, {Space: nsSVG, Local: "desc"},
}

// children reads up to the end of the element that is open.
func (r *odtReader) children(deep int) error {
	if deep > depth {
		return ErrTooLarge
	}
	for {
		token, err := r.xml.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			r.fold(string(t))
		case xml.StartElement:
			if err := r.element(t, deep+1); err != nil {
				return err
			}
		}
		if r.out.Len() > textLimit || r.words != nil && r.words.Len() > textLimit {
			return ErrTooLarge
		}
	}
}

func (r *odtReader) element(e xml.StartElement, deep int) error {
	if slices.Contains(leftOut, e.Name) {
		return r.xml.Skip()
	}
	switch e.Name {
	case xml.Name{Space: nsOffice, Local: "text"}:
		r.text = true
	case xml.Name{Space: nsText, Local: "p"}, xml.Name{Space: nsText, Local: "h"}:
		return r.paragraph(e, deep)
	case xml.Name{Space: nsText, Local: "list-item"}:
		r.mark = "- "
	case xml.Name{Space: nsTable, Local: "table-row"}:
		return r.row(deep)
	case xml.Name{Space: nsTable, Local: "table-cell"}:
		if r.cells != nil {
			*r.cells = append(*r.cells, "")
		}
	case xml.Name{Space: nsText, Local: "note"}:
		return r.note(deep)
	case xml.Name{Space: nsText, Local: "s"}:
		n, err := strconv.Atoi(attribute(e, "c"))
		if err != nil {
			n = 1
		}
		r.put(strings.Repeat(" ", min(max(n, 0), 100)))
	case xml.Name{Space: nsText, Local: "tab"}:
		r.put("\t")
	case xml.Name{Space: nsText, Local: "line-break"}:
		r.put("\n")
	}
	return r.children(deep)
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == nsText && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *odtReader) put(s string) {
	if r.words != nil {
		r.words.WriteString(s)
	}
}

// fold puts words in whose white space is one space, and none at the beginning.
func (r *odtReader) fold(s string) {
	if r.words == nil {
		return
	}
	for _, c := range s {
		if !strings.ContainsRune(" \t\r\n", c) {
			r.words.WriteRune(c)
			continue
		}
		if so := r.words.String(); so != "" && !strings.ContainsAny(so[len(so)-1:], " \t\n") {
			r.words.WriteByte(' ')
		}
	}
}

func (r *odtReader) paragraph(e xml.StartElement, deep int) error {
	mark := r.mark
	level, err := strconv.Atoi(attribute(e, "outline-level"))
	switch {
	case e.Name.Local == "h" && err == nil:
		mark = strings.Repeat("#", min(max(level, 1), 6)) + " "
	case attribute(e, "style-name") == "Title":
		mark = "# "
	}
	r.mark = ""
	outer := r.words
	r.words = &strings.Builder{}
	if err := r.children(deep); err != nil {
		return err
	}
	words := r.words.String()
	r.words = outer
	switch {
	case strings.TrimSpace(words) == "":
	case r.inNote && outer != nil:
		r.put(words)
	case strings.HasPrefix(mark, "#"): // a heading is one line
		r.line(mark + strings.Join(strings.Fields(words), " "))
	default:
		r.line(mark + words)
	}
	if outer == nil && r.cells == nil {
		for _, line := range r.pending {
			r.line(line)
		}
		r.pending = nil
	}
	return nil
}

// line ends a line: in its cell, behind the paragraph that it stands in, or as it is.
func (r *odtReader) line(s string) {
	switch {
	case r.cells != nil && len(*r.cells) > 0:
		cell := &(*r.cells)[len(*r.cells)-1]
		*cell = strings.TrimSpace(*cell + " " + strings.Join(strings.Fields(s), " "))
	case r.words != nil:
		r.pending = append(r.pending, s)
	default:
		r.out.WriteString(s + "\n")
	}
}

func (r *odtReader) row(deep int) error {
	outer, cells := r.cells, []string{}
	r.cells = &cells
	if err := r.children(deep); err != nil {
		return err
	}
	r.cells = outer
	if s := strings.TrimRight(strings.Join(cells, "\t"), "\t"); s != "" {
		r.line(s)
	}
	return nil
}

func (r *odtReader) note(deep int) error {
	outer := r.inNote
	r.inNote = true
	r.put("（註：")
	if err := r.children(deep); err != nil {
		return err
	}
	r.put("）")
	r.inNote = outer
	return nil
}
