package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("health", func() {
	var status int
	var port string
	BeforeEach(func() {
		status = http.StatusOK
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			Expect(r.URL.Path).To(Equal("/healthz"))
			w.WriteHeader(status)
		}))
		DeferCleanup(server.Close)
		_, port, _ = net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	})

	DescribeTable("asks the site on this machine", func(host string) {
		GinkgoT().Setenv("SHOUMI_ADDR", net.JoinHostPort(host, port))
		GinkgoT().Setenv("HTTP_PROXY", "http://127.0.0.1:1")
		Expect(shoumi("", "health")).To(Equal(result{0, "正常\n", ""}))
	},
		Entry(nil, "127.0.0.1"),
		Entry("listening everywhere", "0.0.0.0"),
		Entry("in both families", "::"),
		Entry("without an address", ""),
	)

	It("fails when the site is not well, or not there", func() {
		status = http.StatusServiceUnavailable
		Expect(shoumi("", "health", "--addr", "127.0.0.1:"+port)).To(Equal(result{1, "", "http://127.0.0.1:" + port + "/healthz 回應 503 Service Unavailable\n"}))
		r := shoumi("", "health", "--addr", "127.0.0.1:1")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(HavePrefix("http://127.0.0.1:1/healthz 沒有回應："))
	})
})
