package paper

import (
	"strconv"
	"strings"
)

// ListDepth is how many kinds of numbers a list has; points further in are numbered as
// the innermost kind.
const ListDepth = 4

// Number is what stands before a point of a list, as 政府文書格式 has it: n counts from
// 1, depth from 0.
func Number(depth, n int) string {
	switch min(depth, ListDepth-1) {
	case 0:
		return chinese(n) + "、"
	case 1:
		return "（" + chinese(n) + "）"
	case 2:
		return strconv.Itoa(n) + "、"
	default:
		return "(" + strconv.Itoa(n) + ")"
	}
}

// chinese is a number from 1 to 99 in words, and a greater one in digits.
func chinese(n int) string {
	digits := strings.Split(" 一 二 三 四 五 六 七 八 九", " ")
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	default:
		return digits[n/10] + "十" + digits[n%10]
	}
}
