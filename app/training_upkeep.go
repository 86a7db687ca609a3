package main

import (
	"context"

	"shoumi/app/web"
)

// keepTraining assigns what renews the certificates that are about to end, and keeps
// notices of items that have turned inverted.
func keepTraining(ctx context.Context, server *web.Server) {
	renewed, err := server.Training.Renew(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		server.Log.Error("certificates not looked after", "err", err)
	case renewed > 0:
		server.Log.Info("renewals assigned", "people", renewed)
	}
	notices, err := server.Training.CheckItems(ctx)
	if err != nil && ctx.Err() == nil {
		server.Log.Error("items not checked", "err", err)
	}
	for _, n := range notices {
		server.Log.Warn("item turned inverted", "item", n.Item, "officers", n.Officers, "discrimination", n.Discrimination, "key holds", len(n.Moved) == 0)
	}
}
