package store_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

var _ = Describe("MongoDB", func() {
	It("that is not there is said to be so, with how long it was waited for", func() {
		closed, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(closed.Close()).To(Succeed())
		_, err = store.Open(ctx, "mongodb://"+closed.Addr().String()+"/x?serverSelectionTimeoutMS=200")
		Expect(err).To(MatchError(store.ErrUnavailable))
		Expect(err).To(MatchError(MatchRegexp(`^資料庫連不上，等了 \d+\.\d 秒：`)))
		var e *store.UnavailableError
		Expect(errors.As(err, &e)).To(BeTrue())
		Expect(e.Waited).To(BeNumerically(">=", 200*time.Millisecond))
	})

	if os.Getenv("SHOUMI_MONGO") != "" {
		It("comes back by itself", func() {
			at := storetest.Kinds["MongoDB"]()
			server, err := url.Parse(at.URL)
			Expect(err).NotTo(HaveOccurred())
			door := &door{behind: server.Host}
			door.open("127.0.0.1:0")
			DeferCleanup(door.close)
			server.Host, server.RawQuery = door.addr, "directConnection=true&serverSelectionTimeoutMS=300"
			at.URL = server.String()
			db := at.Open(notes)
			c := notes.In(db)
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			Expect(db.Ping(ctx)).To(Succeed())

			door.close()
			Expect(db.Ping(ctx)).To(MatchError(store.ErrUnavailable))
			_, err = c.Get(ctx, "1")
			Expect(err).To(MatchError(store.ErrUnavailable))
			Expect(c.Insert(ctx, aNote("2"))).To(MatchError(store.ErrUnavailable))
			for _, err := range c.Find(ctx, store.Query{}) {
				Expect(err).To(MatchError(store.ErrUnavailable))
			}

			door.open(door.addr)
			Eventually(func() error { return db.Ping(ctx) }, "20s").Should(Succeed())
			Expect(c.Get(ctx, "1")).To(HaveField("Version", 1))
			Expect(c.Insert(ctx, aNote("2"))).To(Succeed())
		})
	}
})

// door passes connections on to a server while it is open.
type door struct {
	behind, addr string
	listener     net.Listener
	mu           sync.Mutex
	inside       []net.Conn
}

func (d *door) open(addr string) {
	GinkgoHelper()
	var err error
	d.listener, err = net.Listen("tcp", addr)
	Expect(err).NotTo(HaveOccurred())
	listener := d.listener
	d.addr = listener.Addr().String()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", d.behind)
			if err != nil {
				client.Close()
				continue
			}
			d.mu.Lock()
			d.inside = append(d.inside, client, server)
			d.mu.Unlock()
			go io.Copy(client, server)
			go io.Copy(server, client)
		}
	}()
}

func (d *door) close() {
	d.listener.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.inside {
		c.Close()
	}
	d.inside = nil
}
