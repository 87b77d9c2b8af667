package source

import (
	"errors"
	"fmt"
	"strings"

	pq "github.com/parquet-go/parquet-go/format"
)

// pqMeta is what a Parquet file says of itself in its footer.
type pqMeta struct {
	rows   int64
	schema []pqElement
	groups []pqGroup
	leaves []pqLeaf
}

// pqElement is a node of the schema.
type pqElement struct {
	name       string
	typ        int32 // pq.Type, -1 for a group
	length     int32
	repetition int32
	children   int32
	meaning    pqMeaning
	scale      int32
	utc        bool
	unit       int64 // ns of a tick of a time
}

// pqMeaning is what the values of a leaf stand for.
type pqMeaning uint8

const (
	pqPlain pqMeaning = iota
	pqTimestamp
	pqDate
	pqClock // time of day
	pqDecimal
	pqUnsigned
	pqUUID
	pqHalf
)

// pqLeaf is a column.
type pqLeaf struct {
	pqElement
	path           string
	maxDef, maxRep int
	list           string // path of the repeated node, for maxRep 1
}

type pqGroup struct {
	rows   int64
	chunks []pqChunk
}

// pqChunk is the part of a column in a row group.
type pqChunk struct {
	typ, codec    int32
	values        int64
	from, size    int64
	outside, seen bool // outside: in another file, or encrypted
}

var errParquetMeta = errors.New("the footer is damaged")

// parseParquetMeta reads a footer. The result is at most a few times as large.
func parseParquetMeta(b []byte, fileSize int64) (*pqMeta, error) {
	m := &pqMeta{rows: -1}
	r := &thriftReader{b: b}
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 2 && typ == thriftList:
			r.list(thriftStruct, func() { m.schema = append(m.schema, readPqElement(r)) })
		case id == 3 && typ == 6:
			m.rows = r.int64()
		case id == 4 && typ == thriftList:
			r.list(thriftStruct, func() { m.groups = append(m.groups, readPqGroup(r)) })
		case id == 8:
			r.fail()
		default:
			return false
		}
		return true
	})
	if r.bad || m.rows < 0 || len(m.schema) < 2 {
		return nil, errParquetMeta
	}
	at := 1
	for range m.schema[0].children {
		if !m.walk(&at, "", "", 0, 0, 0) {
			return nil, errParquetMeta
		}
	}
	if at != len(m.schema) || len(m.leaves) == 0 {
		return nil, errParquetMeta
	}
	var rows int64
	for i := range m.groups {
		g := &m.groups[i]
		if g.rows < 0 || len(g.chunks) != len(m.leaves) {
			return nil, fmt.Errorf("row group %d does not have the columns of the schema", i+1)
		}
		rows += g.rows
		for j := range g.chunks {
			c := &g.chunks[j]
			switch {
			case c.outside:
				return nil, errors.New("it is encrypted or has its columns in other files")
			case c.typ != m.leaves[j].typ, c.values < 0, m.leaves[j].maxRep == 0 && c.values != g.rows:
				return nil, fmt.Errorf("row group %d and column %s disagree on their rows or type", i+1, quote(m.leaves[j].path))
			case c.from < 4 || c.size < 0 || c.from > fileSize || c.size > fileSize-c.from:
				return nil, fmt.Errorf("column %s lies outside of the file", quote(m.leaves[j].path))
			}
		}
	}
	if rows != m.rows {
		return nil, fmt.Errorf("it says %d rows in all but %d in its row groups", m.rows, rows)
	}
	return m, nil
}

// walk collects the leaves under the element at *at.
func (m *pqMeta) walk(at *int, path, list string, def, rep, depth int) bool {
	if *at >= len(m.schema) || depth > thriftMaxDepth {
		return false
	}
	e := m.schema[*at]
	*at++
	if path != "" {
		path += "."
	}
	if path += e.name; len(path) > 4096 {
		return false
	}
	switch pq.FieldRepetitionType(e.repetition) {
	case pq.Required:
	case pq.Optional:
		def++
	case pq.Repeated:
		def++
		rep++
		list = path
	default:
		return false
	}
	if e.typ >= 0 {
		if e.children > 0 {
			return false
		}
		m.leaves = append(m.leaves, pqLeaf{pqElement: e, path: shortPath(path), maxDef: def, maxRep: rep, list: list})
		return len(m.leaves) <= maxTableWidth
	}
	for range e.children {
		if !m.walk(at, path, list, def, rep, depth+1) {
			return false
		}
	}
	return true
}

// shortPath leaves out the two levels that every list has by convention.
func shortPath(path string) string {
	for _, end := range []string{".list.element", ".list.item", ".bag.array_element", ".list.array"} {
		if s, ok := strings.CutSuffix(path, end); ok {
			return s
		}
	}
	return strings.Replace(path, ".list.element.", ".", 1)
}

