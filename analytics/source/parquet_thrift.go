package source

import "math"

// thriftReader reads the compact Thrift encoding that Parquet's metadata is
// written in. A fault makes it stay at the end; check bad once at the end of a
// structure. Nothing is allocated by the sizes that the data states.
type thriftReader struct {
	b     []byte
	pos   int
	bad   bool
	depth int
}

// Types of the compact encoding.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

const thriftMaxDepth = 32

func (r *thriftReader) fail() {
	r.bad = true
	r.pos = len(r.b)
}

func (r *thriftReader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail()
		return 0
	}
	c := r.b[r.pos]
	r.pos++
	return c
}

func (r *thriftReader) uvarint() uint64 {
	var v uint64
	for shift := 0; shift < 70; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << min(shift, 63)
		if c < 0x80 {
			return v
		}
	}
	r.fail()
	return 0
}

func (r *thriftReader) int64() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *thriftReader) int32() int32 {
	v := r.int64()
	if v < math.MinInt32 || v > math.MaxInt32 {
		r.fail()
		return 0
	}
	return int32(v)
}

// bytes returns a binary or string; it lies in the input.
func (r *thriftReader) bytes() []byte {
	n := r.uvarint()
	if n > uint64(len(r.b)-r.pos) {
		r.fail()
		return nil
	}
	b := r.b[r.pos : r.pos+int(n)]
	r.pos += int(n)
	return b
}

// fields calls f with each field of a structure. f returns false for a field
// that it did not consume.
func (r *thriftReader) fields(f func(id int16, typ byte) bool) {
	if r.depth++; r.depth > thriftMaxDepth {
		r.fail()
	}
	defer func() { r.depth-- }()
	id := int16(0)
	for !r.bad {
		c := r.byte()
		if c == 0 || r.bad {
			return
		}
		if d := c >> 4; d != 0 {
			id += int16(d)
		} else {
			id = int16(r.int64())
		}
		if !f(id, c&0x0f) {
			r.skip(c & 0x0f)
		}
	}
}

// list calls f for each element; their type must be typ.
func (r *thriftReader) list(typ byte, f func()) {
	n, got := r.listHeader()
	if got != typ && n > 0 {
		r.fail()
	}
	for i := 0; i < n && !r.bad; i++ {
		f()
	}
}

func (r *thriftReader) listHeader() (n int, typ byte) {
	c := r.byte()
	size := uint64(c >> 4)
	if size == 15 {
		size = r.uvarint()
	}
	if size > uint64(len(r.b)-r.pos) { // an element takes a byte at least
		r.fail()
		return 0, 0
	}
	return int(size), c & 0x0f
}

func (r *thriftReader) skip(typ byte) {
	if r.bad {
		return
	}
	switch typ {
	case thriftTrue, thriftFalse:
	case 3:
		r.byte()
	case 4, 5, 6:
		r.uvarint()
	case thriftDouble:
		if len(r.b)-r.pos < 8 {
			r.fail()
			return
		}
		r.pos += 8
	case thriftBinary:
		r.bytes()
	case thriftList, thriftSet:
		n, elem := r.listHeader()
		for i := 0; i < n && !r.bad; i++ {
			r.skipElement(elem)
		}
	case thriftMap:
		n := r.uvarint()
		if n == 0 {
			return
		}
		if n > uint64(len(r.b)-r.pos) {
			r.fail()
			return
		}
		types := r.byte()
		for i := uint64(0); i < n && !r.bad; i++ {
			r.skipElement(types >> 4)
			r.skipElement(types & 0x0f)
		}
	case thriftStruct:
		r.fields(func(int16, byte) bool { return false })
	default:
		r.fail()
	}
}

// skipElement is skip for an element of a list, where truth values take a byte.
func (r *thriftReader) skipElement(typ byte) {
	if r.depth++; r.depth > thriftMaxDepth {
		r.fail()
	}
	if typ == thriftTrue || typ == thriftFalse {
		r.byte()
	} else {
		r.skip(typ)
	}
	r.depth--
}
