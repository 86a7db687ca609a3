// Package bundle packs a rule set, or other files of one [Kind], into one signed,
// content-addressed file and opens such a file again: a tar archive of a manifest, its
// ed25519 signature, and the files, every byte of which follows from them and the key.
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
	"maps"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"shoumi/rules"
)

// MaxSize is the size in bytes up to which a bundle is written or opened.
const MaxSize = 64 << 20

// The entries that come before the rule files, in this order.
const (
	manifestName  = "manifest.json"
	signatureName = "signature"
)

// Kind is a kind of bundle.
type Kind struct {
	Name   string                 // what people call it
	Format string                 // names the layout; a program that does not know it refuses the bundle
	Signed string                 // goes in front of the manifest under the signature, so that a signature of something else can never pass for one of this kind
	Known  func(name string) bool // says whether a bundle may hold a file of this name
}

// ruleSet is the kind that [Write] and [Open] are about.
var ruleSet = Kind{Name: "規則包", Format: "shoumi-rules/1", Signed: "shoumi rule set\n", Known: known}

// manifest says what a bundle holds. It bears no time: the same rules and key
// give the same bytes.
type manifest struct {
	Format  string `json:"format"`
	Digest  string `json:"digest"`  // of the files, computed as rules.Book.Digest is
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
	book, err := rules.Load(fsys)
	if err != nil {
		return "", err
	}
	if err := book.TestFaults().Err(); err != nil {
		return "", err
	}
	files := map[string][]byte{}
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
		files[name] = data
		return nil
	})
	if err != nil {
		return "", err
	}
	out, digest, err := ruleSet.Pack(files, key)
	if err != nil {
		return "", err
	}
	if digest != book.Digest() {
		return "", errors.New("打包時規則檔變了，請再試一次")
	}
	_, err = w.Write(out)
	return digest, err
}

// Pack is a bundle of files by name, and its digest. A name that the kind does not know
// is an error, and so is a bundle larger than MaxSize.
func (k Kind) Pack(files map[string][]byte, key ed25519.PrivateKey) (data []byte, digest string, err error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, "", errors.New("不是 ed25519 私鑰")
	}
	m := manifest{Format: k.Format, Program: program(), Key: PublicKey(key.Public().(ed25519.PublicKey))}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !k.Known(name) {
			return nil, "", fmt.Errorf("檔名「%s」不能放進%s", show(name), k.Name)
		}
		m.Files = append(m.Files, describe(name, files[name]))
	}
	m.Digest = m.contents()
	text := m.text()
	out, err := pack(text, ed25519.Sign(key, append([]byte(k.Signed), text...)), m.Files, files)
	if err != nil {
		return nil, "", err
	}
	if len(out) > MaxSize {
		return nil, "", k.tooBig()
	}
	return out, m.Digest, nil
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
func pack(text, signature []byte, list []file, files map[string][]byte) ([]byte, error) {
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
		err = errors.Join(err, add(f.Name, files[f.Name]))
	}
	err = errors.Join(err, t.Close())
	return out.Bytes(), err
}
