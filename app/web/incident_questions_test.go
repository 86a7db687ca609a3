package web_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

// hiddenFields are those of the form of a question.
func hiddenFields(body string) (pairs []string) {
	for _, hit := range regexp.MustCompile(`<input type="hidden" name="(who|was|q|from)" value="([^"]*)">`).FindAllStringSubmatch(body, -1) {
		pairs = append(pairs, hit[1], html.UnescapeString(hit[2]))
	}
	return pairs
}

// replies answers the question that an address shows, as it stands in the page.
func (v *visitor) replies(address string, pairs ...string) answer {
	GinkgoHelper()
	page := v.open(address)
	Expect(page.status).To(Equal(200), address)
	path, _, _ := strings.Cut(address, "?")
	return v.send(path, append(hiddenFields(page.body), pairs...)...)
}

var _ = Describe("the interview of a record", Ordered, ContinueOnFailure, func() {
	var a *agency
	var v *visitor
	var at string // of a record of the spec's own
	made := 0
	BeforeAll(func() {
		a = newChambers()
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		a.Cues = lexicon
		v = a.signIn("counsel")
	})
	BeforeEach(func() {
		made++
		at = a.incident("counsel", fmt.Sprintf("115-保-%03d", made), nil)
		v.opens(at, "續辦研判")
	})
	record := func() incident.Record {
		GinkgoHelper()
		r, err := a.Incidents.Open(context.Background(), a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"))
		Expect(err).NotTo(HaveOccurred())
		return r
	}
	// know gives the record answers past the pages, of each person in turn.
	know := func(people ...rules.Values) {
		GinkgoHelper()
		r := record()
		_, err := a.Incidents.Change(context.Background(), r.Author, r.ID, r.Version, incident.Answered, func(r *incident.Record) error {
			st := incident.Interview{Date: "2021-05-01", Dated: true}
			for i, values := range people {
				p := incident.Person{Name: string([]rune("甲乙丙")[i])}
				for _, f := range a.Book.Facts() {
					if value, ok := values[f.ID]; ok {
						p.Answers = append(p.Answers, incident.Answer{Fact: f.ID, Value: value})
					}
				}
				st.People = append(st.People, p)
			}
			r.Content.Interview = st
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
	}
	// logged are what the log says was done with the record by somebody.
	logged := func(login string) (acts []string) {
		for _, e := range a.log() {
			if e.Subject == record().ID && e.User == login {
				acts = append(acts, e.Action)
			}
		}
		return acts
	}

	It("asks the date, then what counts most, and keeps each answer in the record and in the log", func() {
		got := v.open(at + "/questions")
		Expect(got.location).To(Equal(at + "/questions?q=act_date"))
		got = v.replies(got.location, "v", "110年5月")
		Expect(got.status).To(Equal(303))
		Expect(got.location).To(HavePrefix(at + "/questions?after=0.act_date&q="))
		body := v.open(got.location).body
		Expect(body).To(MatchRegexp(`尚有 \d+ 個事實會影響結論`))
		Expect(body).To(ContainSubstring("為什麼問這個"))
		Expect(body).NotTo(ContainSubstring(" checked"), "nothing is chosen before somebody chose it")
		Expect(v.replies(at+"/questions?q=position", "v", "agency_officer").status).To(Equal(303))
		Expect(v.replies(at+"/questions?q=came_by", "v", "?").status).To(Equal(303))
		Expect(v.replies(at+"/questions?q=acts", "do", "skip").status).To(Equal(303))
		st := record().Content.Interview
		Expect(st.Date).To(Equal("2021-05"))
		Expect(st.Who().Answers).To(Equal([]incident.Answer{{Fact: "position", Value: "agency_officer"}, {Fact: "came_by"}}), "不確定 is kept as it is")
		Expect(st.Who().Skipped).To(Equal([]string{"acts"}))
		Expect(slices.DeleteFunc(logged("counsel"), func(act string) bool { return act != audit.IncidentChanged })).To(HaveLen(4), "each answer")
		Expect(v.open(at+"/questions?q=position").body).To(ContainSubstring(`value="agency_officer" checked`), "going back shows the answer")
	})

	It("asks about whom it counts most, says whom, and lets one turn to somebody else", func() {
		half := careless()
		delete(half, "intent")
		delete(half, "fault")
		know(half, half)
		seen := map[int]bool{}
		for range 5 {
			got := v.open(at + "/questions")
			st := record().Content.Interview
			qs, err := st.Questions(a.Book, rules.Day(2026, 11, 22))
			Expect(err).NotTo(HaveOccurred())
			q := qs[0]
			seen[q.Who] = true
			Expect(got.location).To(Equal(fmt.Sprintf("%s/questions?q=%s&who=%d", at, q.Fact, q.Who)))
			body := v.open(got.location).body
			Expect(body).To(ContainSubstring("關於" + st.People[q.Who].Name))
			Expect(body).To(ContainSubstring(fmt.Sprintf("尚有 %d 個事實會影響結論", len(slices.DeleteFunc(qs, func(q incident.Question) bool { return !q.Primary })))), "about everybody")
			other := 1 - q.Who
			Expect(body).To(ContainSubstring(fmt.Sprintf(`<a href="%s/questions?who=%d">%s</a>`, at, other, st.People[other].Name)))
			Expect(v.open(fmt.Sprintf("%s/questions?who=%d", at, other)).location).To(HaveSuffix(fmt.Sprintf("who=%d", other)))
			got = v.replies(got.location, "v", "?")
			Expect(got.status).To(Equal(303))
			Expect(record().Content.Interview.People[q.Who].Answers).To(ContainElement(incident.Answer{Fact: q.Fact}))
		}
		Expect(seen).To(HaveLen(2))
	})

	It("leads back to the question before, also where that was about somebody else", func() {
		know(rules.Values{"position": "agency_officer"}, nil)
		back := func(address string) string {
			GinkgoHelper()
			hit := regexp.MustCompile(`class="back" href="([^"]+)"`).FindStringSubmatch(v.open(address).body)
			Expect(hit).To(HaveLen(2))
			return html.UnescapeString(hit[1])
		}
		Expect(back(at + "/questions?q=acts&who=1&after=0.position")).To(Equal(at + "/questions?q=position&who=0"))
		Expect(back(at + "/questions?q=acts&who=0&after=0.position")).To(Equal(at + "/questions?q=position&who=0"))
		Expect(back(at + "/questions?q=acts&who=1&after=7.nothing")).To(Equal(at + "/questions?q=act_date&who=1"))
		Expect(back(at + "/questions?q=act_date")).To(Equal(at))
	})

	It("loses nothing when it is answered in two windows", func() {
		know(nil)
		late := hiddenFields(v.open(at + "/questions?q=position").body)
		Expect(v.replies(at+"/questions?q=position", "v", "agency_officer").status).To(Equal(303))
		version := record().Version
		Expect(v.send(at+"/questions", append(late, "v", "agency_officer")...).location).NotTo(ContainSubstring("e=changed"))
		Expect(record().Version).To(Equal(version), "the same answer again is nothing new")

		got := v.send(at+"/questions", append(late, "v", "private_person")...)
		Expect(got.status).To(Equal(303))
		page := v.open(got.location)
		Expect(page.status).To(Equal(409))
		Expect(page.body).To(And(ContainSubstring("在另一個視窗更新過"), ContainSubstring("目前紀錄上的答案是「機關人員"), ContainSubstring(`value="private_person" checked`)))
		Expect(record().Content.Interview.Who().Answers).To(Equal([]incident.Answer{{Fact: "position", Value: "agency_officer"}}))
		Expect(v.replies(strings.Replace(got.location, "e=changed&", "", 1), "v", "private_person").status).To(Equal(303))
		Expect(record().Content.Interview.Who().Answers).To(Equal([]incident.Answer{{Fact: "position", Value: "private_person"}}))

		one := hiddenFields(v.open(at + "/questions?q=came_by").body)
		Expect(v.replies(at+"/questions?q=intent", "v", "no").status).To(Equal(303))
		Expect(v.send(at+"/questions", append(one, "v", "duty")...).location).NotTo(ContainSubstring("e=changed"), "another question is in nobody's way")
		Expect(record().Content.Interview.Who().Answers).To(HaveLen(3))
	})

	It("takes an answer for nobody but whom it was about", func() {
		know(nil, nil)
		aboutB := hiddenFields(v.open(at + "/questions?q=position&who=1").body)
		r := record()
		_, err := a.Incidents.Change(context.Background(), r.Author, r.ID, r.Version, incident.Recast, func(r *incident.Record) (err error) {
			r.Content.Interview.People = []incident.Person{{Name: "丙"}, {Name: "丁"}}
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		got := v.send(at+"/questions", append(aboutB, "v", "agency_officer")...)
		Expect(v.open(got.location).status).To(Equal(409))
		for _, p := range record().Content.Interview.People {
			Expect(p.Answers).To(BeEmpty())
		}
	})

	It("says what is wrong with an answer, with what was chosen, and keeps nothing of it", func() {
		know(rules.Values{"intent": true})
		got := v.replies(at+"/questions?q=fault", "v", "lapse")
		page := v.open(got.location)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(And(ContainSubstring(`value="lapse" checked`), ContainSubstring("或改變「故意使對方知悉或取得」的答案")))
		Expect(record().Content.Interview.Who().Answers).To(HaveLen(1))
		Expect(v.open(at + "/questions?q=nothing").status).To(Equal(404))
	})

	It("shows beside a question what the narrative says of it, and chooses nothing", func() {
		know(careless())
		r := record()
		_, err := a.Incidents.Change(context.Background(), r.Author, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
			r.Content.Narrative = "甲是某分局警員。甲於110年5月間，故意將民眾的個人資料告訴友人。"
			r.Content.Interview = r.Content.Interview.Unset("intent").Unset("fault")
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		body := v.open(at + "/questions?q=intent").body
		Expect(body).To(And(ContainSubstring("敘述第 2 句："), ContainSubstring("<q >甲於110年5月間，故意將民眾的個人資料告訴友人。</q>"), ContainSubstring("故意使對方知悉或取得：是")))
		Expect(body).NotTo(ContainSubstring(" checked"))
		Expect(body).To(MatchRegexp(`href="` + at + `/facts#p-[^"]+">採用並附出處`))
		Expect(v.open(at + "/questions?q=openness").body).NotTo(ContainSubstring("敘述第"))
		Expect(v.replies(at+"/questions?q=intent", "v", "no").status).To(Equal(303))
		Expect(v.open(at+"/questions?q=intent").body).NotTo(ContainSubstring("敘述第 2 句"), "somebody has decided")
	})

	It("shows what an answer would change, and neither keeps nor logs it", func() {
		know(careless())
		fields := hiddenFields(v.open(at + "/questions?q=openness").body)
		before, acts := record().Version, len(logged("counsel"))
		got := v.send(at+"/questions/preview", append(fields, "v", "public")...)
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(Not(ContainSubstring("<html")), ContainSubstring("選這個答案會改變")))
		Expect(record().Version).To(Equal(before))
		Expect(logged("counsel")).To(HaveLen(acts))
	})

	It("lists the answers to check, changes one and keeps the rest, greying what no longer counts", func() {
		know(careless(), rules.Values{"position": "private_person"})
		body := v.open(at + "/check").body
		Expect(rows(body)).To(HaveLen(9), "the date and eight facts")
		Expect(body).NotTo(ContainSubstring("答案只在這個網頁的網址裡"))
		Expect(body).To(ContainSubstring(at + "/check?who=1"))
		got := v.replies(at+"/questions?from=check&q=position&who=0", "v", "private_person")
		page := v.open(got.location)
		Expect(page.body).To(ContainSubstring("服務"), "a contradiction names the other answer")
		Expect(v.replies(at+"/questions?from=check&q=acts&who=0", "v", "-").location).To(Equal(at + "/check?who=0"))
		after := rows(v.open(at + "/check").body)
		Expect(after).To(HaveLen(9))
		Expect(after["acts"]).To(ContainSubstring("以上都沒有"))
		for _, fact := range []string{"openness", "fault"} {
			Expect(after[fact]).To(ContainSubstring("已不影響結論"), fact)
		}
		Expect(record().Content.Interview.People[0].Answers).To(HaveLen(8))
	})

	It("goes on beyond offences and administrative sanctions by an act, not by a link", func() {
		know(careless())
		for range 40 {
			to := v.open(at + "/questions").location
			if strings.HasPrefix(to, at+"/check") {
				break
			}
			Expect(v.replies(to, "v", "?").status).To(Equal(303), to)
		}
		body := v.open(at + "/check").body
		Expect(body).To(ContainSubstring("刑事與行政責任，已沒有其他事實會再影響結論"))
		Expect(v.open(at + "/questions?all=1").location).To(Equal(at + "/check"))
		Expect(record().Content.Interview.All).To(BeFalse())
		Expect(v.send(at+"/questions", "do", "beyond").location).To(HavePrefix(at + "/questions?q="))
		Expect(record().Content.Interview.All).To(BeTrue())
	})

	DescribeTable("is only read", func(by string, status int, make func() error) {
		know(careless())
		Expect(make()).To(Succeed())
		w := v
		if by != "counsel" {
			w = a.signIn(by)
		}
		Expect(w.opens(at+"/check", "續辦研判").body).To(And(ContainSubstring("這裡只能看"), Not(ContainSubstring("更改")), Not(ContainSubstring(at+"/questions"))))
		Expect(w.open(at + "/questions?q=position").location).To(Equal(at + "/check"))
		before := record()
		Expect(w.send(at+"/questions", "q", "position", "v", "private_person").status).To(Equal(status))
		Expect(record()).To(Equal(before))
		Expect(logged(by)).NotTo(ContainElement(audit.IncidentChanged))
	},
		Entry("by who may read it", "colleague", 403, func() error {
			return a.Incidents.Share(context.Background(), a.people["counsel"].ID, record().ID, a.people["colleague"].ID, "協助查證")
		}),
		Entry("while it is under review", "counsel", 409, func() error {
			_, err := a.Incidents.Submit(context.Background(), a.people["counsel"].ID, record().ID, record().Version, a.people["colleague"].ID)
			return err
		}),
		Entry("by the reviewer", "colleague", 403, func() error {
			_, err := a.Incidents.Submit(context.Background(), a.people["counsel"].ID, record().ID, record().Version, a.people["colleague"].ID)
			return err
		}))

	It("opens under the rules of its own day, and is only read once there are others", func() {
		now := a.Incidents
		DeferCleanup(func() { a.Incidents = now })
		desk := func(label string) *incident.Desk {
			files := fstest.MapFS{}
			Expect(fs.WalkDir(rules.Files, ".", func(name string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				data, err := fs.ReadFile(rules.Files, name)
				files[name] = &fstest.MapFile{Data: bytes.Replace(data, []byte("label: {zh: 身分,"), []byte("label: {zh: "+label+","), 1)}
				return err
			})).To(Succeed())
			book, err := rules.Load(files)
			Expect(err).NotTo(HaveOccurred())
			d := incident.New(a.db, incident.Material{Book: book, Files: files, Cases: a.Cases}, a.now)
			Expect(d.KeepRules(context.Background())).To(Succeed())
			return d
		}
		a.Incidents = desk("從前的身分")
		old := a.incident("counsel", "115-保-從前", careless())
		body := v.opens(old+"/check", "續辦研判").body
		Expect(body).To(And(ContainSubstring("從前的身分"), ContainSubstring("更改")))
		a.Incidents = now
		body = v.open(old + "/check").body
		Expect(body).To(And(ContainSubstring("從前的身分"), ContainSubstring("這裡只能看"), Not(ContainSubstring("更改"))))
		Expect(v.open(old + "/questions").location).To(Equal(old + "/check"))
		Expect(v.send(old+"/questions", "q", "position", "v", "private_person").status).To(Equal(409))
	})

	It("is not there for anybody else, and asks what for", func() {
		w := a.signIn("stranger")
		for _, page := range []string{"/questions", "/questions?q=position", "/check"} {
			Expect(w.open(at+page).status).To(Equal(404), page)
		}
		for _, page := range []string{"/questions", "/questions/preview"} {
			Expect(w.send(at+page, "q", "position", "v", "private_person").status).To(Equal(404), page)
		}
		Expect(a.signIn("counsel").open(at + "/check").location).To(HavePrefix("/purpose?"))
	})

	Context("about several people", func() {
		names := func() (out []string) {
			for _, p := range record().Content.Interview.People {
				out = append(out, p.Name)
			}
			return out
		}
		// changes sends a form as a page that shows the record as it is would.
		changes := func(pairs ...string) answer {
			GinkgoHelper()
			return v.send(at+"/people", append(pairs, "version", fmt.Sprint(record().Version))...)
		}

		It("adds somebody, who may take over what is known of the matter itself, and asks about them", func() {
			know(careless())
			body := v.open(at + "/people").body
			Expect(title(body)).To(Equal("這筆紀錄裡的人（1）"))
			Expect(body).To(And(ContainSubstring(`value="乙"`), ContainSubstring("沿用關於甲的 2 個答案"), Not(ContainSubstring("移除<"))))
			got := changes("name", "乙", "like", "0")
			Expect(got.location).To(Equal(at + "/questions?who=1"))
			Expect(names()).To(Equal([]string{"甲", "乙"}))
			Expect(record().Content.Interview.People[1].Answers).To(Equal([]incident.Answer{{Fact: "info", Value: []string{"contact"}}, {Fact: "openness", Value: []string{}}}))
			page := v.open(v.open(got.location).location)
			Expect(page.body).To(And(ContainSubstring("關於乙"), ContainSubstring("已增加「乙」")))
			Expect(changes("name", "丙").status).To(Equal(303))
			Expect(record().Content.Interview.People[2].Answers).To(BeEmpty())
		})

		DescribeTable("calls nobody by a name, and no two alike", func(who, name, says string) {
			know(careless(), nil)
			got := changes("who", who, "name", name)
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(And(ContainSubstring(says), ContainSubstring(`value="`+name+`"`), ContainSubstring("<title>錯誤：")))
			Expect(names()).To(Equal([]string{"甲", "乙"}))
		},
			Entry("a new one", "", "林小明", "請用代號"),
			Entry("a new one called as another", "", "乙", "已經有人用「乙」這個代號"),
			Entry("nothing", "", "", "請用代號"),
			Entry("another name", "1", "王大華", "請用代號"),
			Entry("another's", "1", "甲", "已經有人用「甲」這個代號"))

		It("calls somebody something else and keeps what is known of them", func() {
			know(careless(), nil)
			Expect(changes("who", "0", "name", "某警員").location).To(Equal(at + "/people"))
			Expect(names()).To(Equal([]string{"某警員", "乙"}))
			Expect(record().Content.Interview.People[0].Answers).To(HaveLen(8))
		})

		It("removes somebody once that was confirmed", func() {
			know(careless(), rules.Values{"position": "private_person"})
			body := v.open(at + "/people/0/remove").body
			Expect(title(body)).To(Equal("要移除甲嗎？"))
			Expect(body).To(ContainSubstring("關於甲的 8 個答案"))
			Expect(names()).To(HaveLen(2), "a GET is no act")
			version := fmt.Sprint(record().Version)
			Expect(v.send(at+"/people/0/remove", "version", version).status).To(Equal(303))
			Expect(names()).To(Equal([]string{"乙"}))
			Expect(v.send(at+"/people/0/remove", "version", version).status).To(Equal(404), "the last stays")
			Expect(v.open(at + "/people/0/remove").status).To(Equal(404))
			Expect(v.open(at + "/people/7/remove").status).To(Equal(404))
		})

		It("changes nobody by a page that is out of date", func() {
			know(careless(), nil)
			old := fmt.Sprint(record().Version)
			Expect(v.replies(at+"/questions?q=position&who=1", "v", "private_person").status).To(Equal(303))
			for _, send := range [][]string{{"/people", "name", "丙"}, {"/people", "who", "1", "name", "丙"}, {"/people/1/remove"}} {
				got := v.send(at+send[0], append(send[1:], "version", old)...)
				Expect(got.status).To(Equal(409))
				Expect(got.body).To(And(ContainSubstring("剛才的變更沒有儲存"), ContainSubstring(`action="`+at+`/people"`)))
				Expect(names()).To(Equal([]string{"甲", "乙"}))
			}
		})

		It("is for the author alone", func() {
			know(careless(), nil)
			Expect(a.Incidents.Share(context.Background(), a.people["counsel"].ID, record().ID, a.people["colleague"].ID, "協助查證")).To(Succeed())
			w := a.signIn("colleague")
			Expect(w.opens(at+"/check", "續辦研判").body).NotTo(ContainSubstring(at + "/people"))
			Expect(w.open(at + "/people").location).To(Equal(at + "/check"))
			Expect(w.open(at + "/people/1/remove").location).To(Equal(at + "/check"))
			version := fmt.Sprint(record().Version)
			Expect(w.send(at+"/people", "name", "丙", "version", version).status).To(Equal(403))
			Expect(w.send(at+"/people/1/remove", "version", version).status).To(Equal(403))
			Expect(logged("colleague")).NotTo(ContainElement(audit.IncidentChanged))
			Expect(a.signIn("stranger").open(at + "/people").status).To(Equal(404))
		})
	})
})

var _ = Describe("the interview of a record, in a browser", Label("browser"), func() {
	It("works with the keyboard alone, and keeps what is answered anew after going back", func() {
		a := newChambers()
		at := a.incident("counsel", "115-保-001", nil)
		j := a.browse(startBrowser(), listen(a.Server), "questions", true)
		j.goes("/sign-in")
		j.enters("counsel", password)
		j.goes(at + "/questions")
		j.states("續辦研判")
		until := func(what string) {
			GinkgoHelper()
			for range 40 {
				if eval[bool](j.tab, fmt.Sprintf(`document.activeElement.matches(%q)`, what)) {
					return
				}
				j.do(chromedp.KeyEvent(kb.Tab))
			}
			Fail("the focus never came to " + what)
		}
		answers := func() []incident.Answer {
			GinkgoHelper()
			r, err := a.Incidents.Open(context.Background(), a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"))
			Expect(err).NotTo(HaveOccurred())
			return r.Content.Interview.Who().Answers
		}
		j.sees("行為是哪一天發生的？", "date")
		until("#answer")
		j.leads(chromedp.KeyEvent("110/5" + kb.Enter))
		j.sees("這個人做了下列哪些事？.*", "acts")
		until("input[value=query]")
		j.do(chromedp.KeyEvent(" "))
		Eventually(func() string { return eval[string](j.tab, `document.getElementById("said").textContent`) }).ShouldNot(BeEmpty(), "what it would change is said")
		until("input[value=disclose]")
		j.do(chromedp.KeyEvent(" "))
		j.leads(chromedp.KeyEvent(kb.Enter))
		Expect(answers()).To(Equal([]incident.Answer{{Fact: "acts", Value: []string{"query", "disclose"}}}))
		j.back()
		Expect(j.checked("disclose")).To(BeTrue())
		until("input[value=disclose]")
		j.do(chromedp.KeyEvent(" "))
		j.leads(chromedp.KeyEvent(kb.Enter))
		Expect(j.path()).NotTo(ContainSubstring("e=changed"))
		Expect(answers()).To(Equal([]incident.Answer{{Fact: "acts", Value: []string{"query"}}}))
		j.goes(at + "/check")
		j.sees("檢查答案", "check")
		until("a[href$='/people']")
		j.leads(chromedp.KeyEvent(kb.Enter))
		j.sees("這筆紀錄裡的人（1）", "people")
	})
})
