package web_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/quizzes"
)

var _ = Describe("how officers do on a case", func() {
	It("is said first, by item, and not of so few that one could tell who", func() {
		s := shippedServer()
		a := agencyOn(s)
		a.trains(s, a.db)
		s.Materials = publishing.New(a.db, publishing.Material{Book: s.Book, Faults: func(publishing.Kind, string, []byte) []publishing.Fault { return nil }}, a.now)
		x, err := s.Materials.Begin(context.Background(), a.people["editor"].ID, publishing.Start{Kind: publishing.Case, Key: "npa-leak-4", File: shippedCase("npa-leak-4")})
		Expect(err).NotTo(HaveOccurred())
		at := "/materials/" + x.ID + "/results"
		v := a.signIn("editor")
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
		got := v.open(at).body
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
		Expect(a.signIn("officer").open(at).status).To(Equal(403))
	})
})
