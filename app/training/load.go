package training

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
	"shoumi/rules/source"
)

// Load reads courses/<id>.yaml and documents/<id>.yaml and asks after all they
// refer to. They lie with package content, which knows neither the bank nor the
// cases; so they are read here. The error is source.Faults, all of them.
func Load(fsys fs.FS, from Material) (*Courses, error) {
	r := &reader{from: from, out: &Courses{}}
	r.each(fsys, "documents", r.document)
	r.each(fsys, "courses", r.course)
	r.renewals()
	if len(r.out.courses) == 0 && r.faults.Err() == nil {
		r.faults.Add(source.Fault{Place: source.Place{File: "courses", Line: 1, Col: 1}, Message: "沒有課程", Hint: "課程放在 courses/代號.yaml"})
	}
	return r.out, r.faults.Err()
}

type reader struct {
	from      Material
	out       *Courses
	renewedBy []*source.Node // of each course; nil where it does not say
	faults    source.Faults
}

// each reads the files of a directory; their order is that of their names.
func (r *reader) each(fsys fs.FS, dir string, read func(m *source.Map, base string, data []byte)) {
	names, _ := fs.Glob(fsys, dir+"/*.yaml")
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			r.faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到檔案：" + err.Error()})
			continue
		}
		if root, ok := source.Parse(name, data, &r.faults); ok {
			m := root.Map()
			read(m, strings.TrimSuffix(path.Base(name), ".yaml"), data)
			m.Done()
		}
	}
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// id is an identifier that also names the file, if base is not empty.
func id(n *source.Node, base string) string {
	s := n.Text()
	switch {
	case s == "":
	case !idForm.MatchString(s):
		n.Fault("代號「"+s+"」不合規定", "用小寫英文、數字與連字號，從英文字母開始")
	case base != "" && s != base:
		n.Fault("代號與檔名「"+base+".yaml」不同", "")
	}
	return s
}

func title(m *source.Map) rules.Text {
	return rules.Text{Zh: filled(m.Need("zh")), En: filled(m.Need("en"))}
}

// filled is a text that is not empty.
func filled(n *source.Node) string {
	s := strings.TrimSpace(n.Text())
	if n != nil && n.IsScalar() && !n.IsNull() && s == "" {
		n.Fault("這裡是空的", "")
	}
	return s
}

// between is a whole number within limits.
func between(n *source.Node, least, most int64) int {
	v := n.Int()
	if n != nil && n.IsScalar() && !n.IsNull() && (v < least || v > most) {
		n.Fault(fmt.Sprintf("要在%d到%d之間", least, most), "")
	}
	return int(v)
}

func (r *reader) course(m *source.Map, base string, data []byte) {
	c := &Course{ID: id(m.Need("course"), base), Title: title(m), file: data}
	credit := m.Need("credit")
	for _, n := range credit.List() {
		x := n.Map()
		from := x.Need("from")
		day, err := rules.ParseDay(from.Text())
		if err != nil && from != nil {
			from.Fault("「"+from.Text()+"」不是日期", "寫成 2026-01-01")
		}
		if k := len(c.Credit); err == nil && k > 0 && day >= c.Credit[k-1].From {
			from.Fault("生效日要由新到舊排列", "")
		}
		c.Credit = append(c.Credit, Credit{From: day, Hours: between(x.Need("hours"), 1, 100), Category: title(x)})
		x.Done()
	}
	if credit != nil && credit.IsList() && len(c.Credit) == 0 {
		credit.Fault("沒有寫時數", "至少寫一項：{from: 2026-01-01, hours: 6, zh: 類別, en: category}")
	}
	valid := m.Need("valid")
	if c.Valid = valid.Months(); valid != nil && c.Valid == 0 {
		valid.Fault("證書的效期要有一個月以上", "例如 1y")
	}
	renew := m.Need("renew")
	c.Renew = between(renew, 0, 365)
	if c.Valid > 0 && c.Renew <= 365 && c.Renew >= c.Valid*daysOfMonth {
		renew.Fault("這樣一拿到證書就又要換發", "天數要少於效期")
	}
	r.renewedBy = append(r.renewedBy, m.Get("renewed_by"))
	units := m.Need("units")
	for i, n := range units.List() {
		u := r.unit(n, c)
		if u.Kind == Certify && i < len(units.List())-1 {
			n.Fault("認證測驗要在最後", "")
		}
		c.Units = append(c.Units, u)
	}
	if units != nil && units.IsList() && (len(c.Units) == 0 || c.Units[len(c.Units)-1].Kind != Certify) {
		units.Fault("課程的最後一個單元要是認證測驗", "加上 certify:")
	}
	r.out.courses = append(r.out.courses, c)
}

// daysOfMonth is how many days every month has.
const daysOfMonth = 28

// renewals fills in which course renews which, once all are known.
func (r *reader) renewals() {
	for i, c := range r.out.courses {
		n := r.renewedBy[i]
		if n == nil {
			c.RenewedBy = c.ID
			continue
		}
		c.RenewedBy = n.Text()
		if _, ok := r.out.Course(c.RenewedBy); !ok && c.RenewedBy != "" {
			n.Fault("沒有「"+c.RenewedBy+"」這門課程", "寫 courses/ 裡一門課程的代號；不寫就是重修本課程")
		}
	}
}

