package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const leakCase = "../casebook/cases/npa-leak-4.yaml"

var _ = Describe("the command line", func() {
	DescribeTable("exit codes", func(code int, says string, args ...string) {
		r := shoumi("", args...)
		Expect(r.code).To(Equal(code), r.err)
		Expect(r.out + r.err).To(ContainSubstring(says))
	},
		Entry("help", 0, "classify", "help"),
		Entry("a command that is not there", 2, "您是不是要用「classify」？", "clasify"),
		Entry("a flag that is not there", 2, "unknown flag", "facts", "--nope"),
		Entry("a format that is not there", 2, "--format 可以是 text、json", "facts", "--format", "xml"),
		Entry("no file", 2, "要給 1 個檔案", "classify"),
		Entry("a file that is not there", 1, "找不到這個檔案", "classify", "nowhere.yaml"),
		Entry("a rule that is not there", 2, "規則裡沒有", "rules", "criminal-code/9999"),
		Entry("a case that is not there", 2, "沒有「npa-9」這個案例", "cases", "npa-9"),
		Entry("a day that is none", 2, "--on", "classify", "--on", "2019-13-01", leakCase),
		Entry("the shipped book", 0, "沒有錯誤", "check"),
		Entry("one case file", 0, "沒有錯誤", "check", leakCase),
		Entry("a case file of an agency", 0, "沒有錯誤", "check", "testdata/agency.yaml"),
		Entry("the case files", 0, "個案例", "check", "../casebook/cases"),
		Entry("the vocabulary", 0, "position", "facts"),
		Entry("the cases", 0, "npa-leak-4", "cases"),
		Entry("what to ask", 0, "甲", "questions", leakCase),
	)

	DescribeTable("finds personal data", func(code int, says, text string) {
		r := shoumi(text, "privacy", "-")
		Expect(r.out).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
		Expect(r.err).To(BeEmpty())
	},
		Entry("with its place", 1, "<標準輸入>:2:4: 國民身分證統一編號「A123456789」　把握 99%：檢查碼相符，鄰近「身分證」", "警員甲\n身分證A123456789"),
		Entry("and traits that tell who it is", 1, "可能由「年月、判決字號」合起來認出是誰", "甲於108年2月查詢，見109年度訴字第645號判決"),
		Entry("or says there is none", 0, "沒有找到個人資料", "警員甲查詢民眾A的車籍。"),
	)

	It("classifies a case file with the law and the penalty of the act date", func() {
		var report struct {
			RulesDigest string `json:"rules_digest"`
			ActDate     string `json:"act_date"`
			JudgedOn    string `json:"judged_on"`
			Actors      []struct {
				Actor    string `json:"actor"`
				Findings []struct {
					ID       string         `json:"id"`
					Version  string         `json:"version"`
					Kind     string         `json:"kind"`
					Verdict  string         `json:"verdict"`
					Missing  []string       `json:"missing"`
					Penalty  map[string]any `json:"penalty"`
					Elements []struct {
						ID      string           `json:"id"`
						Verdict string           `json:"verdict"`
						Facts   []map[string]any `json:"facts"`
						Cites   []string         `json:"cites"`
					} `json:"elements"`
				} `json:"findings"`
				NextQuestions []map[string]any `json:"next_questions"`
				Concurrence   []any            `json:"concurrence"`
			} `json:"actors"`
			SimilarCases []map[string]any `json:"similar_cases"`
		}
		r := shoumi("", "classify", "--format", "json", leakCase)
		Expect(r.code).To(Equal(0), r.err)
		Expect(json.Unmarshal([]byte(r.out), &report)).To(Succeed())
		Expect(report.RulesDigest).To(HavePrefix("sha256:"))
		Expect(report.ActDate).To(Equal("2019-02"))
		Expect(report.JudgedOn).To(Equal("2026-11-22"), "the day in Taipei")
		Expect(report.Actors).To(HaveLen(1))
		Expect(report.Actors[0].Actor).To(Equal("甲"))
		found := false
		for _, f := range report.Actors[0].Findings {
			Expect(f.Verdict).NotTo(Equal("not_established"), f.ID)
			if f.ID != "criminal-code/132/2" {
				continue
			}
			found = true
			Expect(f.Version).To(Equal("1935-07-01"))
			Expect(f.Kind).To(Equal("criminal"))
			Expect(f.Verdict).To(Equal("established"))
			Expect(f.Missing).To(BeEmpty())
			Expect(f.Penalty).To(Equal(map[string]any{"imprisonment_months": map[string]any{"min": 2.0, "max": 12.0}, "detention": true,
				"fine_ntd": map[string]any{"max": 9000.0}, "text": "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金"}))
			Expect(f.Elements).To(HaveLen(4))
			Expect(f.Elements[0].Cites).To(Equal([]string{"criminal-code/10/2"}))
			Expect(f.Elements[0].Facts[0]).To(HaveKeyWithValue("source", ContainSubstring("警員")))
		}
		Expect(found).To(BeTrue(), "criminal-code/132/2")
		Expect(report.SimilarCases).NotTo(BeEmpty())
	})

	It("lists what is not established when all is asked for", func() {
		r := shoumi("", "classify", "--all", "--format", "json", leakCase)
		Expect(r.out).To(ContainSubstring(`"not_established"`))
	})

	It("reads an incident from the standard input, as YAML and as JSON", func() {
		for _, text := range []string{
			"incident: 一\nact_date: 2021-05-01\nfacts: {service: police_officer, acts: [disclose], info: [raid_plan], openness: [], intent: true}\n",
			`{"incident": "一", "act_date": "2021-05-01", "facts": {"service": "police_officer", "acts": ["disclose"], "info": ["raid_plan"], "openness": [], "intent": true}}`,
		} {
			r := shoumi(text, "classify", "-")
			Expect(r.code).To(Equal(0), r.err)
			Expect(r.out).To(ContainSubstring("● 成立　刑法第132條第1項"))
			Expect(r.out).To(ContainSubstring("供內部初步分類，非法律意見"))
			Expect(r.out).NotTo(ContainSubstring("\x1b"), "no colour where there is no terminal")
		}
	})

	It("says where an incident is wrong, and what was meant", func() {
		r := shoumi("facts:\n  intnt: true\n  info: [vehicl]\n", "classify", "-")
		Expect(r.code).To(Equal(1))
		Expect(r.out).To(BeEmpty())
		Expect(r.err).To(ContainSubstring("<標準輸入>:2:3: 沒有叫做「intnt」的事實"))
		Expect(r.err).To(ContainSubstring("您是不是要寫「intent」？"))
		Expect(r.err).To(ContainSubstring("<標準輸入>:3:10: 「info」沒有「vehicl」這個值"))
		Expect(r.err).To(ContainSubstring("您是不是要寫「vehicle」？"))
	})

	It("keeps an incident of one unknown key fact undetermined, and asks it first where it settles most", func() {
		r := shoumi("act_date: 2021-05-01\nfacts: {service: police_officer, acts: [hand_over], info: [raid_plan], openness: []}\n", "questions", "--format", "json", "-")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring(`"fact": "intent"`))
	})

	DescribeTable("checks a rule file within the shipped book and places the fault", func(name string) {
		data, err := os.ReadFile("../rules/statutes/criminal-code/" + name)
		Expect(err).NotTo(HaveOccurred())
		dir := filepath.Join(GinkgoT().TempDir(), "statutes", "criminal-code")
		Expect(os.MkdirAll(dir, 0o755)).To(Succeed())
		file := filepath.Join(dir, name)
		Expect(os.WriteFile(file, append(data, []byte("nonsense: 1\n")...), 0o644)).To(Succeed())
		r := shoumi("", "check", file)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("不認得的欄位「nonsense」"))
		sarif := shoumi("", "check", "--format", "sarif", file)
		Expect(sarif.code).To(Equal(1))
		Expect(sarif.out).To(ContainSubstring(`"version": "2.1.0"`))
	},
		Entry("of an article", "132.yaml"),
		Entry("of tests", "132.tests.yaml"),
	)

	It("checks the exercises that a case picks, and places what is wrong with them", func() {
		data, err := os.ReadFile("testdata/agency.yaml")
		Expect(err).NotTo(HaveOccurred())
		file := filepath.Join(GinkgoT().TempDir(), "agency-115-1.yaml")
		Expect(os.WriteFile(file, []byte(strings.Replace(string(data), "acts.use_self=true", "acts.query=true", 1)), 0o644)).To(Succeed())
		r := shoumi("", "check", file)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring(file + ":43:14: 題目「harmless-criminal-code-132-2/acts.query=true」做不出來：依現在的事實，沒有「acts.query=true」這種改法\n        - {item: harmless-criminal-code-132-2/acts.query=true}\n"))
	})

	It("says that 132 changed in words and not in effect", func() {
		r := shoumi("", "diff", "criminal-code/132", "--from", "2019-12-26", "--to", "2019-12-27")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("文字修正，效果不變"))
		Expect(r.out).NotTo(ContainSubstring("新涵蓋"))
	})

	It("names what 個資法41 newly catches and lets go, and the witnesses differ", func() {
		r := shoumi("", "diff", "pdpa/41", "--from", "2016-03-14", "--to", "2016-03-15", "--format", "json")
		Expect(r.code).To(Equal(0), r.err)
		var out struct {
			Changes []struct {
				Provision string         `json:"provision"`
				Newly     map[string]any `json:"newly_caught"`
				NoLonger  map[string]any `json:"no_longer_caught"`
			} `json:"changes"`
		}
		Expect(json.Unmarshal([]byte(r.out), &out)).To(Succeed())
		Expect(out.Changes).NotTo(BeEmpty())
		for _, c := range out.Changes {
			for on, facts := range map[string]map[string]any{"2016-03-15": c.Newly, "2016-03-14": c.NoLonger} {
				if facts == nil {
					continue
				}
				other := map[string]string{"2016-03-15": "2016-03-14", "2016-03-14": "2016-03-15"}[on]
				Expect(verdictOn(facts, on, c.Provision)).To(Equal("established"), c.Provision)
				Expect(verdictOn(facts, other, c.Provision)).To(Equal("not_established"), c.Provision)
			}
		}
	})

	It("compares two directories of rules and replays the cases", func() {
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, os.DirFS("../rules"))).To(Succeed())
		file := filepath.Join(dir, "statutes", "criminal-code", "132.yaml")
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		changed := bytes.Replace(data, []byte("when: negligence"), []byte("when: negligence and harm_likely"), 1)
		Expect(changed).NotTo(Equal(data))
		Expect(os.WriteFile(file, changed, 0o644)).To(Succeed())
		r := shoumi("", "diff", "../rules", dir)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("criminal-code/132/2"))
		Expect(r.out).To(ContainSubstring("不再涵蓋"))
		Expect(r.out).To(ContainSubstring("案例npa-leak-4　甲　刑法第132條第2項：成立 → 未定"))
	})
})

// verdictOn classifies facts on a day and gives the verdict on one provision,
// judged the same day so that later law plays no part.
func verdictOn(facts map[string]any, on, provision string) string {
	data, err := json.Marshal(map[string]any{"act_date": on, "facts": facts})
	Expect(err).NotTo(HaveOccurred())
	r := shoumi(string(data), "classify", "--all", "--judged", on, "--format", "json", "-")
	Expect(r.code).To(Equal(0), r.err)
	var report struct {
		Actors []struct {
			Findings []struct{ ID, Verdict string }
		}
	}
	Expect(json.Unmarshal([]byte(r.out), &report)).To(Succeed())
	for _, f := range report.Actors[0].Findings {
		if f.ID == provision {
			return f.Verdict
		}
	}
	return ""
}
