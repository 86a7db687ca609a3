package web_test

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("the review of a day", func() {
	var (
		a   *agency
		ctx = context.Background()
	)
	BeforeEach(func() { a = newSchool() })

	// later is the officer some weeks after the self-check, with what is due then.
	later := func() (*visitor, []training.Due) {
		GinkgoHelper()
		a.reach("officer")
		a.pass(35 * 24 * time.Hour)
		due, err := a.Training.Reviews(ctx, a.trainee("officer"))
		Expect(err).NotTo(HaveOccurred())
		Expect(due).NotTo(BeEmpty())
		return a.signIn("officer"), due
	}
	key := func(it *quizzes.Item) (pairs []string) {
		pairs = []string{"item", it.ID}
		for i, id := range it.Key.Options {
			if it.Type == quizzes.Ordering {
				pairs = append(pairs, "o:"+id, string(rune('1'+i)))
			} else {
				pairs = append(pairs, "a", id)
			}
		}
		for r, id := range it.Key.Rows {
			pairs = append(pairs, "r:"+r, id)
		}
		if it.Key.Number != nil {
			pairs = append(pairs, "n", quizzes.Answer{Number: it.Key.Number}.String())
		}
		return pairs
	}

	It("is honest when there is nothing", func() {
		v := a.signIn("officer")
		page := v.open("/review")
		Expect(headed(page)).To(Equal("今天沒有要複習的"))
		Expect(page.body).To(ContainSubstring("還沒有學過的概念。"))
		a.reach("officer")
		state, err := a.Training.State(ctx, learnerOf(a, "officer"))
		Expect(err).NotTo(HaveOccurred())
		Expect(state.Cards).NotTo(BeEmpty())
		page = v.open("/review")
		Expect(headed(page)).To(Equal("今天沒有要複習的"))
		Expect(page.body).To(MatchRegexp(`下一次是民國115年1[12]月\d+日 \d\d:\d\d。`))
	})

	It("asks for a concept, explains, and says what became of its level and when it comes again", func() {
		v, due := later()
		page := v.open("/review")
		Expect(headed(page)).To(MatchRegexp(`^今天要複習\d個概念$`))
		one := due[0]
		href := "/review/" + one.Card.Concept
		Expect(page.body).To(ContainSubstring(`<a class="go" href="` + href + `">開始複習</a>`))
		item := v.open(href)
		Expect(item.body).To(ContainSubstring(`name="item" value="` + one.Item.ID + `"`))
		Expect(headed(v.open("/review"))).To(Equal(headed(page)), "looking is not answering")

		got := v.send(href, key(one.Item)...)
		Expect(got.location).To(Equal(href))
		done := v.open(href)
		Expect(headed(done)).To(HavePrefix("答對："))
		Expect(done.body).To(And(ContainSubstring("從「精熟」升為「穩固」"), ContainSubstring("下次複習"), ContainSubstring("autofocus")))
		Expect(v.send(href, "item", one.Item.ID, "a", "none").status).To(Equal(303), "what is not an answer does not change it")
		Expect(headed(v.open(href))).To(HavePrefix("答對："))
		after, _ := a.Training.Reviews(ctx, a.trainee("officer"))
		Expect(after).To(HaveLen(len(due) - 1))
	})

	It("takes a level away for a miss, and offers the lessons", func() {
		v, due := later()
		for _, d := range due {
			wrong := wrongAnswer(d.Item)
			if wrong == nil {
				continue
			}
			href := "/review/" + d.Card.Concept
			v.open(href)
			Expect(v.send(href, wrong...).location).To(Equal(href))
			done := v.open(href)
			Expect(headed(done)).To(HavePrefix("答錯："))
			Expect(done.body).To(And(ContainSubstring("從「精熟」降為「熟悉」"), ContainSubstring("可以再讀："), MatchRegexp(`href="/lessons/`)))
			Expect(v.open(href + "?lang=en").body).To(ContainSubstring("From “proficient” down to “familiar”"))
			return
		}
		Fail("no item is due that can be answered wrong")
	})

	It("lets one skip to the next, and ends with what comes tomorrow", func() {
		v, due := later()
		skip := regexp.MustCompile(`<a class="quiet" href="([^"]*)">先跳過`)
		at := "/review/" + due[0].Card.Concept
		for i := range due {
			Expect(at).To(Equal("/review/" + due[i].Card.Concept))
			at = skip.FindStringSubmatch(v.open(at).body)[1]
		}
		Expect(at).To(Equal("/review"))
		for _, d := range due {
			_, err := a.Training.Review(ctx, a.trainee("officer"), d.Card.Concept, d.Item.ID, d.Item.Key)
			Expect(err).NotTo(HaveOccurred())
		}
		page := v.open("/review")
		Expect(headed(page)).To(Equal("今天沒有要複習的"))
		Expect(page.body).To(MatchRegexp(`今天複習了\d個。下一次是`))
	})

	It("marks what is there because its law changed", func() {
		a.reach("officer")
		a.pass(time.Hour)
		state, _ := a.Training.State(ctx, learnerOf(a, "officer"))
		var changed []string
		for _, x := range a.Quizzes.Concepts() {
			if _, ok := state.Cards[x.ID]; ok {
				law, _, _ := strings.Cut(x.Provisions[0], "#")
				changed = append(changed, law)
			}
		}
		_, err := a.Training.LawChanged(ctx, "116-1", changed)
		Expect(err).NotTo(HaveOccurred())
		v := a.signIn("officer")
		page := v.open("/review")
		Expect(page.body).To(And(ContainSubstring("法規異動；上次是民國"), ContainSubstring("是依據的法規修正過")))
		due, _ := a.Training.Reviews(ctx, a.trainee("officer"))
		Expect(v.open("/review/" + due[0].Card.Concept).body).To(ContainSubstring(`<span class="tag">法規異動</span>`))
	})

	It("takes no answer that cannot be", func() {
		v, due := later()
		one := due[0]
		href := "/review/" + one.Card.Concept
		v.open(href)
		for _, c := range []struct {
			path   string
			pairs  []string
			status int
		}{
			{href, []string{"item", one.Item.ID}, 422},
			{href, []string{"item", one.Item.ID, "a", "zzz", "r:zzz", "zzz", "o:zzz", "1", "n", "十"}, 422},
			{href, []string{"item", "none", "a", "a"}, 404},
			{href, nil, 404},
			{href, []string{"item", due[len(due)-1].Item.ID, "a", "a"}, 404},
			{"/review/none", []string{"item", one.Item.ID, "a", "a"}, 404},
		} {
			if len(due) == 1 && c.pairs != nil && c.pairs[1] == due[0].Item.ID && c.status == 404 {
				continue
			}
			got := v.send(c.path, c.pairs...)
			Expect(got.status).To(Equal(c.status), "%s %v", c.path, c.pairs)
			Expect(got.body).NotTo(ContainSubstring("⟦"))
		}
		Expect(v.open("/review/none").status).To(Equal(404))
		Expect(v.open("/review/genai").location).To(Equal("/review"), "not due")
		other := a.signIn("other")
		other.open("/review")
		Expect(other.send(href, key(one.Item)...).status).To(Equal(409), "it is not due for them")
	})
})

func learnerOf(a *agency, login string) string {
	GinkgoHelper()
	id, err := a.Training.Learner(context.Background(), a.people[login].ID)
	Expect(err).NotTo(HaveOccurred())
	return id
}

// wrongAnswer is an answer that is wrong; nil where only luck could give one.
func wrongAnswer(it *quizzes.Item) []string {
	pairs := []string{"item", it.ID}
	switch it.Type {
	case quizzes.Single, quizzes.Ternary, quizzes.Multiple, quizzes.Evidence:
		for _, o := range it.Options {
			if !slices.Contains(it.Key.Options, o.ID) {
				return append(pairs, "a", o.ID)
			}
		}
	case quizzes.Number:
		return append(pairs, "n", "999999")
	case quizzes.Ordering:
		for i, id := range slices.Backward(it.Key.Options) {
			pairs = append(pairs, "o:"+id, strconv.Itoa(len(it.Key.Options)-i))
		}
		return pairs
	}
	return nil
}
