package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
)

// collection is one of the collections of training in the store of the agency.
func collection[T any](a *agency) store.Collection[T] {
	GinkgoHelper()
	for _, option := range training.Collections {
		if d, ok := option.(store.Definition[T]); ok {
			return d.In(a.db)
		}
	}
	Fail("there is no such collection")
	return store.Collection[T]{}
}

// answers is what somebody submitted: the option chosen of each item.
type answers struct {
	officer string
	at      time.Time
	chosen  map[string]string
	edition string // of all items; empty: the present one
}

// submit keeps submitted attempts as they would be after a certification.
func (a *agency) submit(all ...answers) {
	GinkgoHelper()
	kept := collection[training.Attempt](a)
	for i, x := range all {
		id := fmt.Sprintf("%s-%d-%d", x.officer, x.at.Unix(), i)
		made := training.Attempt{Doc: store.Doc{ID: id}, Learner: x.officer, Round: short, Unit: "exam", Began: x.at, Submitted: x.at}
		for _, item := range slices.Sorted(maps.Keys(x.chosen)) {
			it, ok := a.Quizzes.Item(item)
			Expect(ok).To(BeTrue(), item)
			edition := x.edition
			if edition == "" {
				edition = training.Edition(it)
			}
			made.Outcomes = append(made.Outcomes, training.Outcome{Item: item, Edition: edition, Concept: it.Concept, Chosen: []string{x.chosen[item]},
				Right: quizzes.Grade(it, quizzes.Answer{Options: []string{x.chosen[item]}}).Right})
		}
		Expect(kept.Insert(context.Background(), made)).To(Succeed())
	}
}

// choices are items of the bank with one right answer, and the ids of it and of two
// wrong ones.
type choices struct {
	*quizzes.Item
	right, wrong, other string
}

func (a *agency) choices(n int) (out []choices) {
	GinkgoHelper()
	for _, it := range a.Quizzes.Usable("") {
		if it.Type != quizzes.Single || it.Generated || len(it.Options) < 4 || len(out) == n {
			continue
		}
		c := choices{Item: it, right: it.Key.Options[0]}
		for _, o := range it.Options {
			switch {
			case o.ID == c.right:
			case c.wrong == "":
				c.wrong = o.ID
			case c.other == "":
				c.other = o.ID
			}
		}
		out = append(out, c)
	}
	Expect(out).To(HaveLen(n))
	return out
}

// examined are 48 people who submitted a form: the strong are right in all but the
// first item, in which the weak are right. Ten of them had one more item, three
// yet another.
func (a *agency) examined() []choices {
	GinkgoHelper()
	items := a.choices(7)
	var all []answers
	for i := range 48 {
		x := answers{officer: fmt.Sprintf("learner %02d", i), at: noon().Add(time.Duration(i) * time.Minute), chosen: map[string]string{}}
		put := func(c choices, right bool) {
			switch {
			case right:
				x.chosen[c.ID] = c.right
			case i%2 == 1 && c.ID != items[1].ID:
				x.chosen[c.ID] = c.other
			default:
				x.chosen[c.ID] = c.wrong
			}
		}
		put(items[0], i < 26)
		for k := range 4 {
			put(items[1+k], i >= 8+4*k)
		}
		if i < 10 {
			put(items[5], i%2 == 0)
		}
		if i < 3 {
			put(items[6], true)
		}
		all = append(all, x)
	}
	a.submit(all...)
	return items
}

