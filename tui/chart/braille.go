package chart

import (
	"github.com/NimbleMarkets/ntcharts/canvas"
	"github.com/NimbleMarkets/ntcharts/canvas/graph"
	"github.com/NimbleMarkets/ntcharts/canvas/runes"
)

// This file is the only one that draws with ntcharts. It uses the library's
// braille grid and patterns. Its ready-made charts are not used: they hang or panic on
// NaN and on small sizes, bridge gaps, average spikes away and put labels at odd
// times. Nor is its canvas, which keeps a style of several hundred bytes per
// cell and renders each by itself with a colour profile that all of the program
// shares: a chart of 250x80 cells took 12 MB and 14 ms with it.

// picture is a grid of cells, each with a rune and a role. Dots are addressed
// in a finer grid of 2 x 4 per cell; (0, 0) is the top left.
type picture struct {
	cells []pictureCell // by y*w + x
	w, h  int           // cells, at least 1
}

type pictureCell struct {
	r      rune // 0 for an empty cell
	role   Role
	dotted bool // the dots are of a dotted layer
	shaded bool // drawn on the background of a band
}

func newPicture(w, h int) *picture {
	w, h = max(w, 1), max(h, 1)
	return &picture{make([]pictureCell, w*h), w, h}
}

// set puts a rune into a cell; outside of the picture it does nothing.
func (p *picture) set(x, y int, r rune, role Role) {
	if x >= 0 && y >= 0 && x < p.w && y < p.h {
		cell := &p.cells[y*p.w+x]
		*cell = pictureCell{r: r, role: role, shaded: cell.shaded}
	}
}

// at returns the rune of a cell inside of the picture, 0 for an empty one.
func (p *picture) at(x, y int) rune { return p.cells[y*p.w+x].r }

// dots is a layer of dots to be drawn into a picture.
type dots struct {
	grid *graph.BrailleGrid
	// dotted is set for what lies behind everything: it hides nothing, and lines
	// take its place.
	dotted bool
}

// newDots returns an empty layer. The grid's own scale is one dot a unit: what
// is drawn has been scaled to whole dots before.
func (p *picture) newDots() dots {
	return dots{grid: graph.NewBrailleGrid(p.w, p.h, 0, float64(p.w*2), 0, float64(p.h*4))}
}

// dot sets one dot; outside of the layer it does nothing.
func (d dots) dot(x, y int) { d.grid.Set(canvas.Point{X: x, Y: y}) }

// span sets the dots of a column from one row to another, both included.
func (d dots) span(x, y1, y2 int) {
	for y := min(y1, y2); y <= max(y1, y2); y++ {
		d.dot(x, y)
	}
}

// line connects two dots, x1 < x2, so that neighbours touch.
func (d dots) line(x1, y1, x2, y2 int) {
	at := func(x int) int { return between(x1, y1, x2, y2, x) }
	for x := x1; x < x2; x++ {
		// Half of the way up or down belongs to each of two columns.
		here, next := at(x), at(x+1)
		middle := (here + next) / 2
		d.span(x, here, middle)
		if middle < next {
			middle++
		} else if middle > next {
			middle--
		}
		d.span(x+1, middle, next)
	}
}

// between interpolates the row at column x of the line from (x1, y1) to (x2, y2).
func between(x1, y1, x2, y2, x int) int {
	if x2 == x1 {
		return y1
	}
	n, span := (y2-y1)*(x-x1)*2, x2-x1
	if n < 0 {
		return y1 + (n-span)/(2*span)
	}
	return y1 + (n+span)/(2*span)
}

// draw puts the layer into the picture. A cell takes the role that the function
// returns for its row. Dots replace what the cell showed before, except for dots
// of other lines, which they join.
func (p *picture) draw(d dots, role func(y int) Role) {
	for y, row := range d.grid.BraillePatterns() {
		r := role(y)
		for x, c := range row {
			if c == runes.BrailleBlockOffset {
				continue
			}
			cell := &p.cells[y*p.w+x]
			if d.dotted && (cell.role == Limit || cell.role == Accent) {
				continue // a band must hide neither the limit nor the cursor
			}
			if !cell.dotted {
				c = runes.CombineBraillePatterns(cell.r, c)
			}
			*cell = pictureCell{c, r, d.dotted, cell.shaded}
		}
	}
}

// row writes one line of the picture.
func (p *picture) row(run *painter, y int) {
	shade := run.t.shade()
	var shaded [numRoles]string // sequences of roles on the background of a band
	for x := range p.w {
		c := p.cells[y*p.w+x]
		r := c.r
		switch {
		case r == 0 || r == runes.BrailleBlockOffset:
			r = ' '
		case run.t.options.ASCII && runes.IsBraillePattern(r):
			if r = asciiDots(r); c.dotted {
				r = ':' // the band, which no line looks like
			}
		}
		if r == ' ' {
			c.role = Text
		}
		if !c.shaded || shade == "" || c.role >= numRoles {
			run.put(c.role, r)
			continue
		}
		if shaded[c.role] == "" {
			shaded[c.role] = shade + run.t.sequence(c.role)
		}
		run.begin(shaded[c.role])
		run.b.WriteRune(r)
	}
}

// asciiDots returns the ASCII character that is closest to a braille pattern:
// it keeps whether the dots are high, in the middle, low or on top of each other.
func asciiDots(r rune) rune {
	var d runes.PatternDots
	runes.SetPatternDots(r, &d)
	// Dots are numbered down the left column, down the right one, then the last row.
	rows := [4]bool{d[0] || d[3], d[1] || d[4], d[2] || d[5], d[6] || d[7]}
	n := 0
	for _, set := range rows {
		if set {
			n++
		}
	}
	switch {
	case n >= 3:
		return '|'
	case n == 2 && rows[0]:
		return '\''
	case n == 2 && rows[3]:
		return '.'
	case rows[0]:
		return '\''
	case rows[3]:
		return '_'
	}
	return '-'
}
