package cue

import (
	"slices"
	"strings"
)

// standing is what somebody is to the agency.
type standing int

const (
	unclear   standing = iota // a name and no more
	police                    // a rank of the police
	staff                     // works for the police without one
	civil                     // serves the police with authority, without a rank
	agency                    // serves another agency
	civilian                  // everybody else
	authority                 // a court, a prosecutor, an agency as such
)

func (s standing) official() bool { return s == police || s == staff || s == civil || s == agency }

// person is somebody that the text speaks of, under one name or several.
type person struct {
	name     string
	role     string
	standing standing
	actor    int // index in Reading.Actors, -1 for who is none
}

// mention is a place where somebody is named.
type mention struct {
	Span
	person int
	name   string // 甲, 陳; empty for who is named by a role only
	word   string // as the text has it
	role   string
	kind   standing
	same   bool // 該員, 他: somebody named before
}

// people finds who is named where.
func (t *text) people() {
	roles := t.roles()
	t.named(roles)
	t.posts(roles)
	t.sameAs()
	slices.SortStableFunc(t.mentions, func(a, b mention) int { return a.Start - b.Start })
	t.drop()
	t.settle()
	for _, m := range t.mentions {
		s := t.persons[m.person].standing
		t.spans[personSet] = append(t.spans[personSet], m.Span)
		switch {
		case s.official():
			t.spans[officialSet] = append(t.spans[officialSet], m.Span)
		case s == authority:
			t.spans[authoritySet] = append(t.spans[authoritySet], m.Span)
		default:
			t.spans[outsiderSet] = append(t.spans[outsiderSet], m.Span)
		}
	}
	t.join()
}

// roles are the words for ranks, posts and people in general, the longest of
// those that overlap.
func (t *text) roles() []mention {
	var out []mention
	for _, c := range []struct {
		class string
		kind  standing
	}{{"police", police}, {"staff", staff}, {"agency", agency}, {"civilian", civilian}, {"authorities", authority}} {
		for _, s := range t.class(c.class) {
			out = append(out, mention{Span: s, word: string(t.given[s.Start:s.End]), role: string(t.given[s.Start:s.End]), kind: c.kind})
		}
	}
	slices.SortStableFunc(out, func(a, b mention) int { return (b.End - b.Start) - (a.End - a.Start) })
	var kept []mention
	taken := make([]bool, len(t.runes)+1)
	for _, m := range out {
		if !taken[m.Start] && !taken[m.End-1] {
			kept = append(kept, m)
			for i := m.Start; i < m.End; i++ {
				taken[i] = true
			}
		}
	}
	slices.SortStableFunc(kept, func(a, b mention) int { return a.Start - b.Start })
	for i, m := range kept {
		if m.kind == agency && slices.ContainsFunc(t.class("police_unit"), func(s Span) bool {
			return s.End <= m.Start && s.End >= m.Start-6 && t.clauseOf[s.Start] == t.clauseOf[m.Start]
		}) {
			kept[i].kind = civil
			if strings.HasPrefix(m.role, "承辦") {
				kept[i].kind = police
			}
		}
	}
	return kept
}

// use says whether a word for a post belongs to somebody who is named.
type use int

const (
	unused   use = iota
	byName       // it stands by the name
	bySaying     // the text says it of one or several: 甲、乙均為員警
)

