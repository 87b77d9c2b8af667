package sketch

import (
	"math"
	"slices"
)

// dense counts values that are whole numbers of steps, one count a step from the
// lowest to the highest. It is the smallest and quickest form of many
// measurements of two or three decimals.
type dense struct {
	scale  float64 // steps in one unit
	lo     int64   // steps of the first count
	counts []uint32
	n      int64
	ends   []int64 // by settle: values up to and with each step
}

const (
	// denseSteps is the longest table: 512 KiB.
	denseSteps = 1 << 17
	// denseReach keeps steps far from where a float64 cannot tell them apart.
	denseReach = 1 << 50
)

// denseScales are tried in this order; each divides the next.
var denseScales = [...]float64{1, 10, 100, 1000}

// steps returns v in steps, and whether it is a whole number of them.
func (d *dense) steps(v float64) (int64, bool) {
	x := v * d.scale
	if !(x < denseReach && x > -denseReach) {
		return 0, false
	}
	r := float64(x) + magic - magic
	return int64(r), r/d.scale == v
}

// add counts a value and reports whether it has a place.
func (d *dense) add(v float64, times uint32) bool {
	k, ok := d.steps(v)
	if ok {
		if i := uint64(k - d.lo); i < uint64(len(d.counts)) && d.counts[i] <= math.MaxUint32-times {
			d.counts[i] += times
			d.n += int64(times)
			d.ends = nil
			return true
		}
	}
	return d.widen(v) && d.add(v, times)
}

// widen makes room for a value: a finer step, or a longer table. It reports
// whether that was possible, and changes nothing when not.
func (d *dense) widen(v float64) bool {
	next := dense{scale: d.scale, n: d.n}
	for _, s := range denseScales {
		if s < d.scale {
			continue
		}
		next.scale = s
		k, ok := next.steps(v)
		if !ok {
			continue
		}
		ratio := int64(s / d.scale)
		lo, hi := k, k
		if len(d.counts) > 0 {
			if i := k - d.lo; s == d.scale && i >= 0 && i < int64(len(d.counts)) {
				return false // its count is full
			}
			first, last := d.span()
			lo, hi = min(lo, (d.lo+int64(first))*ratio), max(hi, (d.lo+int64(last))*ratio)
		}
		if hi-lo >= denseSteps {
			return false
		}
		// Some room on both sides, so that growing is rare.
		room := min((hi-lo)/4+64, (denseSteps-1-(hi-lo))/2)
		next.lo = lo - room
		next.counts = make([]uint32, hi-lo+2*room+1)
		for i, c := range d.counts {
			if c > 0 {
				next.counts[(d.lo+int64(i))*ratio-next.lo] = c
			}
		}
		*d = next
		return true
	}
	return false
}

// tableOf returns the table of some values, nil when one has no place.
func tableOf(values []float64) *dense {
	d := &dense{scale: denseScales[0], n: int64(len(values))}
	lo, hi := math.Inf(1), math.Inf(-1)
	at := 0
	for _, v := range values {
		for {
			if _, ok := d.steps(v); ok {
				break
			}
			if at++; at == len(denseScales) {
				return nil
			}
			d.scale = denseScales[at]
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	first, ok1 := d.steps(lo) // the scale may be finer by now
	last, ok2 := d.steps(hi)
	if !ok1 || !ok2 || last-first >= denseSteps || len(values) > math.MaxUint32 {
		return nil
	}
	d.lo, d.counts = first, make([]uint32, last-first+1)
	for _, v := range values {
		d.counts[int64(float64(v*d.scale)+magic-magic)-first]++
	}
	return d
}

// each calls f for every value with its count, in rising order, until f says no.
func (d *dense) each(f func(v float64, times uint32) bool) bool {
	for i, c := range d.counts {
		if c > 0 && !f(d.value(i), c) {
			return false
		}
	}
	return true
}

func (d *dense) value(i int) float64 { return float64(d.lo+int64(i)) / d.scale }

// merge counts the values of another table and reports whether all have a place;
// when not, d is left with a part of them.
func (d *dense) merge(o *dense) bool {
	if o.scale == d.scale && len(o.counts) > 0 && len(d.counts) > 0 {
		if first := o.lo - d.lo; first >= 0 && first+int64(len(o.counts)) <= int64(len(d.counts)) {
			into := d.counts[first:]
			for i, c := range o.counts {
				if c > math.MaxUint32-into[i] {
					return false
				}
				into[i] += c
			}
			d.n += o.n
			d.ends = nil
			return true
		}
	}
	return o.each(d.add)
}

// settle prepares for upTo. It may run for several tables at the same time.
func (d *dense) settle() {
	if d.ends != nil {
		return
	}
	d.ends = make([]int64, len(d.counts))
	var n int64
	for i, c := range d.counts {
		n += int64(c)
		d.ends[i] = n
	}
}

// upTo returns how many values are at or below limit.
func (d *dense) upTo(limit float64) int64 {
	lo, hi := 0, len(d.counts)
	for lo < hi {
		middle := int(uint(lo+hi) / 2)
		if d.value(middle) <= limit {
			lo = middle + 1
		} else {
			hi = middle
		}
	}
	if lo == 0 {
		return 0
	}
	return d.ends[lo-1]
}

// bounds returns the smallest and the largest value.
func (d *dense) bounds() (lo, hi float64) {
	first, last := d.span()
	return d.value(first), d.value(last)
}

// span returns the positions of the first and the last count that is not zero.
func (d *dense) span() (first, last int) {
	first, last = 0, len(d.counts)-1
	for d.counts[first] == 0 {
		first++
	}
	for d.counts[last] == 0 {
		last--
	}
	return first, last
}

func (d *dense) copy() *dense {
	c := *d
	c.counts = slices.Clone(d.counts)
	return &c
}
