// Package chart draws data as text for a terminal: sparklines, line charts,
// heatmaps, tiles, bars and boxes.
//
// Every function is pure: data, a size and a Theme in, a string out. The string
// has exactly the lines and cells asked for, no trailing newline and no control
// byte but the newline and the colour sequences of the Theme, whatever the data
// hold: NaN and infinities are gaps, names are cleaned, and a size too small for
// a picture gets a shorter one, down to blanks. No global state is read or
// changed, so that charts may be drawn at the same time with different themes.
//
// Widths are terminal cells as measured by x/ansi; wide characters count two.
package chart
