package web_test

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/publishing"
)

var _ = Describe("the saves of a piece", Ordered, func() {
	var a *agency
	var editor, counsel *visitor
	var p publishing.Piece
	ctx := context.Background()
	write := func(text string) {
		GinkgoHelper()
		p = a.step(p, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(ctx, a.people["editor"].ID, p.ID, p.Version, []byte("---\ntitle: 存檔\n---\n"+text+"\n"))
		})
	}
	BeforeAll(func() {
		a = newPress()
		editor, counsel = a.signIn("editor"), a.signIn("counsel")
		p = a.brought("saves", publishing.Returned) // 1: returned
		write("第二次。")
		write("第三次。")
	})

	It("are listed with what they changed and came to, and each can be read", func() {
		body := editor.open(pieceAt(p, "history")).body
		Expect(body).To(And(ContainSubstring("<h1>存檔：0個版本，3次存檔</h1>"), ContainSubstring("開始的內容"), ContainSubstring("送審、退回"), ContainSubstring("沒有送審過的，內容在發布時刪除")))
		Expect(strings.Count(body, `>取回<`)).To(Equal(2), "not what there is now")
		for n, words := range map[int]string{1: "查詢前先想用途。", 2: "第二次。", 3: "第三次。"} {
			Expect(editor.open(pieceAt(p, "saves", fmt.Sprint(n))).body).To(And(ContainSubstring(words), ContainSubstring(fmt.Sprintf("這是第%d次存檔", n))))
		}
		Expect(editor.open(pieceAt(p, "saves", "4")).status).To(Equal(404))
		Expect(counsel.open(pieceAt(p, "history")).body).NotTo(ContainSubstring(`>取回<`), "counsel do not write")
		Expect(counsel.open(pieceAt(p, "saves", "2")).status).To(Equal(200))
	})

	It("can be compared, any two", func() {
		for pair, differ := range map[string]string{"from=save-1&to=save-2": "從第1次存檔到第2次存檔", "from=save-3&to=save-1": "從第3次存檔到第1次存檔", "from=save-2&to=now": "從第2次存檔到現在的內容"} {
			body := editor.open(pieceAt(p, "compare") + "?" + pair).body
			Expect(body).To(And(ContainSubstring(differ), ContainSubstring("<ins>"), ContainSubstring("<del>"), ContainSubstring(`<option value="save-2"`)), pair)
		}
		Expect(editor.open(pieceAt(p, "compare") + "?from=save-9&to=now").status).To(Equal(404))
	})

	It("are taken back as a new save, once, and nothing is lost", func() {
		restore := pieceAt(p, "saves", "2", "restore")
		body := editor.open(restore).body
		Expect(body).To(And(ContainSubstring("要取回「存檔」的第2次存檔嗎？</h1>"), ContainSubstring("1處不同：內文"), ContainSubstring("現在的內容是第3次存檔")))
		sent := []string{"version", editor.version()}
		Expect(editor.send(restore, sent...).location).To(Equal(pieceAt(p, "history")))
		Expect(editor.send(restore, sent...).location).To(Equal(pieceAt(p, "history")), "sent twice")
		p = a.piece(p)
		Expect(string(p.File)).To(ContainSubstring("第二次。"))
		Expect(p.Saves).To(HaveLen(4))
		Expect(p.Hash).To(Equal(p.Saves[1].Hash))
		Expect(editor.open(pieceAt(p, "saves", "3")).body).To(ContainSubstring("第三次。"))
		log := a.log()
		Expect(log[len(log)-1]).To(HaveField("Action", audit.MaterialChanged))
		Expect(counsel.open(restore).status).To(Equal(403))
		Expect(counsel.send(restore, sent...).status).To(Equal(403))
		Expect(editor.open(restore).location).To(Equal(pieceAt(p, "history")), "it is what there is now")
	})

	It("are merged with what somebody else saved meanwhile", func() {
		restore := pieceAt(p, "saves", "3", "restore")
		editor.open(restore)
		sent := []string{"version", editor.version()}
		write("別人的話。")
		got := editor.send(restore, sent...)
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("第三次。"), ContainSubstring("別人的話。")))
		Expect(string(a.piece(p).File)).To(ContainSubstring("別人的話。"))
	})

	It("come in pages", func() {
		for n := range 60 {
			write(fmt.Sprint("改寫", n, "。"))
		}
		first := editor.open(pieceAt(p, "history")).body
		Expect(first).To(And(ContainSubstring(pieceAt(p, "history")+"?before="), ContainSubstring("第65次存檔"), Not(ContainSubstring(">第15次存檔</a>"))))
		second := editor.open(pieceAt(p, "history") + "?before=16").body
		Expect(second).To(And(ContainSubstring(">第15次存檔</a>"), ContainSubstring(">第1次存檔</a>"), Not(ContainSubstring(">第16次存檔</a>"))))
		Expect(editor.open(pieceAt(p, "history") + "?before=x").status).To(Equal(400))
	})
})
