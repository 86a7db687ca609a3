package office

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"shoumi/app/paper"
)

// ODT writes a document as OpenDocument text on A4. Chinese is in 標楷體 and the rest in
// Times New Roman, by name: the fonts are not in the file. Headings, lists, notes and
// the headings of tables are those of the format, so that they can be changed and a
// screen reader says what they are. The same document makes the same bytes.
func ODT(w io.Writer, d paper.Document) error {
	o := odt{Document: d}
	entries := []entry{{name: "meta.xml", write: o.meta}, {name: "styles.xml", write: o.styles}, {name: "content.xml", write: o.content}}
	for _, b := range d.Blocks {
		if f, ok := b.(paper.Figure); ok {
			entries = append(entries, entry{figureName(len(entries) - 2), func(b *bufio.Writer) {
				b.WriteString(xml.Header)
				_ = paper.SVG(b, f, "標楷體") // what fails is told when the writer is flushed
			}, "image/svg+xml"})
		}
	}
	return archive(w, "application/vnd.oasis.opendocument.text", entries...)
}

// figureName is the file of the nth drawing.
func figureName(n int) string { return fmt.Sprintf("Pictures/figure%d.svg", n) }

type odt struct {
	paper.Document
	*bufio.Writer // what content goes to
	tables, notes int
	figures       int
}

const fonts = `<office:font-face-decls>` +
	`<style:font-face style:name="Times New Roman" svg:font-family="'Times New Roman'" style:font-family-generic="roman" style:font-pitch="variable"/>` +
	`<style:font-face style:name="標楷體" svg:font-family="標楷體" style:font-family-generic="script" style:font-pitch="variable"/>` +
	`</office:font-face-decls>`

func (o *odt) meta(b *bufio.Writer) {
	made := o.Made.UTC().Format(time.RFC3339)
	b.WriteString(xml.Header + `<office:document-meta` + namespaces + `><office:meta><meta:generator>Shoumi</meta:generator><dc:title>`)
	escape(b, paper.Printable(o.Title))
	fmt.Fprintf(b, `</dc:title><dc:language>%s</dc:language><meta:creation-date>%s</meta:creation-date><dc:date>%s</dc:date></office:meta></office:document-meta>`,
		o.Language.Tag(), made, made)
}

//go:embed text-styles.xml
var textStyles string

func (o *odt) styles(b *bufio.Writer) {
	before, between, after := o.Language.PageNumber()
	footer := `<text:p text:style-name="Footer">` + before + `<text:page-number text:select-page="current">1</text:page-number>` + between + `<text:page-count>1</text:page-count>` + after + `</text:p>`
	for _, line := range o.Footer {
		footer += `<text:p text:style-name="Footer">` + escaped(line) + `</text:p>`
	}
	b.WriteString(xml.Header + `<office:document-styles` + namespaces + `>` + fonts)
	b.WriteString(strings.NewReplacer(
		"{{points}}", points(),
		"{{header}}", `<text:p text:style-name="Header">`+escaped(o.Header)+`</text:p>`,
		"{{footer}}", footer,
	).Replace(strings.NewReplacer("\n", "", "\t", "").Replace(textStyles)))
	b.WriteString(`</office:document-styles>`)
}

// points are the levels of lists: each begins where the words of the one around it do,
// one Chinese character to the right of its number.
func points() string {
	const em = 12 * 2.54 / 72 // a character, in centimetres
	var b strings.Builder
	for level := 1; level <= 10; level++ {
		format, prefix, suffix, width := "一, 二, 三, ...", "", "、", 2*em
		switch min(level, paper.ListDepth) {
		case 2:
			prefix, suffix, width = "（", "）", 3*em
		case 3:
			format, width = "1", 1.5*em
		case 4:
			format, prefix, suffix, width = "1", "(", ")", 1.5*em
		}
		fmt.Fprintf(&b, `<text:list-level-style-number text:level="%d" style:num-format="%s" style:num-prefix="%s" style:num-suffix="%s">`+
			`<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">`+
			`<style:list-level-label-alignment text:label-followed-by="nothing" fo:margin-left="%.2fcm" fo:text-indent="-%.2fcm"/>`+
			`</style:list-level-properties></text:list-level-style-number>`, level, format, prefix, suffix, float64(level-1)*2*em+width, width)
	}
	return b.String()
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(strings.ReplaceAll(paper.Printable(text), "\n", " "))) // a Buffer takes everything
	return b.String()
}

