package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

var _ = Describe("the users commands", func() {
	var data string
	// users runs a command on the store of this spec.
	users := func(args ...string) result {
		return shoumi("", append([]string{"users"}, append(args, "--data", data)...)...)
	}
	// done runs a command that has to succeed, and says what it printed; passwords
	// are left out.
	done := func(args ...string) string {
		GinkgoHelper()
		r := users(args...)
		Expect(r.err).To(BeEmpty())
		Expect(r.code).To(Equal(0))
		return regexp.MustCompile(`\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b`).ReplaceAllString(r.out, "****")
	}
	// roster writes one of these lines, and says its name.
	roster := func(lines ...string) string {
		GinkgoHelper()
		path := filepath.Join(GinkgoT().TempDir(), "名冊.csv")
		Expect(os.WriteFile(path, []byte("帳號,姓名,單位,角色\r\n"+strings.Join(lines, "\r\n")+"\r\n"), 0o600)).To(Succeed())
		return path
	}
	// logged is the log: "who did what: to whom", the newest first.
	logged := func() (all []string) {
		GinkgoHelper()
		r := shoumi("", "audit", "list", "--data", data, "--format", "json", "--limit", "200")
		Expect(r.err).To(BeEmpty())
		var page struct {
			Entries []struct{ User, IP, Action, Condition, Purpose, Subject string }
		}
		Expect(json.Unmarshal([]byte(r.out), &page)).To(Succeed())
		for _, e := range page.Entries {
			Expect(e.User).To(Equal(operator()))
			Expect(e.IP).To(BeEmpty())
			if e.Action != "查詢日誌" {
				Expect(e.Purpose).To(Equal("帳號管理"))
				Expect(e.Subject).NotTo(BeEmpty())
				all = append(all, e.Action+"："+e.Condition)
			}
		}
		return all
	}
	BeforeEach(func() {
		data = filepath.Join(GinkgoT().TempDir(), "data")
		r := shoumi("", "users", "demo", "--data", data)
		Expect(r.err).To(BeEmpty())
	})

	It("make a demo, and say how to be its people", func() {
		first, again := users("demo"), users("demo")
		Expect(again).To(Equal(first))
		Expect(first.out).To(MatchRegexp(`^示範的人員（密碼都是 [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}）：\n`))
		Expect(first.out).To(ContainSubstring("\nboth-1        承辦辛  政風、法制  示範市政府警察局/政風室             有兩個角色\n"))
		Expect(first.out).To(HaveSuffix("\n要驗證碼的人，登入頁會顯示現在的驗證碼；人名都是虛構的。\n"))
		Expect(done("code", "admin-1")).To(MatchRegexp(`^\d{6}（30 秒後換下一個；用過一次就要等下一個）\n$`))
		Expect(users("code", "officer-1")).To(Equal(result{1, "", "這個帳號還沒有設定第二驗證\n"}))
		Expect(logged()).To(Equal([]string{"新增帳號：示範的人員 12 人"}))
	})

	It("list people by unit and role", func() {
		Expect(done("list", "--unit", "示範市政府警察局/第二分局")).To(Equal("" +
			"帳號       姓名    單位                                角色  狀態\n" +
			"new-1      新進寅  示範市政府警察局/第二分局           法制  未設第二驗證\n" +
			"officer-4  學員丁  示範市政府警察局/第二分局/丙派出所  學員  密碼到期\n" +
			"officer-5  學員戊  示範市政府警察局/第二分局/丙派出所  學員  已停用\n共 3 人\n"))
		var page struct {
			People []struct {
				Login, Unit string
				Roles       []string
				Factor      bool   `json:"second_factor"`
				Due         string `json:"password_due"`
			}
		}
		Expect(json.Unmarshal([]byte(done("list", "--role", "主管", "--format", "json")), &page)).To(Succeed())
		Expect(page.People).To(HaveLen(2))
		Expect(page.People[0].Roles).To(Equal([]string{"officer", "supervisor"}))
		Expect(page.People[0].Factor).To(BeTrue())
		Expect(page.People[0].Due).To(Equal("2027-02-22T16:00:00Z"), "three months from 2026-11-22 in Taipei")
	})

	It("add, change and reset a person, each with an entry in the log", func() {
		Expect(done("add", "Wang-1", "--name", "甲員", "--unit", "示範市政府警察局/第一分局", "--role", "主管、學員")).To(Equal(
			"wang-1（甲員）：一次性密碼 ****（只顯示這一次；7 天內有效，第一次登入時要更換）\n"))
		Expect(done("change", "wang-1", "--name", "乙員", "--role", "officer", "--unit", "")).To(Equal("wang-1（乙員）：已變更姓名、單位、角色。\n"))
		Expect(done("list")).To(ContainSubstring("wang-1        乙員                                        學員        一次性密碼\n"))
		Expect(done("change", "wang-1", "--login", "wang-2")).To(Equal("wang-2（乙員）：已變更帳號。\n"))
		Expect(done("reset", "wang-2")).To(Equal("wang-2（乙員）：一次性密碼 ****（只顯示這一次；7 天內有效，第一次登入時要更換）\n"))
		Expect(done("suspect", "wang-2")).To(Equal("wang-2（乙員）：下次登入要更換密碼。\n"))
		Expect(done("disable", "wang-2")).To(Equal("wang-2（乙員）：已停用。\n"))
		Expect(done("list")).To(ContainSubstring("已停用、一次性密碼、疑似外洩\n"))
		Expect(done("enable", "wang-2")).To(Equal("wang-2（乙員）：已啟用。\n"))
		Expect(done("unlock", "wang-2")).To(Equal("wang-2（乙員）：已解除鎖定。\n"))
		Expect(done("change", "wang-2", "--external")).To(Equal("wang-2（乙員）：已變更登入方式。\n"))
		Expect(users("reset", "wang-2")).To(Equal(result{1, "", "這個帳號由機關的登入系統驗證，這裡沒有它的密碼\n"}))
		Expect(done("second-factor", "reset", "editor-1")).To(Equal("editor-1（政風己）：已解除，下次登入時重新設定。\n"))
		Expect(users("second-factor", "reset", "editor-1")).To(Equal(result{1, "", "這個帳號還沒有設定第二驗證\n"}))
		Expect(done("add", "wang-3", "--name", "丙員", "--role", "學員", "--external")).To(Equal("wang-3（丙員）：由機關的登入系統驗證，第一次登入時以帳號認出。\n"))
		Expect(done("sessions", "wang-2")).To(Equal("沒有登入。\n"))
		Expect(done("sessions", "end", "wang-2")).To(Equal("wang-2（乙員）：已結束登入。\n"))
		Expect(logged()).To(Equal([]string{
			"結束登入：wang-2：全部", "新增帳號：wang-3", "解除第二驗證：editor-1", "變更帳號：wang-2：登入方式", "解除鎖定：wang-2", "啟用帳號：wang-2", "停用帳號：wang-2",
			"通報密碼疑似外洩：wang-2", "重設密碼：wang-2", "變更帳號：wang-1：帳號", "變更帳號：wang-1：姓名、單位、角色", "新增帳號：wang-1", "新增帳號：示範的人員 12 人"}))
	})

	It("know who has become another user to run them", func() {
		GinkgoT().Setenv("SUDO_USER", "chen")
		done("disable", "officer-1")
		r := shoumi("", "audit", "list", "--data", data, "--user", "系統（命令列 chen）", "--action", "停用帳號")
		Expect(r.err).To(BeEmpty())
		Expect(r.out).To(ContainSubstring("officer-1"))
	})

	It("change units", func() {
		Expect(done("units", "add", "示範市政府警察局/第三分局/丁派出所")).To(Equal("示範市政府警察局/第三分局/丁派出所：已新增單位。\n"))
		Expect(done("units", "rename", "示範市政府警察局/第三分局", "東分局")).To(Equal("示範市政府警察局/東分局：已變更單位。\n"))
		Expect(done("units", "move", "示範市政府警察局/東分局/丁派出所", "示範市政府警察局/第一分局")).To(Equal("示範市政府警察局/第一分局/丁派出所：已變更單位。\n"))
		Expect(done("units", "remove", "示範市政府警察局/東分局")).To(Equal("示範市政府警察局/東分局：已刪除單位。\n"))
		Expect(done("units", "move", "示範市政府警察局/第一分局/丁派出所", "/")).To(Equal("丁派出所：已變更單位。\n"))
		Expect(done("units")).To(Equal("示範市政府警察局　1 人\n  政風室　2 人\n  法制室　1 人\n  資訊室　1 人\n  第一分局　1 人\n    甲派出所　2 人\n    乙派出所　1 人\n" +
			"  第二分局　1 人\n    丙派出所　2 人\n丁派出所　0 人\n共 10 個單位；沒有單位的有 0 人\n"))
		Expect(logged()[:2]).To(Equal([]string{"變更單位：示範市政府警察局/第一分局/丁派出所 → /", "刪除單位：示範市政府警察局/東分局"}))
	})

	It("import a roster, which is only read at first", func() {
		path := roster("officer-1,學員甲,示範市政府警察局/第一分局/甲派出所,學員", "officer-2,學員乙二,示範市政府警察局/第一分局,學員、主管",
			"new-2,新進卯,示範市政府警察局/第三分局,學員", "officer-5,學員戊,示範市政府警察局/第二分局/丙派出所,學員", "admin-1,系統子,示範市政府警察局/資訊室,系統管理")
		before := done("list")
		Expect(users("import", path)).To(Equal(result{1, "", path + ":4:11: 沒有「示範市政府警察局/第三分局」這個單位\n" +
			"    new-2,新進卯,示範市政府警察局/第三分局,學員\n          　　　 ^\n    提示：是不是「示範市政府警察局/第一分局」？\n"}))
		Expect(done("import", path, "--new-units")).To(Equal(path + "：5 人。什麼都還沒有寫入；加 --apply 才寫入。\n" +
			"新增單位 1 個：\n  示範市政府警察局/第三分局\n" +
			"新增 1 人：\n  第 4 行　new-2　新進卯　示範市政府警察局/第三分局　學員\n" +
			"變更 1 人：\n  第 3 行　officer-2　學員乙：姓名「學員乙」→「學員乙二」，單位「示範市政府警察局/第一分局/甲派出所」→「示範市政府警察局/第一分局」，角色「學員」→「學員、主管」\n" +
			"在名冊裡但已經停用 1 人（不會因此啟用）：\n  officer-5　學員戊\n" +
			"不在名冊裡 8 人（加 --disable-absent 才停用）：\n  both-1　承辦辛\n  counsel-1　法制庚\n  editor-1　政風己\n  new-1　新進寅\n  officer-3　學員丙\n  officer-4　學員丁\n  supervisor-1　主管壬\n  supervisor-2　主管癸\n" +
			"沒有變更 3 人。\n"))
		Expect(done("list")).To(Equal(before))

		Expect(done("import", path, "--new-units", "--apply")).To(Equal(
			"新增帳號　new-2　新進卯　一次性密碼 ****\n變更帳號　officer-2　學員乙二\n新增 1 人、變更 1 人、停用 0 人、沒有變更 3 人。\n"))
		Expect(done("import", path, "--apply")).To(Equal("新增 0 人、變更 0 人、停用 0 人、沒有變更 5 人。\n"))
		few := roster("officer-1,學員甲,示範市政府警察局/第一分局/甲派出所,學員", "admin-1,系統子,示範市政府警察局/資訊室,系統管理", "editor-1,政風己,示範市政府警察局/政風室,政風")
		Expect(done("import", few, "--apply", "--disable-absent")).To(HaveSuffix("停用帳號　supervisor-2　主管癸\n新增 0 人、變更 0 人、停用 9 人、沒有變更 3 人。\n"))
		Expect(logged()[9:]).To(Equal([]string{"停用帳號：both-1（名冊）", "匯入名冊：新增 0 人、變更 0 人、停用 0 人、沒有變更 5 人",
			"匯入名冊：新增 1 人、變更 1 人、停用 0 人、沒有變更 3 人", "變更帳號：officer-2（名冊）", "新增帳號：new-2（名冊）", "新增單位：示範市政府警察局/第三分局", "新增帳號：示範的人員 12 人"}))
	})

	It("import from the standard input, also people who have no password here", func() {
		const one = "login,name,unit,role\nnew-3,新進辰,示範市政府警察局,officer\n"
		Expect(shoumi(one, "users", "import", "-", "--external", "--data", data).out).To(ContainSubstring("新增 1 人，由機關的登入系統驗證：\n  第 2 行　new-3　新進辰　示範市政府警察局　學員\n"))
		Expect(shoumi(one, "users", "import", "-", "--external", "--apply", "--data", data)).To(Equal(result{0, "新增帳號　new-3　新進辰\n新增 1 人、變更 0 人、停用 0 人、沒有變更 0 人。\n", ""}))
		Expect(done("list")).To(ContainSubstring("new-3         新進辰  示範市政府警察局                    學員        由機關驗證\n"))
		Expect(shoumi("", "users", "import", "-", "--data", data).err).To(HavePrefix("<標準輸入>:1:1: 沒有欄名\n"))
	})

	It("say who could not be imported, and go on", func() {
		path := roster("officer-1,學員甲二,示範市政府警察局/第一分局/甲派出所,學員")
		r := users("import", path, "--apply", "--disable-absent")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal("admin-1（系統子）：這是最後一位可以登入的系統管理者，不能停用或取消\n"))
		Expect(r.out).To(HaveSuffix("新增 0 人、變更 1 人、停用 9 人、沒有變更 0 人、沒有做成 1 人。\n"))
	})

	DescribeTable("say what is wrong", func(code int, says string, args ...string) {
		r := users(args...)
		Expect(r.out).To(BeEmpty())
		Expect(r.err).To(HavePrefix(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("nobody", 1, "沒有「nobody」這個帳號\n", "reset", "nobody"),
		Entry("no such unit", 1, "沒有「第一分局」這個單位；用 users units 看所有單位，路徑要寫全部\n", "list", "--unit", "第一分局"),
		Entry("no such role", 2, "--role 要是一個角色：學員（officer）、政風（editor）、法制（counsel）、主管（supervisor）、系統管理（admin）\n", "list", "--role", "警員"),
		Entry("a role that is none", 2, "沒有「警員」這個角色；角色有學員（officer）", "add", "wang-1", "--name", "甲員", "--role", "學員、警員"),
		Entry("all that is wrong with a person", 1, "帳號要有 2 到 64 個字元，只用英文字母、數字、點、連字號與底線；沒有寫姓名；至少要有一個角色\n", "add", "王"),
		Entry("a login that is taken", 1, "已經有「officer-1」這個帳號\n", "add", "OFFICER-1", "--name", "甲員", "--role", "學員"),
		Entry("a login that is taken by another", 1, "已經有「officer-1」這個帳號\n", "change", "officer-2", "--login", "officer-1"),
		Entry("nothing to change", 2, "要變更什麼？", "change", "officer-1"),
		Entry("the last admin", 1, "這是最後一位可以登入的系統管理者，不能停用或取消\n", "disable", "admin-1"),
		Entry("a unit with people", 1, "單位下還有人員或下級單位，不能移除\n", "units", "remove", "示範市政府警察局/第一分局"),
		Entry("a unit below itself", 1, "單位不能移到自己或自己的下級單位之下\n", "units", "move", "示範市政府警察局", "示範市政府警察局/第一分局"),
		Entry("a unit that is there", 1, "已經有「示範市政府警察局」這個單位\n", "units", "add", "示範市政府警察局"),
		Entry("a unit without a name", 1, "沒有寫單位名稱\n", "units", "add", "示範市政府警察局/"),
		Entry("a session that is not there", 1, "officer-1 沒有代號是「0123456789ab」的登入\n", "sessions", "end", "officer-1", "0123456789ab"),
		Entry("no roster", 1, "名冊.csv: 找不到這個檔案\n", "import", "名冊.csv"),
		Entry("no login", 2, "要給 1 個帳號，給了 0 個\n", "unlock"),
	)

	It("show and end the sessions of a person", func() {
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "shoumi.db"), append(account.Collections, store.KeysAt(filepath.Join(data, "shoumi.keys")))...)
		Expect(err).NotTo(HaveOccurred())
		now := time.Date(2026, 11, 21, 19, 55, 0, 0, time.UTC)
		people := account.New(db, account.Policy{}, func() time.Time { return now })
		demo, err := people.Demo(context.Background())
		Expect(err).NotTo(HaveOccurred())
		var tokens []string
		for range 3 {
			token, _, _, err := people.SignIn(context.Background(), "officer-1", demo[0].Password, account.Origin{IP: "192.0.2.1", Agent: "Browser\x1b[2J"})
			Expect(err).NotTo(HaveOccurred())
			tokens = append(tokens, token)
			now = now.Add(time.Minute)
		}
		lines := strings.Split(done("sessions", "officer-1"), "\n")
		Expect(lines).To(HaveLen(5))
		Expect(lines[0]).To(Equal("代號          登入時間             最後操作             IP         瀏覽器"))
		Expect(lines[1]).To(MatchRegexp(`^[0-9a-f]{12}  2026-11-22 03:57:00  2026-11-22 03:57:00  192\.0\.2\.1  Browser \[2J$`))
		Expect(done("sessions", "end", "officer-1", lines[1][:12])).To(Equal("officer-1（學員甲）：已結束登入。\n"))
		_, _, err = people.Session(context.Background(), tokens[2])
		Expect(err).To(MatchError(account.ErrSignedOut))
		_, _, err = people.Session(context.Background(), tokens[0])
		Expect(err).NotTo(HaveOccurred())
		Expect(done("sessions", "end", "officer-1")).To(Equal("officer-1（學員甲）：已結束登入。\n"))
		_, _, err = people.Session(context.Background(), tokens[0])
		Expect(err).To(MatchError(account.ErrSignedOut))
		Expect(done("sessions", "officer-1")).To(Equal("沒有登入。\n"))
		Expect(logged()[:2]).To(Equal([]string{"結束登入：officer-1：全部", "結束登入：officer-1：" + lines[1][:12]}))
		Expect(db.Close()).To(Succeed())
	})

	It("are named in full", func() {
		Expect(shoumi("", "users", "second-factor").err).To(HavePrefix("寫成 users second-factor reset 帳號\n"))
		Expect(shoumi("", "users").out).To(ContainSubstring("\n  suspect       密碼疑似外洩"))
	})

	It("make no store by the way, but for a demo", func() {
		data = filepath.Join(data, "missing")
		Expect(users("list").err).To(HaveSuffix("shoumi.db: 沒有這個資料庫；用 --data 或 --store 指出它在哪裡\n"))
		Expect(data).NotTo(BeADirectory())
	})
})
