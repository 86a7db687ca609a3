package incident_test

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
)

// told are figures in one line: ID=3, and ID=? for what is withheld.
func told(counts []incident.Count) string {
	var out []string
	for _, c := range counts {
		if c.N == nil {
			out = append(out, c.ID+"=?")
		} else {
			out = append(out, fmt.Sprint(c.ID, "=", *c.N))
		}
	}
	return strings.Join(out, " ")
}

// signings are signatures of so many records, from number first on, a day apart.
func signings(first, n int, c incident.Counted) (out []incident.Signature) {
	for i := range n {
		c.At = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC).AddDate(0, 0, first+i)
		out = append(out, incident.Signature{Record: fmt.Sprintf("%04d", first+i), Counted: c})
	}
	return out
}

var _ = Describe("figures of signed records", func() {
	north := func(unit string) bool { return strings.HasPrefix(unit, "north") }
	agency := incident.Area{Groups: []string{"north", "south"}, Group: func(unit string) string { u, _, _ := strings.Cut(unit, "/"); return u }}
	part := incident.Area{Units: north, Wider: []func(string) bool{nil}, Groups: []string{"north/1", "north/2"}, Group: func(unit string) string { return unit }}
	query, both := incident.Counted{Unit: "north/1", Acts: []string{"query"}}, incident.Counted{Unit: "south", Acts: []string{"disclose", "query"}, Risks: []string{"screen"}}

	It("tell nothing of fewer than five, nor of all but a few", func() {
		Expect(incident.FiguresOf(signings(0, 4, query), agency)).To(Equal(incident.Figures{}))
		f := incident.FiguresOf(append(signings(0, 20, query), signings(20, 10, both)...), agency)
		Expect([]string{fmt.Sprint(*f.Records), told(f.Acts), told(f.Risks), told(f.Units), told(f.Quarters)}).To(Equal([]string{"30", "disclose=10", "screen=10", "north=20 south=10", "2026-1=30"}), "all have queried")
		f = incident.FiguresOf(append(signings(0, 26, query), signings(26, 4, both)...), agency)
		Expect([]string{told(f.Acts), told(f.Risks), told(f.Units)}).To(Equal([]string{"", "", "north=? south=?"}), "nor does their being withheld tell that there are some")
	})

	It("move on with every fifth signature, and a record that is signed anew with it", func() {
		all := append(signings(0, 7, query), signings(7, 6, incident.Counted{Unit: "south", Acts: []string{"disclose"}})...)
		was := incident.FiguresOf(all[:10], agency)
		for n := 10; n < 15; n++ {
			Expect(incident.FiguresOf(append(all, signings(0, 2, both)...)[:min(n, 14)], agency)).To(Equal(was), fmt.Sprint(n))
		}
		again := signings(0, 2, both)
		for i := range again {
			again[i].At = all[12].At.AddDate(0, 0, i+1)
		}
		f := incident.FiguresOf(append(all, again...), agency)
		Expect(f.Signatures).To(Equal(15))
		Expect(*f.Records).To(Equal(13))
		Expect(told(f.Acts)).To(Equal("disclose=8 query=7"))
	})

	It("of a part do not give away the rest of the whole", func() {
		few := append(signings(0, 10, query), signings(10, 5, incident.Counted{Unit: "south", Acts: []string{"query"}})...)
		few[3].Acts, few[4].Acts, few[5].Acts, few[6].Acts, few[7].Acts = nil, nil, nil, nil, nil
		Expect(told(incident.FiguresOf(few, part).Acts)).To(Equal("query=5"), "five of the others, too")
		few[14].Acts = nil
		Expect(told(incident.FiguresOf(few, part).Acts)).To(BeEmpty(), "or the whole less these would tell of four")
		few[13].Unit, few[12].Unit, few[11].Unit, few[10].Unit = "north/1", "north/1", "north/1", "north/1"
		Expect(incident.FiguresOf(few[:14], part)).To(Equal(incident.FiguresOf(few[:10], part)), "one more is not told of yet")
		Expect(incident.FiguresOf(append(signings(0, 3, both), signings(3, 15, query)...), part).Records).To(BeNil(), "three elsewhere")
		only := incident.FiguresOf(signings(0, 15, query), part)
		Expect(*only.Records).To(Equal(15), "nothing elsewhere")
	})

	It("of quarters of a part do not give away those of the rest", func() {
		at := func(month int, list []incident.Signature) []incident.Signature {
			for i := range list {
				list[i].At = time.Date(2026, time.Month(month), 2, i, 0, 0, 0, time.UTC)
			}
			return list
		}
		var all []incident.Signature
		for i, n := range []int{10, 10, 10} {
			all = append(all, at(2+3*i, signings(100*i, n, query))...)
		}
		Expect(told(incident.FiguresOf(all, part).Quarters)).To(Equal("2026-1=10 2026-2=10 2026-3=10"))
		for i, n := range []int{8, 1, 6} {
			all = append(all, at(2+3*i, signings(100*i+50, n, both))...)
		}
		Expect(told(incident.FiguresOf(all, agency).Quarters)).To(Equal("2026-1=18 2026-2=11 2026-3=16"))
		Expect(strings.Count(told(incident.FiguresOf(all, part).Quarters), "?")).To(Equal(2), "11 less 10 would be one")
		Expect(told(incident.FiguresOf(all, part).Quarters)).To(ContainSubstring("2026-2=?"))
	})
})
