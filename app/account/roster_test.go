package account_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/rules/source"
)

const rosterHead = "帳號,姓名,單位,角色,電子郵件\n"

// city is an agency of three units: 市警局, 市警局/第一分局, 市警局/第一分局/甲派出所.
func (w *world) city() (tree account.Tree) {
	GinkgoHelper()
	above := ""
	for _, name := range []string{"市警局", "第一分局", "甲派出所"} {
		u, err := w.AddUnit(ctx, account.Unit{Name: name, Parent: above})
		Expect(err).NotTo(HaveOccurred())
		above = u.ID
	}
	tree, err := w.Units(ctx)
	Expect(err).NotTo(HaveOccurred())
	return tree
}

var _ = Describe("a roster", func() {
	var tree account.Tree
	BeforeEach(func() { tree = newWorld(sqlitePlace()).city() })

	read := func(text string, newUnits bool) (account.Roster, error) {
		return account.ReadRoster("名冊.csv", strings.NewReader(text), tree, newUnits)
	}

	It("is read as spreadsheets write it", func() {
		want := account.Roster{Name: "名冊.csv", Mail: true, Rows: []account.Row{
			{Line: 2, Login: "wang-1", Name: "甲員", Unit: "市警局/第一分局/甲派出所", Roles: []account.Role{account.Officer}, Email: "a@example.com"},
			{Line: 4, Login: "chen.2", Name: `乙"員`, Unit: "市警局", Roles: []account.Role{account.Counsel, account.Admin}},
		}}
		const body = `Wang-1,甲員,市警局/第一分局/甲派出所,學員,a@example.com` + "\n\n" + `ＣＨＥＮ.2 , "乙""員" , 市警局 , ADMIN;法制、法制 ,` + "\n,,,,\n"
		text := rosterHead + strings.ReplaceAll(body, ` "乙""員" `, `"乙""員"`)
		Expect(read(text, false)).To(Equal(want))
		Expect(read("\uFEFF"+strings.ReplaceAll(text, "\n", "\r\n"), false)).To(Equal(want))
		Expect(read("Login,Name,unit,ROLES,Email\n"+strings.TrimPrefix(text, rosterHead), true)).To(Equal(want))
	})

	It("has its columns in any order, and e-mail only if wanted", func() {
		Expect(read("角色,單位,姓名,帳號\n學員；主管,市警局,甲員,aa\n", false)).To(Equal(account.Roster{Name: "名冊.csv",
			Rows: []account.Row{{Line: 2, Login: "aa", Name: "甲員", Unit: "市警局", Roles: []account.Role{account.Officer, account.Supervisor}}}}))
	})

	It("names the units that it wants made, each once and before those below it", func() {
		r, err := read(rosterHead+"aa,甲員,市警局/第二分局/乙 / 丙,學員,\nbb,乙員,市警局/第二分局/乙,學員,\ncc,丙員,縣警局,學員,\ndd,丁員,市警局,學員,\n", true)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Units).To(Equal([]string{"市警局/第二分局", "市警局/第二分局/乙", "市警局/第二分局/乙/丙", "縣警局"}))
		Expect(r.Rows[0].Unit).To(Equal("市警局/第二分局/乙/丙"))
	})

	const (
		columns = "    提示：第一行寫「帳號,姓名,單位,角色,電子郵件」，欄與欄之間用半形逗號，以下每行一個人"
		roles   = "    提示：角色有學員、政風、法制、主管、系統管理；有好幾個時用「、」分開"
		quotes  = "    提示：欄位裡有引號時，整欄用引號包住，裡面的引號寫兩次；一個人寫在一行"
	)
	DescribeTable("has faults, all at once", func(text string, says ...string) {
		_, err := read(text, false)
		Expect(err).To(MatchError(strings.Join(says, "\n")))
	},
		Entry("nothing", "", "名冊.csv:1:1: 沒有欄名", columns),
		Entry("nothing but lines", "\n,,\n", "名冊.csv:1:1: 沒有欄名", columns),
		Entry("nobody", rosterHead, "名冊.csv:1:1: 名冊沒有人", columns),
		Entry("columns", "帳號,名,帳號,單位\n",
			"名冊.csv:1:1: 沒有「姓名」這一欄", "    帳號,名,帳號,單位", "    ^", columns,
			"名冊.csv:1:1: 沒有「角色」這一欄", "    帳號,名,帳號,單位", "    ^", columns,
			"名冊.csv:1:4: 「名」不是名冊的欄名", "    帳號,名,帳號,單位", "    　　 ^", columns,
			"名冊.csv:1:6: 「帳號」這一欄有兩次", "    帳號,名,帳號,單位", "    　　 　 ^"),
		Entry("another separator", "帳號;姓名;單位;角色\n",
			"名冊.csv:1:1: 「帳號;姓名;單位;角色」不是名冊的欄名", "    帳號;姓名;單位;角色", "    ^", columns,
			"名冊.csv:1:1: 沒有「單位」這一欄", "    帳號;姓名;單位;角色", "    ^", columns,
			"名冊.csv:1:1: 沒有「姓名」這一欄", "    帳號;姓名;單位;角色", "    ^", columns,
			"名冊.csv:1:1: 沒有「帳號」這一欄", "    帳號;姓名;單位;角色", "    ^", columns,
			"名冊.csv:1:1: 沒有「角色」這一欄", "    帳號;姓名;單位;角色", "    ^", columns),
		Entry("another encoding", "帳號,姓名,單位,角色\nbb,,市警局,學員\naa,\xa4\xfd\xad\xfb\n\xff\n",
			"名冊.csv:2:4: 沒有寫姓名", "    bb,,市警局,學員", "       ^",
			"名冊.csv:3:4: 不是 UTF-8 編碼", "    aa,", "       ^", "    提示：在試算表另存成「CSV UTF-8」"),
		Entry("fields", rosterHead+"a,甲員,市警局,學員,\nbb,,市警局/第一分局/甲派出斤,,x\ncc,丙員,局//所,學員、警員、長官,\ndd,丁員,,學員\nBB,乙員,,學員,\n",
			"名冊.csv:2:1: 帳號要有 2 到 64 個字元，只用英文字母、數字、點、連字號與底線", "    a,甲員,市警局,學員,", "    ^",
			"名冊.csv:3:4: 沒有寫姓名", "    bb,,市警局/第一分局/甲派出斤,,x", "       ^",
			"名冊.csv:3:5: 沒有「市警局/第一分局/甲派出斤」這個單位", "    bb,,市警局/第一分局/甲派出斤,,x", "        ^", "    提示：是不是「市警局/第一分局/甲派出所」？",
			"名冊.csv:3:19: 至少要有一個角色", "    bb,,市警局/第一分局/甲派出斤,,x", "        　　　 　　　　 　　　　 ^", roles,
			"名冊.csv:3:20: 電子郵件的寫法不對", "    bb,,市警局/第一分局/甲派出斤,,x", "        　　　 　　　　 　　　　  ^",
			"名冊.csv:4:7: 單位「局//所」的「/」前後有一邊是空的", "    cc,丙員,局//所,學員、警員、長官,", "       　　 ^",
			"名冊.csv:4:12: 沒有「警員」這個角色", "    cc,丙員,局//所,學員、警員、長官,", "       　　 　  　 ^", roles,
			"名冊.csv:4:12: 沒有「長官」這個角色", "    cc,丙員,局//所,學員、警員、長官,", "       　　 　  　 ^", roles,
			"名冊.csv:5:1: 有 4 欄，應該是 5 欄", "    dd,丁員,,學員", "    ^",
			"名冊.csv:6:1: 帳號「bb」在第 3 行已經有了", "    BB,乙員,,學員,", "    ^",
			"名冊.csv:6:7: 沒有寫單位", "    BB,乙員,,學員,", "       　　 ^"),
		Entry("columns without end", strings.Repeat("x,", 7000)+"\n", "名冊.csv:1:1: 有 7001 欄", columns),
		Entry("a line without end", rosterHead+"aa,甲員,,學員,\nbb,"+strings.Repeat("乙", 6000)+"\n",
			"名冊.csv:2:7: 沒有寫單位", "    aa,甲員,,學員,", "       　　 ^",
			"名冊.csv:3:1: 這一行太長", "    提示：一行寫一個人"),
		Entry("quotes", rosterHead+"aa,甲\"員,市警局,學員,\nbb,乙員,市警局,學官,\ncc,\"丙員,市警局,學員,\n",
			"名冊.csv:2:5: 引號不成對", "    aa,甲\"員,市警局,學員,", "       　^", quotes,
			"名冊.csv:3:11: 沒有「學官」這個角色", "    bb,乙員,市警局,學官,", "       　　 　　　 ^", roles,
			"名冊.csv:4:15: 引號不成對", "    cc,\"丙員,市警局,學員,", "        　　 　　　 　　 ^", quotes),
		Entry("a person on two lines", rosterHead+"aa,\"甲\n員\",市警局,學員,\n",
			"名冊.csv:2:6: 引號不成對", "    aa,\"甲", "        　^", quotes,
			"名冊.csv:3:2: 引號不成對", "    員\",市警局,學員,", "    　^", quotes),
	)

	It("has no more than 100,000 people", func() {
		var text strings.Builder
		text.WriteString(rosterHead)
		for i := range account.MaxRoster {
			fmt.Fprintf(&text, "p%d,員,市警局,學員,\n", i)
		}
		r, err := read(text.String(), false)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Rows).To(HaveLen(100_000))
		_, err = read(text.String()+"one-more,員,市警局,學員,\n", false)
		Expect(err).To(MatchError("名冊.csv:100002:1: 超過 100000 人\n    one-more,員,市警局,學員,\n    ^\n    提示：分成幾個檔案，一個一個匯入"))
	})

	It("writes units as the tree does", func() {
		u, ok := tree.At(" 市警局 / 第一分局")
		Expect(ok).To(BeTrue())
		Expect(tree.Label(u.ID)).To(Equal("市警局/第一分局"))
		_, ok = tree.At("第一分局")
		Expect(ok).To(BeFalse())
		_, ok = tree.At("")
		Expect(ok).To(BeFalse())
	})

	It("passes on that it cannot be read", func() {
		_, err := account.ReadRoster("名冊.csv", iotest.ErrReader(fmt.Errorf("gone")), tree, false)
		Expect(err).To(MatchError("gone"))
	})
})

