package web_test

import (
	"context"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

// changeLaw lets the agency go on under a rule set in which 刑法 132 II wants one fact
// more, that nobody has asked about.
func (a *agency) changeLaw() {
	GinkgoHelper()
	a.amends("when: negligence\n", "when: negligence and rights_deprived\n")
}

// amends lets the agency go on under a rule set in which 刑法 132 says something else.
func (a *agency) amends(old, with string) {
	GinkgoHelper()
	files := fstest.MapFS{}
	Expect(fs.WalkDir(rules.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(rules.Files, p)
		if p == "statutes/criminal-code/132.yaml" {
			data = []byte(strings.ReplaceAll(string(data), old, with))
		}
		files[p] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	var err error
	a.Book, err = rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	a.Incidents = incident.New(a.db, incident.Material{Book: a.Book, Files: files, Cases: a.Cases}, a.now)
	Expect(a.Incidents.KeepRules(context.Background())).To(Succeed())
}

var _ = Describe("a change of law", func() {
	It("is looked at for all records at once, and taken on one by one or together", func() {
		a := newChambers()
		moved := a.incident("counsel", "115-保-001", careless())
		a.incident("counsel", "115-保-002", rules.Values{"intent": true})
		a.incident("counsel", "115-保-003", rules.Values{"intent": true})
		other := a.incident("colleague", "115-保-004", careless())
		v := a.signIn("counsel")
		Expect(v.open("/incidents").body).NotTo(ContainSubstring("依舊法規"))
		Expect(v.open("/incidents/law").body).To(ContainSubstring("<h1>沒有依舊法規的紀錄</h1>"))
		a.changeLaw()

		Expect(v.open("/incidents").body).To(ContainSubstring("3 筆紀錄是依舊法規"))
		Expect(v.open("/incidents/law").body).To(ContainSubstring("重新試算 3 筆"))
		Expect(v.send("/incidents/law", "purpose", "查").status).To(Equal(422))
		begun := v.send("/incidents/law", "purpose", "法規更新後核對結果", "user", "counsel")
		Expect(begun.status).To(Equal(303), begun.body)
		report := v.waits(begun.location)
		Expect(report.status).To(Equal(200))
		Expect(report.body).To(And(ContainSubstring("<h1>1 筆紀錄有事項變成未定或矛盾</h1>"), ContainSubstring("甲：刑法第132條第2項 成立→未定"), ContainSubstring("把沒有變的 2 筆改用現行法規")))
		Expect(report.body).NotTo(ContainSubstring("115-保-004"))
		shown := v.open(begun.location + "?show=undetermined").body
		Expect(shown).To(ContainSubstring("115-保-001"))
		Expect(shown).NotTo(ContainSubstring("115-保-002"))
		csv := v.send(begun.location, "as", "csv")
		Expect(csv.body).To(And(ContainSubstring("115-保-001,草稿,變成未定"), ContainSubstring("115-保-003,草稿,沒有變,—")))

		By("what was said when it was begun holding for the records that are opened from it")
		run := begun.location[strings.LastIndex(begun.location, "/")+1:]
		Expect(v.open(moved + "/law").location).To(HavePrefix("/purpose?"))
		diff := v.open(moved + "/law?run=" + run)
		Expect(diff.status).To(Equal(200))
		Expect(diff.body).To(And(ContainSubstring("依現行法規有 1 項結果不同"), ContainSubstring("造成不同的要件"), ContainSubstring("因過失"), ContainSubstring("現行規則不再成立")))
		Expect(a.purposes("事件紀錄 115-保-001")).To(ContainElement("法規更新後核對結果"))

		By("a record being taken on alone")
		sent := v.send(moved+"/law", "version", versionIn(diff.body), "run", run)
		Expect(sent.status).To(Equal(303), sent.body)
		Expect(sent.location).To(Equal(begun.location))
		Expect(v.send(moved+"/law", "version", versionIn(diff.body), "run", run).location).To(Equal(begun.location), "sent twice")
		Expect(v.open(begun.location).body).To(ContainSubstring("已改用現行法規"))
		Expect(v.open("/incidents").body).To(ContainSubstring("2 筆紀錄是依舊法規"))

		By("the unchanged ones together")
		Expect(v.open(begun.location + "/take").body).To(ContainSubstring("把結果沒有變的 2 筆紀錄改用現行法規？"))
		Expect(v.send(begun.location + "/take").status).To(Equal(303))
		Expect(v.waits(begun.location).body).To(ContainSubstring("已把 2 筆改用現行法規，0 筆維持原樣"))
		Expect(v.open("/incidents").body).NotTo(ContainSubstring("依舊法規"))

		By("nobody else's")
		colleague := a.signIn("colleague")
		for _, at := range []string{begun.location, begun.location + "/take", moved + "/law?run=" + run} {
			Expect(colleague.open(at).status).To(Equal(404), at)
			Expect(colleague.send(at).status).To(Equal(404), at)
		}
		Expect(v.open(other + "/law?run=" + run).status).To(Equal(404))
		Expect(v.open("/incidents/law/none").status).To(Equal(404))
	})
})

// purposes are what for things were done that the log names by a condition.
func (a *agency) purposes(condition string) (out []string) {
	GinkgoHelper()
	for _, e := range a.log() {
		if e.Condition == condition {
			out = append(out, e.Purpose)
		}
	}
	return out
}

// waits opens a page until it is not one that waits any more.
func (v *visitor) waits(at string) (got answer) {
	GinkgoHelper()
	Eventually(func() string { got = v.open(at); return got.body }).WithTimeout(time.Minute).ShouldNot(ContainSubstring("data-again"))
	return got
}
