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
	var on, judged, out string
	var all bool
	cmd := &cobra.Command{
		Use:     "classify 檔案|-",
		Short:   "分類一個事件（YAML 或 JSON；案例檔也可以）",
		Args:    exactly(1, "檔案"),
		Example: "  go run ./app classify casebook/cases/npa-leak-4.yaml\n  go run ./app classify --format json - < 事件.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			book, in, data, err := c.incident(args[0], on)
			if err != nil {
				return err
			}
			at := c.today()
			if judged != "" {
				d, err := date("judged", judged)
				if err != nil {
					return err
				}
				if !d.Exact() {
					return usage("--judged 要是一天，例如 2026-11-22")
				}
				at = d.First
			}
			report, err := book.Classify(in, at)
			if err != nil {
				return err
			}
			if out != "" {
				if err := c.record(out, data, in, on, report); err != nil {
					return err
				}
			}
			report.SimilarCases = []rules.SimilarCase{}
			switch cases, err := c.casebook(); {
			case err == nil:
				report.SimilarCases = cases.Similar(in, 5)
			case c.set.path != "":
				fmt.Fprintln(c.err, "註：內建的案例與這套規則不合，不列最接近的案例。")
			default:
				return err
			}
			switch c.format {
			case "json":
				return c.json(onlyOpen(report, all))
			case "markdown":
				newPrinter(c.out, book, in, true).report(report, all)
			default:
				newPrinter(c.out, book, in, false).report(report, all)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "改用這個行為日（2019、2019-02、2019-02-03 或 2019-02-03..2019-03-05）")
	cmd.Flags().StringVar(&judged, "judged", "", "判斷日（預設今天），用來比較新舊法")
	cmd.Flags().BoolVar(&all, "all", false, "連不成立的也列出")
	cmd.Flags().StringVar(&out, "record", "", "另存一份記錄，日後用 replay 重做")
	c.formats(cmd, "text", "json", "markdown")
	return cmd
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
