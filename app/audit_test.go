package main

import (
	"archive/zip"
	"bytes"
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

// kept is the storage of a short log.
type kept []audit.Entry

func (k *kept) Append(_ context.Context, e audit.Entry) error {
	*k = append(*k, e)
	return nil
}

func (k *kept) Entries(_ context.Context, s audit.Span) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for i := range *k {
			e := (*k)[i]
			if s.Newest {
				e = (*k)[len(*k)-1-i]
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

var _ = Describe("the audit log on the command line", func() {
	var dir string
	var entries kept

	path := func(name string) string { return filepath.Join(dir, name) }
	export := func(f audit.Filter) string {
		l, err := audit.Open(context.Background(), &entries)
		Expect(err).NotTo(HaveOccurred())
		var out bytes.Buffer
		_, err = audit.Export(&out, l.Entries(context.Background()), f, "管理員丁", time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC))
		Expect(err).NotTo(HaveOccurred())
		return write(path("日誌.zip"), out.Bytes())
	}
	lines := func(zipped string) []string {
		z, err := zip.OpenReader(zipped)
		Expect(err).NotTo(HaveOccurred())
		defer z.Close()
		f, err := z.File[0].Open()
		Expect(err).NotTo(HaveOccurred())
		var text bytes.Buffer
		_, err = text.ReadFrom(f)
		Expect(err).NotTo(HaveOccurred())
		return strings.SplitAfter(strings.TrimSuffix(text.String(), "\n"), "\n")
	}

	BeforeEach(func() {
		dir, entries = GinkgoT().TempDir(), nil
		l, err := audit.Open(context.Background(), &entries)
		Expect(err).NotTo(HaveOccurred())
		for i, who := range []string{"甲", "乙", "甲"} {
			_, err := l.Append(context.Background(), audit.Record{At: time.Date(2026, 11, 21, 23, i, 0, 0, time.UTC), User: who, Purpose: "偵辦"})
			Expect(err).NotTo(HaveOccurred())
		}
	})

	It("holds, and says what the head is", func() {
		zipped := export(audit.Filter{})
		r := shoumi("", "audit", "verify", zipped)
		Expect(r.err).To(BeEmpty())
		Expect(r.out).To(Equal(zipped + "：3 筆，鏈結完整。\n末筆 3:" + entries[2].Hash.String() + "　2026-11-22 07:02:00\n2026-11-22 09:02:03 由 管理員丁 匯出。\n"))
		Expect(r.code).To(Equal(0))
	})

	It("says what a part leaves out", func() {
		r := shoumi("", "audit", "verify", export(audit.Filter{User: "乙"}))
		Expect(r.out).To(ContainSubstring("：1 筆，鏈結完整。\n因篩選而略去 2 筆，以雜湊接續；略去的內容無從核對。\n末筆 3:"))
	})

	It("names the first entry that was changed", func() {
		text := strings.Join(lines(export(audit.Filter{})), "") + "\n"
		r := shoumi(strings.Replace(text, `"user":"乙"`, `"user":"丙"`, 1), "audit", "verify", "-")
		Expect(r.out).To(Equal("<標準輸入>：第 2 行：第 2 筆：內容與雜湊不符，被改過\n"))
		Expect(r.code).To(Equal(1))
	})

	It("needs a head to find a bare file cut off", func() {
		cut := write(path("entries.jsonl"), []byte(strings.Join(lines(export(audit.Filter{}))[:2], "")))
		r := shoumi("", "audit", "verify", cut)
		Expect(r.code).To(Equal(0))
		Expect(r.out).To(HaveSuffix("沒有清單，也沒有給 --head：結尾有沒有被截掉，看不出來。\n"))
		r = shoumi("", "audit", "verify", "--head", "1:"+entries[0].Hash.String(), "--head", "3:"+entries[2].Hash.String(), cut)
		Expect(r.out).To(Equal(cut + "：第 3 筆：不見了，檔案到第 2 筆就結束，應該至少到第 3 筆\n"))
		Expect(r.code).To(Equal(1))
	})

	DescribeTable("is told how to ask", func(code int, says string, args ...string) {
		r := shoumi("單位,人數\n甲所,40\n", append([]string{"audit"}, args...)...)
		Expect(r.out + r.err).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("nothing", 0, "verify"),
		Entry("an unknown command", 2, "要給 0 個參數", "prove"),
		Entry("no file", 2, "要給 1 個檔案", "verify"),
		Entry("a file that is not there", 1, "nowhere.zip: 找不到這個檔案", "verify", "nowhere.zip"),
		Entry("a directory", 1, "testdata: 不是檔案", "verify", "testdata"),
		Entry("another file", 1, "testdata/leak.yaml：不是完整的匯出檔", "verify", "testdata/leak.yaml"),
		Entry("a head that is none", 2, "--head：「3:xy」不是「序號:雜湊」", "verify", "--head", "3:xy", "x"),
		Entry("a plan of nothing", 2, "給 --units、--records、--heads 其中至少一個", "plan"),
		Entry("no units", 2, "--units 要是 1 以上的整數", "plan", "--units", "0"),
		Entry("no records", 2, "--records 要是 1 以上的整數", "plan", "--records", "-5"),
		Entry("no heads", 2, "--heads 要是 1 以上的整數，或名冊的檔名", "plan", "--heads", "0"),
		Entry("a list and numbers", 2, "給了名冊，就不給 --units 與 --records", "plan", "--heads", "-", "--units", "3"),
		Entry("a list that is not there", 1, "名冊.csv: 找不到這個檔案", "plan", "--heads", "名冊.csv"),
	)

	It("plans by numbers", func() {
		r := shoumi("", "audit", "plan", "--units", "38", "--records", "12345", "--heads", "42")
		Expect(r.out).To(Equal(`每月至少：
  抽檢 8 個單位（38 個的五分之一）　警政日誌作業規定第6點第1款第4目、第7點第1款第3目
  查核 247 筆紀錄（12345 筆的百分之二）　警政日誌作業規定第6點第1款第4目、第7點第1款第3目
  稽核 3 人（42 人的派出所或隊）　警政日誌作業規定第8點第2款
各系統另有較嚴的稽核規定時，從其規定（警政日誌作業規定第12點）。
`))
		Expect(shoumi("", "audit", "plan", "--heads", "20").out).To(Equal(`每月至少：
  稽核 1 人（20 人的派出所或隊）　警政日誌作業規定第8點第2款
各系統另有較嚴的稽核規定時，從其規定（警政日誌作業規定第12點）。
`))
	})

	It("plans by a list", func() {
		Expect(shoumi("單位,人數,查詢紀錄\n甲所,20,100\n乙所,21,\"1,250\"\n", "audit", "plan", "--heads", "-").out).To(Equal(`每月至少抽檢 1 個單位（2 個的五分之一）　警政日誌作業規定第6點第1款第4目、第7點第1款第3目
各單位每月至少自行稽核（警政日誌作業規定第8點第2款）；抽中時查核百分之二的紀錄（警政日誌作業規定第6點第1款第4目、第7點第1款第3目）：
  甲所　1 人（20 人）　2 筆（100 筆）
  乙所　2 人（21 人）　25 筆（1250 筆）
各系統另有較嚴的稽核規定時，從其規定（警政日誌作業規定第12點）。
`))
		Expect(shoumi("單位,人數\n甲所,40\n", "audit", "plan", "--heads", "-").out).To(ContainSubstring("（警政日誌作業規定第8點第2款）：\n  甲所　3 人（40 人）\n"))
	})
})

func write(path string, data []byte) string {
	Expect(os.WriteFile(path, data, 0o600)).To(Succeed())
	return path
}
