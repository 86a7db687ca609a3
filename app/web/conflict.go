package web

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"

	"shoumi/app/publishing"
)

// conflict asks which of two changes stays. The template "conflicts" draws a list
// of them, inside the form of a page.
type conflict struct {
	ID     string // of the fieldset
	Side   string // name of the radios
	Legend string
	Base   version
	Theirs version
	Mine   version
	Own    *field // to write it anew; nil where it is no prose
	Chosen publishing.Side
	Fault  string
}

// version is a part as one side has it: prose beside the base, or words.
type version struct {
	Gone   bool
	Pieces []piece
	Lines  []versionLine
}

// versionLine is a value; several parts are each called by their label.
type versionLine struct {
	Label   string
	Chinese bool
	saying
}

func sideName(id string) string { return "side:" + id }
func ownName(id string) string  { return "own:" + id }

// readChoices reads how conflicts were settled, for publishing.Merged.Resolve.
func readChoices(sent url.Values, conflicts []publishing.Conflict) map[string]publishing.Choice {
	out := map[string]publishing.Choice{}
	for _, x := range conflicts {
		if side := publishing.Side(sent.Get(sideName(x.ID))); side != "" {
			out[x.ID] = publishing.Choice{Side: side, Text: sent.Get(ownName(x.ID))}
		}
	}
	return out
}

// conflicts asks how to settle them. What was sent is chosen and typed in again;
// words of one's own begin as mine. open are the ids that Resolve has just found
// not settled.
func (s *Server) conflicts(tr *language, all []publishing.Conflict, sent url.Values, open []string) (out []conflict) {
	for i, x := range all {
		v := conflict{ID: fmt.Sprint("conflict-", i+1), Side: sideName(x.ID), Chosen: publishing.Side(sent.Get(sideName(x.ID)))}
		v.Legend = s.conflictLegend(tr, x)
		shown := differingParts(x)
		v.Base, v.Theirs, v.Mine = s.version(tr, x, x.Base, shown), s.version(tr, x, x.Theirs, shown), s.version(tr, x, x.Mine, shown)
		if x.Prose {
			v.Own = &field{Name: ownName(x.ID), ID: v.ID + "-own", Label: tr.T("diff.own_words"), Kind: longField}
			if typed, ok := sent[v.Own.Name]; ok {
				v.Own.Value = typed[0]
			} else if len(x.Mine) > 0 {
				v.Own.Value = x.Mine[0].Value.(string)
			}
		}
		if slices.Contains(open, x.ID) {
			v.Fault = tr.T("diff.choose")
			if v.Chosen == publishing.Own {
				v.Fault = tr.T("diff.own_empty")
			}
		}
		out = append(out, v)
	}
	return out
}

// conflictFaults are those of all conflicts, for the error summary.
func conflictFaults(tr *language, all []conflict) (out []fieldError) {
	for _, x := range all {
		if x.Fault != "" {
			out = append(out, fieldError{Text: x.Legend + tr.T("colon") + x.Fault, Href: "#" + x.ID})
		}
	}
	return out
}

func (s *Server) conflictLegend(tr *language, x publishing.Conflict) string {
	part := publishing.Part{Place: x.Place}
	if sides := slices.Concat(x.Base, x.Theirs, x.Mine); len(sides) > 0 && sides[0].ID == x.ID {
		part.Value = sides[0].Value
	}
	label, _ := s.partLabel(tr, part)
	switch of := tr.partOf(x.Place); {
	case of == "":
		return label
	case x.Section == publishing.NarrativeSection:
		return label + " " + of
	default:
		return of + tr.T("colon") + label
	}
}

// differingParts are the parts of a conflict that are not alike on all sides.
func differingParts(x publishing.Conflict) map[string]bool {
	out := map[string]bool{}
	base := map[string]publishing.Part{}
	for _, p := range x.Base {
		base[p.ID] = p
	}
	for _, side := range [][]publishing.Part{x.Theirs, x.Mine} {
		here := map[string]bool{}
		for _, p := range side {
			here[p.ID] = true
			if !reflect.DeepEqual(p.Value, base[p.ID].Value) {
				out[p.ID] = true
			}
		}
		for _, p := range x.Base {
			if len(side) > 0 && !here[p.ID] {
				out[p.ID] = true
			}
		}
	}
	return out
}

func (s *Server) version(tr *language, x publishing.Conflict, side []publishing.Part, shown map[string]bool) version {
	if len(side) == 0 {
		return version{Gone: true}
	}
	if x.Prose {
		text := side[0].Value.(string)
		if len(x.Base) == 0 {
			return version{Pieces: []piece{{Kind: "same", Text: text}}}
		}
		return version{Pieces: piecesOf(publishing.Prose(x.Base[0].Value.(string), text))}
	}
	var v version
	for _, p := range side {
		if !shown[p.ID] {
			continue
		}
		line := versionLine{saying: s.valueOf(tr, p.Place, p.Value)}
		if p.ID != x.ID {
			line.Label, line.Chinese = s.partLabel(tr, p)
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}
