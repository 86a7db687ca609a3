package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// process is the program as it runs somewhere.
type process struct {
	cmd      *exec.Cmd
	base     string // http://127.0.0.1:PORT
	password string // of the people of its demo
}

var (
	servesAt     = regexp.MustCompile(`^守密在 (http://\S+)`)
	demoPassword = regexp.MustCompile(`密碼都是 (.*)）：$`)
)

// start runs a demo on a store until the spec ends, and waits until it serves.
func start(program, store, keys string) *process {
	GinkgoHelper()
	p := &process{cmd: exec.Command(program, "--demo", "--addr", "127.0.0.1:0", "--store", store, "--keys", keys)}
	p.cmd.Stderr = GinkgoWriter
	out, err := p.cmd.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	Expect(p.cmd.Start()).To(Succeed())
	DeferCleanup(func() {
		p.cmd.Process.Kill()
		p.cmd.Wait()
	})
	for in := bufio.NewScanner(out); in.Scan() && in.Text() != "按 Ctrl-C 停止。"; {
		if m := servesAt.FindStringSubmatch(in.Text()); m != nil {
			p.base = m[1]
		}
		if m := demoPassword.FindStringSubmatch(in.Text()); m != nil {
			p.password = m[1]
		}
	}
	go io.Copy(io.Discard, out)
	Expect(p.base).NotTo(BeEmpty())
	Expect(p.password).NotTo(BeEmpty())
	return p
}

// surfer is a browser that goes to one process or another under one name.
type surfer struct {
	http *http.Client
	jar  *cookiejar.Jar
	last string // the page seen last
}

