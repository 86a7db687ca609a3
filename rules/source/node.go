package source

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Node is a value in a file: a map, a list, or a scalar. The methods that ask
// for a shape report a fault and return the zero value when it has another.
//
// A nil Node is a value that is not there: asking it anything gives the zero
// value and no fault, so m.Get("label").Text() reads an optional text.
type Node struct {
	file    *File
	yaml    *yaml.Node
	items   []*Node // of a list
	entries []entry // of a map
	fields  *Map
	broken  bool // already reported: say nothing more about it

	in *Node // the map or list it stands in; nil for the root
	at int   // its number there, of a key and of its value the same
}

type entry struct {
	key, value *Node
	used       bool
	twice      bool // the key stands above already
}

// wrap builds the tree of nodes. It does not follow aliases, and stops below
// the depth that check reports.
func (f *File) wrap(y *yaml.Node) *Node {
	n := new(Node)
	f.wrapAt(n, y, 1)
	return n
}

func (f *File) wrapAt(n *Node, y *yaml.Node, depth int) {
	n.file, n.yaml = f, y
	if depth > maxDepth || len(y.Content) == 0 {
		return
	}
	below := make([]Node, len(y.Content))
	for i, child := range y.Content {
		below[i].in, below[i].at = n, i
		if y.Kind == yaml.MappingNode {
			below[i].at = i / 2
		}
		f.wrapAt(&below[i], child, depth+1)
	}
	switch y.Kind {
	case yaml.SequenceNode:
		n.items = make([]*Node, len(below))
		for i := range below {
			n.items[i] = &below[i]
		}
	case yaml.MappingNode:
		n.entries = make([]entry, len(below)/2)
		for i := range n.entries {
			n.entries[i].key, n.entries[i].value = &below[2*i], &below[2*i+1]
		}
	}
}

// File is the file the node stands in; nil for a nil Node.
func (n *Node) File() *File {
	if n == nil {
		return nil
	}
	return n.file
}

// Place is where the node begins.
func (n *Node) Place() Place {
	if n == nil {
		return Place{}
	}
	return n.file.Place(n.yaml.Line, n.yaml.Column)
}

// Fault reports a fault at the node's place; hint may be empty.
func (n *Node) Fault(message, hint string) {
	if n != nil {
		n.report(message, hint)
	}
}

func (n *Node) report(message, hint string) { n.reportAt(n.yaml.Line, n.yaml.Column, message, hint) }

// reportAt reports a fault at a place within the node.
func (n *Node) reportAt(line, col int, message, hint string) {
	n.file.fault(line, col, n.Path(), message, hint)
}

// Path is the way from the root down to the node: the keys of maps and the numbers
// of items, from 0, joined by slashes, as in outcome/甲/0/text. Empty for the root.
func (n *Node) Path() string {
	if n == nil || n.in == nil {
		return ""
	}
	step := strconv.Itoa(n.at)
	if n.in.IsMap() {
		step = n.in.entries[n.at].key.yaml.Value
	}
	return n.in.below(step)
}

// At is the node at a path below this one, as Path has it, or the last on the way to it
// that is there.
func (n *Node) At(path string) *Node {
	if n == nil || path == "" {
		return n
	}
	step, rest, _ := strings.Cut(path, "/")
	if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.items) {
		return n.items[i].At(rest)
	}
	for _, e := range n.entries {
		if e.key.yaml.Value == step {
			return e.value.At(rest)
		}
	}
	return n
}

func (n *Node) below(step string) string {
	if path := n.Path(); path != "" {
		return path + "/" + step
	}
	return step
}

// IsMap, IsList, IsScalar and IsNull tell the shape without a fault. A null is
// a scalar too.
func (n *Node) IsMap() bool { return n != nil && n.yaml.Kind == yaml.MappingNode }

// IsList tells a list; see IsMap.
func (n *Node) IsList() bool { return n != nil && n.yaml.Kind == yaml.SequenceNode }

// IsScalar tells a text, number, boolean or null; see IsMap.
func (n *Node) IsScalar() bool { return n != nil && n.yaml.Kind == yaml.ScalarNode }

