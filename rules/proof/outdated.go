package proof

import (
	"shoumi/rules"
)

// Stale is an article that somebody should look at again, and why.
type Stale struct {
	Article  string     `json:"article"`
	Why      string     `json:"why"`
	ReviewBy rules.Date `json:"review_by"`
}

// Outdated lists the articles whose day of review has come, and those of which a
// version is promulgated whose commencement may be fixed any day.
func Outdated(b *rules.Book, on rules.Date) []Stale {
	out := []Stale{}
	for _, a := range b.Articles() {
		if a.ReviewBy <= on {
			out = append(out, Stale{a.ID, "上次核對是" + a.CheckedOn.ROC() + "，應在" + a.ReviewBy.ROC() + "前再核對", a.ReviewBy})
			continue
		}
		for _, v := range a.Versions {
			if v.Status == rules.Promulgate {
				out = append(out, Stale{a.ID, v.Amended.ROC() + "公布的修正還沒有施行日，請查是否已定", a.ReviewBy})
			}
		}
	}
	return out
}
