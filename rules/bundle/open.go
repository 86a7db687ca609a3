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

var (
	errTooBig   = fmt.Errorf("規則包超過 %d MiB", MaxSize>>20)
	errTampered = errors.New("規則包的內容被改過，或傳送時損壞")
)

// Open reads a bundle of size bytes that must be signed with pub, and gives its
// files and the digest of the rule set. It refuses everything that Write would
// not have written byte for byte.
func Open(r io.Reader, size int64, pub ed25519.PublicKey) (fs.FS, string, error) {
	if len(pub) != ed25519.PublicKeySize {
		return nil, "", errors.New("不是 ed25519 公鑰")
	}
	if size > MaxSize {
		return nil, "", errTooBig
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("讀不到規則包：%w", err)
	case len(data) > MaxSize:
		return nil, "", errTooBig
	case int64(len(data)) != size:
		return nil, "", fmt.Errorf("規則包不完整：應有 %d 個位元組，讀到 %d 個", size, len(data))
	}
	names, files, err := unpack(data)
	if err != nil {
		return nil, "", err
	}
	if len(names) < 3 || names[0] != manifestName || names[1] != signatureName {
		return nil, "", errors.New("這不是規則包：開頭要是 " + manifestName + " 與 " + signatureName)
	}
	text, signature := files[manifestName].Data, files[signatureName].Data
	m, err := verify(text, signature, pub)
	if err != nil {
		return nil, "", err
	}
	delete(files, manifestName)
	delete(files, signatureName)
	if err := m.hold(names[2:], files); err != nil {
		return nil, "", err
	}
	// The headers and the padding are not under the signature: they have to be
	// what they would be if this program had written them.
	again, err := pack(text, signature, m.Files, files)
	if err != nil || !bytes.Equal(again, data) {
		return nil, "", errTampered
	}
	return files, m.Digest, nil
}

// unpack reads the archive without trusting it: plain files of known names, each
// once, together no larger than the archive.
func unpack(data []byte) ([]string, fstest.MapFS, error) {
	var names []string
	files := fstest.MapFS{}
	left := int64(len(data))
	t := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return names, files, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w（%v）", errTampered, err)
		}
		name := h.Name
		left -= h.Size
		switch {
		case !fs.ValidPath(name):
			return nil, nil, fmt.Errorf("規則包裡的路徑「%s」會寫到外面去，不收", show(name))
		case h.Typeflag != tar.TypeReg:
			return nil, nil, fmt.Errorf("規則包裡的「%s」不是一般檔案，不收", show(name))
		case name != manifestName && name != signatureName && !known(name):
			return nil, nil, fmt.Errorf("規則包裡有不認得的檔案「%s」", show(name))
		case files[name] != nil:
			return nil, nil, fmt.Errorf("規則包裡的「%s」重複了", show(name))
		case left < 0:
			return nil, nil, fmt.Errorf("規則包裡的「%s」比整個規則包還大，不收", show(name))
		}
		one, err := io.ReadAll(io.LimitReader(t, h.Size))
		if err != nil {
			return nil, nil, fmt.Errorf("%w（%v）", errTampered, err)
		}
		names = append(names, name)
		files[name] = &fstest.MapFile{Data: one}
	}
}

// verify checks the signature over the manifest and reads it.
func verify(text, signature []byte, pub ed25519.PublicKey) (manifest, error) {
	var m manifest
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	readable := d.Decode(&m)
	if !ed25519.Verify(pub, append([]byte(signed), text...), signature) {
		if claimed, err := ParsePublicKey(m.Key); readable == nil && err == nil && !claimed.Equal(pub) {
			return m, fmt.Errorf("規則包不是用您信任的金鑰簽的\n  包上寫的是 %s\n  您信任的是 %s", m.Key, PublicKey(pub))
		}
		return m, fmt.Errorf("簽章不符：%w", errTampered)
	}
	switch {
	case readable != nil:
		return m, fmt.Errorf("規則包的 %s 讀不懂：%v", manifestName, readable)
	case m.Format != format:
		return m, fmt.Errorf("不認得規則包的格式「%s」，這個程式讀 %s", show(m.Format), format)
	case !bytes.Equal(m.text(), text) || m.Key != PublicKey(pub):
		return m, errTampered
	}
	return m, nil
}

// hold compares the files with what the signed manifest says of them.
func (m manifest) hold(names []string, files fstest.MapFS) error {
	var listed []string
	for _, f := range m.Files {
		listed = append(listed, f.Name)
		if have := files[f.Name]; have == nil || describe(f.Name, have.Data) != f {
			return fmt.Errorf("「%s」與簽過的清單不符：%w", show(f.Name), errTampered)
		}
	}
	if !slices.Equal(names, listed) || m.contents() != m.Digest {
		return fmt.Errorf("檔案與簽過的清單不符：%w", errTampered)
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
