package web_test

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/casebook/cue"
)

// overheard is a case that is in no handbook: as it comes out of a printed report, with
// a glyph that is none, lines broken for print, the number of a page, and what must not
// be published with it.
const overheard = "警員丁輪值備勤，接到同鄉E的電話，請他查一輛機車是誰的。丁以警政資訊系統查詢該車車籍，\n" +
	"並\uFA17把車主的姓名與聯絡電話0912-345-678告訴E，E據以前往討債。車主（身分證統一編號\n" +
	"17\n" +
	"A123456789）向分局檢舉。丁坦承故意把查得的資料告訴E，並無公務上之目的。檢察官偵查後，\n" +
	"以丁涉犯刑法第132條第1項之罪予以緩起訴處分確定。\n"

// told is what the editor says of it after the proposals were looked at: by fact, its
// value or members, and the sentence that shows it.
var told = []struct {
	fact, value string
	at          string
}{
	{"position", "agency_officer", "警員丁"}, {"service", "police_officer", "警員丁"}, {"came_by", "duty", "查詢該車車籍"},
	{"acts", "query,disclose", "告訴E"}, {"query_for_duty", "no", "公務上之目的"}, {"info", "vehicle,contact", "車主的姓名"}, {"openness", "", "車主的姓名"},
	{"intent", "yes", "故意"}, {"prosecution", "deferred", "緩起訴"},
}

