package source

import (
	"bufio"
	"bytes"
	"fmt"

	"network-analytics/analytics/source/mapping"
)

var lineProtocolFormat = format{name: "line protocol", sniff: sniffLineProtocol, open: openLineProtocol, measures: true}

// What decoders of lines call the time of a line; there is no such column as
// long as no line has one.
const composedTime = "(time)"

// lpTable reads Influx line protocol: one row per line.
//
//	measurement,tag=a,tag2=b field=1.5,field2=3i,field3="text" 1700000000000000000
type lpTable struct {
	lines   lineReader
	set     columnSet
	cells   [][]byte
	point   lpPoint
	name    []byte // scratch: "measurement.field"
	device  deviceName
	replay  [][]byte
	replayL int64 // line number of replay[0]
	raw     []byte
	joined  []byte
	totals  bool // there is a cpu-total, so that single processors only repeat it
	skipped tallyNames
	cores   int64
	rows    int64
	timed   int64 // rows with a time
}

// lpPoint is a parsed line; the texts lie in the line, unescaped in place.
type lpPoint struct {
	measurement []byte
	tags        []lpPair
	fields      []lpPair
	time        []byte
}

type lpPair struct {
	key, value []byte
	text       bool // a string in quotes
}

// lpMaxContinued is how many lines a quoted string may span.
const lpMaxContinued = 16

func sniffLineProtocol(head []byte, _ string) int {
	good, bad, timed := 0, 0, 0
	var p lpPoint
	whole := bytes.LastIndexByte(head, '\n')
	if whole < 0 {
		whole = len(head)
	}
	headLines(head[:whole], func(line []byte) bool {
		line = bytes.TrimLeft(line, " \t")
		if len(line) == 0 || line[0] == '#' {
			return true
		}
		switch what := p.parse(bytes.Clone(line)); {
		case what == "" && plausibleName(p.measurement):
			good++
			if len(p.time) >= 9 || len(p.tags) > 0 {
				timed++
			}
		case what != lpOpenString: // such a line goes on in the next one
			bad++
		}
		return good+bad < 100
	})
	switch {
	case good == 0 || bad > good || timed == 0:
		return 0
	case bad == 0:
		return 97 // nothing else has all its lines of this form
	}
	return 75
}

// plausibleName keeps ordinary prose and logs with an "=" in them out.
func plausibleName(b []byte) bool {
	return len(b) > 0 && len(b) < 128 && bytes.IndexAny(b, "\"{}[]()<>;:|") < 0
}

func openLineProtocol(r *bufio.Reader, in tableInput) (table, error) {
	t := &lpTable{lines: newLineReader(r, in)}
	head := peekHead(r)
	t.totals = bytes.Contains(head, []byte("cpu=cpu-total"))
	return t, nil
}

func (t *lpTable) columns() []mapping.Candidate { return t.set.list }

func (t *lpTable) next(row *tableRow) error {
	for {
		line, n, err := t.line()
		if err != nil {
			return err
		}
		line = bytes.TrimLeft(line, " \t")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		p := &t.point
		t.raw = append(t.raw[:0], line...) // for parse writes into the line
		what := p.parse(line)
		if what == lpOpenString {
			if joined := t.join(t.raw, n); joined != nil {
				what = p.parse(joined)
			}
		}
		if what != "" {
			return &rowError{line: n, what: what}
		}
		if t.skip(p) {
			continue
		}
		if err := t.fill(p, n); err != nil {
			return err
		}
		row.line, row.cells = n, t.cells
		return nil
	}
}

// line returns the next line, first those that were read ahead in vain.
func (t *lpTable) line() ([]byte, int64, error) {
	if len(t.replay) > 0 {
		line, n := t.replay[0], t.replayL
		t.replay = t.replay[1:]
		t.replayL++
		return line, n, nil
	}
	line, err := t.lines.next()
	return line, t.lines.line, err
}

