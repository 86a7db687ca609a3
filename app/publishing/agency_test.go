package publishing_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/rules/bundle"
)

var _ = Describe("the agencies whose keys are known", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		mine := bundle.PublicKey(half(signingKey("m")))
		BeforeEach(func() { w = newWorld(fresh()) })

		It("are none at first, and are listed by name with who added them and when", func() {
			Expect(w.Agencies(ctx)).To(BeEmpty())
			a, err := w.Know(ctx, "editor", "  丙  警察局 ", " "+mine+"\n")
			Expect(err).NotTo(HaveOccurred())
			w.clock = w.clock.Add(time.Hour)
			b, err := w.Know(ctx, "admin", "乙警察局", bundle.PublicKey(half(signingKey("o"))))
			Expect(err).NotTo(HaveOccurred())
			all, err := w.Agencies(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(2))
			Expect(all[0]).To(And(HaveField("Name", "丙 警察局"), HaveField("Key", mine), HaveField("By", "editor"), HaveField("Added", a.Added)))
			Expect(all[1]).To(And(HaveField("Name", "乙警察局"), HaveField("By", "admin"), HaveField("Added", b.Added)))
			Expect(w.Agency(ctx, a.ID)).To(HaveField("Name", "丙 警察局"))
			Expect(w.Forget(ctx, a.ID)).To(Succeed())
			Expect(w.Forget(ctx, a.ID)).To(MatchError(store.ErrNotFound))
			Expect(w.Agencies(ctx)).To(HaveLen(1))
		})

		It("have a name and a key of their own", func() {
			_, err := w.Know(ctx, "editor", " ", mine)
			Expect(err).To(MatchError(publishing.ErrNoName))
			_, err = w.Know(ctx, "editor", "甲警察局", "ed25519:abc")
			Expect(err).To(MatchError(publishing.ErrOddKey))
			_, err = w.Know(ctx, "editor", "甲警察局", mine)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Know(ctx, "other", "乙警察局", mine)
			Expect(err).To(MatchError(publishing.ErrKnownKey))
			Expect(w.Agencies(ctx)).To(ConsistOf(HaveField("Name", "甲警察局")))
		})

		It("say whose a bundle is, without its key being named, until it is forgotten", func() {
			data := packed(threePieces(), signingKey("m"))
			_, err := w.Receive(ctx, "x.tar", data, "")
			Expect(err).To(MatchError(publishing.ErrNoKey))
			got, err := w.Receive(ctx, "x.tar", data, mine)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(And(HaveField("Key", mine), HaveField("Agency", "")), "the key is right, and nobody's that is known")
			a, err := w.Know(ctx, "editor", "甲警察局", mine)
			Expect(err).NotTo(HaveOccurred())
			got, err = w.Receive(ctx, "x.tar", data, "")
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(And(HaveField("Agency", "甲警察局"), HaveField("Files", threePieces())))

			_, err = w.Receive(ctx, "x.tar", packed(threePieces(), signingKey("o")), "")
			Expect(err).To(BeAssignableToTypeOf(&bundle.UntrustedError{}))
			Expect(err.(*bundle.UntrustedError).Claimed).To(Equal(bundle.PublicKey(half(signingKey("o")))))
			data[strings.Index(string(data), "case: exchange-1")] ^= 1
			_, err = w.Receive(ctx, "x.tar", data, "")
			Expect(err).To(MatchError("「cases/exchange-1.yaml」與簽過的清單不符：教材包的內容被改過，或傳送時損壞"))
			Expect(w.Forget(ctx, a.ID)).To(Succeed())
			_, err = w.Receive(ctx, "x.tar", packed(threePieces(), signingKey("m")), "")
			Expect(err).To(MatchError(publishing.ErrNoKey))
		})
	})
})
