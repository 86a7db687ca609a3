package content

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"shoumi/rules/source"
)

// Coverage is what the two handbooks hold, item by item, and where the house
// teaches or encodes it.
type Coverage []Entry

// Entry is an item that a reader of a handbook could tick off.
type Entry struct {
	ID       string `json:"id"`
	Handbook string `json:"handbook"` // npa or tcpd
	Page     int    `json:"page"`     // on which it, or its section, begins
	Kind     string `json:"kind"`     // one of EntryKinds
	Title    string `json:"title"`    // in our own words
	At       []Ref  `json:"at"`
}

// Ref is a place of the house: rule:criminal-code/132.
type Ref struct {
	Kind string `json:"kind"` // rule, case, lesson, risk or measure
	ID   string `json:"id"`
}

// String is the form in the file.
func (r Ref) String() string { return r.Kind + ":" + r.ID }

// EntryKinds are what an item of a handbook can be, and what they are called. A
// point is one of a regulation.
var EntryKinds = []struct{ ID, Zh string }{
	{"law", "法條"}, {"point", "規定"}, {"case", "案例"}, {"judgment", "裁判"}, {"risk", "風險"}, {"measure", "措施"}, {"explanation", "說明"},
}

// Zh is what the kind of an entry is called.
func (e Entry) Zh() string {
	for _, k := range EntryKinds {
		if k.ID == e.Kind {
			return k.Zh
		}
	}
	return e.Kind
}

// NotCited are the rules and cases of an entry that none of its lessons cites,
// quotes or shows. Lessons that are not in the library, and entries without
// lessons, miss nothing.
func (e Entry) NotCited(lib *Library) []Ref {
	var cited []string
	lessons := 0
	for _, r := range e.At {
		if l, ok := lib.Lesson(Languages[0], r.ID); ok && r.Kind == "lesson" {
			cited = append(cited, l.Cites...)
			lessons++
		} else if r.Kind == "lesson" {
			return nil
		}
	}
	var out []Ref
	for _, r := range e.At {
		// An article is cited by any of its paragraphs, and cites them all.
		covers := func(id string) bool {
			return strings.HasPrefix(id+"/", r.ID+"/") || strings.HasPrefix(r.ID+"/", id+"/")
		}
		if lessons > 0 && (r.Kind == "rule" || r.Kind == "case") && !slices.ContainsFunc(cited, covers) {
			out = append(out, r)
		}
	}
	return out
}

// Places answers what the table refers to. Every field is needed.
type Places struct {
	Rule, Case, Lesson, Risk, Measure func(id string) bool
}

// ReadCoverage reads handbooks.yaml and asks after every place it names. Each
// entry needs a place that teaches or encodes it; a case, a risk and a measure
// need the one of that name. The error is source.Faults, all of them.
func ReadCoverage(fsys fs.FS, at Places) (Coverage, error) {
	const name = "handbooks.yaml"
	var faults source.Faults
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到手冊對照表：" + err.Error()})
		return nil, faults.Err()
	}
	root, ok := source.Parse(name, data, &faults)
	if !ok {
		return nil, faults.Err()
	}
	var out Coverage
	seen := map[string]bool{}
	for _, n := range root.List() {
		e := readEntry(n, at)
		if seen[e.ID] {
			n.Map().Get("id").Fault("代號「"+e.ID+"」用過了", "換一個")
		}
		seen[e.ID] = e.ID != ""
		out = append(out, e)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

var entryID = regexp.MustCompile(`^(npa|tcpd)-[a-z0-9]+(-[a-z0-9]+)*$`)

func readEntry(n *source.Node, at Places) Entry {
	m := n.Map()
	id, book, page, kind, title, places := m.Need("id"), m.Need("handbook"), m.Need("page"), m.Need("kind"), m.Need("title"), m.Need("at")
	m.Done()
	e := Entry{ID: id.Text(), Handbook: book.Text(), Page: int(page.Int()), Kind: kind.Text(), Title: title.Text()}
	if e.Handbook != "" && e.Handbook != "npa" && e.Handbook != "tcpd" {
		book.Fault("不認得的手冊「"+e.Handbook+"」", "寫 npa（警政署手冊）或 tcpd（臺中市政府警察局手冊）")
	} else if e.ID != "" && (!entryID.MatchString(e.ID) || !strings.HasPrefix(e.ID, e.Handbook+"-")) {
		id.Fault("代號「"+e.ID+"」不合規定", "以手冊代號開頭，例如 npa-law-132")
	}
	if e.Page < 0 || page != nil && page.Text() == "0" {
		page.Fault("頁碼從1開始", "")
	}
	var kinds []string
	for _, k := range EntryKinds {
		kinds = append(kinds, k.ID)
	}
	if e.Kind != "" && !slices.Contains(kinds, e.Kind) {
		kind.Fault("不認得的種類「"+e.Kind+"」", "可以寫："+strings.Join(kinds, "、"))
	}
	taught, named := false, !slices.Contains([]string{"case", "risk", "measure"}, e.Kind)
	for _, p := range places.List() {
		r := readRef(p, at)
		taught = taught || slices.Contains([]string{"rule", "case", "lesson"}, r.Kind)
		named = named || r.Kind == e.Kind
		e.At = append(e.At, r)
	}
	switch {
	case !places.IsList():
	case !taught:
		places.Fault("沒有寫教到或編入的地方", "至少寫一個 rule:、case: 或 lesson:")
	case !named:
		places.Fault("這一種項目要寫出對應的 "+e.Kind+":", "")
	}
	return e
}

func readRef(n *source.Node, at Places) Ref {
	kind, id, _ := strings.Cut(n.Text(), ":")
	known := map[string]func(string) bool{"rule": at.Rule, "case": at.Case, "lesson": at.Lesson, "risk": at.Risk, "measure": at.Measure}[kind]
	switch {
	case n.Text() == "":
	case known == nil || id == "":
		n.Fault("「"+n.Text()+"」不是一個地方", "寫成 rule:、case:、lesson:、risk: 或 measure: 加代號，例如 rule:criminal-code/132")
	case !known(id):
		n.Fault("沒有「"+n.Text()+"」這個地方", "")
	}
	return Ref{Kind: kind, ID: id}
}
