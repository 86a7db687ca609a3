package web_test

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// journey is a person at a browser of their own, on a phone of 320 px, before the
// site of an agency. Every screen that sees passes is held against what every screen
// has to be.
type journey struct {
	tab
	*agency
	base   string
	name   string // of the pictures
	script bool
}

// browse is somebody at a browser that has no cookie yet.
func (a *agency) browse(browser context.Context, base, name string, script bool) *journey {
	GinkgoHelper()
	j := &journey{newTab(browser, chromedp.WithNewBrowserContext()), a, base, name, script}
	j.width(320)
	j.tab.script(script)
	call(j.tab, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: script}) // for axe
	return j
}

// sees says which page is shown, and that it is a good one.
func (j *journey) sees(title, picture string) {
	GinkgoHelper()
	Expect(j.text("h1")).To(MatchRegexp("^" + title + "$"))
	j.fine(picture)
}

func (j *journey) fine(picture string) {
	GinkgoHelper()
	Expect(j.wide()).To(BeEmpty(), picture)
	if j.script {
		Expect(j.axe()).To(BeEmpty(), picture)
	}
	name := fmt.Sprintf("%s-%s-%t", j.name, picture, j.script)
	j.picture(name + "-320")
	if shots != "" && j.script {
		j.width(1280)
		j.picture(name + "-1280")
		j.width(320)
	}
}

// fill types into fields, over what they hold: name, text, name, text …
func (j *journey) fill(pairs ...string) {
	GinkgoHelper()
	for i := 0; i+1 < len(pairs); i += 2 {
		at := `[name="` + pairs[i] + `"]`
		eval[int](j.tab, fmt.Sprintf(`(document.querySelector('%s').value = "", 0)`, at))
		j.do(chromedp.SendKeys(chromedp.CSS(at), pairs[i+1]))
	}
}

// presses sends the form with a button of these words.
func (j *journey) presses(words string) {
	GinkgoHelper()
	j.marks("button", words)
	j.send("[data-chosen]")
}

// follows goes where a link of these words leads.
func (j *journey) follows(words string) {
	GinkgoHelper()
	j.marks("a", words)
	j.send("[data-chosen]")
}

// marks marks the first element of these words that is seen, main first.
func (j *journey) marks(element, words string) {
	GinkgoHelper()
	Expect(eval[bool](j.tab, fmt.Sprintf(`(() => {
		document.querySelectorAll("[data-chosen]").forEach(e => delete e.dataset.chosen);
		const all = [...document.querySelectorAll("main %[1]s"), ...document.querySelectorAll("%[1]s")];
		const e = all.find(e => e.innerText.trim().startsWith(%[2]q) && e.getClientRects().length);
		if (e) e.dataset.chosen = "";
		return !!e; })()`, element, words))).To(BeTrue(), "no %s %q on %s", element, words, j.text("main"))
}

// chooses an option of a select by its words.
func (j *journey) chooses(name, words string) {
	GinkgoHelper()
	Expect(eval[bool](j.tab, fmt.Sprintf(`(() => { const s = document.querySelector('select[name="%s"]');
		const o = [...s.options].find(o => o.text === %q); if (o) s.value = o.value; return !!o; })()`, name, words))).To(BeTrue(), words)
}

// path is where the browser is.
func (j *journey) path() string {
	GinkgoHelper()
	return eval[string](j.tab, `location.pathname + location.search`)
}

func (j *journey) goes(path string) {
	GinkgoHelper()
	j.open(j.base + path)
}

// faults are those of the error summary, which has the focus.
func (j *journey) faults() []string {
	GinkgoHelper()
	if j.script {
		j.focus("e.id", "errors")
	}
	return eval[[]string](j.tab, `[...document.querySelectorAll("#errors li a")].map(e => e.innerText)`)
}

// menu is the main navigation.
func (j *journey) menu() []string {
	GinkgoHelper()
	return eval[[]string](j.tab, `[...document.querySelectorAll("header nav a")].map(e => e.innerText)`)
}

// enters signs in with a login and a password, and a code if one is wanted.
func (j *journey) enters(login, password string) {
	GinkgoHelper()
	j.fill("login", login, "password", password)
	j.presses("登入")
	if j.text("h1") == "輸入驗證碼" {
		j.code(secrets[login])
	}
}

// code types the next code of a second factor.
func (j *journey) code(secret string) {
	GinkgoHelper()
	j.pass(time.Minute)
	j.fill("code", code(secret, j.now()))
	j.send("main form .go")
}

// states the purpose that a page asks for before it shows somebody.
func (j *journey) states(purpose string) {
	GinkgoHelper()
	j.sees("要用來做什麼？", "purpose")
	j.fill("purpose", purpose)
	j.presses("開啟")
}
