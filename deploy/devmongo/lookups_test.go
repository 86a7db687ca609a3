package main

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
	"github.com/FerretDB/wire/wireclient"
)

// client is a connection to a server of its own, whose files lie in dir, and its end.
func client(t *testing.T, dir string) (c *wireclient.Conn, end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error)
	go func() { ended <- run(ctx, "127.0.0.1:0", dir, in) }()
	line := make([]byte, 100)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(strings.TrimSpace(string(line[:n])))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	return wireclient.New(conn, slog.New(slog.DiscardHandler)), func() {
		conn.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestLookups(t *testing.T) {
	dir := t.TempDir()
	c, end := client(t, dir)
	defer func() { end() }()
	ask := func(pairs ...any) *wirebson.Document {
		t.Helper()
		_, body, err := c.Request(context.Background(), wire.MustOpMsg(append(pairs, "$db", "shoumi")...))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := body.(*wire.OpMsg).RawSection0().DecodeDeep()
		if err != nil || answer.Get("ok") != 1.0 {
			t.Fatal(answer, err)
		}
		return answer
	}
	is := func(fields ...any) *wirebson.Document { return wirebson.MustDocument(fields...) }
	found := func(filter *wirebson.Document) (ids []string) {
		t.Helper()
		batch := ask("find", "steps", "filter", filter, "sort", is("_id", int32(1))).Get("cursor").(*wirebson.Document).Get("firstBatch").(*wirebson.Array)
		for d := range batch.Values() {
			ids = append(ids, d.(*wirebson.Document).Get("_id").(string))
		}
		return ids
	}
	step := func(id, learner, kind string) *wirebson.Document {
		return is("_id", id, "learner", learner, "kind", kind, "version", int64(1), "at", int64(len(id))*9)
	}
	both := func(conditions ...any) *wirebson.Document {
		return is("$and", wirebson.MustArray(conditions...))
	}
	page := func(filter *wirebson.Document, limit int64, sort ...any) (ids []string) {
		t.Helper()
		batch := ask("find", "steps", "filter", filter, "sort", is(sort...), "limit", limit).Get("cursor").(*wirebson.Document).Get("firstBatch").(*wirebson.Array)
		for d := range batch.Values() {
			ids = append(ids, d.(*wirebson.Document).Get("_id").(string))
		}
		return ids
	}
	want := func(filter *wirebson.Document, ids ...string) {
		t.Helper()
		if got := found(filter); !reflect.DeepEqual(got, ids) {
			t.Errorf("%s found %q, not %q", wirebson.LogMessage(filter), got, ids)
		}
	}

	for _, last := range []bool{false, true} { // all is dropped in between
		want(is("learner", "甲"))
		ask("insert", "steps", "documents", wirebson.MustArray(step("1", "甲", "read"), step("2", "乙", "read"), step("3", "甲", "wrote"), step("4", `"<'`, "read")))
		ask("createIndexes", "steps", "indexes", wirebson.MustArray(is("key", is("learner", int32(1)), "name", "learner")))
		want(is("learner", "甲"), "1", "3")
		want(is("learner", `"<'`), "4")
		want(is("learner", is("$eq", "甲"), "kind", "read"), "1")
		want(both(is("learner", is("$eq", "甲")), is("_id", is("$gt", "1"))), "3")
		want(is("_id", is("$gt", "1", "$lte", "3")), "2", "3")
		want(both(is("at", is("$gte", int64(10)))))
		want(both(is("at", is("$gte", int64(9))), is("at", is("$lt", int64(10)))), "1", "2", "3", "4")
		want(is("at", is("$gt", 8.5)), "1", "2", "3", "4")
		want(is("at", is("$gt", "9")))
		want(both(is("at", is("$gte", int64(9))), is("$or", wirebson.MustArray(is("at", is("$gt", int64(9))), is("at", int64(9), "_id", is("$gt", "2"))))), "3", "4")
		for _, x := range []struct {
			got  []string
			want string
		}{
			{page(is(), 2, "_id", int32(-1)), "4 3"},
			{page(is("learner", "甲"), 1, "at", int32(1), "_id", int32(-1)), "3"},
			{page(is("learner", "甲"), 5, "at", int32(1), "_id", int32(1)), "1 3"},
			{page(is("kind", "read"), 2, "kind", int32(1), "learner", int32(-1)), "1 2"},
			{page(is("kind", is("$ne", "wrote")), 2, "_id", int32(1)), "1 2"}, // SQLite finds more: no limit for it
			{page(is("$or", wirebson.MustArray(is("learner", "乙"), is("kind", is("$ne", "read")))), 1, "_id", int32(-1)), "3"},
			{page(is("_id", is("$gt", "1")), 2, "_id", int32(1)), "2 3"},
		} {
			if got := strings.Join(x.got, " "); got != x.want {
				t.Errorf("a page has %q, not %q", got, x.want)
			}
		}
		for _, x := range []struct {
			filter *wirebson.Document
			n      any
		}{
			{is(), int64(4)},
			{is("learner", "甲"), int64(2)},
			{both(is("learner", "甲"), is("_id", is("$gt", "1"))), int64(1)},
			{is("learner", is("$ne", "甲")), int32(2)}, // FerretDB counts
		} {
			group := is("$group", is("_id", int32(1), "n", is("$sum", int32(1))))
			batch := ask("aggregate", "steps", "pipeline", wirebson.MustArray(is("$match", x.filter), group), "cursor", is()).Get("cursor").(*wirebson.Document).Get("firstBatch").(*wirebson.Array)
			if got := batch.Get(0).(*wirebson.Document).Get("n"); got != x.n {
				t.Errorf("%s counts %v, not %v", wirebson.LogMessage(x.filter), got, x.n)
			}
		}
		want(is("_id", "2", "version", int64(2)))
		want(is("_id", "2", "version", int64(1)), "2")
		want(is("$or", wirebson.MustArray(is("learner", "乙"), is("_id", "1"))), "1", "2")
		want(is("learner", is("$ne", "甲")), "2", "4")
		replace := func(version int64) any {
			u := is("q", is("_id", "1", "version", version), "u", is("learner", "乙", "kind", "read", "version", version+1))
			return ask("update", "steps", "updates", wirebson.MustArray(u)).Get("n")
		}
		if first, again := replace(1), replace(1); first != int32(1) || again != int32(0) {
			t.Errorf("the first update wrote %v, the same again %v", first, again)
		}
		want(is("learner", "乙"), "1", "2")

		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "shoumi.sqlite")))
		if err != nil {
			t.Fatal(err)
		}
		views, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'view'`)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for views.Next() {
			var name string
			if err := views.Scan(&name); err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		if len(names) < 3 {
			t.Errorf("there are only the views %q", names)
		}
		for _, name := range names {
			steps, err := db.Query(`EXPLAIN QUERY PLAN SELECT _ferretdb_sjson FROM "` + name + `"`)
			if err != nil {
				t.Fatal(err)
			}
			var plan string
			for steps.Next() {
				var id, parent, unused int
				var step string
				if err := steps.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				plan += step + "\n"
			}
			if !strings.Contains(plan, "USING INDEX") {
				t.Errorf("%s: %s", name, plan)
			}
		}
		db.Close()
		if last {
			break
		}
		ask("dropDatabase", int32(1))
	}

	end()
	c, end = client(t, dir)
	want(is("learner", "乙"), "1", "2")
	want(is("learner", "乙", "version", int64(1)), "2")
}
