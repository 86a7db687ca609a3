package main

import (
	"context"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/web"
)

// incidents gives the server the desk of the legal officers, and keeps today's rules
// for the records that are made under them.
func (c *cli) incidents(ctx context.Context, db *store.DB, server *web.Server) error {
	server.Incidents = incident.New(db, incident.Material{Book: server.Book, Files: c.set.files, Cases: server.Cases}, c.now)
	return server.Incidents.KeepRules(ctx)
}
