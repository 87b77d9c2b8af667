package source

import (
	"bufio"
	"bytes"
	"strconv"
	"time"

	"network-analytics/analytics/source/mapping"
)

// maxJSONDoc is the longest value that is read as a whole: a run of iperf3, one
// series of Prometheus, arrays of columns.
const maxJSONDoc = 64 << 20

// docTable is the table of a known format: each value of the input is parsed as
// a whole and gives any number of rows.
type docTable struct {
	src    *jsonSource
	format docFormat
	tape   jsonTape
	cols   []mapping.Candidate
	index  map[string]int
	cells  [][]byte
	text   []byte // made for the row
	more   []string

	items   []docItem
	at      int      // the item in work
	here    jsonNode // the element of its list in work
	doc     jsonRecord
	counted int   // bytes of doc whose lines are counted
	line    int64 // line at counted
}

// docFormat makes rows of values.
type docFormat interface {
	// begin looks at a value and adds its rows to d.items. An error spoils the value.
	begin(d *docTable, doc jsonNode) error
	// row fills in one row; it reports false when there is none to make.
	row(d *docTable, it docItem) bool
}

// docItem is a row to be made of a node, or one of each element of a list, and
// whatever the format needs with it.
type docItem struct {
	node, list jsonNode
	num        int
}

// newDocTable returns a table of the values at the path of a shape.
func newDocTable(in *jsonInput, shape jsonShape, f docFormat, notes ...string) *docTable {
	in.limit = max(in.limit, maxJSONDoc)
	d := &docTable{format: f, index: map[string]int{}, more: notes}
	d.src = &jsonSource{in: in, lines: shape.lines}
	if s, ok := f.(interface{ setPath([]string) }); ok {
		s.setPath(shape.path)
	}
	return d
}

func (d *docTable) columns() []mapping.Candidate { return d.cols }

func (d *docTable) notes() []string {
	if text := d.src.note(); text != "" {
		return append(d.more[:len(d.more):len(d.more)], text)
	}
	return d.more
}

// ready reports whether the next row can be read without waiting for input.
func (d *docTable) ready() bool { return d.at < len(d.items) || d.src.ready() }

// note adds a note, once.
func (d *docTable) note(text string) {
	for _, n := range d.more {
		if n == text {
			return
		}
	}
	d.more = append(d.more, text)
}

// column returns the position of a column, adding it when it is new; -1 when
// there are too many. What the format promises counts only then.
func (d *docTable) column(c mapping.Candidate) int {
	if i, ok := d.index[c.Name]; ok {
		return i
	}
	if len(d.cols) >= maxJSONColumns || len(c.Name) > maxJSONPath {
		d.note("there are too many different names: further ones are left out")
		return -1
	}
	d.index[c.Name] = len(d.cols)
	d.cols = append(d.cols, c)
	d.cells = append(d.cells, nil)
	return len(d.cols) - 1
}

// set fills in a cell of the row.
func (d *docTable) set(col int, cell []byte) {
	if col >= 0 {
		d.cells[col] = cell
	}
}

// put fills in the cell of a column that is added when it is new.
func (d *docTable) put(c mapping.Candidate, cell []byte) {
	if cell != nil {
		d.set(d.column(c), cell)
	}
}

// number returns a number as text that lives as long as the row.
func (d *docTable) number(v float64) []byte {
	from := len(d.text)
	d.text = strconv.AppendFloat(d.text, v, 'f', -1, 64)
	return d.text[from:len(d.text):len(d.text)]
}

// join returns texts joined by "/", empty ones left out; nil for nothing.
func (d *docTable) join(parts ...[]byte) []byte {
	from := len(d.text)
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		if len(d.text) > from {
			d.text = append(d.text, '/')
		}
		d.text = append(d.text, p...)
	}
	if len(d.text) == from {
		return nil
	}
	return d.text[from:len(d.text):len(d.text)]
}

// instant returns a time as text that needs no further knowledge.
func (d *docTable) instant(ns int64) []byte {
	from := len(d.text)
	d.text = time.Unix(0, ns).UTC().AppendFormat(d.text, time.RFC3339Nano)
	return d.text[from:len(d.text):len(d.text)]
}

func (d *docTable) next(row *tableRow) error {
	for {
		for {
			it, ok := d.item()
			if !ok {
				break
			}
			clear(d.cells)
			d.text = d.text[:0]
			if d.format.row(d, it) {
				row.line, row.cells = d.lineOf(it.node), d.cells
				return nil
			}
		}
		if err := d.nextDoc(); err != nil {
			return err
		}
	}
}

// item returns the next row to be made of the value in hand.
func (d *docTable) item() (docItem, bool) {
	for ; d.at < len(d.items); d.at++ {
		it := d.items[d.at]
		if !it.list.ok() {
			d.at++
			return it, true
		}
		if d.here.ok() {
			d.here = d.here.after(it.list)
		} else {
			d.here = it.list.first()
		}
		if d.here.ok() {
			it.node = d.here
			return it, true
		}
	}
	return docItem{}, false
}

// nextDoc parses the next value of the input.
func (d *docTable) nextDoc() error {
	rec, err := d.src.next()
	if err != nil {
		return err
	}
	d.doc, d.counted, d.line = rec, 0, rec.line
	d.items, d.at, d.here = d.items[:0], 0, jsonNode{}
	lines := d.src.lines && d.src.in.failed() == nil
	doc, end, err := d.tape.parse(rec.text, rec.cut && !lines)
	switch {
	case err != nil && rec.cut && lines:
		return &rowError{line: rec.line, what: "the input breaks off in this line"}
	case err != nil && rec.cut:
		_, err = d.src.next()
		return err
	case err != nil:
		return &rowError{line: rec.line, what: err.Error()}
	case !d.tape.cut && !d.src.used(rec, end):
		return &rowError{line: rec.line, what: "something follows the JSON value on its line"}
	}
	if err := d.format.begin(d, doc); err != nil {
		return &rowError{line: rec.line, what: err.Error()}
	}
	return nil
}

// add adds a row for a node.
func (d *docTable) add(n jsonNode) { d.items = append(d.items, docItem{node: n}) }

// addAll adds a row for every element of an array, if there is one.
func (d *docTable) addAll(list jsonNode, num int) {
	if list.ok() {
		d.items = append(d.items, docItem{list: list, num: num})
	}
}

// lineOf returns the line in which a node begins. Nodes come in order.
func (d *docTable) lineOf(n jsonNode) int64 {
	if n.t != &d.tape {
		return d.doc.line
	}
	at := int(n.t.nodes[n.i].start)
	if at < d.counted {
		d.counted, d.line = 0, d.doc.line
	}
	d.line += int64(bytes.Count(d.doc.text[d.counted:at], newline))
	d.counted = at
	return d.line
}

// docOpener returns the open function of a format whose values are read as a
// whole. path, which may be nil, tells from the first value which members lead
// to an array of them.
func docOpener(format func() docFormat, path func(first jsonNode) []string) func(*bufio.Reader, tableInput) (table, error) {
	return func(r *bufio.Reader, in tableInput) (table, error) {
		input := newJSONInput(r, in.maxLine)
		head := input.lookAhead(jsonHead)
		shape := jsonShape{lines: shapeOf(head).lines}
		var list []string
		if path != nil {
			var t jsonTape
			list = path(firstRecord(&t, head))
			shape.lines = shape.lines && list == nil
		}
		d := newDocTable(input, shape, format())
		d.src.path = list
		return d, nil
	}
}
