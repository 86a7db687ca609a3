package source

// Mark is where a node stood, to be kept when the tree is let go. The zero Mark is
// nowhere.
type Mark struct {
	file      *File
	line, col int
}

// Mark is where the node begins.
func (n *Node) Mark() Mark {
	if n == nil {
		return Mark{}
	}
	return Mark{n.file, n.yaml.Line, n.yaml.Column}
}

// Fault reports a fault at the mark, as Node.Fault does while its tree is read.
func (m Mark) Fault(message, hint string) {
	if m.file != nil {
		m.file.Fault(m.line, m.col, message, hint)
	}
}

// Unreported is a fault at the mark for the caller to report; hint may be empty.
func (m Mark) Unreported(message, hint string) Fault {
	if m.file == nil {
		return Fault{Message: message, Hint: hint}
	}
	f := *m.file // marks may be used by many at once, a File may not
	place := f.Place(m.line, m.col)
	return Fault{Place: place, Message: message, Hint: hint, Line: f.Line(place.Line)}
}