// posts puts a role to the name it stands by: 警員甲, 甲警員, 甲是…警員, 業者A、B;
// roles by themselves stay mentions of their own.
func (t *text) posts(roles []mention) {
	used := make([]use, len(roles))
	for i := range t.mentions {
		m := &t.mentions[i]
		for j, r := range roles {
			switch {
			case r.kind == authority:
			case used[j] == unused && (r.End == m.Start || r.Start == m.End || r.End+1 == m.Start && strings.ContainsRune("（(「 ", t.runes[r.End])):
				if m.role == "" || r.kind != civilian {
					m.kind, m.role = r.kind, r.role
				}
				m.Span = Span{min(m.Start, r.Start), max(m.End, r.End)}
				used[j] = byName
			}
		}
		if m.role == "" && i > 0 {
			if prev := t.mentions[i-1]; prev.End+1 == m.Start && (t.runes[prev.End] == '、' || t.runes[prev.End] == '及' || t.runes[prev.End] == '與' || t.runes[prev.End] == '和') && prev.role != "" && prev.Start < prev.End-1 {
				if strings.HasPrefix(prev.word, prev.name) && t.startsWith(prev, prev.role) {
					m.kind, m.role = prev.kind, prev.role
				}
			}
		}
		if m.role == "" || m.kind == civilian {
			t.copula(m, roles, used)
		}
		if m.name == self && m.role == "" {
			m.kind, m.role = police, "員警"
		}
	}
	for j, r := range roles {
		if used[j] == unused {
			t.mentions = append(t.mentions, r)
		}
	}
}

// startsWith says whether the role stands before the name in a mention.
func (t *text) startsWith(m mention, role string) bool {
	return strings.HasPrefix(string(t.given[m.Start:m.End]), role)
}

// accused are words for the part that somebody has in proceedings, which say nothing
// of who he is otherwise.
const accused = "被告犯嫌嫌疑人犯罪嫌疑人當事人本人"

// copula finds a role said of a name: 甲是○○分局警員, A為甲的友人, 甲（時任所長）.
func (t *text) copula(m *mention, roles []mention, used []use) {
	links := t.class("links")
	k, _ := slices.BinarySearchFunc(links, m.End, func(s Span, at int) int { return s.Start - at })
	for ; k < len(links) && links[k].Start <= m.End+18; k++ {
		near := links[k].Start <= m.End+1
		if t.clauseOf[links[k].Start] != t.clauseOf[m.Start] || !near && strings.ContainsRune("是為係", t.runes[links[k].Start]) {
			continue
		}
		for j, r := range roles {
			if r.Start >= links[k].End && r.Start <= links[k].End+26 && t.clauseOf[r.Start] == t.clauseOf[m.Start] && used[j] != byName && r.kind != authority && (m.role == "" || strings.Contains(accused, m.role) && r.kind.official()) {
				if next := t.rune(r.End); next != 0 && !strings.ContainsRune("，。、；（）(兼」時 期的", next) && !strings.HasPrefix(string(t.runes[r.End:]), "職務") && !strings.HasPrefix(string(t.runes[r.End:]), "一職") {
					continue
				}
				m.kind, m.role = r.kind, r.role
				used[j] = bySaying
				return
			}
		}
		for _, s := range t.classIn("police_unit", links[k].End, links[k].End+21) {
			if t.clauseOf[s.Start] == t.clauseOf[m.Start] && (m.role == "" || strings.Contains(accused, m.role)) {
				m.kind, m.role = police, string(t.given[s.Start:s.End])
			}
		}
	}
}

// sameAs finds words that point back at somebody: 該員, 渠, 他.
func (t *text) sameAs() {
	taken := make([]bool, len(t.runes)+1)
	for _, m := range t.mentions {
		for i := m.Start; i < m.End; i++ {
			taken[i] = true
		}
	}
	for _, s := range t.class("same_person") {
		if next := t.rune(s.End); taken[s.Start] || taken[s.End-1] || next == '的' || next == '之' || next == '所' || next == '人' || next == '他' || next == '中' || next == '餘' || taken[s.End] {
			continue
		}
		t.mentions = append(t.mentions, mention{Span: s, word: string(t.given[s.Start:s.End]), same: true})
	}
}

// drop removes mentions within longer ones, and posts that only describe somebody
// else (當警察的表哥).
func (t *text) drop() {
	var kept []mention
	for i, m := range t.mentions {
		if m.name == "" && m.kind.official() && t.rune(m.End) == '的' && i+1 < len(t.mentions) && t.mentions[i+1].Start == m.End+1 && t.mentions[i+1].kind == civilian {
			continue
		}
		if n := len(kept); n > 0 && m.Start < kept[n-1].End {
			if m.End-m.Start > kept[n-1].End-kept[n-1].Start && kept[n-1].name == "" {
				kept[n-1] = m
			}
			continue
		}
		kept = append(kept, m)
	}
	t.mentions = kept
}

