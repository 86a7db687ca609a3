package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/casebook/cue"
)

// audited is an incident that is in no file: as the report of an audit has it, with a
// telephone number that must not be in it.
const audited = `稽核案由：本組抽查第三季警政日誌，發現交通分隊小隊長戊於115年7月18日凌晨值班時，查詢自用小客車車籍一筆，用途欄填「交通稽查」，惟當時並無攔檢勤務，行車紀錄器與勤務表亦無相符之事由。
訪談經過：戊表示，該車係同棟住戶A所有，兩人曾為停車起過口角。戊的債主B數月來向A追討貨款未果，前一日致電戊（聯絡電話0912345678），問A搬到哪裡。戊查得車主姓名與地址後，以通訊軟體把地址告訴B，B隔日即到A的住處外守候。A受驚後向分局陳情。
小隊長戊坦承明知不是因公查詢，並稱未收取任何報酬。`

// found is what the officer in charge knows of it, by the values of the answers; what
// is not here nobody has found out yet.
var found = map[string][]string{
	"act_date": {"2026-07-18"}, "came_by": {"duty"}, "acts": {"query", "disclose"}, "info": {"vehicle", "contact"}, "openness": {"-"}, "query_for_duty": {"no"},
	"identifies_person": {"yes"}, "others_secret": {"yes"}, "abused_office": {"yes"}, "by_computer": {"yes"}, "handled_as": {"agency"}, "collection_grounds": {"-"},
	"use_grounds": {"-"}, "exceeds_purpose": {"yes"}, "intent": {"yes"}, "knew_no_duty": {"yes"}, "harm_likely": {"yes"}, "deliberate": {"yes"}, "infosec_breaches": {"untrue_query_record"},
}

