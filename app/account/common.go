package account

import (
	"regexp"
	"slices"
	"strings"
)

// effort is how many pieces a password has to have, where a guesser would try a
// whole piece at once: a common word, a year, a run of the keyboard. Every other
// character is a piece of its own.
const effort = 6

// common says whether a password is one of those that guessers try first. No list
// of leaked passwords is held against it; they are nearly all made of such pieces:
// Taipei2024, P@ssw0rd1, 1qaz2wsx, A123456789, 0912345678a, abc123abc123.
func common(password string) bool {
	s := []rune(strings.ToLower(password))
	least := make([]int, len(s)+1) // pieces of what comes before
	for end := 1; end <= len(s); end++ {
		least[end] = least[end-1] + 1
		for start := range end {
			if least[start]+1 < least[end] && isPiece(s, start, end) {
				least[end] = least[start] + 1
			}
		}
	}
	return least[len(s)] < effort
}

func isPiece(s []rune, start, end int) bool {
	part := s[start:end]
	if len(part) < 3 {
		return false
	}
	return isRun(part) || isRepeat(s, start, end) || isRoot(part) || len(part) <= longestNumber && number.MatchString(string(part))
}

const longestNumber = 10 // characters of what number takes

// number is what people know by heart: years, days with or without their year
// (Gregorian or 民國), mobile phones, national ids, and the lines of the police.
var number = regexp.MustCompile(`^(?:(?:19|20)\d\d|((?:19|20)?\d\d|[01]\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|09\d{8}|[a-z][1289]\d{8}|110|113|119|165|168|520|5201314)$`)

// rows are keys that lie side by side, and one below the other.
var rows = []string{
	"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
}

// isRun is whether characters follow one another in the alphabet, in numbers or on
// the keyboard, either way, or are all the same.
func isRun(s []rune) bool {
	step := s[1] - s[0]
	even := step >= -1 && step <= 1
	for i := range s[1:] {
		even = even && s[i+1]-s[i] == step
	}
	if even {
		return true
	}
	back := slices.Clone(s)
	slices.Reverse(back)
	return slices.ContainsFunc(rows, func(row string) bool {
		return strings.Contains(row, string(s)) || strings.Contains(row, string(back))
	})
}

// isRepeat is whether characters were there just before.
func isRepeat(s []rune, start, end int) bool {
	n := end - start
	return start >= n && slices.Equal(s[start-n:start], s[start:end])
}

// isRoot is whether characters are a common word, be it with 0 for o and the like.
func isRoot(s []rune) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		letters := []rune(root)
		if len(letters) != len(s) {
			return false
		}
		for i, r := range s {
			if r != letters[i] && !strings.ContainsRune(stands[r], letters[i]) {
				return false
			}
		}
		return true
	})
}

// stands are the letters that a character is written for.
var stands = map[rune]string{
	'0': "o", '1': "il", '2': "z", '3': "e", '4': "a", '5': "s", '6': "g", '7': "t", '8': "b", '9': "g",
	'@': "a", '$': "s", '!': "il", '+': "t", '(': "c",
}

// roots are words that passwords are made of, in general, in Taiwan and in its
// police. The last line is typed on a Bopomofo keyboard: 我, 的, 密碼, 你好, 我愛你,
// 警察, 台灣.
var roots = strings.Fields(`
	password passwd passw pass word pwd admin administrator root user guest test testing login welcome
	letmein changeme change default secret system server computer internet network office windows
	master super superman batman hello love iloveyou lover baby angel happy lucky money power
	monkey dragon tiger lion eagle horse dog cat kitty rabbit sunshine princess prince king queen
	football baseball basketball soccer hockey tennis music guitar coffee flower summer winter
	spring autumn january february march april may june july august september october november
	december monday tuesday wednesday thursday friday saturday sunday apple google facebook line
	iphone android samsung honda toyota yamaha michael jordan andy jason kevin david peter amy
	jenny mary john star killer hunter ninja freedom trust access enter open sesame
	police policeman cop officer station patrol security detective taiwan taipei newtaipei taoyuan
	taichung tainan kaohsiung hsinchu keelung yilan hualien taitung pingtung chiayi yunlin
	changhua nantou miaoli penghu kinmen formosa roc npa moi cib tcpd tycg gov shoumi
	wang lee chen lin huang chang liu tsai yang
	ji3 2k7 au4a83 su3cl3 ji394su3 ru/3t86 w96j0
`)
