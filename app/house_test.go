package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// may lists, for each room, the rooms of the house it may use.
var may = map[string][]string{
	"shoumi/rules/source":    {},
	"shoumi/rules/condition": {},
	"shoumi/rules/penalty":   {},
	"shoumi/rules":           {"shoumi/rules/source", "shoumi/rules/condition", "shoumi/rules/penalty"},
	"shoumi/rules/reference": {"shoumi/rules"},
	"shoumi/rules/proof":     {"shoumi/rules", "shoumi/rules/source", "shoumi/rules/condition", "shoumi/rules/penalty"},
	"shoumi/rules/bundle":    {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/rules/official":  {"shoumi/rules", "shoumi/rules/source"},
	"shoumi/content":         {"shoumi/rules/source"},
	"shoumi/casebook":        {"shoumi/rules", "shoumi/rules/source", "shoumi/rules/penalty"},
	"shoumi/app/privacy":     {},
	"shoumi/quizzes":         {"shoumi/casebook", "shoumi/rules", "shoumi/rules/source", "shoumi/rules/penalty", "shoumi/rules/reference"},
	"shoumi/app/web":         {"shoumi/casebook", "shoumi/rules", "shoumi/rules/source", "shoumi/rules/penalty"},
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

	It("has no simplified glyph and no mainland term in what people read", func() {
		simplified := "们这说对时会来为个国学经发现开关门问题业务员证资讯电话录审处罚则规编码运应该变与义权总区华单双头实写农军争举乐习书买亿从仅" // none of them is also a traditional glyph in use here
		mainland := []string{"信息安全", "軟件", "網絡", "數據庫", "默認", "視頻", "用戶名", "登錄頁", "鼠標", "屏幕", "短信"}
		var found []string
		for _, dir := range []string{"../rules", "../casebook", "../quizzes", "web"} {
			Expect(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || strings.Contains(path, "testdata") || !slices.Contains([]string{".yaml", ".html", ".js"}, filepath.Ext(path)) {
					return err
				}
				data, err := os.ReadFile(path)
				for line := range strings.Lines(string(data)) {
					if strings.ContainsAny(line, simplified) {
						found = append(found, path+": "+line)
					}
					for _, term := range mainland {
						if strings.Contains(line, term) {
							found = append(found, path+": "+term)
						}
					}
				}
				return err
			})).To(Succeed())
		}
		Expect(found).To(BeEmpty())
	})
})
