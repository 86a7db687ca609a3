package office

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const spreadsheet = "application/vnd.oasis.opendocument.spreadsheet"

// ODS writes a table as an OpenDocument spreadsheet of one sheet. The same table makes
// the same bytes.
func ODS(w io.Writer, t Table) error {
	return archive(w, spreadsheet,
		entry{name: "styles.xml", write: func(b *bufio.Writer) { b.WriteString(styles) }},
		entry{name: "content.xml", write: t.content})
}

const styles = xml.Header + `<office:document-styles` + namespaces + `><office:styles>` +
	`<style:default-style style:family="table-cell"><style:text-properties fo:language="zh" fo:country="TW" style:language-asian="zh" style:country-asian="TW"/></style:default-style>` +
	`</office:styles></office:document-styles>`

// roc shows days by the calendar of the Republic. The era is that of the calendar and
// no word of ours, so that a program without this calendar shows a right year too.
const roc = `<number:date-style style:name="roc" number:language="zh" number:country="TW">` +
	`<number:era number:calendar="ROC"/><number:year number:style="long" number:calendar="ROC"/><number:text>年</number:text>` +
	`<number:month/><number:text>月</number:text><number:day/><number:text>日</number:text></number:date-style>`

func (t Table) content(b *bufio.Writer) {
	b.WriteString(xml.Header + `<office:document-content` + namespaces + `><office:automatic-styles>` + roc +
		`<style:style style:name="day" style:family="table-cell" style:data-style-name="roc"/>` +
		`<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>`)
	for i, cm := range t.widths() {
		fmt.Fprintf(b, `<style:style style:name="column%d" style:family="table-column"><style:table-column-properties style:column-width="%.1fcm"/></style:style>`, i, cm)
	}
	b.WriteString(`</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="`)
	escape(b, t.Name)
	b.WriteString(`">`)
	for i := range t.Head {
		fmt.Fprintf(b, `<table:table-column table:style-name="column%d"/>`, i)
	}
	b.WriteString(`<table:table-header-rows><table:table-row>`)
	for _, h := range t.Head {
		b.WriteString(`<table:table-cell table:style-name="head" office:value-type="string">`)
		paragraphs(b, h)
	}
	b.WriteString(`</table:table-row></table:table-header-rows>`)
	for _, row := range t.Rows {
		b.WriteString(`<table:table-row>`)
		for _, c := range row {
			c.content(b)
		}
		b.WriteString(`</table:table-row>`)
	}
	b.WriteString(`</table:table></office:spreadsheet></office:body></office:document-content>`)
}

func (c Cell) content(b *bufio.Writer) {
	switch {
	case c.text == "":
		b.WriteString(`<table:table-cell/>`)
		return
	case c.kind == isNumber:
		b.WriteString(`<table:table-cell office:value-type="float" office:value="` + c.raw + `">`)
	case c.kind == isDay:
		b.WriteString(`<table:table-cell table:style-name="day" office:value-type="date" office:date-value="` + c.raw + `">`)
	default:
		b.WriteString(`<table:table-cell office:value-type="string">`)
	}
	paragraphs(b, c.text)
}

// paragraphs writes the lines of a cell and ends it.
func paragraphs(b *bufio.Writer, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(`<text:p>`)
		spaced(b, line, ' ')
		b.WriteString(`</text:p>`)
	}
	b.WriteString(`</table:table-cell>`)
}

// widths are those of the columns in centimetres: of the longest cell, within limits.
func (t Table) widths() []float64 {
	out := make([]float64, len(t.Head))
	for i, h := range t.Head {
		n := columns(h)
		for _, row := range t.Rows {
			if i < len(row) {
				n = max(n, columns(row[i].text))
			}
		}
		out[i] = min(max(float64(n)*0.2+0.5, 1.8), 12)
	}
	return out
}

// columns is how much room a text takes: a Chinese character twice that of a letter.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += min(utf8.RuneLen(r), 2)
	}
	return n
}
