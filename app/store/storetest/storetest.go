// Package storetest is for suites whose specs are asked of every kind of store.
package storetest

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

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shoumi/app/store"
)

// Kinds are the stores that there are, by name: SQLite, and MongoDB once Find has
// found a server.
var Kinds = map[string]func() Place{"SQLite": SQLite}

// Find looks for the MongoDB server that SHOUMI_MONGO names, and says so when there is
// none; where SHOUMI_REQUIRE_MONGO is 1 the suite fails then. It is called before
// RunSpecs.
func Find(t *testing.T) {
	switch server := os.Getenv("SHOUMI_MONGO"); {
	case server != "":
		Kinds["MongoDB"] = func() Place { return mongoDB(server) }
	case os.Getenv("SHOUMI_REQUIRE_MONGO") == "1":
		t.Fatal("NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
	default:
		fmt.Fprintln(os.Stderr, "NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
	}
}

// Names are the kinds in one order, so that a seed means one order of specs.
func Names() []string { return slices.Sorted(maps.Keys(Kinds)) }

// OnBoth asks specs of every kind of store.
func OnBoth(specs func(fresh func() Place)) {
	for _, kind := range Names() {
		Context("on "+kind, func() { specs(Kinds[kind]) })
	}
}

// Place is where an empty store can be opened, and opened again.
type Place struct{ URL, Keys string }

// SQLite is a file that is not there yet, nor is its folder.
func SQLite() Place {
	path := filepath.Join(GinkgoT().TempDir(), "data", "shoumi.db")
	return Place{"sqlite:" + path, path + ".keys"}
}

// mongoDB is a database of its own on a server, dropped after the spec.
func mongoDB(server string) Place {
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
	return Place{at.String(), filepath.Join(GinkgoT().TempDir(), "shoumi.keys")}
}

// Open opens the store until the spec ends.
func (p Place) Open(options ...store.Option) *store.DB {
	GinkgoHelper()
	db, err := p.TryOpen(options...)
	Expect(err).NotTo(HaveOccurred())
	return db
}

// TryOpen is Open for a store that may not open.
func (p Place) TryOpen(options ...store.Option) (*store.DB, error) {
	db, err := store.Open(context.Background(), p.URL, append(slices.Clip(options), store.KeysAt(p.Keys))...)
	if err == nil {
		DeferCleanup(db.Close)
	}
	return db, err
}
