package web_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"rsc.io/qr"

	"shoumi/app/web"
)

var _ = Describe("a QR code", func() {
	const content = "otpauth://totp/Shoumi:demo?secret=GEZDGNBVGY3TQOJQ&issuer=Shoumi"

	It("has every module where it belongs, and a quiet zone of four around them", func() {
		code, err := web.NewQRCode("x", content, "QR碼", "同下方金鑰")
		Expect(err).NotTo(HaveOccurred())
		want, err := qr.Encode(content, qr.M)
		Expect(err).NotTo(HaveOccurred())
		Expect(code.Size).To(Equal(want.Size + 8))
		black := map[[2]int]bool{}
		for _, run := range strings.Split(strings.TrimSuffix(code.Path, "z"), "z") {
			var x, y, width, back int
			_, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &width, &back)
			Expect(err).NotTo(HaveOccurred(), run)
			Expect(back).To(Equal(width))
			for i := range width {
				black[[2]int{x + i, y}] = true
			}
		}
		for y := range code.Size {
			for x := range code.Size {
				Expect(black[[2]int{x, y}]).To(Equal(want.Black(x-4, y-4)), "%d,%d", x, y)
			}
		}
	})

	It("has words for who cannot scan it", func() {
		code, err := web.NewQRCode("x", content, "驗證程式用的QR碼", "內容同下方的金鑰")
		Expect(err).NotTo(HaveOccurred())
		Expect(draw("zh", "qr", code)).To(HavePrefix(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-labelledby="qt-x" aria-describedby="qd-x" shape-rendering="crispEdges"><title id="qt-x">驗證程式用的QR碼</title><desc id="qd-x">內容同下方的金鑰</desc>`, code.Size, code.Size)))
	})

	It("refuses what is too long for one", func() {
		_, err := web.NewQRCode("x", strings.Repeat("a", 3000), "", "")
		Expect(err).To(MatchError(ContainSubstring("QR code x")))
	})
})

// newQR is the path of the code of a text.
func newQR(content string) (string, error) {
	code, err := web.NewQRCode("x", content, "", "")
	return code.Path, err
}
