package rules

// ContradictionError says that two facts of an actor cannot both be so.
type ContradictionError struct{ Actor, Text string }

func (e *ContradictionError) Error() string { return e.Actor + "：" + e.Text }

// Contradiction is a constraint that the facts break.
func (b *Book) Contradiction(values Values) (Statement, bool) {
	f := b.lang.NewFacts()
	broken, err := b.bind(f, values)
	if err != nil || broken < 0 {
		return Statement{}, false
	}
	return b.constraints[broken], true
}

// Sentence says what a constraint demands and why.
func (b *Book) Sentence(c Statement) string {
	part := func(id, value string) string {
		f, _ := b.Fact(id)
		if value == "" {
			return "「" + f.Label.Zh + "」"
		}
		return "「" + f.Label.Zh + "：" + f.ValueZh(value) + "」"
	}
	verb := "不能同時成立"
	if c.Implied {
		return part(c.Owner, c.When) + "時，" + part(c.Fact, c.Is) + "必為是：" + c.Why
	}
	return part(c.Owner, c.When) + "與" + part(c.Fact, c.Is) + verb + "：" + c.Why
}

// Constraint says what a constraint of a fact demands and why.
func (b *Book) Constraint(f Fact, x Constraint, implies bool) string {
	return b.Sentence(Statement{Owner: f.ID, Implied: implies, Constraint: x})
}
