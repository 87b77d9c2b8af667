package source

import (
	"fmt"
	"strings"

	"network-analytics/analytics/source/mapping"
)

// columnArrays reads objects whose members are arrays of equal length, one a
// column: {"time":[1,2],"rtt":[20,21]}. Scalars beside them hold for all rows.
type columnArrays struct {
	path []string
	// settle fills in what is known of a column.
	settle func(c *mapping.Candidate)

	cursors []columnCursor
	fixed   []columnCursor
}

// columnCursor is the next cell of a column.
type columnCursor struct {
	list, here jsonNode
	col        int
}

func (f *columnArrays) setPath(path []string) { f.path = path }

func (f *columnArrays) begin(d *docTable, doc jsonNode) error {
	f.cursors, f.fixed = f.cursors[:0], f.fixed[:0]
	f.scalars(d, doc)
	obj := doc
	for _, name := range f.path {
		if obj = obj.get(name); obj.ok() {
			f.scalars(d, obj)
		}
	}
	longest, length := jsonNode{}, 0
	for m := obj.first(); m.ok(); m = m.after(obj) {
		if !flatArray(m) {
			continue
		}
		f.cursors = append(f.cursors, columnCursor{list: m, here: m.first(), col: f.column(d, m.key())})
		if n := m.len(); n > length {
			longest, length = m, n
		}
	}
	if length == 0 {
		return fmt.Errorf("no arrays of columns here")
	}
	for _, c := range f.cursors {
		if n := c.list.len(); n != length && !d.tape.cut {
			d.note("arrays differ in length: the shorter ones have no values at the end")
		}
	}
	d.addAll(longest, 0)
	return nil
}

// scalars takes the members of an object that hold for all rows.
func (f *columnArrays) scalars(d *docTable, obj jsonNode) {
	for m := obj.first(); m.ok(); m = m.after(obj) {
		if v := m.value(); len(v) > 0 && len(v) <= maxOuterValue {
			f.fixed = append(f.fixed, columnCursor{here: m, col: f.column(d, m.key())})
		}
	}
}

func (f *columnArrays) column(d *docTable, name string) int {
	c := mapping.Candidate{Name: name}
	if f.settle != nil {
		f.settle(&c)
	}
	return d.column(c)
}

func (f *columnArrays) row(d *docTable, _ docItem) bool {
	d.tape.text = d.tape.text[:0]
	for _, c := range f.fixed {
		d.set(c.col, c.here.value())
	}
	for i := range f.cursors {
		c := &f.cursors[i]
		if c.here.ok() {
			d.set(c.col, c.here.value())
			c.here = c.here.after(c.list)
		}
	}
	return true
}

// rowArrays reads tables of arrays: names of the columns beside, or in, an array
// of arrays of cells. Names may be objects that hold the name: {"text":"Time"}.
type rowArrays struct {
	path []string
	cols []int
}

func (f *rowArrays) setPath(path []string) { f.path = path }

func (f *rowArrays) begin(d *docTable, doc jsonNode) error {
	obj := doc.get(f.path...)
	f.cols = f.cols[:0]
	header, body := tableParts(obj)
	if !header.ok() || !body.ok() {
		return fmt.Errorf("no names of columns and rows here")
	}
	f.addNames(d, header)
	d.addAll(body, 0)
	return nil
}

func (f *rowArrays) addNames(d *docTable, header jsonNode) {
	for m := header.first(); m.ok(); m = m.after(header) {
		name := m.str()
		for _, key := range []string{"text", "name", "Name", "title"} {
			if m.isObject() && name == "" {
				name = m.get(key).str()
			}
		}
		f.cols = append(f.cols, d.column(mapping.Candidate{Name: strings.TrimSpace(name)}))
	}
}

func (f *rowArrays) row(d *docTable, it docItem) bool {
	return arrayCells(d, it.node, f.cols)
}

// arrayCells fills in a row whose cells are the elements of an array.
func arrayCells(d *docTable, list jsonNode, cols []int) bool {
	d.tape.text = d.tape.text[:0]
	i := 0
	for m := list.first(); m.ok() && i < len(cols); m = m.after(list) {
		d.set(cols[i], m.value())
		i++
	}
	return i > 0
}

// looseRows reads an array of arrays of cells, the first of which may hold the
// names of the columns: [["time","rtt"],["2025-03-01T00:00:00Z",20.5]].
type looseRows struct{ cols []int }

func (f *looseRows) begin(d *docTable, doc jsonNode) error {
	if !doc.isArray() {
		return fmt.Errorf("not an array of cells")
	}
	if f.cols != nil {
		d.add(doc)
		return nil
	}
	names := true
	for m := doc.first(); m.ok(); m = m.after(doc) {
		_, number := m.number()
		names = names && m.kind() == '"' && !number
	}
	for m := doc.first(); m.ok(); m = m.after(doc) {
		name := m.str()
		if !names {
			name = fmt.Sprint(len(f.cols) + 1)
		}
		f.cols = append(f.cols, d.column(mapping.Candidate{Name: name}))
	}
	if !names {
		d.add(doc)
	}
	return nil
}

func (f *looseRows) row(d *docTable, it docItem) bool { return arrayCells(d, it.node, f.cols) }

// keyedRows reads an object of records, named by their members. The names are a
// column of their own.
type keyedRows struct{}

func (f *keyedRows) begin(d *docTable, doc jsonNode) error {
	d.column(mapping.Candidate{Name: "key"})
	for m := doc.first(); m.ok(); m = m.after(doc) {
		if m.isObject() {
			d.add(m)
		}
	}
	return nil
}

func (f *keyedRows) row(d *docTable, it docItem) bool {
	d.tape.text = d.tape.text[:0]
	d.set(0, d.join([]byte(it.node.key())))
	f.members(d, it.node, "")
	return true
}

func (f *keyedRows) members(d *docTable, v jsonNode, prefix string) {
	for m := v.first(); m.ok(); m = m.after(v) {
		if m.isObject() {
			f.members(d, m, prefix+m.key()+".")
		} else if m.isScalar() {
			d.put(mapping.Candidate{Name: prefix + m.key()}, m.value())
		}
	}
}
