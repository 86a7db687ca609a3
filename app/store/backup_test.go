package store_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

func backup(db *store.DB) []byte {
	GinkgoHelper()
	var out bytes.Buffer
	_, err := store.Backup(ctx, db, &out)
	Expect(err).NotTo(HaveOccurred())
	return out.Bytes()
}

func unzip(archive []byte) map[string]string {
	GinkgoHelper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	Expect(err).NotTo(HaveOccurred())
	out := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		Expect(err).NotTo(HaveOccurred())
		text, err := io.ReadAll(in)
		Expect(err).NotTo(HaveOccurred())
		out[f.Name] = string(text)
	}
	return out
}

// pack makes an archive of files; those of no text are left out.
func pack(files map[string]string) []byte {
	GinkgoHelper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		if text == "" {
			continue
		}
		f, err := w.Create(name)
		Expect(err).NotTo(HaveOccurred())
		_, err = f.Write([]byte(text))
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(w.Close()).To(Succeed())
	return out.Bytes()
}

// forge changes a collection in a backup, and its digest with it.
func forge(archive []byte, name, text string) []byte {
	GinkgoHelper()
	files := unzip(archive)
	was, is := sha256.Sum256([]byte(files[name+".jsonl"])), sha256.Sum256([]byte(text))
	files[name+".jsonl"] = text
	files["manifest.json"] = strings.Replace(files["manifest.json"], hex.EncodeToString(was[:]), hex.EncodeToString(is[:]), 1)
	return pack(files)
}

