package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"network-analytics/analytics/source/mapping"
)

var influxCSVFormat = format{name: "influx csv", sniff: sniffInfluxCSV, open: openInfluxCSV, measures: true}

// influxCSVTable reads the annotated CSV of InfluxDB: several tables, each with
// annotation lines, a header and rows.
//
//	#datatype,string,long,dateTime:RFC3339,double,string,string
//	,result,table,_time,_value,_field,host
//	,,0,2025-03-01T00:10:00Z,21.5,latency_ms,core1
//
// Where a table has _field and _value the values of one time and one set of
// tags, which stand in different tables or far apart, are joined to one row:
//
//	rows -> pivot (by time and tags) -> joined rows in the order of first sight
//
// Tables without them are tidy already, and pass as they are.
type influxCSVTable struct {
	lines  lineReader
	set    columnSet
	header []influxColumn // of the table in force, nil before a header
	group  []bool         // annotation of the table in force
	deflt  [][]byte
	fields [][]byte
	quoted []byte
	cells  [][]byte
	name   []byte
	pivot  influxPivot
	lineNo int64
	eof    bool
	rejoin int64 // times the pivot was full
	time   int
	named  int // column of the composed device
	device deviceName
}

// influxColumn is what a column of a table is.
type influxColumn struct {
	kind influxKind
	at   int // position among the columns
}

type influxKind uint8

const (
	influxSkip influxKind = iota // annotation, result, table, _start, _stop
	influxTime
	influxValue
	influxField
	influxMeasurement
	influxTag
)

func sniffInfluxCSV(head []byte, _ string) int {
	score := 0
	headLines(head, func(line []byte) bool {
		switch {
		case len(trim(line)) == 0:
			return true
		case isAnnotation(line):
			score = 99
		case bytes.HasPrefix(line, []byte(",result,table,")) || bytes.HasPrefix(line, []byte("result,table,_start,")):
			score = 97
		}
		return false
	})
	return score
}

func isAnnotation(line []byte) bool {
	line = bytes.TrimPrefix(line, []byte{'"'})
	return bytes.HasPrefix(line, []byte("#datatype")) || bytes.HasPrefix(line, []byte("#group")) ||
		bytes.HasPrefix(line, []byte("#default"))
}

func openInfluxCSV(r *bufio.Reader, in tableInput) (table, error) {
	t := &influxCSVTable{lines: newLineReader(r, in)}
	t.time = t.set.add(mapping.Candidate{Name: "_time", Field: mapping.Time})
	t.named = t.set.add(mapping.Candidate{Name: composedDevice, Field: mapping.Device})
	return t, nil
}

func (t *influxCSVTable) columns() []mapping.Candidate { return t.set.list }

func (t *influxCSVTable) next(row *tableRow) error {
	for {
		if t.pivot.draining() {
			row.line, row.cells = t.pivot.row(t.cells[:0], len(t.set.list))
			t.cells = row.cells
			return nil
		}
		if t.eof {
			return io.EOF
		}
		line, err := t.lines.next()
		if err != nil {
			if _, ok := err.(*rowError); ok {
				return err
			}
			if err != io.EOF {
				return err
			}
			t.eof = true
			t.pivot.drain()
			continue
		}
		t.lineNo = t.lines.line
		done, err := t.take(line)
		if err != nil {
			return err
		}
		if done {
			row.line, row.cells = t.lineNo, t.cells
			return nil
		}
	}
}

// take reads one line; done tells that t.cells hold a row.
func (t *influxCSVTable) take(line []byte) (done bool, err error) {
	if len(trim(line)) == 0 {
		// An empty line ends a table; the next one may go without annotations
		// only when it has a header of its own.
		t.header = nil
		return false, nil
	}
	t.fields, t.quoted = splitQuoted(t.fields[:0], t.quoted, line, ',')
	f := t.fields
	switch {
	case string(f[0]) == "#group":
		t.begin()
		t.group = t.group[:0]
		for _, c := range f {
			t.group = append(t.group, string(c) == "true")
		}
		return false, nil
	case string(f[0]) == "#default":
		t.begin()
		t.deflt = t.deflt[:0]
		for _, c := range f {
			t.deflt = append(t.deflt, bytes.Clone(c))
		}
		return false, nil
	case len(f[0]) > 0 && f[0][0] == '#':
		t.begin()
		return false, nil
	case t.header == nil || t.repeats(f):
		return false, t.readHeader(f)
	}
	if len(f) != len(t.header) {
		return false, &rowError{line: t.lineNo, what: fmt.Sprintf("%d fields where the table has %d", len(f), len(t.header))}
	}
	return t.data(f)
}

