package source

import (
	"encoding/binary"
	"math/bits"

	"network-analytics/analytics/record"
)

// The fast path reads a row field by field, eight bytes at a time, and gives
// up (returns 0) as soon as anything is not plain: then the careful path reads
// the row again from its begin. What the fast path accepts, the careful path
// accepts with the same result; a fuzz test compares the two.

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	zeros = '0' * ones
)

func load(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

// firstOf returns a word whose lowest set bit marks the first byte of w that
// is c: bit 7 of that byte. It is zero when there is none.
func firstOf(w uint64, c byte) uint64 {
	x := w ^ ones*uint64(c)
	return (x - ones) & ^x & highs
}

// fieldEnd returns the offset of the first comma or line feed at or after i.
// There must be one.
func fieldEnd(data []byte, i int) int {
	for {
		w := load(data, i)
		if m := firstOf(w, ',') | firstOf(w, '\n'); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
}

// fastRow reads the row at pos and returns where the next begins, 0 when it is
// not plain. data ends with a line feed and has padding behind it; quoteAt is
// the place of the first quote.
func (p *parser) fastRow(data []byte, pos, quoteAt int) int {
	if data[pos] == 0 {
		return 0
	}
	n := p.n
	if n >= maxBatchRows {
		return 0
	}
	p.reasons = 0
	columns := p.header.columns
	last := len(columns) - 1
	var deviceFrom, deviceTo, regionFrom, regionTo int
	i := pos
	for k, c := range columns {
		switch c {
		case columnTime:
			t, next := p.clock.read(data, i)
			if next == 0 {
				return 0
			}
			p.time[n] = t
			i = next
		case columnDevice, columnRegion:
			end := fieldEnd(data, i)
			to := end
			if k == last && to > i && data[to-1] == '\r' {
				to--
			}
			if to > i && (data[i] <= ' ' || data[to-1] <= ' ') {
				return 0
			}
			if c == columnDevice {
				deviceFrom, deviceTo = i, to
			} else {
				regionFrom, regionTo = i, to
			}
			i = to
		case columnUnused:
			i = fieldEnd(data, i)
		default:
			m := c & 3 // a metric, and the compiler knows
			info := &record.Metrics[m]
			v, next := fastNumber(data, i)
			if next == i || !endsField(data[next]) || v < info.Min || v > info.Max {
				var ok bool
				v, next, ok = p.oddNumber(data, i, record.Metric(m), k == last)
				if !ok {
					return 0
				}
			}
			p.value[m][n] = v
			i = next
		}
		if k < last {
			if data[i] != ',' {
				return 0
			}
			i++
		}
	}
	if data[i] == '\r' {
		i++
	}
	if data[i] != '\n' || i > quoteAt || i-pos > p.opt.MaxLine {
		return 0
	}
	if p.header.has[columnDevice] {
		p.device[n] = p.devices.id(data, deviceFrom, deviceTo)
	}
	if p.header.has[columnRegion] {
		p.region[n] = p.regions.id(data, regionFrom, regionTo)
	}
	p.finish()
	return i + 1
}

// endsField reports whether c ends a field, as far as one byte tells.
func endsField(c byte) bool { return c == ',' || c == '\n' || c == '\r' }

// fastNumber reads digits[.digits] of at most seven characters and returns the
// offset behind them; the same offset when there is no such number.
//
// The eight bytes from i hold the number, what ends it and something else. The
// point is squeezed out, the digits are moved to the high end and added up in
// pairs, quads and eights by multiplication. One division rounds correctly,
// for both operands are exact.
func fastNumber(data []byte, i int) (float64, int) {
	w := load(data, i)
	// The first byte below '-' ends the number: comma, CR, LF, blank.
	end := (w - ones*'-') & ^w & highs
	if end == 0 {
		return 0, i
	}
	n := uint(bits.TrailingZeros64(end)) &^ 7 // bits of the number
	w &= 1<<n - 1
	decimals := uint(0)
	if point := firstOf(w, '.') & (1<<n - 1); point != 0 {
		at := uint(bits.TrailingZeros64(point)) &^ 7
		low := uint64(1)<<at - 1
		w = w&low | w>>8&^low
		n -= 8
		decimals = (n - at) >> 3
	}
	if n == 0 {
		return 0, i
	}
	length := n>>3 + min(decimals, 1) // "5." has a point and no decimals
	if decimals == 0 && data[i+int(length)] == '.' {
		length++
	}
	w = w<<(64-n) ^ zeros<<(64-n) // digits become 0..9, in front of them zeros
	if (w+ones*(0x80-10)|w)&highs != 0 {
		return 0, i
	}
	w = w*10 + w>>8
	w = (w&0x000000ff000000ff*(100+1000000<<32) + w>>16&0x000000ff000000ff*(1+10000<<32)) >> 32
	return float64(w) / pow10[decimals&7], i + int(length)
}

// oddNumber reads a measurement that is no short plain number.
func (p *parser) oddNumber(data []byte, i int, m record.Metric, last bool) (float64, int, bool) {
	end := fieldEnd(data, i)
	text := data[i:end]
	if last {
		text = trimCR(text)
	}
	v, reason, ok := parseCell(text, m)
	p.missing(m, reason, text)
	return v, i + len(text), ok
}

// clock reads timestamps and remembers the last, for neighbours share it or at
// least their date.
type clock struct {
	a, b, c uint64 // bytes 0-7, 8-15 and 11-18 of the last timestamp
	t       int64
	day     int64 // ns at midnight of its date
	valid   bool
}

// read reads a timestamp that ends at a comma or a line end, and returns the
// offset there; 0 when it cannot be read.
func (c *clock) read(data []byte, i int) (int64, int) {
	d := data[i : i+24]
	a, b, e := load(d, 0), load(d, 8), load(d, 11)
	if c.valid && a == c.a && b == c.b && e == c.c || c.plain(a, b, e, d) {
		next := i + 19
		if d[19] == 'Z' {
			next++
		}
		if endsField(data[next]) {
			return c.t, next
		}
	}
	end := fieldEnd(data, i) // decimals, an offset, blanks, or damage
	text := trimCR(data[i:end])
	t, fault := parseTime(text)
	if fault != timeOK {
		return 0, 0
	}
	return t, i + len(text)
}

// plain reads the 19 characters YYYY-MM-DD HH:MM:SS into the clock.
func (c *clock) plain(a, b, e uint64, d []byte) bool {
	if !c.valid || a != c.a || uint16(b) != uint16(c.b) { // another date
		day, fault := parseDate(d[:10])
		if fault != timeOK {
			return false
		}
		c.day = day * 86400 * nsPerSecond
		c.valid = false
	}
	hour, ok1 := twoDigits(d[11:])
	minute, ok2 := twoDigits(d[14:])
	second, ok3 := twoDigits(d[17:])
	if !ok1 || !ok2 || !ok3 || d[13] != ':' || d[16] != ':' || d[10] != ' ' && d[10] != 'T' ||
		hour > 23 || minute > 59 || second > 59 {
		c.valid = false
		return false
	}
	c.t = c.day + (hour*3600+minute*60+second)*nsPerSecond
	c.a, c.b, c.c, c.valid = a, b, e, true
	return true
}
