package office_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
)

var _ = Describe("a document as OpenDocument text", func() {
	It("says first what it is, and is XML that its manifest lists", func() {
		b := odt(papertest.Memo())
		Expect(string(b[30:77])).To(Equal("mimetypeapplication/vnd.oasis.opendocument.text"))
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		Expect(err).NotTo(HaveOccurred())
		Expect(z.File[0].Method).To(Equal(zip.Store))
		manifest := string(part(b, "META-INF/manifest.xml"))
		for _, f := range z.File[2:] {
			Expect(manifest).To(ContainSubstring(`manifest:full-path="` + f.Name + `"`))
		}
		Expect(strings.Count(manifest, "manifest:full-path=")).To(Equal(len(z.File) - 1))
	})

	It("is the same bytes each time", func() { Expect(odt(papertest.Memo())).To(Equal(odt(papertest.Memo()))) })

	It("has its title, language and day in its metadata", func() {
		Expect(string(part(odt(papertest.Memo()), "meta.xml"))).To(And(
			ContainSubstring("<dc:title>甲查詢資料一案之責任初步分類</dc:title><dc:language>zh-TW</dc:language><meta:creation-date>2026-11-22T04:05:06Z</meta:creation-date>")))
	})

	It("names its fonts and has the same on every page", func() {
		styles := string(part(odt(papertest.Memo()), "styles.xml"))
		Expect(styles).To(And(
			ContainSubstring(`style:font-name="Times New Roman" style:font-name-asian="標楷體"`),
			ContainSubstring(`style:language-asian="zh" style:country-asian="TW"`),
			ContainSubstring(`fo:page-width="21cm" fo:page-height="29.7cm"`),
			Not(ContainSubstring("{{"))))
		Expect(readXML(part(odt(papertest.Memo()), "styles.xml"))).To(HaveSuffix("守密　內部文件第 1 頁，共 1 頁供內部初步分類，非法律意見；責任由權責機關認定。規則 sha256:0f3c…9a1e（民國115年11月1日）　https://shoumi.example/incidents/115-7"))
		Expect(styles).To(ContainSubstring(`第 <text:page-number text:select-page="current">1</text:page-number> 頁，共 <text:page-count>1</text:page-count> 頁`))
		Expect(readXML(part(odt(paper.Document{Language: paper.English}), "styles.xml"))).To(HaveSuffix("Page 1 of 1"))
	})

	DescribeTable("writes", func(b paper.Block, want string) {
		content := string(part(odt(paper.Document{Title: "題", Blocks: []paper.Block{b}}), "content.xml"))
		_, body, _ := strings.Cut(content, `<text:p text:style-name="Title">題</text:p>`)
		body, _, _ = strings.Cut(body, `</office:text>`)
		Expect(body).To(Equal(want))
	},
		Entry("a heading", paper.Heading{Level: 9, Text: paper.Plain("一")}, `<text:h text:style-name="Heading_20_4" text:outline-level="4">一</text:h>`),
		Entry("words that are no marks", paper.Paragraph{Text: paper.Plain("<b>&\x00\u202e乙")}, `<text:p text:style-name="Text_20_body">&lt;b&gt;&amp;乙</text:p>`),
		Entry("white space", paper.Paragraph{Text: paper.Text{{Text: " 甲  乙\n 丙 "}, {Text: " 丁", Strong: true}}},
			`<text:p text:style-name="Text_20_body"><text:s/>甲 <text:s/>乙<text:line-break/><text:s/>丙<text:s/><text:span text:style-name="Strong_20_Emphasis"><text:s/>丁</text:span></text:p>`),
		Entry("links", paper.Paragraph{Text: paper.Text{{Text: "法", Href: "https://a.example/?b=1&c=2", Emphasis: true}, {Text: "壞", Href: "javascript:b"}}},
			`<text:p text:style-name="Text_20_body"><text:a xlink:type="simple" text:style-name="Internet_20_link" text:visited-style-name="Internet_20_link" xlink:href="https://a.example/?b=1&amp;c=2"><text:span text:style-name="Emphasis">法</text:span></text:a>壞</text:p>`),
		Entry("notes", paper.Paragraph{Text: paper.Text{{Text: "甲", Note: paper.Text{{Text: "註", Note: paper.Plain("註之註")}}}, {Text: "乙", Note: paper.Plain("再")}}},
			`<text:p text:style-name="Text_20_body">甲<text:note text:id="note1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p text:style-name="Footnote">註</text:p></text:note-body></text:note>乙<text:note text:id="note2" text:note-class="footnote"><text:note-citation>2</text:note-citation><text:note-body><text:p text:style-name="Footnote">再</text:p></text:note-body></text:note></text:p>`),
		Entry("a list", paper.List{Items: []paper.Item{{Text: paper.Plain("甲"), Items: []paper.Item{{Text: paper.Plain("乙")}}}, {Text: paper.Plain("丙")}}},
			`<text:list text:style-name="Points"><text:list-item><text:p text:style-name="List_20_point">甲</text:p><text:list><text:list-item><text:p text:style-name="List_20_point">乙</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p text:style-name="List_20_point">丙</text:p></text:list-item></text:list>`),
		Entry("no empty list, which the format has not", paper.List{}, ``),
		Entry("a table", paper.Table{Columns: []paper.Column{{Head: paper.Plain("一")}, {Head: paper.Plain("二")}}, Rows: [][]paper.Text{{paper.Plain("甲")}}},
			`<table:table table:name="table1" table:style-name="table"><table:table-column table:style-name="table1.1"/><table:table-column table:style-name="table1.2"/>`+
				`<table:table-header-rows><table:table-row><table:table-cell table:style-name="head" office:value-type="string"><text:p text:style-name="Table_20_Heading">一</text:p></table:table-cell><table:table-cell table:style-name="head" office:value-type="string"><text:p text:style-name="Table_20_Heading">二</text:p></table:table-cell></table:table-row></table:table-header-rows>`+
				`<table:table-row><table:table-cell table:style-name="cell" office:value-type="string"><text:p text:style-name="Table_20_Contents">甲</text:p></table:table-cell><table:table-cell table:style-name="cell" office:value-type="string"><text:p text:style-name="Table_20_Contents"></text:p></table:table-cell></table:table-row></table:table><text:p text:style-name="Gap"></text:p>`),
		Entry("a new page", paper.PageBreak{}, `<text:p text:style-name="Page_20_break"/>`),
	)

	It("makes columns as wide as their shares", func() {
		d := paper.Document{Blocks: []paper.Block{paper.Bars{}, paper.Table{Columns: []paper.Column{{Width: 3}, {Width: 1}}}}}
		Expect(string(part(odt(d), "content.xml"))).To(And(
			ContainSubstring(`style:name="table1.2" style:family="table-column"><style:table-column-properties style:column-width="8.00cm"`),
			ContainSubstring(`style:name="table2.1" style:family="table-column"><style:table-column-properties style:column-width="12.00cm"`)))
	})

	It("draws its figures, one file each, with words for who does not see them", func() {
		d := paper.Document{Blocks: []paper.Block{papertest.Figure(), paper.PageBreak{}, papertest.Figure()}}
		b := odt(d)
		Expect(string(part(b, "META-INF/manifest.xml"))).To(And(ContainSubstring(`manifest:full-path="Pictures/figure1.svg" manifest:media-type="image/svg+xml"`), ContainSubstring(`manifest:full-path="Pictures/figure2.svg" manifest:media-type="image/svg+xml"`)))
		Expect(string(part(b, "Pictures/figure2.svg"))).To(And(ContainSubstring(`font-family="標楷體"`), ContainSubstring("友人A</text>")))
		Expect(string(part(b, "content.xml"))).To(ContainSubstring(`<draw:frame draw:name="figure2" text:anchor-type="as-char" svg:width="16.00cm" svg:height="2.40cm">` +
			`<draw:image draw:mime-type="image/svg+xml" xlink:href="Pictures/figure2.svg" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>` +
			`<svg:title>圖一　誰告訴了誰</svg:title><svg:desc>甲查得車籍資料，用通訊軟體告訴友人A。</svg:desc></draw:frame></text:p><text:p text:style-name="Figure_20_words">甲查得`))
	})

	It("has every word in its order, and every style that it uses", func() {
		for seed := range uint64(100) {
			d := papertest.Random(seed)
			file := odt(d)
			content := part(file, "content.xml")
			Expect(papertest.Lost(d, readXML(content))).To(BeEmpty(), "of document %d", seed)
			defined := string(part(file, "styles.xml")) + string(content)
			for _, style := range used(content) {
				Expect(strings.Contains(defined, `style:name="`+style+`"`)).To(BeTrue(), "style %s of document %d", style, seed)
			}
		}
	})

	It("opens in LibreOffice, which finds every word and what it is", func() {
		d := papertest.Memo()
		text, ok := libreOffice(d, "txt:Text (encoded):UTF8", "txt")
		if !ok {
			return
		}
		Expect(papertest.Squeezed(text)).To(And(ContainSubstring("一、甲於民國115年3月5日"), ContainSubstring("（一）查詢紀錄"), ContainSubstring("2、實際查詢者"), ContainSubstring("(1)同一條件"), ContainSubstring("二、本案適用")))

		again, _ := libreOffice(d, "fodt", "fodt")
		Expect(papertest.Lost(d, readXML([]byte(again)))).To(BeEmpty())
		Expect(strings.Count(again, "<text:h ")).To(Equal(6))
		Expect(strings.Count(again, "<table:table-header-rows>")).To(Equal(2))
		Expect(strings.Count(again, "<text:list-item>")).To(Equal(10))
		Expect(strings.Count(again, `text:note-class="footnote"><text:note-citation>`)).To(Equal(2))
		Expect(again).To(And(ContainSubstring("<dc:title>甲查詢資料一案之責任初步分類</dc:title>"), ContainSubstring("標楷體"), ContainSubstring("<text:page-count>")))

		random := papertest.Random(3)
		again, _ = libreOffice(random, "fodt", "fodt")
		Expect(papertest.Lost(random, readXML([]byte(again)))).To(BeEmpty())
	})
})

