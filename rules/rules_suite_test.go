package rules_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// book is the shipped book, loaded before the specs are built: tables over its
// articles must not be empty.
var book *rules.Book

func TestRules(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if book, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped book has faults:\n%v", err)
	}
	statuteSpecs()
	RunSpecs(t, "rules")
}
