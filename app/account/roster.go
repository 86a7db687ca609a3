package account

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"shoumi/rules/source"
)

// MaxRoster is how many people a roster may have.
const MaxRoster = 100_000

// Roster is the people of a list that an agency keeps elsewhere.
type Roster struct {
	Name  string   // of the file
	Rows  []Row    // in the order of the file; no login twice
	Units []string // paths that the agency does not have yet, as they come up, each before those below it
	Mail  bool     // whether the list has a column for e-mail
}

// Row is a person of a roster.
type Row struct {
	Line  int
	Login string // as ParseLogin has it
	Name  string
	Unit  string // path, as Tree.Label writes it
	Roles []Role
	Email string
}

// ReadRoster reads a roster: CSV in UTF-8, a line for each person. The first line
// names the columns 帳號, 姓名, 單位, 角色 and, if wanted, 電子郵件 (login, name, unit,
// roles, email), in any order. A unit is its path, 局/分局/派出所, and has to be one of
// the tree unless new ones are to be made; roles are separated by 、 or ;.
//
// The name is for faults, which come all at once as source.Faults; other errors are
// those of reading.
func ReadRoster(name string, in io.Reader, tree Tree, newUnits bool) (Roster, error) {
	r := rosterReader{buffer: bufio.NewReader(nil), paths: tree.paths(), newUnits: newUnits,
		made: map[string]bool{}, hints: map[string]string{}, logins: map[string]int{}}
	r.out.Name = name
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() && r.readLine(lines.Text()) {
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		r.line, r.text = r.line+1, ""
		r.fault(1, "這一行太長", "一行寫一個人")
	case err != nil:
		return Roster{}, err
	case len(r.faults) > 0:
	case r.columns == nil:
		r.line, r.text = 1, ""
		r.fault(1, "沒有欄名", rosterHint)
	case len(r.out.Rows) == 0:
		r.line, r.text = 1, ""
		r.fault(1, "名冊沒有人", rosterHint)
	}
	return r.out, r.faults.Err()
}

// maxLine is how many bytes a line may have.
const maxLine = 16 << 10

// rosterReader is one run of ReadRoster.
type rosterReader struct {
	line    int    // the one that is read, from 1
	text    string // of it
	buffer  *bufio.Reader
	csv     *csv.Reader // of this line
	columns []column

	paths    map[string]string // id by path
	newUnits bool
	made     map[string]bool   // paths in out.Units
	hints    map[string]string // by a path that is not there
	logins   map[string]int    // line

	out    Roster
	faults source.Faults
}

// column is what a column of a roster holds.
type column int

const (
	loginColumn column = iota
	nameColumn
	unitColumn
	rolesColumn
	emailColumn
)

// columnNames are how a column may be called; the first is what faults call it.
var columnNames = [][]string{
	loginColumn: {"帳號", "login"},
	nameColumn:  {"姓名", "name"},
	unitColumn:  {"單位", "unit"},
	rolesColumn: {"角色", "roles", "role"},
	emailColumn: {"電子郵件", "email"},
}

const rosterHint = "第一行寫「帳號,姓名,單位,角色,電子郵件」，欄與欄之間用半形逗號，以下每行一個人"

// readLine reads a line, and says whether it makes sense to go on.
func (r *rosterReader) readLine(text string) bool {
	r.line++
	if r.line == 1 {
		text = strings.TrimPrefix(text, "\uFEFF")
	}
	r.text = strings.TrimSuffix(text, "\r")
	if bad := invalid(r.text); bad >= 0 {
		r.text = r.text[:bad]
		r.fault(bad+1, "不是 UTF-8 編碼", "在試算表另存成「CSV UTF-8」")
		return false
	}
	if r.line > MaxRoster+1 {
		r.fault(1, fmt.Sprintf("超過 %d 人", MaxRoster), "分成幾個檔案，一個一個匯入")
		return false
	}
	r.buffer.Reset(strings.NewReader(r.text))
	r.csv = csv.NewReader(r.buffer)
	fields, err := r.csv.Read()
	broken := (*csv.ParseError)(nil)
	switch {
	case errors.As(err, &broken):
		r.fault(broken.Column, "引號不成對", "欄位裡有引號時，整欄用引號包住，裡面的引號寫兩次；一個人寫在一行")
	case strings.Join(fields, "") == "": // empty, or as spreadsheets leave behind
	case r.columns == nil:
		r.header(fields)
	default:
		r.row(fields)
	}
	return r.columns != nil || len(r.faults) == 0
}

