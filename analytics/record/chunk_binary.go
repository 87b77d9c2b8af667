package record

import (
	"encoding/binary"
	"errors"
	"math"
)

// The bytes of a chunk: rows and Seq; first and last time; base, unit and width of the times; widths of
// devices and regions; of each metric kind, width, base, scale, min, max; then the
// codes in that order. Numbers are little-endian.
const (
	headMetric = 1 + 1 + 8 + 3*8
	headSize   = 4 + 5*8 + 1 + 1 + 1 + headMetric*int(NumMetrics)
)

// writeHead writes all but the codes of c into raw and makes them parts of it.
func (c *Chunk) writeHead(raw []byte) {
	b := raw[:0]
	b = binary.LittleEndian.AppendUint32(b, uint32(c.rows))
	for _, v := range [...]uint64{c.Seq, uint64(c.first), uint64(c.last), uint64(c.time.base), uint64(c.unit)} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	b = append(b, byte(c.time.width), byte(c.device.width), byte(c.region.width))
	for m := range c.column {
		col := &c.column[m]
		b = append(b, col.kind, byte(col.width))
		b = binary.LittleEndian.AppendUint64(b, uint64(col.base))
		for _, f := range [...]float64{col.scale, col.min, col.max} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
		}
	}
	c.part(raw)
}

// size returns the number of all bytes.
func (c *Chunk) size() int {
	n := c.time.width + c.device.width + c.region.width
	for m := range c.column {
		n += c.column[m].width
	}
	return headSize + n*c.rows
}

// part makes the codes parts of raw, which has the size of the chunk.
func (c *Chunk) part(raw []byte) {
	c.raw = raw
	rest := raw[headSize:]
	take := func(k *codes) {
		n := k.width * c.rows
		k.data, rest = rest[:n:n], rest[n:]
	}
	take(&c.time)
	take(&c.device)
	take(&c.region)
	for m := range c.column {
		take(&c.column[m].codes)
	}
}

// Read makes c the chunk whose Bytes are raw, which it keeps. It returns an error
// when that cannot be.
func (c *Chunk) Read(raw []byte) error {
	damaged := errors.New("a spooled chunk is damaged")
	if len(raw) < headSize {
		return damaged
	}
	b := raw
	u64 := func() uint64 {
		v := binary.LittleEndian.Uint64(b)
		b = b[8:]
		return v
	}
	*c = Chunk{rows: int(binary.LittleEndian.Uint32(b))}
	b = b[4:]
	c.Seq, c.first, c.last = u64(), int64(u64()), int64(u64())
	c.time.base, c.unit = int64(u64()), int64(u64())
	c.time.width, c.device.width, c.region.width = int(b[0]), int(b[1]), int(b[2])
	b = b[3:]
	whole := func(width int) bool { return width == 1 || width == 2 || width == 4 }
	good := (whole(c.time.width) || c.time.width == 8) && whole(c.device.width) && whole(c.region.width)
	for m := range c.column {
		col := &c.column[m]
		col.kind, col.width = b[0], int(b[1])
		b = b[2:]
		col.base = int64(u64())
		col.scale, col.min, col.max = math.Float64frombits(u64()), math.Float64frombits(u64()), math.Float64frombits(u64())
		switch col.kind {
		case columnMissing:
			good = good && col.width == 0
		case columnFixed:
			good = good && whole(col.width)
		default:
			good = good && col.kind == columnFloat && col.width == 8
		}
	}
	if !good || c.size() != len(raw) {
		return damaged
	}
	c.part(raw)
	return nil
}
