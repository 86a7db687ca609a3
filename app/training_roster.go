package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/office"
	"shoumi/app/training"
)

// school is a desk that knows the training of its people.
type school struct {
	*desk
	*training.Training
	courses *training.Courses
	tree    account.Tree
}

func (d *desk) school(ctx context.Context) (*school, error) {
	courses, material, err := d.courses()
	if err != nil {
		return nil, err
	}
	secret, err := account.Secret(ctx, d.db, "training")
	if err != nil {
		return nil, err
	}
	tree, err := d.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	return &school{d, training.New(d.db, courses, material, secret, d.now), courses, tree}, nil
}

// class is everybody, and those of them that something is about.
type class struct {
	accounts map[string]account.Account // by id
	people   []training.Person          // by login
}

// class is everybody, or who is in a unit or below it.
func (s *school) class(ctx context.Context, unit string) (class, error) {
	within := account.Scope{All: true}
	if unit != "" {
		u, err := unitAt(s.tree, unit)
		if err != nil {
			return class{}, err
		}
		within = within.Narrow(s.tree.Under(u.ID))
	}
	page, err := s.people.List(ctx, account.Find{Scope: account.Scope{All: true}})
	out := class{accounts: map[string]account.Account{}}
	for _, a := range page.Accounts {
		out.accounts[a.ID] = a
		if within.Has(a.Unit) {
			out.people = append(out.people, trainee(a, s.tree))
		}
	}
	return out, err
}

// trainee is somebody as training knows people.
func trainee(a account.Account, tree account.Tree) training.Person {
	p := training.Person{Account: a.ID}
	for _, u := range slices.Backward(tree.Path(a.Unit)) {
		p.Units = append(p.Units, u.ID)
	}
	return p
}

// holder is what sheets say of a person.
func (s *school) holder(of class) func(string) training.Holder {
	return func(id string) training.Holder {
		a := of.accounts[id]
		return training.Holder{Login: a.Login, Name: a.Name, Unit: s.tree.Label(a.Unit)}
	}
}

// round reads COURSE/TERM.
func (s *school) round(text string) (string, error) {
	course, term, ok := strings.Cut(text, "/")
	if _, known := s.courses.Course(course); !known {
		return "", usage("沒有「%s」這門課程；用 training 看所有課程", course)
	}
	if !ok || term == "" {
		return "", usage("要寫成 課程/梯次，例如 %s/2026", course)
	}
	return text, nil
}

func (c *cli) trainingRoster() *cobra.Command {
	var of storage
	var unit string
	cmd := &cobra.Command{
		Use: "roster 課程/梯次 檔案.ods|檔案.csv", Short: "匯出訓練名冊，例如供上傳終身學習時數；匯出記入日誌", Args: exactly(2, "參數"),
		Long: "匯出一門課程一個梯次的名冊：ODF 試算表（.ods），或 CSV（.csv，UTF-8）。哪些欄、什麼順序，由 --training-columns 決定：\n" + columnHelp() +
			"\n身分證字號不在系統裡，由上傳時數的人自行併入。",
		Example: "  go run ./app training roster refresher/2026 名冊.ods\n  go run ./app training roster refresher/2026 --unit 示範市政府警察局/第一分局 --training-columns name,hours,finished 時數.csv",
		RunE: c.managed(&of, func(ctx context.Context, d *desk, args []string) error {
			s, err := d.school(ctx)
			if err != nil {
				return err
			}
			round, err := s.round(args[0])
			if err != nil {
				return err
			}
			return s.exportRoster(ctx, round, unit, args[1], of.at.trainingColumns)
		}),
	}
	cmd.Flags().StringVar(&unit, "unit", "", "只匯出這個單位與其下的人；寫路徑，例如「市政府警察局/第一分局」")
	settingFlags(cmd, "training-columns")
	of.flags(cmd)
	return cmd
}

// columnHelp tells the columns that there are.
func columnHelp() string {
	var all []string
	for _, c := range training.Columns {
		all = append(all, c.ID+"（"+c.Title+"）")
	}
	return strings.Join(all, "、")
}

func (s *school) exportRoster(ctx context.Context, round, unit, path string, columns []string) error {
	write, ok := map[string]func(io.Writer, office.Table) error{".ods": office.ODS, ".csv": office.CSV}[filepath.Ext(path)]
	if !ok {
		return usage("檔名要以 .ods 或 .csv 結尾，不是「%s」", path)
	}
	of, err := s.class(ctx, unit)
	if err != nil {
		return err
	}
	rows, err := s.Roster(ctx, round, of.people)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fmt.Errorf("%s 沒有指派給這裡的任何人", round)
	}
	sheet, _ := training.Sheet(rows, s.holder(of), columns...) // the setting is checked
	tell, err := s.toFile(path, func(w io.Writer) error {
		by := s.byOperator(audit.TrainingExported, strings.TrimSpace(round+" "+unit), "匯出訓練名冊")
		by.Subject = round
		if _, err := s.log.Append(ctx, by); err != nil {
			return err
		}
		return write(w, sheet)
	})
	if err == nil {
		fmt.Fprintf(tell, "匯出 %d 人。\n", len(rows))
	}
	return err
}
