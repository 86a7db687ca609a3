//go:build !race

package training_test

// officers are how many the simulation of the specs has.
const officers = 2000
