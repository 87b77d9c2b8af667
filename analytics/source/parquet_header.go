package source

import (
	"errors"
	"fmt"
)

// pqHeader is the header of a page.
type pqHeader struct {
	typ, unpacked, packed   int32
	crc                     int32
	hasCRC                  bool
	values, nulls, encoding int32
	defBytes, repBytes      int32
	defEnc, repEnc          int32
	plain                   bool // version 2: the values are not packed
}

// header reads the header of the page at c.from and returns its size.
func (c *pqColumn) header() (pqHeader, int, error) {
	for window := int64(pqWindow); ; window *= 8 {
		n := min(window, c.end-c.from)
		if n <= 0 {
			return pqHeader{}, 0, errors.New("fewer values than the footer says")
		}
		if int64(cap(c.head)) < n {
			c.head = make([]byte, n)
		}
		c.head = c.head[:n]
		if _, err := c.at.ReadAt(c.head, c.from); err != nil {
			return pqHeader{}, 0, fmt.Errorf("cannot be read: %w", err)
		}
		r := &thriftReader{b: c.head}
		h := readPqHeader(r)
		if !r.bad {
			return h, r.pos, nil
		}
		if n == c.end-c.from || n >= pqMaxHeader {
			return h, 0, errors.New("a damaged page header")
		}
	}
}

func readPqHeader(r *thriftReader) pqHeader {
	h := pqHeader{typ: -1, unpacked: -1, packed: -1, values: -1, encoding: -1}
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 1 && typ == 5:
			h.typ = r.int32()
		case id == 2 && typ == 5:
			h.unpacked = r.int32()
		case id == 3 && typ == 5:
			h.packed = r.int32()
		case id == 4 && typ == 5:
			h.crc, h.hasCRC = r.int32(), true
		case (id == 5 || id == 7 || id == 8) && typ == thriftStruct:
			at := map[int16][]*int32{
				5: {&h.values, &h.encoding, &h.defEnc, &h.repEnc},
				7: {&h.values, &h.encoding},
				8: {&h.values, &h.nulls, nil, &h.encoding, &h.defBytes, &h.repBytes},
			}[id]
			v2 := id == 8
			r.fields(func(id int16, typ byte) bool {
				if v2 && id == 7 && (typ == thriftTrue || typ == thriftFalse) {
					h.plain = typ == thriftFalse
					return true
				}
				if typ != 5 || id < 1 || int(id) > len(at) || at[id-1] == nil {
					return false
				}
				*at[id-1] = r.int32()
				return true
			})
		default:
			return false
		}
		return true
	})
	return h
}