var _ = Describe("a backup", func() {
	for _, from := range storetest.Names() {
		for _, to := range storetest.Names() {
			It(fmt.Sprintf("moves from %s to %s", from, to), func() {
				at := storetest.Kinds[from]()
				db := at.Open(notes, records)
				for i := range 230 {
					n := aNote(fmt.Sprintf("%03d", i))
					n.At, n.Size, n.Body = noon, i%7, strings.Repeat("密", i)
					Expect(notes.In(db).Insert(ctx, n)).To(Succeed())
				}
				n, err := notes.In(db).Get(ctx, "100")
				Expect(err).NotTo(HaveOccurred())
				n.Body = "再版"
				Expect(notes.In(db).Replace(ctx, n)).To(Succeed())
				Expect(records.In(db).Insert(ctx, aRecord("1"))).To(Succeed())

				var out bytes.Buffer
				made, err := store.Backup(ctx, db, &out)
				Expect(err).NotTo(HaveOccurred())
				Expect(made.Collections).To(HaveLen(2))
				Expect(made.Collections[0].Documents).To(Equal(230))
				Expect(backup(db)).To(Equal(out.Bytes()), "the same documents make the same bytes")
				sum := sha256.Sum256([]byte(unzip(out.Bytes())["notes.jsonl"]))
				Expect(made.Collections[0].SHA256).To(Equal(hex.EncodeToString(sum[:])))
				var written store.Manifest
				Expect(json.Unmarshal([]byte(unzip(out.Bytes())["manifest.json"]), &written)).To(Succeed())
				Expect(written).To(Equal(made))

				target := storetest.Kinds[to]()
				target.Keys = at.Keys
				elsewhere := target.Open(notes, records)
				Expect(store.Restore(ctx, elsewhere, &out)).To(Equal(made))
				Expect(unzip(backup(elsewhere))["notes.jsonl"]).To(Equal(unzip(backup(db))["notes.jsonl"]))
				c := notes.In(elsewhere)
				Expect(c.Get(ctx, "100")).To(And(HaveField("Version", 2), HaveField("Body", "再版")))
				Expect(c.Count(ctx, store.Query{Equal: map[string]any{"size": 3}})).To(Equal(33))
				Expect(records.In(elsewhere).Get(ctx, "1")).To(HaveField("Narrative", "甲把秘密告訴乙"))
				twice := aNote("new")
				twice.Login = "login-007"
				Expect(c.Insert(ctx, twice)).To(MatchError(store.ErrExists), "what is unique is so there too")

				_, err = store.Restore(ctx, elsewhere, bytes.NewReader(backup(db)))
				Expect(err).To(MatchError(store.ErrNotEmpty))
				Expect(err).To(MatchError("資料庫裡已經有資料，只能還原到空的資料庫（notes 有 230 份）"))
			})
		}
	}

	storetest.OnBoth(func(fresh func() storetest.Place) {
		It("is restored by a program that knows no collection yet", func() {
			at := storetest.SQLite()
			Expect(notes.In(at.Open(notes)).Insert(ctx, aNote("1"))).To(Succeed())
			target := fresh()
			_, err := store.Restore(ctx, target.Open(), bytes.NewReader(backup(at.Open())))
			Expect(err).NotTo(HaveOccurred())
			c := notes.In(target.Open(notes))
			Expect(c.Count(ctx, store.Query{Equal: map[string]any{"login": "login-1"}})).To(Equal(1))
			again := aNote("2")
			again.Login = "login-1"
			Expect(c.Insert(ctx, again)).To(MatchError(store.ErrExists))
		})

		It("with secrets needs their keys, and says so before it writes", func() {
			at := storetest.SQLite()
			db := at.Open(records)
			Expect(records.In(db).Insert(ctx, aRecord("1"))).To(Succeed())
			target := fresh()
			elsewhere := target.Open()
			_, err := store.Restore(ctx, elsewhere, bytes.NewReader(backup(db)))
			Expect(err).To(MatchError("找不到金鑰檔 " + target.Keys + "，下列加密的資料打不開：records 1 份（narrative、notes）。請把原來的金鑰檔放回去；沒有金鑰檔，這些內容無法復原，其餘的資料不受影響。"))
			Expect(unzip(backup(elsewhere))).NotTo(HaveKey("records.jsonl"))
		})

		DescribeTable("that is damaged is refused, and nothing is written", func(says string, change func(map[string]string)) {
			at := fresh()
			db := at.Open(notes)
			Expect(notes.In(db).Insert(ctx, aNote("1"))).To(Succeed())
			Expect(notes.In(db).Insert(ctx, aNote("2"))).To(Succeed())
			files := unzip(backup(db))
			change(files)
			elsewhere := fresh().Open(notes)
			_, err := store.Restore(ctx, elsewhere, bytes.NewReader(pack(files)))
			Expect(err).To(MatchError(HavePrefix(says)))
			Expect(notes.In(elsewhere).Count(ctx, store.Query{})).To(Equal(0))
		},
			Entry("one letter", "備份檔不完整或被改過：notes.jsonl 的 SHA-256 是 ", func(f map[string]string) {
				f["notes.jsonl"] = strings.Replace(f["notes.jsonl"], "login-2", "login-3", 1)
			}),
			Entry("a line less", "備份檔不完整或被改過：notes.jsonl 有 1 份，清單上是 2 份", func(f map[string]string) {
				f["notes.jsonl"] = strings.SplitAfter(f["notes.jsonl"], "\n")[0]
			}),
			Entry("half a line", "備份檔不完整或被改過：notes.jsonl 第 2 行讀不懂", func(f map[string]string) {
				f["notes.jsonl"] = f["notes.jsonl"][:len(f["notes.jsonl"])-9]
			}),
			Entry("a file less", "備份檔不完整或被改過：沒有 notes.jsonl", func(f map[string]string) { f["notes.jsonl"] = "" }),
			Entry("no manifest", "備份檔不完整或被改過：沒有 manifest.json", func(f map[string]string) { f["manifest.json"] = "" }),
			Entry("another manifest", "備份檔不完整或被改過：manifest.json 讀不懂", func(f map[string]string) { f["manifest.json"] = `{"x":1}` }),
			Entry("a path for a name", "備份檔不完整或被改過：「../notes」不是資料的名稱", func(f map[string]string) {
				f["manifest.json"] = strings.Replace(f["manifest.json"], `"notes"`, `"../notes"`, 1)
			}),
			Entry("a later format", "資料庫是由較新版本的程式寫的：格式 2，這個程式只讀 1", func(f map[string]string) {
				f["manifest.json"] = strings.Replace(f["manifest.json"], `"format": 1`, `"format": 2`, 1)
			}),
		)

		It("that breaks off leaves a store that says so, or nothing", func() {
			at := storetest.SQLite()
			db := at.Open(notes)
			for _, id := range []string{"1", "2"} {
				Expect(notes.In(db).Insert(ctx, aNote(id))).To(Succeed())
			}
			same := strings.ReplaceAll(unzip(backup(db))["notes.jsonl"], "login-2", "login-1")
			target := fresh()
			elsewhere := target.Open(notes)
			_, err := store.Restore(ctx, elsewhere, bytes.NewReader(forge(backup(db), "notes", same)))
			Expect(err).To(MatchError("整理 notes：notes 已經有同樣的 login"))
			if strings.HasPrefix(target.URL, "sqlite") {
				Expect(notes.In(target.Open(notes)).Count(ctx, store.Query{})).To(Equal(0))
				return
			}
			_, err = target.TryOpen(notes)
			Expect(err).To(MatchError(store.ErrHalfRestored))
			_, err = store.Backup(ctx, elsewhere, io.Discard)
			Expect(err).To(MatchError(store.ErrHalfRestored))
		})
	})

	It("is a zip file", func() {
		_, err := store.Restore(ctx, storetest.SQLite().Open(), strings.NewReader("no"))
		Expect(err).To(MatchError(HavePrefix("備份檔不完整或被改過：不是 zip 檔")))
	})
})
