package incident_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store/storetest"
)

// shown are the passages of hits, what was found in brackets.
func shown(hits []incident.Hit) (out []string) {
	for _, h := range hits {
		line := h.Reference
		for _, p := range h.Found {
			line += " " + p.Field + ":"
			for _, x := range p.Pieces {
				if x.Found {
					line += "[" + x.Text + "]"
				} else {
					line += x.Text
				}
			}
		}
		out = append(out, line)
	}
	return out
}

var _ = Describe("searching records", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		tell := func(author, reference, narrative string) incident.Record {
			GinkgoHelper()
			r := w.begin(author, reference, nil)
			r, err := w.Change(ctx, author, r.ID, r.Version, incident.Retold, func(r *incident.Record) error { r.Content.Narrative = narrative; return nil })
			Expect(err).NotTo(HaveOccurred())
			return r
		}
		find := func(by, query string) []string {
			GinkgoHelper()
			hits, all, err := w.Search(ctx, by, query)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(Equal(len(hits)))
			return shown(hits)
		}
		BeforeEach(func() { w = newWorld(fresh()) })

		It("finds Chinese, letters and digits however they were written, and shows them as they stand", func() {
			tell("chen", "甲-1", "員警甲以ＬＩＮＥ傳送臺中市民眾A的車籍資料。")
			tell("chen", "甲-2", "員警乙將Line群組截圖交給記者。")
			tell("chen", "甲-3", "巡邏勤務表放在櫃檯，共12頁。")
			for query, want := range map[string][]string{
				"車籍資料":    {"甲-1 narrative:員警甲以ＬＩＮＥ傳送臺中市民眾A的[車籍資料]。"},
				"台中":      {"甲-1 narrative:員警甲以ＬＩＮＥ傳送[臺中]市民眾A的車籍資料。"},
				"記":       {"甲-2 narrative:員警乙將Line群組截圖交給[記]者。"},
				"１２":      {"甲-3 narrative:巡邏勤務表放在櫃檯，共[12]頁。"},
				"line 車籍": {"甲-1 narrative:員警甲以[ＬＩＮＥ]傳送臺中市民眾A的[車籍]資料。"},
				"line，車籍": {"甲-1 narrative:員警甲以[ＬＩＮＥ]傳送臺中市民眾A的[車籍]資料。"},
				"甲-3":     {"甲-3 reference:[甲-3]"},
				"車籍 記者":   nil, "通緝": nil, "": nil, "　。": nil, "%": nil, "line 記者 車": nil,
			} {
				Expect(find("chen", query)).To(Equal(want), query)
			}
			Expect(find("chen", "ＬＩＮＥ")).To(ConsistOf(HavePrefix("甲-1"), HavePrefix("甲-2")))
			Expect(find("chen", "研判")).To(HaveLen(3), "the purpose of all")
		})

		It("puts first where a word stands as a whole, then what is rarer, and takes half of a long one", func() {
			tell("chen", "甲-1", "洩漏的是民眾個資以外的東西，個資沒有外流。")
			tell("chen", "甲-2", "甲洩漏民眾個資。")
			tell("chen", "甲-3", "甲查詢民眾。")
			for i := range 5 {
				tell("chen", fmt.Sprint("乙-", i), "洩漏秘密。")
			}
			got := find("chen", "洩漏民眾個資")
			Expect(got).To(HaveLen(2))
			Expect(got[0]).To(Equal("甲-2 narrative:甲[洩漏民眾個資]。"))
			Expect(got[1]).To(Equal("甲-1 narrative:[洩漏]的是[民眾個資]以外的東西，[個資]沒有外流。"))
			Expect(find("chen", "民眾")[0]).To(HavePrefix("甲-"))
		})

		It("shows the place in a long text where the most is found", func() {
			tell("chen", "甲-1", strings.Repeat("前情提要。", 60)+"照片外洩。"+strings.Repeat("經過說明。", 60)+"監視器照片外洩給媒體。"+strings.Repeat("後續處理。", 60))
			got := find("chen", "監視器照片")
			Expect(got).To(HaveLen(1))
			Expect(got[0]).To(MatchRegexp(`^甲-1 narrative:….{10,}\[監視器照片\]外洩給媒體.{40,}…$`))
			Expect(len([]rune(got[0]))).To(BeNumerically("<", 130))
		})

		It("looks only where one may look", func() {
			r := tell("lin", "乙-1", "監視器畫面外流。")
			Expect(find("chen", "監視器")).To(BeEmpty())
			Expect(find("", "監視器")).To(BeEmpty())
			Expect(w.Share(ctx, "lin", r.ID, "chen", "協助研判")).To(Succeed())
			Expect(find("chen", "監視器")).To(HaveLen(1))
			r, err := w.Open(ctx, "lin", r.ID)
			Expect(err).NotTo(HaveOccurred())
			r = w.answer(r, careless())
			_, err = w.Submit(ctx, "lin", r.ID, r.Version, "chen")
			Expect(err).NotTo(HaveOccurred())
			Expect(find("chen", "監視器")).To(HaveLen(1), "once, though it is open twice")
			Expect(w.Unshare(ctx, "lin", r.ID, "chen")).To(Succeed())
			Expect(find("chen", "監視器")).To(HaveLen(1))
			r, err = w.Open(ctx, "chen", r.ID)
			Expect(err).NotTo(HaveOccurred())
			r, err = w.Sign(ctx, "chen", r.ID, r.Version, incident.Partly, "媒體來源要再查證")
			Expect(err).NotTo(HaveOccurred())
			Expect(find("lin", "查證")).To(Equal([]string{"乙-1 opinion:媒體來源要再[查證]"}))
		})

		It("shows no more than fifty, and says how many there are", func() {
			for i := range 53 {
				_, err := w.Begin(ctx, "chen", incident.Head{Reference: fmt.Sprint("甲-", i), Purpose: "研判洩密責任", Stage: incident.Inquiry})
				Expect(err).NotTo(HaveOccurred())
			}
			hits, all, err := w.Search(ctx, "chen", "研判")
			Expect(err).NotTo(HaveOccurred())
			Expect(hits).To(HaveLen(50))
			Expect(all).To(Equal(53))
		})
	})
})
