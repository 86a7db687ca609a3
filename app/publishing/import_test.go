package publishing_test

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

// noticeFile is a notice as a file.
func noticeFile(key, text string) publishing.File {
	return publishing.File{Name: "notices/" + key + ".md", Data: notice(text)}
}

var _ = Describe("files of another agency", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		n := 0
		take := func(files ...publishing.File) (publishing.Import, error) {
			GinkgoHelper()
			all, err := w.Arrivals(ctx, files)
			Expect(err).NotTo(HaveOccurred())
			n++
			return w.TakeIn(ctx, publishing.Import{Doc: store.Doc{ID: fmt.Sprint("import-", n)}, By: "editor", Name: "x.tar"}, "u1", publishing.Brought{Files: files, Key: "k", Agency: "甲警察局"}, all)
		}
		keys := func() (out []string) {
			GinkgoHelper()
			all, err := w.All(ctx)
			Expect(err).NotTo(HaveOccurred())
			for _, p := range all {
				out = append(out, p.Key)
			}
			return out
		}
		BeforeEach(func() { w = newWorld(fresh()) })

		It("become drafts in one act, of which it is said what came of each", func() {
			_, err := take(noticeFile("same", "一"), noticeFile("other", "二"))
			Expect(err).NotTo(HaveOccurred())
			w.clock = w.clock.Add(time.Minute)
			reading := w.at(publishing.Submitted)
			x, err := take(noticeFile("other", "二二"), noticeFile("same", "一"), noticeFile(reading.Key, "讀到一半"), noticeFile("new", "三"),
				publishing.File{Name: "cases/a.yaml", Data: []byte("case: b\n")})
			Expect(err).NotTo(HaveOccurred())
			Expect(x.Done).To(BeTrue())
			var came []string
			for _, f := range x.Files {
				came = append(came, fmt.Sprint(f.Name, " ", f.Change, " ", f.Refused, " ", f.Took(), " ", f.Piece != ""))
			}
			Expect(came).To(Equal([]string{"cases/a.yaml added misnamed false false", "notices/new.md added  true true", "notices/other.md changed  true true",
				"notices/" + reading.Key + ".md changed review false true", "notices/same.md same  false true"}))
			Expect(w.Named(ctx, publishing.Notice, "new")).To(And(HaveField("State", publishing.Draft), HaveField("Authors", []string{"editor"}), HaveField("Unit", "u1"), HaveField("File", notice("三"))))
			other, err := w.Named(ctx, publishing.Notice, "other")
			Expect(err).NotTo(HaveOccurred())
			Expect(other.File).To(Equal(notice("二二")))
			Expect(other.History).To(HaveEach(And(HaveField("Kind", publishing.Imported), HaveField("Text", "由甲警察局簽署"), HaveField("By", "editor"))))
			Expect(w.Open(ctx, reading.ID)).To(And(HaveField("Hash", reading.Hash), HaveField("State", publishing.Submitted)))

			last, err := w.Imports(ctx, 1)
			Expect(err).NotTo(HaveOccurred())
			Expect(last).To(HaveLen(1))
			Expect(last[0]).To(And(HaveField("Agency", "甲警察局"), HaveField("Key", "k"), HaveField("Name", "x.tar"), HaveField("Files", x.Files)))
			Expect(w.Import(ctx, x.ID)).To(HaveField("Files", x.Files))
		})

		It("are taken in once, though they are sent twice", func() {
			files := []publishing.File{noticeFile("one", "一")}
			all, err := w.Arrivals(ctx, files)
			Expect(err).NotTo(HaveOccurred())
			for range 2 {
				x, err := w.TakeIn(ctx, publishing.Import{Doc: store.Doc{ID: "x"}, By: "editor"}, "", publishing.Brought{Files: files}, all)
				Expect(err).NotTo(HaveOccurred())
				Expect(x.Files).To(ConsistOf(HaveField("Took()", true)))
			}
			Expect(w.Named(ctx, publishing.Notice, "one")).To(And(HaveField("Version", 1), HaveField("History", ConsistOf(HaveField("Text", "沒有簽章")))))
		})

		It("are all taken in or none, though one becomes another meanwhile", func() {
			_, err := take(noticeFile("b", "一"), noticeFile("z", "一"))
			Expect(err).NotTo(HaveOccurred())
			before, err := w.Named(ctx, publishing.Notice, "b")
			Expect(err).NotTo(HaveOccurred())
			last, err := w.Named(ctx, publishing.Notice, "z")
			Expect(err).NotTo(HaveOccurred())
			files := []publishing.File{noticeFile("a", "新"), noticeFile("b", "二"), noticeFile("z", "二")}
			all, err := w.Arrivals(ctx, files)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Write(ctx, "other", last.ID, last.Version, notice("別人改的"))
			Expect(err).NotTo(HaveOccurred())
			_, err = w.TakeIn(ctx, publishing.Import{Doc: store.Doc{ID: "x"}, By: "second"}, "", publishing.Brought{Files: files}, all)
			Expect(err).To(MatchError(store.ErrConflict))
			Expect(keys()).To(ConsistOf("b", "z"), "what was begun is gone")
			after, err := w.Named(ctx, publishing.Notice, "b")
			Expect(err).NotTo(HaveOccurred())
			Expect(after).To(And(HaveField("Hash", before.Hash), HaveField("File", before.File), HaveField("Authors", before.Authors), HaveField("History", before.History), HaveField("Saves", before.Saves)))
			Expect(w.Content(ctx, publishing.Piece{Doc: after.Doc, Hash: publishing.Hash(notice("二"))}, publishing.Hash(notice("二")))).Error().To(MatchError(store.ErrNotFound))
			Expect(w.Named(ctx, publishing.Notice, "z")).To(HaveField("File", notice("別人改的")))
			_, err = w.Import(ctx, "x")
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(w.Named(ctx, publishing.Notice, "a")).Error().To(MatchError(store.ErrNotFound))
		})

		It("are none of what somebody began under the name meanwhile", func() {
			files := []publishing.File{noticeFile("a", "新"), noticeFile("b", "新")}
			all, err := w.Arrivals(ctx, files)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Begin(ctx, "other", publishing.Start{Kind: publishing.Notice, Key: "b", File: notice("別人的")})
			Expect(err).NotTo(HaveOccurred())
			_, err = w.TakeIn(ctx, publishing.Import{Doc: store.Doc{ID: "x"}}, "", publishing.Brought{Files: files}, all)
			Expect(err).To(MatchError(store.ErrConflict))
			Expect(keys()).To(ConsistOf("b"))
			Expect(w.Named(ctx, publishing.Notice, "b")).To(HaveField("File", notice("別人的")))
		})
	})

	It("count as being here where they come with the program", func() {
		w := newWorld(storetest.SQLite())
		w.shipped = map[string][]byte{"notices/a.md": notice("一")}
		all, err := w.Arrivals(ctx, []publishing.File{noticeFile("a", "一")})
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(ConsistOf(And(HaveField("Kind", publishing.FileSame), HaveField("Takes()", false), HaveField("Piece.ID", ""))))
		all, err = w.Arrivals(ctx, []publishing.File{noticeFile("a", "二")})
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(ConsistOf(And(HaveField("Kind", publishing.FileChanged), HaveField("Takes()", true))))
	})

	It("were seen as they are: files, signer, and what is here", func() {
		b := publishing.Brought{Key: "k", Agency: "甲"}
		all := []publishing.Arrival{{FileChange: publishing.FileChange{Name: "notices/a.md", Kind: publishing.FileAdded, Got: noticeFile("a", "一")}}}
		seen := map[string]bool{publishing.Seen(b, all): true}
		for _, change := range []func(*publishing.Brought, *publishing.Arrival){
			func(b *publishing.Brought, _ *publishing.Arrival) { b.Key = "o" },
			func(b *publishing.Brought, _ *publishing.Arrival) { b.Agency = "" },
			func(_ *publishing.Brought, a *publishing.Arrival) { a.Got.Data = notice("二") },
			func(_ *publishing.Brought, a *publishing.Arrival) { a.Kind = publishing.FileSame },
			func(_ *publishing.Brought, a *publishing.Arrival) { a.Refused = publishing.InReview },
			func(_ *publishing.Brought, a *publishing.Arrival) { a.Piece.Version = 3 },
			func(_ *publishing.Brought, a *publishing.Arrival) { a.Piece.ID = "p" },
		} {
			b, a := b, all[0]
			change(&b, &a)
			seen[publishing.Seen(b, []publishing.Arrival{a})] = true
		}
		Expect(seen).To(HaveLen(8))
	})

	DescribeTable("are known by what they say", func(name, data, says string) {
		f, err := publishing.ReadFile(name, []byte(data))
		if err != nil {
			Expect(err.Error()).To(Equal(says))
			return
		}
		Expect(f.Name).To(Equal(says))
		Expect(string(f.Data)).To(Equal(data))
	},
		Entry("a case", "download (1).yaml", "case: agency-115-1\n", "cases/agency-115-1.yaml"),
		Entry("a lesson", `C:\x\y.md`, "---\nid: 03-queries\ntitle: 查詢\n---\n", "lessons/zh-TW/03-queries.md"),
		Entry("a notice, by its name", `C:\x\care.md`, "---\ntitle: 小心\n---\n", "notices/care.md"),
		Entry("a notice of an odd name", "小心.md", "---\ntitle: 小心\n---\n", "代號用小寫英文字母、數字與連字號"),
		Entry("a case that leads elsewhere", "x.yaml", "case: ../x\n", "代號用小寫英文字母、數字與連字號"),
		Entry("an incident", "x.yaml", "incident: 一\n", "這個檔案不是案例、課文、宣導或教材包"),
		Entry("prose", "x.md", strings.Repeat("字", 3), "這個檔案不是案例、課文、宣導或教材包"),
	)
})