func FuzzReadRoster(f *testing.F) {
	f.Add(rosterHead+"aa,甲員,市警局,學員,a@example.com\r\n", true)
	f.Add("\uFEFF角色,單位,姓名,帳號\n\"學員\",\"局/所\",\"甲\n員\",\"bb\"\n", false)
	f.Add("a,\"b\nc\"d,e\n\xff", true)
	f.Fuzz(func(t *testing.T, text string, newUnits bool) {
		r, err := account.ReadRoster("f", strings.NewReader(text), account.Tree{}, newUnits)
		if faults, ok := err.(source.Faults); ok {
			lines := strings.Split(strings.TrimPrefix(text, "\uFEFF"), "\n")
			for _, fault := range faults {
				if at := fault.Place; at.Line < 1 || at.Line > len(lines) || at.Col < 1 || at.Col > utf8.RuneCountInString(lines[at.Line-1])+1 {
					t.Fatalf("%v lies outside of %q", fault.Place, text)
				}
				_ = fault.String()
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		logins, paths := map[string]bool{}, map[string]bool{}
		for _, path := range r.Units {
			if i := strings.LastIndexByte(path, '/'); paths[path] || i >= 0 && !paths[path[:i]] {
				t.Fatalf("%q is out of order in %q", path, r.Units)
			}
			paths[path] = true
		}
		for _, row := range r.Rows {
			a := account.Account{Login: row.Login, Name: row.Name, Roles: row.Roles, Email: row.Email}
			if wrong := a.Check(account.Tree{}); len(wrong) > 0 || logins[row.Login] || !paths[row.Unit] {
				t.Fatalf("%+v was accepted: %v", row, wrong)
			}
			logins[row.Login] = true
		}
	})
}
