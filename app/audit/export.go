package audit

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/json"
	"io"
	"iter"
	"time"
)

// Manifest says what an export holds, who made it, and when.
type Manifest struct {
	Format     string    `json:"format"`
	Count      uint64    `json:"count"`    // entries that are there
	Filtered   uint64    `json:"filtered"` // entries that the filter left out
	Expired    uint64    `json:"expired"`  // entries older than the log is kept
	First      uint64    `json:"first"`    // sequence of the first that is there; 0 if none
	Last       uint64    `json:"last"`     // sequence the export ends with, there or left out
	Head       Head      `json:"head"`     // end of the chain
	SHA256     Hash      `json:"sha256"`   // of the file of entries
	ExportedBy string    `json:"exported_by"`
	ExportedAt time.Time `json:"exported_at"`
	Filter     *Filter   `json:"filter,omitempty"` // nil: the whole log
}

const manifestFormat = "shoumi-audit/1"

const (
	entriesName  = "entries.jsonl"
	manifestName = "manifest.json"
)

// uncompressed is a file of an export. Nothing is compressed, so that every byte of an
// export follows from what it holds, and Verify can hold the file against it.
func uncompressed(name string, at time.Time) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Method: zip.Store, Modified: at}
}

// Export writes what a filter takes of a whole log, and a manifest, as a zip. A
// run that the filter does not take leaves an anchor, so that the chain can be
// checked. A log whose chain is broken is exported as it is: Verify says where.
func Export(w io.Writer, entries iter.Seq2[Entry, error], f Filter, by string, at time.Time) (Manifest, error) {
	at = at.UTC().Truncate(time.Second)
	m := Manifest{Format: manifestFormat, ExportedBy: by, ExportedAt: at}
	if !f.All() {
		m.Filter = &f
	}
	z := zip.NewWriter(w)
	out, err := z.CreateHeader(uncompressed(entriesName, at))
	if err != nil {
		return m, err
	}
	digest := sha256.New()
	if err := WriteLines(io.MultiWriter(out, digest), m.count(filtered(entries, f))); err != nil {
		return m, err
	}
	m.SHA256 = Hash(digest.Sum(nil))
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	if out, err = z.CreateHeader(uncompressed(manifestName, at)); err != nil {
		return m, err
	}
	if _, err := out.Write(append(text, '\n')); err != nil {
		return m, err
	}
	return m, z.Close()
}

// filtered puts an anchor where a run of entries is not taken.
func filtered(entries iter.Seq2[Entry, error], f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var from uint64 // of the run that is not taken
		var last Entry
		flush := func() bool {
			open := from > 0
			start := from
			from = 0
			return !open || yield(last.anchor(start, Filtered), nil)
		}
		for e, err := range entries {
			switch {
			case err != nil:
				yield(e, err)
				return
			case e.Gone == nil && !f.Takes(e):
				if from == 0 {
					from = e.Sequence
				}
				last = e
			case !flush() || !yield(e, nil):
				return
			}
		}
		flush()
	}
}

// count counts entries as they pass.
func (m *Manifest) count(entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range entries {
			if err == nil {
				m.add(&e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (m *Manifest) add(e *Entry) {
	m.Last, m.Head = e.Sequence, e.head()
	n := e.Sequence - e.from() + 1
	switch {
	case e.Gone == nil:
		if m.Count == 0 {
			m.First = e.Sequence
		}
		m.Count++
	case e.Gone.Why == Filtered:
		m.Filtered += n
	default:
		m.Expired += n
	}
}
