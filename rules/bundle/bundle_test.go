package bundle_test

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/bundle"
)

const facts = `facts:
  - {id: intent, type: bool, group: 主觀, label: {zh: 故意}, question: {zh: 故意？}, who_knows: [本人], cost: 2, judgment: true}
`

const article = `law: 中華民國刑法
short: 刑法
article: "132"
title: 洩密
checked_on: 2026-11-22
review_by: 2027-11-22
versions:
  - from: 2019-12-27
    amended: 2019-12-25
    basis: 公布
    sha256: 0000000000000000000000000000000000000000000000000000000000000000
    summary: [故意洩密]
    provisions:
      - {id: "1", kind: criminal, label: 故意洩密, elements: [{id: intent, text: 故意, when: intent}], penalty: {imprisonment: {max: 3y}}}
`

const tests = `tests:
  - {note: 故意, act_date: 2020-01-01, facts: {intent: true}, expect: {criminal-code/132/1: established}}
`

// small is a book of one article, among files that are none of a book.
func small() fstest.MapFS {
	return fstest.MapFS{
		"facts.yaml":                            {Data: []byte(facts)},
		"statutes/criminal-code/132.yaml":       {Data: []byte(article)},
		"statutes/criminal-code/132.tests.yaml": {Data: []byte(tests)},
		"load.go":                               {Data: []byte("package rules\n")},
		"testdata/other.yaml":                   {Data: []byte("a: 1\n")},
	}
}

// key is a private key that depends on the seed alone.
func key(seed string) ed25519.PrivateKey {
	GinkgoHelper()
	k, err := bundle.NewKey(strings.NewReader(strings.Repeat(seed, ed25519.SeedSize)))
	Expect(err).NotTo(HaveOccurred())
	return k
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func write(files fs.FS, k ed25519.PrivateKey) []byte {
	GinkgoHelper()
	var out bytes.Buffer
	_, err := bundle.Write(&out, files, k)
	Expect(err).NotTo(HaveOccurred())
	return out.Bytes()
}

func open(data []byte, k ed25519.PrivateKey) (fs.FS, string, error) {
	return bundle.Open(bytes.NewReader(data), int64(len(data)), public(k))
}

// entry is one file of an archive, for specs that forge one.
type entry struct {
	header tar.Header
	data   []byte
}

func entries(data []byte) []entry {
	GinkgoHelper()
	var out []entry
	for t := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := t.Next()
		if err == io.EOF {
			return out
		}
		Expect(err).NotTo(HaveOccurred())
		b, err := io.ReadAll(t)
		Expect(err).NotTo(HaveOccurred())
		out = append(out, entry{*h, b})
	}
}

func archive(list []entry) []byte {
	GinkgoHelper()
	var out bytes.Buffer
	t := tar.NewWriter(&out)
	for _, e := range list {
		e.header.Size, e.header.Format = int64(len(e.data)), tar.FormatUSTAR
		Expect(t.WriteHeader(&e.header)).To(Succeed())
		_, err := t.Write(e.data)
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(t.Close()).To(Succeed())
	return out.Bytes()
}

func plain(name, text string) entry {
	return entry{tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Format: tar.FormatUSTAR}, []byte(text)}
}

