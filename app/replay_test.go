package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("replaying a classification", func() {
	var dir, file string
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		file = filepath.Join(dir, "record.json")
	})
	classify := func(stdin string, args ...string) {
		GinkgoHelper()
		r := shoumi(stdin, append([]string{"classify", "--record", file}, args...)...)
		Expect(r.code).To(Equal(0), r.err)
	}
	replace := func(old, now string) {
		GinkgoHelper()
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(data)).To(ContainSubstring(old))
		Expect(os.WriteFile(file, []byte(strings.Replace(string(data), old, now, 1)), 0o644)).To(Succeed())
	}

	DescribeTable("gives the same bytes", func(stdin string, args ...string) {
		classify(stdin, args...)
		r := shoumi("", "replay", file)
		Expect(r.code).To(Equal(0), r.out)
		Expect(r.out).To(HavePrefix("逐位元組相同。規則 sha256:"))
	},
		Entry("of an incident", "act_date: 2021-05-01\nfacts: {service: police_officer, acts: [disclose], info: [raid_plan], intent: true}\n", "-"),
		Entry("of several actors, in their order", "act_date: 2021\nfacts: {info: [raid_plan]}\nactors:\n  乙: {service: police_officer}\n  甲: {intent: {value: true, source: <他自己說的>}}\n", "-"),
		Entry("on another act date", "facts: {service: police_officer}\n", "--on", "2019-02", "-"),
		Entry("judged on another day", "act_date: 2010-05-01\nfacts: {service: police_officer}\n", "--judged", "2020-01-01", "-"),
		Entry("of a case", "", leakCase),
		Entry("of a case of several actors over several months", "", "../casebook/cases/npa-misuse-1.yaml"),
	)

	It("does the same for every shipped case", func() {
		names, err := filepath.Glob("../casebook/cases/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(names).NotTo(BeEmpty())
		for _, name := range names {
			classify("", name)
			r := shoumi("", "replay", file)
			Expect(r.code).To(Equal(0), name+"\n"+r.out)
		}
	})

	It("records every finding, whatever is printed, and no similar case", func() {
		classify("", leakCase)
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(data)).To(ContainSubstring(`"not_established"`))
		Expect(string(data)).To(ContainSubstring(`"similar_cases": []`))
	})

	DescribeTable("names the first node that differs", func(old, now string, says ...string) {
		classify("incident: 一\nact_date: 2021-05-01\nfacts: {intent: true}\n", "-")
		replace(old, now)
		r := shoumi("", "replay", file)
		Expect(r.code).To(Equal(1), r.out)
		Expect(r.err).To(BeEmpty())
		for _, s := range says {
			Expect(r.out).To(ContainSubstring(s))
		}
	},
		Entry("a scalar at the top", `"act_date": "2021-05-01"`, `"act_date": "2021-05-02"`, `第一個不同：act_date`, `"2021-05-02" → "2021-05-01"`),
		Entry("a field that is gone", `"judged_on": "2026-11-22",`, `"judged_on": "2026-11-22", "more": 1,`, "第一個不同：more", "1 → （沒有）"),
		Entry("a field that is new", `"incident": "一",`, ``, "第一個不同：incident", `（沒有） → "一"`),
		Entry("another kind of value", `"actors": [`, `"actors": {}, "actors2": [`, "第一個不同：actors", "{} → ["),
	)

	It("names a node deep in a finding", func() {
		classify("act_date: 2021-05-01\nfacts: {service: police_officer, acts: [disclose], info: [raid_plan], openness: [], intent: true}\n", "-")
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		before, finding, found := strings.Cut(string(data), `"id": "criminal-code/132/1"`)
		Expect(found).To(BeTrue())
		head, conduct, found := strings.Cut(finding, `"id": "conduct"`)
		Expect(found).To(BeTrue())
		conduct = strings.Replace(conduct, `"verdict": "established"`, `"verdict": "undetermined"`, 1)
		Expect(os.WriteFile(file, []byte(before+`"id": "criminal-code/132/1"`+head+`"id": "conduct"`+conduct), 0o644)).To(Succeed())
		r := shoumi("", "replay", file)
		Expect(r.code).To(Equal(1))
		Expect(r.out).To(MatchRegexp(`^第一個不同：actors\[0\]\.findings\[\d+\]\.elements\[2\]\.verdict\n  "undetermined" → "established"\n$`))
	})

	It("says when the rules are others, and tells that from the findings", func() {
		classify("", leakCase)
		digest := strings.Repeat("0", 64)
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		at := strings.Index(string(data), `"rules_digest": "sha256:`) + len(`"rules_digest": "sha256:`)
		Expect(os.WriteFile(file, []byte(string(data[:at])+digest+string(data[at+64:])), 0o644)).To(Succeed())
		r := shoumi("", "replay", file)
		Expect(r.code).To(Equal(0), r.out)
		Expect(r.out).To(HavePrefix("規則不同：記錄時 sha256:" + digest + "，現在 sha256:"))
		Expect(r.out).To(ContainSubstring("其餘逐位元組相同"))
	})

	It("replays under the rules of a bundle", func() {
		key, rules := filepath.Join(dir, "key.pem"), filepath.Join(dir, "rules.tar")
		public := newKey(key)
		Expect(shoumi("", "bundle", "--key", key, rules, otherRules(dir)).code).To(Equal(0))
		classify("", "testdata/leak.yaml")
		r := shoumi("", "replay", file, "--rules", rules, "--trust", public)
		Expect(r.code).To(Equal(1))
		Expect(r.out).To(ContainSubstring("規則不同：記錄時"))
		Expect(r.out).To(ContainSubstring("第一個不同：actors[0].findings[0]"))
		classify("", "testdata/leak.yaml", "--rules", rules, "--trust", public)
		Expect(shoumi("", "replay", file, "--rules", rules, "--trust", public).code).To(Equal(0))
		classify("facts: {service: police_officer}\n", "-")
		r = shoumi("", "replay", file, "--rules", rules, "--trust", public)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("現在的規則讀不了"))
		Expect(r.err).To(ContainSubstring("沒有叫做「service」的事實"))
	})

	DescribeTable("refuses what is no record", func(text, says string) {
		r := shoumi(text, "replay", "-")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("<標準輸入>: "))
		Expect(r.err).To(ContainSubstring(says))
		Expect(r.err).To(ContainSubstring("classify --record"))
	},
		Entry("nothing", "", "不是分類的記錄"),
		Entry("a report alone", `{"rules_digest": "sha256:0"}`, "不是分類的記錄"),
		Entry("another format", `{"format": "x", "incident": "", "report": {}}`, "不認得記錄的格式「x」"),
		Entry("no report", `{"format": "shoumi-record/1", "incident": "facts: {}"}`, "沒有完整的 report"),
		Entry("a report without a day", `{"format": "shoumi-record/1", "incident": "", "report": {"rules_digest": "sha256:0"}}`, "沒有完整的 report"),
		Entry("two records", `{"format": "shoumi-record/1", "incident": "", "report": {}} {}`, "還有別的東西"),
	)
})
