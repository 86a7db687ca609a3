package incident

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/app/privacy"
)

// Found is something in a field that looks like personal data.
type Found struct {
	Field string // reference, purpose, narrative, notes, reason
	privacy.Hit
}

// Sure is whether it cannot be dismissed: an identity number with the right check digit.
func (f Found) Sure() bool { return slices.Contains(sure, f.Kind) }

var sure = []privacy.Kind{privacy.NationalID, privacy.ResidentID}

// PersonalDataError says what looks like personal data; nothing was written.
type PersonalDataError struct{ Found []Found }

func (e *PersonalDataError) Error() string {
	var parts []string
	for _, f := range e.Found {
		parts = append(parts, fmt.Sprintf("%s（%s）", f.Text, f.Kind.Zh()))
	}
	return "內容像是有個人資料，沒有儲存：" + strings.Join(parts, "、")
}

// LabelError says what an actor was called.
type LabelError struct{ Name string }

func (e *LabelError) Error() string { return fmt.Sprintf("「%s」：%v", e.Name, ErrLabel) }

// Is says that it is ErrLabel.
func (e *LabelError) Is(target error) bool { return target == ErrLabel }

// texts are the fields that people write, by name.
func (r Record) texts() []text {
	c := r.Content
	return []text{{"reference", r.Reference}, {"purpose", c.Purpose}, {"narrative", c.Narrative}, {"notes", c.Notes}}
}

type text struct{ field, text string }

// scan finds what looks like personal data and was not dismissed, as a *PersonalDataError.
func scan(texts []text, dismissed []Dismissal) error {
	var found []Found
	for _, t := range texts {
		for _, hit := range privacy.Scan(t.text) {
			f := Found{t.field, hit}
			if f.Sure() || !slices.ContainsFunc(dismissed, func(x Dismissal) bool {
				return x.Kind == hit.Kind && x.Text == hit.Text && strings.TrimSpace(x.Reason) != ""
			}) {
				found = append(found, f)
			}
		}
	}
	if len(found) > 0 {
		return &PersonalDataError{found}
	}
	return nil
}
