package audit

// The kinds of act (作業種類) that the program writes into the log.
const (
	SignedIn            = "登入"
	SignInFailed        = "登入失敗"
	SignedOut           = "登出"
	SessionEnded        = "結束登入"
	PasswordChanged     = "變更密碼"
	PasswordReset       = "重設密碼"
	LeakSuspected       = "通報密碼疑似外洩"
	SecondFactorSet     = "設定第二驗證"
	SecondFactorGone    = "解除第二驗證"
	PersonAdded         = "新增帳號"
	PersonChanged       = "變更帳號"
	PersonDisabled      = "停用帳號"
	PersonEnabled       = "啟用帳號"
	PersonUnlocked      = "解除鎖定"
	RosterImported      = "匯入名冊"
	UnitAdded           = "新增單位"
	UnitChanged         = "變更單位"
	UnitRemoved         = "刪除單位"
	CourseAssigned      = "指派課程"
	AssignmentWithdrawn = "撤回指派"
	WaiverAsked         = "申請免訓"
	WaiverAgreed        = "同意免訓"
	WaiverRefused       = "不同意免訓"
	TrainingExported    = "匯出訓練名冊"
	HoursSent           = "標示時數已送出"
	EvidenceExported    = "匯出訓練證據"
	PaperReproduced     = "重現試卷"
	CorrectionClosed    = "答覆更正請求"
	TrainingErased      = "刪除訓練身分"
	NoticeClosed        = "題目通知結案"
	IncidentBegun       = "建立事件紀錄"
	IncidentChanged     = "變更事件紀錄"
	IncidentRemoved     = "刪除事件紀錄"
	IncidentShared      = "開放事件紀錄"
	IncidentUnshared    = "收回事件紀錄"
	IncidentSent        = "事件紀錄送審"
	IncidentWithdrawn   = "撤回送審"
	IncidentOpined      = "審查意見"
	IncidentReturned    = "退回事件紀錄"
	IncidentSigned      = "簽核事件紀錄"
	IncidentRevised     = "事件紀錄改版"
	IncidentsRejudged   = "重新試算事件紀錄"
	IncidentsSearched   = "搜尋事件紀錄"
	MemoExported        = "匯出研判書"
	MaterialBegun       = "建立教材"
	MaterialChanged     = "變更教材"
	MaterialRemoved     = "刪除教材"
	MaterialCleared     = "略過個資提示"
	MaterialAsked       = "教材請法制審查"
	MaterialSent        = "教材送審"
	MaterialRecalled    = "撤回教材送審"
	MaterialRemarked    = "教材意見"
	MaterialSettled     = "教材意見結案"
	MaterialReturned    = "退回教材"
	MaterialApproved    = "核可教材"
	MaterialPublished   = "發布教材"
	MaterialWithdrawn   = "撤下教材"
	MaterialsImported   = "匯入教材"
	AgencyAdded         = "新增已知機關"
	AgencyRemoved       = "移除已知機關"
	Opened              = "開啟"
	LogSearched         = "查詢日誌"
	LogExported         = "匯出日誌"
	LogExpired          = "清除期滿日誌"
	AccessRefused       = "拒絕存取"
)

// Acts are all kinds of act that the program writes, in the order above.
var Acts = []string{
	SignedIn, SignInFailed, SignedOut, SessionEnded, PasswordChanged, PasswordReset, LeakSuspected,
	SecondFactorSet, SecondFactorGone,
	PersonAdded, PersonChanged, PersonDisabled, PersonEnabled, PersonUnlocked, RosterImported,
	UnitAdded, UnitChanged, UnitRemoved,
	CourseAssigned, AssignmentWithdrawn, WaiverAsked, WaiverAgreed, WaiverRefused,
	TrainingExported, HoursSent, EvidenceExported, PaperReproduced, CorrectionClosed, TrainingErased, NoticeClosed,
	IncidentBegun, IncidentChanged, IncidentRemoved, IncidentShared, IncidentUnshared, IncidentSent, IncidentWithdrawn, IncidentOpined,
	IncidentReturned, IncidentSigned, IncidentRevised, IncidentsRejudged, IncidentsSearched, MemoExported,
	MaterialBegun, MaterialChanged, MaterialRemoved, MaterialCleared, MaterialAsked, MaterialSent, MaterialRecalled, MaterialRemarked, MaterialSettled,
	MaterialReturned, MaterialApproved, MaterialPublished, MaterialWithdrawn, MaterialsImported, AgencyAdded, AgencyRemoved,
	Opened, LogSearched, LogExported, LogExpired, AccessRefused,
}
