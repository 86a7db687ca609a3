package casebook_test

import (
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

var _ = Describe("The shipped cases", func() {
	It("stand in published order under their ids", func() {
		var ids []string
		for _, c := range cases.Cases() {
			ids = append(ids, c.ID)
			found, ok := cases.Case(c.ID)
			Expect(ok).To(BeTrue())
			Expect(found).To(BeIdenticalTo(c))
		}
		Expect(ids).To(Equal(wantIDs))
		_, ok := cases.Case("npa-leak-99")
		Expect(ok).To(BeFalse())
	})

	It("tell every fact with the words that show it", func() {
		c, _ := cases.Case("npa-leak-4")
		in := c.Incident()
		Expect(in.Reference).To(Equal("npa-leak-4"))
		Expect(in.ActDate.Text).To(Equal("2019-02"))
		Expect(in.Actors).To(HaveLen(1))
		Expect(in.Actors[0].Sources["query_for_duty"]).To(Equal("為了辦理這件案子，甲查詢了民眾B在計程車駕駛人管理系統裡的資料。"))
		Expect(in.Actors[0].Facts["query_for_duty"]).To(BeTrue())
		for _, c := range cases.Cases() {
			in := c.Incident()
			for id := range in.Facts {
				Expect(in.Sources[id]).NotTo(BeEmpty(), c.ID+id)
			}
			for _, a := range in.Actors {
				for id := range a.Facts {
					Expect(a.Sources[id]).NotTo(BeEmpty(), c.ID+a.Name+id)
				}
			}
		}
	})

	It("call nobody guilty who was not convicted", func() {
		for _, c := range cases.Cases() {
			for _, a := range c.Actors {
				if slices.ContainsFunc(a.Outcome, func(o casebook.Outcome) bool { return o.Stage.Convicted() }) {
					continue
				}
				for _, o := range a.Outcome {
					Expect(o.Text).NotTo(Or(ContainSubstring("犯下"), ContainSubstring("有罪"), HavePrefix("犯")), c.ID+a.Name)
					Expect(o.Sentences).To(BeEmpty(), c.ID+a.Name)
				}
			}
		}
	})

	It("keep official figures", func() {
		c, _ := cases.Case("npa-leak-4")
		o := c.Actors[0].Outcome[0]
		Expect(o.Stage).To(Equal(casebook.Final))
		Expect(o.Sentences[0].Detention).To(Equal(30))
		Expect(o.Probation).To(Equal(24))
		Expect(o.Payment).To(Equal(int64(15000)))
		Expect(o.Commutable).To(BeTrue())

		c, _ = cases.Case("npa-corruption-1")
		Expect(c.Actors[0].Outcome[0].Sentences[0].Imprisonment).To(Equal(penalty.Months(62)))
		Expect(c.Actors[0].Outcome[0].Deprivation).To(Equal(60))
		var months []int
		for _, s := range c.Actors[0].Outcome[1].Sentences {
			months = append(months, s.Imprisonment.Months)
		}
		Expect(months).To(Equal([]int{6, 4, 6, 4, 6}))

		c, _ = cases.Case("tcpd-4")
		o = c.Actors[0].Outcome[0]
		Expect(o.Counts).To(Equal(120))
		Expect(o.Sentences[0].Imprisonment).To(Equal(penalty.Months(14)))
		Expect(o.Combined.Imprisonment).To(Equal(penalty.Months(24)))
		Expect(o.Probation).To(Equal(60))
	})

	It("write JSON with the date and the sentence as text", func() {
		c, _ := cases.Case("npa-leak-4")
		raw, err := json.Marshal(c)
		Expect(err).NotTo(HaveOccurred())
		var back struct {
			Case    string `json:"case"`
			ActDate string `json:"act_date"`
			Actors  []struct {
				Outcome []struct {
					Sentences []string `json:"sentences"`
				} `json:"outcome"`
			} `json:"actors"`
		}
		Expect(json.Unmarshal(raw, &back)).To(Succeed())
		Expect(back.Case).To(Equal("npa-leak-4"))
		Expect(back.ActDate).To(Equal("2019-02"))
		Expect(back.Actors[0].Outcome[0].Sentences).To(Equal([]string{"拘役30日"}))
	})

	It("say in every stage, result and kind of reason what it is in Chinese", func() {
		for _, c := range cases.Cases() {
			Expect(c.Source.Zh()).NotTo(BeEmpty())
			for _, a := range c.Actors {
				for _, o := range a.Outcome {
					Expect(o.Stage.Zh()).NotTo(BeEmpty())
					for _, d := range o.Differences {
						Expect(d.Kind.Zh()).NotTo(BeEmpty())
						Expect(strings.HasSuffix(d.Why, "。")).To(BeTrue(), c.ID)
					}
				}
			}
		}
		for _, r := range []casebook.Result{casebook.Agree, casebook.Within, casebook.Explained, casebook.Unexplained} {
			Expect(r.Zh()).NotTo(BeEmpty())
		}
	})

	It("decode as Load read them", func() {
		data, err := casebook.Files.ReadFile("cases/npa-leak-4.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(casebook.IsCase(data)).To(BeTrue())
		one, err := casebook.Decode("anything.yaml", data, book)
		Expect(err).NotTo(HaveOccurred())
		loaded, _ := cases.Case("npa-leak-4")
		Expect(one).To(Equal(loaded))
		report, err := book.Classify(one.Incident(), rules.Day(2026, 11, 22))
		Expect(err).NotTo(HaveOccurred())
		i := slices.IndexFunc(report.Actors[0].Findings, func(f rules.Finding) bool { return f.ID == "criminal-code/132/2" })
		Expect(report.Actors[0].Findings[i].Verdict).To(Equal(rules.Established))
	})
})
