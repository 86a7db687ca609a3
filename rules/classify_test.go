package rules_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

func load(files fstest.MapFS) *rules.Book {
	GinkgoHelper()
	b, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return b
}

// offence is a file of one article: for each version, newest first, its first day,
// what else the version says, and its provisions.
func offence(number string, versions ...string) *fstest.MapFile {
	var b strings.Builder
	fmt.Fprintf(&b, "law: 中華民國刑法\nshort: 刑法\narticle: %q\ntitle: 條文\nchecked_on: 2026-11-22\nreview_by: 2027-11-22\nversions:\n", number)
	for _, v := range versions {
		head, provisions, _ := strings.Cut(v, "\n")
		fmt.Fprintf(&b, "  - {%s, amended: 1999-12-30, basis: 公布, sha256: %s, summary: [一項], provisions: [\n%s\n    ]}\n", head, strings.Repeat("0", 64), provisions)
	}
	return &fstest.MapFile{Data: []byte(b.String())}
}

func at(date string) rules.ActDate {
	GinkgoHelper()
	d, err := rules.ParseActDate(date)
	Expect(err).NotTo(HaveOccurred())
	return d
}

// one is the finding on a provision for one actor.
func one(b *rules.Book, date rules.ActDate, v rules.Values, id string) rules.Finding {
	GinkgoHelper()
	f, ok := findings(b, rules.Incident{ActDate: date, Facts: v})[id]
	Expect(ok).To(BeTrue(), id)
	return f
}

const secret132 = "criminal-code/132/"

var _ = Describe("the law of the day", func() {
	var b *rules.Book
	guilty := rules.Values{"intent": true, "position": "officer", "info": []string{"informant"}, "offenders": int64(3), "price": int64(50), "told_on": rules.Day(2019, 5, 1)}
	vehicle := with(guilty, "info", []string{"vehicle"})
	BeforeEach(func() { b = load(small(smallFacts, smallLaw)) })

	DescribeTable("is found for dates known in part", func(date string, v rules.Values, want rules.Verdict, version string, versions, missing []string) {
		f := one(b, at(date), v, secret132+"1")
		Expect(f.Verdict).To(Equal(want))
		Expect(f.Version).To(Equal(version))
		Expect(f.Versions).To(Equal(versions))
		Expect(f.Missing).To(ConsistOf(missing))
	},
		Entry("the day before", "2019-12-26", guilty, rules.Established, "1990-01-01", nil, nil),
		Entry("the day itself", "2019-12-27", guilty, rules.Established, "2019-12-27", nil, nil),
		Entry("a month of two versions that agree", "2019-12", guilty, rules.Established, "2019-12-27", []string{"1990-01-01", "2019-12-27"}, nil),
		Entry("a year", "2019", guilty, rules.Established, "2019-12-27", []string{"1990-01-01", "2019-12-27"}, nil),
		Entry("an interval", "2019-12-26..2019-12-27", guilty, rules.Established, "2019-12-27", []string{"1990-01-01", "2019-12-27"}, nil),
		Entry("an interval within one", "2019-02-03..2019-03", guilty, rules.Established, "1990-01-01", nil, nil),
		Entry("before everything", "1930", guilty, rules.NotEncoded, "", nil, nil),
		Entry("before everything or not", "1989-12-31..1990-01-01", guilty, rules.Undetermined, "1990-01-01", nil, []string{"act_date"}),
		Entry("the concept changed within the version: before", "2009-12-31", vehicle, rules.NotEstablished, "1990-01-01", nil, nil),
		Entry("the concept changed within the version: after", "2010-01-01", vehicle, rules.Established, "1990-01-01", nil, nil),
		Entry("the concept changed within the year", "2009-12..2010-01", vehicle, rules.Undetermined, "1990-01-01", nil, []string{"act_date"}),
		Entry("a fact and the day are open", "2009-12..2010-01", with(vehicle, "intent", nil), rules.Undetermined, "1990-01-01", nil, []string{"act_date", "intent"}),
		Entry("what cannot be, whatever the day", "2009-12..2010-01", with(vehicle, "position", "vendor"), rules.NotEstablished, "1990-01-01", nil, nil),
	)

	It("is that of the last day for a continuing act", func() {
		act := at("2009-12-01..2010-01-05")
		Expect(one(b, act, vehicle, secret132+"1").Verdict).To(Equal(rules.Undetermined))
		act.Continuing = true
		Expect(one(b, act, vehicle, secret132+"1").Verdict).To(Equal(rules.Established))
	})

	It("is looked for in all encoded time when no date is known", func() {
		Expect(one(b, rules.UnknownActDate, guilty, secret132+"1").Verdict).To(Equal(rules.Established))
		f := one(b, rules.UnknownActDate, vehicle, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Undetermined))
		Expect(f.Missing).To(Equal([]string{"act_date"}))
		next, err := b.Next(rules.Incident{ActDate: rules.UnknownActDate, Facts: vehicle}, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(next[0][0].Fact).To(Equal("act_date"))
		next, err = b.Next(rules.Incident{ActDate: rules.UnknownActDate, Facts: vehicle}, judged, "act_date")
		Expect(err).NotTo(HaveOccurred())
		for _, q := range next[0] {
			Expect(q.Fact).NotTo(Equal("act_date"))
		}
	})

	It("knows a provision that was away for a while", func() {
		files := small(smallFacts, "")
		is, isNot := punished("1", "intent", "3y"), punished("2", "careless", "3y")
		files["statutes/criminal-code/132.yaml"] = offence("132", "from: 2020-01-01\n"+is, "from: 2010-01-01\n"+isNot, "from: 2000-01-01\n"+is)
		b := load(files)
		for date, want := range map[string]rules.Verdict{"2009": rules.Established, "2015": rules.NotEstablished, "2020": rules.Established, "2019-12..2020-01": rules.Undetermined, "1999": rules.NotEncoded} {
			report, err := b.Classify(rules.Incident{ActDate: at(date), Facts: rules.Values{"intent": true}}, rules.Day(2009, 12, 31))
			Expect(err).NotTo(HaveOccurred())
			Expect(report.Actors[0].Findings[0].Verdict).To(Equal(want), date)
		}
	})

	It("says of a provision that came later, or is gone, that there was none", func() {
		careless := rules.Values{"intent": false, "careless": true}
		Expect(one(b, at("2020"), careless, secret132+"3").Verdict).To(Equal(rules.NotEstablished), "ended in 2019")
		f := one(b, at("2015"), careless, secret132+"2")
		Expect(f.Verdict).To(Equal(rules.NotEstablished), "the article stood without it")
		Expect(f.Notes).NotTo(BeEmpty())
	})
})