func readPqElement(r *thriftReader) pqElement {
	e := pqElement{typ: -1, repetition: 0, unit: 1}
	converted, named := int32(-1), false
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 1 && typ == 5:
			if e.typ = r.int32(); e.typ < 0 || e.typ > 7 {
				r.fail()
			}
		case id == 2 && typ == 5:
			e.length = r.int32()
		case id == 3 && typ == 5:
			e.repetition = r.int32()
		case id == 4 && typ == thriftBinary:
			e.name, named = string(r.bytes()), true
		case id == 5 && typ == 5:
			e.children = r.int32()
		case id == 6 && typ == 5:
			converted = r.int32()
		case id == 7 && typ == 5:
			e.scale = r.int32()
		case id == 10 && typ == thriftStruct:
			readPqLogical(r, &e)
		default:
			return false
		}
		return true
	})
	if !named || e.typ == int32(pq.FixedLenByteArray) && (e.length <= 0 || e.length > 1<<16) || e.children < 0 {
		r.fail()
	}
	if e.meaning == pqPlain && converted >= 0 {
		e.convert(converted)
	}
	return e
}

// readPqLogical reads the union that says what a column means.
func readPqLogical(r *thriftReader, e *pqElement) {
	inner := func(f func(id int16, typ byte) bool) { r.fields(f) }
	r.fields(func(id int16, typ byte) bool {
		if typ != thriftStruct {
			return false
		}
		switch id {
		case 5: // DECIMAL
			e.meaning = pqDecimal
			inner(func(id int16, typ byte) bool {
				if id == 1 && typ == 5 {
					e.scale = r.int32()
					return true
				}
				return false
			})
		case 6:
			e.meaning = pqDate
			return false
		case 7, 8: // TIME, TIMESTAMP
			e.meaning = pqTimestamp
			if id == 7 {
				e.meaning = pqClock
			}
			inner(func(id int16, typ byte) bool {
				switch {
				case id == 1 && (typ == thriftTrue || typ == thriftFalse):
					e.utc = typ == thriftTrue
				case id == 2 && typ == thriftStruct:
					inner(func(id int16, _ byte) bool {
						e.unit = map[int16]int64{1: 1e6, 2: 1e3, 3: 1}[id]
						return false
					})
				default:
					return false
				}
				return true
			})
		case 10: // INTEGER
			inner(func(id int16, typ byte) bool {
				if id == 2 && typ == thriftFalse {
					e.meaning = pqUnsigned
				}
				return id == 2
			})
		case 14:
			e.meaning = pqUUID
			return false
		case 15:
			e.meaning = pqHalf
			return false
		default:
			return false
		}
		return true
	})
	if e.unit == 0 {
		r.fail()
	}
}

// convert takes what older files say instead of a logical type.
func (e *pqElement) convert(c int32) {
	switch c {
	case 5:
		e.meaning = pqDecimal
	case 6:
		e.meaning = pqDate
	case 7, 8:
		e.meaning, e.unit = pqClock, map[int32]int64{7: 1e6, 8: 1e3}[c]
	case 9, 10:
		e.meaning, e.utc, e.unit = pqTimestamp, true, map[int32]int64{9: 1e6, 10: 1e3}[c]
	case 11, 12, 13, 14:
		e.meaning = pqUnsigned
	}
}

func readPqGroup(r *thriftReader) pqGroup {
	g := pqGroup{rows: -1}
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 1 && typ == thriftList:
			r.list(thriftStruct, func() { g.chunks = append(g.chunks, readPqChunk(r)) })
		case id == 3 && typ == 6:
			g.rows = r.int64()
		default:
			return false
		}
		return true
	})
	if g.rows < 0 {
		r.fail()
	}
	return g
}

func readPqChunk(r *thriftReader) pqChunk {
	c := pqChunk{values: -1, size: -1}
	var data, dict int64
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 1 || id == 8 || id == 9:
			c.outside = true
			return false
		case id != 3 || typ != thriftStruct:
			return false
		}
		c.seen = true
		r.fields(func(id int16, typ byte) bool {
			switch {
			case id == 1 && typ == 5:
				c.typ = r.int32()
			case id == 4 && typ == 5:
				c.codec = r.int32()
			case id == 5 && typ == 6:
				c.values = r.int64()
			case id == 7 && typ == 6:
				c.size = r.int64()
			case id == 9 && typ == 6:
				data = r.int64()
			case id == 11 && typ == 6:
				dict = r.int64()
			default:
				return false
			}
			return true
		})
		return true
	})
	if !c.outside && (!c.seen || c.values < 0 || c.size < 0) {
		r.fail()
	}
	c.from = data
	// Some writers state a dictionary at 0, or behind the first data page.
	if dict > 0 && dict < data {
		c.from = dict
	}
	return c
}
