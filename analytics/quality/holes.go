package quality

import (
	"cmp"
	"math"
	"slices"
)

// interval is a stretch of time that has records without a hole worth keeping.
type interval struct{ lo, hi int64 }

// trim closes all but the longest holes between the intervals and before next.
// It returns the longest hole that it closed.
func trim(list []interval, next int64) (kept []interval, lo, closed int64) {
	list = append(list, interval{next, next})
	list, closed = closeHoles(list)
	lo = list[len(list)-1].lo
	return list[:len(list)-1], lo, closed
}

// closeHoles closes all but the maxHoles longest holes; of equal ones it keeps
// the earlier. It returns the longest that it closed.
func closeHoles(list []interval) (kept []interval, closed int64) {
	if len(list)-1 <= maxHoles {
		return list, 0
	}
	holes := make([]int64, 0, len(list)-1)
	for i := 1; i < len(list); i++ {
		holes = append(holes, hole(list[i-1], list[i]))
	}
	sorted := slices.Clone(holes)
	slices.SortFunc(sorted, func(a, b int64) int { return cmp.Compare(b, a) })
	limit, equal := sorted[maxHoles-1], 0
	for _, h := range sorted[:maxHoles] {
		if h == limit {
			equal++
		}
	}
	closed = sorted[maxHoles]
	kept = list[:1]
	for i, h := range holes {
		keep := h > limit
		if h == limit && equal > 0 {
			keep = true
			equal--
		}
		if keep {
			kept = append(kept, list[i+1])
		} else {
			kept[len(kept)-1].hi = list[i+1].hi
		}
	}
	return kept, closed
}

// hole returns the time between two intervals.
func hole(a, b interval) int64 {
	if d := b.lo - a.hi; d >= 0 {
		return d
	}
	return math.MaxInt64
}

// union returns the intervals of both lists, which are sorted. It counts the
// times at which one ends and the other begins: the batches both have a record
// there.
func union(a, b []interval) (out []interval, touching int64) {
	if len(a) == 0 {
		return slices.Clone(b), 0
	}
	out = make([]interval, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		var next interval
		if j == len(b) || i < len(a) && a[i].lo <= b[j].lo {
			next = a[i]
			i++
		} else {
			next = b[j]
			j++
		}
		if n := len(out); n > 0 && next.lo <= out[n-1].hi {
			if next.lo == out[n-1].hi {
				touching++
			}
			out[n-1].hi = max(out[n-1].hi, next.hi)
			continue
		}
		out = append(out, next)
	}
	return out, touching
}
