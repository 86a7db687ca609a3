package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/rules"
)

func (c *cli) classify() *cobra.Command {
	var how classification
	var record string
	cmd := &cobra.Command{
		Use:   "classify 檔案|-",
		Short: "分類一個事件（YAML 或 JSON；案例檔也可以），或用 --batch 分類一個檔案裡的許多事件",
		Long: "--batch 的檔案是 CSV（一行一個行為人，第一行是欄名；用 --template 印出範本）或 JSON Lines（一行一個事件）。\n" +
			"有錯誤的事件逐行列出，其餘的照做；有錯誤時結束碼是 1。JSON 是一行一份報告，CSV 是一行一個規定。",
		Args: func(cmd *cobra.Command, args []string) error {
			if how.template {
				return exactly(0, "檔案")(cmd, args)
			}
			return exactly(1, "檔案")(cmd, args)
		},
		Example: "  go run ./app classify casebook/cases/npa-leak-4.yaml\n  go run ./app classify --format json - < 事件.yaml\n" +
			"  go run ./app classify --batch --template > 範本.csv\n  go run ./app classify --batch --format csv --out 結果.csv 事件.csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.usage(cmd); err != nil {
				return err
			}
			at := c.today()
			if how.judged != "" {
				d, err := date("judged", how.judged)
				if err != nil {
					return err
				}
				if !d.Exact() {
					return usage("--judged 要是一天，例如 2026-11-22")
				}
				at = d.First
			}
			switch {
			case how.template:
				return c.batchTemplate()
			case how.batch:
				return c.classifyBatch(cmd.Context(), args[0], how, at)
			}
			return c.classifyOne(args[0], how, at, record)
		},
	}
	cmd.Flags().StringVar(&how.on, "on", "", "改用這個行為日（2019、2019-02、2019-02-03 或 2019-02-03..2019-03-05）")
	cmd.Flags().StringVar(&how.judged, "judged", "", "判斷日（預設今天），用來比較新舊法")
	cmd.Flags().BoolVar(&how.all, "all", false, "連不成立的也列出")
	cmd.Flags().StringVar(&record, "record", "", "另存一份記錄，日後用 replay 重做")
	cmd.Flags().BoolVar(&how.batch, "batch", false, "檔案裡有許多事件：CSV，或一行一個事件的 JSON")
	cmd.Flags().StringVar(&how.from, "from", "", "--batch 的檔案是 csv 或 jsonl；不給就看副檔名")
	cmd.Flags().StringVar(&how.out, "out", "", "--batch 的結果寫到這個新檔案，不寫到標準輸出")
	cmd.Flags().BoolVar(&how.template, "template", false, "印出 --batch 的 CSV 範本：所有欄名、問題與可以填的值")
	c.formats(cmd, "text", "json", "markdown", "csv")
	return cmd
}

// classification is how the command is to classify.
type classification struct {
	on, judged, from, out string
	all, batch, template  bool
}

// usage is what cannot go together.
func (how classification) usage(cmd *cobra.Command) error {
	format := cmd.Flags().Lookup("format").Value.String()
	for _, flag := range []string{"from", "out", "template"} {
		if !how.batch && cmd.Flags().Changed(flag) {
			return usage("--%s 要配 --batch", flag)
		}
	}
	switch {
	case !how.batch && format == "csv":
		return usage("--format csv 要配 --batch")
	case how.batch && format == "markdown":
		return usage("--batch 的 --format 可以是 text、json、csv，不是「markdown」")
	case how.batch && cmd.Flags().Changed("record"):
		return usage("--record 只記錄一個事件，不能配 --batch")
	}
	return nil
}

func (c *cli) classifyOne(path string, how classification, at rules.Date, record string) error {
	book, in, data, err := c.incident(path, how.on)
	if err != nil {
		return err
	}
	report, err := book.Classify(in, at)
	if err != nil {
		return err
	}
	if record != "" {
		if err := c.record(record, data, in, how.on, report); err != nil {
			return err
		}
	}
	similar, err := c.similar()
	if err != nil {
		return err
	}
	report.SimilarCases = similar(in)
	switch c.format {
	case "json":
		return c.json(onlyOpen(report, how.all))
	case "markdown":
		newPrinter(c.out, book, in, true).report(report, how.all)
	default:
		newPrinter(c.out, book, in, false).report(report, how.all)
	}
	return nil
}

// similar finds the cases nearest to an incident; none where the shipped cases do
// not hold under the rules that are used.
func (c *cli) similar() (func(rules.Incident) []rules.SimilarCase, error) {
	cases, err := c.casebook()
	switch {
	case err == nil:
		return func(in rules.Incident) []rules.SimilarCase { return cases.Similar(in, 5) }, nil
	case c.set.path != "":
		fmt.Fprintln(c.err, "註：內建的案例與這套規則不合，不列最接近的案例。")
		return func(rules.Incident) []rules.SimilarCase { return []rules.SimilarCase{} }, nil
	}
	return nil, err
}

// incident reads an incident or a case file, and gives its text too; on, when
// given, replaces its date.
func (c *cli) incident(path, on string) (*rules.Book, rules.Incident, []byte, error) {
	book, err := c.rules()
	if err != nil {
		return nil, rules.Incident{}, nil, err
	}
	name, data, err := c.read(path)
	if err != nil {
		return nil, rules.Incident{}, nil, err
	}
	var in rules.Incident
	if casebook.IsCase(data) {
		one, err := casebook.Decode(name, data, book)
		if err != nil {
			return nil, in, nil, err
		}
		in = one.Incident()
	} else if in, err = book.DecodeIncident(name, data); err != nil {
		return nil, in, nil, err
	}
	if on != "" {
		if in.ActDate, err = date("on", on); err != nil {
			return nil, in, nil, err
		}
	}
	return book, in, data, nil
}

// onlyOpen leaves out what is not established, unless all is asked for.
func onlyOpen(r rules.Report, all bool) rules.Report {
	if all {
		return r
	}
	for i := range r.Actors {
		r.Actors[i].Findings = slices.DeleteFunc(r.Actors[i].Findings, func(f rules.Finding) bool { return f.Verdict == rules.NotEstablished })
	}
	return r
}

func (c *cli) json(v any) error { return writeJSON(c.out, v) }

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (c *cli) questions() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "questions 檔案|-",
		Short: "只列接下來最該查明的事實",
		Args:  exactly(1, "檔案"),
		RunE: func(_ *cobra.Command, args []string) error {
			book, in, _, err := c.incident(args[0], "")
			if err != nil {
				return err
			}
			next, err := book.Next(in, c.today())
			if err != nil {
				return err
			}
			type actor struct {
				Actor         string           `json:"actor"`
				NextQuestions []rules.Question `json:"next_questions"`
			}
			var out []actor
			for i, qs := range next {
				out = append(out, actor{in.Actors[i].Name, qs})
			}
			if c.format == "json" {
				return c.json(map[string]any{"rules_digest": book.Digest(), "incident": in.Reference, "actors": out})
			}
			p := newPrinter(c.out, book, in, false)
			for _, a := range out {
				p.line("%s", p.bold(a.Actor))
				for i := range a.NextQuestions {
					p.question(i, a.NextQuestions[i], 0)
				}
			}
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}
