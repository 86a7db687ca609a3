package penalty_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

func TestPenalty(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "penalty")
}

// Statutory ranges the specs work with.
var (
	leak       = Range{Imprisonment: Imprison(0, 36)}                                                                  // 刑法 132 I
	careless   = Range{Imprisonment: Imprison(0, 12), Detention: Detain(), Fine: Fined(9000)}                          // 刑法 132 II
	data       = Range{Imprisonment: Imprison(0, 60), Fine: Fined(1_000_000), FineMode: FineAdditional}                // 個資法 41
	dataOf2012 = Range{Imprisonment: Imprison(0, 24), Detention: Detain(), Fine: Fined(200_000), FineMode: FineEither} // 個資法 41 I, 101-10-01
	bribe      = Range{Imprisonment: Imprison(84, 0), Fine: Fined(60_000_000), FineMode: FineAdditional}               // 貪污 5 I ③
	gravest    = Range{Life: true, Imprisonment: Imprison(120, 0), Fine: Fined(100_000_000), FineMode: FineAdditional} // 貪污 4 I
	abandon    = Range{Death: true, Life: true, Imprisonment: Imprison(120, 0)}                                        // 刑法 120
	finesOnly  = Range{Fine: Fined(30_000)}
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// said joins the text of lines, and cited their clauses.
func said(lines []Line) string {
	var s []string
	for _, l := range lines {
		s = append(s, l.Text)
	}
	return strings.Join(s, "\n")
}

func cited(lines []Line) []string {
	var ids []string
	for _, l := range lines {
		ids = append(ids, l.Cites...)
	}
	return ids
}
