package audit

import (
	"context"
	"fmt"
	"time"
)

// MinimumYears is how long entries are kept at least. An export whose anchor
// stands for younger ones was tampered with.
const MinimumYears = 5

// Trimmer is storage that can let the oldest entries go.
type Trimmer interface {
	// Trim keeps an anchor in place of every entry up to its sequence. It may be
	// asked again after it failed half way.
	Trim(ctx context.Context, anchor Entry) error
}

// Due is how many entries are older than so many years at a moment, and the last of
// them. A chain that is broken there is an error.
func (l *Log) Due(ctx context.Context, years int, now time.Time) (uint64, Head, error) {
	n, last, err := l.due(ctx, years, now)
	return n, last.head(), err
}

func (l *Log) due(ctx context.Context, years int, now time.Time) (n uint64, last Entry, err error) {
	if years < MinimumYears {
		return 0, last, fmt.Errorf("日誌至少保存 %d 年，不能設為 %d 年", MinimumYears, years)
	}
	var c chain
	for e, err := range l.Entries(ctx) {
		if err != nil {
			return 0, last, err
		}
		if fault := c.add(&e); fault != nil {
			return 0, last, fault
		}
		if e.Gone == nil && !expired(e.At, years, now) {
			break
		}
		last = e
	}
	return last.Sequence - c.expired, last, nil
}

// Expire lets go what is Due at the record's time, and keeps the hash of the last of
// it as an anchor. It first appends the record, with what goes as its condition. A
// chain that is broken is left as it is, as evidence. It returns how many entries
// went.
func (l *Log) Expire(ctx context.Context, from Trimmer, years int, by Record) (uint64, error) {
	n, last, err := l.due(ctx, years, by.At)
	switch {
	case err != nil || last.Sequence == 0:
		return 0, err
	case last.Gone != nil:
		return 0, from.Trim(ctx, last) // it may have failed half way the last time
	}
	by.Condition = fmt.Sprintf("1-%s", last.head())
	if _, err := l.Append(ctx, by); err != nil {
		return 0, err
	}
	return n, from.Trim(ctx, last.anchor(1, Expired))
}

// expired is whether so many years are over.
func expired(at time.Time, years int, now time.Time) bool {
	return !at.AddDate(years, 0, 0).After(now)
}
