package main

import (
	"context"
	"io/fs"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/casebook/cue"
)

// incidents gives the server the desk of the legal officers, and keeps today's rules
// for the records that are made under them.
func (c *cli) incidents(ctx context.Context, db *store.DB, server *web.Server) error {
	files, err := fs.Sub(cue.Files, "lexicon")
	if err != nil {
		return err
	}
	if server.Cues, err = cue.Load(files, server.Book); err != nil {
		return err
	}
	server.Incidents = incident.New(db, incident.Material{Book: server.Book, Files: c.set.files, Cases: server.Cases}, c.now)
	return server.Incidents.KeepRules(ctx)
}
