package audit_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shoumi/app/audit"
	"shoumi/app/store"
)

// kinds are the stores that every spec of a log in a store is asked of.
var kinds = map[string]func() place{"SQLite": sqlitePlace}

// onBoth asks specs of every kind of store.
func onBoth(specs func(fresh func() place)) {
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		Context("on "+kind, func() { specs(kinds[kind]) })
	}
}

// place is where an empty store can be opened, and opened again.
type place struct{ url, keys string }

func sqlitePlace() place {
	path := filepath.Join(GinkgoT().TempDir(), "shoumi.db")
	return place{"sqlite:" + path, path + ".keys"}
}

func mongoPlace(server string) place {
	at, err := url.Parse(server)
	Expect(err).NotTo(HaveOccurred())
	name := fmt.Sprintf("test_%d", rand.Uint64())
	at.Path = "/" + name
	DeferCleanup(func() {
		client, err := mongo.Connect(options.Client().ApplyURI(server))
		Expect(err).NotTo(HaveOccurred())
		Expect(client.Database(name).Drop(context.Background())).To(Succeed())
		Expect(client.Disconnect(context.Background())).To(Succeed())
	})
	return place{at.String(), filepath.Join(GinkgoT().TempDir(), "shoumi.keys")}
}

func (p place) open() *store.DB {
	GinkgoHelper()
	db, err := store.Open(ctx, p.url, append(audit.Collections, store.KeysAt(p.keys))...)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(db.Close)
	return db
}

// child is this program as another process, which appends so many records from
// eight goroutines, or for ever, and prints each as soon as it is acknowledged.
func (p place) child(n int) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestAudit$")
	cmd.Env = append(os.Environ(), "SHOUMI_AUDIT_CHILD="+p.url, "SHOUMI_AUDIT_KEYS="+p.keys, fmt.Sprintf("SHOUMI_AUDIT_COUNT=%d", n))
	cmd.Stderr = GinkgoWriter
	return cmd
}

func appendAsChild(url string) {
	db, err := store.Open(ctx, url, append(audit.Collections, store.KeysAt(os.Getenv("SHOUMI_AUDIT_KEYS")))...)
	if err != nil {
		panic(err)
	}
	defer db.Close()
	l, err := audit.Open(ctx, audit.Stored(db))
	if err != nil {
		panic(err)
	}
	n, err := strconv.Atoi(os.Getenv("SHOUMI_AUDIT_COUNT"))
	if err != nil {
		panic(err)
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := 0; n == 0 || i < n/8; i++ {
				e, err := l.Append(ctx, act(g*1000+i))
				if err != nil {
					panic(err)
				}
				fmt.Printf("%d:%s\n", e.Sequence, e.Hash)
			}
		})
	}
	all.Wait()
}
