package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// statuteSpecs makes a spec of every test that lies beside an article.
func statuteSpecs() {
	Describe("the tests beside the articles", func() {
		for _, a := range book.Articles() {
			if len(book.Tests(a.ID)) == 0 {
				continue
			}
			Describe(a.ID, func() {
				for _, t := range book.Tests(a.ID) {
					It(t.Note, func() {
						Ω(book.Run(t)).Should(BeEmpty())
					})
				}
			})
		}
	})
}
