package publishing_test

import (
	"reflect"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
)

// edit is something that somebody does to a case; two of different names do not
// touch the same part.
type edit struct {
	name string
	do   func(*casebook.Case)
}

func cut[T any](list *[]T, i int) { *list = slices.Delete(slices.Clone(*list), i, i+1) }
func put[T any](list *[]T, i int, x T) {
	*list = slices.Insert(slices.Clone(*list), min(i, len(*list)), x)
}

func sentence(c *casebook.Case, id string) int {
	return slices.IndexFunc(c.Narrative, func(s casebook.Sentence) bool { return s.ID == id })
}

var edits = []edit{
	{"title", func(c *casebook.Case) { c.Title += "（甲案）" }},
	{"page", func(c *casebook.Case) { c.Source.Page++ }},
	{"date", func(c *casebook.Case) { c.ActDate, _ = rules.ParseActDate("2018-05") }},
	{"sentence", func(c *casebook.Case) { c.Narrative[sentence(c, "s2")].Text = "第二句改寫過。" }},
	{"sentence gone", func(c *casebook.Case) { cut(&c.Narrative, sentence(c, "s3")) }},
	{"sentence moved", func(c *casebook.Case) {
		i, j := sentence(c, "s4"), sentence(c, "s5")
		c.Narrative[i], c.Narrative[j] = c.Narrative[j], c.Narrative[i]
	}},
	{"sentence new", func(c *casebook.Case) {
		put(&c.Narrative, sentence(c, "s2"), casebook.Sentence{ID: "s90", Text: "新的一句。"})
		put(&c.Actors[0].Facts, 99, casebook.Fact{ID: "new_fact", Value: true, At: []string{"s90"}})
	}},
	{"role", func(c *casebook.Case) { c.Actors[0].Role = "偵查佐" }},
	{"fact", func(c *casebook.Case) { c.Actors[0].Facts[1].Value = "changed" }},
	{"fact gone", func(c *casebook.Case) { cut(&c.Actors[0].Facts, 2) }},
	{"fact for all", func(c *casebook.Case) {
		put(&c.Shared, 0, casebook.Fact{ID: "for_all", Value: int64(3), At: []string{"s1"}})
	}},
	{"actor new", func(c *casebook.Case) {
		put(&c.Actors, 9, casebook.Actor{Name: "癸", Role: "工友", Facts: []casebook.Fact{{ID: "intent", Value: false}}, Outcome: []casebook.Outcome{{Stage: casebook.NotIndicted, Text: "癸不起訴。"}}})
	}},
	{"outcome", func(c *casebook.Case) { c.Actors[0].Outcome[0].Payment += 7 }},
	{"outcome new", func(c *casebook.Case) {
		put(&c.Actors[0].Outcome, 9, casebook.Outcome{Stage: casebook.Administrative, Text: "記過一次。", Sanction: &casebook.Sanction{Text: "記過一次", Measure: casebook.Demerit, Times: 1}})
	}},
	{"risk", func(c *casebook.Case) { put(&c.Risks, 1, "new_risk") }},
	{"measure gone", func(c *casebook.Case) { cut(&c.Measures, 0) }},
	{"teaches", func(c *casebook.Case) { c.Teaches = "換一句話說。" }},
	{"items", func(c *casebook.Case) {
		c.Picked = true
		put(&c.Actors[0].Picks, 0, casebook.Pick{Item: "crime/intent=true", Wording: "甲是故意的"})
	}},
	{"story", func(c *casebook.Case) { c.Scenario.Nodes[0].Story = "換一個故事。" }},
	{"scenario fact", func(c *casebook.Case) { c.Scenario.Facts["system_damaged"] = true }},
	{"choice", func(c *casebook.Case) { c.Scenario.Nodes[0].Choices[1].Says = "說別的。" }},
	{"choice gone", func(c *casebook.Case) { cut(&c.Scenario.Nodes[0].Choices, 2) }},
	{"choice new", func(c *casebook.Case) {
		put(&c.Scenario.Nodes[1].Choices, 0, casebook.Choice{ID: "brand_new", Do: "走開", Says: "他走了。", Then: []casebook.Branch{{Go: "end"}}})
	}},
	{"node new", func(c *casebook.Case) {
		put(&c.Scenario.Nodes, 9, casebook.Node{ID: "brand_new_node", Story: "新的一步。"})
	}},
}

// picks has the first actor's exercises picked.
func picks(items ...casebook.Pick) func(*casebook.Case) {
	return func(c *casebook.Case) { c.Picked, c.Actors[0].Picks = true, items }
}

