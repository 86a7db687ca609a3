package web_test

import (
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
)

var _ = Describe("a table", func() {
	people := web.Table{Caption: "人員", Actions: true, Columns: []web.Column{{Key: "name", Label: "姓名"}, {Key: "login", Label: "帳號"}, {Label: "天數", Number: true}},
		Rows: []web.Row{{Cells: []web.Cell{{Text: "甲員", Href: "/people/1"}, {Text: "demo.a", Note: "借調"}, {Text: "12", State: &web.Badge{Class: "yes", Word: "啟用"}}}, Actions: []web.Link{{Text: "更改", Href: "/people/1/edit"}}}}}

	It("keeps its meaning when its rows are cards", func() {
		Expect(draw("zh", "table", people)).To(Equal(`<table class="cards" role="table"><caption>人員</caption>` +
			`<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">姓名</th><th role="columnheader" scope="col">帳號</th><th role="columnheader" scope="col" class="number">天數</th><th role="columnheader" scope="col" class="actions">操作</th></tr></thead>` +
			`<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row"><a href="/people/1" >甲員</a></th><td role="cell" data-label="帳號"><div>demo.a <span class="note" >借調</span></div></td><td role="cell" data-label="天數" class="number"><div>12 <span class="v yes">啟用</span></div></td>` +
			`<td role="cell" class="actions"><a href="/people/1/edit">更改<span class="sr">：甲員</span></a> </td></tr></tbody></table>`))
	})

	It("says what will be here while it is empty", func() {
		Expect(draw("zh", "table", web.Table{Caption: "人員", None: web.Empty{Text: "沒有人。", How: "先匯入名冊。", Action: &web.Link{Text: "匯入", Href: "/people/import"}}})).To(Equal(`<div class="empty"><p>沒有人。</p><p class="note">先匯入名冊。</p><p><a class="second" href="/people/import">匯入</a></p></div>`))
	})

	DescribeTable("is sorted by an address", func(query string, order web.Order, heads ...string) {
		args, _ := url.ParseQuery(query)
		Expect(web.OrderOf(args, "name", "login")).To(Equal(order))
		body := draw("zh", "table", web.Sort(people, "/people", args, order))
		var got []string
		for _, hit := range regexp.MustCompile(`scope="col"( aria-sort="[a-z]+")?><a href="([^"]+)">`).FindAllStringSubmatch(body, -1) {
			got = append(got, strings.TrimSpace(hit[1]+" "+strings.ReplaceAll(hit[2], "&amp;", "&")))
		}
		Expect(got).To(Equal(heads))
	},
		Entry("by default", "", web.Order{By: "name"}, `aria-sort="ascending" /people?sort=-name`, "/people?sort=login"),
		Entry("the other way round", "sort=-name", web.Order{By: "name", Desc: true}, `aria-sort="descending" /people?sort=name`, "/people?sort=login"),
		Entry("by another column, filters kept, from the start", "sort=login&unit=3&after=xyz", web.Order{By: "login"}, "/people?sort=name&unit=3", `aria-sort="ascending" /people?sort=-login&unit=3`),
		Entry("by what is no column", "sort=secret", web.Order{By: "name"}, `aria-sort="ascending" /people?sort=-name`, "/people?sort=login"),
	)

	It("leaves the arguments of the request as they are", func() {
		args := url.Values{"after": {"x"}, "unit": {"3"}}
		Expect(web.ListURL("/people", args, "after", "")).To(Equal("/people?unit=3"))
		Expect(web.ListURL("/people", url.Values{"after": {"x"}}, "after", "")).To(Equal("/people"))
		Expect(args).To(Equal(url.Values{"after": {"x"}, "unit": {"3"}}))
	})
})

var _ = Describe("the pages of a list", func() {
	DescribeTable("say how much is shown and lead on", func(p web.Pager, html string) {
		Expect(draw("zh", "pager", p)).To(Equal(html))
	},
		Entry("place and number known", web.Pager{List: "人員", Shown: 25, First: 26, Total: 132, Previous: "/a", Next: "/b"}, `<nav class="pager" aria-label="分頁：人員"><p>第26至50筆，共132筆</p><ul><li><a href="/a" rel="prev">上一頁</a></li><li><a href="/b" rel="next">下一頁</a></li></ul></nav>`),
		Entry("place known", web.Pager{List: "人員", Shown: 25, First: 26, Next: "/b"}, `<nav class="pager" aria-label="分頁：人員"><p>第26至50筆</p><ul><li><a href="/b" rel="next">下一頁</a></li></ul></nav>`),
		Entry("number known", web.Pager{List: "人員", Shown: 25, Total: 132, Start: "/s"}, `<nav class="pager" aria-label="分頁：人員"><p>這一頁25筆，共132筆</p><ul><li><a href="/s">回到最前</a></li></ul></nav>`),
		Entry("all on one page", web.Pager{List: "人員", Shown: 3}, `<div class="pager"><p>這一頁3筆</p></div>`),
	)
})

var _ = Describe("a filter form", func() {
	It("is found as a search and keeps what it does not ask", func() {
		html := draw("zh", "filters", web.FilterForm{Action: "/log", Label: "篩選紀錄", Hidden: map[string]string{"sort": "-at", "own": "1"}, Fields: []web.Field{{Name: "who", Label: "使用者"}}, Spans: []web.Span{{Legend: "時間", From: web.Field{Name: "from", Label: "從"}, Until: web.Field{Name: "until", Label: "到"}}}, Clear: &web.Link{Text: "全部", Href: "/log"}})
		Expect(html).To(HavePrefix(`<form method="get" action="/log" class="filters" role="search" aria-label="篩選紀錄"><input type="hidden" name="own" value="1"><input type="hidden" name="sort" value="-at">`))
		Expect(html).To(ContainSubstring(`<fieldset class="span" aria-describedby="from-span"><legend>時間</legend><p class="help" id="from-span">`))
		Expect(html).To(HaveSuffix(`<button class="second">篩選</button> <a href="/log">全部</a></p></details></form>`))
	})

	DescribeTable("is unfolded on a phone only where it matters", func(f web.FilterForm, open bool) {
		Expect(strings.Contains(draw("zh", "filters", f), "<details open><summary>篩選</summary>")).To(Equal(open))
	},
		Entry("nothing chosen", web.FilterForm{Fields: []web.Field{{Name: "a"}}}, false),
		Entry("something chosen", web.FilterForm{Clear: &web.Link{Text: "全部", Href: "/"}}, true),
		Entry("a field is wrong", web.FilterForm{Fields: []web.Field{{Name: "a", Fault: "不對"}}}, true),
		Entry("a day is wrong", web.FilterForm{Spans: []web.Span{{Until: web.Field{Name: "b", Fault: "不對"}}}}, true),
	)
})
