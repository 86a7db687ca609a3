package web_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/casebook/cue"
)

// newPress is the agency with a desk for material, where editor and second, who is an
// editor too, are signed in.
type press struct {
	*agency
	editor, second *visitor
}

func newPress() *press {
	GinkgoHelper()
	s := shippedServer()
	a := agencyOn(s)
	s.Materials = publishing.New(a.db, publishing.Material{Book: s.Book, Faults: func(publishing.Kind, string, []byte) []publishing.Fault { return nil }}, a.now)
	lexicon, err := cue.Shipped()
	Expect(err).NotTo(HaveOccurred())
	s.Cues = lexicon
	a.person("second", "第一分局", account.Editor)
	return &press{agency: a, editor: a.signIn("editor"), second: a.signIn("second")}
}

// piece begins a piece of a case and gives its address.
func (p *press) piece(key string, file []byte) string {
	GinkgoHelper()
	x, err := p.Materials.Begin(context.Background(), p.people["editor"].ID, publishing.Start{Kind: publishing.Case, Key: key, File: file})
	Expect(err).NotTo(HaveOccurred())
	return "/materials/" + x.ID
}

func shippedCase(id string) []byte {
	GinkgoHelper()
	data, err := casebook.Files.ReadFile("cases/" + id + ".yaml")
	Expect(err).NotTo(HaveOccurred())
	return data
}

// content is what a piece says now.
func (p *press) content(at string) string {
	GinkgoHelper()
	x, err := p.Materials.Open(context.Background(), strings.Split(at, "/")[2])
	Expect(err).NotTo(HaveOccurred())
	return string(x.File)
}

var (
	controls   = regexp.MustCompile(`(?s)<input ([^>]*)>|<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>|<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	attrIn     = regexp.MustCompile(`(name|value|type)="([^"]*)"`)
	selectedIn = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	firstIn    = regexp.MustCompile(`<option value="([^"]*)"`)
)

// drawn is the form of a page that posts, as a browser would send it.
func drawn(a answer) url.Values {
	GinkgoHelper()
	out := url.Values{}
	_, body, ok := strings.Cut(a.body, `<form method="post"`)
	for ok && strings.HasPrefix(body, ` action="/sign-out"`) {
		_, body, ok = strings.Cut(body, `<form method="post"`)
	}
	Expect(ok).To(BeTrue(), "there is a form")
	body, _, _ = strings.Cut(body, "</form>")
	for _, hit := range controls.FindAllStringSubmatch(body, -1) {
		switch {
		case hit[2] != "":
			chosen := selectedIn.FindStringSubmatch(hit[3])
			if chosen == nil {
				chosen = firstIn.FindStringSubmatch(hit[3])
			}
			out.Add(html.UnescapeString(hit[2]), html.UnescapeString(chosen[1]))
		case hit[4] != "":
			out.Add(hit[4], html.UnescapeString(hit[5]))
		default:
			attrs := map[string]string{}
			for _, x := range attrIn.FindAllStringSubmatch(hit[1], -1) {
				attrs[x[1]] = html.UnescapeString(x[2])
			}
			on := attrs["type"] != "checkbox" && attrs["type"] != "radio" && attrs["type"] != "file" || strings.Contains(hit[1], " checked")
			if on && attrs["name"] != "" {
				out.Add(attrs["name"], attrs["value"])
			}
		}
	}
	return out
}

// submit sends the form of the page at an address, with some of it otherwise: each is
// name=value, and an empty value takes the name out.
func (v *visitor) submit(at, to string, otherwise ...string) answer {
	GinkgoHelper()
	page := v.open(at)
	Expect(page.status).To(Equal(200), page.body)
	Expect(page.body).NotTo(ContainSubstring("⟦"))
	return v.resubmit(page, to, otherwise...)
}

// resubmit sends the form of a page that is there already.
func (v *visitor) resubmit(page answer, to string, otherwise ...string) answer {
	GinkgoHelper()
	form := drawn(page)
	for _, x := range otherwise {
		name, value, _ := strings.Cut(x, "=")
		if form.Del(name); value != "" {
			for one := range strings.SplitSeq(value, "|") {
				form.Add(name, one)
			}
		}
	}
	var pairs []string
	for name, values := range form {
		for _, value := range values {
			pairs = append(pairs, name, value)
		}
	}
	return v.send(to, pairs...)
}

