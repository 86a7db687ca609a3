package account

import "slices"

// Role is what a person may be; one may be several.
type Role string

const (
	Officer    Role = "officer"    // learns, and classifies on the open pages
	Editor     Role = "editor"     // writes cases and rules; 政風 (ethics)
	Counsel    Role = "counsel"    // records incidents; 法制 (legal affairs)
	Supervisor Role = "supervisor" // sees the people and the log of a unit and those below it
	Admin      Role = "admin"      // people, units, all of the log
)

// Roles are all roles, least first.
var Roles = []Role{Officer, Editor, Counsel, Supervisor, Admin}

// Zh is the role in Chinese, "" of one that is not in Roles.
func (r Role) Zh() string {
	return map[Role]string{Officer: "學員", Editor: "政風", Counsel: "法制", Supervisor: "主管", Admin: "系統管理"}[r]
}

// wantsFactor is whether a role signs in with a second factor.
func wantsFactor(r Role) bool { return r != Officer }

// Action is what a route does, as far as access is concerned.
type Action string

const (
	Visit              Action = "visit" // home page, static files, language
	SignIn             Action = "sign_in"
	ReadLaw            Action = "read_law"
	ReadCases          Action = "read_cases"
	Study              Action = "study"
	TryClassify        Action = "try_classify"  // an interview of which nothing is kept
	Self               Action = "self"          // one's own account, sessions and log
	SeePeople          Action = "see_people"    // within Scope
	ManagePeople       Action = "manage_people" // create, change, reset, disable
	ManageUnits        Action = "manage_units"
	VerifyCertificate  Action = "verify"               // whether one holds
	Train              Action = "train"                // one's own courses, reviews, certificates and record
	SeeTraining        Action = "see_training"         // how courses stand with people, within Scope
	ManageTraining     Action = "manage_training"      // assign and waive, within Scope
	Appeal             Action = "appeal"               // somebody's attempt by its number, when its result is doubted
	PutRight           Action = "put_right"            // answer what people ask to be corrected
	SeeItems           Action = "see_items"            // how items do, and what is wrong with them
	ReadLog            Action = "read_log"             // within Scope
	ExportLog          Action = "export_log"           // within Scope
	KeepIncidents      Action = "keep_incidents"       // one's own records of incidents, and those one is given
	SeeIncidentFigures Action = "see_incident_figures" // of signed records, within Scope; no record
	SeeMaterials       Action = "see_materials"        // what is written to be published, and what was
	WriteMaterials     Action = "write_materials"      // and review what others wrote, and publish it
	AdviseMaterials    Action = "advise_materials"     // approve for legal affairs
	TrustAgencies      Action = "trust_agencies"       // whose keys may have signed what is taken in
	Operate            Action = "operate"              // health and metrics: not a matter of roles
)

// Actions are all actions.
var Actions = []Action{
	Visit, SignIn, ReadLaw, ReadCases, Study, TryClassify,
	Self, SeePeople, ManagePeople, ManageUnits, VerifyCertificate, Train, SeeTraining, ManageTraining, Appeal, PutRight, SeeItems, KeepIncidents, SeeIncidentFigures, SeeMaterials, WriteMaterials, AdviseMaterials, TrustAgencies, ReadLog, ExportLog, Operate,
}

// access is the table of access: whether an action is open to everybody, else the
// roles that may do it. Whoever is here below their own unit only, is in within.
var access = map[Action]struct {
	open   bool
	roles  []Role
	within []Role // only in their own unit and those below it, see Scope
}{
	Visit:             {open: true},
	SignIn:            {open: true},
	ReadLaw:           {open: true},
	ReadCases:         {open: true},
	Study:             {open: true},
	TryClassify:       {open: true},
	VerifyCertificate: {open: true},

	Self:               {roles: Roles},
	SeePeople:          {roles: []Role{Admin}, within: []Role{Supervisor}},
	ManagePeople:       {roles: []Role{Admin}},
	ManageUnits:        {roles: []Role{Admin}},
	Train:              {roles: Roles},
	SeeTraining:        {roles: []Role{Admin}, within: []Role{Supervisor}},
	ManageTraining:     {roles: []Role{Admin}, within: []Role{Supervisor}},
	Appeal:             {roles: []Role{Counsel, Admin}},
	PutRight:           {roles: []Role{Admin}},
	SeeItems:           {roles: []Role{Editor, Counsel, Admin}},
	KeepIncidents:      {roles: []Role{Counsel}},
	SeeIncidentFigures: {roles: []Role{Counsel}, within: []Role{Supervisor}},
	SeeMaterials:       {roles: []Role{Editor, Counsel}},
	WriteMaterials:     {roles: []Role{Editor}},
	AdviseMaterials:    {roles: []Role{Counsel}},
	TrustAgencies:      {roles: []Role{Editor, Admin}},
	ReadLog:            {roles: []Role{Admin}, within: []Role{Supervisor}},
	ExportLog:          {roles: []Role{Admin}, within: []Role{Supervisor}},
	Operate:            {},
}

// Open is whether everybody may do it, signed in or not.
func (a Action) Open() bool { return access[a].open }

// Allows is whether somebody with these roles may do it, be it in a part of the
// agency only. Nobody has no roles.
func (a Action) Allows(roles ...Role) bool {
	row := access[a]
	return row.open || slices.ContainsFunc(roles, func(r Role) bool {
		return slices.Contains(row.roles, r) || slices.Contains(row.within, r)
	})
}

// Scope is the part of the agency in which somebody may do something.
type Scope struct {
	All   bool     // the whole agency, and people without a unit
	Units []string // else these
}

// Scope is where a person may do a. The zero Scope is nowhere.
func (a Action) Scope(by Account, tree Tree) Scope {
	row := access[a]
	var s Scope
	for _, r := range by.Roles {
		switch {
		case row.open || slices.Contains(row.roles, r):
			return Scope{All: true}
		case slices.Contains(row.within, r) && s.Units == nil:
			for _, u := range tree.Under(by.Unit) {
				s.Units = append(s.Units, u.ID)
			}
		}
	}
	return s
}

// Has is whether a unit, or a person's unit, lies in the scope.
func (s Scope) Has(unit string) bool { return s.All || slices.Contains(s.Units, unit) }

// Narrow is what of a scope lies in some units.
func (s Scope) Narrow(to []Unit) Scope {
	var narrow Scope
	for _, u := range to {
		if s.Has(u.ID) {
			narrow.Units = append(narrow.Units, u.ID)
		}
	}
	return narrow
}
