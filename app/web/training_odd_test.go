package web_test

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

// Whatever is sent to a page of training, the answer is a page with words: nothing
// breaks, and nothing that was typed comes back as markup.
var _ = Describe("odd requests to training", func() {
	for _, login := range []string{"officer", "admin"} {
		It("are answered with words, to "+login, func() {
			a := newSchool()
			ctx, who := context.Background(), a.trainee(login)
			a.reach(login)
			attempt, err := a.Training.Begin(ctx, who, short, "exam")
			Expect(err).NotTo(HaveOccurred())
			Expect(a.Training.Correct(ctx, who, "一個錯")).To(Succeed())
			corrections, err := a.Training.Corrections(ctx)
			Expect(err).NotTo(HaveOccurred())
			ids := map[string]string{"/attempts/": attempt.ID, "/appeals/": attempt.ID, "/corrections/": corrections[0].ID, "/people/": a.people["other"].ID}
			odd := []string{"x", marked, "-1", "0", strings.Repeat("9", 40), strings.Repeat("字", 3000), "\x00\xff", "../..", "null", "'; --"}
			names := []string{"a", "n", "r:1", "o:1", "item", "open", "words", "answer", "word", "number", "hash", "section", "node", "choice", "turns", "run", "lang"}

			v := a.signIn(login)
			asked := 0
			for _, r := range a.Routes() {
				id := ""
				for prefix, x := range ids {
					if strings.HasPrefix(r.Path, prefix) {
						id = x
					}
				}
				training := r.Action == account.Train || id != "" && (r.Action != account.ManagePeople || strings.Contains(r.Path, "/training/"))
				if !training || !r.Action.Allows(a.people[login].Roles...) {
					continue
				}
				path := strings.NewReplacer(":course", "short", ":term", "2026", ":unit", "exam", ":id", id, ":concept", "genai", ":act", "again").Replace(r.Path)
				v.open("/training")
				for i, value := range odd {
					at := strings.ReplaceAll(path, ":number", []string{"1", "7", "8", "x"}[i%4])
					var got answer
					if r.Method == "GET" {
						got = v.open(at + "?page=" + strings.Repeat("9", i) + "&lang=" + []string{"zh", "en", "xx"}[i%3])
					} else {
						var form []string
						for _, name := range names[i%3:] {
							form = append(form, name, value)
						}
						got = v.send(at, form...)
					}
					Expect(got.status).To(BeNumerically("<", 500), "%s %s %q", r.Method, at, value)
					Expect(got.body).NotTo(Or(ContainSubstring("⟦"), ContainSubstring(marked)), "%s %s %q", r.Method, at, value)
					asked++
				}
			}
			Expect(asked).To(BeNumerically(">", 150))
		})
	}
})