// tried are the facts of a shipped test in which the provision is established.
func tried(article, provision string) rules.Values {
	GinkgoHelper()
	for _, t := range book.Tests(article) {
		if t.Expect[provision].Verdict == rules.Established {
			return t.Facts
		}
	}
	Fail("no test establishes " + provision)
	return nil
}

var _ = Describe("the shipped law", func() {
	DescribeTable("negligent disclosure on the days about the amendment", func(date, version string, versions []string) {
		f := one(book, at(date), tried("criminal-code/132", secret132+"2"), secret132+"2")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(f.Version).To(Equal(version))
		Expect(f.Versions).To(Equal(versions))
		Expect(f.Penalty.Fine.Max).To(BeEquivalentTo(9000), "300 元 × 30 and NT$9,000 are the same")
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(12))
	},
		Entry("the day before", "2019-12-26", "1935-07-01", nil),
		Entry("the day", "2019-12-27", "2019-12-27", nil),
		Entry("the month", "2019-12", "2019-12-27", []string{"1935-07-01", "2019-12-27"}),
	)

	It("did not begin before it was encoded", func() {
		Expect(one(book, at("1930"), tried("criminal-code/132", secret132+"2"), secret132+"2").Verdict).To(Equal(rules.NotEncoded))
	})

	It("knows two laws of personal data, before 2016-03-15 and from then on", func() {
		v := tried("pdpa/41", "pdpa/41/1")
		before, after := one(book, at("2016-03-14"), v, "pdpa/41/1"), one(book, at("2016-03-15"), v, "pdpa/41/1")
		Expect(before.Version).To(Equal("2012-10-01"))
		Expect(after.Version).To(Equal("2016-03-15"))
		Expect(before.Elements).NotTo(Equal(after.Elements))
	})
})

