package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"shoumi/app/audit"
)

func (c *cli) audit() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "日誌：查詢（list）、匯出（export）、末筆雜湊（head）、清除期滿的（expire）；核對匯出檔有沒有被改過（verify），計算每月要稽核多少（plan）",
		Args:  exactly(0, "參數"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.auditList(), c.auditExport(), c.auditHead(), c.auditExpire(), c.auditVerify(), c.auditPlan())
	return cmd
}

func (c *cli) auditVerify() *cobra.Command {
	var heads []string
	cmd := &cobra.Command{
		Use:   "verify 檔案|-",
		Short: "離線核對日誌：被改、被刪、換過順序、重複或截斷時，說出第一筆，結束碼是 1",
		Long: "檔案是日誌的匯出檔（zip），或從裡面取出的 entries.jsonl。\n" +
			"單獨的 entries.jsonl 看不出結尾被截掉；整份鏈結連同清單都重做過，也只有另外保存的末筆雜湊看得出來：用 --head 給。",
		Args:    exactly(1, "檔案（- 代表標準輸入）"),
		Example: "  go run ./app audit verify 日誌.zip\n  go run ./app audit verify --head 1024:4f5a… entries.jsonl",
		RunE: func(_ *cobra.Command, args []string) error {
			check := audit.Check{Now: c.now()}
			for _, text := range heads {
				h, err := audit.ParseHead(text)
				if err != nil {
					return usage("--head：%v", err)
				}
				check.Heads = append(check.Heads, h)
			}
			return c.verifyLog(args[0], check)
		},
	}
	cmd.Flags().StringArrayVar(&heads, "head", nil, "另外保存的「序號:雜湊」；可以給好幾次")
	return cmd
}

func (c *cli) verifyLog(path string, check audit.Check) error {
	name, file, size, err := c.openAt(path)
	if err != nil {
		return err
	}
	defer file.Close()
	bar := c.progress(size, "核對", progressbar.OptionShowBytes(true))
	check.Progress = bar
	result, err := audit.Verify(file, size, check)
	if err := bar.Finish(); err != nil {
		return err
	}
	if fault := (*audit.Fault)(nil); errors.As(err, &fault) {
		fmt.Fprintf(c.out, "%s：%v\n", name, fault)
		return errReported
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	c.printLog(name, result, len(check.Heads))
	return nil
}

// progress is a bar on a terminal, and nothing anywhere else.
func (c *cli) progress(total int64, what string, more ...progressbar.Option) *progressbar.ProgressBar {
	w, is := c.err.(*os.File)
	return progressbar.NewOptions64(total, append(more, progressbar.OptionSetWriter(c.err), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetVisibility(is && term.IsTerminal(int(w.Fd()))))...)
}

// openAt opens a file for reading at any place; the standard input is read whole.
func (c *cli) openAt(path string) (name string, file interface {
	io.ReaderAt
	io.Closer
}, size int64, err error) {
	if path == "-" {
		name, data, err := c.read(path)
		return name, whole{bytes.NewReader(data)}, int64(len(data)), err
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return path, nil, 0, fmt.Errorf("%s: 找不到這個檔案", path)
	}
	if err != nil {
		return path, nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: 不是檔案", path)
	}
	if err != nil {
		return path, nil, 0, errors.Join(err, f.Close())
	}
	return path, f, info.Size(), nil
}

// whole is a file that is in memory.
type whole struct{ *bytes.Reader }

func (whole) Close() error { return nil }

func (c *cli) printLog(name string, r audit.Result, heads int) {
	fmt.Fprintf(c.out, "%s：%d 筆，鏈結完整。\n", name, r.Count)
	if r.Expired > 0 {
		fmt.Fprintf(c.out, "保存期滿而略去 %d 筆，以雜湊接續。\n", r.Expired)
	}
	if r.Filtered > 0 {
		fmt.Fprintf(c.out, "因篩選而略去 %d 筆，以雜湊接續；略去的內容無從核對。\n", r.Filtered)
	}
	if r.Head.Sequence > 0 {
		fmt.Fprintf(c.out, "末筆 %s　%s\n", r.Head, taipei(r.Head.At))
	}
	switch {
	case r.Manifest != nil:
		fmt.Fprintf(c.out, "%s 由 %s 匯出。\n", taipei(r.Manifest.ExportedAt), r.Manifest.ExportedBy)
	case heads == 0:
		fmt.Fprintln(c.out, "沒有清單，也沒有給 --head：結尾有沒有被截掉，看不出來。")
	}
}

// taipei is a moment on the clocks of Taiwan.
func taipei(t time.Time) string {
	return t.In(taipeiTime).Format("2006-01-02 15:04:05")
}

var taipeiTime = time.FixedZone("Asia/Taipei", 8*60*60)

func (c *cli) auditPlan() *cobra.Command {
	var units, records int
	var heads string
	cmd := &cobra.Command{
		Use:   "plan [--units N] [--records N] [--heads N|檔案]",
		Short: "每月至少要稽核幾個單位、幾筆查詢紀錄、幾個人",
		Long: "依警政日誌管理系統作業規定第6點至第8點計算。名冊是 CSV，第一行寫「單位,人數」或「單位,人數,查詢紀錄」。\n" +
			"給名冊時，單位數與查詢紀錄都由名冊計算。",
		Args:    exactly(0, "參數"),
		Example: "  go run ./app audit plan --units 38 --records 12345 --heads 42\n  go run ./app audit plan --heads 名冊.csv",
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := cmd.Flags().Changed
			for _, n := range []struct {
				flag  string
				value int
			}{{"units", units}, {"records", records}} {
				if given(n.flag) && n.value < 1 {
					return usage("--%s 要是 1 以上的整數", n.flag)
				}
			}
			officers, err := strconv.Atoi(heads)
			list := given("heads") && err != nil
			switch {
			case !given("units") && !given("records") && !given("heads"):
				return usage("給 --units、--records、--heads 其中至少一個")
			case list && (given("units") || given("records")):
				return usage("給了名冊，就不給 --units 與 --records")
			case list:
				return c.planStaff(heads)
			case given("heads") && officers < 1:
				return usage("--heads 要是 1 以上的整數，或名冊的檔名")
			}
			c.printPlan(units, records, officers)
			return nil
		},
	}
	cmd.Flags().IntVar(&units, "units", 0, "有幾個單位")
	cmd.Flags().IntVar(&records, "records", 0, "受抽檢的單位一個月有幾筆查詢紀錄")
	cmd.Flags().StringVar(&heads, "heads", "", "一個派出所或隊有幾名員警，或名冊的檔名")
	return cmd
}

