package audit

import "context"

// TrimHalf is Trim that is killed as soon as it has written the anchor.
func (d *Documents) TrimHalf(ctx context.Context, anchor Entry) error { return d.anchor(ctx, anchor) }

// TakeOut takes an entry out of the store, as somebody with its password can.
func (d *Documents) TakeOut(ctx context.Context, sequence uint64) error {
	return d.entries.Delete(ctx, key(sequence))
}
