package publishing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"shoumi/rules/bundle"
)

// File is a piece as it leaves one house and comes to another: its name, cases/<id>.yaml,
// lessons/zh-TW/<id>.md or notices/<key>.md, and its canonical bytes.
type File struct {
	Name string
	Data []byte
}

// Hash is the SHA-256 of the bytes, in hexadecimal digits.
func (f File) Hash() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// Title is the title of what is in the file, "" where it has none.
func (f File) Title() string {
	kind, _ := f.Piece()
	return titleOf(kind, f.Data)
}

var fileName = regexp.MustCompile(`^(?:cases/[a-z0-9]+(?:-[a-z0-9]+)*\.yaml|(?:lessons/zh-TW|notices)/[a-z0-9]+(?:-[a-z0-9]+)*\.md)$`)

// materials are the kind of bundle that holds pieces. What is signed as one can never
// pass for a rule set.
var materials = bundle.Kind{Name: "教材包", Format: "shoumi-materials/1", Signed: "shoumi materials\n", Known: fileName.MatchString}

// WriteBundle packs files and signs them: the same files and key make the same bytes,
// in whatever order the files are. The error is no file at all, two of one name, a name
// that no piece has, or files that are too large together.
func WriteBundle(w io.Writer, files []File, key ed25519.PrivateKey) error {
	if len(files) == 0 {
		return fmt.Errorf("%s裡至少要有一個檔案", materials.Name)
	}
	named := map[string][]byte{}
	for _, f := range files {
		if _, twice := named[f.Name]; twice {
			return fmt.Errorf("「%s」給了兩次", f.Name)
		}
		named[f.Name] = f.Data
	}
	data, _, err := materials.Pack(named, key)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// UntrustedError says that a key has signed a bundle which nobody named and no known
// agency has.
type UntrustedError = bundle.UntrustedError

// ReadBundle is what is in a bundle that one of the trusted keys has signed. A bundle
// that differs in one byte from what WriteBundle wrote is refused; *UntrustedError
// where another key has signed it. What the files say has not been judged: a case may
// contradict the rules of this house.
func ReadBundle(data []byte, trusted ...ed25519.PublicKey) (Brought, error) {
	c, err := materials.Unpack(data, trusted...)
	if err != nil {
		return Brought{}, err
	}
	b := Brought{Key: bundle.PublicKey(c.Key)}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		b.Files = append(b.Files, File{name, c.Files[name]})
	}
	return b, nil
}

// FileChange is what taking in one file of a bundle would do.
type FileChange struct {
	Name string
	Kind FileChangeKind
	Have *File // the one that is here; nil where it is new
	Got  File
}

// FileChangeKind sorts changes.
type FileChangeKind string

const (
	FileAdded   FileChangeKind = "added"   // there is none of this name here
	FileSame    FileChangeKind = "same"    // every byte is as it is here
	FileChanged FileChangeKind = "changed" // there is one of this name here, and it differs
)

// Zh names the kind of change.
func (k FileChangeKind) Zh() string {
	return map[FileChangeKind]string{FileAdded: "新增", FileSame: "相同", FileChanged: "不同"}[k]
}

// Preview is what taking in the files got would do to those that are here, by name.
// Files that only are here stay, and are not in it.
func Preview(have, got []File) []FileChange {
	var out []FileChange
	for _, g := range got {
		c := FileChange{Name: g.Name, Kind: FileAdded, Got: g}
		if i := slices.IndexFunc(have, func(h File) bool { return h.Name == g.Name }); i >= 0 {
			c.Have, c.Kind = &have[i], FileChanged
			if bytes.Equal(have[i].Data, g.Data) {
				c.Kind = FileSame
			}
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b FileChange) int { return strings.Compare(a.Name, b.Name) })
	return out
}
