package main

import (
	"io/fs"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
)

// shippedPiece is a case or a lesson that comes with the program, by the name that its
// file has among those of publishing.
func shippedPiece(name string) ([]byte, bool) {
	for _, in := range []fs.FS{casebook.Files, content.Files} {
		if data, err := fs.ReadFile(in, name); err == nil {
			return data, true
		}
	}
	return nil, false
}

// publish gives the server the desk of the ethics staff, which tells news when what is
// published has become another.
func (c *cli) publish(db *store.DB, server *web.Server, news chan<- struct{}) {
	server.Materials = publishing.New(db, publishing.Material{Book: server.Book, Faults: func(kind publishing.Kind, key string, file []byte) []publishing.Fault {
		if kind != publishing.Case {
			return server.Current().TextFaults(kind, key, file)
		}
		return publishing.CaseFaults(key, file, server.Book, server.Current().Quizzes)
	}, Shipped: shippedPiece, Changed: func() {
		select {
		case news <- struct{}{}:
		default: // it is known already
		}
	}}, c.now)
}
