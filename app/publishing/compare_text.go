package publishing

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// paragraphs are the lines of the front matter and the blocks between blank lines;
// gaps are the line ends behind each. Put together they are the text again.
func paragraphs(text string) (blocks, gaps []string) {
	add := func(block, gap string) { blocks, gaps = append(blocks, block), append(gaps, gap) }
	if strings.HasPrefix(text, "---\n") {
		if end := strings.Index(text[3:], "\n---\n"); end >= 0 {
			end += 3 + len("\n---\n")
			for line := range strings.Lines(text[:end]) {
				add(strings.TrimSuffix(line, "\n"), "\n")
			}
			text = text[end:]
			blank := len(text) - len(strings.TrimLeft(text, "\n"))
			gaps[len(gaps)-1] += text[:blank]
			text = text[blank:]
		}
	}
	for text != "" {
		at := blankLines.FindStringIndex(text)
		if at == nil {
			at = []int{len(text), len(text)}
		}
		add(text[:at[0]], text[at[0]:at[1]])
		text = text[at[1]:]
	}
	return blocks, gaps
}

// blankLines ends a paragraph; one line end is enough at the end of the text.
var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*|\n\z`)

func apartText(blocks, keys []string) *flat {
	f := newFlat()
	f.lists["text"] = keys
	for i, block := range blocks {
		f.add(Place{ID: "text/" + keys[i], Section: TextSection, Of: []string{keys[i]}, Field: "paragraph"}, block)
	}
	return f
}

// numbered calls paragraphs by their number behind the front matter, and its lines
// head-1, head-2.
func numbered(blocks []string) (keys []string) {
	front := matter(blocks)
	for i := range blocks {
		if i < front {
			keys = append(keys, fmt.Sprintf("head-%d", i+1))
		} else {
			keys = append(keys, fmt.Sprint(i-front+1))
		}
	}
	return keys
}

// matter is the number of lines of front matter.
func matter(blocks []string) int {
	if len(blocks) == 0 || blocks[0] != "---" {
		return 0
	}
	return 2 + slices.Index(blocks[1:], "---")
}

// alike calls every paragraph as the one before it that it is or was made from: the
// same where it stood, the same elsewhere, then between those in order what it has
// enough in common with. What is new is called by its words.
func alike(before, now []string) []string {
	of := make([]int, len(now)) // index in before, or none
	used := make([]bool, len(before))
	for i := range of {
		of[i] = none
	}
	pair := func(i, j int) { of[i], used[j] = j, true }
	stay := longest(before, now)
	for i, j := 0, 0; len(stay) > 0; stay = stay[1:] {
		i += slices.Index(now[i:], stay[0])
		j += slices.Index(before[j:], stay[0])
		pair(i, j)
		i, j = i+1, j+1
	}
	for i, block := range now {
		for j, was := range before {
			if of[i] == none && !used[j] && block == was {
				pair(i, j)
			}
		}
	}
	last := none
	for i, block := range now {
		for j := last + 1; j < len(before) && of[i] == none && !used[j]; j++ {
			if shared(spansOf(before[j], block)) >= leastShared {
				pair(i, j)
			}
		}
		if of[i] != none {
			last = of[i]
		}
	}
	keys, names := make([]string, len(now)), numbered(before)
	for i, block := range now {
		if of[i] != none {
			keys[i] = names[of[i]]
			continue
		}
		sum := sha256.Sum256([]byte(block))
		for n := 1; keys[i] == ""; n++ {
			if key := fmt.Sprintf("new-%x-%d", sum[:4], n); !slices.Contains(keys, key) {
				keys[i] = key
			}
		}
	}
	return keys
}

const none = -1
