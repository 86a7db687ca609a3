package casebook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// File is the case as a case file. Decode reads the same case out of it, and equal
// cases are equal bytes: what one digest stands for. Fields without content are left
// out, so that Draft names those that a case must have. Life and death sentences, which
// no case file can state, are not written.
func (c *Case) File() []byte {
	w := &writer{}
	w.text(0, "case", c.ID)
	w.text(0, "title", c.Title)
	w.source(c.Source)
	w.actDate(c.ActDate)
	w.text(0, "date_note", c.DateNote)
	if len(c.Narrative) > 0 {
		w.line(0, "narrative:")
		for _, s := range c.Narrative {
			w.line(1, scalar(s.ID, false)+": "+scalar(s.Text, false))
		}
	}
	if len(c.Shared) > 0 {
		w.facts(0, c.Shared)
	}
	w.actors(c.Actors)
	w.outcomes(c.Actors)
	w.list(0, "risks", c.Risks)
	w.list(0, "measures", c.Measures)
	w.text(0, "teaches", c.Teaches)
	if c.Picked {
		w.picks(c.Actors)
	}
	if c.Scenario != nil {
		w.scenario(c.Scenario)
	}
	return []byte(w.out.String())
}

// writer writes the lines of a case file.
type writer struct{ out strings.Builder }

