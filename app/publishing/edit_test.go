package publishing_test

import (
	"io/fs"
	"path"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

var _ = Describe("a case that is changed", func() {
	open := func(id string) *casebook.Case {
		GinkgoHelper()
		data, err := fs.ReadFile(casebook.Files, "cases/"+id+".yaml")
		Expect(err).NotTo(HaveOccurred())
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		o, err := publishing.OpenCase(id, data, book)
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Faults).To(BeEmpty())
		return o.Case
	}
	book := func() *rules.Book {
		GinkgoHelper()
		b, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		return b
	}

	It("puts a fact where the vocabulary has it, changes it in place and takes it out again", func() {
		c := open("tcpd-4")
		was := string(c.File())
		publishing.SetFact(c, book(), "甲", casebook.Fact{ID: "info", Value: []string{"household"}, At: []string{"s2"}})
		Expect(string(c.File())).To(MatchRegexp(`(?s)acts: .*info: \{value: \[household\], at: \[s2\]\}\n.*intent: `))
		publishing.SetFact(c, book(), "甲", casebook.Fact{ID: "info", Value: []string{"vehicle"}, At: []string{"s3"}})
		Expect(string(c.File())).To(ContainSubstring("info: {value: [vehicle], at: [s3]}"))
		publishing.SetFact(c, book(), "甲", casebook.Fact{ID: "info"})
		publishing.SetFact(c, book(), "甲", casebook.Fact{ID: "never_there"})
		Expect(string(c.File())).To(Equal(was))
	})

	It("says which facts have no sentence left", func() {
		c := open("tcpd-4")
		told := strings.Split(publishing.Told(c), "\n")
		bare := publishing.Retell(c, strings.Join(told[:4], "\n"))
		Expect(bare).To(ConsistOf("actors/甲/facts/participation", "actors/甲/facts/prosecution"))
		o, err := publishing.OpenCase("tcpd-4", c.File(), book())
		Expect(err).NotTo(HaveOccurred())
		Expect(o.At("actors/甲/facts/participation")).NotTo(BeEmpty())
		Expect(o.At("actors/甲/facts/intent")).To(BeEmpty())
	})

	It("names the constraint that facts break, of the actor asked for", func() {
		c := open("tcpd-4")
		_, bad := publishing.Contradiction(c, book(), "甲")
		Expect(bad).To(BeFalse())
		publishing.SetFact(c, book(), "甲", casebook.Fact{ID: "service", Value: "none", At: []string{"s1"}})
		x, bad := publishing.Contradiction(c, book(), "")
		Expect(bad).To(BeTrue())
		Expect(book().Sentence(x)).To(ContainSubstring("機關人員必有服務機關"))
		_, bad = publishing.Contradiction(c, book(), "乙")
		Expect(bad).To(BeFalse(), "he is somebody else")
	})

	It("keeps the order of what stood in a list", func() {
		Expect(publishing.Keep([]string{"c", "a", "b"}, []string{"a", "d", "c"})).To(Equal([]string{"c", "a", "d"}))
		Expect(publishing.Keep(nil, nil)).To(Equal([]string{}))
	})

	It("counts on to the first key that is free", func() {
		Expect(publishing.FreeKey(115, map[string]bool{"agency-115-1": true, "agency-115-3": true})).To(Equal("agency-115-2"))
	})

	It("explains a difference anew, and takes the reason away, leaving the file as it was", func() {
		c := open("tcpd-4")
		was := string(c.File())
		var row casebook.Row
		for _, r := range c.Agreement(book()) {
			if r.Provision == "pdpa/41/1" {
				row = r
			}
		}
		Expect(row.Reasons()).To(ContainElement(casebook.InsufficientFacts))
		old := casebook.Difference{Provision: "pdpa/41/1", Kind: row.Kind, Why: row.Why}
		publishing.Explain(c, row, casebook.Difference{})
		Expect(string(c.File())).NotTo(ContainSubstring("pdpa/41/1\n"))
		Expect(c.Agreement(book())).To(ContainElement(And(HaveField("Provision", "pdpa/41/1"), HaveField("Result", casebook.Unexplained))))
		row.Kind = ""
		publishing.Explain(c, row, old)
		o := &c.Actors[0].Outcome[0]
		o.Differences[0], o.Differences[1] = o.Differences[1], o.Differences[0] // it came back behind the other
		Expect(string(c.File())).To(Equal(was))
	})

	It("is read by the lexicon sentence by sentence, and takes what was proposed with its sentences", func() {
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		c := publishing.NewCase("agency-115-1", "查詢", "某局", "某日天氣很好。\n警員甲未經授權查詢民眾B的車籍資料。")
		publishing.SetPeople(c, []publishing.Person{{Name: "甲", Role: "警員"}})
		found := 0
		for _, p := range publishing.Propose(c, lexicon, "甲") {
			Expect(p.At).To(Equal([]string{"s2"}), p.Key)
			Expect(p.Taken).To(BeFalse())
			if p.Fact == "acts" {
				found++
				publishing.Take(c, book(), "甲", p)
			}
		}
		Expect(found).To(BeNumerically(">", 0))
		Expect(publishing.FactsOf(c, "甲")).To(ConsistOf(HaveField("At", []string{"s2"})))
		for _, p := range publishing.Propose(c, lexicon, "甲") {
			Expect(p.Taken).To(Equal(p.Fact == "acts"), p.Key)
		}
	})

	It("opens whole again, every shipped case", func() {
		names, err := fs.Glob(casebook.Files, "cases/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		for _, name := range names {
			c := open(strings.TrimSuffix(path.Base(name), ".yaml"))
			text := publishing.Told(c)
			publishing.Retell(c, text)
			data, err := fs.ReadFile(casebook.Files, name)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(c.File())).To(Equal(string(data)), name)
			for _, a := range c.Actors {
				Expect(c.Stale(c.Agreement(book()), a.Name)).To(BeEmpty(), name)
				for _, o := range a.Outcome {
					for _, s := range o.Sentences {
						again, err := publishing.ReadSentence(s.Text())
						Expect(err).NotTo(HaveOccurred(), s.Text())
						Expect(again).To(Equal(s))
					}
				}
			}
		}
	})
})

