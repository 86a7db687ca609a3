package training

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// EvidenceFault is the first place where a package is not what was written.
type EvidenceFault struct {
	File string // in the package; empty: the package as a whole
	What string // the rest of the sentence, in Chinese
}

// Error says where and what.
func (f *EvidenceFault) Error() string {
	if f.File == "" {
		return f.What
	}
	return f.File + "：" + f.What
}

// VerifyEvidence checks a package by the list in it, offline, a file at a time. What
// was altered, is missing or was added comes back as an *EvidenceFault: the first in
// the order of the list, then what the list does not have. Who makes a new list as
// well is found out only by the SHA-256 of the whole package, which the audit log has.
func VerifyEvidence(r io.ReaderAt, size int64) (EvidenceManifest, error) {
	var m EvidenceManifest
	z, err := zip.NewReader(r, size)
	if err != nil {
		return m, &EvidenceFault{What: "不是完整的證據包（zip 打不開）"}
	}
	files := map[string]*zip.File{}
	for _, f := range z.File {
		if files[f.Name] != nil {
			return m, &EvidenceFault{f.Name, "有兩個同名的檔案"}
		}
		files[f.Name] = f
	}
	sums, err := readSums(files[sumsName])
	if err != nil {
		return m, err
	}
	listed := map[string]bool{sumsName: true}
	for _, s := range sums {
		f := files[s.name]
		if f == nil {
			return m, &EvidenceFault{s.name, "缺少這個檔案"}
		}
		if digest, err := digestOf(f); err != nil || digest != s.digest {
			return m, &EvidenceFault{s.name, "內容被改過"}
		}
		listed[s.name] = true
	}
	for _, f := range z.File {
		if !listed[f.Name] {
			return m, &EvidenceFault{f.Name, "不在清單裡，是後來加的"}
		}
	}
	return m, readManifest(files, &m)
}

type sum struct{ digest, name string }

var sumForm = regexp.MustCompile(`^([0-9a-f]{64})  ([^/\\].*)$`)

func readSums(f *zip.File) (out []sum, err error) {
	if f == nil {
		return nil, &EvidenceFault{sumsName, "缺少這個檔案，無從核對"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &EvidenceFault{sumsName, "內容被改過"}
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		m := sumForm.FindStringSubmatch(lines.Text())
		if m == nil {
			return nil, &EvidenceFault{sumsName, fmt.Sprintf("第 %d 行不是 sha256sum 的格式", len(out)+1)}
		}
		out = append(out, sum{m[1], m[2]})
	}
	if lines.Err() != nil {
		return nil, &EvidenceFault{sumsName, "內容被改過"}
	}
	return out, nil
}

func digestOf(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	_, err = io.Copy(h, r)
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

// readManifest reads the manifest, and holds its counts against the files.
func readManifest(files map[string]*zip.File, m *EvidenceManifest) error {
	f := files[manifestName]
	if f == nil {
		return &EvidenceFault{manifestName, "缺少這個檔案"}
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if err := json.NewDecoder(r).Decode(m); err != nil || m.Format != evidenceFormat {
		return errors.Join(&EvidenceFault{manifestName, "不是這個版本的程式看得懂的清單"}, err)
	}
	for _, part := range []struct {
		folder string
		n      int
	}{{"people/", m.Counts.People}, {"papers/", m.Counts.Papers}, {"documents/", m.Counts.Documents}} {
		n := 0
		for name := range files {
			if strings.HasPrefix(name, part.folder) {
				n++
			}
		}
		if n != part.n {
			return &EvidenceFault{part.folder, fmt.Sprintf("有 %d 個檔案，清單說有 %d 個", n, part.n)}
		}
	}
	return nil
}
