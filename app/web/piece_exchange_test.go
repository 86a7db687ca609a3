package web_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/rules/bundle"
)

var hiddenData = regexp.MustCompile(`name="data" value="[^"]*"`)

// actions are what was done since a number of entries were in the log.
func actions(p *bureau, mark int) (out []string) {
	GinkgoHelper()
	for _, e := range p.log()[mark:] {
		out = append(out, e.Action)
	}
	return out
}

// bring uploads a file of another agency.
func (v *visitor) bring(name string, data []byte, key string) answer {
	GinkgoHelper()
	v.open("/materials/import")
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	Expect(w.WriteField("csrf", csrfValue.FindStringSubmatch(v.last)[1])).To(Succeed())
	Expect(w.WriteField("key", key)).To(Succeed())
	part, err := w.CreateFormFile("file", name)
	Expect(err).NotTo(HaveOccurred())
	_, err = part.Write(data)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	r := httptest.NewRequest(http.MethodPost, "/materials/import", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.keep(r)
}

var _ = Describe("material that is exchanged", Ordered, func() {
	const to = "/materials/import"
	var p, other *bureau
	BeforeAll(func() { p, other = newBureau(), newBureau() })

	DescribeTable("comes to another house byte for byte", func(kind publishing.Kind, key, name string, data func() []byte) {
		file := data()
		at := strings.TrimSuffix(p.writes(kind, key, file), "/text")
		got := p.editor.open(at + "/file")
		Expect(got.header.Get("Content-Disposition")).To(Equal("attachment; filename=" + name))
		Expect(got.body).To(Equal(string(file)))

		page := other.editor.bring(name, []byte(got.body), "")
		Expect(page.body).To(And(ContainSubstring("1個檔案，其中1個會成為草稿"), ContainSubstring("<b>新增</b>"), ContainSubstring(publishing.Hash(file)), ContainSubstring("沒有簽章，不知道是誰給的")))
		_, err := other.Materials.Named(context.Background(), kind, key)
		Expect(err).To(HaveOccurred(), "nothing is taken in before it is confirmed")
		result := other.editor.resubmit(page, to, "act=take").location
		Expect(result).To(HavePrefix(to + "/"))
		x, err := other.Materials.Named(context.Background(), kind, key)
		Expect(err).NotTo(HaveOccurred())
		Expect(x.Hash).To(Equal(publishing.Hash(file)))
		Expect(x.State).To(Equal(publishing.Draft))
		Expect(other.editor.open(result).body).To(And(ContainSubstring("<h1>1個成為草稿，0個已經有，0個不收</h1>"), ContainSubstring(`href="/materials/`+x.ID+`"`), ContainSubstring(x.Hash)))
		Expect(other.editor.open("/materials/" + x.ID + "/history").body).To(And(ContainSubstring("匯入"), ContainSubstring("沒有簽章")))
		Expect(other.editor.resubmit(page, to, "act=take").location).To(Equal(result), "sent twice")

		page = other.editor.bring(name, []byte(got.body), "")
		Expect(page.body).To(And(ContainSubstring("1個檔案，其中0個會成為草稿"), ContainSubstring("這裡已經有的1個"), Not(ContainSubstring(`value="take"`))))
		page = other.editor.bring(name, append([]byte(got.body), '\n'), "")
		Expect(page.body).To(And(ContainSubstring("<b>不同</b>"), ContainSubstring(`href="/materials/`+x.ID+`"`)))
		Expect(other.editor.resubmit(page, to, "act=take").status).To(Equal(303))
		Expect(other.content("/materials/" + x.ID)).To(Equal(string(file) + "\n"))
	},
		Entry("a case", publishing.Case, "npa-leak-4", "npa-leak-4.yaml", func() []byte { return shippedCase("npa-leak-4") }),
		Entry("a lesson", publishing.Lesson, "01-why", "01-why.md", func() []byte { return shippedLesson("01-why") }),
		Entry("a notice", publishing.Notice, "care", "care.md", func() []byte { return publishing.NewText(publishing.Notice, "care", "小心：查詢") }),
	)

	Describe("in a bundle", Ordered, func() {
		var public string
		var private ed25519.PrivateKey
		pack := func(files ...publishing.File) []byte {
			GinkgoHelper()
			var b bytes.Buffer
			Expect(publishing.WriteBundle(&b, files, private)).To(Succeed())
			return b.Bytes()
		}
		text := func(key, says string) publishing.File {
			return publishing.File{Name: "notices/" + key + ".md", Data: publishing.NewText(publishing.Notice, key, says)}
		}
		named := func(key string) (publishing.Piece, error) {
			return other.Materials.Named(context.Background(), publishing.Notice, key)
		}
		BeforeAll(func() {
			key, made, err := ed25519.GenerateKey(nil)
			Expect(err).NotTo(HaveOccurred())
			public, private = bundle.PublicKey(key), made
		})

		It("is asked for a key, and warns where it is no known agency's", func() {
			data := pack(publishing.File{Name: "cases/npa-leak-6.yaml", Data: shippedCase("npa-leak-6")}, text("two", "二"))
			got := other.editor.bring("material.tar", data, "")
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(ContainSubstring("要先向對方確認公鑰，才能查驗教材包"))
			stranger, _, err := ed25519.GenerateKey(nil)
			Expect(err).NotTo(HaveOccurred())
			got = other.editor.bring("material.tar", data, bundle.PublicKey(stranger))
			Expect(got.status).To(Equal(422))
			Expect(html.UnescapeString(got.body)).To(And(ContainSubstring("是用 "+public+" 簽的，不是您填的公鑰"), ContainSubstring(bundle.PublicKey(stranger))), "what was typed is there still")
			Expect(other.editor.bring("material.tar", data, "x").body).To(ContainSubstring("公鑰要寫成 ed25519:"))
			page := other.editor.bring("material.tar", data, public)
			Expect(page.status).To(Equal(200), page.body)
			Expect(page.body).To(And(ContainSubstring("2個檔案，其中2個會成為草稿"), ContainSubstring("不知道這把公鑰是誰的"), ContainSubstring(`href="/materials/agencies?key=ed25519`)))
			result := other.editor.resubmit(page, to, "act=take").location
			x, err := other.Materials.Named(context.Background(), publishing.Case, "npa-leak-6")
			Expect(err).NotTo(HaveOccurred())
			Expect(x.Hash).To(Equal(publishing.Hash(shippedCase("npa-leak-6"))))
			Expect(other.editor.open(result).body).To(And(ContainSubstring("2個成為草稿"), ContainSubstring("不在已知機關裡的公鑰")))
		})

		It("says which agency signed it, once its key was added, and asks for none", func() {
			list := "/materials/agencies"
			Expect(other.editor.open(list).body).To(And(ContainSubstring("<h1>還沒有已知機關</h1>"), ContainSubstring("這裡會列出已確認公鑰的機關")))
			Expect(html.UnescapeString(other.editor.open(list + "?key=" + url.QueryEscape(public)).body)).To(ContainSubstring(`value="` + public + `"`))
			for name, key := range map[string]string{"": public, "臺中市政府警察局": "ed25519:x"} {
				got := other.editor.send(list, "name", name, "key", key)
				Expect(got.status).To(Equal(422), name)
				Expect(html.UnescapeString(got.body)).To(ContainSubstring(`value="` + key + `"`))
			}
			mark := len(other.log())
			sent := []string{"name", "臺中市政府警察局", "key", public}
			Expect(other.editor.send(list, sent...).location).To(Equal(list))
			Expect(other.editor.send(list, sent...).location).To(Equal(list), "sent twice")
			got := other.editor.send(list, "name", "另一個機關", "key", public)
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(And(ContainSubstring("這把公鑰已經在名單上，是臺中市政府警察局的"), ContainSubstring(`value="另一個機關"`)))
			Expect(other.editor.open(list).body).To(And(ContainSubstring("<h1>已知機關的公鑰有1把</h1>"), ContainSubstring("學員editor"), ContainSubstring("民國115年")))
			Expect(actions(other, mark)).To(Equal([]string{audit.AgencyAdded}))

			other.pass(time.Minute)
			page := other.editor.bring("material.tar", pack(text("three", "三")), "")
			Expect(page.body).To(And(ContainSubstring("由臺中市政府警察局簽署"), Not(ContainSubstring("不知道這把公鑰是誰的"))))
			mark = len(other.log())
			result := other.editor.resubmit(page, to, "act=take").location
			Expect(other.editor.open(result).body).To(ContainSubstring("臺中市政府警察局"))
			Expect(actions(other, mark)).To(Equal([]string{audit.MaterialsImported, audit.MaterialBegun}))
			Expect(other.log()[mark].Condition).To(HavePrefix(publishing.Hash(pack(text("three", "三"))) + " 由臺中市政府警察局簽署 " + public))
			Expect(other.editor.open(to).body).To(And(ContainSubstring("最近的匯入"), ContainSubstring(`href="`+result+`"`)))
			x, err := named("three")
			Expect(err).NotTo(HaveOccurred())
			Expect(x.History).To(ConsistOf(HaveField("Text", "由臺中市政府警察局簽署")))
		})

		It("takes in all or nothing, of what was seen", func() {
			page := other.editor.bring("material.tar", pack(text("four", "四"), text("three", "三三"), text("two", "二")), "")
			Expect(plain(page.body)).To(And(ContainSubstring("3個檔案，其中2個會成為草稿"), ContainSubstring("這裡已經有的1個"), ContainSubstring("有1處不同")))
			x, err := named("three")
			Expect(err).NotTo(HaveOccurred())
			_, err = other.Materials.Write(context.Background(), other.people["second"].ID, x.ID, x.Version, publishing.NewText(publishing.Notice, "three", "別人改的"))
			Expect(err).NotTo(HaveOccurred())
			got := other.editor.resubmit(page, to, "act=take")
			Expect(got.status).To(Equal(409))
			Expect(got.body).To(ContainSubstring("還沒有匯入：您看過以後，這裡的內容或公鑰名單變了"))
			_, err = named("four")
			Expect(err).To(MatchError(store.ErrNotFound))
			result := other.editor.resubmit(got, to, "act=take").location
			Expect(other.editor.open(result).body).To(ContainSubstring("<h1>2個成為草稿，1個已經有，0個不收</h1>"))
			Expect(named("three")).To(HaveField("File", text("three", "三三").Data))
		})

		It("is not taken in where its bytes are others than those that were seen, or its key is known no more", func() {
			page := other.editor.bring("material.tar", pack(text("five", "五")), "")
			foreign := other.editor.bring("other.tar", pack(text("six", "六")), "")
			changed := strings.Replace(page.body, hiddenData.FindString(page.body), hiddenData.FindString(foreign.body), 1)
			got := other.editor.resubmit(answer{body: changed}, to, "act=take")
			Expect(got.status).To(Equal(409), "another bundle of the same key")
			Expect(other.editor.resubmit(page, to, "act=take", "data=x").status).To(Equal(400))
			Expect(other.editor.resubmit(page, to, "act=take", "id=../x").status).To(Equal(400))

			all, err := other.Materials.Agencies(context.Background())
			Expect(err).NotTo(HaveOccurred())
			at := "/materials/agencies/" + all[0].ID + "/remove"
			Expect(html.UnescapeString(other.editor.open(at).body)).To(And(ContainSubstring("要從已知機關移除臺中市政府警察局的這把公鑰嗎？"), ContainSubstring(public)))
			mark := len(other.log())
			Expect(other.editor.send(at).location).To(Equal("/materials/agencies"))
			Expect(other.editor.send(at).location).To(Equal("/materials/agencies"), "sent twice")
			Expect(actions(other, mark)).To(Equal([]string{audit.AgencyRemoved}))
			Expect(other.editor.open(at).status).To(Equal(404))
			got = other.editor.resubmit(page, to, "act=take")
			Expect(got.status).To(Equal(422))
			for _, key := range []string{"five", "six"} {
				_, err = named(key)
				Expect(err).To(MatchError(store.ErrNotFound), key)
			}
		})

		It("leaves what is under review, and says so", func() {
			x, err := named("two")
			Expect(err).NotTo(HaveOccurred())
			_, err = other.Materials.Submit(context.Background(), other.people["editor"].ID, x.ID, x.Version)
			Expect(err).NotTo(HaveOccurred())
			page := other.editor.bring("material.tar", pack(text("two", "二二"), text("seven", "七")), public)
			Expect(plain(page.body)).To(And(ContainSubstring("2個檔案，其中1個會成為草稿"), ContainSubstring("不收的1個"), ContainSubstring("正在審查或等發布")))
			result := other.editor.resubmit(page, to, "act=take").location
			Expect(plain(other.editor.open(result).body)).To(And(ContainSubstring("1個成為草稿，0個已經有，1個不收"), ContainSubstring("先退回或撤回送審，再匯入")))
			Expect(named("two")).To(HaveField("State", publishing.Submitted))
		})
	})

	DescribeTable("is refused where it is nothing of ours", func(name, data, says string) {
		got := p.editor.bring(name, []byte(data), "")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring(says))
	},
		Entry("something else", "list.csv", "a,b", "不是案例、課文、宣導或教材包"),
		Entry("no case", "x.yaml", "a: 1", "不是案例、課文、宣導或教材包"),
		Entry("a name that is a path", "x.yaml", "case: ../x", "代號用小寫英文字母、數字與連字號"),
		Entry("no file", "", "", "不是案例、課文、宣導或教材包"),
	)

	It("is taken in by editors alone, and keys are trusted by them and administrators", func() {
		v := p.signIn("admin")
		Expect(v.open("/").body).To(ContainSubstring(`href="/materials/agencies"`))
		Expect(v.open("/materials/agencies").body).To(And(ContainSubstring("還沒有已知機關"), Not(ContainSubstring(`href="/materials"`))))
		v = p.signIn("counsel")
		Expect(v.open("/materials/agencies").status).To(Equal(403))
		Expect(v.open(to).status).To(Equal(403))
		Expect(v.send(to, "act", "take", "name", "notices/x.md", "data", "").status).To(Equal(403))
	})
})