// IsNull tells a value left empty or written null or ~; see IsMap.
func (n *Node) IsNull() bool {
	if !n.IsScalar() || !n.plain() {
		return false
	}
	switch n.yaml.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

func (n *Node) plain() bool {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.yaml.Kind == yaml.ScalarNode && n.yaml.Style&quoted == 0
}

// shape names what the node is, for messages.
func (n *Node) shape() string {
	switch {
	case n.IsMap():
		return "一組欄位"
	case n.IsList():
		return "清單"
	case n.IsNull():
		return "空的"
	default:
		return "文字" + quote(n.yaml.Value)
	}
}

// Map asks for a map. It never returns nil: of another shape it is an empty
// map that reports nothing more. Every call gives the same Map.
func (n *Node) Map() *Map {
	if n == nil {
		return &Map{}
	}
	if n.fields == nil {
		n.fields = n.newMap()
	}
	return n.fields
}

func (n *Node) newMap() *Map {
	if n.broken {
		return &Map{}
	}
	if !n.IsMap() {
		hint := "請在下一行縮排，寫成「欄位: 值」"
		if n.IsScalar() {
			hint = colonHint(n.yaml.Value, hint)
		}
		n.report("這裡要寫一組欄位，現在是"+n.shape(), hint)
		return &Map{}
	}
	return &Map{node: n}
}

// colonHint is the hint for a line that was meant to be "key: value", where the
// text shows which colon was typed.
func colonHint(text, otherwise string) string {
	switch {
	case strings.Contains(text, "："):
		return "冒號要用半形「:」，後面空一格"
	case strings.Contains(text, ":"):
		return "冒號「:」後面要空一格"
	}
	return otherwise
}

// List asks for a list.
func (n *Node) List() []*Node {
	if n == nil || n.broken {
		return nil
	}
	if !n.IsList() {
		n.report("這裡要寫清單，現在是"+n.shape(), "每一項寫一行，以「- 」開頭")
		return nil
	}
	return n.items
}

// Strings asks for a list of texts. A faulty item is left out.
func (n *Node) Strings() []string {
	var out []string
	for _, item := range n.List() {
		if item.text() {
			out = append(out, item.yaml.Value)
		}
	}
	return out
}

// Text asks for a text. What is written without quotes and looks like a
// number, a date or a boolean is a text as it stands; a null is not.
func (n *Node) Text() string {
	if !n.text() {
		return ""
	}
	return n.yaml.Value
}

func (n *Node) text() bool {
	switch {
	case n == nil || n.broken:
		return false
	case n.IsNull() && n.yaml.Value != "":
		n.report("這裡要寫文字，現在是空值 "+n.yaml.Value, `確實要寫這幾個字時，請加引號："`+n.yaml.Value+`"`)
		return false
	case n.IsNull():
		n.report("這裡要寫文字，現在是空的", "")
		return false
	case !n.IsScalar():
		n.report("這裡要寫文字，現在是"+n.shape(), "")
		return false
	}
	return true
}

// Bool asks for true or false, and takes nothing else.
func (n *Node) Bool() bool {
	if n == nil || n.broken {
		return false
	}
	if n.plain() && (n.yaml.Value == "true" || n.yaml.Value == "false") {
		return n.yaml.Value == "true"
	}
	hint := "請寫 true（是）或 false（否）"
	if n.IsScalar() {
		switch strings.ToLower(n.yaml.Value) {
		case "yes", "y", "on", "是", "有":
			hint = "請寫 true"
		case "no", "n", "off", "否", "無", "沒有":
			hint = "請寫 false"
		case "true", "false":
			hint = "請寫小寫、不加引號的 " + strings.ToLower(n.yaml.Value)
		}
	}
	n.report("這裡要寫 true 或 false，現在是"+n.shape(), hint)
	return false
}

var (
	decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	zeroes  = regexp.MustCompile(`^[-+]?0+[0-9]`)
)

// Int asks for a whole number in plain decimal digits. What YAML would read as
// another number than the one a person sees (0123, 1_000, 0x1F, 1e3) is a
// fault.
func (n *Node) Int() int64 {
	if n == nil || n.broken {
		return 0
	}
	v := n.yaml.Value
	if !n.plain() || !decimal.MatchString(v) {
		n.report("這裡要寫整數，現在是"+n.shape(), n.intHint())
		return 0
	}
	i, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		n.report("整數"+quote(v)+"太大", fmt.Sprintf("最大 %d，最小 %d", int64(1<<63-1), int64(-1<<63)))
		return 0
	}
	return i
}

var length = regexp.MustCompile(`^(?:([0-9]{1,4})y)?(?:([0-9]{1,4})m)?$`)

// Months asks for a length in years and months, as 6m, 1y or 7y6m, and gives it in
// months.
func (n *Node) Months() int {
	if !n.text() {
		return 0
	}
	hit := length.FindStringSubmatch(n.yaml.Value)
	if hit == nil || hit[0] == "" {
		n.report(quote(n.yaml.Value)+"不是期間", "寫 6m、1y、7y6m")
		return 0
	}
	years, _ := strconv.Atoi("0" + hit[1])
	months, _ := strconv.Atoi("0" + hit[2])
	return 12*years + months
}

func (n *Node) intHint() string {
	const digits = "請只用半形數字寫十進位整數，例如 1000"
	if !n.IsScalar() || n.IsNull() || len(n.yaml.Value) > 40 {
		return digits
	}
	v := n.yaml.Value
	if !n.plain() {
		if decimal.MatchString(v) {
			return "請去掉引號，寫 " + v
		}
		return digits
	}
	better := strings.NewReplacer("_", "", ",", "", "，", "", " ", "", "+", "").Replace(halfWidth(v))
	switch {
	case zeroes.MatchString(better):
		better = strings.TrimLeft(strings.TrimPrefix(better, "-"), "0")
		if better == "" {
			better = "0"
		}
		if strings.HasPrefix(v, "-") && better != "0" {
			better = "-" + better
		}
	case !decimal.MatchString(better):
		if i, err := strconv.ParseInt(better, 0, 64); err == nil {
			better = strconv.FormatInt(i, 10)
		} else if f, err := strconv.ParseFloat(better, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1e15 {
			better = strconv.FormatInt(int64(f), 10)
		}
	}
	if decimal.MatchString(better) {
		return "請寫十進位整數，例如 " + better + `；若是代號或文字，請加引號："` + v + `"`
	}
	return digits
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
