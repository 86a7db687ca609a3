package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shoumi/rules/penalty"
	"shoumi/rules/source"
)

// The status of a version of an article.
const (
	InForce    = "in_force"       // in force from From to To, today or formerly
	Promulgate = "promulgated"    // promulgated, day of commencement not fixed
	NeverForce = "never_in_force" // replaced before it ever commenced
)

// lawOrder is the order of laws in lists, and with it the slugs there may be.
var lawOrder = []string{"criminal-code", "criminal-code-enforcement", "anti-corruption", "pdpa", "comms-surveillance",
	"witness-protection", "organized-crime", "sexual-assault", "children", "domestic-violence", "juvenile", "whistleblower",
	"state-secrets", "criminal-procedure", "procurement", "civil-code", "state-compensation", "discipline", "performance",
	"service", "admin-procedure", "admin-penalty", "police-powers", "police-personnel", "police-rewards", "petitions",
	"police-confidentiality", "police-infosec", "police-logs", "police-mobile", "taichung-confidentiality", "genai"}

var articleNumber = regexp.MustCompile(`^[1-9][0-9]*(-[1-9][0-9]*)?$`)

func compareArticles(a, b *Article) int {
	if x, y := slices.Index(lawOrder, path.Dir(a.ID)), slices.Index(lawOrder, path.Dir(b.ID)); x != y {
		return x - y
	}
	x1, x2 := numberOf(a.Number)
	y1, y2 := numberOf(b.Number)
	if x1 != y1 {
		return x1 - y1
	}
	return x2 - y2
}

func numberOf(s string) (main, sub int) {
	m, n, _ := strings.Cut(s, "-")
	main, _ = strconv.Atoi(m)
	sub, _ = strconv.Atoi(n)
	return main, sub
}

func (r *reader) article(name string, root *source.Node) {
	m := root.Map()
	slug := path.Base(path.Dir(name))
	number := m.Need("article")
	a := &Article{File: name, Law: m.Need("law").Text(), Short: m.Need("short").Text(), PCode: m.Get("pcode").Text(), Number: number.Text(),
		Unit: m.Get("unit").Text(), Title: m.Need("title").Text(), Source: m.Get("source").Text(), NewLaw: m.Get("new_law").Bool(),
		Defines: m.Get("defines").Strings(), CheckedOn: r.day(m.Need("checked_on")), ReviewBy: r.day(m.Need("review_by"))}
	if a.Unit == "" {
		a.Unit = "條"
	}
	a.ID = slug + "/" + a.Number
	if !slices.Contains(lawOrder, slug) {
		root.Fault(fmt.Sprintf("沒有「%s」這個法規代號", slug), r.suggest(slug, lawOrder))
	}
	if number != nil && (!articleNumber.MatchString(a.Number) || path.Base(name) != a.Number+".yaml") {
		number.Fault(fmt.Sprintf("條號「%s」與檔名 %s 不合", a.Number, path.Base(name)), "132 條寫在 132.yaml，318 條之 1 寫在 318-1.yaml")
	}
	for _, c := range m.Get("defines").List() {
		if _, ok := r.book.Concept(c.Text()); !ok {
			c.Fault(fmt.Sprintf("沒有「%s」這個概念", c.Text()), r.suggest(c.Text(), r.conceptNames()))
		}
	}
	for _, n := range m.Get("not_encoded").List() {
		om := n.Map()
		a.NotCoded = append(a.NotCoded, Omitted{Clause: om.Need("clause").Text(), Why: om.Need("why").Text()})
		om.Done()
	}
	versions := m.Need("versions").List()
	if at := m.Get("versions"); at.IsList() && len(versions) == 0 {
		at.Fault("至少要有一個版本", "")
	}
	for i, n := range versions {
		a.Versions = append(a.Versions, r.version(a, i, n))
	}
	r.intervals(a, versions)
	m.Done()
	if _, ok := r.book.byID[a.ID]; !ok {
		r.book.byID[a.ID] = a
		r.book.articles = append(r.book.articles, a)
	}
	r.places[a.ID] = root.Mark()
}

