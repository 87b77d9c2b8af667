package sketch

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Quantiles counts how often each value occurs, and answers any quantile of
// them. While there are few distinct values, as with decimals read from text,
// it is exact. When their number passes a limit, it drops low bits of the
// values until they fit again; RelativeError tells what that costs. How many
// bits are dropped depends on the whole set alone, not on order or merging.
//
// The zero value is ready and has the limit DefaultDistinct.
type Quantiles struct {
	keys   []uint64 // open addressing, 0 = free
	counts []uint32
	used   int
	n      int64
	level  int // position in dropBits
	limit  int // 0 = DefaultDistinct
}

// DefaultDistinct is how many distinct values a Quantiles tells apart.
const DefaultDistinct = 16_384

// dropBits is the ladder of coarseness. The last step leaves 32 buckets an
// octave, few enough for any set of plausible measurements.
var dropBits = [...]uint{0, 43, 47}

// NewQuantiles returns an empty set that tells at most limit distinct values
// apart; it panics when limit < 1.
func NewQuantiles(limit int) Quantiles {
	if limit < 1 {
		panic("sketch: quantiles need a positive limit")
	}
	return Quantiles{limit: limit}
}

// ordered maps a finite float64 to an integer such that order is kept. No
// finite value maps to 0, not even with all bits of the ladder dropped.
func ordered(v float64) uint64 {
	b := math.Float64bits(v + 0) // -0 becomes 0
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}

func unordered(k uint64) float64 {
	if k>>63 != 0 {
		return math.Float64frombits(k &^ (1 << 63))
	}
	return math.Float64frombits(^k)
}

// N returns the number of values added.
func (q *Quantiles) N() int64 { return q.n }

// Exact reports whether no bits were dropped.
func (q *Quantiles) Exact() bool { return q.level == 0 }

// RelativeError returns the largest possible difference between an answer and
// the true quantile, relative to the latter.
func (q *Quantiles) RelativeError() float64 {
	if q.level == 0 {
		return 0
	}
	return math.Ldexp(1, int(dropBits[q.level])-mantissa)
}

// Add adds a finite value.
func (q *Quantiles) Add(v float64) {
	q.n++
	q.insert(ordered(v)>>dropBits[q.level], 1)
}

// Merge adds the values of another set. Both must have the same limit.
func (q *Quantiles) Merge(o *Quantiles) {
	for q.level < o.level {
		q.coarsen()
	}
	for i, k := range o.keys {
		if k != 0 { // insert may raise the level, so look at it each time
			q.insert(k>>(dropBits[q.level]-dropBits[o.level]), o.counts[i])
		}
	}
	q.n += o.n
}

// growth of a full table. Most tables fill up with distinct values, so fewer and
// larger steps pay.
const growth = 4

const hashMultiplier = 0x9E3779B97F4A7C15 // 2^64 / golden ratio, spreads neighbouring keys

func slot(key uint64, size int) int {
	return int((key * hashMultiplier) >> (64 - uint(bits.TrailingZeros(uint(size)))))
}

// insert adds count at key, which has the bits of the current level dropped.
func (q *Quantiles) insert(key uint64, count uint32) {
	if q.used*4 >= len(q.keys)*3 {
		q.resize(max(8, growth*len(q.keys)))
	}
	mask := len(q.keys) - 1
	for i := slot(key, len(q.keys)); ; i = (i + 1) & mask {
		switch q.keys[i] {
		case key:
			q.counts[i] += count
			return
		case 0:
			q.keys[i], q.counts[i] = key, count
			q.used++
			limit := q.limit
			if limit == 0 {
				limit = DefaultDistinct
			}
			for q.used > limit && q.level < len(dropBits)-1 {
				q.coarsen()
			}
			return
		}
	}
}

// resize moves the counts to a table of the given size, a power of two.
func (q *Quantiles) resize(size int) {
	keys, counts := q.keys, q.counts
	q.keys, q.counts, q.used = make([]uint64, size), make([]uint32, size), 0
	q.refill(keys, counts, 0)
}

// coarsen goes one step up the ladder.
func (q *Quantiles) coarsen() {
	down := dropBits[q.level+1] - dropBits[q.level]
	q.level++
	keys, counts := q.keys, q.counts
	q.keys, q.counts, q.used = make([]uint64, len(keys)), make([]uint32, len(keys)), 0
	q.refill(keys, counts, down)
}

func (q *Quantiles) refill(keys []uint64, counts []uint32, down uint) {
	mask := len(q.keys) - 1
	for j, k := range keys {
		if k == 0 {
			continue
		}
		k >>= down
		i := slot(k, len(q.keys))
		for q.keys[i] != 0 && q.keys[i] != k {
			i = (i + 1) & mask
		}
		if q.keys[i] == 0 {
			q.keys[i] = k
			q.used++
		}
		q.counts[i] += counts[j]
	}
}

// At returns the quantiles for the given probabilities, each 0..1, by linear
// interpolation between the two neighbouring ranks (type 7 of Hyndman and Fan,
// "Sample Quantiles in Statistical Packages", 1996). The median of an even
// number of values is the mean of the two middle ones. An empty set gives NaN.
func (q *Quantiles) At(probabilities ...float64) []float64 {
	order := make([]int32, 0, q.used)
	for i, k := range q.keys {
		if k != 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(q.keys[a], q.keys[b]) })
	ends := make([]int64, len(order)) // ranks up to and with each distinct value
	var n int64
	for i, o := range order {
		n += int64(q.counts[o])
		ends[i] = n
	}
	value := func(rank int64) float64 {
		i, _ := slices.BinarySearch(ends, rank+1)
		count := int64(q.counts[order[i]])
		return q.value(q.keys[order[i]], (float64(rank-(ends[i]-count))+0.5)/float64(count))
	}
	return interpolate(q.n, probabilities, value)
}

// value returns the number that stands for a place, 0..1, among the values of a
// key: the value itself when exact, else as if they were spread evenly.
func (q *Quantiles) value(key uint64, place float64) float64 {
	down := dropBits[q.level]
	if down == 0 {
		return unordered(key)
	}
	lo, hi := unordered(key<<down), unordered(key<<down|(1<<down-1))
	return lo + (hi-lo)*place
}
