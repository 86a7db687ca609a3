package training

import (
	"slices"

	"shoumi/app/office"
)

// Column is a column of a sheet for 終身學習, by the name in its setting.
type Column struct {
	ID    string
	Title string
	value func(Row, Holder) office.Cell
}

// Holder is what a sheet says of a person; it comes from the accounts, and is kept
// nowhere here.
type Holder struct{ Login, Name, Unit string }

// Columns are the columns that a sheet may have. The number of an identity card is
// none of them: whoever uploads the sheet merges it in.
var Columns = []Column{
	{"login", "帳號", func(_ Row, h Holder) office.Cell { return office.Text(h.Login) }},
	{"name", "姓名", func(_ Row, h Holder) office.Cell { return office.Text(h.Name) }},
	{"unit", "單位", func(_ Row, h Holder) office.Cell { return office.Text(h.Unit) }},
	{"standing", "狀態", func(r Row, _ Holder) office.Cell { return office.Text(r.Standing.Zh()) }},
	{"due", "期限", func(r Row, _ Holder) office.Cell { return office.Day(r.Due) }},
	{"finished", "完成日期", func(r Row, _ Holder) office.Cell {
		if r.Finished.IsZero() {
			return office.Text("")
		}
		return office.Day(dayOf(r.Finished))
	}},
	{"hours", "時數", func(r Row, _ Holder) office.Cell {
		if r.Hours == 0 {
			return office.Text("")
		}
		return office.Number(r.Hours)
	}},
	{"active", "學習分鐘數", func(r Row, _ Holder) office.Cell {
		if r.Number == "" {
			return office.Text("")
		}
		return office.Number(int(r.Active.Minutes()))
	}},
	{"sent", "時數送出日期", func(r Row, _ Holder) office.Cell {
		if r.Sent.IsZero() {
			return office.Text("")
		}
		return office.Day(dayOf(r.Sent))
	}},
	{"category", "類別", func(r Row, _ Holder) office.Cell { return office.Text(r.Category.Zh) }},
	{"number", "證書字號", func(r Row, _ Holder) office.Cell { return office.Text(r.Number) }},
}

// ColumnIDs are the ids of all columns, in their order.
func ColumnIDs() (out []string) {
	for _, c := range Columns {
		out = append(out, c.ID)
	}
	return out
}

// Sheet is a roster as a table, to be written as CSV or ODS. Columns are given by
// id; ok is false when one is not known.
func Sheet(rows []Row, holder func(account string) Holder, columns ...string) (t office.Table, ok bool) {
	var chosen []Column
	for _, id := range columns {
		i := slices.IndexFunc(Columns, func(c Column) bool { return c.ID == id })
		if i < 0 {
			return office.Table{}, false
		}
		chosen, t.Head = append(chosen, Columns[i]), append(t.Head, Columns[i].Title)
	}
	t.Name = "名冊"
	for _, r := range rows {
		h := holder(r.Person.Account)
		var line []office.Cell
		for _, c := range chosen {
			line = append(line, c.value(r, h))
		}
		t.Rows = append(t.Rows, line)
	}
	return t, true
}
