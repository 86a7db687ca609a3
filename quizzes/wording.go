package quizzes

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/source"
)

// wording is how a fact, or a member of a set (fact.member), is told, by value:
// true, false, a value of an enum, and unknown. {甲} stands for the actor. Somebody
// approved each sentence once; a fact without wording makes no item.
type wording map[string]string

func (r *reader) readWording() {
	r.file("wording.yaml").Map().Each(func(key string, keyNode, n *source.Node) {
		id, member, _ := strings.Cut(key, ".")
		f, ok := r.book.Fact(id)
		if !ok {
			keyNode.Fault(fmt.Sprintf("沒有叫做「%s」的事實", id), suggest(id, ids(r.book.Facts(), func(f rules.Fact) string { return f.ID })))
			return
		}
		values := []string{"true", "false", "unknown"}
		members := ids(f.Values, func(v rules.FactValue) string { return v.ID })
		switch {
		case f.Type == rules.Set && !slices.Contains(members, member):
			keyNode.Fault(fmt.Sprintf("「%s」沒有「%s」這個值", id, member), suggest(member, members))
			return
		case f.Type != rules.Set && member != "":
			keyNode.Fault(fmt.Sprintf("「%s」不是集合", id), "")
			return
		case f.Type == rules.Enum:
			values = append(members, "unknown")
		case f.Type != rules.Set && f.Type != rules.Bool:
			keyNode.Fault(fmt.Sprintf("「%s」是數目或日期，不能出成題目", id), "")
			return
		}
		w := wording{}
		n.Map().Each(func(value string, vn, text *source.Node) {
			if !slices.Contains(values, value) {
				vn.Fault(fmt.Sprintf("「%s」沒有「%s」這個值", key, value), "可以寫："+strings.Join(values, "、"))
				return
			}
			if w[value] = text.Text(); strings.HasSuffix(w[value], "。") {
				text.Fault("句子不要寫句號", "")
			}
		})
		r.wording[key] = w
	})
}
