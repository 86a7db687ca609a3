package web_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	reader "github.com/ledongthuc/pdf"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/image/font/gofont/goregular"

	"shoumi/app/pdf"
	"shoumi/app/training"
)

// finish takes somebody through everything that is left of a round, and gives the
// certificate.
func (a *agency) finish(login, round string) training.Certificate {
	GinkgoHelper()
	ctx, p := context.Background(), a.trainee(login)
	must := func(err error) {
		GinkgoHelper()
		Expect(err).NotTo(HaveOccurred())
	}
	for range 40 {
		h, err := a.Training.Home(ctx, p)
		must(err)
		if h.Act != training.ActUnit || h.Round != round {
			break
		}
		a.pass(time.Minute)
		switch u := h.Unit; u.Kind {
		case training.Attest:
			doc, err := a.Training.Attestation(ctx, p, round, u.ID)
			must(err)
			for i := range doc.Document.Sections {
				must(a.Training.ServeDocument(ctx, p, round, u.ID, doc.Document.Hash, i+1))
			}
			must(a.Training.Sign(ctx, p, round, u.ID, doc.Document.Hash, "web"))
		case training.Lesson:
			l, _ := a.Lessons.Lesson("zh-TW", u.Ref)
			n := 0
			for _, x := range l.Sections {
				if x.Level == 2 {
					n++
					must(a.Training.Serve(ctx, p, round, u.ID, n))
				}
			}
		case training.Scenario:
			for {
				now, err := a.Training.Play(ctx, p, round, u.ID)
				must(err)
				scene, done, err := a.Cases.Scene(now.Run)
				must(err)
				if done {
					break
				}
				_, _, err = a.Training.Choose(ctx, p, round, u.ID, now.Number, scene.Node, scene.Options[0].ID)
				must(err)
			}
		case training.Check:
			check, err := a.Training.Checkup(ctx, p, round, u.ID)
			must(err)
			for i, id := range check.Items {
				it, _ := a.Quizzes.Item(id)
				_, err = a.Training.Answer(ctx, p, round, u.ID, check.Run, i+1, it.Key)
				must(err)
			}
		case training.Certify:
			try, err := a.Training.Begin(ctx, p, round, u.ID)
			must(err)
			_, paper, err := a.Training.Attempt(ctx, p, try.ID)
			must(err)
			questions, err := paper.Questions()
			must(err)
			for i, q := range questions {
				must(a.Training.Put(ctx, p, try.ID, i+1, q.Key))
			}
			_, err = a.Training.Submit(ctx, p, try.ID)
			must(err)
		}
	}
	all, err := a.Training.Certificates(ctx, p)
	must(err)
	Expect(all).NotTo(BeEmpty(), "nothing more is to be done, and there is no certificate")
	return all[0]
}

// chineseFonts are those of the machine; with SHOUMI_REQUIRE_FONT=1 there have to be
// some.
func chineseFonts() *pdf.Fonts {
	GinkgoHelper()
	files := pdf.Installed()
	switch {
	case len(files) > 0:
	case os.Getenv("SHOUMI_REQUIRE_FONT") == "1":
		Fail("no font of fonts-cwtex-kai or fonts-cns11643-kai, and SHOUMI_REQUIRE_FONT=1 demands one")
	default:
		Skip("NOT TESTED WITH CHINESE: no font of fonts-cwtex-kai or fonts-cns11643-kai")
	}
	f, err := pdf.Open(files...)
	Expect(err).NotTo(HaveOccurred())
	return f
}

// latinFonts are fonts without any Chinese.
func latinFonts() *pdf.Fonts {
	GinkgoHelper()
	file := filepath.Join(GinkgoT().TempDir(), "latin.ttf")
	Expect(os.WriteFile(file, goregular.TTF, 0o600)).To(Succeed())
	f, err := pdf.Open(file)
	Expect(err).NotTo(HaveOccurred())
	return f
}

// readPDF is the text of a file, its lines put together.
func readPDF(file string) string {
	GinkgoHelper()
	r, err := reader.NewReader(strings.NewReader(file), int64(len(file)))
	Expect(err).NotTo(HaveOccurred())
	text, err := r.GetPlainText()
	Expect(err).NotTo(HaveOccurred())
	all, err := io.ReadAll(text)
	Expect(err).NotTo(HaveOccurred())
	return string(bytes.ReplaceAll(all, []byte("\n"), nil))
}

