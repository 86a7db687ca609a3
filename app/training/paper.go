package training

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// Paper is the exact words of an attempt: what is needed to show it years later
// and to draw it again. It is written once.
type Paper struct {
	store.Doc
	Rules     string            `json:"rules"` // digest
	Seed      string            `json:"seed"`  // hex; HMAC of the secret of the site and the id
	Blueprint quizzes.Blueprint `json:"blueprint"`
	History   quizzes.History   `json:"history"` // what the person had seen of the items that could be drawn
	Words     string            `json:"words"`   // JSON of the questions, byte by byte
	Hash      string            `json:"hash"`    // sha256:… of Words
}

var papers = store.Define[Paper]("training_papers", store.Sealed("words"))

// Questions are the questions of the paper, in order.
func (p Paper) Questions() ([]Question, error) {
	var out []Question
	err := json.Unmarshal([]byte(p.Words), &out)
	return out, err
}

// Question is an item as it was put, options in the order in which they stood.
type Question struct {
	Item     string           `json:"item"`
	Edition  string           `json:"edition,omitempty"`
	Concept  string           `json:"concept"`
	Critical bool             `json:"critical,omitempty"`
	Type     quizzes.Type     `json:"type"`
	Stem     string           `json:"stem"`
	On       rules.Date       `json:"on"`
	Unit     quizzes.Unit     `json:"unit,omitempty"`
	Options  []quizzes.Option `json:"options,omitempty"`
	Rows     []quizzes.Row    `json:"rows,omitempty"`
	Key      quizzes.Answer   `json:"key"`
	Reasons  []string         `json:"reasons"`
	Explain  string           `json:"explain,omitempty"`
	Law      []LawText        `json:"law,omitempty"`
}

// LawText is a provision that the key rests on, as the rules had it.
type LawText struct {
	ID   string   `json:"id"`
	Cite string   `json:"cite"`
	Text []string `json:"text"` // of the article; our summary where the law is not quoted
}

// Grade marks an answer as the paper has the question, whatever the bank says now.
func (q Question) Grade(a quizzes.Answer) quizzes.Result { return quizzes.Grade(q.Asked(), a) }

// Asked is the question as an item. It has no facts and no proof: those of the bank
// may be others by now.
func (q Question) Asked() *quizzes.Item {
	return &quizzes.Item{ID: q.Item, Concept: q.Concept, Type: q.Type, Stem: q.Stem, On: q.On, Unit: q.Unit,
		Options: q.Options, Rows: q.Rows, Key: q.Key, Reasons: q.Reasons, Explain: q.Explain}
}

// question is an item with its options in an order; in its own when that is nil.
func question(it *quizzes.Item, order []string) Question {
	q := Question{Item: it.ID, Concept: it.Concept, Type: it.Type, Stem: it.Stem, On: it.On, Unit: it.Unit,
		Options: slices.Clone(it.Options), Rows: it.Rows, Key: it.Key, Reasons: it.Reasons, Explain: it.Explain}
	if order != nil {
		slices.SortStableFunc(q.Options, func(a, b quizzes.Option) int {
			return slices.Index(order, a.ID) - slices.Index(order, b.ID)
		})
	}
	return q
}

// paper draws the form of an attempt.
func (t *Training) paper(id string, b quizzes.Blueprint, history quizzes.History) (Paper, error) {
	seed := quizzes.Seed(t.secret, id)
	form, err := t.from.Bank.Form(b, seed, history)
	if err != nil {
		return Paper{}, err
	}
	var questions []Question
	for _, f := range form.Items {
		it, _ := t.from.Bank.Item(f.Item)
		q := question(it, f.Options)
		q.Edition, q.Critical, q.Law = Edition(it), slices.Contains(b.Critical, it.Concept), t.law(it)
		questions = append(questions, q)
	}
	words, err := json.Marshal(questions)
	if err != nil {
		return Paper{}, err
	}
	return Paper{Doc: store.Doc{ID: id}, Rules: t.from.Book.Digest(), Seed: fmt.Sprintf("%x", seed), Blueprint: b, History: history,
		Words: string(words), Hash: fmt.Sprintf("sha256:%x", sha256.Sum256(words))}, nil
}

// law is the law that the key of an item rests on, once each.
func (t *Training) law(it *quizzes.Item) []LawText {
	var out []LawText
	for _, x := range it.Proof.Trace {
		if slices.ContainsFunc(out, func(l LawText) bool { return l.ID == x.Provision }) {
			continue
		}
		l := LawText{ID: x.Provision, Cite: t.from.Book.Cite(x.Provision)}
		for _, r := range t.from.Book.Rules(x.Provision) {
			if it.On >= r.From && it.On < r.To {
				l.Text = append(slices.Clone(r.Version.Text), r.Version.Summary...)
				break
			}
		}
		out = append(out, l)
	}
	return out
}

// drawable is the part of a history that is about items of a blueprint: all that
// drawing the form again needs.
func drawable(bank *quizzes.Bank, b quizzes.Blueprint, seen quizzes.History) quizzes.History {
	out := quizzes.History{}
	for _, s := range b.Sections {
		for _, it := range bank.Usable(s.Concept) {
			if h, ok := seen[it.ID]; ok {
				out[it.ID] = h
			}
		}
	}
	return out
}
