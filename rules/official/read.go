package official

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"shoumi/rules/source"
)

// published is a law in the open data, as far as it is read.
type published struct {
	LawName         *string
	LawURL          string
	LawModifiedDate string
	LawAbandonNote  string
	LawArticles     []json.RawMessage
}

type publishedArticle struct {
	ArticleType    string // A an article, C the heading of a chapter
	ArticleNo      string
	ArticleContent string
}

var (
	pcode    = regexp.MustCompile(`^[A-Z][0-9]{7}$`)
	inURL    = regexp.MustCompile(`(?i)[?&]pcode=([A-Z][0-9]{7})(&|#|$)`)
	numberOf = regexp.MustCompile(`^第\s*([1-9][0-9]*)\s*(?:-\s*([1-9][0-9]*)\s*)?[條點](?:\s*之\s*([1-9][0-9]*))?$`)
)

// kinds are the kinds of JSON values as encoding/json names them.
var kinds = map[string]string{"string": "字串", "number": "數字", "object": "物件", "array": "陣列", "bool": "真假值"}

// reader reads one file of open data.
type reader struct {
	name   string
	data   []byte
	faults source.Faults
}

// Read reads the open data of the Ministry of Justice: a whole data set (an
// object with Laws), or one law. Of a data set it reads the laws that want names
// by their code, and counts the others. name is for faults; the error is
// source.Faults, with the place in the file.
func Read(name string, data []byte, want func(pcode string) bool) (laws []Law, others int, err error) {
	r := &reader{name: name, data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))}
	if !r.isJSON(data) {
		return nil, 0, r.faults.Err()
	}
	var top struct {
		UpdateDate string
		Laws       []json.RawMessage
	}
	if err := json.Unmarshal(r.data, &top); err != nil {
		r.fault(err, 0, "最外層要是 {\"Laws\": […]} 或一部法規 {\"LawName\": …}")
		return nil, 0, r.faults.Err()
	}
	list, single := top.Laws, top.Laws == nil
	if single {
		list = []json.RawMessage{bytes.TrimSpace(r.data)}
	}
	from := 0
	for _, raw := range list {
		at := r.find(raw, &from)
		if law, ok := r.law(raw, at, single, want); ok {
			law.Updated = top.UpdateDate
			laws = append(laws, law)
		} else {
			others++
		}
	}
	return laws, others, r.faults.Err()
}

// isJSON reports what people hand in instead, and broken JSON at its place.
func (r *reader) isJSON(data []byte) bool {
	say := func(message, hint string) bool {
		r.faults.Add(source.Fault{Place: source.Place{File: r.name, Line: 1, Col: 1}, Message: message, Hint: hint})
		return false
	}
	start := bytes.TrimSpace(r.data)
	switch {
	case len(start) == 0:
		return say("檔案是空的", "")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return say("這是 ZIP 壓縮檔", "先解壓縮，再匯入裡面的 .json 檔")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return say("檔案的編碼是 UTF-16", "另存成 UTF-8")
	case !utf8.Valid(r.data):
		return say("檔案的編碼不是 UTF-8", "全國法規資料庫的原檔是 UTF-8；請重新下載，或另存成 UTF-8")
	case start[0] == '<':
		return say("這是 XML 或網頁，不是 JSON", "在全國法規資料庫下載 JSON 格式的開放資料")
	case start[0] != '{':
		return say("最外層要是一個物件", "{\"Laws\": […]} 或一部法規 {\"LawName\": …}")
	}
	d := json.NewDecoder(bytes.NewReader(r.data))
	var whole json.RawMessage
	err := d.Decode(&whole)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return true
		}
		r.fault(errors.New("JSON 後面還有別的東西"), int(d.InputOffset()), "")
		return false
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		r.fault(errors.New("JSON 還沒完就斷了"), len(r.data), "檔案沒有下載完整？")
		return false
	}
	r.fault(err, 0, "")
	return false
}

// find is where raw lies in the file, at or behind *from, which moves past it.
func (r *reader) find(raw json.RawMessage, from *int) int {
	at := bytes.Index(r.data[*from:], raw)
	if at < 0 {
		return *from
	}
	at += *from
	*from = at + len(raw)
	return at
}