var _ = Describe("certificates", Ordered, ContinueOnFailure, func() {
	var (
		a        *agency
		x, early training.Certificate // the latter of before there was a credit
		later    time.Duration
	)
	// The agency is made once: its people have a certificate each.
	BeforeAll(func() {
		a = newSchool()
		a.PublicURL = "https://shoumi.example"
		a.TrainingContact = "人事室（分機 1234）"
		a.Now = func() time.Time { return a.now().Add(later) }
		began := a.now()
		a.at(time.Date(2025, 12, 28, 12, 0, 0, 0, time.UTC))
		early = a.finish("supervisor", short)
		a.at(began)
		x = a.finish("officer", short)
	})
	BeforeEach(func() { later = 0 })
	// at is for the pages alone: passwords would end meanwhile.
	at := func(day string) {
		GinkgoHelper()
		t, err := time.Parse(time.DateOnly, day)
		Expect(err).NotTo(HaveOccurred())
		later = t.Sub(a.now())
	}

	It("are listed for who has some, and said to come for who has none", func() {
		got := a.signIn("officer").open("/certificates")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(ContainSubstring("<h1>您有 1 張證書，1 張有效</h1>"))
		Expect(got.body).To(ContainSubstring(`<a href="/certificates/` + x.Number + `" >短課程</a>`))
		got = a.signIn("other").open("/certificates")
		Expect(got.body).To(ContainSubstring("<h1>您還沒有證書</h1>"))
		Expect(got.body).To(ContainSubstring("通過認證測驗，證書當下就會出現在這裡"))
	})

	It("say what was learned, when, by which law, and until when it holds", func() {
		got := a.signIn("officer").open("/certificates/" + x.Number)
		Expect(got.status).To(Equal(200))
		for _, want := range []string{
			"<h1>「短課程」的證書有效到民國116年11月21日</h1>", "證書字號：" + x.Number, `<p class="holder">學員officer</p>`, "完成「短課程」並通過認證測驗",
			"<dd>2 小時</dd>", "<dd>公務機密維護</dd>", "<dd>民國115年11月22日</dd>", "<dd>民國115年11月22日起至民國116年11月21日止</dd>", "<dd>" + x.Law.ROC() + "</dd>",
			"中華民國115年11月22日", "依據規則 " + x.Rules, "https://shoumi.example/verify/" + x.Number, `class="qr"`,
			"民國116年9月23日起可以換發", "時數有問題，請洽：人事室（分機 1234）。", "時數還沒有標示為已送出。",
		} {
			Expect(got.body).To(ContainSubstring(want))
		}
		code, err := newQR("https://shoumi.example/verify/" + x.Number)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.body).To(ContainSubstring(code), "the code holds the address")
	})

	It("are where a finished course leads", func() {
		Expect(a.signIn("officer").open("/training/" + short).body).To(ContainSubstring(`<a class="go" href="/certificates/` + x.Number + `">看證書</a>`))
	})

	It("say when the hours were sent", func() {
		y := a.finish("admin", short)
		Expect(a.Training.MarkSent(context.Background(), []string{y.Number}, a.people["admin"].ID)).To(Succeed())
		body := a.signIn("admin").open("/certificates/" + y.Number).body
		Expect(body).To(And(ContainSubstring("2 小時，承辦人已在民國115年11月22日標示為已送出。"), Not(ContainSubstring("還沒有標示"))))
	})

	It("count for nothing before the first day of the credit", func() {
		body := a.signIn("supervisor").open("/certificates/" + early.Number).body
		Expect(body).To(And(ContainSubstring("<dd>不核給時數</dd>"), Not(ContainSubstring("<dt>類別</dt>")), ContainSubstring("所以沒有要送的")))
	})

	DescribeTable("say how it stands", func(day, title, renew, state string) {
		at(day)
		body := a.signIn("officer").open("/certificates/" + x.Number).body
		Expect(body).To(And(ContainSubstring(title), ContainSubstring(renew), ContainSubstring(`">`+state+`</span>`)))
	},
		Entry("the day before it may be renewed", "2027-09-22", "有效到民國116年11月21日</h1>", "民國116年9月23日起可以換發；", "有效"),
		Entry("from then on", "2027-09-23", "有效到民國116年11月21日</h1>", "從民國116年9月23日起已經可以換發；", "有效，可以換發"),
		Entry("on its last day", "2027-11-21", "有效到民國116年11月21日</h1>", "從民國116年9月23日起已經可以換發；", "有效，可以換發"),
		Entry("and after it", "2027-11-22", "「短課程」的證書已在民國116年11月21日到期</h1>", "完成複訓後會發給新的證書", "已到期"),
	)

	It("lead to the round that renews them, once it is assigned", func() {
		y := a.finish("editor", short)
		v := a.signIn("editor")
		Expect(v.open("/certificates/" + y.Number).body).To(ContainSubstring("可以換發的時候會指派複訓給您"))
		next := a.now().AddDate(0, 10, 10)
		school := a.Training.Under(func() time.Time { return next })
		Expect(school.Renew(context.Background())).To(BeNumerically(">", 0))
		Expect(v.open("/certificates/" + y.Number).body).To(ContainSubstring(`複訓已經指派給您： <a href="/training/short/2027">短課程</a>`))
		z := a.finish("editor", "short/2027")
		Expect(z.Number).NotTo(Equal(y.Number))
		Expect(v.open("/certificates/" + y.Number).body).To(ContainSubstring(`您已經完成複訓，新的證書在「我的證書」裡： <a href="/training/short/2027">短課程</a>`))
		Expect(v.open("/certificates").body).To(ContainSubstring("<h1>您有 2 張證書，2 張有效</h1>"))
	})

	It("are nobody else's", func() {
		v := a.signIn("other")
		for _, path := range []string{"/certificates/" + x.Number, "/certificates/" + x.Number + "/pdf", "/certificates/115-AAAAA-AAAAA", "/certificates/x"} {
			got := v.open(path)
			Expect(got.status).To(Equal(404), path)
			Expect(got.body).NotTo(ContainSubstring("學員officer"))
		}
		Expect(a.visitor().open("/certificates/" + x.Number).location).To(HavePrefix("/sign-in?"))
	})

	Describe("as a file", func() {
		AfterEach(func() { a.Fonts = nil })

		It("say the same, rune by rune, and are the same bytes each time", func() {
			a.Fonts = chineseFonts()
			v := a.signIn("officer")
			Expect(v.open("/certificates/" + x.Number).body).To(ContainSubstring(`<a class="go" href="/certificates/` + x.Number + `/pdf">下載 PDF</a>`))
			got := v.open("/certificates/" + x.Number + "/pdf")
			Expect(got.status).To(Equal(200))
			Expect(got.header.Get("Content-Type")).To(Equal("application/pdf"))
			Expect(got.header.Get("Content-Disposition")).To(Equal(`attachment; filename="certificate-` + x.Number + `.pdf"`))
			text := readPDF(got.body)
			for _, want := range []string{
				"訓練證明書", "證書字號：" + x.Number, "茲證明", "學員officer", "完成「短課程」並通過認證測驗，特發給本證明書。", "2 小時", "公務機密維護",
				"民國115年11月22日起至民國116年11月21日止", x.Law.ROC(), "中華民國115年11月22日", "https://shoumi.example/verify/" + x.Number, x.Rules,
			} {
				Expect(text).To(ContainSubstring(want))
			}
			a.pass(time.Minute)
			Expect(v.open("/certificates/" + x.Number + "/pdf?lang=en").body).To(Equal(got.body))
		})

		It("are not there without a font, and the page says how to do without", func() {
			v := a.signIn("officer")
			page := v.open("/certificates/" + x.Number)
			Expect(page.body).To(And(ContainSubstring("這台主機沒有裝做 PDF 用的中文字型"), ContainSubstring("請直接列印這一頁"), Not(ContainSubstring("下載 PDF"))))
			got := v.open("/certificates/" + x.Number + "/pdf")
			Expect(got.status).To(Equal(404))
			Expect(got.body).To(And(ContainSubstring("<h1>這個網站現在做不出 PDF</h1>"), ContainSubstring(`href="/certificates/`+x.Number+`"`)))
		})

		It("are not made with a gap for a character that the font lacks", func() {
			a.Fonts = latinFonts()
			v := a.signIn("officer")
			Expect(v.open("/certificates/" + x.Number).body).To(And(ContainSubstring("PDF 的字型沒有「學員短課程公務機密維護」"), Not(ContainSubstring("下載 PDF"))))
			got := v.open("/certificates/" + x.Number + "/pdf")
			Expect(got.status).To(Equal(409))
			Expect(got.body).To(MatchRegexp("<h1>PDF 的字型沒有這些字：訓練證明書"))
		})
	})

	Describe("verified", func() {
		It("are found by everybody, who sees whether it holds and a masked name alone", func() {
			got := a.visitor().open("/verify/" + x.Number)
			Expect(got.status).To(Equal(200))
			Expect(got.header.Get("X-Robots-Tag")).To(Equal("noindex, nofollow"))
			for _, want := range []string{"<h1>這張證書有效，到民國116年11月21日</h1>", x.Number, "學○○○○○○○r", "短課程", "民國115年11月22日"} {
				Expect(got.body).To(ContainSubstring(want))
			}
			for _, secret := range []string{"學員officer", a.people["officer"].ID, x.Learner, x.Attempt, "第一分局", "基準日", "公務機密維護"} {
				Expect(got.body).NotTo(ContainSubstring(secret))
			}
		})

		It("say so when it is over, in both languages", func() {
			at("2027-11-22")
			v := a.visitor()
			Expect(v.open("/verify/" + x.Number).body).To(ContainSubstring("<h1>這張證書已經到期，有效到民國116年11月21日</h1>"))
			Expect(v.open("/verify/" + x.Number + "?lang=en").body).To(ContainSubstring("<h1>This certificate has ended; it held until 2027-11-21</h1>"))
		})

		DescribeTable("are asked for as people type", func(typed, to string) {
			Expect(a.visitor().open("/verify?number=" + typed).location).To(Equal(to))
		},
			Entry(nil, "115-k3f7q-oxi2b", "/verify/115-K3F7Q-OXI2B"),
			Entry(nil, "115+K3F7Q+0x128", "/verify/115-K3F7Q-OXI2B"),
		)

		It("lead from another way of writing to the one page", func() {
			plain := strings.ToLower(strings.ReplaceAll(x.Number, "-", ""))
			Expect(a.visitor().open("/verify/" + plain).location).To(Equal("/verify/" + x.Number))
		})

		It("say what is wrong with what cannot be a number", func() {
			Expect(a.visitor().open("/verify").body).To(And(ContainSubstring("<h1>查驗證書</h1>"), Not(ContainSubstring("class=\"errors\""))))
			got := a.visitor().open("/verify?number=115-9")
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(And(ContainSubstring(`value="115-9"`), ContainSubstring("這不是證書字號")))
		})

		It("are not there for a number that nobody was given, which is to be looked at again", func() {
			other := x.Number[:len(x.Number)-1] + map[bool]string{true: "B", false: "A"}[strings.HasSuffix(x.Number, "A")]
			got := a.visitor().open("/verify/" + other)
			Expect(got.status).To(Equal(404))
			Expect(got.body).To(And(ContainSubstring("<h1>查無字號 "+other+" 的證書</h1>"), ContainSubstring("S 與 5"), ContainSubstring(`value="`+other+`"`)))
			for _, path := range []string{"/verify/nothing", "/verify/%E7%8E%8B%E5%B0%8F%E6%98%8E", "/verify/%3Cb%3Ex", "/verify/%FF%00"} {
				got = a.visitor().open(path)
				Expect(got.status).To(Equal(404), path)
				Expect(got.body).To(And(ContainSubstring("這不是證書字號"), Not(ContainSubstring("<b>x"))))
			}
		})

		It("do not repeat at length what cannot be a number", func() {
			Expect(a.visitor().open("/verify/" + strings.Repeat("A", 5000)).body).To(ContainSubstring("<h1>查無字號 " + strings.Repeat("A", 40) + " 的證書</h1>"))
		})

		It("use the address of the request where no other is known", func() {
			a.PublicURL = ""
			DeferCleanup(func() { a.PublicURL = "https://shoumi.example" })
			v := a.signIn("officer")
			Expect(v.open("/certificates/" + x.Number).body).To(ContainSubstring(">http://example.com/verify/" + x.Number + "<"))
		})

		It("belong to nobody once the person is erased", func() {
			y := a.finish("counsel", short)
			Expect(a.Training.Erase(context.Background(), a.people["counsel"].ID)).To(Succeed())
			got := a.visitor().open("/verify/" + y.Number)
			Expect(got.status).To(Equal(200))
			Expect(got.body).To(And(ContainSubstring("<h1>這張證書的持有人資料已經刪除</h1>"), ContainSubstring("短課程"), Not(ContainSubstring("學○"))))
			Expect(a.signIn("counsel").open("/certificates/" + y.Number).status).To(Equal(404))
		})

		It("are asked for by reading alone", func() {
			r := httptest.NewRequest(http.MethodPost, "/verify", strings.NewReader("number="+x.Number))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			Expect(a.visitor().keep(r).status).To(Equal(405))
		})
	})
})
