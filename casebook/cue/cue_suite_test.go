package cue_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook/cue"
)

// The shipped lexicon is loaded before the specs are built.
var lexicon *cue.Lexicon

func TestCue(t *testing.T) {
	RegisterFailHandler(Fail)
	var err error
	if lexicon, err = cue.Shipped(); err != nil {
		t.Fatalf("the shipped lexicon has faults:\n%v", err)
	}
	narrativeSpecs()
	RunSpecs(t, "cue")
}