// line writes a line, indented by depth steps.
func (w *writer) line(depth int, text string) {
	w.out.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

// text writes a field; an empty one not.
func (w *writer) text(depth int, key, text string) {
	if text != "" {
		w.line(depth, key+": "+scalar(text, false))
	}
}

func (w *writer) list(depth int, key string, items []string) {
	if len(items) > 0 {
		w.line(depth, key+": "+flowList(items))
	}
}

func (w *writer) number(depth int, key string, n int64) {
	if n != 0 {
		w.line(depth, fmt.Sprintf("%s: %d", key, n))
	}
}

func (w *writer) months(depth int, key string, n int) {
	if n != 0 {
		w.line(depth, key+": "+months(n))
	}
}

func (w *writer) source(s Source) {
	var fields []string
	for _, f := range [][2]string{{"handbook", s.Handbook}, {"agency", s.Agency}, {"section", s.Section}} {
		if f[1] != "" {
			fields = append(fields, f[0]+": "+scalar(f[1], true))
		}
	}
	if s.Page != 0 {
		fields = append(fields, fmt.Sprintf("page: %d", s.Page))
	}
	if len(s.Judgments) > 0 {
		fields = append(fields, "judgments: "+flowList(s.Judgments))
	}
	if len(fields) > 0 {
		w.line(0, "source: "+flowMap(fields))
	}
}

func (w *writer) actDate(d rules.ActDate) {
	switch {
	case d.Text == "":
	case d.Continuing:
		from, to, _ := strings.Cut(d.Text, "..")
		w.line(0, "act_date: {from: "+date(from, true)+", to: "+date(to, true)+", continuing: true}")
	default:
		w.line(0, "act_date: "+date(d.Text, false))
	}
}

// date is the text of a date. It looks like a number at times and is read as it stands.
func date(text string, flow bool) string {
	if strings.Trim(text, "0123456789-.") == "" && text != "" && text[0] != '-' {
		return text
	}
	return scalar(text, flow)
}

func (w *writer) facts(depth int, facts []Fact) {
	if len(facts) == 0 {
		w.line(depth, "facts: {}")
		return
	}
	w.line(depth, "facts:")
	for _, f := range facts {
		fields := []string{"value: " + value(f.Value)}
		if len(f.At) > 0 {
			fields = append(fields, "at: "+flowList(f.At))
		}
		w.line(depth+1, scalar(f.ID, false)+": "+flowMap(fields))
	}
}

func (w *writer) actors(actors []Actor) {
	if len(actors) == 0 {
		w.line(0, "actors: {}")
		return
	}
	w.line(0, "actors:")
	for _, a := range actors {
		w.line(1, scalar(a.Name, false)+":")
		w.text(2, "role", a.Role)
		w.facts(2, a.Facts)
	}
}

func (w *writer) outcomes(actors []Actor) {
	told := slices.DeleteFunc(slices.Clone(actors), func(a Actor) bool { return len(a.Outcome) == 0 })
	if len(told) == 0 {
		w.line(0, "outcome: {}")
		return
	}
	w.line(0, "outcome:")
	for _, a := range told {
		w.line(1, scalar(a.Name, false)+":")
		for _, o := range a.Outcome {
			w.item(2, func(w *writer) { w.outcome(o) })
		}
	}
}

// item writes one item of a list, of which what write gives is the fields.
func (w *writer) item(depth int, write func(*writer)) {
	one := &writer{}
	write(one)
	if one.out.Len() == 0 {
		w.line(depth, "- {}")
		return
	}
	mark := "- "
	for line := range strings.Lines(one.out.String()) {
		if line != "\n" {
			w.out.WriteString(strings.Repeat("  ", depth) + mark)
			mark = "  "
		}
		w.out.WriteString(line)
	}
}

func (w *writer) outcome(o Outcome) {
	w.text(0, "stage", string(o.Stage))
	w.text(0, "body", o.Body)
	w.text(0, "text", o.Text)
	w.list(0, "charges", o.Charges)
	switch {
	case len(o.Sentences) == 1:
		w.line(0, "sentence: "+flowSentence(o.Sentences[0]))
	case len(o.Sentences) > 1:
		var all []string
		for _, s := range o.Sentences {
			all = append(all, flowSentence(s))
		}
		w.line(0, "sentence: ["+strings.Join(all, ", ")+"]")
	}
	w.number(0, "counts", int64(o.Counts))
	if o.Combined != nil {
		w.line(0, "combined: "+flowSentence(*o.Combined))
	}
	w.months(0, "deprivation", o.Deprivation)
	w.months(0, "probation", o.Probation)
	w.number(0, "payment", o.Payment)
	w.number(0, "per_day", o.PerDay)
	if o.Commutable {
		w.line(0, "commutable: true")
	}
	if s := o.Sanction; s != nil {
		var fields []string
		if s.Text != "" {
			fields = append(fields, "text: "+scalar(s.Text, true))
		}
		if s.Measure != "" {
			fields = append(fields, "measure: "+scalar(string(s.Measure), true))
		}
		if s.Times != 0 {
			fields = append(fields, fmt.Sprintf("times: %d", s.Times))
		}
		w.line(0, "sanction: "+flowMap(fields))
	}
	if len(o.Differences) > 0 {
		w.line(0, "differences:")
		for _, d := range o.Differences {
			w.item(1, func(w *writer) {
				w.text(0, "provision", d.Provision)
				w.text(0, "kind", string(d.Kind))
				w.text(0, "why", d.Why)
			})
		}
	}
}

func flowSentence(s penalty.Sentence) string {
	var fields []string
	if s.Imprisonment.Months != 0 || s.Detention == 0 && s.Fine == 0 {
		fields = append(fields, "imprisonment: "+months(s.Imprisonment.Months))
	}
	if s.Detention != 0 {
		fields = append(fields, fmt.Sprintf("detention_days: %d", s.Detention))
	}
	if s.Fine != 0 {
		fields = append(fields, fmt.Sprintf("fine: %d", s.Fine))
	}
	return flowMap(fields)
}

// months writes a length as source.Node.Months reads it: four digits at most.
func months(n int) string {
	years := min(n/12, 9999)
	n -= 12 * years
	switch {
	case years == 0:
		return fmt.Sprintf("%dm", n)
	case n == 0:
		return fmt.Sprintf("%dy", years)
	}
	return fmt.Sprintf("%dy%dm", years, n)
}

// value writes a fact in flow style; sets of which not all is known by the ids of
// their members.
func value(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return scalar(v, true)
	case []string:
		return flowList(v)
	case map[string]bool:
		var fields []string
		for _, id := range slices.Sorted(maps.Keys(v)) {
			fields = append(fields, fmt.Sprintf("%s: %t", scalar(id, true), v[id]))
		}
		return flowMap(fields)
	case rules.Date:
		return date(v.String(), true)
	}
	return fmt.Sprint(v) // bool, int64
}

func flowList(items []string) string {
	var all []string
	for _, s := range items {
		all = append(all, scalar(s, true))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func flowMap(fields []string) string { return "{" + strings.Join(fields, ", ") + "}" }
