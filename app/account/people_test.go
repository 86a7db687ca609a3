package account_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("people", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })

		It("begins with an admin, once", func() {
			login, oneTime, made, err := w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(made).To(BeTrue())
			Expect(login).To(Equal("admin"))
			Expect(oneTime).To(MatchRegexp(`^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$`))
			_, _, made, err = w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(made).To(BeFalse())

			token, s, a, err := w.SignIn(ctx, " ＡＤＭＩＮ ", oneTime, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepPassword))
			again, same, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(again.ID).To(Equal(s.ID))
			Expect(same).To(Equal(a))
			Expect(w.SignOut(ctx, token)).To(Succeed())
			_, _, err = w.Session(ctx, token)
			Expect(err).To(MatchError(account.ErrSignedOut))
		})
	})
})
