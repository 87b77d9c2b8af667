package record

import (
	"encoding/binary"
	"math"
)

// Packer makes chunks. It belongs to one goroutine; the zero value is ready.
type Packer struct {
	batch *Batch
	chunk Chunk
	fixed [NumMetrics][]int32
}

const missingFixed = math.MinInt32

// scales are tried in this order: most telemetry has two or three decimals.
var scales = [...]float64{1, 1e2, 1e3, 1e4, 1e6}

// units are tried in this order: most times are whole seconds.
var units = [...]int64{1e9, 1e6, 1e3, 1}

// Measure looks at a batch and returns how many bytes its chunk takes.
func (p *Packer) Measure(b *Batch) int {
	p.batch = b
	p.chunk = Chunk{Seq: b.Seq, rows: b.Len()}
	p.measureTime(b.Time)
	p.chunk.device.width, p.chunk.region.width = widthOf(b.Device), widthOf(b.Region)
	for m := range b.Value {
		p.chunk.column[m] = p.measure(Metric(m), b.Value[m])
	}
	return p.chunk.size()
}

// Pack returns the chunk of the batch that was measured, which must not have
// changed, in raw, which must have the measured length.
func (p *Packer) Pack(raw []byte) *Chunk {
	c := p.chunk
	c.writeHead(raw)
	times := p.batch.Time
	c.time.put(func(i int) uint64 { return uint64((times[i] - c.time.base) / c.unit) })
	putIDs(&c.device, p.batch.Device)
	putIDs(&c.region, p.batch.Region)
	for m := range c.column {
		switch col := &c.column[m]; col.kind {
		case columnFixed:
			col.putFixed(p.fixed[m][:c.rows])
		case columnFloat:
			for i, v := range p.batch.Value[m] {
				binary.LittleEndian.PutUint64(col.data[8*i:], math.Float64bits(v))
			}
		}
	}
	return &c
}

// width returns how many bytes hold the whole numbers up to most.
func width(most uint64) int {
	switch {
	case most <= math.MaxUint8:
		return 1
	case most <= math.MaxUint16:
		return 2
	case most <= math.MaxUint32:
		return 4
	}
	return 8
}

func widthOf(ids []NameID) int {
	most := NameID(0)
	for _, id := range ids {
		most = max(most, id)
	}
	return width(uint64(most))
}

// measureTime finds the coarsest unit of which all distances are multiples.
func (p *Packer) measureTime(times []int64) {
	c := &p.chunk
	c.unit, c.time.width = 1, 8
	if len(times) == 0 {
		return
	}
	lo, hi := times[0], times[0]
	at := 0
	for _, t := range times {
		lo, hi = min(lo, t), max(hi, t)
		for at < len(units)-1 && !multiple(t-times[0], at) {
			at++
		}
	}
	c.first, c.last = lo, hi
	if hi-lo < 0 { // beyond 64 bits
		return
	}
	unit := units[at]
	if w := width(uint64(hi-lo) / uint64(unit)); w > 2 {
		unit = common(times, lo, unit)
	}
	w := width(uint64(hi-lo) / uint64(unit))
	if w == 8 {
		return
	}
	c.time.base, c.unit, c.time.width = lo, unit, w
}

// multiple reports whether d is a multiple of units[at]. The constants make the
// divisions cheap.
func multiple(d int64, at int) bool {
	switch at {
	case 0:
		return d%1e9 == 0
	case 1:
		return d%1e6 == 0
	case 2:
		return d%1e3 == 0
	}
	return true
}

// common returns the largest unit, a multiple of the given one, of which all times
// are multiples from lo on.
func common(times []int64, lo, unit int64) int64 {
	g := int64(0)
	for _, t := range times {
		if d := t - lo; g == 0 || d%g != 0 {
			for d != 0 {
				g, d = d, g%d
			}
			if g == unit {
				break
			}
		}
	}
	return max(g, unit)
}

// put fills the codes.
func (c *codes) put(code func(i int) uint64) {
	switch c.width {
	case 1:
		for i := range c.data {
			c.data[i] = byte(code(i))
		}
	case 2:
		for i := range len(c.data) / 2 {
			binary.LittleEndian.PutUint16(c.data[2*i:], uint16(code(i)))
		}
	case 4:
		for i := range len(c.data) / 4 {
			binary.LittleEndian.PutUint32(c.data[4*i:], uint32(code(i)))
		}
	case 8:
		for i := range len(c.data) / 8 {
			binary.LittleEndian.PutUint64(c.data[8*i:], code(i))
		}
	}
}

func putIDs(c *codes, ids []NameID) {
	if c.width > 1 {
		c.put(func(i int) uint64 { return uint64(ids[i]) })
		return
	}
	for i, id := range ids {
		c.data[i] = byte(id)
	}
}

// measure chooses the kind of a column.
func (p *Packer) measure(m Metric, values []float64) column {
	first := 0
	for first < len(values) && IsMissing(values[first]) {
		first++
	}
	if first == len(values) {
		return column{kind: columnMissing, min: Missing, max: Missing}
	}
	p.fixed[m] = sized(p.fixed[m], len(values))
	for _, scale := range scales {
		if c, ok := fixColumn(values, p.fixed[m], scale); ok {
			return c
		}
	}
	c := column{kind: columnFloat, codes: codes{width: 8}, min: values[first], max: values[first]}
	for _, v := range values {
		if v < c.min {
			c.min = v
		}
		if v > c.max {
			c.max = v
		}
	}
	return c
}

// fixColumn keeps values as whole multiples of 1/scale in fixed, and reports
// whether that loses nothing. Some value must be present.
func fixColumn(values []float64, fixed []int32, scale float64) (column, bool) {
	const round = 3 << 51 // rounds what is below 2^51 to a whole number when added and taken off
	lo, hi := int32(math.MaxInt32), int32(math.MinInt32)
	for i, v := range values {
		x := v * scale
		if !(x < math.MaxInt32 && x > -math.MaxInt32) {
			if !IsMissing(v) {
				return column{}, false
			}
			fixed[i] = missingFixed
			continue
		}
		r := float64(x) + round - round
		if r/scale != v {
			return column{}, false
		}
		f := int32(r)
		fixed[i] = f
		lo, hi = min(lo, f), max(hi, f)
	}
	return column{
		kind: columnFixed, codes: codes{base: int64(lo), width: width(uint64(int64(hi) - int64(lo) + 1))},
		scale: scale, min: float64(lo) / scale, max: float64(hi) / scale,
	}, true
}

// putFixed fills the codes of a column of decimals.
func (c *column) putFixed(fixed []int32) {
	base := int32(c.base) // differences wrap around to the right code
	code := func(f int32) uint32 {
		if f == missingFixed {
			return 0
		}
		return uint32(f-base) + 1
	}
	switch c.width {
	case 1:
		for i, f := range fixed {
			c.data[i] = byte(code(f))
		}
	case 2:
		for i, f := range fixed {
			binary.LittleEndian.PutUint16(c.data[2*i:], uint16(code(f)))
		}
	default:
		for i, f := range fixed {
			binary.LittleEndian.PutUint32(c.data[4*i:], code(f))
		}
	}
}