// begin takes annotations as the start of another table.
func (t *influxCSVTable) begin() {
	if t.header != nil {
		t.header, t.deflt, t.group = nil, t.deflt[:0], t.group[:0]
	}
}

// repeats reports whether a line is a header again.
func (t *influxCSVTable) repeats(f [][]byte) bool {
	return len(f) > 2 && (string(f[1]) == "result" && string(f[2]) == "table" || string(f[0]) == "result" && string(f[1]) == "table")
}

func (t *influxCSVTable) readHeader(f [][]byte) error {
	t.header = t.header[:0]
	t.device.reset()
	if len(f) > maxTableWidth {
		return tooWide(t.lineNo)
	}
	value, field := false, false
	for _, name := range f {
		value = value || string(name) == "_value"
		field = field || string(name) == "_field"
	}
	for i, name := range f {
		c := influxColumn{kind: influxTag, at: -1}
		switch string(name) {
		case "", "result", "table", "_start", "_stop":
			c.kind = influxSkip
		case "error":
			if len(f) <= 3 {
				return &rowError{line: t.lineNo, what: "the query ended in an error"}
			}
		case "_time":
			c.kind, c.at = influxTime, t.time
		case "_field":
			if value {
				c.kind = influxField
			}
		case "_value":
			if field {
				c.kind = influxValue
			}
		case "_measurement":
			c.kind = influxMeasurement
		}
		if c.kind == influxTag || c.kind == influxMeasurement && !(value && field) {
			if c.at = t.set.add(mapping.Candidate{Name: string(name), Tag: value && field}); c.at < 0 {
				return tooWide(t.lineNo)
			}
		}
		t.header = append(t.header, c)
		if c.kind == influxTag {
			t.device.consider(i, name)
		}
	}
	return nil
}

// cell returns a field, or its default where it is empty.
func (t *influxCSVTable) cell(f [][]byte, i int) []byte {
	if len(f[i]) == 0 && i < len(t.deflt) {
		return t.deflt[i]
	}
	return f[i]
}

// data reads a row of the table in force.
func (t *influxCSVTable) data(f [][]byte) (done bool, err error) {
	var field, value, measurement []byte
	long := false
	for i, c := range t.header {
		switch c.kind {
		case influxField:
			field, long = t.cell(f, i), true
		case influxValue:
			value = t.cell(f, i)
		case influxMeasurement:
			measurement = t.cell(f, i)
		}
	}
	if !long {
		t.cells = clearCells(t.cells, len(t.set.list))
		for i, c := range t.header {
			if c.at >= 0 {
				t.cells[c.at] = t.cell(f, i)
			}
		}
		t.cells[t.named] = t.device.compose(func(i int) []byte { return t.cell(f, i) })
		return true, nil
	}
	t.name = append(append(append(t.name[:0], measurement...), '.'), field...)
	name, k := t.name, knownFields[string(t.name)]
	if len(measurement) == 0 {
		name = field
	}
	at := t.set.find(name)
	if at < 0 {
		at = t.set.add(mapping.Candidate{Name: string(name), Field: k.field, Unit: k.unit, Counter: k.counter})
		if at < 0 {
			return false, tooWide(t.lineNo)
		}
	}
	t.pivot.begin(t.lineNo)
	for i, c := range t.header {
		// The measurement names the metric, not what was measured.
		if c.kind == influxTime || c.kind == influxTag {
			t.pivot.key(c.at, t.cell(f, i))
		}
	}
	t.pivot.key(t.named, t.device.compose(func(i int) []byte { return t.cell(f, i) }))
	if !t.pivot.add(at, value) {
		// The same metric twice for one time and one set of tags: the rows so far
		// are complete, a new one begins.
		t.rejoin++
	}
	if t.pivot.full() {
		t.pivot.drain()
	}
	return false, nil
}

func (t *influxCSVTable) notes() []string {
	var notes []string
	if t.rejoin > 0 {
		notes = append(notes, plural(t.rejoin, "value")+" for a time and tags that had one already kept as rows of their own")
	}
	if t.pivot.drained > 1 {
		notes = append(notes, fmt.Sprintf("the values were joined in %d portions; a time with values in two of them gives two rows", t.pivot.drained))
	}
	return notes
}
