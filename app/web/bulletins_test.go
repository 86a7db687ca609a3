package web_test

import (
	"context"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
)

// issue publishes a notice: the editor writes it, second approves it.
func (p *bureau) issue(key, title, until, from string) publishing.Piece {
	GinkgoHelper()
	return p.issueFile(key, publishing.Words{Title: title, Until: until, Body: "先想用途。"}.Over(nil, publishing.Notice, key), from)
}

func (p *bureau) issueFile(key string, file []byte, from string) publishing.Piece {
	GinkgoHelper()
	ctx, editor, second := context.Background(), p.people["editor"].ID, p.people["second"].ID
	x, err := p.Materials.Named(ctx, publishing.Notice, key)
	if err != nil {
		x, err = p.Materials.Begin(ctx, editor, publishing.Start{Kind: publishing.Notice, Key: key, File: file})
	} else {
		x, err = p.Materials.Write(ctx, editor, x.ID, x.Version, file)
	}
	Expect(err).NotTo(HaveOccurred())
	x, err = p.Materials.Submit(ctx, editor, x.ID, x.Version)
	Expect(err).NotTo(HaveOccurred())
	x, err = p.Materials.Approve(ctx, second, x.ID, x.Version, publishing.Editorial, x.Hash, "")
	Expect(err).NotTo(HaveOccurred())
	if x.State == publishing.Submitted { // it cites law
		x, err = p.Materials.Approve(ctx, p.people["counsel"].ID, x.ID, x.Version, publishing.Legal, x.Hash, "")
		Expect(err).NotTo(HaveOccurred())
	}
	x, err = p.Materials.Publish(ctx, second, x.ID, x.Version, from, "")
	Expect(err).NotTo(HaveOccurred())
	return x
}

var _ = Describe("bulletins", func() {
	It("are on the home page and in their list from their day to their last", func() {
		p := newBureau()
		day := func(n int) string { return p.now().AddDate(0, 0, n).Format(time.DateOnly) }
		reader := p.signIn("officer")
		Expect(reader.open("/bulletins").body).To(ContainSubstring("現在沒有宣導"))
		Expect(reader.open("/").body).NotTo(ContainSubstring("/bulletins"))

		p.issue("one", "第一則", day(1), "")
		p.pass(time.Minute)
		p.issue("two", "第二則", "", "")
		p.pass(time.Minute)
		p.issue("three", "第三則", "", "")
		p.issue("later", "改天的", "", day(2))
		home := reader.open("/").body
		Expect(home).To(And(ContainSubstring("/bulletins/three"), ContainSubstring("/bulletins/two"), Not(ContainSubstring("/bulletins/one")), Not(ContainSubstring("/bulletins/later"))))
		Expect(strings.Index(home, "第三則")).To(BeNumerically("<", strings.Index(home, "第二則")))
		list := reader.open("/bulletins").body
		Expect(list).To(And(ContainSubstring("宣導：現在有3則"), ContainSubstring("115年11月22日起，到民國115年11月23日"), Not(ContainSubstring("已經過期")), Not(ContainSubstring("改天的"))))
		Expect(reader.open("/bulletins/later").status).To(Equal(404))
		one := reader.open("/bulletins/one")
		Expect(one.body).To(And(ContainSubstring("先想用途。"), ContainSubstring("學員second發布，民國115年11月22日起"), Not(ContainSubstring("第1版"))))

		x := p.issue("two", "第二則，改過", "", "")
		Expect(reader.open("/bulletins/two").body).To(And(ContainSubstring("第二則，改過"), ContainSubstring("第1版"), ContainSubstring("第2版")))
		_, err := p.Materials.Withdraw(context.Background(), p.people["second"].ID, x.ID, x.Version, "內容過時")
		Expect(err).NotTo(HaveOccurred())
		Expect(reader.open("/bulletins/two").status).To(Equal(404))

		p.pass(48 * time.Hour)
		reader = p.signIn("officer")
		Expect(reader.open("/").body).To(And(ContainSubstring("改天的"), ContainSubstring("第三則"), Not(ContainSubstring("第二則"))))
		Expect(reader.open("/bulletins").body).To(And(ContainSubstring("宣導：現在有2則"), MatchRegexp(`(?s)已經過期.*第一則`)))
		Expect(reader.open("/bulletins/one").body).To(ContainSubstring("這則宣導已經過期"))
	})

	It("look to officers as they were previewed", func() {
		p := newBureau()
		x := p.issueFile("law", publishing.Words{Title: "看法條", Body: ":::law criminal-code/132/1\n:::\n\n也看[[criminal-code/132/2]]。"}.Over(nil, publishing.Notice, "law"), "")
		shown := regexp.MustCompile(`(?s)<div class="law">.*?</div>|<p>也看.*?</p>`)
		published := shown.FindAllString(p.signIn("officer").open("/bulletins/law").body, -1)
		Expect(published).To(HaveLen(2))
		Expect(shown.FindAllString(p.editor.open("/materials/"+x.ID+"/preview").body, -1)).To(Equal(published))
	})

	It("are for those who are signed in", func() {
		Expect(newBureau().visitor().open("/bulletins").location).To(HavePrefix("/sign-in"))
	})
})
