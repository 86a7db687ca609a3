package training_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
)

var _ = Describe("within one request", func() {
	onBoth(func(fresh func() *world) {
		It("what a person keeps is seen, and what others keep only by the next", func() {
			w := fresh()
			request := training.Once(ctx)
			home := func() training.Home {
				GinkgoHelper()
				h, err := w.Home(request, kai)
				Expect(err).NotTo(HaveOccurred())
				return h
			}
			Expect(home().Paths).To(BeEmpty())
			w.assign("refresher", "kai", "2026-12-31")
			Expect(home().Paths).To(BeEmpty())
			Expect(w.Assign(request, training.Assignment{Course: "induction", Term: "2026", To: "kai", Due: "2026-12-30", By: "chief"})).To(Succeed())
			Expect(home().Paths).To(HaveLen(2))
			u := w.home(kai).Unit
			a, err := w.Attestation(request, kai, w.home(kai).Round, u.ID)
			Expect(err).NotTo(HaveOccurred())
			for i := range a.Document.Sections {
				Expect(w.ServeDocument(request, kai, w.home(kai).Round, u.ID, a.Document.Hash, i+1)).To(Succeed())
				now, err := w.Attestation(request, kai, w.home(kai).Round, u.ID)
				Expect(err).NotTo(HaveOccurred())
				Expect(now.Served).To(Equal(i + 1))
			}
			Expect(w.Sign(request, kai, w.home(kai).Round, u.ID, a.Document.Hash, "web")).To(Succeed())
			Expect(home().Unit.ID).NotTo(Equal(u.ID))
			Expect(w.Erase(request, "kai")).To(Succeed())
			Expect(home().Paths).To(BeEmpty())
		})
	})
})
