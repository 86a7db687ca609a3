package cue_test

import (
	"reflect"
	"strings"
	"testing"

	. "github.com/onsi/gomega"

	"shoumi/casebook/cue"
)

// FuzzRead reads any text: it never fails, places lie in the text, and the same
// text reads the same.
func FuzzRead(f *testing.F) {
	lexicon, err := cue.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	for _, n := range narratives() {
		f.Add(n.Text)
	}
	f.Add("\xff甲\u0000：「民國年月日108年99月、1,2,3元、十百千萬億元")
	f.Add("坦承") // the end of the text is the end of the match
	f.Add("  \n。。！？」」「警員甲")
	f.Fuzz(func(t *testing.T, text string) {
		r := lexicon.Read(text)
		sound(NewWithT(t), text, r)
		if again := lexicon.Read(text); !reflect.DeepEqual(r, again) {
			t.Errorf("read again, it is %v, not %v", again, r)
		}
	})
}

// BenchmarkRead reads 5,000 runes of made-up narratives.
func BenchmarkRead(b *testing.B) {
	lexicon, err := cue.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	var all strings.Builder
	for _, n := range narratives() {
		all.WriteString(n.Text)
	}
	text := []rune(strings.Repeat(all.String(), 4))[:5000]
	for b.Loop() {
		lexicon.Read(string(text))
	}
}
