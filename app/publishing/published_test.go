package publishing_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store/storetest"
)

// today is the desk's edition, and that its digest is told without reading it.
func (w *world) today() publishing.Edition {
	GinkgoHelper()
	e, err := w.Edition(ctx)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.EditionDigest(ctx)).To(Equal(e.Digest()))
	return e
}

// issue publishes new content of a piece from a day on.
func (w *world) issue(p publishing.Piece, file []byte, from string) publishing.Piece {
	GinkgoHelper()
	steps := []func() (publishing.Piece, error){
		func() (publishing.Piece, error) { return w.Write(ctx, "author", p.ID, p.Version, file) },
		func() (publishing.Piece, error) { return w.Submit(ctx, "author", p.ID, p.Version) },
		func() (publishing.Piece, error) {
			return w.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, "")
		},
		func() (publishing.Piece, error) {
			lacks, err := w.Lacks(ctx, p)
			if err != nil || len(lacks) == 0 {
				return p, err
			}
			return w.Approve(ctx, "counsel", p.ID, p.Version, publishing.Legal, p.Hash, "")
		},
		func() (publishing.Piece, error) { return w.Publish(ctx, "author", p.ID, p.Version, from, "") },
	}
	for _, step := range steps {
		next, err := step()
		Expect(err).NotTo(HaveOccurred())
		p = next
	}
	return p
}

var _ = Describe("what a desk has published", func() {
	var w *world
	BeforeEach(func() { w = newWorld(storetest.SQLite()) })

	It("is what there is on the day, and nothing that is still worked on", func() {
		Expect(w.today()).To(BeEmpty())
		for _, s := range []publishing.State{publishing.Draft, publishing.Submitted, publishing.Approved} {
			w.at(s)
		}
		Expect(w.today()).To(BeEmpty())

		p := w.begin()
		place := "notices/" + p.Key + ".md"
		p = w.issue(p, notice("第一版。"), "")
		Expect(w.today()).To(Equal(publishing.Edition{place: notice("第一版。")}))
		p = w.issue(p, notice("第二版。"), "2026-11-24")
		Expect(w.today()).To(Equal(publishing.Edition{place: notice("第一版。")}), "until its day comes")
		_, err := w.Write(ctx, "author", p.ID, p.Version, notice("第三版。"))
		Expect(err).NotTo(HaveOccurred())
		w.clock = w.clock.Add(48 * time.Hour)
		Expect(w.today()).To(Equal(publishing.Edition{place: notice("第二版。")}))
	})

	It("has a case that was withdrawn apart, and of others nothing", func() {
		lesson, err := w.Begin(ctx, "author", publishing.Start{Kind: publishing.Lesson, Key: "50-ours", File: notice("一課。")})
		Expect(err).NotTo(HaveOccurred())
		told, err := w.Begin(ctx, "author", publishing.Start{Kind: publishing.Case, Key: "agency-115-1", File: []byte("title: 草稿\n")})
		Expect(err).NotTo(HaveOccurred())
		lesson, told = w.issue(lesson, notice("一課。第二稿。"), ""), w.issue(told, []byte("title: 案例\n"), "")
		Expect(w.today()).To(HaveLen(2))
		Expect(w.today()).To(HaveKeyWithValue("lessons/zh-TW/50-ours.md", notice("一課。第二稿。")))
		Expect(w.today()).To(HaveKeyWithValue("cases/agency-115-1.yaml", []byte("title: 案例\n")))
		for _, p := range []publishing.Piece{lesson, told} {
			_, err := w.Withdraw(ctx, "second", p.ID, p.Version, "內容過時")
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(w.today()).To(Equal(publishing.Edition{"withdrawn/agency-115-1.yaml": []byte("title: 案例\n")}))
	})

	It("has nothing of a case that was withdrawn before its day", func() {
		p, err := w.Begin(ctx, "author", publishing.Start{Kind: publishing.Case, Key: "agency-115-1", File: []byte("title: 草稿\n")})
		Expect(err).NotTo(HaveOccurred())
		p = w.issue(p, []byte("title: 案例\n"), "2026-11-30")
		_, err = w.Withdraw(ctx, "second", p.ID, p.Version, "內容過時")
		Expect(err).NotTo(HaveOccurred())
		Expect(w.today()).To(BeEmpty())
	})

	It("tells when it has become another", func() {
		Expect(w.told).To(BeZero())
		p := w.at(publishing.Approved)
		Expect(w.told).To(BeZero())
		p, err := w.Publish(ctx, "author", p.ID, p.Version, "", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(w.told).To(Equal(1))
		_, err = w.Withdraw(ctx, "second", p.ID, p.Version, "")
		Expect(err).To(MatchError(publishing.ErrNoReason))
		Expect(w.told).To(Equal(1))
		_, err = w.Withdraw(ctx, "second", p.ID, p.Version, "內容過時")
		Expect(err).NotTo(HaveOccurred())
		Expect(w.told).To(Equal(2))
	})
})
