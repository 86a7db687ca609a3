package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/web"
	"shoumi/casebook"
)

// publishes gives a server a desk for material.
func (a *agency) publishes(s *web.Server) {
	s.Materials = publishing.New(a.db, publishing.Material{Book: s.Book, Faults: func(kind publishing.Kind, key string, file []byte) []publishing.Fault {
		if kind != publishing.Case {
			return nil
		}
		return publishing.CaseFaults(key, file, s.Book, s.Current().Quizzes)
	}}, a.now)
}

// newPress is the agency with a desk for material. Besides editor there are second, who
// is ethics staff too, and both, who is of legal affairs besides.
func newPress() *agency {
	GinkgoHelper()
	s := shippedServer()
	a := agencyOn(s)
	a.publishes(s)
	a.person("second", "第一分局", account.Editor)
	a.person("both", "第一分局", account.Editor, account.Counsel)
	return a
}

// bulletin is a notice of editor's.
func (a *agency) bulletin(key, text string) publishing.Piece {
	GinkgoHelper()
	p, err := a.Materials.Begin(context.Background(), a.people["editor"].ID, publishing.Start{Kind: publishing.Notice, Key: key, File: []byte("---\ntitle: 公告" + key + "\n---\n" + text + "\n")})
	Expect(err).NotTo(HaveOccurred())
	return p
}

// step takes a piece on.
func (a *agency) step(p publishing.Piece, act func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error)) publishing.Piece {
	GinkgoHelper()
	p, err := act(a.Materials, p)
	Expect(err).NotTo(HaveOccurred())
	return p
}

// brought is a notice of editor's that has come so far.
func (a *agency) brought(key string, to publishing.State) publishing.Piece {
	GinkgoHelper()
	ctx, by, second := context.Background(), a.people["editor"].ID, a.people["second"].ID
	p := a.bulletin(key, "查詢前先想用途。")
	if to == publishing.Draft {
		return p
	}
	p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
		return d.Submit(ctx, by, p.ID, p.Version)
	})
	if to == publishing.Submitted {
		return p
	}
	if to == publishing.Returned {
		return a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Return(ctx, second, p.ID, p.Version, "請補出處")
		})
	}
	p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
		return d.Approve(ctx, second, p.ID, p.Version, publishing.Editorial, p.Hash, "")
	})
	if to == publishing.Approved {
		return p
	}
	p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
		return d.Publish(ctx, by, p.ID, p.Version, "", "")
	})
	if to == publishing.Withdrawn {
		p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Withdraw(ctx, by, p.ID, p.Version, "過時")
		})
	}
	return p
}

// now is a piece as it is.
func (a *agency) piece(p publishing.Piece) publishing.Piece {
	GinkgoHelper()
	p, err := a.Materials.Open(context.Background(), p.ID)
	Expect(err).NotTo(HaveOccurred())
	return p
}

func pieceAt(p publishing.Piece, page ...string) string {
	return "/materials/" + strings.Join(append([]string{p.ID}, page...), "/")
}

var sentHash = regexp.MustCompile(`name="hash" value="([0-9a-f]{64})"`)

// hash is the hash of the form that was seen last.
func (v *visitor) hash() string {
	if m := sentHash.FindStringSubmatch(v.last); m != nil {
		return m[1]
	}
	return ""
}

