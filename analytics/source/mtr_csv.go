package source

import (
	"bufio"
	"bytes"
	"io"

	"network-analytics/analytics/source/mapping"
)

var mtrCSVFormat = format{name: "mtr csv", sniff: sniffMtrCSV, open: openMtrCSV}

// mtrCSVTable reads mtr --csv: a row per hop, with a header before each report.
// As in the text report, a hop that never answers is a row only as the last one;
// its device is the target then.
type mtrCSVTable struct {
	lines  lineReader
	list   []mapping.Candidate
	host   int // positions, -1 for none
	hop    int
	device int
	now    mtrCSVRow
	held   mtrCSVRow // a silent hop that waits for what follows
	queued bool      // now is to be returned next
	holds  bool
	silent int64
}

type mtrCSVRow struct {
	line   int64
	text   []byte
	quoted []byte
	cells  [][]byte
}

const mtrCSVStart = "Mtr_Version,Start_Time,Status,Host,Hop,Ip,"

func sniffMtrCSV(head []byte, _ string) int {
	if bytes.HasPrefix(head, []byte(mtrCSVStart)) {
		return 99
	}
	return 0
}

func openMtrCSV(r *bufio.Reader, in tableInput) (table, error) {
	t := &mtrCSVTable{lines: newLineReader(r, in), host: -1, hop: -1, device: -1}
	line, err := t.lines.next()
	if err != nil {
		return nil, err
	}
	for i, f := range bytes.Split(bytes.TrimRight(line, ","), []byte{','}) {
		c := mtrFigure(string(bytes.TrimSpace(f)))
		switch c.Name {
		case "Start_Time":
			c.Field = mapping.Time
		case "Host":
			t.host = i
		case "Hop":
			t.hop = i
		case "Ip":
			c.Field = mapping.Device
			t.device = i
		}
		if t.list = append(t.list, c); len(t.list) > maxTableWidth {
			return nil, tooWide(1)
		}
	}
	return t, nil
}

// mtrFigure returns the column of a figure of mtr.
func mtrFigure(name string) mapping.Candidate {
	c := mapping.Candidate{Name: name}
	switch name {
	case "Loss%":
		c.Field, c.Unit = mapping.Loss, unitPercent
	case "Avg":
		c.Field, c.Unit = mapping.Latency, unitMillis
	case "Last", "Best", "Wrst", "StDev", "Gmean", "Jttr", "Javg", "Jmax", "Jint":
		c.Unit = unitMillis
	}
	return c
}

func (t *mtrCSVTable) columns() []mapping.Candidate { return t.list }

func (t *mtrCSVTable) next(row *tableRow) error {
	for {
		if t.queued {
			t.queued = false
		} else if err := t.read(); err != nil {
			if err == io.EOF && t.holds {
				return t.giveHeld(row)
			}
			return err
		}
		if t.holds {
			if t.follows() {
				t.holds = false
				t.silent++
			} else {
				t.queued = true
				return t.giveHeld(row)
			}
		}
		if t.device >= 0 && string(t.now.cells[t.device]) == "???" {
			t.now, t.held = t.held, t.now
			t.holds = true
			continue
		}
		row.line, row.cells = t.now.line, t.now.cells
		return nil
	}
}

// follows reports whether the row in hand is a later hop of the report of the
// one that is held.
func (t *mtrCSVTable) follows() bool {
	return t.hop >= 0 && leadingInt(t.now.cells[t.hop]) > leadingInt(t.held.cells[t.hop])
}

func (t *mtrCSVTable) giveHeld(row *tableRow) error {
	t.holds = false
	c := t.held.cells
	if t.host >= 0 {
		c[t.device] = c[t.host]
	}
	for i := range c {
		if t.list[i].Unit == unitMillis {
			c[i] = nil
		}
	}
	row.line, row.cells = t.held.line, c
	return nil
}

// read takes the next hop into t.now.
func (t *mtrCSVTable) read() error {
	for {
		line, err := t.lines.next()
		if err != nil {
			return err
		}
		if len(trim(line)) == 0 || bytes.HasPrefix(line, []byte(mtrCSVStart)) {
			continue
		}
		n := &t.now
		n.line = t.lines.line
		n.text = append(n.text[:0], line...)
		n.cells, n.quoted = splitQuoted(n.cells[:0], n.quoted, n.text, ',')
		// A line may end in a comma, as the header does.
		for len(n.cells) > len(t.list) && len(n.cells[len(n.cells)-1]) == 0 {
			n.cells = n.cells[:len(n.cells)-1]
		}
		if len(n.cells) != len(t.list) {
			return &rowError{line: n.line, what: "not as many fields as the header"}
		}
		return nil
	}
}

func (t *mtrCSVTable) notes() []string {
	if t.silent == 0 {
		return nil
	}
	return []string{plural(t.silent, "hop") + " that never answered skipped: later hops answered, so nothing was lost there"}
}
