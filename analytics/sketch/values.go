package sketch

import (
	"math"
	"slices"
)

// Values keeps the values of a set for exact quantiles: a few in a list, many in
// a table of counts when they are decimals in a narrow range, as measurements
// are. Other values stay in the list up to a limit and are then counted by
// value, see Quantiles. What is exact depends on the set alone, not on order or
// merging. The zero value is ready and has the limit MaxValues.
type Values struct {
	list   []float64
	dense  *dense     // instead of list
	counts *Quantiles // instead of both
	odd    bool       // the values have no place in a table
	sorted bool
	few    bool // see FewValues
}

// MaxValues is how many values that have no place in a table are kept as they are.
const MaxValues = 1 << 17

// maxList is how many values are listed before a table is tried.
const maxList = 1 << 10

// maxFew is the limit of a set made by FewValues.
const maxFew = 256

// FewValues returns an empty set for use by the thousand: of more than 256
// values it keeps counts in classes, so that it takes up to 4 KiB.
func FewValues() Values { return Values{few: true} }

// N returns the number of values added.
func (v *Values) N() int64 {
	switch {
	case v.counts != nil:
		return v.counts.N()
	case v.dense != nil:
		return v.dense.n
	}
	return int64(len(v.list))
}

// Add adds a finite value.
func (v *Values) Add(x float64) {
	switch {
	case v.dense != nil:
		if !v.dense.add(x, 1) {
			v.leaveTable()
			v.Add(x)
		}
	case v.counts != nil:
		v.counts.Add(x)
	default:
		v.list = append(v.list, x)
		v.sorted = false
		v.fit()
	}
}

// AddAll adds finite values. Into an empty set of many decimals that is far
// quicker than to add one after the other, with the same outcome.
func (v *Values) AddAll(values []float64) {
	if v.few || v.N() > 0 {
		for _, x := range values {
			v.Add(x)
		}
		return
	}
	if len(values) > maxList && !v.odd {
		if v.dense = tableOf(values); v.dense != nil {
			return
		}
		v.odd = true
	}
	v.list, v.sorted = append(v.list, values...), false
	v.fit()
}

// InTable reports whether the values are counted in a table, which makes
// quantiles quick.
func (v *Values) InTable() bool { return v.dense != nil }

// fit goes over to another form when the list is too long.
func (v *Values) fit() {
	if v.few {
		if len(v.list) > maxFew {
			v.count()
		}
		return
	}
	if len(v.list) <= maxList || v.counts != nil {
		return
	}
	if !v.odd {
		table := &dense{scale: denseScales[0]}
		for _, x := range v.list {
			if !table.add(x, 1) {
				v.odd = true
				break
			}
		}
		if !v.odd {
			v.dense, v.list = table, nil
			return
		}
	}
	if len(v.list) > MaxValues {
		v.count()
	}
}

// leaveTable goes back to a list, or on to counts, as a value has no place.
func (v *Values) leaveTable() {
	table := v.dense
	v.dense, v.odd, v.sorted = nil, true, true
	if table.n > MaxValues {
		v.counts = &Quantiles{}
		table.each(v.counts.addTimes)
		return
	}
	v.list = make([]float64, 0, table.n)
	table.each(func(x float64, times uint32) bool {
		for range times {
			v.list = append(v.list, x)
		}
		return true
	})
}

// count goes over to counting.
func (v *Values) count() {
	v.counts = &Quantiles{}
	if v.few {
		v.counts.level = len(dropBits) - 1
	}
	v.counts.addList(v.list)
	v.list = nil
}

func (q *Quantiles) addList(list []float64) {
	for _, x := range list {
		q.Add(x)
	}
}

func (q *Quantiles) addTimes(x float64, times uint32) bool {
	q.n += int64(times)
	q.insert(ordered(x)>>dropBits[q.level], times)
	return true
}

// Merge adds the values of another set of the same kind, which stays as it is.
func (v *Values) Merge(o *Values) {
	if v.dense != nil {
		switch {
		case o.dense != nil:
			whole := v.dense.copy()
			if v.dense.merge(o.dense) {
				return
			}
			v.dense = whole
			v.leaveTable()
		case o.counts != nil || o.odd:
			v.leaveTable()
		}
	}
	switch {
	case o.dense != nil:
		o.dense.each(func(x float64, times uint32) bool {
			if v.counts != nil {
				return v.counts.addTimes(x, times)
			}
			for range times {
				v.Add(x)
			}
			return true
		})
	case o.counts != nil:
		if v.counts == nil {
			v.count()
		}
		v.counts.Merge(o.counts)
	case v.counts != nil:
		v.counts.addList(o.list)
	case v.dense != nil:
		for _, x := range o.list {
			v.Add(x)
		}
	default:
		v.odd = v.odd || o.odd
		v.list = append(v.list, o.list...)
		v.sorted = false
		v.fit()
	}
}

// Sort makes later answers quick. It may run for several sets at the same time.
func (v *Values) Sort() {
	if v.dense != nil {
		v.dense.settle()
	}
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
			switch {
			case s.counts != nil:
				all.Merge(s.counts)
			case s.dense != nil:
				s.dense.each(all.addTimes)
			default:
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

// ranked returns the value of a rank, from 0, in the union of sorted lists and
// settled tables. It halves the range of possible values until one is left, and
// with it, in every list, the stretch that the value can be in.
func ranked(sets []*Values, rank int64) float64 {
	if len(sets) == 1 && sets[0].dense == nil {
		return sets[0].list[rank]
	}
	open := make([][]float64, 0, len(sets)) // stretches still in question
	var tables []*dense
	lo, hi := uint64(math.MaxUint64), uint64(0)
	for _, s := range sets {
		var least, most float64
		switch {
		case s.dense != nil:
			tables = append(tables, s.dense)
			least, most = s.dense.bounds()
		case len(s.list) > 0:
			open = append(open, s.list)
			least, most = s.list[0], s.list[len(s.list)-1]
		default:
			continue
		}
		lo, hi = min(lo, ordered(least)), max(hi, ordered(most))
	}
	// Invariant: the answer's key is in lo..hi; rank is its place among all
	// values of the tables and those of the lists that are in open or above lo.
	for lo < hi {
		middle := lo + (hi-lo)/2
		limit := unordered(middle)
		var below int64
		for _, d := range tables {
			below += d.upTo(limit)
		}
		ends := make([]int, len(open))
		var listed int64
		for i, list := range open {
			ends[i] = upperBound(list, limit)
			listed += int64(ends[i])
		}
		below += listed
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
			rank -= listed
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
