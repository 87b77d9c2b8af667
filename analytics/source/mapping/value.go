package mapping

import (
	"math"

	"network-analytics/analytics/record"
)

// Read reads one cell of a metric column. A missing cell gives record.Missing
// (NaN) and its reason. ok is false when the text is neither a number nor a
// missing mark. The value of a column with Counter set is the total so far in
// megabits, of which the caller takes differences with a Counter. Read does not
// allocate and may be called concurrently.
func (c *Column) Read(cell []byte) (v float64, reason record.MissingReason, ok bool) {
	cell = trim(cell)
	if len(cell) == 0 {
		return record.Missing, record.EmptyCell, true
	}
	v, ok = c.number(cell)
	if !ok {
		if IsMissingMark(cell) {
			return record.Missing, record.MissingMark, true
		}
		return 0, 0, false
	}
	m, metric := c.Field.Metric()
	switch {
	case math.IsInf(v, 0):
		return record.Missing, record.MissingMark, true
	case !metric:
		return v, 0, true
	case v < record.Metrics[m].Min || !c.Counter && v > record.Metrics[m].Max:
		return record.Missing, record.OutOfRange, true
	case v == 0:
		return 0, 0, true // no negative zero
	}
	return v, 0, true
}

// number reads the number of a cell and converts it to the unit of the field.
func (c *Column) number(cell []byte) (float64, bool) {
	if v, ok := parseNumber(cell, c.unit.shift, c.marks); ok {
		if c.bareUnknown && v != 0 {
			return 0, false // a number without unit in a column where each cell has its own
		}
		return c.apply(v, c.unit), true
	}
	if c.list {
		if inner, ok := listItem(cell); ok {
			cell = inner
			if v, ok := parseNumber(cell, c.unit.shift, c.marks); ok {
				return c.apply(v, c.unit), true
			}
		}
	}
	if !c.CellUnits {
		return 0, false
	}
	digits, text := splitCell(cell)
	u, ok := cellUnit(text, c.Field)
	if !ok {
		return 0, false
	}
	if c.unit.offset != 0 && u.offset == 0 { // "95 %" of idle
		u.mul, u.offset = -u.mul, c.unit.offset
	}
	v, ok := parseNumber(digits, u.shift, c.marks)
	return c.apply(v, u), ok
}

func (c *Column) apply(v float64, u unit) float64 {
	if u.mul != 1 && u.mul != 0 {
		v *= u.mul
	}
	if u.offset != 0 {
		v += u.offset
	}
	return v
}

// splitCell splits "< 12.5 ms" into "12.5" and "ms". A bound counts as its
// value.
func splitCell(b []byte) (digits, text []byte) {
	for len(b) > 0 && (b[0] == '<' || b[0] == '~' || b[0] == '=') {
		b = trim(b[1:])
	}
	i := 0
	for i < len(b) && (b[i]-'0' <= 9 || b[i] == '.' || b[i] == ',' || i == 0 && (b[i] == '-' || b[i] == '+')) {
		i++
	}
	if i+1 < len(b) && (b[i] == 'e' || b[i] == 'E') && i > 0 {
		j := i + 1
		if b[j] == '-' || b[j] == '+' {
			j++
		}
		if j < len(b) && b[j]-'0' <= 9 {
			for j < len(b) && b[j]-'0' <= 9 {
				j++
			}
			i = j
		}
	}
	return b[:i], trim(b[i:])
}

// cellUnits are the unit spellings met in cells, so that no cell needs the
// slow parser.
var cellUnits = func() map[string]unit {
	all := map[string]unit{}
	add := func(s string) {
		if u, _, ok := parseUnit(s); ok {
			all[s] = u
		}
	}
	for w := range timeWords {
		add(w)
	}
	for w := range shareWords {
		add(w)
	}
	for p := range prefixes {
		for _, thing := range []string{"b", "B", "bit", "Bit", "bits", "Bits", "byte", "Byte", "bytes", "Bytes"} {
			for _, end := range []string{"", "/s", "/sec", "ps"} {
				add(p + thing + end)
				if p == "M" || p == "G" || p == "T" {
					add(string(p[0]+'a'-'A') + thing + end)
				}
			}
		}
	}
	return all
}()

func cellUnit(text []byte, f Field) (unit, bool) {
	u, ok := cellUnits[string(text)]
	if !ok {
		var lower [12]byte // "MS", "Sec": time and share units in any case
		if len(text) == 0 || len(text) > len(lower) {
			return unit{}, false
		}
		for i, c := range text {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			lower[i] = c
		}
		if u, ok = cellUnits[string(lower[:len(text)])]; !ok || u.dim == rate || u.dim == amount {
			return unit{}, false
		}
	}
	return u, u.dim == dimensionOf[f] || f == None
}

// listItem returns the only item of a cell such as ['15.3'] or [15.3].
func listItem(b []byte) ([]byte, bool) {
	if len(b) < 3 || b[0] != '[' || b[len(b)-1] != ']' {
		return nil, false
	}
	b = trim(b[1 : len(b)-1])
	if len(b) >= 2 && (b[0] == '\'' || b[0] == '"') && b[len(b)-1] == b[0] {
		b = trim(b[1 : len(b)-1])
	}
	return b, len(b) > 0
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trim cuts blanks and tabs off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
