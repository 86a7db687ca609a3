package publishing

import (
	"slices"
	"strings"

	"shoumi/app/privacy"
)

// Trait is something in a content that names nobody, and narrows down who it is about.
type Trait struct {
	Kind privacy.Trait
	In   []Text // where it stands
}

// Reidentifying are the traits of a content. Risky says that together they may tell who
// it is, though nobody is named: three of them, or a judgment number beside another,
// since judgments are published with the names of the accused.
func Reidentifying(kind Kind, file []byte) (traits []Trait, risky bool) {
	texts := Texts(kind, file)
	var all []string
	for _, t := range texts {
		all = append(all, t.Text)
		for _, k := range narrows(t) {
			i := slices.IndexFunc(traits, func(x Trait) bool { return x.Kind == k })
			if i < 0 {
				i, traits = len(traits), append(traits, Trait{Kind: k})
			}
			traits[i].In = append(traits[i].In, t)
		}
	}
	judgment := slices.ContainsFunc(traits, func(x Trait) bool { return x.Kind == privacy.TraitJudgment })
	_, together := privacy.Reidentifying(strings.Join(all, "\n"))
	return traits, together || len(traits) >= 3 || judgment && len(traits) > 1
}

// narrows are the traits of one text. The date of the act counts as a month unless it
// is no more than a year.
func narrows(t Text) []privacy.Trait {
	if t.Path == "act_date" {
		if len(t.Text) >= len("2024-05") {
			return []privacy.Trait{privacy.TraitMonth}
		}
		return nil
	}
	traits, _ := privacy.Reidentifying(t.Text)
	return traits
}
