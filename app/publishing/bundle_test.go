package publishing_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules/bundle"
)

func signingKey(seed string) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(seed, ed25519.SeedSize)))
}

func half(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// threePieces are one of each kind, by name.
func threePieces() []publishing.File {
	return []publishing.File{
		{Name: "cases/exchange-1.yaml", Data: []byte("case: exchange-1\ntitle: 甲\n")},
		{Name: "lessons/zh-TW/03-queries.md", Data: []byte("---\ntitle: 查詢\n---\n內容。\n")},
		{Name: "notices/115-11.md", Data: []byte{}},
	}
}

func packed(files []publishing.File, key ed25519.PrivateKey) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(publishing.WriteBundle(&b, files, key)).To(Succeed())
	return b.Bytes()
}

var _ = Describe("a bundle of materials", func() {
	mine, other := signingKey("m"), signingKey("o")

	It("comes back as the same files with the same hashes", func() {
		got, err := publishing.ReadBundle(packed(threePieces(), mine), half(other), half(mine))
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(publishing.Brought{Files: threePieces(), Key: bundle.PublicKey(half(mine))}))
		Expect(got.Files[0].Hash()).To(Equal("a786ac757edeb55cd84d3f4a3c7f3da3dfd2497e155ec7f2726da179f346c0ca"))
	})

	It("is the same bytes whatever order the files come in", func() {
		turned := threePieces()
		slices.Reverse(turned)
		Expect(packed(turned, mine)).To(Equal(packed(threePieces(), mine)))
	})

	It("carries the shipped cases whole", func() {
		var files []publishing.File
		names, err := fs.Glob(casebook.Files, "cases/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		Expect(names).NotTo(BeEmpty())
		for _, name := range names {
			data, err := fs.ReadFile(casebook.Files, name)
			Expect(err).NotTo(HaveOccurred())
			files = append(files, publishing.File{Name: name, Data: data})
		}
		got, err := publishing.ReadBundle(packed(files, mine), half(mine))
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Files).To(Equal(files))
	})

	It("is refused when any single byte is flipped", func() {
		data := packed(threePieces(), mine)
		for i := range data {
			data[i] ^= 1
			if got, err := publishing.ReadBundle(data, half(mine)); err == nil || got.Files != nil {
				Fail(fmt.Sprintf("byte %d was flipped, and nobody saw it", i))
			}
			data[i] ^= 1
		}
		_, err := publishing.ReadBundle(data, half(mine))
		Expect(err).NotTo(HaveOccurred())
	})

	It("is refused under a key that is not trusted, and under none", func() {
		data := packed(threePieces(), mine)
		_, err := publishing.ReadBundle(data, half(other))
		Expect(err).To(MatchError("教材包不是用您信任的金鑰簽的\n  包上寫的是 " + bundle.PublicKey(half(mine)) + "\n  您信任的是 " + bundle.PublicKey(half(other))))
		_, err = publishing.ReadBundle(data)
		Expect(err).To(MatchError("不是 ed25519 公鑰"))
	})

	It("is no rule set, and a rule set is no bundle of materials", func() {
		data := packed(threePieces(), mine)
		_, _, err := bundle.Open(bytes.NewReader(data), int64(len(data)), half(mine))
		Expect(err).To(MatchError("規則包裡有不認得的檔案「cases/exchange-1.yaml」"))
		var rules bytes.Buffer
		_, err = bundle.Write(&rules, fstest.MapFS{"facts.yaml": {Data: []byte("facts:\n  - {id: intent, type: bool, group: 主觀, label: {zh: 故意}, question: {zh: 故意？}, who_knows: [本人], cost: 2, judgment: true}\n")}}, mine)
		Expect(err).NotTo(HaveOccurred())
		_, err = publishing.ReadBundle(rules.Bytes(), half(mine))
		Expect(err).To(MatchError("教材包裡有不認得的檔案「facts.yaml」"))
	})

	DescribeTable("is not made of", func(says string, files ...publishing.File) {
		Expect(publishing.WriteBundle(io.Discard, files, mine)).To(MatchError(says))
	},
		Entry("nothing", "教材包裡至少要有一個檔案"),
		Entry("a name twice", "「cases/a.yaml」給了兩次", publishing.File{Name: "cases/a.yaml"}, publishing.File{Name: "cases/a.yaml"}),
		Entry("a case that is not YAML", "檔名「cases/a.md」不能放進教材包", publishing.File{Name: "cases/a.md"}),
		Entry("a lesson that is not Markdown", "檔名「lessons/zh-TW/a.yaml」不能放進教材包", publishing.File{Name: "lessons/zh-TW/a.yaml"}),
		Entry("a name that leads out", "檔名「cases/../a.yaml」不能放進教材包", publishing.File{Name: "cases/../a.yaml"}),
		Entry("a folder within", "檔名「cases/b/a.yaml」不能放進教材包", publishing.File{Name: "cases/b/a.yaml"}),
	)

	It("says what it would change before it does", func() {
		a, b, c := publishing.File{Name: "cases/a.yaml", Data: []byte("1")}, publishing.File{Name: "cases/b.yaml", Data: []byte("1")}, publishing.File{Name: "cases/c.yaml", Data: []byte("1")}
		was := publishing.File{Name: "cases/b.yaml", Data: []byte("0")}
		got := publishing.Preview([]publishing.File{c, {Name: "cases/z.yaml"}, was}, []publishing.File{c, b, a})
		Expect(got).To(Equal([]publishing.FileChange{
			{Name: "cases/a.yaml", Kind: publishing.FileAdded, Got: a},
			{Name: "cases/b.yaml", Kind: publishing.FileChanged, Have: &was, Got: b},
			{Name: "cases/c.yaml", Kind: publishing.FileSame, Have: &c, Got: c},
		}))
		var words []string
		for _, x := range got {
			words = append(words, x.Kind.Zh())
		}
		Expect(words).To(Equal([]string{"新增", "不同", "相同"}))
	})
})