// fault reports at a byte offset; an error of encoding/json brings its own,
// counted from there.
func (r *reader) fault(err error, at int, hint string) {
	message := err.Error()
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at += int(syntax.Offset) - 1
		message = "從這裡起不是合法的 JSON"
	case errors.As(err, &kind):
		at += int(kind.Offset) - 1
		message = fmt.Sprintf("「%s」不能是%s", kind.Field, kinds[strings.Fields(kind.Value)[0]])
	}
	before := r.data[:max(0, min(at, len(r.data)))]
	start := bytes.LastIndexByte(before, '\n') + 1
	line := r.data[start:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	f := source.Fault{Place: source.Place{File: r.name, Line: 1 + bytes.Count(before, []byte("\n")), Col: 1 + utf8.RuneCount(before[start:])}, Message: message, Hint: hint}
	if len(line) <= 4096 {
		f.Line = string(bytes.TrimSuffix(line, []byte("\r")))
	}
	r.faults.Add(f)
}

// law reads one law that begins at a byte offset; false when it is not wanted or
// has faults.
func (r *reader) law(raw json.RawMessage, at int, single bool, want func(string) bool) (Law, bool) {
	var p published
	if err := json.Unmarshal(raw, &p); err != nil {
		r.fault(err, at, "")
		return Law{}, false
	}
	if p.LawName == nil {
		hint := ""
		if single {
			hint = "最外層要是 {\"Laws\": […]} 或一部法規 {\"LawName\": …, \"LawArticles\": […]}"
		}
		r.fault(errors.New("缺少 LawName（法規名稱）"), at, hint)
		return Law{}, false
	}
	hit := inURL.FindStringSubmatch(p.LawURL)
	if hit == nil {
		r.fault(fmt.Errorf("%s的 LawURL 裡沒有法規代碼（pcode=）", *p.LawName), at, "")
		return Law{}, false
	}
	law := Law{PCode: strings.ToUpper(hit[1]), Name: *p.LawName, Modified: p.LawModifiedDate, Abandoned: strings.Contains(p.LawAbandonNote, "廢")}
	if !want(law.PCode) {
		return Law{}, false
	}
	faults := len(r.faults)
	seen := map[string]bool{}
	from := at
	for _, raw := range p.LawArticles {
		place := r.find(raw, &from)
		a, ok := r.article(raw, place)
		if !ok {
			continue
		}
		if seen[a.Number] {
			r.fault(fmt.Errorf("%s第 %s 條重複了", law.Name, a.Number), place, "")
		}
		seen[a.Number] = true
		law.Articles = append(law.Articles, a)
	}
	if len(law.Articles) == 0 && len(r.faults) == faults {
		r.fault(fmt.Errorf("%s沒有條文（LawArticles）", law.Name), at, "")
	}
	return law, len(r.faults) == faults
}

func (r *reader) article(raw json.RawMessage, at int) (Article, bool) {
	var p publishedArticle
	if err := json.Unmarshal(raw, &p); err != nil {
		r.fault(err, at, "")
		return Article{}, false
	}
	if p.ArticleType == "C" {
		return Article{}, false
	}
	hit := numberOf.FindStringSubmatch(strings.TrimSpace(p.ArticleNo))
	text := paragraphs(p.ArticleContent)
	switch {
	case p.ArticleType != "A" && p.ArticleType != "":
		r.fault(fmt.Errorf("不認得的 ArticleType「%s」", p.ArticleType), at, "條文是 A，編章節是 C")
		return Article{}, false
	case hit == nil:
		r.fault(fmt.Errorf("條號「%s」讀不懂", p.ArticleNo), at, "例如「第 132 條」「第 318-1 條」")
		return Article{}, false
	case len(text) == 0:
		r.fault(fmt.Errorf("%s沒有內容（ArticleContent）", p.ArticleNo), at, "")
		return Article{}, false
	}
	number := hit[1]
	if sub := hit[2] + hit[3]; sub != "" {
		number += "-" + sub
	}
	return Article{Number: number, Paragraphs: text, SHA256: Sum(text)}, true
}
