package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/training"
	"shoumi/content"
)

func (c *cli) training() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "training",
		Short:   "訓練課程：列出課程與單元；匯出名冊（roster）與證據（evidence），離線核對證據（verify），提醒（remind），模擬一年（simulate）",
		Args:    atMost(0, "參數"),
		Example: "  go run ./app training\n  go run ./app training simulate --officers 500",
		RunE: func(*cobra.Command, []string) error {
			courses, _, err := c.courses()
			if err != nil {
				return err
			}
			for _, x := range courses.All() {
				c.printCourse(x)
			}
			return nil
		},
	}
	cmd.AddCommand(c.trainingRoster(), c.trainingEvidence(), c.trainingVerify(), c.trainingRemind(), c.trainingSimulate())
	return cmd
}

// courses are the shipped courses, held against the rules, cases and bank in use.
func (c *cli) courses() (*training.Courses, training.Material, error) {
	m, err := c.material()
	if err != nil {
		return nil, m, err
	}
	courses, err := training.Load(content.Files, m)
	return courses, m, err
}

func (c *cli) printCourse(x *training.Course) {
	fmt.Fprintf(c.out, "%s　%s\n", x.ID, x.Title.Zh)
	for _, k := range x.Credit {
		fmt.Fprintf(c.out, "  %s起：%d小時，%s\n", k.From.ROC(), k.Hours, k.Category.Zh)
	}
	fmt.Fprintf(c.out, "  證書有效%d個月，到期前%d天起以%s換發\n", x.Valid, x.Renew, x.RenewedBy)
	for i, u := range x.Units {
		of := u.Ref
		switch u.Kind {
		case training.Check:
			of = fmt.Sprintf("%d題（%s）", u.Items, strings.Join(u.Lessons, "、"))
		case training.Certify:
			b := u.Certify.Blueprint
			of = fmt.Sprintf("%d題，要對%d題，關鍵概念%d個要全對；沒通過要等%.0f小時", b.Items(), b.Need(), len(b.Critical), u.Certify.Wait.Hours())
		}
		fmt.Fprintf(c.out, "  %2d %s　%s　%s\n", i+1, u.ID, u.Kind.Zh(), of)
	}
}

func (c *cli) trainingSimulate() *cobra.Command {
	s := training.Simulation{Start: time.Date(2026, 1, 5, 0, 0, 0, 0, time.FixedZone("Asia/Taipei", 8*60*60))}
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "模擬一年的訓練：複習間隔與負擔、題目統計、用猜的與真懂的人的通過率",
		Long:  "用固定的時鐘模擬虛構的學員一年，出題、評分、排複習都用正式的程式，不寫資料庫。同樣的種子得到同樣的報告。",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			courses, m, err := c.courses()
			if err != nil {
				return err
			}
			if _, ok := courses.Course(s.Course); !ok {
				return usage("沒有「%s」這門課程", s.Course)
			}
			report, err := courses.Simulate(s, m)
			if err != nil {
				return err
			}
			report.Write(c.out)
			return nil
		},
	}
	cmd.Flags().StringVar(&s.Course, "course", "induction", "課程")
	cmd.Flags().IntVar(&s.Officers, "officers", 2000, "學員人數；每十人有一人本來就懂")
	cmd.Flags().IntVar(&s.Guesses, "guesses", 2000, "另外用猜的作答幾份試卷")
	cmd.Flags().IntVar(&s.Days, "days", 365, "天數")
	cmd.Flags().Uint64Var(&s.Seed, "seed", 1, "種子")
	cmd.Flags().StringSliceVar(&s.Change, "law-change", []string{"pdpa/41", "witness-protection"}, "年中修正的條文")
	return cmd
}
