package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"shoumi/rules"
	"shoumi/rules/reference"
)

// prover computes what the rules make of facts, and asks the second evaluator
// whether it comes to the same. It is safe for concurrent use.
type prover struct {
	book   *rules.Book
	second *reference.Evaluator
	mu     sync.Mutex
	memo   map[string]*situation
}

func newProver(book *rules.Book) (*prover, error) {
	second, err := reference.New(book)
	return &prover{book: book, second: second, memo: map[string]*situation{}}, err
}

// situation is facts on a day, and what the rules say of them by the law of that
// day.
type situation struct {
	book     *rules.Book
	facts    rules.Values
	on       rules.Date
	once     sync.Once
	err      error // the facts contradict each other
	findings map[string]*rules.Finding
	report   []rules.Finding
	second   *reference.Facts
	mu       sync.Mutex // of second
	asked    map[string]error
}

// situation is what the rules make of facts; sources are the words they come from.
func (p *prover) situation(facts rules.Values, sources map[string]string, on rules.Date) *situation {
	key, _ := json.Marshal([]any{on, facts, sources})
	p.mu.Lock()
	s, ok := p.memo[string(key)]
	if !ok {
		s = &situation{book: p.book, facts: facts, on: on, findings: map[string]*rules.Finding{}, asked: map[string]error{}}
		p.memo[string(key)] = s
	}
	p.mu.Unlock()
	s.once.Do(func() {
		report, err := p.book.Find(rules.Incident{ActDate: rules.On(on), Facts: facts, Sources: sources}, on)
		if s.err = err; err != nil {
			var broken *rules.ContradictionError
			if errors.As(err, &broken) {
				s.err = errors.New(broken.Text)
			}
			return
		}
		s.report = report.Actors[0].Findings
		for i := range s.report {
			s.findings[s.report[i].ID] = &s.report[i]
		}
		s.second, s.err = p.second.Given(facts, on)
	})
	return s
}

// of is a situation of an item, with facts changed.
func (p *prover) of(it *Item, changes rules.Values) *situation {
	return p.situation(merge(it.Facts, changes), sourcesOf(it.sources, changes), it.On)
}

// merge puts facts over others; nil makes one unknown.
func merge(base, over rules.Values) rules.Values {
	out := maps.Clone(base)
	if out == nil {
		out = rules.Values{}
	}
	for id, v := range over {
		if out[id] = v; v == nil {
			delete(out, id)
		}
	}
	return out
}

// sourcesOf are the sources of the facts that were not changed.
func sourcesOf(sources map[string]string, changes rules.Values) map[string]string {
	out := maps.Clone(sources)
	for id := range changes {
		delete(out, id)
	}
	return out
}

// established are the provisions of a kind that are established and not absorbed.
func (s *situation) established(kind rules.Kind) []string {
	out := []string{}
	for _, f := range s.report {
		if f.Kind == kind && f.Verdict == rules.Established && f.AbsorbedBy == nil {
			out = append(out, f.ID)
		}
	}
	slices.Sort(out)
	return out
}

// agrees asks the second evaluator for every verdict a claim rests on.
func (s *situation) agrees(c claim) error {
	for _, p := range c {
		if err := s.agreesPart(p); err != nil {
			return err
		}
	}
	return nil
}

func (s *situation) agreesPart(p part) error {
	switch p.kind {
	case ofElement:
		return s.same(p.id, p.element)
	case ofCriminal, ofAdministrative:
		kind := rules.Criminal
		if p.kind == ofAdministrative {
			kind = rules.Administrative
		}
		for _, f := range s.report {
			if f.Kind != kind {
				continue
			}
			err := s.same(f.ID, "")
			if errors.Is(err, reference.ErrTooOpen) && f.Verdict == rules.Undetermined && !slices.Contains(p.ids, f.ID) {
				continue // open by both, as far as either can see
			}
			if err != nil {
				return err
			}
		}
		return nil
	case ofAbsorbed:
		if err := s.same(p.by, ""); err != nil {
			return err
		}
	}
	if f := s.findings[p.id]; f != nil {
		for _, id := range f.ModifiedBy {
			if err := s.same(id, ""); err != nil {
				return err
			}
		}
	}
	return s.same(p.id, "")
}

// same says whether both evaluators give one verdict; the error says that they do
// not.
func (s *situation) same(provision, element string) error {
	key := provision + "#" + element
	s.mu.Lock()
	defer s.mu.Unlock()
	if err, ok := s.asked[key]; ok {
		return err
	}
	err := s.compare(provision, element)
	s.asked[key] = err
	return err
}

func (s *situation) compare(provision, element string) error {
	f := s.findings[provision]
	if f == nil {
		return fmt.Errorf("規則裡沒有「%s」", provision)
	}
	want, name := f.Verdict, f.Cite
	var got rules.Verdict
	var err error
	if element == "" {
		got, err = s.second.Verdict(provision)
	} else {
		e, ok := elementOf(f, element)
		if !ok {
			return fmt.Errorf("%s在行為日沒有構成要件「%s」", f.Cite, element)
		}
		want, name = e.Verdict, f.Cite+"「"+e.Text+"」"
		got, err = s.second.Element(provision, element)
	}
	if err == nil && got != want {
		err = fmt.Errorf("兩套求值的結論不同：%s，引擎說%s，第二套說%s", name, want.Zh(), got.Zh())
	}
	return err
}
