package rollup

import "network-analytics/analytics/record"

// Width returns the narrowest bucket with which the time from first to last takes
// at most n buckets, in nanoseconds. Buckets are aligned as those of a Track.
func Width(first, last int64, n int) int64 {
	for _, w := range widths {
		if record.FloorDiv(last, w)-record.FloorDiv(first, w) < int64(n) {
			return w
		}
	}
	return widths[len(widths)-1]
}
