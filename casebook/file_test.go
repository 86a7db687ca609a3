package casebook_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// fileSpecs are the specs of case files, over every case that ships.
func fileSpecs() {
	table := []any{func(id string) {
		data, err := casebook.Files.ReadFile("cases/" + id + ".yaml")
		Expect(err).NotTo(HaveOccurred())
		c, err := casebook.Decode(id+".yaml", data, book)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(c.File())).To(Equal(string(data)))
	}}
	for _, id := range wantIDs {
		table = append(table, Entry(id, id))
	}
	DescribeTable("A shipped case read and written is the same file", table...)
}

// everything is a case in which every field has something to write.
const everything = `case: agency-115-2
title: 一切都寫的案例
source: {agency: 某縣警察局政風室, section: "115-2 [密]", page: 3, judgments: [某法院判決一, "115,2"]}
act_date: {from: 2024-01, to: 2024-02-03, continuing: true}
date_note: 只知道月份。
narrative:
  s1: "甲是警員: 他查了資料。"
  s2: "# 乙也是 # 警員"
facts:
  position: {value: agency_officer, at: [s1, s2]}
  service: {value: police_officer, at: [s1]}
actors:
  甲:
    role: "- 警員"
    facts:
      acts: {value: {disclose: false, query: true}, at: [s1]}
      benefit_amount: {value: 0, at: [s1]}
  "no":
    role: "115"
    facts: {}
outcome:
  甲:
    - stage: administrative
      body: 警察局
      text: "「申誡」: 一次"
      sanction: {text: 申誡一次, measure: reprimand, times: 1}
      differences:
        - kind: not_discussed
          why: 來源沒有寫依據。
    - stage: final
      text: 判決。
      charges: [criminal-code/132/1]
      sentence: [{imprisonment: 1y2m}, {detention_days: 30, fine: 9000}]
      counts: 2
      combined: {imprisonment: 9999y12m}
      deprivation: 2y
      probation: 5m
      payment: 10000
      per_day: 1000
      commutable: true
      differences:
        - provision: criminal-code/132/1
          kind: undetermined
          why: 資料的種類沒有寫。
  "no":
    - stage: not_indicted
      text: null 是這位行為人的結果
risks: [low_vigilance]
measures: [sop]
teaches: "yes"
items:
  甲:
    - {item: open-criminal-code-132-1/acts.disclose=unknown}
    - {item: crime/intent=false-2, wording: "甲：「我沒有說。」, 但沒有人問"}
  "no":
    - {item: table-criminal-code-132-1/known}
`

