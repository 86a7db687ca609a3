package casebook

import (
	"regexp"
	"slices"

	"shoumi/rules/source"
)

var pickedItem = regexp.MustCompile(`^[a-z0-9-]+/[a-z0-9_.=-]+$`)

// picks reads {甲: [{item: crime/intent=false, wording: …}]}. Whether an item can be made
// of the case is for the bank to say.
func (r *reader) picks(n *source.Node) {
	r.case_.Picked = n != nil
	n.Map().Each(func(name string, key, list *source.Node) {
		i := slices.IndexFunc(r.case_.Actors, func(a Actor) bool { return a.Name == name })
		if i < 0 {
			key.Fault("items 有「"+name+"」，actors 沒有", "")
			return
		}
		a := &r.case_.Actors[i]
		for _, one := range list.List() {
			m := one.Map()
			item := m.Need("item")
			p := Pick{Item: filled(item)}
			switch {
			case p.Item == "":
			case !pickedItem.MatchString(p.Item):
				item.Fault("題目代號「"+p.Item+"」不合規定", "寫題目代號在 gen/案例/ 後面的部分，例如 crime/intent=false")
			case slices.ContainsFunc(a.Picks, func(x Pick) bool { return x.Item == p.Item }):
				item.Fault("題目「"+p.Item+"」選了兩次", "留下一個")
			}
			if words := m.Get("wording"); words != nil {
				p.Wording = filled(words)
			}
			m.Done()
			a.Picks = append(a.Picks, p)
		}
	})
}

func (w *writer) picks(actors []Actor) {
	if !slices.ContainsFunc(actors, func(a Actor) bool { return len(a.Picks) > 0 }) {
		w.line(0, "items: {}")
		return
	}
	w.line(0, "items:")
	for _, a := range actors {
		if len(a.Picks) == 0 {
			continue
		}
		w.line(1, scalar(a.Name, false)+":")
		for _, p := range a.Picks {
			fields := []string{"item: " + scalar(p.Item, true)}
			if p.Wording != "" {
				fields = append(fields, "wording: "+scalar(p.Wording, true))
			}
			w.line(2, "- "+flowMap(fields))
		}
	}
}

// Placed are faults of a part of a case, known by its path, at the place where it stands
// in the case file.
func Placed(name string, data []byte, faults source.Faults) source.Faults {
	var unread source.Faults
	root, ok := source.Parse(name, data, &unread)
	if !ok {
		return faults
	}
	out := slices.Clone(faults)
	for i, f := range out {
		out[i] = root.At(f.Path).Mark().Unreported(f.Message, f.Hint)
		out[i].Path = f.Path
	}
	return out
}

// Placed are faults of a case of the casebook at their places in its file; see Placed.
// Of a case that was not loaded they are as they were.
func (b *Casebook) Placed(c *Case, faults source.Faults) source.Faults {
	f, ok := b.files[c]
	if !ok {
		return faults
	}
	return Placed(f.name, f.data, faults)
}

// file is a case file as it was loaded.
type file struct {
	name string
	data []byte
}
