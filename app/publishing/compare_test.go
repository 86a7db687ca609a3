package publishing_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// shipped are the cases of the casebook, to be copied before they are changed.
var shipped = func() *casebook.Casebook {
	b, err := casebook.Shipped()
	if err != nil {
		panic(err)
	}
	return b
}()

// caseOf is a copy of a shipped case with changes made.
func caseOf(id string, changes ...func(*casebook.Case)) *casebook.Case {
	c, ok := shipped.Case(id)
	if !ok {
		panic(id)
	}
	out := copied(reflect.ValueOf(c)).Interface().(*casebook.Case)
	for _, change := range changes {
		change(out)
	}
	return out
}

func copied(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(copied(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(copied(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMap(v.Type()))
			for _, k := range v.MapKeys() {
				out.SetMapIndex(k, v.MapIndex(k))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if out.Field(i).CanSet() {
				out.Field(i).Set(copied(v.Field(i)))
			}
		}
	}
	return out
}

// written shows spans as a person would mark them: [-gone-]{+come+}.
func written(spans []publishing.Span) (out string) {
	for _, s := range spans {
		out += map[publishing.Difference]string{publishing.Same: s.Text, publishing.Removed: "[-" + s.Text + "-]", publishing.Added: "{+" + s.Text + "+}"}[s.Kind]
	}
	return out
}

// side is the text before, or after.
func side(spans []publishing.Span, without publishing.Difference) (out string) {
	for _, s := range spans {
		if s.Kind != without {
			out += s.Text
		}
	}
	return out
}

var _ = Describe("prose", func() {
	DescribeTable("is compared rune by rune", func(before, after, want string) {
		Expect(written(publishing.Prose(before, after))).To(Equal(want))
	},
		Entry("nothing", "", "", ""),
		Entry("the same", "甲離開座位。", "甲離開座位。", "甲離開座位。"),
		Entry("a first text", "", "甲離開座位。", "{+甲離開座位。+}"),
		Entry("one rune", "甲員於某日查詢車籍資料。", "乙員於某日查詢車籍資料。", "[-甲-]{+乙+}員於某日查詢車籍資料。"),
		Entry("a number as a whole", "處拘役30日，得易科罰金，緩刑2年。", "處拘役50日，得易科罰金，緩刑2年。", "處拘役[-30-]{+50+}日，得易科罰金，緩刑2年。"),
		Entry("a number with a sign", "應向公庫支付15,000元，全案確定。", "應向公庫支付1,500元，全案確定。", "應向公庫支付[-15,000-]{+1,500+}元，全案確定。"),
		Entry("no crumb of one rune", "把查詢到的電話告訴朋友，全案確定。", "把查得之電號告訴朋友，全案確定。", "把查[-詢到的電話-]{+得之電號+}告訴朋友，全案確定。"),
		Entry("no crumb shorter than the changes", "甲查詢，乙抄錄，兩人都沒有報告主管。", "甲列印，乙拍照，兩人都沒有報告主管。", "甲[-查詢，乙抄錄-]{+列印，乙拍照+}，兩人都沒有報告主管。"),
		Entry("too little in common", "甲離開座位時沒有鎖定螢幕。", "地方法院判決後，全案確定。", "[-甲離開座位時沒有鎖定螢幕。-]{+地方法院判決後，全案確定。+}"),
		Entry("runes beyond the first plane", "證人𠮷田看到螢幕上的畫面。", "證人𠮷村看到螢幕上的畫面。", "證人𠮷[-田-]{+村+}看到螢幕上的畫面。"),
		Entry("runes that stand for others", "甲\U000F0000離開座位時沒有鎖定。", "甲\U000F0001離開座位時沒有鎖定。", "甲[-\U000F0000-]{+\U000F0001+}離開座位時沒有鎖定。"),
	)

	It("is always both texts, whatever was done to one", func() {
		random := rand.New(rand.NewPCG(8, 4))
		words := []rune("甲乙查詢資料12，。A洩漏電話 \n𠮷")
		some := func(n int) (out []rune) {
			for range n {
				out = append(out, words[random.IntN(len(words))])
			}
			return out
		}
		for range 3000 {
			before := some(random.IntN(40))
			after := append([]rune{}, before...)
			for range random.IntN(5) {
				at := random.IntN(len(after) + 1)
				end := min(len(after), at+random.IntN(4))
				after = append(after[:at:at], append(some(random.IntN(4)), after[end:]...)...)
			}
			spans := publishing.Prose(string(before), string(after))
			Expect(side(spans, publishing.Added)).To(Equal(string(before)))
			Expect(side(spans, publishing.Removed)).To(Equal(string(after)))
			for i := 1; i < len(spans); i++ {
				Expect(spans[i].Kind).NotTo(Equal(spans[i-1].Kind), written(spans))
			}
		}
	})
})

// told is a comparison in lines: section, place, what became of it.
func told(c publishing.Comparison) (out []string) {
	for _, s := range c.Sections {
		for _, p := range s.Parts {
			if !p.Differs() {
				continue
			}
			line := fmt.Sprintf("%s %s %s", s.Section, p.ID, p.Kind)
			if p.Moved {
				line += " moved"
			}
			if p.Spans != nil {
				line += ": " + written(p.Spans)
			}
			out = append(out, line)
		}
	}
	return out
}

var _ = Describe("two versions of a case", func() {
	It("have no difference where there is none, in every section of every case", func() {
		Expect(shipped.Cases()).NotTo(BeEmpty())
		for _, x := range shipped.Cases() {
			c := publishing.Compare(x, caseOf(x.ID))
			Expect(c.Changes()).To(BeZero(), x.ID)
			Expect(c.Sections).To(HaveLen(len(publishing.Sections)))
			for i, s := range c.Sections {
				Expect(s.Section).To(Equal(publishing.Sections[i]))
			}
		}
	})

	DescribeTable("differ by part", func(change func(*casebook.Case), want ...string) {
		before, after := caseOf("npa-leak-4"), caseOf("npa-leak-4", change)
		c := publishing.Compare(before, after)
		Expect(told(c)).To(Equal(want))
		Expect(c.Changes()).To(Equal(len(want)))
	},
		Entry("title and source", func(c *casebook.Case) {
			c.Title, c.Source.Page, c.DateNote = "查詢畫面沒有切換，被報案人看到電話", 16, ""
			c.ActDate, _ = rules.ParseActDate("2019-03")
		}, "head title changed: 查詢畫面沒有切換，被報案人看到[-他人-]電話", "head source/page changed", "head act_date changed", "head date_note removed"),
		Entry("a sentence", func(c *casebook.Case) {
			c.Narrative[2].Text = "這時另有案件要處理，甲暫時離開電腦，沒有鎖定畫面。"
		},
			"narrative narrative/s3 changed: 這時另有案件要處理，甲暫時離開電腦，沒有[-把查詢畫面切換掉-]{+鎖定畫面+}。"),
		Entry("a sentence elsewhere", func(c *casebook.Case) { c.Narrative[3], c.Narrative[4] = c.Narrative[4], c.Narrative[3] },
			"narrative narrative/s4 same moved"),
		Entry("a new sentence, and one gone", func(c *casebook.Case) {
			c.Narrative = append([]casebook.Sentence{{ID: "s7", Text: "甲有三年年資。"}}, c.Narrative[:5]...)
		}, "narrative narrative/s7 added", "narrative narrative/s6 removed"),
		Entry("facts", func(c *casebook.Case) {
			c.Actors[0].Role = "巡佐"
			f := c.Actors[0].Facts
			f[4].Value, f[8].At = false, []string{"s3"}
			c.Actors[0].Facts = append(f[:9:9], casebook.Fact{ID: "harm_likely", Value: true, At: []string{"s4"}})
		}, "facts actors/甲/role changed: [-警員-]{+巡佐+}", "facts actors/甲/facts/query_for_duty changed", "facts actors/甲/facts/fault changed",
			"facts actors/甲/facts/prosecution removed", "facts actors/甲/facts/harm_likely added"),
		Entry("an actor", func(c *casebook.Case) {
			c.Actors = append(c.Actors, casebook.Actor{Name: "乙", Role: "警員", Facts: []casebook.Fact{{ID: "intent", Value: true}}})
		}, "facts actors/乙/role added", "facts actors/乙/facts/intent added"),
		Entry("an outcome, field by field", func(c *casebook.Case) {
			o := &c.Actors[0].Outcome[0]
			o.Stage, o.Payment, o.Commutable, o.Counts = casebook.FirstInstance, 20000, false, 2
			o.Sentences = []penalty.Sentence{{Detention: 40}}
		}, "outcome actors/甲/outcome/1/stage changed", "outcome actors/甲/outcome/1/sentence changed", "outcome actors/甲/outcome/1/counts added", "outcome actors/甲/outcome/1/payment changed", "outcome actors/甲/outcome/1/commutable removed"),
		Entry("another outcome before it", func(c *casebook.Case) {
			c.Actors[0].Outcome = append([]casebook.Outcome{{Stage: casebook.Administrative, Text: "申誡一次。"}}, c.Actors[0].Outcome...)
		}, "outcome actors/甲/outcome/administrative-1/stage added", "outcome actors/甲/outcome/administrative-1/text added"),
		Entry("risks and measures", func(c *casebook.Case) {
			c.Risks, c.Measures = c.Risks[1:], append(c.Measures[1:], c.Measures[0])
		}, "risks risks/low_vigilance removed", "risks measures/sop same moved"),
		Entry("what it teaches", func(c *casebook.Case) {
			c.Teaches = strings.Replace(c.Teaches, "先鎖定畫面", "要鎖定畫面", 1)
		},
			"teaches teaches changed: 離開電腦前[-先-]{+要+}鎖定畫面；不是故意，疏忽讓人看到也是洩密。因公查到的電話，也不能因為好用就抄給報案人。"),
		Entry("exercises that are picked", func(c *casebook.Case) {
			c.Picked = true
			c.Actors[0].Picks = []casebook.Pick{{Item: "crime/intent=true"}, {Item: "crime/intent=true-2", Wording: "甲是故意的"}}
		}, "items actors/甲/items/crime/intent=true added", "items actors/甲/items/crime/intent=true-2 added", "items items added"),
		Entry("a scenario", func(c *casebook.Case) {
			s := c.Scenario
			s.Title, s.Facts["damage"] = "門口有人喊救命，螢幕亮著", []string{"property"}
			s.Nodes[0].Choices[2].Then = []casebook.Branch{{Go: "standing"}}
			s.Nodes[1].Choices = s.Nodes[1].Choices[:2]
			s.Nodes[1].Choices[0], s.Nodes[1].Choices[1] = s.Nodes[1].Choices[1], s.Nodes[1].Choices[0]
			s.Version = "x"
		}, "scenario scenario/title changed: 門口有人喊救命，螢幕[-還-]亮著", "scenario scenario/facts/damage changed", "scenario scenario/nodes/desk/choices/lock/then changed",
			"scenario scenario/nodes/standing/choices/warn_him/do removed", "scenario scenario/nodes/standing/choices/warn_him/says removed", "scenario scenario/nodes/standing/choices/warn_him/then removed",
			"scenario scenario/nodes/standing/choices/stop_him/do same moved"),
	)

	It("are all new where there was none before", func() {
		x := caseOf("npa-leak-4", func(c *casebook.Case) { c.Picked = true })
		for _, s := range publishing.Compare(nil, x).Sections {
			Expect(s.Changes).To(Equal(len(s.Parts)))
			Expect(s.Changes).NotTo(BeZero(), string(s.Section))
		}
	})
})

var _ = Describe("two versions of a text", func() {
	const before = "---\ntitle: 離開座位前\nday: 2026-11-22\n---\n\n# 先鎖定畫面\n\n離開電腦前先鎖定畫面，三秒就好。\n\n因公查到的電話不能抄給別人。\n\n有疑問就問政風。\n"
	DescribeTable("differ by paragraph", func(after string, want ...string) {
		c := publishing.CompareText(before, after)
		Expect(c.Sections).To(HaveLen(1))
		Expect(told(c)).To(Equal(want))
	},
		Entry("a line of the front matter", strings.Replace(before, "11-22", "12-01", 1), "text text/head-3 changed: day: 2026-[-11-22-]{+12-01+}"),
		Entry("a paragraph", strings.Replace(before, "三秒就好", "十秒就好", 1), "text text/2 changed: 離開電腦前先鎖定畫面，[-三-]{+十+}秒就好。"),
		Entry("a new one and one gone", strings.Replace(strings.Replace(before, "# 先鎖定畫面", "# 先鎖定畫面\n\n引言。", 1), "\n\n有疑問就問政風。", "", 1), "text text/new-91383006-1 added", "text text/4 removed"),
		Entry("one elsewhere", strings.Replace(strings.Replace(before, "\n\n有疑問就問政風。", "", 1), "# 先", "有疑問就問政風。\n\n# 先", 1), "text text/4 same moved"),
	)
	It("do not differ in blank lines", func() {
		Expect(publishing.CompareText(before, strings.ReplaceAll(before, "\n\n", "\n\n\n")).Changes()).To(BeZero())
	})
})