var _ = Describe("A case file", func() {
	It("states every field of a case in one form", func() {
		c, err := casebook.Decode("anything.yaml", []byte(everything), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Teaches).To(Equal("yes"))
		Expect(c.Actors[1].Name).To(Equal("no"))
		Expect(c.Source).To(Equal(casebook.Source{Agency: "某縣警察局政風室", Section: "115-2 [密]", Page: 3, Judgments: []string{"某法院判決一", "115,2"}}))
		Expect(c.Actors[0].Outcome[1].Combined.Imprisonment.Months).To(Equal(9999*12 + 12))
		Expect(string(c.File())).To(Equal(everything))
	})

	It("states a scenario in one form", func() {
		playable, err := casebook.Decode("playable.yaml", playableText(), book)
		Expect(err).NotTo(HaveOccurred())
		again, err := casebook.Decode("again.yaml", playable.File(), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(playable))
		Expect(again.Scenario.Version).To(Equal(playable.Scenario.Version))
	})

	DescribeTable("keeps every text as it is", func(text string) {
		c, _ := cases.Case("tcpd-2")
		other := *c
		other.Title, other.Teaches = text, text
		other.Source.Section, other.Source.Judgments = text, []string{text, text}
		other.Actors, other.Picked = slices.Clone(c.Actors), true
		other.Actors[0].Picks = []casebook.Pick{{Item: "crime/intent=false", Wording: text}}
		other.Narrative = append([]casebook.Sentence{{ID: "s99", Text: text}}, c.Narrative...)
		scenario := *c.Scenario
		scenario.Title = text
		other.Scenario = &scenario
		again, faults := casebook.Draft("again.yaml", other.File(), book)
		Expect(faults).To(BeEmpty())
		scenario.Version = again.Scenario.Version
		Expect(*again).To(Equal(other))
		Expect(again.File()).To(Equal(other.File()))
	},
		Entry("a colon", "甲: 乙"), Entry("a colon at the end", "甲:"), Entry("a colon within", "10:30"),
		Entry("quotes", `"甲" '乙' 「丙」`), Entry("a quote in front", "'甲"), Entry("backslashes", `C:\甲\n`),
		Entry("a dash in front", "- 甲"), Entry("a dash alone", "-"), Entry("a question mark", "? 甲"),
		Entry("a hash", "# 甲"), Entry("a hash behind a space", "甲 # 乙"), Entry("a hash within", "甲#乙"),
		Entry("brackets", "[甲]"), Entry("braces", "{甲: 乙}"), Entry("a comma", "甲, 乙"), Entry("an ampersand", "&甲"), Entry("an asterisk", "*甲"),
		Entry("a bang", "!甲"), Entry("a percent sign", "%甲"), Entry("an at sign", "@甲"), Entry("a bar", "|"), Entry("a greater-than", "> 甲"), Entry("a backtick", "`甲`"),
		Entry("a line break", "甲\n乙"), Entry("line breaks at both ends", "\n甲\n\n"), Entry("a CR", "甲\r乙"), Entry("a tab", "\t甲\t"), Entry("spaces at both ends", "  甲  "),
		Entry("an ideographic space", "\u3000甲\u3000乙"), Entry("a no-break space", "甲\u00a0乙"),
		Entry("a number", "123"), Entry("a number with a point", "-1.5e3"), Entry("octal", "0o17"), Entry("sixty-based", "1:30:00"), Entry("a date", "2024-05-10"), Entry("a length", "5y2m"),
		Entry("yes", "yes"), Entry("null", "null"), Entry("a tilde", "~"), Entry("True", "True"), Entry("a merge key", "<<"), Entry("not a number", ".nan"),
		Entry("a document mark", "---"), Entry("a document end", "... 甲"),
		Entry("what is not printed", "甲\u200b\u202e\ufeff\u2028\u0085\ue000\x00乙"), Entry("beyond the first plane", "𠮷\U000e0101"), Entry("U+FA17", "甲\ufa17乙"),
	)

	DescribeTable("keeps a story line by line", func(text string) {
		c, _ := cases.Case("tcpd-2")
		other := *c
		scenario := *c.Scenario
		scenario.Nodes = append([]casebook.Node(nil), scenario.Nodes...)
		scenario.Nodes[0].Story = text
		other.Scenario = &scenario
		again, faults := casebook.Draft("again.yaml", other.File(), book)
		Expect(faults).To(BeEmpty())
		Expect(again.Scenario.Nodes[0].Story).To(Equal(text))
		Expect(again.File()).To(Equal(other.File()))
	},
		Entry("one line", "甲。"), Entry("an indented line", "甲\n  乙\n丙"), Entry("empty lines", "甲\n\n\n乙"), Entry("a line of spaces", "甲\n   \n乙  \n丙"),
		Entry("marks", "# 甲\n- 乙: 丙\n---\n%丁"), Entry("a tab", "甲\n\t乙"), Entry("what is not printed", "甲\u200b\n乙\u2028丙"), Entry("a CR", "甲\r\n乙"),
	)

	It("mends what is no UTF-8", func() {
		c := &casebook.Case{ID: "agency-1", Title: "甲\xff乙"}
		again, _ := casebook.Draft("again.yaml", c.File(), book)
		Expect(again.Title).To(Equal("甲\ufffd乙"))
	})
})

// FuzzFile holds that a case read, written and read again is the same case, and the
// same bytes from then on.
func FuzzFile(f *testing.F) {
	rulebook, err := rules.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(everything))
	small, err := os.ReadFile("testdata/playable.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add([]byte(`{"case": "agency-115-1", "title": "題", "actors": {"甲": {"role": "警員", "facts": {"acts": {"value": "x"}}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, faults := casebook.Draft("a.yaml", data, rulebook)
		if c == nil {
			return
		}
		if len(faults) > 0 {
			casebook.Draft("b.yaml", c.File(), rulebook) // whatever is missing
			return
		}
		written := c.File()
		again, err := casebook.Decode("b.yaml", written, rulebook)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if !reflect.DeepEqual(c, again) {
			t.Fatalf("another case:\n%s", written)
		}
		if !bytes.Equal(again.File(), written) {
			t.Fatalf("other bytes:\n%s\n%s", written, again.File())
		}
	})
}

// FuzzText holds that whatever is written as a text is read as the same text, in block
// style, in flow style, as the name of a field and as a story.
func FuzzText(f *testing.F) {
	rulebook, err := rules.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"甲: 乙", "- 甲", "yes", "1:30", "甲\n  乙\n\n丙", "甲\r乙", "\"'\\", "甲\u2028乙"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		if strings.TrimSpace(text) == "" {
			return
		}
		name := string([]rune(text)[:min(40, len([]rune(text)))])
		c := &casebook.Case{
			Title: text, Source: casebook.Source{Agency: text, Section: text, Judgments: []string{text, text}}, ActDate: rules.UnknownActDate,
			Narrative: []casebook.Sentence{{ID: "s1", Text: text}}, Actors: []casebook.Actor{{Name: name, Role: text, Picks: []casebook.Pick{{Item: text, Wording: text}}}}, Picked: true,
			Scenario: &casebook.Scenario{Title: text, Facts: rules.Values{}, Nodes: []casebook.Node{{Ask: text, Story: strings.TrimSpace(text)}}},
		}
		again, _ := casebook.Draft("a.yaml", c.File(), rulebook)
		if again == nil || !reflect.DeepEqual(again, c) {
			t.Fatalf("%q is not what is read of\n%s", text, c.File())
		}
	})
}
