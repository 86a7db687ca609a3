package batch_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"

	"shoumi/rules"
)

var book *rules.Book

func TestBatch(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if book, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped book has faults:\n%v", err)
	}
	format.TruncatedDiff = false
	RunSpecs(t, "batch")
}
