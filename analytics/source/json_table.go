package source

import (
	"bufio"

	"network-analytics/analytics/source/mapping"
)

// jsonTable is the table of JSON records whose columns are their members: those
// of any program, and those of known ones whose records need no arithmetic.
type jsonTable struct {
	src   *jsonSource
	flat  *jsonFlat
	outer []outerCell // members that stand around the array of records
	text  []byte      // their values
	more  []string    // notes
	// Records that have a member called kind are rows only where it says want.
	kind, want string
}

// outerCell is a value that holds for every record of an array.
type outerCell struct {
	col      int32
	from, to int // in jsonTable.text
}

// openJSON opens JSON text of any shape.
func openJSON(r *bufio.Reader, in tableInput) (table, error) {
	input := newJSONInput(r, in.maxLine)
	shape := shapeOf(input.lookAhead(jsonHead))
	switch {
	case shape.columns:
		return newDocTable(input, shape, &columnArrays{}), nil
	case shape.loose:
		return newDocTable(input, shape, &looseRows{}), nil
	case shape.keyed:
		return newDocTable(input, shape, &keyedRows{}), nil
	case shape.rows:
		return newDocTable(input, shape, &rowArrays{}), nil
	}
	return newJSONTable(input, shape, nil), nil
}

func newJSONTable(in *jsonInput, shape jsonShape, settle func(*jsonFlat, *mapping.Candidate)) *jsonTable {
	t := &jsonTable{flat: newJSONFlat(settle)}
	t.src = &jsonSource{in: in, lines: shape.lines && len(shape.path) == 0, path: shape.path, outer: t.addOuter, begin: t.begin}
	return t
}

// flatOpener returns the open function of a format whose records are plain
// objects with known members. Of records that have a member called kind only
// those are rows where it says want; "" takes all.
func flatOpener(promises map[string]known, kind, want string) func(*bufio.Reader, tableInput) (table, error) {
	return func(r *bufio.Reader, in tableInput) (table, error) {
		input := newJSONInput(r, in.maxLine)
		shape := jsonShape{lines: shapeOf(input.lookAhead(jsonHead)).lines}
		t := newJSONTable(input, shape, promise(promises))
		t.kind, t.want = kind, want
		return t, nil
	}
}

// promise fills in what a format promises of a column by its name. A time that
// is met later is the better one and replaces an earlier one.
func promise(promises map[string]known) func(*jsonFlat, *mapping.Candidate) {
	return func(f *jsonFlat, c *mapping.Candidate) {
		k, ok := promises[c.Name]
		if !ok {
			return
		}
		for i := range f.cols {
			if k.field != mapping.None && f.cols[i].Field == k.field {
				f.cols[i].Field = mapping.None
			}
		}
		c.Field, c.Unit, c.Counter = k.field, k.unit, k.counter
	}
}

// lookAhead returns what comes next without using it: n bytes, or all up to the
// end of the first value and what was read with it.
func (in *jsonInput) lookAhead(n int) []byte {
	var scan jsonScan
	done, begun, whole := 0, false, false
	for !whole && in.end-in.pos < n {
		if !in.more() {
			break
		}
		if !begun {
			done = skipBlank(in.buf[:in.end], in.pos)
			if done == in.end {
				continue
			}
			if begun = scan.begin(in.buf[done]); !begun {
				break
			}
		}
		whole = scan.feed(in.buf[done:in.end]) >= 0
		done = in.end
	}
	return in.buf[in.pos:min(in.end, in.pos+n)]
}

func (t *jsonTable) columns() []mapping.Candidate { return t.flat.cols }

// notes returns what is to be told of the reading.
func (t *jsonTable) notes() []string {
	notes := t.more[:len(t.more):len(t.more)]
	if text := t.src.note(); text != "" {
		notes = append(notes, text)
	}
	if t.flat.dropped {
		notes = append(notes, "there are too many different names: further ones are left out")
	}
	return notes
}

// ready reports whether the next row can be read without waiting for input.
func (t *jsonTable) ready() bool { return t.src.ready() }

func (t *jsonTable) begin() { t.outer, t.text = t.outer[:0], t.text[:0] }

// addOuter keeps a member that stands around the records.
func (t *jsonTable) addOuter(name string, raw []byte) {
	col := t.flat.addColumn(name)
	if col < 0 || len(t.text) > jsonWindow {
		return
	}
	from := len(t.text)
	if raw[0] == '"' {
		var ok bool
		if t.text, ok = jsonUnescape(t.text, raw[1:len(raw)-1]); !ok {
			t.text = t.text[:from]
			return
		}
	} else if t.text = append(t.text, raw...); jsonScalar(raw, 0) != len(raw) {
		t.text = t.text[:from]
		return
	}
	t.outer = append(t.outer, outerCell{col: col, from: from, to: len(t.text)})
}

func (t *jsonTable) next(row *tableRow) error {
	for {
		if err := t.read(row); err != nil {
			return err
		}
		if t.kind == "" {
			return nil
		}
		if i := t.flat.find(t.kind); i < 0 || row.cells[i] == nil || string(row.cells[i]) == t.want {
			return nil
		}
	}
}

func (t *jsonTable) read(row *tableRow) error {
	rec, err := t.src.next()
	if err != nil {
		return err
	}
	n, err := t.flat.object(rec.text, 0)
	switch {
	case err != nil && rec.cut && t.src.lines && t.src.in.failed() == nil:
		return &rowError{line: rec.line, what: "the input breaks off in this line"}
	case err != nil && rec.cut:
		_, err = t.src.next()
		return err
	case err != nil:
		return &rowError{line: rec.line, what: err.Error()}
	case !t.src.used(rec, n):
		return &rowError{line: rec.line, what: "something follows the JSON object on its line"}
	}
	for _, o := range t.outer {
		if t.flat.cells[o.col] == nil {
			t.flat.cells[o.col] = t.text[o.from:o.to]
		}
	}
	row.line, row.cells = rec.line, t.flat.cells
	return nil
}
