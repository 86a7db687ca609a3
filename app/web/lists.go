package web

// task is something to do, in a list of them.
type task struct {
	ID      string // unique on the page
	Text    string
	Href    string // empty while another comes first
	Note    string // by when, or why not yet
	State   taskState
	Chinese bool // the text is content, not of the page
}

// event is what happened at a time, in a list of events in the order of time.
type event struct {
	When    string // as a sentence has it
	Machine string // 2006-01-02 or 2006-01-02T15:04+08:00
	Text    string
	By      string // who did it
	Note    string
	Link    *link
}

// pair is a name and its value.
type pair struct {
	Label, Value string
	Note         string
	State        *badge
	Change       string // where it is changed; empty: not here
	Chinese      bool   // the value is content, not of the page
}

// stage is a step of something that takes several; exactly one is Now.
type stage struct {
	Text string
	Href string // back to one that is done
	Done bool
	Now  bool
}

// piece is a run of prose that stayed, was added or was removed.
type piece struct {
	Kind string // same, added, removed
	Text string
}

// changedProse shows what a text became.
type changedProse struct {
	Pieces         []piece
	Added, Removed int // pieces
}

func newChangedProse(pieces []piece) changedProse {
	c := changedProse{Pieces: pieces}
	for _, p := range pieces {
		switch p.Kind {
		case "added":
			c.Added++
		case "removed":
			c.Removed++
		}
	}
	return c
}
