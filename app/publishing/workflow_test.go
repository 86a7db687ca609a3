package publishing_test

import (
	"errors"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/privacy"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

var _ = Describe("the way of a piece", func() {
	acts := map[string]func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error){
		"write": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Write(ctx, by, p.ID, version, notice("查詢前先想用途！"))
		},
		"ask": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Ask(ctx, by, p.ID, version, "這裡說的是第16條第1項嗎？")
		},
		"submit": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Submit(ctx, by, p.ID, version)
		},
		"recall": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Recall(ctx, by, p.ID, version)
		},
		"return": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Return(ctx, by, p.ID, version, "請補出處")
		},
		"approve": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Approve(ctx, by, p.ID, version, publishing.Editorial, p.Hash, "")
		},
		"approve for legal affairs": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Approve(ctx, by, p.ID, version, publishing.Legal, p.Hash, "")
		},
		"publish": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Publish(ctx, by, p.ID, version, "", "")
		},
		"withdraw": func(w *world, by string, p publishing.Piece, version int) (publishing.Piece, error) {
			return w.Withdraw(ctx, by, p.ID, version, "內容過時")
		},
		"remove": func(w *world, _ string, p publishing.Piece, version int) (publishing.Piece, error) {
			return p, w.Remove(ctx, p.ID, version)
		},
	}
	type end struct {
		state publishing.State
		err   error
	}
	to := func(s publishing.State) end { return end{state: s} }
	no, own := end{err: publishing.ErrState}, end{err: publishing.ErrOwnWork}
	draft, submitted, returned, approved, published, withdrawn := to(publishing.Draft), to(publishing.Submitted), to(publishing.Returned), to(publishing.Approved), to(publishing.Published), to(publishing.Withdrawn)
	type ends struct{ author, second end }
	both := func(e end) ends { return ends{e, e} }
	table := map[publishing.State]map[string]ends{
		publishing.Draft: {"write": both(draft), "ask": both(draft), "submit": both(submitted), "recall": both(no), "return": {own, no},
			"approve": {own, no}, "approve for legal affairs": {own, no}, "publish": both(no), "withdraw": both(no), "remove": both(draft)},
		publishing.Returned: {"write": both(returned), "ask": both(returned), "submit": both(submitted), "recall": both(no), "return": {own, no},
			"approve": {own, no}, "approve for legal affairs": {own, no}, "publish": both(no), "withdraw": both(no), "remove": both(returned)},
		publishing.Submitted: {"write": both(draft), "ask": both(submitted), "submit": both(no), "recall": both(draft), "return": {own, returned},
			"approve": {own, approved}, "approve for legal affairs": {own, no}, "publish": both(no), "withdraw": both(no), "remove": both(no)},
		publishing.Approved: {"write": both(draft), "ask": both(no), "submit": both(no), "recall": both(no), "return": {own, returned},
			"approve": {own, no}, "approve for legal affairs": {own, no}, "publish": both(published), "withdraw": both(no), "remove": both(no)},
		publishing.Published: {"write": both(draft), "ask": both(no), "submit": both(no), "recall": both(no), "return": both(no),
			"approve": both(no), "approve for legal affairs": both(no), "publish": both(no), "withdraw": both(withdrawn), "remove": both(no)},
		publishing.Withdrawn: {"write": both(draft), "ask": both(no), "submit": both(no), "recall": both(no), "return": both(no),
			"approve": both(no), "approve for legal affairs": both(no), "publish": both(no), "withdraw": both(no), "remove": both(no)},
	}

	storetest.OnBoth(func(fresh func() storetest.Place) {
		for _, state := range publishing.States {
			It("is as the table says from "+string(state), func() {
				w := newWorld(fresh())
				Expect(table[state]).To(HaveLen(len(acts)))
				for act, want := range table[state] {
					for by, end := range map[string]end{"author": want.author, "second": want.second} {
						p := w.at(state)
						_, err := acts[act](w, by, p, p.Version-1)
						if !errors.Is(err, publishing.ErrState) {
							Expect(err).To(MatchError(store.ErrConflict), "%s by %s, who saw an older one", act, by)
						}
						got, err := acts[act](w, by, p, p.Version)
						if end.err != nil {
							Expect(err).To(MatchError(end.err), "%s by %s", act, by)
							got, err = w.Open(ctx, p.ID)
							Expect(got.State).To(Equal(state))
						} else {
							Expect(got.State).To(Equal(end.state), "%s by %s", act, by)
						}
						Expect(err).NotTo(HaveOccurred(), "%s by %s", act, by)
					}
				}
			})
		}

		It("asks for approval anew when one rune changes", func() {
			w := newWorld(fresh())
			p := w.at(publishing.Approved)
			_, ok := p.ApprovedBy(publishing.Editorial)
			Expect(ok).To(BeTrue())
			same, err := w.Write(ctx, "author", p.ID, p.Version, notice("查詢前先想用途。"))
			Expect(err).NotTo(HaveOccurred())
			Expect(same.State).To(Equal(publishing.Approved), "the same bytes change nothing")
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("查詢前先想用途！"))
			Expect(err).NotTo(HaveOccurred())
			Expect(p.History[len(p.History)-1].Kind).To(Equal(publishing.Reopened))
			_, ok = p.ApprovedBy(publishing.Editorial)
			Expect(ok).To(BeFalse())
			_, err = w.Publish(ctx, "author", p.ID, p.Version, "", "")
			Expect(err).To(MatchError(publishing.ErrState))
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("查詢前先想用途。"))
			Expect(err).NotTo(HaveOccurred())
			Expect(p.State).To(Equal(publishing.Draft), "going back is a change, too")
		})

		It("is approved by nobody who wrote in it", func() {
			w := newWorld(fresh())
			p := w.begin()
			p, err := w.Write(ctx, "second", p.ID, p.Version, notice("查詢前先想用途，查完登出。"))
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Submit(ctx, "author", p.ID, p.Version)
			Expect(err).NotTo(HaveOccurred())
			for _, by := range []string{"author", "second"} {
				_, err = w.Approve(ctx, by, p.ID, p.Version, publishing.Editorial, p.Hash, "")
				Expect(err).To(MatchError(publishing.ErrOwnWork), by)
			}
			_, err = w.Approve(ctx, "third", p.ID, p.Version, publishing.Editorial, publishing.Hash(notice("查詢前先想用途。")), "")
			Expect(err).To(MatchError(store.ErrConflict), "of what it was before")
			p, err = w.Approve(ctx, "third", p.ID, p.Version, publishing.Editorial, p.Hash, "讀過了")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.State).To(Equal(publishing.Approved))
		})

		It("needs legal affairs where they were asked, or where what the law depends on differs", func() {
			w := newWorld(fresh())
			p := w.begin()
			needs := func(want ...publishing.Step) {
				GinkgoHelper()
				got, err := w.Needs(ctx, p)
				Expect(err).NotTo(HaveOccurred())
				Expect(got).To(Equal(want))
			}
			needs(publishing.Editorial)
			asked, err := w.Ask(ctx, "author", p.ID, p.Version, "要不要寫罰則？")
			Expect(err).NotTo(HaveOccurred())
			p = asked
			needs(publishing.Editorial, publishing.Legal)
			p, err = w.Submit(ctx, "author", p.ID, p.Version)
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, "")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.State).To(Equal(publishing.Submitted), "one is lacking")
			p, err = w.Approve(ctx, "counsel", p.ID, p.Version, publishing.Legal, p.Hash, "不必")
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Publish(ctx, "author", p.ID, p.Version, "", "")
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("查詢前先想用途，並寫清楚。"))
			Expect(err).NotTo(HaveOccurred())
			needs(publishing.Editorial)
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("見[[criminal-code/132/1]]。"))
			Expect(err).NotTo(HaveOccurred())
			needs(publishing.Editorial, publishing.Legal)
		})

		It("is not sent while something is wrong, and says all that is", func() {
			w := newWorld(fresh())
			p := w.begin()
			p, err := w.Write(ctx, "author", p.ID, p.Version, notice("未完。\n\n請洽0912-345-678。"))
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Comment(ctx, "second", p.ID, "text/1", "這句要說清楚")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Submit(ctx, "author", p.ID, p.Version)
			var blocked *publishing.BlockedError
			Expect(errors.As(err, &blocked)).To(BeTrue())
			Expect(blocked.Blocks).To(Equal([]publishing.Block{
				{Kind: publishing.Faulty, Path: "text/1", Text: "還沒有寫完", Hint: "寫完它"},
				{Kind: publishing.Personal, Path: "text/2", Text: "0912-345-678（手機號碼）"},
				{Kind: publishing.Remark, Path: "text/1", Text: "這句要說清楚"},
			}))
			_, err = w.Dismiss(ctx, "author", p.ID, p.Version, privacy.Mobile, "0912-345-678", " ")
			Expect(err).To(MatchError(publishing.ErrNoReason))
			_, err = w.Dismiss(ctx, "author", p.ID, p.Version, privacy.Mobile, "0912-345-679", "例子")
			Expect(err).To(MatchError(publishing.ErrNoHit))
			p, err = w.Dismiss(ctx, "author", p.ID, p.Version, privacy.Mobile, "0912-345-678", "本局公開的檢舉專線")
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Resolve(ctx, "author", p.ID, 1)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Resolve(ctx, "author", p.ID, 1)
			Expect(err).To(MatchError(store.ErrNotFound))
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("寫完了。\n\n請洽0912-345-678。"))
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Submit(ctx, "author", p.ID, p.Version)
			Expect(err).NotTo(HaveOccurred())
		})

		It("keeps every save until it is published, and every version for ever", func() {
			w := newWorld(fresh())
			p := w.begin()
			first, drawn := p.Hash, p.Version
			p, err := w.Write(ctx, "author", p.ID, p.Version, notice("查完登出。"))
			Expect(err).NotTo(HaveOccurred())
			file, err := w.Saved(ctx, p, drawn)
			Expect(err).NotTo(HaveOccurred())
			Expect(file).To(Equal(notice("查詢前先想用途。")), "what a form was drawn from")
			_, err = w.Content(ctx, p, publishing.Hash(notice("別處的")))
			Expect(err).To(MatchError(store.ErrNotFound))
			p, err = w.Submit(ctx, "author", p.ID, p.Version)
			Expect(err).NotTo(HaveOccurred())
			p, err = w.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, "")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Publish(ctx, "author", p.ID, p.Version, "2026-11-21", "")
			Expect(err).To(MatchError(publishing.ErrDay))
			p, err = w.Publish(ctx, "author", p.ID, p.Version, "2026-12-01", "年底前")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Content(ctx, p, first)
			Expect(err).To(MatchError(store.ErrNotFound))
			_, there := p.On("2026-11-30")
			Expect(there).To(BeFalse())
			v, there := p.On("2026-12-01")
			Expect(there).To(BeTrue())
			Expect(v).To(And(HaveField("Number", 1), HaveField("Hash", p.Hash), HaveField("Note", "年底前"), HaveField("Authors", []string{"author"})))
			w.clock = w.clock.Add(24 * time.Hour)
			p, err = w.Write(ctx, "author", p.ID, p.Version, notice("查完登出，鎖定螢幕。"))
			Expect(err).NotTo(HaveOccurred())
			file, err = w.Content(ctx, p, v.Hash)
			Expect(err).NotTo(HaveOccurred())
			Expect(file).To(Equal(notice("查完登出。")))
			p, err = w.Withdraw(ctx, "second", p.ID, p.Version, "改版中")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.State).To(Equal(publishing.Draft), "what is being written stays")
			_, there = p.On("2026-12-01")
			Expect(there).To(BeFalse())
		})

		It("keeps what was sent to review, and says of every save what it changed and came to", func() {
			w := newWorld(fresh())
			ok := func(p publishing.Piece, err error) publishing.Piece {
				GinkgoHelper()
				Expect(err).NotTo(HaveOccurred())
				return p
			}
			write := func(p publishing.Piece, text string) publishing.Piece {
				GinkgoHelper()
				return ok(w.Write(ctx, "author", p.ID, p.Version, notice(text)))
			}
			send := func(p publishing.Piece) publishing.Piece {
				GinkgoHelper()
				return ok(w.Submit(ctx, "author", p.ID, p.Version))
			}
			issue := func(p publishing.Piece) publishing.Piece {
				GinkgoHelper()
				p = send(p)
				p = ok(w.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, ""))
				return ok(w.Publish(ctx, "author", p.ID, p.Version, "", ""))
			}
			p := send(write(w.begin(), "二"))
			p = ok(w.Recall(ctx, "author", p.ID, p.Version))
			p = send(p)
			p = ok(w.Return(ctx, "second", p.ID, p.Version, "請補出處"))
			p = write(write(p, "三"), "四")
			Expect(p.AllSaves()).To(HaveLen(4))
			p = issue(p)
			p = write(write(p, "五"), "六")
			p = issue(p)
			p = write(p, "七")
			type came struct {
				nth int
				of  string
				as  []publishing.State
			}
			var got []came
			for _, s := range p.AllSaves() {
				file, err := w.Content(ctx, p, s.Hash)
				Expect(err).NotTo(HaveOccurred(), "it can be read")
				Expect(s.Changed).To(Equal([]publishing.Section{publishing.TextSection}))
				got = append(got, came{s.Nth, strings.Split(string(file), "\n")[3], s.As})
			}
			issued := []publishing.State{publishing.Submitted, publishing.Approved, publishing.Published}
			Expect(got).To(Equal([]came{{2, "二", []publishing.State{publishing.Submitted, publishing.Returned}}, {4, "四", issued}, {6, "六", issued}, {7, "七", nil}}))
			for _, gone := range []string{"查詢前先想用途。", "三", "五"} {
				_, err := w.Content(ctx, p, publishing.Hash(notice(gone)))
				Expect(err).To(MatchError(store.ErrNotFound), gone)
			}
			drawn := p.AllSaves()[0].Number
			_, err := w.Saved(ctx, p, drawn)
			Expect(err).To(MatchError(store.ErrNotFound), "no base of a form: others have been let go since")
		})

		It("is removed with what its reviewers have read, and nothing of another", func() {
			p := newWorld(fresh())
			draft, other := p.at(publishing.Submitted), p.at(publishing.Submitted)
			for _, x := range []publishing.Piece{draft, other} {
				for _, by := range []string{"second", "third"} {
					Expect(p.MarkRead(ctx, by, x, x.Hash, publishing.TextSection)).To(Succeed())
				}
			}
			draft, err := p.Return(ctx, "second", draft.ID, draft.Version, "不用了")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.Remove(ctx, draft.ID, draft.Version)).To(Succeed())
			for _, by := range []string{"second", "third"} {
				Expect(p.Read(ctx, by, draft)).To(BeEmpty())
				Expect(p.Read(ctx, by, other)).To(Equal([]publishing.Section{publishing.TextSection}))
			}
		})

		It("has a name of its own", func() {
			w := newWorld(fresh())
			w.begin()
			_, err := w.Begin(ctx, "second", publishing.Start{Kind: publishing.Notice, Key: "query-only-on-duty-1", File: notice("x")})
			Expect(err).To(MatchError(publishing.ErrKeyTaken))
			_, err = w.Begin(ctx, "second", publishing.Start{Kind: publishing.Notice, Key: "公告", File: notice("x")})
			Expect(err).To(MatchError(publishing.ErrKey))
			p, err := w.Named(ctx, publishing.Notice, "query-only-on-duty-1")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.Title).To(Equal("查詢要有公務目的"))
			_, err = w.Named(ctx, publishing.Case, "query-only-on-duty-1")
			Expect(err).To(MatchError(store.ErrNotFound))
		})
	})
})
