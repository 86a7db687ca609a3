package casebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Row holds the official outcome on one provision beside what the rules find.
type Row struct {
	Case      string     `json:"case"`
	Title     string     `json:"title"`
	Actor     string     `json:"actor"`
	Branch    rules.Kind `json:"branch"`    // modifiers stand with the criminal branch
	Provision string     `json:"provision"` // empty: a sanction that names no provision
	Cite      string     `json:"cite"`
	Official  Official   `json:"official"`
	Engine    Engine     `json:"engine"`
	Result    Result     `json:"result"`
	// Gap says in Chinese how the two differ; empty where they agree.
	Gap  string         `json:"gap,omitempty"`
	Kind DifferenceKind `json:"kind,omitempty"` // of the stated reason
	Why  string         `json:"why,omitempty"`  // the stated reason
	// Open, on the first row of an actor and branch: provisions that nobody
	// charged and that the known facts leave undetermined. No difference.
	Open []string `json:"open,omitempty"`

	gap gap
}

// Official is what the authorities said on the provision.
type Official struct {
	Charged  bool   `json:"charged"`
	Stage    Stage  `json:"stage,omitempty"`
	Sentence string `json:"sentence,omitempty"` // on the first of several charges that share it
	Counts   int    `json:"counts,omitempty"`
	Sanction string `json:"sanction,omitempty"`

	Sentences []penalty.Sentence `json:"-"` // on the charge whose range they are measured by
}

// Engine is what the rules say of the provision.
type Engine struct {
	Verdict     rules.Verdict  `json:"verdict"`
	Version     string         `json:"version,omitempty"`
	Penalty     *penalty.Range `json:"penalty,omitempty"`
	PenaltyText string         `json:"penalty_text,omitempty"`
	Reach       *penalty.Range `json:"penalty_reach,omitempty"` // what sentences are held against, where it is not Penalty
	Effect      string         `json:"effect,omitempty"`
	Missing     []string       `json:"missing,omitempty"`
	AbsorbedBy  string         `json:"absorbed_by,omitempty"`
}

// Result is how the two compare.
type Result string

const (
	Agree       Result = "agree"       // 一致
	Within      Result = "within"      // 在法定範圍內: the sentence or sanction lies in the range computed
	Explained   Result = "explained"   // 有說明之差異
	Unexplained Result = "unexplained" // 未說明之差異
)

// Zh names the result.
func (r Result) Zh() string {
	return map[Result]string{Agree: "一致", Within: "在法定範圍內", Explained: "有說明之差異", Unexplained: "未說明之差異"}[r]
}

// Agreement is every case against the rules as judged on a day. Branches of law
// on which the source is silent are not compared.
func (b *Casebook) Agreement(judged rules.Date) []Row {
	var rows []Row
	for _, c := range b.cases {
		rows = append(rows, agreement(b.book, c, judged)...)
	}
	return rows
}

// agreement compares one case. Facts that contradict each other are refused when
// a case is read, so classifying it does not fail.
func agreement(book *rules.Book, c *Case, judged rules.Date) []Row {
	report, err := book.Find(c.Incident(), judged)
	if err != nil {
		return nil
	}
	var rows []Row
	for i, a := range c.Actors {
		x := comparison{book: book, c: c, actor: a, findings: report.Actors[i].Findings}
		rows = append(rows, x.rows()...)
	}
	return rows
}

// gap is the nature of a difference; each admits only some kinds of reason.
type gap int

const (
	none        gap = iota
	unknownLaw      // charged, and the law is not in the book
	unsettled       // charged, and the facts told leave it undetermined
	unsupported     // charged, and the rules say no
	overruled       // charged and not prosecuted, where the rules say yes
	wider           // not charged, where the rules say yes
	below           // sentence under the range
	above           // sentence or sanction over the range
	baseless        // sanction that names no provision, and the rules give none
)

var reasonsFor = map[gap][]DifferenceKind{
	unknownLaw:  {NotEncoded, RuleVersion},
	unsettled:   {UndeterminedByFacts, InsufficientFacts, RuleVersion},
	unsupported: {NotDiscussed, InsufficientFacts, RuleVersion},
	overruled:   {InsufficientFacts, NotProsecuted, NotDiscussed},
	wider:       {Concurrence, NotDiscussed, NotProsecuted, RuleVersion},
	below:       {Mitigation},
	above:       {AggravatedByCount, Concurrence},
	baseless:    {NotEncoded, RuleVersion, NotDiscussed},
}

// comparison is one actor's official outcome against his findings.
type comparison struct {
	book     *rules.Book
	c        *Case
	actor    Actor
	findings []rules.Finding
}

