package privacy

import (
	"regexp"
	"strings"
)

// recognisers look for one kind each, or for kinds that share a pattern.
var recognisers = []func(*text) []Hit{
	identity, business, mobile, landline, plate, address, birthday, account, line, email, judgment, name, roster, unit,
}

// letterCode are the two digits for which the first letter of an identity number
// stands (內政部戶政司: 國民身分證統一編號編碼).
var letterCode = func() map[byte]int {
	m := map[byte]int{}
	for i, c := range []byte("ABCDEFGHJKLMNPQRSTUVXYWZIO") {
		m[c] = 10 + i
	}
	return m
}()

var identityPattern = regexp.MustCompile(`[A-Za-z][ -]?[1289A-Da-d](?:[ -]?[0-9]){8}`)

// identity finds numbers of one letter, a digit or letter, and eight digits:
// 國民身分證 (second 1 or 2), 統一證號 since 2021 (8 or 9) and before (A to D).
func identity(t *text) (out []Hit) {
	for _, m := range identityPattern.FindAllStringIndex(t.plain, -1) {
		if alnumBeside(t.plain, m[0], m[1]) {
			continue
		}
		number := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(t.plain[m[0]:m[1]]))
		kind := NationalID
		if second := number[1]; second != '1' && second != '2' {
			kind = ResidentID
		}
		near := t.near(m[0], m[1], "身分證", "身份證", "統一證號", "居留證", "證號", "字號")
		switch {
		case ValidIdentity(number) && near != "":
			out = append(out, t.hit(kind, m[0], m[1], 0.99, "檢查碼相符", "鄰近「"+near+"」"))
		case ValidIdentity(number):
			out = append(out, t.hit(kind, m[0], m[1], 0.9, "檢查碼相符"))
		case near != "":
			out = append(out, t.hit(kind, m[0], m[1], 0.6, "形式相符，檢查碼不符", "鄰近「"+near+"」"))
		}
	}
	return out
}

