package publishing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"shoumi/app/privacy"
	"shoumi/app/store"
)

// Needs are the approvals that the content of a piece needs: ethics staff always; legal
// affairs where anybody asked them, or where something differs from the last version
// that the law depends on: facts, outcomes, the acts of a scenario, what is cited. A
// piece that was never published has no last version.
func (d *Desk) Needs(ctx context.Context, p Piece) ([]Step, error) {
	steps := []Step{Editorial}
	law := p.Question != ""
	if !law {
		var before []byte
		if n := len(p.Versions); n > 0 {
			var err error
			if before, err = d.Content(ctx, p, p.Versions[n-1].Hash); err != nil {
				return nil, err
			}
		}
		law = lawOf(p.Kind, before) != lawOf(p.Kind, p.File)
	}
	if law {
		steps = append(steps, Legal)
	}
	return steps, nil
}

// Lacks are the approvals that are not given yet. Of a piece under review the content
// need not be there.
func (d *Desk) Lacks(ctx context.Context, p Piece) (out []Step, err error) {
	needs := p.Needed
	if p.State != Submitted {
		needs, err = d.Needs(ctx, p)
	}
	for _, s := range needs {
		if _, ok := p.ApprovedBy(s); !ok {
			out = append(out, s)
		}
	}
	return out, err
}

// Blocks are what keeps a piece from being sent to review.
func (d *Desk) Blocks(p Piece) (out []Block) {
	for _, f := range d.from.Faults(p.Kind, p.Key, p.File) {
		out = append(out, Block{Faulty, f.Path, f.Message, f.Hint})
	}
	for _, h := range d.Hits(p) {
		if h.Dismissed == nil {
			out = append(out, Block{Personal, h.Path, h.Text + "（" + h.Kind.Zh() + "）", ""})
		}
	}
	for _, c := range p.OpenComments() {
		out = append(out, Block{Remark, c.Path, c.Text, ""})
	}
	return out
}

// Hit is something in the content that looks like personal data.
type Hit struct {
	Path string
	In   string // the text that it is in
	privacy.Hit
	Dismissed *Dismissal // why it is none; nil while nobody said so
}

// Sure is whether it cannot be dismissed: an identity number with the right check digit.
func (h Hit) Sure() bool { return h.Kind == privacy.NationalID || h.Kind == privacy.ResidentID }

// Hits are what looks like personal data in a piece.
func (d *Desk) Hits(p Piece) (out []Hit) {
	for _, t := range Texts(p.Kind, p.File) {
		for _, hit := range privacy.Scan(t.Text) {
			h := Hit{Path: t.Path, In: t.Text, Hit: hit}
			for _, x := range p.Dismissed {
				if x.Kind == hit.Kind && x.Text == hit.Text && !h.Sure() {
					h.Dismissed = &x
				}
			}
			out = append(out, h)
		}
	}
	return out
}

// Dismiss says why something that looks like personal data is none. ErrNoReason,
// ErrNoHit, store.ErrConflict.
func (d *Desk) Dismiss(ctx context.Context, by, id string, version int, kind privacy.Kind, text, why string) (Piece, error) {
	return d.put(ctx, id, version, Event{By: by, Kind: Dismissed, Text: kind.Zh()}, func(p *Piece) error {
		why, err := reason(why)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(d.Hits(*p), func(h Hit) bool { return h.Kind == kind && h.Text == text && !h.Sure() }) {
			return ErrNoHit
		}
		p.Dismissed = append(slices.Clone(p.Dismissed), Dismissal{kind, text, why, by, d.now()})
		return nil
	})
}

// Ask puts a question to legal affairs, whose approval the piece needs from then on.
// ErrNoReason, ErrState.
func (d *Desk) Ask(ctx context.Context, by, id string, version int, question string) (Piece, error) {
	return d.put(ctx, id, version, Event{By: by, Kind: Asked}, func(p *Piece) (err error) {
		if p.State != Draft && p.State != Returned && p.State != Submitted {
			return ErrState
		}
		if p.Question, err = reason(question); err == nil && p.State == Submitted {
			p.Needed, err = d.Needs(ctx, *p)
		}
		return err
	})
}

// Submit sends a piece to review. *BlockedError, ErrState, store.ErrConflict.
func (d *Desk) Submit(ctx context.Context, by, id string, version int) (Piece, error) {
	return d.put(ctx, id, version, Event{By: by, Kind: Sent}, func(p *Piece) error {
		if p.State != Draft && p.State != Returned {
			return ErrState
		}
		if blocks := d.Blocks(*p); len(blocks) > 0 {
			return &BlockedError{blocks}
		}
		needs, err := d.Needs(ctx, *p)
		if err != nil {
			return err
		}
		p.Needed = needs
		p.cameTo(Submitted)
		return nil
	})
}

// Recall takes a piece back from review, for its authors. ErrState.
func (d *Desk) Recall(ctx context.Context, by, id string, version int) (Piece, error) {
	return d.put(ctx, id, version, Event{By: by, Kind: Recalled}, func(p *Piece) error {
		if p.State != Submitted {
			return ErrState
		}
		p.State = Draft
		return nil
	})
}

// Return gives a piece back to its authors, with a reason, and takes back what was
// approved of it. ErrOwnWork, ErrState, ErrNoReason.
func (d *Desk) Return(ctx context.Context, by, id string, version int, why string) (Piece, error) {
	why, err := reason(why)
	if err != nil {
		return Piece{}, err
	}
	return d.put(ctx, id, version, Event{By: by, Kind: GaveBack, Text: why}, func(p *Piece) error {
		switch {
		case p.WroteIn(by):
			return ErrOwnWork
		case p.State != Submitted && p.State != Approved:
			return ErrState
		}
		p.Approvals = nil
		p.cameTo(Returned)
		return nil
	})
}