var _ = Describe("the way of a piece, by its pages", Ordered, func() {
	var a *agency
	var editor, second, counsel, both *visitor
	BeforeAll(func() {
		a = newPress()
		editor, second, counsel, both = a.signIn("editor"), a.signIn("second"), a.signIn("counsel"), a.signIn("both")
	})

	It("begins with an empty list that says how it is filled", func() {
		body := editor.open("/materials").body
		Expect(body).To(And(ContainSubstring("<h1>教材</h1>"), ContainSubstring("還沒有自己的教材"), ContainSubstring(`href="/materials/new"`)))
		Expect(counsel.open("/materials").body).NotTo(ContainSubstring(`href="/materials/new"`), "counsel do not write")
		Expect(editor.open("/").body).To(ContainSubstring(`<a class="go" href="/materials">教材</a>`))
	})

	It("lists every piece in one place, with counts that equal the lists", func() {
		for _, state := range publishing.States {
			a.brought("list-"+string(state), state)
		}
		later := a.brought("list-later", publishing.Approved)
		a.step(later, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Publish(context.Background(), a.people["editor"].ID, p.ID, p.Version, "2027-01-01", "")
		})
		for who, waiting := range map[*visitor]int{editor: 0, second: 1, counsel: 0, both: 1} {
			body := who.open("/materials").body
			title := "沒有等您審查的，共7份教材"
			if waiting > 0 {
				title = "待您審查1份，共7份教材"
			}
			Expect(body).To(ContainSubstring("<h1>" + title + "</h1>"))
			views := regexp.MustCompile(`href="(/materials[^"]*)"[^>]*>([^<]+) <b>(\d+)</b>`).FindAllStringSubmatch(body, -1)
			Expect(views).To(HaveLen(9 + 4))
			sum := 0
			for _, m := range views {
				rows := strings.Count(who.open(strings.ReplaceAll(m[1], "&amp;", "&")).body, `<th role="rowheader"`)
				Expect(fmt.Sprint(rows)).To(Equal(m[3]), m[1])
				if strings.Contains(m[1], "show=") {
					sum += rows
				}
			}
			Expect(sum).To(Equal(7), "every piece is in one group")
		}
		Expect(editor.open("/materials?show=x").status).To(Equal(400))
		Expect(editor.open("/materials?kind=x").status).To(Equal(400))
		Expect(editor.open("/materials?kind=lesson").body).To(ContainSubstring("沒有符合的教材"))
		a.pass(15 * 24 * time.Hour)
		again := a.signIn("editor")
		Expect(again.open("/materials?show=draft").body).To(ContainSubstring("15天沒有動"))
		Expect(again.open("/materials?show=scheduled").body).To(ContainSubstring("民國116年1月1日起"))
		editor, second, counsel, both = again, a.signIn("second"), a.signIn("counsel"), a.signIn("both")
	})

	It("has personal data put right or explained, and what is sure put right", func() {
		p := a.bulletin("privacy", "請洽0912-345-678。\n\n民眾的證號A123456789。")
		body := editor.open(pieceAt(p)).body
		Expect(body).To(And(ContainSubstring("草稿，還有2件事要處理"), ContainSubstring("接著處理：個資檢查"), ContainSubstring(`href="`+pieceAt(p, "privacy")+`"`)))
		body = editor.open(pieceAt(p, "privacy")).body
		Expect(body).To(And(ContainSubstring("2處像是個人資料</h1>"), ContainSubstring("<mark>0912-345-678</mark>"), ContainSubstring("檢查碼正確，不能略過")))
		mark := len(a.log())
		got := editor.send(pieceAt(p, "privacy"), "version", editor.version(), "kind", "mobile", "text", "0912-345-678", "reason", " ")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("請寫理由"))
		Expect(editor.send(pieceAt(p, "privacy"), "version", editor.version(), "kind", "national_id", "text", "A123456789", "reason", "例子").status).To(Equal(409))
		Expect(counsel.send(pieceAt(p, "privacy"), "kind", "mobile", "text", "0912-345-678", "reason", "例子").status).To(Equal(403))
		sent := []string{"version", editor.version(), "kind", "mobile", "text", "0912-345-678", "reason", "本局公開的專線"}
		Expect(editor.send(pieceAt(p, "privacy"), sent...).location).To(Equal(pieceAt(p, "privacy")))
		Expect(editor.send(pieceAt(p, "privacy"), sent...).location).To(Equal(pieceAt(p, "privacy")), "sent twice")
		body = editor.open(pieceAt(p, "privacy")).body
		Expect(body).To(And(ContainSubstring("1處像是個人資料</h1>"), ContainSubstring("本局公開的專線"), ContainSubstring("學員editor")))
		Expect(a.did("/incidents/"+p.ID, mark)).To(Equal([]string{audit.AccessRefused, audit.MaterialCleared}))
		got = editor.open(pieceAt(p, "submit"))
		Expect(got.body).To(And(ContainSubstring("還不能送審：1件事要處理</h1>"), ContainSubstring("A123456789（國民身分證統一編號）"), Not(ContainSubstring(`<button class="go">送審`))))
		Expect(editor.send(pieceAt(p, "submit"), "version", fmt.Sprint(a.piece(p).Version)).status).To(Equal(422))
		Expect(a.piece(p).State).To(Equal(publishing.Draft))
	})

	It("is sent on purpose, read section by section, returned, approved and published as it was seen", func() {
		p := a.bulletin("way", "查詢前先想用途。")
		mark := len(a.log())
		body := editor.open(pieceAt(p)).body
		Expect(body).To(And(ContainSubstring("<h1>公告way：草稿</h1>"), ContainSubstring(`<a class="go" href="`+pieceAt(p, "submit")+`">送審</a>`)))
		Expect(editor.open(pieceAt(p, "ask")).body).To(ContainSubstring("就要有法制人員核可才能發布"))
		Expect(editor.send(pieceAt(p, "ask"), "version", editor.version(), "question", "").status).To(Equal(422))
		got := editor.send(pieceAt(p, "ask"), "version", "0", "question", "是第幾項？")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(ContainSubstring("是第幾項？</textarea>"), "nothing typed is lost")
		Expect(editor.send(pieceAt(p, "ask"), "version", editor.version(), "question", "是第幾項？").location).To(Equal(pieceAt(p)))

		body = editor.open(pieceAt(p, "submit")).body
		Expect(body).To(And(ContainSubstring("公告way可以送審</h1>"), ContainSubstring("另一位政風人員"), ContainSubstring("法制人員：您提了問題"), ContainSubstring("1句，平均8個字")))
		Expect(editor.send(pieceAt(p, "submit"), "version", "0").status).To(Equal(409))
		editor.open(pieceAt(p, "submit"))
		sent := []string{"version", editor.version()}
		Expect(editor.send(pieceAt(p, "submit"), sent...).location).To(Equal(pieceAt(p)))
		Expect(editor.send(pieceAt(p, "submit"), sent...).location).To(Equal(pieceAt(p)), "sent twice")
		Expect(editor.open(pieceAt(p)).body).To(ContainSubstring("等沒有寫過這一版的政風人員、法制人員審查。"))

		By("the author")
		p = a.piece(p)
		Expect(editor.open(pieceAt(p, "review")).body).To(And(ContainSubstring("您寫過這一版，不能審查"), Not(ContainSubstring(`action="`+pieceAt(p, "approve")+`"`))))
		own := []string{"version", fmt.Sprint(p.Version), "hash", p.Hash}
		got = editor.send(pieceAt(p, "approve"), own...)
		Expect(got.status).To(Equal(403))
		Expect(got.body).To(ContainSubstring("自己寫的教材不能由自己審查"))
		Expect(editor.json(pieceAt(p, "approve"), own...)).To(Equal(`403 {"error":"自己寫的教材不能由自己審查"}`))
		Expect(editor.open(pieceAt(p, "return")).status).To(Equal(403))

		By("another, who has not read it")
		body = second.open(pieceAt(p, "review")).body
		Expect(body).To(And(ContainSubstring("審查「公告way」：1節有不同，1節還沒看</h1>"), ContainSubstring("全部都要看"), ContainSubstring("是第幾項？"), ContainSubstring(p.Hash)))
		got = second.send(pieceAt(p, "approve"), "version", second.version(), "hash", second.hash(), "text", "讀過了")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring("還沒看：內文"), ContainSubstring("讀過了</textarea>")))

		By("a remark beside the words it is about")
		body = second.open(pieceAt(p, "review", "text")).body
		Expect(body).To(And(ContainSubstring("查詢前先想用途。"), Not(ContainSubstring("<ins>")), MatchRegexp(`<option value="text/new-[0-9a-f]+-1">第1段：查詢前先想用途。</option>`)))
		Expect(second.send(pieceAt(p, "review", "text"), "hash", second.hash(), "act", "remark", "path", "text/1", "text", "").status).To(Equal(422))
		body = second.open(pieceAt(p, "review", "text")).body
		paragraph := regexp.MustCompile(`value="(text/[^"]+)"`).FindStringSubmatch(body)[1]
		Expect(second.send(pieceAt(p, "review", "text"), "hash", second.hash(), "act", "read", "path", paragraph, "text", "要寫例子").location).To(Equal(pieceAt(p, "review")))
		Expect(second.open(pieceAt(p, "review")).body).To(And(ContainSubstring("1節有不同，0節還沒看"), ContainSubstring("要寫例子"), ContainSubstring("<blockquote >查詢前先想用途。</blockquote>")))
		Expect(second.open(pieceAt(p, "review", "nothing")).status).To(Equal(404))

		By("returning it")
		Expect(second.open(pieceAt(p, "return")).status).To(Equal(200))
		Expect(second.send(pieceAt(p, "return"), "version", second.version(), "reason", "").status).To(Equal(422))
		Expect(second.send(pieceAt(p, "return"), "version", second.version(), "reason", "請補例子").location).To(Equal(pieceAt(p)))
		body = editor.open(pieceAt(p)).body
		Expect(body).To(And(ContainSubstring("已退回，還有1件事要處理</h1>"), ContainSubstring("學員second退回"), ContainSubstring("請補例子"), ContainSubstring("處理審查意見"), ContainSubstring("要寫例子")))
		Expect(editor.send(pieceAt(p, "comments", "1", "resolve")).location).To(Equal(pieceAt(p, "comments")))
		Expect(editor.send(pieceAt(p, "comments", "1", "resolve")).location).To(Equal(pieceAt(p, "comments")), "sent twice")
		Expect(editor.send(pieceAt(p, "comments", "7", "resolve")).status).To(Equal(404))

		By("changing it, which has it read anew")
		p = a.step(a.piece(p), func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(context.Background(), a.people["editor"].ID, p.ID, p.Version, []byte("---\ntitle: 公告way\n---\n查詢前先想用途，例如辦理哪一案。\n"))
		})
		Expect(editor.open(pieceAt(p, "comments")).body).To(And(ContainSubstring("已經改寫的一段"), ContainSubstring("已處理的意見（1）")))
		editor.open(pieceAt(p, "submit"))
		Expect(editor.send(pieceAt(p, "submit"), "version", editor.version()).location).To(Equal(pieceAt(p)))
		Expect(second.open(pieceAt(p, "review")).body).To(ContainSubstring("1節還沒看"))
		second.open(pieceAt(p, "review", "text"))
		Expect(second.send(pieceAt(p, "review", "text"), "hash", strings.Repeat("0", 64), "act", "read").status).To(Equal(409), "of another content")
		Expect(second.send(pieceAt(p, "review", "text"), "hash", p.Hash, "act", "read").location).To(Equal(pieceAt(p, "review")))
		second.open(pieceAt(p, "review"))
		Expect(second.send(pieceAt(p, "approve"), "version", "0", "hash", second.hash()).status).To(Equal(409))
		second.open(pieceAt(p, "review"))
		Expect(second.send(pieceAt(p, "approve"), "version", second.version(), "hash", second.hash(), "text", "讀過了").location).To(Equal(pieceAt(p)))
		Expect(a.piece(p).State).To(Equal(publishing.Submitted), "legal affairs were asked")
		Expect(editor.open(pieceAt(p)).body).To(And(ContainSubstring("等法制人員審查。"), ContainSubstring("政風核可")))
		Expect(both.open("/materials").body).To(ContainSubstring("待您審查"))
		counsel.open(pieceAt(p, "review", "text"))
		Expect(counsel.send(pieceAt(p, "review", "text"), "hash", counsel.hash(), "act", "read").location).To(Equal(pieceAt(p, "review")))
		counsel.open(pieceAt(p, "review"))
		Expect(counsel.send(pieceAt(p, "approve"), "version", counsel.version(), "hash", counsel.hash()).location).To(Equal(pieceAt(p)))
		Expect(a.piece(p).State).To(Equal(publishing.Approved))

		By("publishing the bytes that were previewed")
		Expect(counsel.open(pieceAt(p, "publish")).status).To(Equal(403))
		Expect(editor.open(pieceAt(p, "preview")).body).To(And(ContainSubstring("例如辦理哪一案"), ContainSubstring(p.Hash)))
		body = editor.open(pieceAt(p, "publish")).body
		Expect(body).To(And(ContainSubstring("要發布「公告way」第1版嗎？</h1>"), ContainSubstring(p.Hash), ContainSubstring("登入的人會看到這則宣導")))
		for from, wrong := range map[string]string{"昨天": "看不懂", "115/11/1": "不能早於今天"} {
			got = editor.send(pieceAt(p, "publish"), "version", editor.version(), "hash", editor.hash(), "from", from, "note", "首次發布")
			Expect(got.status).To(Equal(422), from)
			Expect(got.body).To(And(ContainSubstring(wrong), ContainSubstring("首次發布</textarea>"), ContainSubstring(`value="`+from+`"`)), from)
		}
		sent = []string{"version", editor.version(), "hash", editor.hash(), "from", "民國116年2月1日", "note", "首次發布"}
		Expect(editor.send(pieceAt(p, "publish"), sent...).location).To(Equal(pieceAt(p)))
		Expect(editor.send(pieceAt(p, "publish"), sent...).location).To(Equal(pieceAt(p)), "sent twice")
		p = a.piece(p)
		Expect(p.Versions).To(HaveLen(1))
		Expect(p.Versions[0]).To(And(HaveField("Hash", p.Hash), HaveField("From", "2027-02-01"), HaveField("Note", "首次發布")))
		Expect(editor.open("/materials?show=scheduled").body).To(ContainSubstring("公告way"))
		Expect(editor.open(pieceAt(p, "versions", "1")).body).To(And(ContainSubstring("例如辦理哪一案"), ContainSubstring(p.Hash)))
		Expect(editor.open(pieceAt(p, "versions", "2")).status).To(Equal(404))

		By("a second version, and what differs")
		p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(context.Background(), a.people["second"].ID, p.ID, p.Version, []byte("---\ntitle: 公告way\n---\n查詢前先想用途，例如辦理這一案。\n"))
		})
		Expect(editor.open(pieceAt(p)).body).To(And(ContainSubstring("草稿</h1>"), ContainSubstring("已發布第1版")))
		body = editor.open(pieceAt(p, "compare") + "?from=1&to=now").body
		Expect(body).To(And(ContainSubstring("從第1版到現在的內容：1處不同</h1>"), ContainSubstring("<del>"), ContainSubstring("<ins>")))
		Expect(editor.open(pieceAt(p, "compare") + "?from=1&to=9").status).To(Equal(404))
		Expect(editor.open(pieceAt(p, "history")).body).To(And(ContainSubstring("1個版本"), ContainSubstring("首次發布"), ContainSubstring("現在的內容")))

		By("withdrawing it")
		Expect(editor.open(pieceAt(p, "withdraw")).body).To(ContainSubstring("要撤下「公告way」第1版嗎？</h1>"))
		Expect(editor.send(pieceAt(p, "withdraw"), "version", editor.version(), "reason", "").status).To(Equal(422))
		sent = []string{"version", editor.version(), "reason", "判決撤銷"}
		Expect(editor.send(pieceAt(p, "withdraw"), sent...).location).To(Equal(pieceAt(p)))
		Expect(editor.send(pieceAt(p, "withdraw"), sent...).location).To(Equal(pieceAt(p)), "sent twice")
		Expect(editor.open(pieceAt(p, "versions", "1")).body).To(And(ContainSubstring("第1版已在"), ContainSubstring("判決撤銷"), ContainSubstring("例如辦理哪一案")))

		By("the log, which says who did what with which words")
		Expect(a.did("/incidents/"+p.ID, mark)).To(Equal([]string{audit.MaterialAsked, audit.MaterialSent, audit.AccessRefused, audit.AccessRefused, audit.AccessRefused, audit.MaterialRemarked, audit.MaterialReturned,
			audit.MaterialSettled, audit.MaterialSettled, audit.MaterialSent, audit.MaterialApproved, audit.MaterialApproved, audit.AccessRefused, audit.MaterialPublished, audit.MaterialWithdrawn}))
		for _, e := range a.log() {
			if e.Subject == p.ID && e.Action == audit.MaterialPublished {
				Expect(e.Condition).To(Equal("教材 notice/way " + p.Versions[0].Hash + " 第1版"))
			}
		}
	})

	It("refuses, in every state, what cannot be done there, by page and by form", func() {
		pages := map[string][]publishing.State{ // where they are
			"ask": {publishing.Draft, publishing.Returned, publishing.Submitted}, "recall": {publishing.Submitted}, "return": {publishing.Submitted, publishing.Approved},
			"publish": {publishing.Approved}, "withdraw": {publishing.Published}, "remove": {publishing.Draft, publishing.Returned},
		}
		for _, state := range publishing.States {
			p := a.brought("refused-"+string(state), state)
			for page, states := range pages {
				want := 409
				for _, s := range states {
					if s == state {
						want = 200
					}
				}
				Expect(second.open(pieceAt(p, page)).status).To(Equal(want), "%s %s", state, page)
				if want == 409 && !(page == "recall" && state == publishing.Draft) && !(page == "publish" && state == publishing.Published) {
					Expect(second.send(pieceAt(p, page), "version", fmt.Sprint(p.Version), "reason", "理由", "question", "問題", "hash", p.Hash).status).To(Equal(409), "%s %s", state, page)
				}
			}
			Expect(a.piece(p).State).To(Equal(state))
			if state != publishing.Submitted {
				Expect(both.send(pieceAt(p, "approve"), "version", fmt.Sprint(p.Version), "hash", p.Hash).status).To(Equal(409), string(state))
			}
			for _, page := range []string{"", "privacy", "comments", "review", "history", "preview", "submit"} {
				for _, lang := range []string{"zh", "en"} {
					got := second.open(strings.TrimSuffix(pieceAt(p, page), "/") + "?lang=" + lang)
					if page == "submit" && got.status == 303 {
						continue
					}
					Expect(got.status).To(Equal(200), "%s %s", state, page)
					Expect(strings.Count(got.body, "<h1")).To(Equal(1), "%s %s", state, page)
					Expect(got.body).NotTo(Or(ContainSubstring("⟦"), ContainSubstring("%!"), ContainSubstring("⟧")), "%s %s", state, page)
				}
			}
		}
		second.open("/?lang=zh")
	})

	It("is taken back and removed by those who write", func() {
		p := a.brought("back", publishing.Submitted)
		Expect(editor.open(pieceAt(p, "recall")).body).To(ContainSubstring("要撤回「公告back」的送審嗎？</h1>"))
		Expect(editor.send(pieceAt(p, "recall"), "version", "1").status).To(Equal(409))
		editor.open(pieceAt(p, "recall"))
		Expect(editor.send(pieceAt(p, "recall"), "version", editor.version()).location).To(Equal(pieceAt(p)))
		Expect(editor.send(pieceAt(p, "recall"), "version", "1").location).To(Equal(pieceAt(p)), "sent twice")
		Expect(second.open(pieceAt(p, "remove")).body).To(And(ContainSubstring("要刪除「公告back」嗎？</h1>"), ContainSubstring("您沒有寫過這份教材")))
		Expect(second.send(pieceAt(p, "remove"), "version", "1").status).To(Equal(409))
		second.open(pieceAt(p, "remove"))
		Expect(second.send(pieceAt(p, "remove"), "version", second.version()).location).To(Equal("/materials"))
		Expect(editor.open(pieceAt(p)).status).To(Equal(404))
	})

	It("shows a case as officers will see it, and what differs in it", func() {
		file, err := casebook.Files.ReadFile("cases/npa-leak-4.yaml")
		Expect(err).NotTo(HaveOccurred())
		ctx, by := context.Background(), a.people["editor"].ID
		p, err := a.Materials.Begin(ctx, by, publishing.Start{Kind: publishing.Case, Key: "npa-leak-4", File: file})
		Expect(err).NotTo(HaveOccurred())
		x, _ := a.Cases.Case("npa-leak-4")
		body := editor.open(pieceAt(p, "preview")).body
		shown := editor.open("/cases/npa-leak-4").body
		for _, sentence := range x.Narrative {
			Expect(body).To(ContainSubstring(sentence.Text))
		}
		one := regexp.MustCompile(`(?s)<ol class="story".*?</ol>`)
		Expect(one.FindString(body)).To(Equal(one.FindString(shown)), "the page's own template")
		Expect(body).To(And(ContainSubstring("在法定範圍內"), ContainSubstring(p.Hash)))
		Expect(strings.Count(body, "<h1")).To(Equal(1))
		body = editor.open(pieceAt(p, "submit")).body
		Expect(body).To(And(ContainSubstring("可以送審</h1>"), ContainSubstring("法制人員：這是第一次發布")))
		p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Submit(ctx, by, p.ID, p.Version)
		})
		body = both.open(pieceAt(p, "review")).body
		Expect(body).To(And(ContainSubstring("節還沒看"), ContainSubstring("以什麼身分核可")))
		sections := regexp.MustCompile(`href="(`+pieceAt(p, "review")+`/[a-z]+)"`).FindAllStringSubmatch(body, -1)
		Expect(len(sections)).To(BeNumerically(">", 4))
		for _, m := range sections {
			got := both.open(m[1])
			Expect(got.status).To(Equal(200), m[1])
			Expect(got.body).NotTo(ContainSubstring("⟦"), m[1])
			Expect(both.send(m[1], "hash", both.hash(), "act", "read").status).To(Equal(303), m[1])
		}
		both.open(pieceAt(p, "review"))
		Expect(both.send(pieceAt(p, "approve"), "version", both.version(), "hash", both.hash()).status).To(Equal(422), "for whom?")
		for _, step := range []string{"editorial", "legal"} {
			both.open(pieceAt(p, "review"))
			Expect(both.send(pieceAt(p, "approve"), "version", both.version(), "hash", both.hash(), "step", step).location).To(Equal(pieceAt(p)), step)
		}
		Expect(a.piece(p).State).To(Equal(publishing.Approved))
		p = a.step(a.piece(p), func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(ctx, by, p.ID, p.Version, []byte("case: npa-leak-4\ntitle: 沒寫完\nnarrative:\n  s1: 甲離開座位。\n"))
		})
		body = editor.open(pieceAt(p, "preview")).body
		Expect(body).To(And(ContainSubstring("內容還有問題"), ContainSubstring("甲離開座位。")))
		body = editor.open(pieceAt(p)).body
		Expect(body).To(And(ContainSubstring("沒寫完：草稿，還有"), ContainSubstring("接著處理：")))
		Expect(body).To(MatchRegexp(`(?s)>事實</a>.{0,300}尚未開始`), "no facts are not done")
		body = editor.open(pieceAt(p, "submit")).body
		Expect(body).To(And(ContainSubstring("還沒有選風險"), ContainSubstring("缺少「記住這件事」"), ContainSubstring("缺少日期的說明")))
		Expect(body).NotTo(MatchRegexp(`measures|date_note|缺少必要欄位`), "fields of the file")
	})
})

// json posts a form and asks for JSON.
func (v *visitor) json(path string, pairs ...string) string {
	GinkgoHelper()
	form := "csrf=" + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(csrfValue.FindStringSubmatch(v.last)[1])
	for i := 0; i+1 < len(pairs); i += 2 {
		form += "&" + pairs[i] + "=" + pairs[i+1]
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	got := v.keep(r)
	return fmt.Sprint(got.status, " ", got.body)
}
