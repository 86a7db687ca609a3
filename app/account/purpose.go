package account

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Purpose is why somebody opens something, and for whom: what the log needs of
// 警政日誌管理系統作業規定 3 (實際查詢者, 實際查詢單位, 用途).
type Purpose struct {
	Subject    string    `json:"subject"` // id of what is opened
	Text       string    `json:"text"`
	ActualUser string    `json:"actual_user"`
	ActualUnit string    `json:"actual_unit"`
	At         time.Time `json:"at"`    // set by Allow, as is Until
	Until      time.Time `json:"until"` // not good any more
}

// maxPurposes is how many purposes a session keeps; whoever has more is asked again.
const maxPurposes = 100

// Allow notes a purpose in a session, where it is good for Policy.PurposeLimit or
// until so many others came after it.
// ErrPurpose, ErrStep, and those of Session.
func (p *People) Allow(ctx context.Context, s Session, why Purpose) error {
	now := p.now()
	why.Text, why.At, why.Until = strings.TrimSpace(why.Text), now, now.Add(p.policy.PurposeLimit)
	if why.Text == "" || why.Subject == "" {
		return ErrPurpose
	}
	_, _, err := p.change(ctx, s.ID, func(s *Session, _ record) error {
		if s.Step != StepDone {
			return ErrStep
		}
		s.Purposes = slices.DeleteFunc(s.Purposes, func(old Purpose) bool {
			return old.Subject == why.Subject || !now.Before(old.Until)
		})
		s.Purposes = append(s.Purposes, why)
		s.Purposes = s.Purposes[max(0, len(s.Purposes)-maxPurposes):]
		return nil
	})
	return err
}

// Purpose is the purpose stated for something, if it is still good.
func (s Session) Purpose(subject string, now time.Time) (Purpose, bool) {
	for _, why := range s.Purposes {
		if why.Subject == subject && now.Before(why.Until) {
			return why, true
		}
	}
	return Purpose{}, false
}
