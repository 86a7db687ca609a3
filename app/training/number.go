package training

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// numbered is the number of a certificate without its dashes.
var numbered = regexp.MustCompile(`^([1-9][0-9]{2})([A-Z2-7]{5})([A-Z2-7]{5})$`)

// ReadNumber is the number of a certificate as somebody typed it or copied it, with
// the address of its page or without: in any case and width, with or without dashes
// and spaces. 0, 1, 8 are no letters of a number, and read as O, I and B. It says
// nothing of whether there is such a certificate; ok is false where there cannot be.
func ReadNumber(typed string) (number string, ok bool) {
	s := strings.ToUpper(norm.NFKC.String(typed))
	s = s[strings.LastIndexByte(s, '/')+1:]
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
	if len(s) != 13 {
		return "", false
	}
	s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s[:3]) + strings.NewReplacer("0", "O", "1", "I", "8", "B").Replace(s[3:])
	part := numbered.FindStringSubmatch(s)
	if part == nil {
		return "", false
	}
	return strings.Join(part[1:], "-"), true
}
