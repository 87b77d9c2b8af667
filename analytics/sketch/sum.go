// Package sketch holds the mergeable accumulators of the project: exact sums,
// moments and counts of values for quantiles. Every one has a zero value that
// is ready to use, an Add and a Merge, and gives the same answer for any order
// of adding and any way of splitting the input.
package sketch

import (
	"math"
	"math/bits"
)

const (
	sumWords    = 4
	sumFraction = 128 // bits behind the binary point
	mantissa    = 52
	maxShift    = 64*(sumWords-1) - 1
)

// Sum adds float64 values without rounding. It is a fixed-point number of 256
// bits, 128 of them behind the binary point: a value is first rounded to a
// multiple of 2^-128, then added exactly, so the result does not depend on the
// order of the values or on partial sums. Values must be finite and below 2^116
// in magnitude, and the sum below 2^127; every metric of the record stays far
// within both.
//
// The idea is that of long accumulators: Kulisch and Miranker, "Computer
// Arithmetic in Theory and Practice", 1981.
type Sum struct {
	w [sumWords]uint64 // two's complement, lowest word first
}

// Add adds v. NaN and infinities are not allowed and add nothing.
func (s *Sum) Add(v float64) {
	b := math.Float64bits(v)
	exponent := int(b>>mantissa) & 0x7ff
	if exponent == 0 || exponent == 0x7ff {
		return // zero, below 2^-1022, or not a finite number
	}
	m := b&(1<<mantissa-1) | 1<<mantissa
	shift := exponent - (1023 + mantissa) + sumFraction
	if shift < 0 {
		if shift < -mantissa-1 {
			return
		}
		m = (m>>uint(-shift-1) + 1) >> 1 // round half away from zero
		shift = 0
	} else if shift > maxShift {
		shift = maxShift
	}
	i, by := shift>>6, uint(shift&63)
	lo, hi := m<<by, m>>(64-by)
	var c uint64
	if b>>63 == 0 {
		s.w[i], c = bits.Add64(s.w[i], lo, 0)
		s.w[i+1], c = bits.Add64(s.w[i+1], hi, c)
		for i += 2; c != 0 && i < sumWords; i++ {
			s.w[i], c = bits.Add64(s.w[i], 0, c)
		}
		return
	}
	s.w[i], c = bits.Sub64(s.w[i], lo, 0)
	s.w[i+1], c = bits.Sub64(s.w[i+1], hi, c)
	for i += 2; c != 0 && i < sumWords; i++ {
		s.w[i], c = bits.Sub64(s.w[i], 0, c)
	}
}

// Merge adds another sum.
func (s *Sum) Merge(o *Sum) {
	var c uint64
	for i := range s.w {
		s.w[i], c = bits.Add64(s.w[i], o.w[i], c)
	}
}

// Float returns the sum, rounded once to the nearest float64.
func (s *Sum) Float() float64 {
	w := s.w
	negative := w[sumWords-1]>>63 != 0
	if negative {
		c := uint64(1)
		for i := range w {
			w[i], c = bits.Add64(^w[i], 0, c)
		}
	}
	top := sumWords - 1
	for top >= 0 && w[top] == 0 {
		top--
	}
	if top < 0 {
		return 0
	}
	// The leading 64 bits, with a sticky last bit for all that is below them.
	lead := uint(bits.LeadingZeros64(w[top]))
	head := w[top] << lead
	var rest uint64
	if top > 0 {
		head |= w[top-1] >> (64 - lead)
		rest = w[top-1] << lead
	}
	for i := top - 2; i >= 0; i-- {
		rest |= w[i]
	}
	if rest != 0 {
		head |= 1
	}
	f := math.Ldexp(float64(head), 64*top-int(lead)-sumFraction)
	if negative {
		return -f
	}
	return f
}
