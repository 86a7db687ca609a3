package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// because says why facts do not bear a claim out, or why they do.
func (s *situation) because(c claim) string {
	var right []string
	for _, p := range c {
		if !s.holdsPart(p) {
			return s.becausePart(p)
		}
		if text := s.becausePart(p); !slices.Contains(right, text) {
			right = append(right, text)
		}
	}
	return strings.Join(right, "")
}

func (s *situation) becausePart(p part) string {
	switch p.kind {
	case ofCriminal:
		return s.listed("犯罪", s.established(rules.Criminal), p.ids)
	case ofAdministrative:
		return s.listed("行政責任", s.established(rules.Administrative), p.ids)
	case ofElement:
		if f := s.findings[p.id]; f != nil {
			if e, ok := elementOf(f, p.element); ok {
				return f.Cite + "的" + s.elementText(e, f.Missing) + "。"
			}
		}
		return s.describe(p.id)
	case ofMaxMonths, ofMinMonths, ofMaxFine:
		return s.describe(p.id) + s.penalty(p.id)
	case ofComplaint:
		f := s.findings[p.id]
		if f == nil || f.Verdict != rules.Established {
			return s.describe(p.id)
		}
		if f.Complaint != nil && f.Complaint.Required {
			var by []string
			for _, id := range f.Complaint.Cites {
				by = append(by, s.book.Cite(id))
			}
			return f.Cite + "在這裡要告訴乃論（" + strings.Join(by, "、") + "）。"
		}
		return f.Cite + "在這裡不是告訴乃論之罪。"
	}
	return s.describe(p.id)
}

// listed says what is established of a kind, and what is wrong with a list of it.
func (s *situation) listed(what string, now, claimed []string) string {
	var out strings.Builder
	switch len(now) {
	case 0:
		fmt.Fprintf(&out, "依這些事實，沒有成立的%s。", what)
	default:
		var cites []string
		for _, id := range now {
			cites = append(cites, s.book.Cite(id))
		}
		fmt.Fprintf(&out, "依這些事實，成立的%s是%s。", what, strings.Join(cites, "、"))
	}
	for _, id := range claimed {
		if !slices.Contains(now, id) {
			out.WriteString(s.describe(id))
		}
	}
	for _, id := range now {
		if !slices.Contains(claimed, id) {
			out.WriteString(s.describe(id))
		}
	}
	return out.String()
}

// describe is the verdict on a provision with what it turns on.
func (s *situation) describe(id string) string {
	f := s.findings[id]
	if f == nil {
		return ""
	}
	head := fmt.Sprintf("%s「%s」%s", f.Cite, f.Title, f.Verdict.Zh())
	var why []string
	switch f.Verdict {
	case rules.Established:
		for _, e := range f.Elements {
			why = append(why, "「"+e.Text+"」")
		}
		out := head + "：" + strings.Join(why, "、") + "都具備。"
		if len(why) == 1 {
			out = head + "：" + why[0] + "具備。"
		}
		if f.AbsorbedBy != nil {
			out += "但只論" + s.book.Cite(*f.AbsorbedBy) + "（法條競合）。"
		}
		return out
	case rules.NotEncoded:
		return head + "：" + strings.Join(f.Notes, "")
	}
	for _, e := range f.Elements {
		if e.Verdict == f.Verdict {
			why = append(why, s.elementText(e, f.Missing))
		}
	}
	for _, x := range f.Exceptions {
		if f.Verdict == rules.NotEstablished && x.Verdict == rules.Established || f.Verdict == rules.Undetermined && x.Verdict == rules.Undetermined {
			why = append(why, "例外「"+x.Text+"」"+x.Verdict.Zh()+s.readings(x, f.Missing))
		}
	}
	if len(why) == 0 {
		why = f.Notes
	}
	return head + "：" + strings.Join(why, "；") + "。"
}

// elementText is 「故意」不成立，因為故意使對方知悉或取得：否（「…」）.
// Missing are the facts that can still swing the provision.
func (s *situation) elementText(e rules.ElementFinding, missing []string) string {
	return "「" + e.Text + "」" + e.Verdict.Zh() + s.readings(e, missing)
}

// maxReadings is how many facts an explanation shows of an element.
const maxReadings = 3

// readings are the facts an element turned on, with the words they come from; of
// an open one the facts that can still swing it, also members of a set of which
// only some are known.
func (s *situation) readings(e rules.ElementFinding, missing []string) string {
	var known, lacking []string
	for _, r := range e.Facts {
		f, ok := s.book.Fact(r.ID)
		if !ok {
			continue
		}
		if e.Verdict == rules.Undetermined && slices.Contains(missing, r.ID) {
			lacking = append(lacking, "「"+f.Label.Zh+"」")
			continue
		}
		if r.Value == nil {
			if e.Verdict == rules.Undetermined && len(missing) > 0 {
				continue // unknown, and of no account
			}
			lacking = append(lacking, "「"+f.Label.Zh+"」")
			continue
		}
		text := f.Label.Zh + "：" + f.ValueZh(r.Value)
		if r.Source != "" && r.Source != rules.Inferred {
			text += "（「" + cut(r.Source) + "」）"
		}
		known = append(known, text)
	}
	if e.Verdict == rules.Undetermined && len(lacking) > 0 {
		return "，還不知道" + strings.Join(lacking[:min(len(lacking), maxReadings)], "、")
	}
	if len(known) == 0 {
		return ""
	}
	return "，因為" + strings.Join(known[:min(len(known), maxReadings)], "；")
}

// maxQuoted is how many runes of a source an explanation quotes.
const maxQuoted = 60

func cut(s string) string {
	if r := []rune(s); len(r) > maxQuoted {
		return string(r[:maxQuoted]) + "…"
	}
	return s
}

// penalty is the range of an offence and the steps to it.
func (s *situation) penalty(id string) string {
	f := s.findings[id]
	if f == nil || f.Penalty == nil || f.Verdict != rules.Established {
		return ""
	}
	var steps []string
	for _, l := range f.Steps {
		steps = append(steps, strings.TrimSuffix(l.Text, "。"))
	}
	if len(steps) == 0 {
		return "刑度：" + f.Penalty.Text() + "。"
	}
	return strings.Join(steps, "；") + "。"
}

// changesZh is facts in words: 「故意使對方知悉或取得」是「是」.
func changesZh(book *rules.Book, v rules.Values) string {
	var out []string
	for _, f := range book.Facts() {
		if x, ok := v[f.ID]; ok {
			out = append(out, "「"+f.Label.Zh+"」是「"+f.ValueZh(x)+"」")
		}
	}
	return strings.Join(out, "、")
}
