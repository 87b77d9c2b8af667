package usual

// median returns the median of v and changes its order; the mean of the two in
// the middle when their number is even. v must not be empty.
func median(v []float64) float64 {
	k := len(v) / 2
	hi := nth(v, k)
	if len(v)%2 == 1 {
		return hi
	}
	lo := v[0]
	for _, x := range v[1:k] {
		if x > lo {
			lo = x
		}
	}
	return lo + (hi-lo)/2
}

// nth returns what would be at k if v were sorted, and changes the order of v so
// that nothing before k is larger and nothing after it smaller. v has no NaN.
func nth(v []float64, k int) float64 {
	lo, hi := 0, len(v)-1
	for hi-lo > 16 {
		pivot := pivotOf(v, lo, hi)
		// Elements below the pivot, then equal ones, then larger ones. The loops have
		// no branch that depends on the data: these would be guessed wrong half the time.
		mid := lo
		for i := lo; i <= hi; i++ {
			x := v[i]
			v[i] = v[mid]
			v[mid] = x
			mid += one(x < pivot)
		}
		if k < mid {
			hi = mid - 1
			continue
		}
		end := mid
		for i := mid; i <= hi; i++ {
			x := v[i]
			v[i] = v[end]
			v[end] = x
			end += one(x <= pivot)
		}
		if k < end {
			return pivot
		}
		lo = end
	}
	for i := lo + 1; i <= hi; i++ { // insertion
		x := v[i]
		j := i
		for ; j > lo && v[j-1] > x; j-- {
			v[j] = v[j-1]
		}
		v[j] = x
	}
	return v[k]
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pivotOf returns the middle one of three, or of nine when there are many.
func pivotOf(v []float64, lo, hi int) float64 {
	mid := lo + (hi-lo)/2
	if hi-lo < 200 {
		return middle(v[lo], v[mid], v[hi])
	}
	s := (hi - lo) / 8
	return middle(middle(v[lo], v[lo+s], v[lo+2*s]), middle(v[mid-s], v[mid], v[mid+s]), middle(v[hi-2*s], v[hi-s], v[hi]))
}

func middle(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }
