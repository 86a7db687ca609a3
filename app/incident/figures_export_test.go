package incident

// Signature and FiguresOf are for figures of signatures that no record has.
type Signature = signature

var FiguresOf = figuresOf
