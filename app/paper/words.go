package paper

import "iter"

// Texts are all texts of a document but those that stand on every page, in the order
// they are read. A note comes after the run that it belongs to.
func (d Document) Texts() iter.Seq[Text] {
	return func(yield func(Text) bool) {
		if !yield(Plain(d.Title)) || d.Subtitle != "" && !yield(Plain(d.Subtitle)) {
			return
		}
		for _, b := range d.Blocks {
			if !b.words(yield) {
				return
			}
		}
	}
}

func (h Heading) words(yield func(Text) bool) bool   { return yield(h.Text) }
func (p Paragraph) words(yield func(Text) bool) bool { return yield(p.Text) }
func (PageBreak) words(func(Text) bool) bool         { return true }

func (l List) words(yield func(Text) bool) bool {
	for _, i := range l.Items {
		if !yield(i.Text) || !(List{i.Items}).words(yield) {
			return false
		}
	}
	return true
}

func (t Term) words(yield func(Text) bool) bool { return yield(Strong(t.Name)) && yield(t.Text) }

func (t Table) words(yield func(Text) bool) bool {
	if len(t.Caption) > 0 && !yield(t.Caption) {
		return false
	}
	for _, c := range t.Columns {
		if !yield(c.Head) {
			return false
		}
	}
	for _, row := range t.Rows {
		if !all(t.Cells(row), yield) {
			return false
		}
	}
	return true
}

func (q Quote) words(yield func(Text) bool) bool {
	return yield(q.Source) && all(q.Paragraphs, yield)
}

func (c Callout) words(yield func(Text) bool) bool {
	return yield(c.Title) && all(c.Paragraphs, yield)
}

func (b Bars) words(yield func(Text) bool) bool { return b.Table().words(yield) }

func all(texts []Text, yield func(Text) bool) bool {
	for _, t := range texts {
		if !yield(t) {
			return false
		}
	}
	return true
}

// Cells are the cells of a row, as many as there are columns.
func (t Table) Cells(row []Text) []Text {
	out := make([]Text, len(t.Columns))
	copy(out, row)
	return out
}