// texts are all texts in a value.
func texts(v reflect.Value, into map[string]bool) {
	switch v.Kind() {
	case reflect.String:
		into[v.String()] = v.String() != ""
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), into)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), into)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			texts(v.MapIndex(k), into)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), into)
		}
	}
}

// fill puts something into every field there is.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Interface:
		v.Set(reflect.ValueOf("x"))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("x"), reflect.ValueOf("x"))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	}
}

// all takes one side of every conflict.
func all[T any](m publishing.Merged[T], side publishing.Side) T {
	GinkgoHelper()
	choices := map[string]publishing.Choice{}
	for _, c := range m.Conflicts {
		choices[c.ID] = publishing.Choice{Side: side}
	}
	piece, open := m.Resolve(choices)
	Expect(open).To(BeEmpty())
	return piece
}

// where are the ids of conflicts.
func where(conflicts []publishing.Conflict) (out []string) {
	for _, c := range conflicts {
		out = append(out, c.ID)
	}
	return out
}

var _ = Describe("two changes of a case", func() {
	It("are the other where one changed nothing", func() {
		for _, x := range shipped.Cases() {
			m := publishing.Merge(x, caseOf(x.ID), caseOf(x.ID))
			Expect(m.Conflicts).To(BeEmpty())
			Expect(append(m.Theirs, m.Mine...)).To(BeEmpty())
			Expect(all(m, publishing.Mine)).To(Equal(x))
		}
		base := caseOf("npa-leak-4")
		for _, e := range edits {
			changed := caseOf("npa-leak-4", e.do)
			m := publishing.Merge(base, changed, caseOf("npa-leak-4"))
			Expect(all(m, publishing.Mine)).To(Equal(changed), e.name)
			Expect(m.Mine).To(BeEmpty(), e.name)
			n := publishing.Merge(base, caseOf("npa-leak-4"), changed)
			Expect(all(n, publishing.Theirs)).To(Equal(changed), e.name)
			Expect(n.Theirs).To(BeEmpty(), e.name)
			Expect(len(n.Mine)).To(Equal(len(m.Theirs)), e.name)
			both := publishing.Merge(base, changed, caseOf("npa-leak-4", e.do))
			Expect(both.Conflicts).To(BeEmpty(), e.name)
			Expect(all(both, publishing.Mine)).To(Equal(changed), e.name)
		}
	})

	It("keep every field that a case can have", func() {
		x := &casebook.Case{}
		fill(reflect.ValueOf(x).Elem())
		x.Withdrawn = false // no matter of its file
		Expect(x.Scenario.Nodes[0].Choices[0].Then[0].If[0].Is).NotTo(BeNil())
		m := publishing.Merge(&casebook.Case{}, &casebook.Case{}, x)
		Expect(all(m, publishing.Mine)).To(Equal(x))
	})

	It("both survive where they touch different parts", func() {
		base := caseOf("npa-leak-4")
		for i, theirs := range edits {
			for j, mine := range edits {
				if i == j || (i+j)%2 == 0 != (i < j) { // each pair once, half of them the other way round
					continue
				}
				m := publishing.Merge(base, caseOf("npa-leak-4", theirs.do), caseOf("npa-leak-4", mine.do))
				Expect(where(m.Conflicts)).To(BeEmpty(), theirs.name+" and "+mine.name)
				want := caseOf("npa-leak-4", theirs.do, mine.do)
				Expect(publishing.Compare(want, all(m, publishing.Mine)).Changes()).To(BeZero(), theirs.name+" and "+mine.name)
			}
		}
	})

	It("lose nothing that anybody wrote, whatever both did", func() {
		base := caseOf("npa-leak-4")
		others := map[string]func(*casebook.Case){
			"title": func(c *casebook.Case) { c.Title = "我的標題" }, "page": func(c *casebook.Case) { c.Source.Page = 99 },
			"no actor":    func(c *casebook.Case) { c.Actors = []casebook.Actor{} },
			"no scenario": func(c *casebook.Case) { c.Scenario = nil },
			"no node":     func(c *casebook.Case) { cut(&c.Scenario.Nodes, 0) },
			"all sentences": func(c *casebook.Case) {
				for i := range c.Narrative {
					c.Narrative[i].Text = "我改寫的" + c.Narrative[i].ID
				}
			},
			"same id": func(c *casebook.Case) { put(&c.Narrative, 3, casebook.Sentence{ID: "s90", Text: "我的新句。"}) },
			"fact":    func(c *casebook.Case) { c.Actors[0].Facts[1].Value = "mine"; c.Actors[0].Facts[2].Value = "mine too" },
			"outcome": func(c *casebook.Case) {
				c.Actors[0].Outcome[0].Text = "我的結果"
				c.Actors[0].Outcome[0].Stage = casebook.Indicted
			},
			"sanction": func(c *casebook.Case) {
				put(&c.Actors[0].Outcome, 9, casebook.Outcome{Stage: casebook.Administrative, Text: "我的處分"})
			},
			"actor":   func(c *casebook.Case) { put(&c.Actors, 9, casebook.Actor{Name: "癸", Role: "我的角色"}) },
			"teaches": func(c *casebook.Case) { c.Teaches = "我的一句。" },
			"items": func(c *casebook.Case) {
				c.Picked = true
				c.Actors[0].Picks = []casebook.Pick{{Item: "crime/intent=true", Wording: "我的說法"}, {Item: "table-a-1/intent=true"}}
			},
			"story": func(c *casebook.Case) {
				c.Scenario.Nodes[0].Story = "我的故事。"
				c.Scenario.Nodes[0].Choices[1].Says = "我說的。"
			},
			"new choice": func(c *casebook.Case) {
				put(&c.Scenario.Nodes[1].Choices, 2, casebook.Choice{ID: "brand_new", Do: "我做的", Says: "我說"})
			},
		}
		known := map[string]bool{}
		texts(reflect.ValueOf(base), known)
		for name, mine := range others {
			for _, theirs := range edits {
				t, n := caseOf("npa-leak-4", theirs.do), caseOf("npa-leak-4", mine)
				m := publishing.Merge(base, t, n)
				for _, side := range []publishing.Side{publishing.Mine, publishing.Theirs} {
					written, kept := map[string]bool{}, map[string]bool{}
					texts(reflect.ValueOf(t), written)
					texts(reflect.ValueOf(n), written)
					texts(reflect.ValueOf(all(m, side)), kept)
					texts(reflect.ValueOf(m.Conflicts), kept)
					for text, some := range written {
						Expect(!some || known[text] || kept[text]).To(BeTrue(), "%s, %s: %s", name, theirs.name, text)
					}
				}
			}
		}
	})

	type conflicts struct {
		theirs, mine func(*casebook.Case)
		at           []string
		asTheirs     func(*casebook.Case) // done to the base, it is what comes of taking all of theirs
		asMine       func(*casebook.Case)
	}
	DescribeTable("conflict where both touch the same", func(x conflicts) {
		m := publishing.Merge(caseOf("npa-leak-4"), caseOf("npa-leak-4", x.theirs), caseOf("npa-leak-4", x.mine))
		Expect(where(m.Conflicts)).To(Equal(x.at))
		_, open := m.Resolve(nil)
		Expect(open).To(Equal(x.at))
		Expect(told(publishing.Compare(caseOf("npa-leak-4", x.asTheirs), all(m, publishing.Theirs)))).To(BeEmpty())
		Expect(told(publishing.Compare(caseOf("npa-leak-4", x.asMine), all(m, publishing.Mine)))).To(BeEmpty())
	},
		Entry("a sentence, beside another", conflicts{
			func(c *casebook.Case) { c.Narrative[0].Text, c.Title = "他的。", "他的標題" },
			func(c *casebook.Case) { c.Narrative[0].Text, c.Teaches = "我的。", "我的一句。" },
			[]string{"narrative/s1"},
			func(c *casebook.Case) {
				c.Narrative[0].Text, c.Title, c.Teaches = "他的。", "他的標題", "我的一句。"
			},
			func(c *casebook.Case) {
				c.Narrative[0].Text, c.Title, c.Teaches = "我的。", "他的標題", "我的一句。"
			},
		}),
		Entry("a sentence that one rewrote and the other took out", conflicts{
			func(c *casebook.Case) { cut(&c.Narrative, 0) }, func(c *casebook.Case) { c.Narrative[0].Text = "我的。" },
			[]string{"narrative/s1"},
			func(c *casebook.Case) { cut(&c.Narrative, 0) }, func(c *casebook.Case) { c.Narrative[0].Text = "我的。" },
		}),
		Entry("the order of sentences", conflicts{
			func(c *casebook.Case) { slices.Reverse(c.Narrative) }, func(c *casebook.Case) { c.Narrative[0], c.Narrative[1] = c.Narrative[1], c.Narrative[0] },
			[]string{"narrative/order"},
			func(c *casebook.Case) { slices.Reverse(c.Narrative) }, func(c *casebook.Case) { c.Narrative[0], c.Narrative[1] = c.Narrative[1], c.Narrative[0] },
		}),
		Entry("an actor that one took out and in whom the other wrote", conflicts{
			func(c *casebook.Case) { c.Actors = []casebook.Actor{} }, func(c *casebook.Case) { c.Actors[0].Facts[3].Value = []string{"query"} },
			[]string{"actors/甲"},
			func(c *casebook.Case) { c.Actors = []casebook.Actor{} }, func(c *casebook.Case) { c.Actors[0].Facts[3].Value = []string{"query"} },
		}),
		Entry("an outcome, though in different fields", conflicts{
			func(c *casebook.Case) { c.Actors[0].Outcome[0].Payment = 1 }, func(c *casebook.Case) { c.Actors[0].Outcome[0].Body = "高等法院" },
			[]string{"actors/甲/outcome/1"},
			func(c *casebook.Case) { c.Actors[0].Outcome[0].Payment = 1 }, func(c *casebook.Case) { c.Actors[0].Outcome[0].Body = "高等法院" },
		}),
		Entry("the wording of an exercise, beside another that one picked", conflicts{
			picks(casebook.Pick{Item: "crime/intent=true", Wording: "他的說法"}, casebook.Pick{Item: "crime/intent=true-2"}), picks(casebook.Pick{Item: "crime/intent=true", Wording: "我的說法"}),
			[]string{"actors/甲/items/crime/intent=true"},
			picks(casebook.Pick{Item: "crime/intent=true", Wording: "他的說法"}, casebook.Pick{Item: "crime/intent=true-2"}), picks(casebook.Pick{Item: "crime/intent=true", Wording: "我的說法"}, casebook.Pick{Item: "crime/intent=true-2"}),
		}),
		Entry("a scenario that one took out", conflicts{
			func(c *casebook.Case) { c.Scenario.Title = "他的情境" }, func(c *casebook.Case) { c.Scenario = nil },
			[]string{"scenario"},
			func(c *casebook.Case) { c.Scenario.Title = "他的情境" }, func(c *casebook.Case) { c.Scenario = nil },
		}),
		Entry("fields of a choice", conflicts{
			func(c *casebook.Case) {
				c.Scenario.Nodes[0].Choices[0].Do, c.Scenario.Nodes[0].Choices[0].Says = "他做的", "他說的"
			},
			func(c *casebook.Case) { c.Scenario.Nodes[0].Choices[0].Do = "我做的" },
			[]string{"scenario/nodes/desk/choices/run/do"},
			func(c *casebook.Case) {
				c.Scenario.Nodes[0].Choices[0].Do, c.Scenario.Nodes[0].Choices[0].Says = "他做的", "他說的"
			},
			func(c *casebook.Case) {
				c.Scenario.Nodes[0].Choices[0].Do, c.Scenario.Nodes[0].Choices[0].Says = "我做的", "他說的"
			},
		}),
	)

	It("keep an exercise that one rewords while the other goes back to generated ones", func() {
		base := caseOf("npa-leak-4", picks(casebook.Pick{Item: "crime/intent=true"}, casebook.Pick{Item: "crime/intent=unknown"}))
		m := publishing.Merge(base, caseOf("npa-leak-4"), caseOf("npa-leak-4", picks(casebook.Pick{Item: "crime/intent=true", Wording: "我的說法"}, casebook.Pick{Item: "crime/intent=unknown"})))
		Expect(where(m.Conflicts)).To(Equal([]string{"actors/甲/items/crime/intent=true"}))
		c := all(m, publishing.Mine)
		Expect(c.Picked).To(BeTrue())
		Expect(c.Actors[0].Picks).To(Equal([]casebook.Pick{{Item: "crime/intent=true", Wording: "我的說法"}}))
		Expect(all(m, publishing.Theirs).Picked).To(BeFalse())
	})

	It("keep two new sentences of one id, and what shows them", func() {
		say := func(text string) func(*casebook.Case) {
			return func(c *casebook.Case) {
				put(&c.Narrative, 6, casebook.Sentence{ID: "s7", Text: text})
				put(&c.Actors[0].Facts, 99, casebook.Fact{ID: "shown_by_" + text, Value: true, At: []string{"s1", "s7"}})
			}
		}
		m := publishing.Merge(caseOf("npa-leak-4"), caseOf("npa-leak-4", say("his")), caseOf("npa-leak-4", say("mine")))
		Expect(m.Conflicts).To(BeEmpty())
		c := all(m, publishing.Mine)
		Expect(c.Words([]string{"s7"})).To(Equal("his"))
		Expect(c.Words([]string{"s8"})).To(Equal("mine"))
		facts := c.Actors[0].Facts
		Expect(facts[len(facts)-2:]).To(ConsistOf(casebook.Fact{ID: "shown_by_his", Value: true, At: []string{"s1", "s7"}}, casebook.Fact{ID: "shown_by_mine", Value: true, At: []string{"s1", "s8"}}))
	})

	It("take words of one's own for prose, and for nothing else", func() {
		m := publishing.Merge(caseOf("npa-leak-4"), caseOf("npa-leak-4", func(c *casebook.Case) { c.Teaches, c.Source.Page = "他的。", 1 }), caseOf("npa-leak-4", func(c *casebook.Case) { c.Teaches, c.Source.Page = "我的。", 2 }))
		own := publishing.Choice{Side: publishing.Own, Text: "合起來的。"}
		_, open := m.Resolve(map[string]publishing.Choice{"teaches": own, "source/page": own})
		Expect(open).To(Equal([]string{"source/page"}))
		_, open = m.Resolve(map[string]publishing.Choice{"teaches": {Side: publishing.Own, Text: " \n"}, "source/page": {Side: publishing.Theirs}})
		Expect(open).To(Equal([]string{"teaches"}))
		c, open := m.Resolve(map[string]publishing.Choice{"teaches": own, "source/page": {Side: publishing.Theirs}})
		Expect(open).To(BeEmpty())
		Expect([]any{c.Teaches, c.Source.Page}).To(Equal([]any{"合起來的。", 1}))
	})
})

