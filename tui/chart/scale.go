package chart

import (
	"math"
	"strconv"
)

// finite reports whether v can be drawn.
func finite(v float64) bool { return v-v == 0 }

// fraction returns where v lies between lo and hi, 0 to 1, clipped. Halves are
// used so that a span beyond the largest float does not overflow.
func fraction(v, lo, hi float64) float64 {
	span := hi/2 - lo/2
	if !(span > 0) {
		return 0
	}
	return min(max((v/2-lo/2)/span, 0), 1)
}

// rangeOf returns the smallest and largest finite value, and false without one.
func rangeOf(values []float64) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi, ok = min(lo, v), max(hi, v), true
		}
	}
	return lo, hi, ok
}

// Short formats a number in at most three significant digits with a suffix for
// thousands (k), millions (M), billions (G) and trillions (T): 0.042, 9.87,
// 118, 4.2k. Its width is at most 7 cells. NaN and infinities are "-".
func Short(v float64) string {
	if !finite(v) {
		return "-"
	}
	a := math.Abs(v)
	if a >= 999.5e12 || a > 0 && a < 0.0005 {
		return strconv.FormatFloat(v, 'e', 0, 64)
	}
	suffix := ""
	for _, s := range [...]string{"k", "M", "G", "T"} {
		if math.Abs(v) < 999.5 {
			break
		}
		v, suffix = v/1000, s
	}
	decimals := 0
	switch a = math.Abs(v); {
	case a < 0.9995:
		decimals = 3
	case a < 9.995:
		decimals = 2
	case a < 99.95:
		decimals = 1
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals > 0 {
		s = trimZeros(s)
	}
	if s == "-0" {
		s = "0"
	}
	return s + suffix
}

// trimZeros takes the zeros off the end of a decimal fraction.
func trimZeros(s string) string {
	n := len(s)
	for n > 0 && s[n-1] == '0' {
		n--
	}
	if n > 0 && s[n-1] == '.' {
		n--
	}
	return s[:n]
}

// valueAxis is a range with round ticks.
type valueAxis struct {
	lo, hi, step float64
	log          bool // step is then in powers of ten
}

// maxAxis bounds the values on an axis, so that sums of them stay finite.
const maxAxis = 1e300

// niceAxis returns an axis that holds lo..hi and has at most n+1 ticks at
// multiples of 1, 2, 2.5 or 5 times a power of ten.
func niceAxis(lo, hi float64, n int) valueAxis {
	lo, hi = max(lo, -maxAxis), min(hi, maxAxis)
	if !(hi > lo) || hi-lo <= 1e-12*max(math.Abs(lo), math.Abs(hi)) {
		// A constant is drawn in the middle, not along an edge.
		pad := max(math.Abs(lo)*0.1, 1e-9)
		if lo == 0 {
			pad = 1
		}
		lo, hi = lo-pad, hi+pad
	}
	n = max(n, 1)
	rough := hi/float64(n) - lo/float64(n)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for {
		for _, m := range [...]float64{1, 2, 2.5, 5} {
			step := m * power
			if !(step > 0) || step < rough*(1-1e-9) {
				continue
			}
			a, b := math.Floor(lo/step*(1+1e-12))*step, math.Ceil(hi/step*(1-1e-12))*step
			a, b = min(a, lo), max(b, hi)
			if (b/step - a/step) <= float64(n)+1e-6 {
				return valueAxis{lo: a, hi: b, step: step}
			}
		}
		if power *= 10; !finite(power) || power == 0 {
			return valueAxis{lo: lo, hi: hi, step: hi - lo}
		}
	}
}

// ticks returns the round values on the axis, lowest first.
func (a valueAxis) ticks() []float64 {
	if a.log {
		return a.logTicks()
	}
	var out []float64
	first := math.Ceil(a.lo/a.step - 1e-6)
	for i := 0.0; i < 200; i++ {
		v := (first + i) * a.step
		if v > a.hi+a.step*1e-6 {
			break
		}
		if math.Abs(v) < a.step*1e-6 {
			v = 0
		}
		out = append(out, v)
	}
	return out
}

// label formats a tick with as many decimals as the step needs.
func (a valueAxis) label(v float64) string {
	top := max(math.Abs(a.lo), math.Abs(a.hi))
	if a.log || top >= 1e5 || top < 1e-3 {
		return Short(v)
	}
	decimals := 0
	for s := a.step; decimals < 5 && math.Abs(s-math.Round(s)) > 1e-6*a.step; decimals++ {
		s *= 10
	}
	if s := strconv.FormatFloat(v, 'f', decimals, 64); len(s) <= 10 {
		return s
	}
	return Short(v)
}
