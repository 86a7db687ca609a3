//go:build race

package incident_test

// share is how many of the seeds of a property are tried where races are looked for,
// which takes ten times as long: one in so many.
const share = 5
