//go:build race

package web_test

// seededRoutes is of how many routes one is tried with the seeds of the fuzzer. Where
// races are looked for all of them take minutes; they are tried without.
const seededRoutes = 8

// crowd is how many officers work at once.
const crowd = 12

// benched is of how many cases the page is shown with everything that could have been
// otherwise, which is half a second of work each.
const benched = 3
