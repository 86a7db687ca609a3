package casebook_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// The shipped book and cases are loaded before the specs are built: tables over
// the cases must not be empty.
var (
	book  *rules.Book
	cases *casebook.Casebook
)

func TestCasebook(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if book, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped rules have faults:\n%v", err)
	}
	if cases, err = casebook.Shipped(); err != nil {
		t.Fatalf("the shipped cases have faults:\n%v", err)
	}
	fileSpecs()
	interviewSpecs()
	routeSpecs()
	tellingSpecs()
	metamorphicSpecs()
	RunSpecs(t, "casebook")
}
