package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/content"
)

// trainedDemo is a demo whose first precinct has the refresher of 2026 to do; it
// gives the folder of its data.
func trainedDemo() string {
	GinkgoHelper()
	data := filepath.Join(GinkgoT().TempDir(), "data")
	r := shoumi("", "users", "demo", "--data", data)
	Expect(r.err).To(BeEmpty())
	inStore(data, func(people *account.People, t *training.Training) {
		tree, err := people.Units(context.Background())
		Expect(err).NotTo(HaveOccurred())
		precinct, ok := tree.At("示範市政府警察局/第一分局")
		Expect(ok).To(BeTrue())
		Expect(t.Assign(context.Background(), training.Assignment{Course: "refresher", Term: "2026", To: precinct.ID, Due: "2026-12-31", By: "admin-1"})).To(Succeed())
	})
	return data
}

// inStore does something with the people and the training in a store of this spec.
func inStore(data string, do func(*account.People, *training.Training)) {
	GinkgoHelper()
	db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "shoumi.db"), append(collections(), store.KeysAt(filepath.Join(data, "shoumi.keys")))...)
	Expect(err).NotTo(HaveOccurred())
	defer db.Close()
	now := func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }
	c := &cli{now: now}
	m, err := c.material()
	Expect(err).NotTo(HaveOccurred())
	courses, err := training.Load(content.Files, m)
	Expect(err).NotTo(HaveOccurred())
	secret, err := account.Secret(context.Background(), db, "training")
	Expect(err).NotTo(HaveOccurred())
	do(account.New(db, account.Policy{}, now), training.New(db, courses, m, secret, now))
}

var _ = Describe("the roster of a training on the command line", func() {
	var data, dir string
	roster := func(args ...string) result {
		return shoumi("", append([]string{"training", "roster", "--data", data}, args...)...)
	}
	BeforeEach(func() { data, dir = trainedDemo(), GinkgoT().TempDir() })

	It("is written with the columns of the setting, and the log says so", func() {
		GinkgoT().Setenv("SHOUMI_TRAINING_COLUMNS", "name,unit,standing,due")
		csv := filepath.Join(dir, "roster.csv")
		r := roster("refresher/2026", csv, "--unit", "示範市政府警察局/第一分局/甲派出所")
		Expect(r.err).To(BeEmpty())
		Expect(r.out).To(MatchRegexp(`^%s\nsha256:[0-9a-f]{64}\n匯出 2 人。\n$`, csv))
		Expect(os.ReadFile(csv)).To(BeEquivalentTo("\uFEFF姓名,單位,狀態,期限\r\n" +
			"學員甲,示範市政府警察局/第一分局/甲派出所,未開始,民國115年12月31日\r\n" +
			"學員乙,示範市政府警察局/第一分局/甲派出所,未開始,民國115年12月31日\r\n"))
		ods := filepath.Join(dir, "roster.ods")
		r = roster("refresher/2026", ods, "--training-columns", "login")
		Expect(r.out).To(HaveSuffix("\n匯出 4 人。\n"), "and those of the other station, and the supervisor")
		sheet, err := os.ReadFile(ods)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(sheet[38:84])).To(Equal("application/vnd.oasis.opendocument.spreadsheet"))
		log := shoumi("", "audit", "list", "--data", data, "--action", "匯出訓練名冊", "--format", "json")
		Expect(strings.Count(log.out, `"subject": "refresher/2026"`)).To(Equal(2), log.out)
		Expect(log.out).To(ContainSubstring(`"condition": "refresher/2026 示範市政府警察局/第一分局/甲派出所"`))
	})

	DescribeTable("refuses", func(code int, says string, args ...string) {
		for i, a := range args {
			args[i] = strings.ReplaceAll(a, "DIR", dir)
		}
		r := roster(args...)
		Expect(r.code).To(Equal(code))
		Expect(r.err).To(HavePrefix(says + "\n"))
		Expect(os.ReadDir(dir)).To(BeEmpty())
	},
		Entry("a course that is not there", 2, "沒有「nothing」這門課程；用 training 看所有課程", "nothing/2026", "DIR/x.csv"),
		Entry("no term", 2, "要寫成 課程/梯次，例如 refresher/2026", "refresher", "DIR/x.csv"),
		Entry("another kind of file", 2, "檔名要以 .ods 或 .csv 結尾，不是「x.xls」", "refresher/2026", "x.xls"),
		Entry("a unit that is not there", 1, "沒有「第三分局」這個單位；用 users units 看所有單位，路徑要寫全部", "refresher/2026", "DIR/x.csv", "--unit", "第三分局"),
		Entry("a round that nobody has", 1, "induction/2026 沒有指派給這裡的任何人", "induction/2026", "DIR/x.csv"),
		Entry("a column that is not there", 2, "--training-columns：沒有「number2」這一欄，您是不是要寫「number」？", "refresher/2026", "DIR/x.csv", "--training-columns", "number2"),
	)
})
