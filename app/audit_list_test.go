package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/store"
)

var _ = Describe("the audit log of a store on the command line", func() {
	var dir, data, me string
	var entries []audit.Entry

	// with opens the log while no command has it.
	with := func(f func(*audit.Documents, *audit.Log)) {
		GinkgoHelper()
		db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "shoumi.db"), append(audit.Collections, store.KeysAt(filepath.Join(data, "shoumi.keys")))...)
		Expect(err).NotTo(HaveOccurred())
		defer db.Close()
		docs := audit.Stored(db)
		l, err := audit.Open(context.Background(), docs)
		Expect(err).NotTo(HaveOccurred())
		f(docs, l)
	}
	all := func() (out []audit.Entry) {
		GinkgoHelper()
		with(func(_ *audit.Documents, l *audit.Log) {
			for e, err := range l.Entries(context.Background()) {
				Expect(err).NotTo(HaveOccurred())
				out = append(out, e)
			}
		})
		return out
	}
	here := func(args ...string) result {
		return shoumi("", append(append([]string{"audit"}, args...), "--data", data)...)
	}
	sequences := func(args ...string) (out []int) {
		GinkgoHelper()
		var page struct{ Entries []audit.Entry }
		r := here(append([]string{"list", "--format", "json"}, args...)...)
		Expect(r.err).To(BeEmpty())
		Expect(json.Unmarshal([]byte(r.out), &page)).To(Succeed())
		for _, e := range page.Entries {
			out = append(out, int(e.Sequence))
		}
		return out
	}

	BeforeEach(func() {
		GinkgoT().Setenv("SUDO_USER", "")
		u, err := user.Current()
		Expect(err).NotTo(HaveOccurred())
		me = "系統（命令列 " + u.Username + "）"
		dir = GinkgoT().TempDir()
		data, entries = filepath.Join(dir, "data"), nil
		with(func(_ *audit.Documents, l *audit.Log) {
			for i, who := range []string{"甲", "乙", "甲"} {
				e, err := l.Append(context.Background(), audit.Record{
					At: time.Date(2026, 11, 19+i, 15, 59+i, 0, 0, time.UTC), Unit: "第一分局", User: who, IP: "192.0.2.7", Action: audit.Opened,
					Condition: "A123", ActualUser: who, ActualUnit: fmt.Sprintf("第%d分局", i), Purpose: "偵辦竊盜案", Subject: fmt.Sprintf("case/%d", i),
				})
				Expect(err).NotTo(HaveOccurred())
				entries = append(entries, e)
			}
		})
	})

	It("is listed newest first, with the nine fields, and says who listed it", func() {
		r := here("list", "--limit", "2")
		Expect(r).To(Equal(result{0, `序號  作業時間             單位      使用者  IP         作業種類  查詢條件  實際查詢者  實際查詢單位  用途        對象
3     2026-11-22 00:01:00  第一分局  甲      192.0.2.7  開啟      A123      甲          第2分局       偵辦竊盜案  case/2
2     2026-11-21 00:00:00  第一分局  乙      192.0.2.7  開啟      A123      乙          第1分局       偵辦竊盜案  case/1
還有更早的：--before 2
`, ""}))
		r = here("list", "--before", "2", "--own", "甲")
		Expect(r.out).To(And(HavePrefix("序號  "), HaveSuffix("  case/0\n")))
		Expect(strings.Count(r.out, "\n")).To(Equal(2))

		logged := all()[3:]
		Expect(logged).To(HaveLen(2))
		Expect(logged[0].Record).To(Equal(audit.Record{At: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC), User: me, Action: "查詢日誌", ActualUser: me, Purpose: "查閱日誌", Subject: "log"}))
		Expect(logged[1].Condition).To(Equal("--own 甲"))
	})

	DescribeTable("is listed as it is asked for", func(want []int, args ...string) {
		Expect(sequences(args...)).To(Equal(want))
	},
		Entry("from a day on", []int{3, 2}, "--from", "2026-11-21"),
		Entry("until a day, with it", []int{2, 1}, "--until", "2026-11-21"),
		Entry("of one day", []int{2}, "--from", "2026-11-21", "--until", "2026-11-21"),
		Entry("of a unit, or another", []int{3, 2}, "--unit", "第1分局", "--unit", "第2分局"),
		Entry("of a user", []int{2}, "--user", "乙"),
		Entry("of an action", []int{3, 2, 1}, "--action", "開啟"),
		Entry("of a subject", []int{1}, "--subject", "case/0"),
		Entry("of a purpose", []int{3, 2}, "--purpose", "竊盜 偵辦", "--from", "2026-11-20", "--limit", "2"),
		Entry("of a person", []int{3, 1}, "--own", "甲"),
	)

	It("is written down with all that was asked", func() {
		here("list", "--from", "2026-11-20", "--until", "2026-11-21", "--unit", "甲", "--unit", "乙", "--user", "丙", "--action", "開啟", "--subject", "x", "--purpose", "y z", "--own", "丁")
		Expect(all()[3].Condition).To(Equal("--from 2026-11-20 --until 2026-11-21 --unit 甲 --unit 乙 --user 丙 --action 開啟 --subject x --purpose y z --own 丁"))
	})

	It("is JSON without a list that is null", func() {
		Expect(here("list", "--format", "json", "--user", "戊").out).To(Equal("{\n  \"entries\": []\n}\n"))
		Expect(here("list", "--user", "戊").out).To(Equal("沒有符合的日誌。\n"))
		var page struct {
			Entries []audit.Entry
			Next    uint64
		}
		Expect(json.Unmarshal([]byte(here("list", "--format", "json", "--before", "4", "--limit", "2").out), &page)).To(Succeed())
		Expect(page.Entries).To(Equal([]audit.Entry{entries[2], entries[1]}))
		Expect(page.Next).To(BeEquivalentTo(2))
	})

	It("gives no orders to the terminal, and cuts what is long", func() {
		with(func(_ *audit.Documents, l *audit.Log) {
			_, err := l.Append(context.Background(), audit.Record{At: entries[0].At, User: "a\x1b[2J\n\u202eb", Purpose: strings.Repeat("長", 30)})
			Expect(err).NotTo(HaveOccurred())
		})
		r := here("list", "--limit", "1")
		Expect(r.out).To(ContainSubstring("a [2J  b  "))
		Expect(r.out).To(ContainSubstring("  " + strings.Repeat("長", 19) + "…\n"))
		Expect(r.out).To(HaveSuffix("太長的內容以「…」截短；--format json 有全文。\n"))
	})

	It("says its head, which an export holds", func() {
		head := fmt.Sprintf("3:%s", entries[2].Hash)
		Expect(here("head")).To(Equal(result{0, head + "\n", ""}))
		Expect(here("head", "--format", "json").out).To(Equal("{\n  \"sequence\": 3,\n  \"hash\": \"" + entries[2].Hash.String() + "\",\n  \"at\": \"2026-11-21T16:01:00Z\"\n}\n"))
		zipped := filepath.Join(dir, "日誌.zip")
		r := here("export", zipped)
		Expect(r.err).To(BeEmpty())
		last := all()[3]
		Expect(r.out).To(MatchRegexp("^" + zipped + "\nsha256:[0-9a-f]{64}\n匯出 4 筆。\n末筆 4:" + last.Hash.String() + "\n$"))
		Expect(last.Record).To(Equal(audit.Record{At: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC), User: me, Action: "匯出日誌", ActualUser: me, Purpose: "匯出日誌", Subject: "log"}))
		r = shoumi("", "audit", "verify", "--head", head, zipped)
		Expect(r.out).To(Equal(zipped + "：4 筆，鏈結完整。\n末筆 4:" + last.Hash.String() + "　2026-11-22 04:00:00\n2026-11-22 04:00:00 由 " + me + " 匯出。\n"))
		info, err := os.Stat(zipped)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode()).To(Equal(os.FileMode(0o600)))
		Expect(here("export", zipped)).To(Equal(result{1, "", zipped + ": 已經有這個檔案，不覆寫；換一個檔名\n"}))
		Expect(all()).To(HaveLen(4), "no export, no record")
	})

	It("exports through a pipe", func() {
		r := here("export", "-")
		Expect(r.err).To(MatchRegexp("^<標準輸出>\nsha256:[0-9a-f]{64}\n匯出 4 筆。\n末筆 4:"))
		Expect(shoumi(r.out, "audit", "verify", "-").out).To(HavePrefix("<標準輸入>：4 筆，鏈結完整。\n"))
	})

	It("exports a part", func() {
		zipped := filepath.Join(dir, "日誌.zip")
		r := here("export", "--own", "甲", zipped)
		Expect(r.out).To(ContainSubstring("\n匯出 2 筆，因篩選而略去 2 筆。\n末筆 4:"))
		Expect(all()[3].Condition).To(Equal("--own 甲"))
		r = shoumi("", "audit", "verify", zipped)
		Expect(r.out).To(ContainSubstring("：2 筆，鏈結完整。\n因篩選而略去 2 筆，"))
	})

	Context("with entries of six years ago", func() {
		BeforeEach(func() {
			data = filepath.Join(dir, "old")
			with(func(_ *audit.Documents, l *audit.Log) {
				for year := 2019; year <= 2026; year++ {
					_, err := l.Append(context.Background(), audit.Record{At: time.Date(year, 11, 21, 20, 0, 0, 0, time.UTC), User: "甲"})
					Expect(err).NotTo(HaveOccurred())
				}
			})
		})

		It("lets them go only when told so", func() {
			third := all()[2]
			ask := func(answer string) result { return shoumi(answer, "audit", "expire", "--data", data) }
			question := "滿 5 年的日誌有 3 筆，末筆 3:" + third.Hash.String() + "　2021-11-22 04:00:00。清除後不能復原。\n要清除請輸入 yes："
			for _, answer := range []string{"", "no\n", "yes please\n"} {
				Expect(ask(answer)).To(Equal(result{1, question + "沒有清除。\n", ""}))
			}
			Expect(all()).To(HaveLen(8))
			Expect(ask("yes\n")).To(Equal(result{0, question + "清除 3 筆，以雜湊接續。\n", ""}))
			kept := all()
			Expect(kept).To(HaveLen(7))
			Expect(kept[0].Gone).NotTo(BeNil())
			Expect(kept[6].Record).To(Equal(audit.Record{At: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC), User: me, Action: "清除期滿日誌", Condition: "1-3:" + third.Hash.String(), ActualUser: me, Purpose: "保存滿 5 年", Subject: "log"}))
			Expect(ask("")).To(Equal(result{0, "沒有滿 5 年的日誌。\n", ""}))
			zipped := filepath.Join(dir, "日誌.zip")
			Expect(here("export", zipped).out).To(ContainSubstring("\n匯出 7 筆，保存期滿而略去 3 筆。\n"))
			Expect(shoumi("", "audit", "verify", zipped).code).To(Equal(0))
		})

		It("keeps them as long as is said", func() {
			Expect(here("expire", "--log-years", "8", "--yes").out).To(Equal("沒有滿 8 年的日誌。\n"))
			Expect(here("expire", "--log-years", "7", "--yes").out).To(Equal("清除 1 筆，以雜湊接續。\n"))
		})

		It("keeps a broken chain, as evidence", func() {
			with(func(docs *audit.Documents, _ *audit.Log) {
				Expect(docs.Append(context.Background(), audit.Entry{Sequence: 20, Record: audit.Record{At: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)}})).To(Succeed())
			})
			Expect(here("expire", "--yes")).To(Equal(result{1, "", "第 20 筆：內容與雜湊不符，被改過\n"}))
		})
	})

	DescribeTable("is told how to ask", func(code int, says string, args ...string) {
		r := shoumi("", append([]string{"audit"}, args...)...)
		Expect(r.out + r.err).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("a day that is none", 2, "--from：「2026-02-30」不是日期，請寫成 2019-02-03", "list", "--from", "2026-02-30"),
		Entry("an end that is none", 2, "--until：「明天」不是日期，請寫成 2019-02-03", "export", "--until", "明天", "x.zip"),
		Entry("an end before the beginning", 2, "--until 2026-01-01 在 --from 2026-01-02 之前", "list", "--from", "2026-01-02", "--until", "2026-01-01"),
		Entry("a page of nothing", 2, "--limit 要是 1 以上的整數；要全部的日誌，用 audit export", "list", "--limit", "0"),
		Entry("too few years", 2, "--log-years：要是 5 到 100 的整數，不是「4」", "expire", "--log-years", "4"),
		Entry("no file", 2, "要給 1 個檔案（- 代表標準輸出），給了 0 個", "export"),
		Entry("no store", 1, "nowhere/shoumi.db: 沒有這個資料庫", "list", "--data", "nowhere"),
		Entry("no store for a head", 1, "nowhere/shoumi.db: 沒有這個資料庫", "head", "--data", "nowhere"),
	)

	It("has no head as long as it is empty", func() {
		data = filepath.Join(dir, "empty")
		with(func(*audit.Documents, *audit.Log) {})
		Expect(here("head")).To(Equal(result{1, "", "日誌裡還沒有任何一筆\n"}))
	})
})
