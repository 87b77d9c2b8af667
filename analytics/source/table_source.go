package source

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"io"
	"time"

	"network-analytics/analytics/source/mapping"
)

// lineEnds takes out of text what no decoder should have to know of: NUL bytes,
// which a power cut leaves, and the CR of CR LF and CR CR LF.
type lineEnds struct {
	nuls  int64 // runs of NUL bytes dropped
	inNUL bool
}

// clean works in place and returns what is left of b.
func (e *lineEnds) clean(b []byte) []byte {
	if !e.inNUL && bytes.IndexByte(b, '\r') < 0 && bytes.IndexByte(b, 0) < 0 {
		return b
	}
	out := b[:0]
	for _, c := range b {
		if c == 0 {
			if !e.inNUL {
				e.nuls++
			}
			e.inNUL = true
			continue
		}
		e.inNUL = false
		if c != '\r' {
			out = append(out, c)
		}
	}
	return out
}

// tableSource is the io.Reader of a table: the head that was read already and
// what follows it.
type tableSource struct {
	ctx   context.Context // of whoever reads now
	lead  *lead
	ahead []byte
	ends  lineEnds
	text  int64 // bytes delivered, for progress
	err   error // of the medium, not of the format
}

func (s *tableSource) Read(p []byte) (int, error) {
	for {
		var n int
		var err error
		switch {
		case len(s.ahead) > 0:
			n = copy(p, s.ahead)
			s.ahead = s.ahead[n:]
		case s.lead.eof:
			return 0, io.EOF
		case s.lead.failed != nil:
			s.err = s.lead.failed
			return 0, s.err
		default:
			n, err = s.lead.in.read(s.ctx, p, 0)
			if s.lead.crOnly {
				lineFeeds(p[:n])
			}
		}
		s.text += int64(n)
		if !s.lead.binary {
			n = len(s.ends.clean(p[:n]))
		}
		if err == io.EOF {
			s.lead.eof = true
		} else if err != nil {
			s.err = err
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// tableReader is a table with its first rows, by which it was understood, still
// to be delivered.
type tableReader struct {
	table
	src   *tableSource
	ahead []savedRow
	end   error // came right after the rows in ahead
	clock *rowClock
}

// savedRow is a copy of what next gave.
type savedRow struct {
	row tableRow
	err *rowError
}

// next is the next of the table, saved rows first, with the time of the clock.
func (t *tableReader) next(row *tableRow) error {
	err := t.nextRow(row)
	if err == nil && t.clock != nil {
		t.clock.add(row)
	}
	return err
}

func (t *tableReader) nextRow(row *tableRow) error {
	if len(t.ahead) > 0 {
		saved := &t.ahead[0]
		*row = saved.row
		err := saved.err
		t.ahead = t.ahead[1:]
		if err != nil {
			return err
		}
		return nil
	}
	if t.end != nil {
		return t.end
	}
	return t.table.next(row)
}

const (
	tableBuffer = 64 << 10
	// maxSavedBytes bounds the rows by which a table is understood.
	maxSavedBytes = 4 << 20
)

// openTable opens the table of an input and reads the rows by which it is to be
// understood.
func openTable(ctx context.Context, l *lead, f *format, opt Options) (*tableReader, *mapping.Input, error) {
	t := &tableReader{src: &tableSource{ctx: ctx, lead: l, ahead: l.data}}
	buf := bufio.NewReaderSize(t.src, tableBuffer)
	var err error
	t.table, err = f.open(buf, tableInput{base: l.file.base(), maxLine: opt.MaxLine})
	if err != nil {
		return nil, nil, t.fault(err)
	}
	if s, ok := t.table.(tableStarter); ok && !opt.Answers.Start.IsZero() {
		s.start(opt.Answers.Start, cmp.Or(opt.Answers.Step, time.Second))
	}
	in := &mapping.Input{Format: f.name, Measures: f.measures, File: l.file.base(), Answers: opt.Answers}
	saved := 0
	for rows := 0; rows < mapping.MaxSamples && saved < maxSavedBytes; {
		if l.quiet && rows > 0 && buf.Buffered() == 0 && len(t.src.ahead) == 0 {
			break // a pipe that would keep us waiting
		}
		var row tableRow
		err := t.table.next(&row)
		if bad, ok := err.(*rowError); ok {
			t.ahead = append(t.ahead, savedRow{row: tableRow{line: bad.line}, err: bad})
			saved += 64
			continue
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			t.end = err
			break
		}
		size := 0
		row, size = row.clone()
		saved += size
		t.ahead = append(t.ahead, savedRow{row: row})
		rows++
	}
	if t.end != nil && t.end != io.EOF && len(t.ahead) == 0 {
		return nil, nil, t.fault(t.end)
	}
	in.Columns = append(in.Columns, t.columns()...)
	for i := range in.Columns {
		samples := make([]string, 0, len(t.ahead))
		for _, s := range t.ahead {
			if s.err != nil {
				continue
			}
			text := ""
			if i < len(s.row.cells) {
				text = string(s.row.cells[i])
			}
			samples = append(samples, text)
		}
		in.Columns[i].Samples = samples
	}
	return t, in, nil
}

// clone returns a copy of the row and about how many bytes it takes.
func (r *tableRow) clone() (tableRow, int) {
	size := 0
	for _, c := range r.cells {
		size += len(c)
	}
	buf := make([]byte, 0, size)
	cells := make([][]byte, len(r.cells))
	for i, c := range r.cells {
		if c == nil {
			continue
		}
		from := len(buf)
		buf = append(buf, c...)
		cells[i] = buf[from:len(buf):len(buf)]
	}
	return tableRow{line: r.line, cells: cells}, size + 24*len(cells)
}

// fault turns an error of a decoder into one that names the input.
func (t *tableReader) fault(err error) error {
	f := t.src.lead.file
	if t.src.err != nil {
		return f.fault("cannot be read", "", t.src.err)
	}
	if bad, ok := err.(*rowError); ok {
		e := f.fault(bad.what, "", nil)
		e.Line, e.Column = bad.line, bad.column
		return e
	}
	return f.reading(err)
}
