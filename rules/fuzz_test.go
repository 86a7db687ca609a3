package rules_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"shoumi/rules"
	"shoumi/rules/source"
)

// smallFacts and smallLaw are a book that uses every construct once.
const smallFacts = `facts:
  - {id: intent, type: bool, group: 主觀, label: {zh: 故意}, question: {zh: 是故意嗎？}, who_knows: [當事人], cost: 4, judgment: true,
     excludes: [{fact: careless, why: 故意就不是過失}]}
  - {id: careless, type: bool, group: 主觀, label: {zh: 過失}, question: {zh: 是不小心嗎？}, who_knows: [當事人], cost: 3}
  - {id: position, type: enum, group: 主體, label: {zh: 身分}, question: {zh: 身分？}, who_knows: [人事單位], cost: 1,
     values: [{id: officer, zh: 員警}, {id: vendor, zh: 廠商}, {id: citizen, zh: 民眾}]}
  - {id: info, type: set, group: 客體, label: {zh: 資料}, question: {zh: 哪些資料？}, who_knows: [卷宗], cost: 2,
     values: [{id: vehicle, zh: 車籍}, {id: informant, zh: 檢舉人}],
     implies: [{when: informant, fact: position, is: officer, why: 只有員警經手檢舉}]}
  - {id: offenders, type: int, group: 主體, label: {zh: 人數}, question: {zh: 幾人？}, who_knows: [卷宗], cost: 1}
  - {id: price, type: money, group: 結果, label: {zh: 金額}, question: {zh: 多少錢？}, who_knows: [卷宗], cost: 2}
  - {id: told_on, type: date, group: 行為, label: {zh: 告知日}, question: {zh: 哪天告知？}, who_knows: [卷宗], cost: 2}
concepts:
  - id: secret
    label: {zh: 秘密}
    versions:
      - {from: 2010-01-01, when: 'any(info, # in ["informant", "vehicle"])', cites: [criminal-code/132/1]}
      - {from: 1990-01-01, when: '"informant" in info', cites: [criminal-code/132/1]}
`

const smallLaw = `law: 中華民國刑法
short: 刑法
article: "132"
title: 洩密
checked_on: 2026-11-22
review_by: 2027-11-22
defines: [secret]
not_encoded: [{clause: 第9項, why: 無關}]
versions:
  - from: 2019-12-27
    amended: 2019-12-25
    basis: 公布
    sha256: 0000000000000000000000000000000000000000000000000000000000000000
    text: [洩漏秘密者，處三年以下有期徒刑。]
    provisions:
      - id: "1"
        kind: criminal
        label: 故意洩密
        elements:
          - {id: subject, text: 公務員, when: position == "officer"}
          - {id: object, text: 秘密, when: secret, cites: [criminal-code/132/1]}
          - {id: intent, text: 故意, when: intent}
        except:
          - {id: few, text: 情節輕微, when: offenders < 2 and price in 1..9, burden: 被告, priority: 1}
        penalty: {imprisonment: {max: 3y}}
        absorbed_by: [criminal-code/132/2]
      - id: "2"
        kind: criminal
        label: 過失洩密
        elements:
          - {id: negligence, text: 過失, when: 'careless and told_on >= date("2019-01-01")'}
          - {id: base, text: 前項, provisions: [criminal-code/132/1]}
        penalty: {imprisonment: {min: 2m, max: 1y}, detention: true, fine: {max: 9000, mode: alternative}}
  - from: 1990-01-01
    amended: 1989-12-30
    basis: 公布
    sha256: 1111111111111111111111111111111111111111111111111111111111111111
    summary: [同]
    provisions:
      - {id: "1", same_as: 2019-12-27}
      - {id: "3", kind: modifier, label: 加重, elements: [{id: any, text: 秘密, when: 'secret ? intent : careless'}], modifies: [criminal-code/132/1], modify: {aggravate: 1/2, complaint: true}}
`

func small(facts, law string) fstest.MapFS {
	return fstest.MapFS{"facts.yaml": {Data: []byte(facts)}, "statutes/criminal-code/132.yaml": {Data: []byte(law)}}
}

// placed fails unless the error is faults of which each has a place and a message.
func placed(t *testing.T, err error) {
	var faults source.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("no faults: %v", err)
	}
	for _, f := range faults {
		if f.Place.File == "" || f.Place.Line < 1 || f.Place.Col < 1 || f.Message == "" {
			t.Errorf("a fault without a place: %#v", f)
		}
	}
	_ = err.Error()
}

// FuzzLoad loads any vocabulary and any article: nothing panics, every fault has a
// place, and a book that loads can be asked everything.
func FuzzLoad(f *testing.F) {
	f.Add(smallFacts, smallLaw)
	f.Add(strings.ReplaceAll(smallFacts, "secret", "secre"), smallLaw)
	f.Add(smallFacts, strings.ReplaceAll(smallLaw, "when: intent", "when: secret and 甲"))
	f.Add(strings.Replace(smallFacts, "'\"informant\" in info'", "secret or intent", 1), smallLaw)
	f.Add("facts: []", "law: x")
	f.Add("facts:\n  - {id: a, type: enum, values: []}", "versions: [{from: 0}]")
	f.Fuzz(func(t *testing.T, facts, law string) {
		b, err := rules.Load(small(facts, law))
		if err != nil {
			placed(t, err)
			return
		}
		in := rules.Incident{ActDate: rules.On(rules.Day(2020, 1, 1)), Actors: []rules.Actor{{Name: "甲"}}}
		for _, date := range []rules.ActDate{in.ActDate, rules.UnknownActDate} {
			in.ActDate = date
			report, err := b.Classify(in, rules.Day(2026, 1, 1))
			if err != nil {
				continue // constraints of which nothing can be known yet
			}
			for _, finding := range report.Actors[0].Findings {
				b.Reason(in, "甲", finding.ID)
				b.Flips(in, "甲", finding.ID)
			}
		}
	})
}

// FuzzDecodeIncident decodes anything: nothing panics, every fault has a place, and
// what decodes can be classified.
func FuzzDecodeIncident(f *testing.F) {
	b, err := rules.Load(small(smallFacts, smallLaw))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"incident: 一\nact_date: 2019-02\nfacts: {intent: true, info: [vehicle], position: officer}\n",
		"act_date: {from: 2019-01-01, to: 2019-12-31, continuing: true}\nfacts: {offenders: {value: 3, source: 卷一}}\nactors:\n  甲: {facts: {careless: true}}\n  乙: {intent: null}\n",
		`{"facts": {"price": -3, "told_on": "2019-02-30", "info": {"vehicle": true, "informant": false, "x": 1}}, "act_date": "2019..2018"}`,
		"facts: {intent: true, careless: true}\nactors: {甲: , 乙: []}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := b.DecodeIncident("incident.yaml", []byte(text))
		if err != nil {
			placed(t, err)
			return
		}
		if _, err := b.Classify(in, rules.Day(2026, 1, 1)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := b.Next(in, rules.Day(2026, 1, 1)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
