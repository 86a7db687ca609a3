package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/spf13/cobra"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
	"shoumi/rules/proof"
	"shoumi/rules/source"
)

func (c *cli) check() *cobra.Command {
	var lawDir string
	cmd := &cobra.Command{
		Use:   "check [路徑…]",
		Short: "檢查規則、測試、案例、課文與題庫；不給路徑時檢查內建的全部",
		Long: "檢查規則、案例、課文與題庫，一次列出所有錯誤。路徑可以是：規則目錄（含 facts.yaml）、規則檔或測試檔（放進內建規則裡檢查）、\n" +
			"案例目錄、案例檔、課程目錄（含 lessons/）、課文檔或宣導檔（.md）、題庫目錄（含 concepts.yaml）、題庫檔（放進內建題庫裡檢查）、事件檔。",
		RunE: func(_ *cobra.Command, args []string) error {
			found := checked{cli: c, kinds: []checkedFile{}}
			if err := c.set.load(); err != nil && c.set.files == nil {
				return err
			}
			if len(args) == 0 {
				found.book(c.set.files, "")
				found.cases()
				found.lexicon()
				found.course()
				found.bank("quizzes", c.bank) // what the lessons ask of too: read once
			}
			for _, path := range args {
				if err := found.path(path); err != nil {
					return err
				}
			}
			if lawDir != "" {
				if err := found.law(lawDir); err != nil {
					return err
				}
			}
			return c.checked(found)
		},
	}
	lawFlag(cmd, &lawDir)
	c.formats(cmd, "text", "json", "sarif")
	return cmd
}

// checked is what a check found.
type checked struct {
	cli                                           *cli
	faults                                        source.Faults
	articles, provisions, tests, caseCount, files int
	lessonCount, courses                          int
	compared                                      int // articles held against official text
	items                                         int // of the bank
	kinds                                         []checkedFile
}

// checkedFile is a file that was checked by itself, and what it was taken for.
type checkedFile struct {
	File string `json:"file"`
	Kind string `json:"kind"`
}

func (k *checked) add(err error) {
	var faults source.Faults
	if errors.As(err, &faults) {
		k.faults.Add(faults...)
	} else if err != nil {
		k.faults.Add(source.Fault{Message: err.Error()})
	}
}

// book loads a book and runs the tests beside its articles.
func (k *checked) book(fsys fs.FS, dir string) {
	b, err := rules.Load(fsys)
	if err != nil {
		k.add(err)
		return
	}
	k.add(b.TestFaults().Err())
	for _, f := range proof.Check(b) {
		f.Place.File = filepath.Join(dir, f.Place.File)
		k.faults.Add(f)
	}
	for _, a := range b.Articles() {
		k.articles++
		seen := map[string]bool{}
		for _, v := range a.Versions {
			for _, p := range v.Provisions {
				if !seen[p.ID] {
					k.provisions++
				}
				seen[p.ID] = true
			}
		}
		for _, t := range b.Tests(a.ID) {
			k.tests++
			for _, line := range b.Run(t) {
				k.faults.Add(testFault(line, dir))
			}
		}
	}
}

// testFault turns "file:line:col: message" back into a fault.
func testFault(line, dir string) source.Fault {
	var f source.Fault
	file, rest, _ := strings.Cut(line, ":")
	fmt.Sscanf(rest, "%d:%d", &f.Place.Line, &f.Place.Col)
	f.Place.File = filepath.Join(dir, file)
	_, f.Message, _ = strings.Cut(line, ": ")
	return f
}

func (k *checked) cases() {
	cases, err := k.cli.casebook()
	if err != nil {
		k.add(err)
		return
	}
	k.caseCount += len(cases.Cases())
}

// lexicon checks the cues of narratives.
func (k *checked) lexicon() {
	if _, err := k.cli.rules(); err != nil {
		return // said already
	}
	_, err := k.cli.lexicon()
	k.addAs(func(name string) string { return filepath.Join("casebook/cue/lexicon", name) }, err)
}

// quizzes checks a bank over the rules and cases in use; faults name files in dir.
func (k *checked) quizzes(fsys fs.FS, dir string) {
	book, err := k.cli.rules()
	if err != nil {
		return // said already
	}
	cases, err := k.cli.casebook()
	if err != nil {
		return
	}
	k.bank(dir, func() (*quizzes.Bank, error) { return quizzes.Load(fsys, book, cases) })
}

func (k *checked) bank(dir string, load func() (*quizzes.Bank, error)) {
	bank, err := load()
	k.addAs(func(name string) string {
		if strings.HasPrefix(name, "cases/") { // of an exercise that a case picks
			return name
		}
		return filepath.Join(dir, name)
	}, err)
	if err == nil {
		k.items += len(bank.Items())
	}
}

// picks checks the exercises that a case picks; placed gives faults their places.
func (k *checked) picks(of *casebook.Case, placed func(source.Faults) source.Faults) {
	if !of.Picked {
		return
	}
	bank, err := k.cli.bank()
	if err != nil {
		k.add(err)
		return
	}
	_, faults := bank.Picked(of)
	k.faults.Add(placed(faults)...)
}

// bankFile checks one bank file as if it stood in the shipped bank.
func (k *checked) bankFile(path string, data []byte) {
	files := overlaid(quizzes.Files, "banks/"+filepath.Base(path), data)
	k.quizzes(files, filepath.Dir(filepath.Dir(path)))
}

