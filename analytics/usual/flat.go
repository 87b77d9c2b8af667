package usual

import "math"

// flat reports that one segment costs least, without trying others. It may say no
// where it is so.
//
// Cutting a stretch in two saves n1 (m1-m)^2 + n2 (m2-m)^2, where m is its mean and
// m1, m2 those of its n1 and n2 hours. With any c in the place of m that is more,
// so two cut halves save at most twice the largest S^2/n of a stretch of n hours
// that add up to S, counted from the mean of all. When that is less than the
// penalty, no cut pays, nor does a cut of what was cut.
//
// Stretches are looked at by length, all of up to a length half as long again at
// a time, by the extremes of the running sums where they may begin.
func (p *pelt) flat(least int, penalty float64) bool {
	n := len(p.value)
	mean := p.sum[n] / float64(n)
	at := func(i int) float64 { return p.sum[i] - mean*float64(i) }
	for from := least; from <= n; {
		to := from + from/2
		most := math.Sqrt(penalty / 2 * float64(from))
		low, high := p.low[:0], p.high[:0]
		lo, hi := 0, 0 // first of low and high that is not too far back
		for end := from; end <= n; end++ {
			begin := end - from
			s := at(begin)
			for len(low) > lo && at(low[len(low)-1]) >= s {
				low = low[:len(low)-1]
			}
			for len(high) > hi && at(high[len(high)-1]) <= s {
				high = high[:len(high)-1]
			}
			low, high = append(low, begin), append(high, begin)
			for low[lo] < end-to {
				lo++
			}
			for high[hi] < end-to {
				hi++
			}
			if sum := at(end); sum-at(low[lo]) > most || at(high[hi])-sum > most {
				return false
			}
		}
		p.low, p.high = low, high
		from = to + 1
	}
	return true
}
