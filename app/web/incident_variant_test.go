package web_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
)

var _ = Describe("trying other facts on a record", Ordered, func() {
	var (
		a    *agency
		v    *visitor
		at   string
		read func() incident.Record
	)
	BeforeAll(func() {
		a = newChambers()
		v, at = a.signIn("counsel"), a.leaked("counsel", "115-保-001", nil)
		read = func() incident.Record {
			r, err := a.Incidents.Open(context.Background(), a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"))
			Expect(err).NotTo(HaveOccurred())
			return r
		}
		v.opens(at+"/result", "續辦研判")
	})

	// set changes a fact on a page of changes, and gives the page it leads to.
	set := func(page, fact string, values ...string) (string, answer) {
		GinkgoHelper()
		u, err := url.Parse(page)
		Expect(err).NotTo(HaveOccurred())
		q := u.Query()
		q.Set("q", fact)
		q.Set("do", "set")
		q["v"] = values
		got := v.open(u.Path + "?" + q.Encode())
		Expect(got.status).To(BeElementOf(302, 303), got.body)
		return got.location, v.open(got.location)
	}
	undo := regexp.MustCompile(`<a href="([^"]+)">換回來`)

	It("begins on the result, asks for a fact and shows what it is", func() {
		Expect(v.open(at + "/result").body).To(ContainSubstring(`action="` + at + `/what-if"`))
		got := v.open(at + "/what-if?q=intent")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(ContainSubstring("現在是：否"), ContainSubstring(`value="no" checked`), ContainSubstring("紀錄沒有改變")))
		Expect(v.open(at + "/what-if").body).To(ContainSubstring("換哪一個事實？"))
		Expect(v.open(at+"/what-if?q=intent&do=set").status).To(Equal(422), "nothing chosen")
		Expect(v.open(at + "/what-if?q=act_date&do=set&v=someday").status).To(Equal(422))
		Expect(v.open(at + "/what-if?q=nonsense").status).To(Equal(404))
		Expect(v.open(at + "/what-if?w=forged").status).To(Equal(400))
	})

	It("says of facts that contradict each other which to change too, and then what moved and why", func() {
		before := read()
		page, got := set(at+"/what-if", "intent", "yes")
		Expect(got.body).To(And(ContainSubstring("這些事實互相矛盾，還不能判斷"), ContainSubstring("q=fault")))
		Expect(got.body).NotTo(ContainSubstring("把這些變更存入紀錄"))
		page, got = set(page, "fault", "-")
		Expect(got.body).NotTo(ContainSubstring("⟦"))
		Expect(got.body).To(And(ContainSubstring("項結論不同</h1>"), ContainSubstring("換了 2 個事實"), ContainSubstring("因為：「故意使對方知悉或取得」是「是」")))
		Expect(got.body).To(MatchRegexp(`(?s)不成立</span> <span class="arrow" aria-hidden="true">→</span><span class="sr">變成</span> <span class="v yes">成立</span> <span >公務員洩漏國防以外之秘密</span>`))
		Expect(read()).To(Equal(before), "the record is as it was")
		Expect(undo.FindAllString(got.body, -1)).To(HaveLen(2))
		back := v.open(strings.ReplaceAll(undo.FindAllStringSubmatch(got.body, -1)[0][1], "&amp;", "&"))
		Expect(back.body).To(ContainSubstring("換了 1 個事實"))
		again := v.open(page)
		Expect(again.body).To(ContainSubstring("換了 2 個事實"), "the address keeps them")
	})

	It("says when nothing moves, and forgets a change back to what the record says", func() {
		page, got := set(at+"/what-if", "system_damaged", "no")
		Expect(got.body).To(ContainSubstring("換了以後，結論都一樣</h1>"))
		page, got = set(page, "system_damaged", "?")
		Expect(page).To(Equal(at + "/what-if"))
		Expect(got.body).NotTo(ContainSubstring("換了 "))
	})

	It("compares a variant with the record, and with another", func() {
		page, _ := set(at+"/what-if", "fault", "-")
		_, wilful := set(page, "intent", "yes")
		link := func(body, words string) string {
			GinkgoHelper()
			m := regexp.MustCompile(`<a href="([^"]+)">` + words).FindStringSubmatch(body)
			Expect(m).NotTo(BeNil(), words)
			return strings.ReplaceAll(m[1], "&amp;", "&")
		}
		got := v.open(link(wilful.body, "和紀錄並排比較"))
		Expect(got.body).NotTo(ContainSubstring("⟦"))
		Expect(got.body).To(And(ContainSubstring("項結論不同</h1>"), ContainSubstring("紀錄與方案B並排"), ContainSubstring("刑法第132條第1項"), ContainSubstring(`data-label="方案B"`), ContainSubstring("結論相同的")))
		put := link(wilful.body, "留著這個方案，再試另一個")
		Expect(v.open(put).body).To(ContainSubstring("留著一個方案"))
		_, other := set(put, "acts", "query")
		got = v.open(link(other.body, "和留著的方案並排比較"))
		Expect(got.body).To(And(ContainSubstring("方案A與方案B並排"), ContainSubstring("做了哪些事")))
		Expect(v.open(at + "/compare").body).To(ContainSubstring("兩邊的結論都一樣</h1>"))
	})

	It("is not there for others", func() {
		other := a.signIn("stranger")
		other.open("/incidents")
		for _, page := range []string{"/what-if", "/compare"} {
			Expect(other.open(at+page).status).To(Equal(404), page)
		}
		Expect(other.send(at+"/what-if", "w", "", "version", "3").status).To(Equal(404))
	})

	It("takes changes over into the record by a form alone, and not over what was written meanwhile", func() {
		page, _ := set(at+"/what-if", "fault", "-")
		_, got := set(page, "intent", "yes")
		w := regexp.MustCompile(`name="w" value="([^"]+)"`).FindStringSubmatch(got.body)[1]
		version := versionIn(got.body)
		Expect(v.send(at+"/what-if", "w", w, "version", "1").status).To(Equal(409))
		kept := v.send(at+"/what-if", "w", w, "version", version)
		Expect(kept.location).To(Equal(at + "/result"))
		Expect(v.open(at + "/result").body).To(ContainSubstring("變更已存入紀錄"))
		r := read()
		intent, _ := r.Content.Interview.Get("intent")
		Expect(intent.Value).To(BeTrue())
		Expect(r.History[len(r.History)-1].Kind).To(Equal(incident.Answered))
		Expect(v.send(at+"/what-if", "w", w, "version", version).status).To(Equal(409), "sent twice")
	})
})
