package gen

import "math/bits"

// mul is a*b, rounded at once: no compiler may fuse it with a sum that follows.
func mul(a, b float64) float64 { return float64(a * b) }

// smooth goes from 0 at u <= 0 to 1 at u >= 1 without a corner.
func smooth(u float64) float64 {
	u = min(1, max(0, u))
	return mul(mul(u, u), 3-mul(2, u))
}

// bell is 1 where hour is peak and falls to 0 at width hours from it, around the
// clock of 24 hours.
func bell(hour, peak, width float64) float64 {
	off := hour - peak
	if off < 0 {
		off = -off
	}
	if off > 12 {
		off = 24 - off
	}
	return 1 - smooth(off/width)
}

// hash mixes numbers into 64 even bits. It stands in for a generator where a
// value must not depend on what was drawn before it.
func hash(parts ...uint64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, p := range parts {
		hi, lo := bits.Mul64(h^p, 0xD6E8FEB86659FD93)
		h = hi ^ lo ^ bits.RotateLeft64(p, 29)
		h ^= h >> 32
		hi, lo = bits.Mul64(h, 0xA0761D6478BD642F)
		h = hi ^ lo
	}
	return h
}

// unit turns a hash into a number of [0, 1).
func unit(h uint64) float64 { return mul(float64(h>>11), 0x1p-53) }

// bellUnit turns a hash into a number of about the normal distribution with
// mean 0 and variance 1: the sum of four 16-bit uniforms.
func bellUnit(h uint64) float64 {
	sum := float64(h&0xFFFF + h>>16&0xFFFF + h>>32&0xFFFF + h>>48)
	return mul(sum-131070, 1.0/37837.2)
}

// wander is a slow random curve of about mean 0 and variance 1: a number per
// knot, and a smooth way between them. at is the time in knots, not negative.
func wander(seed, stream, id uint64, at float64) float64 {
	knot := uint64(at)
	a := bellUnit(hash(seed, stream, id, knot))
	b := bellUnit(hash(seed, stream, id, knot+1))
	return a + mul(b-a, smooth(at-float64(knot)))
}
