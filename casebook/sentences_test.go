package casebook_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

var _ = DescribeTable("A text is cut into sentences", func(text string, want ...string) {
	Expect(casebook.Split(text)).To(Equal(want))
},
	Entry("at every end", "甲是警員。真的嗎？真的！", "甲是警員。", "真的嗎？", "真的！"),
	Entry("at several signs at once", "甲查了嗎？！乙不知道。。丙", "甲查了嗎？！", "乙不知道。。", "丙"),
	Entry("at the end of a line, with no blanks about", "　甲是警員 \r\n\n乙是民眾", "甲是警員", "乙是民眾"),
	Entry("not within a quotation", "甲說「你好。我先走了！」就走了。乙沒有說話。", "甲說「你好。我先走了！」就走了。", "乙沒有說話。"),
	Entry("at the end of one that is a sentence", "甲說：「你好。」乙沒有說話。", "甲說：「你好。」", "乙沒有說話。"),
	Entry("not within a quotation that goes on", "甲說「你好。我走了。」等語。乙問：「誰？」丙答：「我。」，然後走了。", "甲說「你好。我走了。」等語。", "乙問：「誰？」丙答：「我。」，然後走了。"),
	Entry("nor in one within another", "甲說：「乙告訴我：『不行。』我就停了。」乙走了。", "甲說：「乙告訴我：『不行。』我就停了。」", "乙走了。"),
	Entry("nor within brackets", "甲（當時是所長。後來調走）查了資料。乙（民眾）知道。", "甲（當時是所長。後來調走）查了資料。", "乙（民眾）知道。"),
	Entry("but after a bracket that never closes", "甲說「好。乙走了。", "甲說「好。", "乙走了。"),
	Entry("with what closes and never opened", "甲走了。」乙也走了。", "甲走了。」", "乙也走了。"),
	Entry("not within numbers and articles", "甲收了1,000元及2.5萬元，違反第6條第1項第4款。", "甲收了1,000元及2.5萬元，違反第6條第1項第4款。"),
	Entry("at the items of a list", "甲做了兩件事：（一）查資料；（二）告訴乙。依（一）記過；再犯免職。", "甲做了兩件事：", "（一）查資料；", "（二）告訴乙。", "依（一）記過；再犯免職。"),
	Entry("with the mark of an item before it", "如下：(1)甲。(12)乙。一、丙。", "如下：", "(1)甲。", "(12)乙。", "一、丙。"),
)

var _ = It("A text of nothing has no sentences", func() {
	Expect(casebook.Split(" \n　\n")).To(BeEmpty())
})

var _ = It("Cutting loses nothing but blanks, whatever the brackets", func() {
	r := rand.New(rand.NewPCG(1, 2))
	signs := []rune("甲乙。！？「」『』（）：；一,1 　\n”“")
	bare := strings.NewReplacer(" ", "", "　", "", "\n", "")
	for range 5000 {
		var text []rune
		for range r.IntN(24) {
			text = append(text, signs[r.IntN(len(signs))])
		}
		Expect(bare.Replace(strings.Join(casebook.Split(string(text)), ""))).To(Equal(bare.Replace(string(text))), "%q", string(text))
	}
})

// narrative are n sentences, the first s1, of which some are the same.
func narrative(r *rand.Rand, n int) (out []casebook.Sentence) {
	words := strings.Fields("甲 乙員 所長 業者 民眾 查詢 告訴 洩漏 公務 電腦 資料 臨檢 時間 電話 分局 偵查 秘密 離開 收受 金錢")
	for i := range n {
		var text strings.Builder
		for range 1 + r.IntN(9) {
			text.WriteString(words[r.IntN(len(words))])
		}
		out = append(out, casebook.Sentence{ID: fmt.Sprintf("s%d", i+1), Text: text.String() + "。"})
	}
	return out
}

func together(list []casebook.Sentence) string {
	var text strings.Builder
	for _, s := range list {
		text.WriteString(s.Text)
	}
	return text.String()
}

func ids(list []casebook.Sentence) (out []string) {
	for _, s := range list {
		out = append(out, s.ID)
	}
	return out
}

