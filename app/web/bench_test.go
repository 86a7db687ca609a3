package web_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	. "github.com/onsi/gomega"
	"github.com/valyala/fasthttp"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
)

// load is a request that is sent over and over.
type load struct {
	method, path string
	form         func(client) url.Values // nil sends none
}

var loads = map[string]load{
	"rule page":    {fiber.MethodGet, "/rules/criminal-code/132", nil},
	"roster":       {fiber.MethodGet, "/people", nil},
	"sign-in":      {fiber.MethodPost, "/sign-in", signInForm},
	"note purpose": {fiber.MethodPost, "/purpose", purposeForm},
}

func signInForm(c client) url.Values {
	return url.Values{"login": {c.login}, "password": {password}, "csrf": {c.out.token()}}
}

func purposeForm(c client) url.Values {
	return url.Values{"of": {"x"}, "purpose": {"查核帳號狀態"}, "csrf": {c.in.token()}}
}

// client is two browsers: of an admin who is signed in, and of an officer, login,
// who is not.
type client struct {
	in, out *visitor
	login   string
}

// clients are so many of them, each their own people.
func (a *agency) clients(n int) (out []client) {
	for i := range n {
		a.person(fmt.Sprintf("client%02d", i), "第一分局", account.Officer)
		a.person(fmt.Sprintf("admin%02d", i), "第一分局", account.Admin)
	}
	for i := range n { // the clock stands still, lest some have been idle for long
		c := client{a.visitor(), a.visitor(), fmt.Sprintf("client%02d", i)}
		c.out.open("/sign-in")
		c.in.open("/sign-in")
		admin := fmt.Sprintf("admin%02d", i)
		c.in.open(c.in.send("/sign-in", "login", admin, "password", password).location)
		Expect(c.in.send("/sign-in/code", "code", code(secrets[admin], a.now())).location).To(Equal("/"))
		c.in.open("/")
		out = append(out, c)
	}
	return out
}

func (l load) request(c client) *fasthttp.Request {
	v := c.in
	if l.path == "/sign-in" {
		v = c.out
	}
	r := request(l.path, l.method)
	for name, value := range v.jar {
		r.Header.SetCookie(name, value)
	}
	if l.form != nil {
		r.Header.SetContentType("application/x-www-form-urlencoded")
		r.SetBodyString(l.form(c).Encode())
	}
	return r
}

// BenchmarkRequests measures requests per second and the slowest of a hundred, on
// each store, for one client and for fifty, beside a handler that does nothing.
func BenchmarkRequests(b *testing.B) {
	RegisterFailHandler(func(message string, _ ...int) { panic(message) })
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get("/", func(c *fiber.Ctx) error { return c.SendString("ok") })
	nothing := serve(b, bare)
	stores := map[string]func(testing.TB) *store.DB{"SQLite": inFile}
	if os.Getenv("SHOUMI_MONGO") != "" {
		stores["MongoDB"] = inMongo
	}
	for kind, open := range stores {
		a := agencyIn(shippedServer(), open(b))
		crowd := a.clients(50)
		at := serve(b, a.site.app)
		for name, l := range loads {
			for _, clients := range []int{1, 50} {
				b.Run(fmt.Sprintf("%s/%s/%d", kind, name, clients), func(b *testing.B) {
					persecond, _ := shoot(b, nothing, clients, max(b.N, 200), func(int) *fasthttp.Request { return request("/", fiber.MethodGet) })
					b.ResetTimer()
					got, p99 := shoot(b, at, clients, b.N, func(i int) *fasthttp.Request { return l.request(crowd[i]) })
					b.ReportMetric(got, "req/s")
					b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
					b.ReportMetric(persecond/got, "×bare")
				})
			}
		}
	}
}

// BenchmarkGrowth measures a sign-in and two pages of the roster among more and
// more people.
func BenchmarkGrowth(b *testing.B) {
	RegisterFailHandler(func(message string, _ ...int) { panic(message) })
	a := agencyIn(shippedServer(), inFile(b))
	crowd := a.clients(1)
	at := serve(b, a.site.app)
	there := 0
	for _, size := range []int{100, 10_000, 100_000} {
		for ; there < size; there++ { // external people have no password to hash
			_, _, err := a.People.Create(context.Background(), account.Account{Login: fmt.Sprintf("crowd%06d", there), Name: "甲員", External: true,
				Unit: a.units["第二分局"].ID, Roles: []account.Role{account.Officer}})
			Expect(err).NotTo(HaveOccurred())
		}
		for name, l := range map[string]load{
			"sign-in": loads["sign-in"], "roster": loads["roster"],
			"roster by login": {method: fiber.MethodGet, path: "/people?login=crowd0000"},
			"roster by unit":  {method: fiber.MethodGet, path: "/people?unit=" + a.units["第二分局"].ID},
			"roster by role":  {method: fiber.MethodGet, path: "/people?role=admin"},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				got, p99 := shoot(b, at, 1, b.N, func(int) *fasthttp.Request { return l.request(crowd[0]) })
				b.ReportMetric(got, "req/s")
				b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
			})
		}
	}
}

func inFile(b testing.TB) *store.DB {
	db := openAt(filepath.Join(b.TempDir(), "shoumi.db"))
	b.Cleanup(func() { db.Close() })
	return db
}

func inMongo(b testing.TB) *store.DB {
	at, err := url.Parse(os.Getenv("SHOUMI_MONGO"))
	Expect(err).NotTo(HaveOccurred())
	at.Path = fmt.Sprintf("/bench_%d", rand.Uint64())
	db, err := store.Open(context.Background(), at.String(), slices.Concat(account.Collections, audit.Collections, training.Collections, []store.Option{store.KeysAt(filepath.Join(b.TempDir(), "shoumi.keys"))})...)
	Expect(err).NotTo(HaveOccurred())
	b.Cleanup(func() { db.Close() })
	return db
}

func request(path, method string) *fasthttp.Request {
	r := &fasthttp.Request{}
	r.SetRequestURI(path)
	r.SetHost("bench")
	r.Header.SetMethod(method)
	return r
}

// serve is the address at which an application can be reached.
func serve(b testing.TB, app *fiber.App) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	go app.Listener(ln)
	b.Cleanup(func() { app.Shutdown() })
	return ln.Addr().String()
}

// shoot sends n requests, each client its own over and over, and says how many a
// second were answered, and what ninety-nine of a hundred did not exceed.
func shoot(b *testing.B, at string, clients, n int, of func(client int) *fasthttp.Request) (persecond float64, p99 time.Duration) {
	var (
		all   sync.WaitGroup
		took  = make([]time.Duration, n)
		began = time.Now()
	)
	for client := range clients {
		all.Go(func() {
			line := &fasthttp.HostClient{Addr: at, MaxConns: 1}
			defer line.CloseIdleConnections()
			r := of(client)
			var a fasthttp.Response
			for i := client; i < n; i += clients {
				start := time.Now()
				err := line.Do(r, &a)
				took[i] = time.Since(start)
				if status := a.StatusCode(); err != nil || status != fiber.StatusOK && status != fiber.StatusSeeOther || string(a.Header.Peek("Location")) == "/sign-in" {
					b.Error(r.URI(), err, status, string(a.Body()))
					return
				}
			}
		})
	}
	all.Wait()
	total := time.Since(began)
	slices.Sort(took)
	return float64(n) / total.Seconds(), took[min(n-1, n*99/100)]
}
