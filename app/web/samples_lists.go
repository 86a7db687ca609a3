package web

import (
	"net/url"
	"time"

	"shoumi/app/account"
)

// listSamples are made-up examples of lists and how one goes through them.
type listSamples struct {
	Table  table
	None   table
	Pagers []pager
	Tasks  []task
	Events []event
	Pairs  []pair
	Stages []stage
	Prose  changedProse
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
	v.Tasks = []task{
		{ID: "task-a", Text: "基礎課程：什麼是應秘密", Href: "#lists", State: taskDone},
		{ID: "task-b", Text: "情境：螢幕沒有鎖定", Href: "#lists", State: taskDoing},
		{ID: "task-c", Text: "查詢紀錄的查核", Href: "#lists", State: taskTodo, Note: "民國115年12月31日前完成"},
		{ID: "task-d", Text: "年度複習", Href: "#lists", State: taskLate, Note: "民國115年11月1日到期"},
		{ID: "task-e", Text: "結業測驗", State: taskLocked, Note: "先完成基礎課程"},
	}
	v.Events = []event{
		{When: "民國115年11月22日 09:30", Machine: "2026-11-22T09:30+08:00", By: "甲員", Text: "建立草稿"},
		{When: "民國115年11月22日 14:05", Machine: "2026-11-22T14:05+08:00", By: "乙員", Text: "退回修改", Note: "第二段的日期與來源不同。", Link: &link{Text: "看差異", Href: "#lists"}},
		{When: "民國115年11月23日", Machine: "2026-11-23", Text: "核可並公布"},
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, taipei)
	active := tr.stateOf(account.Account{Password: account.Password{Due: now.AddDate(0, 1, 0)}}, now)
	v.Pairs = []pair{
		{Label: "姓名", Value: "甲員", Change: "#lists"},
		{Label: "單位", Value: "示範市政府警察局示範第一分局中央派出所", Note: "民國115年3月5日起", Change: "#lists"},
		{Label: "狀態", State: &active},
	}
	v.Stages = []stage{{Text: "密碼", Done: true, Href: "#lists"}, {Text: "驗證碼", Now: true}, {Text: "完成"}}
	v.Prose = newChangedProse([]piece{{"same", "甲員離開座位時"}, {"removed", "忘記"}, {"added", "沒有"}, {"same", "鎖定螢幕，路人看到"}, {"added", "查詢結果的"}, {"same", "畫面。"}})
	for _, who := range []struct {
		name, login, unit, days string
		disabled, invited       bool
	}{{"甲員", "demo.a", "示範市政府警察局示範第一分局中央派出所", "12", false, false}, {"乙員", "demo.b", "示範第二分局", "88", false, true}, {"丙員", "demo.c", "示範第二分局", "—", true, false}} {
		state := tr.stateOf(account.Account{Disabled: who.disabled, Password: account.Password{Temporary: who.invited, Due: now.AddDate(0, 1, 0)}}, now)
		v.Table.Rows = append(v.Table.Rows, row{
			Cells:   []cell{{Text: who.name, Href: "#lists"}, {Text: who.login}, {Text: who.unit, Note: "借調至刑事警察大隊"}, {Text: who.days}, {State: &state}},
			Actions: []link{{Text: "更改", Href: "#lists"}, {Text: "重設密碼", Href: "#lists"}}})
	}
	v.Table.sortable("/_components", args, orderOf(args, "name", "login", "days"))
	return v
}
