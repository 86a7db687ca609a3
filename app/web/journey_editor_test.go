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
const overheard = "警員丁輪值備勤，接到同鄉E的電話，請他查一輛機車是誰\n" +
	"的。丁以警政資訊系統查詢該車車籍，並\uFA17把車主的姓名與聯絡電話0912-345-678告訴E，\n" +
	"E據以前往討債。\n" +
	"17\n" +
	"車主（身分證統一編號A123456789）向分局檢舉。丁坦承故意把查得的資料告訴E，\n" +
	"並無公務上之目的。檢察官偵查後，以丁涉犯刑法第132條第1項之罪予以緩起訴處分確定。\n"

// told is what the editor says of it after the proposals were looked at: by fact, its
// value or members, and the sentence that shows it.
var told = []struct {
	fact, value string
	at          string
}{
	{"position", "agency_officer", "警員丁"}, {"service", "police_officer", "警員丁"}, {"came_by", "duty", "查詢該車車籍"},
	{"acts", "query,disclose", "告訴E"}, {"query_for_duty", "false", "公務上之目的"}, {"info", "vehicle,contact", "車主的姓名"}, {"openness", "", "車主的姓名"},
	{"intent", "true", "故意"}, {"prosecution", "deferred", "緩起訴"},
}

// The way of a case from a pasted text to what officers meet, and out of it again.
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
			j := a.browse(browser, base, login, true)
			j.width(1280)
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
		editor.goes("/materials/new")
		editor.fill("agency", "警察局")
		set(editor, fmt.Sprintf(`document.querySelector("#text").value = %q`, overheard))
		editor.presses("下一步")
		Expect(editor.text("#edits")).NotTo(BeEmpty())
		fmt.Fprintln(GinkgoWriter, editor.text("main"))
	})
})

var _ = []any{context.Background, strings.Cut, publishing.Case, told}
