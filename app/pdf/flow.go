package pdf

// band is a strip across the page that is not broken: a line of a paragraph, a row of a
// table. A document is bands one below another.
type band struct {
	height float64
	draw   []func(y float64) // y is its upper edge; of a row one for each column
	notes  []int             // whose numbers stand in it
	keep   bool              // it stays with the band after it
	gap    bool              // it is left out at the top of a page
	fresh  bool              // it begins a page
	head   []band            // stands again above it where it begins a page
	row    int               // parts of one row, which are read column by column, have one number; 0 for none
}

// sheet is a page with what stands on it.
type sheet struct {
	bands []placed
	notes []noteLine
}

type placed struct {
	band
	y float64
}

type noteLine struct {
	number  string // on the first line of a note
	letters []letter
}

// flow puts bands on pages.
type flow struct {
	top, bottom float64
	note        func(n int) []noteLine // the lines of a note
	sheets      []sheet
	y           float64
	used        bool       // whether the page has more than the heads of tables
	waiting     []noteLine // of the page that is being filled, and of those before that had no room
}

const (
	noteHeight = 4.6 // of a line of a note
	noteGap    = 4.0 // between the text and the notes
)

func notesHeight(lines int) float64 {
	if lines == 0 {
		return 0
	}
	return noteGap + float64(lines)*noteHeight
}

// pages puts all bands on pages.
func (f *flow) pages(bands []band) []sheet {
	f.open()
	for len(bands) > 0 {
		n := 1
		for n < len(bands) && bands[n-1].keep && !bands[n].fresh {
			n++
		}
		f.put(bands[:n])
		bands = bands[n:]
	}
	for f.close(); len(f.waiting) > 0; f.close() {
		f.open()
	}
	if last := len(f.sheets) - 1; last > 0 && len(f.sheets[last].bands)+len(f.sheets[last].notes) == 0 {
		f.sheets = f.sheets[:last]
	}
	return f.sheets
}

// put puts bands that stay together on a page, or as many of them as there is room for.
func (f *flow) put(group []band) {
	if f.used && (group[0].fresh || !f.fits(group...)) {
		f.next(group[0])
	}
	for _, b := range group {
		if f.used && !f.fits(b) {
			f.next(b)
		}
		f.place(b)
	}
}

func (f *flow) fits(bands ...band) bool {
	y, notes := f.y, len(f.waiting)
	for _, b := range bands {
		y += b.height
		for _, n := range b.notes {
			notes += len(f.note(n))
		}
	}
	return y+f.reserved(notes) <= f.bottom
}

// reserved is the room for lines of notes: at most half of the page, the rest of them
// goes on to the next.
func (f *flow) reserved(lines int) float64 {
	return min(notesHeight(lines), (f.bottom-f.top)/2)
}

func (f *flow) place(b band) {
	if b.gap && !f.used {
		return
	}
	f.used = true
	s := &f.sheets[len(f.sheets)-1]
	s.bands = append(s.bands, placed{b, f.y})
	f.y += b.height
	for _, n := range b.notes {
		f.waiting = append(f.waiting, f.note(n)...)
	}
}

func (f *flow) open() {
	f.sheets = append(f.sheets, sheet{})
	f.y = f.top
}

// close gives the notes of a page the room that its text has left; what has none
// waits for the next.
func (f *flow) close() {
	n := min(max(int((f.bottom-f.y-noteGap)/noteHeight), 0), len(f.waiting))
	f.sheets[len(f.sheets)-1].notes, f.waiting = f.waiting[:n:n], f.waiting[n:]
}

// next begins the page on which a band is first.
func (f *flow) next(b band) {
	f.close()
	f.open()
	for _, h := range b.head {
		h.notes = nil
		f.place(h)
	}
	f.used = false
}
