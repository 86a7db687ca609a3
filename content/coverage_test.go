package content_test

import (
	"os"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

func places() content.Places {
	is := func(want string) func(string) bool { return func(id string) bool { return id == want } }
	return content.Places{Rule: is("criminal-code/132"), Case: is("npa-leak-4"), Lesson: is("03-art132"), Risk: is("opportunity"), Measure: is("rotation")}
}

func table(lines ...string) fstest.MapFS {
	return fstest.MapFS{"handbooks.yaml": {Data: []byte(strings.Join(lines, "\n") + "\n")}}
}

var _ = Describe("the table of the handbooks", func() {
	It("is read in its order", func() {
		got, err := content.ReadCoverage(table(
			`- {id: npa-law-132, handbook: npa, page: 1, kind: law, title: 洩密, at: [rule:criminal-code/132, lesson:03-art132]}`,
			`- {id: tcpd-risk-1, handbook: tcpd, page: 31, kind: risk, title: 久任, at: [risk:opportunity, case:npa-leak-4]}`,
		), places())
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(content.Coverage{
			{ID: "npa-law-132", Handbook: "npa", Page: 1, Kind: "law", Title: "洩密", At: []content.Ref{{Kind: "rule", ID: "criminal-code/132"}, {Kind: "lesson", ID: "03-art132"}}},
			{ID: "tcpd-risk-1", Handbook: "tcpd", Page: 31, Kind: "risk", Title: "久任", At: []content.Ref{{Kind: "risk", ID: "opportunity"}, {Kind: "case", ID: "npa-leak-4"}}},
		}))
		Expect(got[1].Zh()).To(Equal("風險"))
		Expect(got[1].At[0].String()).To(Equal("risk:opportunity"))
	})

	It("has to be there", func() {
		_, err := content.ReadCoverage(fstest.MapFS{}, places())
		Expect(err).To(MatchError("handbooks.yaml:1:1: 讀不到手冊對照表：open handbooks.yaml: file does not exist"))
	})

	It("tells all that is wrong with it", func() {
		data, err := os.ReadFile("testdata/handbooks.yaml")
		Expect(err).NotTo(HaveOccurred())
		_, err = content.ReadCoverage(fstest.MapFS{"handbooks.yaml": {Data: data}}, places())
		Expect(err).To(HaveOccurred())
		golden("testdata/handbooks.txt", err)
	})

	DescribeTable("knows what its lessons do not cite", func(want []string, at ...string) {
		lib, err := content.Load(one("lessons/zh-TW/03-art132.md", head+"見[[criminal-code/132/1]]"+strings.Replace(rest, "criminal-code/132\n", "criminal-code/132/1\n", 1)+strings.Repeat("字", 1200)), small())
		Expect(err).NotTo(HaveOccurred())
		e := content.Entry{}
		for _, s := range at {
			kind, id, _ := strings.Cut(s, ":")
			e.At = append(e.At, content.Ref{Kind: kind, ID: id})
		}
		var got []string
		for _, r := range e.NotCited(lib) {
			got = append(got, r.String())
		}
		Expect(got).To(Equal(want))
	},
		Entry("the paragraph it cites", nil, "rule:criminal-code/132/1", "lesson:03-art132"),
		Entry("the article of it", nil, "rule:criminal-code/132", "lesson:03-art132"),
		Entry("a clause of it", nil, "rule:criminal-code/132/1/1", "lesson:03-art132"),
		Entry("another paragraph", []string{"rule:criminal-code/132/2"}, "rule:criminal-code/132/2", "lesson:03-art132"),
		Entry("a number that begins the same", []string{"rule:criminal-code/13"}, "rule:criminal-code/13", "lesson:03-art132"),
		Entry("the case it shows, and one it does not", []string{"case:npa-leak-5"}, "case:npa-leak-4", "case:npa-leak-5", "lesson:03-art132"),
		Entry("no lesson", nil, "rule:criminal-code/13"),
		Entry("a lesson to come", nil, "rule:criminal-code/13", "lesson:04-intent"),
	)

	It("holds everything of both handbooks", func() {
		all := func(string) bool { return true }
		got, err := content.ReadCoverage(content.Files, content.Places{Rule: all, Case: all, Lesson: all, Risk: all, Measure: all})
		Expect(err).NotTo(HaveOccurred())
		count := map[string]int{}
		for _, e := range got {
			count[e.Handbook+" "+e.Kind]++
		}
		// 12 and 11 cases, 7 and 11 paragraphs on risk, 9 and 22 measures, the 10
		// points on generative AI and the 67 of five regulations, seven judgments
		// in appendix 1 with three that explain 132, three that TCPD drew on.
		for kind, n := range map[string]int{"npa case": 12, "tcpd case": 11, "npa risk": 7, "tcpd risk": 11, "npa measure": 9, "tcpd measure": 22,
			"npa point": 10, "tcpd point": 67, "npa judgment": 10, "tcpd judgment": 3} {
			Expect(count).To(HaveKeyWithValue(kind, n))
		}
	})
})
