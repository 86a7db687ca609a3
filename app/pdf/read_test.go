package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
	"shoumi/app/pdf"
)

// raw is a file of these objects, numbered from 1, the first its root.
func raw(trailer string, objects ...string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, table)
	return []byte(b.String())
}

func stream(dict, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

func deflated(content string) string {
	GinkgoHelper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write([]byte(content))
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	return stream("/Filter/FlateDecode", b.String())
}

const (
	root  = "<</Type/Catalog/Pages 2 0 R>>"
	one   = "<</Type/Pages/Count 1/Kids[3 0 R]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
	aPage = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"
	font  = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 32/Widths[250]>>"
)

// drawing is a file of one page, drawn so.
func drawing(content string) []byte {
	return raw("", root, one, aPage, stream("", content), font, stream("/Type/XObject/Subtype/Form/Matrix[1 0 0 1 0 -30]", "BT /F 10 Tf 20 100 Td (form) Tj ET"))
}

var _ = DescribeTable("reading a PDF puts words together", func(content, want string) {
	Expect(pdf.Read(drawing(content))).To(Equal(want))
},
	Entry("of a line", "BT /F 10 Tf 20 100 Td (ab) Tj (cd) Tj ET", "abcd\n"),
	Entry("of lines", "BT /F 10 Tf 12 TL 20 100 Td (a) Tj T* (b) Tj 0 -12 Td (c) Tj (d) ' 0 -12 TD (e) Tj ET", "a\nb\nc\nd\ne\n"),
	Entry("with a space where they are apart, a tab where far", "BT /F 10 Tf 20 100 Td (ab) Tj 15 0 Td (cd) Tj 60 0 Td (ef) Tj ET", "ab cd\tef\n"),
	Entry("of pieces", "BT /F 10 Tf 20 100 Td [(a) -20 (b) -400 (c)] TJ ET", "ab c\n"),
	Entry("a note on its line", "BT /F 10 Tf 20 100 Td (a) Tj /F 6 Tf 5 6 Td (1) Tj ET", "a1\n"),
	Entry("with an empty line where lines are apart", "BT /F 10 Tf 12 TL 20 100 Td (a) Tj T* (b) Tj T* (c) Tj 0 -40 Td (d) Tj ET", "a\nb\nc\n\nd\n"),
	Entry("wherever the page is turned to", "q 0 1 -1 0 0 0 cm BT 1 0 0 1 20 100 Tm /F 10 Tf (a) Tj ET Q q 2 0 0 2 0 0 cm BT /F 10 Tf 1 0 0 1 5 300 Tm (b) Tj ET Q", "a\nb\n"),
	Entry("of forms", "BT /F 10 Tf 20 100 Td (a) Tj ET /X Do", "a\nform\n"),
	Entry("though operators lack arguments", "Tj T* Td Tf TJ Q cm Do BT /F 10 Tf 20 100 Td (a) Tj ET", "a\n"),
)

var _ = Describe("reading a PDF", func() {
	It("finds every word of a document that we write, page by page", func() {
		f := open(chinese()...)
		d := papertest.Memo()
		text, err := pdf.Read(document(f, d))
		Expect(err).NotTo(HaveOccurred())
		Expect(papertest.Lost(d, text)).To(BeEmpty())

		d = paper.Document{Title: "題", Header: "案例彙編", Blocks: []paper.Block{
			paper.Heading{Level: 2, Text: paper.Plain("案例一、甲")}, paper.Paragraph{Text: paper.Plain("甲收了1,000元，又用 LINE 告訴乙。")}, paper.PageBreak{}, paper.Paragraph{Text: paper.Plain("乙說：「好。」")}}}
		text, err = pdf.Read(document(f, d))
		Expect(err).NotTo(HaveOccurred())
		pages := strings.Split(text, "\f")
		Expect(pages).To(HaveLen(2))
		Expect(strings.Split(pages[0], "\n")).To(ContainElements("案例彙編", "題", "案例一、甲", "甲收了1,000元，又用 LINE 告訴乙。"))
		Expect(strings.Split(pages[1], "\n")).To(ContainElements("案例彙編", "乙說：「好。」"))
	})

	It("finds words in a font of Latin letters", func() {
		file, err := draw(open(latin()), "Reports of 2026", "second line")
		Expect(err).NotTo(HaveOccurred())
		Expect(pdf.Read(file)).To(Equal("Reports of 2026\nsecond line\n"))
	})

	It("reads all pages of a tree", func() {
		Expect(pdf.Read(raw("", root, "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>", "<</Type/Pages/Kids[4 0 R]/Count 1/Resources<</Font<</F 7 0 R>>>>>>", "<</Type/Page/Contents[5 0 R 5 0 R]>>",
			stream("", "BT /F 10 Tf 20 100 Td (a) Tj ET\n"), "<</Type/Page/Contents 8 0 R/Resources<</Font<</F 7 0 R>>>>>>", font, deflated("BT /F 10 Tf 20 100 Td (b) Tj ET")))).To(Equal("aa\n\fb\n"))
	})

	DescribeTable("says what is wrong with", func(file func() []byte, want error) {
		_, err := pdf.Read(file())
		Expect(err).To(MatchError(want))
	},
		Entry("something else", func() []byte { return []byte("甲") }, pdf.ErrNotPDF),
		Entry("a file that breaks off", func() []byte { f := drawing("BT ET"); return f[:len(f)/2] }, pdf.ErrBroken),
		Entry("a file without pages", func() []byte { return raw("", "<</Type/Catalog>>") }, pdf.ErrBroken),
		Entry("images alone", func() []byte { return drawing("q 100 0 0 100 0 0 cm /Image Do Q") }, pdf.ErrNoText),
		Entry("a page without anything", func() []byte { return raw("", root, one, "<</Type/Page>>") }, pdf.ErrNoText),
		Entry("signs that say nothing", func() []byte { return drawing(`BT /F 10 Tf (\000\001\000\002\000\003) Tj ET`) }, pdf.ErrUnreadable),
		Entry("a locked file", func() []byte {
			key := strings.Repeat("00", 32)
			return raw("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"+key+">/U<"+key+">>>", root, one, aPage, stream("", "BT ET"), font)
		}, pdf.ErrLocked),
		Entry("a stream that unpacks into very much", func() []byte {
			return raw("", root, one, aPage, deflated(strings.Repeat(" ", 65<<20)), font)
		}, pdf.ErrTooLarge),
		Entry("forms that draw themselves", func() []byte {
			return raw("", root, one, aPage, stream("", "/X Do"), font, stream("/Subtype/Form", "BT /F 1 Tf ET "+strings.Repeat("/X Do ", 60)))
		}, pdf.ErrTooLarge),
		Entry("pages that stand in themselves", func() []byte { return raw("", root, "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>") }, pdf.ErrTooLarge),
		Entry("more objects than there can be", func() []byte { return raw("/Size 99999999999", root) }, pdf.ErrTooLarge),
		Entry("tables that go round in a circle", func() []byte {
			f := string(drawing("BT ET"))
			at := f[strings.Index(f, "startxref\n")+10 : strings.Index(f, "\n%%EOF")]
			return []byte(strings.Replace(f, "/Root 1 0 R", "/Root 1 0 R/Prev "+at, 1))
		}, pdf.ErrBroken),
	)

	It("survives any change of its bytes", func() {
		r := rand.New(rand.NewPCG(13, 14))
		file := drawing("BT /F 10 Tf 12 TL 20 100 Td [(a) -20 (b)] TJ T* (c) Tj ET /X Do")
		for range 1000 {
			b := bytes.Clone(file)
			for range 1 + r.IntN(8) {
				b[r.IntN(len(b))] = "<>[]()/0 9RT\n\\"[r.IntN(14)]
			}
			_, _ = pdf.Read(b)
		}
	})
})
