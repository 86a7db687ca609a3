package publishing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

func TestPublishing(t *testing.T) {
	storetest.Find(t)
	RegisterFailHandler(Fail)
	RunSpecs(t, "publishing")
}

var ctx = context.Background()

// world is a desk in a store of its own, under a clock that stands still.
type world struct {
	*publishing.Desk
	clock time.Time
	begun int
	told  int // how often something was published or withdrawn

	shipped map[string][]byte // files that come with the program
}

func newWorld(p storetest.Place) *world {
	GinkgoHelper()
	db, err := store.Open(ctx, p.URL, append(publishing.Collections, store.KeysAt(p.Keys))...)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(db.Close)
	w := &world{clock: time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)}
	w.Desk = publishing.New(db, publishing.Material{Changed: func() { w.told++ }, Faults: func(_ publishing.Kind, _ string, file []byte) (out []publishing.Fault) {
		if strings.Contains(string(file), "未完") {
			out = append(out, publishing.Fault{Path: "text/1", Line: 4, Message: "還沒有寫完", Hint: "寫完它"})
		}
		return out
	}, Shipped: func(name string) ([]byte, bool) {
		data, ok := w.shipped[name]
		return data, ok
	}}, func() time.Time { return w.clock })
	return w
}

// notice is the content of a notice.
func notice(text string) []byte {
	return []byte("---\ntitle: 查詢要有公務目的\n---\n" + text + "\n")
}

// begin makes a notice of the author's, which needs no legal affairs.
func (w *world) begin() publishing.Piece {
	GinkgoHelper()
	w.begun++
	p, err := w.Begin(ctx, "author", publishing.Start{Kind: publishing.Notice, Key: fmt.Sprint("query-only-on-duty-", w.begun), Unit: "u1", File: notice("查詢前先想用途。")})
	Expect(err).NotTo(HaveOccurred())
	return p
}

// at is a piece that has come so far; it was never published but in the last states.
func (w *world) at(s publishing.State) publishing.Piece {
	GinkgoHelper()
	p := w.begin()
	do := func(next publishing.Piece, err error) {
		GinkgoHelper()
		Expect(err).NotTo(HaveOccurred())
		p = next
	}
	if s == publishing.Draft {
		return p
	}
	do(w.Submit(ctx, "author", p.ID, p.Version))
	switch s {
	case publishing.Submitted:
		return p
	case publishing.Returned:
		do(w.Return(ctx, "second", p.ID, p.Version, "請補出處"))
		return p
	}
	do(w.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, ""))
	if s == publishing.Approved {
		return p
	}
	do(w.Publish(ctx, "author", p.ID, p.Version, "", ""))
	if s == publishing.Withdrawn {
		do(w.Withdraw(ctx, "second", p.ID, p.Version, "內容過時"))
	}
	return p
}
