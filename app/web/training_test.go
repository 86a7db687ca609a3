package web_test

import (
	"context"
	"io/fs"
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
)

// short is the round of the short course of testdata that the specs assign.
const short = "short/2026"

// newSchool is an agency with all that is shipped and the short course, assigned to
// everybody in the first precinct until the end of 民國115年.
func newSchool() *agency {
	GinkgoHelper()
	s := shippedServer()
	a := agencyOn(s)
	a.trains(s, a.db)
	a.keeps(s, a.db)
	a.publishes(s)
	a.assign("short", "第一分局")
	return a
}

// trains gives a server the short course.
func (a *agency) trains(s *web.Server, db *store.DB) {
	GinkgoHelper()
	a.trainsFrom(os.DirFS("testdata/training"), s, db)
}

// trainsFrom gives a server the courses and documents of some files.
func (a *agency) trainsFrom(files fs.FS, s *web.Server, db *store.DB) {
	GinkgoHelper()
	from := training.Material{Book: s.Book, Cases: s.Cases, Bank: s.Quizzes, Lessons: s.Lessons}
	courses, err := training.Load(files, from)
	Expect(err).NotTo(HaveOccurred())
	secret, err := account.Secret(context.Background(), db, "training")
	Expect(err).NotTo(HaveOccurred())
	s.Training = training.New(db, courses, from, secret, a.now)
}

func (a *agency) assign(course, unit string) {
	GinkgoHelper()
	Expect(a.Training.Assign(context.Background(), training.Assignment{Course: course, Term: "2026", To: a.units[unit].ID, Due: "2026-12-31", By: a.people["admin"].ID})).To(Succeed())
}

// trainee is a person of the agency as training knows people.
func (a *agency) trainee(login string) training.Person {
	who := a.people[login]
	return training.Person{Account: who.ID, Units: []string{who.Unit, a.units["警察局"].ID}}
}

var _ = Describe("training", func() {
	It("leads everybody of the unit through the short course", func() {
		a := newSchool()
		ctx := context.Background()
		h, err := a.Training.Home(ctx, a.trainee("officer"))
		Expect(err).NotTo(HaveOccurred())
		Expect(h.Round).To(Equal(short))
		Expect(h.Unit.ID).To(Equal("sign"))
		h, err = a.Training.Home(ctx, a.trainee("other"))
		Expect(err).NotTo(HaveOccurred())
		Expect(h.Act).To(Equal(training.ActRest))
	})
})
