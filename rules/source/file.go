package source

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// File is the text of one file, and where its faults go. Files, like their
// nodes, are for one goroutine.
type File struct {
	Name string

	text   string
	starts []int // byte offset of each line
	faults *Faults
	count  int // of the faults

	// The last line whose runes were counted: minified JSON has all its
	// places in one line of megabytes.
	counted, runes int
}

func newFile(name, text string, faults *Faults) *File {
	f := &File{Name: name, text: text, starts: []int{0}, faults: faults}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
	return f
}

// Line is the text of line n, counted from 1, without its line break; "" when
// there is no such line.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	end := len(f.text)
	if n < len(f.starts) {
		end = f.starts[n] - 1
	}
	return strings.TrimSuffix(f.text[f.starts[n-1]:end], "\r")
}

// Place is line and col of this file, moved into the text where they lie
// outside it: the end of the file is the last place of its last line that is
// not empty.
func (f *File) Place(line, col int) Place {
	if line < 1 {
		return Place{File: f.Name, Line: 1, Col: 1}
	}
	if line > len(f.starts) {
		line, col = len(f.starts), 1<<30
	}
	if line == len(f.starts) && line > 1 && f.Line(line) == "" {
		line, col = line-1, 1<<30
	}
	return Place{File: f.Name, Line: line, Col: max(1, min(col, f.width(line)+1))}
}

func (f *File) width(line int) int {
	if f.counted != line {
		f.counted, f.runes = line, utf8.RuneCountInString(f.Line(line))
	}
	return f.runes
}

// Fault reports a fault at any line and column of the file; hint may be empty.
// After a thousand it says so and reports no more of this file.
func (f *File) Fault(line, col int, message, hint string) {
	f.fault(line, col, "", message, hint)
}

// fault is Fault with the path of what it is about.
func (f *File) fault(line, col int, path, message, hint string) {
	if f.full() {
		return
	}
	place := f.Place(line, col)
	text := f.Line(place.Line)
	if len(text) > maxLine {
		text = ""
	}
	f.faults.Add(Fault{Place: place, Message: message, Hint: hint, Line: text, Path: path})
	if f.count++; f.full() {
		f.faults.Add(Fault{Place: place, Message: fmt.Sprintf("錯誤太多，只列出這個檔案最先找到的 %d 個", maxFaults)})
	}
}

func (f *File) full() bool { return f.count >= maxFaults }

// offset is the byte offset of a place inside the text, -1 when it is outside.
func (f *File) offset(line, col int) int {
	if line < 1 || line > len(f.starts) || col < 1 {
		return -1
	}
	at := f.starts[line-1]
	for ; col > 1; col-- {
		if at >= len(f.text) {
			return -1
		}
		_, size := utf8.DecodeRuneInString(f.text[at:])
		at += size
	}
	return at
}