func odt(d paper.Document) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(office.ODT(&b, d)).To(Succeed())
	return b.Bytes()
}

// readXML is all text in a file of XML.
func readXML(file []byte) string {
	GinkgoHelper()
	var b strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(file)); ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		Expect(err).NotTo(HaveOccurred())
		if words, ok := t.(xml.CharData); ok {
			b.Write(words)
		}
	}
}

// used are the names of styles that elements of a file ask for.
func used(file []byte) (names []string) {
	GinkgoHelper()
	for d := xml.NewDecoder(bytes.NewReader(file)); ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return slices.Compact(slices.Sorted(slices.Values(names)))
		}
		Expect(err).NotTo(HaveOccurred())
		if e, ok := t.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if strings.HasSuffix(a.Name.Local, "style-name") {
					names = append(names, a.Value)
				}
			}
		}
	}
}

// libreOffice is a document as LibreOffice writes it in another format; not, and loudly,
// where it cannot be asked.
func libreOffice(d paper.Document, format, ending string) (string, bool) {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	Expect(os.WriteFile(filepath.Join(dir, "memo.odt"), odt(d), 0o600)).To(Succeed())
	soffice, err := exec.LookPath("soffice")
	var out []byte
	if err == nil {
		out, _ = exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", format, "--outdir", dir, filepath.Join(dir, "memo.odt")).CombinedOutput()
	}
	got, err := os.ReadFile(filepath.Join(dir, "memo."+ending))
	if err == nil {
		return string(got), true
	}
	// Calc alone opens no text, and says no more than that.
	if os.Getenv("SHOUMI_REQUIRE_OFFICE") == "1" {
		Fail("there is no soffice, or none with Writer, or it cannot open the document: " + string(out))
	}
	fmt.Fprintln(os.Stderr, "NOT TESTED IN LIBREOFFICE: there is no soffice, or none with Writer")
	return "", false
}