var _ = Describe("the statistics of items", func() {
	rows := regexp.MustCompile(`href="/statistics/items/([^"?]+)"`)
	listed := func(body string) (out []string) {
		for _, m := range rows.FindAllStringSubmatch(body, -1) {
			out = append(out, m[1])
		}
		return out
	}

	It("say what will be there while nobody has submitted anything", func() {
		v := newSchool().signIn("editor")
		body := v.open("/statistics").body
		Expect(body).To(ContainSubstring("<h1>還沒有人交出認證測驗，沒有題目統計</h1>"))
		Expect(body).To(ContainSubstring("有學員交卷後就會出現"))
	})

	It("list what wants attention first, with its sentence before its numbers", func() {
		a := newSchool()
		items := a.examined()
		v := a.signIn("editor")
		body := v.open("/statistics").body
		Expect(body).To(ContainSubstring("<h1>1題要檢查，5題的資料足夠判斷</h1>"))
		found := listed(body)
		Expect(found).To(HaveLen(7))
		Expect(found[0]).To(Equal(items[0].ID))
		Expect(found[5:]).To(Equal([]string{items[5].ID, items[6].ID}), "few answers, then too few to show")
		Expect(body).To(MatchRegexp(`(?s)` + items[0].ID + `.*?立即檢查.*?此題可能有問題：答對者整體較弱.*?>48<.*?>54.2%<.*?>-\d\d(\.\d)?<`))
		Expect(body).To(MatchRegexp(`(?s)` + items[5].ID + `.*?資料不足，僅供參考：只有10人作答。.*?>10<.*?>50%<`))
		Expect(body).To(MatchRegexp(`(?s)` + items[6].ID + `.*?資料不足：作答的不到5人，不顯示數字。.*?>—<.*?>—<.*?>—<`))

		Expect(listed(v.open("/statistics?flag=inverted").body)).To(Equal([]string{items[0].ID}))
		Expect(listed(v.open("/statistics?flag=fine").body)).To(ConsistOf(items[1].ID, items[2].ID, items[3].ID, items[4].ID))
		Expect(listed(v.open("/statistics?concept=" + items[5].Concept).body)).To(ContainElement(items[5].ID))
		none := v.open("/statistics?flag=too_hard").body
		Expect(none).To(And(ContainSubstring("沒有符合條件的題目"), ContainSubstring("<h1>1題要檢查")))
		byFacility := listed(v.open("/statistics?sort=facility").body)
		Expect(byFacility[:2]).To(Equal([]string{items[5].ID, items[0].ID}))
		Expect(byFacility[6]).To(Equal(items[6].ID), "without a number: last")
		turned := listed(v.open("/statistics?sort=-facility").body)
		Expect(turned[0]).To(Equal(items[1].ID))
		Expect(turned[6]).To(Equal(items[6].ID))
		Expect(v.open("/statistics?page=99&sort=nothing&concept=nothing&flag=nothing").status).To(Equal(200))
	})

	It("show an item with its words, its options and what to do about it", func() {
		a := newSchool()
		items := a.examined()
		v := a.signIn("counsel")
		it := items[0]
		body := v.open("/statistics/items/" + it.ID).body
		Expect(body).To(ContainSubstring("<h1>此題可能有問題：答對者整體較弱</h1>"))
		Expect(body).To(ContainSubstring("系統會自動重新證明答案"))
		Expect(body).To(ContainSubstring(`href="/items/` + it.ID + `"`))
		sittings, err := a.Training.Sittings(context.Background())
		Expect(err).NotTo(HaveOccurred())
		numbers := quizzes.Statistics(it.Item, training.Edition(it.Item), sittings, quizzes.DefaultThresholds)
		Expect(body).To(ContainSubstring(fmt.Sprintf(">%.1f%%<", *numbers.Facility)))
		Expect(body).To(ContainSubstring(fmt.Sprintf("%.1f<", *numbers.Discrimination)))
		Expect(body).To(ContainSubstring(fmt.Sprintf("%.1f<", *numbers.Efficiency)))
		Expect(body).To(ContainSubstring("100 × 這一題得分與其他題總分的相關係數"))
		for i, o := range numbers.Options {
			if m, ok := a.Quizzes.Misconception(it.Options[i].Misconception); ok {
				Expect(body).To(ContainSubstring(m.Label.Zh))
			}
			if o.Chosen != nil {
				Expect(body).To(ContainSubstring(fmt.Sprintf("><div>%d</div>", *o.Chosen)))
			}
		}
		Expect(body).To(MatchRegexp(`<rect [^>]*>`), "a picture")
		Expect(numbers.MedianSeconds).To(BeNil())
		Expect(body).To(MatchRegexp(`(?s)作答秒數（中位數）.*?>—<`))

		few := v.open("/statistics/items/" + items[6].ID).body
		Expect(few).To(ContainSubstring("<h1>不到5人作答，數字不顯示</h1>"))
		Expect(few).To(ContainSubstring("以免看得出是誰的答案"))
		Expect(few).NotTo(MatchRegexp(`><div>3</div>`))
		Expect(v.open("/statistics/items/" + it.ID + "?lang=en").body).To(ContainSubstring("Something may be wrong with this item"))
	})

	It("keep editions apart, and know the words of one that the bank has no more", func() {
		a := newSchool()
		it := a.examined()[0]
		asked := training.Question{Item: it.ID, Edition: "before", Concept: it.Concept, Type: it.Type, Stem: "以前的題幹", Options: it.Options, Key: it.Key}
		words, err := json.Marshal([]training.Question{asked})
		Expect(err).NotTo(HaveOccurred())
		papers := collection[training.Paper](a)
		for i := range 6 {
			x := answers{officer: fmt.Sprint("old ", i), at: noon(), chosen: map[string]string{it.ID: it.right}, edition: "before"}
			a.submit(x)
			Expect(papers.Insert(context.Background(), training.Paper{Doc: store.Doc{ID: fmt.Sprintf("%s-%d-0", x.officer, x.at.Unix())}, Words: string(words)})).To(Succeed())
		}
		v := a.signIn("editor")
		body := v.open("/statistics/items/" + it.ID).body
		Expect(body).To(And(ContainSubstring("此題可能有問題"), ContainSubstring("各版本的統計，不合併計算"), ContainSubstring("?edition=before")))
		body = v.open("/statistics/items/" + it.ID + "?edition=before").body
		Expect(body).To(And(ContainSubstring("<h1>資料不足，僅供參考</h1>"), ContainSubstring("以前的題幹"), Not(ContainSubstring(`href="/items/`))))
		Expect(v.open("/statistics/items/" + it.ID + "?edition=never").status).To(Equal(404))
		Expect(v.open("/statistics/items/nothing").status).To(Equal(404))
	})

	It("are for editors, counsel and administrators", func() {
		a := newSchool()
		for login, status := range map[string]int{"officer": 403, "supervisor": 403, "editor": 200, "counsel": 200, "admin": 200} {
			v := a.signIn(login)
			Expect(v.open("/statistics").status).To(Equal(status), login)
			Expect(v.open("/statistics/items/"+a.choices(1)[0].ID).status).To(Equal(status), login)
		}
		Expect(a.visitor().open("/statistics").location).To(HavePrefix("/sign-in?"))
	})
})

