package office

import (
	"archive/zip"
	"bufio"
	"cmp"
	"encoding/xml"
	"io"
)

// entry is a file within a file of OpenDocument.
type entry struct {
	name  string
	write func(*bufio.Writer)
	kind  string // media type; XML where it is none
}

// archive writes a file of OpenDocument (OASIS ODF 1.2) of a kind, a media type.
// Nothing in it says when it was written.
func archive(w io.Writer, kind string, entries ...entry) error {
	z := zip.NewWriter(w)
	// ODF 1.2 part 3, 3.3: the kind of the file comes first and is not compressed.
	out, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, kind); err != nil {
		return err
	}
	manifest := entry{name: "META-INF/manifest.xml", write: func(b *bufio.Writer) {
		b.WriteString(xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">` +
			`<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="` + kind + `"/>`)
		for _, e := range entries {
			b.WriteString(`<manifest:file-entry manifest:full-path="` + e.name + `" manifest:media-type="` + cmp.Or(e.kind, "text/xml") + `"/>`)
		}
		b.WriteString(`</manifest:manifest>`)
	}}
	for _, e := range append([]entry{manifest}, entries...) {
		out, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		b := bufio.NewWriter(out)
		e.write(b)
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return z.Close()
}

// namespaces are the attributes of the outermost element of every file.
const namespaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
	` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
	` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
	` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
	` xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"` +
	` xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"` +
	` xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"` +
	` xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"` +
	` xmlns:dc="http://purl.org/dc/elements/1.1/"` +
	` xmlns:xlink="http://www.w3.org/1999/xlink"` +
	` office:version="1.2"`

// spaced writes words of a paragraph. Readers of OpenDocument fold white space, so what
// is more than one space has an element of its own. Before is the character that the
// words come after, a space for none.
func spaced(b *bufio.Writer, words string, before rune) {
	for i, r := range words {
		switch {
		case r == '\t':
			b.WriteString(`<text:tab/>`)
		case r == ' ' && (before == ' ' || i == len(words)-1):
			b.WriteString(`<text:s/>`)
		default:
			escape(b, string(r))
		}
		before = r
	}
}

// escape writes text; what XML cannot hold becomes U+FFFD. A write that fails is
// told of when the writer is flushed.
func escape(b *bufio.Writer, text string) { _ = xml.EscapeText(b, []byte(text)) }
