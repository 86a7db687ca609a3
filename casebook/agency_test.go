package casebook_test

import (
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// agencyCase is tcpd-2 as an agency would tell it, with texts (old, new, …) replaced.
func agencyCase(replace ...string) []byte {
	data, err := casebook.Files.ReadFile("cases/tcpd-2.yaml")
	Expect(err).NotTo(HaveOccurred())
	text := strings.NewReplacer("case: tcpd-2", "case: agency-115-1", "{handbook: tcpd, section: 案例二, page: 33}", "{agency: 某縣警察局, section: 115年第1號}").Replace(string(data))
	for i := 0; i < len(replace); i += 2 {
		Expect(text).To(ContainSubstring(replace[i]))
		text = strings.ReplaceAll(text, replace[i], replace[i+1])
	}
	return []byte(text)
}

// withAgency are three of the shipped cases with those of agencies, by name.
func withAgency(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for _, id := range []string{"npa-leak-4", "npa-misuse-1", "tcpd-10"} {
		c, _ := cases.Case(id)
		out["cases/"+id+".yaml"] = &fstest.MapFile{Data: c.File()}
	}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		data, err := casebook.Files.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		out[name] = &fstest.MapFile{Data: data}
	}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

var _ = Describe("A case of an agency", func() {
	It("is read, sorted and found as what it is", func() {
		c, err := casebook.Decode("my-case.yaml", agencyCase(), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Source.Zh()).To(Equal("某縣警察局"))
		Expect(c.Source.Of()).To(Equal(casebook.OfAgency))
		section, number := casebook.Section(c.ID)
		Expect(section).To(Equal("agency-115"))
		Expect(number).To(Equal(1))

		b, err := casebook.Load(withAgency(map[string][]byte{
			"cases/agency-115-10.yaml": agencyCase("agency-115-1", "agency-115-10"),
			"cases/agency-115-2.yaml":  agencyCase("agency-115-1", "agency-115-2"),
			"cases/above-9.yaml":       agencyCase("agency-115-1", "above-9"),
		}), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(idsOf(b.Cases())).To(Equal([]string{"npa-leak-4", "npa-misuse-1", "tcpd-10", "above-9", "agency-115-2", "agency-115-10"}))
		Expect(idsOf(b.Select(casebook.Filter{Source: casebook.OfAgency, Kind: casebook.Leak}))).To(Equal([]string{"above-9", "agency-115-2", "agency-115-10"}))
	})

	It("needs no section", func() {
		c, err := casebook.Decode("my-case.yaml", agencyCase(", section: 115年第1號", ""), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Source).To(Equal(casebook.Source{Agency: "某縣警察局"}))
	})

	It("is held against the law after the handbooks were printed", func() {
		c, err := casebook.Decode("my-case.yaml", agencyCase("1935-07-01..2023-10-31", "2026-03-05", "date_note: 手冊沒有寫行為日；起訴適用24年7月1日施行的刑法，手冊於112年10月印行。\n", ""), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.ActDate).To(Equal(rules.On(rules.Day(2026, 3, 5))))
	})

	DescribeTable("is refused under an id or a source that is not its own", func(want string, replace ...string) {
		_, err := casebook.Decode("a.yaml", agencyCase(replace...), book)
		Expect(err).To(MatchError(want))
	},
		Entry("an id of a handbook", "a.yaml:1:7: 代號「npa-115-1」保留給手冊的案例\n    case: npa-115-1\n          ^\n    提示：機關的案例換一個開頭，例如 agency-115-1", "agency-115-1", "npa-115-1"),
		Entry("an id of the other handbook", "a.yaml:1:7: 案例代號「tcpd-2」不是這本手冊的\n    case: tcpd-2\n          ^\n    提示：手冊的案例寫 npa-corruption-1、npa-leak-4、npa-misuse-2 或 tcpd-10 這樣的代號；不是手冊的案例，source 寫 agency: 機關名稱",
			"agency-115-1", "tcpd-2", "agency: 某縣警察局, section: 115年第1號", "handbook: npa, section: 一, page: 1"),
		Entry("no number", badID("agency-115-a"), "agency-115-1", "agency-115-a"),
		Entry("capitals", badID("Agency-1"), "agency-115-1", "Agency-1"),
		Entry("a path", badID("../agency-1"), "agency-115-1", "../agency-1"),
		Entry("too long", badID(strings.Repeat("a", 59)+"-1"), "agency-115-1", strings.Repeat("a", 59)+"-1"),
		Entry("no name", "a.yaml:3:18: 這裡要寫文字，現在是空的\n    source: {agency: \" \", section: 115年第1號}\n                     ^", "某縣警察局", `" "`),
		Entry("two sources", "a.yaml:3:47: 出處是機關，又寫了手冊\n    source: {agency: 某縣警察局, section: 一, handbook: npa}\n                     　　　　　           　            ^\n    提示：handbook 和 agency 只寫一個", "115年第1號", "一, handbook: npa"),
		Entry("a page before the first", "a.yaml:3:49: 頁次要從1算起\n    source: {agency: 某縣警察局, section: 115年第1號, page: 0}\n                     　　　　　              　　 　        ^", "第1號", "第1號, page: 0"),
	)
})

func badID(id string) string {
	return "a.yaml:1:7: 案例代號「" + id + "」不合規定\n    case: " + id + "\n          ^\n    提示：手冊的案例寫 npa-leak-4、tcpd-10 這樣的代號；機關的案例用小寫英文、數字與連字號，最後是號次，例如 agency-115-1，最長60個字"
}

var _ = Describe("A withdrawn case", func() {
	It("is found by its id and is in no list", func() {
		files := withAgency(map[string][]byte{"withdrawn/agency-115-1.yaml": agencyCase()})
		files["withdrawn/npa-leak-4.yaml"] = files["cases/npa-leak-4.yaml"]
		delete(files, "cases/npa-leak-4.yaml")
		b, err := casebook.Load(files, book)
		Expect(err).NotTo(HaveOccurred())
		Expect(idsOf(b.Withdrawn())).To(Equal([]string{"agency-115-1", "npa-leak-4"}))
		gone := func(ids []string) {
			Expect(ids).NotTo(Or(ContainElement("agency-115-1"), ContainElement("npa-leak-4")))
		}
		gone(idsOf(b.Cases()))
		gone(idsOf(b.Select(casebook.Filter{})))
		c, ok := b.Case("agency-115-1")
		Expect(ok).To(BeTrue())
		Expect(c.Withdrawn).To(BeTrue())
		in := c.Incident()
		in.Reference = "another"
		var near []string
		for _, x := range b.Similar(in, 99) {
			near = append(near, x.Case)
		}
		Expect(near).To(HaveLen(2))
		gone(near)
		for _, row := range b.Agreement(rules.Day(2026, 11, 22)) {
			gone([]string{row.Case})
		}
		for _, f := range b.Fitting(c.Risks, []string{"agency-115-1", "npa-leak-4", "tcpd-2"}) {
			gone(f.Cases)
			for _, r := range f.Risks {
				gone(r.Cases)
			}
		}
		run, err := b.Start("agency-115-1") // who began it may go on
		Expect(err).NotTo(HaveOccurred())
		_, _, err = b.Answer(run, "dinner", "later", noon)
		Expect(err).NotTo(HaveOccurred())
		own, _ := b.Case("tcpd-10")
		Expect(own.Withdrawn).To(BeFalse())
	})

	It("is not among the published ones at the same time", func() {
		files := withAgency(map[string][]byte{"withdrawn/agency-115-1.yaml": agencyCase(), "cases/agency-115-1.yaml": agencyCase()})
		_, err := casebook.Load(files, book)
		Expect(err).To(MatchError("withdrawn/agency-115-1.yaml:1:1: 案例「agency-115-1」撤回了，又還在 cases/\n    提示：兩個檔案只留一個"))
	})

	It("is checked like the others", func() {
		files := withAgency(map[string][]byte{"withdrawn/agency-115-2.yaml": agencyCase()})
		_, err := casebook.Load(files, book)
		Expect(err).To(MatchError(HavePrefix("withdrawn/agency-115-2.yaml:1:7: 檔名「agency-115-2.yaml」與代號不同\n")))
	})
})
