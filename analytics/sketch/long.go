package sketch

import (
	"math"
	"math/big"
	"math/bits"
)

const (
	longWords    = 4
	longFraction = 128 // bits behind the binary point
	mantissa     = 52
	maxShift     = 64*(longWords-1) - 1
)

// long adds float64 values without rounding. It is a fixed-point number of 256
// bits, 128 of them behind the binary point: a value is first rounded to a
// multiple of 2^-128, then added exactly, so the result does not depend on the
// order of the values or on partial sums. Values must be finite and below 2^116
// in magnitude, and the sum below 2^127.
//
// The idea is that of long accumulators: Kulisch and Miranker, "Computer
// Arithmetic in Theory and Practice", 1981.
type long struct {
	w [longWords]uint64 // two's complement, lowest word first
}

// add adds v. NaN and infinities are not allowed and add nothing.
func (s *long) add(v float64) {
	b := math.Float64bits(v)
	exponent := int(b>>mantissa) & 0x7ff
	if exponent == 0 || exponent == 0x7ff {
		return // zero, below 2^-1022, or not a finite number
	}
	m := b&(1<<mantissa-1) | 1<<mantissa
	shift := exponent - (1023 + mantissa) + longFraction
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
		for i += 2; c != 0 && i < longWords; i++ {
			s.w[i], c = bits.Add64(s.w[i], 0, c)
		}
		return
	}
	s.w[i], c = bits.Sub64(s.w[i], lo, 0)
	s.w[i+1], c = bits.Sub64(s.w[i+1], hi, c)
	for i += 2; c != 0 && i < longWords; i++ {
		s.w[i], c = bits.Sub64(s.w[i], 0, c)
	}
}

// merge adds another sum.
func (s *long) merge(o *long) {
	var c uint64
	for i := range s.w {
		s.w[i], c = bits.Add64(s.w[i], o.w[i], c)
	}
}

// float returns the sum as it is.
func (s *long) float() *big.Float {
	v := new(big.Int)
	for i := longWords - 1; i >= 0; i-- {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(s.w[i]))
	}
	if s.w[longWords-1]>>63 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), 64*longWords))
	}
	f := exact().SetInt(v)
	return f.SetMantExp(f, -longFraction)
}

// exact returns a number wide enough for all that is calculated here.
func exact() *big.Float { return new(big.Float).SetPrec(1024) }
