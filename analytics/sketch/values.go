package sketch

import (
	"math"
	"slices"
)

// Values keeps the values of a set themselves, for exact quantiles at the price
// of 8 bytes a value. Beyond a limit it keeps counts, see Quantiles. Which of
// the two depends on the set alone, not on order or merging. The zero value is
// ready and has the limit MaxValues.
type Values struct {
	list   []float64
	counts *Quantiles // when there are too many for a list
	sorted bool
	few    bool // see FewValues
}

// MaxValues is how many values are kept as they are.
const MaxValues = 1 << 17

// maxFew is the limit of a set made by FewValues.
const maxFew = 256

// FewValues returns an empty set for use by the thousand: of more than 256
// values it keeps counts in classes, so that it takes up to 4 KiB.
func FewValues() Values { return Values{few: true} }

func (v *Values) limit() int {
	if v.few {
		return maxFew
	}
	return MaxValues
}

// N returns the number of values added.
func (v *Values) N() int64 {
	if v.counts != nil {
		return v.counts.N()
	}
	return int64(len(v.list))
}

// Add adds a finite value.
func (v *Values) Add(x float64) {
	if v.counts != nil {
		v.counts.Add(x)
		return
	}
	v.list = append(v.list, x)
	v.sorted = false
	if len(v.list) > v.limit() {
		v.count()
	}
}

// count goes over to counting.
func (v *Values) count() {
	if v.counts == nil {
		v.counts = &Quantiles{}
		if v.few {
			v.counts.level = len(dropBits) - 1
		}
		v.counts.addList(v.list)
		v.list = nil
	}
}

func (q *Quantiles) addList(list []float64) {
	for _, x := range list {
		q.Add(x)
	}
}

// Merge adds the values of another set of the same limit, which stays as it is.
func (v *Values) Merge(o *Values) {
	if v.counts != nil || o.counts != nil || len(v.list)+len(o.list) > v.limit() {
		v.count()
		if o.counts != nil {
			v.counts.Merge(o.counts)
		} else {
			v.counts.addList(o.list)
		}
		return
	}
	v.list = append(v.list, o.list...)
	v.sorted = false
}

// Sort makes later answers quick. It may run for several sets at the same time.
func (v *Values) Sort() {
	if !v.sorted {
		sortFloats(v.list)
		v.sorted = true
	}
}

// QuantilesOf returns the quantiles of all sets together, for probabilities
// 0..1, in the definition of Quantiles.At, and whether they are exact; they are
// unless a set is counted in classes. Without any value they are NaN. The sets
// get sorted, so no other call may use them at the same time unless Sort was
// called before.
func QuantilesOf(sets []*Values, probabilities ...float64) (answers []float64, exact bool) {
	counted := false
	var n int64
	for _, s := range sets {
		counted = counted || s.counts != nil
		n += s.N()
	}
	if counted {
		var all Quantiles
		for _, s := range sets {
			if s.counts != nil {
				all.Merge(s.counts)
			} else {
				all.addList(s.list)
			}
		}
		return all.At(probabilities...), all.Exact()
	}
	for _, s := range sets {
		s.Sort()
	}
	answers = interpolate(n, probabilities, func(rank int64) float64 { return ranked(sets, rank) })
	return answers, true
}

// interpolate applies the definition of Quantiles.At to n values of which at
// returns those of a rank, from 0.
func interpolate(n int64, probabilities []float64, at func(rank int64) float64) []float64 {
	out := make([]float64, len(probabilities))
	for i, p := range probabilities {
		if n == 0 {
			out[i] = math.NaN()
			continue
		}
		position := p * float64(n-1)
		rank := int64(position)
		fraction := position - float64(rank)
		switch lo := at(rank); fraction {
		case 0:
			out[i] = lo
		case 0.5: // the mean of the two middle values
			out[i] = (lo + at(rank+1)) / 2
		default:
			out[i] = lo + (at(rank+1)-lo)*fraction
		}
	}
	return out
}

// ranked returns the value of a rank, from 0, in the union of sorted lists. It
// halves the range of possible values until one is left, and with it, in every
// list, the stretch that the value can be in.
func ranked(sets []*Values, rank int64) float64 {
	if len(sets) == 1 {
		return sets[0].list[rank]
	}
	open := make([][]float64, 0, len(sets)) // stretches still in question
	lo, hi := uint64(math.MaxUint64), uint64(0)
	for _, s := range sets {
		if len(s.list) > 0 {
			open = append(open, s.list)
			lo = min(lo, ordered(s.list[0]))
			hi = max(hi, ordered(s.list[len(s.list)-1]))
		}
	}
	// Invariant: the answer's key is in lo..hi; rank is its place among all
	// values that are in open or above lo.
	for lo < hi {
		middle := lo + (hi-lo)/2
		limit := unordered(middle)
		var below int64
		ends := make([]int, len(open))
		for i, list := range open {
			ends[i] = upperBound(list, limit)
			below += int64(ends[i])
		}
		kept := open[:0]
		if below > rank {
			hi = middle
			for i, list := range open {
				if ends[i] > 0 {
					kept = append(kept, list[:ends[i]])
				}
			}
		} else {
			lo = middle + 1
			rank -= below
			for i, list := range open {
				if ends[i] < len(list) {
					kept = append(kept, list[ends[i]:])
				}
			}
		}
		open = kept
	}
	return unordered(lo)
}

// upperBound returns how many values of a sorted list are at or below limit.
func upperBound(list []float64, limit float64) int {
	lo, hi := 0, len(list)
	for lo < hi {
		middle := int(uint(lo+hi) / 2)
		if list[middle] <= limit {
			lo = middle + 1
		} else {
			hi = middle
		}
	}
	return lo
}

const (
	radixBits  = 11
	radixSize  = 1 << radixBits
	radixLeast = 1024 // shorter lists are sorted faster by comparing
)

// sortFloats sorts finite numbers: long lists digit by digit, lowest first.
func sortFloats(list []float64) {
	if len(list) < radixLeast {
		slices.Sort(list)
		return
	}
	from, to := make([]uint64, len(list)), make([]uint64, len(list))
	var counts [6][radixSize]int32
	for i, v := range list {
		k := ordered(v)
		from[i] = k
		for d := range counts {
			counts[d][k>>(d*radixBits)&(radixSize-1)]++
		}
	}
	for d := range counts {
		shift := d * radixBits
		if int(counts[d][from[0]>>shift&(radixSize-1)]) == len(from) {
			continue // the same digit everywhere
		}
		var at int32
		for i, n := range counts[d] {
			counts[d][i] = at
			at += n
		}
		for _, k := range from {
			digit := k >> shift & (radixSize - 1)
			to[counts[d][digit]] = k
			counts[d][digit]++
		}
		from, to = to, from
	}
	for i, k := range from {
		list[i] = unordered(k)
	}
}
