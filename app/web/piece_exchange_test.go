package web_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/rules/bundle"
)

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
		Expect(page.body).To(And(ContainSubstring("1個檔案，其中1個會成為草稿"), ContainSubstring("<b>新增</b>"), ContainSubstring(publishing.Hash(file)), ContainSubstring("沒有簽章")))
		_, err := other.Materials.Named(context.Background(), kind, key)
		Expect(err).To(HaveOccurred(), "nothing is taken in before it is confirmed")
		Expect(other.editor.resubmit(page, to, "act=take").location).To(HavePrefix("/materials/"))
		x, err := other.Materials.Named(context.Background(), kind, key)
		Expect(err).NotTo(HaveOccurred())
		Expect(x.Hash).To(Equal(publishing.Hash(file)))
		Expect(x.State).To(Equal(publishing.Draft))

		page = other.editor.bring(name, []byte(got.body), "")
		Expect(page.body).To(And(ContainSubstring("1個檔案，其中0個會成為草稿"), ContainSubstring("<b>相同</b>"), Not(ContainSubstring(`value="take"`))))
		page = other.editor.bring(name, append([]byte(got.body), '\n'), "")
		Expect(page.body).To(ContainSubstring("<b>不同</b>"))
		Expect(other.editor.resubmit(page, to, "act=take").status).To(Equal(303))
		Expect(other.content("/materials/" + x.ID)).To(Equal(string(file) + "\n"))
	},
		Entry("a case", publishing.Case, "npa-leak-4", "npa-leak-4.yaml", func() []byte { return shippedCase("npa-leak-4") }),
		Entry("a lesson", publishing.Lesson, "01-why", "01-why.md", func() []byte { return shippedLesson("01-why") }),
		Entry("a notice", publishing.Notice, "care", "care.md", func() []byte { return publishing.NewText(publishing.Notice, "care", "小心：查詢") }),
	)

	It("comes in a bundle that is signed by a key that was named", func() {
		public, private, err := ed25519.GenerateKey(nil)
		Expect(err).NotTo(HaveOccurred())
		var b bytes.Buffer
		Expect(publishing.WriteBundle(&b, []publishing.File{{Name: "cases/npa-leak-6.yaml", Data: shippedCase("npa-leak-6")}, {Name: "notices/two.md", Data: publishing.NewText(publishing.Notice, "two", "二")}}, private)).To(Succeed())
		page := other.editor.bring("material.tar", b.Bytes(), bundle.PublicKey(public))
		Expect(page.status).To(Equal(200), page.body)
		Expect(page.body).To(And(ContainSubstring("2個檔案，其中2個會成為草稿"), ContainSubstring("相符")))
		Expect(other.editor.resubmit(page, to, "act=take").location).To(Equal("/materials"))
		x, err := other.Materials.Named(context.Background(), publishing.Case, "npa-leak-6")
		Expect(err).NotTo(HaveOccurred())
		Expect(x.Hash).To(Equal(publishing.Hash(shippedCase("npa-leak-6"))))

		Expect(other.editor.bring("material.tar", b.Bytes(), "").body).To(ContainSubstring("要先向對方確認公鑰，才能查驗教材包"))
		stranger, _, err := ed25519.GenerateKey(nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(other.editor.bring("material.tar", b.Bytes(), bundle.PublicKey(stranger)).status).To(Equal(422))
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

	It("is taken in by editors alone", func() {
		v := p.signIn("counsel")
		Expect(v.open(to).status).To(Equal(403))
		Expect(v.send(to, "act", "take", "name", "notices/x.md", "data", "").status).To(Equal(403))
	})
})
