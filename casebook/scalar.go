package casebook

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// scalar writes a text as YAML: as it stands where every reader of YAML would take it
// for the same text, else in double quotes. In flow style, within brackets, less stands
// as it is.
func scalar(text string, flow bool) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if plain(text, flow) {
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case visible(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// otherwise are texts that YAML 1.1 or 1.2 takes for something else: null, a boolean,
// a number, a date, a merge key.
var otherwise = regexp.MustCompile(`(?i)^(~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.(inf|nan)|[-+.]*[0-9][-+.:,_0-9a-fox]*([ t][-+.:0-9 ]*z?)?)$`)

func plain(text string, flow bool) bool {
	if text == "" || strings.TrimSpace(text) != text || otherwise.MatchString(text) {
		return false
	}
	if strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`", []rune(text)[0]) || strings.HasPrefix(text, "...") {
		return false
	}
	if strings.Contains(text, ": ") || strings.HasSuffix(text, ":") || strings.Contains(text, " #") {
		return false
	}
	if flow && strings.ContainsAny(text, ",[]{}:?") {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !visible(r) })
}

// visible tells runes that may stand in a file as they are: what is seen, and spaces
// that no reader changes.
func visible(r rune) bool {
	return unicode.IsPrint(r) || r == '\u3000'
}
