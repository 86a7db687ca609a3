// Package store keeps documents in collections: in a SQLite file, or in MongoDB.
//
// A room declares its collections once, main opens them together, and every
// write is one document:
//
//	var Accounts = store.Define[Account]("accounts", store.Unique("login"), store.Index("unit", "created"))
//
//	db, err := store.Open(ctx, "sqlite:data/shoumi.db", Accounts)
//	accounts := Accounts.In(db)
//
// Both stores behave alike, to the order of strings (by bytes) and the precision
// of times (UTC, milliseconds). There are no transactions across documents.
package store

import (
	"context"
	"fmt"
	"strings"
)

// Doc is what every document embeds: its id, and how often it has been written.
// Insert makes version 1; Replace wants the version that was read.
type Doc struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

func (d *Doc) document() *Doc { return d }

// DB is an open store. It may be used by many goroutines at once, and one store
// by many processes.
type DB struct {
	engine     engine
	schemas    []*schema
	migrations []Migration
	keys       *keyring
}

// Option is something that Open is told: a Definition, Migrations or KeysAt.
type Option interface{ apply(*DB) }

type option func(*DB)

func (o option) apply(db *DB) { o(db) }

// KeysAt names the file of the encryption keys. Without it, it is the file of the
// SQLite store with .keys behind its name. MongoDB has no such default.
func KeysAt(path string) Option {
	return option(func(db *DB) { db.keys = &keyring{path: path} })
}

// Open opens the store at a URL, sqlite:PATH or mongodb://…/DATABASE, and brings
// it up to what the definitions and migrations say. A SQLite file that is missing
// is made for its owner alone (0600), with its folder (0700), and so is the file
// of keys, if a collection is sealed.
//
// Errors: ErrUnavailable, ErrKeyLost, ErrNewer, ErrHalfRestored, ErrExists when
// stored documents break a new unique key.
func Open(ctx context.Context, url string, options ...Option) (*DB, error) {
	db := &DB{}
	for _, o := range options {
		o.apply(db)
	}
	if err := db.connect(ctx, url); err != nil {
		return nil, err
	}
	if err := db.prepare(ctx); err != nil {
		db.engine.close()
		return nil, err
	}
	return db, nil
}

func (db *DB) connect(ctx context.Context, url string) (err error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite":
		path := strings.TrimPrefix(rest, "//")
		if path == "" {
			return fmt.Errorf("%s: 沒有寫檔案，例如 sqlite:data/shoumi.db", url)
		}
		if db.keys == nil {
			db.keys = &keyring{path: path + ".keys"}
		}
		db.engine, err = openSQLite(ctx, path)
		return err
	case "mongodb", "mongodb+srv":
		if db.keys == nil {
			db.keys = &keyring{}
		}
		db.engine, err = openMongo(ctx, url)
		return err
	}
	return fmt.Errorf("資料庫的位址要寫成 sqlite:檔案 或 mongodb://主機/資料庫，不是「%s」", scheme)
}

// prepare brings a store up to date, on SQLite as one step that happens or does
// not. On MongoDB it can be broken off anywhere and is taken up at the next Open.
func (db *DB) prepare(ctx context.Context) error {
	if err := db.unlock(ctx); err != nil {
		return err
	}
	return db.engine.atomically(ctx, func(e engine) error {
		meta, err := e.meta(ctx)
		if err != nil {
			return err
		}
		if _, half := meta[metaRestoring]; half {
			return ErrHalfRestored
		}
		return db.upgrade(ctx, e)
	})
}

// Ping says whether the store answers.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.engine.meta(ctx)
	return err
}

// Close ends all connections. Documents acknowledged before are kept.
func (db *DB) Close() error { return db.engine.close() }
