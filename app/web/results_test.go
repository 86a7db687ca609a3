package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

var _ = Describe("how officers do on a case", func() {
	It("counts exercises that are made no more, whoever of the case they were about", func() {
		s := shippedServer()
		for _, x := range s.Cases.Cases() {
			for i := range x.Actors {
				id := "gen/" + x.ID
				if len(x.Actors) > 1 {
					id += fmt.Sprint("-", i+1)
				}
				Expect(s.CaseOfItem(id + "/crime/retired=true")).To(Equal(x.ID))
			}
		}
		Expect(s.CaseOfItem("gen/none/crime/retired=true")).To(Equal("none"))
	})

	It("is said first, by item, and not of so few that one could tell who", func() {
		s := shippedServer()
		a := agencyOn(s)
		a.trains(s, a.db)
		a.publishes(s)
		const at, list = "/statistics/cases/npa-leak-4", "/statistics/cases"
		v := a.signIn("editor")
		Expect(v.open("/statistics").body).To(ContainSubstring(`href="` + list + `"`))
		Expect(v.open("/cases/npa-leak-4").body).To(And(ContainSubstring(`href="`+at+`"`), ContainSubstring(`href="/materials/cases/npa-leak-4"`), ContainSubstring(`href="/cases/handout?case=npa-leak-4"`)))
		Expect(v.open("/materials/cases/npa-leak-4").body).To(Equal(string(shippedCase("npa-leak-4"))))
		Expect(v.open("/materials/cases/npa-leak-9").status).To(Equal(404))
		Expect(v.open(list + "/npa-leak-9").status).To(Equal(404))
		got := v.open(list).body
		Expect(got).To(And(ContainSubstring("<h1>作答的人還太少，還沒有看得出結果的案例</h1>"), ContainSubstring("不到5人不顯示，不到30人資料不足")))
		Expect(strings.Count(got, `<th role="rowheader"`)).To(Equal(len(s.Cases.Cases())), "shipped ones too, though nobody has met one")
		Expect(v.open(at).body).To(And(ContainSubstring("還沒有人在測驗中遇到"), ContainSubstring(`href="/statistics/scenarios/npa-leak-4"`)))

		var of []*quizzes.Item // three of the case, with a misconception each
		var wrong []quizzes.Option
		other := ""
		for _, it := range s.Quizzes.Usable("") {
			if it.Case != "npa-leak-4" || it.Type != quizzes.Single {
				if it.Case == "npa-leak-6" && it.Type == quizzes.Single {
					other = it.ID
				}
				continue
			}
			for _, o := range it.Options {
				if o.ID != it.Key.Options[0] && o.Misconception != "" && len(of) < 3 {
					of, wrong = append(of, it), append(wrong, o)
					break
				}
			}
		}
		Expect(of).To(HaveLen(3))
		put := func(from, to int, k int) {
			var all []answers
			for i := from; i < to; i++ {
				chosen := map[string]string{of[k].ID: of[k].Key.Options[0], other: "a"}
				var rest []string // every option needs enough people to be told of
				for _, o := range of[k].Options {
					if o.ID != of[k].Key.Options[0] && o.ID != wrong[k].ID {
						rest = append(rest, o.ID)
					}
				}
				if i%4 == 3 {
					chosen[of[k].ID] = wrong[k].ID
				} else if n := i / 4 % max(1, len(rest)); i%4 == 1 && len(rest) > 0 {
					chosen[of[k].ID] = rest[n]
				}
				delete(chosen, map[bool]string{true: other}[i > 0])
				all = append(all, answers{officer: fmt.Sprintf("learner %d-%02d", k, i), at: noon().Add(time.Duration(100*k+i) * time.Minute), chosen: chosen})
			}
			a.submit(all...)
		}
		put(0, 12, 1)
		put(0, 4, 2)
		got = v.open(at).body
		Expect(got).To(ContainSubstring("作答的人還太少，資料不足"))
		put(0, 48, 0)
		got = v.open(at).body
		Expect(got).To(MatchRegexp(`：1題看得出結果，[01]題要看一下`))
		Expect(got).To(And(ContainSubstring("不到5人不顯示，不到30人資料不足"), Not(ContainSubstring(other))))
		for _, it := range of {
			Expect(got).To(ContainSubstring("/statistics/items/" + it.ID))
		}
		Expect(got).To(And(ContainSubstring(">48<"), ContainSubstring(">12<")))
		Expect(got).NotTo(ContainSubstring(">4<"))
		m, ok := s.Quizzes.Misconception(wrong[0].Misconception)
		Expect(ok).To(BeTrue())
		Expect(plain(got)).To(ContainSubstring(m.Label.Zh))

		listed := regexp.MustCompile(`<th role="rowheader" scope="row"><a href="/statistics/cases/([a-z0-9-]+)"`)
		rows := listed.FindAllStringSubmatch(v.open(list).body, -1)
		Expect(rows).To(HaveLen(len(s.Cases.Cases())))
		Expect(rows[0][1]).To(Equal("npa-leak-4"))
		Expect(rows[1][1]).To(Equal("npa-leak-6"), "met by too few, before those that nobody has met")
		got = plain(v.open(list).body)
		Expect(got).To(And(MatchRegexp(`[01]個案例有題目要看一下，1個看得出結果`), ContainSubstring("不到5人作答，數字不顯示"), ContainSubstring("還沒有人在測驗中遇到")))

		By("an item that the weak have right")
		it, ok := s.Quizzes.Item(other)
		Expect(ok).To(BeTrue())
		wrongOf := it.Options[0].ID
		if wrongOf == it.Key.Options[0] {
			wrongOf = it.Options[1].ID
		}
		var all []answers
		for i := range 40 {
			chosen := map[string]string{other: it.Key.Options[0]}
			if i >= 20 {
				chosen[other] = wrongOf
			}
			for k, x := range of {
				chosen[x.ID] = x.Key.Options[0]
				if i < 20 {
					chosen[x.ID] = wrong[k].ID
				}
			}
			all = append(all, answers{officer: fmt.Sprintf("turned %02d", i), at: noon().Add(time.Duration(1000+i) * time.Minute), chosen: chosen})
		}
		a.submit(all...)
		body := v.open(list).body
		rows = listed.FindAllStringSubmatch(body, -1)
		Expect([]string{rows[0][1], rows[1][1]}).To(Equal([]string{"npa-leak-6", "npa-leak-4"}))
		Expect(plain(body)).To(ContainSubstring("npa-leak-6 立即檢查 此題可能有問題：答對者整體較弱 1 1 0"))
		Expect(plain(v.open(list + "/npa-leak-6").body)).To(ContainSubstring("1題看得出結果，1題要看一下"))

		officer := a.signIn("officer")
		for _, path := range []string{at, list, "/materials/cases/npa-leak-4"} {
			Expect(officer.open(path).status).To(Equal(403), path)
		}
		Expect(officer.open("/cases/npa-leak-4").body).To(And(Not(ContainSubstring(at)), Not(ContainSubstring("/materials/cases")), ContainSubstring("/cases/handout?case=npa-leak-4")))
	})
})
