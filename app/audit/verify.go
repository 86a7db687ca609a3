package audit

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// Check is what Verify holds a log against, beside itself.
type Check struct {
	Heads    []Head    // kept elsewhere; their times are not looked at
	Now      time.Time // what has to be older than MinimumYears to be gone, where there is no manifest
	Progress io.Writer // gets every byte of the entries as it is checked; may be nil
}

// Result is what a log that holds has in it.
type Result struct {
	Count    uint64    // entries that are there
	First    uint64    // the first of them; 0 if none
	Filtered uint64    // entries left out of an export
	Expired  uint64    // entries gone for good
	Head     Head      // end of the chain
	Manifest *Manifest // nil of a bare file of lines
}

// Verify checks an export, or a bare file of its lines, which begins with "{".
// It reads each byte a fixed number of times and keeps one entry in memory. What
// is wrong comes back as a *Fault; another error is one of reading.
//
// A bare file that ends early is a whole shorter log, unless a head says
// otherwise. Who can write a new manifest can also seal a new chain: only heads
// kept elsewhere show that.
func Verify(r io.ReaderAt, size int64, c Check) (Result, error) {
	start := make([]byte, 1)
	if _, err := r.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return Result{}, err
	}
	v := &verifier{Check: c}
	var err error
	switch {
	case size == 0:
		err = &Fault{Kind: Truncated, Sequence: 1, What: "檔案是空的"}
	case start[0] == '{':
		err = v.lines(io.NewSectionReader(r, 0, size))
	default:
		err = v.export(r, size)
	}
	return v.result(), err
}

// verifier is one run of Verify.
type verifier struct {
	Check
	chain
	manifest *Manifest
	digest   hash.Hash
}

func (v *verifier) result() Result {
	return Result{v.there, v.first, v.filtered, v.expired, v.head, v.manifest}
}

// lines checks a file of entries.
func (v *verifier) lines(r io.Reader) error {
	if v.Progress != nil {
		r = io.TeeReader(r, v.Progress)
	}
	in := newReader(r)
	for {
		e, err := in.next()
		if err == io.EOF {
			return v.ends()
		}
		var fault *Fault
		if errors.As(err, &fault) {
			fault.Sequence = v.expects()
			return fault
		}
		if err != nil {
			return err
		}
		if fault = v.entry(&e); fault != nil {
			fault.Line = in.line
			if fault.Kind == Removed {
				in.find(fault)
			}
			return fault
		}
	}
}

// find looks for an entry that is missing in the rest of the file.
func (r *reader) find(missing *Fault) {
	for {
		e, err := r.next()
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			return
		}
		if err == nil && e.Gone == nil && e.Sequence == missing.Sequence {
			missing.Kind = Reordered
			missing.What += fmt.Sprintf("；它在第 %d 行，順序被調換過", r.line)
			return
		}
	}
}

// entry checks the next entry against the chain, the heads and the manifest.
func (v *verifier) entry(e *Entry) *Fault {
	if fault := v.add(e); fault != nil {
		return fault
	}
	if fault := v.gone(e); fault != nil {
		return fault
	}
	if v.manifest != nil {
		switch f := v.manifest.Filter; {
		case e.Sequence > v.manifest.Last:
			return &Fault{Kind: Added, Sequence: max(e.from(), v.manifest.Last+1), What: fmt.Sprintf("清單說到第 %d 筆為止，這是後來加的", v.manifest.Last)}
		case f != nil && e.Gone == nil && !f.Takes(*e):
			return &Fault{Kind: Added, Sequence: e.Sequence, What: "不合清單所記的篩選條件"}
		}
	}
	for _, h := range v.Heads {
		switch {
		case h.Sequence < e.from() || h.Sequence > e.Sequence:
		case h.Sequence < e.Sequence:
			return &Fault{Kind: Removed, Sequence: h.Sequence, What: "已略去，沒有雜湊可以核對"}
		case h.Hash != e.Hash:
			return &Fault{Kind: Replaced, Sequence: h.Sequence, What: "雜湊與另外保存的不同；這一筆或更早的日誌被改過，之後的雜湊都重算過"}
		}
	}
	return nil
}

// gone checks whether an anchor may be there.
func (v *verifier) gone(e *Entry) *Fault {
	if e.Gone == nil {
		return nil
	}
	now := v.Now
	if v.manifest != nil {
		now = v.manifest.ExportedAt
	}
	switch {
	case e.Gone.Why == Expired && !expired(e.At, MinimumYears, now):
		return &Fault{Kind: Removed, Sequence: e.Gone.From, What: fmt.Sprintf("到第 %d 筆都以保存期滿略去，但最後一筆未滿 %d 年", e.Sequence, MinimumYears)}
	case e.Gone.Why == Filtered && v.manifest != nil && v.manifest.Filter == nil:
		return &Fault{Kind: Removed, Sequence: e.Gone.From, What: fmt.Sprintf("到第 %d 筆都略去了，但匯出時沒有篩選", e.Sequence)}
	}
	return nil
}

