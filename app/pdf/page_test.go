package pdf_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	reader "github.com/ledongthuc/pdf"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/image/font/gofont/goregular"

	"shoumi/app/pdf"
)

// latin is a font file without any Chinese.
func latin() string {
	GinkgoHelper()
	file := filepath.Join(GinkgoT().TempDir(), "latin.ttf")
	Expect(os.WriteFile(file, goregular.TTF, 0o600)).To(Succeed())
	return file
}

// chinese are the fonts of the machine; with SHOUMI_REQUIRE_FONT=1 there has to be
// one.
func chinese() []string {
	GinkgoHelper()
	files := pdf.Installed()
	switch {
	case len(files) > 0:
	case os.Getenv("SHOUMI_REQUIRE_FONT") == "1":
		Fail("no font of fonts-cwtex-kai or fonts-cns11643-kai, and SHOUMI_REQUIRE_FONT=1 demands one")
	default:
		Skip("NOT TESTED WITH CHINESE: no font of fonts-cwtex-kai or fonts-cns11643-kai")
	}
	return files
}

func open(files ...string) *pdf.Fonts {
	GinkgoHelper()
	f, err := pdf.Open(files...)
	Expect(err).NotTo(HaveOccurred())
	return f
}

var made = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// draw is a page with a line of text for every one given.
func draw(f *pdf.Fonts, lines ...string) ([]byte, error) {
	p := f.NewPage("訓練證明書", made)
	p.Frame(10, 10, 190, 277, 0.5)
	p.Rule(20, 30, 170, 0.5)
	p.Fill(20, 40, 2, 2)
	for i, text := range lines {
		p.Text(20, 50+float64(i)*10, 14, text)
	}
	return p.Bytes()
}

// read is the text of a file as another program copies it.
func read(file []byte) string {
	GinkgoHelper()
	r, err := reader.NewReader(bytes.NewReader(file), int64(len(file)))
	Expect(err).NotTo(HaveOccurred())
	text, err := r.GetPlainText()
	Expect(err).NotTo(HaveOccurred())
	all, err := io.ReadAll(text)
	Expect(err).NotTo(HaveOccurred())
	return string(all)
}

var _ = Describe("a page", func() {
	It("gives its text back rune by rune", func() {
		lines := []string{"證書字號：115-K3F7Q-9XD2M", "學員姓名　王曉明，完成「年度複訓」。", "https://shoumi.example/verify/115-K3F7Q-9XD2M"}
		file, err := draw(open(chinese()...), lines...)
		Expect(err).NotTo(HaveOccurred())
		Expect(file).To(HavePrefix("%PDF-1."))
		for _, line := range lines {
			Expect(read(file)).To(ContainSubstring(line))
		}
	})

	It("embeds only what it shows", func() {
		files := chinese()
		font, err := os.Stat(files[0])
		Expect(err).NotTo(HaveOccurred())
		file, err := draw(open(files...), "守密")
		Expect(err).NotTo(HaveOccurred())
		Expect(len(file)).To(BeNumerically("<", font.Size()/50))
		Expect(string(file)).To(ContainSubstring("/FontFile2"))
	})

	It("takes every character from the first font that has it", func() {
		f := open(append([]string{latin()}, chinese()...)...)
		file, err := draw(f, "第 24 點 Shoumi 守密")
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.ReplaceAll(read(file), "\n", "")).To(Equal("第 24 點 Shoumi 守密"))
		Expect(bytes.Count(file, []byte("/FontFile2"))).To(Equal(2), "and no font that is not used")
	})

	It("is the same bytes whoever makes it", func() {
		f := open(latin())
		want, err := draw(f, "number 115", "again")
		Expect(err).NotTo(HaveOccurred())
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				defer GinkgoRecover()
				Expect(draw(f, "number 115", "again")).To(Equal(want))
			})
		}
		all.Wait()
		Expect(draw(open(latin()), "number 115", "again")).To(Equal(want))
		Expect(draw(f, "number 116", "again")).NotTo(Equal(want))
	})

	It("is not made where a character has no glyph", func() {
		_, err := draw(open(latin()), "a守b", "密守")
		Expect(err).To(MatchError(`no font has "守密"`))
		var missing *pdf.MissingError
		Expect(err).To(BeAssignableToTypeOf(missing))
	})

	It("is not made with a character beyond U+FFFF, which would be copied as another", func() {
		f := open(chinese()...)
		Expect(f.Missing("王𤧟明", "\uE000王𤧟")).To(Equal([]rune{'𤧟', '\uE000'}))
		_, err := draw(f, "王𤧟明")
		Expect(err).To(MatchError(`no font has "𤧟"`))
	})

	DescribeTable("breaks lines", func(text string, want ...string) {
		p := open(chinese()...).NewPage("", made)
		Expect(p.Lines(26, 14, text)).To(Equal(want))
	},
		Entry("none", "", ""),
		Entry("a short one", "守密守密", "守密守密"),
		Entry("after as many as fit", "守密守密守密守密", "守密守密守", "密守密"),
		Entry("not before a mark", "守密守密守，密", "守密守密", "守，密"),
		Entry("not before several marks", "守密守密「守」。」密", "守密守密", "「守」。」", "密"),
		Entry("not after an opening bracket", "守密守密（密守）", "守密守密", "（密守）"),
		Entry("not within a dash or dots", "守密守密——守密守密……", "守密守", "密——守密", "守密……"),
		Entry("with no room for a space", "守密守密密 守", "守密守密密 ", "守"),
		Entry("between Chinese and Latin", "守密守密WWW守密", "守密守密", "WWW守密"),
		Entry("within a word that has no room", "WWWWWWWWWW", "WWWWW", "WWWWW"),
		Entry("within an address, as addresses are", "https://a.example/law/132", "https://a.", "example/", "law/132"),
		Entry("where marks alone have no room", "。。。。。。。", "。。。。。", "。。"),
		Entry("at a line feed", "守\n\n密\n", "守", "", "密", ""),
		Entry("not within a number", "守密 2026-11-22 止", "守密 ", "2026-11-22 ", "止"),
	)
})

var _ = Describe("fonts", func() {
	It("are named when they cannot be read", func() {
		_, err := pdf.Open("nowhere.ttf")
		Expect(err).To(MatchError(ContainSubstring("nowhere.ttf")))
		file := filepath.Join(GinkgoT().TempDir(), "letter.ttf")
		Expect(os.WriteFile(file, []byte("OTTO, and not TrueType"), 0o600)).To(Succeed())
		_, err = pdf.Open(latin(), file)
		Expect(err).To(MatchError(file + ": not a TrueType font: Unrecognized file (font) format"))
	})
})
