package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("a bundle of materials on the command line", Ordered, func() {
	var dir, key, public, file string
	BeforeAll(func() {
		dir = GinkgoT().TempDir()
		key, file = filepath.Join(dir, "key.pem"), filepath.Join(dir, "materials.tar")
		public = newKey(key)
	})

	It("holds the cases that were named, and says so", func() {
		r := shoumi("", "materials", "export", "--key", key, file, "tcpd-7", "npa-leak-4")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(Equal(file + "\n2個檔案\n公鑰 " + public + "\n查驗：go run ./app materials verify --trust " + public + " " + file + "\n"))

		r = shoumi("", "materials", "verify", "--trust", public, file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(MatchRegexp(`^相同　[0-9a-f]{64}　cases/npa-leak-4\.yaml\n相同　[0-9a-f]{64}　cases/tcpd-7\.yaml\n\n完整，簽章相符：2個檔案，與這裡的比較，新增 0、相同 2、不同 0。\n$`))
	})

	It("holds all of them where none is named", func() {
		all := filepath.Join(dir, "all.tar")
		Expect(shoumi("", "materials", "export", "--key", key, all).code).To(Equal(0))
		r := shoumi("", "materials", "verify", "--trust", newKey(filepath.Join(dir, "other.pem")), "--trust", public, "--format", "json", all)
		Expect(r.code).To(Equal(0), r.err)
		var got struct {
			Files []struct{ File, SHA256, Change string }
		}
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		on, err := filepath.Glob("../casebook/cases/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Files).To(HaveLen(len(on)))
		for _, f := range got.Files {
			Expect(f.Change).To(Equal("same"))
		}
	})

	It("is refused, and nothing of it listed, with one byte flipped", func() {
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		at := strings.Index(string(data), "case: npa-leak-4")
		Expect(at).To(BeNumerically(">", 0))
		data[at+6] ^= 1
		r := shoumi(string(data), "materials", "verify", "--trust", public, "-")
		Expect(r.code).To(Equal(1))
		Expect(r.out).To(BeEmpty())
		Expect(r.err).To(Equal("<標準輸入>: 「cases/npa-leak-4.yaml」與簽過的清單不符：教材包的內容被改過，或傳送時損壞\n"))
	})

	DescribeTable("is asked for rightly", func(code int, says string, args ...string) {
		for i := range args {
			args[i] = strings.NewReplacer("KEY", key, "DIR", dir, "PUB", public, "FILE", file).Replace(args[i])
		}
		says = strings.ReplaceAll(says, "DIR", dir)
		r := shoumi("", append([]string{"materials"}, args...)...)
		Expect(r.err).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("nothing to do", 2, "寫成 materials export 或 materials verify"),
		Entry("something else to do", 2, "最多給 0 個參數", "send"),
		Entry("no key", 2, "寫成 materials export --key", "export", "DIR/x.tar"),
		Entry("no place", 2, "寫成 materials export --key", "export", "--key", "KEY"),
		Entry("a case that is not there", 2, "沒有「npa-9」這個案例", "export", "--key", "KEY", "DIR/x.tar", "npa-9"),
		Entry("a case twice", 1, "「cases/tcpd-7.yaml」給了兩次", "export", "--key", "KEY", "DIR/x.tar", "tcpd-7", "tcpd-7"),
		Entry("a key file that is none", 1, "不是 ed25519 私鑰檔", "export", "--key", "testdata/leak.yaml", "DIR/x.tar"),
		Entry("a place that cannot be written", 1, "不能寫", "export", "--key", "KEY", "DIR/none/x.tar"),
		Entry("no trust, and no store", 1, "沒有 --trust 公鑰，就要有記著已知機關的資料庫：DIR/data/shoumi.db: 沒有這個資料庫", "verify", "--data", "DIR/data", "FILE"),
		Entry("a trusted key that is none", 2, "--trust：公鑰要寫成 ed25519:", "verify", "--trust", "abc", "FILE"),
		Entry("a bundle that is not there", 1, "找不到這個檔案", "verify", "--trust", "PUB", "DIR/none.tar"),
		Entry("two bundles", 2, "要給 1 個教材包", "verify", "--trust", "PUB", "FILE", "FILE"),
	)
})
