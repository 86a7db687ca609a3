package casebook_test

import (
	"maps"
	"os"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

// faultsOf is what Decode says of testdata/name.yaml.
func faultsOf(name string) string {
	data, err := os.ReadFile("testdata/" + name + ".yaml")
	Expect(err).NotTo(HaveOccurred())
	c, err := casebook.Decode(name+".yaml", data, book)
	Expect(c).To(BeNil())
	Expect(err).To(HaveOccurred())
	return err.Error() + "\n"
}

var _ = DescribeTable("A broken case file tells all its faults with their places", func(name string) {
	want, err := os.ReadFile("testdata/" + name + ".txt")
	Expect(err).NotTo(HaveOccurred())
	Expect(faultsOf(name)).To(Equal(string(want)))
},
	Entry("keys, values and sentence ids", "shape"),
	Entry("the official outcome", "outcome"),
	Entry("facts that cannot both be so", "contradiction"),
	Entry("differences from the outcome without a reason", "unexplained"),
	Entry("reasons for differences that are none", "stale"),
	Entry("a scenario", "scenario"),
)

var _ = Describe("Load", func() {
	shipped := func() fstest.MapFS {
		out := fstest.MapFS{}
		names := []string{"risks.yaml", "measures.yaml"}
		for _, c := range cases.Cases() {
			names = append(names, "cases/"+c.ID+".yaml")
		}
		for _, name := range names {
			data, err := casebook.Files.ReadFile(name)
			Expect(err).NotTo(HaveOccurred())
			out[name] = &fstest.MapFile{Data: data}
		}
		return out
	}

	It("refuses a directory without cases", func() {
		_, err := casebook.Load(fstest.MapFS{}, book)
		Expect(err).To(MatchError("cases:1:1: 沒有案例檔\n    提示：案例檔放在 cases/，檔名是「代號.yaml」\n" +
			"measures.yaml:1:1: 讀不到檔案\n    提示：風險因子寫在 risks.yaml，防制措施寫在 measures.yaml，和 cases/ 放在一起\n" +
			"risks.yaml:1:1: 讀不到檔案\n    提示：風險因子寫在 risks.yaml，防制措施寫在 measures.yaml，和 cases/ 放在一起"))
	})

	It("refuses a file whose name is not the id", func() {
		files := shipped()
		files["cases/npa-leak-9.yaml"] = files["cases/npa-leak-4.yaml"]
		_, err := casebook.Load(files, book)
		Expect(err).To(MatchError(HavePrefix("cases/npa-leak-9.yaml:1:7: 檔名「npa-leak-9.yaml」與代號不同\n")))
	})

	It("tells the faults of every file at once", func() {
		files := shipped()
		files["cases/npa-leak-4.yaml"] = &fstest.MapFile{Data: []byte("case: npa-leak-4\n")}
		files["cases/tcpd-9.yaml"] = &fstest.MapFile{Data: []byte("case: tcpd-9\n")}
		_, err := casebook.Load(files, book)
		Expect(err).To(MatchError(And(ContainSubstring("cases/npa-leak-4.yaml:1:1: 缺少必要欄位「title」"), ContainSubstring("cases/tcpd-9.yaml:1:1: 缺少必要欄位「title」"))))
	})

	It("changes no rule, whichever case is there", func() {
		digest := book.Digest()
		all := shipped()
		for _, c := range cases.Cases() { // each alone: all without one would be read 23 times over
			files := maps.Clone(all)
			for name := range all {
				if strings.HasPrefix(name, "cases/") && name != "cases/"+c.ID+".yaml" {
					delete(files, name)
				}
			}
			alone, err := casebook.Load(files, book)
			Expect(err).NotTo(HaveOccurred())
			Expect(alone.Cases()).To(HaveLen(1))
			Expect(book.Digest()).To(Equal(digest))
		}
	})
})

var _ = DescribeTable("IsCase tells a case from an incident", func(text string, want bool) {
	Expect(casebook.IsCase([]byte(text))).To(Equal(want))
},
	Entry("a case", "case: npa-leak-4\ntitle: 題", true),
	Entry("a case as JSON", `{"case": "npa-leak-4"}`, true),
	Entry("an incident", "incident: 事件\nfacts: {}", false),
	Entry("a fact named so deeper down", "facts:\n  case: 1", false),
	Entry("no YAML at all", "{", false),
	Entry("nothing", "", false),
)
