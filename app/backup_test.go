package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
)

// secret is a document with something to hide.
type secret struct {
	store.Doc
	Unit string `json:"unit"`
	Text string `json:"text"`
}

var secrets = store.Define[secret]("secrets", store.Index("unit"), store.Sealed("text"))

var _ = Describe("backup, restore and keys", func() {
	var dir, data, archive string
	open := func(data string) *store.DB {
		GinkgoHelper()
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "shoumi.db"), secrets, store.KeysAt(filepath.Join(data, "shoumi.keys")))
		Expect(err).NotTo(HaveOccurred())
		return db
	}
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		data, archive = filepath.Join(dir, "data"), filepath.Join(dir, "備份.zip")
		db := open(data)
		defer db.Close()
		for i := range 3 {
			Expect(secrets.In(db).Insert(context.Background(), secret{store.Doc{ID: fmt.Sprint(i)}, "分局", "密"})).To(Succeed())
		}
	})

	It("moves a store elsewhere, with its keys", func() {
		r := shoumi("", "backup", "--data", data, archive)
		Expect(r.err).To(BeEmpty())
		Expect(r.code).To(Equal(0))
		Expect(r.out).To(MatchRegexp("^" + archive + "\nsha256:[0-9a-f]{64}\nsecrets 3 份，其中 3 份加密\n加密的資料要有金鑰檔 " + data + "/shoumi.keys 才打得開：請另外保管，不要和備份放在一起。\n$"))
		info, err := os.Stat(archive)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode()).To(Equal(os.FileMode(0o600)))
		Expect(shoumi("", "backup", "--data", data, archive)).To(Equal(result{1, "", archive + ": 已經有這個檔案，不覆寫；換一個檔名\n"}))

		elsewhere := filepath.Join(dir, "elsewhere")
		r = shoumi("", "restore", "--data", elsewhere, archive)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal(archive + ": 找不到金鑰檔 " + elsewhere + "/shoumi.keys，下列加密的資料打不開：secrets 3 份（text）。請把原來的金鑰檔放回去；沒有金鑰檔，這些內容無法復原，其餘的資料不受影響。\n"))

		keys, err := os.ReadFile(filepath.Join(data, "shoumi.keys"))
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(filepath.Join(elsewhere, "shoumi.keys"), keys, 0o600)).To(Succeed())
		Expect(shoumi("", "restore", "--data", elsewhere, archive)).To(Equal(result{0, "secrets 3 份，其中 3 份加密\n還原完成。\n", ""}))
		db := open(elsewhere)
		Expect(secrets.In(db).Get(context.Background(), "2")).To(HaveField("Text", "密"))
		Expect(db.Close()).To(Succeed())

		Expect(shoumi("", "restore", "--data", elsewhere, archive)).To(Equal(result{1, "", archive + ": 資料庫裡已經有資料，只能還原到空的資料庫（secrets 有 3 份）\n"}))
	})

	It("goes through a pipe as the same bytes", func() {
		Expect(shoumi("", "backup", "--data", data, archive).code).To(Equal(0))
		file, err := os.ReadFile(archive)
		Expect(err).NotTo(HaveOccurred())
		r := shoumi("", "backup", "--data", data, "-")
		Expect(r.code).To(Equal(0))
		Expect([]byte(r.out)).To(Equal(file))
		Expect(r.err).To(Equal(fmt.Sprintf("<標準輸出>\nsha256:%x\nsecrets 3 份，其中 3 份加密\n加密的資料要有金鑰檔 %s/shoumi.keys 才打得開：請另外保管，不要和備份放在一起。\n", sha256.Sum256(file), data)))

		elsewhere := filepath.Join(dir, "elsewhere")
		keys := filepath.Join(data, "shoumi.keys")
		Expect(shoumi(r.out[:100], "restore", "--data", elsewhere, "--keys", keys, "-").err).To(HavePrefix("<標準輸入>: 備份檔不完整或被改過："))
		Expect(shoumi(r.out, "restore", "--data", elsewhere, "--keys", keys, "-")).To(Equal(result{0, "secrets 3 份，其中 3 份加密\n還原完成。\n", ""}))
	})

	It("takes the keys out and puts them back, never over others", func() {
		file, err := os.ReadFile(filepath.Join(data, "shoumi.keys"))
		Expect(err).NotTo(HaveOccurred())
		out := shoumi("", "keys", "export", "--data", data)
		Expect(out).To(Equal(result{0, string(file), ""}))

		elsewhere := filepath.Join(dir, "elsewhere")
		keys := filepath.Join(elsewhere, "shoumi.keys")
		Expect(shoumi("", "keys", "export", "--data", elsewhere)).To(Equal(result{1, "", keys + ": 沒有這個金鑰檔\n"}))
		r := shoumi("{}", "keys", "import", "--data", elsewhere)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(HavePrefix("這不是金鑰檔："))
		Expect(keys).NotTo(BeAnExistingFile())
		Expect(shoumi(out.out, "keys", "import", "--data", elsewhere)).To(Equal(result{0, "金鑰檔 " + keys + " 已放回。\n", ""}))
		info, err := os.Stat(keys)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode()).To(Equal(os.FileMode(0o600)))
		Expect(shoumi(out.out, "keys", "import", "--data", elsewhere)).To(Equal(result{1, "", keys + ": 已經有這個金鑰檔，不覆寫：加密的資料可能只有它打得開\n"}))

		backup := shoumi("", "backup", "--data", data, "-")
		Expect(shoumi(backup.out, "restore", "--data", elsewhere, "-").code).To(Equal(0))
		db := open(elsewhere)
		defer db.Close()
		Expect(secrets.In(db).Get(context.Background(), "2")).To(HaveField("Text", "密"))
	})

	It("rotates the keys", func() {
		before, err := os.ReadFile(filepath.Join(data, "shoumi.keys"))
		Expect(err).NotTo(HaveOccurred())
		Expect(shoumi("", "keys", "rotate", "--data", data)).To(Equal(result{0, "已換新的金鑰，重新加密 3 份資料。金鑰檔 " + data + "/shoumi.keys 變了，請重新備份它。\n", ""}))
		Expect(os.ReadFile(filepath.Join(data, "shoumi.keys"))).NotTo(Equal(before))
		db := open(data)
		defer db.Close()
		Expect(secrets.In(db).Get(context.Background(), "1")).To(HaveField("Text", "密"))
	})

	DescribeTable("say what is wrong, and make no store by the way", func(code int, says string, args ...string) {
		missing := filepath.Join(dir, "missing")
		r := shoumi("", append(args, "--data", missing)...)
		Expect(r.code).To(Equal(code))
		Expect(r.err).To(ContainSubstring(says))
		Expect(missing).NotTo(BeADirectory())
	},
		Entry("no store to back up", 1, "missing/shoumi.db: 沒有這個資料庫；用 --data 或 --store 指出它在哪裡\n", "backup", "x.zip"),
		Entry("no keys to rotate", 1, "沒有這個資料庫", "keys", "rotate"),
		Entry("no file", 2, "要給 1 個檔案（- 代表標準輸出），給了 0 個", "backup"),
		Entry("no backup", 1, "nowhere.zip: 找不到這個檔案", "restore", "nowhere.zip"),
		Entry("no such database", 2, "--store：要寫成 sqlite:檔案 或 mongodb://主機/資料庫\n", "backup", "x.zip", "--store", "mysql://x"),
	)

	It("name the keys commands in full", func() {
		Expect(shoumi("", "keys").err).To(HavePrefix("寫成 keys rotate、keys export 或 keys import\n"))
	})
})
