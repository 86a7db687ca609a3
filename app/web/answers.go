package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/rules"
)

// The values of the choices that every question has. Facts have no such values:
// identifiers of the book begin with a letter.
const (
	chooseUnsure = "?"
	chooseNone   = "-"
)

// queryOf is the query of the address.
func queryOf(c *fiber.Ctx) url.Values {
	v, _ := url.ParseQuery(string(c.Request().URI().QueryString()))
	return v
}

// formOf is the form that was sent. Fiber's own FormValue would keep one value
// of several.
func formOf(c *fiber.Ctx) url.Values {
	if form, err := c.MultipartForm(); err == nil {
		return form.Value
	}
	v, _ := url.ParseQuery(string(c.Body()))
	return v
}

// readAnswer reads what was chosen or typed for a fact: nil for 不確定. An error
// is a *problem.
func readAnswer(f rules.Fact, chosen []string) (any, error) {
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(chosen) == 0 {
		return nil, wrong("answer." + needs(f))
	}
	unsure := slices.Contains(chosen, chooseUnsure)
	switch f.Type {
	case rules.Set:
		return readSet(f, chosen, unsure)
	case rules.Bool, rules.Enum:
		if len(chosen) > 1 {
			return nil, wrong("answer.one")
		}
	}
	if unsure {
		return nil, nil
	}
	first := chosen[0]
	switch f.Type {
	case rules.Bool:
		switch first {
		case "yes":
			return true, nil
		case "no":
			return false, nil
		}
	case rules.Enum:
		if f.Has(first) {
			return first, nil
		}
	case rules.Int, rules.Money:
		return readNumber(f, first)
	case rules.DateFact:
		return parseDay(first)
	}
	return nil, wrong("answer.odd")
}

// readSet reads ticks. Ticks with 不確定 are partly known: what is ticked is so,
// the rest is open.
func readSet(f rules.Fact, chosen []string, unsure bool) (any, error) {
	none := slices.Contains(chosen, chooseNone)
	if none && len(chosen) > 1 {
		return nil, wrong("answer.none_and")
	}
	if none {
		return []string{}, nil
	}
	members := []string{}
	for _, v := range f.Values { // in the order of the book, so that equal answers are equal
		if slices.Contains(chosen, v.ID) {
			members = append(members, v.ID)
		}
	}
	if len(members) != len(chosen)-map[bool]int{true: 1}[unsure] {
		return nil, wrong("answer.odd")
	}
	if !unsure {
		return members, nil
	}
	if len(members) == 0 {
		return nil, nil
	}
	partly := map[string]bool{}
	for _, m := range members {
		partly[m] = true
	}
	return partly, nil
}

func readNumber(f rules.Fact, s string) (any, error) {
	n, ok := rules.ParseNumber(s)
	if !ok {
		return nil, wrong("answer.number")
	}
	if n < 0 && f.Type == rules.Money {
		return nil, wrong("answer.negative")
	}
	return n, nil
}

func needs(f rules.Fact) string {
	switch f.Type {
	case rules.Set:
		return "choose_set"
	case rules.Int, rules.Money:
		return "number"
	case rules.DateFact:
		return "date"
	}
	return "choose"
}

// chosen is the reverse of readAnswer: what stands in the form for a value.
func chosenOf(v any) []string {
	switch x := v.(type) {
	case nil:
		return []string{chooseUnsure}
	case bool:
		return []string{map[bool]string{true: "yes", false: "no"}[x]}
	case string:
		return []string{x}
	case []string:
		if len(x) == 0 {
			return []string{chooseNone}
		}
		return x
	case map[string]bool:
		out := []string{chooseUnsure}
		for id, in := range x {
			if in {
				out = append(out, id)
			}
		}
		return out
	case int64:
		return []string{strconv.FormatInt(x, 10)}
	case rules.Date:
		return []string{x.String()}
	}
	return nil
}
