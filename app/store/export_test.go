package store

import "context"

// LimitPages makes a SQLite store as if the disk had room for so many pages.
func LimitPages(db *DB, pages string) error {
	_, err := db.engine.(*sqlite).write.ExecContext(context.Background(), "PRAGMA max_page_count = "+pages)
	return err
}

// Intact asks SQLite whether its file is whole.
func Intact(db *DB) (string, error) {
	rows, err := db.engine.(*sqlite).read.QueryContext(context.Background(), "PRAGMA integrity_check")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var says string
	for rows.Next() {
		err = rows.Scan(&says)
	}
	return says, err
}

// ReadBy has rows read some at a time, and gives what puts that back.
func ReadBy(first, most int) func() {
	was, wasMost := batch, mostBatch
	batch, mostBatch = first, most
	return func() { batch, mostBatch = was, wasMost }
}
