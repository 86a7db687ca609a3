// Package office writes tables as the files that offices open: OpenDocument
// spreadsheets, and CSV.
package office

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"shoumi/rules"
)

// Table is rows of cells under a line of headings.
type Table struct {
	Name string // of the sheet
	Head []string
	Rows [][]Cell
}

// Cell is what stands in one place of a table: a text, a number or a day.
type Cell struct {
	kind kind
	text string // as it is read
	raw  string // of a number or day, as OpenDocument has it
}

type kind int

const (
	isText kind = iota
	isNumber
	isDay
)

// Text is a cell of words. It is never taken for a formula.
func Text(s string) Cell { return Cell{text: s} }

// Number is a cell that can be added up.
func Number(n int) Cell {
	s := strconv.Itoa(n)
	return Cell{isNumber, s, s}
}

// Day is a cell that can be sorted by date, and reads 民國115年3月5日.
func Day(d rules.Date) Cell { return Cell{isDay, d.ROC(), d.String()} }

// String is the cell as it is read.
func (c Cell) String() string { return c.text }

// CSV writes a table as a spreadsheet takes it by a double click: UTF-8 with a mark
// in front, lines ended by CR LF. What could be taken for a formula has an
// apostrophe before it.
func CSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(t.Head); err != nil {
		return err
	}
	line := make([]string, 0, len(t.Head))
	for _, row := range t.Rows {
		line = line[:0]
		for _, c := range row {
			line = append(line, c.csv())
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (c Cell) csv() string {
	if c.kind == isText && c.text != "" && strings.ContainsAny(c.text[:1], "=+-@\t\r") {
		return "'" + c.text
	}
	return c.text
}
