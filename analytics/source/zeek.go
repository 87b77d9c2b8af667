package source

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"

	"network-analytics/analytics/source/mapping"
)

var zeekFormat = format{name: "zeek", sniff: sniffZeek, open: openZeek}

// zeekTable reads the TSV logs of Zeek: rows under "#fields" lines. Several logs
// may stand one after the other; each has a header of its own.
type zeekTable struct {
	lines  lineReader
	sep    []byte
	unset  []byte
	empty  []byte
	set    columnSet
	at     []int // position of each field of the header in force
	fields [][]byte
	cells  [][]byte
	headed bool
	path   string
}

func sniffZeek(head []byte, _ string) int {
	score := 0
	headLines(head, func(line []byte) bool {
		switch {
		case bytes.HasPrefix(line, []byte("#separator ")):
			score += 50
		case bytes.HasPrefix(line, []byte("#fields")) && bytes.IndexByte(line, '\t') > 0:
			score += 50
		}
		return score < 100 && (len(line) == 0 || line[0] == '#')
	})
	return min(score, 99)
}

func openZeek(r *bufio.Reader, in tableInput) (table, error) {
	t := &zeekTable{lines: newLineReader(r, in), sep: []byte{'\t'}, unset: []byte{'-'}, empty: []byte("(empty)")}
	// The header comes before anything else, so it can be read at once.
	for !t.headed {
		head, _ := r.Peek(1)
		if len(head) == 0 || head[0] != '#' && head[0] != '\n' && head[0] != '\r' {
			break
		}
		line, err := t.lines.next()
		if err != nil {
			break
		}
		if err := t.directive(line); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *zeekTable) columns() []mapping.Candidate { return t.set.list }

// directive reads a line that begins with "#".
func (t *zeekTable) directive(line []byte) error {
	if rest, ok := bytes.CutPrefix(line, []byte("#separator ")); ok {
		if sep := unescapeHex(rest); len(sep) > 0 {
			t.sep = sep
		}
		return nil
	}
	parts := bytes.Split(line, t.sep)
	if len(parts) < 2 {
		return nil
	}
	switch string(parts[0]) {
	case "#unset_field":
		t.unset = bytes.Clone(parts[1])
	case "#empty_field":
		t.empty = bytes.Clone(parts[1])
	case "#path":
		t.path = string(parts[1])
	case "#fields":
		t.at = t.at[:0]
		for _, name := range parts[1:] {
			i := t.set.add(zeekColumn(string(name)))
			if i < 0 {
				return tooWide(t.lines.line)
			}
			t.at = append(t.at, i)
		}
		t.headed = true
		// A peer is the sensor that saw it, and the device only where no other is.
		if peer, host := t.set.find([]byte("peer")), t.set.find([]byte("id.orig_h")); peer >= 0 && host >= 0 {
			t.set.list[peer].Field = mapping.None
		}
	case "#types":
		for i, typ := range parts[1:] {
			if i < len(t.at) && string(typ) == "interval" && t.set.list[t.at[i]].Unit == "" {
				t.set.list[t.at[i]].Unit = unitSeconds
			}
		}
	}
	return nil
}

// zeekColumn returns what Zeek promises of a field.
func zeekColumn(name string) mapping.Candidate {
	c := mapping.Candidate{Name: name}
	switch name {
	case "ts":
		c.Field = mapping.Time
	case "rtt":
		c.Field, c.Unit = mapping.Latency, unitSeconds
	case "percent_lost":
		c.Field, c.Unit = mapping.Loss, unitPercent
	case "id.orig_h", "peer":
		c.Field = mapping.Device
	}
	return c
}

func (t *zeekTable) next(row *tableRow) error {
	for {
		line, err := t.lines.next()
		if err != nil {
			return err
		}
		if len(line) == 0 {
			continue
		}
		if line[0] == '#' {
			if err := t.directive(line); err != nil {
				return err
			}
			continue
		}
		t.fields = t.fields[:0]
		for rest := line; ; {
			i := bytes.Index(rest, t.sep)
			if i < 0 {
				t.fields = append(t.fields, rest)
				break
			}
			t.fields = append(t.fields, rest[:i])
			rest = rest[i+len(t.sep):]
		}
		if len(t.fields) != len(t.at) {
			return &rowError{line: t.lines.line, what: fmt.Sprintf("%d fields where the header has %d", len(t.fields), len(t.at))}
		}
		t.cells = clearCells(t.cells, len(t.set.list))
		for i, f := range t.fields {
			switch {
			case bytes.Equal(f, t.unset):
				f = unsetText
			case bytes.Equal(f, t.empty):
				f = nil
			}
			t.cells[t.at[i]] = f
		}
		row.line, row.cells = t.lines.line, t.cells
		return nil
	}
}

// unsetText is how a missing value reads whatever the log's own mark is.
var unsetText = []byte{'-'}

// unescapeHex turns \x09 into the byte it stands for.
func unescapeHex(b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		if len(b) >= 4 && b[0] == '\\' && b[1] == 'x' {
			if v, err := strconv.ParseUint(string(b[2:4]), 16, 8); err == nil {
				out = append(out, byte(v))
				b = b[4:]
				continue
			}
		}
		out = append(out, b[0])
		b = b[1:]
	}
	return out
}