var _ = Describe("the facts of a case that is written", Ordered, func() {
	var p *press
	BeforeAll(func() { p = newPress() })

	It("are saved as they stand, of every shipped case, when nothing is changed", func() {
		for _, c := range p.Cases.Cases() {
			file := string(shippedCase(c.ID))
			at := p.piece(c.ID, []byte(file))
			for _, a := range c.Actors {
				got := p.editor.submit(at+"/facts?who="+url.QueryEscape(a.Name), at+"/facts")
				Expect(got.status).To(Equal(303), c.ID+got.body)
			}
			Expect(p.content(at)).To(Equal(file), c.ID)
		}
	})

	DescribeTable("are changed", func(change []string, before, after string) {
		file := string(shippedCase("tcpd-4"))
		at := p.piece("agency-1-"+fresh(), []byte(file))
		got := p.editor.submit(at+"/facts", at+"/facts", change...)
		Expect(got.status).To(Equal(303), got.body)
		Expect(got.location).To(Equal(at + "/facts?who=%E7%94%B2"))
		Expect(p.content(at)).To(Equal(strings.Replace(file, before, after, 1)))
	},
		Entry("to no", []string{"v:harm_likely=no"}, "harm_likely: {value: true,", "harm_likely: {value: false,"),
		Entry("to not stated", []string{"v:harm_likely=", "at:harm_likely="}, "      harm_likely: {value: true, at: [s4, s5]}\n", ""),
		Entry("in their sentences", []string{"at:harm_likely=s4"}, "harm_likely: {value: true, at: [s4, s5]}", "harm_likely: {value: true, at: [s4]}"),
		Entry("to another value", []string{"v:prosecution=deferred"}, "value: indicted", "value: deferred"),
		Entry("by a member more", []string{"v:acts:lose=yes"}, "[query, false_entry, disclose]", "[query, false_entry, disclose, lose]"),
	)

	DescribeTable("are refused at their place, with all that was chosen", func(says string, change ...string) {
		file := string(shippedCase("tcpd-4"))
		at := p.piece("agency-1-"+fresh(), []byte(file))
		got := p.editor.submit(at+"/facts", at+"/facts", append(change, "v:harm_public=no")...)
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring(says))
		Expect(got.body).To(ContainSubstring(`name="v:harm_public" value="no" checked`), "what else was chosen")
		Expect(p.content(at)).To(Equal(file), "nothing is saved")
	},
		Entry("without a sentence", `href="#fact-harm_likely">足生損害於他人：沒有指出句子。`, "at:harm_likely="),
		Entry("when they contradict each other", "和其他事實互相矛盾：", "v:query_for_duty=yes"),
	)

	It("are proposed by the words of the narrative, and are none until they are taken", func() {
		c := publishing.NewCase("agency-115-1", "查詢", "○○市政府警察局", "警員甲未經授權查詢民眾B的車籍資料。\n甲把車籍資料告訴友人C。")
		publishing.SetPeople(c, []publishing.Person{{Name: "甲", Role: "警員"}})
		at := p.piece("agency-115-1", c.File())
		page := p.editor.open(at + "/facts")
		keys := regexp.MustCompile(`name="take" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
		Expect(keys).NotTo(BeEmpty(), page.body)
		Expect(p.editor.resubmit(page, at+"/facts").status).To(Equal(303))
		Expect(p.content(at)).To(Equal(string(c.File())), "suggests nothing silently")
		var query string
		for _, k := range keys {
			if key := html.UnescapeString(k[1]); strings.HasPrefix(key, "acts map[query:true]") {
				query = key
			}
		}
		Expect(query).NotTo(BeEmpty())
		Expect(p.editor.submit(at+"/facts", at+"/facts", "take="+query).status).To(Equal(303))
		Expect(p.content(at)).To(ContainSubstring("acts: {value: {query: true}, at: [s1]}"))
	})

	It("are found by a word and by a group, a manageable part at a time", func() {
		at := p.piece("agency-1-"+fresh(), publishing.NewCase("agency-115-9", "無", "某局", "").File())
		page := p.editor.open(at + "/facts?q=" + url.QueryEscape("故意"))
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(And(ContainSubstring("找到"), ContainSubstring(`id="fact-intent"`), ContainSubstring("這則案例還沒有行為人")))
		Expect(p.editor.open(at + "/facts?q=" + url.QueryEscape("沒有這種事實")).body).To(ContainSubstring("沒有符合的事實"))
	})

	It("are nobody's but an editor's to change", func() {
		at := p.piece("agency-1-"+fresh(), shippedCase("tcpd-4"))
		Expect(p.signIn("officer").open(at + "/facts").status).To(Equal(403))
		Expect(p.editor.open("/materials/none/facts").status).To(Equal(404))
	})
})

var made int

// fresh is a number for a key that no piece has.
func fresh() string {
	made++
	return strings.Repeat("1", made)
}
