package web_test

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/web"
)

// kept is a record of somebody's with words that are nowhere else.
type kept struct {
	author, id string
	words      []string
}

// keep makes a record whose reference, narrative, purpose and notes have words of
// their own, and gives it a second person.
func (a *agency) keep(author, mark string) kept {
	GinkgoHelper()
	ctx, by := context.Background(), a.people[author].ID
	k := kept{author: author, words: []string{"卷" + mark + "號", "湖畔" + mark + "亭", "舊書" + mark + "鋪", "石橋" + mark + "頭"}}
	k.id = strings.TrimPrefix(a.incident(author, k.words[0], careless()), "/incidents/")
	r, err := a.Incidents.Open(ctx, by, k.id)
	Expect(err).NotTo(HaveOccurred())
	_, err = a.Incidents.Change(ctx, by, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
		r.Content.Narrative, r.Content.Notes, r.Content.Purpose = "員警甲在"+k.words[1]+"把資料交給民眾A。", "待查"+k.words[2], "研判"+k.words[3]
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
	return k
}

// at is the address of a route for a record.
func (k kept) at(path string) string {
	for blank, value := range map[string]string{":id": k.id, ":number": "1", ":file": "memo.odt", ":kind": "odt"} {
		path = strings.ReplaceAll(path, blank, value)
	}
	return path
}

// incidentWays are the addresses of records, as the table of routes has them.
func incidentWays(a *agency) (out []web.Route) {
	for _, r := range a.Routes() {
		if strings.HasPrefix(r.Path, "/incidents") {
			out = append(out, r)
		}
	}
	Expect(len(out)).To(BeNumerically(">", 40))
	return out
}

// Acceptance of the workbench: no role reaches the record of another, by page, form,
// export, search or figures. The walk is over the table of routes, so that a new route
// is walked too.
var _ = Describe("records of others", Ordered, func() {
	var a *agency
	var mine, theirs, far kept
	var stored map[string]string
	everything := func() map[string]string {
		GinkgoHelper()
		out := map[string]string{}
		for _, k := range []kept{mine, theirs, far} {
			r, err := a.Incidents.Open(context.Background(), a.people[k.author].ID, k.id)
			Expect(err).NotTo(HaveOccurred())
			readers, err := a.Incidents.Readers(context.Background(), r.Author, r.ID)
			Expect(err).NotTo(HaveOccurred())
			out[k.id] = strings.Join(append(readers, string(r.State), r.Reviewer, r.Content.Narrative, r.Content.Notes), "|")
		}
		return out
	}
	// silent is that an answer has no word of records.
	silent := func(got answer, at string, of ...kept) {
		GinkgoHelper()
		for _, k := range of {
			for _, word := range k.words {
				Expect(got.body).NotTo(ContainSubstring(word), at)
				Expect(got.location).NotTo(ContainSubstring(url.QueryEscape(word)), at)
			}
		}
		Expect(got.status).To(BeNumerically("<", 500), at)
	}
	// walk asks for every address of some records.
	walk := func(v *visitor, of []kept, ask func(r web.Route, at string, got answer)) {
		GinkgoHelper()
		for _, r := range incidentWays(a) {
			for _, k := range of {
				at := k.at(r.Path)
				if r.Method == "GET" {
					ask(r, r.Method+" "+at, v.open(at))
				} else {
					ask(r, r.Method+" "+at, v.send(at, "version", "3", "account", a.people["stranger"].ID, "reviewer", a.people["stranger"].ID, "login", "stranger", "reason", "協助研判", "text", "不成立", "overall", "agree", "narrative", "改寫"))
				}
				if !strings.Contains(r.Path, ":id") {
					break
				}
			}
		}
	}
	BeforeAll(func() {
		a = newChambers()
		mine, theirs, far = a.keep("counsel", "甲"), a.keep("colleague", "乙"), a.keep("stranger", "丙")
		stored = everything()
	})
	AfterEach(func() { Expect(everything()).To(Equal(stored), "nothing was changed") })

	for _, role := range append([]account.Role{""}, account.Roles...) {
		if role == account.Counsel {
			continue
		}
		It("are not there for "+string(role)+", whatever the address", func() {
			v := a.visitor()
			if role != "" {
				v = a.signIn(string(role))
			}
			all := []kept{mine, theirs, far}
			walk(v, all, func(r web.Route, at string, got answer) {
				silent(got, at, all...)
				switch {
				case role == "":
					Expect(got.status).To(BeElementOf(303, 401), at)
				case r.Action.Allows(role):
					Expect(r.Path).NotTo(ContainSubstring(":id"), "records are of counsel alone")
				default:
					Expect(got.status).To(Equal(403), at)
				}
			})
		})
	}

	It("are not there for other legal officers, by any address, list, search or figure", func() {
		for who, others := range map[string][]kept{"counsel": {theirs, far}, "colleague": {mine, far}, "stranger": {mine, theirs}} {
			v := a.signIn(who)
			v.open("/incidents/new") // for the token of its form
			walk(v, others, func(r web.Route, at string, got answer) {
				silent(got, who+" "+at, others...)
				if strings.Contains(r.Path, ":id") {
					Expect(got.status).To(Equal(404), who+" "+at)
				}
			})
			for _, q := range []string{"湖畔", "舊書", "石橋", "資料交給民眾"} {
				got := v.opens("/incidents/search?q="+url.QueryEscape(q), "查有無相同來源")
				silent(got, who+" "+q, others...)
				Expect(got.body).To(ContainSubstring("找到 1 筆"), "their own")
			}
			silent(v.open("/incidents?conduct=disclose"), who, others...)
			silent(v.open("/me/log"), who, others...)
		}
	})

	It("are open to whom they were sent or given, after saying what for, and no other is", func() {
		ctx := context.Background()
		by := a.people["counsel"].ID
		Expect(a.Incidents.Share(ctx, by, mine.id, a.people["colleague"].ID, "協助研判")).To(Succeed())
		r, err := a.Incidents.Open(ctx, by, mine.id)
		Expect(err).NotTo(HaveOccurred())
		_, err = a.Incidents.Submit(ctx, by, mine.id, r.Version, a.people["stranger"].ID)
		Expect(err).NotTo(HaveOccurred())
		stored = everything()

		opened := map[string]int{}
		for who, others := range map[string][]kept{"colleague": {far}, "stranger": {theirs}} {
			v := a.signIn(who)
			walk(v, append(slices.Clone(others), mine), func(r web.Route, at string, got answer) {
				if r.Method != "GET" || !strings.Contains(r.Path, ":id") {
					return
				}
				silent(got, who+" "+at, others...)
				if strings.Contains(at, mine.id) {
					silent(got, who+" before a purpose: "+at, mine)
					Expect(got.status).To(BeElementOf(303, 403, 404, 409), who+" before a purpose: "+at)
				}
			})
			Expect(everything()).To(Equal(stored), who)
			Expect(v.opens("/incidents/"+mine.id, "受託審查"+who).body).To(ContainSubstring(mine.words[0]))
			for _, r := range incidentWays(a) {
				if r.Method == "GET" && strings.Contains(r.Path, ":id") {
					got := v.open(mine.at(r.Path))
					silent(got, who+" "+r.Path, others...)
					if got.status == 200 {
						opened[who]++
					}
				}
			}
			Expect(v.opens("/incidents/search?q="+url.QueryEscape("湖畔"), "查有無相同來源").body).To(ContainSubstring("找到 2 筆"))
			Expect(v.open("/incidents").body).To(ContainSubstring(mine.words[0]))
		}
		Expect(opened["colleague"]).To(BeNumerically(">", 8))
		Expect(opened["stranger"]).To(BeNumerically(">", 8))

		Expect(a.Incidents.Unshare(ctx, by, mine.id, a.people["colleague"].ID)).To(Succeed())
		stored = everything()
		v := a.signIn("colleague")
		walk(v, []kept{mine}, func(r web.Route, at string, got answer) {
			silent(got, "taken back: "+at, mine)
			if strings.Contains(r.Path, ":id") {
				Expect(got.status).To(Equal(404), "taken back: "+at)
			}
		})
	})

	It("are in the log with a purpose whenever they were opened", func() {
		said := map[string]bool{}
		for _, e := range a.log() {
			for _, k := range []kept{mine, theirs, far} {
				if e.Subject == k.id && e.Action != audit.AccessRefused {
					Expect(e.Purpose).NotTo(BeEmpty(), e.Action)
					said[e.User+" "+k.author+" "+e.Purpose] = true
				}
			}
		}
		Expect(slices.Sorted(maps.Keys(said))).To(Equal([]string{"colleague counsel 受託審查colleague", "stranger counsel 受託審查stranger"}))
	})
})
