package training

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"shoumi/app/office"
	"shoumi/app/store"
	"shoumi/rules"
)

// Evidence is what a package of evidence is to hold: how a round stands with some
// people, and what shows it.
type Evidence struct {
	Round   string
	People  []Person                    // those to whom the round is not assigned, and who have not begun it, are left out
	Holder  func(account string) Holder // of everybody, also of who waived something
	By      string                      // who asks for it, as the audit log has them
	Purpose string
	LogHead string // of the audit log, SEQ:HASH
	At      time.Time
}

// EvidenceManifest says what a package holds.
type EvidenceManifest struct {
	Format   string         `json:"format"`
	Round    string         `json:"round"`
	Course   rules.Text     `json:"course"`
	Rules    string         `json:"rules"` // digest, at the export
	Purpose  string         `json:"purpose"`
	By       string         `json:"exported_by"`
	At       time.Time      `json:"exported_at"`
	LogHead  string         `json:"log_head"`
	Standing map[string]int `json:"standing"`
	Counts   EvidenceCounts `json:"counts"`
}

// EvidenceCounts are how many of each there are in a package.
type EvidenceCounts struct {
	People       int `json:"people"`
	Attempts     int `json:"attempts"` // submitted
	Papers       int `json:"papers"`
	Withheld     int `json:"withheld"` // papers that would give away keys
	Signatures   int `json:"signatures"`
	Documents    int `json:"documents"`
	Certificates int `json:"certificates"`
	Items        int `json:"items"` // editions
}

const evidenceFormat = "shoumi-evidence/1"

// The names of what every package has.
const (
	sumsName     = "SHA256SUMS"
	manifestName = "manifest.json"
)

//go:embed evidence_readme.txt
var evidenceReadme string

// Evidence writes a package: a zip that sha256sum checks once it is unpacked, and
// VerifyEvidence as it is. It is written as it is read, person by person; what stays
// in memory is a line of each. The same evidence makes the same bytes.
// store.ErrNotFound when nobody of the people has the round; ErrNoCourse.
func (t *Training) Evidence(ctx context.Context, w io.Writer, e Evidence) (EvidenceManifest, error) {
	c, ok := t.courseOf(e.Round)
	if !ok {
		return EvidenceManifest{}, ErrNoCourse
	}
	rows, err := t.Roster(ctx, e.Round, e.People)
	if err != nil {
		return EvidenceManifest{}, err
	}
	if len(rows) == 0 {
		return EvidenceManifest{}, store.ErrNotFound
	}
	e.At = e.At.UTC().Truncate(time.Second)
	p := &pack{zip: zip.NewWriter(w), at: e.At, from: t, of: e, course: c, documents: map[string]bool{}, items: map[[3]string]int{},
		manifest: EvidenceManifest{Format: evidenceFormat, Round: e.Round, Course: c.Title, Rules: t.from.Book.Digest(), Purpose: e.Purpose, By: e.By, At: e.At, LogHead: e.LogHead, Standing: map[string]int{}}}
	p.file("README.txt", func(w io.Writer) error { _, err := io.WriteString(w, evidenceReadme); return err })
	p.file("course.yaml", func(w io.Writer) error { _, err := w.Write(c.file); return err })
	sheet, _ := Sheet(rows, e.Holder, ColumnIDs()...)
	p.file("roster.csv", func(w io.Writer) error { return office.CSV(w, sheet) })
	p.file("roster.ods", func(w io.Writer) error { return office.ODS(w, sheet) })
	for _, r := range rows {
		if p.err == nil {
			p.err = p.person(ctx, r)
		}
	}
	p.overviews()
	p.json(manifestName, p.manifest)
	p.file(sumsName, func(w io.Writer) error { _, err := io.WriteString(w, string(p.sums)); return err })
	return p.manifest, errors.Join(p.err, p.zip.Close())
}

// pack is a package as it is written. After an error it writes nothing more.
type pack struct {
	zip    *zip.Writer
	at     time.Time
	from   *Training
	of     Evidence
	course *Course
	err    error

	sums                               []byte // lines of sha256sum
	manifest                           EvidenceManifest
	documents                          map[string]bool // by hash
	items                              map[[3]string]int
	attempts, signatures, certificates [][]office.Cell
}

func (p *pack) file(name string, write func(io.Writer) error) {
	if p.err != nil {
		return
	}
	out, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at})
	if err == nil {
		digest := sha256.New()
		err = write(io.MultiWriter(out, digest))
		p.sums = fmt.Appendf(p.sums, "%x  %s\n", digest.Sum(nil), name)
	}
	p.err = err
}

func (p *pack) json(name string, v any) {
	p.file(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(v)
	})
}

func (p *pack) csv(name string, head []string, rows [][]office.Cell) {
	p.file(name, func(w io.Writer) error { return office.CSV(w, office.Table{Head: head, Rows: rows}) })
}

// overviews are the tables beside the files of people.
func (p *pack) overviews() {
	p.csv("attempts.csv", []string{"帳號", "第幾次", "開始", "交卷", "答對", "題數", "要對", "通過", "試卷", "試卷的雜湊", "規則的雜湊"}, p.attempts)
	p.csv("signatures.csv", []string{"帳號", "文件", "版本", "雜湊", "方式", "時間"}, p.signatures)
	p.csv("certificates.csv", []string{"帳號", "證書字號", "發證", "時數", "類別", "失效日", "法規查核日", "規則的雜湊"}, p.certificates)
	var items [][]office.Cell
	for _, k := range sortedItems(p.items) {
		items = append(items, []office.Cell{office.Text(k[0]), office.Text(k[1]), office.Text(k[2]), office.Number(p.items[k])})
	}
	p.manifest.Counts.Items = len(items)
	p.csv("items.csv", []string{"題目", "版本", "概念", "出題次數"}, items)
}

// clock is a moment on the clocks of Taiwan.
func clock(t time.Time) office.Cell { return office.Text(t.In(taipei).Format("2006-01-02 15:04:05")) }

func yes(b bool) office.Cell {
	return office.Text(map[bool]string{true: "是", false: "否"}[b])
}

// ordinal is a number of a try.
func ordinal(n int) office.Cell { return office.Text(strconv.Itoa(n)) }
