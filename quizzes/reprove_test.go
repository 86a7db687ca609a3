package quizzes_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
	"shoumi/rules"
)

// changed is a copy of the shipped rules with some words of a file replaced.
func changed(file, old, with string) *rules.Book {
	GinkgoHelper()
	files := fstest.MapFS{}
	Expect(fs.WalkDir(rules.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(rules.Files, p)
		if p == file {
			Expect(string(data)).To(ContainSubstring(old))
			data = []byte(strings.ReplaceAll(string(data), old, with))
		}
		files[p] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	b, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return b
}

func names(moved []quizzes.Moved) []string {
	var out []string
	for _, m := range moved {
		out = append(out, m.Item)
	}
	return out
}

var _ = Describe("proving again", func() {
	var starter *quizzes.Bank // without generated items

	BeforeEach(func() {
		data, err := fs.ReadFile(quizzes.Files, "banks/starter.yaml")
		Expect(err).NotTo(HaveOccurred())
		files := bankWith("starter", data)
		files["wording.yaml"] = &fstest.MapFile{Data: []byte("{}\n")}
		starter, err = quizzes.Load(files, book, cases)
		Expect(err).NotTo(HaveOccurred())
		Expect(len(starter.Items())).To(BeNumerically("<", len(bank.Items())/2))
	})

	It("moves nothing under the same rules", func() {
		moved, err := starter.Reprove(book)
		Expect(err).NotTo(HaveOccurred())
		Expect(moved).To(BeEmpty())
	})

	It("names exactly the item that asks for a fine when the fine changes, and leaves the item as it was", func() {
		book := changed("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}")
		moved, err := starter.Reprove(book)
		Expect(err).NotTo(HaveOccurred())
		Expect(moved).To(HaveLen(1))
		Expect(moved[0].Item).To(Equal("start-negligence-number"))
		Expect(moved[0].Was.String()).To(Equal(`{"number":9000}`))
		Expect(moved[0].Now.String()).To(Equal(`{"number":12000}`))
		Expect(moved[0].Why).To(BeEmpty())
		it, _ := starter.Item("start-negligence-number")
		Expect(*it.Key.Number).To(Equal(int64(9000)))
		Expect(starter.Reprove(book, "start-negligence-number")).To(Equal(moved))
		Expect(starter.Reprove(book, "start-screen-single")).To(BeEmpty())
	})

	It("names the items that rest on a changed element and no others", func() {
		moved, err := starter.Reprove(changed("statutes/police-infosec/24.yaml", "when: not query_for_duty", "when: query_for_duty"))
		Expect(err).NotTo(HaveOccurred())
		Expect(names(moved)).To(ContainElement("start-tier-matching"))
		for _, m := range moved {
			it, _ := starter.Item(m.Item)
			Expect(slices.ContainsFunc(it.Proof.Trace, func(t quizzes.Trace) bool {
				return strings.HasPrefix(t.Provision, "police-infosec/24/")
			})).To(BeTrue(), m.Item)
		}
		Expect(names(moved)).NotTo(ContainElement("start-screen-single"))
	})

	It("says why an item cannot be proved any more", func() {
		moved, err := starter.Reprove(changed("statutes/criminal-code/132.yaml", "when: negligence", "when: negligence and intent"))
		Expect(err).NotTo(HaveOccurred())
		i := slices.IndexFunc(moved, func(m quizzes.Moved) bool { return m.Item == "start-screen-single" })
		Expect(i).To(BeNumerically(">=", 0))
		Expect(moved[i].Why).To(Equal("選項「a」是錯的，要有 nearby：在哪些事實之下它就對了"))
	})

	It("takes items out of what is drawn, and leaves the bank as it was", func() {
		const id = "start-negligence-number"
		it, _ := starter.Item(id)
		before := len(starter.Usable(it.Concept))
		less := starter.Without([]string{id})
		Expect(less.Usable(it.Concept)).To(HaveLen(before - 1))
		Expect(less.Items()).To(HaveLen(len(starter.Items())))
		out, _ := less.Item(id)
		Expect(out.Status).To(Equal(quizzes.Draft))
		Expect(out.Key).To(Equal(it.Key))
		Expect(starter.Usable(it.Concept)).To(HaveLen(before))
	})
})