// The way of a legal officer: from the narrative of an incident to a memorandum that a
// second person has reviewed, and on when the law has changed.
var _ = Describe("a legal officer's work on an incident", Label("browser", "journey-counsel"), func() {
	It("leads from the narrative to the reviewed memo, and on to a new revision when the law changes", func() {
		browser := startBrowser()
		file := filepath.Join(GinkgoT().TempDir(), "shoumi.db")
		var h hosting
		s := shippedServer()
		a := agencyIn(s, openAt(file))
		a.person("colleague", "第一分局", account.Counsel)
		a.keeps(s, a.db)
		s.Cues = a.cues()
		counsel := counselAt{a.browse(browser, h.up(a), "counsel", true)}
		counsel.width(1280)

		By("a record that begins without a name in it")
		counsel.goes("/sign-in")
		counsel.enters("counsel", password)
		counsel.goes("/incidents")
		counsel.follows("新增紀錄")
		counsel.fill("reference", "115-稽-031", "purpose", "研判查詢車籍並告知他人之責任")
		counsel.chooses("stage", "行政調查中")
		counsel.presses("建立紀錄")
		counsel.sees("事件 115-稽-031：草稿", "record")
		record := counsel.path()

		By("the narrative, without the telephone number that was pasted with it")
		counsel.follows("下一步：敘述")
		counsel.pastes("narrative", audited)
		counsel.presses("儲存並找出事實")
		Expect(counsel.text("main")).To(And(ContainSubstring("有 1 處像是個人資料，還沒有儲存"), ContainSubstring("0912345678")))
		counsel.fine("personal")
		counsel.presses("改成代號")

		By("proposals, of which none is a fact before it is taken")
		counsel.sees(`敘述裡有 \d+ 項事實等您確認`, "facts")
		Expect(counsel.text("main")).NotTo(ContainSubstring("0912345678"))
		Expect(counsel.record(record).Content.Interview.People).To(HaveExactElements(HaveField("Answers", BeEmpty())))
		taken := counsel.takesBut("自首、自白與繳回") // an audit is no criminal investigation
		Expect(taken).To(BeNumerically(">=", 8))
		counsel.sees(`敘述裡的 \d+ 項事實都處理了`, "taken")

		By("the questions that are left")
		counsel.follows("回答其餘的問題")
		asked := counsel.answers()
		Expect(len(asked)).To(BeNumerically("<=", 15), "%v", asked)
		AddReportEntry("the questions of a narrative that is in no file", fmt.Sprintf("%d proposals taken, %d questions: %s", taken, len(asked), strings.Join(asked, "; ")))
		counsel.sees("檢查答案", "check")

		By("the result")
		counsel.goes(record + "/result")
		Expect(counsel.text("h1")).To(MatchRegexp("^戊：.*成立.*待查"))
		Expect(counsel.text("main")).To(And(ContainSubstring("刑法第132條第1項"), ContainSubstring("個資法第41條")))

		By("sending it to a colleague")
		counsel.goes(record)
		counsel.follows("下一步：第二人審查")
		counsel.sees("事件 115-稽-031 可以送審", "send")
		counsel.chooses("reviewer", "學員colleague（警察局/第一分局）")
		counsel.presses("送審")
		counsel.sees("事件 115-稽-031：審查中", "sent")

		By("the colleague, who dissents on one element")
		const reason = "地址是否只有查詢才會知道，B原本知道多少，卷內還沒有資料；查明前不宜認定應秘密。"
		colleague := counselAt{a.browse(browser, counsel.base, "colleague", true)}
		colleague.width(1280)
		colleague.goes("/sign-in")
		colleague.enters("colleague", password)
		colleague.goes("/incidents")
		colleague.follows("115-稽-031")
		colleague.states("第二人審查")
		colleague.follows("審查這筆紀錄")
		colleague.dissents("刑法第132條第1項", "應秘密之文書、圖畫、消息或物品", reason)
		Expect(colleague.text("main")).To(ContainSubstring(reason))
		colleague.goes(record + "/review/sign")
		colleague.sees("要簽核事件 115-稽-031 嗎？", "sign")
		colleague.chooses("overall", "部分不同意")
		colleague.fill("text", "其餘同意。")
		colleague.presses("簽核")
		colleague.sees("事件 115-稽-031 已簽核：部分不同意", "signed")
		signed := counsel.record(record)
		Expect(signed.State).To(Equal(incident.Signed))
		Expect(signed.Review.Dissents()).To(ConsistOf(HaveField("Reason", reason)))

		By("the memorandum as a file")
		counsel.goes(record)
		counsel.follows("研判書")
		counsel.fine("memo")
		memo := counsel.odt()
		for _, want := range []string{"主旨", "說明", "分析", "建議", "115-稽-031", "未定", "待查", reason, signed.Digest, "供內部初步分類，非法律意見"} {
			Expect(memo).To(ContainSubstring(want))
		}
		Expect(memo).NotTo(ContainSubstring("0912345678"))

		By("the program, started again with a law that punishes more")
		h.stop()
		s = shippedServer()
		a.again(s, openAt(file))
		s.Cues = a.cues()
		a.amends("penalty: {imprisonment: {max: 3y}}", "penalty: {imprisonment: {max: 5y}}")
		counsel.base = h.up(a)
		counsel.goes(record)
		counsel.sees("事件 115-稽-031：法規已更新，依當時的規則唯讀開啟", "older")
		counsel.follows("看哪裡不同，並改用現行法規")
		counsel.fine("law")
		Expect(counsel.text("main")).To(And(ContainSubstring("刑法第132條第1項"), ContainSubstring("3年以下有期徒刑"), ContainSubstring("5年以下有期徒刑")))
		counsel.presses("改用現行法規")
		next := counsel.record(record)
		Expect(next.Revision).To(Equal(2))
		Expect(next.State).To(Equal(incident.Draft))
		Expect(next.Digest).To(And(Equal(a.Book.Digest()), Not(Equal(signed.Digest))))
		kept, err := a.Incidents.Revision(context.Background(), a.people["counsel"].ID, next.ID, 1)
		Expect(err).NotTo(HaveOccurred())
		Expect(kept.Record.Digest).To(Equal(signed.Digest))
		Expect(kept.Record.Review).To(Equal(signed.Review))
		h.stop()
	})
})

