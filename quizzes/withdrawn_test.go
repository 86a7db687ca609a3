package quizzes_test

import (
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/quizzes"
)

var _ = It("Items of a withdrawn case can be found and are never drawn, and the others stay", func() {
	files := fstest.MapFS{}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		data, err := casebook.Files.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		files[name] = &fstest.MapFile{Data: data}
	}
	for _, c := range cases.Cases() {
		dir := "cases/"
		if c.ID == "npa-leak-4" {
			dir = "withdrawn/"
		}
		files[dir+c.ID+".yaml"] = &fstest.MapFile{Data: c.File()}
	}
	without, err := casebook.Load(files, book)
	Expect(err).NotTo(HaveOccurred())
	shelved, err := quizzes.Load(quizzes.Files, book, without)
	Expect(err).NotTo(HaveOccurred())
	written, made := 0, 0
	for _, it := range bank.Items() {
		now, ok := shelved.Item(it.ID)
		Expect(ok).To(BeTrue(), it.ID)
		if it.Case != "npa-leak-4" {
			Expect(now.Status).To(Equal(it.Status), it.ID)
			continue
		}
		Expect(now.Status).To(Equal(quizzes.Draft), it.ID)
		if it.Generated {
			made++
		} else {
			written++
		}
	}
	Expect(written).To(BeNumerically(">", 0))
	Expect(made).To(BeNumerically(">", 0))
	Expect(shelved.Items()).To(HaveLen(len(bank.Items())))
})
