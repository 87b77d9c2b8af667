package chart

import (
	"math"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// Line is one line of a LineChart.
type Line struct {
	Name   string
	Role   Role
	Series series.Series
	// Value picks what is drawn of each bucket, series.Mean when nil. It is not
	// called for empty buckets.
	Value func(series.Point) float64
}

// LineOptions describes a LineChart.
type LineOptions struct {
	Width, Height int // cells, everything included
	Lines         []Line
	// Limit is the value of a dashed threshold line, always inside the picture;
	// none when it is NaN, infinite or 0. A single line is painted Bad above it.
	Limit      float64
	LimitLabel string // printed on the threshold line, such as "limit 120 ms"
	Unit       string // of the values, printed above the y axis
	YFromZero  bool   // the y axis begins at 0 even when all values are far above
	// Band also draws the range of the first line's buckets: from the 5th to the
	// 95th percentile where the series has them, else from Min to Max. Its edges are
	// dotted; where it covers at most half of the plot it is shaded as well.
	Band     bool
	BandName string // what the band is, for the legend, such as "p5 to p95"
	Y        YScale // how values are put on the y axis
	// Marks are times marked in a row of their own, at the left of which MarksName
	// stands; BadNote and SomeNote are what the two kinds are, for the legend. The
	// row is left out where there is no room for it.
	Marks                        []TimeMark
	MarksName, BadNote, SomeNote string
	// Start and End are the times of the left and right edge in nanoseconds since
	// 1970-01-01 UTC; the range of the lines when Start >= End.
	Start, End int64
	// MarkStart and MarkEnd bound a stretch of time, both included, over which the
	// x axis is heavy; none when both are 0.
	MarkStart, MarkEnd int64
	// Cursor is a time with an upright line, none when it is 0 or outside. The
	// legend then says the values of the buckets that it is in.
	Cursor int64
}

// TimeMark marks the time from From to before To, ns since 1970-01-01 UTC.
type TimeMark struct {
	From, To int64
	Bad      bool // bad as a whole rather than in parts
}

// The smallest size that has room for axes.
const (
	minLineWidth  = 24
	minLineHeight = 5
)

// LineChart draws lines over time with axes in exactly Width x Height cells:
//
//	 ms  1 us-east  2 us-west
//	200┤            ⢀⡠⠔⠊⠉⠒⢄
//	120┼╌╌╌╌╌╌╌╌╌╌╌⢠⠊╌╌╌╌╌╌╌⠑⢄╌╌╌ limit 120 ms
//	   │⠤⠤⠤⠤⠔⠒⠊⠉⠁              ⠈⠢⠤⠤
//	  0└┬────────┬────────┬────────┬
//	    01-01    01-08    01-15    01-22
//
// Times are in UTC; a bucket is drawn at its begin. Buckets without data are
// gaps. Where several buckets fall into one column the whole range of their
// values is drawn, so that a spike of one bucket stays visible. With several
// lines there is a legend, and each line ends in its number of the legend. A
// size too small for axes gets sparklines with labels.
func LineChart(t *Theme, o LineOptions) string {
	if o.Width < 1 || o.Height < 1 {
		return blank(o.Width, o.Height)
	}
	o.LimitLabel, o.Unit = record.Clean(o.LimitLabel), record.Clean(o.Unit)
	if !finite(o.Limit) {
		o.Limit = 0
	}
	c := lineChart{t: t, o: o}
	if !c.measure() {
		return center(t, "no data", o.Width, o.Height)
	}
	if o.Width < minLineWidth || o.Height < minLineHeight {
		return c.small()
	}
	return c.full()
}

// lineChart is a LineChart being drawn.
type lineChart struct {
	t          *Theme
	o          LineOptions
	lo, hi     float64   // of the y axis; of all values to be drawn at first
	positive   float64   // lowest value above 0, infinite without one
	tops       []float64 // highest value of each bucket, for YRobust only
	start, end int64     // time of the left and the right edge
}

// value returns what is drawn of a bucket and whether that is anything.
func (l *Line) value(p series.Point) (float64, bool) {
	if p.N <= 0 {
		return 0, false
	}
	v := p.Mean
	if l.Value != nil {
		v = l.Value(p)
	}
	return v, finite(v)
}

// bucketTime returns the begin of a bucket, also for a series whose times would
// not fit an int64.
func bucketTime(s *series.Series, i int) int64 {
	t := float64(s.Start) + float64(i)*float64(s.Width)
	if math.Abs(t) < 1<<61 {
		return s.Time(i)
	}
	return clampTime(int64(min(max(t, -1<<62), 1<<62)))
}

// measure finds the ranges of time and values; false when nothing is to be drawn.
func (c *lineChart) measure() bool {
	c.lo, c.hi = math.Inf(1), math.Inf(-1)
	c.positive = math.Inf(1)
	given := c.o.Start < c.o.End
	c.start, c.end = math.MaxInt64, math.MinInt64
	if given {
		c.start, c.end = clampTime(c.o.Start), clampTime(c.o.End)
	}
	for i := range c.o.Lines {
		l := &c.o.Lines[i]
		n := len(l.Series.Points)
		if n == 0 {
			continue
		}
		if !given {
			c.start = min(c.start, bucketTime(&l.Series, 0))
			c.end = max(c.end, bucketTime(&l.Series, n-1))
		}
		for k, p := range l.Series.Points {
			v, ok := l.value(p)
			if !ok {
				continue
			}
			if given {
				if at := bucketTime(&l.Series, k); at < c.start || at > c.end {
					continue
				}
			}
			lo, hi := v, v
			if c.o.Band && i == 0 {
				if a, b := bandOf(p); finite(a) && finite(b) {
					lo, hi = min(v, a), max(v, b)
				}
			}
			c.lo, c.hi = min(c.lo, lo), max(c.hi, hi)
			if lo > 0 {
				c.positive = min(c.positive, lo)
			}
			if c.o.Y == YRobust {
				c.tops = append(c.tops, hi)
			}
		}
	}
	if c.lo > c.hi {
		return false
	}
	if c.end <= c.start { // a single bucket is drawn in the middle
		half := int64(1)
		for i := range c.o.Lines {
			half = max(half, min(c.o.Lines[i].Series.Width, 1<<60))
		}
		c.start, c.end = clampTime(c.start-half), clampTime(c.start+half)
	}
	c.scale()
	return true
}

// small draws one sparkline per line, as many as there is room for.
func (c *lineChart) small() string {
	w, h := c.o.Width, c.o.Height
	out := make([]string, 0, h)
	for i := range c.o.Lines {
		if len(out) == h {
			break
		}
		l := &c.o.Lines[i]
		values := make([]float64, len(l.Series.Points))
		for k, p := range l.Series.Points {
			values[k] = math.NaN()
			if v, ok := l.value(p); ok {
				values[k] = v
			}
		}
		label := record.Clean(l.Name)
		if _, hi, ok := rangeOf(values); ok {
			label = strings.TrimSpace(label + " max " + Short(hi) + c.o.Unit)
		}
		o := SparkOptions{Min: math.NaN(), Max: math.NaN(), Limit: c.o.Limit, Role: l.Role}
		if len(c.o.Lines) == 1 && h > 1 {
			out = append(out, c.t.Fit(label, w), Sparkline(c.t, values, w, o))
			break
		}
		lw := min(width(label)+1, w/2)
		out = append(out, c.t.Fit(label, lw)+Sparkline(c.t, values, w-lw, o))
	}
	for len(out) < h {
		out = append(out, strings.Repeat(" ", w))
	}
	return strings.Join(out, "\n")
}

// center returns a text in the middle of w x h cells.
func center(t *Theme, text string, w, h int) string {
	lines := strings.Split(blank(w, h), "\n")
	if n := width(text); n < w {
		text = strings.Repeat(" ", (w-n)/2) + text
	}
	lines[(h-1)/2] = t.Paint(Dim, t.Fit(text, w))
	return strings.Join(lines, "\n")
}
