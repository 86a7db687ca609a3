package account

import (
	"context"
	"slices"
	"strings"

	"shoumi/app/store"
)

// Find says which people are wanted.
type Find struct {
	Scope  Scope  // All: by login; else unit by unit, in the order given. The zero Scope has nobody
	Role   Role   // if not empty, only who has it
	Prefix string // if not empty, only whose login begins so
	After  string // Page.Next of the page before
	Limit  int    // how many at most; 0: no limit
}

// Page is some of the people that were looked for.
type Page struct {
	Accounts []Account
	Next     string // Find.After of the next page; "" when there is none
}

// List is a page of people. store.ErrCursor when After is not one of this Find.
func (p *People) List(ctx context.Context, f Find) (Page, error) {
	q := store.Query{Order: "login", Equal: map[string]any{}}
	if f.Prefix != "" {
		prefix := strings.ToLower(f.Prefix)
		q.Range = store.Range{Field: "login", From: prefix, Before: prefix + "\U0010ffff"}
	}
	if f.Role != "" && wantsFactor(f.Role) {
		q.Equal["strong"] = true
	}
	parts := f.Scope.Units
	if f.Scope.All {
		parts = []string{""}
	}
	if f.After != "" {
		unit, after, _ := strings.Cut(f.After, " ")
		at := slices.Index(parts, unit)
		if at < 0 {
			return Page{}, store.ErrCursor
		}
		parts, q.After = parts[at:], after
	}
	var page Page
	var last record
	for _, unit := range parts {
		if !f.Scope.All {
			q.Equal["unit"] = unit
		}
		if f.Role == "" && f.Limit > 0 {
			q.Limit = f.Limit - len(page.Accounts) + 1
		}
		for r, err := range p.records.Find(ctx, q) {
			if err != nil {
				return Page{}, err
			}
			if f.Role != "" && !slices.Contains(r.Roles, f.Role) {
				continue
			}
			if f.Limit > 0 && len(page.Accounts) == f.Limit {
				return page, p.cursor(&page, f, last)
			}
			page.Accounts, last = append(page.Accounts, p.account(r)), r
		}
		q.After = ""
	}
	return page, nil
}

func (p *People) cursor(page *Page, f Find, last record) error {
	after, err := p.records.Cursor(store.Query{Order: "login"}, last)
	unit := ""
	if !f.Scope.All {
		unit = last.Unit
	}
	page.Next = unit + " " + after
	return err
}