func (k *checked) path(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%s: 找不到這個檔案或目錄", path)
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(path, "facts.yaml")); err == nil {
			k.book(os.DirFS(path), path)
			return nil
		}
		if _, err := os.Stat(filepath.Join(path, "lessons")); err == nil {
			k.courseIn(os.DirFS(path), path)
			return nil
		}
		if _, err := os.Stat(filepath.Join(path, "concepts.yaml")); err == nil {
			k.quizzes(os.DirFS(path), path)
			return nil
		}
		b, err := k.cli.rules()
		if err != nil {
			return err
		}
		cases, err := casebook.Load(os.DirFS(caseRoot(path)), b)
		k.add(err)
		if err == nil {
			k.caseCount += len(cases.Cases())
			for _, x := range cases.Cases() {
				k.picks(x, func(faults source.Faults) source.Faults { return cases.Placed(x, faults) })
			}
		}
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	is := func(kind string) { k.kinds = append(k.kinds, checkedFile{path, kind}) }
	if filepath.Ext(path) == ".md" {
		if publishing.IsNotice(data) {
			is("宣導")
			return k.notice(path, data)
		}
		is("課文")
		return k.lesson(path, data)
	}
	if name, ok := ruleFile(path); ok {
		is("規則")
		k.book(overlaid(k.cli.set.files, name, data), "")
		return nil
	}
	if filepath.Base(filepath.Dir(path)) == "banks" {
		is("題庫")
		k.bankFile(path, data)
		return nil
	}
	b, err := k.cli.rules()
	if err != nil {
		return err
	}
	k.files++
	if casebook.IsCase(data) {
		is("案例")
		var of *casebook.Case
		if of, err = casebook.Decode(path, data, b); err == nil {
			k.picks(of, func(faults source.Faults) source.Faults { return casebook.Placed(path, data, faults) })
		}
	} else {
		is("事件")
		_, err = b.DecodeIncident(path, data)
	}
	k.add(err)
	return nil
}

// caseRoot is the directory in which cases/ lies, for a path to either.
func caseRoot(path string) string {
	if filepath.Base(path) == "cases" {
		return filepath.Dir(path)
	}
	return path
}

// ruleFile says whether a path looks like a file of a book, and its name there.
func ruleFile(path string) (string, bool) {
	slashed := filepath.ToSlash(path)
	if i := strings.LastIndex(slashed, "statutes/"); i >= 0 {
		return slashed[i:], true
	}
	return "facts.yaml", filepath.Base(path) == "facts.yaml"
}

// overlaid is a tree of files with one more, or another, in it.
func overlaid(tree fs.FS, name string, data []byte) fs.FS {
	files := fstest.MapFS{}
	_ = fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b, _ := fs.ReadFile(tree, p)
			files[p] = &fstest.MapFile{Data: b}
		}
		return err
	})
	files[name] = &fstest.MapFile{Data: data}
	return files
}

func (c *cli) checked(k checked) error {
	if list, ok := k.faults.Err().(source.Faults); ok {
		k.faults = list // each once: a broken case stands in the way of lessons too
	}
	switch c.format {
	case "json":
		if err := c.json(map[string]any{"faults": jsonFaults(k.faults), "articles": k.articles, "provisions": k.provisions, "tests": k.tests, "cases": k.caseCount, "lessons": k.lessonCount, "courses": k.courses, "items": k.items, "files": k.kinds}); err != nil {
			return err
		}
	case "sarif":
		if err := c.json(sarif(k.faults)); err != nil {
			return err
		}
	default:
		if err := k.faults.Err(); err != nil {
			fmt.Fprintln(c.err, err)
			fmt.Fprintf(c.err, "\n共%d個錯誤。\n", len(k.faults))
		} else {
			for _, f := range k.kinds {
				fmt.Fprintf(c.out, "%s：%s\n", f.File, f.Kind)
			}
			if k.compared > 0 {
				fmt.Fprintf(c.out, "與匯入的官方文字相同：%d條。\n", k.compared)
			}
			fmt.Fprintf(c.out, "沒有錯誤：%d條、%d項規定、%d個規則測試、%d個案例、%d課、%d門課程、%d個題目。\n", k.articles, k.provisions, k.tests, k.caseCount+k.files, k.lessonCount, k.courses, k.items)
		}
	}
	if k.faults.Err() != nil {
		return errReported
	}
	return nil
}

type jsonFault struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func jsonFaults(faults source.Faults) []jsonFault {
	out := []jsonFault{}
	for _, f := range faults {
		out = append(out, jsonFault{f.Place.File, f.Place.Line, f.Place.Col, f.Message, f.Hint})
	}
	return out
}

// sarif is the faults in SARIF 2.1.0, for editors and code hosts.
func sarif(faults source.Faults) any {
	type m = map[string]any
	results := []m{}
	for _, f := range faults {
		text := f.Message
		if f.Hint != "" {
			text += "（" + f.Hint + "）"
		}
		results = append(results, m{"ruleId": "fault", "level": "error", "message": m{"text": text},
			"locations": []m{{"physicalLocation": m{"artifactLocation": m{"uri": filepath.ToSlash(f.Place.File)},
				"region": m{"startLine": max(1, f.Place.Line), "startColumn": max(1, f.Place.Col)}}}}})
	}
	return m{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []m{{"tool": m{"driver": m{"name": "shoumi check", "rules": []m{{"id": "fault"}}}}, "results": results}}}
}
