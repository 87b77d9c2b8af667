package source

import "hash/maphash"

// What may be open at a time: joined rows, their cells, and the text of them.
const (
	pivotKeys  = 1 << 20
	pivotCells = 4 << 20
	pivotText  = 128 << 20
)

// influxPivot joins values to rows by a key, in the order in which the keys
// were seen first. Use: begin, key for each part, add; then drain, and row as
// long as draining. The texts lie in one block of memory.
type influxPivot struct {
	seed    maphash.Seed
	text    []byte
	parts   []pivotPart
	rows    []pivotRow
	index   map[uint64]int32 // hash of the key -> last row with that hash
	keyFrom int              // parts of the key in hand
	line    int64
	out     int // next row to be given out
	active  bool
	drained int64
}

// pivotPart is a cell of a row; next links the values of a row.
type pivotPart struct {
	column   int32
	from, to uint32 // in text
	next     int32  // -1 at the end
}

type pivotRow struct {
	line      int64
	key, keys int32 // parts of the key
	first     int32 // first value, -1 for none
	sameHash  int32 // row before with the same hash, -1 for none
}

func (p *influxPivot) draining() bool { return p.active }

func (p *influxPivot) full() bool {
	return len(p.rows) >= pivotKeys || len(p.parts) >= pivotCells || len(p.text) >= pivotText
}

func (p *influxPivot) begin(line int64) {
	if p.index == nil {
		p.index = make(map[uint64]int32)
		p.seed = maphash.MakeSeed()
	}
	p.keyFrom, p.line = len(p.parts), line
}

func (p *influxPivot) key(column int, cell []byte) {
	if len(cell) == 0 {
		return // an absent tag and an empty one are the same
	}
	p.append(column, cell)
}

func (p *influxPivot) append(column int, cell []byte) {
	from := len(p.text)
	p.text = append(p.text, cell...)
	p.parts = append(p.parts, pivotPart{int32(column), uint32(from), uint32(len(p.text)), -1})
}

// add adds a value to the row of the key. A false result tells that the row had
// one for this column, so that another row was made.
func (p *influxPivot) add(column int, value []byte) bool {
	var h maphash.Hash
	h.SetSeed(p.seed)
	key := p.parts[p.keyFrom:]
	for _, part := range key {
		h.WriteByte(byte(part.column))
		h.WriteByte(byte(part.column >> 8))
		h.Write(p.text[part.from:part.to])
		h.WriteByte(0xff)
	}
	sum := h.Sum64()
	last, ok := p.index[sum]
	if !ok {
		last = -1
	}
	fresh := true
	for i := last; i >= 0; i = p.rows[i].sameHash {
		r := &p.rows[i]
		if !p.sameKey(key, p.parts[r.key:r.key+r.keys]) {
			continue
		}
		if p.has(r, column) {
			fresh = false
			break // the newest row of this key is taken already
		}
		// The key is known: give its memory back.
		if len(key) > 0 {
			p.text = p.text[:key[0].from]
		}
		p.parts = p.parts[:p.keyFrom]
		p.value(r, column, value)
		return true
	}
	p.rows = append(p.rows, pivotRow{line: p.line, key: int32(p.keyFrom), keys: int32(len(key)), first: -1, sameHash: last})
	p.index[sum] = int32(len(p.rows) - 1)
	p.value(&p.rows[len(p.rows)-1], column, value)
	return fresh
}

func (p *influxPivot) value(r *pivotRow, column int, value []byte) {
	p.append(column, value)
	at := int32(len(p.parts) - 1)
	p.parts[at].next = r.first
	r.first = at
}

func (p *influxPivot) has(r *pivotRow, column int) bool {
	for i := r.first; i >= 0; i = p.parts[i].next {
		if int(p.parts[i].column) == column {
			return true
		}
	}
	return false
}

func (p *influxPivot) sameKey(a, b []pivotPart) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].column != b[i].column || string(p.text[a[i].from:a[i].to]) != string(p.text[b[i].from:b[i].to]) {
			return false
		}
	}
	return true
}

// drain begins to give out the rows.
func (p *influxPivot) drain() {
	if len(p.rows) > 0 {
		p.active, p.out = true, 0
		p.drained++
	}
}

// row returns the next row.
func (p *influxPivot) row(cells [][]byte, width int) (int64, [][]byte) {
	cells = clearCells(cells, width)
	r := &p.rows[p.out]
	for _, part := range p.parts[r.key : r.key+r.keys] {
		cells[part.column] = p.text[part.from:part.to]
	}
	for i := r.first; i >= 0; i = p.parts[i].next {
		cells[p.parts[i].column] = p.text[p.parts[i].from:p.parts[i].to]
	}
	if p.out++; p.out == len(p.rows) {
		// The cells stay valid until the next call, for the memory is only
		// overwritten by then.
		p.active = false
		clear(p.index)
		p.text, p.parts, p.rows = p.text[:0], p.parts[:0], p.rows[:0]
	}
	return r.line, cells
}
