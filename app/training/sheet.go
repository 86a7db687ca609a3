package training

import (
	"slices"
	"strconv"
	"strings"
)

// Column is a column of a sheet for 終身學習, by the name in its setting.
type Column struct {
	ID    string
	Title string
	value func(Row, Holder) string
}

// Holder is what a sheet says of a person; it comes from the accounts, and is kept
// nowhere here.
type Holder struct{ Login, Name, Unit string }

// Columns are the columns that a sheet may have. The number of an identity card is
// none of them: whoever uploads the sheet merges it in.
var Columns = []Column{
	{"login", "帳號", func(_ Row, h Holder) string { return h.Login }},
	{"name", "姓名", func(_ Row, h Holder) string { return h.Name }},
	{"unit", "單位", func(_ Row, h Holder) string { return h.Unit }},
	{"standing", "狀態", func(r Row, _ Holder) string { return r.Standing.Zh() }},
	{"due", "期限", func(r Row, _ Holder) string { return r.Due.ROC() }},
	{"finished", "完成日期", func(r Row, _ Holder) string {
		if r.Finished.IsZero() {
			return ""
		}
		return dayOf(r.Finished).ROC()
	}},
	{"hours", "時數", func(r Row, _ Holder) string {
		if r.Hours == 0 {
			return ""
		}
		return strconv.Itoa(r.Hours)
	}},
	{"active", "學習分鐘數", func(r Row, _ Holder) string {
		if r.Number == "" {
			return ""
		}
		return strconv.Itoa(int(r.Active.Minutes()))
	}},
	{"category", "類別", func(r Row, _ Holder) string { return r.Category.Zh }},
	{"number", "證書字號", func(r Row, _ Holder) string { return r.Number }},
}

// Sheet is a roster as the lines of a CSV or ODS file, headings first. Columns are
// given by id; ok is false when one is not known. No cell begins a formula.
func Sheet(rows []Row, holder func(account string) Holder, columns ...string) (lines [][]string, ok bool) {
	var chosen []Column
	var head []string
	for _, id := range columns {
		i := slices.IndexFunc(Columns, func(c Column) bool { return c.ID == id })
		if i < 0 {
			return nil, false
		}
		chosen, head = append(chosen, Columns[i]), append(head, Columns[i].Title)
	}
	lines = append(lines, head)
	for _, r := range rows {
		h := holder(r.Person.Account)
		var line []string
		for _, c := range chosen {
			cell := c.value(r, h)
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
				cell = "'" + cell
			}
			line = append(line, cell)
		}
		lines = append(lines, line)
	}
	return lines, true
}
