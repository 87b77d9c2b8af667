package usual

import "math"

// pelt has the scratch space of a segmentation.
type pelt struct {
	value  []float64
	sum    []float64 // of the first i values
	square []float64
	cost   []float64 // least cost of the first i values
	from   []int     // where their last segment begins
	tried  []int     // begins that can still be best
	with   []float64 // beside tried: the cost with a segment from there to here
	bounds []int
	low    []int // places of sums, the sums rising; the first is the least of a window
	high   []int // the same falling, the first is the greatest
}

// segments cuts hours into segments of about one level each and returns their
// bounds, from 0 to the number of hours. It minimises the squared distance from
// the mean of each segment, in units of the noise, plus a penalty per segment
// (Killick, Fearnhead and Eckley 2012, "Optimal detection of changepoints with a
// linear computational cost"), on medians of three neighbours.
func (j *Judger) segments(least int) []int {
	p, n := &j.pelt, len(j.hours)
	p.value = sized(p.value, n)
	for i := range n {
		p.value[i] = middle(j.hours[max(0, i-1)].value, j.hours[i].value, j.hours[min(n-1, i+1)].value)
	}
	unit := max(unitLeast, j.noise())
	p.sum, p.square = sized(p.sum, n+1), sized(p.square, n+1)
	p.cost, p.from = sized(p.cost, n+1), sized(p.from, n+1)
	p.sum[0], p.square[0] = 0, 0
	for i, v := range p.value {
		v /= unit
		p.sum[i+1], p.square[i+1] = p.sum[i]+v, p.square[i]+v*v
	}
	penalty := penaltyFactor * math.Log(float64(n))
	if p.flat(least, penalty) {
		p.bounds = append(p.bounds[:0], 0, n)
		return p.bounds
	}
	return p.cut(least, penalty)
}

// cut finds the best segments.
func (p *pelt) cut(least int, penalty float64) []int {
	n := len(p.value)
	within := func(a, b int) float64 { // squared distance from the mean
		s := p.sum[b] - p.sum[a]
		return p.square[b] - p.square[a] - s*s/float64(b-a)
	}
	p.tried = append(p.tried[:0], 0)
	p.cost[0] = -penalty
	for end := 1; end <= n; end++ {
		if end < least {
			p.cost[end] = math.Inf(1)
			continue
		}
		if begin := end - least; begin >= least {
			p.tried = append(p.tried, begin)
		}
		best := math.Inf(1)
		p.with = sized(p.with, len(p.tried))
		for k, begin := range p.tried {
			c := p.cost[begin] + within(begin, end)
			p.with[k] = c
			if c += penalty; c < best {
				best, p.from[end] = c, begin
			}
		}
		p.cost[end] = best
		kept := p.tried[:0]
		for k, begin := range p.tried {
			if p.with[k] <= best {
				kept = append(kept, begin)
			}
		}
		p.tried = kept
	}
	p.bounds = append(p.bounds[:0], n)
	for end := n; end > 0; {
		end = p.from[end]
		p.bounds = append(p.bounds, end)
	}
	for a, b := 0, len(p.bounds)-1; a < b; a, b = a+1, b-1 {
		p.bounds[a], p.bounds[b] = p.bounds[b], p.bounds[a]
	}
	return p.bounds
}

// noise returns the robust standard deviation of hours about their neighbours.
func (j *Judger) noise() float64 {
	if len(j.hours) < 2 {
		return 0
	}
	j.sort = j.sort[:0]
	for i := 1; i < len(j.hours); i++ {
		j.sort = append(j.sort, math.Abs(j.hours[i].value-j.hours[i-1].value))
	}
	return madScale * median(j.sort) / math.Sqrt2
}