func (o *odt) content(b *bufio.Writer) {
	o.Writer = b
	b.WriteString(xml.Header + `<office:document-content` + namespaces + `>` + fonts + `<office:automatic-styles>` +
		`<style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #404040" fo:padding="0.12cm"/></style:style>` +
		`<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #404040" fo:padding="0.12cm" fo:background-color="#eeeeee"/></style:style>` +
		`<style:style style:name="table" style:family="table"><style:table-properties style:width="16cm" table:align="margins" table:border-model="collapsing" style:may-break-between-rows="true" style:writing-mode="lr-tb"/></style:style>`)
	tables := 0
	for _, block := range o.Blocks {
		t, ok := table(block)
		if !ok {
			continue
		}
		tables++
		for i, share := range t.Shares() {
			fmt.Fprintf(b, `<style:style style:name="table%d.%d" style:family="table-column"><style:table-column-properties style:column-width="%.2fcm" style:rel-column-width="%.0f*"/></style:style>`,
				tables, i+1, 16*share, 10000*share)
		}
	}
	b.WriteString(`</office:automatic-styles><office:body><office:text>`)
	o.paragraph("Title", paper.Plain(o.Title))
	if o.Subtitle != "" {
		o.paragraph("Subtitle", paper.Plain(o.Subtitle))
	}
	for _, block := range o.Blocks {
		o.block(block)
	}
	b.WriteString(`</office:text></office:body></office:document-content>`)
}

// table is the block as a table, if it is one.
func table(b paper.Block) (paper.Table, bool) {
	switch b := b.(type) {
	case paper.Table:
		return b, true
	case paper.Bars:
		return b.Table(), true
	}
	return paper.Table{}, false
}

func (o *odt) block(b paper.Block) {
	switch b := b.(type) {
	case paper.Heading:
		fmt.Fprintf(o, `<text:h text:style-name="Heading_20_%d" text:outline-level="%d">`, b.Depth(), b.Depth())
		o.text(b.Text)
		o.WriteString(`</text:h>`)
	case paper.Paragraph:
		o.paragraph("Text_20_body", b.Text)
	case paper.List:
		o.list(b.Items, ` text:style-name="Points"`)
	case paper.Term:
		style := "Term"
		if len(b.Text) == 0 {
			style = "Term_20_above"
		}
		o.paragraph(style, append(paper.Strong(b.Name), b.Text...))
	case paper.Table, paper.Bars:
		t, _ := table(b)
		o.table(t)
	case paper.Quote:
		o.quoted("Quotation_20_source", b.Source, "Quotations", b.Paragraphs)
	case paper.Callout:
		o.quoted("Callout_20_title", b.Title, "Callout", b.Paragraphs)
	case paper.Figure:
		o.figure(b)
	case paper.PageBreak:
		o.WriteString(`<text:p text:style-name="Page_20_break"/>`)
	}
}

// figure is a drawing that stands as one character on a line of its own.
func (o *odt) figure(f paper.Figure) {
	o.figures++
	if len(f.Caption) > 0 {
		o.paragraph("Caption", f.Caption)
	}
	fmt.Fprintf(o, `<text:p text:style-name="Figure"><draw:frame draw:name="figure%d" text:anchor-type="as-char" svg:width="%.2fcm" svg:height="%.2fcm">`+
		`<draw:image draw:mime-type="image/svg+xml" xlink:href="%s" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:title>%s</svg:title><svg:desc>%s</svg:desc></draw:frame></text:p>`,
		o.figures, paper.FigureWidth/10, f.Height/10, figureName(o.figures), escaped(f.Caption.String()), escaped(f.Says.String()))
	o.paragraph("Figure_20_words", f.Says)
}

