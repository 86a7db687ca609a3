package casebook

import (
	"regexp"

	"shoumi/rules"
)

var (
	memberIn  = regexp.MustCompile(`"([a-z_]+)" in ([a-z_]+)`)
	memberAny = regexp.MustCompile(`(?:any|all|none|one)\(([a-z_]+), *(?:# in \[([^\]]*)\]|# == ("[a-z_]+"))`)
	setWord   = regexp.MustCompile(`[a-z_]+`)
	quoted    = regexp.MustCompile(`"([a-z_]+)"`)
)

// membersRead are, by set, the members that a condition of the book names. A
// condition that uses a set in any other form reads all of its members.
func membersRead(book *rules.Book) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, f := range book.Facts() {
		if f.Type == rules.Set {
			out[f.ID] = map[string]bool{}
		}
	}
	read := func(when string) {
		for _, hit := range memberIn.FindAllStringSubmatch(when, -1) {
			if out[hit[2]] != nil {
				out[hit[2]][hit[1]] = true
			}
		}
		for _, hit := range memberAny.FindAllStringSubmatch(when, -1) {
			for _, m := range quoted.FindAllStringSubmatch(hit[2]+hit[3], -1) {
				out[hit[1]][m[1]] = true
			}
		}
		rest := memberAny.ReplaceAllString(memberIn.ReplaceAllString(when, ""), "")
		for _, word := range setWord.FindAllString(rest, -1) {
			if f, ok := book.Fact(word); ok && f.Type == rules.Set {
				for _, v := range f.Values {
					out[word][v.ID] = true
				}
			}
		}
	}
	for _, a := range book.Articles() {
		for _, v := range a.Versions {
			for _, p := range v.Provisions {
				for _, e := range p.Elements {
					read(e.When)
				}
				for _, e := range p.Exceptions {
					read(e.When)
				}
			}
		}
	}
	for _, c := range book.Concepts() {
		for _, v := range c.Versions {
			read(v.When)
		}
	}
	return out
}
