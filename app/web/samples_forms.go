package web

import "net/url"

// formSamples are made-up examples of fields.
type formSamples struct {
	Errors []fieldError
	Fields []field
	Span   span
	Filter filterForm
	Secret secret
	QR     qrCode
}

func newFormSamples(tr *language) formSamples {
	day := newDayField(tr, "demo-day", "到職日", "115/3/5")
	odd := newDayField(tr, "demo-odd", "到職日", "110/2/29")
	odd.readDay(tr)
	v := formSamples{
		Fields: []field{
			{Name: "demo-login", Label: "帳號", Kind: loginField, Help: "就是差勤系統的帳號"},
			{Name: "demo-password", Label: "密碼", Kind: passwordField},
			{Name: "demo-new", Label: "新密碼", Kind: newPasswordField, Help: "至少8個字，要有英文字母和數字", Fault: "新密碼太短，至少要8個字"},
			{Name: "demo-code", Label: "驗證碼", Kind: codeField, Help: "驗證程式現在顯示的6位數字"},
			{Name: "demo-codes", Label: "驗證碼", Kind: codeField, Value: "12345", Fault: "驗證碼是6位數字"},
			day, odd,
			{Name: "demo-number", Label: "金額", Kind: numberField, Value: "9000"},
			{Name: "demo-unit", Label: "單位", Kind: choiceField, Choices: []option{{Label: "請選擇"}, {Value: "1", Label: "示範第一分局", Checked: true}, {Value: "2", Label: "示範第二分局"}}},
			{Name: "demo-roles", Label: "角色", Kind: manyField, Help: "可以有好幾個", Choices: []option{{Value: "officer", Label: "員警"}, {Value: "admin", Label: "管理者", Help: "要用驗證碼登入", Checked: true}}},
			{Name: "demo-none", Label: "角色", Kind: manyField, Fault: "至少要有一個角色", Choices: []option{{Value: "officer", Label: "員警"}}},
			{Name: "demo-long", Label: "用途", Kind: longField, Help: "為什麼要查這筆資料", Optional: true},
		},
		Span:   newSpan(tr, "demo", "作業時間", url.Values{"demo_from": {"115/3"}, "demo_until": {"114年"}}),
		Secret: secret{Label: "一次性密碼", Values: []string{"kufe-9142-bato"}},
	}
	v.Span.read(tr)
	v.Errors = append(faultsOf(v.Fields...), fieldError{Text: "沒有「職稱」這個欄位", Href: "#demo-long", Place: tr.T("file.place", 3, 1), Note: "改成「角色」？", Shown: "3 | 職稱: 警員\n    ^^"})
	v.Filter = filterForm{Action: "/_components", Label: "篩選紀錄", Clear: &link{Text: "全部紀錄", Href: "/_components"},
		Fields: []field{{Name: "who", ID: "demo-who", Label: "使用者", Value: "甲員"}, {Name: "kind", ID: "demo-kind", Label: "作業種類", Kind: choiceField, Choices: []option{{Label: "不限"}, {Value: "read", Label: "查詢", Checked: true}}}},
		Spans:  []span{newSpan(tr, "demo-at", "作業時間", url.Values{"demo-at_from": {"115/11/1"}})}}
	v.QR, _ = newQRCode("demo-qr", "otpauth://totp/%E5%AE%88%E5%AF%86:demo?secret=GEZDGNBVGY3TQOJQ&issuer=%E5%AE%88%E5%AF%86", "驗證程式用的QR碼", "內容和下面的金鑰相同")
	return v
}
