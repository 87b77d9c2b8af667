package record

import (
	"encoding/binary"
	"math"
)

// Chunk is a Batch made small to be kept: decimals, times and numbers of names
// become whole numbers of 1, 2 or 4 bytes wherever that loses nothing. It gives
// back exactly what the Batch held. Its bytes are the same in memory and in a
// file, see Bytes and Read. It does not change, so that it may be looked at from
// several goroutines.
type Chunk struct {
	Seq            uint64
	raw            []byte
	rows           int
	first, last    int64 // times, 0 without rows
	time           codes // times are base + unit * code
	unit           int64 // ns
	device, region codes
	column         [NumMetrics]column
}

// codes are whole numbers of a width in bytes, to be added to base.
type codes struct {
	data  []byte
	width int
	base  int64
}

// column keeps one metric.
type column struct {
	kind     byte
	codes    // of columnFixed: value * scale is base - 1 + code; code 0 is missing. Of columnFloat: bits.
	scale    float64
	min, max float64 // over present values; NaN when there are none
}

// The kinds of column.
const (
	columnMissing = iota // no value at all
	columnFixed
	columnFloat
)

// Scratch is memory for looks at chunks. It belongs to one goroutine; the zero
// value is ready.
type Scratch struct {
	Device, Region []NameID // by Places
	codes          []uint32
	hits           []bool
}

// all returns the codes of all rows, whose width is at most 4.
func (c *codes) all(s *Scratch, rows int) []uint32 {
	s.codes = sized(s.codes, rows)
	out := s.codes
	switch data := c.data; c.width {
	case 1:
		for i := range out {
			out[i] = uint32(data[i])
		}
	case 2:
		for i := range out {
			out[i] = uint32(binary.LittleEndian.Uint16(data[2*i:]))
		}
	default:
		for i := range out {
			out[i] = binary.LittleEndian.Uint32(data[4*i:])
		}
	}
	return out
}

// of returns the codes of some rows.
func (c *codes) of(s *Scratch, rows []uint32) []uint32 {
	s.codes = sized(s.codes, len(rows))
	out := s.codes
	switch data := c.data; c.width {
	case 1:
		for k, i := range rows {
			out[k] = uint32(data[i])
		}
	case 2:
		for k, i := range rows {
			out[k] = uint32(binary.LittleEndian.Uint16(data[2*int(i):]))
		}
	default:
		for k, i := range rows {
			out[k] = binary.LittleEndian.Uint32(data[4*int(i):])
		}
	}
	return out
}

// one returns the code of one row.
func (c *codes) one(i int) uint64 {
	switch c.width {
	case 1:
		return uint64(c.data[i])
	case 2:
		return uint64(binary.LittleEndian.Uint16(c.data[2*i:]))
	case 4:
		return uint64(binary.LittleEndian.Uint32(c.data[4*i:]))
	}
	return binary.LittleEndian.Uint64(c.data[8*i:])
}

// value returns the value of a code of columnFixed.
func (c *column) value(code uint32) float64 {
	if code == 0 {
		return Missing
	}
	return float64(c.base-1+int64(code)) / c.scale
}

func (c *column) at(i int) float64 {
	switch c.kind {
	case columnFixed:
		return c.value(uint32(c.one(i)))
	case columnFloat:
		return math.Float64frombits(c.one(i))
	}
	return Missing
}

// Len returns the number of rows.
func (c *Chunk) Len() int { return c.rows }

// Bytes returns the whole chunk, for Read. It is no exchange format.
func (c *Chunk) Bytes() []byte { return c.raw }

// Max returns the largest value of a metric, NaN when all are missing.
func (c *Chunk) Max(m Metric) float64 { return c.column[m].max }

// Min returns the smallest value of a metric, NaN when all are missing.
func (c *Chunk) Min(m Metric) float64 { return c.column[m].min }

// Value returns one cell, NaN when it is missing.
func (c *Chunk) Value(m Metric, i int) float64 { return c.column[m].at(i) }

// Time returns the time of row i.
func (c *Chunk) Time(i int) int64 { return c.time.base + c.unit*int64(c.time.one(i)) }

// Row returns row i as it was in the batch.
func (c *Chunk) Row(i int) Row {
	r := Row{Seq: c.Seq, Index: uint32(i), Time: c.Time(i)}
	r.Device, r.Region = NameID(c.device.one(i)), NameID(c.region.one(i))
	for m := range r.Value {
		r.Value[m] = c.column[m].at(i)
	}
	return r
}

// Span returns the earliest and the latest time in the chunk, 0 when it is empty.
func (c *Chunk) Span() (first, last int64) { return c.first, c.last }

// sized returns memory for n elements, that of s when it is enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
