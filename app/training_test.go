package main

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

var _ = Describe("the training on the command line", func() {
	It("lists the courses with their hours and rules", func() {
		r := shoumi("", "training")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(HavePrefix("induction　新進人員保密訓練\n  民國115年1月1日起：6小時，公務機密維護\n  證書有效12個月，到期前60天起以refresher換發\n   1 duty　簽署　confidentiality\n   2 why　課文　01-why\n"))
		Expect(r.out).To(ContainSubstring("  24 certification　認證測驗　20題，要對16題，關鍵概念3個要全對；沒通過要等24小時\nrefresher　年度保密複訓\n"))
		Expect(r.out).To(HaveSuffix("   7 certification　認證測驗　12題，要對10題，關鍵概念3個要全對；沒通過要等24小時\n"))
	})

	It("simulates, the same for the same seed", func() {
		args := []string{"training", "simulate", "--course", "refresher", "--officers", "20", "--guesses", "5", "--days", "90"}
		one, same := shoumi("", args...), shoumi("", args...)
		Expect(one.code).To(Equal(0), one.err)
		Expect(one.out).To(HavePrefix("20位學員，90天，從2026-01-05起，種子1\n\n認證測驗\n  學習的人：第一次就通過"))
		Expect(one.out).To(ContainSubstring("  用猜的：5份試卷通過0份；"))
		Expect(same.out).To(Equal(one.out))
		Expect(shoumi("", append(args, "--seed", "2")...).out).NotTo(Equal(one.out))
		r := shoumi("", "training", "simulate", "--course", "nothing")
		Expect(r.code).To(Equal(2))
		Expect(r.err).To(ContainSubstring("沒有「nothing」這門課程"))
	})

	It("checks courses and documents with the rest of the content", func() {
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, content.Files)).To(Succeed())
		file := filepath.Join(dir, "courses", "refresher.yaml")
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(file, []byte(strings.Replace(string(data), "lesson: 14-genai", "lesson: 14-gen", 1)), 0o644)).To(Succeed())
		r := shoumi("", "check", dir)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(HavePrefix(file + ":14:25: 沒有「14-gen」這一課\n"))
		Expect(r.err).To(HaveSuffix("\n共1個錯誤。\n"))
		Expect(os.WriteFile(file, data, 0o644)).To(Succeed())
		r = shoumi("", "check", dir)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("20課、2門課程、"))
	})
})
