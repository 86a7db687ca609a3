package privacy_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/privacy"
	"shoumi/casebook"
)

// found is what Scan says of a text: "kind text" for every hit.
func found(text string) []string {
	out := []string{}
	for _, h := range privacy.Scan(text) {
		out = append(out, string(h.Kind)+" "+h.Text)
	}
	return out
}

var _ = Describe("personal data", func() {
	DescribeTable("is found", func(text string, hits ...string) {
		Expect(found(text)).To(Equal(hits))
	},
		Entry("國民身分證", "身分證字號A123456789，住址不詳", "national_id A123456789"),
		Entry("國民身分證, alone", "（A123456789）", "national_id A123456789"),
		Entry("國民身分證, full width", "號碼Ａ１２３４５６７８９。", "national_id Ａ１２３４５６７８９"),
		Entry("國民身分證, spaced", "A1 2345 6789", "national_id A1 2345 6789"),
		Entry("國民身分證, small letter", "a123456789", "national_id a123456789"),
		Entry("國民身分證, mistyped", "身分證A123456788", "national_id A123456788"),
		Entry("統一證號, new", "居留證統一證號A800000014", "resident_id A800000014"),
		Entry("統一證號, old", "FA12345689", "resident_id FA12345689"),
		Entry("統一編號", "該公司統一編號12345675", "business_id 12345675"),
		Entry("統一編號, alone", "12345675", "business_id 12345675"),
		Entry("手機", "電話0912-345-678", "mobile 0912-345-678"),
		Entry("手機, international", "+886 912 345 678", "mobile +886 912 345 678"),
		Entry("市話", "(02)2345-6789", "landline (02)2345-6789"),
		Entry("市話, bare", "來電0423456789", "landline 0423456789"),
		Entry("車牌, new", "車號ABC-1234", "plate ABC-1234"),
		Entry("車牌, old", "1234-AB停在路口", "plate 1234-AB"),
		Entry("車牌, bare", "車牌ABC1234", "plate ABC1234"),
		Entry("地址", "住臺中市西屯區文心路二段588號3樓", "address 臺中市西屯區文心路二段588號3樓"),
		Entry("生日, 民國", "出生於75年3月4日", "birthday 75年3月4日"),
		Entry("生日, after", "75年3月4日生", "birthday 75年3月4日"),
		Entry("帳號", "匯款至帳號012-345678901234", "account 012-345678901234"),
		Entry("LINE ID", "LINE ID：abc_1234", "line_id abc_1234"),
		Entry("e-mail", "寄到someone@example.com", "email someone@example.com"),
		Entry("判決字號", "109年度訴字第645號", "judgment 109年度訴字第645號"),
		Entry("姓名, title before", "被告王大明坦承", "name 王大明"),
		Entry("姓名, title after", "陳小美女士", "name 陳小美"),
		Entry("姓名, one character", "警員李立，於", "name 李立"),
		Entry("複姓", "檢舉人歐陽大華：", "name 歐陽大華"),
		Entry("姓名, on the next line", "局長\n\n李立\n", "name 李立"),
		Entry("姓名, a list of them", "小組：王大明、陳小美、林立", "name 王大明", "name 陳小美", "name 林立"),
		Entry("姓名, a list at the foot", "小組：王大明、陳小美\n林立　張三豐\n\n發行日期", "name 王大明", "name 陳小美", "name 林立", "name 張三豐"),
		Entry("單位 beside 甲", "甲任職臺中市政府警察局第六分局", "unit 臺中市政府警察局第六分局"),
		Entry("several, in order", "王先生電話0912345678，車號ABC-1234", "mobile 0912345678", "plate ABC-1234"),
	)

	DescribeTable("is not found in", func(text string) {
		Expect(found(text)).To(BeEmpty())
	},
		Entry("pseudonyms", "警員甲受民眾A之託，把乙的資料交給B女，地點在○○分局○○派出所。"),
		Entry("a date of eight digits", "於20231104修正"),
		Entry("an act date", "108年2月3日處理案件"),
		Entry("a day a law took effect", "113年8月2日生效"),
		Entry("articles and fines", "刑法第132條第2項，9,000元以下罰金，165反詐騙平台"),
		Entry("words that begin like a surname", "許多民眾方便使用，何人檢舉金融帳戶，任何員警高度注意，民眾關於金額的關係"),
		Entry("a unit without a pseudonym", "臺中市政府警察局編印"),
		Entry("a unit that is not named", "甲是某市政府警察局的警員"),
		Entry("a longer number", "受理案號1234567512345"),
		Entry("a wrong identity number without its word", "代碼B123456789X"),
	)

	It("gives place, offsets and reasons", func() {
		h := privacy.Scan("第一行\n身分證Ａ123456789")[0]
		Expect(h).To(Equal(privacy.Hit{Kind: privacy.NationalID, Text: "Ａ123456789", Start: 7, End: 17, Line: 2, Col: 4, Score: 0.99, Why: []string{"檢查碼相符", "鄰近「身分證」"}}))
	})

	It("names every kind", func() {
		for _, k := range privacy.Kinds {
			Expect(k.Zh()).NotTo(BeEmpty(), string(k))
		}
	})
})

