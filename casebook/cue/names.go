package cue

import (
	"strings"
	"unicode"
)

const stems = "甲乙丙丁戊己庚辛壬癸"

// branches are those letters of the second row that are little used as words.
const branches = "丑寅卯辰巳戌亥"

// surnames are those common enough to be taken for one before 員, 男, 女 or 某.
const surnames = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范宋鄧杜傅侯曹薛丁卓阮馬溫董藍石康紀姚連馮歐程湯田姜白涂鄒尤巫韓龔嚴袁阮童陸錢倪夏"

// named finds names: 甲, A, 陳姓警員, 王○○, 李員.
func (t *text) named(roles []mention) {
	introduced := map[rune]bool{}
	for i, r := range t.runes {
		if i+1 < len(t.runes) && (t.runes[i+1] == '姓' || t.runes[i+1] == '○') && strings.ContainsRune(surnames, r) {
			introduced[r] = true
		}
	}
	for _, m := range roles { // 偵查佐子○○, 卯警員, 友人寅
		if r := t.rune(m.End); t.rune(m.End+1) == '○' && unicode.Is(unicode.Han, r) || strings.ContainsRune(branches, r) && r != 0 {
			introduced[r] = true
		}
		if r := t.rune(m.Start - 1); strings.ContainsRune(branches, r) && r != 0 && m.kind != authority {
			introduced[r] = true
		}
	}
	for i := 0; i < len(t.runes); i++ {
		end, name := t.nameAt(i, introduced)
		if end == i {
			continue
		}
		t.mentions = append(t.mentions, mention{Span: Span{i, end}, name: name, word: string(t.given[i:end])})
		i = end - 1
	}
}

func (t *text) rune(i int) rune {
	if i < 0 || i >= len(t.runes) {
		return 0
	}
	return t.runes[i]
}

// nameAt is where a name that begins at a place ends.
func (t *text) nameAt(i int, introduced map[rune]bool) (end int, name string) {
	r, before, next := t.runes[i], t.rune(i-1), t.rune(i+1)
	suffix := func(at int, among string) int {
		if strings.ContainsRune(among, t.rune(at)) && t.rune(at) != 0 && !strings.ContainsRune("警友性子工", t.rune(at+1)) {
			return at + 1
		}
		return at
	}
	switch {
	case r == '姓' && strings.ContainsRune(surnames, next) && next != 0 && t.rune(i+2) == '的':
		return i + 3, string(next)
	case strings.ContainsRune(stems, r) && !(r == '丁' && (next == '姓' || next == '○')):
		if strings.ContainsRune("裝指花龜盔鐵自", before) && before != 0 || strings.ContainsRune("級等種類狀型式醇烷肝炎骨魚板地土板乙丙丁", next) && next != 0 {
			return i, ""
		}
		if r == '己' && (before == '自' || before == '知' || before == '利' || before == '為' || before == '一') {
			return i, ""
		}
		if r == '丁' && (strings.ContainsRune("字香點目寧", next) && next != 0 || strings.ContainsRune("園壯肉人門添補", before) && before != 0) {
			return i, ""
		}
		return suffix(i+1, "員男女某嫌民"), string(r)
	case r >= 'A' && r <= 'Z':
		if latin(before) || latin(next) || next == '-' || before == '-' || next == '+' || next == '片' || next == '級' || next == '型' || next == '罩' || next == '他' && t.rune(i+2) == '命' {
			return i, ""
		}
		return suffix(i+1, "員男女某嫌民婦君"), string(r)
	case string(r) == self:
		return t.selfAt(i), self
	case r == '阿' && unicode.Is(unicode.Han, next) && !strings.ContainsRune("姨嬤公伯婆兵拉姆爸媽斯里根富", next):
		return i + 2, string(t.runes[i : i+2])
	case (r == '老' || r == '小') && strings.ContainsRune(surnames, next) && next != 0 && !strings.ContainsRune("路街溪港姐弟姨學馬", t.rune(i+2)):
		return i + 2, string(t.runes[i : i+2])
	case introduced[r] && strings.ContainsRune(branches, r):
		return suffix(i+1, "員男女某嫌民"), string(r)
	case introduced[r] && next == '○' && !strings.ContainsRune(surnames, r):
		end := i + 1
		for t.rune(end) == '○' {
			end++
		}
		return end, string(r)
	case introduced[r] && next == '員':
		return i + 2, string(r)
	case !strings.ContainsRune(surnames, r):
		return i, ""
	case strings.HasPrefix(string(t.runes[i+1:min(i+3, len(t.runes))]), "先生"), strings.HasPrefix(string(t.runes[i+1:min(i+3, len(t.runes))]), "小姐"),
		strings.HasPrefix(string(t.runes[i+1:min(i+3, len(t.runes))]), "太太"), strings.HasPrefix(string(t.runes[i+1:min(i+3, len(t.runes))]), "女士"):
		return i + 3, string(r)
	case next == '姓':
		return i + 2, string(r)
	case next == '○' && before != '○':
		end := i + 2
		for t.rune(end) == '○' {
			end++
		}
		if end == i+2 && unicode.Is(unicode.Han, t.rune(end)) && !strings.ContainsRune("市縣區路街派分警局所的於在因為涉說", t.rune(end)) {
			end++ // 王○明
		}
		if strings.ContainsRune("市縣區鄉鎮路街分局派", t.rune(end)) && t.rune(end) != 0 {
			return i, ""
		}
		return end, string(r)
	case next == '某' && t.rune(i+2) != '些' && t.rune(i+2) != '種':
		end := i + 2
		for t.rune(end) == '某' {
			end++
		}
		return suffix(end, "員男女"), string(r)
	case strings.ContainsRune("員男女嫌警婦民君", next) && next != 0 && introduced[r] && !strings.ContainsRune("友性", t.rune(i+2)):
		return i + 2, string(r)
	case strings.ContainsRune("員嫌", next) && next != 0 && (before == 0 || !unicode.Is(unicode.Han, before) || strings.ContainsRune("由經與對向請讓後但惟而並該", before)):
		return i + 2, string(r)
	}
	return i, ""
}

// self is what an officer who reports calls himself.
const self = "職"

// selfAt is where that word ends.
func (t *text) selfAt(i int) int {
	if i > 0 && unicode.Is(unicode.Han, t.runes[i-1]) && !strings.ContainsRune("因但惟而故並經請向由使讓", t.runes[i-1]) || strings.ContainsRune("務員權責場位稱業系掌災缺工守等級務", t.rune(i+1)) {
		return i
	}
	return i + 1
}

func latin(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_'
}
