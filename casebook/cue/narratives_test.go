package cue_test

import (
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v4"

	"shoumi/casebook/cue"
	"shoumi/rules"
)

// narrative is an entry of testdata/narratives.yaml.
type narrative struct {
	Note      string
	Text      string
	Expect    []string
	Never     []string
	Passed    []string
	Conflicts *int
}

func narratives() []narrative {
	data, err := os.ReadFile("testdata/narratives.yaml")
	if err != nil {
		panic(err)
	}
	var all []narrative
	if err := yaml.Unmarshal(data, &all); err != nil {
		panic(err)
	}
	return all
}

// short writes proposals as the file does: 甲 acts:query, 甲 ?intent:true,
// act_date:2019-02.
func short(p cue.Proposal) string {
	value := fmt.Sprint(p.Value)
	switch v := p.Value.(type) {
	case map[string]bool:
		for m, is := range v {
			if value = m; !is {
				value = "!" + m
			}
		}
	case rules.ActDate:
		value = v.Text
	}
	mark := ""
	if p.Strength == cue.Likely {
		mark = "?"
	}
	return strings.TrimSpace(p.Actor + " " + mark + p.Fact + ":" + value)
}

// says whether a proposal is one that must not be.
func says(shown, never string) bool {
	shown = strings.ReplaceAll(shown, "?", "")
	if rest, ok := strings.CutPrefix(never, "* "); ok {
		_, shown, _ = strings.Cut(shown, " ")
		never = rest
	}
	return shown == never || !strings.Contains(never, ":") && strings.HasPrefix(shown, never+":")
}

func narrativeSpecs() bool {
	return Describe("A narrative", func() {
		for _, n := range narratives() {
			It("suggests what it says: "+n.Note, func() {
				r := lexicon.Read(n.Text)
				var got []string
				for _, p := range r.Proposals {
					got = append(got, short(p))
				}
				for _, want := range n.Expect {
					Expect(got).To(ContainElement(want))
				}
				for _, never := range n.Never {
					Expect(slices.IndexFunc(got, func(s string) bool { return says(s, never) })).To(Equal(-1), "%s in %v", never, got)
				}
				for _, want := range n.Passed {
					fact, why, _ := strings.Cut(want, " ")
					Expect(r.Passed).To(ContainElement(SatisfyAll(HaveField("Fact", fact), HaveField("Not", cue.Because(why)))))
				}
				if n.Conflicts != nil {
					Expect(r.Conflicts).To(HaveLen(*n.Conflicts))
				}
				sound(Default, n.Text, r)
			})
		}
	})
}

// sound checks what is so of every reading: places lie in the text and hold the
// words, actors and sentences are there, judgment is likely at most.
func sound(g Gomega, text string, r cue.Reading) {
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	book, err := rules.Shipped()
	g.Expect(err).NotTo(HaveOccurred())
	names := []string{""}
	for _, a := range r.Actors {
		names = append(names, a.Name)
	}
	place := func(e cue.Evidence) {
		s := r.Sentences[e.Sentence]
		g.Expect(string(runes[e.Words.Start:e.Words.End])).To(Equal(e.Text))
		g.Expect(string(runes[s.Start:s.End])).To(Equal(s.Text))
		g.Expect(e.Words.Start).To(BeNumerically("<", e.Words.End))
		g.Expect(e.Words.Start >= s.Start && e.Words.End <= s.End).To(BeTrue(), e.Text)
		g.Expect(e.Why).NotTo(BeEmpty())
	}
	for _, p := range r.Proposals {
		g.Expect(names).To(ContainElement(p.Actor))
		g.Expect(p.Evidence).NotTo(BeEmpty())
		f, _ := book.Fact(p.Fact)
		g.Expect(f.Judgment && p.Strength == cue.Clear).To(BeFalse(), p.Fact)
		for _, e := range p.Evidence {
			place(e)
		}
	}
	for _, p := range r.Passed {
		place(p.Evidence)
		g.Expect(p.Not.Zh()).NotTo(BeEmpty())
	}
	for _, c := range r.Conflicts {
		g.Expect(c.A).To(BeNumerically("<", c.B))
		g.Expect(c.Why).NotTo(BeEmpty())
	}
}
