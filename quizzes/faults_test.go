package quizzes_test

import (
	"io/fs"
	"os"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

// bankWith is the shipped lists with one bank of its own.
func bankWith(name string, data []byte) fstest.MapFS {
	GinkgoHelper()
	out := fstest.MapFS{}
	for _, list := range []string{"concepts.yaml", "misconceptions.yaml", "wording.yaml"} {
		text, err := fs.ReadFile(quizzes.Files, list)
		Expect(err).NotTo(HaveOccurred())
		out[list] = &fstest.MapFile{Data: text}
	}
	out["banks/"+name+".yaml"] = &fstest.MapFile{Data: data}
	return out
}

// golden compares with the text in testdata; SHOUMI_UPDATE=1 go test ./quizzes
// writes it anew.
func golden(name, got string) {
	GinkgoHelper()
	file := "testdata/broken/" + name + ".txt"
	got += "\n"
	if os.Getenv("SHOUMI_UPDATE") != "" {
		Expect(os.WriteFile(file, []byte(got), 0o644)).To(Succeed())
	}
	want, err := os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred())
	Expect(got).To(Equal(string(want)))
}

var _ = Describe("a broken bank tells all its faults with their places", func() {
	for _, name := range []string{"shape", "proof"} {
		It(name, func() {
			data, err := os.ReadFile("testdata/broken/" + name + ".yaml")
			Expect(err).NotTo(HaveOccurred())
			_, err = quizzes.Load(bankWith(name, data), book, cases)
			Expect(err).To(HaveOccurred())
			golden(name, err.Error())
		})
	}

	It("in the lists beside the banks", func() {
		files := bankWith("none", []byte("topic: 空\nitems: []\n"))
		files["concepts.yaml"] = &fstest.MapFile{Data: []byte("- {id: One, zh: 一, en: One, provisions: [criminal-code/132/1#nothing, nowhere]}\n- {id: two, zh: 二, provisions: []}\n- {id: two, zh: 二, en: Two, provisions: [procurement]}\n")}
		files["misconceptions.yaml"] = &fstest.MapFile{Data: []byte("- {id: not-snake, zh: 一, en: One}\n- {id: twice, zh: 一, en: One}\n- {id: twice, zh: 一, en: One}\n")}
		files["wording.yaml"] = &fstest.MapFile{Data: []byte("intnt: {misconception: twice}\nacts.say: {misconception: twice}\nintent.x: {misconception: twice}\nbenefit_amount: {misconception: twice}\n" +
			"intent: {misconception: nope, concept: three, \"true\": 有意。, maybe: 也許}\n")}
		_, err := quizzes.Load(files, book, cases)
		Expect(err).To(HaveOccurred())
		golden("lists", err.Error())
	})

	It("when a list is not there", func() {
		_, err := quizzes.Load(fstest.MapFS{}, book, cases)
		Expect(err).To(MatchError(ContainSubstring("concepts.yaml:1:1: 讀不到題庫檔：open concepts.yaml: file does not exist\n    提示：題庫要有 concepts.yaml、misconceptions.yaml、wording.yaml 與 banks/*.yaml")))
		Expect(err).To(MatchError(ContainSubstring("wording.yaml:1:1: ")))
	})
})
