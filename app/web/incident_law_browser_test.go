package web_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("a change of law, in a browser", Label("browser"), func() {
	It("is found, looked at and taken on", func() {
		a := newChambers()
		a.incident("counsel", "115-保-001", careless())
		a.incident("counsel", "115-保-002", rules.Values{"intent": true})
		a.changeLaw()
		j := a.browse(startBrowser(), listen(a.Server), "law", true)
		j.goes("/incidents/law")
		j.enters("counsel", password)
		j.sees("2 筆紀錄是依舊法規", "start")
		j.fill("purpose", "法規更新後核對結果")
		j.presses("重新試算 2 筆")
		j.waits("1 筆紀錄有事項變成未定或矛盾")
		j.sees(".*", "report")
		j.follows("115-保-001")
		j.sees("事件 115-保-001：依現行法規有 1 項結果不同", "record")
		j.presses("改用現行法規")
		j.sees("1 筆紀錄有事項變成未定或矛盾", "taken")
		j.follows("把沒有變的 1 筆改用現行法規")
		j.sees("把結果沒有變的 1 筆紀錄改用現行法規？", "confirm")
		j.presses("改用現行法規（1 筆）")
		j.waits("1 筆紀錄有事項變成未定或矛盾")
		Expect(j.text("main")).To(ContainSubstring("已把 1 筆改用現行法規，0 筆維持原樣"))
	})
})

// waits until a page that shows how far something is gives way to another.
func (j *journey) waits(title string) {
	GinkgoHelper()
	Eventually(func() string { return j.text("h1") }).WithTimeout(time.Minute).Should(Equal(title))
}
