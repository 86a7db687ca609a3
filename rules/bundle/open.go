package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"
)

func (k Kind) tooBig() error   { return fmt.Errorf("%s超過 %d MiB", k.Name, MaxSize>>20) }
func (k Kind) tampered() error { return errors.New(k.Name + "的內容被改過，或傳送時損壞") }

// Open reads a bundle of size bytes that must be signed with pub, and gives its
// files and the digest of the rule set. It refuses everything that Write would
// not have written byte for byte.
func Open(r io.Reader, size int64, pub ed25519.PublicKey) (fs.FS, string, error) {
	if size > MaxSize {
		return nil, "", ruleSet.tooBig()
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("讀不到規則包：%w", err)
	case len(data) <= MaxSize && int64(len(data)) != size:
		return nil, "", fmt.Errorf("規則包不完整：應有 %d 個位元組，讀到 %d 個", size, len(data))
	}
	c, err := ruleSet.Unpack(data, pub)
	if err != nil {
		return nil, "", err
	}
	out := fstest.MapFS{}
	for name, text := range c.Files {
		out[name] = &fstest.MapFile{Data: text}
	}
	return out, c.Digest, nil
}

// Contents are what a bundle holds, and who signed it.
type Contents struct {
	Files  map[string][]byte // by name
	Digest string
	Key    ed25519.PublicKey // the trusted one that signed it
}

// UntrustedError says that a bundle claims a key which nobody named.
type UntrustedError struct {
	Kind    string // of bundle, as people call it
	Claimed string // as PublicKey writes it
	Trusted []string
}

func (e *UntrustedError) Error() string {
	return fmt.Sprintf("%s不是用您信任的金鑰簽的\n  包上寫的是 %s\n  您信任的是 %s", e.Kind, e.Claimed, strings.Join(e.Trusted, "、"))
}

// Unpack opens a bundle. One of the trusted keys must have signed it (*UntrustedError);
// everything that Pack would not have written byte for byte is refused.
func (k Kind) Unpack(data []byte, trusted ...ed25519.PublicKey) (Contents, error) {
	if len(trusted) == 0 || slices.ContainsFunc(trusted, func(p ed25519.PublicKey) bool { return len(p) != ed25519.PublicKeySize }) {
		return Contents{}, errors.New("不是 ed25519 公鑰")
	}
	if len(data) > MaxSize {
		return Contents{}, k.tooBig()
	}
	names, files, err := k.entries(data)
	if err != nil {
		return Contents{}, err
	}
	if len(names) < 3 || names[0] != manifestName || names[1] != signatureName {
		return Contents{}, errors.New("這不是" + k.Name + "：開頭要是 " + manifestName + " 與 " + signatureName)
	}
	text, signature := files[manifestName], files[signatureName]
	m, by, err := k.verify(text, signature, trusted)
	if err != nil {
		return Contents{}, err
	}
	delete(files, manifestName)
	delete(files, signatureName)
	if err := k.hold(m, names[2:], files); err != nil {
		return Contents{}, err
	}
	// The headers and the padding are not under the signature: they have to be
	// what they would be if this program had written them.
	again, err := pack(text, signature, m.Files, files)
	if err != nil || !bytes.Equal(again, data) {
		return Contents{}, k.tampered()
	}
	return Contents{files, m.Digest, by}, nil
}

// entries reads the archive without trusting it: plain files of known names, each
// once, together no larger than the archive.
func (k Kind) entries(data []byte) ([]string, map[string][]byte, error) {
	var names []string
	files := map[string][]byte{}
	left := int64(len(data))
	t := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return names, files, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w（%v）", k.tampered(), err)
		}
		name := h.Name
		left -= h.Size
		switch {
		case !fs.ValidPath(name):
			return nil, nil, fmt.Errorf("%s裡的路徑「%s」會寫到外面去，不收", k.Name, show(name))
		case h.Typeflag != tar.TypeReg:
			return nil, nil, fmt.Errorf("%s裡的「%s」不是一般檔案，不收", k.Name, show(name))
		case name != manifestName && name != signatureName && !k.Known(name):
			return nil, nil, fmt.Errorf("%s裡有不認得的檔案「%s」", k.Name, show(name))
		case files[name] != nil:
			return nil, nil, fmt.Errorf("%s裡的「%s」重複了", k.Name, show(name))
		case left < 0:
			return nil, nil, fmt.Errorf("%[1]s裡的「%[2]s」比整個%[1]s還大，不收", k.Name, show(name))
		}
		one, err := io.ReadAll(io.LimitReader(t, h.Size))
		if err != nil {
			return nil, nil, fmt.Errorf("%w（%v）", k.tampered(), err)
		}
		names = append(names, name)
		files[name] = one
	}
}

// verify checks the signature over the manifest, reads it, and says whose it is.
func (k Kind) verify(text, signature []byte, trusted []ed25519.PublicKey) (manifest, ed25519.PublicKey, error) {
	var m manifest
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	readable := d.Decode(&m)
	by := slices.IndexFunc(trusted, func(p ed25519.PublicKey) bool {
		return ed25519.Verify(p, append([]byte(k.Signed), text...), signature)
	})
	if by < 0 {
		var keys []string
		for _, p := range trusted {
			keys = append(keys, PublicKey(p))
		}
		if claimed, err := ParsePublicKey(m.Key); readable == nil && err == nil && !slices.Contains(keys, PublicKey(claimed)) {
			return m, nil, &UntrustedError{k.Name, PublicKey(claimed), keys}
		}
		return m, nil, fmt.Errorf("簽章不符：%w", k.tampered())
	}
	switch {
	case readable != nil:
		return m, nil, fmt.Errorf("%s的 %s 讀不懂：%v", k.Name, manifestName, readable)
	case m.Format != k.Format:
		return m, nil, fmt.Errorf("不認得%s的格式「%s」，這個程式讀 %s", k.Name, show(m.Format), k.Format)
	case !bytes.Equal(m.text(), text) || m.Key != PublicKey(trusted[by]):
		return m, nil, k.tampered()
	}
	return m, trusted[by], nil
}

// hold compares the files with what the signed manifest says of them.
func (k Kind) hold(m manifest, names []string, files map[string][]byte) error {
	var listed []string
	for _, f := range m.Files {
		listed = append(listed, f.Name)
		if have := files[f.Name]; have == nil || describe(f.Name, have) != f {
			return fmt.Errorf("「%s」與簽過的清單不符：%w", show(f.Name), k.tampered())
		}
	}
	if !slices.Equal(names, listed) || m.contents() != m.Digest {
		return fmt.Errorf("檔案與簽過的清單不符：%w", k.tampered())
	}
	return nil
}

// show is a name from an untrusted archive, short and without control codes.
func show(name string) string {
	if len(name) > 80 {
		name = name[:80] + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
}
