package casebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/rules"
	"shoumi/rules/penalty"
	"shoumi/rules/source"
)

// reader is a case being read, with the nodes that later faults point at.
type reader struct {
	book        *rules.Book
	topics      topics
	faults      *source.Faults
	case_       *Case
	id          *source.Node
	outcomes    map[string]*source.Node            // by actor
	differences map[*Difference]*source.Node       // for stale reasons
	entries     map[string][]*source.Node          // outcome entries by actor
	factNodes   map[string]map[string]*source.Node // by actor ("" shared) and fact
}

var (
	caseID     = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*-[1-9][0-9]{0,5}$`)
	sentenceID = regexp.MustCompile(`^s[1-9][0-9]{0,3}$`)

	handbookIDs = map[string]*regexp.Regexp{"npa": regexp.MustCompile(`^npa-(corruption|leak|misuse)-[0-9]+$`), "tcpd": regexp.MustCompile(`^tcpd-[0-9]+$`)}
)

func (r *reader) read(m *source.Map) {
	c := &Case{}
	r.case_ = c
	r.outcomes, r.differences, r.entries = map[string]*source.Node{}, map[*Difference]*source.Node{}, map[string][]*source.Node{}
	r.factNodes = map[string]map[string]*source.Node{}
	r.id = m.Need("case")
	c.ID = filled(r.id)
	c.Title = filled(m.Need("title"))
	c.Source = readSource(m.Need("source"))
	r.checkID(c)
	if c.ActDate = rules.ReadActDate(m.Get("act_date")); c.ActDate == (rules.ActDate{}) {
		c.ActDate = rules.UnknownActDate // what is written there is no date
	}
	c.DateNote = m.Get("date_note").Text()
	if !c.ActDate.Exact() && c.DateNote == "" {
		m.Missing("date_note", r.id, "行為日不是確定的一天，缺少日期的說明", "用 date_note 說明來源怎麼寫日期")
	}
	r.narrative(m.Need("narrative"))
	c.Shared = r.facts("", m.Get("facts"))
	actors := m.Need("actors")
	actors.Map().Each(r.actor)
	if actors.IsMap() && len(c.Actors) == 0 {
		actors.Fault("案例沒有行為人", "至少寫一位，例如 甲")
	}
	m.Need("outcome").Map().Each(r.outcome)
	c.Risks = named(m.Need("risks"), r.topics.risks, "risks.yaml")
	c.Measures = named(m.Need("measures"), r.topics.measures, "measures.yaml")
	c.Teaches = filled(m.Need("teaches"))
	r.picks(m.Get("items"))
	if n := m.Get("scenario"); n != nil {
		c.Scenario = r.scenario(n)
	}
	m.Done()
	for i, a := range c.Actors {
		if _, ok := r.outcomes[a.Name]; !ok {
			outcome := m.Get("outcome")
			outcome.Map().Missing(a.Name, outcome, "行為人「"+a.Name+"」沒有官方結果", "在 outcome 補上「"+a.Name+"」")
		}
		r.contradiction(c.Actors[i])
	}
}

// filled asks for a text that is not empty.
func filled(n *source.Node) string {
	text := n.Text()
	if strings.TrimSpace(text) == "" && n.IsScalar() && !n.IsNull() {
		n.Fault("這裡要寫文字，現在是空的", "")
	}
	return text
}

// checkID asks for an id that names its source: those that begin with npa or tcpd are
// the cases of the handbooks.
func (r *reader) checkID(c *Case) {
	first, _, _ := strings.Cut(c.ID, "-")
	form, known := handbookIDs[c.Source.Handbook]
	switch {
	case c.ID == "":
	case !caseID.MatchString(c.ID), len(c.ID) > 60:
		r.id.Fault("案例代號「"+c.ID+"」不合規定", "手冊的案例寫 npa-leak-4、tcpd-10 這樣的代號；機關的案例用小寫英文、數字與連字號，最後是號次，例如 agency-115-1，最長60個字")
	case known && !form.MatchString(c.ID):
		r.id.Fault("案例代號「"+c.ID+"」不是這本手冊的", "手冊的案例寫 npa-corruption-1、npa-leak-4、npa-misuse-2 或 tcpd-10 這樣的代號；不是手冊的案例，source 寫 agency: 機關名稱")
	case c.Source.Handbook == "" && slices.Contains(Handbooks, first):
		r.id.Fault("代號「"+c.ID+"」保留給手冊的案例", "機關的案例換一個開頭，例如 agency-115-1")
	}
}

// readSource reads {handbook: npa, section: …, page: 15, judgments: […]}, or, of an
// agency, {agency: …, section: …}.
func readSource(n *source.Node) Source {
	m := n.Map()
	agency := m.Get("agency")
	if agency != nil {
		s := Source{Agency: filled(agency), Section: m.Get("section").Text(), Page: page(m.Get("page")), Judgments: m.Get("judgments").Strings()}
		m.Get("handbook").Fault("出處是機關，又寫了手冊", "handbook 和 agency 只寫一個")
		m.Done()
		return s
	}
	book := m.Need("handbook")
	s := Source{Handbook: filled(book), Section: filled(m.Need("section")), Page: page(m.Need("page")), Judgments: m.Get("judgments").Strings()}
	if s.Handbook != "" && handbooks[s.Handbook] == "" {
		book.Fault("不認得的手冊「"+s.Handbook+"」", "寫 npa（警政署手冊）或 tcpd（臺中市政府警察局手冊）；機關自己的案例寫 agency: 機關名稱")
	}
	m.Done()
	return s
}

func page(n *source.Node) int {
	number := n.Int()
	if number < 0 || number == 0 && n.IsScalar() && !n.IsNull() && n.Text() == "0" {
		n.Fault("頁次要從1算起", "")
	}
	return int(number)
}

func (r *reader) narrative(n *source.Node) {
	n.Map().Each(func(id string, key, text *source.Node) {
		if !sentenceID.MatchString(id) {
			key.Fault("句子的代號「"+id+"」不合規定", "依序寫 s1、s2、s3")
		}
		r.case_.Narrative = append(r.case_.Narrative, Sentence{id, filled(text)})
	})
	if n.IsMap() && len(r.case_.Narrative) == 0 {
		n.Fault("敘述沒有句子", "")
	}
}

// facts reads {fact: {value: …, at: [s1]}}. A fact that the narrative does not
// tell is left out; it is never null.
func (r *reader) facts(actor string, n *source.Node) []Fact {
	r.factNodes[actor] = map[string]*source.Node{}
	at := map[string][]string{}
	var order []string
	n.Map().Each(func(id string, key, value *source.Node) {
		order = append(order, id)
		r.factNodes[actor][id] = key
		if !value.IsMap() || !slices.Contains(value.Map().Keys(), "value") {
			value.Fault("事實要寫成 {value: …, at: [句子]}", "at 是敘述裡證明這項事實的句子，例如 at: [s2]")
			return
		}
		m := value.Map()
		if v := m.Get("value"); v.IsNull() || v.IsScalar() && v.Text() == "" {
			v.Fault("事實的 value 是空的", "敘述沒有提到的事實整項拿掉，不要寫 null")
		}
		if s := m.Get("source"); s != nil {
			s.Fault("案例的事實不寫 source", "用 at 指出句子的代號")
		}
		for _, s := range m.Need("at").List() {
			switch id := filled(s); {
			case id == "":
			case !slices.ContainsFunc(r.case_.Narrative, func(x Sentence) bool { return x.ID == id }):
				s.Fault("敘述裡沒有句子「"+id+"」", "")
			default:
				at[key.Text()] = append(at[key.Text()], id)
			}
		}
		if list := m.Get("at"); list.IsList() && len(list.List()) == 0 {
			list.Fault("事實沒有指出句子", "at 至少要有一句")
		}
	})
	values, _ := r.book.ReadFacts(n)
	var out []Fact
	for _, id := range order {
		if v, ok := values[id]; ok {
			out = append(out, Fact{id, v, at[id]})
		}
	}
	return out
}

func (r *reader) actor(name string, key, n *source.Node) {
	if strings.TrimSpace(name) == "" || strings.Contains(name, "/") || utf8.RuneCountInString(name) > 40 {
		key.Fault("行為人的名稱「"+name+"」不合規定", "寫甲、乙這樣的代稱，不用斜線，最長40個字")
	}
	m := n.Map()
	a := Actor{Name: name, Role: filled(m.Need("role"))}
	a.Facts = r.facts(name, m.Need("facts"))
	m.Done()
	r.case_.Actors = append(r.case_.Actors, a)
}

// contradiction reports facts that cannot both be so, at the actor's.
func (r *reader) contradiction(a Actor) {
	in := r.case_.Incident()
	i := slices.IndexFunc(in.Actors, func(x rules.Actor) bool { return x.Name == a.Name })
	broken, ok := r.book.Contradiction(in.Of(in.Actors[i]))
	if !ok {
		return
	}
	for _, of := range []string{a.Name, ""} {
		if n := r.factNodes[of][broken.Fact]; n != nil {
			n.Fault(a.Name+"的事實互相矛盾："+r.book.Sentence(broken), "對照敘述，改其中一個或拿掉")
			return
		}
	}
}

func (r *reader) outcome(name string, key, n *source.Node) {
	i := slices.IndexFunc(r.case_.Actors, func(a Actor) bool { return a.Name == name })
	if i < 0 {
		key.Fault("outcome 有「"+name+"」，actors 沒有", "")
		return
	}
	r.outcomes[name] = n
	for _, item := range n.List() {
		r.case_.Actors[i].Outcome = append(r.case_.Actors[i].Outcome, r.entry(item))
		r.entries[name] = append(r.entries[name], item)
	}
	if n.IsList() && len(n.List()) == 0 {
		n.Fault("行為人「"+name+"」沒有官方結果", "至少寫一項，例如 stage: not_indicted")
	}
	for j := range r.case_.Actors[i].Outcome { // the slice is final now: keep the nodes of its differences
		o := &r.case_.Actors[i].Outcome[j]
		nodes := r.entries[name][j].Map().Get("differences").List()
		for k := range o.Differences {
			r.differences[&o.Differences[k]] = nodes[k]
		}
	}
}

func (r *reader) entry(n *source.Node) Outcome {
	m := n.Map()
	o := Outcome{
		Stage: choose(m.Need("stage"), Stages), Body: m.Get("body").Text(), Text: filled(m.Need("text")), Charges: []string{},
		Counts: int(m.Get("counts").Int()), Payment: m.Get("payment").Int(), PerDay: m.Get("per_day").Int(), Commutable: m.Get("commutable").Bool(),
		Deprivation: m.Get("deprivation").Months(), Probation: m.Get("probation").Months(),
	}
	for _, c := range m.Get("charges").List() {
		id := filled(c)
		if id != "" && r.book.Cite(id) == id {
			c.Fault("不認得的條文「"+id+"」", "寫成 criminal-code/132/2 這樣的代號")
		}
		o.Charges = append(o.Charges, id)
	}
	switch s := m.Get("sentence"); {
	case s.IsList():
		for _, one := range s.List() {
			o.Sentences = append(o.Sentences, sentence(one))
		}
	case s != nil:
		o.Sentences = []penalty.Sentence{sentence(s)}
	}
	if s := m.Get("combined"); s != nil {
		combined := sentence(s)
		o.Combined = &combined
	}
	if len(o.Sentences) > 0 && !o.Stage.Convicted() {
		m.Get("sentence").Fault("「"+o.Stage.Zh()+"」沒有宣告刑", "")
	}
	if len(o.Sentences) > 1 && o.Counts != len(o.Sentences) {
		m.Get("sentence").Fault(fmt.Sprintf("逐罪寫了%d個刑，counts 是 %d", len(o.Sentences), o.Counts), "counts 要和逐罪的刑一樣多；各罪同刑時只寫一個")
	}
	if s := m.Get("sanction"); s != nil {
		sm := s.Map()
		o.Sanction = &Sanction{Text: filled(sm.Need("text")), Measure: choose(sm.Need("measure"), measures), Times: int(sm.Get("times").Int())}
		sm.Done()
	}
	for _, d := range m.Get("differences").List() {
		dm := d.Map()
		o.Differences = append(o.Differences, Difference{Provision: dm.Get("provision").Text(), Kind: choose(dm.Need("kind"), differenceKinds), Why: filled(dm.Need("why"))})
		dm.Done()
	}
	m.Done()
	return o
}

// choose reads one of the words; hints name the rest.
func choose[T ~string](n *source.Node, among []T) T {
	word := T(filled(n))
	if word == "" || slices.Contains(among, word) {
		return word
	}
	var all []string
	for _, w := range among {
		all = append(all, string(w))
	}
	hint := "可以寫：" + strings.Join(all, "、")
	if near, ok := source.Suggest(string(word), all); ok {
		hint = "您是不是要寫「" + near + "」？"
	}
	n.Fault("不認得「"+string(word)+"」", hint)
	return ""
}

// sentence reads {imprisonment: 1y2m, detention_days: 30, fine: 9000}.
func sentence(n *source.Node) penalty.Sentence {
	m := n.Map()
	s := penalty.Sentence{Imprisonment: penalty.Months(m.Get("imprisonment").Months()), Detention: int(m.Get("detention_days").Int()), Fine: m.Get("fine").Int()}
	m.Done()
	if n.IsMap() && s == (penalty.Sentence{}) && m.Get("imprisonment") == nil {
		n.Fault("宣告刑是空的", "寫 imprisonment: 1y2m、detention_days: 30 或 fine: 9000")
	}
	return s
}
