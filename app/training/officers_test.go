//go:build !race

package training_test

const (
	officers  = 2000 // that the simulation of the specs has
	evidenced = 1000 // of whom there is a package of evidence
)
