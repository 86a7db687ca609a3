package publishing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Text is a part of a content that people wrote.
type Text struct {
	Path string // narrative/s3, actors/甲/role, scenario/nodes/supper/story; of Markdown the paragraph, text/3
	Text string
}

// titleOf is the title of content, "" where it has none yet.
func titleOf(kind Kind, file []byte) string {
	head := file
	if kind != Case {
		head, _ = parted(file)
	}
	var of struct{ Title string }
	_ = yaml.Unmarshal(head, &of) // what is not there yet is said where it counts
	return strings.TrimSpace(of.Title)
}

// lastSentence is the highest number among the ids of the sentences of a case.
func lastSentence(kind Kind, file []byte) (last int) {
	if kind != Case {
		return 0
	}
	var of struct{ Narrative map[string]string }
	_ = yaml.Unmarshal(file, &of) // what cannot be read has none
	for id := range of.Narrative {
		last = max(last, numberOf(id))
	}
	return last
}

// numberOf is the number in the id of a sentence; 0 where it has none.
func numberOf(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "s"))
	if err != nil {
		return 0
	}
	return n
}

// parted is the head of Markdown content, and what follows it.
func parted(file []byte) (head []byte, body string) {
	s := strings.ReplaceAll(string(file), "\r\n", "\n")
	if rest, ok := strings.CutPrefix(s, "---\n"); ok {
		if h, b, ok := strings.Cut(rest, "\n---\n"); ok {
			return []byte(h), b
		}
	}
	return nil, s
}

// Texts are all texts of content.
func Texts(kind Kind, file []byte) (out []Text) {
	head, body := file, ""
	if kind != Case {
		head, body = parted(file)
	}
	leaves(head, func(path []string, text string) {
		out = append(out, Text{strings.Join(path, "/"), text})
	})
	for i, p := range Paragraphs(body) {
		out = append(out, Text{"text/" + strconv.Itoa(i+1), p})
	}
	return out
}

// Paragraphs are the paragraphs of Markdown: what stands between empty lines.
func Paragraphs(body string) (out []string) {
	for _, p := range blank.Split(strings.TrimSpace(body), -1) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

var blank = regexp.MustCompile(`\n[ \t]*\n`)

// leaves are the scalars of YAML by their paths. What has an id is called by it, as
// nodes and choices of a scenario are.
func leaves(data []byte, each func(path []string, text string)) {
	var root yaml.Node
	if yaml.Unmarshal(data, &root) != nil || len(root.Content) == 0 {
		return
	}
	var walk func(n *yaml.Node, path []string)
	walk = func(n *yaml.Node, path []string) {
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], append(slices.Clip(path), n.Content[i].Value))
			}
		case yaml.SequenceNode:
			for i, x := range n.Content {
				walk(x, append(slices.Clip(path), nameOf(x, i)))
			}
		case yaml.ScalarNode:
			each(path, n.Value)
		}
	}
	walk(root.Content[0], nil)
}

func nameOf(n *yaml.Node, i int) string {
	if n.Kind == yaml.MappingNode {
		for k := 0; k+1 < len(n.Content); k += 2 {
			if n.Content[k].Value == "id" {
				return n.Content[k+1].Value
			}
		}
	}
	return strconv.Itoa(i)
}

// prose are the keys of a case that tell and decide nothing. What its exercises ask is
// decided by its facts.
var prose = []string{"title", "source", "date_note", "narrative", "at", "role", "text", "body", "why", "teaches", "items", "story", "do", "says"}

var cited = regexp.MustCompile(`(?m)\[\[[^\]\n]+\]\]|^:::[^\n]*$`)

// lawOf is what of a content the law depends on, the same for contents that are told
// otherwise only.
func lawOf(kind Kind, file []byte) string {
	if kind != Case {
		return strings.Join(cited.FindAllString(string(file), -1), "\n")
	}
	var out []string
	leaves(file, func(path []string, text string) {
		if !slices.ContainsFunc(path, func(p string) bool { return slices.Contains(prose, p) }) {
			out = append(out, strings.Join(path, "/")+"="+text)
		}
	})
	slices.Sort(out) // in what order people and facts stand makes no difference
	return strings.Join(out, "\n")
}