// settle makes persons of mentions. A rank alone is the public servant who has it;
// a name that is given no role is a public servant if it is a stem and there is no
// other, else not.
func (t *text) settle() {
	byName := map[string]int{}
	for i := range t.mentions {
		m := &t.mentions[i]
		if m.name == "" {
			continue
		}
		p, ok := byName[m.name]
		if !ok {
			p = len(t.persons)
			t.persons = append(t.persons, person{name: t.calls(*m), actor: -1})
			byName[m.name] = p
		}
		m.person = p
		who := &t.persons[p]
		if m.role != "" && (who.role == "" || who.standing == civilian && m.kind.official() && !strings.ContainsAny(m.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
			who.role, who.standing = m.role, m.kind
		}
	}
	anyOfficial := slices.ContainsFunc(t.persons, func(p person) bool { return p.standing.official() }) ||
		slices.ContainsFunc(t.mentions, func(m mention) bool { return m.name == "" && m.kind.official() && !t.general(m) })
	for i := range t.persons {
		if p := &t.persons[i]; p.standing == unclear && (anyOfficial || !strings.ContainsAny(p.name, stems)) {
			p.standing = civilian
		} else if p.standing == unclear {
			p.standing = agency
		}
	}
	byRole := map[string]int{}
	outsider, official := -1, -1
	for i := range t.mentions {
		m := &t.mentions[i]
		switch {
		case m.name != "":
		case m.same:
			if m.person = official; official >= 0 && t.rune(m.Start) != '該' {
				m.person = t.foremost(m.Start)
			}
			if object := strings.ContainsRune("給向對跟予訴託找問", t.rune(m.Start-1)) && m.Start > 0; object || official < 0 {
				m.person = outsider
			}
			if m.person < 0 {
				t.persons = append(t.persons, person{name: m.word, standing: civilian, actor: -1})
				m.person = len(t.persons) - 1
			}
		default:
			m.person = t.byRole(*m, byRole, official)
		}
		switch s := t.persons[m.person].standing; {
		case s.official():
			official = m.person
		case s != authority:
			outsider = m.person
		}
	}
}

// calls is how a person is called: by the name, and 陳姓 with what follows.
func (t *text) calls(m mention) string {
	if strings.HasSuffix(m.word, "姓") {
		return string(t.given[m.Start:m.End])
	}
	if strings.ContainsAny(m.name, stems+"ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return m.name
	}
	return m.word
}

// general are words for any police officer; they point at one named before.
const general = "警員員警警察同仁同事警官員工公務員公務人員警務人員"

// byRole finds the person whom a role by itself means.
func (t *text) byRole(m mention, seen map[string]int, official int) int {
	if m.kind.official() {
		for i, p := range t.persons {
			if p.standing.official() && p.role == m.role {
				return i
			}
		}
		if strings.Contains(general, m.role) && official >= 0 {
			return t.foremost(m.Start)
		}
	}
	if p, ok := seen[m.role]; ok {
		return p
	}
	t.persons = append(t.persons, person{name: m.word, role: m.role, standing: m.kind, actor: -1})
	seen[m.role] = len(t.persons) - 1
	return len(t.persons) - 1
}

// foremost is the public servant named most often before a place; who is named by a
// word for any of them counts less.
func (t *text) foremost(at int) int {
	count := make([]int, len(t.persons))
	best := -1
	for _, m := range t.mentions {
		if m.Start >= at {
			break
		}
		if t.persons[m.person].standing.official() {
			if count[m.person] += 2; t.general(m) {
				count[m.person]--
			}
			if best < 0 || count[m.person] > count[best] {
				best = m.person
			}
		}
	}
	return best
}