func (o *odt) list(items []paper.Item, style string) {
	if len(items) == 0 {
		return
	}
	o.WriteString(`<text:list` + style + `>`)
	for _, i := range items {
		o.WriteString(`<text:list-item>`)
		o.paragraph("List_20_point", i.Text)
		o.list(i.Items, "")
		o.WriteString(`</text:list-item>`)
	}
	o.WriteString(`</text:list>`)
}

// quoted ends with a gap, since paragraphs in one frame have none between them.
func (o *odt) quoted(style string, first paper.Text, restStyle string, rest []paper.Text) {
	if len(first) > 0 {
		o.paragraph(style, first)
	}
	for _, t := range rest {
		o.paragraph(restStyle, t)
	}
	o.paragraph("Gap", nil)
}

func (o *odt) table(t paper.Table) {
	if len(t.Columns) == 0 {
		return
	}
	if len(t.Caption) > 0 {
		o.paragraph("Caption", t.Caption)
	}
	o.tables++
	fmt.Fprintf(o, `<table:table table:name="table%d" table:style-name="table">`, o.tables)
	for i := range t.Columns {
		fmt.Fprintf(o, `<table:table-column table:style-name="table%d.%d"/>`, o.tables, i+1)
	}
	heads := make([]paper.Text, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	o.WriteString(`<table:table-header-rows>`)
	o.row("head", "Table_20_Heading", heads)
	o.WriteString(`</table:table-header-rows>`)
	for _, row := range t.Rows {
		o.row("cell", "Table_20_Contents", t.Cells(row))
	}
	o.WriteString(`</table:table>`)
	o.paragraph("Gap", nil)
}

func (o *odt) row(cell, style string, cells []paper.Text) {
	o.WriteString(`<table:table-row>`)
	for _, c := range cells {
		o.WriteString(`<table:table-cell table:style-name="` + cell + `" office:value-type="string">`)
		o.paragraph(style, c)
		o.WriteString(`</table:table-cell>`)
	}
	o.WriteString(`</table:table-row>`)
}

func (o *odt) paragraph(style string, t paper.Text) {
	o.WriteString(`<text:p text:style-name="` + style + `">`)
	o.text(t)
	o.WriteString(`</text:p>`)
}

func (o *odt) text(t paper.Text) {
	before := ' '
	for _, r := range t {
		end := ""
		open := func(start, stop string) {
			o.WriteString(start)
			end = stop + end
		}
		if href := r.Address(); href != "" {
			o.WriteString(`<text:a xlink:type="simple" text:style-name="Internet_20_link" text:visited-style-name="Internet_20_link" xlink:href="`)
			escape(o.Writer, href)
			open(`">`, `</text:a>`)
		}
		if r.Strong {
			open(`<text:span text:style-name="Strong_20_Emphasis">`, `</text:span>`)
		}
		if r.Emphasis {
			open(`<text:span text:style-name="Emphasis">`, `</text:span>`)
		}
		for i, line := range strings.Split(paper.Printable(r.Text), "\n") {
			if i > 0 {
				o.WriteString(`<text:line-break/>`)
				before = ' '
			}
			spaced(o.Writer, line, before)
			if line != "" {
				before = rune(line[len(line)-1]) // whether it is a space
			}
		}
		o.WriteString(end)
		o.note(r.Note)
	}
}

func (o *odt) note(t paper.Text) {
	if len(t) == 0 {
		return
	}
	o.notes++
	fmt.Fprintf(o, `<text:note text:id="note%d" text:note-class="footnote"><text:note-citation>%d</text:note-citation><text:note-body>`, o.notes, o.notes)
	words := slices.Clone(t)
	for i := range words {
		words[i].Note = nil // the format has none within a note
	}
	o.paragraph("Footnote", words)
	o.WriteString(`</text:note-body></text:note>`)
}
