package chart

import "network-analytics/analytics/series"

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
	// none when it is NaN, infinite or 0.
	Limit      float64
	LimitLabel string // printed on the threshold line, such as "limit 120 ms"
	Unit       string // of the values, printed above the y axis
	YFromZero  bool   // the y axis begins at 0 even when all values are far above
	Band       bool   // also draw the range from Min to Max behind the first line
	// Start and End are the times of the left and right edge in nanoseconds since
	// 1970-01-01 UTC; the range of the lines when Start >= End.
	Start, End int64
}

// LineChart draws lines over time with axes in exactly Width x Height cells.
// Times are in UTC. Buckets without data are gaps. Where several buckets fall
// into one column the whole range of their values is drawn, so that a spike of
// one bucket stays visible. With several lines there is a legend, and each line
// ends in its number of the legend. A size too small for axes gets a sparkline
// with a label.
func LineChart(t *Theme, o LineOptions) string { return blank(o.Width, o.Height) }
