//go:build !race

package web_test

// seededRoutes is of how many routes one is tried with the seeds of the fuzzer.
const seededRoutes = 1

// crowd is how many officers work at once.
const crowd = 60
