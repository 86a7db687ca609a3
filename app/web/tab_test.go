package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// What the browser specs need from outside. With SHOUMI_REQUIRE_BROWSER=1 its
// absence fails; otherwise they are skipped, and say so. SHOUMI_AXE is the path
// of axe.min.js, SHOUMI_SHOTS a directory for a picture of every screen.
var (
	mustBrowse = os.Getenv("SHOUMI_REQUIRE_BROWSER") == "1"
	axeFile    = os.Getenv("SHOUMI_AXE")
	shots      = os.Getenv("SHOUMI_SHOTS")
)

func without(what string) {
	GinkgoHelper()
	if mustBrowse {
		Fail(what + ", and SHOUMI_REQUIRE_BROWSER=1 demands it")
	}
	Skip("NOT TESTED IN A BROWSER: " + what)
}

// startBrowser is a browser that ends with the specs, with flags of its own as
// Chromium names them. The headless shell comes first: it takes half the
// processor time, since the whole browser runs its own windows beside the page.
func startBrowser(flags ...[2]string) context.Context {
	GinkgoHelper()
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
			// A page out of this cache loads nothing, and chromedp waits for ever.
			chromedp.Flag("disable-features", "BackForwardCache,site-per-process,Translate,BlinkGenPropertyTrees"))
		for _, f := range flags {
			opts = append(opts, chromedp.Flag(f[0], f[1]))
		}
		alloc, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
		DeferCleanup(cancel)
		browser, stop := chromedp.NewContext(alloc)
		DeferCleanup(stop)
		Expect(chromedp.Do(browser)).To(Succeed())
		return browser
	}
	without("no chromium was found")
	return nil
}

// tab is a page in a browser.
type tab struct{ ctx context.Context }

func newTab(browser context.Context, opts ...chromedp.ContextOption) tab {
	GinkgoHelper()
	ctx, stop := chromedp.NewContext(browser, opts...)
	DeferCleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute) // only so that a hang ends
	DeferCleanup(cancel)
	Expect(chromedp.Do(ctx)).To(Succeed())
	t := tab{ctx}
	t.prefer("")
	return t
}

func (t tab) do(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(t.ctx, steps...)).To(Succeed())
}

// go opens a page.
func (t tab) open(url string) {
	GinkgoHelper()
	t.do(chromedp.Navigate(url))
}

// leads does what leads to another page, and waits for it.
func (t tab) leads(steps ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	_, err := chromedp.RunResponse(t.ctx, steps...)
	Expect(err).NotTo(HaveOccurred())
}

// send presses what leads to another page.
func (t tab) send(selector string) {
	GinkgoHelper()
	t.leads(chromedp.Click(chromedp.CSS(selector)))
}

func (t tab) click(selector string) {
	GinkgoHelper()
	t.do(chromedp.Click(chromedp.CSS(selector)))
}

func (t tab) text(selector string) string {
	GinkgoHelper()
	s, err := chromedp.Run(t.ctx, chromedp.Text(chromedp.CSS(selector)))
	Expect(err).NotTo(HaveOccurred())
	return strings.TrimSpace(s)
}

// path is where the page is.
func (t tab) path() string {
	GinkgoHelper()
	return eval[string](t, `location.pathname`)
}

// focus waits until something on the page has the focus: where the page says
// autofocus, the browser gives it when it draws, which may be after it has loaded.
// What is said in JavaScript of e, the element.
func (t tab) focus(what, is string) {
	GinkgoHelper()
	Eventually(func() string {
		return eval[string](t, `(e => `+what+`)(document.activeElement)`)
	}).WithTimeout(20 * time.Second).Should(Equal(is))
}

func (t tab) checked(value string) bool {
	GinkgoHelper()
	return eval[bool](t, fmt.Sprintf(`document.querySelector('input[value="%s"]').checked`, value))
}

// eval runs a script in the page; it works where the page's own may not.
func eval[T any](t tab, js string) T {
	GinkgoHelper()
	v, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	Expect(err).NotTo(HaveOccurred())
	return v
}

// call gives the browser a command.
func call[P any](t tab, cmd cdp.Command[P, cdp.Empty], params P) {
	GinkgoHelper()
	_, err := chromedp.Call(t.ctx, cmd, params)
	Expect(err).NotTo(HaveOccurred())
}

func (t tab) script(on bool) {
	GinkgoHelper()
	call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

func (t tab) width(px int64) {
	GinkgoHelper()
	t.do(chromedp.EmulateViewport(px, 800))
}

func (t tab) scheme(name string) {
	GinkgoHelper()
	t.prefer("", "prefers-color-scheme", name)
}

// prefer sets what the page is shown on, and for whom: screen where medium is empty,
// and pairs of features and values. Nothing moves: a click would miss what does.
func (t tab) prefer(medium string, features ...string) {
	GinkgoHelper()
	all := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	for i := 0; i+1 < len(features); i += 2 {
		all = append(all, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: all})
}

// back goes back in the history and says where it came to.
func (t tab) back() string {
	GinkgoHelper()
	t.do(chromedp.NavigateBack())
	return t.text("h1")
}

// unfold opens every details, so that nothing hides from the spec.
func (t tab) unfold() {
	GinkgoHelper()
	eval[int](t, `[...document.querySelectorAll("details")].map(d => d.open = true).length`)
}

// wide names what makes the page scroll sideways.
func (t tab) wide() []string {
	GinkgoHelper()
	return eval[[]string](t, `(() => { const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return [];
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".sr, .skip, thead")).map(e => e.tagName + "." + e.className).slice(0, 5).concat("scrolls"); })()`)
}

// axe is what axe finds on the page with every rule it has.
func (t tab) axe() []string {
	GinkgoHelper()
	return t.ask("")
}

// night is what axe finds on the page in the dark with its rules about colour. The others
// depend on no scheme: they are asked in the light, at the same width.
func (t tab) night() []string {
	GinkgoHelper()
	t.scheme("dark")
	defer t.scheme("light")
	return t.ask(`runOnly: ["color-contrast", "link-in-text-block"], `)
}

func (t tab) ask(options string) []string {
	GinkgoHelper()
	if axeFile == "" {
		without("SHOUMI_AXE does not name axe.min.js")
	}
	source, err := os.ReadFile(axeFile)
	Expect(err).NotTo(HaveOccurred())
	eval[json.RawMessage](t, string(source)+"; 0")
	return eval[[]string](t, `axe.run(document, {`+options+`resultTypes: ["violations"]}).then(r => r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ": " + n.html.slice(0, 160) + " " + n.failureSummary)))`)
}

// picture keeps a picture of the whole page, where SHOUMI_SHOTS says.
func (t tab) picture(name string) {
	GinkgoHelper()
	if shots == "" {
		return
	}
	png, err := chromedp.Run(t.ctx, chromedp.FullScreenshot(100))
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(shots, name+".png"), png, 0o644)).To(Succeed())
}

func screenName(path string) string {
	name, query, _ := strings.Cut(strings.Trim(path, "/"), "?")
	name = strings.NewReplacer("/", "-", ".", "-").Replace(name)
	if name == "" {
		name = "home"
	}
	for part := range strings.SplitSeq(query, "&") {
		switch {
		case strings.HasPrefix(part, "s="):
			name += fmt.Sprintf("-s%d", len(part))
		case part != "":
			name += "-" + strings.NewReplacer("=", "", "%2F", "-").Replace(part)
		}
	}
	return name
}