// join adds lines to one that ends inside a string, up to the line that closes
// it. When none does, the lines are read again as lines of their own and the
// result is nil.
func (t *lpTable) join(line []byte, n int64) []byte {
	if len(t.replay) > 0 {
		return nil // of a string that was never closed
	}
	t.joined = append(t.joined[:0], line...)
	ahead := [][]byte{}
	var probe lpPoint
	for range lpMaxContinued {
		more, err := t.lines.next()
		if err != nil {
			break
		}
		more = bytes.Clone(more)
		ahead = append(ahead, more)
		if len(t.joined)+1+len(more) > t.lines.max {
			break
		}
		t.joined = append(append(t.joined, '\n'), more...)
		if bytes.IndexByte(more, '"') < 0 {
			continue
		}
		if probe.parse(bytes.Clone(t.joined)) == "" {
			return t.joined
		}
	}
	t.replay, t.replayL = ahead, n+1
	return nil
}

// skip reports whether a line is no row, and counts it.
func (t *lpTable) skip(p *lpPoint) bool {
	if unrelated[string(p.measurement)] {
		t.skipped.add(p.measurement)
		return true
	}
	if t.totals && string(p.measurement) == "cpu" {
		for _, tag := range p.tags {
			if string(tag.key) == "cpu" && string(tag.value) != "cpu-total" {
				t.cores++
				return true
			}
		}
	}
	return false
}

// fill makes the cells of a point.
func (t *lpTable) fill(p *lpPoint, line int64) error {
	t.cells = clearCells(t.cells, len(t.set.list))
	t.rows++
	if len(p.time) > 0 {
		t.timed++
		t.put(lpTimeName, p.time, lpOwn)
	}
	if device := t.nameDevice(p); device != nil {
		t.put(lpDeviceName, device, lpOwn)
	}
	for _, tag := range p.tags {
		if !t.put(tag.key, tag.value, nil) {
			return tooWide(line)
		}
	}
	for _, f := range p.fields {
		t.name = append(append(append(t.name[:0], p.measurement...), '.'), f.key...)
		value := f.value
		if !f.text && len(value) > 1 && (value[len(value)-1] == 'i' || value[len(value)-1] == 'u') {
			value = value[:len(value)-1]
		}
		if !t.put(t.name, value, knownFields) {
			return tooWide(line)
		}
	}
	return nil
}

// The columns of a line itself.
var (
	lpTimeName, lpDeviceName = []byte(composedTime), []byte(composedDevice)
	lpOwn                    = map[string]known{composedTime: {field: mapping.Time}, composedDevice: {field: mapping.Device}}
)

// put sets the cell of a column; of a new one, from tells what is known.
func (t *lpTable) put(name, value []byte, from map[string]known) bool {
	i := t.set.find(name)
	if i < 0 {
		k := from[string(name)]
		i = t.set.add(mapping.Candidate{Name: string(name), Field: k.field, Unit: k.unit, Counter: k.counter, Tag: from == nil})
		if i < 0 {
			return false
		}
	}
	for len(t.cells) <= i {
		t.cells = append(t.cells, nil)
	}
	t.cells[i] = value
	return true
}

// nameDevice composes the name of what a point was measured on.
func (t *lpTable) nameDevice(p *lpPoint) []byte {
	t.device.reset()
	for i, tag := range p.tags {
		t.device.consider(i, tag.key)
		if string(tag.key) == "cpu" && string(p.measurement) == "cpu" && string(tag.value) != "cpu-total" {
			t.device.part, t.device.partRank = i, -1
		}
	}
	return t.device.compose(func(i int) []byte { return p.tags[i].value })
}

func (t *lpTable) notes() []string {
	var notes []string
	if n := t.skipped.total(); n > 0 {
		notes = append(notes, fmt.Sprintf("%s of measurements without a network metric skipped: %s", plural(n, "line"), &t.skipped))
	}
	if t.cores > 0 {
		notes = append(notes, plural(t.cores, "line")+" of single processors skipped: cpu-total is their mean")
	}
	if t.rows > 0 && t.timed == 0 {
		notes = append(notes, "no line has a time at its end")
	}
	return notes
}
