package casebook

import (
	"io/fs"
	"regexp"
	"slices"

	"shoumi/rules/source"
)

// Topic is an entry of one of the two vocabularies drawn from the handbooks: a
// risk, the way in which a secret came to leak, or a measure against it.
type Topic struct {
	ID      string   `json:"id"`
	Zh      string   `json:"zh"`
	En      string   `json:"en"`
	Text    string   `json:"text"`    // what it is, in our own words
	Sources []Source `json:"sources"` // where the handbooks speak of it
}

// topics are both vocabularies.
type topics struct{ risks, measures []Topic }

var snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// readTopics reads risks.yaml and measures.yaml.
func readTopics(fsys fs.FS, faults *source.Faults) topics {
	return topics{readTopicFile(fsys, "risks", faults), readTopicFile(fsys, "measures", faults)}
}

func readTopicFile(fsys fs.FS, key string, faults *source.Faults) []Topic {
	name := key + ".yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到檔案", Hint: "風險因子寫在 risks.yaml，防制措施寫在 measures.yaml，和 cases/ 放在一起"})
		return nil
	}
	root, ok := source.Parse(name, data, faults)
	if !ok {
		return nil
	}
	m := root.Map()
	var out []Topic
	for _, item := range m.Need(key).List() {
		out = append(out, readTopic(item, out))
	}
	m.Done()
	return out
}

func readTopic(n *source.Node, before []Topic) Topic {
	m := n.Map()
	id := m.Need("id")
	t := Topic{ID: id.Text(), Zh: m.Need("zh").Text(), En: m.Need("en").Text(), Text: m.Need("text").Text()}
	if t.ID != "" && !snake.MatchString(t.ID) {
		id.Fault("代號「"+t.ID+"」不合規定", "只用小寫英文、數字與底線，例如 query_audit")
	}
	if _, twice := topic(before, t.ID); twice && t.ID != "" {
		id.Fault("代號「"+t.ID+"」重複", "")
	}
	sources := m.Need("sources")
	for _, s := range sources.List() {
		t.Sources = append(t.Sources, readSource(s))
	}
	if sources.IsList() && len(t.Sources) == 0 {
		sources.Fault("沒有出處", "寫手冊、章節與頁次，例如 {handbook: npa, section: 肆 風險評估, page: 23}")
	}
	m.Done()
	return t
}

func topic(among []Topic, id string) (Topic, bool) {
	for _, t := range among {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}

// Risks are the risk factors that the handbooks name, in their order.
func (b *Casebook) Risks() []Topic { return b.topics.risks }

// Risk finds a risk factor by id.
func (b *Casebook) Risk(id string) (Topic, bool) { return topic(b.topics.risks, id) }

// Measures are the measures that the handbooks name, in their order.
func (b *Casebook) Measures() []Topic { return b.topics.measures }

// Measure finds a measure by id.
func (b *Casebook) Measure(id string) (Topic, bool) { return topic(b.topics.measures, id) }

// named reads the ids of entries of one vocabulary, at least one.
func named(n *source.Node, among []Topic, file string) []string {
	var ids, out []string
	for _, x := range among {
		ids = append(ids, x.ID)
	}
	for _, item := range n.List() {
		switch id := filled(item); {
		case id == "":
		case slices.Contains(out, id):
			item.Fault("「"+id+"」寫了兩次", "")
		case !slices.Contains(ids, id):
			hint := "可以寫的代號在 " + file
			if near, ok := source.Suggest(id, ids); ok {
				hint = "您是不是要寫「" + near + "」？"
			}
			item.Fault("不認得「"+id+"」", hint)
		default:
			out = append(out, id)
		}
	}
	if n.IsList() && len(n.List()) == 0 {
		n.Fault("至少要寫一項", "可以寫的代號在 "+file)
	}
	return out
}
