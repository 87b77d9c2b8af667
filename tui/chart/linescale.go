package chart

import (
	"math"
	"slices"
	"strconv"
)

// YScale says how a LineChart puts values on its y axis.
type YScale uint8

// The scales.
const (
	YAuto   YScale = iota // all values
	YRobust               // without the highest 1 %; marks say where and how many are above
	YFixed                // from 0 to one and a half limits, marks as before
	YLog                  // logarithmic; values of 0 and less are at the lower edge
	NumYScales
)

// String names the scale in a few words.
func (y YScale) String() string {
	return [...]string{"all values", "without the highest 1 %", "0 to 1.5 limits", "logarithmic"}[min(y, YLog)]
}

// scale turns the range of the values to that of the axis.
func (c *lineChart) scale() {
	limit := c.o.Limit
	switch {
	case c.o.Y == YFixed && limit > 0:
		c.lo, c.hi = min(c.lo, 0), min(1.5*limit, maxAxis)
		return
	case c.o.Y == YRobust && len(c.tops) > 0:
		slices.Sort(c.tops)
		c.hi = c.tops[(99*len(c.tops)+99)/100-1] // nearest rank of 99 %
		c.lo = min(c.lo, c.hi)
	}
	if limit != 0 {
		c.lo, c.hi = min(c.lo, limit), max(c.hi, limit)
	}
	if limit > 0 {
		c.positive = min(c.positive, limit)
	}
	if c.o.YFromZero {
		c.lo, c.hi = min(c.lo, 0), max(c.hi, 0)
	}
}

// valueAxis returns the y axis with about n ticks.
func (c *lineChart) valueAxis(n int) valueAxis {
	switch {
	case c.o.Y == YLog && c.positive < c.hi:
		return logAxis(c.positive, c.hi, n)
	case c.o.Y == YFixed && c.o.Limit > 0:
		a := niceAxis(c.lo, c.hi, n)
		a.hi = c.hi
		return a
	}
	return niceAxis(c.lo, c.hi, n)
}

// logAxis returns a logarithmic axis that holds lo..hi, both above 0.
func logAxis(lo, hi float64, n int) valueAxis {
	lo, hi = max(lo, 1e-300), min(hi, maxAxis)
	hi = max(hi, lo)
	a := valueAxis{lo: lo, hi: hi, log: true}
	from, to := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	if a.step = math.Ceil((to - from) / float64(max(n, 1))); a.step > 1 {
		return a // a tick every so many powers of ten
	}
	a.step = 1
	floor, ceil := 0.0, math.Inf(1)
	for e := from; e <= to; e++ {
		for _, m := range [...]float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v <= lo*(1+1e-9) {
				floor = max(floor, v)
			}
			if v >= hi*(1-1e-9) {
				ceil = min(ceil, v)
			}
		}
	}
	if floor > 0 && finite(ceil) && floor < ceil {
		a.lo, a.hi = min(floor, lo), max(ceil, hi)
	}
	return a
}

// logTicks returns round values on a logarithmic axis, lowest first.
func (a valueAxis) logTicks() []float64 {
	var out []float64
	steps := []float64{1, 2, 5}
	if a.step > 1 || a.hi/a.lo > 1000 {
		steps = steps[:1]
	}
	for e := math.Floor(math.Log10(a.lo)); e <= math.Ceil(math.Log10(a.hi)); e += a.step {
		for _, m := range steps {
			if v := m * math.Pow(10, e); v >= a.lo*(1-1e-9) && v <= a.hi*(1+1e-9) {
				out = append(out, v)
			}
		}
	}
	return out
}

// fraction returns where a value lies on the axis, 0 to 1, clipped.
func (a valueAxis) fraction(v float64) float64 {
	if !a.log {
		return fraction(v, a.lo, a.hi)
	}
	if !(v > 0) {
		return 0
	}
	return fraction(math.Log(v), math.Log(a.lo), math.Log(a.hi))
}

// drawAbove marks the cells of the top row in which a value lies beyond the axis,
// and returns how many buckets do.
func (c *lineChart) drawAbove(p *picture, a valueAxis) (n int) {
	if c.hi <= a.hi && c.o.Y != YRobust && c.o.Y != YFixed {
		return 0
	}
	for i := range c.o.Lines {
		l := &c.o.Lines[i]
		for k, q := range l.Series.Points {
			v, ok := l.value(q)
			if !ok {
				continue
			}
			if _, hi := bandOf(q); c.o.Band && i == 0 && finite(hi) {
				v = max(v, hi)
			}
			at := bucketTime(&l.Series, k)
			if v <= a.hi || at < c.start || at > c.end {
				continue
			}
			n++
			p.set(c.dotX(at, p.w*2)/2, 0, c.t.glyph.up, Bad)
		}
	}
	return n
}

// aboveText says how many buckets lie beyond the axis.
func (c *lineChart) aboveText(n int, a valueAxis) string {
	if n == 0 {
		return ""
	}
	return string(c.t.glyph.up) + " " + strconv.Itoa(n) + " above " + Short(a.hi)
}
