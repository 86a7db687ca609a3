package quizzes_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
)

// The shipped rules, cases and bank are loaded before the specs are built: tables
// over the items must not be empty.
var (
	book  *rules.Book
	cases *casebook.Casebook
	bank  *quizzes.Bank
)

func TestQuizzes(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if book, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped rules have faults:\n%v", err)
	}
	if cases, err = casebook.Shipped(); err != nil {
		t.Fatalf("the shipped cases have faults:\n%v", err)
	}
	if bank, err = quizzes.Shipped(); err != nil {
		t.Fatalf("the shipped bank has faults:\n%v", err)
	}
	if len(bank.Items()) < 16 {
		t.Fatalf("the shipped bank has %d items", len(bank.Items()))
	}
	RunSpecs(t, "quizzes")
}
