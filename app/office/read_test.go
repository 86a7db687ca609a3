package office_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
)

// packed is a file of these parts, by name and content.
func packed(parts ...string) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		Expect(err).NotTo(HaveOccurred())
		_, err = w.Write([]byte(parts[i+1]))
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(z.Close()).To(Succeed())
	return b.Bytes()
}

const (
	odtKind  = "application/vnd.oasis.opendocument.text"
	manifest = `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`
	head     = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">` +
		`<office:automatic-styles>樣式</office:automatic-styles><office:body><office:text>`
	foot = `</office:text></office:body></office:document-content>`
)

func withBody(body string) []byte {
	return packed("mimetype", odtKind, "META-INF/manifest.xml", manifest, "content.xml", head+body+foot)
}

var _ = DescribeTable("reading an OpenDocument text finds", func(body, want string) {
	Expect(office.ReadODT(withBody(body))).To(Equal(want))
},
	Entry("nothing in nothing", ``, ""),
	Entry("paragraphs and headings", `<text:h text:outline-level="2">題<text:line-break/>目</text:h><text:p>甲</text:p><text:p/><text:p>乙</text:p>`, "## 題 目\n甲\n乙\n"),
	Entry("a title", `<text:p text:style-name="Title">題</text:p>`, "# 題\n"),
	Entry("words of spans and links, and white space as it counts", "<text:p>\n 甲<text:span> 乙 \n</text:span> 丙<text:s text:c=\"2\"/>丁<text:tab/><text:a>戊</text:a><text:line-break/>己</text:p>", "甲 乙 丙  丁\t戊\n己\n"),
	Entry("soft hyphens, for whoever cleans", "<text:p>甲\u00ad乙</text:p>", "甲\u00ad乙\n"),
	Entry("items of lists, once each", `<text:list><text:list-item><text:p>甲</text:p><text:p>續</text:p><text:list><text:list-item><text:p>乙</text:p></text:list-item></text:list></text:list-item></text:list>`, "- 甲\n續\n- 乙\n"),
	Entry("rows of tables, also in cells", `<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>一</text:p></table:table-cell><table:table-cell><text:p>二</text:p></table:table-cell></table:table-row></table:table-header-rows>`+
		`<table:table-row><table:table-cell><text:p>甲</text:p><text:p>乙</text:p></table:table-cell><table:covered-table-cell><text:p>丙</text:p></table:covered-table-cell><table:table-cell/></table:table-row>`+
		`<table:table-row><table:table-cell/><table:table-cell><table:table><table:table-row><table:table-cell><text:p>丁</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>`, "一\t二\n甲 乙\n\t丁\n"),
	Entry("nothing that was deleted, noted beside, or counted", `<text:tracked-changes><text:changed-region><text:deletion><text:p>刪掉的</text:p></text:deletion></text:changed-region></text:tracked-changes>`+
		`<text:p>甲<text:change-start/>加上的<text:change-end/><office:annotation><text:p>批註</text:p></office:annotation><text:ruby><text:ruby-base>乙</text:ruby-base><text:ruby-text>ㄧˇ</text:ruby-text></text:ruby></text:p>`, "甲加上的乙\n"),
	Entry("notes where they are called", `<text:p>甲<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>說明</text:p></text:note-body></text:note>乙</text:p>`, "甲（註：說明）乙\n"),
	Entry("what stands in a frame behind its paragraph", `<text:p>甲<draw:frame><svg:title>圖</svg:title><draw:text-box><text:p>框裡</text:p></draw:text-box></draw:frame>乙</text:p><text:p>丙</text:p>`, "甲乙\n框裡\n丙\n"),
)

var _ = Describe("reading an OpenDocument text", func() {
	It("finds every word of a document that we write", func() {
		for seed := range uint64(40) {
			d := papertest.Random(seed)
			text, err := office.ReadODT(odt(d))
			Expect(err).NotTo(HaveOccurred())
			Expect(papertest.Lost(d, text)).To(BeEmpty(), "of document %d", seed)
		}
		text, err := office.ReadODT(odt(paper.Document{Title: "題", Blocks: []paper.Block{
			paper.Heading{Level: 2, Text: paper.Plain("案例一、甲")}, paper.Paragraph{Text: paper.Plain("甲說。")}, paper.PageBreak{}, paper.Paragraph{Text: paper.Plain("乙說。")}}}))
		Expect(err).NotTo(HaveOccurred())
		Expect(text).To(Equal("# 題\n## 案例一、甲\n甲說。\n乙說。\n"))
	})

	DescribeTable("says what is wrong with", func(file func() []byte, want error) {
		_, err := office.ReadODT(file())
		Expect(err).To(MatchError(want))
	},
		Entry("no archive", func() []byte { return []byte("PK\x03\x04甲") }, office.ErrBroken),
		Entry("an archive of something", func() []byte { return packed("甲.txt", "乙") }, office.ErrNotODT),
		Entry("a spreadsheet", func() []byte { return packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet") }, office.ErrNotODT),
		Entry("a file without content", func() []byte { return packed("mimetype", odtKind, "META-INF/manifest.xml", manifest) }, office.ErrBroken),
		Entry("XML that breaks off", func() []byte {
			return packed("mimetype", odtKind, "META-INF/manifest.xml", manifest, "content.xml", head+"<text:p>甲")
		}, office.ErrBroken),
		Entry("XML of something else", func() []byte {
			return packed("mimetype", odtKind, "META-INF/manifest.xml", manifest, "content.xml", "<html/>")
		}, office.ErrBroken),
		Entry("a locked file", func() []byte {
			return packed("mimetype", odtKind, "META-INF/manifest.xml", `<manifest:encryption-data/>`, "content.xml", "\x01\x02")
		}, office.ErrLocked),
		Entry("a part that unpacks into very much", func() []byte { return withBody(strings.Repeat(" ", 33<<20)) }, office.ErrTooLarge),
		Entry("a text that unpacks into very much", func() []byte {
			return withBody("<text:p>" + strings.Repeat(`<text:s text:c="100"/>`, 90_000) + "</text:p>")
		}, office.ErrTooLarge),
		Entry("elements within elements without end", func() []byte {
			return withBody(strings.Repeat("<text:section>", 10_000) + strings.Repeat("</text:section>", 10_000))
		}, office.ErrTooLarge),
	)

	It("takes a lie about the size for what it is", func() {
		file := withBody("<text:p>甲</text:p>" + strings.Repeat(" ", 1<<20))
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		Expect(err).NotTo(HaveOccurred())
		central := bytes.LastIndex(file, []byte("PK\x01\x02"))
		Expect(z.File[2].UncompressedSize64).To(BeNumerically(">", 1<<20))
		binary.LittleEndian.PutUint32(file[central+24:], 10)
		_, err = office.ReadODT(file)
		Expect(err).To(MatchError(office.ErrBroken))
	})

	It("survives any change of its bytes", func() {
		r := rand.New(rand.NewPCG(11, 12))
		file, content := odt(papertest.Memo()), part(odt(papertest.Memo()), "content.xml")
		for range 300 {
			b := bytes.Clone(file)
			for range 1 + r.IntN(20) {
				b[r.IntN(len(b))] = byte(r.IntN(256))
			}
			_, _ = office.ReadODT(b[:r.IntN(len(b)+1)])
			c := bytes.Clone(content)
			for range 1 + r.IntN(6) {
				c[r.IntN(len(c))] = "<>/&\"x "[r.IntN(7)]
			}
			_, _ = office.ReadODT(packed("mimetype", odtKind, "META-INF/manifest.xml", manifest, "content.xml", string(c)))
		}
	})
})
