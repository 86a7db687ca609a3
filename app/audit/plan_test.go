package audit_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var _ = Describe("planning a monthly audit", func() {
	DescribeTable("units: one fifth, rounded up", func(of, least int) {
		Expect(audit.UnitQuota(of)).To(Equal(audit.Quota{Of: of, Least: least, Point: "警政日誌作業規定第6點第1款第4目、第7點第1款第3目"}))
	}, Entry(nil, 0, 0), Entry(nil, 1, 1), Entry(nil, 5, 1), Entry(nil, 6, 2), Entry(nil, 10, 2), Entry(nil, 11, 3), Entry(nil, 1<<62, 922337203685477581), Entry(nil, -1, 0))

	DescribeTable("records: two in a hundred, rounded up", func(of, least int) {
		Expect(audit.RecordQuota(of)).To(Equal(audit.Quota{Of: of, Least: least, Point: "警政日誌作業規定第6點第1款第4目、第7點第1款第3目"}))
	}, Entry(nil, 0, 0), Entry(nil, 1, 1), Entry(nil, 50, 1), Entry(nil, 51, 2), Entry(nil, 100, 2), Entry(nil, 12345, 247))

	DescribeTable("persons: one of up to 20, two of 21 to 39, and so on", func(of, least int) {
		Expect(audit.PersonQuota(of)).To(Equal(audit.Quota{Of: of, Least: least, Point: "警政日誌作業規定第8點第2款"}))
	}, Entry(nil, 0, 0), Entry(nil, 1, 1), Entry(nil, 20, 1), Entry(nil, 21, 2), Entry(nil, 39, 2), Entry(nil, 40, 3), Entry(nil, 59, 3), Entry(nil, 60, 4), Entry(nil, 100, 6))

	It("reads a staff list as a spreadsheet saves it", func() {
		Expect(audit.ReadStaff("名冊.csv", []byte("\uFEFF單位,人數,查詢紀錄\r\n甲所, 20 ,\"1,250\"\r\n\"乙,丙所\",41,0\r\n"))).To(Equal([]audit.Unit{
			{Name: "甲所", Officers: 20, Records: 1250}, {Name: "乙,丙所", Officers: 41, Records: 0},
		}))
		Expect(audit.ReadStaff("名冊.csv", []byte("單位,人數\n甲所,20"))).To(Equal([]audit.Unit{{Name: "甲所", Officers: 20, Records: -1}}))
	})

	DescribeTable("says all that is wrong with a staff list", func(text, says string) {
		_, err := audit.ReadStaff("名冊.csv", []byte(text))
		Expect(err).To(MatchError(says))
	},
		Entry("nothing in it", "", "名冊.csv:1:1: 沒有欄名\n    提示：第一行寫「單位,人數」或「單位,人數,查詢紀錄」，以下每行一個單位"),
		Entry("no units", "單位,人數\n", "名冊.csv:1:1: 沒有單位\n    單位,人數\n    ^\n    提示：第一行寫「單位,人數」或「單位,人數,查詢紀錄」，以下每行一個單位"),
		Entry("other columns", "單位,電話\n甲所,1\n", "名冊.csv:1:1: 欄名不對\n    單位,電話\n    ^\n    提示：第一行寫「單位,人數」或「單位,人數,查詢紀錄」，以下每行一個單位"),
		Entry("too many columns", "單位,人數,查詢紀錄,備註\n", "名冊.csv:1:1: 欄名不對\n    單位,人數,查詢紀錄,備註\n    ^\n    提示：第一行寫「單位,人數」或「單位,人數,查詢紀錄」，以下每行一個單位"),
		Entry("rows, all of them", "單位,人數\n甲所,0\n甲所,x\n ,3\n丁所\n", `名冊.csv:2:4: 「0」不是 1 以上的整數
    甲所,0
    　　 ^
名冊.csv:3:1: 「甲所」在第 2 行已經有了
    甲所,x
    ^
名冊.csv:3:4: 「x」不是 1 以上的整數
    甲所,x
    　　 ^
名冊.csv:4:1: 沒有單位的名稱
     ,3
    ^
名冊.csv:5:1: 有 1 欄，應該是 2 欄
    丁所
    ^`),
		Entry("negative records", "單位,人數,查詢紀錄\n甲所,3,-1\n", "名冊.csv:2:6: 「-1」不是 0 以上的整數\n    甲所,3,-1\n    　　   ^"),
		Entry("a quote left open", "單位,人數\n\"甲所,3\n", "名冊.csv:2:6: 引號不成對\n    \"甲所,3\n     　　  ^"),
		Entry("Big5", "\xb3\xe6\xa6\xec,\xa4H\xbc\xc6\n", "名冊.csv: 不是 UTF-8 編碼\n    提示：在試算表另存成「CSV UTF-8」"),
	)
})
