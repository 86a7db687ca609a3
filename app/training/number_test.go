package training_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
)

var _ = Describe("the number of a certificate", func() {
	DescribeTable("is read as people type it", func(typed, want string) {
		number, ok := training.ReadNumber(typed)
		Expect(number).To(Equal(want))
		Expect(ok).To(Equal(want != ""))
	},
		Entry("as it is", "115-K3F7Q-OXI2B", "115-K3F7Q-OXI2B"),
		Entry("in small letters", "115-k3f7q-oxi2b", "115-K3F7Q-OXI2B"),
		Entry("without dashes", "115K3F7QOXI2B", "115-K3F7Q-OXI2B"),
		Entry("with dashes elsewhere", "115–K3F 7Q—OXI‐2B", "115-K3F7Q-OXI2B"),
		Entry("with spaces around and within", " 115 K3F7Q\tOXI2B\n", "115-K3F7Q-OXI2B"),
		Entry("in full width", "１１５－Ｋ３Ｆ７Ｑ－ｏｘｉ２ｂ", "115-K3F7Q-OXI2B"),
		Entry("with its label", "證書字號：115-K3F7Q-OXI2B。", "115-K3F7Q-OXI2B"),
		Entry("with digits for letters", "115-K3F7Q-0X128", "115-K3F7Q-OXI2B"),
		Entry("with letters for digits of the year", "iL5-K3F7Q-OXI2B", "115-K3F7Q-OXI2B"),
		Entry("of another year", "120-AAAAA-77777", "120-AAAAA-77777"),
		Entry("as the address of its page", "https://shoumi.example/verify/115-K3F7Q-OXI2B", "115-K3F7Q-OXI2B"),
		Entry("not with a letter too few", "115-K3F7Q-OXI2", ""),
		Entry("not with a letter too many", "115-K3F7Q-OXI2BB", ""),
		Entry("not with a 9, which is like no letter", "115-K3F7Q-OXI29", ""),
		Entry("not with a year that begins with 0", "015-K3F7Q-OXI2B", ""),
		Entry("not from nothing", "", ""),
		Entry("not from a name", "王小明", ""),
	)
})
