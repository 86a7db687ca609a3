package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/content"
)

// press is a site with a store of its own, of which somebody writes material: editor-1 of
// the demo, by its pages.
type press struct {
	*site
	app    *fiber.App
	data   string // folder
	editor string // cookie of the session
}

func newPress() *press {
	GinkgoHelper()
	ctx := context.Background()
	c := &cli{now: func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }}
	p := &press{data: GinkgoT().TempDir()}
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(p.data, "shoumi.db"), append(collections(), store.KeysAt(filepath.Join(p.data, "shoumi.keys")))...)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(db.Close)
	p.site = newSite(ctx, c, db)
	people, err := p.People.Demo(ctx)
	Expect(err).NotTo(HaveOccurred())
	_, s, _, err := p.People.SignIn(ctx, "editor-1", people[0].Password, account.Origin{})
	Expect(err).NotTo(HaveOccurred())
	code, _, err := p.People.DemoCode(ctx, "editor-1")
	Expect(err).NotTo(HaveOccurred())
	p.editor, _, err = p.People.Confirm(ctx, s, code)
	Expect(err).NotTo(HaveOccurred())
	p.app, err = p.App()
	Expect(err).NotTo(HaveOccurred())
	return p
}

// ask sends a request of the editor's, and gives the body and where it leads.
func (p *press) ask(r *http.Request) (body, to string) {
	GinkgoHelper()
	r.AddCookie(&http.Cookie{Name: "session", Value: p.editor})
	got, err := p.app.Test(r, -1)
	Expect(err).NotTo(HaveOccurred())
	all, err := io.ReadAll(got.Body)
	Expect(err).NotTo(HaveOccurred())
	Expect(got.StatusCode).To(BeElementOf(200, 303), string(all))
	return string(all), got.Header.Get("Location")
}

func (p *press) open(at string) string {
	GinkgoHelper()
	body, _ := p.ask(httptest.NewRequest(http.MethodGet, at, nil))
	return body
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)

// hiddenIn are the hidden fields of the last form on a page.
func hiddenIn(page string) url.Values {
	out := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	return out
}