var _ = Describe("actors", func() {
	const text = `incident: 兩人
act_date: 2020-01-01
facts: {intent: true, info: [informant], position: {value: officer, source: 卷一第3頁}, offenders: 2}
actors:
  甲: {}
  乙: {facts: {intent: false, careless: true}}
  丙: {intent: null}
`
	It("stand each for themselves, own facts over shared ones, null takes one back", func() {
		b := load(small(smallFacts, smallLaw))
		in, err := b.DecodeIncident("f.yaml", []byte(text))
		Expect(err).NotTo(HaveOccurred())
		report, err := b.Classify(in, judged)
		Expect(err).NotTo(HaveOccurred())
		verdicts := map[string]rules.Verdict{}
		for _, a := range report.Actors {
			for _, f := range a.Findings {
				if f.ID == secret132+"1" {
					verdicts[a.Actor] = f.Verdict
					Expect(f.Elements[0].Facts[0].Source).To(Equal("卷一第3頁"))
				}
			}
		}
		Expect(verdicts).To(Equal(map[string]rules.Verdict{"甲": rules.Established, "乙": rules.NotEstablished, "丙": rules.Undetermined}))
		Expect(in.Facts).To(HaveKeyWithValue("intent", true), "the incident is not changed")
	})

	It("are told of contradictions by name", func() {
		b := load(small(smallFacts, smallLaw))
		_, err := b.Classify(rules.Incident{Facts: rules.Values{"intent": true}, Actors: []rules.Actor{{Name: "甲"}, {Name: "乙", Facts: rules.Values{"careless": true}}}}, judged)
		Expect(err).To(MatchError("乙：「故意」與「過失」不能同時成立：故意就不是過失"))
	})

	It("may know a part of a set, and what follows from the rest", func() {
		b := load(small(smallFacts, smallLaw))
		in, err := b.DecodeIncident("f.yaml", []byte("act_date: 2020-01-01\nfacts: {intent: true, info: {informant: true}, offenders: 3}\n"))
		Expect(err).NotTo(HaveOccurred())
		f := findings(b, in)[secret132+"1"]
		Expect(f.Verdict).To(Equal(rules.Established), "who handles an informant is an officer")
		Expect(f.Elements[0].Facts[0].Source).To(Equal("依其他事實推得"))
		Expect(f.Elements[1].Facts[0].Value).To(Equal(map[string]bool{"informant": true}))
	})
})

// later is a book of one offence whose law changed in 2020.
func later(first, then string, more ...*fstest.MapFile) *rules.Book {
	GinkgoHelper()
	files := small(smallFacts, "")
	versions := []string{"from: 2000-01-01\n" + first}
	if then != "" {
		versions = append([]string{"from: 2020-01-01\n" + then}, versions...)
	}
	files["statutes/criminal-code/132.yaml"] = offence("132", versions...)
	for i, f := range more {
		files[fmt.Sprintf("statutes/criminal-code/%d.yaml", 133+i)] = f
	}
	return load(files)
}

func punished(id, when, most string) string {
	return fmt.Sprintf(`      {id: %q, kind: criminal, label: 洩密, elements: [{id: a, text: 要件, when: '%s'}], penalty: {imprisonment: {max: %s}}},`, id, when, most)
}

