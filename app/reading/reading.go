// Package reading gets the text out of files that people bring: plain text in the
// encodings that offices have, Markdown, OpenDocument text, and PDF with a text layer.
package reading

import (
	"bytes"
	"errors"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/traditionalchinese"
	utf16 "golang.org/x/text/encoding/unicode"

	"shoumi/app/office"
	"shoumi/app/pdf"
)

// Limit is how many bytes a file may have.
const Limit = 8 << 20

// What keeps a file from being read; office and pdf have more, of their kinds of file.
var (
	ErrTooLarge = errors.New("檔案太大，最多 8 MB；請拆成幾份再上傳。")
	ErrEmpty    = errors.New("檔案裡沒有文字。")
	ErrWord     = errors.New("這是 Word 檔；請在文書軟體裡另存成 ODT 再上傳。")
	ErrKind     = errors.New("讀不出這種檔案；可以用純文字、Markdown、ODT 或有文字層的 PDF。")
	ErrEncoding = errors.New("讀不出這份文字檔的編碼；請另存成 UTF-8 再上傳。")
)

// Format is what a file was read as.
type Format string

// The formats that can be read.
const (
	UTF8     Format = "utf-8"
	UTF16    Format = "utf-16"
	Big5     Format = "big5"
	Markdown Format = "markdown"
	ODT      Format = "odt"
	PDF      Format = "pdf"
)

// Formats are all formats.
var Formats = []Format{UTF8, UTF16, Big5, Markdown, ODT, PDF}

var formats = map[Format]string{
	UTF8: "純文字（UTF-8）", UTF16: "純文字（UTF-16）", Big5: "純文字（Big5）",
	Markdown: "Markdown", ODT: "OpenDocument 文件（ODT）", PDF: "PDF",
}

// Zh names the format.
func (f Format) Zh() string { return formats[f] }

// File reads a file by its bytes; of its name only the ending counts, and only for
// Markdown. In the text a form feed begins every page of a PDF but the first. The error
// is one of those above, of office.ReadODT or of pdf.Read.
func File(name string, data []byte) (text string, format Format, err error) {
	switch {
	case len(data) > Limit:
		return "", "", ErrTooLarge
	case bytes.HasPrefix(data, []byte("%PDF-")):
		text, err = pdf.Read(data)
		format = PDF
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if bytes.Contains(data, []byte("word/document.xml")) {
			return "", "", ErrWord
		}
		text, err = office.ReadODT(data)
		format = ODT
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // the files of Word 97
		return "", "", ErrWord
	default:
		text, format, err = plain(data)
		if ext := strings.ToLower(path.Ext(name)); err == nil && (ext == ".md" || ext == ".markdown") {
			format = Markdown
		}
	}
	switch {
	case err != nil:
		return "", "", err
	case strings.TrimFunc(text, unicode.IsSpace) == "":
		return "", "", ErrEmpty
	}
	return text, format, nil
}

// plain reads a file of nothing but text: with a mark in front as that says, else as
// UTF-8, else as Big5, which is what is left of old files.
func plain(data []byte) (string, Format, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
		if !utf8.Valid(data) {
			return "", "", ErrEncoding
		}
		return checked(string(data), UTF8)
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		if len(data)%2 != 0 {
			return "", "", ErrEncoding
		}
		return decoded(data, utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM), UTF16)
	case utf8.Valid(data):
		return checked(string(data), UTF8)
	}
	return decoded(data, traditionalchinese.Big5, Big5)
}

func decoded(data []byte, e encoding.Encoding, format Format) (string, Format, error) {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", "", ErrEncoding
	}
	return checked(string(text), format)
}

// checked refuses what has characters that no text has.
func checked(text string, format Format) (string, Format, error) {
	for _, r := range text {
		if r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b", r) {
			return "", "", ErrKind
		}
	}
	return text, format, nil
}
