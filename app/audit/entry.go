// Package audit is the log of who did what, and why: append-only entries with
// the nine fields of 警政日誌管理系統作業規定 point 3, each sealed with the hash of
// the one before. It exports them, finds what was changed in an export, and plans
// the monthly audits of points 6 to 8. Entries are kept in a store (Stored), or wherever
// a Storage keeps them.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Record is one act, in the order of 警政日誌管理系統作業規定 point 3, and the
// document or person it was done to.
type Record struct {
	At         time.Time `json:"at"`          // 作業時間, UTC, to the millisecond
	Unit       string    `json:"unit"`        // 單位
	User       string    `json:"user"`        // 使用者
	IP         string    `json:"ip"`          // IP
	Action     string    `json:"action"`      // 作業種類
	Condition  string    `json:"condition"`   // 查詢條件
	ActualUser string    `json:"actual_user"` // 實際查詢者
	ActualUnit string    `json:"actual_unit"` // 實際查詢單位
	Purpose    string    `json:"purpose"`     // 用途
	Subject    string    `json:"subject"`     // id of what was acted on
}

// Entry is a record in its place in the chain, or, where Gone is set, what is
// left of a run of entries.
type Entry struct {
	Sequence uint64 `json:"sequence"` // from 1, without gaps
	Record
	Gone     *Gone `json:"gone,omitempty"`
	Previous Hash  `json:"previous"` // hash of the entry before; zero for the first
	Hash     Hash  `json:"hash"`
}

// Gone makes an entry the anchor of a run that is no longer there, or not in
// this export. The anchor has the sequence, time and hashes of the last entry of
// the run, and of its words only their digest: enough to hold the chain together
// and to prove its time.
type Gone struct {
	From    uint64 `json:"from"` // sequence of the first entry of the run
	Why     Reason `json:"why"`
	Content Hash   `json:"content"`
}

// Reason is why a run of entries is gone.
type Reason string

const (
	Expired  Reason = "retention" // older than the log has to be kept
	Filtered Reason = "filter"    // not asked for in an export
)

// Hash is a SHA-256 digest, written as 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// String is the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("雜湊要有 %d 個十六進位數字，不是 %d 個", 2*len(h), len(text))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Head is the end of a chain at some moment. Kept elsewhere, on paper or in
// another system, it proves what came before.
type Head struct {
	Sequence uint64    `json:"sequence"`
	Hash     Hash      `json:"hash"`
	At       time.Time `json:"at"` // of the entry
}

// String is "SEQUENCE:HASH", which ParseHead reads.
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Sequence, h.Hash) }

// ParseHead reads "SEQUENCE:HASH". The time is not in it.
func ParseHead(text string) (Head, error) {
	var h Head
	sequence, hash, _ := strings.Cut(text, ":")
	_, err := fmt.Sscanf(sequence, "%d", &h.Sequence)
	if err != nil || h.Sequence == 0 || fmt.Sprint(h.Sequence) != sequence || h.Hash.UnmarshalText([]byte(hash)) != nil {
		return Head{}, fmt.Errorf("「%s」不是「序號:雜湊」；雜湊是 64 個十六進位數字", text)
	}
	return h, nil
}

// maxField is how many bytes a field of a record may have.
const maxField = 64 << 10

// words are the fields that are text, in the order they are hashed.
func (r *Record) words() []*string {
	return []*string{&r.Unit, &r.User, &r.IP, &r.Action, &r.Condition, &r.ActualUser, &r.ActualUnit, &r.Purpose, &r.Subject}
}

// clean brings a record into the one form that is hashed: time in UTC to the
// millisecond, which every store keeps, and text in valid UTF-8.
func (r Record) clean() (Record, error) {
	if r.At.IsZero() {
		return r, errors.New("日誌沒有作業時間")
	}
	r.At = r.At.UTC().Truncate(time.Millisecond)
	if y := r.At.Year(); y < 1 || y > 9999 {
		return r, fmt.Errorf("作業時間的年份是 %d", y)
	}
	for _, w := range r.words() {
		if len(*w) > maxField {
			return r, fmt.Errorf("日誌的一個欄位有 %d 位元組，最多 %d", len(*w), maxField)
		}
		*w = strings.ToValidUTF8(*w, "\uFFFD")
	}
	return r, nil
}

// digest hashes the words of a record, each behind its length, so that no two
// records run together.
func (r *Record) digest() Hash {
	b := append(make([]byte, 0, 512), "shoumi audit record v1\x00"...)
	for _, w := range r.words() {
		b = binary.BigEndian.AppendUint64(b, uint64(len(*w)))
		b = append(b, *w...)
	}
	return sha256.Sum256(b)
}

// content is the digest of the words, whether they are there or gone.
func (e *Entry) content() Hash {
	if e.Gone != nil {
		return e.Gone.Content
	}
	return e.digest()
}

// seal is the hash an entry must have. The words go in as a digest, so that an
// anchor can be checked without them.
func (e *Entry) seal() Hash {
	content := e.content()
	b := append(make([]byte, 0, 128), "shoumi audit entry v1\x00"...)
	b = binary.BigEndian.AppendUint64(b, e.Sequence)
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMilli()))
	b = append(b, e.Previous[:]...)
	b = append(b, content[:]...)
	return sha256.Sum256(b)
}

func (e *Entry) head() Head { return Head{e.Sequence, e.Hash, e.At} }

// from is the first sequence an entry stands for.
func (e *Entry) from() uint64 {
	if e.Gone != nil {
		return e.Gone.From
	}
	return e.Sequence
}

// anchor is what is left of a run that begins at from and ends with e.
func (e *Entry) anchor(from uint64, why Reason) Entry {
	return Entry{Sequence: e.Sequence, Record: Record{At: e.At}, Gone: &Gone{from, why, e.content()}, Previous: e.Previous, Hash: e.Hash}
}
