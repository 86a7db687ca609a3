package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/rogpeppe/go-internal/txtar"

	"shoumi/rules"
)

// golden compares with the text beside a file; SHOUMI_UPDATE=1 go test ./rules
// writes it anew.
func golden(file, got string) {
	GinkgoHelper()
	name := strings.TrimSuffix(file, filepath.Ext(file)) + ".txt"
	got += "\n"
	if os.Getenv("SHOUMI_UPDATE") != "" {
		Expect(os.WriteFile(name, []byte(got), 0o644)).To(Succeed())
	}
	want, err := os.ReadFile(name)
	Expect(err).NotTo(HaveOccurred())
	Expect(got).To(Equal(string(want)))
}

func matching(pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < 5 {
		panic("no broken files: " + pattern)
	}
	return files
}

var _ = Describe("every fault, whole, where it is", func() {
	for _, file := range matching("testdata/broken/*.txtar") {
		It("in a book: "+filepath.Base(file), func() {
			archive, err := txtar.ParseFile(file)
			Expect(err).NotTo(HaveOccurred())
			book := fstest.MapFS{"facts.yaml": {Data: []byte(smallFacts)}}
			for _, f := range archive.Files {
				book[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			b, err := rules.Load(book)
			if err == nil {
				err = b.TestFaults().Err()
			}
			Expect(err).To(HaveOccurred())
			golden(file, err.Error())
		})
	}

	for _, file := range matching("testdata/incidents/*.yaml") {
		It("in an incident: "+filepath.Base(file), func() {
			b, err := rules.Load(small(smallFacts, smallLaw))
			Expect(err).NotTo(HaveOccurred())
			data, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			_, err = b.DecodeIncident(filepath.Base(file), data)
			Expect(err).To(HaveOccurred())
			golden(file, err.Error())
		})
	}
})
