package office_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestOffice(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "office")
}
