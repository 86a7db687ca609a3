package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// difference is a node at which two JSON documents differ.
type difference struct {
	Path     string // actors[0].findings[3].verdict
	Old, New string // JSON, shortened; （沒有） where there is none
}

// firstDifference is the first node, in the order of the document, at which two
// JSON texts differ in more than spaces.
func firstDifference(old, now []byte) (difference, bool) {
	return differ("", parse(old), parse(now))
}

// node is a JSON value with its fields in the order of the text.
type node struct {
	text string // of a scalar, and of the whole for messages
	kind json.Delim
	keys []string
	kids []*node
}

func parse(text []byte) *node {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var read func() *node
	read = func() *node {
		from := d.InputOffset()
		t, err := d.Token()
		if err != nil {
			return nil
		}
		n := &node{}
		if delim, ok := t.(json.Delim); ok {
			n.kind = delim
			for d.More() {
				if delim == '{' {
					key, _ := d.Token()
					n.keys = append(n.keys, fmt.Sprint(key))
				}
				kid := read()
				if kid == nil {
					return nil
				}
				n.kids = append(n.kids, kid)
			}
			_, _ = d.Token()
		}
		n.text = string(bytes.TrimLeft(text[from:d.InputOffset()], " \t\r\n,:"))
		return n
	}
	return read()
}

func differ(path string, old, now *node) (difference, bool) {
	if old == nil || now == nil {
		return difference{path, show(old), show(now)}, old != now
	}
	if old.kind != now.kind || old.kind == 0 && old.text != now.text {
		return difference{path, show(old), show(now)}, true
	}
	for i := range max(len(old.kids), len(now.kids)) {
		if old.kind == '[' {
			if d, found := differ(fmt.Sprintf("%s[%d]", path, i), old.kid(i), now.kid(i)); found {
				return d, true
			}
			continue
		}
		x, y := old.key(i), now.key(i)
		if x == y {
			if d, found := differ(at(path, x), old.kid(i), now.kid(i)); found {
				return d, true
			}
			continue
		}
		// A field that only one of them has.
		if x != "" && now.field(x) == nil {
			return difference{at(path, x), show(old.kid(i)), show(nil)}, true
		}
		return difference{at(path, y), show(old.field(y)), show(now.kid(i))}, true
	}
	return difference{}, false
}

func at(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// kid is the i-th value in an array or object, nil behind its end.
func (n *node) kid(i int) *node {
	if i >= len(n.kids) {
		return nil
	}
	return n.kids[i]
}

func (n *node) key(i int) string {
	if i >= len(n.keys) {
		return ""
	}
	return n.keys[i]
}

func (n *node) field(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return n.kids[i]
		}
	}
	return nil
}

// show is a value on one line, shortened.
func show(n *node) string {
	const most = 120
	if n == nil {
		return "（沒有）"
	}
	if r := []rune(n.text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return n.text
}
