package source

import (
	"bytes"
	"io"

	"network-analytics/analytics/source/mapping"
)

// delimitedTable is delimited text as a table, for layouts that the parallel
// path does not read: wide and long ones, counters, runs of blanks.
type delimitedTable struct {
	shape   *shape
	named   int
	maxLine int
	r       io.Reader
	buf     []byte
	pos     int
	eof     bool
	line    int64 // of the row at pos
	fields  fieldSplitter
	repeats int64 // header lines met again
	remarks int64 // comment lines
	cols    []mapping.Candidate
}

func newDelimitedTable(sh *shape, r io.Reader, maxLine int) *delimitedTable {
	t := &delimitedTable{shape: sh, r: r, maxLine: maxLine, line: sh.lines + 1, fields: fieldSplitter{dialect: sh.dialect}}
	for i, name := range sh.names {
		t.cols = append(t.cols, mapping.Candidate{Name: name})
		if name != "" || sh.headless {
			t.named = i + 1
		}
	}
	return t
}

func (t *delimitedTable) columns() []mapping.Candidate { return t.cols }

func (t *delimitedTable) next(row *tableRow) error {
	for {
		if t.pos == len(t.buf) && t.eof {
			return io.EOF
		}
		span := t.shape.scanRow(t.buf, t.pos, t.maxLine, t.eof)
		if t.pos == len(t.buf) || span.kind == rowMore {
			if err := t.more(); err != nil {
				return err
			}
			continue
		}
		line := t.line
		if span.kind == rowTooLong {
			length, err := t.skipLine(span.next)
			if err != nil {
				return err
			}
			t.line++
			return &rowError{line: line, what: tooLongDetail(length, t.maxLine)}
		}
		raw := t.buf[t.pos : span.next-1]
		at := t.pos
		t.pos = span.next
		t.line += int64(bytes.Count(raw, []byte{'\n'})) + 1
		if span.kind == rowQuote {
			line += int64(bytes.Count(t.buf[at:span.open], []byte{'\n'}))
			if span.inline {
				return &rowError{line: line, column: span.column, what: textAfterQuote}
			}
			return &rowError{line: line, column: span.column, what: neverClosed}
		}
		if len(trim(raw)) == 0 {
			continue
		}
		fields, bad := t.fields.split(raw)
		switch {
		case bad > 0:
			return &rowError{line: line, column: bad, what: textAfterQuote}
		case fieldsFit(fields, len(t.shape.names), t.named):
		case raw[0] == '#':
			t.remarks++
			continue
		default:
			return &rowError{line: line, what: countDetail(len(fields), len(t.shape.names))}
		}
		if t.shape.isHeader(fields) {
			t.repeats++
			continue
		}
		row.line, row.cells = line, fields
		return nil
	}
}

// fieldsFit reports whether a row has as many fields as there are columns,
// empty ones at its end and columns without a name apart.
func fieldsFit(fields [][]byte, columns, named int) bool {
	if len(fields) <= columns {
		return len(fields) >= named && len(fields) > 0 && (len(fields) == columns || named > 0)
	}
	for _, f := range fields[columns:] {
		if len(trim(f)) > 0 {
			return false
		}
	}
	return true
}

// more reads on, keeping what is not yet delivered.
func (t *delimitedTable) more() error {
	if t.pos > 0 {
		t.buf = append(t.buf[:0], t.buf[t.pos:]...)
		t.pos = 0
	}
	from := len(t.buf)
	size := max(from, tableBuffer)
	if cap(t.buf) < from+size+1 {
		t.buf = append(make([]byte, 0, from+size+1), t.buf...)
	}
	n, err := t.r.Read(t.buf[from : from+size])
	t.buf = t.buf[:from+n]
	if err == io.EOF {
		t.eof = true
		if k := len(t.buf); k > 0 && t.buf[k-1] != '\n' {
			t.buf = append(t.buf, '\n')
		}
		return nil
	}
	return err
}

// skipLine goes behind a line that is too long; next is where that is, -1 when
// it is not in sight. It returns the length of the line.
func (t *delimitedTable) skipLine(next int) (int64, error) {
	if next >= 0 {
		length := int64(next - 1 - t.pos)
		t.pos = next
		return length, nil
	}
	length := int64(len(t.buf) - t.pos)
	for {
		t.buf, t.pos = t.buf[:0], 0
		if err := t.more(); err != nil {
			return length, err
		}
		if i := bytes.IndexByte(t.buf, '\n'); i >= 0 {
			t.pos = i + 1
			return length + int64(i), nil
		}
		length += int64(len(t.buf))
		if t.eof {
			t.pos = len(t.buf)
			return length, nil
		}
	}
}
