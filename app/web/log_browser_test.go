package web_test

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var _ = Describe("the log, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		a       *agency
		base    string
		t       tab
	)
	BeforeAll(func() { browser = startBrowser() })
	BeforeEach(func() {
		a = newAgency()
		for i := range 60 {
			a.logged(audit.Record{User: "officer", Unit: first, IP: "192.0.2.17", Condition: fmt.Sprintf("分局-115-%03d", i), Purpose: "偵辦分局轄內竊盜案件，調閱相關卷證", Subject: "incident"})
			a.pass(time.Second)
		}
		a.logged(audit.Record{User: "admin", Unit: first, IP: "192.0.2.3", Condition: "帳號", Purpose: "115年度帳號清查", Subject: a.people["officer"].ID})
		base = listen(a.Server)
		t = newTab(browser)
	})

	typed := func(name, text string) {
		GinkgoHelper()
		t.do(chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`[name="%s"]`, name)), text))
	}
	enter := func(login string) {
		GinkgoHelper()
		t.open(base + "/sign-in?lang=zh")
		typed("login", login)
		typed("password", password)
		t.send("main .go")
		if secrets[login] != "" && login != "officer" {
			a.pass(time.Minute)
			typed("code", code(secrets[login], a.now()))
			t.send("main .go")
		}
		Expect(t.text("h1")).To(ContainSubstring("學員" + login))
	}
	fine := func(name string, script bool) {
		GinkgoHelper()
		Expect(t.wide()).To(BeEmpty(), name)
		if script { // axe is a script itself
			Expect(t.axe()).To(BeEmpty(), name)
		}
		t.picture(fmt.Sprintf("log-%t-%s", script, name))
	}

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("is searched, paged and exported on a phone, script %t", script), func() {
			t.width(320)
			t.script(script)
			call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: script})
			enter("supervisor")
			t.open(base + "/log")
			Expect(t.text("h1")).To(Equal("要用來做什麼？"))
			fine("purpose", script)
			typed("purpose", "每月日誌稽核")
			t.send("main .go")
			Expect(t.text("h1")).To(Equal("日誌"))
			fine("list", script)
			t.unfold()
			typed("user", "officer")
			typed("at_from", "115/13/1")
			t.send(".filters .second")
			t.focus("e.id", "errors")
			Expect(t.text(".errors")).To(ContainSubstring("115/13/1"))
			fine("wrong", script)
			eval[string](t, `document.querySelector("[name=at_from]").value = ""`)
			typed("at_from", "115/11/22")
			t.send(".filters .second")
			Expect(t.text(".pager p")).To(Equal("這一頁50筆"))
			Expect(t.text("tbody tr:first-child th")).To(ContainSubstring("第60筆"))
			fine("found", script)
			t.send(`[rel="next"]`)
			Expect(t.text("tbody tr:first-child th")).To(ContainSubstring("第10筆"))
			Expect(t.text(".pager p")).To(Equal("這一頁10筆"))
			t.send("main .buttons > a.second[href^='/log/export']")
			Expect(t.text(".answers")).To(ContainSubstring("期間：民國115年11月22日起，使用者：officer"))
			fine("export", script)
			t.send("main .go")
			Expect(t.text(".errors")).To(ContainSubstring("用途至少要寫4個字"))
			fine("export-wrong", script)
			typed("purpose", "移送督察室")
			t.click("main .go") // the file; the page stays
			Eventually(func() string {
				acts := a.log()
				return acts[len(acts)-1].Action
			}).WithTimeout(20 * time.Second).Should(Equal(audit.LogExported))
		})

		It(fmt.Sprintf("shows everybody their own, script %t", script), func() {
			t.width(320)
			t.script(script)
			call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: script})
			enter("officer")
			t.open(base + "/me")
			t.send(`a[href="/me/log"]`)
			Expect(t.text("h1")).To(Equal("我的使用紀錄"))
			Expect(t.text("tbody tr:nth-child(2)")).To(ContainSubstring("別人對您的資料"))
			fine("own", script)
			t.open(base + "/me/log?at_until=115/11/21")
			Expect(t.text(".empty")).To(And(ContainSubstring("沒有符合條件的紀錄。"), ContainSubstring("放寬期間再找。")))
			fine("own-empty", script)
		})
	}

	It("is fine on a desk and on paper, in both languages", func() {
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.width(1280)
		enter("admin")
		t.open(base + "/log")
		typed("purpose", "每月日誌稽核")
		t.send("main .go")
		for _, lang := range []string{"zh", "en"} {
			for _, path := range []string{"/log?", "/log?user=officer&at_from=115/11/22&act=開啟&", "/log?words=nothing&", "/log/export?user=officer&", "/me/log?", "/people/" + a.people["officer"].ID + "?"} {
				t.open(base + path + "lang=" + lang)
				Expect(t.wide()).To(BeEmpty(), path)
				Expect(t.axe()).To(BeEmpty(), path)
				t.picture("log-desk-" + lang + "-" + screenName(path[:min(len(path), 30)]))
			}
		}
		t.open(base + "/log?user=officer&lang=zh")
		call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		Expect(eval[bool](t, `document.querySelector("pre").getBoundingClientRect().height > 0`)).To(BeTrue(), "the head prints")
		t.paper("log-paper")
	})
})
