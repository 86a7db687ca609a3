package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

const (
	twoGood = "incident,actor,act_date,service,acts,info,openness,intent\n" +
		"=1+1,甲,110/5/1,police_officer,disclose,raid_plan,無,是\n" +
		"乙案,,,private_person,,,,\n" +
		"丙案,甲,110/5/1,none,query,,,否\n"
	twoGoodFault = "<標準輸入>:3:6: 「service」沒有「private_person」這個值\n" +
		"    乙案,,,private_person,,,,\n    　　   ^\n    提示：用 `go run ./app facts service` 看所有的值\n"
)

// corpus is the incidents of the casebook.
func corpus() (all []rules.Incident) {
	cases, err := casebook.Shipped()
	Expect(err).NotTo(HaveOccurred())
	for _, c := range cases.Cases() {
		all = append(all, c.Incident())
	}
	Expect(len(all)).To(BeNumerically(">=", 23))
	return all
}

// asLines are incidents as JSON lines.
func asLines(all []rules.Incident) (lines []string) {
	for _, in := range all {
		b, err := incidentFile(in)
		Expect(err).NotTo(HaveOccurred())
		lines = append(lines, string(b))
	}
	return lines
}

// asTable is incidents as a table with every fact that one of them has.
func asTable(all []rules.Incident) string {
	book, err := rules.Shipped()
	Expect(err).NotTo(HaveOccurred())
	var rows [][]string
	head := []string{"incident", "actor", "act_date"}
	for _, f := range book.Facts() {
		head = append(head, f.ID)
	}
	rows = append(rows, head)
	row := func(in rules.Incident, actor string, facts rules.Values) {
		date := in.ActDate.Text
		if in.ActDate.Continuing {
			date += "（持續）"
		}
		r := []string{in.Reference, actor, date}
		for _, id := range head[3:] {
			v, given := facts[id]
			r = append(r, cellOf(v, given))
		}
		rows = append(rows, r)
	}
	for _, in := range all {
		if len(in.Facts) > 0 {
			row(in, "", in.Facts)
		}
		for _, a := range in.Actors {
			row(in, a.Name, a.Facts)
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	Expect(w.WriteAll(rows)).To(Succeed())
	return out.String()
}

func cellOf(v any, given bool) string {
	switch x := v.(type) {
	case nil:
		if given {
			return "不確定"
		}
		return ""
	case bool:
		return map[bool]string{true: "是", false: "否"}[x]
	case []string:
		if len(x) == 0 {
			return "無"
		}
		return strings.Join(x, "；")
	case map[string]bool:
		var items []string
		for id, in := range x {
			items = append(items, map[bool]string{false: "非"}[in]+id)
		}
		return strings.Join(append(items, "其餘不確定"), "；")
	case rules.Date:
		return x.ROC()
	}
	return fmt.Sprint(v)
}

var _ = Describe("classify --batch", func() {
	DescribeTable("exit codes", func(code int, says, stdin string, args ...string) {
		r := shoumi(stdin, append([]string{"classify"}, args...)...)
		Expect(r.code).To(Equal(code), r.err)
		Expect(r.out + r.err).To(ContainSubstring(says))
	},
		Entry("all read", 0, "1 個事件，1 人：", "{}\n", "--batch", "--from", "jsonl", "-"),
		Entry("nothing to read", 0, "0 個事件，0 人：", "", "--batch", "--from", "jsonl", "-"),
		Entry("some read", 1, "2 個事件，2 人：", twoGood, "--batch", "--from", "csv", "-"),
		Entry("not read to the end", 1, "1 個事件，1 人：◐ 有未定的 1 人，● 有成立、沒有未定的 0 人，○ 都不成立 0 人。檔案沒有讀完。", "{}\n\xa4\xa4", "--batch", "--from", "jsonl", "-"),
		Entry("of no format", 2, "看不出 - 是 CSV 還是 JSON Lines", "", "--batch", "-"),
		Entry("of another format", 2, "--from 可以是 csv、jsonl，不是「xml」", "", "--batch", "--from", "xml", "-"),
		Entry("no such file", 1, "nowhere.csv: 找不到這個檔案", "", "--batch", "nowhere.csv"),
		Entry("no file", 2, "要給 1 個檔案，給了 0 個", "", "--batch"),
		Entry("a day that is none", 2, "--on：", "", "--batch", "--on", "13", "nowhere.csv"),
		Entry("as Markdown", 2, "--batch 的 --format 可以是 text、json、csv", "", "--batch", "--format", "markdown", "x.csv"),
		Entry("with a record", 2, "--record 只記錄一個事件", "", "--batch", "--record", "r", "x.csv"),
		Entry("one incident as CSV", 2, "--format csv 要配 --batch", "{}", "--format", "csv", "-"),
		Entry("one incident to a file", 2, "--out 要配 --batch", "{}", "--out", "x", "-"),
		Entry("a template of one", 2, "--template 要配 --batch", "", "--template"),
	)

	It("lists the lines with faults and does the rest, in the order of the file", func() {
		r := shoumi(twoGood, "classify", "--batch", "--from", "csv", "-")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal(twoGoodFault))
		lines := strings.Split(r.out, "\n")
		Expect(lines[0]).To(And(HavePrefix("2　=1+1　甲　◐ 未定"), ContainSubstring("　● 成立"), ContainSubstring("：刑法第132條第1項、")))
		Expect(lines[1]).To(HavePrefix("4　丙案　甲　"))
		Expect(r.out).To(ContainSubstring("\n2 個事件，2 人：◐ 有未定的 2 人，● 有成立、沒有未定的 0 人，○ 都不成立 0 人。另有 1 個讀不了，沒有分類。\n\n最常待查的事實"))
		Expect(r.out).To(MatchRegexp(`\n條文 +◐ 未定 +● 成立\n(?s:.*)\n刑法第132條第1項 +0 +1\n`))
		Expect(r.out).To(ContainSubstring("供內部初步分類，非法律意見"))
	})

	It("writes a row for every finding, fit for a spreadsheet, to a file that was not there", func() {
		file := filepath.Join(GinkgoT().TempDir(), "out.csv")
		r := shoumi(twoGood, "classify", "--batch", "--from", "csv", "--format", "csv", "--out", file, "-")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal(twoGoodFault))
		Expect(r.out).To(MatchRegexp(`^\S+out\.csv\nsha256:[0-9a-f]{64}\n2 個事件，2 人：`))
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		text := string(data)
		Expect(text).To(HavePrefix("\uFEFF行,事件,行為人,行為日,規定,條文,種類,結論,施行日,刑度或效果,待查,待查的事實,吸收於\r\n2,'=1+1,甲,民國110年5月1日,"))
		Expect(text).To(ContainSubstring("\r\n2,'=1+1,甲,民國110年5月1日,criminal-code/132/1,刑法第132條第1項,刑事,成立,2019-12-27,3年以下有期徒刑,,,\r\n"))
		Expect(text).NotTo(ContainSubstring("不成立"))
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		Expect(err).NotTo(HaveOccurred())
		open := slices.IndexFunc(rows, func(row []string) bool { return row[7] == "未定" })
		Expect(rows[open][10]).NotTo(BeEmpty())
		Expect(strings.Count(rows[open][10], "、")).To(BeNumerically(">=", strings.Count(rows[open][11], ";")), "labels have 、 too")

		again := shoumi(twoGood, "classify", "--batch", "--from", "csv", "--out", file, "-")
		Expect(again.code).To(Equal(1))
		Expect(again.err).To(ContainSubstring("已經有這個檔案，不覆寫"))
		all := shoumi(twoGood, "classify", "--batch", "--from", "csv", "--format", "csv", "--all", "-")
		Expect(all.out).To(ContainSubstring(",不成立,"))
		Expect(all.err).To(HavePrefix(twoGoodFault + "2 個事件，2 人："))
	})

	It("says of an actor with no finding that there is none", func() {
		r := shoumi("incident,service,position,acts,info,bribe_matter\n甲案,none,private_person,無,無,\n", "classify", "--batch", "--from", "csv", "--on", "2021-05-01", "--format", "csv", "-")
		Expect(r.code).To(Equal(0), r.err)
		Expect(strings.Count(r.out, "\n")).To(BeNumerically(">=", 2))
		Expect(r.out).To(ContainSubstring("\r\n2,甲案,甲,民國110年5月1日,"))
	})

	It("reports the same of the casebook, line by line, as classify does of each file", func() {
		lines := asLines(corpus())
		batched := shoumi(strings.Join(lines, "\n"), "classify", "--batch", "--from", "jsonl", "--format", "json", "-")
		Expect(batched.code).To(Equal(0), batched.err)
		reports := strings.Split(strings.TrimSuffix(batched.out, "\n"), "\n")
		Expect(reports).To(HaveLen(len(lines)))
		for i, line := range lines {
			alone := shoumi(line, "classify", "--format", "json", "-")
			Expect(alone.code).To(Equal(0), alone.err)
			var compact bytes.Buffer
			Expect(json.Compact(&compact, []byte(alone.out))).To(Succeed())
			Expect(reports[i] == compact.String()).To(BeTrue(), "line %d: %s", i+1, line)
		}
	})

	It("reports the same of the casebook as a table", func() {
		all := corpus()
		for i := range all { // a table has no words that facts come from
			all[i].Sources = nil
			for j := range all[i].Actors {
				all[i].Actors[j].Sources = nil
			}
		}
		lines := shoumi(strings.Join(asLines(all), "\n"), "classify", "--batch", "--from", "jsonl", "--format", "json", "-")
		table := shoumi(asTable(all), "classify", "--batch", "--from", "csv", "--format", "json", "-")
		Expect(table.err).To(Equal(lines.err))
		Expect(table.code).To(Equal(0))
		rows := strings.Split(table.out, "\n")
		for i, line := range strings.Split(lines.out, "\n") {
			Expect(rows[i] == line).To(BeTrue(), "line %d: %s", i+1, line)
		}
	})

	It("keeps the order of many, however long each takes", func() {
		all := corpus()
		var many []rules.Incident
		for i := range 46 {
			in := all[i*7%len(all)]
			in.Reference = strconv.Itoa(i)
			many = append(many, in)
		}
		r := shoumi(asTable(many), "classify", "--batch", "--from", "csv", "--format", "csv", "-")
		Expect(r.code).To(Equal(0), r.err)
		rows, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
		Expect(err).NotTo(HaveOccurred())
		var order []string
		for _, row := range rows[1:] {
			if len(order) == 0 || order[len(order)-1] != row[1] {
				order = append(order, row[1])
			}
		}
		Expect(order).To(HaveLen(46))
		for i, reference := range order {
			Expect(reference).To(Equal(strconv.Itoa(i)))
		}
	})

	It("prints a template that it reads itself", func() {
		template := shoumi("", "classify", "--batch", "--template")
		Expect(template.code).To(Equal(0), template.err)
		Expect(template.out).To(HavePrefix("\uFEFFincident,actor,act_date,note,position,"))
		file := filepath.Join(GinkgoT().TempDir(), "template.CSV")
		Expect(os.WriteFile(file, []byte(template.out+"A,甲,110/5/1,不讀,agency_officer"+strings.Repeat(",", 105)+"\r\n"), 0o600)).To(Succeed())
		r := shoumi("", "classify", "--batch", file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(HavePrefix("5　A　甲　"), "behind the heading and three remarks")
	})
})
