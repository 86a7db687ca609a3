package web

import (
	"net/url"
	"slices"
	"strings"
)

// table is a list with several things said of each row. The first cell names the
// row. Below 640 px every row is a card that repeats the heads.
type table struct {
	Caption string
	Columns []column
	Rows    []row
	Actions bool // rows have some; a last column for them
	None    empty
}

type column struct {
	Key    string // what the list can be sorted by; empty is nothing
	Label  string
	Number bool   // figures: to the right, tabular
	Href   string // the list in the order of this column; filled in by sortable
	Order  string // ascending, descending, or empty: for aria-sort
}

// row is what is said of one thing, and what can be done with it.
type row struct {
	Cells   []cell
	Actions []link
}

type cell struct {
	Text, Href string
	Note       string // smaller, below
	State      *badge // after the text
	Chinese    bool   // content, not of the page: Chinese on every page
}

// order is how a list is sorted: by the key of a column.
type order struct {
	By   string
	Desc bool
}

// orderOf reads ?sort=key or ?sort=-key. What is no key of the list is the first.
func orderOf(args url.Values, keys ...string) order {
	o := order{By: strings.TrimPrefix(args.Get("sort"), "-"), Desc: strings.HasPrefix(args.Get("sort"), "-")}
	if !slices.Contains(keys, o.By) {
		return order{By: keys[0]}
	}
	return o
}

// sortable lets the heads of columns with a key sort the list at a path: the one it
// is sorted by turns it round. Filters stay; the list begins at its start.
func (t *table) sortable(path string, args url.Values, now order) {
	t.Columns = slices.Clone(t.Columns) // callers may share theirs
	for i, c := range t.Columns {
		if c.Key == "" {
			continue
		}
		key := c.Key
		if c.Key == now.By {
			t.Columns[i].Order = "ascending"
			if now.Desc {
				t.Columns[i].Order = "descending"
			} else {
				key = "-" + c.Key
			}
		}
		t.Columns[i].Href = listURL(path, args, "sort", key, "after", "")
	}
}

// Sortable says whether any head sorts.
func (t table) Sortable() bool {
	return slices.ContainsFunc(t.Columns, func(c column) bool { return c.Href != "" })
}

// listURL is an address with some of its arguments set, or taken out where empty.
func listURL(path string, args url.Values, pairs ...string) string {
	out := url.Values{}
	for key, values := range args {
		out[key] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Del(pairs[i])
		if pairs[i+1] != "" {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	if len(out) == 0 {
		return path
	}
	return path + "?" + out.Encode()
}

// pager leads through a list of which a page is shown. A list that is read by
// cursor knows its next page; the page before it only where its handler does.
type pager struct {
	List     string // what is listed
	Shown    int    // rows on this page
	First    int    // number of the first of them; 0 is not known
	Total    int    // rows in all; 0 is not known
	Start    string
	Previous string
	Next     string
}

// Last is the number of the last row of the page.
func (p pager) Last() int { return p.First + p.Shown - 1 }

// Anywhere says whether there is another page.
func (p pager) Anywhere() bool { return p.Start != "" || p.Previous != "" || p.Next != "" }

// filterForm stands above a list and narrows it. It is sent by GET.
type filterForm struct {
	Action string
	Label  string // what it narrows
	Fields []field
	Spans  []span
	Hidden map[string]string // what stays as it is, such as the order
	Clear  *link             // the whole list; nil where nothing is chosen
	Go     string            // what the button does, where it is not to filter
}

// Open says whether the form is unfolded on a phone too: while it narrows the list,
// or something in it is wrong.
func (f filterForm) Open() bool { return f.Clear != nil || len(f.faults()) > 0 }

// faults are those of all fields, for the error summary.
func (f filterForm) faults() []fieldError {
	all := slices.Clone(f.Fields)
	for _, s := range f.Spans {
		all = append(all, s.From, s.Until)
	}
	return faultsOf(all...)
}
