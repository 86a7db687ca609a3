package condition_test

import (
	"testing"

	"shoumi/rules/condition"
)

// FuzzParse parses anything: nothing panics, faults and parts lie in the source,
// and what parses can be sealed or says why not.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`intent and not (position == "officer" or public_official) ? any(info, # != "檢舉人") : offenders >= 3`,
		`acted < date("2019-12-27") && offenders in 1..3 || !careless`,
		`none(info, # in ["vehicle", "檢舉人"]) or position in ["officer"]`,
		`"甲" == position and (intnet or acted > date("去年"))`,
		`let x = intent; x ?? {"a": [1, nil]}.a[0:1] | filter(# > 1)`,
		"((((intent", "\"\\u4e2d\" in info", "offenders % 0 == 1 or 1 / offenders > 2 ** 99",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := vocabulary()
		tree, faults := l.Parse(text)
		length := len([]rune(text))
		for _, fault := range faults {
			if fault.Offset < 0 || fault.Offset > length || fault.Message == "" {
				t.Errorf("%q: a fault at %d of %d: %s", text, fault.Offset, length, fault.Message)
			}
		}
		if (tree == nil) != (len(faults) > 0) {
			t.Fatalf("%q: tree %v and faults %v", text, tree, faults)
		}
		if tree == nil {
			return
		}
		within(t, tree, []rune(text))
		if l.Seal() != nil {
			return
		}
		net := l.NewNetwork()
		node := net.Add(tree, func(string) int { return net.Any() })
		walk, facts := net.NewWalk(), l.NewFacts()
		facts.Settle()
		walk.Reset(facts)
		if truth, _, _ := walk.Exactly(node); walk.Truth(node) != condition.Unknown && walk.Truth(node) != truth {
			t.Errorf("%q: exactly %v", text, truth)
		}
	})
}

func within(t *testing.T, tree *condition.Tree, source []rune) {
	if tree.From < 0 || tree.From > tree.To || tree.To > len(source) {
		t.Errorf("%q: a part from %d to %d", string(source), tree.From, tree.To)
	}
	for _, kid := range tree.Kids {
		if kid.From < tree.From || kid.To > tree.To {
			t.Errorf("%q: %d–%d outside of %d–%d", string(source), kid.From, kid.To, tree.From, tree.To)
		}
		within(t, kid, source)
	}
}
