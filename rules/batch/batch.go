// Package batch reads many incidents out of one file, one after another however
// many they are: a table (CSV), as spreadsheets write it, or JSON lines. An incident
// with faults says so at its lines; the others are read all the same.
package batch

import (
	"shoumi/rules"
	"shoumi/rules/source"
)

// Entry is one incident of a file, cut out of it but not read yet.
type Entry struct {
	Line int // where it begins
	read func(*source.Faults) rules.Incident
}

// Incident reads the entry; the error is source.Faults. Entries may be read by
// several goroutines at the same time.
func (e Entry) Incident() (rules.Incident, error) {
	var faults source.Faults
	in := e.read(&faults)
	return in, faults.Err()
}

// broken is an entry of a line that cannot be read.
func broken(line int, fault source.Fault) Entry {
	return Entry{line, func(faults *source.Faults) rules.Incident {
		faults.Add(fault)
		return rules.Incident{}
	}}
}
