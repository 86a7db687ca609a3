package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

// record is a document with secrets in it.
type record struct {
	store.Doc
	Unit      string `json:"unit"`
	Narrative string `json:"narrative,omitempty"`
	Notes     string `json:"notes,omitempty"`
}

var (
	records = store.Define[record]("records", store.Index("unit"), store.Sealed("narrative", "notes"))
	vault   = store.Define[record]("vault", store.Index("unit"), store.Sealed())
)

func aRecord(id string) record {
	return record{store.Doc{ID: id}, "分局", "甲把秘密告訴乙", "再查"}
}

var _ = Describe("what is sealed", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var at storetest.Place
		BeforeEach(func() { at = fresh() })

		It("is read as it was written, and found by what is not", func() {
			db := at.Open(records, vault)
			for _, c := range []store.Collection[record]{records.In(db), vault.In(db)} {
				r := aRecord("1")
				Expect(c.Insert(ctx, r)).To(Succeed())
				r.Version, r.Narrative = 1, ""
				Expect(c.Replace(ctx, r)).To(Succeed())
				r.Version = 2
				Expect(c.Get(ctx, "1")).To(Equal(r))
				for found, err := range c.Find(ctx, store.Query{Equal: map[string]any{"unit": "分局"}}) {
					Expect(err).NotTo(HaveOccurred())
					Expect(found).To(Equal(r))
				}
				Expect(c.Count(ctx, store.Query{Equal: map[string]any{"unit": "分局"}})).To(Equal(1))
			}
		})

		It("is not in the backup, nor anywhere else, in plain", func() {
			db := at.Open(records, vault)
			Expect(records.In(db).Insert(ctx, aRecord("1"))).To(Succeed())
			Expect(vault.In(db).Insert(ctx, aRecord("1"))).To(Succeed())
			var archive bytes.Buffer
			_, err := store.Backup(ctx, db, &archive)
			Expect(err).NotTo(HaveOccurred())
			files := unzip(archive.Bytes())
			Expect(files["records.jsonl"]).To(ContainSubstring(`"unit":"分局"`))
			for _, text := range files {
				Expect(text).NotTo(Or(ContainSubstring("秘密"), ContainSubstring("再查")))
			}
			Expect(files["vault.jsonl"]).To(ContainSubstring(`"doc":{}`))
			if path, ok := strings.CutPrefix(at.URL, "sqlite:"); ok {
				for _, name := range []string{path, path + "-wal"} {
					raw, err := os.ReadFile(name)
					Expect(err).NotTo(HaveOccurred())
					Expect(bytes.Contains(raw, []byte("秘密"))).To(BeFalse())
				}
			}
		})

		It("says what is lost with the keys", func() {
			db := at.Open(records, vault)
			for _, id := range []string{"1", "2"} {
				Expect(records.In(db).Insert(ctx, aRecord(id))).To(Succeed())
			}
			Expect(vault.In(db).Insert(ctx, aRecord("1"))).To(Succeed())
			Expect(db.Close()).To(Succeed())

			kept, err := os.ReadFile(at.Keys)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.Remove(at.Keys)).To(Succeed())
			_, err = at.TryOpen(records, vault)
			Expect(err).To(MatchError(store.ErrKeyLost))
			Expect(err).To(MatchError("找不到金鑰檔 " + at.Keys + "，下列加密的資料打不開：records 2 份（narrative、notes）、vault 1 份（整份）。請把原來的金鑰檔放回去；沒有金鑰檔，這些內容無法復原，其餘的資料不受影響。"))
			Expect(at.Keys).NotTo(BeAnExistingFile(), "no new key takes the place of the lost one")

			other := storetest.SQLite()
			other.Open(records)
			wrong, err := os.ReadFile(other.Keys)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.WriteFile(at.Keys, wrong, 0o600)).To(Succeed())
			_, err = at.TryOpen(records, vault)
			Expect(err).To(MatchError(HavePrefix("金鑰檔 " + at.Keys + " 不是加密這些資料的那一個，下列加密的資料打不開：records 2 份")))

			Expect(os.WriteFile(at.Keys, []byte("{"), 0o600)).To(Succeed())
			_, err = at.TryOpen(records, vault)
			Expect(err).To(MatchError(HavePrefix(at.Keys + " 不是金鑰檔：")))

			Expect(os.WriteFile(at.Keys, kept, 0o600)).To(Succeed())
			Expect(records.In(at.Open(records, vault)).Get(ctx, "2")).To(HaveField("Notes", "再查"))
		})

		It("is sealed again by a new key, while others go on", func() {
			db := at.Open(records)
			other := records.In(at.Open(records))
			c := records.In(db)
			for _, id := range []string{"1", "2", "3"} {
				Expect(c.Insert(ctx, aRecord(id))).To(Succeed())
			}
			before, err := os.ReadFile(at.Keys)
			Expect(err).NotTo(HaveOccurred())
			old := backup(db)

			Expect(store.Rotate(ctx, db)).To(Equal(3))
			Expect(c.Get(ctx, "1")).To(HaveField("Version", 1))
			Expect(unzip(backup(db))["records.jsonl"]).NotTo(Equal(unzip(old)["records.jsonl"]))
			Expect(other.Get(ctx, "2")).To(HaveField("Notes", "再查"), "a program that runs finds the new key")
			Expect(other.Insert(ctx, aRecord("4"))).To(Succeed())
			Expect(at.Keys + ".next").NotTo(BeAnExistingFile())

			fresh := storetest.SQLite()
			Expect(os.MkdirAll(filepath.Dir(fresh.Keys), 0o700)).To(Succeed())
			now, err := os.ReadFile(at.Keys)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.WriteFile(fresh.Keys, now, 0o600)).To(Succeed())
			elsewhere := fresh.Open(records)
			_, err = store.Restore(ctx, elsewhere, bytes.NewReader(old))
			Expect(err).NotTo(HaveOccurred())
			Expect(records.In(elsewhere).Get(ctx, "3")).To(HaveField("Notes", "再查"), "old keys still open old backups")

			Expect(db.Close()).To(Succeed())
			Expect(os.WriteFile(at.Keys, before, 0o600)).To(Succeed())
			_, err = at.TryOpen(records)
			Expect(err).To(MatchError(store.ErrKeyLost), "the keys of before the rotation are not enough")
		})

		It("cannot be rotated where nothing is sealed, or twice at once", func() {
			_, err := store.Rotate(ctx, at.Open(notes))
			Expect(err).To(MatchError("這個資料庫沒有加密的資料，不必更換金鑰"))
			db := at.Open(notes, records)
			Expect(os.WriteFile(at.Keys+".next", nil, 0o600)).To(Succeed())
			_, err = store.Rotate(ctx, db)
			Expect(err).To(MatchError(at.Keys + ".next 已經存在：另一個程式正在更換金鑰；如果沒有，請刪掉它再試"))
		})

		It("is sealed by one key when many programs start at once", func() {
			var all sync.WaitGroup
			for i := range 6 {
				all.Go(func() {
					defer GinkgoRecover()
					r := aRecord(fmt.Sprint(i))
					Expect(records.In(at.Open(records)).Insert(ctx, r)).To(Succeed())
				})
			}
			all.Wait()
			c := records.In(at.Open(records))
			for i := range 6 {
				Expect(c.Get(ctx, fmt.Sprint(i))).To(HaveField("Notes", "再查"))
			}
			left, err := filepath.Glob(at.Keys + "?*")
			Expect(err).NotTo(HaveOccurred())
			Expect(left).To(BeEmpty(), "no draft of the keys stays behind")
		})

		It("opens for no other document", func() {
			db := at.Open(vault)
			secret, plain := aRecord("1"), aRecord("2")
			secret.Notes = "只屬於一"
			Expect(vault.In(db).Insert(ctx, secret)).To(Succeed())
			Expect(vault.In(db).Insert(ctx, plain)).To(Succeed())
			text := unzip(backup(db))["vault.jsonl"]
			lines := strings.SplitAfter(text, "\n")
			swapped := strings.Replace(lines[1], `"id":"2"`, `"id":"1"`, 1) + strings.Replace(lines[0], `"id":"1"`, `"id":"2"`, 1)
			elsewhere := storetest.SQLite()
			Expect(os.MkdirAll(filepath.Dir(elsewhere.Keys), 0o700)).To(Succeed())
			keys, err := os.ReadFile(at.Keys)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.WriteFile(elsewhere.Keys, keys, 0o600)).To(Succeed())
			to := elsewhere.Open()
			_, err = store.Restore(ctx, to, bytes.NewReader(forge(backup(db), "vault", swapped)))
			Expect(err).NotTo(HaveOccurred())
			_, err = elsewhere.TryOpen(vault)
			Expect(err).To(MatchError(ContainSubstring("下列加密的資料打不開：vault 的 1（整份）")))
		})
	})

	It("keeps its keys beside the file, for its owner alone", func() {
		at := storetest.SQLite()
		path := strings.TrimPrefix(at.URL, "sqlite:")
		db, err := store.Open(ctx, at.URL, records)
		Expect(err).NotTo(HaveOccurred())
		defer db.Close()
		for name, mode := range map[string]os.FileMode{filepath.Dir(path): 0o700 | os.ModeDir, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, path + ".keys": 0o600} {
			info, err := os.Stat(name)
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode()).To(Equal(mode), name)
		}
	})
})
