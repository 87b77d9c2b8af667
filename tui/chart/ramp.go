package chart

import "strconv"

// Cell is one step of the heat scale.
type Cell struct {
	// Shade shows the step without colour: a block that gets denser, or a digit
	// from 0 to 9 in ASCII. With a profile that colours the background it is a
	// blank.
	Shade rune
	open  string // sequence that sets background and a readable foreground
}

// Paint wraps s in the colours of the step and a reset.
func (c Cell) Paint(s string) string { return wrap(c.open, s) }

// Colored reports whether the cell's colour tells the step, so that any text
// may be printed on it.
func (c Cell) Colored() bool { return c.Shade == ' ' && c.open != "" }

// Ramp returns the step of the heat scale for a fraction from 0 (lowest) to 1
// (highest); values outside are clipped, NaN gives the cell for "no data".
func (t *Theme) Ramp(f float64) Cell {
	if f != f {
		return t.noData
	}
	n := len(t.ramp)
	return t.ramp[int(min(max(f, 0)*float64(n), float64(n-1)))]
}

// The scale runs from the background to its opposite through red and yellow and
// is monotone in brightness, so that it also reads in grey. The steps are picked
// by hand; a scale converted by formula to 256 colours jumps between hues.
var ramp256 = []uint8{233, 52, 88, 124, 160, 196, 202, 208, 214, 220, 226, 228, 230}

// rampTrue are the stops between which the 24 bit scale is interpolated.
var rampTrue = [][3]uint8{
	{18, 18, 18}, {70, 8, 8}, {130, 14, 10}, {190, 30, 10}, {228, 70, 12},
	{245, 128, 20}, {250, 184, 40}, {252, 224, 90}, {255, 246, 190},
}

const rampTrueSteps = 33

// rampOf builds the scale of a theme, lowest step first.
func rampOf(o ThemeOptions) []Cell {
	switch {
	case o.Profile == ANSI256:
		cells := make([]Cell, len(ramp256))
		for i := range cells {
			c := ramp256[i]
			if o.Light {
				c = ramp256[len(ramp256)-1-i]
			}
			fg := "38;5;16"
			if luminance(rgb256(c)) < midLuminance {
				fg = "38;5;231"
			}
			cells[i] = Cell{Shade: ' ', open: "\x1b[" + fg + ";48;5;" + strconv.Itoa(int(c)) + "m"}
		}
		return cells
	case o.Profile == TrueColor:
		cells := make([]Cell, rampTrueSteps)
		for i := range cells {
			f := float64(i) / (rampTrueSteps - 1)
			if o.Light {
				f = 1 - f
			}
			c := mix(rampTrue, f)
			fg := "38;2;0;0;0"
			if luminance(c) < midLuminance {
				fg = "38;2;255;255;255"
			}
			cells[i] = Cell{Shade: ' ', open: "\x1b[" + fg + ";48;2;" + triple(c) + "m"}
		}
		return cells
	case o.ASCII:
		cells := make([]Cell, 10)
		for i := range cells {
			cells[i].Shade = rune('0' + i)
		}
		return cells
	}
	shades := []rune(" ░▒▓█")
	cells := make([]Cell, len(shades))
	for i, s := range shades {
		cells[i] = Cell{Shade: s}
		if o.Profile == ANSI16 {
			params := [...]string{"39", "31", "91", "33", "93"}[i]
			if o.Light {
				params = [...]string{"39", "33", "91", "31", "30"}[i]
			}
			cells[i].open = "\x1b[" + params + "m"
		}
	}
	return cells
}

// midLuminance is where black and white text have the same contrast:
// 1.05/(L+0.05) = (L+0.05)/0.05.
const midLuminance = 0.179

func triple(c [3]uint8) string {
	return strconv.Itoa(int(c[0])) + ";" + strconv.Itoa(int(c[1])) + ";" + strconv.Itoa(int(c[2]))
}

// mix interpolates between stops, f from 0 to 1.
func mix(stops [][3]uint8, f float64) [3]uint8 {
	x := f * float64(len(stops)-1)
	i := min(int(x), len(stops)-2)
	var c [3]uint8
	for k := range c {
		a, b := float64(stops[i][k]), float64(stops[i+1][k])
		c[k] = uint8(a + (b-a)*(x-float64(i)) + 0.5)
	}
	return c
}
