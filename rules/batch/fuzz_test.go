package batch_test

import (
	"fmt"
	"strings"
	"testing"

	"shoumi/rules"
	"shoumi/rules/batch"
)

// FuzzBatchTable reads any table: nothing panics, faults lie in the file, line by
// line forward, and an incident without faults has actors whose facts can be.
func FuzzBatchTable(f *testing.F) {
	f.Add("incident,actor,act_date,acts,intent,counts\nA,甲,108/2/3,query；disclose,是,1萬\nA,,,,,\nB,\"x\ny\",,,,\n")
	f.Add("incident\r\n\"\"\"\"\r\n#\r\n\xa4\xa4\r\n")
	f.Add("incident,\n\"\n\"\n,,,\"\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		book, err := rules.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		lines, before := strings.Count(text, "\n")+1, 0
		for e, err := range batch.Table("x", strings.NewReader(text), book) {
			var in rules.Incident
			if err == nil {
				if e.Line <= before || e.Line > lines {
					t.Fatalf("an entry of line %d behind one of line %d", e.Line, before)
				}
				before = e.Line
				in, err = e.Incident()
			}
			if err != nil {
				var line, col int
				if _, scan := fmt.Sscanf(err.Error(), "x:%d:%d:", &line, &col); scan != nil || line < 1 || line > lines || col < 1 {
					t.Fatalf("a fault of no place: %v", err)
				}
				continue
			}
			if in.Reference == "" || len(in.Actors) == 0 {
				t.Fatalf("an incident of nobody: %+v", in)
			}
			for _, a := range in.Actors {
				if _, broken := book.Contradiction(in.Of(a)); broken {
					t.Fatalf("no fault was found in %+v", in)
				}
			}
		}
	})
}