// ValidIdentity says whether an identity number of ten characters has the right
// check digit: the first letter is two digits, weighed 1 and 9, a second letter
// counts by its last digit, then 8 to 1 and 1; the sum is a multiple of ten.
func ValidIdentity(number string) bool {
	if len(number) != 10 {
		return false
	}
	first, ok := letterCode[number[0]]
	if !ok {
		return false
	}
	second := int(number[1] - '0')
	if code, letter := letterCode[number[1]]; letter {
		second = code % 10
	}
	sum := first/10 + first%10*9 + second*8
	for i := 2; i < 10; i++ {
		d := int(number[i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		sum += d * max(9-i, 1)
	}
	return second >= 0 && second <= 9 && sum%10 == 0
}

var eightDigits = regexp.MustCompile(`[0-9]{8}`)

// business finds 營利事業統一編號.
func business(t *text) (out []Hit) {
	for _, m := range eightDigits.FindAllStringIndex(t.plain, -1) {
		if alnumBeside(t.plain, m[0], m[1]) {
			continue
		}
		number := t.plain[m[0]:m[1]]
		near := t.near(m[0], m[1], "統編", "統一編號", "公司", "商號", "行號")
		switch {
		case ValidBusiness(number) && near != "":
			out = append(out, t.hit(BusinessID, m[0], m[1], 0.95, "檢查碼相符", "鄰近「"+near+"」"))
		case ValidBusiness(number) && !looksLikeDate(number):
			out = append(out, t.hit(BusinessID, m[0], m[1], 0.5, "檢查碼相符"))
		case near == "統編" || near == "統一編號":
			out = append(out, t.hit(BusinessID, m[0], m[1], 0.6, "檢查碼不符", "鄰近「"+near+"」"))
		}
	}
	return out
}

// ValidBusiness says whether eight digits are a 統一編號 by the rule of the
// Ministry of Finance since 2023: products with 1 2 1 2 1 2 4 1, their digits
// added, are a multiple of five; a 7 in seventh place may count one more.
func ValidBusiness(number string) bool {
	if len(number) != 8 {
		return false
	}
	sum := 0
	for i, w := range []int{1, 2, 1, 2, 1, 2, 4, 1} {
		d := int(number[i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		sum += d*w/10 + d*w%10
	}
	return sum%5 == 0 || number[6] == '7' && (sum+1)%5 == 0
}

func looksLikeDate(number string) bool {
	y, m, d := number[:4], number[4:6], number[6:]
	return y >= "1900" && y <= "2099" && m >= "01" && m <= "12" && d >= "01" && d <= "31"
}

// alnumBeside says that a match is only part of a longer number or word.
func alnumBeside(s string, from, to int) bool {
	alnum := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	return from > 0 && alnum(s[from-1]) || to < len(s) && alnum(s[to])
}

var mobilePattern = regexp.MustCompile(`(?:\+?886[ -]?9|09)[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}`)

func mobile(t *text) (out []Hit) {
	for _, m := range mobilePattern.FindAllStringIndex(t.plain, -1) {
		if !alnumBeside(t.plain, m[0], m[1]) {
			out = append(out, t.hit(Mobile, m[0], m[1], 0.95, "手機號碼的形式"))
		}
	}
	return out
}

var (
	landlinePattern = regexp.MustCompile(`\(0[2-8][0-9]{0,2}\) ?[0-9]{3,4}[ -]?[0-9]{4}|0[2-8][0-9]{0,2}[ -][0-9]{3,4}[ -]?[0-9]{4}|(?:\+886[ -]?)[2-8][0-9]{0,2}[ -]?[0-9]{3,4}[ -]?[0-9]{4}`)
	bareLandline    = regexp.MustCompile(`0[2-8][0-9]{7,8}`)
)

func landline(t *text) (out []Hit) {
	for _, m := range landlinePattern.FindAllStringIndex(t.plain, -1) {
		if !alnumBeside(t.plain, m[0], m[1]) {
			out = append(out, t.hit(Landline, m[0], m[1], 0.85, "區碼與號碼"))
		}
	}
	for _, m := range bareLandline.FindAllStringIndex(t.plain, -1) {
		if near := t.near(m[0], m[1], "電話", "市話", "來電", "撥打"); near != "" && !alnumBeside(t.plain, m[0], m[1]) {
			out = append(out, t.hit(Landline, m[0], m[1], 0.75, "區碼與號碼", "鄰近「"+near+"」"))
		}
	}
	return out
}

var (
	platePattern = regexp.MustCompile(`[A-Z]{3}-[0-9]{3,4}|[0-9]{3,4}-[A-Z]{2,3}|[A-Z][A-Z0-9]-[0-9]{4}|[0-9][A-Z]-[0-9]{4}|[0-9]{4}-[A-Z][0-9A-Z]`)
	barePlate    = regexp.MustCompile(`[A-Z]{2,3}[0-9]{3,4}|[0-9]{3,4}[A-Z]{2,3}`)
)

func plate(t *text) (out []Hit) {
	upper := strings.ToUpper(t.plain)
	for _, m := range platePattern.FindAllStringIndex(upper, -1) {
		if alnumBeside(upper, m[0], m[1]) {
			continue
		}
		score, why := 0.7, []string{"車牌的形式"}
		if near := t.near(m[0], m[1], "車牌", "車號", "牌照", "車輛", "車籍", "自小客", "機車", "汽車"); near != "" {
			score, why = 0.95, append(why, "鄰近「"+near+"」")
		}
		out = append(out, t.hit(Plate, m[0], m[1], score, why...))
	}
	for _, m := range barePlate.FindAllStringIndex(upper, -1) {
		if near := t.near(m[0], m[1], "車牌", "車號", "牌照"); near != "" && !alnumBeside(upper, m[0], m[1]) {
			out = append(out, t.hit(Plate, m[0], m[1], 0.8, "車牌的形式", "鄰近「"+near+"」"))
		}
	}
	return out
}

var accountPattern = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){9,15}`)

// account finds numbers of ten to sixteen digits near the words for an account.
func account(t *text) (out []Hit) {
	for _, m := range accountPattern.FindAllStringIndex(t.plain, -1) {
		if near := t.near(m[0], m[1], "帳號", "帳戶", "戶頭", "匯款", "匯到", "存摺", "轉帳"); near != "" && !alnumBeside(t.plain, m[0], m[1]) {
			out = append(out, t.hit(Account, m[0], m[1], 0.85, "10至16位數字", "鄰近「"+near+"」"))
		}
	}
	return out
}

var (
	emailPattern = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	linePattern  = regexp.MustCompile(`(?i)line ?(?:id|帳號)? ?[:：是為]{1,2} ?([A-Za-z0-9][A-Za-z0-9._-]{3,19})|line ?(?:id|帳號) ?([A-Za-z0-9][A-Za-z0-9._-]{3,19})`)
)

func email(t *text) (out []Hit) {
	for _, m := range emailPattern.FindAllStringIndex(t.plain, -1) {
		out = append(out, t.hit(Email, m[0], m[1], 0.95, "電子郵件地址的形式"))
	}
	return out
}

func line(t *text) (out []Hit) {
	for _, m := range linePattern.FindAllStringSubmatchIndex(t.plain, -1) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		out = append(out, t.hit(LineID, from, to, 0.85, "緊接在LINE ID之後"))
	}
	return out
}
