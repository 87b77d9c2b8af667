package record

import (
	"encoding/binary"
	"errors"
	"math"
)

// Size returns about how many bytes of memory the chunk takes.
func (c *Chunk) Size() int64 {
	n := int64(len(c.offset))*4 + int64(len(c.time))*8 + int64(len(c.device))*8 + 256
	for m := range c.column {
		n += int64(len(c.column[m].fixed))*4 + int64(len(c.column[m].float))*8
	}
	return n
}

// The kinds of column in the binary form.
const (
	columnMissing = iota
	columnFixed
	columnFloat
)

// AppendBinary appends a form of the chunk for this process to read back with
// a Decoder. It is no exchange format.
func (c *Chunk) AppendBinary(b []byte) []byte {
	u32 := func(v uint32) { b = binary.LittleEndian.AppendUint32(b, v) }
	u64 := func(v uint64) { b = binary.LittleEndian.AppendUint64(b, v) }
	u32(uint32(c.Len()))
	u64(c.Seq)
	u64(uint64(c.start))
	if c.time != nil {
		b = append(b, 1)
		for _, t := range c.time {
			u64(uint64(t))
		}
	} else {
		b = append(b, 0)
		for _, t := range c.offset {
			u32(uint32(t))
		}
	}
	for _, ids := range [][]NameID{c.device, c.region} {
		for _, id := range ids {
			u32(uint32(id))
		}
	}
	for m := range c.column {
		col := &c.column[m]
		u64(math.Float64bits(col.min))
		u64(math.Float64bits(col.max))
		switch {
		case col.fixed != nil:
			b = append(b, columnFixed)
			u64(math.Float64bits(col.scale))
			for _, v := range col.fixed {
				u32(uint32(v))
			}
		case col.float != nil:
			b = append(b, columnFloat)
			for _, v := range col.float {
				u64(math.Float64bits(v))
			}
		default:
			b = append(b, columnMissing)
		}
	}
	return b
}

// Decoder reads one chunk after the other into the same memory. The zero value is
// ready.
type Decoder struct {
	chunk          Chunk
	offset         []int32
	time           []int64
	device, region []NameID
	fixed          [NumMetrics][]int32
	float          [NumMetrics][]float64
}

// Decode reads what AppendBinary wrote. It returns an error when b is shorter or
// longer than that. The chunk is good until the next call.
func (d *Decoder) Decode(b []byte) (*Chunk, error) {
	short := false
	take := func(n int) []byte {
		if n > len(b) {
			short = true
			return make([]byte, min(n, 8)) // enough for the scalars; columns check short first
		}
		head := b[:n]
		b = b[n:]
		return head
	}
	u32 := func() uint32 { return binary.LittleEndian.Uint32(take(4)) }
	u64 := func() uint64 { return binary.LittleEndian.Uint64(take(8)) }
	n := int(u32())
	c := &d.chunk
	*c = Chunk{Seq: u64(), start: int64(u64())}
	form := take(1)[0]
	damaged := form > 1
	words := func() []byte {
		if raw := take(4 * n); !short {
			return raw
		}
		return nil
	}
	longs := func() []byte {
		if raw := take(8 * n); !short {
			return raw
		}
		return nil
	}
	if form == 1 {
		c.time = decode(&d.time, longs(), 8, func(w []byte) int64 { return int64(binary.LittleEndian.Uint64(w)) })
	} else {
		c.offset = decode(&d.offset, words(), 4, func(w []byte) int32 { return int32(binary.LittleEndian.Uint32(w)) })
	}
	id := func(w []byte) NameID { return NameID(binary.LittleEndian.Uint32(w)) }
	c.device, c.region = decode(&d.device, words(), 4, id), decode(&d.region, words(), 4, id)
	for m := range c.column {
		col := &c.column[m]
		col.min, col.max = math.Float64frombits(u64()), math.Float64frombits(u64())
		switch take(1)[0] {
		case columnFixed:
			col.scale = math.Float64frombits(u64())
			col.fixed = decode(&d.fixed[m], words(), 4, func(w []byte) int32 { return int32(binary.LittleEndian.Uint32(w)) })
		case columnFloat:
			col.float = decode(&d.float[m], longs(), 8, func(w []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(w)) })
		case columnMissing:
		default:
			damaged = true
		}
	}
	if short || damaged || len(b) > 0 {
		return nil, errors.New("a spooled chunk is damaged")
	}
	return c, nil
}

// decode turns raw words of a size into values, in the memory of spare.
func decode[T any](spare *[]T, raw []byte, size int, one func([]byte) T) []T {
	n := len(raw) / size
	if cap(*spare) < n || *spare == nil {
		*spare = make([]T, n)
	}
	out := (*spare)[:n]
	for i := range out {
		out[i] = one(raw[i*size:])
	}
	return out
}