var _ = Describe("the misconceptions", func() {
	It("are added up over items, of numbers that may be shown", func() {
		a := newSchool()
		v := a.signIn("editor")
		Expect(v.open("/statistics/misconceptions").body).To(And(ContainSubstring("<h1>還沒有可以統計的誤解</h1>"), ContainSubstring("滿5人選")))
		a.examined()
		body := v.open("/statistics/misconceptions").body
		held, err := a.Training.Misconceptions(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(len(held)).To(BeNumerically(">", 1))
		Expect(body).To(ContainSubstring("<h1>最常見的誤解：" + held[0].Label.Zh + "</h1>"))
		for _, m := range held {
			Expect(body).To(MatchRegexp(`(?s)<th role="rowheader" scope="row">` + regexp.QuoteMeta(m.Label.Zh) + `</th>.{0,80}<div>` + fmt.Sprint(m.Chosen) + `</div>`))
			for _, item := range m.Items {
				Expect(body).To(ContainSubstring(`href="/statistics/items/` + item + `"`))
			}
		}
	})
})

// play keeps people who chose by number at every node they came to, as events.
func (a *agency) play(ways map[string][]int, people map[string]int) {
	GinkgoHelper()
	events := collection[training.Event](a)
	for name, choices := range ways {
		for n := range people[name] {
			run, err := a.Cases.Start("npa-leak-4")
			Expect(err).NotTo(HaveOccurred())
			learner := fmt.Sprint(name, n)
			for i, k := range choices {
				scene, done, err := a.Cases.Scene(run)
				Expect(err).NotTo(HaveOccurred())
				Expect(done).To(BeFalse())
				e := training.Event{Doc: store.Doc{ID: fmt.Sprint(learner, "/", i)}, Learner: learner, At: noon(), Kind: training.Chose, Round: short, Unit: "play", Run: 1,
					Number: i + 1, Case: run.Case, Story: run.Version, Node: scene.Node, Choice: scene.Options[k].ID}
				Expect(events.Insert(context.Background(), e)).To(Succeed())
				run, _, err = a.Cases.Answer(run, e.Node, e.Choice, e.At)
				Expect(err).NotTo(HaveOccurred())
			}
		}
	}
}

var _ = Describe("the ways through a scenario", func() {
	It("are counted by node and choice, with what the wrong ones set off", func() {
		a := newSchool()
		v := a.signIn("editor")
		body := v.open("/statistics/scenarios").body
		Expect(body).To(And(ContainSubstring("<h1>1個課程情境：大家第一次怎麼選</h1>"), ContainSubstring(`href="/statistics/scenarios/npa-leak-4"`), ContainSubstring("短課程")))
		body = v.open("/statistics/scenarios/npa-leak-4").body
		Expect(body).To(And(ContainSubstring("走過的人不到5人"), ContainSubstring("人數太少，不顯示任何一步的選擇")))

		x, _ := a.Cases.Case("npa-leak-4")
		run, err := a.Cases.Start("npa-leak-4")
		Expect(err).NotTo(HaveOccurred())
		scene, _, err := a.Cases.Scene(run)
		Expect(err).NotTo(HaveOccurred())
		bad := -1
		for k, o := range scene.Options {
			_, turn, err := a.Cases.Answer(run, scene.Node, o.ID, noon())
			Expect(err).NotTo(HaveOccurred())
			if slices.ContainsFunc(turn.Changes, func(c casebook.Change) bool {
				return c.To == rules.Established && (c.Kind == rules.Criminal || c.Kind == rules.Administrative)
			}) {
				bad = k
			}
		}
		Expect(bad).To(BeNumerically(">=", 0), "the first node has a wrong choice")
		good := (bad + 1) % len(scene.Options)
		third := (bad + 2) % len(scene.Options)
		a.play(map[string][]int{"bad": {bad}, "good": {good}, "third": {third}}, map[string]int{"bad": 9, "good": 8, "third": 2})
		body = v.open("/statistics/scenarios/npa-leak-4").body
		Expect(body).To(ContainSubstring(fmt.Sprintf("<h1>「%s」：19人走過</h1>", x.Scenario.Title)))
		Expect(body).To(MatchRegexp(`(?s)最多人走、而且因此成立責任的走法.*?`+regexp.QuoteMeta(scene.Options[bad].Do)+`</b> <span class="tag">9人</span>`), body)
		Expect(body).To(ContainSubstring("成立"))
		Expect(body).NotTo(ContainSubstring(">2人<"))
		Expect(body).NotTo(ContainSubstring(">8人<"), "nor what the two could be worked out from")
		Expect(body).To(ContainSubstring("還沒有人走到這一步"))
		Expect(v.open("/statistics/scenarios/nothing").status).To(Equal(404))
	})
})
