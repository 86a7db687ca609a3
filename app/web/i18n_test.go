package web_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/rules"
)

// built are the keys that code and templates put together, by their beginning.
var built = []string{
	"error.", "verdict.", "kind.", "group.", "agreement.", "source.", "casekind.", "cases.by.", "cited.",
	"law.", "answer.", "date.", "task.", "home.as.", "home.door.", "path.kind.", "path.part.", "nav.", "role.",
	"people.state.", "act.", "password.why.", "password.fault.", "person.fault.", "unit.fault.", "import.did.",
	"import.why.", "sign_in.why.", "me.device.", "statistics.says.", "statistics.do.", "statistics.means.",
	"statistics.formula.", "mastery.level.", "record.step.", "record.what.", "record.sees.", "record.keeps.",
	"standing.", "mastery.", "waiver.why.", "completion.credit.", "notices.do.", "evidence.holds.",
	"remind.state.", "remind.on.", "incident.", "branch.", "second.overall.", "second.group.", "history.event.", "download.as.", "rerun.effect.", "diff.section.", "diff.kind.", "diff.field.", "incident_figures.", "sheet.", "materials.group.", "piece.kind.", "piece.state.", "piece.step.", "piece.next.", "piece.work.", "piece.event.", "piece.approved.", "piece.approver.", "piece.check.", "piece.publish_effect.", "piece.save_as.", "writing.why.", "writing.measure.", "writing.decision.", "writing.edit.", "writing.lacks.", "writing.kind.", "bring.came.", "bring.why.", "bring.did.", "bring.group.", "bench.kind.",
}

var _ = Describe("the languages", func() {
	verbs := regexp.MustCompile(`%[0-9.]*[a-z]`)
	texts := web.Texts()

	It("have the same keys with the same blanks", func() {
		zh, en := texts["zh"], texts["en"]
		Expect(slices.Sorted(maps.Keys(en))).To(Equal(slices.Sorted(maps.Keys(zh))))
		for key := range zh {
			Expect(verbs.FindAllString(en[key], -1)).To(Equal(verbs.FindAllString(zh[key], -1)), key)
			Expect(strings.TrimSpace(zh[key])).NotTo(BeEmpty(), key)
		}
	})

	It("have every key that is used, and none that is not", func() {
		used := map[string]bool{}
		calls := regexp.MustCompile(`(?:\bt|\.T|wrong|\.say\(c,)\(? ?"([a-z_.]+)"|key: "([a-z_]+)"|"(cited\.[a-z]+)"`)
		Expect(filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains([]string{".go", ".html"}, filepath.Ext(name)) {
				return err
			}
			b, err := os.ReadFile(name)
			for _, hit := range calls.FindAllStringSubmatch(string(b), -1) {
				switch {
				case hit[2] != "":
					used["error."+hit[2]+".title"], used["error."+hit[2]+".lead"] = true, true
				default:
					used[hit[1]+hit[3]] = true
				}
			}
			return err
		})).To(Succeed())
		for key := range used {
			whole := texts["zh"][key] != "" || texts["zh"]["error."+key+".title"] != ""
			beginning := strings.HasSuffix(key, ".") && slices.ContainsFunc(built, func(b string) bool { return strings.HasPrefix(key, b) })
			Expect(whole || beginning).To(BeTrue(), "missing: "+key)
		}
		var idle []string
		for key := range texts["zh"] {
			if !used[key] && !slices.ContainsFunc(built, func(b string) bool { return strings.HasPrefix(key, b) }) {
				idle = append(idle, key)
			}
		}
		Expect(idle).To(BeEmpty(), "not used")
	})

	It("name every verdict and kind there is", func() {
		for _, as := range []string{"provision", "element", "exception", "condition"} {
			for _, v := range []rules.Verdict{rules.Established, rules.NotEstablished, rules.Undetermined, rules.NotEncoded} {
				Expect(texts["zh"]).To(HaveKey("verdict." + as + "." + string(v)))
			}
		}
		for _, v := range []rules.Verdict{rules.Established, rules.NotEstablished, rules.Undetermined, rules.NotEncoded} {
			Expect(texts["zh"]["verdict.provision."+string(v)]).To(Equal(v.Zh()))
		}
		for _, k := range rules.Kinds {
			Expect(texts["zh"]["kind."+string(k)]).To(Equal(k.Zh()))
		}
	})

	It("has no simplified glyph and no mainland term in its Chinese", func() {
		for key, text := range texts["zh"] {
			Expect(text).NotTo(MatchRegexp(`[国学时实责这为应发对说见问题规则违书开关动过还进选择给条项处罚据结论证变项页错误误检]`), key)
			Expect(text).NotTo(MatchRegexp(`信息|視頻|軟件|網絡|默認|用戶|鼠標|屏幕|質量|數據|登錄|激活|鏈接`), key)
		}
	})
})
