package reference_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/reference"
)

var (
	book   *rules.Book
	second *reference.Evaluator
)

func TestReference(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if book, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped rules have faults:\n%v", err)
	}
	if second, err = reference.New(book); err != nil {
		t.Fatalf("the second evaluator cannot read the shipped rules:\n%v", err)
	}
	RunSpecs(t, "rules/reference")
}
