package reading_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/pdf"
	"shoumi/app/reading"
)

func odt() string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(office.ODT(&b, paper.Document{Title: "題", Blocks: []paper.Block{paper.Paragraph{Text: paper.Plain("甲說。")}}})).To(Succeed())
	return b.String()
}

func archive(name string) string {
	GinkgoHelper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create(name)
	Expect(err).NotTo(HaveOccurred())
	Expect(z.Close()).To(Succeed())
	return b.String()
}

// blankPage is a PDF file of a page on which nothing is drawn.
func blankPage() string {
	objects := "%PDF-1.4\n1 0 obj\n<</Pages<</Kids[<</Contents 2 0 R>>]>>>>\nendobj\n2 0 obj\n<</Length 1>>\nstream\n \nendstream\nendobj\n"
	return fmt.Sprintf("%sxref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \ntrailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n",
		objects, strings.Index(objects, "1 0 obj"), strings.Index(objects, "2 0 obj"), len(objects))
}

var _ = DescribeTable("a file is read as what it is", func(name string, data func() string, text string, format reading.Format) {
	got, as, err := reading.File(name, []byte(data()))
	Expect(err).NotTo(HaveOccurred())
	Expect([]any{got, as}).To(Equal([]any{text, format}))
	Expect(format.Zh()).NotTo(BeEmpty())
},
	Entry("text", "甲.txt", func() string { return "甲。\r\n乙\t\f" }, "甲。\r\n乙\t\f", reading.UTF8),
	Entry("text with a mark", "甲.txt", func() string { return "\xef\xbb\xbf甲。" }, "甲。", reading.UTF8),
	Entry("UTF-16 of either order", "甲", func() string { return "\xff\xfe\x32\x75\x02\x30" }, "甲。", reading.UTF16),
	Entry("the other one", "甲", func() string { return "\xfe\xff\x75\x32\x30\x02" }, "甲。", reading.UTF16),
	Entry("Big5", "甲.txt", func() string { return "\xa5\xd2\xc4\xb5\xad\xfb\xa1C1,000\xa4\xb8" }, "甲警員。1,000元", reading.Big5),
	Entry("Markdown", "甲.MD", func() string { return "# 題\n甲。" }, "# 題\n甲。", reading.Markdown),
	Entry("an OpenDocument text, whatever it is called", "甲.txt", odt, "# 題\n甲說。\n", reading.ODT),
)

var _ = DescribeTable("a file that cannot be read says why", func(data func() string, want error) {
	text, format, err := reading.File("甲.txt", []byte(data()))
	Expect(err).To(MatchError(want))
	Expect(text + string(format)).To(BeEmpty())
},
	Entry("nothing", func() string { return "" }, reading.ErrEmpty),
	Entry("blanks", func() string { return "\xef\xbb\xbf \n　\n" }, reading.ErrEmpty),
	Entry("too much", func() string { return strings.Repeat("a", reading.Limit+1) }, reading.ErrTooLarge),
	Entry("half a character of UTF-16", func() string { return "\xff\xfe\x32" }, reading.ErrEncoding),
	Entry("a mark that lies", func() string { return "\xef\xbb\xbf\xa5\xd2" }, reading.ErrEncoding),
	Entry("bytes of no encoding", func() string { return "\xff\xff\x80" }, reading.ErrEncoding),
	Entry("an image", func() string { return "\x01\x02GIF" }, reading.ErrKind),
	Entry("Word", func() string { return archive("word/document.xml") }, reading.ErrWord),
	Entry("an older Word", func() string { return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 " }, reading.ErrWord),
	Entry("another archive", func() string { return archive("甲.txt") }, office.ErrNotODT),
	Entry("a PDF without text", blankPage, pdf.ErrNoText),
)

var _ = It("any bytes are read or refused", func() {
	r := rand.New(rand.NewPCG(15, 16))
	starts := []string{"", "%PDF-1.4\n", "PK\x03\x04", "\xff\xfe", "\xef\xbb\xbf", "\xa5\xd2"}
	for range 3000 {
		b := []byte(starts[r.IntN(len(starts))])
		for range r.IntN(40) {
			b = append(b, byte(r.IntN(256)))
		}
		text, format, err := reading.File("甲", b)
		Expect(err == nil).To(Equal(text != ""), "%q", b)
		Expect(err == nil).To(Equal(format != ""), "%q", b)
	}
})
