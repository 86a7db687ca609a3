package quizzes

import (
	"math"
	"unicode/utf8"
)

// Flag is a reason to look at an item.
type Flag string

const (
	TooFew         Flag = "too_few"
	TooEasy        Flag = "too_easy"
	TooHard        Flag = "too_hard"
	Weak           Flag = "weak"
	Inverted       Flag = "inverted"
	GuessLevel     Flag = "guess_level"
	DeadDistractor Flag = "dead_distractor"
	RivalKey       Flag = "rival_key"
	Fast           Flag = "fast"
)

// Zh says what a flag means, in a sentence for the author.
func (f Flag) Zh() string {
	return map[Flag]string{
		TooFew: "資料不足，僅供參考", TooEasy: "太容易", TooHard: "太難", Weak: "鑑別度低",
		Inverted: "立即檢查：此題可能有問題，答對者整體較弱", GuessLevel: "與猜測無異",
		DeadDistractor: "有選項無作用", RivalKey: "選項可能有爭議", Fast: "未閱讀即作答",
	}[f]
}

// flags judges the numbers of an item. Of fewer officers than are enough nothing is
// said but that.
func flags(it *Item, s ItemStatistics, marks []float64, found []first, t Thresholds) []Flag {
	n := len(found)
	if n < t.Enough {
		return []Flag{TooFew}
	}
	out := []Flag{}
	add := func(f Flag, when bool) {
		if when {
			out = append(out, f)
		}
	}
	add(TooEasy, *s.Facility > t.TooEasy)
	add(TooHard, *s.Facility < t.TooHard)
	if d := s.Discrimination; d != nil {
		add(Inverted, *d < 0)
		add(Weak, *d >= 0 && *d < t.Weak)
	}
	standardError := 100 * math.Sqrt(covariance(marks, marks)/float64(n))
	add(GuessLevel, math.Abs(*s.Facility-s.Guess) <= t.GuessErrors*standardError)
	dead, rival := distractors(it, found, t)
	add(DeadDistractor, dead)
	add(RivalKey, rival)
	add(Fast, s.MedianSeconds != nil && *s.MedianSeconds < readingTime(it, t))
	return out
}

// distractors says whether a wrong option is chosen by hardly anybody, and whether
// those who choose one know more than those who choose the key.
func distractors(it *Item, found []first, t Thresholds) (dead, rival bool) {
	if it.Type != Single && it.Type != Ternary || len(it.Key.Options) != 1 {
		return false, false
	}
	key := restsOf(it.Key.Options[0], found)
	for _, o := range it.Options {
		if o.ID == it.Key.Options[0] {
			continue
		}
		rests := restsOf(o.ID, found)
		share := float64(len(rests)) / float64(len(found))
		dead = dead || share < t.DeadShare && len(found) >= t.DeadEnough
		rival = rival || len(rests) > 0 && (len(key) == 0 || mean(rests) > mean(key))
	}
	return dead, rival
}

// readingTime is how long it takes to read an item, in seconds.
func readingTime(it *Item, t Thresholds) float64 {
	runes := utf8.RuneCountInString(it.Stem)
	for _, o := range it.Options {
		runes += utf8.RuneCountInString(o.Text)
	}
	for _, r := range it.Rows {
		runes += utf8.RuneCountInString(r.Text)
	}
	return float64(runes) / t.RunesASecond
}
