package record

// FloorDiv returns a / b rounded down, also for negative a: the number of the
// bucket of width b that a time lies in. b must be positive.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
