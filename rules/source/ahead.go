package source

import (
	"iter"
	"runtime"
	"sync/atomic"
)

// ParseAll is Parse of many files, read ahead by several goroutines while the
// caller works on those before. It gives the files that have a tree, in the order
// of names; from then on a tree and faults are the caller's alone.
func ParseAll(names []string, data func(name string) []byte, faults *Faults) iter.Seq2[string, *Node] {
	type parsed struct {
		root   *Node
		faults Faults
	}
	return func(yield func(string, *Node) bool) {
		done := make([]chan parsed, len(names))
		for i := range done {
			done[i] = make(chan parsed, 1)
		}
		var next atomic.Int64
		for range min(runtime.GOMAXPROCS(0), len(names)) {
			go func() {
				for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
					var p parsed
					p.root, _ = Parse(names[i], data(names[i]), &p.faults)
					done[i] <- p
				}
			}()
		}
		for i, name := range names {
			p := <-done[i]
			faults.Add(p.faults...)
			if p.root == nil {
				continue
			}
			if p.root.file.faults = faults; !yield(name, p.root) {
				next.Store(int64(len(names)))
				return
			}
		}
	}
}
