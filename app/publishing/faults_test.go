package publishing_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/publishing/publishingtest"
	"shoumi/casebook"
)

var _ = DescribeTable("What is wrong with a case", func(want []publishing.Fault, replace ...string) {
	house := publishingtest.House()
	file := publishingtest.Text(casebook.Files, "cases/npa-leak-4.yaml", replace...)
	Expect(publishing.CaseFaults("npa-leak-4", file, house.Book, house.Bank)).To(Equal(want))
},
	Entry("nothing", nil),
	Entry("exercises that can be made", nil, "scenario:", "items: {甲: [{item: table-criminal-code-132-2/openness.public=true, wording: 名單在這之前已經貼在布告欄上}]}\nscenario:"),
	Entry("one that cannot, with what its wording is", []publishing.Fault{
		{Path: "items/甲/0/item", Line: 40, Message: "題目「crime/acts.query=true」做不出來：依現在的事實，沒有「acts.query=true」這種改法", Hint: "事實或法律改過以後，能出的題目會不同；到反事實工作台重新選，或拿掉這一題"},
		{Path: "items/甲/1/wording", Line: 40, Message: "句子說到了答案：「涉犯」", Hint: "只說發生的事，不說法律怎麼判斷"},
	}, "scenario:", "items: {甲: [{item: crime/acts.query=true}, {item: table-criminal-code-132-2/intent=true, wording: 甲涉犯洩密}]}\nscenario:"),
	Entry("both what it tells and what it picks", []publishing.Fault{
		{Path: "title", Line: 1, Message: "缺少必要欄位「title」"},
		{Path: "items/甲/0/item", Line: 39, Message: "題目「crime/acts.query=true」做不出來：依現在的事實，沒有「acts.query=true」這種改法", Hint: "事實或法律改過以後，能出的題目會不同；到反事實工作台重新選，或拿掉這一題"},
	}, "title: 查詢畫面沒有切換，被報案人看到他人電話\n", "", "scenario:", "items: {甲: [{item: crime/acts.query=true}]}\nscenario:"),
	Entry("facts first, without which nothing can be asked", []publishing.Fault{
		{Path: "act_date", Line: 4, Message: "行為日請寫成 2019、2019-02、2019-02-03，或 2019-02-03..2019-03-05（期間內某日）"},
	}, "act_date: 2019-02", "act_date: 去年", "scenario:", "items: {甲: [{item: crime/acts.query=true}]}\nscenario:"),
)
