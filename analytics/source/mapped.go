package source

import (
	"bytes"
	"math"
	"math/bits"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// The mapped path reads rows of any delimiter, column order and unit: it cuts a
// row into fields eight bytes at a time and reads those that are wanted. What it
// cannot cut it leaves to the careful path.

// mappedRow reads the row at pos and returns where the next begins, 0 when it
// is not plain. data has padding behind end.
func (p *parser) mappedRow(data []byte, pos, end int) (next int, again bool) {
	if data[pos] == 0 || p.n >= maxBatchRows {
		return 0, false
	}
	h := p.header
	fields := p.fields.fields[:0]
	delims := ones * uint64(h.delim)
	i, start := pos, pos
	for {
		w := load(data, i)
		x, y, z := w^delims, w^ones*'\n', w^ones*'"'
		m := (x-ones)&^x&highs | (y-ones)&^y&highs | (z-ones)&^z&highs
		if m == 0 {
			i += 8
			continue
		}
		// The lowest mark is exact; the others may be false behind it, so that the
		// bytes are looked at themselves.
		i += bits.TrailingZeros64(m) >> 3
		switch data[i] {
		case h.delim:
			fields = append(fields, data[start:i])
			i++
			start = i
			continue
		case '\n':
			p.fields.fields = fields
			last := trimCR(data[start:i])
			fields = append(fields, last)
			p.fields.fields = fields
			if i-pos > p.opt.MaxLine || len(fields) == 1 && len(trim(last)) == 0 {
				return 0, false
			}
			if len(fields) != len(h.columns) {
				return 0, false
			}
			p.raw = data[pos:i]
			again, _ = p.cells(fields)
			return i + 1, again
		}
		// A quote. One that begins a field may be closed on the same line with
		// nothing but a delimiter behind it.
		if i != start {
			return 0, false
		}
		j := bytes.IndexByte(data[i+1:end], '"')
		if j < 0 {
			return 0, false
		}
		to := i + 1 + j
		after := to + 1
		if data[after] == '\r' {
			after++
		}
		if c := data[after]; c != '\n' && (c != h.delim || after > to+1) || bytes.IndexByte(data[i:to], '\n') >= 0 {
			return 0, false
		}
		fields = append(fields, data[i+1:to])
		i = after
		if data[i] == '\n' {
			p.fields.fields = fields
			if i-pos > p.opt.MaxLine || len(fields) != len(h.columns) {
				return 0, false
			}
			p.raw = data[pos:i]
			again, _ = p.cells(fields)
			return i + 1, again
		}
		i++
		start = i
	}
}

// cells reads the fields of a row into the columns, or rejects it.
func (p *parser) cells(fields [][]byte) (again, used bool) {
	p.reasons = 0
	n := p.n
	h := p.header
	if !p.readTime(fields, n) { // first: a header line has none
		at := h.time
		if at < 0 {
			at = h.plan.Time.Columns[0]
		}
		if h.matches(fields) {
			p.rejected(record.RowFault{Reason: record.RepeatedHeader, Line: p.line})
			return false, false
		}
		if looksLikeHeader(fields) {
			p.againLine = p.line
			return true, false
		}
		p.reject(record.BadTime, at+1, trim(fields[at]), p.timeDetail(fields))
		return false, false
	}
	for m := range h.metric {
		rule := &h.metric[m]
		if rule.at < 0 {
			continue
		}
		field := fields[rule.at]
		v, reason, ok := p.readCell(field, rule, record.Metric(m))
		if !ok {
			p.reject(record.BadNumber, rule.at+1, trim(field), "")
			return false, false
		}
		p.value[m][n] = v
		p.missing(record.Metric(m), reason, field)
	}
	if rule := &h.who[0]; len(rule.columns) > 0 {
		p.device[n] = p.devices.of(p.join(fields, rule))
	}
	if rule := &h.who[1]; len(rule.columns) > 0 {
		p.region[n] = p.regions.of(p.join(fields, rule))
	}
	p.finish()
	return false, true
}

// readTime reads the time of a row into row n of the batch.
func (p *parser) readTime(fields [][]byte, n int) bool {
	if p.header.iso {
		field := fields[p.header.time]
		if cap(field) >= 24 && (len(field) == 19 || len(field) == 20 && field[19] == 'Z') {
			d := field[:24]
			a, b, e := load(d, 0), load(d, 8), load(d, 11)
			if c := &p.clock; c.valid && a == c.a && b == c.b && e == c.c || c.plain(a, b, e, d) {
				p.time[n] = c.t
				return true
			}
		}
		t, fault := parseTime(field)
		if fault == timeOK || p.header.forced {
			p.time[n] = t
			return fault == timeOK
		}
	}
	t, mark, fault := p.plan.Read(fields)
	if fault != mapping.TimeOK {
		return false
	}
	p.time[n] = t
	if mark != 0 {
		p.tally.mark(p.file, mark)
	}
	return true
}

// timeDetail says why the time of a row cannot be read.
func (p *parser) timeDetail(fields [][]byte) string {
	if p.header.iso || p.header.time >= 0 && p.plan.Plain() {
		if _, fault := parseTime(fields[p.header.time]); fault != timeOK {
			return fault.String()
		}
	}
	_, _, fault := p.plan.Read(fields)
	return fault.String()
}

// readCell reads one measurement.
func (p *parser) readCell(field []byte, rule *metricRule, m record.Metric) (v float64, reason uint32, ok bool) {
	if rule.simple {
		if v, ok = shortNumber(field); !ok {
			v, reason, ok = parseCell(field, record.NumMetrics)
		}
		if ok {
			if reason != noReason {
				return v, reason, true
			}
			if rule.scale != 1 {
				v *= rule.scale
			}
			return inRange(v, m)
		}
		if p.header.plain {
			return 0, noReason, false
		}
	}
	v, why, ok := rule.column.Read(field)
	switch {
	case !ok:
		return 0, noReason, false
	case record.IsMissing(v):
		return v, code(why), true
	}
	return inRange(v, m)
}

// inRange turns values that cannot be believed into missing ones.
func inRange(v float64, m record.Metric) (float64, uint32, bool) {
	info := &record.Metrics[m]
	switch {
	case math.IsInf(v, 0):
		return record.Missing, code(record.MissingMark), true
	case v < info.Min || v > info.Max:
		return record.Missing, code(record.OutOfRange), true
	case v == 0:
		return 0, noReason, true // no negative zero
	}
	return v, noReason, true
}

// shortNumber reads a field of digits[.digits] of at most seven characters.
func shortNumber(b []byte) (float64, bool) {
	if len(b) == 0 || len(b) > 7 || cap(b) < 8 {
		return 0, false
	}
	w := load(b[:8], 0)
	n := uint(len(b)) * 8
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
		return 0, false
	}
	w = w<<(64-n) ^ zeros<<(64-n)
	if (w+ones*(0x80-10)|w)&highs != 0 {
		return 0, false
	}
	w = w*10 + w>>8
	w = (w&0x000000ff000000ff*(100+1000000<<32) + w>>16&0x000000ff000000ff*(1+10000<<32)) >> 32
	return float64(w) / pow10[decimals&7], true
}

// join returns the name in the cells of a rule, valid until the next call.
func (p *parser) join(fields [][]byte, rule *nameRule) []byte {
	if len(rule.columns) == 1 {
		return trim(fields[rule.columns[0]])
	}
	p.name = joinName(p.name[:0], fields, rule.columns)
	return p.name
}

// joinName appends the cells of columns to dst, with a slash between them.
func joinName(dst []byte, cells [][]byte, columns []int) []byte {
	for i, c := range columns {
		if i > 0 {
			dst = append(dst, '/')
		}
		if c < len(cells) {
			dst = append(dst, trim(cells[c])...)
		}
	}
	return dst
}