var _ = Describe("a bundle", func() {
	mine, other := key("m"), key("o")

	It("comes back as the same rule set, and holds nothing else", func() {
		var out bytes.Buffer
		written, err := bundle.Write(&out, small(), mine)
		Expect(err).NotTo(HaveOccurred())
		files, digest, err := open(out.Bytes(), mine)
		Expect(err).NotTo(HaveOccurred())
		was, err := rules.Load(small())
		Expect(err).NotTo(HaveOccurred())
		is, err := rules.Load(files)
		Expect(err).NotTo(HaveOccurred())
		Expect([]string{written, digest, is.Digest()}).To(HaveEach(was.Digest()))
		var names []string
		Expect(fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if !d.IsDir() {
				names = append(names, name)
			}
			return err
		})).To(Succeed())
		Expect(names).To(Equal([]string{"facts.yaml", "statutes/criminal-code/132.tests.yaml", "statutes/criminal-code/132.yaml"}))
	})

	It("is not made of rules whose tests have faults", func() {
		files := small()
		files["statutes/criminal-code/132.tests.yaml"].Data = []byte(strings.Replace(tests, "intent", "intend", 1))
		var out bytes.Buffer
		_, err := bundle.Write(&out, files, mine)
		Expect(err).To(MatchError(HavePrefix("statutes/criminal-code/132.tests.yaml:2:46: 沒有叫做「intend」的事實\n")))
		Expect(out.Len()).To(BeZero())
	})

	It("is the same bytes each time, with no time, owner or machine in them", func() {
		first := write(small(), mine)
		later := small()
		for _, f := range later {
			f.ModTime, f.Mode = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), 0o600
		}
		Expect(write(later, mine)).To(Equal(first))
		for _, e := range entries(first) {
			Expect(e.header.ModTime.Unix()).To(BeZero())
			Expect(e.header.Uid + e.header.Gid).To(BeZero())
			Expect(e.header.Uname + e.header.Gname).To(BeEmpty())
		}
		var m map[string]any
		Expect(json.Unmarshal(entries(first)[0].data, &m)).To(Succeed())
		Expect(m).To(HaveLen(5))
		Expect(m).To(HaveKeyWithValue("program", ContainSubstring("shoumi")))
	})

	It("is refused when any single byte is flipped", func() {
		data := write(small(), mine)
		Expect(len(data)).To(BeNumerically(">", 4096))
		for i := range data {
			for _, mask := range []byte{1, 0x20, 0x80} {
				data[i] ^= mask
				if files, _, err := open(data, mine); err == nil || files != nil {
					Fail(strings.TrimSpace(string(data[max(0, i-8):i])) + ": a flipped byte went unseen")
				}
				data[i] ^= mask
			}
		}
		_, _, err := open(data, mine)
		Expect(err).NotTo(HaveOccurred())
	})

	It("is refused under another key, and says which key it claims", func() {
		_, _, err := open(write(small(), mine), other)
		Expect(err).To(MatchError(SatisfyAll(ContainSubstring("不是用您信任的金鑰簽的"),
			ContainSubstring(bundle.PublicKey(public(mine))), ContainSubstring(bundle.PublicKey(public(other))))))
	})

	It("is refused when it claims the trusted key and another one signed", func() {
		list := entries(write(small(), other))
		list[0].data = bytes.ReplaceAll(list[0].data, []byte(bundle.PublicKey(public(other))), []byte(bundle.PublicKey(public(mine))))
		list[1].data = ed25519.Sign(other, append([]byte("shoumi rule set\n"), list[0].data...))
		_, _, err := open(archive(list), mine)
		Expect(err).To(MatchError(ContainSubstring("簽章不符")))
	})

	It("is refused when it claims another key and the trusted one signed", func() {
		list := entries(write(small(), mine))
		list[0].data = bytes.ReplaceAll(list[0].data, []byte(bundle.PublicKey(public(mine))), []byte(bundle.PublicKey(public(other))))
		list[1].data = ed25519.Sign(mine, append([]byte("shoumi rule set\n"), list[0].data...))
		_, _, err := open(archive(list), mine)
		Expect(err).To(MatchError(ContainSubstring("被改過")))
	})

	It("takes no signature that the key gave for something else", func() {
		list := entries(write(small(), mine))
		list[1].data = ed25519.Sign(mine, list[0].data)
		_, _, err := open(archive(list), mine)
		Expect(err).To(MatchError(ContainSubstring("簽章不符")))
	})

	DescribeTable("is refused when it was put together by somebody else", func(says string, change func([]entry) []entry) {
		list := entries(write(small(), mine))
		_, _, err := open(archive(list), mine)
		Expect(err).NotTo(HaveOccurred(), "the archive that the change starts from")
		files, digest, err := open(archive(change(list)), mine)
		Expect(err).To(MatchError(ContainSubstring(says)))
		Expect(files).To(BeNil())
		Expect(digest).To(BeEmpty())
	},
		Entry("a path that climbs out", "會寫到外面去", func(l []entry) []entry { return append(l, plain("../../etc/passwd", "x")) }),
		Entry("an absolute path", "會寫到外面去", func(l []entry) []entry { return append(l, plain("/etc/passwd", "x")) }),
		Entry("a path that climbs out inside statutes", "會寫到外面去", func(l []entry) []entry { return append(l, plain("statutes/../facts.yaml", "x")) }),
		Entry("a file twice", "重複了", func(l []entry) []entry { return append(l, l[2]) }),
		Entry("the manifest twice", "「manifest.json」重複了", func(l []entry) []entry { return append(l, l[0]) }),
		Entry("a file that no book has", "不認得的檔案「readme.txt」", func(l []entry) []entry { return append(l, plain("readme.txt", "x")) }),
		Entry("a rule file that was not signed", "與簽過的清單不符", func(l []entry) []entry { return append(l, plain("statutes/pdpa/41.yaml", article)) }),
		Entry("a rule file changed", "「statutes/criminal-code/132.yaml」與簽過的清單不符", func(l []entry) []entry {
			l[4].data = bytes.Replace(l[4].data, []byte("3y"), []byte("9y"), 1)
			return l
		}),
		Entry("a rule file taken out", "與簽過的清單不符", func(l []entry) []entry { return l[:4] }),
		Entry("the files in another order", "與簽過的清單不符", func(l []entry) []entry { l[2], l[3] = l[3], l[2]; return l }),
		Entry("no manifest in front", "這不是規則包", func(l []entry) []entry { return l[1:] }),
		Entry("nothing in it", "這不是規則包", func(l []entry) []entry { return nil }),
		Entry("a link", "不是一般檔案", func(l []entry) []entry {
			return append(l, entry{tar.Header{Typeflag: tar.TypeSymlink, Name: "statutes/pdpa/41.yaml", Linkname: "/etc/passwd"}, nil})
		}),
		Entry("another owner", "被改過", func(l []entry) []entry { l[2].header.Uid = 7; return l }),
		Entry("a name with control codes", "「a?[2Jb」", func(l []entry) []entry { return append(l, plain("a\x1b[2Jb", "x")) }),
	)

	DescribeTable("is refused when the right key signed a manifest that is not one", func(says string, change func(map[string]any)) {
		list := entries(write(small(), mine))
		var m map[string]any
		Expect(json.Unmarshal(list[0].data, &m)).To(Succeed())
		change(m)
		list[0].data, _ = json.MarshalIndent(m, "", " ")
		list[1].data = ed25519.Sign(mine, append([]byte("shoumi rule set\n"), list[0].data...))
		_, _, err := open(archive(list), mine)
		Expect(err).To(MatchError(ContainSubstring(says)))
	},
		Entry("another format", "不認得規則包的格式「shoumi-rules/9」", func(m map[string]any) { m["format"] = "shoumi-rules/9" }),
		Entry("a field that is not known", "manifest.json 讀不懂", func(m map[string]any) { m["until"] = "2030" }),
		Entry("fields in another order", "被改過", func(m map[string]any) {}),
	)

	It("is refused when the digest is not that of the files", func() {
		list := entries(write(small(), mine))
		wrong := sha256.Sum256([]byte("another"))
		at := bytes.Index(list[0].data, []byte("sha256:")) + len("sha256:")
		copy(list[0].data[at:], hex.EncodeToString(wrong[:]))
		list[1].data = ed25519.Sign(mine, append([]byte("shoumi rule set\n"), list[0].data...))
		_, _, err := open(archive(list), mine)
		Expect(err).To(MatchError(ContainSubstring("檔案與簽過的清單不符")))
	})

	It("is refused when bytes follow it, or lack", func() {
		data := write(small(), mine)
		Expect(data[len(data)-1024:]).To(Equal(make([]byte, 1024)), "tar ends with two empty blocks")
		for _, changed := range [][]byte{append(bytes.Clone(data), make([]byte, 512)...), data[:len(data)-512], data[:700], nil} {
			_, _, err := open(changed, mine)
			Expect(err).To(HaveOccurred())
		}
		_, _, err := bundle.Open(bytes.NewReader(data), int64(len(data))+1, public(mine))
		Expect(err).To(MatchError(ContainSubstring("不完整")))
	})

	It("is refused when too big, whatever size is claimed", func() {
		_, _, err := bundle.Open(strings.NewReader("x"), bundle.MaxSize+1, public(mine))
		Expect(err).To(MatchError("規則包超過 64 MiB"))
		_, _, err = bundle.Open(endless{}, 1000, public(mine))
		Expect(err).To(MatchError("規則包超過 64 MiB"))
	})

	It("is refused when an entry claims to be larger than the file", func() {
		e := plain("facts.yaml", "")
		var out bytes.Buffer
		t := tar.NewWriter(&out)
		e.header.Size = 1 << 32
		Expect(t.WriteHeader(&e.header)).To(Succeed())
		_, _, err := open(append(out.Bytes(), make([]byte, 1024)...), mine)
		Expect(err).To(MatchError(ContainSubstring("比整個規則包還大")))
	})

	It("is not made of rules that have faults, or names that no book has", func() {
		broken := small()
		broken["statutes/criminal-code/132.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(article, "when: intent", "when: intnt", 1))}
		_, err := bundle.Write(io.Discard, broken, mine)
		Expect(err).To(MatchError(ContainSubstring("intnt")))
		_, err = bundle.Write(io.Discard, small(), nil)
		Expect(err).To(MatchError("不是 ed25519 私鑰"))
	})

	It("holds the shipped rules", func() {
		shipped, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		_, digest, err := open(write(rules.Files, mine), mine)
		Expect(err).NotTo(HaveOccurred())
		Expect(digest).To(Equal(shipped.Digest()))
	})
})

