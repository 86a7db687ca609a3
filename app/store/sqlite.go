package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"
)

// sqlite keeps every collection in a table: the JSON of the document, and its
// declared fields as columns.
type sqlite struct {
	read, write querier
	pools       []*sql.DB // to close
}

// querier is a pool, or one transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// readers is how many queries are answered at once; writes take turns.
const readers = 4

func openSQLite(ctx context.Context, path string) (*sqlite, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("不能建立資料夾：%w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite gives its -wal and -shm the same mode
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("不能開啟 %s：%w", path, err)
	}
	s := &sqlite{}
	write, err := s.pool(path, 1, "_txlock=immediate")
	if err != nil {
		return nil, err
	}
	read, err := s.pool(path, readers, "_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.read, s.write = read, write
	const table = `CREATE TABLE IF NOT EXISTS shoumi_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`
	if _, err := s.write.ExecContext(ctx, table); err != nil {
		return nil, errors.Join(fmt.Errorf("不能開啟 %s：%w", path, sqliteError(err)), s.close())
	}
	return s, nil
}

func (s *sqlite) pool(path string, size int, more string) (*sql.DB, error) {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/
	}
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&" + more}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	s.pools = append(s.pools, db)
	return db, nil
}

func (s *sqlite) close() error {
	var all []error
	for _, db := range s.pools {
		all = append(all, db.Close())
	}
	return errors.Join(all...)
}

func (s *sqlite) get(ctx context.Context, collection, id string) (row, error) {
	rows, err := s.rows(ctx, `SELECT id, version, doc, sealed FROM `+quote(collection)+` WHERE id = ?`, id)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

func (s *sqlite) rows(ctx context.Context, query string, args ...any) (out []row, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, sqliteError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.version, &r.doc, &r.sealed); err != nil {
			return nil, sqliteError(err)
		}
		out = append(out, r)
	}
	return out, sqliteError(rows.Err())
}

func (s *sqlite) page(ctx context.Context, collection string, p plan) ([]row, error) {
	where, args := p.where()
	direction, beyond := "", ">"
	if p.desc {
		direction, beyond = " DESC", "<"
	}
	order := "id" + direction
	if p.order != idColumn {
		order = quote(p.order) + direction + ", " + order
	}
	switch {
	case p.after == nil:
	case p.order == idColumn:
		where, args = append(where, "id "+beyond+" ?"), append(args, p.after.id)
	default:
		where, args = append(where, "("+quote(p.order)+", id) "+beyond+" (?, ?)"), append(args, p.after.value, p.after.id)
	}
	query := `SELECT id, version, doc, sealed FROM ` + quote(collection) + and(where) + ` ORDER BY ` + order + ` LIMIT ?`
	return s.rows(ctx, query, append(args, p.limit)...)
}

func (s *sqlite) count(ctx context.Context, collection string, p plan) (n int, err error) {
	where, args := p.where()
	rows, err := s.read.QueryContext(ctx, `SELECT count(*) FROM `+quote(collection)+and(where), args...)
	if err != nil {
		return 0, sqliteError(err)
	}
	defer rows.Close()
	for rows.Next() {
		err = rows.Scan(&n)
	}
	return n, sqliteError(errors.Join(err, rows.Err()))
}

// where is the conditions of a plan, but for its cursor.
func (p plan) where() (conditions []string, args []any) {
	add := func(t *term, operator string) {
		if t != nil {
			conditions, args = append(conditions, quote(t.column)+operator+"?"), append(args, t.value)
		}
	}
	for _, t := range p.equal {
		add(&t, " = ")
	}
	add(p.from, " >= ")
	add(p.before, " < ")
	return conditions, args
}

func and(conditions []string) string {
	if len(conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(conditions, " AND ")
}

func (s *sqlite) insert(ctx context.Context, sc *schema, r row) error {
	names, values := columns(sc, r)
	query := `INSERT INTO ` + quote(sc.name) + ` (` + strings.Join(names, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(names)-1) + `)`
	_, err := s.write.ExecContext(ctx, query, values...)
	return sqliteError(err)
}

func (s *sqlite) replace(ctx context.Context, sc *schema, r row) error {
	names, values := columns(sc, r)
	query := `UPDATE ` + quote(sc.name) + ` SET ` + strings.Join(names, " = ?, ") + ` = ? WHERE id = ? AND version = ?`
	changed, err := s.exec(ctx, query, append(values, r.id, r.version-1)...)
	if err != nil || changed > 0 {
		return err
	}
	if _, err := s.get(ctx, sc.name, r.id); err != nil {
		return err
	}
	return ErrConflict
}

func (s *sqlite) remove(ctx context.Context, collection, id string) error {
	changed, err := s.exec(ctx, `DELETE FROM `+quote(collection)+` WHERE id = ?`, id)
	if err == nil && changed == 0 {
		err = ErrNotFound
	}
	return err
}

func (s *sqlite) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	result, err := s.write.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, sqliteError(err)
	}
	return result.RowsAffected()
}

// columns are the names, quoted, and values of a row.
func columns(sc *schema, r row) (names []string, values []any) {
	names, values = []string{"id", "version", "doc", "sealed"}, []any{r.id, r.version, string(r.doc), r.sealed}
	for i, v := range r.values {
		names, values = append(names, quote(sc.fields[i+1].column)), append(values, v)
	}
	for i, v := range r.uniques {
		names = append(names, quote(sc.uniqueColumn(i)))
		if v == "" {
			values = append(values, nil)
		} else {
			values = append(values, v)
		}
	}
	return names, values
}

