package source_test

import (
	"fmt"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/source"
)

var _ = Describe("many files", func() {
	var names []string
	text := map[string]string{}
	for i := range 50 {
		name := fmt.Sprintf("%02d.yaml", i)
		names, text[name] = append(names, name), fmt.Sprintf("a: %d\n", i)
	}
	read := func(name string) []byte { return []byte(text[name]) }

	It("come in the order of their names, with the faults of all", func() {
		text["07.yaml"], text["31.yaml"] = "a: 1\na: 2\n", "a: [\n"
		var faults source.Faults
		var got []string
		for name, root := range source.ParseAll(names, read, &faults) {
			got = append(got, name)
			if name == "03.yaml" {
				root.Map().Get("a").Fault("也要收到", "")
			}
			if name != "07.yaml" {
				Expect(fmt.Sprintf("%02s.yaml", root.Map().Get("a").Text())).To(Equal(name))
			}
		}
		Expect(got).To(HaveLen(49))
		Expect(got).NotTo(ContainElement("31.yaml"))
		Expect(brief(faults.Error())).To(HavePrefix("03.yaml:1:4: 也要收到\n07.yaml:2:1: 欄位「a」重複\n提示：第 1 行第 1 欄已經寫過，請留下一個\n31.yaml:"))
	})

	It("need not all be taken", func() {
		var faults source.Faults
		for name := range source.ParseAll(names, read, &faults) {
			if name == "02.yaml" {
				break
			}
		}
		Expect(faults).To(BeEmpty())
		for range source.ParseAll(nil, read, &faults) {
			Fail("there is none")
		}
	})
})

var _ = Describe("a mark", func() {
	It("reports a fault at its place, and none where it is nowhere", func() {
		Expect(brief(read("甲: 1\n乙: 條文\n", func(root *source.Node) {
			root.Map().Get("乙").Mark().Fault("這裡", "改")
			root.Map().Get("丙").Mark().Fault("無處", "")
		}))).To(Equal("f.yaml:2:4: 這裡\n提示：改"))
	})

	It("gives faults to many at once, and reports none of them", func() {
		var faults source.Faults
		root, _ := source.Parse("f.yaml", []byte("甲: 1\n乙: 條文\n"), &faults)
		mark := root.Map().Get("乙").Mark()
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				defer GinkgoRecover()
				Expect(mark.Unreported("這裡", "改").String()).To(Equal("f.yaml:2:4: 這裡\n    乙: 條文\n    　  ^\n    提示：改"))
			})
		}
		wait.Wait()
		Expect(faults).To(BeEmpty())
		Expect(root.Map().Get("丙").Mark().Unreported("無處", "")).To(Equal(source.Fault{Message: "無處"}))
	})
})
