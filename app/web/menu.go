package web

import (
	"slices"

	"shoumi/app/account"
)

// entry is one of the main navigation.
type entry struct {
	Text, Href string
	Current    bool
}

// entries are the main navigation, each with what one has to be allowed to see it.
var entries = []struct {
	name, href string
	action     account.Action
}{
	{"training", "/training", account.Train},
	{"classify", "/classify", account.TryClassify},
	{"incidents", "/incidents", account.KeepIncidents},
	{"incident_figures", "/incidents/statistics", account.SeeIncidentFigures},
	{"materials", "/materials", account.SeeMaterials},
	{"lessons", "/lessons", account.Study},
	{"scenarios", "/scenarios", account.Study},
	{"practice", "/practice", account.Study},
	{"cases", "/cases", account.ReadCases},
	{"rules", "/rules", account.ReadLaw},
	{"completion", "/completion", account.SeeTraining},
	{"statistics", "/statistics", account.SeeItems},
	{"people", "/people", account.SeePeople},
	{"log", "/log", account.ReadLog},
}

// ofTraining are the actions that need courses.
var ofTraining = []account.Action{account.Train, account.SeeTraining, account.SeeItems}

// ofIncidents are the actions that need a desk for incidents.
var ofIncidents = []account.Action{account.KeepIncidents, account.SeeIncidentFigures}

// ofMaterials are the actions that need a desk for material.
var ofMaterials = []account.Action{account.SeeMaterials}

// menu is the navigation of a page for its visitor.
func menu(l *language, p page) (out []entry) {
	for _, e := range entries {
		if p.Visitor.May(e.action) && (p.Trains || !slices.Contains(ofTraining, e.action)) &&
			(p.Keeps || !slices.Contains(ofIncidents, e.action)) && (p.Publishes || !slices.Contains(ofMaterials, e.action)) {
			out = append(out, entry{l.T("nav." + e.name), e.href, p.Nav == e.name})
		}
	}
	return out
}