func (x *comparison) rows() []Row {
	var rows []Row
	charged := map[string]bool{}
	branches := map[rules.Kind]bool{}
	for i := range x.actor.Outcome {
		o := &x.actor.Outcome[i]
		branches[o.branch()] = true
		for j, id := range o.Charges {
			charged[id] = true
			row, g := x.charge(o, j)
			rows = append(rows, x.settle(row, g))
		}
		if len(o.Charges) == 0 && o.Sanction != nil {
			row, g := x.unnamed(o)
			rows = append(rows, x.settle(row, g))
		}
	}
	if branches[rules.Criminal] {
		for i := range x.findings {
			f := &x.findings[i]
			if f.Kind == rules.Criminal && f.Verdict == rules.Established && !charged[f.ID] && f.AbsorbedBy == nil {
				row := x.row(rules.Criminal, f.ID)
				row.Gap = "規則認為成立，官方沒有以此論處"
				rows = append(rows, x.settle(row, wider))
			}
		}
	}
	x.open(rows, charged)
	return rows
}

// branch is the branch of law an outcome belongs to.
func (o *Outcome) branch() rules.Kind {
	if o.Stage == Administrative {
		return rules.Administrative
	}
	return rules.Criminal
}

func (x *comparison) finding(id string) *rules.Finding {
	for i := range x.findings {
		if x.findings[i].ID == id {
			return &x.findings[i]
		}
	}
	return nil
}

func (x *comparison) row(branch rules.Kind, id string) Row {
	row := Row{Case: x.c.ID, Title: x.c.Title, Actor: x.actor.Name, Branch: branch, Provision: id, Engine: Engine{Verdict: rules.NotEncoded}}
	if id != "" {
		row.Cite = x.book.Cite(id)
	}
	if f := x.finding(id); f != nil {
		row.Branch = f.Kind
		if f.Kind == rules.Modifier {
			row.Branch = rules.Criminal
		}
		row.Engine = Engine{Verdict: f.Verdict, Version: f.Version, Penalty: f.Penalty, Reach: f.Reach, Effect: f.Effect, Missing: f.Missing}
		if f.Penalty != nil {
			row.Engine.PenaltyText = f.Penalty.Text()
		}
		if f.AbsorbedBy != nil {
			row.Engine.AbsorbedBy = *f.AbsorbedBy
		}
	}
	return row
}

// charge compares one provision that an outcome names.
func (x *comparison) charge(o *Outcome, j int) (Row, gap) {
	row := x.row(o.branch(), o.Charges[j])
	row.Official = Official{Charged: true, Stage: o.Stage, Counts: o.Counts, Sanction: o.sanction()}
	if j == 0 {
		row.Official.Sentence = o.sentenceText()
	}
	f := x.finding(o.Charges[j])
	switch v := row.Engine.Verdict; {
	case v == rules.NotEncoded:
		row.Gap = "官方引用的規定，行為時的條文不在規則裡"
		return row, unknownLaw
	case o.Stage == NotIndicted && v == rules.NotEstablished:
		return row, none
	case o.Stage == NotIndicted && v == rules.Established:
		row.Gap = "規則認為成立，檢察官不起訴"
		return row, overruled
	case v == rules.Undetermined:
		row.Gap = "依來源所載的事實未定，還缺：" + x.labels(row.Engine.Missing)
		return row, unsettled
	case v == rules.NotEstablished:
		row.Gap = "規則認為不成立，官方以此論處"
		return row, unsupported
	}
	if f.Kind == rules.Administrative || f.Kind == rules.Disciplinary {
		return x.sanction(row, o, f)
	}
	if x.heaviest(o) == f.ID {
		return x.sentence(row, o, f)
	}
	return row, none
}

// heaviest is the charge whose range the sentence of an outcome is measured by,
// where all charges have one (刑法 55).
func (x *comparison) heaviest(o *Outcome) string {
	id, most := "", penalty.Range{}
	for _, charge := range o.Charges {
		f := x.finding(charge)
		if f == nil || f.Kind == rules.Criminal && f.Penalty == nil {
			return ""
		}
		if f.Kind == rules.Criminal && (id == "" || penalty.Compare(*f.Penalty, most) > 0) {
			id, most = charge, *f.Penalty
		}
	}
	return id
}

