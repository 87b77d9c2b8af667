package source

import (
	"bufio"
	"bytes"
	"io"

	"network-analytics/analytics/source/mapping"
)

var mtrFormat = format{name: "mtr", sniff: sniffMtr, open: openMtr}

// mtrTable reads the text report of mtr: a row per hop, whose device is the hop.
//
//	Start: 2025-03-01T00:00:00+0000
//	HOST: lab1            Loss%   Snt   Last   Avg  Best  Wrst StDev
//	  1.|-- 192.0.2.1      0.0%    10    0.5   0.6   0.4   1.0   0.2
//	  2.|-- ???           100.0    10    0.0   0.0   0.0   0.0   0.0
//
// Hops that never answer tell nothing about the path, unless there is none
// behind them.
type mtrTable struct {
	lines   lineReader
	list    []mapping.Candidate
	time    []byte
	source  []byte
	names   []string // of the figures, in the order of the header
	text    []byte   // a copy of the line that waits
	cells   [][]byte
	pending bool  // cells hold a silent hop that is a row only if it is the last
	line    int64 // of the pending one
	silent  int64
	named   bool
}

const (
	mtrTime = iota
	mtrSource
	mtrHop
	mtrHost
	mtrFigures
)

func sniffMtr(head []byte, _ string) int {
	header, hop := false, false
	headLines(head, func(line []byte) bool {
		switch {
		case isMtrHeader(line):
			header = true
		case header && mtrHopLine(line) != nil:
			hop = true
		}
		return !hop
	})
	if header && hop {
		return 98
	}
	return 0
}

func isMtrHeader(line []byte) bool {
	return bytes.HasPrefix(line, []byte("HOST: ")) && bytes.Contains(line, []byte(" Loss%"))
}

// mtrHopLine returns what stands behind the mark of a hop, nil when the line is none.
func mtrHopLine(line []byte) []byte {
	line = bytes.TrimLeft(line, " ")
	n := 0
	for n < len(line) && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	if n == 0 || n > 3 {
		return nil
	}
	if rest, ok := bytes.CutPrefix(line[n:], []byte(".|--")); ok {
		return rest
	}
	// Older versions: "  1. 192.0.2.1   0.0% ..."
	if rest, ok := bytes.CutPrefix(line[n:], []byte(". ")); ok {
		return rest
	}
	return nil
}

func openMtr(r *bufio.Reader, in tableInput) (table, error) {
	t := &mtrTable{lines: newLineReader(r, in)}
	t.list = []mapping.Candidate{
		mtrTime:   {Name: "Start", Field: mapping.Time},
		mtrSource: {Name: "HOST"},
		mtrHop:    {Name: "hop"},
		mtrHost:   {Name: "hop host", Field: mapping.Device},
	}
	// The columns stand in the first header.
	head := peekHead(r)
	headLines(head, func(line []byte) bool {
		if isMtrHeader(line) {
			t.header(line)
			return false
		}
		return true
	})
	return t, nil
}

func (t *mtrTable) columns() []mapping.Candidate { return t.list }

// header takes the names of the figures; those of the first one are the columns.
func (t *mtrTable) header(line []byte) {
	fields := bytes.Fields(line)
	if len(fields) < 3 {
		return
	}
	t.source = append(t.source[:0], fields[1]...)
	at := 2
	for at < len(fields) && string(fields[at]) != "Loss%" {
		at++
	}
	t.names = t.names[:0]
	for _, f := range fields[at:] {
		name := string(f)
		t.names = append(t.names, name)
		if t.named {
			continue
		}
		c := mtrFigure(name)
		t.list = append(t.list, c)
	}
	t.named = true
}

func (t *mtrTable) next(row *tableRow) error {
	for {
		line, err := t.lines.next()
		if err == io.EOF {
			if t.pending {
				t.pending = false
				row.line, row.cells = t.line, t.cells
				return nil
			}
			return io.EOF
		}
		if err != nil {
			return err
		}
		switch {
		case bytes.HasPrefix(line, []byte("Start: ")):
			if t.flush(row) {
				t.time = append(t.time[:0:0], bytes.TrimSpace(line[len("Start: "):])...)
				return nil
			}
			t.time = append(t.time[:0:0], bytes.TrimSpace(line[len("Start: "):])...)
			continue
		case isMtrHeader(line):
			if t.flush(row) {
				t.source = nil
				t.header(line)
				return nil
			}
			t.header(line)
			continue
		}
		rest := mtrHopLine(line)
		if rest == nil {
			continue
		}
		if t.pending {
			t.silent++
			t.pending = false
		}
		if !t.hop(line, rest) {
			return &rowError{line: t.lines.line, what: "a hop whose figures do not fit the header"}
		}
		if string(t.cells[mtrHost]) == "???" {
			t.cells[mtrHost] = append([]byte("hop "), t.cells[mtrHop]...)
			for i, c := range t.list {
				if c.Unit == unitMillis {
					t.cells[i] = nil
				}
			}
			t.pending, t.line = true, t.lines.line
			continue
		}
		row.line, row.cells = t.lines.line, t.cells
		return nil
	}
}

// flush gives out the silent hop that ends a report.
func (t *mtrTable) flush(row *tableRow) bool {
	if !t.pending {
		return false
	}
	t.pending = false
	row.line, row.cells = t.line, t.cells
	return true
}

// hop fills the cells; the figures stand at the end, for names may hold blanks.
func (t *mtrTable) hop(line, rest []byte) bool {
	t.text = append(t.text[:0], line...)
	rest = t.text[len(t.text)-len(rest):]
	fields := bytes.Fields(rest)
	first := len(fields) - len(t.names)
	if first < 1 {
		return false
	}
	t.cells = clearCells(t.cells, len(t.list))
	t.cells[mtrTime], t.cells[mtrSource] = t.time, t.source
	t.cells[mtrHop] = bytes.Trim(t.text[:len(t.text)-len(rest)], " -|.")
	host := fields[0]
	if first > 1 && bytes.HasPrefix(host, []byte("AS")) {
		host = fields[1]
	}
	t.cells[mtrHost] = host
	for i, name := range t.names {
		f := fields[first+i]
		if i == 0 {
			f = bytes.TrimSuffix(f, []byte{'%'})
		}
		if !isNumber(f) {
			return false
		}
		for c := mtrFigures; c < len(t.list); c++ {
			if t.list[c].Name == name {
				t.cells[c] = f
			}
		}
	}
	return true
}

func (t *mtrTable) notes() []string {
	if t.silent == 0 {
		return nil
	}
	return []string{plural(t.silent, "hop") + " that never answered skipped: later hops answered, so nothing was lost there"}
}
