package chart

import (
	"math"
	"strconv"
)

// deviationFrom are the robust deviations from which a value is off what is usual
// by a little, clearly and far.
var deviationFrom = [...]float64{3, 5, 8}

// deviationLevel returns 0 for what is usual, else 1 to 3.
func deviationLevel(z float64) int {
	n := 0
	for n < len(deviationFrom) && math.Abs(z) >= deviationFrom[n] {
		n++
	}
	return n
}

// Colours of the 256 palette by level, below and above what is usual. Blue and
// orange stay apart for all kinds of colour vision; signs say the same.
var (
	belowDark, aboveDark   = [3]uint8{24, 32, 117}, [3]uint8{94, 172, 220}
	belowLight, aboveLight = [3]uint8{153, 75, 25}, [3]uint8{223, 214, 166}
)

// Deviation returns the step of a value that is so many robust deviations from
// what is usual; NaN gives the cell for "no data".
func (t *Theme) Deviation(z float64) Cell {
	level := deviationLevel(z)
	switch {
	case z != z:
		return t.noData
	case level == 0:
		return Cell{Shade: ' '}
	case t.options.Profile < ANSI256:
		role := Accent
		if z > 0 {
			role = Warn
			if level == len(deviationFrom) {
				role = Bad
			}
		}
		return Cell{Shade: ' ', open: t.open[role]}
	}
	colors := &aboveDark
	switch {
	case t.options.Light && z < 0:
		colors = &belowLight
	case t.options.Light:
		colors = &aboveLight
	case z < 0:
		colors = &belowDark
	}
	c := colors[level-1]
	text, back := uint8(16), rgb256(c)
	if luminance(back) < midLuminance {
		text = 231
	}
	if t.options.Profile == TrueColor {
		return Cell{Shade: ' ', open: "\x1b[38;2;" + triple(rgb256(text)) + ";48;2;" + triple(back) + "m"}
	}
	return Cell{Shade: ' ', open: "\x1b[38;5;" + strconv.Itoa(int(text)) + ";48;5;" + strconv.Itoa(int(c)) + "m"}
}

// sign writes a plus or minus for each level of a deviation, as far as there is
// room.
func sign(text []rune, z float64) {
	r := '+'
	if z < 0 {
		r = '-'
	}
	for i := range min(deviationLevel(z), len(text)) {
		text[i] = r
	}
}

// deviations explains the scale of deviations in a legend.
func (h *heatmap) deviations(run *painter, put func(Role, string), room *int) {
	put(Dim, "deviations ")
	text := make([]rune, 3)
	step := func(z float64) {
		n := deviationLevel(z)
		if *room < n+4 {
			return
		}
		for i := range text {
			text[i] = ' '
		}
		sign(text, z)
		run.begin(h.t.Deviation(z).open)
		run.runes(text[:n])
		run.end()
		*room -= n
		put(Dim, " "+strconv.Itoa(int(math.Abs(z)))+" ")
	}
	for i := len(deviationFrom) - 1; i >= 0; i-- {
		step(-deviationFrom[i])
	}
	put(Dim, "blank: usual ")
	for _, z := range deviationFrom {
		step(z)
	}
}