func (x *comparison) sentence(row Row, o *Outcome, f *rules.Finding) (Row, gap) {
	row.Official.Sentence, row.Official.Sentences = o.sentenceText(), o.Sentences
	lawful := f.Lawful()
	if len(o.Sentences) == 0 || lawful == nil {
		return row, none
	}
	row.Result = Within
	for _, s := range o.Sentences {
		switch penalty.Position(s, *lawful) {
		case penalty.Below:
			row.Gap = fmt.Sprintf("宣告刑%s低於法定範圍（%s）", s.Text(), lawful.Text())
			return row, below
		case penalty.Above:
			row.Gap = fmt.Sprintf("宣告刑%s高於法定範圍（%s）", s.Text(), lawful.Text())
			return row, above
		}
	}
	return row, none
}

var upTo = regexp.MustCompile(`(申誡|記過|記?一?大過)(一次|二次)?以下`)

// sanction measures a sanction by the effect of the provision, where that names
// a maximum of 申誡, 記過 or 記大過.
func (x *comparison) sanction(row Row, o *Outcome, f *rules.Finding) (Row, gap) {
	hit := upTo.FindStringSubmatch(f.Effect)
	given := 0
	if o.Sanction != nil {
		given = weight(o.Sanction.Measure, o.Sanction.Times)
	}
	if hit == nil || given == 0 {
		return row, none
	}
	measure, times := MajorDemerit, 1
	switch hit[1] {
	case "申誡":
		measure = Reprimand
	case "記過":
		measure = Demerit
	}
	if hit[2] == "二次" {
		times = 2
	}
	if given > weight(measure, times) {
		row.Gap = fmt.Sprintf("%s，重於規定的「%s」", o.Sanction.Text, f.Effect)
		return row, above
	}
	row.Result = Within
	return row, none
}

// weight orders sanctions: three of one kind make one of the next (公務人員考績法
// 施行細則); a kind without such an order weighs nothing.
func weight(m Measure, times int) int {
	each := map[Measure]int{Reprimand: 1, Demerit: 3, MajorDemerit: 9}[m]
	return each * max(times, 1)
}

// unnamed compares a sanction for which the source names no provision. Only a
// provision that measures its sanction can be its basis; general clauses that
// responsibility is to be looked into are none.
func (x *comparison) unnamed(o *Outcome) (Row, gap) {
	row := x.row(rules.Administrative, "")
	row.Official = Official{Stage: o.Stage, Sanction: o.sanction()}
	for i := range x.findings {
		f := &x.findings[i]
		if f.Kind == rules.Administrative && f.Verdict == rules.Established && upTo.MatchString(f.Effect) {
			row.Engine.Verdict, row.Engine.Effect, row.Cite = f.Verdict, f.Effect, f.Cite
			return x.sanction(row, o, f)
		}
	}
	row.Gap = "官方有行政處分而來源沒有寫依據，規則裡沒有成立而定有懲處額度的規定"
	return row, baseless
}

// settle gives a row its result from the gap and the stated reason.
func (x *comparison) settle(row Row, g gap) Row {
	if g == none {
		if row.Result == "" {
			row.Result = Agree
		}
		return row
	}
	row.Result, row.gap = Unexplained, g
	for _, o := range x.actor.Outcome {
		for _, d := range o.Differences {
			if d.Provision == row.Provision && slices.Contains(reasonsFor[g], d.Kind) {
				row.Result, row.Kind, row.Why = Explained, d.Kind, d.Why
			}
		}
	}
	return row
}

// open lists on the first row of each branch what is neither charged nor settled.
func (x *comparison) open(rows []Row, charged map[string]bool) {
	seen := map[rules.Kind]bool{}
	for i := range rows {
		branch := rows[i].Branch
		if seen[branch] {
			continue
		}
		seen[branch] = true
		for _, f := range x.findings {
			if f.Kind == branch && f.Verdict == rules.Undetermined && !charged[f.ID] {
				rows[i].Open = append(rows[i].Open, f.ID)
			}
		}
	}
}

func (x *comparison) labels(ids []string) string {
	var out []string
	for _, id := range ids {
		if f, ok := x.book.Fact(id); ok {
			out = append(out, f.Label.Zh)
		} else if id == rules.ActDateFact {
			out = append(out, "行為日")
		} else {
			out = append(out, id)
		}
	}
	return strings.Join(out, "、")
}

func (o *Outcome) sanction() string {
	if o.Sanction == nil {
		return ""
	}
	return o.Sanction.Text
}

func (o *Outcome) sentenceText() string {
	var out []string
	for _, s := range o.Sentences {
		out = append(out, s.Text())
	}
	text := strings.Join(out, "、")
	if o.Counts > 1 && len(out) == 1 {
		text = fmt.Sprintf("%d罪，各%s", o.Counts, text)
	}
	if o.Combined != nil {
		text += "，應執行" + o.Combined.Text()
	}
	return text
}
