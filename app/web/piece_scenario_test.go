package web_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook"
)

// studio is an agency where somebody writes a scenario.
type studio struct {
	*agency
	*visitor
	at string // the address of the scenario
}

// newStudio opens a case file as a piece.
func newStudio(file []byte) *studio {
	GinkgoHelper()
	s := shippedServer()
	a := agencyOn(s)
	s.Materials = publishing.New(a.db, publishing.Material{Book: s.Book, Faults: func(publishing.Kind, string, []byte) []publishing.Fault { return nil }}, a.now)
	p, err := s.Materials.Begin(context.Background(), a.people["editor"].ID, publishing.Start{Kind: publishing.Case, Key: "agency-115-1", File: file})
	Expect(err).NotTo(HaveOccurred())
	return &studio{a, a.signIn("editor"), "/materials/" + p.ID + "/scenario"}
}

// file is the case as it is saved.
func (s *studio) file() string {
	GinkgoHelper()
	p, err := s.Materials.Open(context.Background(), strings.Split(s.at, "/")[2])
	Expect(err).NotTo(HaveOccurred())
	return string(p.File)
}

func (s *studio) scenario() *casebook.Scenario {
	GinkgoHelper()
	c, _ := casebook.Draft("a.yaml", []byte(s.file()), s.Book)
	return c.Scenario
}

var (
	writtenInput  = regexp.MustCompile(`(?s)<input ([^>]*)>|<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>|<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	writtenChoice = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	writtenFirst  = regexp.MustCompile(`<option value="([^"]*)"`)
	writtenName   = regexp.MustCompile(`name="([^"]*)"`)
	writtenValue  = regexp.MustCompile(`value="([^"]*)"`)
)

// written is the last form of a page as a browser would send it, without buttons.
func written(a answer) url.Values {
	GinkgoHelper()
	forms := strings.Split(a.body, `<form method="post"`)
	Expect(len(forms)).To(BeNumerically(">", 1), a.body)
	body, _, _ := strings.Cut(forms[len(forms)-1], "</form>")
	out := url.Values{}
	for _, m := range writtenInput.FindAllStringSubmatch(body, -1) {
		switch {
		case m[2] != "":
			chosen := writtenChoice.FindStringSubmatch(m[3])
			if chosen == nil {
				chosen = writtenFirst.FindStringSubmatch(m[3])
			}
			out.Add(m[2], html.UnescapeString(chosen[1]))
		case m[4] != "":
			out.Add(m[4], strings.ReplaceAll(html.UnescapeString(m[5]), "\n", "\r\n"))
		case !strings.Contains(m[1], `type="checkbox"`) && !strings.Contains(m[1], `type="radio"`) || strings.HasSuffix(m[1], " checked"):
			value := writtenValue.FindStringSubmatch(m[1])
			if value == nil {
				value = []string{"", ""}
			}
			out.Add(writtenName.FindStringSubmatch(m[1])[1], html.UnescapeString(value[1]))
		}
	}
	return out
}

// save sends a form as it was drawn, but for some fields.
func (s *studio) save(page string, otherwise ...string) answer {
	GinkgoHelper()
	return s.sendForm(s.at+page, written(s.open(s.at+page)), otherwise...)
}

func (s *studio) sendForm(to string, form url.Values, otherwise ...string) answer {
	GinkgoHelper()
	for i := 0; i < len(otherwise); i += 2 {
		form.Set(otherwise[i], otherwise[i+1])
	}
	var pairs []string
	for name, values := range form {
		for _, v := range values {
			if name != "csrf" {
				pairs = append(pairs, name, v)
			}
		}
	}
	return s.visitor.send(to, pairs...)
}

func shippedFile(id string) []byte {
	GinkgoHelper()
	data, err := casebook.Files.ReadFile("cases/" + id + ".yaml")
	Expect(err).NotTo(HaveOccurred())
	return data
}

