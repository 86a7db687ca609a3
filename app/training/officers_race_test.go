//go:build race

package training_test

// There are fewer where races are looked for, which takes ten times as long.
const (
	officers  = 400
	evidenced = 100
)
