//go:build !race

package incident_test

const share = 1
