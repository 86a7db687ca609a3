// Devmongo serves the MongoDB protocol in this process, for development and CI.
// It is FerretDB on SQLite: without transactions, slow at what counts or rewrites a large
// collection, and nothing that people's data should be kept in.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "位址與埠；埠寫 0 由系統選一個空的")
	dir := flag.String("dir", "", "資料夾；不寫就用一個結束時刪除的暫存資料夾")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints the URL of the server and serves until the context ends.
func run(ctx context.Context, addr, dir string, out io.Writer) error {
	if dir == "" {
		made, err := os.MkdirTemp("", "devmongo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	db, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: filepath.Join(dir, "socket")},
		Handler:   "sqlite",
		SQLiteURL: "file:" + filepath.ToSlash(dir) + "/?_pragma=synchronous(off)", // nothing here has to outlive the machine
		Logger:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		listener.Close()
		return err
	}
	fmt.Fprintf(out, "mongodb://%s/shoumi\n", listener.Addr())
	go takeTurns(ctx, listener, filepath.Join(dir, "socket"), newLookups(dir))
	return db.Run(ctx)
}
