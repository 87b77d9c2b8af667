package record

import (
	"encoding/binary"
	"math"
)

// Places returns the devices and regions of the rows, good until the next call
// with the same Scratch.
func (c *Chunk) Places(s *Scratch) (device, region []NameID) {
	s.Device, s.Region = sized(s.Device, c.rows), sized(s.Region, c.rows)
	for i, id := range c.device.all(s, c.rows) {
		s.Device[i] = NameID(id)
	}
	for i, id := range c.region.all(s, c.rows) {
		s.Region[i] = NameID(id)
	}
	return s.Device, s.Region
}

// Above calls f, in order, for every row that has some metric above its floor;
// it may call it for others, too. A floor of +Inf asks for nothing.
func (c *Chunk) Above(floors [NumMetrics]float64, s *Scratch, f func(i int)) {
	s.hits = sized(s.hits, c.rows)
	clear(s.hits)
	for m := range floors {
		if c.column[m].max > floors[m] { // false for NaN
			c.column[m].above(floors[m], s)
		}
	}
	for i, hit := range s.hits {
		if hit {
			f(i)
		}
	}
}

// above marks the rows whose value may be above floor.
func (c *column) above(floor float64, s *Scratch) {
	if c.kind == columnFloat {
		for i := range s.hits {
			if c.at(i) > floor {
				s.hits[i] = true
			}
		}
		return
	}
	// One less, so that rounding loses none; code 0 is missing.
	limit := uint32(min(max(floor*c.scale-float64(c.base), 0), math.MaxUint32))
	for i, code := range c.all(s, len(s.hits)) {
		if code > limit {
			s.hits[i] = true
		}
	}
}

// Fill makes b the batch that the chunk was made of, in the memory that b has.
func (c *Chunk) Fill(b *Batch, s *Scratch) {
	b.Seq = c.Seq
	b.Time = sized(b.Time, c.rows)
	if c.time.width == 8 {
		for i := range b.Time {
			b.Time[i] = c.Time(i)
		}
	} else {
		for i, code := range c.time.all(s, c.rows) {
			b.Time[i] = c.time.base + c.unit*int64(code)
		}
	}
	device, region := c.Places(s)
	b.Device, b.Region = append(b.Device[:0], device...), append(b.Region[:0], region...)
	for m := range c.column {
		col := &c.column[m]
		b.Value[m] = sized(b.Value[m], c.rows)
		if col.kind != columnFixed {
			for i := range b.Value[m] {
				b.Value[m][i] = col.at(i)
			}
			continue
		}
		for i, code := range col.all(s, c.rows) {
			b.Value[m][i] = col.value(code)
		}
	}
}

// ScatterTime sets out[at[k]] to the time of row rows[k] for every k.
func (c *Chunk) ScatterTime(rows, at []uint32, out []int64, s *Scratch) {
	if c.time.width == 8 {
		for k, i := range rows {
			out[at[k]] = c.Time(int(i))
		}
		return
	}
	for k, code := range c.time.of(s, rows) {
		out[at[k]] = c.time.base + c.unit*int64(code)
	}
}

// Scatter is ScatterTime for a metric. It leaves out as it is and returns false
// when the chunk has no value of it.
func (c *Chunk) Scatter(m Metric, rows, at []uint32, out []float64, s *Scratch) bool {
	switch col := &c.column[m]; col.kind {
	case columnFixed:
		for k, code := range col.of(s, rows) {
			out[at[k]] = col.value(code)
		}
	case columnFloat:
		for k, i := range rows {
			out[at[k]] = math.Float64frombits(binary.LittleEndian.Uint64(col.data[8*int(i):]))
		}
	default:
		return false
	}
	return true
}
