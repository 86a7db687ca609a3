package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// newKey makes a private key file and gives the public key.
func newKey(file string) string {
	GinkgoHelper()
	r := shoumi("", "bundle", "--new-key", file)
	Expect(r.code).To(Equal(0), r.err)
	return strings.TrimSpace(r.out)
}

// otherRules is a directory of one article over one fact.
func otherRules(dir string) string {
	GinkgoHelper()
	dir = filepath.Join(dir, "rules")
	Expect(os.CopyFS(dir, os.DirFS("testdata/rules"))).To(Or(Succeed(), MatchError(os.ErrExist)))
	return dir
}

var _ = Describe("a bundle of rules on the command line", func() {
	var dir, key, public, file string
	BeforeEach(func() {
		dir = GinkgoT().TempDir()
		key, file = filepath.Join(dir, "key.pem"), filepath.Join(dir, "rules.tar")
		public = newKey(key)
	})

	It("has a key that only its owner reads, and never replaces one", func() {
		Expect(public).To(HavePrefix("ed25519:"))
		info, err := os.Stat(key)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().Perm()).To(Equal(os.FileMode(0o600)))
		was, err := os.ReadFile(key)
		Expect(err).NotTo(HaveOccurred())
		r := shoumi("", "bundle", "--new-key", key)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("已經有這個檔案，不覆寫"))
		Expect(os.ReadFile(key)).To(Equal(was))
	})

	It("stands in for the shipped rules in every command", func() {
		ours := otherRules(dir)
		r := shoumi("", "bundle", "--key", key, file, ours)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring(public))
		digest := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindString(r.out)
		shipped, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		Expect(digest).NotTo(Equal(shipped.Digest()))

		r = shoumi("", "classify", "--rules", file, "--trust", public, "--format", "json", "testdata/leak.yaml")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring(digest))
		r = shoumi("", "rules", "--rules", file, "--trust", public)
		Expect(r.out).To(ContainSubstring("共1項規定"))
		r = shoumi("", "facts", "--rules", file, "--trust", public, "--format", "json")
		Expect(r.out).To(ContainSubstring(digest))
		r = shoumi("", "questions", "--rules", file, "--trust", public, "--format", "json", "testdata/leak.yaml")
		Expect(r.out).To(ContainSubstring(digest))
		r = shoumi("", "check", "--rules", file, "--trust", public, "testdata/leak.yaml")
		Expect(r.code).To(Equal(0), r.err)
		r = shoumi("", "cases", "--rules", file, "--trust", public)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("內建的案例與 " + file + " 的規則不合"))
	})

	It("is named by its digest in a directory, and is the same bytes each time", func() {
		for range 2 {
			Expect(shoumi("", "bundle", "--key", key, file, otherRules(dir)).code).To(Equal(0))
			r := shoumi("", "bundle", "--key", key, dir, otherRules(dir))
			name, digest := strings.SplitN(r.out, "\n", 2)[0], regexp.MustCompile(`sha256:([0-9a-f]{64})`).FindStringSubmatch(r.out)[1]
			Expect(filepath.Base(name)).To(Equal(digest + ".tar"))
			one, err := os.ReadFile(name)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.ReadFile(file)).To(Equal(one))
		}
	})

	It("is refused with one byte flipped, under another key, or cut short", func() {
		Expect(shoumi("", "bundle", "--key", key, file, otherRules(dir)).code).To(Equal(0))
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		other := newKey(filepath.Join(dir, "other.pem"))
		r := shoumi("", "facts", "--rules", file, "--trust", other)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("不是用您信任的金鑰簽的"))
		for _, at := range []int{0, 600, 1600, len(data) / 2, len(data) - 1} {
			bad := bytes.Clone(data)
			bad[at] ^= 1
			Expect(os.WriteFile(file, bad, 0o644)).To(Succeed())
			for _, command := range [][]string{{"facts"}, {"serve", "--addr", "127.0.0.1:0", "--data", dir}, {"classify", "testdata/leak.yaml"}, {"check"}} {
				r := shoumi("", append(command, "--rules", file, "--trust", public)...)
				Expect(r.code).To(Equal(1), "byte %d", at)
				Expect(r.err).To(HavePrefix(file + ": "))
				Expect(r.out).To(BeEmpty())
			}
		}
		Expect(os.WriteFile(file, data[:1000], 0o644)).To(Succeed())
		Expect(shoumi("", "facts", "--rules", file, "--trust", public).code).To(Equal(1))
	})

	It("is served", func() {
		r := shoumi("", "bundle", "--key", key, file)
		Expect(r.code).To(Equal(0), r.err)
		ctx, stop := context.WithCancel(context.Background())
		out, in := io.Pipe()
		var errs bytes.Buffer
		done := make(chan int, 1)
		go func() {
			done <- runAt(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--rules", file, "--trust", public}, strings.NewReader(""), in, &errs, time.Now)
			in.Close()
		}()
		line := make([]byte, 200)
		n, err := out.Read(line)
		Expect(err).NotTo(HaveOccurred())
		go func() { _, _ = io.Copy(io.Discard, out) }()
		page, err := http.Get(regexp.MustCompile(`http://\S+`).FindString(string(line[:n])))
		Expect(err).NotTo(HaveOccurred())
		page.Body.Close()
		Expect(page.StatusCode).To(Equal(http.StatusOK))
		stop()
		Eventually(done).WithTimeout(20 * time.Second).Should(Receive(Equal(0)))
	})

	DescribeTable("is asked for rightly", func(code int, says string, args ...string) {
		for i := range args {
			args[i] = strings.NewReplacer("KEY", key, "DIR", dir, "PUB", public).Replace(args[i])
		}
		r := shoumi("", args...)
		Expect(r.err).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("no key", 2, "寫成 bundle --key", "bundle", "DIR/x.tar"),
		Entry("no file", 2, "寫成 bundle --key", "bundle", "--key", "KEY"),
		Entry("both", 2, "寫成 bundle --key", "bundle", "--key", "KEY", "--new-key", "DIR/n.pem", "DIR/x.tar"),
		Entry("rules without trust", 2, "--rules 要配 --trust", "facts", "--rules", "DIR/x.tar"),
		Entry("trust without rules", 2, "--trust 要配 --rules", "facts", "--trust", "PUB"),
		Entry("trust without rules in check", 2, "--trust 要配 --rules", "check", "--trust", "PUB"),
		Entry("a key that is none", 2, "公鑰要寫成 ed25519:", "facts", "--rules", "DIR/x.tar", "--trust", "abc"),
		Entry("a bundle that is not there", 1, "找不到這個規則包", "facts", "--rules", "DIR/x.tar", "--trust", "PUB"),
		Entry("a directory", 1, "不是檔案", "facts", "--rules", "DIR", "--trust", "PUB"),
		Entry("a key file that is none", 1, "不是 ed25519 私鑰檔", "bundle", "--key", "testdata/leak.yaml", "DIR/x.tar"),
		Entry("a directory without rules", 1, "沒有 facts.yaml", "bundle", "--key", "KEY", "DIR/x.tar", "DIR"),
		Entry("a place that cannot be written", 1, "不能寫", "bundle", "--key", "KEY", "DIR/none/x.tar"),
	)
})
