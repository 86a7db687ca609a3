package web_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/rules"
)

// draw renders a part of a page and takes out what stands between its tags.
func draw(lang, name string, data any) string {
	GinkgoHelper()
	out, err := web.Draw(lang, name, data)
	Expect(err).NotTo(HaveOccurred())
	Expect(out).NotTo(ContainSubstring("⟦"), "a text is missing")
	return strings.ReplaceAll(strings.TrimSpace(out), "\n", "")
}

var _ = Describe("a field", func() {
	DescribeTable("asks the browser for", func(f web.Field, input string) {
		Expect(draw("zh", "field", f)).To(ContainSubstring(input))
	},
		Entry("text", web.Field{Name: "a", Label: "姓名", Value: `"><b>`}, `<input class="text" id="a" name="a" value="&#34;&gt;&lt;b&gt;" autocomplete="off" >`),
		Entry("a login", web.Field{Name: "login", Kind: web.LoginField}, `autocomplete="username" spellcheck="false" autocapitalize="none"`),
		Entry("a password", web.Field{Name: "p", Kind: web.PasswordField}, `type="password" autocomplete="current-password"`),
		Entry("a new password", web.Field{Name: "p", Kind: web.NewPasswordField}, `type="password" autocomplete="new-password"`),
		Entry("a code", web.Field{Name: "code", Kind: web.CodeField}, `inputmode="numeric" autocomplete="one-time-code"`),
		Entry("a choice", web.Field{Name: "u", Kind: web.ChoiceField, Choices: []web.Option{{Value: "1", Label: "甲"}, {Value: "2", Label: "乙", Checked: true}}}, `<option value="1">甲</option><option value="2" selected>乙</option>`),
		Entry("several lines", web.Field{Name: "l", Kind: web.LongField, Value: "一\r\n二"}, "<textarea"),
	)

	It("never shows a password again", func() {
		for _, kind := range []string{string(web.PasswordField), string(web.NewPasswordField)} {
			f := web.Field{Name: "p", Label: "密碼", Value: "hunter22"}
			f.Kind = web.PasswordField
			if kind == string(web.NewPasswordField) {
				f.Kind = web.NewPasswordField
			}
			Expect(draw("zh", "field", f)).NotTo(ContainSubstring("hunter22"))
		}
	})

	It("names its help and its fault to who cannot see them", func() {
		f := web.Field{Name: "day", ID: "x", Label: "到職日", Kind: web.DayField, Help: "例如 115/3/5", Fault: "沒有這一天"}
		Expect(draw("zh", "field", f)).To(Equal(`<div class="field"><label for="x">到職日</label><p class="help" id="x-help" >例如 115/3/5</p><p class="wrong" id="x-wrong"><span class="sr">錯誤：</span>沒有這一天</p><input class="text" id="x" name="day" value="" autocomplete="off" aria-describedby="x-help x-wrong" aria-invalid="true"></div>`))
		Expect(f.Faults()).To(Equal([]web.FieldError{{Text: "沒有這一天", Href: "#x"}}))
	})

	It("says nothing where nothing is wrong", func() {
		f := web.Field{Name: "a", Label: "姓名"}
		Expect(f.Faults()).To(BeEmpty())
		Expect(draw("zh", "field", f)).NotTo(MatchRegexp(`aria-(describedby|invalid)`))
	})

	It("marks help of the book as Chinese on English pages alone", func() {
		f := web.Field{Name: "a", Label: "Day", Help: "說明", FromBook: true, Heading: true}
		Expect(draw("en", "field", f)).To(ContainSubstring(`<h1><label for="a">Day</label></h1><p class="help" id="a-help" lang="zh-Hant-TW">說明</p>`))
		Expect(draw("zh", "field", f)).NotTo(ContainSubstring("lang="))
	})
})

var _ = Describe("a day that is typed", func() {
	DescribeTable("is read or refused in words", func(lang, typed, day, fault string) {
		d, f := web.ReadDay(lang, typed)
		Expect(d).To(Equal(day))
		Expect(f).To(Equal(fault))
	},
		Entry("民國", "zh", "115/3/5", "2026-03-05", ""),
		Entry("common era", "zh", "2026-03-05", "2026-03-05", ""),
		Entry("full width", "zh", "　１１５／３／５", "2026-03-05", ""),
		Entry("nothing", "zh", " 　", "", ""),
		Entry("no such day", "zh", "110/2/29", "", "沒有「110/2/29」這個日期，請檢查年、月、日"),
		Entry("a month", "zh", "115/3", "", "「115/3」不是完整的日期，請寫到日，例如 115/3/5"),
		Entry("words", "zh", "上個月", "", "看不懂「上個月」這個日期，請寫成 115/3/5 或民國115年3月5日"),
		Entry("words, in English", "en", "soon", "", "Cannot read the date “soon”; write 115/3/5 or 2026-03-05"),
	)

	DescribeTable("may be a first or a last day", func(from, until string, first, last rules.Date, faults ...web.FieldError) {
		f, l, said := web.ReadSpan(from, until)
		Expect(append([]web.FieldError{}, said...)).To(Equal(append([]web.FieldError{}, faults...)))
		if len(faults) == 0 {
			Expect([]rules.Date{f, l}).To(Equal([]rules.Date{first, last}))
		}
	},
		Entry("both", "115/3/5", "115/3/9", rules.Day(2026, 3, 5), rules.Day(2026, 3, 9)),
		Entry("the same", "115/3/5", "2026-03-05", rules.Day(2026, 3, 5), rules.Day(2026, 3, 5)),
		Entry("neither", "", " ", rules.Beginning, rules.Forever),
		Entry("a month is to its end", "115/2", "115/2", rules.Day(2026, 2, 1), rules.Day(2026, 2, 28)),
		Entry("a year is to its end", "", "108", rules.Beginning, rules.Day(2019, 12, 31)),
		Entry("turned round", "115/3", "114年", rules.Date(0), rules.Date(0), web.FieldError{Text: "起日「115/3」在迄日「114年」之後，請對調", Href: "#at_until"}),
		Entry("both wrong", "x", "115/13/1", rules.Date(0), rules.Date(0), web.FieldError{Text: "看不懂「x」這個日期，請寫成 115/3/5 或民國115年3月5日", Href: "#at_from"}, web.FieldError{Text: "沒有「115/13/1」這個日期，請檢查年、月、日", Href: "#at_until"}),
	)
})

var _ = Describe("a word that has to be typed", func() {
	DescribeTable("is itself, whatever its case and the space around it", func(word, typed string, ok bool, fault string) {
		o, f := web.ReadWord(word, typed)
		Expect(o).To(Equal(ok))
		Expect(f).To(Equal(fault))
	},
		Entry("as it is", "移除", "移除", true, ""),
		Entry("with space", "移除", " 移除\n", true, ""),
		Entry("in capitals", "remove", "REMOVE", true, ""),
		Entry("half of it", "移除", "移", false, "請輸入「移除」這幾個字，或取消"),
		Entry("nothing", "移除", "", false, "請輸入「移除」這幾個字，或取消"),
	)
})
