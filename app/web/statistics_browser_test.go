package web_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("the statistics, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser       context.Context
		a             *agency
		base          string
		item, edition string
		changed       training.Notice
	)
	BeforeAll(func() {
		browser = startBrowser()
		a = newSchool()
		first := a.examined()[0].Item
		item, edition = first.ID, training.Edition(first)
		a.play(map[string][]int{"one": {0}, "two": {1}, "three": {0, 0}, "four": {1, 0}}, map[string]int{"one": 9, "two": 8, "three": 7, "four": 6})
		_, err := a.Training.CheckItems(context.Background())
		Expect(err).NotTo(HaveOccurred())
		changed = training.Notice{Doc: store.Doc{ID: "law/a/b"}, Kind: training.LawChange, At: noon(), Digest: "sha256:0", Provisions: []string{"criminal-code/132/2", "pdpa/41"},
			Moved: []training.MovedItem{{Moved: quizzes.Moved{Item: item, Was: a.key(item), Now: a.key(item)}}}}
		Expect(collection[training.Notice](a).Insert(context.Background(), changed)).To(Succeed())
		base = listen(a.Server)
	})

	DescribeTable("have no finding of axe and never scroll sideways", func(width int64, scheme, language string) {
		t := newTab(browser, chromedp.WithNewBrowserContext())
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.width(width)
		t.scheme(scheme)
		t.open(base + "/sign-in?lang=" + language)
		t.do(chromedp.SendKeys(chromedp.CSS("#login"), "editor"), chromedp.SendKeys(chromedp.CSS("#password"), password))
		t.send("main form .go")
		a.pass(time.Minute)
		t.do(chromedp.SendKeys(chromedp.CSS("#code"), code(secrets["editor"], a.now())))
		t.send("main form .go")
		for _, path := range []string{"/statistics", "/statistics?flag=too_hard", "/statistics/items/" + item, "/statistics/misconceptions", "/statistics/scenarios", "/statistics/scenarios/npa-leak-4", "/", "/statistics/notices", "/statistics/notices/inverted/" + item + "/" + edition, "/statistics/notices/" + changed.ID} {
			t.open(base + path)
			t.unfold()
			Expect(t.wide()).To(BeEmpty(), path)
			Expect(t.axe()).To(BeEmpty(), path)
			t.picture(fmt.Sprintf("statistics-%d-%s", width, strings.NewReplacer("/", "-", "?", "-").Replace(path[1:])))
		}
	},
		Entry("on a phone in the dark", int64(320), "dark", "zh"),
		Entry("on a desk", int64(1280), "light", "en"),
	)
})