var _ = Describe("two changes of a text", func() {
	const base = "---\ntitle: 離開座位前\nday: 2026-11-22\n---\n\n# 先鎖定畫面\n\n離開電腦前先鎖定畫面，三秒就好。\n\n因公查到的電話不能抄給別人。\n\n有疑問就問政風。\n"
	with := strings.NewReplacer
	DescribeTable("are put together", func(theirs, mine *strings.Replacer, want string) {
		m := publishing.MergeText(base, theirs.Replace(base), mine.Replace(base))
		Expect(m.Conflicts).To(BeEmpty())
		Expect(all(m, publishing.Mine)).To(Equal(want))
		n := publishing.MergeText(base, mine.Replace(base), theirs.Replace(base))
		Expect(n.Conflicts).To(BeEmpty())
	},
		Entry("nothing", with(), with(), base),
		Entry("theirs", with("三秒", "十秒"), with(), strings.Replace(base, "三秒", "十秒", 1)),
		Entry("mine, with another gap", with(), with("畫面\n\n", "畫面\n\n\n"), strings.Replace(base, "畫面\n\n", "畫面\n\n\n", 1)),
		Entry("their gap", with("畫面\n\n", "畫面\n\n\n"), with(), strings.Replace(base, "畫面\n\n", "畫面\n\n\n", 1)),
		Entry("paragraphs next to each other", with("三秒", "十秒"), with("抄給", "轉給"), with("三秒", "十秒", "抄給", "轉給").Replace(base)),
		Entry("the head and the end", with("11-22", "12-01"), with("政風。\n", "政風。\n\n或問法制。\n"), with("11-22", "12-01", "政風。\n", "政風。\n\n或問法制。\n").Replace(base)),
		Entry("one gone at the end and one new before it", with("\n\n有疑問就問政風。", ""), with("離開電腦前", "引言。\n\n離開電腦前"), with("\n\n有疑問就問政風。", "", "離開電腦前", "引言。\n\n離開電腦前").Replace(base)),
		Entry("two new at one place", with("離開電腦前", "他的引言。\n\n離開電腦前"), with("離開電腦前", "我寫的另一段。\n\n離開電腦前"), strings.Replace(base, "離開電腦前", "我寫的另一段。\n\n他的引言。\n\n離開電腦前", 1)),
	)

	It("conflict in a paragraph", func() {
		m := publishing.MergeText(base, strings.Replace(base, "三秒", "十秒", 1), strings.Replace(base, "三秒", "五秒", 1))
		Expect(m.Conflicts).To(HaveLen(1))
		c := m.Conflicts[0]
		Expect([]any{c.ID, c.Prose, c.Base[0].Value, c.Theirs[0].Value, c.Mine[0].Value}).To(Equal([]any{"text/2", true, "離開電腦前先鎖定畫面，三秒就好。", "離開電腦前先鎖定畫面，十秒就好。", "離開電腦前先鎖定畫面，五秒就好。"}))
		Expect(all(m, publishing.Theirs)).To(Equal(strings.Replace(base, "三秒", "十秒", 1)))
		own, open := m.Resolve(map[string]publishing.Choice{"text/2": {Side: publishing.Own, Text: "先鎖定。"}})
		Expect(open).To(BeEmpty())
		Expect(own).To(Equal(strings.Replace(base, "離開電腦前先鎖定畫面，三秒就好。", "先鎖定。", 1)))
	})
})
