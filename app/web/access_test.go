package web_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

// Every route is asked for by everybody. What the table of access says is what
// happens: no route is open by mistake, and none is shut.
var _ = Describe("access", func() {
	roles := append([]account.Role{""}, account.Roles...) // "" is nobody

	for _, role := range roles {
		name := string(role)
		if name == "" {
			name = "nobody"
		}
		It("is as the table says, for "+name, func() {
			a := newSchool()
			routes := a.Routes()
			Expect(len(routes)).To(BeNumerically(">", 50))
			var v *visitor
			for _, r := range routes {
				switch {
				case role == "":
					v = a.visitor()
				case v == nil:
					v = a.signIn(string(role))
				case v.open("/me").status != 200: // the route before signed out
					a = newSchool()
					v = a.signIn(string(role))
				}
				path := a.fill(r.Path)
				may := r.Action.Open() || role != "" && r.Action.Allows(role)
				if r.Method == "GET" {
					got := v.open(path)
					switch {
					case may:
						Expect(got.status).To(BeElementOf(200, 303, 302, 400, 404), r.Path)
						Expect(got.location).NotTo(HavePrefix("/sign-in?"), r.Path)
					case role == "":
						Expect(got.status).To(Equal(303), r.Path)
						Expect(got.location).To(HavePrefix("/sign-in"), r.Path)
					default:
						Expect(got.status).To(Equal(403), r.Path)
						Expect(got.body).To(ContainSubstring("您的角色不能看這一頁"), r.Path)
					}
					Expect(got.body).NotTo(ContainSubstring("⟦"), r.Path)
					continue
				}
				got := v.send(path)
				switch {
				case may:
					Expect(got.status).NotTo(BeElementOf(401, 500), r.Path)
					if r.Action != account.SignIn {
						Expect(got.status).NotTo(Equal(403), r.Path)
					}
				case role == "":
					Expect(got.status).To(Equal(401), r.Path)
				default:
					Expect(got.status).To(Equal(403), r.Path)
				}
			}
		})
	}

	It("refuses every form that carries no token of the session", func() {
		a := newSchool()
		v := a.signIn("admin")
		for _, r := range a.Routes() {
			if r.Method != "POST" {
				continue
			}
			for _, token := range []string{"", "x", strings.Repeat("A", 64)} {
				got := v.send(a.fill(r.Path), "csrf", token)
				Expect(got.status).To(Equal(403), r.Path)
				Expect(got.body).To(ContainSubstring("不是從這次登入的頁面送出"), r.Path)
			}
		}
	})

	It("does not take the token of another session", func() {
		a := newAgency()
		one, other := a.signIn("admin"), a.signIn("supervisor")
		one.open("/units")
		other.open("/me")
		other.last = one.last
		Expect(other.send("/me/sessions", "id", "others").status).To(Equal(403))
	})

	It("asks to sign in in the language of the page that was asked for", func() {
		v := newAgency().visitor()
		v.open("/sign-in")
		got := v.open("/me?lang=en")
		Expect(got.location).To(Equal("/sign-in?lang=en&to=%2Fme%3Flang%3Den"))
		Expect(v.open(got.location).body).To(ContainSubstring("<h1>Sign in</h1>"))
	})

	It("knows nobody outside a supervisor's units", func() {
		a := newAgency()
		v := a.signIn("supervisor")
		Expect(v.open("/people").body).To(And(ContainSubstring("學員officer"), Not(ContainSubstring("學員other"))))
		Expect(v.open("/people?unit=" + a.units["第二分局"].ID).status).To(Equal(404))
		Expect(v.open("/people/" + a.people["other"].ID).status).To(Equal(404))
		Expect(v.open("/people/" + a.people["officer"].ID).location).To(HavePrefix("/purpose?"))
	})
})

// fill puts what there is into the blanks of a route.
func (a *agency) fill(path string) string {
	for blank, value := range map[string]string{
		":course": "short", ":term": "2026", ":unit": "sign", ":person": a.people["officer"].ID, ":number": "1",
		":law": "criminal-code", ":article": "132", "/cases/*": "/cases/npa-leak-1", "*": "1",
		"/people/:id": "/people/" + a.people["officer"].ID, "/units/:id": "/units/" + a.units["第一分局"].ID,
		":act": "unlock", ":case": "npa-leak-1", ":id": "01-why",
	} {
		path = strings.ReplaceAll(path, blank, value)
	}
	return path
}
