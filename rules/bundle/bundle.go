// Package bundle packs a rule set into one signed, content-addressed file and
// opens such a file again: a tar archive of a manifest, its ed25519 signature,
// and the rule files, every byte of which follows from the rules and the key.
package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing/fstest"

	"shoumi/rules"
)

// MaxSize is the size in bytes up to which a bundle is written or opened.
const MaxSize = 64 << 20

// The entries that come before the rule files, in this order.
const (
	manifestName  = "manifest.json"
	signatureName = "signature"
)

// format names the layout; a program that does not know it refuses the bundle.
const format = "shoumi-rules/1"

// signed goes in front of the manifest under the signature, so that a signature
// of something else can never pass for one of a bundle.
const signed = "shoumi rule set\n"

// manifest says what a bundle holds. It bears no time: the same rules and key
// give the same bytes.
type manifest struct {
	Format  string `json:"format"`
	Digest  string `json:"digest"`  // of the rule set, as rules.Book.Digest
	Program string `json:"program"` // version that wrote it
	Key     string `json:"key"`     // public key that it claims to be signed with
	Files   []file `json:"files"`   // by name
}

type file struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

var ruleFile = regexp.MustCompile(`^statutes/[a-z0-9]+(-[a-z0-9]+)*/[0-9]+(-[0-9]+)?(\.tests)?\.yaml$`)

// known says whether a book has files of this name.
func known(name string) bool { return name == "facts.yaml" || ruleFile.MatchString(name) }

// Write packs the rule set in fsys (facts.yaml and statutes/<law>/<article>.yaml;
// other files are left out) and returns its digest. A rule set with faults is
// not packed; the error then is source.Faults.
func Write(w io.Writer, fsys fs.FS, key ed25519.PrivateKey) (digest string, err error) {
	if len(key) != ed25519.PrivateKeySize {
		return "", errors.New("不是 ed25519 私鑰")
	}
	book, err := rules.Load(fsys)
	if err != nil {
		return "", err
	}
	if err := book.TestFaults().Err(); err != nil {
		return "", err
	}
	m := manifest{Format: format, Digest: book.Digest(), Program: program(), Key: PublicKey(key.Public().(ed25519.PublicKey))}
	files := fstest.MapFS{}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		rule := name == "facts.yaml" || strings.HasPrefix(name, "statutes/") && path.Ext(name) == ".yaml"
		if err != nil || d.IsDir() || !rule {
			return err
		}
		if !known(name) {
			return fmt.Errorf("%s: 檔名不能放進規則包，要是 statutes/法規代號/條號.yaml", name)
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files[name] = &fstest.MapFile{Data: data}
		m.Files = append(m.Files, describe(name, data))
		return nil
	})
	if err != nil {
		return "", err
	}
	slices.SortFunc(m.Files, func(a, b file) int { return strings.Compare(a.Name, b.Name) })
	if got := m.contents(); got != m.Digest {
		return "", errors.New("打包時規則檔變了，請再試一次")
	}
	text := m.text()
	out, err := pack(text, ed25519.Sign(key, append([]byte(signed), text...)), m.Files, files)
	if err != nil {
		return "", err
	}
	if len(out) > MaxSize {
		return "", errTooBig
	}
	_, err = w.Write(out)
	return m.Digest, err
}

func describe(name string, data []byte) file {
	sum := sha256.Sum256(data)
	return file{name, int64(len(data)), hex.EncodeToString(sum[:])}
}

// contents is the digest of the files as rules.Load computes it.
func (m manifest) contents() string {
	sum := sha256.New()
	for _, f := range m.Files {
		sum.Write([]byte(f.Name + "\x00" + f.SHA256 + "\n"))
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

func (m manifest) text() []byte {
	b, _ := json.MarshalIndent(m, "", " ") // strings and numbers only
	return append(b, '\n')
}

// program is the version of this program, "(devel)" when it was not released.
func program() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "shoumi " + info.Main.Version
	}
	return "shoumi (devel)"
}

// pack is the whole file; nothing in it depends on the machine or the time.
func pack(text, signature []byte, list []file, files fstest.MapFS) ([]byte, error) {
	var out bytes.Buffer
	t := tar.NewWriter(&out)
	add := func(name string, data []byte) error {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(data)), Format: tar.FormatUSTAR}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		_, err := t.Write(data)
		return err
	}
	err := errors.Join(add(manifestName, text), add(signatureName, signature))
	for _, f := range list {
		err = errors.Join(err, add(f.Name, files[f.Name].Data))
	}
	err = errors.Join(err, t.Close())
	return out.Bytes(), err
}
