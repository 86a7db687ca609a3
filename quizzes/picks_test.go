package quizzes_test

import (
	"slices"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules/source"
)

// picking is a bank of generated items alone, of npa-leak-4 and two more cases, after
// something was written under npa-leak-4.
func picking(dir, items string) (*quizzes.Bank, error) {
	GinkgoHelper()
	files := fstest.MapFS{}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		data, err := casebook.Files.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		files[name] = &fstest.MapFile{Data: data}
	}
	for _, id := range []string{"tcpd-2", "tcpd-3"} {
		c, _ := cases.Case(id)
		files["cases/"+id+".yaml"] = &fstest.MapFile{Data: c.File()}
	}
	if dir != "" {
		files[dir+"/npa-leak-4.yaml"] = &fstest.MapFile{Data: picked(items)}
	}
	some, err := casebook.Load(files, book)
	Expect(err).NotTo(HaveOccurred())
	return quizzes.Load(bankWith("none", []byte("topic: 空\nitems: []\n")), book, some)
}

func picked(items string) []byte {
	return append(caseFile("npa-leak-4"), items...)
}

// caseFile is the file of a case without its scenario.
func caseFile(id string) []byte {
	c, _ := cases.Case(id)
	plain := *c
	plain.Scenario = nil
	return plain.File()
}

func pickedCase(items string) *casebook.Case {
	GinkgoHelper()
	c, err := casebook.Decode("npa-leak-4.yaml", picked(items), book)
	Expect(err).NotTo(HaveOccurred())
	return c
}

func faultsIn(b *quizzes.Bank, c *casebook.Case) source.Faults {
	_, faults := b.Picked(c)
	return faults
}

// madeOf are the ids of the items of a case, or of the others.
func madeOf(b *quizzes.Bank, id string, its bool) (out []string) {
	for _, it := range b.Items() {
		if (it.Case == id) == its {
			out = append(out, it.ID)
		}
	}
	return out
}

