package training

import (
	"context"
	"errors"
	"fmt"

	"shoumi/app/store"
)

// Attestation is a document to sign, as it stands with somebody.
type Attestation struct {
	Document *Document
	Served   int       // sections, from the first on
	MaySign  bool      // all were served, and this version is not signed
	Signed   Signature // the latest; zero: none
	Asked    bool      // to sign: never signed, or only an earlier major version
}

// Attestation is the document of a unit.
func (t *Training) Attestation(ctx context.Context, p Person, round, unit string) (Attestation, error) {
	a, err := t.stand(ctx, p, round, unit, Attest)
	if err != nil {
		return Attestation{}, err
	}
	d, _ := t.courses.Document(a.unit.Ref)
	out := Attestation{Document: d, Signed: a.State.Signed[d.ID]}
	for out.Served < len(d.Sections) && a.read(d, out.Served+1) {
		out.Served++
	}
	out.Asked = out.Signed.Version.Major < d.Version.Major
	out.MaySign = out.Asked && out.Served == len(d.Sections)
	return out, nil
}

// ServeDocument keeps that a section, counted from 1, of a version of the document
// was served. Sections are served in order: ErrUnread. ErrChanged when the document
// is another by now, ErrNoSection.
func (t *Training) ServeDocument(ctx context.Context, p Person, round, unit, hash string, section int) error {
	a, err := t.stand(ctx, p, round, unit, Attest)
	if err != nil {
		return err
	}
	d, _ := t.courses.Document(a.unit.Ref)
	switch {
	case hash != d.Hash:
		return ErrChanged
	case section < 1 || section > len(d.Sections):
		return ErrNoSection
	case section > 1 && !a.read(d, section-1):
		return ErrUnread
	}
	return t.step(ctx, a, Event{Kind: Served, Number: section, Of: len(d.Sections), Document: d.ID, Hash: d.Hash}, servedID(d, section))
}

func servedID(d *Document, section int) string { return fmt.Sprintf("served/%s/%d", d.Hash, section) }

// read says whether a section of this very text was served.
func (a at) read(d *Document, section int) bool { return a.done.Documents[d.Hash][section] }

// Sign signs the document of a unit as it was read: its hash is that of the page.
// Method says how, such as "web". Signing again changes nothing. ErrUnread,
// ErrChanged.
func (t *Training) Sign(ctx context.Context, p Person, round, unit, hash, method string) error {
	a, err := t.stand(ctx, p, round, unit, Attest)
	if err != nil {
		return err
	}
	d, _ := t.courses.Document(a.unit.Ref)
	switch {
	case a.State.Signed[d.ID].Version.Major >= d.Version.Major:
		return nil
	case hash != d.Hash:
		return ErrChanged
	case !a.read(d, len(d.Sections)):
		return ErrUnread
	}
	if err := t.keepText(ctx, d); err != nil {
		return err
	}
	return t.step(ctx, a, Event{Kind: Signed, Document: d.ID, Signed: &d.Version, Hash: d.Hash, Method: method}, fmt.Sprintf("signed/%s/%d", d.ID, d.Version.Major))
}

// text is a document as it was signed, to be shown when the file has another one.
type text struct {
	store.Doc        // its hash
	Document  string `json:"document"`
	File      string `json:"file"`
}

var texts = store.Define[text]("training_texts")

func (t *Training) keepText(ctx context.Context, d *Document) error {
	err := t.texts.Insert(ctx, text{Doc: store.Doc{ID: d.Hash}, Document: d.ID, File: string(d.file)})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
