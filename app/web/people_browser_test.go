package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("an administrator, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		a       *agency
		base    string
	)
	BeforeAll(func() { browser = startBrowser() })
	BeforeEach(func() {
		a = newAgency()
		base = listen(a.Server)
	})

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("adds, changes, moves and removes units, script %t", script), func() {
			j := a.browse(browser, base, "units", script)
			j.goes("/units")
			j.enters("admin", password)
			j.sees("單位", "list")
			j.fill("name", "乙派出所")
			j.chooses("parent", "警察局/第一分局")
			j.presses("新增單位")
			Expect(j.text(".flash")).To(Equal("完成：已新增單位「乙派出所」。"))
			j.fill("name", "乙派出所")
			j.chooses("parent", "警察局/第一分局")
			j.presses("新增單位")
			Expect(j.faults()).To(Equal([]string{"同一個上級單位下已經有這個名稱"}))
			j.sees("單位", "taken")

			j.marks(".units li:nth-last-child(2) a.note", "變更")
			j.send("[data-chosen]")
			j.sees("單位「乙派出所」", "unit")
			j.fill("name", "丙派出所")
			j.chooses("parent", "警察局/第二分局")
			j.presses("儲存")
			Expect(j.text(".flash")).To(Equal("完成：已變更單位「丙派出所」。"))
			Expect(j.text(".units li:last-child")).To(HavePrefix("第3層："))

			j.marks(".units li:last-child a.note", "變更")
			j.send("[data-chosen]")
			j.follows("刪除單位")
			j.sees("刪除單位「丙派出所」？", "remove")
			j.presses("刪除單位")
			Expect(j.text(".flash")).To(Equal("完成：已刪除單位「丙派出所」。"))
			j.goes("/units/" + a.units["第一分局"].ID + "/remove")
			j.presses("刪除單位")
			j.fine("not-empty")
			Expect(j.text("h1")).To(ContainSubstring("第一分局"))
			Expect(j.text("main")).NotTo(ContainSubstring("⟦"))
		})

		It(fmt.Sprintf("adds somebody, changes, resets and disables them, script %t", script), func() {
			j := a.browse(browser, base, "person", script)
			j.goes("/people")
			j.enters("admin", password)
			j.sees("人員", "people")
			j.follows("新增人員")
			j.sees("新增人員", "new")
			j.fill("login", "admin", "name", "新進甲")
			j.presses("儲存")
			Expect(j.faults()).To(Equal([]string{"這個帳號已經有人用了"}))
			j.fill("login", "New Person")
			j.presses("儲存")
			Expect(j.faults()).To(Equal([]string{"帳號要有2到64個字元，只用英文字母、數字、點、連字號與底線"}))
			j.sees("新增人員", "new-wrong")
			j.fill("login", "New.Person")
			j.chooses("unit", "警察局/第二分局")
			j.presses("儲存")
			j.sees("新進甲的一次性密碼", "secret")
			first := eval[string](j.tab, `document.querySelector(".secret input").value`)
			j.follows("已經交付，回到帳號")
			j.states("建立帳號後核對資料")
			j.sees("新進甲", "one")
			Expect(j.text("main dl")).To(And(ContainSubstring("new.person"), ContainSubstring("警察局/第二分局"), ContainSubstring("等候第一次登入")))

			j.follows("變更資料")
			j.sees("變更新進甲的資料", "edit")
			j.fill("name", "改名乙")
			j.click(`input[value="supervisor"]`)
			j.presses("儲存")
			Expect(j.text(".flash")).To(Equal("完成：已變更改名乙的資料。"))
			Expect(j.text("main dl")).To(ContainSubstring("學員、主管"))

			j.follows("重設密碼")
			j.sees("重設改名乙的密碼？", "reset")
			j.presses("重設密碼")
			second := eval[string](j.tab, `document.querySelector(".secret input").value`)
			Expect(second).NotTo(Equal(first))
			them := a.browse(browser, base, "them", script)
			them.goes("/sign-in")
			them.enters("new.person", first)
			Expect(them.faults()).To(HaveLen(1))
			them.enters("new.person", second)
			Expect(them.text("h1")).To(Equal("變更密碼"))

			j.follows("已經交付，回到帳號")
			j.follows("停用帳號")
			j.sees("停用改名乙的帳號？", "disable")
			j.presses("停用帳號")
			Expect(j.text(".flash")).To(Equal("完成：已停用改名乙的帳號。"))
			j.fine("disabled")
			them.goes("/sign-in/password")
			Expect(them.text("h1")).To(Equal("登入"), "out at once")
			them.enters("new.person", second)
			Expect(them.faults()).To(Equal([]string{"這個帳號已停用。需要再使用時，請洽單位的系統管理人員。"}))
			them.sees("登入", "refused")
		})
	}

	It("loses nothing where two change the same person", func() {
		a.person("second", "第二分局", account.Admin)
		one, two := a.browse(browser, base, "conflict-one", true), a.browse(browser, base, "conflict-two", true)
		for login, j := range map[string]*journey{"admin": one, "second": two} {
			j.goes("/people/" + a.people["officer"].ID + "/edit")
			j.enters(login, password)
			j.states("兩個人同時變更")
		}
		one.fill("name", "甲改的名字")
		two.fill("email", "second@example.gov.tw")
		one.presses("儲存")
		Expect(one.text(".flash")).To(ContainSubstring("甲改的名字"))
		two.presses("儲存")
		Expect(two.text(".notice")).To(ContainSubstring("您填寫時，有人改過這筆資料，所以還沒有儲存"))
		Expect(two.faults()).To(Equal([]string{"姓名現在是「甲改的名字」", "電子郵件現在是「（空白）」"}))
		two.sees("變更甲改的名字的資料", "conflict")
		Expect(eval[string](two.tab, `document.querySelector("[name=email]").value`)).To(Equal("second@example.gov.tw"), "what was typed is there")
		two.fill("name", "甲改的名字")
		two.presses("儲存")
		Expect(two.text("main dl")).To(And(ContainSubstring("甲改的名字"), ContainSubstring("second@example.gov.tw")))
	})

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("imports a roster: every fault, the plan, the passwords, script %t", script), func() {
			j := a.browse(browser, base, "roster", script)
			j.goes("/people")
			j.enters("admin", password)
			j.follows("匯入名冊")
			j.sees("匯入名冊", "form")
			file := func(lines string) {
				GinkgoHelper()
				path := filepath.Join(GinkgoT().TempDir(), "名冊.csv")
				Expect(os.WriteFile(path, []byte(lines), 0o600)).To(Succeed())
				j.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
				j.presses("看會變更什麼")
			}
			file(rosterHead + "officer,學員乙,警察局/第一分局,學員、主管\nnew-1,新進甲,警察局/第三分局,學員\nnew-2,,警察局,局長\n")
			Expect(j.faults()).To(Equal([]string{"第 3 行第 11 字", "第 4 行第 7 字", "第 4 行第 12 字"}))
			j.sees("匯入名冊", "faults")
			j.click(`input[value="units"]`)
			file(rosterHead + "officer,學員乙,警察局/第一分局,學員、主管\nnew-1,新進甲,警察局/第三分局,學員\nnew-2,新進乙,警察局,學員\n")
			j.sees("「名冊.csv」會變更什麼", "plan")
			j.presses("寫入")
			j.sees("名冊匯入完成", "done")
			Expect(j.text("main dl")).To(MatchRegexp(`(?s)新增\s*2人.*變更\s*1人.*停用\s*0人`))
			j.presses("顯示在畫面上")
			j.sees("一次性密碼", "passwords")
			oneTime := j.text("tbody tr:first-child td:last-child")
			j.follows("已經抄錄，回到匯入結果")
			j.sees("名冊匯入完成", "taken")
			Expect(j.text("main")).To(ContainSubstring("一次性密碼已經取走。"))
			them := a.browse(browser, base, "imported", script)
			them.goes("/sign-in")
			them.enters("new-1", strings.TrimPrefix(oneTime, "一次性密碼"))
			them.sees("變更密碼", "password")
		})

		It(fmt.Sprintf("sees how far an import is until it is done, script %t", script), func() {
			ctx := context.Background()
			tree, err := a.People.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			r, err := account.ReadRoster("全局.csv", strings.NewReader(rosterHead+"new-1,新進甲,警察局,學員\nnew-2,新進乙,警察局,學員\n"), tree, false)
			Expect(err).NotTo(HaveOccurred())
			plan, err := a.People.Plan(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			job, err := a.People.BeginJob(ctx, a.people["admin"].ID, plan, account.Import{})
			Expect(err).NotTo(HaveOccurred())

			j := a.browse(browser, base, "waiting", script)
			j.goes("/people/import/" + job.ID)
			j.enters("admin", password)
			j.goes("/people/import/" + job.ID)
			a.at(job.Beat)
			j.goes("/people/import/" + job.ID)
			j.sees("正在匯入名冊", "running")
			Expect(j.text(".progress .note")).To(Equal("0／2人"))
			_, err = a.People.Carry(ctx, job, plan, account.Import{}, func(account.Deed) error { return nil })
			Expect(err).NotTo(HaveOccurred())
			Eventually(func() string { return eval[string](j.tab, `document.querySelector("h1")?.textContent ?? ""`) }).WithTimeout(20 * time.Second).Should(Equal("名冊匯入完成"))
		})
	}
})

