package incident_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/casebook"
	"shoumi/rules"
)

// shipped is what the house ships, loaded once.
var shipped incident.Material

func TestIncident(t *testing.T) {
	storetest.Find(t)
	book, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := casebook.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	shipped = incident.Material{Book: book, Files: rules.Files, Cases: cases}
	RegisterFailHandler(Fail)
	RunSpecs(t, "incident")
}

var ctx = context.Background()

// world is a desk in a store of its own, under a clock that stands still.
type world struct {
	*incident.Desk
	db    *store.DB
	clock time.Time
}

func newWorld(p storetest.Place) *world {
	GinkgoHelper()
	db, err := store.Open(ctx, p.URL, append(incident.Collections, store.KeysAt(p.Keys))...)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(db.Close)
	w := &world{db: db, clock: time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)}
	w.under(shipped)
	return w
}

// under is the same store with another program: other rules.
func (w *world) under(m incident.Material) {
	GinkgoHelper()
	w.Desk = incident.New(w.db, m, func() time.Time { return w.clock })
	Expect(w.KeepRules(ctx)).To(Succeed())
}

// begin makes a record of the author's with some facts about 甲.
func (w *world) begin(author, reference string, facts rules.Values) incident.Record {
	GinkgoHelper()
	r, err := w.Begin(ctx, author, incident.Head{Reference: reference, Purpose: "研判洩密責任", Stage: incident.Inquiry})
	Expect(err).NotTo(HaveOccurred())
	return w.answer(r, facts)
}

// answer adds facts about 甲.
func (w *world) answer(r incident.Record, facts rules.Values) incident.Record {
	GinkgoHelper()
	r, err := w.Change(ctx, r.Author, r.ID, r.Version, incident.Answered, func(r *incident.Record) error {
		for _, f := range shipped.Book.Facts() {
			if v, ok := facts[f.ID]; ok {
				r.Content.Interview = r.Content.Interview.Set(f.ID, v)
			}
		}
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
	return r
}

// careless are the facts of a query screen that was left open.
func careless() rules.Values {
	return rules.Values{"position": "agency_officer", "service": "police_officer", "came_by": "duty", "acts": []string{"query", "disclose"}, "info": []string{"contact"},
		"openness": []string{}, "intent": false, "fault": []string{"required", "able", "lapse"}}
}

// amended is what the house ships with some words of a rule file replaced: pairs of old
// and new ones.
func amended(file string, pairs ...string) incident.Material {
	GinkgoHelper()
	files := fstest.MapFS{}
	Expect(fs.WalkDir(rules.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(rules.Files, p)
		if p == file {
			for i := 0; i < len(pairs); i += 2 {
				Expect(string(data)).To(ContainSubstring(pairs[i]))
			}
			data = []byte(strings.NewReplacer(pairs...).Replace(string(data)))
		}
		files[p] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	book, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return incident.Material{Book: book, Files: files, Cases: shipped.Cases}
}

// written is a report as JSON; what it shares with its book is not for comparing.
func written(x incident.Result) string {
	GinkgoHelper()
	data, err := json.Marshal(x.Report)
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}
