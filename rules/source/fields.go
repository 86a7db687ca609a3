package source

import "strings"

// Map is the fields of a node, and remembers which were asked for.
type Map struct {
	node  *Node // nil when the node is no map
	asked []string
}

// Get is the value of key, nil when it is absent. The key counts as known
// either way.
func (m *Map) Get(key string) *Node {
	m.know(key)
	if m.node == nil {
		return nil
	}
	var found *Node
	for i := range m.node.entries {
		if e := &m.node.entries[i]; e.key.IsScalar() && e.key.yaml.Value == key {
			e.used = true
			if found == nil {
				found = e.value
			}
		}
	}
	return found
}

// Need is Get with a fault when the key is absent.
func (m *Map) Need(key string) *Node {
	value := m.Get(key)
	if value == nil && m.node != nil {
		m.Missing(key, m.node, "缺少必要欄位"+quote(key), "")
	}
	return value
}

// Missing reports at another node that key is not there, in words of the caller's; hint
// may be empty.
func (m *Map) Missing(key string, at *Node, message, hint string) {
	if m.node != nil && at != nil {
		at.file.fault(at.yaml.Line, at.yaml.Column, m.node.below(key), message, hint)
	}
}

// Keys are the keys in the order of the file.
func (m *Map) Keys() []string {
	var keys []string
	m.walk(func(key string, _ *entry) { keys = append(keys, key) })
	return keys
}

// Each visits the fields in the order of the file and marks all as used: for
// maps whose keys are data. Of a key that is there twice, the first is visited.
func (m *Map) Each(visit func(key string, keyNode, value *Node)) {
	m.walk(func(key string, e *entry) {
		e.used = true
		visit(key, e.key, e.value)
	})
}

func (m *Map) walk(visit func(string, *entry)) {
	if m.node == nil {
		return
	}
	for i := range m.node.entries {
		e := &m.node.entries[i]
		key := e.key.yaml.Value
		if !e.key.IsScalar() || e.key.IsNull() || e.twice || key == "<<" && e.key.plain() {
			continue
		}
		visit(key, e)
	}
}

// Done reports every field that nobody asked for. Call it last.
func (m *Map) Done() {
	if m.node == nil {
		return
	}
	for i := range m.node.entries {
		e := &m.node.entries[i]
		if e.used {
			continue
		}
		if m.node.file.full() {
			return
		}
		hint := ""
		if near, ok := Suggest(e.key.yaml.Value, m.asked); ok {
			hint = "您是不是要寫" + quote(near) + "？"
		} else if len(m.asked) > 0 {
			hint = "這裡可以寫：" + strings.Join(m.asked, "、")
		}
		e.key.report("不認得的欄位"+quote(e.key.yaml.Value), hint)
	}
}

func (m *Map) know(key string) {
	for _, k := range m.asked {
		if k == key {
			return
		}
	}
	if m.asked == nil {
		m.asked = make([]string, 0, 8)
	}
	m.asked = append(m.asked, key)
}
