package main

import (
	"context"

	"shoumi/app/web"
)

// keepTraining assigns what renews the certificates that are about to end.
func keepTraining(ctx context.Context, server *web.Server) {
	renewed, err := server.Training.Renew(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		server.Log.Error("certificates not looked after", "err", err)
	case renewed > 0:
		server.Log.Info("renewals assigned", "people", renewed)
	}
}