var _ = Describe("writing a scenario", func() {
	It("saves every form of a shipped case as it was", func() {
		file := shippedFile("npa-leak-5")
		s := newStudio(file)
		page := s.open(s.at)
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(ContainSubstring("<h1>情境有6步，每條路都檢查過了</h1>"))
		Expect(page.body).NotTo(ContainSubstring("⟦"))
		for _, form := range []string{"/about", "/facts", "/nodes/1", "/nodes/3", "/nodes/6", "/nodes/1/1", "/nodes/2/1", "/nodes/2/2", "/nodes/3/1", "/nodes/3/2"} {
			Expect(s.save(form, "do", "save").status).To(Equal(303), form)
			Expect(s.file()).To(Equal(string(file)), form)
		}
	})

	It("tells the graph in words, and what is wrong with a link to its place", func() {
		file := strings.Replace(string(shippedFile("npa-leak-4")), "then: standing", "then: nowhere_at_all", 1)
		s := newStudio([]byte(file))
		page := s.open(s.at).body
		Expect(page).To(ContainSubstring("<h1>情境有6步，還有1處要處理</h1>"))
		Expect(page).To(ContainSubstring(`<a href="` + s.at + `/nodes/1/1">第1步的選項A</a>：<span >沒有節點「nowhere_at_all」</span>`))
		Expect(page).To(ContainSubstring("第1步：選A，沒有去處、選B，第3步、選C，第3步；第2步（沒有路走到這裡）：選A，第6步"))
		Expect(page).To(MatchRegexp(`<g transform="translate\(\d+ \d+\)" class="lost"><rect [^>]*/><text y="6">2</text><text x="26" y="-10" class="word">走不到</text>`))
		Expect(page).To(ContainSubstring("就能在這裡試走"))
		Expect(s.open(s.at + "/play").status).To(Equal(409))
	})

	It("begins with a case that has none, and is kept unfinished", func() {
		whole := string(shippedFile("npa-leak-4"))
		s := newStudio([]byte(whole[:strings.Index(whole, "scenario:")]))
		Expect(s.open(s.at).body).To(ContainSubstring("<h1>這個案例還沒有情境</h1>"))
		Expect(s.save("", "do", "begin").location).To(Equal(s.at))
		Expect(s.scenario().Nodes).To(Equal([]casebook.Node{{ID: "n1", Ask: casebook.DefaultAsk, Choices: []casebook.Choice{{ID: "c1"}, {ID: "c2"}}}}))
		Expect(s.save("", "do", "add").location).To(Equal(s.at + "/nodes/2"))
		Expect(s.save("/nodes/1", "story", "一\r\n二", "c1-do", " 走 開 ", "c1-says", "風。", "c1-then", "n2", "do", "add").location).To(Equal(s.at + "/nodes/1#c3-do"))
		n := s.scenario().Nodes[0]
		Expect(n.Story).To(Equal("一\n二"))
		Expect(n.Choices).To(Equal([]casebook.Choice{{ID: "c1", Do: "走 開", Says: "風。", Then: []casebook.Branch{{Go: "n2"}}}, {ID: "c2"}, {ID: "c3"}}))

		Expect(s.save("/nodes/1", "do", "down-1").status).To(Equal(303))
		Expect(s.scenario().Nodes[0].Choices[1].ID).To(Equal("c1"))
		Expect(s.save("/nodes/1", "do", "remove-1").status).To(Equal(303))
		Expect(s.save("/nodes/2", "id", "later").status).To(Equal(303))
		Expect(s.scenario().Nodes[0].Choices[0].Then).To(Equal([]casebook.Branch{{Go: "later"}}))
		Expect(s.save("", "node", "2", "do", "up").status).To(Equal(303))
		Expect(s.scenario().Nodes[0].ID).To(Equal("later"))
		Expect(s.save("", "node", "1", "do", "remove").status).To(Equal(303))
		Expect(s.scenario().Nodes).To(HaveLen(1))
		Expect(s.scenario().Nodes[0].Choices[0].Then).To(BeNil())
		Expect(s.open(s.at + "/nodes/2").status).To(Equal(404))

		Expect(s.save("/remove").location).To(Equal(s.at))
		Expect(s.scenario()).To(BeNil())
	})

	It("sets facts by typed fields, and conditions from the facts of the scenario", func() {
		s := newStudio(shippedFile("npa-leak-4"))
		got := s.save("/nodes/1/3", "add", "benefit_amount")
		Expect(got.location).To(Equal(s.at + "/nodes/1/3?fact=benefit_amount#fact-benefit_amount"))
		form := written(s.open(s.at + "/nodes/1/3?fact=benefit_amount"))
		Expect(form["fact"]).To(Equal([]string{"benefit_amount"}))
		got = s.sendForm(s.at+"/nodes/1/3", form, "f:benefit_amount", "很多")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring(`value="很多"`), ContainSubstring(`aria-invalid="true"`)))
		got = s.sendForm(s.at+"/nodes/1/3", form, "f:benefit_amount", "3,000", "if1-1", "acts=disclose", "go1", "driver", "otherwise", "plead")
		Expect(got.status).To(Equal(303))
		ch := s.scenario().Nodes[0].Choices[2]
		Expect(ch.Sets).To(Equal([]casebook.Effect{{Fact: "benefit_amount", Value: int64(3000)}}))
		Expect(ch.Then).To(Equal([]casebook.Branch{{If: []casebook.Literal{{Fact: "acts", Is: "disclose"}}, Go: "driver"}, {Go: "plead"}}))
		Expect(s.open(s.at).body).To(ContainSubstring("選C，第4步、選C，第3步"))

		got = s.save("/nodes/1/1", "f:intent", "?", "f:acts:disclose", "out", "f:acts:hand_over", "in", "f:damage", "")
		Expect(got.status).To(Equal(303))
		Expect(s.scenario().Nodes[0].Choices[0].Sets[:2]).To(Equal([]casebook.Effect{{Fact: "acts", Value: map[string]bool{"disclose": false, "hand_over": true}}, {Fact: "intent"}}))
	})

	It("keeps what both wrote when they wrote in different places, and shows both where they did not", func() {
		s := newStudio(shippedFile("npa-leak-4"))
		first, second := written(s.open(s.at+"/nodes/1")), written(s.open(s.at+"/nodes/2"))
		stale := written(s.open(s.at + "/nodes/1"))
		Expect(s.sendForm(s.at+"/nodes/1", first, "story", "甲寫的。").status).To(Equal(303))
		Expect(s.sendForm(s.at+"/nodes/2", second, "story", "乙寫的。").status).To(Equal(303))
		Expect([]string{s.scenario().Nodes[0].Story, s.scenario().Nodes[1].Story}).To(Equal([]string{"甲寫的。", "乙寫的。"}))

		got := s.sendForm(s.at+"/nodes/1", stale, "story", "丙寫的。")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("丙寫的。</textarea>"), ContainSubstring("甲寫的。</dd>")))
		Expect(s.scenario().Nodes[0].Story).To(Equal("甲寫的。"))
		Expect(s.sendForm(s.at+"/nodes/1", written(got)).status).To(Equal(303))
		Expect(s.scenario().Nodes[0].Story).To(Equal("丙寫的。"))
	})

	It("refuses an identifier that is taken, with what was typed", func() {
		s := newStudio(shippedFile("npa-leak-4"))
		got := s.save("/nodes/2", "id", "desk", "story", "新的。")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring("第1步已經用了這個代號"), ContainSubstring("新的。</textarea>")))
		got = s.save("/about", "act_date", "昨天", "title", "新題")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring(`value="新題"`), ContainSubstring(`value="昨天"`)))
	})

	It("is played from the draft to its debrief, and nothing is kept", func() {
		file := strings.Replace(string(shippedFile("npa-leak-4")), "按下鎖定鍵，請同事掛電話一起出去", "鎖", 1)
		s := newStudio([]byte(file))
		Expect(s.open(s.at).body).To(ContainSubstring("還有"))
		page := s.open(s.at + "/play")
		Expect(page.status).To(Equal(200))
		to := s.at + "/play"
		Expect(s.sendForm(to, written(page)).location).To(ContainSubstring("e=1"))
		for page.status == 200 && strings.Contains(page.body, `name="choice"`) {
			first := regexp.MustCompile(`name="choice" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
			form := url.Values{}
			for _, name := range []string{"s", "node"} {
				if m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page.body); m != nil {
					form.Set(name, m[1])
				}
			}
			got := s.sendForm(to, form, "choice", first)
			Expect(got.status).To(Equal(303))
			turn := s.open(got.location)
			Expect(turn.body).To(ContainSubstring(`id="changed"`))
			page = s.open(strings.TrimSuffix(strings.Replace(got.location, "turn=1", "", 1), "&"))
		}
		Expect(page.body).To(ContainSubstring(s.at + `">回到情境</a>`))
		Expect(s.file()).To(Equal(file))
		Expect(s.open("/scenarios").body).NotTo(ContainSubstring("agency-115-1"))
	})

	It("lists every change of a single fact of the draft with what it moves", func() {
		s := newStudio(shippedFile("npa-leak-4"))
		page := s.open(strings.TrimSuffix(s.at, "scenario") + "bench")
		Expect(page.status).To(Equal(200))
		Expect(page.body).NotTo(ContainSubstring("⟦"))
		c, err := casebook.Decode("npa-leak-4.yaml", shippedFile("npa-leak-4"), s.Book)
		Expect(err).NotTo(HaveOccurred())
		told := 0
		for _, o := range s.Quizzes.Offers(c) {
			told += len(o.Flips)
		}
		Expect(strings.Count(page.body, `<details class="benchflip">`)).To(Equal(told))
		title := regexp.MustCompile(`<h1>只改一點的(\d+)種改法`).FindStringSubmatch(page.body)
		Expect(title).NotTo(BeNil())
		more := regexp.MustCompile(`另有(\d+)種改法沒有核定的句子`).FindStringSubmatch(page.body)
		Expect(more).NotTo(BeNil())
		untold, _ := strconv.Atoi(more[1])
		Expect(title[1]).To(Equal(strconv.Itoa(told + untold)))
		Expect(told + untold).To(BeNumerically(">=", len(s.Cases.Counterfactuals(c, c.Actors[0].Name))))
		Expect(page.body).To(ContainSubstring("刑法第132條"))

		whole := string(shippedFile("npa-leak-4"))
		none := newStudio([]byte(whole[:strings.Index(whole, "actors:")]))
		Expect(none.open(strings.TrimSuffix(none.at, "scenario") + "bench").body).To(ContainSubstring("<h1>還沒有可以改變的事實</h1>"))
	})

	It("is for editors; who reads material plays it, and nobody else sees it", func() {
		s := newStudio(shippedFile("npa-leak-4"))
		bench := strings.TrimSuffix(s.at, "scenario") + "bench"
		counsel, officer := s.signIn("counsel"), s.signIn("officer")
		for _, page := range []string{s.at, s.at + "/facts", s.at + "/nodes/1", s.at + "/nodes/1/1", bench} {
			Expect(counsel.open(page).status).To(Equal(403), page)
			Expect(officer.open(page).status).To(Equal(403), page)
			Expect(s.agency.visitor().open(page).status).To(Equal(303), page)
		}
		Expect(counsel.send(s.at, "do", "add").status).To(Equal(403))
		Expect(counsel.open(s.at + "/play").status).To(Equal(200))
		Expect(officer.open(s.at + "/play").status).To(Equal(403))
		Expect(s.file()).To(Equal(string(shippedFile("npa-leak-4"))))
	})
})
