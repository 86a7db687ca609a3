// Package office writes tables and documents as the files that offices open:
// OpenDocument spreadsheets and texts, and CSV. It reads OpenDocument texts too.
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
	out, err := NewCSVWriter(w, t.Head)
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Flush()
}

// CSVWriter writes, row by row, what CSV writes of a whole table.
type CSVWriter struct {
	out  *csv.Writer
	line []string
}

// NewCSVWriter begins a table with its headings.
func NewCSVWriter(w io.Writer, head []string) (*CSVWriter, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &CSVWriter{out: out}, out.Write(head)
}

// Write writes one row, or keeps it to be written with others.
func (w *CSVWriter) Write(row []Cell) error {
	w.line = w.line[:0]
	for _, c := range row {
		w.line = append(w.line, c.csv())
	}
	return w.out.Write(w.line)
}

// Flush writes what is kept. The table may go on behind it.
func (w *CSVWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

func (c Cell) csv() string {
	if c.kind == isText && c.text != "" && strings.ContainsAny(c.text[:1], "=+-@\t\r") {
		return "'" + c.text
	}
	return c.text
}