func (s *sqlite) meta(ctx context.Context) (map[string]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT key, value FROM shoumi_meta`)
	if err != nil {
		return nil, sqliteError(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, sqliteError(err)
		}
		out[key] = value
	}
	return out, sqliteError(rows.Err())
}

func (s *sqlite) setMeta(ctx context.Context, key, value string) error {
	if value == "" {
		_, err := s.exec(ctx, `DELETE FROM shoumi_meta WHERE key = ?`, key)
		return err
	}
	_, err := s.exec(ctx, `INSERT INTO shoumi_meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

func (s *sqlite) claimMeta(ctx context.Context, key, value string) error {
	_, err := s.exec(ctx, `INSERT INTO shoumi_meta VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, key, value)
	return err
}

func (s *sqlite) clear(ctx context.Context, collection string) error {
	if _, err := s.exec(ctx, `DROP TABLE IF EXISTS `+quote(collection)); err != nil {
		return err
	}
	return s.table(ctx, collection, nil)
}

// table makes the table of a collection.
func (s *sqlite) table(ctx context.Context, name string, sc *schema) error {
	columns := []string{"id TEXT PRIMARY KEY", "version INTEGER NOT NULL", "doc TEXT NOT NULL", "sealed BLOB"}
	if sc != nil {
		for _, f := range sc.fields[1:] {
			columns = append(columns, quote(f.column)+" "+string(f.kind))
		}
		for i := range sc.uniques {
			columns = append(columns, quote(sc.uniqueColumn(i))+" TEXT")
		}
	}
	_, err := s.exec(ctx, `CREATE TABLE `+quote(name)+` (`+strings.Join(columns, ", ")+`) STRICT`)
	return err
}

func (s *sqlite) put(ctx context.Context, collection string, rows []row) error {
	for _, r := range rows {
		_, err := s.exec(ctx, `INSERT INTO `+quote(collection)+` (id, version, doc, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, doc = excluded.doc, sealed = excluded.sealed`,
			r.id, r.version, string(r.doc), r.sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sqlite) reseal(ctx context.Context, collection string, r row) error {
	_, err := s.exec(ctx, `UPDATE `+quote(collection)+` SET sealed = ? WHERE id = ? AND version = ?`, r.sealed, r.id, r.version)
	return err
}

// rebuild makes a new table beside the old one, and puts it in its place.
func (s *sqlite) rebuild(ctx context.Context, sc *schema, encode func(row) (row, error)) error {
	was, err := s.read.QueryContext(ctx, `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, sc.name)
	if err != nil {
		return sqliteError(err)
	}
	exists := was.Next()
	if err := errors.Join(was.Err(), was.Close()); err != nil {
		return sqliteError(err)
	}
	name := sc.name
	if exists {
		name = "shoumi_next"
	}
	if err := s.table(ctx, name, sc); err != nil {
		return err
	}
	if exists {
		next := *sc
		next.name = name
		err := all(ctx, s, sc.name, func(r row) error {
			r, err := encode(r)
			if err != nil {
				return err
			}
			return s.insert(ctx, &next, r)
		})
		if err != nil {
			return err
		}
		for _, change := range []string{`DROP TABLE ` + quote(sc.name), `ALTER TABLE ` + quote(name) + ` RENAME TO ` + quote(sc.name)} {
			if _, err := s.exec(ctx, change); err != nil {
				return err
			}
		}
	}
	for i, key := range sc.uniques {
		column := quote(sc.uniqueColumn(i))
		_, err := s.exec(ctx, `CREATE UNIQUE INDEX `+quote(sc.name+"_"+sc.uniqueColumn(i))+` ON `+quote(sc.name)+` (`+column+`)`)
		if errors.Is(err, errDuplicate) {
			err = &ExistsError{sc.name, sc.paths(key)}
		}
		if err != nil {
			return err
		}
	}
	for i, key := range sc.indexes {
		var columns []string
		for _, f := range key {
			columns = append(columns, quote(sc.fields[f].column))
		}
		if _, err := s.exec(ctx, fmt.Sprintf(`CREATE INDEX %s ON %s (%s, id)`, quote(fmt.Sprintf("%s_i%d", sc.name, i)), quote(sc.name), strings.Join(columns, ", "))); err != nil {
			return err
		}
	}
	return nil
}

// atomically holds the one writer; f reads in the same transaction.
func (s *sqlite) atomically(ctx context.Context, f func(engine) error) error {
	tx, err := s.pools[0].BeginTx(ctx, nil)
	if err != nil {
		return sqliteError(err)
	}
	if err := f(&sqlite{read: tx, write: tx}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return sqliteError(tx.Commit())
}

func (s *sqlite) snapshot(ctx context.Context) (engine, func(), error) {
	tx, err := s.pools[1].BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, sqliteError(err)
	}
	return &sqlite{read: tx, write: tx}, func() { tx.Rollback() }, nil
}

// sqliteError puts the errors of SQLite that callers know into their words.
func sqliteError(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case code.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %v", errDuplicate, err)
	case code.SQLITE_FULL:
		return fmt.Errorf("%w：%v", ErrFull, err)
	}
	return err
}

func quote(name string) string { return `"` + name + `"` }
