package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

// may lists, for each room, the rooms of the house it may use.
var may = map[string][]string{
	"shoumi/rules/source":      {},
	"shoumi/rules/condition":   {},
	"shoumi/rules/penalty":     {},
	"shoumi/rules":             {"shoumi/rules/source", "shoumi/rules/condition", "shoumi/rules/penalty"},
	"shoumi/rules/reference":   {"shoumi/rules"},
	"shoumi/rules/proof":       {"shoumi/rules", "shoumi/rules/source", "shoumi/rules/condition", "shoumi/rules/penalty"},
	"shoumi/rules/bundle":      {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/rules/batch":       {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/rules/official":    {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/content":           {"shoumi/rules/source"},
	"shoumi/casebook/cue":      {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/casebook":          {"shoumi/casebook/cue", "shoumi/rules", "shoumi/rules/source", "shoumi/rules/condition", "shoumi/rules/penalty"},
	"shoumi/app/privacy":       {},
	"shoumi/app/audit":         {"shoumi/app/store", "shoumi/rules/source"},
	"shoumi/app/store":         {},
	"shoumi/app/paper":         {},
	"shoumi/app/pdf":           {"shoumi/app/paper"},
	"shoumi/app/account":       {"shoumi/app/store", "shoumi/rules/source"},
	"shoumi/app/mail":          {},
	"shoumi/app/mail/mailtest": {},
	"shoumi/app/office":        {"shoumi/app/paper", "shoumi/rules"},
	"shoumi/app/reading":       {"shoumi/app/office", "shoumi/app/pdf"},
	"shoumi/app/incident":      {"shoumi/app/office", "shoumi/app/paper", "shoumi/app/privacy", "shoumi/app/store", "shoumi/casebook", "shoumi/casebook/cue", "shoumi/rules", "shoumi/rules/batch", "shoumi/rules/penalty", "shoumi/rules/proof", "shoumi/rules/source"},
	"shoumi/app/publishing":    {"shoumi/app/paper", "shoumi/app/privacy", "shoumi/app/store", "shoumi/app/training", "shoumi/casebook", "shoumi/casebook/cue", "shoumi/content", "shoumi/quizzes", "shoumi/rules", "shoumi/rules/bundle", "shoumi/rules/penalty", "shoumi/rules/source"},
	"shoumi/app/training":      {"shoumi/app/mail", "shoumi/app/office", "shoumi/app/privacy", "shoumi/app/store", "shoumi/casebook", "shoumi/content", "shoumi/quizzes", "shoumi/rules", "shoumi/rules/source"},
	"shoumi/quizzes":           {"shoumi/casebook", "shoumi/rules", "shoumi/rules/source", "shoumi/rules/penalty", "shoumi/rules/reference"},
	"shoumi/app/web":           {"shoumi/app/account", "shoumi/app/audit", "shoumi/app/incident", "shoumi/app/office", "shoumi/app/paper", "shoumi/app/pdf", "shoumi/app/privacy", "shoumi/app/publishing", "shoumi/app/store", "shoumi/app/training", "shoumi/casebook", "shoumi/casebook/cue", "shoumi/content", "shoumi/quizzes", "shoumi/rules", "shoumi/rules/penalty", "shoumi/rules/proof", "shoumi/rules/source"},

	// Of suites alone.
	"shoumi/app/store/storetest": {"shoumi/app/store"},
	"shoumi/app/paper/papertest": {"shoumi/app/paper"},
}

var _ = Describe("the house", func() {
	It("is imported in one direction", func() {
		out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "shoumi/...").Output()
		Expect(err).NotTo(HaveOccurred())
		for line := range strings.Lines(string(out)) {
			words := strings.Fields(line)
			room, imports := words[0], words[1:]
			if room == "shoumi/app" {
				continue // main stands on everything
			}
			allowed, known := may[room]
			Expect(known).To(BeTrue(), "%s is a room that the list above does not know", room)
			for _, i := range imports {
				if strings.HasPrefix(i, "shoumi/") {
					Expect(allowed).To(ContainElement(i), "%s imports %s", room, i)
				}
				if !strings.HasPrefix(room, "shoumi/app") {
					Expect([]string{"net/http", "net", "database/sql"}).NotTo(ContainElement(i), "%s is a library without network or database", room)
				}
			}
		}
	})

	It("has no simplified glyph and no word it avoids in what people read", func() {
		words, err := content.ReadGlossary(content.Files)
		Expect(err).NotTo(HaveOccurred())
		var found []string
		for _, dir := range []string{"../rules", "../casebook", "../quizzes", "../content", "web"} {
			Expect(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || strings.Contains(path, "testdata") || filepath.Base(path) == "glossary.yaml" || !slices.Contains([]string{".yaml", ".html", ".js", ".json", ".md"}, filepath.Ext(path)) {
					return err
				}
				data, err := os.ReadFile(path)
				for line := range strings.Lines(string(data)) {
					for _, slip := range words.Slips(line) {
						found = append(found, fmt.Sprintf("%s: %s，寫成「%s」：%s", path, slip, slip.Instead, line))
					}
				}
				return err
			})).To(Succeed())
		}
		Expect(found).To(BeEmpty())
	})
})
