package web_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

// The pages of records that no journey asks axe about, each once, on a phone, in both
// colour schemes. A page that is added to the table of routes and to neither fails it.
var _ = Describe("the pages of records, in a browser", Label("browser"), func() {
	It("have no finding of axe on a phone, light and dark", func() {
		a := newChambers()
		draft, sent, signed := a.leaked("counsel", "115-頁-1", rules.Values{"outcome_on": rules.Day(2026, 11, 10)}), a.reviewed("115-頁-2"), a.signed("115-頁-3")
		a.retell(draft)
		browser := startBrowser()
		j := a.browse(browser, listen(a.Server), "incident-pages", true)
		asked := map[string]bool{ // by other specs
			"/incidents/new": true, "/incidents/:id": true, "/incidents/:id/questions": true, "/incidents/:id/send": true, "/incidents/:id/result": true, "/incidents/:id/reason": true,
			"/incidents/:id/what-if": true, "/incidents/:id/compare": true, "/incidents/:id/review": true, "/incidents/:id/review/sign": true, "/incidents/law/:rerun": true, "/incidents/law/:rerun/take": true,
			// files
			"/incidents/statistics/export": true, "/incidents/:id/memo.:ending": true, "/incidents/:id/report.json": true,
		}
		is := func(route, path string) {
			GinkgoHelper()
			asked[route] = true
			j.goes(path)
			if strings.HasPrefix(j.path(), "/purpose") {
				j.fill("purpose", "續辦研判")
				j.send("main form .go")
			}
			Expect(j.path()).To(Equal(path))
			j.unfold()
			Expect(j.wide()).To(BeEmpty(), path)
			Expect(j.axe()).To(BeEmpty(), path)
			Expect(j.night()).To(BeEmpty(), path)
			j.picture(fmt.Sprintf("incident-pages-%d", len(asked)))
		}
		in := func(login string) {
			GinkgoHelper()
			j.goes("/sign-in")
			j.enters(login, password)
		}
		in("counsel")
		is("/incidents", "/incidents")
		is("/incidents/search", "/incidents/search?q=A")
		is("/incidents/statistics", "/incidents/statistics")
		for _, page := range strings.Fields("narrative facts edit people access remove check history memo") {
			is("/incidents/:id/"+page, draft+"/"+page)
		}
		is("/incidents/:id/people/:number/remove", draft+"/people/1/remove")
		is("/incidents/:id/withdraw", sent+"/withdraw")
		is("/incidents/:id/revise", signed+"/revise")
		is("/incidents/:id/revisions/:number", signed+"/revisions/1")

		j.goes(draft + "/result")
		Expect(eval[int](j.tab, `document.documentElement.scrollHeight`)).To(BeNumerically("<", 12000), "two people's result is something to read on a phone")
		for _, part := range []string{"fits", "similar", "try"} {
			j.click(`.tools a[href="#` + part + `"]`)
			Eventually(func() bool { return eval[bool](j.tab, `document.getElementById("`+part+`").closest("details").open`) }).Should(BeTrue(), part)
		}

		a.changeLaw()
		j.base = listen(a.Server)
		is("/incidents/law", "/incidents/law")
		is("/incidents/:id/law", draft+"/law")
		j = a.browse(browser, j.base, "incident-pages", true)
		in("colleague")
		is("/incidents/:id/review/return", sent+"/review/return")
		for _, r := range incidentWays(a) {
			Expect(r.Method != "GET" || asked[r.Path]).To(BeTrue(), r.Path)
		}
	})
})

// retell gives a record a narrative, and a second person.
func (a *agency) retell(at string) {
	GinkgoHelper()
	r := a.record(at)
	_, err := a.Incidents.Change(context.Background(), r.Author, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
		r.Content.Narrative = "警員甲離開座位，沒有切換查詢畫面，民眾A看見內容。"
		second := r.Content.Interview.People[0]
		second.Name = "乙"
		r.Content.Interview.People = append(slices.Clone(r.Content.Interview.People), second)
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
}