var _ = Describe("law that changed after the act (刑法第2條第1項)", func() {
	old := punished("1", "intent", "3y")
	guilty := rules.Values{"intent": true, "careless": false}

	It("stays what it was where the later law is harsher", func() {
		f := one(later(old, punished("1", "intent", "5y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(36))
		Expect(f.Paths).To(HaveLen(2))
		Expect(f.Paths[0].Applied).To(BeTrue())
		Expect(f.Paths[1].Applied).To(BeFalse())
		Expect(f.Paths[1].Penalty.Imprisonment.Max.Months).To(Equal(60))
	})

	It("is the later one where that is more lenient", func() {
		f := one(later(old, punished("1", "intent", "1y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(f.Version).To(Equal("2020-01-01"))
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(12))
		Expect(f.Paths[1].Applied).To(BeTrue())
		Expect(f.Steps[len(f.Steps)-1].Cites).To(ContainElement("criminal-code/2/1"))
	})

	It("is one law with a note where nothing changed", func() {
		f := one(later(old, punished("1", "intent", "3y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(f.Paths).To(BeEmpty())
		Expect(f.Notes).To(ContainElement(ContainSubstring("要件與刑度實質相同")))
	})

	It("no longer punishes what the later law does not", func() {
		f := one(later(old, punished("1", "intent and careless", "5y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.NotEstablished))
		Expect(f.Paths[1].Applied).To(BeTrue())
		Expect(f.Paths[1].Reason).To(ContainSubstring("不再處罰"))
	})

	It("is open where it is open whether the later law punishes", func() {
		f := one(later(old, punished("1", "intent and price > 5", "5y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Undetermined))
		Expect(f.Missing).To(Equal([]string{"price"}))
		next, err := later(old, punished("1", "intent and price > 5", "5y")).Next(rules.Incident{ActDate: at("2019"), Facts: guilty}, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(next[0][0].Fact).To(Equal("price"))
		Expect(next[0][0].Settles).To(Equal([]string{secret132 + "1"}))
	})

	It("is gone where the provision was repealed, unless another took its place", func() {
		f := one(later(old, punished("2", "intent", "5y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.NotEstablished))
		Expect(f.Paths[1].Version).To(Equal("廢止"))

		moved := strings.Replace(old, "elements:", "successors: [criminal-code/132/2], elements:", 1)
		f = one(later(moved, punished("2", "intent", "5y")), at("2019"), guilty, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(36))
		Expect(f.Paths).To(HaveLen(2))
	})

	It("does not look beyond the judgment, nor back", func() {
		b := later(old, punished("1", "intent", "1y"))
		report, err := b.Classify(rules.Incident{ActDate: at("2019"), Facts: guilty}, rules.Day(2019, 12, 31))
		Expect(err).NotTo(HaveOccurred())
		Expect(report.Actors[0].Findings[0].Penalty.Imprisonment.Max.Months).To(Equal(36))
		f := one(later(old, punished("1", "intent", "5y")), at("2020-01-01"), guilty, secret132+"1")
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(60))
		Expect(f.Paths).To(BeEmpty())
	})
})

var _ = Describe("findings side by side", func() {
	guilty := rules.Values{"intent": true, "careless": false, "position": "officer", "price": int64(9)}
	first := punished("1", "intent", "2y")

	It("raise a penalty, and only where the modifier is established", func() {
		modifier := `      {id: "9", kind: modifier, label: 假借職務加重, elements: [{id: a, text: 公務員, when: 'position == "officer"'}], modifies: [criminal-code/132/1], modify: {aggravate: 1/2}},`
		b := later(first+"\n"+modifier, "")
		f := one(b, at("2019"), guilty, secret132+"1")
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(36))
		Expect(f.ModifiedBy).To(Equal([]string{secret132 + "9"}))
		Expect(f.Penalty.Text()).To(Equal("3月以上3年以下有期徒刑"))
		Expect(f.Reach.Text()).To(Equal("3年以下有期徒刑"), "up to one half binds the court above, not below")
		Expect(f.Lawful()).To(Equal(f.Reach))
		f = one(b, at("2019"), with(guilty, "position", "vendor"), secret132+"1")
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(24))
		Expect(f.Reach).To(BeNil())
		Expect(f.Lawful()).To(Equal(f.Penalty))
		f = one(b, at("2019"), with(guilty, "position", nil), secret132+"1")
		Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(24))
		Expect(f.Notes).To(ContainElement(ContainSubstring("未定")))
	})

	It("ask for a complaint", func() {
		modifier := `      {id: "9", kind: modifier, label: 告訴乃論, elements: [{id: a, text: 故意, when: intent}], modifies: [criminal-code/132/1], modify: {complaint: true}},`
		f := one(later(first+"\n"+modifier, ""), at("2019"), guilty, secret132+"1")
		Expect(f.Complaint.Required).To(BeTrue())
		Expect(f.Complaint.Cites).To(Equal([]string{secret132 + "9"}))
	})

	It("absorb the general in the special offence, and state one act for the rest", func() {
		general := strings.Replace(first, "elements:", "absorbed_by: [criminal-code/132/2], elements:", 1)
		special, other := punished("2", `intent and position == "officer"`, "3y"), punished("3", "price > 5", "4y")
		b := later(general+"\n"+special+"\n"+other, "")
		report, err := b.Classify(rules.Incident{ActDate: at("2019"), Facts: guilty}, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(*report.Actors[0].Findings[0].AbsorbedBy).To(Equal(secret132 + "2"))
		Expect(report.Actors[0].Findings[1].AbsorbedBy).To(BeNil())
		report.Actors[0].Findings[1] = rules.Finding{} // as lists do that leave findings out
		Expect(*report.Actors[0].Findings[0].AbsorbedBy).To(Equal(secret132 + "2"))
		kinds := map[string][]string{}
		for _, c := range report.Actors[0].Concurrence {
			kinds[c.Kind] = c.Findings
		}
		Expect(kinds).To(HaveKeyWithValue("absorption", []string{secret132 + "2", secret132 + "1"}))
		Expect(kinds).To(HaveKeyWithValue("one_act", []string{secret132 + "2", secret132 + "3"}))

		report, err = b.Classify(rules.Incident{ActDate: at("2019"), Facts: with(guilty, "position", "vendor")}, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(report.Actors[0].Findings[0].AbsorbedBy).To(BeNil())
	})

	It("show an exception that was never raised apart from one that is absent", func() {
		b := load(small(smallFacts, smallLaw))
		v := rules.Values{"intent": true, "position": "officer", "info": []string{"informant"}}
		f := one(b, at("2020"), v, secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Undetermined))
		Expect(*f.Exceptions[0].Raised).To(BeFalse())
		f = one(b, at("2020"), with(v, "offenders", int64(5)), secret132+"1")
		Expect(f.Verdict).To(Equal(rules.Established))
		Expect(*f.Exceptions[0].Raised).To(BeTrue())
		Expect(f.Exceptions[0].Burden).To(Equal("被告"))
		f = one(b, at("2020"), with(with(v, "offenders", int64(1)), "price", int64(5)), secret132+"1")
		Expect(f.Verdict).To(Equal(rules.NotEstablished))
		Expect(f.Exceptions[0].Verdict).To(Equal(rules.Established))
	})
})

var _ = Describe("the digest", func() {
	It("changes with one byte, and with nothing else", func() {
		files := small(smallFacts, smallLaw)
		whole := load(files)
		Expect(whole.Digest()).To(MatchRegexp("^sha256:[0-9a-f]{64}$"))
		Expect(load(small(smallFacts, smallLaw)).Digest()).To(Equal(whole.Digest()))
		files["README.md"] = &fstest.MapFile{Data: []byte("not a rule")}
		Expect(load(files).Digest()).To(Equal(whole.Digest()))
		Expect(load(small(smallFacts, smallLaw+"\n")).Digest()).NotTo(Equal(whole.Digest()))
		Expect(load(small(smallFacts+"#", smallLaw)).Digest()).NotTo(Equal(whole.Digest()))
		swapped := fstest.MapFS{"facts.yaml": files["facts.yaml"], "statutes/criminal-code/132.yaml": files["statutes/criminal-code/132.yaml"],
			"statutes/criminal-code/132.tests.yaml": {Data: []byte("tests: []\n")}}
		Expect(load(swapped).Digest()).NotTo(Equal(whole.Digest()), "the name of a file counts too")
	})
})

var _ = Describe("a report as JSON", func() {
	It("is the same report when it is read again, also what it does not say", func() {
		b := load(small(smallFacts, smallLaw))
		in, err := b.DecodeIncident("f.yaml", []byte("incident: 甲案\nact_date: 2019-12\nfacts: {intent: true, info: [informant]}\n"))
		Expect(err).NotTo(HaveOccurred())
		report, err := b.Classify(in, judged)
		Expect(err).NotTo(HaveOccurred())
		text, err := json.Marshal(report)
		Expect(err).NotTo(HaveOccurred())
		var kept rules.Report
		Expect(json.Unmarshal(text, &kept)).To(Succeed())
		for i, f := range kept.Actors[0].Findings {
			was := report.Actors[0].Findings[i]
			Expect(f.Verdict).To(Equal(was.Verdict), f.ID)
			Expect(f.Exceptions).To(HaveLen(len(was.Exceptions)), f.ID)
			for k, e := range f.Elements {
				Expect(e.Facts).To(HaveLen(len(was.Elements[k].Facts)), f.ID)
			}
		}
		again, err := json.Marshal(kept)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(text))
	})

	It("has the fields of the contract", func() {
		b := load(small(smallFacts, smallLaw))
		in, err := b.DecodeIncident("f.yaml", []byte("incident: 甲案\nact_date: 2019-12\nfacts: {intent: {value: true, source: 筆錄}, info: [informant], price: 9}\n"))
		Expect(err).NotTo(HaveOccurred())
		report, err := b.Classify(in, judged)
		Expect(err).NotTo(HaveOccurred())
		text, err := json.Marshal(report)
		Expect(err).NotTo(HaveOccurred())
		var whole map[string]any
		Expect(json.Unmarshal(text, &whole)).To(Succeed())
		Expect(whole).To(HaveKeyWithValue("rules_digest", b.Digest()))
		Expect(whole).To(HaveKeyWithValue("incident", "甲案"))
		Expect(whole).To(HaveKeyWithValue("act_date", "2019-12"))
		Expect(whole).To(HaveKeyWithValue("judged_on", "2026-11-22"))
		Expect(whole).To(HaveKeyWithValue("similar_cases", []any{}))
		actor := whole["actors"].([]any)[0].(map[string]any)
		Expect(actor).To(And(HaveKeyWithValue("actor", "甲"), HaveKey("findings"), HaveKeyWithValue("concurrence", []any{}), HaveKey("next_questions")))
		f := actor["findings"].([]any)[0].(map[string]any)
		for _, key := range []string{"id", "version", "kind", "title", "verdict", "elements", "missing", "penalty", "absorbed_by"} {
			Expect(f).To(HaveKey(key))
		}
		Expect(f).To(HaveKeyWithValue("id", secret132+"1"))
		Expect(f).To(HaveKeyWithValue("verdict", "undetermined"))
		Expect(f).To(HaveKeyWithValue("missing", []any{"offenders"}))
		Expect(f).To(HaveKeyWithValue("absorbed_by", BeNil()))
		Expect(f["penalty"]).To(HaveKeyWithValue("imprisonment_months", HaveKeyWithValue("max", 36.0)))
		e := f["elements"].([]any)[2].(map[string]any)
		Expect(e).To(Equal(map[string]any{"id": "intent", "text": "故意", "verdict": "established", "cites": []any{},
			"facts": []any{map[string]any{"id": "intent", "value": true, "source": "筆錄"}}}))
		q := actor["next_questions"].([]any)[0].(map[string]any)
		for _, key := range []string{"fact", "question", "settles"} {
			Expect(q).To(HaveKey(key))
		}
	})
})

var _ = Describe("a reason", func() {
	It("goes from the provision down to the fact, and marks where it turned", func() {
		b := load(small(smallFacts, smallLaw))
		in := rules.Incident{ActDate: at("2020"), Facts: rules.Values{"intent": true, "position": "vendor", "info": []string{"vehicle"}, "offenders": int64(3)}, Actors: []rules.Actor{{Name: "甲"}}}
		tree, ok := b.Reason(in, "甲", secret132+"1")
		Expect(ok).To(BeTrue())
		Expect(tree.Kind).To(Equal("provision"))
		Expect(tree.Verdict).To(Equal(rules.NotEstablished))
		Expect(tree.Cites).To(Equal([]string{secret132 + "1"}))
		subject := tree.Children[0]
		Expect(subject.Turned).To(BeTrue())
		Expect(subject.Children[0].Turned).To(BeTrue())
		Expect(subject.Children[0].Text).To(Equal("身分：員警"))
		Expect(subject.Children[0].Fact.Value).To(Equal("vendor"))
		object := tree.Children[1]
		Expect(object.Turned).To(BeFalse())
		Expect(object.Children[0].Kind).To(Equal("concept"))
		Expect(object.Children[0].Cites).To(Equal([]string{secret132 + "1"}))
		Expect(object.Children[0].Children[0].Kind).To(Equal("or"))
		Expect(tree.Children[3].Kind).To(Equal("exception"))

		_, ok = b.Reason(in, "甲", "criminal-code/132/8")
		Expect(ok).To(BeFalse())
	})
})
