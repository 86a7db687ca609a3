package publishing_test

import (
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/publishing/publishingtest"
	"shoumi/casebook"
	"shoumi/content"
)

func caseIDs(m publishing.Made) (out []string) {
	for _, x := range m.Cases.Cases() {
		out = append(out, x.ID)
	}
	return out
}

// drawn are the cases of which items may be drawn.
func drawn(m publishing.Made) []string {
	out := map[string]bool{}
	for _, it := range m.Bank.Usable("") {
		if it.Case != "" {
			out[it.Case] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// made is an edition over the small house.
func made(e publishing.Edition, last publishing.Made) publishing.Made {
	GinkgoHelper()
	m, err := publishingtest.House().Make(e, last)
	Expect(err).NotTo(HaveOccurred())
	return m
}

var _ = Describe("an edition", func() {
	const one, four, six = "cases/npa-leak-1.yaml", "cases/npa-leak-4.yaml", "cases/npa-leak-6.yaml"
	var published publishing.Edition

	BeforeEach(func() { published = publishing.Edition{one: publishingtest.Text(casebook.Files, one)} })

	It("that is empty is what is shipped, and nothing is made for it", func() {
		m := made(publishing.Edition{}, publishing.Made{})
		Expect(m.Material).To(Equal(publishingtest.House().Material))
		Expect(m.Courses).To(BeIdenticalTo(publishingtest.House().Courses))
		Expect(m.LeftOut).To(BeEmpty())
	})

	It("adds a case, of which items are drawn", func() {
		Expect(drawn(made(publishing.Edition{}, publishing.Made{}))).To(Equal([]string{"npa-leak-4", "npa-leak-6"}))
		m := made(published, publishing.Made{})
		Expect(caseIDs(m)).To(Equal([]string{"npa-leak-1", "npa-leak-4", "npa-leak-6"}))
		Expect(drawn(m)).To(Equal([]string{"npa-leak-1", "npa-leak-4", "npa-leak-6"}))
		Expect(m.LeftOut).To(BeEmpty())
		x, _ := m.Courses.Course("tiny")
		Expect(m.Bank.Check(x.Units[2].Certify.Blueprint)).To(Succeed())
	})

	It("has the exercises that a case picks, in its words, and leaves out a case of which one cannot be made", func() {
		const items = "items:\n  甲:\n    - {item: decisive-criminal-code-132-1/acts.disclose=false, wording: 甲沒有讓其他人知道報案的內容}\nscenario:"
		published[one] = publishingtest.Text(casebook.Files, one, "scenario:", items)
		m := made(published, publishing.Made{})
		Expect(m.LeftOut).To(BeEmpty())
		var ids []string
		for _, it := range m.Bank.Items() {
			if it.Case == "npa-leak-1" {
				ids = append(ids, it.ID)
				Expect(it.Options).To(ContainElement(HaveField("Text", "甲沒有讓其他人知道報案的內容")))
			}
		}
		Expect(ids).To(Equal([]string{"gen/npa-leak-1/decisive-criminal-code-132-1/acts.disclose=false"}))

		published[one] = publishingtest.Text(casebook.Files, one, "scenario:", strings.Replace(items, "acts.disclose=false", "acts.query=true", 1))
		m = made(published, publishing.Made{})
		Expect(caseIDs(m)).To(Equal([]string{"npa-leak-4", "npa-leak-6"}))
		Expect(m.LeftOut).To(HaveLen(1))
		Expect(m.LeftOut[0].File).To(Equal(one))
		Expect(m.LeftOut[0].Why).To(MatchError(ContainSubstring("題目「decisive-criminal-code-132-1/acts.query=true」做不出來")))
	})

	It("puts a case and a lesson in the place of those that are shipped", func() {
		const lesson = "lessons/zh-TW/01-why.md"
		published[four] = publishingtest.Text(casebook.Files, four, "title: ", "title: 改寫：")
		published[lesson] = publishingtest.Text(content.Files, lesson, "title: 為什麼要守密", "title: 守密的理由")
		m := made(published, publishing.Made{})
		x, _ := m.Cases.Case("npa-leak-4")
		Expect(x.Title).To(HavePrefix("改寫："))
		l, _ := m.Lessons.Lesson("zh-TW", "01-why")
		Expect(l.Title).To(Equal("守密的理由"))
		Expect(m.LeftOut).To(BeEmpty())
	})

	It("takes a case that was withdrawn out of lists and draws", func() {
		m := made(publishing.Edition{"withdrawn/npa-leak-1.yaml": published[one], "withdrawn/npa-leak-4.yaml": publishingtest.Text(casebook.Files, four)}, publishing.Made{})
		Expect(m.LeftOut).To(BeEmpty())
		Expect(caseIDs(m)).To(Equal([]string{"npa-leak-6"}))
		Expect(drawn(m)).To(Equal([]string{"npa-leak-6"}))
		for _, id := range []string{"npa-leak-1", "npa-leak-4"} {
			x, ok := m.Cases.Case(id)
			Expect(ok).To(BeTrue(), "whoever met it finds it")
			Expect(x.Narrative).NotTo(BeEmpty())
		}
		_, err := m.Cases.Start("npa-leak-4")
		Expect(err).NotTo(HaveOccurred(), "a run of it can be finished")
		Expect(m.Courses).To(BeIdenticalTo(publishingtest.House().Courses), "although there is not enough to draw the certification from")
	})

	It("does not prove the bank again where its cases are those of the last", func() {
		first := made(published, publishing.Made{})
		published["lessons/zh-TW/02-again.md"] = publishingtest.Text(content.Files, "lessons/zh-TW/01-why.md", "id: 01-why", "id: 02-again")
		next := made(published, first)
		Expect(next.Cases).To(BeIdenticalTo(first.Cases))
		Expect(next.Lessons.Lessons("zh-TW")).To(HaveLen(2))

		published[one] = publishingtest.Text(casebook.Files, one, "鄉長A", "鄉長B")
		other := made(published, next)
		Expect(other.Cases).NotTo(BeIdenticalTo(first.Cases))
	})

	It("leaves out what this program cannot read, says why, and shows the others", func() {
		published[four] = publishingtest.Text(casebook.Files, four, "  intent:", "  purpose:", "      intent:", "      purpose:")
		published["lessons/zh-TW/02-gone.md"] = publishingtest.Text(content.Files, "lessons/zh-TW/01-why.md", "id: 01-why", "id: 02-gone", ":::case npa-leak-6", ":::case npa-leak-8")
		m := made(published, publishing.Made{})
		Expect(caseIDs(m)).To(Equal([]string{"npa-leak-1", "npa-leak-4", "npa-leak-6"}), "the shipped one stands in for it")
		x, _ := m.Cases.Case("npa-leak-4")
		Expect(x.Actors[0].Facts).To(ContainElement(HaveField("ID", "intent")))
		Expect(m.Lessons.Lessons("zh-TW")).To(HaveLen(1))
		Expect(m.LeftOut).To(HaveLen(2))
		Expect(m.LeftOut[0].File).To(Equal(four))
		Expect(m.LeftOut[0].Why).To(MatchError(HavePrefix("cases/npa-leak-4.yaml:24:7: 沒有叫做「purpose」的事實\n")))
		Expect(m.LeftOut[1].File).To(Equal("lessons/zh-TW/02-gone.md"))
		Expect(m.LeftOut[1].Why).To(MatchError(ContainSubstring("沒有「npa-leak-8」這個案例")))
	})

	It("leaves out what breaks something that is shipped", func() {
		whole := string(publishingtest.Text(casebook.Files, six))
		published[six] = []byte(whole[:strings.Index(whole, "scenario:")])
		m := made(published, publishing.Made{})
		Expect(m.LeftOut).To(HaveLen(1), "and not the case that is new")
		Expect(m.LeftOut[0].File).To(Equal(six))
		Expect(m.LeftOut[0].Why).To(MatchError(ContainSubstring("沒有「npa-leak-6/stand」這個情境節點")))
		x, _ := m.Cases.Case("npa-leak-6")
		Expect(x.Scenario).NotTo(BeNil())
		Expect(caseIDs(m)).To(ContainElement("npa-leak-1"))
	})

	It("leaves out what makes a course impossible", func() {
		house := publishingtest.House()
		words := fstest.MapFS{"courses/tiny.yaml": {Data: []byte(strings.Replace(publishingtest.Course, "- {concept: query-log, items: 2}", "", 1))}}
		for _, name := range []string{"glossary.yaml", "lessons/zh-TW/01-why.md"} {
			words[name] = &fstest.MapFile{Data: publishingtest.Text(house.Content, name)}
		}
		house.Content = words
		m, err := house.Make(published, publishing.Made{})
		Expect(err).NotTo(HaveOccurred())
		Expect(m.LeftOut).To(HaveLen(1))
		Expect(m.LeftOut[0].File).To(Equal(one))
		Expect(m.LeftOut[0].Why).To(MatchError(ContainSubstring("courses/tiny.yaml:12:7: 出不了題：用猜的及格的機率是0.00137，要低於0.001")))
	})

	It("is named by all its files", func() {
		name := published.Digest()
		Expect(publishing.Edition{one: published[one]}.Digest()).To(Equal(name))
		for _, other := range []publishing.Edition{{}, {four: published[one]}, {one: published[one][1:]}, {one: published[one], four: nil}} {
			Expect(other.Digest()).NotTo(Equal(name))
		}
	})
})
