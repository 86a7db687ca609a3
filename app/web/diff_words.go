package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// partLabel names a part of a piece, and says whether the name is content: the
// label of a fact is the book's.
func (s *Server) partLabel(tr *language, p publishing.Part) (label string, chinese bool) {
	id := ""
	switch x := p.Value.(type) {
	case casebook.Fact:
		id = x.ID
	case casebook.Effect:
		id = x.Fact
	default:
		return tr.T("diff.field." + p.Field), false
	}
	if f, ok := s.Book.Fact(id); ok {
		return tr.Of(f.Label), tr.Of(f.Label) == f.Label.Zh
	}
	return id, false
}

// partOf says whose a part is: an actor's, of his outcome, or of a node and choice.
func (l *language) partOf(p publishing.Place) string {
	switch {
	case p.Section == publishing.FactsSection && len(p.Of) == 0:
		return l.T("diff.everybody")
	case p.Section == publishing.OutcomeSection && len(p.Of) == 2:
		if _, err := strconv.Atoi(p.Of[1]); err != nil {
			return p.Of[0] + l.T("list.join") + l.T("diff.outcome_new")
		}
		return p.Of[0] + l.T("list.join") + l.T("diff.outcome", p.Of[1])
	case p.Section == publishing.ScenarioSection && len(p.Of) == 1:
		return l.T("diff.node", p.Of[0])
	case p.Section == publishing.ScenarioSection && len(p.Of) == 2:
		return l.T("diff.choice", p.Of[0], p.Of[1])
	case p.Section == publishing.TextSection:
		return ""
	}
	return strings.Join(p.Of, l.T("list.join"))
}

// valueOf is a value of a part in words.
func (s *Server) valueOf(tr *language, at publishing.Place, value any) saying {
	switch x := value.(type) {
	case nil:
		return saying{}
	case casebook.Fact:
		return saying{Text: s.factValue(tr, x.ID, x.Value), At: strings.Join(x.At, tr.T("list.join"))}
	case casebook.Pick:
		if x.Wording == "" {
			return saying{Text: s.pickName(tr, x.Item)}
		}
		return saying{Text: tr.T("diff.pick", s.pickName(tr, x.Item), x.Wording)}
	case casebook.Effect:
		return saying{Text: s.factValue(tr, x.Fact, x.Value)}
	case []casebook.Effect:
		return lines(x, func(e casebook.Effect) string {
			return s.factLabel(tr, e.Fact) + tr.T("colon") + s.factValue(tr, e.Fact, e.Value)
		})
	case []casebook.Branch:
		return lines(x, func(b casebook.Branch) string {
			if len(b.If) == 0 {
				return b.Go
			}
			var when []string
			for _, l := range b.If {
				when = append(when, s.factLabel(tr, l.Fact)+tr.T("colon")+s.literalValue(tr, l))
			}
			return tr.T("diff.branch", strings.Join(when, tr.T("list.join")), b.Go)
		})
	case []casebook.Difference:
		return lines(x, func(d casebook.Difference) string {
			return d.Kind.Zh() + " " + s.cite(d.Provision).Text + tr.T("colon") + d.Why
		})
	case []penalty.Sentence:
		return lines(x, penalty.Sentence.Text)
	case *penalty.Sentence:
		return saying{Text: x.Text()}
	case *casebook.Sanction:
		return saying{Text: x.Text}
	case casebook.Stage:
		return saying{Text: x.Zh()}
	case rules.ActDate:
		return saying{Text: tr.actDate(x)}
	case rules.Date:
		return saying{Text: tr.day(x)}
	case bool:
		if at.Field == "items" {
			return saying{Text: tr.T("diff.picked")}
		}
		return saying{Text: tr.T("answer.yes")}
	case int:
		if at.Field == "probation" || at.Field == "deprivation" {
			return saying{Text: penalty.Months(x).String()}
		}
		return saying{Text: strconv.Itoa(x)}
	case int64:
		return saying{Text: tr.Value(rules.Fact{Type: rules.Money}, x)}
	case []string:
		if at.Field == "charges" {
			return lines(x, func(id string) string { return s.cite(id).Text })
		}
		return saying{Text: strings.Join(x, tr.T("list.join"))}
	case string:
		return saying{Text: s.wordsOf(tr, at.Field, x)}
	}
	return saying{Text: fmt.Sprint(value)}
}

// wordsOf is a text, or what an id stands for.
func (s *Server) wordsOf(tr *language, field, text string) string {
	switch field {
	case "handbook":
		if name := (casebook.Source{Handbook: text}).Zh(); name != "" {
			return name
		}
	case "risk", "measure":
		if s.Cases == nil {
			return text
		}
		find := map[string]func(string) (casebook.Topic, bool){"risk": s.Cases.Risk, "measure": s.Cases.Measure}[field]
		if t, ok := find(text); ok {
			return tr.topic(t)
		}
	}
	return text
}

func (s *Server) factLabel(tr *language, id string) string {
	if f, ok := s.Book.Fact(id); ok {
		return tr.Of(f.Label)
	}
	return id
}

func (s *Server) factValue(tr *language, id string, value any) string {
	if f, ok := s.Book.Fact(id); ok {
		return tr.Value(f, value)
	}
	return fmt.Sprint(value)
}

// members are those of a set, the ones that the other side does not have marked;
// nothing of two facts that are no whole sets.
func (s *Server) members(tr *language, x, other casebook.Fact, mark publishing.Difference) (out []piece) {
	mine, ok := x.Value.([]string)
	theirs, both := other.Value.([]string)
	if !ok || !both {
		return nil
	}
	for i, id := range mine {
		if i > 0 {
			out = append(out, piece{Kind: string(publishing.Same), Text: tr.T("list.join")})
		}
		p := piece{Kind: string(publishing.Same), Text: s.factValue(tr, x.ID, []string{id})}
		if !slices.Contains(theirs, id) {
			p.Kind = string(mark)
		}
		out = append(out, p)
	}
	return out
}

// literalValue is the value of a condition; of a set it is one member.
func (s *Server) literalValue(tr *language, l casebook.Literal) string {
	if f, ok := s.Book.Fact(l.Fact); ok && f.Type == rules.Set {
		if member, ok := l.Is.(string); ok {
			return tr.Value(f, []string{member})
		}
	}
	return s.factValue(tr, l.Fact, l.Is)
}

func lines[T any](items []T, words func(T) string) saying {
	var out []string
	for _, x := range items {
		out = append(out, words(x))
	}
	return saying{Text: strings.Join(out, "\n")}
}
