package quizzes

import (
	"fmt"
	"slices"

	"shoumi/rules"
)

// gravest are the flags by how much they matter to an author.
var gravest = []Flag{TooFew, Inverted, RivalKey, GuessLevel, Fast, TooHard, TooEasy, Weak, DeadDistractor}

// Sentence says in plain words what the numbers of an item come to, before anybody
// reads them: the gravest of its flags, with the number that it rests on.
func (s ItemStatistics) Sentence() rules.Text {
	if s.Officers == nil {
		return rules.Text{Zh: fmt.Sprintf("資料不足：作答的不到%d人，不顯示數字。", MinCell),
			En: fmt.Sprintf("Too little data: fewer than %d officers answered, so no numbers are shown.", MinCell)}
	}
	n := *s.Officers
	i := slices.IndexFunc(gravest, func(f Flag) bool { return slices.Contains(s.Flags, f) })
	if i < 0 {
		return rules.Text{Zh: fmt.Sprintf("看不出問題：%d人作答，%.0f%%答對。", n, *s.Facility),
			En: fmt.Sprintf("Nothing stands out: %d officers answered, %.0f%% correctly.", n, *s.Facility)}
	}
	switch gravest[i] {
	case TooFew:
		return rules.Text{Zh: fmt.Sprintf("資料不足，僅供參考：只有%d人作答。", n), En: fmt.Sprintf("Too little data, for orientation only: %d officers answered.", n)}
	case Inverted:
		return rules.Text{Zh: fmt.Sprintf("此題可能有問題：答對者整體較弱（鑑別度%.0f）。請立即檢查題幹與答案。", *s.Discrimination),
			En: fmt.Sprintf("This item may be faulty: those who answer correctly are weaker overall (discrimination %.0f). Check its words and key at once.", *s.Discrimination)}
	case RivalKey:
		return rules.Text{Zh: "選項可能有爭議：選某個錯誤選項的人，其他題反而答得比答對的人好。",
			En: "An option may be disputed: those who choose a wrong one do better on the rest than those who choose the key."}
	case GuessLevel:
		return rules.Text{Zh: fmt.Sprintf("與猜測無異：%.0f%%答對，用猜的也有%.0f%%。", *s.Facility, s.Guess),
			En: fmt.Sprintf("No better than guessing: %.0f%% answer correctly, and guessing gives %.0f%%.", *s.Facility, s.Guess)}
	case Fast:
		return rules.Text{Zh: fmt.Sprintf("多數人沒有讀完就作答：中位%.0f秒。", *s.MedianSeconds),
			En: fmt.Sprintf("Most answer before they can have read it: the median is %.0f s.", *s.MedianSeconds)}
	case TooHard:
		return rules.Text{Zh: fmt.Sprintf("太難：只有%.0f%%答對。", *s.Facility), En: fmt.Sprintf("Too hard: only %.0f%% answer correctly.", *s.Facility)}
	case TooEasy:
		return rules.Text{Zh: fmt.Sprintf("太容易：%.0f%%答對。", *s.Facility), En: fmt.Sprintf("Too easy: %.0f%% answer correctly.", *s.Facility)}
	case Weak:
		return rules.Text{Zh: fmt.Sprintf("鑑別度低（%.0f）：懂的人與不懂的人，答對的差不多。", *s.Discrimination),
			En: fmt.Sprintf("Low discrimination (%.0f): who knows and who does not answer correctly about as often.", *s.Discrimination)}
	}
	return rules.Text{Zh: "有選項幾乎沒有人選，沒有作用。", En: "Hardly anybody chooses one of the options: it has no effect."}
}
