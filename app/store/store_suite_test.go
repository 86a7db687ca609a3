package store_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shoumi/app/store"
)

// kinds are the stores that every spec of the contract is asked of.
var kinds = map[string]func() place{"SQLite": sqlitePlace}

func TestStore(t *testing.T) {
	if path := os.Getenv("SHOUMI_STORE_CHILD"); path != "" {
		writeUntilKilled(path)
		return
	}
	switch server := os.Getenv("SHOUMI_MONGO"); {
	case server != "":
		kinds["MongoDB"] = func() place { return mongoPlace(server) }
	case os.Getenv("SHOUMI_REQUIRE_MONGO") == "1":
		t.Fatal("NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
	default:
		fmt.Fprintln(os.Stderr, "NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
	}
	RegisterFailHandler(Fail)
	RunSpecs(t, "store")
}

// onBoth asks specs of every kind of store.
func onBoth(specs func(fresh func() place)) {
	for _, kind := range names() {
		Context("on "+kind, func() { specs(kinds[kind]) })
	}
}

// names are the kinds in one order, so that a seed means one order of specs.
func names() []string { return slices.Sorted(maps.Keys(kinds)) }

// place is where an empty store can be opened, and opened again.
type place struct{ url, keys string }

func sqlitePlace() place {
	path := filepath.Join(GinkgoT().TempDir(), "data", "shoumi.db")
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

func (p place) open(options ...store.Option) *store.DB {
	GinkgoHelper()
	db, err := p.tryOpen(options...)
	Expect(err).NotTo(HaveOccurred())
	return db
}

func (p place) tryOpen(options ...store.Option) (*store.DB, error) {
	db, err := store.Open(context.Background(), p.url, append(options, store.KeysAt(p.keys))...)
	if err == nil {
		DeferCleanup(db.Close)
	}
	return db, err
}

// note is a document with a field of every kind.
type note struct {
	store.Doc
	Login  string               `json:"login"`
	Unit   string               `json:"unit"`
	At     time.Time            `json:"at"`
	Size   int                  `json:"size"`
	Weight float64              `json:"weight"`
	Open   bool                 `json:"open"`
	Author author               `json:"author"`
	Body   string               `json:"body,omitempty"`
	Facts  map[string]any       `json:"facts,omitempty"`
	Seen   map[string][]*moment `json:"seen,omitempty"`
}

type author struct {
	Name string `json:"name"`
}

type moment struct {
	On time.Time `json:"on"`
}

var notes = store.Define[note]("notes",
	store.Unique("login"), store.Unique("unit", "author.name"),
	store.Index("unit", "at"), store.Index("size"), store.Index("weight"), store.Index("open"))

func aNote(id string) note {
	return note{Doc: store.Doc{ID: id}, Login: "login-" + id, Unit: "分局", Author: author{id}}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 123456789, time.FixedZone("Taipei", 8*3600))

var ctx = context.Background()
