// Package official reads the laws that the Ministry of Justice publishes as open
// data (全國法規資料庫, JSON), keeps those that a rule book encodes, and says where
// their text is no longer the text that the book was checked against.
package official

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"shoumi/rules/source"
)

// Law is a law as it stood when it was published as open data. It is also the
// format of a file in the folder of imported laws.
type Law struct {
	PCode     string    `json:"pcode"` // C0000001
	Name      string    `json:"law"`
	Modified  string    `json:"modified,omitempty"` // day of the last amendment, as published: 20191225
	Updated   string    `json:"updated,omitempty"`  // day of the data set, as published
	Abandoned bool      `json:"abandoned,omitempty"`
	Articles  []Article `json:"articles"`
}

// Article is the official text of one article.
type Article struct {
	Number     string   `json:"article"`    // 132, 318-1
	Paragraphs []string `json:"paragraphs"` // 項; 款 and 目 stand in theirs, each on a line of its own
	SHA256     string   `json:"sha256"`
}

// Sum is the text_sha256 of a rule file: the SHA-256, in hex, of the paragraphs
// joined by line feeds.
func Sum(paragraphs []string) string {
	sum := sha256.Sum256([]byte(strings.Join(paragraphs, "\n")))
	return hex.EncodeToString(sum[:])
}

var (
	numbered = regexp.MustCompile(`^([一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]|[0-9０-９]+[.．、])`)
	ends     = regexp.MustCompile(`[。：︰:；！？」）)]$`)
)

// paragraphs splits the content of an article. A line that begins with a number
// (一、（一）1.) belongs to the paragraph above it. Older data breaks lines for
// print: such a line ends without a full stop, or goes on indented.
func paragraphs(content string) []string {
	var lines []string
	for _, raw := range strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n") {
		line := strings.Trim(raw, " \t\r\u3000")
		if line == "" {
			continue
		}
		indented := strings.TrimLeft(raw, " \t\u3000") != raw
		if n := len(lines); n > 0 && !numbered.MatchString(line) && (indented || !ends.MatchString(lines[n-1])) {
			lines[n-1] += line
			continue
		}
		lines = append(lines, line)
	}
	var out []string
	for _, line := range lines {
		if n := len(out); n > 0 && numbered.MatchString(line) {
			out[n-1] += "\n" + line
		} else {
			out = append(out, line)
		}
	}
	return out
}

// Load reads the folder that an import filled: every *.json in it. The error is
// source.Faults.
func Load(fsys fs.FS) ([]Law, error) {
	var laws []Law
	var faults source.Faults
	names, _ := fs.Glob(fsys, "*.json")
	for _, name := range names {
		law, err := decode(fsys, name)
		if err != nil {
			faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: err.Error(), Hint: "用 `go run ./app law import 檔案` 重新匯入"})
			continue
		}
		laws = append(laws, law)
	}
	if len(names) == 0 {
		faults.Add(source.Fault{Place: source.Place{File: "."}, Message: "沒有匯入的法規", Hint: "先用 `go run ./app law import 檔案 --out 目錄` 匯入全國法規資料庫的 JSON"})
	}
	return laws, faults.Err()
}

func decode(fsys fs.FS, name string) (Law, error) {
	var law Law
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return law, fmt.Errorf("讀不到：%w", err)
	}
	if err := json.Unmarshal(data, &law); err != nil {
		return law, fmt.Errorf("不是匯入的法規檔：%v", err)
	}
	if !pcode.MatchString(law.PCode) || len(law.Articles) == 0 {
		return law, fmt.Errorf("不是匯入的法規檔：缺少 pcode 或 articles")
	}
	for _, a := range law.Articles {
		if Sum(a.Paragraphs) != a.SHA256 {
			return law, fmt.Errorf("%s第 %s 條的文字與它的 sha256 不符，匯入後被改過", law.Name, a.Number)
		}
	}
	return law, nil
}