var _ = DescribeTable("a sentence of a court is read", func(text string, want penalty.Sentence) {
	got, err := publishing.ReadSentence(text)
	if want == (penalty.Sentence{}) && text != "免刑" {
		Expect(err).To(MatchError(publishing.ErrSentence))
		return
	}
	Expect(err).NotTo(HaveOccurred())
	Expect(got).To(Equal(want))
},
	Entry("in years and months", "有期徒刑1年2月", penalty.Sentence{Imprisonment: penalty.Months(14)}),
	Entry("without its name", "６個月", penalty.Sentence{Imprisonment: penalty.Months(6)}),
	Entry("in days", "拘役 20 日", penalty.Sentence{Detention: 20}),
	Entry("in money", "罰金新臺幣9,000元", penalty.Sentence{Fine: 9000}),
	Entry("in both", "有期徒刑6月，併科罰金3萬元", penalty.Sentence{Imprisonment: penalty.Months(6), Fine: 30000}),
	Entry("as none", "免刑", penalty.Sentence{}),
	Entry("empty", " ", penalty.Sentence{}),
	Entry("as nothing", "有期徒刑0月", penalty.Sentence{}),
	Entry("twice", "有期徒刑6月、有期徒刑7月", penalty.Sentence{}),
	Entry("as words", "關一年", penalty.Sentence{}),
	Entry("as a fine of words", "罰金很多", penalty.Sentence{}),
	Entry("for life, which no case file can state", "無期徒刑", penalty.Sentence{}),
)
