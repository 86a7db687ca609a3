package content_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

func TestContent(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "content")
}

// small answers for a small world.
func small() content.Sources {
	among := func(ids ...string) func(string) bool {
		return func(id string) bool { return slices.Contains(ids, id) }
	}
	return content.Sources{
		Link: func(id string) (text, href string, ok bool) {
			texts := map[string]string{"criminal-code/132/1": "刑法第132條第1項", "npa-leak-4": "查詢畫面<沒有>切換"}
			text, ok = texts[id]
			return text, "/there/" + id, ok
		},
		Law: func(id string) (runes int, ok bool) {
			lengths := map[string]int{"criminal-code/132": 1200, "criminal-code/132/1": 30}
			runes, ok = lengths[id]
			return runes, ok
		},
		Case:    among("npa-leak-4"),
		Item:    among("leak-1", "leak-2"),
		Scene:   among("npa-leak-4/desk"),
		Concept: among("confidential"),
	}
}

const smallGlossary = "- {zh: 洩漏, en: disclosure, avoid: [洩露]}\n- {zh: 結論, en: verdict, avoid: [guilt]}\n"

const head = `---
id: 03-art132
title: 一個字一個字看
objectives: [說得出要件, 分得出故意與過失]
concepts: [confidential]
summary: [一, 二, 三]
---
`

// rest is what makes a lesson whole: law, a case, two checks, and five minutes.
const rest = `
:::law criminal-code/132
:::
:::case npa-leak-4
:::
:::quiz leak-1
:::
:::choice npa-leak-4/desk
:::
`

func one(name, text string) fstest.MapFS {
	return fstest.MapFS{"glossary.yaml": {Data: []byte(smallGlossary)}, name: {Data: []byte(text)}}
}

// lesson loads a Chinese lesson of this prose.
func lesson(prose string) (*content.Lesson, error) {
	lib, err := content.Load(one("lessons/zh-TW/03-art132.md", head+prose+rest), small())
	if err != nil {
		return nil, err
	}
	l, _ := lib.Lesson("zh-TW", "03-art132")
	return l, nil
}

// shown is the HTML of a lesson's first block.
func shown(prose string) string {
	GinkgoHelper()
	l, err := lesson(prose)
	Expect(err).NotTo(HaveOccurred())
	return strings.TrimSuffix(string(l.Blocks[0].HTML), "\n")
}