func newSurfer() *surfer {
	jar, _ := cookiejar.New(nil) // knows no ports: a cookie is for every process of this machine
	return &surfer{jar: jar, http: &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (p *surfer) do(method, address string, form url.Values) (status int, location string, err error) {
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := p.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if method == http.MethodGet {
		p.last = string(body)
	}
	return resp.StatusCode, resp.Header.Get("Location"), err
}

func (p *surfer) open(address string) int {
	GinkgoHelper()
	status, _, err := p.do(http.MethodGet, address, nil)
	Expect(err).NotTo(HaveOccurred())
	return status
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// send posts a form with the token of the page that was seen last.
func (p *surfer) send(address string, form url.Values) (int, string) {
	GinkgoHelper()
	form.Set("csrf", formToken.FindStringSubmatch(p.last)[1])
	status, location, err := p.do(http.MethodPost, address, form)
	Expect(err).NotTo(HaveOccurred())
	return status, location
}

func cookie(p *surfer, at *url.URL, name string) string {
	for _, c := range p.jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

var shownCode = regexp.MustCompile(`現在的驗證碼是 (\d{6})`)

// signIn takes the steps of signing in at the processes given in turn.
func signIn(login string, at ...*process) *surfer {
	GinkgoHelper()
	p, i := newSurfer(), 0
	next := func() string { i++; return at[i%len(at)].base }
	Expect(p.open(next() + "/sign-in")).To(Equal(200))
	status, to := p.send(next()+"/sign-in", url.Values{"login": {login}, "password": {at[0].password}})
	Expect(status).To(Equal(303))
	if to == "/sign-in/code" {
		Expect(p.open(next() + to)).To(Equal(200))
		status, to = p.send(next()+to, url.Values{"code": {shownCode.FindStringSubmatch(p.last)[1]}})
		Expect(status).To(Equal(303))
	}
	Expect(to).To(Equal("/"))
	return p
}

// door passes connections on to a server while it is open.
type door struct {
	behind, addr string
	listener     net.Listener
	mu           sync.Mutex
	inside       []net.Conn
}

func (d *door) open() {
	GinkgoHelper()
	var err error
	d.listener, err = net.Listen("tcp", d.addr)
	Expect(err).NotTo(HaveOccurred())
	d.addr = d.listener.Addr().String()
	go func(in net.Listener) {
		for {
			client, err := in.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", d.behind)
			if err != nil {
				client.Close()
				continue
			}
			d.mu.Lock()
			d.inside = append(d.inside, client, server)
			d.mu.Unlock()
			go io.Copy(client, server)
			go io.Copy(server, client)
		}
	}(d.listener)
}

func (d *door) close() {
	d.listener.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.inside {
		c.Close()
	}
	d.inside = nil
}

var _ = Describe("several processes", Ordered, ContinueOnFailure, func() {
	var program string
	BeforeAll(func() {
		program = filepath.Join(GinkgoT().TempDir(), "shoumi")
		out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
	})

	// A place is the URL of an empty store and its keys.
	places := map[string]func() (store, keys string){"a SQLite file": func() (string, string) {
		folder := GinkgoT().TempDir()
		return "sqlite:" + filepath.Join(folder, "shoumi.db"), filepath.Join(folder, "shoumi.keys")
	}}
	server := os.Getenv("SHOUMI_MONGO")
	onMongo := func() (string, string) {
		at, err := url.Parse(server)
		Expect(err).NotTo(HaveOccurred())
		name := fmt.Sprintf("processes_%d", time.Now().UnixNano())
		at.Path = "/" + name
		DeferCleanup(func() {
			client, err := mongo.Connect(options.Client().ApplyURI(server))
			Expect(err).NotTo(HaveOccurred())
			Expect(client.Database(name).Drop(context.Background())).To(Succeed())
			Expect(client.Disconnect(context.Background())).To(Succeed())
		})
		return at.String(), filepath.Join(GinkgoT().TempDir(), "shoumi.keys")
	}
	if server != "" {
		places["MongoDB"] = onMongo
	}

	for kind, place := range places {
		It("serve one session each other's requests, forms and messages, on "+kind, func() {
			store, keys := place()
			one := start(program, store, keys)
			two := start(program, store, keys)
			p := signIn("admin-1", two, one) // every step at the other one
			Expect(p.open(one.base + "/units")).To(Equal(200))
			status, to := p.send(two.base+"/units", url.Values{"name": {"第九分局"}})
			Expect(status).To(Equal(303))
			Expect(p.open(one.base + to)).To(Equal(200))
			Expect(p.last).To(And(ContainSubstring("已新增單位"), ContainSubstring("第九分局")))
			Expect(p.open(two.base + to)).To(Equal(200))
			Expect(p.last).NotTo(ContainSubstring("已新增單位"), "it was said once")
			status, _ = p.send(one.base+"/sign-out", url.Values{})
			Expect(status).To(Equal(303))
			Expect(p.open(two.base+"/units")).To(Equal(303), "signed out at both")
		})

		It("keep what was acknowledged when one is killed under 50 writers, on "+kind, func() {
			const clients, writes = 50, 6
			store, keys := place()
			one := start(program, store, keys)
			two := start(program, store, keys)
			p := signIn("admin-1", one, two)
			Expect(p.open(one.base + "/units")).To(Equal(200))
			token := formToken.FindStringSubmatch(p.last)[1]
			var (
				mu           sync.Mutex
				acknowledged []string
				refused      []string
				all          sync.WaitGroup
				half         = make(chan struct{}, clients*writes)
			)
			for i := range clients {
				all.Go(func() {
					at := []*process{one, two}[i%2]
					for n := range writes {
						name := fmt.Sprintf("第%d-%d隊", i, n)
						status, _, err := p.do(http.MethodPost, at.base+"/units", url.Values{"name": {name}, "csrf": {token}})
						mu.Lock()
						switch {
						case err != nil && at == one: // killed
							at = two
						case err == nil && status == 303:
							acknowledged = append(acknowledged, name)
							half <- struct{}{}
						case err == nil && status == 503: // too many at one document for the time a request has
						default:
							refused = append(refused, fmt.Sprint(name, " ", status, " ", err))
						}
						mu.Unlock()
					}
				})
			}
			for range clients {
				Eventually(half, "60s").Should(Receive())
			}
			Expect(one.cmd.Process.Kill()).To(Succeed())
			all.Wait()
			Expect(refused).To(BeEmpty())
			Expect(len(acknowledged)).To(BeNumerically(">", clients))
			Expect(p.open(two.base + "/units")).To(Equal(200))
			for _, name := range acknowledged {
				Expect(p.last).To(ContainSubstring(name + "<"))
			}
			again := start(program, store, keys)
			Expect(p.open(again.base + "/units")).To(Equal(200))
			Expect(strings.Count(p.last, "隊<")).To(BeNumerically(">=", len(acknowledged)))
		})
	}

	It("says that the database is away, and works again when it is back", func() {
		if server == "" {
			Skip("NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
		}
		store, keys := onMongo()
		at, err := url.Parse(store)
		Expect(err).NotTo(HaveOccurred())
		d := &door{behind: at.Host, addr: "127.0.0.1:0"}
		d.open()
		DeferCleanup(d.close)
		at.Host, at.RawQuery = d.addr, "directConnection=true&serverSelectionTimeoutMS=500"
		one := start(program, at.String(), keys)
		p := signIn("officer-1", one)
		Expect(p.open(one.base + "/readyz")).To(Equal(200))

		d.close()
		Expect(p.open(one.base + "/me")).To(Equal(503))
		Expect(p.last).To(And(HavePrefix("<!doctype html>"), ContainSubstring("資料庫暫時連不上")))
		Expect(p.open(one.base + "/readyz")).To(Equal(503))
		Expect(p.last).To(Equal("store unavailable\n"))
		Expect(p.open(one.base + "/healthz")).To(Equal(200))
		Expect(newSurfer().open(one.base+"/rules")).To(Equal(200), "the law is there for who is not signed in")

		d.open()
		Eventually(func() int { return p.open(one.base + "/readyz") }, "20s").Should(Equal(200))
		Expect(p.open(one.base + "/me")).To(Equal(200))
		Expect(p.last).To(ContainSubstring("officer-1"))
	})

	It("ends when it is told to, after what it has begun", func() {
		store, keys := places["a SQLite file"]()
		one := start(program, store, keys)
		p := signIn("officer-1", one)
		p.open(one.base + "/purpose?of=x")
		u, err := url.Parse(one.base)
		Expect(err).NotTo(HaveOccurred())
		form := url.Values{"csrf": {formToken.FindStringSubmatch(p.last)[1]}, "of": {"x"}, "purpose": {"查核帳號狀態"}, "to": {"/me"}}.Encode()
		slow, err := net.Dial("tcp", u.Host)
		Expect(err).NotTo(HaveOccurred())
		defer slow.Close()
		fmt.Fprintf(slow, "POST /purpose HTTP/1.1\r\nHost: x\r\nCookie: session=%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", cookie(p, u, "session"), len(form))
		answers := bufio.NewReader(slow)
		begun, err := http.ReadResponse(answers, nil) // a connection that nobody has taken yet is not begun
		Expect(err).NotTo(HaveOccurred())
		Expect(begun.StatusCode).To(Equal(100))
		_, err = io.WriteString(slow, form[:20])
		Expect(err).NotTo(HaveOccurred())
		p.http.CloseIdleConnections()
		Expect(one.cmd.Process.Signal(syscall.SIGTERM)).To(Succeed())
		Eventually(func() error {
			c, err := net.Dial("tcp", u.Host)
			if err == nil {
				c.Close()
			}
			return err
		}, "20s").Should(HaveOccurred(), "nobody new is let in")
		_, err = io.WriteString(slow, form[20:])
		Expect(err).NotTo(HaveOccurred())
		resp, err := http.ReadResponse(answers, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(resp.StatusCode).To(Equal(303))
		Expect(resp.Header.Get("Location")).To(Equal("/me"))
		Expect(one.cmd.Wait()).To(Succeed())
	})
})
