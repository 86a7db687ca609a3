package web_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/casebook"
)

// printed is what was published after the specs' own case: the same under another
// number, with another title.
func printed(s *web.Server) web.Material {
	GinkgoHelper()
	files := fstest.MapFS{}
	for _, name := range []string{"risks.yaml", "measures.yaml", "cases/npa-leak-1.yaml"} {
		text, err := os.ReadFile("testdata/" + name)
		Expect(err).NotTo(HaveOccurred())
		files[name] = &fstest.MapFile{Data: text}
	}
	one := string(files["cases/npa-leak-1.yaml"].Data)
	another := strings.NewReplacer("npa-leak-1", "npa-leak-9", "螢幕沒有鎖定", "印表機旁的名冊", "案例一", "案例九").Replace(one)
	files["cases/npa-leak-9.yaml"] = &fstest.MapFile{Data: []byte(another)}
	cases, err := casebook.Load(files, s.Book)
	Expect(err).NotTo(HaveOccurred())
	return web.Material{Cases: cases}
}

var _ = Describe("a server that is renewed", func() {
	It("answers the next request with what was published", func() {
		s := smallServer()
		b := newBrowser(s)
		Expect(b.get("/cases").body).NotTo(ContainSubstring("印表機旁的名冊"))
		Expect(b.get("/cases/npa-leak-9").status).To(Equal(404))
		Expect(b.get("/agreement").body).To(ContainSubstring("1個案例、1項官方結果"))
		Expect(s.Current()).To(BeIdenticalTo(s))

		Expect(s.Renew(printed(s))).To(Succeed())
		Expect(b.get("/cases").body).To(ContainSubstring("印表機旁的名冊"))
		Expect(b.get("/cases/npa-leak-9").body).To(ContainSubstring("路人看到螢幕。"))
		Expect(b.get("/agreement").body).To(ContainSubstring("2個案例、2項官方結果"))
		Expect(s.Current().Cases.Cases()).To(HaveLen(2))

		Expect(s.Renew(web.Material{Cases: s.Cases})).To(Succeed())
		Expect(b.get("/cases").body).NotTo(ContainSubstring("印表機旁的名冊"), "it was withdrawn")
	})

	It("answers a request that has begun with what it began with", func() {
		s := smallServer()
		reached, goOn := make(chan bool, 1), make(chan bool)
		wait := true
		s.Now = func() time.Time {
			if wait {
				wait = false
				reached <- true
				<-goOn
			}
			return noon()
		}
		b := newBrowser(s)
		begun := make(chan answer)
		go func() {
			defer GinkgoRecover()
			begun <- b.get("/cases")
		}()
		Eventually(reached).Should(Receive())
		Expect(s.Renew(printed(s))).To(Succeed())
		close(goOn)
		var was answer
		Eventually(begun, "10s").Should(Receive(&was))
		Expect(was.status).To(Equal(200))
		Expect(was.body).To(ContainSubstring("螢幕沒有鎖定"))
		Expect(was.body).NotTo(ContainSubstring("印表機旁的名冊"))
	})

	It("goes on counting, and is drained as the one it was", func() {
		s := smallServer()
		b := newBrowser(s)
		b.get("/cases")
		Expect(s.Renew(printed(s))).To(Succeed())
		b.get("/cases")
		counts := httptest.NewRecorder()
		s.Metrics().ServeHTTP(counts, httptest.NewRequest("GET", "/metrics", nil))
		Expect(counts.Body.String()).To(ContainSubstring(`shoumi_http_requests_total{method="GET",route="/cases",status="200"} 2`))
		Expect(b.get("/readyz").status).To(Equal(200))
		s.Drain()
		Expect(b.get("/readyz").body).To(Equal("draining\n"))
	})

	It("cannot be renewed before it answers", func() {
		s := smallServer()
		Expect(s.Renew(web.Material{})).To(MatchError("renewed before it answers"))
	})
})
