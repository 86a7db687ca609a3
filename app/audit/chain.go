package audit

import "fmt"

// Kind is what was done to a log.
type Kind string

const (
	Edited    Kind = "edited"    // an entry is not what was written
	Removed   Kind = "removed"   // an entry is missing, others follow
	Reordered Kind = "reordered" // an entry stands further down
	Repeated  Kind = "repeated"  // a sequence comes twice
	Truncated Kind = "truncated" // entries are missing at the end
	Added     Kind = "added"     // entries follow that were not there
	Replaced  Kind = "replaced"  // an entry was sealed anew, or all from some entry on
	Repacked  Kind = "repacked"  // the file around the entries is not as written
)

// Fault is the first place where a log is not what was written.
type Fault struct {
	Kind     Kind
	Sequence uint64 // the first entry it concerns; 0 if it concerns none
	Line     int    // in the file of entries; 0 if there is none
	What     string // the rest of the sentence, in Chinese
}

// Error says where and what.
func (f *Fault) Error() string {
	where := ""
	if f.Line > 0 {
		where = fmt.Sprintf("第 %d 行：", f.Line)
	}
	if f.Sequence > 0 {
		where += fmt.Sprintf("第 %d 筆：", f.Sequence)
	}
	return where + f.What
}

func edited(e *Entry, expected uint64) *Fault {
	what := "內容與雜湊不符，被改過"
	if e.from() != expected {
		what = fmt.Sprintf("這個位置上是序號 %d，內容與雜湊又不符，被改過", e.Sequence)
	}
	return &Fault{Kind: Edited, Sequence: expected, What: what}
}

// chain checks entries one after another. The zero value begins a log.
type chain struct {
	head     Head
	first    uint64 // first entry that is there
	there    uint64 // how many are there
	filtered uint64 // how many an export left out
	expired  uint64 // how many are gone for good
}

// expects is the sequence that comes next.
func (c *chain) expects() uint64 { return c.head.Sequence + 1 }

// add is nil when the entry comes next, and else what is wrong.
func (c *chain) add(e *Entry) *Fault {
	expected, from := c.expects(), e.from()
	switch {
	case e.seal() != e.Hash:
		return edited(e, expected)
	case from > expected:
		return &Fault{Kind: Removed, Sequence: expected, What: fmt.Sprintf("不見了，這裡接著的是第 %d 筆", from)}
	case from < expected:
		return &Fault{Kind: Repeated, Sequence: from, What: fmt.Sprintf("重複出現，這裡應該是第 %d 筆", expected)}
	case from == e.Sequence && e.Previous != c.head.Hash && expected == 1:
		return &Fault{Kind: Removed, Sequence: 1, What: "記著前一筆的雜湊，但第 1 筆之前沒有日誌；開頭被換過"}
	case from == e.Sequence && e.Previous != c.head.Hash:
		return &Fault{Kind: Replaced, Sequence: c.head.Sequence, What: fmt.Sprintf("雜湊不是第 %d 筆所記的；兩筆之一被改過並重算雜湊", e.Sequence)}
	}
	if e.Gone != nil {
		if fault := c.skip(e); fault != nil {
			return fault
		}
	} else {
		if c.there == 0 {
			c.first = e.Sequence
		}
		c.there++
	}
	c.head = e.head()
	return nil
}

// skip counts the entries an anchor stands for.
func (c *chain) skip(e *Entry) *Fault {
	n := e.Sequence - e.Gone.From + 1
	switch {
	case e.Gone.From > e.Sequence:
		return &Fault{Kind: Edited, Sequence: e.Gone.From, What: fmt.Sprintf("略去的範圍是 %d 到 %d，前後顛倒", e.Gone.From, e.Sequence)}
	case e.Gone.Why == Filtered:
		c.filtered += n
	case e.Gone.Why == Expired && e.Gone.From == 1:
		c.expired += n
	default:
		return &Fault{Kind: Edited, Sequence: e.Gone.From, What: fmt.Sprintf("以「%s」為由略去到第 %d 筆，這不是略去的理由", e.Gone.Why, e.Sequence)}
	}
	return nil
}
