package source

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"time"

	pq "github.com/parquet-go/parquet-go/format"
)

// text returns the value at position at of the page as a cell. It is valid until
// the next page, or the next call for this column.
func (c *pqColumn) text(at int) []byte {
	if at < 0 {
		return nil
	}
	if c.indexed {
		i := c.index[at]
		if c.texts == nil {
			c.cell = c.append(c.cell[:0], &c.dict, int(i))
			return c.cell
		}
		if c.texts[i] == nil {
			c.texts[i] = c.append([]byte{}, &c.dict, int(i))
		}
		return c.texts[i]
	}
	if c.vals.width == 0 && c.meaning == pqPlain {
		return c.vals.data[c.vals.ends[at]:c.vals.ends[at+1]:c.vals.ends[at+1]]
	}
	c.cell = c.append(c.cell[:0], &c.vals, at)
	return c.cell
}

// append appends a value as text.
func (c *pqColumn) append(dst []byte, v *pqValues, at int) []byte {
	var b []byte
	if v.width > 0 {
		b = v.data[at*v.width : (at+1)*v.width]
	} else {
		b = v.data[v.ends[at]:v.ends[at+1]]
	}
	switch pq.Type(c.typ) {
	case pq.Boolean:
		return strconv.AppendBool(dst, b[0] != 0)
	case pq.Int32:
		n := int64(int32(binary.LittleEndian.Uint32(b)))
		if c.meaning == pqUnsigned {
			n = int64(uint32(n))
		}
		return c.appendInt(dst, n)
	case pq.Int64:
		n := int64(binary.LittleEndian.Uint64(b))
		if c.meaning == pqUnsigned {
			return strconv.AppendUint(dst, uint64(n), 10)
		}
		return c.appendInt(dst, n)
	case pq.Int96:
		return appendInt96(dst, b)
	case pq.Float:
		return strconv.AppendFloat(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), 'g', -1, 32)
	case pq.Double:
		return strconv.AppendFloat(dst, math.Float64frombits(binary.LittleEndian.Uint64(b)), 'g', -1, 64)
	}
	switch {
	case c.meaning == pqDecimal && len(b) <= 32:
		return appendDecimal(dst, bigEndian(b), int(c.scale))
	case c.meaning == pqUUID && len(b) == 16:
		h := hex.EncodeToString(b)
		return append(dst, h[:8]+"-"+h[8:12]+"-"+h[12:16]+"-"+h[16:20]+"-"+h[20:]...)
	case c.meaning == pqHalf && len(b) == 2:
		return strconv.AppendFloat(dst, halfFloat(binary.LittleEndian.Uint16(b)), 'g', -1, 32)
	}
	return append(dst, b...)
}

const (
	pqStamp      = "2006-01-02T15:04:05.999999999"
	pqStampZ     = pqStamp + "Z"
	julianOfUnix = 2440588 // the Julian day that 1970-01-01 is
)

// appendInt appends a whole number by what it stands for. Times that are said to
// be in UTC end in Z; others have no zone.
func (c *pqColumn) appendInt(dst []byte, n int64) []byte {
	switch c.meaning {
	case pqTimestamp:
		per := int64(time.Second) / c.unit
		sec, frac := n/per, n%per
		if frac < 0 {
			sec, frac = sec-1, frac+per
		}
		layout := pqStamp
		if c.utc {
			layout = pqStampZ
		}
		return time.Unix(sec, frac*c.unit).UTC().AppendFormat(dst, layout)
	case pqDate:
		return time.Unix(n*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
	case pqClock:
		if per := int64(24*time.Hour) / c.unit; n >= 0 && n < per {
			return time.Unix(0, n*c.unit).UTC().AppendFormat(dst, "15:04:05.999999999")
		}
	case pqDecimal:
		return appendDecimal(dst, big.NewInt(n), int(c.scale))
	}
	return strconv.AppendInt(dst, n, 10)
}

// appendInt96 appends the time of day in ns and the Julian day of older writers.
func appendInt96(dst, b []byte) []byte {
	ns := int64(binary.LittleEndian.Uint64(b))
	day := int64(int32(binary.LittleEndian.Uint32(b[8:]))) - julianOfUnix
	return time.Unix(day*86400, 0).UTC().Add(time.Duration(ns)).AppendFormat(dst, pqStampZ)
}

// appendDecimal appends n with scale digits behind the point.
func appendDecimal(dst []byte, n *big.Int, scale int) []byte {
	if scale <= 0 || scale > 100 {
		return n.Append(dst, 10)
	}
	start := len(dst)
	dst = n.Append(dst, 10)
	digits := dst[start:]
	sign := 0
	if n.Sign() < 0 {
		sign = 1
	}
	for len(digits)-sign <= scale {
		dst = append(dst, 0)
		digits = dst[start:]
		copy(digits[sign+1:], digits[sign:])
		digits[sign] = '0'
	}
	at := len(dst) - scale
	dst = append(dst, 0)
	copy(dst[at+1:], dst[at:])
	dst[at] = '.'
	return dst
}

// bigEndian reads a number in two's complement.
func bigEndian(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

// halfFloat reads a float of 16 bits.
func halfFloat(h uint16) float64 {
	sign := 1.0
	if h>>15 == 1 {
		sign = -1
	}
	exp, frac := int(h>>10&0x1f), float64(h&0x3ff)
	switch exp {
	case 0:
		return sign * math.Ldexp(frac, -24)
	case 31:
		if frac != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1+frac/1024, exp-15)
}
