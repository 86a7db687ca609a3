package cue_test

import (
	"os"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook/cue"
	"shoumi/rules"
)

var _ = Describe("A lexicon", func() {
	It("with faults tells all of them with their places", func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		_, err = cue.Load(os.DirFS("testdata/faults"), book)
		Expect(err).To(HaveOccurred())
		want, readErr := os.ReadFile("testdata/faults/faults.txt")
		Expect(readErr).NotTo(HaveOccurred())
		Expect(err.Error() + "\n").To(Equal(string(want)))
	})

	It("of no file is none", func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		_, err = cue.Load(fstest.MapFS{}, book)
		Expect(err).To(MatchError("grammar.yaml:1:1: 沒有詞庫檔\n    提示：詞庫檔是 YAML，有 classes（詞類）和 cues（提示）"))
	})

	It("left without words reads as if they had never been in it", func() {
		const text = "某警察局警員甲把車籍資料告訴A。"
		Expect(lexicon.Words(text)).To(ContainElements("警員", "車籍", "告訴"))
		without := lexicon.Without([]string{"車籍"})
		Expect(without.Words(text)).NotTo(ContainElement("車籍"))
		Expect(lexicon.Read(text).Proposals).To(ContainElement(HaveField("Value", map[string]bool{"vehicle": true})))
		Expect(without.Read(text).Proposals).NotTo(ContainElement(HaveField("Value", map[string]bool{"vehicle": true})))
		Expect(without.Without([]string{"告訴"}).Words(text)).NotTo(ContainElements("車籍", "告訴"))
	})
})
