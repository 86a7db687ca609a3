package web_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
)

var _ = Describe("what a page says of itself", func() {
	toLog := &web.Link{Text: "看紀錄", Href: "/log"}

	DescribeTable("is the same in words and in colour", func(name string, data any, html string) {
		Expect(draw("zh", name, data)).To(Equal(html))
	},
		Entry("done", "flash", web.Message{Kind: "done", Text: "已停用帳號。", Link: toLog}, `<div class="flash done" role="status"><p><b>完成</b>：已停用帳號。 <a href="/log">看紀錄</a></p></div>`),
		Entry("a warning", "flash", web.Message{Kind: "warning", Text: "密碼還有3天到期。"}, `<div class="flash warning" role="status"><p><b>注意</b>：密碼還有3天到期。</p></div>`),
		Entry("a notice", "notice", web.Notice{Title: "先問用途", Text: "會留下紀錄。"}, `<div class="notice " role="note"><p><b>先問用途</b></p><p>會留下紀錄。</p></div>`),
		Entry("a notice that warns", "notice", web.Notice{Kind: "warning", Title: "還沒有覆核", Links: []web.Link{*toLog}}, `<div class="notice warning" role="note"><p><b>注意：還沒有覆核</b></p><p><a href="/log">看紀錄</a></p></div>`),
		Entry("a notice of loss", "notice", web.Notice{Kind: "loss", Title: "舊密碼失效"}, `<div class="notice loss" role="note"><p><b>無法復原：舊密碼失效</b></p></div>`),
		Entry("an empty list", "empty", web.Empty{Text: "還沒有紀錄。"}, `<div class="empty"><p>還沒有紀錄。</p></div>`),
		Entry("how far", "progress", web.Progress{ID: "p", Label: "匯入", Done: 3, Of: 12, Text: "3／12人"}, `<div class="progress"><label for="p">匯入</label><progress id="p" max="12" value="3" aria-describedby="p-text"></progress><p class="note" id="p-text">3／12人</p></div>`),
		Entry("not known how far", "progress", web.Progress{ID: "p", Label: "準備", Text: "請稍候"}, `<div class="progress"><label for="p">準備</label><progress id="p" aria-describedby="p-text"></progress><p class="note" id="p-text">請稍候</p></div>`),
		Entry("errors of fields", "errors", []web.FieldError{{Text: "請填帳號", Href: "#login"}}, `<div class="errors" role="alert" tabindex="-1" autofocus id="errors"><h2>請修正下列問題</h2><ul><li><a href="#login">請填帳號</a></li></ul></div>`),
		Entry("errors of a file", "errorlist", map[string]any{"Title": "有1個地方要改", "Errors": []web.FieldError{{Text: "沒有<職稱>", Href: "#text", Place: "第 3 行第 1 字", Note: "角色？", Shown: "3 | 職稱"}}}, `<div class="errors" role="alert" tabindex="-1" autofocus id="errors"><h2>有1個地方要改</h2><ul><li><a href="#text">第 3 行第 1 字</a>：<span >沒有&lt;職稱&gt;</span> <span class="note" >角色？</span><pre  tabindex="0">3 | 職稱</pre></li></ul></div>`),
		Entry("no errors", "errors", []web.FieldError{}, ""),
		Entry("a secret", "secret", web.Secret{Label: "一次性密碼", Values: []string{"kufe-9142"}}, `<div class="secret"><p><b>一次性密碼</b></p><p><input class="text" readonly value="kufe-9142" aria-label="一次性密碼" spellcheck="false" autocomplete="off"></p><p class="note">只顯示這一次；離開這一頁後無法再查到。點一下框就會全選，再複製或抄下。</p></div>`),
	)

	It("asks before a loss: what goes, what stays, the way out first", func() {
		html := draw("zh", "confirm", web.Confirmation{Title: "要移除嗎？", Losses: []string{"名稱"}, Stays: []string{"紀錄"}, Action: "/units/3/remove", Hidden: map[string]string{"version": "7"}, Word: &web.Field{Name: "word", Label: "請輸入"}, Button: "移除單位", Cancel: web.Link{Text: "不移除", Href: "/units/3"}})
		order := []string{"<h1>要移除嗎？</h1>", "下列內容會消失", "<li>名稱</li>", "不受影響的", "<li>紀錄</li>", `<form method="post" action="/units/3/remove">`, `name="version" value="7"`, `name="word"`, `<a class="second" href="/units/3">不移除</a>`, `<button class="go loss">移除單位</button>`}
		for i, part := range order {
			at := strings.Index(html, part)
			Expect(at).To(BeNumerically(">=", 0), part)
			html = html[at+len(part):]
			Expect(strings.Index(html, order[0])).To(Equal(-1), i)
		}
	})

	It("says what happens where nothing is lost for good, without the colour of loss", func() {
		html := draw("zh", "confirm", web.Confirmation{Title: "停用？", Effects: []string{"立即不能登入"}, Action: "/people/1/disable", Button: "停用", Cancel: web.Link{Text: "取消", Href: "/people/1"}})
		Expect(html).To(ContainSubstring(`<div class="notice warning"><p><b>請先看過：</b></p><ul><li>立即不能登入</li></ul></div>`))
		Expect(html).NotTo(ContainSubstring("loss"))
	})

	It("does not ask for a word where little is at stake", func() {
		html := draw("en", "confirm", web.Confirmation{Title: "End the session?", Action: "/me", Button: "End", Cancel: web.Link{Text: "Keep", Href: "/me"}})
		Expect(html).NotTo(MatchRegexp(`<input|gone for good|Not affected`))
	})
})