// endless is a reader that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

var _ = Describe("a key", func() {
	It("comes back from its file and from its line", func() {
		k := key("k")
		again, err := bundle.ParsePrivateKey(bundle.EncodePrivateKey(k))
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Equal(k)).To(BeTrue())
		line := bundle.PublicKey(public(k))
		Expect(line).To(MatchRegexp(`^ed25519:[A-Za-z0-9+/]{43}=$`))
		pub, err := bundle.ParsePublicKey(line + "\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(pub.Equal(public(k))).To(BeTrue())
	})

	It("is new for new randomness, and none without", func() {
		Expect(key("a").Equal(key("b"))).To(BeFalse())
		_, err := bundle.NewKey(strings.NewReader("short"))
		Expect(err).To(MatchError(ContainSubstring("取不到亂數")))
	})

	DescribeTable("is refused when it is something else", func(text string) {
		_, err := bundle.ParsePublicKey(text)
		Expect(err).To(MatchError(ContainSubstring("公鑰要寫成 ed25519:")))
		_, err = bundle.ParsePrivateKey([]byte(text))
		Expect(err).To(MatchError(ContainSubstring("不是 ed25519 私鑰檔")))
	},
		Entry("nothing", ""),
		Entry("base64 without the name", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
		Entry("a key cut short", "ed25519:AAAA"),
		Entry("base64 with stray bits", "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="),
		Entry("PEM of something else", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
		Entry("PEM that holds no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
	)
})
