package proof_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// shipped is the shipped book, loaded before the specs are built.
var shipped *rules.Book

func TestProof(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if shipped, err = rules.Shipped(); err != nil {
		t.Fatalf("the shipped book has faults:\n%v", err)
	}
	RunSpecs(t, "rules/proof")
}

const vocabulary = `facts:
  - {id: official, type: bool, group: 主體, label: {zh: 公務員}, question: {zh: 是公務員嗎？}, who_knows: [人事單位], cost: 1}
  - {id: intent, type: bool, group: 主觀, label: {zh: 故意}, question: {zh: 是故意嗎？}, who_knows: [當事人], cost: 4,
     excludes: [{fact: careless, why: 故意就不是過失}]}
  - {id: careless, type: bool, group: 主觀, label: {zh: 過失}, question: {zh: 是不小心嗎？}, who_knows: [當事人], cost: 3}
  - {id: position, type: enum, group: 主體, label: {zh: 身分}, question: {zh: 身分？}, who_knows: [人事單位], cost: 1,
     values: [{id: officer, zh: 員警}, {id: vendor, zh: 廠商}, {id: citizen, zh: 民眾}]}
  - {id: acts, type: set, group: 行為, label: {zh: 行為}, question: {zh: 做了什麼？}, who_knows: [卷宗], cost: 2,
     values: [{id: tell, zh: 告知}, {id: sell, zh: 出售}]}
  - {id: amount, type: money, group: 結果, label: {zh: 金額}, question: {zh: 多少錢？}, who_knows: [卷宗], cost: 2}
`

// rest reads every fact of the vocabulary, so that none goes unused.
const rest = `{id: any, text: 任一事實, when: 'official or intent or careless or position == "vendor" or "tell" in acts or "sell" in acts or amount > 3'}`

// provision is a criminal provision on lines of its own: an element a line, then
// exceptions, if any.
func provision(id string, elements []string, exceptions ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "      - id: %q\n        kind: criminal\n        label: 洩密\n        elements:\n", id)
	for _, e := range elements {
		fmt.Fprintf(&b, "          - %s\n", e)
	}
	for i, x := range exceptions {
		if i == 0 {
			b.WriteString("        except:\n")
		}
		fmt.Fprintf(&b, "          - %s\n", x)
	}
	b.WriteString("        penalty: {imprisonment: {max: 3y}}\n")
	return b.String()
}

// version is a version of an article from a day on; its text is sha, repeated.
func version(from, sha string, provisions ...string) string {
	return fmt.Sprintf("  - from: %s\n    amended: 1999-12-30\n    basis: 公布\n    sha256: %s\n    summary: [一項]\n    provisions:\n%s",
		from, strings.Repeat(sha, 64), strings.Join(provisions, ""))
}

// article is a file of versions, newest first.
func article(number string, versions ...string) string {
	return fmt.Sprintf("law: 中華民國刑法\nshort: 刑法\narticle: %q\ntitle: 條文\nchecked_on: 2026-11-22\nreview_by: 2027-11-22\nversions:\n%s", number, strings.Join(versions, ""))
}

// files are a book of articles of the Criminal Code, by the name of the file.
func files(facts string, statutes map[string]string) fstest.MapFS {
	out := fstest.MapFS{"facts.yaml": {Data: []byte(facts)}}
	for name, text := range statutes {
		out["statutes/criminal-code/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func load(f fstest.MapFS) *rules.Book {
	GinkgoHelper()
	b, err := rules.Load(f)
	Expect(err).NotTo(HaveOccurred())
	return b
}

// of is a book of one article that stands since 2019-12-27.
func of(provisions ...string) *rules.Book {
	GinkgoHelper()
	return load(files(vocabulary, map[string]string{"132.yaml": article("132", version("2019-12-27", "0", provisions...))}))
}

// verdict is what a book says on a day of facts of that day: law that came later
// is not asked (刑法 2 I).
func verdict(b *rules.Book, id string, on rules.Date, v rules.Values) rules.Verdict {
	GinkgoHelper()
	report, err := b.Classify(rules.Incident{ActDate: rules.On(on), Facts: v, Actors: []rules.Actor{{Name: "甲"}}}, on)
	Expect(err).NotTo(HaveOccurred())
	for _, f := range report.Actors[0].Findings {
		if f.ID == id {
			return f.Verdict
		}
	}
	Fail("no finding on " + id)
	return ""
}