var _ = Describe("lists of tasks, events and particulars", func() {
	DescribeTable("say every state in a word", func(name string, data any, html string) {
		Expect(draw("zh", name, data)).To(Equal(html))
	},
		Entry("a task", "tasks", []web.Task{{ID: "a", Text: "課程", Href: "/lessons/1", Note: "11月30日前", State: "doing"}}, `<ul class="tasks"><li><a href="/lessons/1" aria-describedby="a-state a-note">課程</a> <span id="a-state"><span class="v open">進行中</span></span><span class="note" id="a-note">11月30日前</span></li></ul>`),
		Entry("a task that waits", "tasks", []web.Task{{ID: "a", Text: "測驗", State: "locked"}}, `<ul class="tasks"><li><span>測驗</span> <span id="a-state"><span class="v none">還不能開始</span></span></li></ul>`),
		Entry("tasks in other states", "tasks", []web.Task{{ID: "a", Text: "一", State: "todo"}, {ID: "b", Text: "二", State: "done"}, {ID: "c", Text: "三", State: "late"}}, `<ul class="tasks"><li><span>一</span> <span id="a-state"><span class="v no">尚未開始</span></span></li><li><span>二</span> <span id="b-state"><span class="v yes">已完成</span></span></li><li><span>三</span> <span id="c-state"><span class="v late">已逾期</span></span></li></ul>`),
		Entry("an event", "events", []web.Event{{When: "民國115年11月22日 09:30", Machine: "2026-11-22T09:30+08:00", By: "甲員", Text: "建立", Note: "第一版", Link: &web.Link{Text: "看差異", Href: "/d"}}}, `<ol class="events"><li><time datetime="2026-11-22T09:30&#43;08:00">民國115年11月22日 09:30</time> <span class="note">甲員</span><p>建立 <a href="/d">看差異</a></p><p class="note">第一版</p></li></ol>`),
		Entry("a particular", "pairs", []web.Pair{{Label: "單位", Value: "第一分局", Note: "3月起", Change: "/people/1/edit"}, {Label: "狀態", State: &web.Badge{Class: "yes", Word: "啟用"}}}, `<dl class="answers"><div><dt>單位</dt><dd>第一分局<span class="note">3月起</span></dd><dd class="change"><a href="/people/1/edit">更改<span class="sr">單位</span></a></dd></div><div><dt>狀態</dt><dd><span class="v yes">啟用</span></dd></div></dl>`),
		Entry("stages", "stages", []web.Stage{{Text: "密碼", Done: true}, {Text: "驗證碼", Now: true}, {Text: "完成"}}, `<nav class="stages" aria-label="步驟"><ol><li class="done">密碼<span class="sr">（已完成）</span></li><li aria-current="step">驗證碼</li><li>完成</li></ol></nav>`),
		Entry("changed prose", "prosediff", web.NewChangedProse([]web.Piece{{Kind: "same", Text: "甲"}, {Kind: "removed", Text: "忘記"}, {Kind: "added", Text: "沒有<"}}), `<p class="note">新增1處、刪除1處。</p><p class="diff" >甲<del><span class="sr">〔刪除〕</span>忘記<span class="sr">〔完〕</span></del><ins><span class="sr">〔新增〕</span>沒有&lt;<span class="sr">〔完〕</span></ins></p>`),
	)
})
