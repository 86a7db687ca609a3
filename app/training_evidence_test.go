package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/training"
)

var _ = Describe("the evidence of a training on the command line", func() {
	It("is a file that verifies, and whose digest the log has", func() {
		data := trainedDemo()
		inStore(data, func(people *account.People, t *training.Training) {
			a, err := people.ByLogin(context.Background(), "officer-1")
			Expect(err).NotTo(HaveOccurred())
			who := training.Person{Account: a.ID}
			tree, err := people.Units(context.Background())
			Expect(err).NotTo(HaveOccurred())
			for _, u := range tree.Path(a.Unit) {
				who.Units = append(who.Units, u.ID)
			}
			at, err := t.Attestation(context.Background(), who, "refresher/2026", "duty")
			Expect(err).NotTo(HaveOccurred())
			for i := range at.Document.Sections {
				Expect(t.ServeDocument(context.Background(), who, "refresher/2026", "duty", at.Document.Hash, i+1)).To(Succeed())
			}
			Expect(t.Sign(context.Background(), who, "refresher/2026", "duty", at.Document.Hash, "web")).To(Succeed())
		})
		file := filepath.Join(GinkgoT().TempDir(), "evidence.zip")
		r := shoumi("", "training", "evidence", "--data", data, "refresher/2026", file, "--purpose", "年度查核")
		Expect(r.err).To(BeEmpty())
		Expect(r.out).To(MatchRegexp(`^%s\nsha256:[0-9a-f]{64}\n4 人：測驗作答 0 次、試卷 0 份、簽署 1 件、證書 0 張。\n$`, file))
		digest := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindString(r.out)
		log := shoumi("", "audit", "list", "--data", data, "--action", "匯出訓練證據", "--format", "json")
		Expect(log.out).To(ContainSubstring(`"condition": "refresher/2026 ` + digest + `"`))
		Expect(log.out).To(ContainSubstring(`"condition": "refresher/2026"`))
		Expect(log.out).To(ContainSubstring(`"purpose": "年度查核"`))

		r = shoumi("", "training", "verify", file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(Equal(file + "：年度保密複訓 refresher/2026，每個檔案都和清單相符。\n4 人：測驗作答 0 次、試卷 0 份、簽署 1 件、證書 0 張。\n2026-11-22 04:00:00 由 " + operator() + " 匯出，用途：年度查核。\n" + digest + "\n"))
		whole, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(file, whole[:len(whole)-1], 0o600)).To(Succeed())
		Expect(shoumi("", "training", "verify", file)).To(Equal(result{1, file + "：不是完整的證據包（zip 打不開）\n", ""}))
		Expect(shoumi("", "training", "verify", "none.zip")).To(Equal(result{1, "", "none.zip: 找不到這個檔案\n"}))

		r = shoumi("", "training", "evidence", "--data", data, "induction/2026", filepath.Join(filepath.Dir(file), "other.zip"))
		Expect(r).To(Equal(result{1, "", "induction/2026 沒有指派給這裡的任何人\n"}))
		Expect(filepath.Join(filepath.Dir(file), "other.zip")).NotTo(BeAnExistingFile())
	})
})