// What a provider needs in a browser: SHOUMI_OIDC names the issuer of deploy/devoidc,
// which sends people back to 127.0.0.1:8080; the browser finds the site there.
var _ = Describe("signing in at a provider, in a browser", Label("browser"), func() {
	const home = "http://127.0.0.1:8080"

	It("goes by the provider's own page, from another site and back", func() {
		issuer := os.Getenv("SHOUMI_OIDC")
		switch {
		case issuer != "":
		case os.Getenv("SHOUMI_REQUIRE_OIDC") == "1":
			Fail("SHOUMI_OIDC names no issuer, and SHOUMI_REQUIRE_OIDC=1 demands one")
		default:
			Skip("NOT TESTED AT A PROVIDER: SHOUMI_OIDC names no issuer")
		}
		a := newAgency()
		issuer = strings.Replace(issuer, "127.0.0.1", "localhost", 1) // another site than this one
		a.Provider = &account.Provider{Issuer: issuer, ClientID: "shoumi", ClientSecret: "development", Redirect: home + "/sign-in/oidc/return", Name: "機關登入系統", Key: []byte(strings.Repeat("k", 32)), Now: time.Now}
		a.PublicURL = home
		_, _, err := a.People.Create(context.Background(), account.Account{Login: "student", Name: "學員甲", Unit: a.units["第一分局"].ID, Roles: []account.Role{account.Officer}, External: true})
		Expect(err).NotTo(HaveOccurred())
		at, err := url.Parse(listen(a.Server))
		Expect(err).NotTo(HaveOccurred())
		browser := startBrowser([2]string{"host-resolver-rules", "MAP 127.0.0.1:8080 " + at.Host})
		theirs := func(j *journey, login, password, button string) {
			GinkgoHelper()
			Expect(j.text("h1")).To(Equal("開發用身分提供者"))
			if login != "" {
				j.fill("login", login, "password", password)
			}
			j.presses(button)
		}

		for _, script := range []bool{true, false} {
			j := a.browse(browser, home, "provider", script)
			j.goes("/me")
			j.sees("登入", "sign-in")
			j.follows("以機關登入系統登入")
			theirs(j, "student", "wrong", "登入")
			theirs(j, "student", "development-1", "登入")
			j.sees("我的帳號", "me")
			Expect(j.path()).To(Equal("/me"), "where one wanted to go")
			Expect(j.text("main")).To(ContainSubstring("由機關的登入系統驗證，這裡沒有您的密碼。"))
			Expect(eval[bool](j.tab, `!!document.querySelector('[href="/me/password"]')`)).To(BeFalse())
			j.presses("登出")
			Expect(j.text("h1")).To(Equal("登入"))

			j.follows("以機關登入系統登入")
			theirs(j, "", "", "取消")
			j.fine("cancelled")
			Expect(j.text("h1")).To(Equal("沒有完成機關的登入"))
			j.follows("登入")
			j.follows("以機關登入系統登入")
			theirs(j, "counsel", "development-2", "登入")
			j.fine("unknown")
			Expect(j.text("main")).To(ContainSubstring("請單位的系統管理人員新增帳號"))
		}
	})
})
