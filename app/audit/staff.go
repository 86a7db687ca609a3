package audit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"shoumi/rules/source"
)

// Unit is a line of a staff list.
type Unit struct {
	Name     string
	Officers int
	Records  int // query records of the month; -1 if the list has no such column
}

// ReadStaff reads a staff list: CSV in UTF-8 with the columns 單位, 人數 and, if
// wanted, 查詢紀錄. The name is for faults, which come all at once as
// source.Faults.
func ReadStaff(name string, data []byte) ([]Unit, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	s := staff{name: name, lines: strings.Split(string(data), "\n"), named: map[string]int{}}
	if !utf8.Valid(data) {
		s.faults.Add(source.Fault{Place: source.Place{File: name}, Message: "不是 UTF-8 編碼", Hint: "在試算表另存成「CSV UTF-8」"})
		return nil, s.faults.Err()
	}
	s.in = csv.NewReader(bytes.NewReader(data))
	s.in.FieldsPerRecord = -1
	s.read()
	return s.units, s.faults.Err()
}

// staff is one run of ReadStaff.
type staff struct {
	name   string
	lines  []string
	in     *csv.Reader
	units  []Unit
	named  map[string]int // line of a unit
	faults source.Faults
}

const staffHint = "第一行寫「單位,人數」或「單位,人數,查詢紀錄」，以下每行一個單位"

func (s *staff) read() {
	columns := 0
	for {
		row, err := s.in.Read()
		var broken *csv.ParseError
		switch {
		case err == io.EOF && columns == 0:
			s.fault(1, 1, "沒有欄名", staffHint)
			return
		case err == io.EOF:
			if len(s.units) == 0 && len(s.faults) == 0 {
				s.fault(1, 1, "沒有單位", staffHint)
			}
			return
		case errors.As(err, &broken):
			s.fault(broken.Line, broken.Column, "引號不成對", "")
			return
		case columns == 0:
			if columns = len(row); strings.Join(row, ",") != strings.Join([]string{"單位", "人數", "查詢紀錄"}[:min(max(columns, 2), 3)], ",") {
				s.fault(1, 1, "欄名不對", staffHint)
				return
			}
		case len(row) != columns:
			line, _ := s.in.FieldPos(0)
			s.fault(line, 1, fmt.Sprintf("有 %d 欄，應該是 %d 欄", len(row), columns), "")
		default:
			s.unit(row)
		}
	}
}

func (s *staff) unit(row []string) {
	line, col := s.in.FieldPos(0)
	u := Unit{Name: strings.TrimSpace(row[0]), Officers: s.number(row, 1, 1), Records: -1}
	if len(row) == 3 {
		u.Records = s.number(row, 2, 0)
	}
	if u.Name == "" {
		s.fault(line, col, "沒有單位的名稱", "")
	} else if before, again := s.named[u.Name]; again {
		s.fault(line, col, fmt.Sprintf("「%s」在第 %d 行已經有了", u.Name, before), "")
	}
	s.named[u.Name] = line
	s.units = append(s.units, u)
}

// number reads a field that is a whole number, with or without commas.
func (s *staff) number(row []string, i, least int) int {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(row[i]), ",", ""))
	if err != nil || n < least {
		line, col := s.in.FieldPos(i)
		s.fault(line, col, fmt.Sprintf("「%s」不是 %d 以上的整數", row[i], least), "")
	}
	return n
}

// fault adds a fault at a column counted in bytes.
func (s *staff) fault(line, col int, message, hint string) {
	text := ""
	if line <= len(s.lines) {
		text = strings.TrimSuffix(s.lines[line-1], "\r")
	}
	col = utf8.RuneCountInString(text[:min(max(col-1, 0), len(text))]) + 1
	s.faults.Add(source.Fault{Place: source.Place{File: s.name, Line: line, Col: col}, Message: message, Hint: hint, Line: text})
}
