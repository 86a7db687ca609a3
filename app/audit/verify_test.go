package audit_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

// sealed seals entries anew from one on, as somebody would who knows how.
func sealed(from, to int, change func(*audit.Record)) func([]string) []string {
	return func(lines []string) []string {
		entries := read(lines)
		m := &memory{entries: slices.Clone(entries[:from-1])}
		l := open(m)
		for i := from; i <= to; i++ {
			r := entries[i-1].Record
			if i == from {
				change(&r)
			}
			_, err := l.Append(ctx, r)
			Expect(err).NotTo(HaveOccurred())
		}
		return slices.Concat(split(written(m.Entries(ctx, audit.Span{}))), lines[to:])
	}
}

func read(lines []string) []audit.Entry {
	var out []audit.Entry
	for e, err := range audit.ReadLines(strings.NewReader(strings.Join(lines, ""))) {
		Expect(err).NotTo(HaveOccurred())
		out = append(out, e)
	}
	return out
}

func split(data []byte) []string {
	lines := strings.SplitAfter(string(data), "\n")
	return lines[:len(lines)-1]
}

// swapped replaces text in one line.
func swapped(line int, old, new string) func([]string) []string {
	return func(lines []string) []string {
		Expect(lines[line-1]).To(ContainSubstring(old))
		lines[line-1] = strings.Replace(lines[line-1], old, new, 1)
		return lines
	}
}

// repack writes an export again around changed lines, as careful forgers would:
// every checksum of the zip is right. The manifest is changed only if asked for.
func repack(export []byte, change func([]string) []string, manifest func(*audit.Manifest)) []byte {
	lines, m := unpack(export)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name string, data []byte) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: m.ExportedAt})
		Expect(err).NotTo(HaveOccurred())
		_, err = w.Write(data)
		Expect(err).NotTo(HaveOccurred())
	}
	put("entries.jsonl", []byte(strings.Join(change(lines), "")))
	if manifest != nil {
		manifest(&m)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	Expect(err).NotTo(HaveOccurred())
	put("manifest.json", append(text, '\n'))
	Expect(z.Close()).To(Succeed())
	return out.Bytes()
}

func unpack(export []byte) (lines []string, m audit.Manifest) {
	z, err := zip.NewReader(bytes.NewReader(export), int64(len(export)))
	Expect(err).NotTo(HaveOccurred())
	file := func(i int) []byte {
		f, err := z.File[i].Open()
		Expect(err).NotTo(HaveOccurred())
		data, err := io.ReadAll(f)
		Expect(err).NotTo(HaveOccurred())
		return data
	}
	Expect(json.Unmarshal(file(1), &m)).To(Succeed())
	return split(file(0)), m
}

func same(lines []string) []string { return lines }

