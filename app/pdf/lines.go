package pdf

import "strings"

// letter is a character as it stands on a line.
type letter struct {
	r     rune
	face  int // -1 for what is in no font
	size  float64
	width float64 // millimetres
	look
}

// look is what sets the words of a run apart from those around them.
type look struct {
	strong, emphasis bool
	href             string
	note             int // of whose number it is a part; 0 for none
}

// letters are those of a text of a size.
func (p *Page) letters(size float64, text string, l look) []letter {
	out := make([]letter, 0, len(text)/2)
	for _, r := range text {
		g := p.glyph(r)
		out = append(out, letter{r, g.face, size, g.width * size, l})
	}
	return out
}

func widthOf(line []letter) (width float64) {
	for _, l := range line {
		width += l.width
	}
	return width
}

// breakLines breaks letters into lines of a width: at a line feed, else after as many
// letters as fit, at a place where Chinese may be broken (避頭尾). A space at the end of
// a line takes no room. There is one line at least.
func breakLines(letters []letter, width float64) (lines [][]letter) {
	start, last, used := 0, 0, 0.0 // of the line; last is where it may end
	for i := 0; i < len(letters); i++ {
		l := letters[i]
		if l.r == '\n' {
			lines = append(lines, letters[start:i])
			start, last, used = i+1, i+1, 0
			continue
		}
		if i > start && l.note == 0 && parts(letters[i-1].r, l.r) {
			last = i
		}
		if used+l.width > width && l.r != ' ' && i > start {
			if last <= start {
				last = within(letters[start:i]) + start
			}
			lines = append(lines, letters[start:last])
			start, used = last, widthOf(letters[last:i])
		}
		used += l.width
	}
	return append(lines, letters[start:])
}

const (
	never  = "，。、；：！？）」』》〉】〕］｝…—．·・‧％℃°ー々～,.;:!?)]}%>”’" // at the beginning of a line
	opener = "（「『《〈【〔［｛([{<“‘$＄"                         // never at its end
)

// parts says whether a line may end between two characters.
func parts(before, after rune) bool {
	switch {
	case after == ' ' || strings.ContainsRune(never, after):
		return false
	case before == ' ':
		return true
	case strings.ContainsRune(opener, before):
		return false
	default:
		return !western(before) || !western(after)
	}
}

// western is a letter, digit or mark of words that spaces part.
func western(r rune) bool {
	return r > ' ' && r < 0x2E80 && !strings.ContainsRune("—…‧●○◐", r)
}

// within is where a word too long for a line is broken: as an address is, if it can be.
func within(word []letter) int {
	for i := len(word) - 1; i > len(word)/2; i-- {
		if strings.ContainsRune("/?&=-_.", word[i-1].r) {
			return i
		}
	}
	return len(word)
}
