package rules_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

var _ = Describe("a report", func() {
	judged := rules.Day(2026, 11, 22)
	inJSON := func(v any) string {
		GinkgoHelper()
		b, err := json.Marshal(v)
		Expect(err).NotTo(HaveOccurred())
		return string(b)
	}
	r := rand.New(rand.NewPCG(5, 6))
	var incidents []rules.Incident
	for i, date := range []string{"2008-03", "2016-03-14", "2021-05-01", "2021-05-01..2026-01-01", "", "2016-03-15", "2016-03-16", "1930", "1930-01-01", "1930-01-02"} {
		in := rules.Incident{ActDate: rules.UnknownActDate, Facts: randomValues(r, book, float64(i%3)/4), Actors: []rules.Actor{{Name: "甲"}}}
		if date != "" {
			in.ActDate = at(date)
		}
		in.Sources = map[string]string{}
		for k, f := range book.Facts() {
			if (k+i)%3 == 0 {
				in.Sources[f.ID] = fmt.Sprintf("卷%d第%d頁", i, k)
			}
		}
		incidents = append(incidents, in)
	}

	It("can be added to without touching its neighbours, or the book", func() {
		for _, in := range incidents {
			report, err := book.Classify(in, judged)
			Expect(err).NotTo(HaveOccurred())
			before := inJSON(report)
			for _, f := range report.Actors[0].Findings {
				_ = append(f.Elements, rules.ElementFinding{})
				_ = append(f.Exceptions, rules.ElementFinding{})
				_, _, _ = append(f.Missing, "x"), append(f.Notes, "x"), append(f.Steps, penalty.Line{Text: "x"})
				for _, e := range append(f.Elements, f.Exceptions...) {
					_, _ = append(e.Facts, &rules.FactReading{ID: "x"}), append(e.Cites, "x")
				}
			}
			Expect(inJSON(report) == before).To(BeTrue(), in.ActDate.Text)
			for _, f := range report.Actors[0].Findings {
				if f.Penalty != nil {
					f.Penalty.Death = true
				}
			}
			again, err := book.Classify(in, judged)
			Expect(err).NotTo(HaveOccurred())
			Expect(inJSON(again) == before).To(BeTrue(), in.ActDate.Text)
		}
	})

	It("is the same whatever was classified before it, and beside it", func() {
		var alone []string
		var kept []rules.Report
		for _, in := range incidents {
			fresh, err := rules.Load(rules.Files)
			Expect(err).NotTo(HaveOccurred())
			report, err := fresh.Classify(in, judged)
			Expect(err).NotTo(HaveOccurred())
			alone = append(alone, inJSON(report))
			report, err = book.Classify(in, judged)
			Expect(err).NotTo(HaveOccurred())
			kept = append(kept, report)
		}
		var wait sync.WaitGroup
		for first := range 4 {
			wait.Go(func() {
				defer GinkgoRecover()
				for i := range incidents {
					k := (first*3 + i) % len(incidents)
					report, err := book.Classify(incidents[k], judged)
					Expect(err).NotTo(HaveOccurred())
					Expect(inJSON(report) == alone[k]).To(BeTrue(), incidents[k].ActDate.Text)
				}
			})
		}
		wait.Wait()
		for i, report := range kept {
			Expect(inJSON(report) == alone[i]).To(BeTrue(), "a report is not changed by later ones: "+incidents[i].ActDate.Text)
		}
	})
})
