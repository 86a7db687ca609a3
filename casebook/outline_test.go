package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// plan is a scenario of nodes whose choices lead to others: "a" ["b", ""] ends by the
// second choice.
func plan(nodes ...[]string) *casebook.Scenario {
	s := &casebook.Scenario{Facts: rules.Values{}}
	for _, n := range nodes {
		node := casebook.Node{ID: n[0]}
		for _, to := range n[1:] {
			c := casebook.Choice{ID: string(rune('a' + len(node.Choices)))}
			if to != "" {
				c.Then = []casebook.Branch{{Go: to}}
			}
			node.Choices = append(node.Choices, c)
		}
		s.Nodes = append(s.Nodes, node)
	}
	return s
}

var _ = Describe("The outline of a scenario", func() {
	DescribeTable("is drawn layer by layer, whatever is wrong", func(s *casebook.Scenario, layers [][]int, loops, playable bool) {
		o := s.Outline()
		Expect(o.Layers).To(Equal(layers))
		Expect(o.Loops).To(Equal(loops))
		Expect(s.Playable()).To(Equal(playable))
	},
		Entry("a node is behind all that lead to it", plan([]string{"a", "b", "c"}, []string{"b", "c"}, []string{"c", ""}), [][]int{{0}, {1}, {2}}, false, true),
		Entry("side by side", plan([]string{"a", "b", "c"}, []string{"b", ""}, []string{"c", ""}), [][]int{{0}, {1, 2}}, false, true),
		Entry("out of reach", plan([]string{"a", ""}, []string{"b", "a"}), [][]int{{0}}, false, true),
		Entry("stuck", plan([]string{"a", "b"}, []string{"b"}), [][]int{{0}, {1}}, false, false),
		Entry("a loop", plan([]string{"a", "b"}, []string{"b", "a", ""}), [][]int{{0}, {1}}, true, false),
		Entry("a goal that is not there", plan([]string{"a", "z"}), [][]int{{0}}, false, false),
		Entry("two choices of one name", &casebook.Scenario{Nodes: []casebook.Node{{ID: "a", Choices: []casebook.Choice{{ID: "x"}, {ID: "x"}}}}}, [][]int{{0}}, false, false),
		Entry("nothing", &casebook.Scenario{}, [][]int(nil), false, false),
	)

	It("follows a node that is renamed or taken out", func() {
		s := plan([]string{"a", "b", "c"}, []string{"b", "c"}, []string{"c", ""})
		s.Nodes[1].Choices[0].Then = []casebook.Branch{{If: []casebook.Literal{{Fact: "intent", Is: true}}, Go: "c"}, {Go: "a"}}
		s.Rename(2, "end")
		Expect(s.Nodes[0].Choices[1].Then[0].Go).To(Equal("end"))
		Expect(s.Nodes[1].Choices[0].Then[0].Go).To(Equal("end"))
		s.Remove(2)
		Expect(s.Nodes[0].Choices[1].Then).To(BeNil())
		Expect(s.Nodes[1].Choices[0].Then).To(Equal([]casebook.Branch{{If: []casebook.Literal{{Fact: "intent", Is: true}}}, {Go: "a"}}))
		Expect(s.Nodes[s.Add()].ID).To(Equal("n1"))
		Expect(s.Nodes[s.Add()].ID).To(Equal("n2"))
	})
})
