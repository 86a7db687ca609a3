package privacy

import "regexp"

var (
	monthPattern  = regexp.MustCompile(`[0-9]{2,4} ?年 ?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月`)
	amountPattern = regexp.MustCompile(`[0-9][0-9,]*(?: ?萬 ?[0-9,]*)? ?元`)
)

// Trait is something that narrows down who a text speaks of.
type Trait string

const (
	TraitUnit     Trait = "unit"
	TraitMonth    Trait = "month"
	TraitAmount   Trait = "amount"
	TraitJudgment Trait = "judgment"
)

// Zh names the trait.
func (t Trait) Zh() string {
	return map[Trait]string{TraitUnit: "真實單位", TraitMonth: "年月", TraitAmount: "金額", TraitJudgment: "判決字號"}[t]
}

// Reidentifying are the traits that stand together in a text without any name and
// may yet tell who it is. One or two are common; from three on, or with a
// judgment number beside another, an editor should take one out.
func Reidentifying(s string) (traits []Trait, risky bool) {
	t := newText(s)
	if len(unit(t)) > 0 {
		traits = append(traits, TraitUnit)
	}
	if monthPattern.MatchString(t.plain) {
		traits = append(traits, TraitMonth)
	}
	if amountPattern.MatchString(t.plain) {
		traits = append(traits, TraitAmount)
	}
	if len(judgment(t)) > 0 {
		traits = append(traits, TraitJudgment)
	}
	named := len(traits) > 1 && traits[len(traits)-1] == TraitJudgment
	return traits, named || len(traits) >= 3
}