// cues is the lexicon that is shipped.
func (a *agency) cues() *cue.Lexicon {
	GinkgoHelper()
	l, err := cue.Shipped()
	Expect(err).NotTo(HaveOccurred())
	return l
}

// counselAt is a legal officer at a browser.
type counselAt struct{ *journey }

// record is the record as it is stored.
func (c counselAt) record(at string) incident.Record {
	GinkgoHelper()
	r, err := c.Incidents.Open(context.Background(), c.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"))
	Expect(err).NotTo(HaveOccurred())
	return r
}

// pastes puts a text into a field at once.
func (c counselAt) pastes(name, text string) {
	GinkgoHelper()
	eval[int](c.tab, fmt.Sprintf(`(document.querySelector('[name="%s"]').value = %q, 0)`, name, text))
}

// takesBut takes every proposal but those of a fact, and says how many it took.
func (c counselAt) takesBut(fact string) int {
	GinkgoHelper()
	taken := eval[int](c.tab, fmt.Sprintf(`(() => { const all = [...document.querySelectorAll("input[name=take]")].filter(e => !e.closest("li").innerText.includes(%q));
		all.forEach(e => e.checked = true); return all.length; })()`, fact))
	c.presses("採用勾選的，其餘不採用")
	return taken
}

// answers answers what is asked until nothing that counts is left, and says what was
// asked and answered.
func (c counselAt) answers() (asked []string) {
	GinkgoHelper()
	for regexp.MustCompile(`/questions$`).MatchString(strings.Split(c.path(), "?")[0]) {
		fact := eval[string](c.tab, `document.querySelector("input[name=q]").value`)
		values, known := found[fact]
		if !known {
			values = []string{"?"}
		}
		asked = append(asked, fact+"="+strings.Join(values, ","))
		Expect(len(asked)).To(BeNumerically("<", 60), "%v", asked)
		if fact == "act_date" {
			c.do(chromedp.SendKeys(chromedp.CSS("#answer"), values[0]))
		} else {
			for _, v := range values {
				Expect(eval[bool](c.tab, fmt.Sprintf(`(e => { if (e) e.checked = true; return !!e; })(document.querySelector('input[name=v][value="%s"]'))`, v))).To(BeTrue(), "%s has no %s", fact, v)
			}
		}
		if len(asked) == 1 {
			c.fine("question")
		}
		c.presses("繼續")
	}
	return slices.Clip(asked)
}

// dissents dissents on an element of a provision, by their words.
func (c counselAt) dissents(provision, element, reason string) {
	GinkgoHelper()
	Expect(eval[bool](c.tab, fmt.Sprintf(`(() => { const find = [...document.querySelectorAll("article.find")].find(e => e.querySelector(".cite a").innerText === %q);
		const row = find && [...find.querySelectorAll(".points > li")].find(e => e.innerText.includes(%q));
		if (!row) return false;
		row.querySelector("details").open = true;
		row.querySelector("textarea").value = %q;
		row.querySelector("button[value=no]").dataset.chosen = "";
		return true; })()`, provision, element, reason))).To(BeTrue(), element)
	c.send("[data-chosen]")
}

// odt is the text of the memorandum that the page offers as ODT.
func (c counselAt) odt() string {
	GinkgoHelper()
	data, err := base64.StdEncoding.DecodeString(eval[string](c.tab, `fetch(document.querySelector('a[href$="memo.odt"]').href).then(r => r.arrayBuffer()).then(b => btoa([...new Uint8Array(b)].map(x => String.fromCharCode(x)).join("")))`))
	Expect(err).NotTo(HaveOccurred())
	file, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	Expect(err).NotTo(HaveOccurred())
	var all strings.Builder
	for _, name := range []string{"content.xml", "styles.xml"} { // the text, and the foot of every page
		part, err := fs.ReadFile(file, name)
		Expect(err).NotTo(HaveOccurred())
		all.WriteString(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(part), "")))
	}
	return all.String()
}
