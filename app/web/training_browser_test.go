package web_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// What a new officer sees on the way is looked at on the way itself, in Chinese; here
// is the rest.
var _ = Describe("the pages of a course, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	It("are good in English and in the dark as well, before and after", func() {
		a := newSchool()
		j := a.browse(startBrowser(), listen(a.Server), "course", true)
		j.scheme("dark")
		j.goes("/sign-in?lang=en")
		j.fill("login", "officer", "password", password)
		j.send("main form .go")
		look := func(when string) {
			GinkgoHelper()
			for i, path := range []string{"/", "/training", "/training/short/2026", "/training/short/2026/sign", "/training/short/2026/read?n=6", "/training/short/2026/play", "/training/short/2026/check"} {
				j.goes(path)
				Expect(j.text("h1")).NotTo(BeEmpty())
				j.fine(fmt.Sprintf("%s-%d", when, i))
			}
		}
		look("before")
		a.reach("officer")
		look("after")
		other := a.browse(startBrowser(), j.base, "nothing", true)
		other.goes("/training")
		other.enters("other", password)
		other.sees("還沒有指派給您的課程", "empty")
	})
})
