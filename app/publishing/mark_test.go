package publishing_test

import (
	"context"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store/storetest"
)

// dying is a context that ends once somebody has looked at it so many times: what is done
// under it is broken off, each time at another place.
type dying struct {
	context.Context
	mu    sync.Mutex
	left  int
	ended chan struct{}
}

func (d *dying) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left--; d.left == 0 {
		close(d.ended)
	}
	return d.ended
}

func (d *dying) Err() error {
	select {
	case <-d.ended:
		return context.Canceled
	default:
		return nil
	}
}

var _ = Describe("the mark of what is published", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		mark := func(w *world) string {
			GinkgoHelper()
			m, err := w.EditionMark(ctx)
			Expect(err).NotTo(HaveOccurred())
			return m
		}
		digest := func(w *world) string {
			GinkgoHelper()
			x, err := w.EditionDigest(ctx)
			Expect(err).NotTo(HaveOccurred())
			return x
		}

		It("is another one after every publication and withdrawal and on another day, and after nothing else", func() {
			w := newWorld(fresh())
			before := mark(w)
			p := w.at(publishing.Approved)
			Expect(mark(w)).To(Equal(before), "work on a piece is none")
			p, err := w.Publish(ctx, "author", p.ID, p.Version, "", "")
			Expect(err).NotTo(HaveOccurred())
			published := mark(w)
			Expect(published).NotTo(Equal(before))
			_, err = w.Comment(ctx, "second", p.ID, "", "好")
			Expect(err).NotTo(HaveOccurred())
			Expect(mark(w)).To(Equal(published))
			p, err = w.Withdraw(ctx, "second", p.ID, p.Version+1, "內容過時")
			Expect(err).NotTo(HaveOccurred())
			Expect(mark(w)).NotTo(BeElementOf(before, published))
			last := mark(w)
			w.clock = w.clock.Add(24 * time.Hour)
			Expect(mark(w)).NotTo(Equal(last))
		})

		It("misses nothing, wherever a publication or a withdrawal is broken off", func() {
			w := newWorld(fresh())
			halfway := 0
			for n := 1; ; n += 2 {
				p := w.at(publishing.Approved)
				whole := true
				for _, act := range []func(context.Context) error{
					func(ctx context.Context) error {
						_, err := w.Publish(ctx, "author", p.ID, p.Version, "", "")
						return err
					},
					func(ctx context.Context) error {
						_, err := w.Withdraw(ctx, "second", p.ID, p.Version, "內容過時")
						return err
					},
				} {
					marked, was := mark(w), digest(w)
					err := act(&dying{Context: context.Background(), left: n, ended: make(chan struct{})})
					whole = whole && err == nil
					if digest(w) != was {
						Expect(mark(w)).NotTo(Equal(marked), "broken off at %d: %v", n, err)
						if err != nil {
							halfway++
						}
					}
					p, err = w.Open(ctx, p.ID)
					Expect(err).NotTo(HaveOccurred())
				}
				if whole {
					break
				}
				_, err := w.Comment(ctx, "second", p.ID, "", "再看一次")
				Expect(err).NotTo(HaveOccurred())
				w.at(publishing.Published) // which looks after what was pending
				Expect(mark(w)).NotTo(ContainSubstring("@"))
			}
			Expect(halfway).To(BeNumerically(">", 0), "some were written and not told")
		})
	})
})
