package publishing_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	reader "github.com/ledongthuc/pdf"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
	"shoumi/app/pdf"
	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
)

var fiveCases = []string{"npa-corruption-1", "npa-leak-4", "tcpd-7", "tcpd-8", "npa-misuse-1"}

// handout is what is made of shipped cases on one day.
func handout(ids ...string) publishing.Handout {
	GinkgoHelper()
	book, err := rules.Shipped()
	Expect(err).NotTo(HaveOccurred())
	cases, err := casebook.Shipped()
	Expect(err).NotTo(HaveOccurred())
	today := rules.Day(2026, 11, 22)
	h := publishing.Handout{Cases: cases, Book: book, Rows: cases.Agreement(today), Today: today, Made: today.Time()}
	for _, id := range ids {
		c, ok := cases.Case(id)
		Expect(ok).To(BeTrue(), id)
		h.Chosen = append(h.Chosen, c)
	}
	return h
}

func document(h publishing.Handout) paper.Document {
	GinkgoHelper()
	d, err := h.Document()
	Expect(err).NotTo(HaveOccurred())
	return d
}

// wordsOf are the texts of a document, a line each.
func wordsOf(d paper.Document) string {
	var b strings.Builder
	for t := range d.Texts() {
		b.WriteString(t.String() + "\n")
	}
	return b.String()
}