var _ = Describe("The ids of sentences", func() {
	one := []casebook.Sentence{{"s1", "甲是分局的小隊長，受乙的請託。"}, {"s4", "他在辦公室用公務電腦查了民眾的資料。"}, {"s2", "甲把資料交給乙。"}}

	DescribeTable("after an edit", func(text string, want ...string) {
		var got []string
		for _, s := range casebook.Renumber(one, text, "s9") {
			got = append(got, s.ID+" "+s.Text)
		}
		Expect(got).To(HaveExactElements(want))
	},
		Entry("nothing changed", together(one), "s1 甲是分局的小隊長，受乙的請託。", "s4 他在辦公室用公務電腦查了民眾的資料。", "s2 甲把資料交給乙。"),
		Entry("all is gone", ""),
		Entry("a new one gets a number that nothing had", "甲是分局的小隊長，受乙的請託。完全沒有關係的新句子。甲把資料交給乙。", "s1 甲是分局的小隊長，受乙的請託。", "s10 完全沒有關係的新句子。", "s2 甲把資料交給乙。"),
		Entry("reworded and moved", "甲已經把資料都交給了乙。甲是派出所的小隊長，受到乙的請託。", "s2 甲已經把資料都交給了乙。", "s1 甲是派出所的小隊長，受到乙的請託。"),
		Entry("two become one", "甲是分局的小隊長，受乙的請託，他在辦公室用公務電腦查了民眾的資料。", "s4 甲是分局的小隊長，受乙的請託，他在辦公室用公務電腦查了民眾的資料。"),
		Entry("one becomes two", "他在辦公室。用公務電腦查了民眾的資料。", "s10 他在辦公室。", "s4 用公務電腦查了民眾的資料。"),
		Entry("a line break is no change of others", "甲是分局的小隊長，受乙的請託。\n他在辦公室用公務電腦查了民眾的資料。\n\n甲把資料交給乙。", "s1 甲是分局的小隊長，受乙的請託。", "s4 他在辦公室用公務電腦查了民眾的資料。", "s2 甲把資料交給乙。"),
	)

	It("are those of every shipped case again, whether its sentences stand in lines or in one text", func() {
		for _, c := range cases.Cases() {
			Expect(casebook.Renumber(c.Narrative, c.Text())).To(Equal(c.Narrative), c.ID)
			var lines []string
			for _, s := range c.Narrative {
				lines = append(lines, s.Text)
			}
			Expect(casebook.Renumber(c.Narrative, strings.Join(lines, "\n"))).To(Equal(c.Narrative), c.ID)
		}
	})

	It("survive a changed rune, an insertion, a removal and a swap, and are the same each time", func() {
		r := rand.New(rand.NewPCG(3, 4))
		for range 400 {
			old := narrative(r, 2+r.IntN(8))
			i, k := r.IntN(len(old)), r.IntN(len(old))

			edited := slices.Clone(old)
			text := []rune(edited[i].Text)
			text[r.IntN(len(text)-1)] = '改'
			edited[i].Text = string(text)
			Expect(casebook.Renumber(old, together(edited))).To(Equal(edited))
			Expect(casebook.Renumber(old, together(edited))).To(Equal(casebook.Renumber(old, together(edited))))

			more := slices.Insert(slices.Clone(old), i, casebook.Sentence{ID: fmt.Sprintf("s%d", len(old)+1), Text: "從來沒有寫過的一句話！"})
			Expect(casebook.Renumber(old, together(more))).To(Equal(more))

			gone := old[i].ID
			less := slices.Delete(slices.Clone(old), i, i+1)
			left := casebook.Renumber(old, together(less))
			for at, s := range less { // of sentences that are the same, either may be the one that is left
				Expect(left[at].Text).To(Equal(s.Text))
				Expect(ids(old)).To(ContainElement(left[at].ID))
			}
			again := casebook.Renumber(less, together(less)+"又寫了一句新的話！", gone)
			Expect(ids(again)[:len(less)]).To(Equal(ids(less)))
			Expect(ids(old)).NotTo(ContainElement(again[len(less)].ID))

			swapped := slices.Clone(old)
			swapped[i], swapped[k] = swapped[k], swapped[i]
			got := casebook.Renumber(old, together(swapped))
			for at, s := range swapped {
				Expect(got[at].Text).To(Equal(s.Text))
			}
			Expect(ids(got)).To(ConsistOf(ids(old)))
			if old[i].Text != old[k].Text && count(old, old[i].Text) == 1 && count(old, old[k].Text) == 1 {
				Expect(got).To(Equal(swapped))
			}
		}
	})

	It("are never two of one", func() {
		r := rand.New(rand.NewPCG(7, 8))
		for range 300 {
			old, other := narrative(r, r.IntN(8)), narrative(r, r.IntN(8))
			seen := map[string]bool{}
			for _, s := range casebook.Renumber(old, together(other)) {
				Expect(seen[s.ID]).To(BeFalse())
				seen[s.ID] = true
			}
		}
	})
})

func count(list []casebook.Sentence, text string) (n int) {
	for _, s := range list {
		if s.Text == text {
			n++
		}
	}
	return n
}