// Approve is a second person's word on the content as it is, by its hash: for ethics
// staff, or for legal affairs. With the last word that it needs a piece is approved.
// ErrOwnWork, ErrState; store.ErrConflict also where the hash is another.
func (d *Desk) Approve(ctx context.Context, by, id string, version int, step Step, hash, text string) (Piece, error) {
	return d.put(ctx, id, version, Event{By: by, Kind: Agreed, Text: string(step)}, func(p *Piece) error {
		switch {
		case p.WroteIn(by):
			return ErrOwnWork
		case p.State != Submitted:
			return ErrState
		case p.Hash != hash:
			return store.ErrConflict
		}
		lacks, err := d.Lacks(ctx, *p)
		if err != nil {
			return err
		}
		if !slices.Contains(lacks, step) {
			return ErrState
		}
		p.Approvals = append(slices.Clone(p.Approvals), Approval{step, by, d.now(), hash, strings.TrimSpace(text)})
		if len(lacks) == 1 {
			p.cameTo(Approved)
		}
		return nil
	})
}

// Publish makes the approved content a version that is there from a day on, ISO; "" is
// today. What was typed on the way to it and never sent to review is let go, since it may
// be what had to be taken out. ErrState, ErrDay, store.ErrConflict.
func (d *Desk) Publish(ctx context.Context, by, id string, version int, from, note string) (Piece, error) {
	var let []Save
	p, err := d.issue(ctx, id, version, Event{By: by, Kind: Issued, Text: strings.TrimSpace(note)}, func(p *Piece) error {
		if p.State != Approved {
			return ErrState
		}
		if from == "" {
			from = d.Today()
		}
		if from < d.Today() {
			return ErrDay
		}
		p.Versions = append(slices.Clone(p.Versions), Version{Number: len(p.Versions) + 1, Hash: p.Hash, Title: p.Title, By: by, At: d.now(), From: from,
			Note: strings.TrimSpace(note), Authors: p.Authors, Approvals: p.Approvals})
		p.cameTo(Published)
		let = p.Saves[:len(p.Saves)-1]
		p.Earlier = slices.Clone(p.Earlier)
		for _, s := range let {
			if len(s.As) > 0 {
				p.Earlier = append(p.Earlier, s)
			}
		}
		p.Live, p.Authors, p.Approvals, p.Question, p.Origin, p.Saves = true, nil, nil, "", Origin{}, p.Saves[len(p.Saves)-1:]
		return nil
	})
	if err != nil {
		return p, err
	}
	d.changed()
	for _, s := range let {
		if err := d.letGo(ctx, p, s.Hash); err != nil {
			return p, err
		}
	}
	return p, nil
}

// letGo removes content that the piece does not keep.
func (d *Desk) letGo(ctx context.Context, p Piece, hash string) error {
	if p.keeps(hash) {
		return nil
	}
	if err := d.contents.Delete(ctx, contentID(p.ID, hash)); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// Withdraw takes what is published of a piece out again, also what would be published
// on a later day. ErrNoReason; ErrState where nothing is.
func (d *Desk) Withdraw(ctx context.Context, by, id string, version int, why string) (Piece, error) {
	why, err := reason(why)
	if err != nil {
		return Piece{}, err
	}
	p, err := d.issue(ctx, id, version, Event{By: by, Kind: TookDown, Text: why}, func(p *Piece) error {
		if !p.Live {
			return ErrState
		}
		p.Versions = slices.Clone(p.Versions)
		for i := range p.Versions {
			if v := &p.Versions[i]; v.Ended.IsZero() {
				v.Ended, v.EndedBy, v.Reason = d.now(), by, why
			}
		}
		if p.Live = false; p.State == Published {
			p.State = Withdrawn
		}
		return nil
	})
	if err == nil {
		d.changed()
	}
	return p, err
}

// Comment remarks on a part of the content, whatever else was done meanwhile.
// ErrNoReason where it says nothing.
func (d *Desk) Comment(ctx context.Context, by, id, path, text string) (Piece, error) {
	text, err := reason(text)
	if err != nil {
		return Piece{}, err
	}
	return d.beside(ctx, id, Event{By: by, Kind: Remarked}, func(p *Piece) error {
		n := 1
		for _, c := range p.Comments {
			n = max(n, c.ID+1)
		}
		p.Comments = append(slices.Clone(p.Comments), Comment{ID: n, Path: path, By: by, At: d.now(), Text: text})
		return nil
	})
}

// Resolve says that what was remarked is dealt with; store.ErrNotFound.
func (d *Desk) Resolve(ctx context.Context, by, id string, comment int) (Piece, error) {
	return d.beside(ctx, id, Event{By: by, Kind: Settled}, func(p *Piece) error {
		p.Comments = slices.Clone(p.Comments)
		for i := range p.Comments {
			if c := &p.Comments[i]; c.ID == comment && c.Resolved.IsZero() {
				c.Resolved, c.Resolver = d.now(), by
				return nil
			}
		}
		return store.ErrNotFound
	})
}

// beside is put of whatever version there is.
func (d *Desk) beside(ctx context.Context, id string, e Event, f func(*Piece) error) (Piece, error) {
	for {
		p, err := d.pieces.Get(ctx, id)
		if err != nil {
			return p, err
		}
		if p, err = d.put(ctx, id, p.Version, e, f); !errors.Is(err, store.ErrConflict) || ctx.Err() != nil {
			return p, err
		}
	}
}
