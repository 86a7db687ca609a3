package web

// personState is whether somebody can sign in.
func (l *language) personState(disabled, locked bool) badge {
	switch {
	case disabled:
		return badge{"none", l.T("person.disabled")}
	case locked:
		return badge{"late", l.T("person.locked")}
	}
	return badge{"yes", l.T("person.active")}
}