func (r *reader) conceptNames() []string {
	var out []string
	for _, c := range r.book.concepts {
		out = append(out, c.ID)
	}
	return out
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (r *reader) version(a *Article, i int, n *source.Node) Version {
	m := n.Map()
	v := Version{From: Beginning, To: Forever, Status: InForce, Amended: r.day(m.Need("amended")), Basis: m.Need("basis").Text(), Unseen: m.Get("unseen").Text(),
		Text: m.Get("text").Strings(), Summary: m.Get("summary").Strings()}
	if s := m.Get("status"); s != nil {
		if v.Status = s.Text(); v.Status != Promulgate && v.Status != NeverForce {
			s.Fault(fmt.Sprintf("沒有「%s」這種狀態", v.Status), "尚未施行寫 promulgated，從未施行寫 never_in_force，施行中或曾施行就不寫")
		}
	}
	if v.Status == InForce {
		v.From = r.day(m.Need("from"))
	}
	if to := m.Get("to"); to != nil {
		v.To = r.day(to)
	}
	if sha := need(m, "sha256", v.Unseen == ""); sha != nil {
		v.SHA256 = sha.Text()
		switch {
		case v.Unseen != "":
			sha.Fault("有官方文字的 sha256，就不寫 unseen", "")
		case !sha256Hex.MatchString(v.SHA256):
			sha.Fault("sha256 要是 64 個十六進位小寫字元", "")
		}
	}
	if len(v.Text) == 0 && len(v.Summary) == 0 {
		n.Fault("每個版本都要有 text（手冊引用的原文）或 summary（自己的話）", "")
	}
	v.Partial = m.Get("partial").Bool()
	if at := m.Get("provisions"); at != nil {
		v.Provisions = []*Provision{}
		for _, p := range at.List() {
			r.provision(a, &v, i, p)
		}
	}
	m.Done()
	return v
}

// intervals closes each version where the next newer one begins and reports
// gaps and overlaps.
func (r *reader) intervals(a *Article, nodes []*source.Node) {
	newer := -1
	for i := range a.Versions {
		v := &a.Versions[i]
		if v.Status != InForce {
			continue
		}
		if newer >= 0 {
			next := a.Versions[newer]
			switch {
			case v.From == Beginning || next.From == Beginning: // no day, and that was said
			case v.From >= next.From:
				nodes[i].Map().Get("from").Fault("版本要從新到舊寫，這一版沒有比上一版舊", "")
			case v.To == Forever:
				v.To = next.From
			case v.To > next.From:
				nodes[i].Map().Get("to").Fault("與下一版重疊："+next.From.String()+" 起已有新版", "不寫 to 就接到新版為止")
			case v.To < next.From:
				nodes[i].Map().Get("to").Fault("與下一版之間有空檔："+v.To.String()+" 到 "+next.From.String(), "不寫 to 就接到新版為止；中間確實沒有規定時，請另立條文檔")
			}
		}
		if v.From >= v.To {
			nodes[i].Fault("施行日不在失效日之前", "")
		}
		newer = i
	}
}

var provisionNumber = regexp.MustCompile(`^[1-9][0-9]*(/[1-9][0-9]*)*$`)

func (r *reader) provision(a *Article, v *Version, i int, n *source.Node) {
	m := n.Map()
	local := m.Need("id").Text()
	p := &Provision{ID: a.ID + "/" + local, Cite: a.cite(local, len(v.Text)+len(v.Summary))}
	if !provisionNumber.MatchString(local) {
		m.Get("id").Fault(fmt.Sprintf("「%s」不是項／款", local), "第2項寫 \"2\"，第3項第1款寫 \"3/1\"")
	}
	for _, o := range v.Provisions {
		if o.ID == p.ID {
			m.Get("id").Fault(fmt.Sprintf("「%s」重複了", p.ID), "")
		}
	}
	like := m.Get("same_as")
	if like != nil {
		r.inherit(a, p, like)
	}
	first := like == nil
	if k := need(m, "kind", first); k != nil {
		if p.Kind = Kind(k.Text()); !slices.Contains(Kinds, p.Kind) {
			k.Fault(fmt.Sprintf("沒有「%s」這種規定", p.Kind), "可以是 criminal、civil、state_compensation、disciplinary、administrative、duty、permission、modifier")
		}
	}
	if l := need(m, "label", first); l != nil {
		p.Label = l.Text()
	}
	prefix := fmt.Sprintf("%s@%d", p.ID, i)
	if e := need(m, "elements", first); e != nil {
		p.Elements = r.elements(e, prefix+"#", false)
	}
	if e := m.Get("except"); e != nil {
		p.Exceptions = r.elements(e, prefix+"!", true)
	}
	if x := m.Get("penalty"); x != nil {
		p.Penalty, p.yuan = r.penalty(x)
	}
	if x := m.Get("effect"); x != nil {
		p.Effect = x.Text()
	}
	if x := m.Get("deadline"); x != nil {
		p.Deadline = r.deadline(p.Kind, x)
	}
	if x := m.Get("modifies"); x != nil {
		p.Modifies = x.Strings()
		r.listed(p.ID, x)
	}
	if x := m.Get("modify"); x != nil {
		xm := x.Map()
		if f := xm.Get("aggravate"); f != nil {
			p.Aggravate = f.Text()
			if _, _, ok := fraction(p.Aggravate); !ok {
				f.Fault(fmt.Sprintf("「%s」不是分數", p.Aggravate), "加重至二分之一寫 1/2")
			}
		}
		if f := xm.Get("mitigate"); f != nil {
			p.Mitigate = f.Text()
			if _, _, ok := fraction(p.Mitigate); !ok {
				f.Fault(fmt.Sprintf("「%s」不是分數", p.Mitigate), "減輕至二分之一寫 1/2，減輕至三分之二寫 2/3")
			}
		}
		p.May = xm.Get("may").Bool()
		p.Exempt = xm.Get("exempt").Bool()
		p.Complaint = xm.Get("complaint").Bool()
		p.Attempts = xm.Get("attempts").Bool()
		xm.Done()
	}
	for key, to := range map[string]*[]string{"absorbed_by": &p.AbsorbedBy, "successors": &p.Successors} {
		if x := m.Get(key); x != nil {
			*to = x.Strings()
			r.citations(x)
			r.refer(p.ID, x)
		}
	}
	if x := m.Get("attempt_punished"); x != nil {
		p.Attempt = x.Bool()
	}
	if x := m.Get("incomplete_when"); x != nil {
		p.Incomplete = x.Text()
		r.condition(prefix+incompleteMark, x)
	}
	if x := m.Get("negligence"); x != nil {
		p.Negligence = x.Bool()
	}
	if x := m.Get("branch"); x != nil {
		if p.Branch = x.Text(); !strings.Contains(local, "/") {
			x.Fault("branch 是一項（款）所定幾種刑度中的一種", "把它們編成 1/1、1/2，各寫 branch")
		}
	}
	if p.Branch != "" {
		p.Cite = a.cite(path.Dir(local), len(v.Text)+len(v.Summary)) + "（" + p.Branch + "）"
	}
	m.Done()
	switch {
	case p.Kind == Criminal && p.Penalty == nil:
		n.Fault("刑事規定要有 penalty", "")
	case p.Incomplete != "" && !p.Attempt:
		m.Get("incomplete_when").Fault("沒有寫 attempt_punished 的規定不罰未遂", "加上 attempt_punished: true，或刪除 incomplete_when")
	case p.Kind == Modifier && len(p.Modifies) == 0:
		n.Fault("modifier 要寫 modifies：改變哪些規定", "")
	case p.Kind != "" && p.Kind != Criminal && p.Kind != Modifier && p.Effect == "":
		n.Fault("要有 effect：成立時的法律效果", "")
	}
	r.places[prefix] = n.Mark()
	v.Provisions = append(v.Provisions, p)
}

func need(m *source.Map, key string, must bool) *source.Node {
	if must {
		return m.Need(key)
	}
	return m.Get(key)
}

// cite writes an id as lawyers do: 刑法第132條第2項, 資通安全實施規定第24點第3項第2款;
// of an article that has one paragraph, the paragraph is not named.
func (a *Article) cite(local string, paragraphs int) string {
	main, sub, has := strings.Cut(a.Number, "-")
	s := a.Short + "第" + main + a.Unit
	if has {
		s += "之" + sub
	}
	for i, part := range strings.Split(local, "/") {
		if local != "" && !(i == 0 && paragraphs == 1) {
			s += "第" + part + [...]string{"項", "款", "目"}[min(i, 2)]
		}
	}
	return s
}

// inherit takes what the provision of a newer version says.
func (r *reader) inherit(a *Article, p *Provision, like *source.Node) {
	from := r.day(like)
	if from == Beginning {
		return // no day, and that was said
	}
	for k, v := range a.Versions {
		if v.From != from || v.Status != InForce {
			continue
		}
		for _, q := range v.Provisions {
			if q.ID == p.ID {
				cite := p.Cite
				*p = *q
				p.Cite = cite
				old, now := fmt.Sprintf("%s@%d", p.ID, k), fmt.Sprintf("%s@%d", p.ID, len(a.Versions))
				if w, ok := r.conditions[old+incompleteMark]; ok {
					r.conditions[now+incompleteMark] = w
				}
				for _, mark := range []string{"#", "!"} {
					for _, e := range append(slices.Clone(p.Elements), p.Exceptions...) {
						if w, ok := r.conditions[old+mark+e.ID]; ok {
							r.conditions[now+mark+e.ID] = w
						}
						if n, ok := r.places[old+mark+e.ID]; ok {
							r.places[now+mark+e.ID] = n
						}
					}
				}
				return
			}
		}
	}
	like.Fault(fmt.Sprintf("上面沒有 from 是 %s 而有 %s 的版本", from, p.ID), "same_as 只能指向同檔較新的版本")
}

// refer remembers provisions that one provision names, for crossCheck.
func (r *reader) refer(from string, list *source.Node) {
	for _, n := range list.List() {
		r.refs = append(r.refs, reference{from, n})
	}
}

func (r *reader) elements(n *source.Node, prefix string, exceptions bool) []Element {
	var out []Element
	for _, x := range n.List() {
		m := x.Map()
		e := Element{ID: m.Need("id").Text(), Text: m.Need("text").Text(), Cites: m.Get("cites").Strings()}
		r.citations(m.Get("cites"))
		r.places[prefix+e.ID] = x.Mark()
		for _, o := range out {
			if o.ID == e.ID {
				m.Get("id").Fault(fmt.Sprintf("要件「%s」重複了", e.ID), "")
			}
		}
		when, refs := m.Get("when"), m.Get("provisions")
		switch {
		case (when == nil) == (refs == nil):
			x.Fault("要件要有 when（條件）或 provisions（其他規定成立），恰好一個", "")
		case when != nil:
			e.When = when.Text()
			r.condition(prefix+e.ID, when)
		default:
			e.Provisions = refs.Strings()
			from, _, _ := strings.Cut(prefix, "@")
			r.listed(from, refs)
		}
		if exceptions {
			e.Priority = int(m.Get("priority").Int())
			e.Burden = m.Need("burden").Text()
		}
		m.Done()
		out = append(out, e)
	}
	if len(out) == 0 && !exceptions {
		n.Fault("至少要有一個要件", "")
	}
	return out
}

// penalty reads a statutory penalty; yuan says that the fine is in the unit of
// the Criminal Code before 2019 and has to be restated (刑法施行法 1-1).
func (r *reader) penalty(n *source.Node) (p *penalty.Range, yuan bool) {
	m := n.Map()
	p = &penalty.Range{Death: m.Get("death").Bool(), Life: m.Get("life").Bool()}
	if x := m.Get("imprisonment"); x != nil {
		xm := x.Map()
		p.Imprisonment = penalty.Imprison(xm.Get("min").Months(), xm.Get("max").Months())
		xm.Done()
	}
	if m.Get("detention").Bool() {
		p.Detention = penalty.Detain()
	}
	if x := m.Get("fine"); x != nil {
		xm := x.Map()
		p.Fine = penalty.Fined(xm.Need("max").Int())
		if mode := xm.Get("mode"); mode != nil {
			p.FineMode = penalty.FineMode(mode.Text())
			if !slices.Contains([]penalty.FineMode{penalty.FineAlternative, penalty.FineAdditional, penalty.FineEither, penalty.FineMust}, p.FineMode) {
				mode.Fault(fmt.Sprintf("沒有「%s」這種罰金", p.FineMode), "可以是 alternative（或罰金）、additional（得併科）、either_or_both（科或併科）、must（併科）")
			}
		}
		if unit := xm.Get("unit"); unit != nil {
			if yuan = unit.Text() == "yuan"; !yuan {
				unit.Fault("unit 只有 yuan（刑法分則原定數額，須依施行法第1條之1折算）", "")
			}
		}
		xm.Done()
	}
	m.Done()
	return p, yuan
}

func fraction(s string) (num, den int, ok bool) {
	a, b, _ := strings.Cut(s, "/")
	num, err1 := strconv.Atoi(a)
	den, err2 := strconv.Atoi(b)
	return num, den, err1 == nil && err2 == nil && num > 0 && den > 0
}
