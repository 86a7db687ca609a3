package main

import (
	"errors"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/rules/source"
)

// publish gives the server the desk of the ethics staff, which tells news when what is
// published has become another.
func (c *cli) publish(db *store.DB, server *web.Server, news chan<- struct{}) {
	server.Materials = publishing.New(db, publishing.Material{Book: server.Book, Faults: func(kind publishing.Kind, key string, file []byte) (out []publishing.Fault) {
		if kind != publishing.Case {
			return nil
		}
		var faults source.Faults
		_, err := casebook.Decode("cases/"+key+".yaml", file, server.Book)
		errors.As(err, &faults)
		for _, f := range faults {
			out = append(out, publishing.Fault{Line: f.Place.Line, Message: f.Message, Hint: f.Hint})
		}
		return out
	}, Changed: func() {
		select {
		case news <- struct{}{}:
		default: // it is known already
		}
	}}, c.now)
}
