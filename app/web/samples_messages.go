package web

// messageSamples are made-up examples of what a page says of itself.
type messageSamples struct {
	Flashes  []message
	Notices  []notice
	Empties  []empty
	Progress []progress
	Confirm  confirmation
	Waiting  waiting
}

func newMessageSamples(tr *language) messageSamples {
	word := newWordField(tr, "移除", "移")
	word.says(tr, "移除")
	return messageSamples{
		Flashes: []message{
			{Kind: "done", Text: "已停用「乙員」的帳號。", Link: &link{Text: "看紀錄", Href: "#messages"}},
			{Kind: "warning", Text: "密碼還有3天到期。"},
		},
		Notices: []notice{
			{Title: "開啟事件前，會先問用途", Text: "用途會留在作業紀錄，供查核。"},
			{Kind: "warning", Title: "這份資料還沒有人覆核", Links: []link{{Text: "看待覆核的項目", Href: "#messages"}}},
			{Kind: "loss", Title: "重設後，舊密碼立即失效", Text: "這個人的所有登入也會同時結束。"},
		},
		Empties: []empty{
			{Text: "還沒有紀錄。", How: "您查詢或變更資料後，每一筆會列在這裡。"},
			{Text: "還沒有單位。", How: "先建立單位，才能建立人員。", Action: &link{Text: "建立單位", Href: "#messages"}},
		},
		Progress: []progress{
			{ID: "demo-some", Label: "匯入名冊", Done: 320, Of: 1200, Text: "320／1,200人"},
			{ID: "demo-unknown", Label: "準備中", Text: "還不知道要多久"},
		},
		Confirm: confirmation{Title: "要移除「示範第二分局」嗎？", Effects: []string{"單位裡的人改隸上級單位"}, Losses: []string{"單位的名稱與上下級關係", "12人的單位歸屬"}, Stays: []string{"作業紀錄"}, Action: "/_components",
			Word: word, Button: "移除單位", Cancel: link{Text: "不移除", Href: "/_components"}},
		Waiting: waiting{Title: "正在匯入名冊", Lead: "可以離開這一頁，匯入不會中斷。", Progress: progress{ID: "waiting", Label: "匯入名冊", Done: 320, Of: 1200, Text: "320／1,200人"}, Again: "/_components?show=waiting", Every: 2},
	}
}