// The way of a case from a pasted text to what officers meet, and out of it again. No
// browser runs scripts; what axe says of the pages is asked where all of them are seen.
var _ = Describe("an editor's work on a case", Label("browser", "journey-editor"), func() {
	It("leads from a pasted text to a case that officers meet, and out again", func() {
		browser := startBrowser()
		site := newSite()
		a := site.agency
		a.publishes(a.Server)
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		a.Cues = lexicon
		a.person("second", "第一分局", account.Editor)
		var h hosting
		base := h.up(a)
		at := func(login string) *journey {
			j := a.browse(browser, base, login, false)
			j.goes("/sign-in")
			j.enters(login, password)
			return j
		}
		editor := at("editor")
		// set sets controls of the form, opening what they are folded in.
		set := func(j *journey, script string) {
			GinkgoHelper()
			Expect(eval[string](j.tab, `(() => { document.querySelectorAll("main details").forEach(d => d.open = true); `+script+`; return "" })()`)).To(BeEmpty())
		}

		By("a text that is pasted, and what it is cleaned of")
		editor.goes("/materials")
		editor.sees("教材.*", "list")
		editor.goes("/materials/new")
		editor.fill("agency", "警察局")
		set(editor, fmt.Sprintf(`document.querySelector("#text").value = %q`, overheard))
		editor.presses("開始")
		Expect(editor.text("#edits")).NotTo(BeEmpty())
		Expect(editor.text("main")).To(And(ContainSubstring("U+FA17"), ContainSubstring("接回斷行"), ContainSubstring("頁碼")))
		editor.sees("整理了.*處，找到1則案例", "cleaned")
		editor.fill("title:0", "替同鄉查機車車主的電話")
		editor.presses("建立勾選的案例")
		piece := strings.TrimSuffix(editor.path(), "/edit")

		By("the case, of which nothing personal is left")
		Expect(editor.text("main")).To(And(ContainSubstring("有2處像是個人資料"), Not(ContainSubstring("\uFA17"))))
		editor.fill("act_date", "112年3月5日", "name:0", "丁", "role:0", "警員")
		set(editor, `const n = document.querySelector("[name=narrative]"); n.value = n.value.replace("0912-345-678", "").replace("（身分證統一編號A123456789）", "");
			document.querySelector("[name=teaches]").value = "同鄉開口也不能查；查到的資料更不能告訴別人。";
			["beyond_authority", "solicited"].forEach(x => document.querySelector("[name=risk][value=" + x + "]").checked = true);
			["query_audit", "education"].forEach(x => document.querySelector("[name=measure][value=" + x + "]").checked = true);`)
		editor.presses("儲存")
		editor.goes(piece + "/privacy")
		editor.fine("privacy")
		Expect(editor.text("main")).NotTo(Or(ContainSubstring("0912"), ContainSubstring("A123456789")))

		By("its facts, each with the sentence that shows it")
		for _, f := range told {
			editor.goes(piece + "/facts?who=%E4%B8%81&q=" + f.fact)
			set(editor, fmt.Sprintf(`const [id, value, at] = [%q, %q, %q];
				const d = [...document.querySelectorAll("details")].filter(d => d.querySelector("[name=fact][value=" + id + "]"))[0];
				const rest = d.querySelector('input[type=checkbox][name="v:' + id + '"]');
				if (rest) {
					value.split(",").filter(x => x).forEach(x => { const s = d.querySelector('select[name="v:' + id + ":" + x + '"]'); s.value = [...s.options].find(o => o.text === "是").value; });
					rest.checked = true;
				} else d.querySelector('input[name="v:' + id + '"][value="' + value + '"]').checked = true;
				[...d.querySelectorAll('[name="at:' + id + '"]')].forEach(x => x.checked = x.closest("label").innerText.includes(at));`, f.fact, f.value, f.at))
			editor.presses("儲存")
			Expect(editor.text("main")).NotTo(ContainSubstring("錯誤："), f.fact)
		}
		editor.fine("facts")

		By("what became of it, held against the rules")
		editor.goes(piece + "/outcome")
		editor.follows("加一項結果")
		editor.chooses("stage", "緩起訴")
		editor.fill("body", "檢察署", "text", "涉犯刑法第132條第1項洩漏國防以外應秘密罪嫌，緩起訴處分確定。")
		set(editor, `document.querySelector('[name=charge][value="criminal-code/132/1"]').checked = true`)
		editor.presses("儲存")
		editor.goes(piece + "/outcome")
		editor.sees("官方結果與引擎的差異都有說明", "outcome")

		By("a second person, who gives it back once")
		sends := func() {
			GinkgoHelper()
			editor.goes(piece + "/submit")
			editor.sees(".*可以送審", "submit")
			editor.presses("送審")
		}
		sends()
		second := at("second")
		second.goes("/materials")
		Expect(second.text("main")).To(ContainSubstring("待您審查"))
		second.goes(piece + "/review")
		second.fine("review")
		second.follows("退回")
		second.fill("reason", "第三句請寫清楚是誰討債。")
		second.presses("退回")
		editor.goes(piece)
		editor.sees(".*退回.*", "returned")
		editor.goes(piece + "/edit")
		set(editor, `const n = document.querySelector("[name=narrative]"); n.value = n.value.replace("據以前往討債", "據以向車主討債")`)
		editor.presses("儲存")
		sends()
		approves := func(j *journey) {
			GinkgoHelper()
			for n := 0; ; n++ {
				Expect(n).To(BeNumerically("<", 12), j.text("main"))
				j.goes(piece + "/review")
				sections := eval[[]string](j.tab, `[...document.querySelectorAll('section[aria-labelledby=sections] a[href*="/review/"]')].map(a => new URL(a.href).pathname)`)
				if n >= len(sections) {
					break
				}
				j.goes(sections[n])
				j.presses("看過了")
			}
			j.presses("核可")
		}
		approves(second)
		approves(at("counsel"))
		editor.goes(piece)
		editor.sees(".*核可.*", "approved")
		editor.goes(piece + "/publish")
		hash := a.pieceAt(piece).Hash
		Expect(editor.text("main")).To(ContainSubstring(hash[:12]))
		editor.presses("發布第1版")
		Expect(a.pieceAt(piece)).To(And(HaveField("State", publishing.Published), HaveField("Hash", hash)))

		By("an officer meets it")
		show := func() {
			GinkgoHelper()
			e, err := a.Materials.Edition(context.Background())
			Expect(err).NotTo(HaveOccurred())
			site.show(e)
		}
		show()
		id := a.pieceAt(piece).Key
		site.reachExam("officer")
		officer := at("officer")
		officer.goes("/cases/" + id)
		officer.sees("替同鄉查機車車主的電話", "case")
		officer.goes(pressExam)
		officer.presses("開始")
		attempt := strings.TrimSuffix(officer.path(), "/1")
		number, words := site.of(strings.TrimPrefix(attempt, "/attempts/"), id)
		officer.goes(fmt.Sprint(attempt, "/", number))
		Expect(officer.text("main")).To(ContainSubstring(words))

		By("it is withdrawn, and only who met it sees it")
		editor.goes(piece + "/withdraw")
		editor.fill("reason", "當事人聲請再議中")
		editor.presses("撤下")
		show()
		officer.goes("/cases")
		Expect(officer.text("main")).NotTo(ContainSubstring("替同鄉查機車車主的電話"))
		officer.goes(fmt.Sprint(attempt, "/", number))
		Expect(officer.text("main")).To(ContainSubstring(words))
	})
})

// pieceAt is the piece at an address.
func (a *agency) pieceAt(at string) publishing.Piece {
	GinkgoHelper()
	p, err := a.Materials.Open(context.Background(), strings.Split(at, "/")[2])
	Expect(err).NotTo(HaveOccurred())
	return p
}
