package store_test

import (
	"context"
	"os"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

func TestStore(t *testing.T) {
	if path := os.Getenv("SHOUMI_STORE_CHILD"); path != "" {
		writeUntilKilled(path)
		return
	}
	storetest.Find(t)
	RegisterFailHandler(Fail)
	RunSpecs(t, "store")
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