var _ = Describe("a handout of cases", Ordered, func() {
	var all publishing.Handout
	BeforeAll(func() {
		all = handout()
		all.Chosen = all.Cases.Cases()
		Expect(all.Chosen).NotTo(BeEmpty())
	})

	It("has a cover with its title, agency, day and contents, and on every page what it is not", func() {
		h := handout("npa-leak-4", "tcpd-8")
		h.Title, h.Agency = "保密講習", "示例警察局"
		d := document(h)
		Expect([]string{d.Title, d.Subtitle, d.Header}).To(Equal([]string{"保密講習", "示例警察局　民國115年11月22日", "保密講習"}))
		Expect(d.Footer).To(Equal([]string{"供教育訓練使用，非法律意見；成立與否由檢察官、法院或權責機關認定。", "規則 " + h.Book.Digest()}))
		Expect(wordsOf(d)).To(HavePrefix("保密講習\n示例警察局　民國115年11月22日\n收錄 2 個案例\n查詢畫面沒有切換，被報案人看到他人電話\n甲：判決確定\n"))
		plain := document(handout("npa-leak-4"))
		Expect([]string{plain.Title, plain.Subtitle}).To(Equal([]string{publishing.HandoutTitle, "民國115年11月22日"}))
	})

	It("tells a case from its source to what to remember, and asks two questions that it answers at its end", func() {
		Expect(wordsOf(document(handout("npa-leak-4")))).To(And(
			ContainSubstring("案例 1　查詢畫面沒有切換，被報案人看到他人電話\n出處：警政署手冊（112年11月）　單純洩密罪 案例四，第 15 頁。行為日：民國108年2月（日不詳）。手冊只寫108年2月期間，沒有寫日。\n發生了什麼事\n甲是某市政府警察局的警員，"),
			ContainSubstring("圖 1　資料怎麼流出去\n甲（警員）因公查詢：姓名、電話、住址等可聯絡到人的資料。再使人知道（疏忽）。\n法律怎麼看\n甲：成立 2 項\n規定\n要件\n責任\n刑事\n刑法第132條第2項\n公務員過失洩漏國防以外之秘密\n公務員\n前項之文書、圖畫、消息或物品\n洩漏或交付\n因過失\n1年以下有期徒刑、拘役或新臺幣9,000元以下罰金\n"),
			ContainSubstring("官方結果\n甲（警員），判決確定：犯公務員過失洩漏國防以外應秘密之消息罪，處拘役30日，得易科罰金，緩刑2年，並應於判決確定後6個月內向公庫支付1萬5,000元，確定。\n風險在哪裡\n保密警覺不足："),
			ContainSubstring("記住這件事\n離開電腦前先鎖定畫面；"),
			ContainSubstring("想一想（答案在最後）\n甲：如果「故意使對方知悉或取得」改成「是」，而且「過失的情形」裡沒有「疏忽而沒有防範（不注意）」，結論會一樣嗎？\n甲：如果「做了哪些事」裡沒有「用公務資訊系統查詢資料」，結論會一樣嗎？\n想一想的答案\n"),
			ContainSubstring("結論會一樣嗎？\n不一樣：刑法第132條第1項（公務員洩漏國防以外之秘密）由不成立變為成立，3年以下有期徒刑。\n刑法第132條第2項（公務員過失洩漏國防以外之秘密）由成立變為不成立。\n"),
			HaveSuffix("結論會一樣嗎？\n一樣：刑事與行政責任都不變。\n")))
	})

	It("tells every outcome of every shipped case with its stage, and calls nobody guilty who was not convicted", func() {
		said := map[casebook.Stage]string{casebook.Indicted: "起訴不等於有罪，成立與否由法院認定。", casebook.Deferred: "緩起訴處分，不是有罪判決。", casebook.NotIndicted: "不起訴處分，沒有進到法院。"}
		met := map[casebook.Stage]bool{}
		for _, c := range all.Chosen {
			text := wordsOf(document(handout(c.ID)))
			for _, a := range c.Actors {
				for _, o := range a.Outcome {
					Expect(text).To(ContainSubstring("，"+o.Stage.Zh()+"："+strings.TrimSuffix(o.Text, "。")+"。\n"+said[o.Stage]), c.ID)
					met[o.Stage] = true
				}
			}
			for _, r := range all.Rows {
				if r.Case == c.ID && r.Result == casebook.Explained {
					Expect(text).To(ContainSubstring(strings.TrimSuffix(r.Gap, "。")+"。原因："+strings.TrimSuffix(r.Why, "。")+"。"), c.ID)
				}
			}
		}
		for stage := range said {
			Expect(met[stage]).To(BeTrue(), "no shipped case has the stage "+string(stage))
		}
	})

	It("names what was charged and cannot be judged, and of the rest how many there are", func() {
		Expect(wordsOf(document(handout("tcpd-7")))).To(MatchRegexp(`甲：依案例所載的事實，沒有成立的刑事或行政責任。\n甲：官方論及、但案例所載的事實不足以判斷：刑法第132條第2項。另有 \d+ 項規定，案例沒有寫到判斷所需的事實，官方也沒有論及。\n`))
	})

	It("draws every case within its frame, and says in words all that it draws", func() {
		const em = paper.FigureSize * 25.4 / 72
		wide := func(s string) (mm float64) {
			for _, r := range s {
				if mm += em; r < 0x2E80 {
					mm -= 0.4 * em
				}
			}
			return mm
		}
		drawn := 0
		for _, b := range document(all).Blocks {
			f, ok := b.(paper.Figure)
			if !ok {
				continue
			}
			drawn++
			said := f.Says.String()
			for i, x := range f.Boxes {
				Expect(x.X >= 0 && x.Y >= 0 && x.X+x.Width <= paper.FigureWidth && x.Y+x.Height <= f.Height).To(BeTrue(), "%v", x)
				Expect(paper.BoxHeight(len(x.Lines))).To(BeNumerically("<=", x.Height+0.01))
				for _, line := range x.Lines {
					Expect(wide(line)).To(BeNumerically("<=", x.Width), line)
				}
				if i > 0 && x.X <= f.Boxes[i-1].X {
					Expect(x.Y).To(BeNumerically(">", f.Boxes[i-1].Y+f.Boxes[i-1].Height), "rows stand below each other")
				}
				for _, part := range regexp.MustCompile(`[一二三四]、|^得知的人`).Split(strings.Join(x.Lines, ""), -1) {
					for utf8.RuneCountInString(part) > 1 && !strings.Contains(said, part) { // the name of an actor stands before the role
						_, n := utf8.DecodeRuneInString(part)
						Expect(part[:n]).To(BeElementOf("甲", "乙", "丙", "A", "B"), part)
						part = part[n:]
					}
				}
			}
			for _, l := range f.Labels {
				Expect(said).To(ContainSubstring(l.Text))
				Expect(wide(l.Text)).To(BeNumerically("<=", 22.5), l.Text)
			}
			Expect(len(f.Arrows)).To(BeNumerically(">", 0))
		}
		Expect(drawn).To(Equal(len(all.Chosen)))
	})

	It("has a question of a change that matters and of one that does not, for every shipped case with facts enough", func() {
		text := wordsOf(document(all))
		Expect(strings.Count(text, "\n不一樣：")).To(BeNumerically(">=", len(all.Chosen)-2))
		Expect(strings.Count(text, "\n一樣：")).To(BeNumerically(">=", len(all.Chosen)-2))
		Expect(strings.Count(text, "結論會一樣嗎？")).To(Equal(2*(strings.Count(text, "\n不一樣：")+strings.Count(text, "\n一樣："))), "each is asked where it belongs, and again beside its answer")
		Expect(text).NotTo(Or(ContainSubstring("「」"), ContainSubstring("由成立變為成立"), ContainSubstring("<nil>")))
	})

	It("loses no word as ODT, and is the same bytes each time", func() {
		d := document(handout(fiveCases...))
		var file, again bytes.Buffer
		Expect(office.ODT(&file, d)).To(Succeed())
		Expect(office.ODT(&again, document(handout(fiveCases...)))).To(Succeed())
		Expect(again.Bytes()).To(Equal(file.Bytes()))
		z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		Expect(err).NotTo(HaveOccurred())
		f, err := z.Open("content.xml")
		Expect(err).NotTo(HaveOccurred())
		content, err := io.ReadAll(f)
		Expect(err).NotTo(HaveOccurred())
		Expect(papertest.Lost(d, strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(content), "")))).To(BeEmpty())
		for n := 1; n <= len(fiveCases); n++ {
			_, err := z.Open(fmt.Sprintf("Pictures/figure%d.svg", n))
			Expect(err).NotTo(HaveOccurred())
		}
	})

	It("loses no word as PDF, and begins every case on a page of its own", func() {
		fonts := pdf.Installed()
		if len(fonts) == 0 {
			Expect(os.Getenv("SHOUMI_REQUIRE_FONT")).NotTo(Equal("1"), "there is no Chinese font")
			Skip("NO CHINESE FONTS: the PDF of a handout was not made")
		}
		font, err := pdf.Open(fonts...)
		Expect(err).NotTo(HaveOccurred())
		d := document(handout(fiveCases...))
		var file bytes.Buffer
		Expect(font.Document(&file, d)).To(Succeed())
		r, err := reader.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		Expect(err).NotTo(HaveOccurred())
		var whole strings.Builder
		var begins []string
		for n := 1; n <= r.NumPage(); n++ {
			text, err := r.Page(n).GetPlainText(nil)
			Expect(err).NotTo(HaveOccurred())
			every := papertest.Squeezed(d.Header + fmt.Sprintf("第%d頁，共%d頁", n, r.NumPage()) + strings.Join(d.Footer, ""))
			text = papertest.Squeezed(text)
			Expect(text).To(HavePrefix(every))
			text = strings.TrimPrefix(text, every)
			Expect(text).NotTo(BeEmpty(), "page %d", n)
			if head := regexp.MustCompile(`^(?:案例\d|想一想的答案)`).FindString(text); head != "" {
				begins = append(begins, head)
			}
			whole.WriteString(text)
		}
		Expect(papertest.Lost(d, whole.String())).To(BeEmpty())
		Expect(begins[:6]).To(Equal([]string{"案例1", "案例2", "案例3", "案例4", "案例5", "想一想的答案"}))
	})
})
