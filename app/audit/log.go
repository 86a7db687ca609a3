package audit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
)

// ErrTaken is what Storage.Append returns when there is an entry of this
// sequence already: another process was faster.
var ErrTaken = errors.New("audit: sequence is taken")

// Storage keeps entries by sequence.
type Storage interface {
	// Append keeps an entry for good, or returns ErrTaken.
	Append(context.Context, Entry) error
	// Entries are those in a span, in order of sequence.
	Entries(context.Context, Span) iter.Seq2[Entry, error]
}

// Span is a stretch of the log, both ends left out.
type Span struct {
	After, Before uint64 // a Before of 0 is no end
	Newest        bool   // from the last to the first
	Wanted        Filter // what it does not take may be left out
}

// Log appends to a chain. It may be used from many goroutines, and beside other
// processes on the same storage.
type Log struct {
	storage Storage
	mu      sync.Mutex
	head    Head
	known   bool // that head is the end; not after an error
}

// Open goes on where the storage ends. It is an error if the last entry does not
// have the hash it should.
func Open(ctx context.Context, s Storage) (*Log, error) {
	l := &Log{storage: s}
	return l, l.resume(ctx)
}

// resume reads the last entry.
func (l *Log) resume(ctx context.Context) error {
	head := Head{}
	for e, err := range l.storage.Entries(ctx, Span{Newest: true}) {
		if err != nil {
			return err
		}
		if e.seal() != e.Hash {
			return edited(&e, e.from())
		}
		head = e.head()
		break
	}
	l.head, l.known = head, true
	return nil
}

// Append seals a record behind the last entry and keeps it. Text that is not
// UTF-8 is made so. After an error it is not known whether the entry was kept;
// the chain holds either way.
func (l *Log) Append(ctx context.Context, r Record) (Entry, error) {
	r, err := r.clean()
	if err != nil {
		return Entry{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for tried := uint64(0); ; {
		if !l.known {
			if err := l.resume(ctx); err != nil {
				return Entry{}, err
			}
		}
		e := Entry{Sequence: l.head.Sequence + 1, Record: r, Previous: l.head.Hash}
		e.Hash = e.seal()
		err := l.storage.Append(ctx, e)
		if err == nil {
			l.head = e.head()
			return e, nil
		}
		l.known = false
		if !errors.Is(err, ErrTaken) {
			return Entry{}, err
		}
		if e.Sequence == tried {
			return Entry{}, fmt.Errorf("儲存處說第 %d 筆日誌已經有了，卻讀不到", e.Sequence)
		}
		tried = e.Sequence
	}
}

// Head is the end of the chain as the storage has it now.
func (l *Log) Head(ctx context.Context) (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.resume(ctx)
	return l.head, err
}
