package web

import "net/url"

// listSamples are made-up examples of lists and how one goes through them.
type listSamples struct {
	Table  table
	None   table
	Pagers []pager
}

func newListSamples(tr *language) listSamples {
	args := url.Values{"sort": {"-login"}}
	v := listSamples{
		Table: table{Caption: "人員", Actions: true, Columns: []column{{Key: "name", Label: "姓名"}, {Key: "login", Label: "帳號"}, {Label: "單位"}, {Key: "days", Label: "密碼天數", Number: true}, {Label: "狀態"}}},
		None:  table{None: empty{Text: "沒有符合條件的人。", How: "放寬一個條件再找。"}},
		Pagers: []pager{
			{List: "人員", Shown: 25, First: 26, Total: 132, Previous: "#lists", Next: "#lists"},
			{List: "作業紀錄", Shown: 25, Total: 132, Start: "#lists", Next: "#lists"},
			{List: "單位", Shown: 3},
		},
	}
	for _, who := range []struct {
		name, login, unit, days string
		disabled, locked        bool
	}{{"甲員", "demo.a", "示範市政府警察局示範第一分局中央派出所", "12", false, false}, {"乙員", "demo.b", "示範第二分局", "88", false, true}, {"丙員", "demo.c", "示範第二分局", "—", true, false}} {
		state := tr.personState(who.disabled, who.locked)
		v.Table.Rows = append(v.Table.Rows, row{
			Cells:   []cell{{Text: who.name, Href: "#lists"}, {Text: who.login}, {Text: who.unit, Note: "借調至刑事警察大隊"}, {Text: who.days}, {State: &state}},
			Actions: []link{{Text: "更改", Href: "#lists"}, {Text: "重設密碼", Href: "#lists"}}})
	}
	v.Table.sortable("/_components", args, orderOf(args, "name", "login", "days"))
	return v
}
