package incident

import "context"

// Judge gives a record what the book says of it.
func (d *Desk) Judge(r Record) (Record, error) {
	err := d.judge(&r)
	return r, err
}

// Insert puts a record into the store as it is.
func (d *Desk) Insert(ctx context.Context, r Record) error { return d.records.Insert(ctx, r) }

// BreakOff is a re-run as a process left it that ended after some parts.
func (d *Desk) BreakOff(ctx context.Context, j Rerun, parts int) (Rerun, error) {
	for n := parts + 1; n <= j.Parts; n++ {
		p, err := d.rerunParts.Get(ctx, partID(j.ID, n))
		if err == nil {
			err = d.rerunParts.Delete(ctx, p.ID)
		}
		if err != nil {
			return j, err
		}
	}
	j.Ended = j.Taking.Ended
	return d.beat(ctx, j)
}

// Signature and FiguresOf are for figures of signatures that no record has.
type Signature = signature

var FiguresOf = figuresOf

// Forget is a desk of a process that has read no record yet.
func (d *Desk) Forget() { d.register.all = nil }
