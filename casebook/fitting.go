package casebook

import (
	"cmp"
	"slices"
)

// Fit is a measure with the reasons for which it fits an incident.
type Fit struct {
	Measure Topic
	Cases   []string   // ids of near cases that would have been helped by it
	Risks   []RiskFact // risk factors of the incident against which published cases name it
}

// RiskFact is a risk factor, and the ids of the cases that show it and name the
// measure.
type RiskFact struct {
	Risk  Topic
	Cases []string
}

// Fitting are the measures that fit an incident with these risk factors and these
// cases near to it, each with its reasons: most reasons first, a risk factor of the
// incident itself counting before a case that is merely near; ties as the handbooks
// have them. Ids that the casebook does not have are passed over.
func (b *Casebook) Fitting(risks, near []string) []Fit {
	var out []Fit
	for _, m := range b.Measures() {
		f := Fit{Measure: m}
		for _, id := range near {
			if c, ok := b.Case(id); ok && !c.Withdrawn && slices.Contains(c.Measures, m.ID) {
				f.Cases = append(f.Cases, id)
			}
		}
		for _, id := range risks {
			risk, ok := b.Risk(id)
			if !ok {
				continue
			}
			x := RiskFact{Risk: risk}
			for _, c := range b.cases {
				if slices.Contains(c.Risks, id) && slices.Contains(c.Measures, m.ID) {
					x.Cases = append(x.Cases, c.ID)
				}
			}
			if len(x.Cases) > 0 {
				f.Risks = append(f.Risks, x)
			}
		}
		if len(f.Cases)+len(f.Risks) > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(x, y Fit) int {
		return cmp.Or(cmp.Compare(len(y.Risks), len(x.Risks)), cmp.Compare(len(y.Cases), len(x.Cases)))
	})
	return out
}
