package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"network-analytics/analytics/source/mapping"
)

// readOut is everything a table gave.
type readOut struct {
	format string
	cols   []mapping.Candidate
	rows   []readRow
	bad    []rowError
	notes  []string
	asks   []mapping.Question
	err    error
}

type readRow struct {
	line  int64
	cells []string
	set   []bool
}

// cell returns a cell of a row by the name of its column.
func (o *readOut) cell(row int, column string) string {
	for i, c := range o.cols {
		if c.Name == column && i < len(o.rows[row].cells) {
			return o.rows[row].cells[i]
		}
	}
	return ""
}

// text writes a row as "name=cell ..." of the columns that have a cell.
func (o *readOut) text(row int) string {
	var parts []string
	r := o.rows[row]
	for i, c := range r.cells {
		if r.set[i] {
			parts = append(parts, o.cols[i].Name+"="+c)
		}
	}
	return strings.Join(parts, " ")
}

// detect returns the best of the text formats, and false when none fits.
func detect(data []byte, base string) (format, bool) {
	head := data[:min(len(data), 64<<10)]
	best, at := 0, -1
	for i, f := range textFormats {
		if n := f.sniff(head, base); n > best {
			best, at = n, i
		}
	}
	if at < 0 {
		return format{}, false
	}
	return textFormats[at], true
}

// readWith reads all of data with a format.
func readWith(f format, data []byte, base string) *readOut {
	out := &readOut{format: f.name}
	t, err := f.open(bufio.NewReaderSize(bytes.NewReader(data), 64<<10), tableInput{base: base, maxLine: DefaultMaxLine})
	if err != nil {
		out.err = err
		return out
	}
	drain(t, out)
	return out
}

func drain(t table, out *readOut) {
	for {
		var row tableRow
		err := t.next(&row)
		if err == io.EOF {
			break
		}
		if e, ok := err.(*rowError); ok {
			out.bad = append(out.bad, *e)
			continue
		}
		if err != nil {
			out.err = err
			break
		}
		r := readRow{line: row.line}
		for _, c := range row.cells {
			r.cells = append(r.cells, string(c))
			r.set = append(r.set, c != nil)
		}
		out.rows = append(out.rows, r)
	}
	out.cols = append(out.cols, t.columns()...)
	if n, ok := t.(tableNoter); ok {
		out.notes = n.notes()
	}
	if a, ok := t.(tableAsker); ok {
		out.asks = a.questions()
	}
}

// corpusFile returns a file of the corpus: a copy in testdata, or the original
// where NETWORK_ANALYTICS_CORPUS says where that is.
func corpusFile(t testing.TB, name string) []byte {
	t.Helper()
	if data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "ingest", name)); err == nil {
		return data
	}
	dir := os.Getenv("NETWORK_ANALYTICS_CORPUS")
	if dir == "" {
		t.Skip("NETWORK_ANALYTICS_CORPUS is not set: the licence of " + name + " keeps it out of the repository")
	}
	for _, sub := range []string{"files", "repro", "."} {
		if data, err := os.ReadFile(filepath.Join(dir, sub, name)); err == nil {
			return data
		}
	}
	t.Fatalf("%s is not in %s", name, dir)
	return nil
}

// promises writes what a table promises of its columns as "name:field:unit".
func promises(cols []mapping.Candidate) string {
	var parts []string
	for _, c := range cols {
		if c.Field == mapping.None {
			continue
		}
		s := c.Name + ":" + c.Field.String()
		if c.Unit != "" {
			s += ":" + c.Unit
		}
		if c.Counter {
			s += ":counter"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// badText writes the faults as "line:what".
func badText(bad []rowError) []string {
	var out []string
	for _, b := range bad {
		out = append(out, fmt.Sprintf("%d:%s", b.line, b.what))
	}
	return out
}