var _ = Describe("Items that a case picks", Ordered, func() {
	const two = "items:\n  甲:\n    - {item: table-criminal-code-132-2/openness.public=true, wording: 名單在這之前已經貼在布告欄上}\n" +
		"    - {item: harmless-criminal-code-132-2/acts.use_self=true, wording: 甲事後還打電話給名單上的人}\n"
	var without, automatic *quizzes.Bank

	BeforeAll(func() {
		var err error
		without, err = picking("", "")
		Expect(err).NotTo(HaveOccurred())
		automatic, err = picking("cases", "")
		Expect(err).NotTo(HaveOccurred())
	})

	It("are those and no others, in its words, and take nobody's place", func() {
		Expect(madeOf(automatic, "npa-leak-4", true)).NotTo(ContainElement("gen/npa-leak-4/harmless-criminal-code-132-2/acts.use_self=true")) // too many of its kind
		b, err := picking("cases", two)
		Expect(err).NotTo(HaveOccurred())
		Expect(madeOf(b, "npa-leak-4", true)).To(Equal([]string{"gen/npa-leak-4/table-criminal-code-132-2/openness.public=true", "gen/npa-leak-4/harmless-criminal-code-132-2/acts.use_self=true"}))
		Expect(len(madeOf(without, "npa-leak-4", false))).To(BeNumerically(">", 20))
		Expect(madeOf(b, "npa-leak-4", false)).To(Equal(madeOf(without, "npa-leak-4", false)))

		table, _ := b.Item("gen/npa-leak-4/table-criminal-code-132-2/openness.public=true")
		Expect(table.Stem).To(ContainSubstring("假設只有一點不同：**名單在這之前已經貼在布告欄上**。其餘照上文"))
		Expect(table.Stem).NotTo(ContainSubstring("誰都可以知道"))
		harmless, _ := b.Item("gen/npa-leak-4/harmless-criminal-code-132-2/acts.use_self=true")
		right := slices.IndexFunc(harmless.Options, func(o quizzes.Option) bool { return o.ID == harmless.Key.Options[0] })
		Expect(harmless.Options[right].Text).To(Equal("甲事後還打電話給名單上的人"))
		for _, it := range []*quizzes.Item{table, harmless} {
			Expect(it.Proof.Second).To(Equal(quizzes.SecondAgrees))
			Expect(it.Status).To(Equal(quizzes.Ready))
			Expect(b.Usable(it.Concept)).To(ContainElement(it))
		}
		moved, err := b.Reprove(book)
		Expect(err).NotTo(HaveOccurred())
		Expect(moved).To(BeEmpty())
	})

	It("are the same as generated ones where it says nothing of their words", func() {
		yaml := "items:\n  甲:\n"
		for _, id := range madeOf(automatic, "npa-leak-4", true) {
			yaml += "    - {item: " + strings.TrimPrefix(id, "gen/npa-leak-4/") + "}\n"
		}
		b, err := picking("cases", yaml)
		Expect(err).NotTo(HaveOccurred())
		Expect(madeOf(b, "npa-leak-4", true)).To(Equal(madeOf(automatic, "npa-leak-4", true)))
		for _, id := range madeOf(b, "npa-leak-4", true) {
			was, _ := automatic.Item(id)
			is, _ := b.Item(id)
			Expect(is.Options).To(Equal(was.Options))
			Expect(is.Stem).To(Equal(was.Stem))
			Expect(is.Key).To(Equal(was.Key))
		}
	})

	It("are none where it picks none", func() {
		b, err := picking("cases", "items: {}\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(madeOf(b, "npa-leak-4", true)).To(BeEmpty())
		Expect(madeOf(b, "npa-leak-4", false)).To(Equal(madeOf(without, "npa-leak-4", false)))
	})

	It("are drafts once it is withdrawn, without those that cannot be made any more", func() {
		b, err := picking("withdrawn", two+"    - {item: crime/acts.query=true}\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(madeOf(b, "npa-leak-4", true)).To(HaveLen(2))
		it, _ := b.Item("gen/npa-leak-4/table-criminal-code-132-2/openness.public=true")
		Expect(it.Status).To(Equal(quizzes.Draft))
	})

	It("that cannot be made or told are faults at their lines", func() {
		_, err := picking("cases", "items:\n  甲:\n    - {item: crime/acts.query=true}\n    - {item: table-criminal-code-132-2/openness.public=tru}\n    - {item: crime/intent=true}\n"+
			"    - {item: harmless-criminal-code-132-2/acts.query=false}\n    - {item: table-criminal-code-132-2/intent=true, wording: 甲涉犯洩密}\n")
		Expect(err).To(MatchError(`cases/npa-leak-4.yaml:42:14: 題目「crime/acts.query=true」做不出來：依現在的事實，沒有「acts.query=true」這種改法
        - {item: crime/acts.query=true}
                 ^
    提示：事實或法律改過以後，能出的題目會不同；到反事實工作台重新選，或拿掉這一題
cases/npa-leak-4.yaml:43:14: 題目「table-criminal-code-132-2/openness.public=tru」做不出來：依現在的事實，沒有「openness.public=tru」這種改法
        - {item: table-criminal-code-132-2/openness.public=tru}
                 ^
    提示：您是不是要寫「table-criminal-code-132-2/openness.public=true」？
cases/npa-leak-4.yaml:44:14: 題目「crime/intent=true」做不出來：依現在的事實，改了這一點問不出這一題
        - {item: crime/intent=true}
                 ^
    提示：事實或法律改過以後，能出的題目會不同；到反事實工作台重新選，或拿掉這一題
cases/npa-leak-4.yaml:45:14: 只有錯的選項「c」說「任何」，答案就洩漏了
        - {item: harmless-criminal-code-132-2/acts.query=false}
                 ^
    提示：拿掉絕對的字眼，或對的選項也這樣寫
cases/npa-leak-4.yaml:46:62: 句子說到了答案：「涉犯」
        - {item: table-criminal-code-132-2/intent=true, wording: 甲涉犯洩密}
                                                                 ^
    提示：只說發生的事，不說法律怎麼判斷`))
	})

	DescribeTable("are refused in words that give the answer away or cannot stand in an item", func(item, words, want string) {
		c := pickedCase("items: {甲: [{item: " + item + ", wording: " + `"` + words + `"` + "}]}\n")
		var got []string
		for _, f := range faultsIn(automatic, c) {
			got = append(got, f.Path+"："+f.Message)
		}
		if want == "" {
			Expect(got).To(BeEmpty())
			return
		}
		Expect(got).To(Equal([]string{"items/甲/0/wording：" + want}))
	},
		Entry("good words", "table-criminal-code-132-2/intent=true", "甲明知外人在場仍把螢幕轉過去", ""),
		Entry("the words there are", "table-criminal-code-132-2/intent=true", "甲是有意讓對方知道的", ""),
		Entry("a verdict", "table-criminal-code-132-2/intent=true", "甲的行為不成立犯罪", "句子說到了答案：「不成立」"),
		Entry("an article", "table-criminal-code-132-2/intent=true", "甲違反第132條", "句子說到了答案：「第132條」"),
		Entry("a full stop", "table-criminal-code-132-2/intent=true", "甲是故意的。", "句子不要寫句尾的標點"),
		Entry("marks", "table-criminal-code-132-2/intent=true", "甲是**故意**的", "句子裡有排版用的符號"),
		Entry("too long", "table-criminal-code-132-2/intent=true", strings.Repeat("甲", 41), "句子有41個字，最長40個字"),
		Entry("an absolute word", "table-criminal-code-132-2/intent=true", "甲絕對是故意的", "句子多了絕對的字眼「絕對」"),
		Entry("an option much longer than the others", "harmless-criminal-code-132-2/acts.use_self=true", "甲事後還一個一個打電話給名單上的人，問他們要不要再來一次", "選項「b」有28個字，平均19個字，相差超過四成"),
	)

	It("do not say what another option says", func() {
		const name = "harmless-criminal-code-132-2/acts.use_self=true"
		for _, x := range automatic.Offers(pickedCase(""))[0].Items {
			if x.Name != name {
				continue
			}
			for _, o := range x.Item.Options {
				c := pickedCase("")
				c.Actors[0].Picks = []casebook.Pick{{Item: name, Wording: o.Text}}
				if faults := faultsIn(automatic, c); o.Text != x.Told {
					Expect(faults).To(HaveLen(1))
					Expect(faults[0].Message).To(Equal("句子和另一個選項一樣"))
				} else {
					Expect(faults).To(BeEmpty())
				}
			}
		}
	})

	It("tell nothing otherwise where they ask of the case as it is", func() {
		c, err := casebook.Decode("tcpd-7.yaml", slices.Concat(caseFile("tcpd-7"), []byte("items: {甲: [{item: table-criminal-code-132-2/known, wording: 甲沒有看}]}\n")), book)
		Expect(err).NotTo(HaveOccurred())
		faults := faultsIn(automatic, c)
		Expect(faults).To(HaveLen(1))
		Expect(faults[0].Message).To(Equal("這一題沒有改變事實，沒有可以改寫的句子"))
	})

	It("are offered with what every change moves, and with why some cannot be picked", func() {
		offers := automatic.Offers(pickedCase(two))
		Expect(offers).To(HaveLen(1))
		o := offers[0]
		Expect(o.Actor).To(Equal("甲"))
		Expect(o.Held).To(Equal([]string{"criminal-code/132/2"}))
		flips := map[string]quizzes.Flip{}
		for _, f := range o.Flips {
			flips[f.ID] = f
		}
		Expect(flips["acts.use_self=true"].Moves).To(BeEmpty())
		Expect(flips["acts.use_self=true"].Held).To(Equal(o.Held))
		public := flips["openness.public=true"]
		Expect(public.Told).To(Equal("這項內容在這之前已經公開，誰都可以知道"))
		Expect(public.Changes[0].Fact).To(Equal("openness"))
		Expect(public.Moves).NotTo(BeEmpty())
		Expect(public.Held).To(BeEmpty())
		items, sound := map[string]quizzes.Candidate{}, 0
		for _, x := range o.Items {
			items[x.Name] = x
			Expect(flips).To(HaveKey(x.Flip), x.Name)
			if len(x.Faults) == 0 {
				sound++
				Expect(x.Item.Proof.Second).To(Equal(quizzes.SecondAgrees), x.Name)
			}
		}
		for _, id := range madeOf(automatic, "npa-leak-4", true) {
			Expect(items[strings.TrimPrefix(id, "gen/npa-leak-4/")].Faults).To(BeEmpty(), id)
		}
		Expect(sound).To(BeNumerically(">", len(madeOf(automatic, "npa-leak-4", true))))
		Expect(sound).To(BeNumerically("<", len(o.Items)))
		public2 := items["table-criminal-code-132-2/openness.public=true"]
		Expect(public2.Told).To(Equal(public.Told))
		Expect(public2.Item.Stem).To(ContainSubstring("名單在這之前已經貼在布告欄上"))
	})

	It("are not offered where the facts contradict each other", func() {
		c := pickedCase("")
		c.Actors[0].Facts = append(slices.Clone(c.Actors[0].Facts), casebook.Fact{ID: "service", Value: "none"})
		c.Actors[0].Picks, c.Picked = []casebook.Pick{{Item: "crime/intent=true"}}, true
		faults := faultsIn(automatic, c)
		Expect(faults).To(HaveLen(1))
		Expect(faults[0].Message).To(Equal("題目「crime/intent=true」做不出來：行為人的事實還無法判斷"))
		faults[0].Path = "item"
		Expect(automatic.Offers(c)).To(Equal([]quizzes.Offer{{Actor: "甲", Items: []quizzes.Candidate{{Name: "crime/intent=true", Faults: faults}}}}))
	})
})