// invalid is the place of the first byte that is not UTF-8, or -1.
func invalid(s string) int {
	for i, c := range s {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

func (r *rosterReader) header(names []string) {
	if len(names) > 2*len(columnNames) {
		r.fault(1, fmt.Sprintf("有 %d 欄", len(names)), rosterHint)
		return
	}
	seen := map[column]bool{}
	var columns []column
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		c := column(slices.IndexFunc(columnNames, func(known []string) bool { return slices.Contains(known, name) }))
		switch {
		case c < 0:
			r.fieldFault(i, fmt.Sprintf("「%s」不是名冊的欄名", shorten(name)), rosterHint)
		case seen[c]:
			r.fieldFault(i, fmt.Sprintf("「%s」這一欄有兩次", columnNames[c][0]), "")
		default:
			seen[c] = true
		}
		columns = append(columns, c)
	}
	for c := loginColumn; c < emailColumn; c++ {
		if !seen[c] {
			r.fault(1, fmt.Sprintf("沒有「%s」這一欄", columnNames[c][0]), rosterHint)
		}
	}
	r.out.Mail = seen[emailColumn]
	if len(r.faults) == 0 {
		r.columns = columns
	}
}

func (r *rosterReader) row(fields []string) {
	if len(fields) != len(r.columns) {
		r.fault(1, fmt.Sprintf("有 %d 欄，應該是 %d 欄", len(fields), len(r.columns)), "")
		return
	}
	row := Row{Line: r.line}
	places := make([]int, len(columnNames)) // of the columns in the line
	for i, text := range fields {
		text = strings.TrimSpace(text)
		places[r.columns[i]] = i
		switch r.columns[i] {
		case loginColumn:
			row.Login = text
		case nameColumn:
			row.Name = text
		case unitColumn:
			row.Unit = r.unit(i, text)
		case rolesColumn:
			row.Roles = r.roles(i, text)
		case emailColumn:
			row.Email = text
		}
	}
	r.check(&row, places)
	r.out.Rows = append(r.out.Rows, row)
}

// unit is a path; one that is not there is a fault, or remembered with all above it.
func (r *rosterReader) unit(i int, text string) string {
	path := cleanPath(text)
	parts := strings.Split(path, "/")
	switch {
	case path == "":
		r.fieldFault(i, "沒有寫單位", "")
	case slices.Contains(parts, ""):
		r.fieldFault(i, fmt.Sprintf("單位「%s」的「/」前後有一邊是空的", shorten(path)), "")
	case r.paths[path] != "":
	case !r.newUnits:
		r.fieldFault(i, fmt.Sprintf("沒有「%s」這個單位", shorten(path)), r.nearUnit(path))
	default:
		for j, part := range parts {
			above := strings.Join(parts[:j+1], "/")
			if r.paths[above] != "" || r.made[above] {
				continue
			}
			if err := (Tree{}).check(Unit{Name: part}); err != nil {
				r.fieldFault(i, err.Error(), "")
				return path
			}
			r.out.Units, r.made[above] = append(r.out.Units, above), true
		}
	}
	return path
}

// maxHints is for how many units that are not there a near one is looked for.
const maxHints = 50

func (r *rosterReader) nearUnit(path string) string {
	hint, ok := r.hints[path]
	if ok {
		return hint
	}
	hint = "單位寫全部的路徑，例如「市政府警察局/第一分局/甲派出所」"
	if len(r.hints) < maxHints {
		if near, ok := source.Suggest(path, slices.Sorted(maps.Keys(r.paths))); ok {
			hint = "是不是「" + near + "」？"
		}
		r.hints[path] = hint
	}
	return hint
}

func (r *rosterReader) roles(i int, text string) []Role {
	roles, unknown := ParseRoles(text)
	for _, word := range unknown {
		r.fieldFault(i, fmt.Sprintf("沒有「%s」這個角色", shorten(word)), rolesHint())
		roles = []Role{Officer} // so that no role is not said as well
	}
	return roles
}

// ParseRoles reads roles separated by 、 or ; or a comma, in Chinese or as they are
// kept, and says which words are none. They come in the order of Roles, each once.
func ParseRoles(text string) (roles []Role, unknown []string) {
	named := map[Role]bool{}
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("、;；,，", c) }) {
		word = strings.TrimSpace(word)
		at := slices.IndexFunc(Roles, func(role Role) bool { return word == role.Zh() || strings.EqualFold(word, string(role)) })
		switch {
		case word == "":
		case at < 0:
			unknown = append(unknown, word)
		default:
			named[Roles[at]] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(Roles), func(r Role) bool { return !named[r] }), unknown
}

