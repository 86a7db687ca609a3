package main

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/casebook/cue"
)

var _ = Describe("the command narratives", func() {
	It("shows what a narrative suggests, what contradicts, and what was passed over", func() {
		r := shoumi("某分局警員甲於113年5月間受友人A請託，以LINE把查得的車籍資料傳給A。甲否認洩漏。檢察官認甲是過失洩漏。", "narratives", "-")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(Equal(readOut))
	})

	It("says so where nothing is suggested, and refuses what it cannot read", func() {
		r := shoumi("今天天氣很好。", "narratives", "-")
		Expect(r.out).To(Equal("沒有可以提議的事實。\n\n提議要由人逐項確認，不會自己成為事實。\n"))
		Expect(shoumi("", "narratives", "nowhere.txt").code).To(Equal(1))
		Expect(shoumi("", "narratives", "a", "b").code).To(Equal(2))
	})

	It("gives a reading as JSON", func() {
		var got cue.Reading
		r := shoumi("警員甲把車籍資料告訴A。", "narratives", "-", "--format", "json")
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		Expect(got.Actors).To(Equal([]cue.Actor{{Name: "甲", Role: "警員"}}))
		Expect(got.Sentences[0].Span).To(Equal(cue.Span{Start: 0, End: 12}))
	})

	It("measures the lexicon on the cases", func() {
		var got struct {
			Cues        int                      `json:"cues"`
			LeaveOneOut figures                  `json:"leave_one_out"`
			Whole       figures                  `json:"whole_lexicon"`
			Cases       []casebook.NarrativeCase `json:"cases"`
		}
		r := shoumi("", "narratives", "--format", "json")
		Expect(r.code).To(Equal(0), r.err)
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		Expect(got.Cases).To(HaveLen(23))
		Expect(got.Cues).To(BeNumerically(">", 100))
		Expect(got.LeaveOneOut.Precision).To(Equal(got.LeaveOneOut.Figures.Precision()))
		Expect(got.LeaveOneOut.Stated).To(Equal(got.Whole.Stated))
		Expect(got.Cases[5].LeftOut).To(ContainElement("螢幕"))
		Expect(got.Cases[5].Actors[0].Reached).To(BeTrue())
	})
})

const readOut = `
整個事件
行為日：民國113年5月（日不詳）（明確）
  第1句「113年5月」：這個日期和所做的事寫在同一句。

甲
身分：機關人員，有法定職務權限（例如員警）（明確）
  第1句「警員甲」：「警員」是公務人員的職稱。
服務機關：警察機關，警察官（明確）
  第1句「警員甲」：「警員」是公務人員的職稱。
如何得知：因為職務（可能）
  第1句「受友人A請託，以LINE把查得的車籍」：用公務系統或公務權限查來的，是因職務得知。
做了哪些事：用公務資訊系統查詢資料（可能）
  第1句「查得的車籍」：員警查車籍、戶籍、前科等資料，通常是用公務系統查的。
  第1句「查得」：查得、查到，表示查過了。
做了哪些事：讓別人看到、聽到或知道了內容（說、傳送、播放、張貼、放著被看到）（明確）
  第1句「LINE把查得的車籍資料傳給A」：用通訊軟體、電話、信件傳給別人，就是讓別人知道。
  第1句「傳給」：傳給、丟給別人，就是讓別人知道。
因公查詢：否（明確）
  第1句「受友人A請託，以LINE把查得」：受人請託而查、而取得，不是為了自己的法定職務。
資料的種類：車籍、車主資料（明確）
  第1句「車籍」：這是車籍、車主的資料。
故意使對方知悉或取得：是（可能）
  第1句「把查得的車籍資料傳給A」：主動告訴、傳送、提供給特定人，通常是有意讓他知道；是不是故意，由人判斷。
故意使對方知悉或取得：否（可能）
  第3句「過失洩漏」：疏忽、不慎、過失，是沒有要讓人知道的說法。（「檢察官認」：只是說法）
過失的情形：疏忽而沒有防範（不注意）（可能）
  第3句「過失洩漏」：疏忽而沒有防範。（「檢察官認」：只是說法）
過失的情形：依規定或當時情形，應該防止別人知道（應注意）（可能）
  第3句「過失洩漏」：依規定或當時情形，應該注意保密。（「檢察官認」：只是說法）
過失的情形：當時做得到防範（能注意）（可能）
  第3句「過失洩漏」：當時做得到防範。（「檢察官認」：只是說法）

互相衝突
「把查得的車籍資料傳給A」與「過失洩漏」：「故意使對方知悉或取得」不能同時是「是」和「否」。
「把查得的車籍資料傳給A」與「過失洩漏」：「過失的情形：疏忽而沒有防範（不注意）」與「故意使對方知悉或取得」不能同時成立：故意與過失不能並存（刑法13、14）

提議要由人逐項確認，不會自己成為事實。
`
