package chart

import "network-analytics/analytics/series"

// bandOf returns the range that a band shows of a bucket: the middle nine tenths
// of the samples where they are known, else all.
func bandOf(p series.Point) (lo, hi float64) {
	if finite(p.P5) && finite(p.P95) && p.P5 <= p.P95 {
		return p.P5, p.P95
	}
	return p.Min, p.Max
}

// bandColumn is the band in one column of dots, as rows of dots; high is the
// smaller number. Without a band there high is -1.
type bandColumn struct{ high, low int }

// band returns the band per column of dots, with straight edges between buckets.
func (c *lineChart) band(a valueAxis, w, h int) []bandColumn {
	out := make([]bandColumn, w)
	prev := -1
	cols := c.columns(&c.o.Lines[0], a, w, h, bandOf)
	for x := range cols {
		out[x].high = -1
		col := &cols[x]
		if col.n == 0 {
			continue
		}
		out[x] = bandColumn{col.high, col.low}
		for i := prev + 1; prev >= 0 && !col.gap && i < x; i++ {
			out[i].high = between(prev, cols[prev].high, x, col.high, i)
			out[i].low = between(prev, cols[prev].low, x, col.low, i)
		}
		prev = x
	}
	return out
}

// drawBand draws the edges of the band as dots, as bad above the limit of a single
// line, and
// shades it where the theme can, the band leaves half of the plot free (a plot that
// is grey all over says nothing), and it is not narrow. It reports whether it is shaded.
func (c *lineChart) drawBand(p *picture, a valueAxis, limitRow int) (shaded bool) {
	cols := c.band(a, p.w*2, p.h)
	covered, wide := 0, 0
	for _, col := range cols {
		if col.high >= 0 {
			covered += col.low - col.high + 1
			wide++
		}
	}
	const least = 16 // dots: cells are too coarse for the shade of a narrower band
	if shaded = c.t.shade() != "" && covered <= p.w*p.h*4 && covered >= least*wide; shaded {
		p.shade(cols)
	}
	d := p.newDots()
	d.dotted = true
	edge := func(x, from, to int) {
		for y := min(from, to); y <= max(from, to); y++ {
			if (x+y)%2 == 0 || from == to && x%2 == 0 {
				d.dot(x, y)
			}
		}
	}
	for x, col := range cols {
		if col.high < 0 {
			continue
		}
		before := col
		if x > 0 && cols[x-1].high >= 0 {
			before = cols[x-1]
		}
		edge(x, before.high, col.high)
		edge(x, before.low, col.low)
	}
	p.draw(d, func(y int) Role {
		if len(c.o.Lines) == 1 && y < limitRow {
			return Bad
		}
		return Dim
	})
	return shaded
}

// shade marks the cells of which a band covers half and more.
func (p *picture) shade(cols []bandColumn) {
	for x := range p.w {
		for y := range p.h {
			n := 0
			for _, col := range cols[2*x : 2*x+2] {
				if col.high >= 0 {
					n += max(0, min(col.low, 4*y+3)-max(col.high, 4*y)+1)
				}
			}
			p.cells[y*p.w+x].shaded = n >= 4
		}
	}
}

// shade returns the sequence of the background of a band, "" where the terminal
// has no shade that is quiet enough.
func (t *Theme) shade() string {
	switch o := t.options; {
	case o.Contrast:
	case o.Profile == ANSI256 && o.Light:
		return "\x1b[48;5;254m"
	case o.Profile == ANSI256:
		return "\x1b[48;5;236m"
	case o.Profile == TrueColor && o.Light:
		return "\x1b[48;2;228;232;238m"
	case o.Profile == TrueColor:
		return "\x1b[48;2;40;44;52m"
	}
	return ""
}
