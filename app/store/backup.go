package store

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Manifest says what a backup holds. It lies in it as manifest.json.
type Manifest struct {
	Format      int             `json:"format"`
	Collections []ManifestEntry `json:"collections"`
	Migrations  []string        `json:"migrations"`      // done in the store it was made of
	Probe       string          `json:"probe,omitempty"` // opens with the keys of its sealed documents
}

// ManifestEntry is one collection: NAME.jsonl, a document a line.
type ManifestEntry struct {
	Name      string   `json:"name"`
	Documents int      `json:"documents"`
	Sealed    int      `json:"sealed"`           // of these
	Fields    []string `json:"fields,omitempty"` // that are sealed; none is all
	SHA256    string   `json:"sha256"`           // of the file
}

const (
	manifestName = "manifest.json"
	format       = 1
)

// line is a document in a backup. What is sealed stays sealed.
type line struct {
	ID      string          `json:"id"`
	Version int             `json:"version"`
	Doc     json.RawMessage `json:"doc"`
	Sealed  []byte          `json:"sealed,omitempty"`
}

// Backup writes every collection into one zip archive; the same documents make the
// same bytes. Keys are not in it: without their file, what is sealed stays shut. Of
// SQLite it is one moment; of MongoDB every document is whole, but one may be later
// than another.
func Backup(ctx context.Context, db *DB, w io.Writer) (Manifest, error) {
	var m Manifest
	view, done, err := db.engine.snapshot(ctx)
	if err != nil {
		return m, err
	}
	defer done()
	meta, err := view.meta(ctx)
	if err != nil {
		return m, err
	}
	if _, half := meta[metaRestoring]; half {
		return m, ErrHalfRestored
	}
	m = Manifest{Format: format, Collections: []ManifestEntry{}, Probe: meta[metaProbe]}
	if m.Migrations, err = migrationsDone(meta); err != nil {
		return m, err
	}
	archive := zip.NewWriter(w)
	for _, name := range collections(meta) {
		entry, err := backupCollection(ctx, view, archive, name)
		if err != nil {
			return m, err
		}
		if entry.Fields, err = sealedFields(meta, name); err != nil {
			return m, err
		}
		m.Collections = append(m.Collections, entry)
	}
	f, err := archive.Create(manifestName)
	if err != nil {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	if _, err := f.Write(append(text, '\n')); err != nil {
		return m, err
	}
	return m, archive.Close()
}

func backupCollection(ctx context.Context, view engine, archive *zip.Writer, name string) (ManifestEntry, error) {
	entry := ManifestEntry{Name: name}
	f, err := archive.Create(name + ".jsonl")
	if err != nil {
		return entry, err
	}
	sum := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(f, sum))
	err = all(ctx, view, name, func(r row) error {
		text, err := json.Marshal(line{r.id, r.version, r.doc, r.sealed})
		if err != nil {
			return err
		}
		entry.Documents++
		if r.sealed != nil {
			entry.Sealed++
		}
		_, err = out.Write(append(text, '\n'))
		return err
	})
	err = errors.Join(err, out.Flush())
	entry.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return entry, err
}

// Restore reads a backup into an empty store, of either kind. Every count and
// digest is checked before anything is written. Sealed documents need the file of
// keys they were sealed with where this store looks for its own.
//
// Errors: ErrNotEmpty, ErrDamaged, ErrKeyLost, ErrNewer.
func Restore(ctx context.Context, db *DB, r io.Reader) (Manifest, error) {
	spool, err := os.CreateTemp("", "shoumi-restore-*") // zip reads from its end
	if err != nil {
		return Manifest{}, err
	}
	defer os.Remove(spool.Name())
	defer spool.Close()
	size, err := io.Copy(spool, r)
	if err != nil {
		return Manifest{}, err
	}
	archive, err := zip.NewReader(spool, size)
	if err != nil {
		return Manifest{}, fmt.Errorf("%w：不是 zip 檔（%v）", ErrDamaged, err)
	}
	m, err := readManifest(archive)
	if err != nil {
		return m, err
	}
	for _, entry := range m.Collections {
		if err := readLines(archive, entry, func(line) error { return nil }); err != nil {
			return m, err
		}
	}
	if err := db.checkKeys(m); err != nil {
		return m, err
	}
	return m, db.engine.atomically(ctx, func(e engine) error { return db.restore(ctx, e, archive, m) })
}