func rolesHint() string {
	var all []string
	for _, role := range Roles {
		all = append(all, role.Zh())
	}
	return "角色有" + strings.Join(all, "、") + "；有好幾個時用「、」分開"
}

// faultColumns are where a fault of an account lies in a roster.
var faultColumns = map[Fault]column{LoginMalformed: loginColumn, NameMissing: nameColumn, NameTooLong: nameColumn, NameUnreadable: nameColumn,
	EmailMalformed: emailColumn, RoleMissing: rolesColumn}

func (r *rosterReader) check(row *Row, places []int) {
	a := Account{Login: row.Login, Name: row.Name, Roles: row.Roles, Email: row.Email}
	for _, f := range a.Check(Tree{}) {
		hint := ""
		if f == RoleMissing {
			hint = rolesHint()
		}
		r.fieldFault(places[faultColumns[f]], f.Zh(), hint)
	}
	row.Login, row.Name, row.Email = a.Login, a.Name, a.Email
	if before, again := r.logins[row.Login]; again {
		r.fieldFault(places[loginColumn], fmt.Sprintf("帳號「%s」在第 %d 行已經有了", row.Login, before), "")
	} else if row.Login != "" {
		r.logins[row.Login] = row.Line
	}
}

// fieldFault is a fault of a field of this line.
func (r *rosterReader) fieldFault(i int, message, hint string) {
	_, col := r.csv.FieldPos(i)
	r.fault(col, message, hint)
}

// fault adds a fault of this line, at a column counted in bytes.
func (r *rosterReader) fault(col int, message, hint string) {
	f := source.Fault{Place: source.Place{File: r.out.Name, Line: r.line, Col: utf8.RuneCountInString(r.text[:min(col-1, len(r.text))]) + 1}, Message: message, Hint: hint}
	if len(r.text) <= 4096 {
		f.Line = r.text
	}
	r.faults.Add(f)
}

// shorten is what somebody wrote, fit for a message.
func shorten(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}

// cleanPath is a path without spaces around its parts.
func cleanPath(text string) string {
	parts := strings.Split(text, "/")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, "/")
}

// At is the unit at a path, as Label writes it.
func (t Tree) At(path string) (Unit, bool) { return t.Unit(t.paths()[cleanPath(path)]) }

// paths are the ids of all units by their path.
func (t Tree) paths() map[string]string {
	out := map[string]string{}
	for _, u := range t.All() {
		out[t.Label(u.ID)] = u.ID
	}
	return out
}
