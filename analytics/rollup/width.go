package rollup

// Width returns the narrowest bucket with which the time from first to last takes
// at most n buckets, in nanoseconds. Buckets are aligned as those of a Track.
func Width(first, last int64, n int) int64 {
	for _, w := range widths {
		if floorDiv(last, w)-floorDiv(first, w) < int64(n) {
			return w
		}
	}
	return widths[len(widths)-1]
}
