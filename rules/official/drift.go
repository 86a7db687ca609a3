package official

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
)

// Drift is an article whose official text is not the one that the newest version
// in force in the book was checked against.
type Drift struct {
	Article  string `json:"article"` // criminal-code/132
	File     string `json:"file"`    // of the rule, within the rule set
	Version  string `json:"version"` // from-date of the newest version in force
	Ours     string `json:"ours"`    // sha256 in the rule file
	Official string `json:"official,omitempty"`
	Why      string `json:"why"`
}

// Compare holds the book against imported laws. compared counts the articles
// whose law is there; the others cannot be judged.
func Compare(b *rules.Book, laws []Law) (drift []Drift, compared int) {
	drift = []Drift{}
	for _, a := range b.Articles() {
		i := slices.IndexFunc(laws, func(l Law) bool { return l.PCode == a.PCode })
		newest := slices.IndexFunc(a.Versions, func(v rules.Version) bool { return v.Status == rules.InForce })
		if a.PCode == "" || i < 0 || newest < 0 {
			continue
		}
		compared++
		v := a.Versions[newest]
		d := Drift{Article: a.ID, File: a.File, Version: v.From.String(), Ours: v.SHA256}
		if d.Official, d.Why = against(a, v, laws[i]); d.Why != "" {
			drift = append(drift, d)
		}
	}
	return drift, compared
}

// against says why an article differs from its law; nothing when it does not, or
// when the law shows an amendment early that the book knows as not yet in force.
func against(a *rules.Article, newest rules.Version, law Law) (sum, why string) {
	i := slices.IndexFunc(law.Articles, func(o Article) bool { return o.Number == a.Number })
	if newest.To < rules.Forever { // ended, says the book; its number may be another article's now
		if i >= 0 && !law.Abandoned && law.Articles[i].SHA256 == newest.SHA256 {
			return newest.SHA256, "規則說這一條到" + (newest.To - 1).ROC() + "為止，官方文字還在" + on(law)
		}
		return "", ""
	}
	switch {
	case law.Abandoned:
		return "", law.Name + "已經廢止" + on(law)
	case i < 0:
		return "", fmt.Sprintf("%s裡沒有第%s%s了%s", law.Name, a.Number, a.Unit, on(law))
	case deleted(law.Articles[i]):
		return law.Articles[i].SHA256, "官方文字是（刪除）" + on(law)
	}
	sum = law.Articles[i].SHA256
	if newest.Unseen != "" {
		return sum, "規則編入時官方文字不在手邊，現在可以核對了" + on(law)
	}
	for _, v := range a.Versions {
		switch {
		case v.SHA256 != sum:
		case v.Status == rules.Promulgate:
			return "", ""
		case v.Status == rules.InForce && v.From == newest.From:
			return "", ""
		default:
			return sum, "官方文字是較舊的" + v.Amended.ROC() + "修正版：匯入的檔案過時，或規則的版本有誤" + on(law)
		}
	}
	return sum, "官方文字與規則核對過的不同" + on(law)
}

func deleted(a Article) bool {
	return len(a.Paragraphs) == 1 && strings.Trim(a.Paragraphs[0], "（）() 。") == "刪除"
}

func on(l Law) string {
	if l.Modified == "" {
		return ""
	}
	return "（最新異動日期 " + l.Modified + "）"
}
