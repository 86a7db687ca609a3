package rules

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules/penalty"
)

// transitional compares the law at the act with every later law up to the
// judgment (刑法 2 I): the law at the act applies unless a later one is more
// lenient, and a later one that no longer punishes is the most lenient of all.
func (s *sitting) transitional(f *Finding, x *item, judged Date) {
	later, repealed := s.later(f.ID, x.applied, judged), s.repealed(f.ID, x.applied, judged)
	if len(later) == 0 && !repealed {
		return
	}
	paths := []Path{{Version: f.Version, Verdict: f.Verdict, Penalty: f.Penalty}}
	same := true
	lenient := 0
	for _, r := range later {
		p := Path{Version: s.book.sheetOf(r).since}
		v, missing, _ := s.verdict(r.node)
		if last := paths[len(paths)-1]; last.Version == p.Version && last.Verdict == v && len(paths) > 1 {
			continue // within one version only a concept changed, and to no effect
		}
		if p.Verdict = v; v != NotEstablished {
			p.Penalty, _ = s.statutory(r)
		}
		paths = append(paths, p)
		for _, m := range missing {
			if v == Undetermined && f.Verdict != NotEstablished && m != notEncodedFact && !slices.Contains(f.Missing, m) {
				f.Missing = append(f.Missing, m)
			}
		}
		if p.Verdict != f.Verdict || p.Penalty == nil || f.Penalty == nil || penalty.Compare(*p.Penalty, *f.Penalty) != 0 {
			same = false
		}
	}
	if repealed {
		paths = append(paths, Path{Version: "廢止", Verdict: NotEstablished})
		same = false
	}
	if same {
		if dates := joinDates(paths[1:]); dates != "" { // else only a definition changed, to no effect here
			f.Notes = append(f.Notes, fmt.Sprintf("行為後法律於%s修正施行，要件與刑度實質相同，適用行為時法（刑法第2條第1項）。", dates))
		}
		return
	}
	for i, p := range paths {
		switch {
		case p.Verdict == NotEstablished:
			lenient = i
		case paths[lenient].Verdict != NotEstablished && p.Penalty != nil && paths[lenient].Penalty != nil && penalty.MoreLenient(*p.Penalty, *paths[lenient].Penalty):
			lenient = i
		}
	}
	for _, p := range paths {
		if p.Verdict == Undetermined && f.Verdict == Established {
			f.Heading = x.heads.under(Undetermined) // a later law may no longer punish it
		}
	}
	if paths[lenient].Verdict == NotEstablished {
		f.Heading, f.Missing = x.heads.under(NotEstablished), []string{}
	}
	for i := range paths {
		p := &paths[i]
		p.Applied = i == lenient
		switch {
		case i == 0 && p.Applied:
			p.Reason = "行為時法；後來的法律沒有更有利於行為人（刑法第2條第1項本文）"
		case i == 0:
			p.Reason = "行為時法"
		case p.Applied && p.Verdict == NotEstablished:
			p.Reason = "行為後法律不再處罰，最有利於行為人（刑法第2條第1項但書）；審判中應諭知免訴"
		case p.Applied:
			p.Reason = "行為後法律較有利於行為人（刑法第2條第1項但書）"
		case p.Verdict == Undetermined:
			p.Reason = "依這一版是否仍處罰尚未定；不處罰時最有利於行為人"
		default:
			p.Reason = "沒有更有利於行為人"
		}
	}
	f.Paths = paths
	if paths[lenient].Verdict == Established {
		f.Penalty = paths[lenient].Penalty
		f.Steps = append(f.Steps, penalty.Line{Text: "比較新舊法，適用" + paths[lenient].Version + "版：" + f.Penalty.Text(), Cites: []string{"criminal-code/2/1"}})
		h := *f.Heading
		h.Version = paths[lenient].Version
		h.rule = s.book.ruleOf(h.ID, h.Version)
		f.Heading = &h
	}
}

// since names the version of a rule, and the day from which what it rests on (a
// concept, another provision) was as it is here.
func (r *rule) since() string {
	if r.from == r.version.From {
		return r.from.String()
	}
	return r.version.From.String() + "（" + r.from.String() + "起）"
}

// later are the rules after the one at the act, up to the judgment: of the same
// provision, also where only a definition it rests on changed (刑法 2 I knows no
// difference), or where it ended or moved, of those that succeeded it. A version
// that names successors, followed by one that does not name the same, has moved:
// its number then stands for another norm.
func (s *sitting) later(id string, at *rule, judged Date) []*rule {
	var out []*rule
	rs := s.book.byProvision[id]
	cur, moved := at, rs[len(rs)-1].to <= judged
	for _, r := range rs {
		if r.from <= at.from || r.from > judged || r.version == cur.version && r.node == cur.node {
			continue
		}
		if next := cur.provision.Successors; len(next) > 0 && !slices.Equal(next, r.provision.Successors) {
			moved = true
			break
		}
		out = append(out, r)
		cur = r
	}
	if moved {
		for _, next := range cur.provision.Successors {
			for _, r := range s.book.byProvision[next] {
				if r.from > at.from && r.from <= judged && r.version != at.version && !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// repealed says whether the provision ended before the judgment with no successor.
func (s *sitting) repealed(id string, at *rule, judged Date) bool {
	rs := s.book.byProvision[id]
	return rs[len(rs)-1].to <= judged && len(at.provision.Successors) == 0
}

func joinDates(paths []Path) string {
	var out []string
	for _, p := range paths {
		d, err := ParseDay(p.Version)
		if err == nil {
			out = append(out, d.ROC())
		}
	}
	return strings.Join(out, "、")
}
