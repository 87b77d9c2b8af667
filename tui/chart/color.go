package chart

import "math"

// rgb256 returns the colour of index 16 to 255 of the 256 colour palette: a cube
// of six steps a side, then 24 greys. Lower indexes are the terminal's own and
// give black.
func rgb256(i uint8) [3]uint8 {
	switch {
	case i < 16:
		return [3]uint8{}
	case i >= 232:
		g := 8 + 10*(i-232)
		return [3]uint8{g, g, g}
	}
	step := func(n uint8) uint8 {
		if n == 0 {
			return 0
		}
		return 55 + 40*n
	}
	i -= 16
	return [3]uint8{step(i / 36), step(i / 6 % 6), step(i % 6)}
}

// luminance returns the relative luminance of an sRGB colour, 0 for black and 1
// for white (WCAG 2, "relative luminance").
func luminance(c [3]uint8) float64 {
	var l float64
	for k, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := float64(c[k]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	return l
}
