package reading_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestReading(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "reading")
}
