package quizzes

import "time"

// Level is how well somebody knows a concept.
type Level int

const (
	NotStarted Level = iota // 未開始
	Attempted               // 嘗試
	Familiar                // 熟悉: 70 % right on a set
	Proficient              // 精熟: all right on a set
	Solid                   // 穩固: right again on a mixed review twelve hours later or more
)

// Zh names the level.
func (l Level) Zh() string {
	return [...]string{"未開始", "嘗試", "熟悉", "精熟", "穩固"}[l]
}

// Mastery is a concept in somebody's mind: the level, and when it was reached.
type Mastery struct {
	Level Level     `json:"level"`
	Since time.Time `json:"since"`
}

const (
	familiarShare = 0.7
	solidAfter    = 12 * time.Hour
)

// Practice is a set of items of one concept that was answered, or one item of a
// mixed review.
type Practice struct {
	At       time.Time
	Mixed    bool // of a mixed review
	Right    int
	Total    int
	Assisted bool // with a hint or on a second try
}

// After is the mastery after some practice. What was assisted never raises a level
// above 嘗試, and a set never lowers one; a miss in a mixed review lowers it by one,
// though not below 嘗試.
func (m Mastery) After(p Practice) Mastery {
	if p.Total <= 0 {
		return m
	}
	to := max(m.Level, Attempted)
	share := float64(p.Right) / float64(p.Total)
	switch {
	case p.Mixed && p.Right < p.Total:
		to = max(m.Level-1, Attempted)
	case p.Assisted:
	case p.Mixed:
		if m.Level == Proficient && p.At.Sub(m.Since) >= solidAfter {
			to = Solid
		}
	case share == 1:
		to = max(to, Proficient)
	case share >= familiarShare:
		to = max(to, Familiar)
	}
	if to == m.Level {
		return m
	}
	return Mastery{Level: to, Since: p.At}
}