var _ = Describe("checksums", func() {
	It("leave one check digit of ten", func() {
		r := rand.New(rand.NewPCG(1, 2))
		for range 500 {
			body := fmt.Sprintf("%c%d%07d", "ABCDEFGHJKLMNPQRSTUVXYWZIO"[r.IntN(26)], 1+r.IntN(2), r.IntN(10_000_000))
			right := 0
			for d := range 10 {
				if privacy.ValidIdentity(fmt.Sprintf("%s%d", body, d)) {
					right++
				}
			}
			Expect(right).To(Equal(1), body)
		}
	})

	It("keep a tenth of look-alikes", func() {
		r, pass := rand.New(rand.NewPCG(3, 4)), 0
		for range 100_000 {
			if privacy.ValidIdentity(fmt.Sprintf("%c%d%08d", 'A'+r.IntN(26), 1+r.IntN(2), r.IntN(100_000_000))) {
				pass++
			}
		}
		Expect(pass).To(BeNumerically("~", 10_000, 500))
	})

	DescribeTable("of what is no number", func(s string) {
		Expect(privacy.ValidIdentity(s)).To(BeFalse())
		Expect(privacy.ValidBusiness(s)).To(BeFalse())
	},
		Entry("empty", ""), Entry("short", "A12"), Entry("letters", "AAAAAAAAAA"), Entry("eight letters", "ABCDEFGH"), Entry("a small letter", "a123456789"))
})

var _ = Describe("recall", func() {
	// A corpus of numbers made valid by their own arithmetic, in running text of
	// several shapes; every one has to be found.
	It("is complete on kinds with a checksum", func() {
		r := rand.New(rand.NewPCG(5, 6))
		frames := []string{"%s", "民眾提供%s供查。", "查得%s等資料", "（%s）", "身分證字號：%s", "A說「%s」", "於113年5月3日輸入%s查詢車籍"}
		for i := range 700 {
			second := []string{"1", "2", "8", "9", "A", "B", "C", "D"}[r.IntN(8)]
			body := fmt.Sprintf("%c%s%07d", "ABCDEFGHJKLMNPQRSTUVXYWZIO"[r.IntN(26)], second, r.IntN(10_000_000))
			number := ""
			for d := range 10 {
				if x := fmt.Sprintf("%s%d", body, d); privacy.ValidIdentity(x) {
					number = x
				}
			}
			text := fmt.Sprintf(frames[i%len(frames)], number)
			Expect(found(text)).To(ContainElement(HaveSuffix(" "+number)), text)
		}
	})
})

var _ = Describe("the cases of the handbooks", func() {
	It("raise at most two hits each", func() {
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		Expect(cases.Cases()).NotTo(BeEmpty())
		for _, c := range cases.Cases() {
			var b strings.Builder
			for _, s := range c.Narrative {
				b.WriteString(s.Text)
			}
			Expect(len(found(b.String()))).To(BeNumerically("<=", 2), c.ID)
		}
	})
})

var _ = DescribeTable("traits that tell who it is", func(text string, risky bool, traits ...privacy.Trait) {
	got, warn := privacy.Reidentifying(text)
	Expect(append([]privacy.Trait{}, got...)).To(Equal(append([]privacy.Trait{}, traits...)))
	Expect(warn).To(Equal(risky))
},
	Entry("none", "警員甲查詢車籍。", false),
	Entry("a month", "甲於108年2月間查詢。", false, privacy.TraitMonth),
	Entry("month and amount", "甲於108年2月間收3萬3,500元。", false, privacy.TraitMonth, privacy.TraitAmount),
	Entry("unit, month and amount", "甲在臺中市政府警察局第六分局，108年2月收3萬元。", true, privacy.TraitUnit, privacy.TraitMonth, privacy.TraitAmount),
	Entry("a judgment and a month", "甲於108年2月查詢（109年度訴字第645號）。", true, privacy.TraitMonth, privacy.TraitJudgment),
	Entry("a judgment alone", "見109年度訴字第645號判決。", false, privacy.TraitJudgment),
)
