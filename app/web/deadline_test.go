package web_test

import (
	"io/fs"
	"net/url"
	"os"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

const dutyWithDeadline = `law: 警用行動電腦使用管理要點
short: 警用行動電腦要點
article: "4"
unit: 點
title: 通報
checked_on: 2026-11-22
review_by: 2027-11-22
versions:
  - from: 2015-01-01
    amended: 2015-01-01
    basis: 函頒
    sha256: 2f4dae8fc9a71b53b6fb0e8824474e49fcde464fcf555d0f9667f9e531018502
    summary: [交付文件者，應於通報後三日內陳報。]
    provisions:
      - id: "1"
        kind: duty
        label: 交付文件後陳報
        elements:
          - {id: handed, text: 交付文件, when: '"hand_over" in acts'}
        deadline: {days: 3, from: reported_on, rolls_over_holidays: true, cites: [police-mobile/4/1]}
        effect: 應於三日內陳報
`

// withDuty is the small book with a duty that has a deadline.
func withDuty() *rules.Book {
	GinkgoHelper()
	files, small := fstest.MapFS{"statutes/police-mobile/4.yaml": {Data: []byte(dutyWithDeadline)}}, os.DirFS("testdata/book")
	Expect(fs.WalkDir(small, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(small, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	book, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return book
}

var _ = Describe("the deadline of a duty on the result page", func() {
	result := func(facts string) string {
		GinkgoHelper()
		s := smallServer()
		s.Book = withDuty()
		b := newBrowser(s)
		a := b.post("/classify/file", url.Values{"text": {"act_date: 2020-01-01\nfacts: {acts: [hand_over]" + facts + "}"}})
		Expect(a.status).To(Equal(303))
		return b.get("/classify/result?s=" + tokenOf(a.location)).body
	}

	It("is the last day, and how it is counted, where the day is known", func() {
		body := result(", reported_on: 2020-01-08")
		Expect(body).To(ContainSubstring("<b>期限：</b><span >自通報日（民國109年1月8日）的次日起3日內，末日是民國109年1月11日（星期六），遇假日順延到民國109年1月13日（星期一）。只依一般週休二日計算，國定假日與補班日請自行核對。</span>"))
		Expect(body).NotTo(ContainSubstring("填入日期</a>"))
	})

	It("is from when it runs, with the way to the question, where it is not", func() {
		body := result("")
		Expect(body).To(MatchRegexp(`<span >自通報日的次日起3日內；填入日期就會算出末日。</span> <a href="/classify\?[^"]*q=reported_on[^"]*">填入日期</a>`))
	})
})
