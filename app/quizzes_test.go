package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("the exercises on the command line", func() {
	It("lists items and what there is of each concept", func() {
		r := shoumi("", "quizzes", "--format", "json")
		Expect(r.code).To(Equal(0), r.err)
		var out struct {
			Items    []struct{ ID, Type, Concept, Status string }
			Concepts []struct {
				Concept                    string
				Usable, Written, Generated int
			}
		}
		Expect(json.Unmarshal([]byte(r.out), &out)).To(Succeed())
		Expect(len(out.Items)).To(BeNumerically(">=", 160))
		usable := 0
		for _, c := range out.Concepts {
			Expect(c.Usable).To(Equal(c.Written+c.Generated), c.Concept)
			usable += c.Usable
		}
		Expect(usable).To(BeNumerically(">=", 160))
		Expect(shoumi("", "quizzes").out).To(ContainSubstring("intent-or-negligence　故意或過失"))
	})

	It("shows an item with key, reasons and proof", func() {
		r := shoumi("", "quizzes", "show", "start-screen-single")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("答對：「公務員過失洩漏國防以外秘密罪」"))
		Expect(r.out).To(ContainSubstring("第二套求值：agrees"))
		Expect(shoumi("", "quizzes", "show", "--format", "json", "start-screen-single").out).To(ContainSubstring(`"second": "agrees"`))
		Expect(shoumi("", "quizzes", "show", "nothing").code).To(Equal(2))
	})

	It("proves every key again", func() {
		r := shoumi("", "quizzes", "prove")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(MatchRegexp(`^證明了[0-9]+題，0題的答案變了或證明不出來。\n$`))
	})

	It("names the items whose key moves under a changed copy of the rules", func() {
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, rules.Files)).To(Succeed())
		file := filepath.Join(dir, "statutes", "criminal-code", "132.yaml")
		data, err := fs.ReadFile(rules.Files, "statutes/criminal-code/132.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(file, []byte(strings.ReplaceAll(string(data), "fine: {max: 9000}", "fine: {max: 12000}")), 0o644)).To(Succeed())
		r := shoumi("", "quizzes", "prove", "--rules", dir)
		Expect(r.code).To(Equal(1), r.err)
		Expect(r.out).To(ContainSubstring("start-negligence-number　答案變了：{\"number\":9000} → {\"number\":12000}\n"))
		Expect(r.out).NotTo(ContainSubstring("start-screen-single"))
		Expect(os.WriteFile(file, []byte("law: 1\n"), 0o644)).To(Succeed())
		Expect(shoumi("", "quizzes", "prove", "--rules", dir).err).To(ContainSubstring("這套規則有錯誤"))
	})

	It("checks a bank file as if it stood in the shipped bank", func() {
		dir := filepath.Join(GinkgoT().TempDir(), "banks")
		Expect(os.MkdirAll(dir, 0o755)).To(Succeed())
		file := filepath.Join(dir, "extra.yaml")
		item := "topic: 多\nitems:\n  - id: extra-table\n    type: table\n    concept: confidential\n    status: ready\n    band: easy\n    case: npa-leak-4\n    stem: 逐項判斷。\n    ask: {provision: criminal-code/132/2}\n"
		wrong := strings.NewReplacer("topic: 多\nitems:\n", "", "extra-table", "extra-wrong", "132/2", "132/7").Replace(item)
		Expect(os.WriteFile(file, []byte(item+wrong), 0o644)).To(Succeed())
		r := shoumi("", "check", file)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("banks/extra.yaml:18:22: 規則裡沒有「criminal-code/132/7」這項規定"))
		Expect(r.err).To(HaveSuffix("\n共1個錯誤。\n"), "the item that is right is none")
	})
})
