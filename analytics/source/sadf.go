package source

import (
	"bufio"
	"bytes"
	"fmt"

	"network-analytics/analytics/source/mapping"
)

var sadfFormat = format{name: "sadf", sniff: sniffSadf, open: openSadf}

// Columns that every table of sadf has.
const (
	sadfHost = iota
	sadfInterval
	sadfTime
	sadfDevice // composed: the host, and the interface or processor
	sadfFixed
)

// sadfTable reads sadf -d: tables of ";"-separated fields, each with a header.
//
//	# hostname;interval;timestamp;CPU;%user;%idle
//	lab1;30;2025-04-18 13:20:29 UTC;-1;2.28;95.31
//	# hostname;interval;timestamp;IFACE;rxpck/s;txpck/s;rxkB/s
//
// Rows come from the tables of processors and of interfaces. CPU -1 is the mean
// of all; the single ones only repeat it. Restarts and comments are events.
type sadfTable struct {
	lines   lineReader
	set     columnSet
	at      []int // position of each field of the table in force
	kind    sadfKind
	total   bool // the CPU table in force has a row for all
	fresh   bool // no row of the table in force was seen
	name    []byte
	fields  [][]byte
	cells   [][]byte
	device  []byte
	cores   int64
	events  int64
	skipped tallyNames
}

type sadfKind uint8

const (
	sadfOther sadfKind = iota
	sadfCPU
	sadfNet
)

const sadfStart = "# hostname;interval;timestamp"

func sniffSadf(head []byte, _ string) int {
	score := 0
	lines := 0
	headLines(head, func(line []byte) bool {
		lines++
		if bytes.HasPrefix(line, []byte(sadfStart)) {
			score = 99
		}
		return score == 0 && lines < 50
	})
	return score
}

func openSadf(r *bufio.Reader, in tableInput) (table, error) {
	t := &sadfTable{lines: newLineReader(r, in)}
	t.set.add(mapping.Candidate{Name: "hostname"})
	t.set.add(mapping.Candidate{Name: "interval"})
	t.set.add(mapping.Candidate{Name: "timestamp", Field: mapping.Time})
	t.set.add(mapping.Candidate{Name: "(device)", Field: mapping.Device})
	// Tables further down are known from the start when they are in the head.
	head := peekHead(r)
	whole := bytes.LastIndexByte(head, '\n')
	headLines(head[:max(whole, 0)], func(line []byte) bool {
		if bytes.HasPrefix(line, []byte(sadfStart)) {
			t.header(line, 0) //nolint:errcheck // comes again when its line is read
		}
		return true
	})
	t.at = nil
	return t, nil
}

func (t *sadfTable) columns() []mapping.Candidate { return t.set.list }

func (t *sadfTable) header(line []byte, n int64) error {
	names := bytes.Split(bytes.TrimPrefix(line, []byte("# ")), []byte{';'})
	t.at = t.at[:0]
	t.kind, t.fresh, t.total = sadfOther, true, false
	t.name = t.name[:0]
	for i, name := range names {
		if i <= sadfTime {
			t.at = append(t.at, i)
			continue
		}
		c := mapping.Candidate{Name: string(name)}
		switch {
		case c.Name == "CPU" && i == 3:
			t.kind = sadfCPU
		case c.Name == "IFACE" && i == 3:
			t.kind = sadfNet
		case c.Name == "%idle" && t.kind == sadfCPU:
			c.Field, c.Unit = mapping.CPU, unitIdle
		case c.Name == "rxkB/s" && t.kind == sadfNet:
			c.Field, c.Unit = mapping.Traffic, unitKibytes
		case c.Name == "txkB/s":
			c.Unit = unitKibytes
		}
		if i == 3 {
			t.name = append(t.name, name...)
		}
		at := t.set.add(c)
		if at < 0 {
			return tooWide(n)
		}
		t.at = append(t.at, at)
	}
	return nil
}

func (t *sadfTable) next(row *tableRow) error {
	for {
		line, err := t.lines.next()
		if err != nil {
			return err
		}
		if len(trim(line)) == 0 {
			continue
		}
		n := t.lines.line
		if line[0] == '#' {
			if bytes.HasPrefix(line, []byte(sadfStart)) {
				if err := t.header(line, n); err != nil {
					return err
				}
			}
			continue
		}
		t.fields = splitPlain(t.fields[:0], line, ';')
		if isSadfEvent(t.fields) {
			t.events++
			continue
		}
		if len(t.at) == 0 {
			return &rowError{line: n, what: "a row before any header"}
		}
		if t.kind == sadfOther {
			t.skipped.add(t.name)
			continue
		}
		if len(t.fields) != len(t.at) {
			return &rowError{line: n, what: fmt.Sprintf("%d fields where the table has %d", len(t.fields), len(t.at))}
		}
		if t.kind == sadfCPU && t.repeatsAll() {
			t.cores++
			continue
		}
		t.cells = clearCells(t.cells, len(t.set.list))
		for i, f := range t.fields {
			t.cells[t.at[i]] = f
		}
		t.device = append(t.device[:0], t.fields[sadfHost]...)
		if part := t.fields[3]; t.kind == sadfNet || !isAllCPUs(part) {
			if t.kind == sadfCPU {
				t.device = append(t.device, "/cpu"...)
			} else {
				t.device = append(t.device, '/')
			}
			t.device = append(t.device, part...)
		}
		t.cells[sadfDevice] = t.device
		row.line, row.cells = n, t.cells
		return nil
	}
}

// repeatsAll reports whether the fields in hand are of a single processor in a
// table that has a row for all of them, which comes first.
func (t *sadfTable) repeatsAll() bool {
	all := isAllCPUs(t.fields[3])
	if t.fresh {
		t.fresh, t.total = false, all
	}
	return t.total && !all
}

func isAllCPUs(cpu []byte) bool { return string(cpu) == "-1" || string(cpu) == "all" }

// isSadfEvent reports whether fields are a restart or a comment.
func isSadfEvent(f [][]byte) bool {
	return len(f) >= 4 && (bytes.HasPrefix(f[3], []byte("LINUX-RESTART")) || bytes.HasPrefix(f[3], []byte("COM ")))
}

func (t *sadfTable) notes() []string {
	var notes []string
	if n := t.skipped.total(); n > 0 {
		notes = append(notes, fmt.Sprintf("%s of tables without a network metric skipped: %s", plural(n, "line"), &t.skipped))
	}
	if t.cores > 0 {
		notes = append(notes, plural(t.cores, "line")+" of single processors skipped: CPU -1 is their mean")
	}
	if t.events > 0 {
		notes = append(notes, plural(t.events, "restart or comment line")+" skipped")
	}
	return notes
}
