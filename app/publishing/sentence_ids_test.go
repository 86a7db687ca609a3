package publishing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store/storetest"
	"shoumi/casebook"
	"shoumi/rules"
)

var _ = Describe("the id of a sentence", func() {
	It("is never given to another, whatever is written, merged and published in the life of a piece", func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		opened := func(file []byte) *casebook.Case {
			GinkgoHelper()
			o, err := publishing.OpenCase("agency-115-1", file, book)
			Expect(err).NotTo(HaveOccurred())
			return o.Case
		}
		for seed := range uint64(6) {
			chance, fresh := rand.New(rand.NewPCG(seed, 7)), 0
			// edited is a narrative in which sentences came, went and moved.
			edited := func(text string) string {
				lines := strings.Split(text, "\n")
				for range 1 + chance.IntN(3) {
					at := chance.IntN(len(lines) + 1)
					switch fresh++; {
					case chance.IntN(2) == 0 || len(lines) < 2: // like no other
						lines = slices.Insert(lines, at, strings.Repeat(string(rune('甲'+fresh*7)), 3)+fmt.Sprint(fresh)+strings.Repeat(string(rune('丁'+fresh*11)), 3)+"。")
					default:
						at = min(at, len(lines)-1)
						lines = slices.Delete(lines, at, at+1)
					}
				}
				return strings.Join(lines, "\n")
			}
			w := newWorld(storetest.SQLite())
			p, err := w.Begin(ctx, "author", publishing.Start{Kind: publishing.Case, Key: "agency-115-1", File: publishing.NewCase("agency-115-1", "一案", "某局", edited("甲查詢車籍。")).File()})
			Expect(err).NotTo(HaveOccurred())
			said := map[string]string{} // every sentence there ever was
			look := func() {
				GinkgoHelper()
				for _, x := range opened(p.File).Narrative {
					if was, has := said[x.ID]; has {
						Expect(x.Text).To(Equal(was), "seed %d, %s", seed, x.ID)
					}
					said[x.ID] = x.Text
				}
			}
			late := []byte(nil) // what somebody has not managed to save yet, and of what
			var base []byte
			for range 25 {
				look()
				c := opened(p.File)
				publishing.Retell(c, edited(publishing.Told(c)), p.Used()...)
				next := c.File()
				switch {
				case late != nil && chance.IntN(3) == 0:
					m := publishing.Merge(opened(base), opened(p.File), opened(late), p.Used()...)
					choices := map[string]publishing.Choice{}
					for _, x := range m.Conflicts {
						choices[x.ID] = publishing.Choice{Side: []publishing.Side{publishing.Theirs, publishing.Mine}[chance.IntN(2)]}
					}
					made, open := m.Resolve(choices)
					Expect(open).To(BeEmpty())
					next, late = made.File(), nil
				case late == nil && chance.IntN(2) == 0:
					base, late = p.File, next
					continue
				}
				if p, err = w.Write(ctx, "author", p.ID, p.Version, next); err != nil {
					Fail(err.Error())
				}
			}
			look()
			Expect(len(said)).To(BeNumerically(">", 15))
		}
	})

	It("is that of the same sentence which somebody else wrote, too", func() {
		base := publishing.NewCase("agency-115-1", "一案", "某局", "甲查詢車籍。")
		theirs, mine := *base, *base
		publishing.Retell(&theirs, "甲查詢車籍。\n乙在旁邊等。")
		publishing.Retell(&mine, "甲查詢車籍。\n乙在旁邊等。\n丙付了錢。", "s2")
		m := publishing.Merge(base, &theirs, &mine, "s2")
		Expect(m.Conflicts).To(BeEmpty())
		made, _ := m.Resolve(nil)
		Expect(made.Narrative).To(Equal([]casebook.Sentence{{ID: "s1", Text: "甲查詢車籍。"}, {ID: "s2", Text: "乙在旁邊等。"}, {ID: "s4", Text: "丙付了錢。"}}))
	})
})
