package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
)

func (c *cli) trainingEvidence() *cobra.Command {
	var of storage
	var unit, purpose string
	cmd := &cobra.Command{
		Use: "evidence 課程/梯次 檔案.zip|-", Short: "匯出訓練證據：名冊、成績、試卷原文、簽署、證書，附可離線核對的清單；匯出記入日誌", Args: exactly(2, "參數"),
		Long: "把一門課程一個梯次的證據裝成一個 zip。解開後用 sha256sum -c SHA256SUMS 核對，或用 training verify 核對整個檔案。\n" +
			"裡面有姓名、成績與作答，是明文的個人資料，請妥善保管。匯出前後各記一筆日誌，後一筆有整個檔案的 SHA-256。",
		Example: "  go run ./app training evidence refresher/2026 --purpose 年度查核 證據.zip\n  go run ./app training verify 證據.zip",
		RunE: c.managed(&of, func(ctx context.Context, d *desk, args []string) error {
			s, err := d.school(ctx)
			if err != nil {
				return err
			}
			round, err := s.round(args[0])
			if err != nil {
				return err
			}
			return s.exportEvidence(ctx, round, unit, purpose, args[1])
		}),
	}
	cmd.Flags().StringVar(&unit, "unit", "", "只匯出這個單位與其下的人；寫路徑，例如「市政府警察局/第一分局」")
	cmd.Flags().StringVar(&purpose, "purpose", "匯出訓練證據", "用途，寫進日誌與清單")
	of.flags(cmd)
	return cmd
}

func (s *school) exportEvidence(ctx context.Context, round, unit, purpose, path string) error {
	of, err := s.class(ctx, unit)
	if err != nil {
		return err
	}
	condition := strings.TrimSpace(round + " " + unit)
	by := s.byOperator(audit.EvidenceExported, condition, purpose)
	by.Subject = round
	var m training.EvidenceManifest
	digest := sha256.New()
	tell, err := s.toFile(path, func(w io.Writer) error {
		last, err := s.log.Append(ctx, by)
		if err != nil {
			return err
		}
		head := audit.Head{Sequence: last.Sequence, Hash: last.Hash}
		m, err = s.Evidence(ctx, io.MultiWriter(w, digest), training.Evidence{Round: round, People: of.people, Holder: s.holder(of), By: by.User, Purpose: purpose, LogHead: head.String(), At: by.At})
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s 沒有指派給這裡的任何人", round)
	} else if err != nil {
		return err
	}
	by.At, by.Condition = s.now(), fmt.Sprintf("%s sha256:%x", condition, digest.Sum(nil))
	if _, err := s.log.Append(ctx, by); err != nil {
		return err
	}
	printEvidence(tell, m)
	return nil
}

func printEvidence(w io.Writer, m training.EvidenceManifest) {
	n := m.Counts
	fmt.Fprintf(w, "%d 人：測驗作答 %d 次、試卷 %d 份、簽署 %d 件、證書 %d 張。\n", n.People, n.Attempts, n.Papers, n.Signatures, n.Certificates)
	if n.Withheld > 0 {
		fmt.Fprintf(w, "認證測驗還沒有結束，%d 份試卷與作答不在裡面。\n", n.Withheld)
	}
}

func (c *cli) trainingVerify() *cobra.Command {
	return &cobra.Command{
		Use: "verify 檔案.zip|-", Short: "離線核對訓練證據：被改、缺少或多出來時，說出第一個檔案，結束碼是 1", Args: exactly(1, "檔案（- 代表標準輸入）"),
		Long: "核對 training evidence 匯出的檔案，並印出它的 SHA-256。清單也可以重做，所以要再拿這個 SHA-256 對照日誌裡「匯出訓練證據」的那一筆。",
		RunE: func(_ *cobra.Command, args []string) error {
			name, file, size, err := c.openAt(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			m, err := training.VerifyEvidence(file, size)
			if fault := (*training.EvidenceFault)(nil); errors.As(err, &fault) {
				fmt.Fprintf(c.out, "%s：%v\n", name, fault)
				return errReported
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			digest := sha256.New()
			if _, err := io.Copy(digest, io.NewSectionReader(file, 0, size)); err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s：%s %s，每個檔案都和清單相符。\n", name, m.Course.Zh, m.Round)
			printEvidence(c.out, m)
			fmt.Fprintf(c.out, "%s 由 %s 匯出，用途：%s。\nsha256:%x\n", taipei(m.At), m.By, m.Purpose, digest.Sum(nil))
			return nil
		},
	}
}
