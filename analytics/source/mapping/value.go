package mapping

import (
	"strconv"

	"network-analytics/analytics/record"
)

// Read reads one cell of a metric column. A missing cell gives record.Missing
// (NaN) and its reason. ok is false when the text is neither a number nor a
// missing mark. The value of a Counter is the total so far in megabits, of
// which the caller takes differences with a Counter. It does not allocate.
func (c *Column) Read(cell []byte) (v float64, reason record.MissingReason, ok bool) {
	v, err := strconv.ParseFloat(string(trim(cell)), 64)
	return v*c.Scale + c.Offset, 0, err == nil
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