func (r *reader) unit(n *source.Node, c *Course) Unit {
	m := n.Map()
	defer m.Done()
	idNode := m.Need("id")
	u := Unit{ID: id(idNode, "")}
	if _, twice := c.Unit(u.ID); twice && u.ID != "" {
		idNode.Fault("單元「"+u.ID+"」寫了兩次", "")
	}
	for _, k := range UnitKinds {
		v := m.Get(string(k))
		switch {
		case v == nil:
			continue
		case u.Kind != "":
			v.Fault("一個單元只能是一種", "")
			continue
		}
		u.Kind = k
		switch k {
		case Check:
			r.check(v, &u)
		case Certify:
			u.Certify = r.certify(v)
		default:
			u.Ref = r.ref(v, k)
		}
	}
	if n.IsMap() && u.Kind == "" {
		n.Fault("沒有寫這個單元要做什麼", "寫 attest、lesson、scenario、check 或 certify 其中一個")
	}
	return u
}

// ref is the id of a document, lesson or case.
func (r *reader) ref(n *source.Node, k UnitKind) string {
	ref := n.Text()
	if ref == "" {
		return ref
	}
	switch k {
	case Attest:
		if _, ok := r.out.Document(ref); !ok {
			n.Fault("沒有「"+ref+"」這份文件", "文件放在 documents/")
		}
	case Lesson:
		if _, ok := r.from.Lessons.Lesson(content.Languages[0], ref); !ok {
			n.Fault("沒有「"+ref+"」這一課", "")
		}
	case Scenario:
		if _, err := r.from.Cases.Start(ref); err != nil {
			n.Fault("案例「"+ref+"」沒有情境", "")
		}
	}
	return ref
}

func (r *reader) check(n *source.Node, u *Unit) {
	m := n.Map()
	lessons := m.Need("lessons")
	for _, l := range lessons.List() {
		u.Lessons = append(u.Lessons, r.ref(l, Lesson))
	}
	items := m.Need("items")
	u.Items = between(items, 1, 20)
	m.Done()
	if pool := len(pool(r.from, u.Lessons)); items != nil && u.Items > pool {
		items.Fault(fmt.Sprintf("要%d題，這些課文的概念只有%d題", u.Items, pool), "")
	}
}

// pool are the items that a self-check after some lessons may ask.
func pool(from Material, lessons []string) []*quizzes.Item {
	var concepts []string
	var out []*quizzes.Item
	for _, id := range lessons {
		l, ok := from.Lessons.Lesson(content.Languages[0], id)
		if !ok {
			continue
		}
		for _, c := range l.Concepts {
			if !slices.Contains(concepts, c) {
				concepts = append(concepts, c)
				out = append(out, from.Bank.Usable(c)...)
			}
		}
	}
	return out
}

func (r *reader) certify(n *source.Node) *Certification {
	m := n.Map()
	defer m.Done()
	out := &Certification{Wait: time.Duration(between(m.Need("wait"), 0, 24*30)) * time.Hour}
	b := &out.Blueprint
	b.Cut = float64(between(m.Need("percent"), 50, 100)) / 100
	b.Critical = m.Get("critical").Strings()
	for _, s := range m.Need("sections").List() {
		x := s.Map()
		section := quizzes.Section{Concept: x.Need("concept").Text(), Count: between(x.Need("items"), 1, 20)}
		for _, band := range x.Get("bands").List() {
			if !slices.Contains(quizzes.Bands, quizzes.Band(band.Text())) {
				band.Fault("沒有「"+band.Text()+"」這個難度", "寫 easy、medium 或 hard")
			}
			section.Bands = append(section.Bands, quizzes.Band(band.Text()))
		}
		x.Done()
		b.Sections = append(b.Sections, section)
	}
	for _, c := range r.from.Bank.Concepts() {
		asked := slices.ContainsFunc(b.Sections, func(s quizzes.Section) bool { return s.Concept == c.ID })
		if c.Critical && asked && !slices.Contains(b.Critical, c.ID) {
			n.Fault("「"+c.Label.Zh+"」是關鍵概念，要全對", "在 critical 加上 "+c.ID)
		}
	}
	if err := r.from.Bank.Check(*b); err != nil {
		n.Fault("出不了題："+err.Error(), "")
	}
	return out
}

var citation = regexp.MustCompile(`\[\[([^\]]*)\]\]`)

func (r *reader) document(m *source.Map, base string, data []byte) {
	d := &Document{ID: id(m.Need("document"), base), Title: title(m), Means: filled(m.Need("means")), Hash: fmt.Sprintf("sha256:%x", sha256.Sum256(data)), file: data}
	version := m.Need("version")
	v, ok := parseVersion(version.Text())
	if d.Version = v; version != nil && !ok {
		version.Fault("「"+version.Text()+"」不是版本", "寫成 1.0；實質修改加第一個數字，文字修正加第二個")
	}
	summary := m.Need("summary")
	for _, s := range summary.List() {
		d.Summary = append(d.Summary, filled(s))
	}
	sections := m.Need("sections")
	for _, n := range sections.List() {
		x := n.Map()
		text := x.Need("text")
		s := DocumentSection{Title: filled(x.Need("title")), Text: filled(text)}
		x.Done()
		for _, c := range citation.FindAllStringSubmatch(s.Text, -1) {
			_, article := r.from.Book.Article(c[1])
			_, provision := r.from.Book.Provision(c[1])
			if !article && !provision {
				text.Fault("規則裡沒有「"+c[1]+"」", "")
			}
		}
		d.Sections = append(d.Sections, s)
	}
	if sections != nil && sections.IsList() && len(d.Sections) == 0 {
		sections.Fault("沒有內文", "至少寫一段")
	}
	r.out.documents = append(r.out.documents, d)
}
