package web_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
)

var _ = Describe("a long list of material", Ordered, func() {
	const pieces = 130
	var a *agency
	var second *visitor
	views := regexp.MustCompile(`href="(/materials[^"]*)"[^>]*>([^<]+) <b>(\d+)</b>`)
	next := regexp.MustCompile(`href="([^"]*)" rel="next"`)
	rows := regexp.MustCompile(`<th role="rowheader" scope="row"><a href="/materials/([0-9a-f]+)"`)
	// whole is a list, page by page: the pieces on it.
	whole := func(v *visitor, at string) (ids []string) {
		GinkgoHelper()
		for at != "" {
			body := v.open(at).body
			found := rows.FindAllStringSubmatch(body, -1)
			Expect(len(found)).To(BeNumerically("<=", 50))
			for _, m := range found {
				ids = append(ids, m[1])
			}
			if at = ""; next.MatchString(body) {
				at = strings.ReplaceAll(next.FindStringSubmatch(body)[1], "&amp;", "&")
			}
		}
		return ids
	}
	BeforeAll(func() {
		a = newPress()
		second = a.signIn("second")
		ctx, chance := context.Background(), rand.New(rand.NewPCG(1, 2))
		for n := range pieces {
			by, other := a.people["editor"].ID, a.people["second"].ID
			if chance.IntN(2) == 0 {
				by, other = other, by
			}
			p, err := a.Materials.Begin(ctx, by, publishing.Start{Kind: publishing.Kinds[1+chance.IntN(2)], Key: fmt.Sprint("many-", n), File: fmt.Appendf(nil, "---\ntitle: 第%d則\n---\n說明。\n", n)})
			Expect(err).NotTo(HaveOccurred())
			to := chance.IntN(6)
			for step, act := range []func() (publishing.Piece, error){
				func() (publishing.Piece, error) { return a.Materials.Submit(ctx, by, p.ID, p.Version) },
				func() (publishing.Piece, error) {
					return a.Materials.Approve(ctx, other, p.ID, p.Version, publishing.Editorial, p.Hash, "")
				},
				func() (publishing.Piece, error) {
					return a.Materials.Publish(ctx, by, p.ID, p.Version, []string{"", "2027-01-01"}[chance.IntN(2)], "")
				},
				func() (publishing.Piece, error) { return a.Materials.Withdraw(ctx, by, p.ID, p.Version, "過時") },
				func() (publishing.Piece, error) {
					return a.Materials.Write(ctx, by, p.ID, p.Version, append(p.File, '\n'))
				},
			} {
				if step < to {
					if p, err = act(); err != nil {
						Fail(err.Error())
					}
				}
			}
		}
	})

	It("is in pages, on which every piece comes once, and counts what it lists", func() {
		all := whole(second, "/materials")
		Expect(all).To(HaveLen(pieces))
		once := map[string]bool{}
		for _, id := range all {
			once[id] = true
		}
		Expect(once).To(HaveLen(pieces))
		body := second.open("/materials").body
		waiting := regexp.MustCompile(`<h1>待您審查(\d+)份，共130份教材</h1>`).FindStringSubmatch(body)
		Expect(waiting).NotTo(BeNil())
		Expect(body).To(ContainSubstring("第1至50筆，共130筆"))
		seen, sum := views.FindAllStringSubmatch(body, -1), 0
		Expect(seen).To(HaveLen(9 + 4))
		for _, m := range seen {
			list := whole(second, strings.ReplaceAll(m[1], "&amp;", "&"))
			Expect(fmt.Sprint(len(list))).To(Equal(m[3]), m[2])
			if strings.Contains(m[1], "show=") {
				sum += len(list)
			}
			if strings.Contains(m[1], "show=review") {
				Expect(m[3]).To(Equal(waiting[1]))
				Expect(all[:len(list)]).To(Equal(list), "what waits for the visitor comes first")
			}
		}
		Expect(sum).To(Equal(pieces), "every piece is in one group")
		Expect(rows.FindAllString(second.open("/materials?page=9").body, -1)).To(BeEmpty())
		Expect(second.open("/materials?page=0").status).To(Equal(400))
	})

	It("is searched by title and by key, within what is chosen", func() {
		Expect(whole(second, "/materials?q=第7則")).To(HaveLen(1))
		Expect(whole(second, "/materials?q=MANY-12")).To(HaveLen(11), "12 and 120 to 129")
		body := second.open("/materials?q=many-12").body
		Expect(body).To(And(ContainSubstring(`value="many-12"`), ContainSubstring("第1至11筆，共11筆"), ContainSubstring("共130份教材</h1>")))
		sum := 0
		for _, m := range views.FindAllStringSubmatch(body, -1) {
			list := whole(second, strings.ReplaceAll(m[1], "&amp;", "&"))
			Expect(fmt.Sprint(len(list))).To(Equal(m[3]), m[1])
			if strings.Contains(m[1], "show=") {
				sum += len(list)
			}
		}
		Expect(sum).To(Equal(11))
		Expect(second.open("/materials?q=沒有這些字").body).To(ContainSubstring("沒有符合的教材"))
	})
})
