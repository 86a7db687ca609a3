package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/rules"
)

// record is a classification kept so that it can be made again: what was known,
// and every finding. Similar cases are not in it; they are no part of the rules.
type record struct {
	Format   string          `json:"format"`
	Incident string          `json:"incident"`     // the file as it was read; of a case file, its facts as an incident
	On       string          `json:"on,omitempty"` // act date that replaced the one in the file
	Report   json.RawMessage `json:"report"`
}

const recordFormat = "shoumi-record/1"

// record writes what a classification rests on, and all its findings.
func (c *cli) record(path string, data []byte, in rules.Incident, on string, report rules.Report) error {
	text := string(data)
	if casebook.IsCase(data) {
		// A case is held against the rules when it is read. Its incident can be
		// replayed under any.
		b, err := incidentFile(in)
		if err != nil {
			return err
		}
		text, on = string(b), ""
	}
	plain, err := comparable(report)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := writeJSON(&out, record{recordFormat, text, on, plain}); err != nil {
		return err
	}
	return replaceFile(path, out.Bytes())
}

// comparable is the part of a report that follows from the rules, as JSON.
func comparable(report rules.Report) ([]byte, error) {
	report.SimilarCases = []rules.SimilarCase{}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(report)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// incidentFile is an incident in the form of an incident file, its actors in
// their order, which the order of findings follows.
func incidentFile(in rules.Incident) ([]byte, error) {
	facts := func(values rules.Values, sources map[string]string) map[string]any {
		out := map[string]any{}
		for id, v := range values {
			out[id] = map[string]any{"value": v, "source": sources[id]}
		}
		return out
	}
	var actors []string
	for _, a := range in.Actors {
		name, err1 := json.Marshal(a.Name)
		own, err2 := json.Marshal(map[string]any{"facts": facts(a.Facts, a.Sources)})
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		actors = append(actors, string(name)+":"+string(own))
	}
	file := map[string]any{"incident": in.Reference, "facts": facts(in.Facts, in.Sources),
		"actors": json.RawMessage("{" + strings.Join(actors, ",") + "}")}
	switch d := in.ActDate; {
	case d.Continuing:
		from, to, _ := strings.Cut(d.Text, "..")
		file["act_date"] = map[string]any{"from": from, "to": to, "continuing": true}
	case d.Known():
		file["act_date"] = d.Text
	}
	return json.Marshal(file)
}

func (c *cli) replay() *cobra.Command {
	return &cobra.Command{
		Use:   "replay 檔案|-",
		Short: "用現在的規則重做一次記錄過的分類，說是否逐位元組相同",
		Long: "檔案是 classify --record 存的記錄。相同時結束碼是 0；不同時說出第一個不同的地方，結束碼是 1。\n" +
			"判斷日用記錄當時的日期。",
		Args:    exactly(1, "檔案"),
		Example: "  go run ./app classify --record 記錄.json 事件.yaml\n  go run ./app replay 記錄.json",
		RunE: func(_ *cobra.Command, args []string) error {
			name, data, err := c.read(args[0])
			if err != nil {
				return err
			}
			old, head, err := readRecord(name, data)
			if err != nil {
				return err
			}
			book, err := c.rules()
			if err != nil {
				return err
			}
			in, err := book.DecodeIncident(name+"（incident）", []byte(old.Incident))
			if err != nil {
				return fmt.Errorf("記錄裡的事件，現在的規則讀不了：\n%w", err)
			}
			if old.On != "" {
				if in.ActDate, err = rules.ParseActDate(old.On); err != nil {
					return fmt.Errorf("%s: on：%v", name, err)
				}
			}
			report, err := book.Classify(in, *head.JudgedOn)
			if err != nil {
				return err
			}
			now, err := comparable(report)
			if err != nil {
				return err
			}
			return c.compare(old.Report, now, head.RulesDigest, report.RulesDigest)
		},
	}
}

// heading is what replay needs of a recorded report.
type heading struct {
	RulesDigest string      `json:"rules_digest"`
	JudgedOn    *rules.Date `json:"judged_on"`
}

func readRecord(name string, data []byte) (record, heading, error) {
	var old record
	var head heading
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	bad := func(what string) error {
		return fmt.Errorf("%s: %s；記錄要用 `go run ./app classify --record 檔案 事件檔` 存", name, what)
	}
	if err := d.Decode(&old); err != nil {
		return old, head, bad("不是分類的記錄")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return old, head, bad("記錄後面還有別的東西")
	}
	if old.Format != recordFormat {
		return old, head, bad(fmt.Sprintf("不認得記錄的格式「%s」", old.Format))
	}
	if json.Unmarshal(old.Report, &head) != nil || head.RulesDigest == "" || head.JudgedOn == nil || *head.JudgedOn <= rules.Beginning || !strings.HasPrefix(string(old.Report), "{") {
		return old, head, bad("記錄裡沒有完整的 report")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, old.Report); err != nil {
		return old, head, bad("記錄裡的 report 不是 JSON")
	}
	old.Report = compact.Bytes()
	return old, head, nil
}

// compare prints how two reports differ; that of the digests is told apart from
// that of the findings.
func (c *cli) compare(old, now []byte, oldDigest, digest string) error {
	if oldDigest != digest {
		fmt.Fprintf(c.out, "規則不同：記錄時 %s，現在 %s。\n", oldDigest, digest)
	}
	same := bytes.Replace(old, []byte(oldDigest), []byte(digest), 1)
	if bytes.Equal(same, now) {
		if oldDigest == digest {
			fmt.Fprintf(c.out, "逐位元組相同。規則 %s\n", digest)
		} else {
			fmt.Fprintln(c.out, "其餘逐位元組相同。")
		}
		return nil
	}
	d, found := firstDifference(same, now)
	if !found {
		d = difference{Path: "（寫法）", Old: "值相同", New: "JSON 的寫法不同"}
	}
	fmt.Fprintf(c.out, "第一個不同：%s\n  %s → %s\n", d.Path, d.Old, d.New)
	return errReported
}
