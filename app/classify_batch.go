package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"shoumi/app/office"
	"shoumi/rules"
	"shoumi/rules/batch"
	"shoumi/rules/source"
)

// classifyBatch classifies every incident of a file. Faults go to the standard
// error as they are met, in the order of the file; what has none is classified.
func (c *cli) classifyBatch(ctx context.Context, path string, how classification, at rules.Date) error {
	entries, err := how.entries(path)
	if err != nil {
		return err
	}
	b := &batchRun{cli: c, how: how, at: at, similar: func(rules.Incident) []rules.SimilarCase { return []rules.SimilarCase{} }}
	if b.book, err = c.rules(); err != nil {
		return err
	}
	if how.on != "" {
		if b.on, err = date("on", how.on); err != nil {
			return err
		}
	}
	if c.format == "json" {
		if b.similar, err = c.similar(); err != nil {
			return err
		}
	}
	name, in, size, err := c.stream(path)
	if err != nil {
		return err
	}
	defer in.Close()
	b.name, b.in, b.totals = name, &counted{Reader: in}, newTotals(b.book)
	b.bar = c.progress(size, "分類", progressbar.OptionShowBytes(true))
	if f, ok := c.out.(*os.File); ok && how.out == "" && term.IsTerminal(int(f.Fd())) {
		b.bar = progressbar.NewOptions64(size, progressbar.OptionSetVisibility(false)) // the results show how far it is
	}
	tell, write := c.err, func(w io.Writer) error { return b.write(ctx, w, entries(name, b.in, b.book)) }
	if how.out != "" {
		tell, err = c.toFile(how.out, write)
	} else {
		out := bufio.NewWriter(c.out)
		err = write(out)
		err = errors.Join(err, out.Flush())
	}
	if err != nil {
		return err
	}
	if c.format != "text" {
		b.totals.heading(tell)
	}
	if b.totals.faulty > 0 || b.totals.stopped {
		return errReported
	}
	return nil
}

// entries is how a file is to be read.
func (how classification) entries(path string) (func(string, io.Reader, *rules.Book) iter.Seq2[batch.Entry, error], error) {
	kind := how.from
	if kind == "" {
		kind = strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	}
	switch {
	case kind == "csv":
		return batch.Table, nil
	case kind == "jsonl" || kind == "ndjson" && how.from == "":
		return batch.JSONLines, nil
	case how.from != "":
		return nil, usage("--from 可以是 csv、jsonl，不是「%s」", how.from)
	}
	return nil, usage("看不出 %s 是 CSV 還是 JSON Lines，加上 --from csv 或 --from jsonl", path)
}

// batchTemplate prints the columns that a table may have.
func (c *cli) batchTemplate() error {
	book, err := c.rules()
	if err != nil {
		return err
	}
	rows := batch.Template(book)
	out, err := office.NewCSVWriter(c.out, rows[0])
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		if err := out.Write(texts(row...)); err != nil {
			return err
		}
	}
	return out.Flush()
}

func texts(words ...string) []office.Cell {
	var row []office.Cell
	for _, w := range words {
		row = append(row, office.Text(w))
	}
	return row
}

// batchRun is one run over a file.
type batchRun struct {
	*cli
	how     classification
	on      rules.ActDate
	at      rules.Date
	book    *rules.Book
	similar func(rules.Incident) []rules.SimilarCase
	name    string
	in      *counted
	bar     *progressbar.ProgressBar
	totals  *totals
}

// counted is a reader that knows how much was read of it.
type counted struct {
	io.Reader
	n atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// classified is what came of one incident.
type classified struct {
	err    error
	counts []counts // by actor
	out    []byte   // in the format; of CSV:
	rows   [][]office.Cell
}

// write writes the results in the order of the file. The faults of the whole file
// are counted among those of its lines: what came before is done.
func (b *batchRun) write(ctx context.Context, w io.Writer, entries iter.Seq2[batch.Entry, error]) error {
	table := (*office.CSVWriter)(nil)
	if b.format == "csv" {
		var err error
		if table, err = office.NewCSVWriter(w, batchColumns); err != nil {
			return err
		}
	}
	for one, err := range batch.InOrder(ctx, entries, b.classify) {
		if faults := (source.Faults)(nil); err != nil && !errors.As(err, &faults) {
			return err
		} else if err != nil {
			one.err, b.totals.stopped = err, true
		}
		if one.err != nil {
			if err := b.bar.Clear(); err != nil {
				return err
			}
			fmt.Fprintln(b.err, one.err)
		}
		b.totals.add(one)
		if _, err := w.Write(one.out); err != nil {
			return err
		}
		for _, row := range one.rows {
			if err := table.Write(row); err != nil {
				return err
			}
		}
		if err := b.bar.Set64(b.in.n.Load()); err != nil {
			return err
		}
	}
	if err := b.bar.Finish(); err != nil {
		return err
	}
	switch b.format {
	case "csv":
		return table.Flush()
	case "text":
		b.totals.write(w)
	}
	return nil
}

// classify is done by several goroutines at a time.
func (b *batchRun) classify(e batch.Entry) (out classified) {
	in, err := e.Incident()
	if err != nil {
		return classified{err: err}
	}
	if b.how.on != "" {
		in.ActDate = b.on
	}
	decide := b.book.Find // what to ask next is only in the JSON
	if b.format == "json" {
		decide = b.book.Classify
	}
	report, err := decide(in, b.at)
	if err != nil {
		return classified{err: fmt.Errorf("%s:%d:1: %w", b.name, e.Line, err)}
	}
	for _, a := range report.Actors {
		out.counts = append(out.counts, count(a))
	}
	switch b.format {
	case "json":
		report.SimilarCases = b.similar(in)
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		out.err = enc.Encode(onlyOpen(report, b.how.all))
		out.out = line.Bytes()
	case "csv":
		for _, a := range report.Actors {
			out.rows = append(out.rows, b.rows(e, in, report.Incident, a)...)
		}
	default:
		var line bytes.Buffer
		for i, a := range report.Actors {
			b.line(&line, e, report.Incident, a, out.counts[i])
		}
		out.out = line.Bytes()
	}
	return out
}

var batchColumns = []string{"行", "事件", "行為人", "行為日", "規定", "條文", "種類", "結論", "施行日", "刑度或效果", "待查", "待查的事實", "吸收於"}

// rows are the findings on one actor, one by the row.
func (b *batchRun) rows(e batch.Entry, in rules.Incident, reference string, a rules.ActorReport) [][]office.Cell {
	p := newPrinter(io.Discard, b.book, in, false)
	head := []office.Cell{office.Number(e.Line), office.Text(reference), office.Text(a.Actor), office.Text(in.ActDate.ROC())}
	var rows [][]office.Cell
	for _, f := range a.Findings {
		if f.Verdict == rules.NotEstablished && !b.how.all {
			continue
		}
		follows, absorbed := f.Effect, ""
		if f.Penalty != nil {
			follows = f.Penalty.Text()
		}
		if f.AbsorbedBy != nil {
			absorbed = b.book.Cite(*f.AbsorbedBy)
		}
		rows = append(rows, append(head[:4:4], texts(f.ID, f.Cite, f.Kind.Zh(), f.Verdict.Zh(), f.Version, follows,
			p.labels(f.Missing), strings.Join(f.Missing, ";"), absorbed)...))
	}
	if len(rows) == 0 {
		rows = append(rows, append(head[:4:4], texts("", "", "", "沒有成立或未定的規定", "", "", "", "", "")...))
	}
	return rows
}
