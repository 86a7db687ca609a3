package quizzes_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

var _ = Describe("the shipped bank", func() {
	It("proves every key by two evaluators and keeps the proof", func() {
		for _, it := range bank.Items() {
			Expect(it.Key.Empty()).To(BeFalse(), it.ID)
			Expect(it.Proof.Second).To(Equal(quizzes.SecondAgrees), it.ID)
			Expect(it.Proof.RulesDigest).To(Equal(book.Digest()), it.ID)
			Expect(it.Proof.Trace).NotTo(BeEmpty(), it.ID)
			Expect(it.Proof.Result).To(Equal(it.Key), it.ID)
			Expect(it.Reasons).NotTo(BeEmpty(), it.ID)
			if it.Case != "" {
				Expect(it.Proof.CaseVersion).To(MatchRegexp(`^sha256:[0-9a-f]{64}$`), it.ID)
			}
		}
	})

	It("has written items of every type", func() {
		count := map[quizzes.Type]int{}
		for _, it := range bank.Items() {
			if !it.Generated {
				count[it.Type]++
			}
		}
		for _, t := range quizzes.Types {
			Expect(count[t]).To(BeNumerically(">=", 2), string(t))
		}
	})
})

var _ = Describe("a small bank", func() {
	const table = `
  - id: %s
    type: table
    concept: confidential
    status: %s
    band: easy
    case: npa-leak-4
    stem: 逐項判斷。
    ask: {provision: criminal-code/132/2}
`
	load := func(items ...string) *quizzes.Bank {
		GinkgoHelper()
		files := bankWith("small", []byte("topic: 小\nitems:\n"+strings.Join(items, "")))
		files["wording.yaml"] = &fstest.MapFile{Data: []byte("{}\n")}
		b, err := quizzes.Load(files, book, cases)
		Expect(err).NotTo(HaveOccurred())
		return b
	}
	two := quizzes.Blueprint{Cut: 1, Sections: []quizzes.Section{{Concept: "confidential", Count: 2, Bands: []quizzes.Band{quizzes.Easy}}}}

	It("never lets a draft be drawn, but proves it", func() {
		b := load(fmt.Sprintf(table, "one", "ready"), fmt.Sprintf(table, "two", "draft"))
		it, ok := b.Item("two")
		Expect(ok).To(BeTrue())
		Expect(it.Proof.Second).To(Equal(quizzes.SecondAgrees))
		Expect(b.Usable("confidential")).NotTo(ContainElement(it))
		_, err := b.Form(two, quizzes.Seed(nil, "1"), nil)
		Expect(err).To(MatchError("「confidential」要2題，題庫有1題"))
	})

	It("lets two items of one case meet only where they are made to be contrasted", func() {
		b := load(fmt.Sprintf(table, "one", "ready"), fmt.Sprintf(table, "two", "ready"))
		_, err := b.Form(two, quizzes.Seed(nil, "1"), nil)
		Expect(err).To(MatchError("題庫湊不出這份試卷：同一個案例的題目不能同時出現"))
		pair := "    contrast: pair\n"
		b = load(fmt.Sprintf(table, "one", "ready")+pair, fmt.Sprintf(table, "two", "ready")+pair)
		f, err := b.Form(two, quizzes.Seed(nil, "1"), nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(f.Items).To(HaveLen(2))
	})
})
