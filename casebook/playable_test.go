package casebook_test

import (
	"os"
	"strings"
	"testing/fstest"

	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

// playable is a casebook of one small case with a scenario whose ways the specs
// know by heart: testdata/playable.yaml, with texts (old, new, …) replaced.
func playable(replace ...string) *casebook.Casebook {
	b, err := bookOf(playableText(replace...))
	Expect(err).NotTo(HaveOccurred())
	return b
}

// bookOf is a casebook with one case, npa-leak-3.
func bookOf(text []byte) (*casebook.Casebook, error) {
	files := fstest.MapFS{"cases/npa-leak-3.yaml": {Data: text}}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		data, err := casebook.Files.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		files[name] = &fstest.MapFile{Data: data}
	}
	return casebook.Load(files, book)
}

func playableText(replace ...string) []byte {
	data, err := os.ReadFile("testdata/playable.yaml")
	Expect(err).NotTo(HaveOccurred())
	text := string(data)
	for i := 0; i < len(replace); i += 2 {
		Expect(text).To(ContainSubstring(replace[i]))
		text = strings.ReplaceAll(text, replace[i], replace[i+1])
	}
	return []byte(text)
}
