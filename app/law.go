package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/rules/official"
	"shoumi/rules/source"
)

// lawFolder is where law import puts official text, unless told otherwise.
const lawFolder = "data/law"

func (c *cli) law() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "law",
		Short: "官方法規文字：law import 匯入全國法規資料庫的 JSON",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("沒有「law %s」這個指令；匯入寫成 law import 檔案", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.lawImport())
	return cmd
}

func (c *cli) lawImport() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "import 檔案|-",
		Short: "匯入規則所引法規的官方文字，供 outdated --law 與 check --law 比對",
		Long: "讀全國法規資料庫的 JSON 開放資料（整包或單一法規），把規則有編入的法規逐條存進目錄。\n" +
			"只存在本機，不連網路；重新匯入會取代同一部法規。",
		Args:    exactly(1, "檔案"),
		Example: "  go run ./app law import ChLaw.json\n  go run ./app outdated --law " + lawFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			name, data, err := c.read(args[0])
			if err != nil {
				return err
			}
			cited := map[string]bool{}
			for _, a := range book.Articles() {
				cited[a.PCode] = a.PCode != ""
			}
			laws, others, err := official.Read(name, data, func(pcode string) bool { return cited[pcode] })
			if err != nil {
				return err
			}
			if len(laws) == 0 {
				return fmt.Errorf("%s: 裡面的%d部法規，規則都沒有編入，沒有匯入", name, others)
			}
			if err := os.MkdirAll(out, 0o755); err != nil {
				return fmt.Errorf("不能建立 %s：%w", out, err)
			}
			articles := 0
			for _, law := range laws {
				text, err := json.MarshalIndent(law, "", " ")
				if err != nil {
					return err
				}
				file := filepath.Join(out, law.PCode+".json")
				if err := replaceFile(file, append(text, '\n')); err != nil {
					return err
				}
				articles += len(law.Articles)
				fmt.Fprintf(c.out, "%s　%d條　%s\n", law.Name, len(law.Articles), file)
			}
			fmt.Fprintf(c.out, "\n匯入%d部法規、%d條到 %s；另有%d部規則沒有編入，略過。\n", len(laws), articles, out, others)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", lawFolder, "存放的目錄")
	return cmd
}

func lawFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "law", "", "與這個目錄裡匯入的官方文字比對（law import 存放的目錄，例如 "+lawFolder+"）")
}

// imported is the official text in a folder; faults name the files in it.
func imported(dir string) ([]official.Law, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: 找不到這個目錄；先用 `go run ./app law import 檔案 --out %s` 匯入", dir, dir)
	}
	laws, err := official.Load(os.DirFS(dir))
	var faults source.Faults
	if errors.As(err, &faults) {
		for i := range faults {
			faults[i].Place.File = filepath.Join(dir, faults[i].Place.File)
		}
		return nil, faults
	}
	return laws, err
}

// law adds a fault for every article whose official text has moved on, at the
// sha256 in the rule file.
func (k *checked) law(dir string) error {
	book, err := k.cli.rules()
	if err != nil {
		return err
	}
	laws, err := imported(dir)
	if err != nil {
		return err
	}
	drift, compared := official.Compare(book, laws)
	k.compared = compared
	for _, d := range drift {
		f := source.Fault{Place: source.Place{File: d.File, Line: 1, Col: 1}, Message: d.Article + " " + d.Why,
			Hint: "核對官方文字，改規則，再更新 sha256 與 checked_on"}
		if d.Official != "" {
			f.Hint += "；官方文字的 sha256 是 " + d.Official
		}
		f.Place, f.Line = k.placeOf(d, f.Place)
		k.faults.Add(f)
	}
	return nil
}

// placeOf finds the sha256 of a version in its rule file.
func (k *checked) placeOf(d official.Drift, place source.Place) (source.Place, string) {
	data, err := fs.ReadFile(k.cli.set.files, d.File)
	if err != nil {
		return place, ""
	}
	for i, line := range strings.Split(string(data), "\n") {
		if before, _, ok := strings.Cut(line, d.Ours); ok {
			return source.Place{File: d.File, Line: i + 1, Col: len([]rune(before)) + 1}, strings.TrimSuffix(line, "\r")
		}
	}
	return place, ""
}
