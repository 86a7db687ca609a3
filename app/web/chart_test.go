package web_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
)

// SHOUMI_GOLDEN=write writes the pictures that the specs compare with; look at them.
var writeGolden = os.Getenv("SHOUMI_GOLDEN") == "write"

var _ = Describe("a chart", func() {
	n := func(values ...int) (out []web.Amount) {
		for _, v := range values {
			out = append(out, web.People(v))
		}
		return out
	}
	missing := web.Amount{Missing: true}
	units := []string{"示範第一分局", "示範市政府警察局示範第二分局中央派出所", "示範第三分局"}
	months := []string{"115年1月", "115年2月", "115年3月", "115年4月", "115年5月"}
	shapes := map[string]struct {
		kind string
		data web.ChartData
	}{
		"bars": {"bars", web.ChartData{ID: "b", Title: "完成的人數", Note: "民國115年11月22日", Head: "單位", Unit: "人", Labels: append(units, "示範第四分局"), Series: []web.Series{{Name: "人數", Values: append(n(1280, 46, 3), missing)}}}},
		"stack": {"stack", web.ChartData{ID: "s", Title: "進度", Head: "單位", Unit: "人", Labels: units, Series: []web.Series{
			{Name: "完成", Values: n(60, 24, 12)}, {Name: "進行中", Values: n(32, 12, 2)}, {Name: "未開始", Values: n(20, 18, 9)}, {Name: "逾期", Values: n(16, 0, 5)}, {Name: "免訓", Values: n(6, 7, 8)}}}},
		"lines": {"lines", web.ChartData{ID: "l", Title: "答對的比率", Head: "月份", Unit: "%", Labels: months, Series: []web.Series{
			{Name: "第一分局", Values: []web.Amount{{N: 42}, {N: 51.5}, {N: 58}, {N: 63}, {N: 70}}},
			{Name: "第二分局", Values: []web.Amount{{N: 55}, missing, {N: 54}, {N: 61}, {Withheld: true}}}}}},
		"none": {"bars", web.ChartData{ID: "n", Title: "完成的人數", Head: "單位", Labels: units[:1], Series: []web.Series{{Name: "人數", Values: []web.Amount{missing}}}, None: web.Empty{Text: "還沒有人完成。", How: "每月1日統計。"}}},
	}

	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		shape := shapes[name]
		It("is drawn as it was looked at: "+name, func() {
			for _, lang := range []string{"zh", "en"} {
				got, err := web.DrawChart(lang, shape.kind, shape.data)
				Expect(err).NotTo(HaveOccurred())
				file := filepath.Join("testdata", "charts", name+"."+lang+".html")
				if writeGolden {
					Expect(os.WriteFile(file, []byte(got), 0o644)).To(Succeed())
				}
				want, err := os.ReadFile(file)
				Expect(err).NotTo(HaveOccurred())
				Expect(got).To(Equal(string(want)), file)
				for range 5 {
					Expect(web.DrawChart(lang, shape.kind, shape.data)).To(Equal(got))
				}
			}
		})
	}

	DescribeTable("draws the same for zero to four people, so that nobody is made out", func(kind string) {
		drawn := func(k int) string {
			GinkgoHelper()
			out, err := web.DrawChart("zh", kind, web.ChartData{ID: "x", Title: "人數", Head: "單位", Unit: "人", Labels: units, Series: []web.Series{{Name: "完成", Values: n(60, k, 12)}, {Name: "逾期", Values: n(9, 8, k)}}})
			Expect(err).NotTo(HaveOccurred())
			return out
		}
		for k := 1; k < 5; k++ {
			Expect(drawn(k)).To(Equal(drawn(0)))
		}
		Expect(drawn(5)).NotTo(Equal(drawn(0)))
		Expect(drawn(0)).To(ContainSubstring("不顯示"))
	},
		Entry("bars", "bars"), Entry("stack", "stack"), Entry("lines", "lines"),
	)

	It("gives no sum that would tell what is withheld", func() {
		sums := func(k int) []string {
			out, err := web.DrawChart("zh", "stack", web.ChartData{ID: "x", Title: "人數", Head: "單位", Unit: "人", Labels: units[:1], Series: []web.Series{{Name: "完成", Values: n(1000)}, {Name: "逾期", Values: n(k)}}})
			Expect(err).NotTo(HaveOccurred())
			return regexp.MustCompile(`class="value">[^<]*`).FindAllString(out, -1)
		}
		Expect(sums(4)).To(Equal([]string{`class="value">`}))
		Expect(sums(5)).To(Equal([]string{`class="value">1,005人`}))
	})

	It("breaks long labels where a phone ends", func() {
		long := strings.Repeat("示範市政府警察局", 6)
		out, err := web.DrawChart("zh", "bars", web.ChartData{ID: "x", Title: "人數", Head: "單位", Unit: "人", Labels: []string{long}, Series: []web.Series{{Values: n(60)}}})
		Expect(err).NotTo(HaveOccurred())
		lines := regexp.MustCompile(`class="label">([^<]*)`).FindAllStringSubmatch(out, -1)
		whole := ""
		for _, l := range lines {
			Expect(len([]rune(l[1]))).To(BeNumerically("<=", 13))
			whole += l[1]
		}
		Expect(whole).To(Equal(long))
	})

	DescribeTable("steps by 1, 2 or 5, five steps at most", func(largest float64, ticks ...string) {
		out, err := web.DrawChart("zh", "lines", web.ChartData{ID: "x", Title: "人數", Head: "月份", Labels: months[:2], Series: []web.Series{{Values: []web.Amount{{N: 0}, {N: largest}}}}})
		Expect(err).NotTo(HaveOccurred())
		var got []string
		for _, hit := range regexp.MustCompile(`text-anchor="start" class="tick">([0-9,.]+)<`).FindAllStringSubmatch(out, -1) {
			got = append(got, hit[1])
		}
		Expect(got).To(Equal(ticks))
	},
		Entry("nothing", 0.0, "0", "1"),
		Entry("three", 3.0, "0", "1", "2", "3"),
		Entry("seven", 7.0, "0", "2", "4", "6", "8"),
		Entry("a hundred", 100.0, "0", "20", "40", "60", "80", "100"),
		Entry("12,345", 12345.0, "0", "5,000", "10,000", "15,000"),
	)
})
