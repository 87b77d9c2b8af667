package source

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// pow10 holds the powers of ten of the decimals that the fast path reads.
var pow10 = [8]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7}

// noReason is the code of a cell that has a value; code(r) that of a missing one.
const noReason = 0

func code(r record.MissingReason) uint32 { return uint32(r) + 1 }

// parseCell reads the text of a measurement. A missing one gives NaN and the
// code of its reason. It reports false when the text is neither. For NumMetrics
// every number will do.
func parseCell(b []byte, m record.Metric) (v float64, reason uint32, ok bool) {
	b = trim(b)
	if len(b) == 0 {
		return record.Missing, code(record.EmptyCell), true
	}
	v, ok = mapping.ParseDecimal(b, 0)
	if !ok {
		if mapping.IsMissingMark(b) {
			return record.Missing, code(record.MissingMark), true
		}
		return 0, noReason, false
	}
	if m == record.NumMetrics {
		return v, noReason, true
	}
	return inRange(v, m)
}
