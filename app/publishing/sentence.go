package publishing

import (
	"errors"
	"regexp"
	"strings"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// ErrSentence: what cannot be read as a sentence of a court, or as a length of time.
var ErrSentence = errors.New("看不懂的刑度或期間")

var (
	term      = regexp.MustCompile(`^(?:([0-9]{1,3})年)?(?:又?([0-9]{1,4})(?:個)?月)?$`)
	detention = regexp.MustCompile(`^拘役([0-9]{1,3})日$`)
)

// ReadTerm reads a length as people write it, 1年2月 or 14個月, in months.
func ReadTerm(text string) (int, error) {
	hit := term.FindStringSubmatch(plain(text))
	if hit == nil || hit[1] == "" && hit[2] == "" {
		return 0, ErrSentence
	}
	years, _ := rules.ParseNumber("0" + hit[1])
	months, _ := rules.ParseNumber("0" + hit[2])
	return int(years*12 + months), nil
}

// ReadSentence reads what a court has pronounced, as penalty.Sentence.Text writes it:
// 有期徒刑1年2月, 拘役20日, 罰金新臺幣9,000元, 有期徒刑6月，併科罰金3萬元, 免刑.
func ReadSentence(text string) (s penalty.Sentence, err error) {
	parts := strings.FieldsFunc(plain(text), func(r rune) bool { return strings.ContainsRune("，、；;", r) })
	if len(parts) == 0 {
		return s, ErrSentence
	}
	for _, p := range parts {
		if p == "免刑" && len(parts) == 1 {
			return s, nil
		}
		if hit := detention.FindStringSubmatch(p); hit != nil && s.Detention == 0 {
			n, _ := rules.ParseNumber(hit[1])
			s.Detention = int(n)
			continue
		}
		if _, sum, is := strings.Cut(p, "罰金"); is && s.Fine == 0 {
			if n, ok := rules.ParseNumber(sum); ok && n > 0 {
				s.Fine = n
				continue
			}
			return s, ErrSentence
		}
		months, err := ReadTerm(strings.TrimPrefix(p, "有期徒刑"))
		if err != nil || months == 0 || s.Imprisonment.Months != 0 {
			return s, ErrSentence
		}
		s.Imprisonment = penalty.Months(months)
	}
	if s == (penalty.Sentence{}) {
		return s, ErrSentence
	}
	return s, nil
}

// plain is a text in ordinary figures, without blanks.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '　' || r == '\t' || r == '\r':
			return -1
		case r == ',':
			return -1
		}
		return r
	}, text)
}