// ends checks what has to be there at the end.
func (v *verifier) ends() error {
	heads := v.Heads
	if v.manifest != nil {
		heads = append(heads[:len(heads):len(heads)], v.manifest.Head)
	}
	for _, h := range heads {
		if h.Sequence > v.head.Sequence {
			return &Fault{Kind: Truncated, Sequence: v.expects(), What: fmt.Sprintf("不見了，檔案到第 %d 筆就結束，應該至少到第 %d 筆", v.head.Sequence, h.Sequence)}
		}
	}
	if v.manifest != nil && v.manifest.Head.Hash != v.head.Hash {
		return &Fault{Kind: Replaced, Sequence: v.head.Sequence, What: "雜湊與清單所記的不同；這一筆或更早的日誌被改過，之後的雜湊都重算過"}
	}
	return nil
}

// export checks a zip: its entries, its manifest, and every byte around them.
func (v *verifier) export(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return repacked("不是完整的匯出檔：" + err.Error())
	}
	if len(z.File) != 2 || z.File[0].Name != entriesName || z.File[1].Name != manifestName || z.File[0].Method != zip.Store || z.File[1].Method != zip.Store {
		return repacked(fmt.Sprintf("裡面要依次是未壓縮的 %s 與 %s", entriesName, manifestName))
	}
	text, err := v.readManifest(z.File[1])
	if err != nil {
		return err
	}
	again := &same{r: io.NewSectionReader(r, 0, size)}
	w := zip.NewWriter(again)
	out, err := w.CreateHeader(uncompressed(entriesName, v.manifest.ExportedAt))
	if err != nil {
		return err
	}
	in, err := z.File[0].Open()
	if err != nil {
		return repacked("打不開 " + entriesName + "：" + err.Error())
	}
	v.digest = sha256.New()
	if err := v.lines(io.TeeReader(in, io.MultiWriter(v.digest, out))); err != nil {
		return damaged(err)
	}
	if err := v.agrees(); err != nil {
		return err
	}
	if out, err = w.CreateHeader(uncompressed(manifestName, v.manifest.ExportedAt)); err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if !again.whole() {
		return repacked("日誌與清單都相符，但壓縮檔本身不是匯出時的位元組；可能重新壓縮過，請用原檔")
	}
	return nil
}

func repacked(what string) error { return &Fault{Kind: Repacked, What: what} }

// damaged is what an error of the zip's own checksums means.
func damaged(err error) error {
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		return repacked("檔案損壞：" + err.Error())
	}
	return err
}

// maxManifest is how many bytes a manifest may have.
const maxManifest = 1 << 20

func (v *verifier) readManifest(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, repacked("打不開 " + manifestName + "：" + err.Error())
	}
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return nil, damaged(err)
	}
	m := &Manifest{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil || m.Format != manifestFormat {
		return nil, repacked(manifestName + " 不是日誌匯出的清單")
	}
	v.manifest = m
	return text, nil
}

// agrees holds the manifest against what was read.
func (v *verifier) agrees() error {
	m := *v.manifest
	m.Count, m.Filtered, m.Expired, m.First, m.Last, m.Head, m.SHA256 = v.there, v.filtered, v.expired, v.first, v.head.Sequence, v.head, Hash(v.digest.Sum(nil))
	if m != *v.manifest {
		return repacked(fmt.Sprintf("清單與日誌不符：清單說第 %d 筆到第 %d 筆共 %d 筆，檔案裡是第 %d 筆到第 %d 筆共 %d 筆，或檔案的 SHA-256 不同", v.manifest.First, v.manifest.Last, v.manifest.Count, m.First, m.Last, m.Count))
	}
	return nil
}

// same compares what is written to it with what it reads.
type same struct {
	r       io.Reader
	buf     []byte
	differs bool
}

// Write never fails: what was read before the first difference has to be checked
// all the same.
func (s *same) Write(p []byte) (int, error) {
	if !s.differs {
		s.buf = append(s.buf[:0], p...)
		_, err := io.ReadFull(s.r, s.buf)
		s.differs = err != nil || !bytes.Equal(s.buf, p)
	}
	return len(p), nil
}

// whole is whether all was the same, to the end.
func (s *same) whole() bool {
	n, _ := io.ReadFull(s.r, make([]byte, 1))
	return !s.differs && n == 0
}
