package training_test

import (
	"io/fs"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/casebook"
)

var _ = Describe("the ways through a scenario", func() {
	onBoth(func(fresh func() *world) {
		It("count what each person chose the first time, whatever was tried afterwards", func() {
			w := fresh()
			w.assign("refresher", "station", "2026-12-31")
			people := []training.Person{kai, ning, {Account: "chi", Units: []string{"station"}}, {Account: "wen", Units: []string{"station"}}}
			var unit training.Unit
			for _, p := range people {
				unit = w.reach(p, refresher, training.Scenario)
			}
			start, err := shipped.Cases.Start(unit.Ref)
			Expect(err).NotTo(HaveOccurred())
			scene, _, err := shipped.Cases.Scene(start)
			Expect(err).NotTo(HaveOccurred())
			one, two := scene.Options[0].ID, scene.Options[1].ID
			for i, p := range people[:3] {
				_, _, err := w.Choose(ctx, p, refresher, unit.ID, 1, scene.Node, []string{one, two, two}[i])
				Expect(err).NotTo(HaveOccurred())
			}
			_, err = w.Back(ctx, kai, refresher, unit.ID, 1, 1)
			Expect(err).NotTo(HaveOccurred())
			_, _, err = w.Choose(ctx, kai, refresher, unit.ID, 1, scene.Node, two)
			Expect(err).NotTo(HaveOccurred())
			w.playThrough(ning, refresher, unit.ID)
			done, err := w.Play(ctx, ning, refresher, unit.ID)
			Expect(err).NotTo(HaveOccurred())
			_, _, err = w.Choose(ctx, ning, refresher, unit.ID, 2, scene.Node, one)
			Expect(err).NotTo(HaveOccurred())

			ways, others, err := w.Ways(ctx, unit.Ref)
			Expect(err).NotTo(HaveOccurred())
			Expect(others).To(Equal(0))
			var told []string
			for _, x := range ways {
				Expect(x.People).To(Equal(1))
				told = append(told, way(x.Run))
			}
			Expect(told).To(ConsistOf(scene.Node+"="+one, way(done.Run), scene.Node+"="+two), "nobody of wen, who has not begun")

			w.pass(1)
			_, _, err = w.Choose(ctx, people[3], refresher, unit.ID, 1, scene.Node, two)
			Expect(err).NotTo(HaveOccurred())
			ways, _, err = w.Ways(ctx, unit.Ref)
			Expect(err).NotTo(HaveOccurred())
			Expect(ways[0].People).To(Equal(2))
			Expect(way(ways[0].Run)).To(Equal(scene.Node + "=" + two))

			changed := shipped
			changed.Cases = retold(unit.Ref, scene.Title)
			ways, others, err = w.with(courses, changed).Ways(ctx, unit.Ref)
			Expect(err).NotTo(HaveOccurred())
			Expect(ways).To(BeEmpty())
			Expect(others).To(Equal(4))
			Expect(w.Chosen(ctx, unit.Ref)).To(Equal(3+1+len(done.Run.Steps)-1+1+1+1), "first choices, back and again, the rest of ning's, another run, wen's")
			Expect(w.Chosen(ctx, "nothing")).To(Equal(0))
		})
	})
})

// way is the choices of a run, in order.
func way(r casebook.Run) string {
	var out []string
	for _, s := range r.Steps {
		out = append(out, s.Node+"="+s.Choice)
	}
	return strings.Join(out, " ")
}

// retold are the shipped cases with the scenario of one under another title.
func retold(id, title string) *casebook.Casebook {
	GinkgoHelper()
	files, found := fstest.MapFS{}, false
	Expect(fs.WalkDir(casebook.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(casebook.Files, p)
		if strings.HasSuffix(p, "/"+id+".yaml") {
			found = strings.Contains(string(data), title)
			data = []byte(strings.ReplaceAll(string(data), title, title+"之二"))
		}
		files[p] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	Expect(found).To(BeTrue(), title)
	c, err := casebook.Load(files, shipped.Book)
	Expect(err).NotTo(HaveOccurred())
	return c
}
