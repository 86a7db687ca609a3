package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

// earlier is how notes were declared once.
type earlier struct {
	store.Doc
	Name string `json:"name"`
	Unit string `json:"unit"`
}

var earlierNotes = store.Define[earlier]("notes", store.Index("unit"))

// renamed brings earlier notes up to date, and drops those without a name.
var renamed = store.Migration{Name: "0001 name is login", Collection: "notes", Rewrite: func(doc json.RawMessage) (json.RawMessage, error) {
	if bytes.Contains(doc, []byte(`"name":""`)) {
		return nil, nil
	}
	return bytes.Replace(doc, []byte(`"name"`), []byte(`"login"`), 1), nil
}}

var sized = store.Migration{Name: "0002 size is one", Collection: "notes", Rewrite: func(doc json.RawMessage) (json.RawMessage, error) {
	fields := map[string]any{}
	err := json.Unmarshal(doc, &fields)
	if err != nil {
		return nil, err
	}
	fields["size"] = 1
	return json.Marshal(fields)
}}

var _ = Describe("a store of an earlier program", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var at storetest.Place
		BeforeEach(func() {
			at = fresh()
			db := at.Open(earlierNotes)
			for _, id := range []string{"1", "2", "3"} {
				Expect(earlierNotes.In(db).Insert(ctx, earlier{store.Doc{ID: id}, strings.TrimPrefix("n"+id, "n3"), id})).To(Succeed())
			}
			Expect(db.Close()).To(Succeed())
		})

		It("is given the migrations that are due, once and in order, and new fields", func() {
			c := notes.In(at.Open(notes, store.Migrations(renamed)))
			Expect(ids(c, store.Query{})).To(Equal([]string{"1", "2"}))
			Expect(ids(c, store.Query{Equal: map[string]any{"login": "n2"}})).To(Equal([]string{"2"}))
			Expect(c.Get(ctx, "2")).To(HaveField("Version", 1))
			fresh := aNote("4")
			fresh.Login = "n1"
			Expect(c.Insert(ctx, fresh)).To(MatchError(store.ErrExists))
			fresh.Login, fresh.Author.Name = "n4", ""
			Expect(c.Insert(ctx, fresh)).To(Succeed())

			c = notes.In(at.Open(notes, store.Migrations(renamed, sized)))
			Expect(ids(c, store.Query{Equal: map[string]any{"size": 1}})).To(Equal([]string{"1", "2", "4"}), "the first, done before, does not take 4 away")
		})

		It("is opened by no program that is older than it, or another one", func() {
			at.Open(notes, store.Migrations(renamed, sized))
			for _, list := range [][]store.Migration{{}, {renamed}, {sized, renamed}} {
				_, err := at.TryOpen(notes, store.Migrations(list...))
				Expect(err).To(MatchError(store.ErrNewer))
			}
		})

		It("stays as it is when a migration fails, or says so", func() {
			broken := store.Migration{Name: "0001 breaks", Collection: "notes", Rewrite: func(json.RawMessage) (json.RawMessage, error) {
				return nil, errors.New("不行")
			}}
			_, err := at.TryOpen(notes, store.Migrations(broken))
			Expect(err).To(MatchError("資料庫升級「0001 breaks」：1：不行"))
			_, err = at.TryOpen(store.Migrations(renamed))
			Expect(err).To(MatchError("資料庫升級「0001 name is login」：沒有 notes 的定義"))
			Expect(earlierNotes.In(at.Open(earlierNotes)).Get(ctx, "1")).To(HaveField("Name", "n1"))
		})

		It("refuses a new unique key that is broken already", func() {
			_, err := at.TryOpen(store.Define[earlier]("notes", store.Unique("unit"), store.Unique("name")))
			Expect(err).NotTo(HaveOccurred())
			db := at.Open(earlierNotes)
			Expect(earlierNotes.In(db).Insert(ctx, earlier{store.Doc{ID: "4"}, "n1", "x"})).To(Succeed())
			_, err = at.TryOpen(store.Define[earlier]("notes", store.Unique("name")))
			Expect(err).To(MatchError("整理 notes：notes 已經有同樣的 name"))
		})

		It("begins to seal what it kept open, and the other way round", func() {
			sealed := store.Define[earlier]("notes", store.Index("unit"), store.Sealed("name"))
			db := at.Open(sealed)
			Expect(sealed.In(db).Get(ctx, "1")).To(HaveField("Name", "n1"))
			Expect(unzip(backup(db))["notes.jsonl"]).To(And(ContainSubstring(`"sealed"`), Not(ContainSubstring(`"name"`))))
			db = at.Open(earlierNotes)
			Expect(earlierNotes.In(db).Get(ctx, "1")).To(HaveField("Name", "n1"))
			Expect(unzip(backup(db))["notes.jsonl"]).To(And(ContainSubstring(`"name":"n1"`), Not(ContainSubstring("sealed"))))
		})

		It("is migrated when it comes from a backup", func() {
			archive := backup(at.Open(earlierNotes))
			target := fresh()
			db := target.Open(notes, store.Migrations(renamed, sized))
			_, err := store.Restore(ctx, db, bytes.NewReader(archive))
			Expect(err).NotTo(HaveOccurred())
			Expect(ids(notes.In(db), store.Query{Equal: map[string]any{"size": 1}, Range: store.Range{Field: "login", From: "n2"}})).To(Equal([]string{"2"}))
		})
	})
})