// brings uploads a file by the page, confirms what it would change, and gives the page of
// what came of it.
func (p *press) brings(name string, data []byte) string {
	GinkgoHelper()
	const to = "/materials/import"
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	Expect(w.WriteField("csrf", hiddenIn(p.open(to)).Get("csrf"))).To(Succeed())
	part, err := w.CreateFormFile("file", name)
	Expect(err).NotTo(HaveOccurred())
	_, err = part.Write(data)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	r := httptest.NewRequest(http.MethodPost, to, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	page, _ := p.ask(r)
	form := hiddenIn(page)
	form.Set("act", "take")
	r = httptest.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, result := p.ask(r)
	Expect(result).To(HavePrefix(to + "/"))
	return p.open(result)
}

// publishes takes content the whole way, and gives the piece.
func (p *press) publishes(kind publishing.Kind, key string, file []byte) publishing.Piece {
	GinkgoHelper()
	ctx := context.Background()
	x, err := p.Materials.Begin(ctx, "author", publishing.Start{Kind: kind, Key: key, File: file})
	Expect(err).NotTo(HaveOccurred())
	x, err = p.Materials.Submit(ctx, "author", x.ID, x.Version)
	Expect(err).NotTo(HaveOccurred())
	lacks, err := p.Materials.Lacks(ctx, x)
	Expect(err).NotTo(HaveOccurred())
	for _, step := range lacks {
		x, err = p.Materials.Approve(ctx, "second", x.ID, x.Version, step, x.Hash, "")
		Expect(err).NotTo(HaveOccurred())
	}
	x, err = p.Materials.Publish(ctx, "author", x.ID, x.Version, "", "")
	Expect(err).NotTo(HaveOccurred())
	return x
}

var _ = Describe("published material on its way to another agency", Ordered, func() {
	var here *press
	var dir string
	pieces := []struct {
		kind      publishing.Kind
		key, says string
		text      func() []byte
	}{
		{publishing.Case, "agency-115-1", "案例", func() []byte {
			data, _ := os.ReadFile("testdata/agency.yaml")
			return data
		}},
		{publishing.Lesson, "01-why", "課文", func() []byte {
			data, err := fs.ReadFile(content.Files, "lessons/zh-TW/01-why.md")
			Expect(err).NotTo(HaveOccurred())
			// of the cases of the small house, which check finds too
			return []byte(strings.NewReplacer("\ntitle: ", "\ntitle: 本局版：", "npa-leak-3]]", "npa-leak-4]]", "npa-leak-1]]", "npa-leak-4]]", "tcpd-5]]", "npa-leak-6]]", "tcpd-2]]", "npa-leak-6]]", "tcpd-10]]", "npa-leak-6]]").Replace(string(data)))
		}},
		{publishing.Notice, "query-on-duty", "宣導", func() []byte {
			return []byte("---\ntitle: 查詢前先想用途\n---\n查詢要有公務目的，見[[criminal-code/132/1]]。\n")
		}},
	}
	published := map[string]publishing.Piece{} // by key
	BeforeAll(func() {
		here, dir = newPress(), GinkgoT().TempDir()
		for _, x := range pieces {
			published[x.key] = here.publishes(x.kind, x.key, x.text())
		}
	})
	hashesAt := func(p *press) (out []string) {
		GinkgoHelper()
		for _, x := range pieces {
			got, err := p.Materials.Named(context.Background(), x.kind, x.key)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Hash).To(Equal(published[x.key].Hash), x.key)
			out = append(out, got.Hash)
		}
		return out
	}

	It("is downloaded from its page, accepted by check, and imported with the same hash", func() {
		there := newPress()
		for _, x := range pieces {
			at := "/materials/" + published[x.key].ID
			link := regexp.MustCompile(`href="(` + at + `/file[^"]*)"`).FindStringSubmatch(here.open(at + "/versions/1"))
			Expect(link).NotTo(BeNil(), x.key)
			data := here.open(link[1])
			Expect(publishing.Hash([]byte(data))).To(Equal(published[x.key].Hash))
			file := filepath.Join(dir, path.Base(publishing.FileOf(published[x.key]).Name))
			Expect(os.WriteFile(file, []byte(data), 0o600)).To(Succeed())
			r := shoumi("", "check", file)
			Expect(r.code).To(Equal(0), r.err)
			Expect(r.out).To(HavePrefix(file + "：" + x.says + "\n沒有錯誤："))

			result := there.brings(filepath.Base(file), []byte(data))
			Expect(result).To(And(ContainSubstring("<h1>1個成為草稿，0個已經有，0個不收</h1>"), ContainSubstring(published[x.key].Hash)))
		}
		Expect(hashesAt(there)).To(HaveLen(3))
	})

	It("goes in a bundle that is signed, and that the other agency knows by its key", func() {
		there := newPress()
		key, file := filepath.Join(dir, "key.pem"), filepath.Join(dir, "material.tar")
		public := newKey(key)
		r := shoumi("", "materials", "export", "--key", key, "--published", "--data", here.data, file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(HavePrefix(file + "\n3個檔案\n公鑰 " + public + "\n"))
		r = shoumi("", "materials", "export", "--key", key, "--published", "--data", here.data, filepath.Join(dir, "one.tar"), "query-on-duty")
		Expect(r.out).To(ContainSubstring("\n1個檔案\n"), r.err)

		r = shoumi("", "materials", "verify", "--data", there.data, file)
		Expect(r).To(Equal(result{1, "", file + ": 要先向對方確認公鑰，才能查驗教材包\n"}))
		_, err := there.Materials.Know(context.Background(), "editor", "臺中市政府警察局", public)
		Expect(err).NotTo(HaveOccurred())
		r = shoumi("", "materials", "verify", "--data", there.data, file)
		Expect(r.code).To(Equal(0), r.err)
		lines := fmt.Sprintf("新增　%s　cases/agency-115-1.yaml\n不同　%s　lessons/zh-TW/01-why.md\n新增　%s　notices/query-on-duty.md\n", published["agency-115-1"].Hash, published["01-why"].Hash, published["query-on-duty"].Hash)
		Expect(r.out).To(Equal(lines + "\n完整，由臺中市政府警察局簽署：3個檔案，與這裡的比較，新增 2、相同 0、不同 1。\n"))

		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(there.brings("material.tar", data)).To(And(ContainSubstring("<h1>3個成為草稿，0個已經有，0個不收</h1>"), ContainSubstring("臺中市政府警察局")))
		Expect(hashesAt(there)).To(HaveLen(3))
		r = shoumi("", "materials", "verify", "--data", there.data, "--format", "json", file)
		Expect(r.out).To(And(ContainSubstring(`"agency": "臺中市政府警察局"`), ContainSubstring(`"key": "`+public+`"`), Not(ContainSubstring(`"added"`)), Not(ContainSubstring(`"changed"`))))
	})

	It("is packed from files that were downloaded, too", func() {
		key, file := filepath.Join(dir, "other.pem"), filepath.Join(dir, "files.tar")
		public := newKey(key)
		notice := filepath.Join(dir, "query-on-duty.md")
		Expect(os.WriteFile(notice, pieces[2].text(), 0o600)).To(Succeed())
		r := shoumi("", "materials", "export", "--key", key, file, "npa-leak-4", notice)
		Expect(r.code).To(Equal(0), r.err)
		r = shoumi("", "materials", "verify", "--trust", public, file)
		Expect(r.out).To(ContainSubstring("新增　" + published["query-on-duty"].Hash + "　notices/query-on-duty.md\n"))
		r = shoumi("", "materials", "export", "--key", key, file, "testdata/leak.yaml")
		Expect(r).To(Equal(result{1, "", "testdata/leak.yaml: 這個檔案不是案例、課文、宣導或教材包\n"}))
	})

	It("takes the agencies along into a backup", func() {
		_, err := here.Materials.Know(context.Background(), "editor", "甲警察局", newKey(filepath.Join(dir, "third.pem")))
		Expect(err).NotTo(HaveOccurred())
		archive, data, keys := filepath.Join(dir, "backup.zip"), filepath.Join(dir, "restored"), filepath.Join(here.data, "shoumi.keys")
		Expect(shoumi("", "backup", "--data", here.data, archive).out).To(ContainSubstring("agencies 1 份，其中 1 份加密\n"))
		Expect(shoumi("", "restore", "--data", data, "--keys", keys, archive).code).To(Equal(0))
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "shoumi.db"), append(collections(), store.KeysAt(keys))...)
		Expect(err).NotTo(HaveOccurred())
		defer db.Close()
		Expect(publishing.New(db, publishing.Material{}, time.Now).Agencies(context.Background())).To(ConsistOf(HaveField("Name", "甲警察局")))
	})

	DescribeTable("is checked with the fault in its place", func(name, text, says string) {
		file := filepath.Join(dir, name)
		Expect(os.WriteFile(file, []byte(text), 0o600)).To(Succeed())
		r := shoumi("", "check", file)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal(file + says))
	},
		Entry("a notice", "care.md", "---\ntitle: 小心\n---\n見[[criminal-code/999]]。\n",
			":4:4: 引註「criminal-code/999」不存在\n    見[[criminal-code/999]]。\n    　  ^\n    提示：寫成 法規代號/條/項，用 go run ./app rules 查代號；案例寫 npa-leak-4\n\n共1個錯誤。\n"),
		Entry("a case", "case.yaml", strings.Replace(string(pieces[0].text()), "act_date: 2019-02\n", "act_date: 2019-13\n", 1),
			":4:11: 行為日請寫成 2019、2019-02、2019-02-03，或 2019-02-03..2019-03-05（期間內某日）\n    act_date: 2019-13\n              ^\n\n共1個錯誤。\n"),
	)
})