func readManifest(archive *zip.Reader) (m Manifest, err error) {
	f, err := archive.Open(manifestName)
	if err != nil {
		return m, fmt.Errorf("%w：沒有 %s", ErrDamaged, manifestName)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%w：%s 讀不懂（%v）", ErrDamaged, manifestName, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("%w：格式 %d，這個程式只讀 %d", ErrNewer, m.Format, format)
	}
	for _, entry := range m.Collections {
		if !namePattern.MatchString(entry.Name) {
			return m, fmt.Errorf("%w：「%s」不是資料的名稱", ErrDamaged, entry.Name)
		}
	}
	return m, nil
}

// readLines goes through one collection of a backup, and holds it against the manifest.
func readLines(archive *zip.Reader, entry ManifestEntry, f func(line) error) error {
	name := entry.Name + ".jsonl"
	file, err := archive.Open(name)
	if err != nil {
		return fmt.Errorf("%w：沒有 %s", ErrDamaged, name)
	}
	defer file.Close()
	sum := sha256.New()
	in := bufio.NewReader(io.TeeReader(file, sum))
	n := 0
	for {
		text, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("%w：%s（%v）", ErrDamaged, name, err)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			n++
			var l line
			if err := json.Unmarshal(text, &l); err != nil || l.ID == "" || l.Version < 1 || l.Doc == nil {
				return fmt.Errorf("%w：%s 第 %d 行讀不懂", ErrDamaged, name, n)
			}
			if err := f(l); err != nil {
				return err
			}
		}
		if err == io.EOF {
			break
		}
	}
	if n != entry.Documents {
		return fmt.Errorf("%w：%s 有 %d 份，清單上是 %d 份", ErrDamaged, name, n, entry.Documents)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != entry.SHA256 {
		return fmt.Errorf("%w：%s 的 SHA-256 是 %s，清單上是 %s", ErrDamaged, name, got, entry.SHA256)
	}
	return nil
}

// checkKeys says what of a backup the keys at hand do not open.
func (db *DB) checkKeys(m Manifest) error {
	if m.Probe == "" {
		return nil
	}
	_, err := db.keys.openProbe(m.Probe)
	var lost *KeyLostError
	if !errors.As(err, &lost) {
		return err
	}
	lost.Lost = nil
	for _, entry := range m.Collections {
		if entry.Sealed > 0 {
			lost.Lost = append(lost.Lost, Lost{Collection: entry.Name, Documents: entry.Sealed, Fields: entry.Fields})
		}
	}
	if len(lost.Lost) == 0 {
		return nil
	}
	return lost
}

// restore writes a backup that was found whole. The mark tells the next Open of a
// store without transactions that it was broken off.
func (db *DB) restore(ctx context.Context, e engine, archive *zip.Reader, m Manifest) error {
	meta, err := e.meta(ctx)
	if err != nil {
		return err
	}
	for _, name := range collections(meta) {
		n, err := e.count(ctx, name, plan{})
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w（%s 有 %d 份）", ErrNotEmpty, name, n)
		}
	}
	if err := e.setMeta(ctx, metaRestoring, "1"); err != nil {
		return err
	}
	sealed := false
	for _, entry := range m.Collections {
		sealed = sealed || entry.Sealed > 0
		if err := e.clear(ctx, entry.Name); err != nil {
			return err
		}
		if err := e.setMeta(ctx, metaCollection+entry.Name, outdated); err != nil {
			return err
		}
		var rows []row
		err := readLines(archive, entry, func(l line) error {
			rows = append(rows, row{id: l.ID, version: l.Version, doc: l.Doc, sealed: l.Sealed})
			if len(rows) < batch {
				return nil
			}
			full := rows
			rows = nil
			return e.put(ctx, entry.Name, full)
		})
		if err = errors.Join(err, e.put(ctx, entry.Name, rows)); err != nil {
			return err
		}
	}
	done, err := json.Marshal(m.Migrations)
	if err != nil {
		return err
	}
	if err := e.setMeta(ctx, metaMigrations, string(done)); err != nil {
		return err
	}
	if sealed {
		if err := e.setMeta(ctx, metaProbe, m.Probe); err != nil {
			return err
		}
	}
	if err := db.upgrade(ctx, e); err != nil {
		return err
	}
	return e.setMeta(ctx, metaRestoring, "")
}
