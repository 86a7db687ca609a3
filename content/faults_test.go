package content_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/rogpeppe/go-internal/txtar"

	"shoumi/content"
)

// golden compares with the text in a file; SHOUMI_UPDATE=1 go test ./content
// writes it anew.
func golden(file string, faults error) {
	GinkgoHelper()
	got := faults.Error() + "\n"
	if os.Getenv("SHOUMI_UPDATE") != "" {
		Expect(os.WriteFile(file, []byte(got), 0o644)).To(Succeed())
	}
	want, err := os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred())
	Expect(got).To(Equal(string(want)))
}

// broken are courses with faults; what is said of them is beside them.
func broken() []string {
	files, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(files) < 5 {
		panic("no broken courses")
	}
	return files
}

var _ = Describe("every fault, whole, where it is", func() {
	for _, file := range broken() {
		It(filepath.Base(file), func() {
			archive, err := txtar.ParseFile(file)
			Expect(err).NotTo(HaveOccurred())
			course := fstest.MapFS{"glossary.yaml": {Data: []byte(smallGlossary)}}
			for _, f := range archive.Files {
				course[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			_, err = content.Load(course, small())
			Expect(err).To(HaveOccurred())
			golden(strings.TrimSuffix(file, "ar"), err)
		})
	}
})

// Whatever stands in a lesson, reading it ends, and what is shown of it holds no
// mark of ours and no HTML of its author's.
func FuzzLoad(f *testing.F) {
	f.Add("## 標題\n\n依[[criminal-code/132/1]]，**重點**。\n\n:::case npa-leak-4\n導言\n:::\n")
	f.Add("[[[criminal-code/132/1]]]\n:::\n::: law\n:::law a b\n")
	f.Add("a ::: b\n\n    [[x]]\n\n| `:::` | [[ |\n|--|--|\n| ]] | \\[[ |\n")
	f.Add("&#91;&#91; &#58;:: &#42;* <b> [a]: b\n[c](javascript:d)\n```\n:::\n```\n")
	f.Add("# \n\n#### 跳\n\n***\n\n> 引\n> :::\n\n\\*\\* ![i](j) <!-- k -->\r\n\t:::\r\n")
	f.Fuzz(func(t *testing.T, prose string) {
		l, err := lesson(prose)
		if err != nil {
			return
		}
		for _, b := range l.Blocks {
			for _, h := range []string{string(b.HTML), string(b.Lead)} {
				for _, mark := range []string{"[[", "]]", ":::", "*", "<script", "<b>", "<img", "<!--", `"javascript:`} {
					if strings.Contains(h, mark) {
						t.Fatalf("%q is shown as %q", prose, h)
					}
				}
			}
		}
	})
}
