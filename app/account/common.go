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
	again := make([]int, len(s))   // how much of what ends at a place was there before, ending at this one
	run := 0
	for i := range s {
		run = runTo(s, i, run)
		seen := 0
		for j := i - 1; j >= 0; j-- { // backwards, as again[j] still tells of i-1
			if s[j] != s[i] {
				again[j] = 0
				continue
			}
			again[j] = 1
			if j > 0 {
				again[j] += again[j-1]
			}
			seen = max(seen, again[j])
		}
		least[i+1] = least[i] + 1
		for n := 3; n <= i+1; n++ {
			if before := least[i+1-n]; before+1 < least[i+1] && (n <= run || n <= seen || n <= longestWord && isWord(s[i+1-n:i+1])) {
				least[i+1] = before + 1
			}
		}
	}
	return least[len(s)] < effort
}

// runTo is how many characters up to a place follow one another in the alphabet or
// in numbers, either way, or are all the same; given how many do up to the place
// before it.
func runTo(s []rune, i, before int) int {
	if i == 0 {
		return 1
	}
	step := s[i] - s[i-1]
	switch {
	case step < -1 || step > 1:
		return 1
	case before >= 2 && s[i-1]-s[i-2] == step:
		return before + 1
	}
	return 2
}

// longestWord is how many characters isWord looks at.
const longestWord = 13

func isWord(s []rune) bool {
	text := string(s)
	return slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, text) }) ||
		slices.ContainsFunc(roots[len(s)], func(root []rune) bool { return stands(s, root) }) ||
		number.MatchString(text)
}

// number is what people know by heart: years, days with or without their year
// (Gregorian or 民國), mobile phones, national ids, and the lines of the police.
var number = regexp.MustCompile(`^(?:(?:19|20)\d\d|((?:19|20)?\d\d|[01]\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|09\d{8}|[a-z][1289]\d{8}|110|113|119|165|168|520|5201314)$`)

// rows are keys that lie side by side, and one below the other, either way.
var rows = func() (both []string) {
	for row := range strings.FieldsSeq(`1234567890 qwertyuiop asdfghjkl zxcvbnm !@#$%^&*()
		1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 0p;/`) {
		back := []rune(row)
		slices.Reverse(back)
		both = append(both, row, string(back))
	}
	return both
}()

// stands is whether characters are a word, be it with 0 for o and the like.
func stands(s, word []rune) bool {
	for i, r := range s {
		if r != word[i] && !strings.ContainsRune(standsFor[r], word[i]) {
			return false
		}
	}
	return true
}

// standsFor is the letters that a character is written for.
var standsFor = map[rune]string{
	'0': "o", '1': "il", '2': "z", '3': "e", '4': "a", '5': "s", '6': "g", '7': "t", '8': "b", '9': "g",
	'@': "a", '$': "s", '!': "il", '+': "t", '(': "c",
}

// roots are words that passwords are made of, in general, in Taiwan and in its
// police, by their length. The last line is typed on a Bopomofo keyboard: 我, 的,
// 密碼, 你好, 我愛你, 警察, 台灣.
var roots = byLength(`
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

func byLength(words string) map[int][][]rune {
	by := map[int][][]rune{}
	for w := range strings.FieldsSeq(words) {
		by[len(w)] = append(by[len(w)], []rune(w))
	}
	return by
}