// planNote is what the numbers leave open.
const planNote = "各系統另有較嚴的稽核規定時，從其規定（警政日誌作業規定第12點）。"

func (c *cli) printPlan(units, records, officers int) {
	fmt.Fprintln(c.out, "每月至少：")
	if units > 0 {
		q := audit.UnitQuota(units)
		fmt.Fprintf(c.out, "  抽檢 %d 個單位（%d 個的五分之一）　%s\n", q.Least, q.Of, q.Point)
	}
	if records > 0 {
		q := audit.RecordQuota(records)
		fmt.Fprintf(c.out, "  查核 %d 筆紀錄（%d 筆的百分之二）　%s\n", q.Least, q.Of, q.Point)
	}
	if officers > 0 {
		q := audit.PersonQuota(officers)
		fmt.Fprintf(c.out, "  稽核 %d 人（%d 人的派出所或隊）　%s\n", q.Least, q.Of, q.Point)
	}
	fmt.Fprintln(c.out, planNote)
}

// planStaff plans for every unit of a list.
func (c *cli) planStaff(path string) error {
	name, data, err := c.read(path)
	if err != nil {
		return err
	}
	staff, err := audit.ReadStaff(name, data)
	if err != nil {
		return err
	}
	q := audit.UnitQuota(len(staff))
	fmt.Fprintf(c.out, "每月至少抽檢 %d 個單位（%d 個的五分之一）　%s\n", q.Least, q.Of, q.Point)
	fmt.Fprintf(c.out, "各單位每月至少自行稽核（%s）", audit.PersonQuota(1).Point)
	if staff[0].Records >= 0 {
		fmt.Fprintf(c.out, "；抽中時查核百分之二的紀錄（%s）", audit.RecordQuota(1).Point)
	}
	fmt.Fprintln(c.out, "：")
	for _, u := range staff {
		parts := []string{fmt.Sprintf("%d 人（%d 人）", audit.PersonQuota(u.Officers).Least, u.Officers)}
		if u.Records >= 0 {
			parts = append(parts, fmt.Sprintf("%d 筆（%d 筆）", audit.RecordQuota(u.Records).Least, u.Records))
		}
		fmt.Fprintf(c.out, "  %s　%s\n", u.Name, strings.Join(parts, "　"))
	}
	fmt.Fprintln(c.out, planNote)
	return nil
}
