package privacy_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestPrivacy(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "privacy")
}