var _ = Describe("verifying", func() {
	It("finds a log that holds, with its manifest", func() {
		_, l := filled(12)
		head, err := l.Head(ctx)
		Expect(err).NotTo(HaveOccurred())
		data := exported(l, audit.Filter{})
		r, err := verify(data, audit.Check{Heads: []audit.Head{head}})
		Expect(err).NotTo(HaveOccurred())
		_, m := unpack(data)
		Expect(r).To(Equal(audit.Result{Count: 12, First: 1, Head: head, Manifest: &m}))
		Expect(m.ExportedBy).To(Equal("管理員丁"))
		Expect(m.Count).To(BeEquivalentTo(12))
		Expect(m.Last).To(BeEquivalentTo(12))
		Expect(m.Filter).To(BeNil())
		Expect(repack(data, same, nil)).To(Equal(data), "the specs write a zip as Export does")
	})

	It("takes the export of an empty log, but no empty file", func() {
		_, l := filled(0)
		r, err := verify(exported(l, audit.Filter{}), audit.Check{})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Count).To(BeZero())
		_, err = verify(nil, audit.Check{})
		Expect(err).To(MatchError("第 1 筆：檔案是空的"))
	})

	// Every kind of tampering, in a bare file and in a zip whose checksums are
	// right. The bare file is held against the head, the zip against its manifest.
	DescribeTable("names the first entry that was", func(kind audit.Kind, sequence int, says string, change func([]string) []string) {
		_, l := filled(12)
		head, err := l.Head(ctx)
		Expect(err).NotTo(HaveOccurred())
		data := exported(l, audit.Filter{})
		lines, _ := unpack(data)
		bare := []byte(strings.Join(change(slices.Clone(lines)), ""))
		for name, err := range map[string]error{
			"bare": fault(verify(bare, audit.Check{Heads: []audit.Head{head}})),
			"zip":  fault(verify(repack(data, change, nil), audit.Check{})),
		} {
			f := &audit.Fault{}
			Expect(errors.As(err, &f)).To(BeTrue(), "%s: %v", name, err)
			Expect(f.Kind).To(Equal(kind), "%s: %v", name, err)
			Expect(f.Sequence).To(BeEquivalentTo(sequence), "%s: %v", name, err)
			if says != "" {
				Expect(f.Error()).To(Equal(says), name)
			}
		}
	},
		Entry("edited", audit.Edited, 5, "第 5 行：第 5 筆：內容與雜湊不符，被改過", swapped(5, "竊盜", "搶奪")),
		Entry("edited, the first", audit.Edited, 1, "第 1 行：第 1 筆：內容與雜湊不符，被改過", swapped(1, "警員乙", "警員甲")),
		Entry("edited, the last", audit.Edited, 12, "第 12 行：第 12 筆：內容與雜湊不符，被改過", swapped(12, "警員甲", "警員乙")),
		Entry("edited in its time", audit.Edited, 5, "第 5 行：第 5 筆：內容與雜湊不符，被改過", swapped(5, "07:35:00", "07:34:00")),
		Entry("edited in its sequence", audit.Edited, 5, "第 5 行：第 5 筆：這個位置上是序號 6，內容與雜湊又不符，被改過", swapped(5, `"sequence":5`, `"sequence":6`)),
		Entry("edited in its previous hash", audit.Edited, 5, "", func(lines []string) []string {
			return swapped(5, read(lines)[3].Hash.String(), strings.Repeat("0", 64))(lines)
		}),
		Entry("edited in its form only", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, `,"user"`, `, "user"`)),
		Entry("edited with an escape", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, "竊", `\u7aca`)),
		Entry("edited with an escape of what needs none", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, "incident.open", `\u0069ncident.open`)),
		Entry("edited with a zero in front", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, `"sequence":5`, `"sequence":05`)),
		Entry("edited with a comma for a point", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, "00.000Z", "00,000Z")),
		Entry("edited with bytes that are no text", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, "竊盜", "\xff")),
		Entry("edited with a field more", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, `,"user"`, `,"note":"","user"`)),
		Entry("edited with a field twice", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, `,"user"`, `,"user":"戊","user"`)),
		Entry("made no JSON", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", swapped(5, "{", "[")),
		Entry("made an empty line", audit.Edited, 5, "第 5 行：第 5 筆：這一行不是匯出時的樣子，被改過", func(l []string) []string { return slices.Insert(l, 4, "\n") }),
		Entry("made too long", audit.Edited, 5, "第 5 行：第 5 筆：這一行太長，不是一筆日誌", swapped(5, "竊盜", strings.Repeat("竊", 2<<20))),
		Entry("edited and sealed anew", audit.Replaced, 5, "第 6 行：第 5 筆：雜湊不是第 6 筆所記的；兩筆之一被改過並重算雜湊",
			sealed(5, 5, func(r *audit.Record) { r.Purpose = "公務" })),
		Entry("edited, with all after it sealed anew", audit.Replaced, 12, "", sealed(5, 12, func(r *audit.Record) { r.Purpose = "公務" })),
		Entry("removed", audit.Removed, 5, "第 5 行：第 5 筆：不見了，這裡接著的是第 6 筆", func(l []string) []string { return slices.Delete(l, 4, 5) }),
		Entry("removed, the first", audit.Removed, 1, "第 1 行：第 1 筆：不見了，這裡接著的是第 2 筆", func(l []string) []string { return slices.Delete(l, 0, 1) }),
		Entry("removed, several", audit.Removed, 5, "第 5 行：第 5 筆：不見了，這裡接著的是第 9 筆", func(l []string) []string { return slices.Delete(l, 4, 8) }),
		Entry("removed, twice over", audit.Removed, 3, "第 3 行：第 3 筆：不見了，這裡接著的是第 4 筆", func(l []string) []string { return slices.Delete(slices.Delete(l, 8, 9), 2, 3) }),
		Entry("swapped with the next", audit.Reordered, 5, "第 5 行：第 5 筆：不見了，這裡接著的是第 6 筆；它在第 6 行，順序被調換過",
			func(l []string) []string { l[4], l[5] = l[5], l[4]; return l }),
		Entry("moved to the end", audit.Reordered, 5, "第 5 行：第 5 筆：不見了，這裡接著的是第 6 筆；它在第 12 行，順序被調換過",
			func(l []string) []string { return append(slices.Delete(slices.Clone(l), 4, 5), l[4]) }),
		Entry("put behind the last", audit.Reordered, 1, "第 1 行：第 1 筆：不見了，這裡接著的是第 12 筆；它在第 12 行，順序被調換過",
			func(l []string) []string { slices.Reverse(l); return l }),
		Entry("repeated", audit.Repeated, 5, "第 6 行：第 5 筆：重複出現，這裡應該是第 6 筆", func(l []string) []string { return slices.Insert(l, 5, l[4]) }),
		Entry("repeated further down", audit.Repeated, 5, "第 10 行：第 5 筆：重複出現，這裡應該是第 10 筆", func(l []string) []string { return slices.Insert(l, 9, l[4]) }),
		Entry("cut off", audit.Truncated, 10, "第 10 筆：不見了，檔案到第 9 筆就結束，應該至少到第 12 筆", func(l []string) []string { return l[:9] }),
		Entry("cut off, the last", audit.Truncated, 12, "第 12 筆：不見了，檔案到第 11 筆就結束，應該至少到第 12 筆", func(l []string) []string { return l[:11] }),
		Entry("cut in the middle", audit.Truncated, 12, "第 12 行：第 12 筆：這一行沒有寫完，檔案在這裡被截斷", func(l []string) []string { l[11] = l[11][:80]; return l }),
		Entry("cut of its line break", audit.Truncated, 12, "第 12 行：第 12 筆：這一行沒有寫完，檔案在這裡被截斷", func(l []string) []string { l[11] = strings.TrimSuffix(l[11], "\n"); return l }),
		Entry("left out by an anchor in place of a head", audit.Removed, 1, "", func(l []string) []string {
			return gone(l, 1, 12, audit.Expired)
		}),
	)

	It("finds a beginning that is none", func() {
		e := audit.Entry{Sequence: 1, Record: act(1), Previous: audit.Hash{1}}
		e.Hash = seal(e)
		Expect(fault(verify(written(each([]audit.Entry{e})), audit.Check{}))).To(
			MatchError("第 1 行：第 1 筆：記著前一筆的雜湊，但第 1 筆之前沒有日誌；開頭被換過"))
	})

	It("finds what only a manifest or only a head shows", func() {
		_, l := filled(12)
		data := exported(l, audit.Filter{})
		head, err := l.Head(ctx)
		Expect(err).NotTo(HaveOccurred())
		more := func(lines []string) []string {
			m := &memory{entries: read(lines)}
			_, err := open(m).Append(ctx, act(13))
			Expect(err).NotTo(HaveOccurred())
			return split(written(m.Entries(ctx, audit.Span{})))
		}
		Expect(fault(verify(repack(data, more, nil), audit.Check{}))).To(MatchError("第 13 行：第 13 筆：清單說到第 12 筆為止，這是後來加的"))
		Expect(fault(verify(repack(data, same, func(m *audit.Manifest) { m.Count = 11 }), audit.Check{}))).To(
			MatchError("清單與日誌不符：清單說第 1 筆到第 12 筆共 11 筆，檔案裡是第 1 筆到第 12 筆共 12 筆，或檔案的 SHA-256 不同"))
		Expect(fault(verify(repack(data, same, func(m *audit.Manifest) { m.Format = "shoumi-audit/2" }), audit.Check{}))).To(
			MatchError("manifest.json 不是日誌匯出的清單"))

		lines, _ := unpack(data)
		anew := sealed(5, 12, func(r *audit.Record) { r.Purpose = "公務" })(lines)
		bare := []byte(strings.Join(anew, ""))
		_, err = verify(bare, audit.Check{})
		Expect(err).NotTo(HaveOccurred(), "a chain sealed anew is a chain")
		Expect(fault(verify(bare, audit.Check{Heads: []audit.Head{head}}))).To(
			MatchError("第 12 行：第 12 筆：雜湊與另外保存的不同；這一筆或更早的日誌被改過，之後的雜湊都重算過"))
		early := read(lines)[3]
		_, err = verify(bare, audit.Check{Heads: []audit.Head{{Sequence: 4, Hash: early.Hash}}})
		Expect(err).NotTo(HaveOccurred(), "a head before the change still holds")
	})

	It("finds any change of any byte of an export, and of its lines", func() {
		_, l := filled(6)
		data := exported(l, audit.Filter{Units: []string{"一分局"}, Own: "警員甲"})
		lines, _ := unpack(exported(l, audit.Filter{}))
		for name, whole := range map[string][]byte{"zip": data, "lines": []byte(strings.Join(lines, ""))} {
			_, err := verify(whole, audit.Check{})
			Expect(err).NotTo(HaveOccurred())
			for i := range whole {
				for _, mask := range []byte{0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff} {
					changed := bytes.Clone(whole)
					changed[i] ^= mask
					if _, err := verify(changed, audit.Check{}); !errors.As(err, new(*audit.Fault)) {
						Fail(fmt.Sprintf("%s: byte %d of %d with mask %#x: %v", name, i, len(whole), mask, err))
					}
				}
			}
			for i := range whole[:len(whole)-1] {
				if name == "zip" {
					Expect(fault(verify(whole[:i], audit.Check{}))).To(HaveOccurred())
				}
			}
			Expect(fault(verify(append(bytes.Clone(whole), ' '), audit.Check{}))).To(HaveOccurred())
			Expect(fault(verify(append([]byte{' '}, whole...), audit.Check{}))).To(HaveOccurred())
		}
	})

	It("refuses a zip that is another, or was packed again", func() {
		_, l := filled(3)
		data := exported(l, audit.Filter{})
		var other bytes.Buffer
		z := zip.NewWriter(&other)
		for _, name := range []string{"entries.jsonl", "manifest.json"} {
			w, err := z.Create(name) // compressed
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Write([]byte("{}"))
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(z.Close()).To(Succeed())
		Expect(fault(verify(other.Bytes(), audit.Check{}))).To(MatchError("裡面要依次是未壓縮的 entries.jsonl 與 manifest.json"))
		Expect(fault(verify([]byte("PK\x03\x04"), audit.Check{}))).To(MatchError("不是完整的匯出檔：zip: not a valid zip file"))
		moved := repack(data, same, func(m *audit.Manifest) { m.ExportedAt = m.ExportedAt.Add(time.Hour) })
		Expect(fault(verify(moved, audit.Check{}))).To(MatchError("日誌與清單都相符，但壓縮檔本身不是匯出時的位元組；可能重新壓縮過，請用原檔"))
	})

	It("reads every byte a fixed number of times, and grows with nothing but the file", func() {
		cost := func(n int) (bytesRead, allocations float64) {
			_, l := filled(n)
			data := exported(l, audit.Filter{})
			r := &counting{r: bytes.NewReader(data)}
			_, err := audit.Verify(r, int64(len(data)), audit.Check{})
			Expect(err).NotTo(HaveOccurred())
			return float64(r.n) / float64(len(data)), testing.AllocsPerRun(3, func() { _, _ = verify(data, audit.Check{}) }) / float64(n)
		}
		few, fewAllocations := cost(500)
		many, manyAllocations := cost(4000)
		Expect(many).To(BeNumerically("<=", few))
		Expect(many).To(BeNumerically("<", 2.1))
		Expect(manyAllocations).To(BeNumerically("<=", fewAllocations))
	})
})

// gone puts an anchor in place of a run.
func gone(lines []string, from, to int, why audit.Reason) []string {
	var entries []audit.Entry
	for _, e := range read(lines) {
		if n := int(e.Sequence); n < from || n > to {
			entries = append(entries, e)
			continue
		} else if n < to {
			continue
		}
		var m bytes.Buffer
		_, err := audit.Export(&m, (&memory{entries: []audit.Entry{e}}).Entries(ctx, audit.Span{}), audit.Filter{User: "nobody"}, "", start)
		Expect(err).NotTo(HaveOccurred())
		alone, _ := unpack(m.Bytes())
		anchor := read(alone)[0]
		anchor.Gone.From, anchor.Gone.Why = uint64(from), why
		entries = append(entries, anchor)
	}
	return split(written((&memory{entries: entries}).Entries(ctx, audit.Span{})))
}

func fault(_ audit.Result, err error) error { return err }

// counting counts the bytes that are read.
type counting struct {
	r io.ReaderAt
	n int
}

func (c *counting) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.r.ReadAt(p, at)
	c.n += n
	return n, err
}
