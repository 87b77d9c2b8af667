package chart

import "network-analytics/analytics/series"

// column holds what falls into one column of dots, as rows of dots: 0 is the
// top, so high is the smaller number.
type column struct {
	n           int // buckets with data
	first, last int // row of the first and last bucket
	high, low   int // highest and lowest row
	// gap tells that a bucket without data lies between this column and the one
	// before it that has data.
	gap bool
}

func (c *column) add(row int) {
	if c.n == 0 {
		c.first, c.high, c.low = row, row, row
	}
	c.n++
	c.last = row
	c.high, c.low = min(c.high, row), max(c.low, row)
}

// columns sorts the buckets of a line into w columns of dots in a plot of h
// cells. With pick set the columns hold the ranges that it returns instead.
func (c *lineChart) columns(l *Line, a valueAxis, w, h int, pick func(series.Point) (lo, hi float64)) []column {
	out := make([]column, w)
	gap := false
	for i, p := range l.Series.Points {
		v, ok := l.value(p)
		if !ok {
			gap = true
			continue
		}
		at := bucketTime(&l.Series, i)
		if at < c.start || at > c.end {
			gap = true
			continue
		}
		col := &out[c.dotX(at, w)]
		if col.n == 0 {
			col.gap = gap
		}
		gap = false
		if pick == nil {
			col.add(dotRow(v, a, h))
		} else if lo, hi := pick(p); finite(lo) && finite(hi) {
			col.add(dotRow(lo, a, h))
			col.add(dotRow(hi, a, h))
		}
	}
	return out
}

// drawLines draws the band and the lines, the first line on top. It reports
// whether the band is shaded.
func (c *lineChart) drawLines(p *picture, a valueAxis, limitRow int) (shaded bool) {
	if c.o.Band && len(c.o.Lines) > 0 {
		shaded = c.drawBand(p, a, limitRow)
	}
	for i := len(c.o.Lines) - 1; i >= 0; i-- {
		l := &c.o.Lines[i]
		d := p.newDots()
		prev, alone := -1, false
		cols := c.columns(l, a, p.w*2, p.h, nil)
		for x := range cols {
			col := &cols[x]
			if col.n == 0 {
				continue
			}
			d.span(x, col.high, col.low)
			if prev >= 0 && !col.gap {
				d.line(prev, cols[prev].last, x, col.first)
				alone = false
			} else {
				c.point(d, cols, prev, alone)
				alone = true
			}
			prev = x
		}
		c.point(d, cols, prev, alone)
		p.draw(d, func(y int) Role {
			if len(c.o.Lines) == 1 && y < limitRow {
				return Bad
			}
			return l.Role
		})
		if len(c.o.Lines) > 1 && c.t.options.Profile <= Mono {
			c.number(p, i, cols)
		}
	}
	return shaded
}

// point enlarges the mark of a column that has no neighbour: one dot is easily
// overlooked.
func (c *lineChart) point(d dots, cols []column, x int, alone bool) {
	if x < 0 || !alone {
		return
	}
	side := x ^ 1 // the other column of the same cell
	if cols[side].n == 0 {
		d.span(side, cols[x].high, cols[x].low)
	}
	d.dot(x, cols[x].low^1)
	d.dot(side, cols[x].low^1)
}

// number prints the number of a line on it now and then, for terminals on which
// colours do not tell the lines apart.
func (c *lineChart) number(p *picture, i int, cols []column) {
	const every = 24 // cells
	next := 4 + i*5%every
	for x := range cols {
		if cols[x].n > 0 && x/2 >= next && x/2 < p.w-2 {
			p.set(x/2, cols[x].last/4, rune(lineMark(i)[0]), c.o.Lines[i].Role)
			next = x/2 + every
		}
	}
}
