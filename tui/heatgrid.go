package tui

import (
	"math"
	"slices"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// fold says what the columns of the heatmap are.
type fold uint8

const (
	foldNone fold = iota // hours of the timeline
	foldDay              // hours of the day
	foldWeek             // hours of the week
	numFolds
)

func (f fold) String() string {
	return [...]string{"hour of the timeline", "hour of the day", "hour of the week"}[f]
}

// measure says what the cells of the heatmap are.
type measure uint8

const (
	measureMean measure = iota
	measureSum
	measureMax
	measureVersus // robust deviations of the mean from what is usual
	numMeasures
)

// fewShare is the share of the usual count of samples below which a cell is hatched.
const fewShare = 0.5

// heatGrid is the heatmap of one metric as chosen: cells by region, then column.
type heatGrid struct {
	d       *dataset
	metric  record.Metric
	fold    fold
	measure measure
	columns int
	cells   []analytics.GridCell
	peaks   []float64 // highest values beside cells, nil where the report has none
	usualN  []float64 // usual count of samples of a cell, by region
}

func newHeatGrid(d *dataset, m record.Metric, f fold, what measure) *heatGrid {
	g := &heatGrid{d: d, metric: m, fold: f, measure: what}
	hours := &d.Hours
	switch f {
	case foldDay:
		g.columns, g.cells = 24, hours.HourOfDay(m)
	case foldWeek:
		g.columns, g.cells = 7*24, hours.HourOfWeek(m)
	default:
		g.columns, g.cells = len(hours.Hours), hours.Cells[m]
	}
	if what == measureMax {
		g.findPeaks()
	}
	for r := range hours.Regions {
		var counts []int64
		for c := range g.columns {
			if n := g.cell(r, c).N; n > 0 {
				counts = append(counts, n)
			}
		}
		g.usualN = append(g.usualN, median(counts))
	}
	return g
}

// median returns the upper median of counts, NaN without any. It sorts them.
func median(counts []int64) float64 {
	if len(counts) == 0 {
		return math.NaN()
	}
	slices.Sort(counts)
	return float64(counts[len(counts)/2])
}

// hasPeaks reports whether the timeline knows the highest value of an hour: its
// buckets must not be wider than that.
func hasPeaks(d *dataset) bool {
	w := d.Timeline.Width
	return w > 0 && w <= int64(time.Hour) && int64(time.Hour)%w == 0
}

// findPeaks fills peaks from the timeline.
func (g *heatGrid) findPeaks() {
	g.peaks = make([]float64, len(g.cells))
	for i := range g.peaks {
		g.peaks[i] = math.NaN()
	}
	for r := range g.d.Timeline.Regions {
		s := &g.d.Timeline.Regions[r][g.metric]
		for i, p := range s.Points {
			c, ok := g.columnOf(s.Time(i))
			if p.N == 0 || !ok {
				continue
			}
			if to := &g.peaks[r*g.columns+c]; !(*to >= p.Max) {
				*to = p.Max
			}
		}
	}
}

// columnOf returns the column of a time.
func (g *heatGrid) columnOf(t int64) (int, bool) {
	at := time.Unix(0, t).UTC()
	switch g.fold {
	case foldDay:
		return at.Hour(), true
	case foldWeek:
		return (int(at.Weekday())+6)%7*24 + at.Hour(), true
	}
	hours := g.d.Hours.Hours
	i, found := slices.BinarySearch(hours, t)
	if !found {
		i--
	}
	return i, i >= 0 && i < len(hours) && t-hours[i] < int64(time.Hour)
}

func (g *heatGrid) cell(region, col int) analytics.GridCell {
	if i := region*g.columns + col; i < len(g.cells) && col < g.columns {
		return g.cells[i]
	}
	return analytics.GridCell{}
}

// value returns what is drawn of a cell, NaN for nothing.
func (g *heatGrid) value(region, col int) float64 {
	c := g.cell(region, col)
	switch {
	case c.N == 0:
		return math.NaN()
	case g.measure == measureSum:
		return c.Sum
	case g.measure == measureMax:
		return g.peaks[region*g.columns+col]
	case g.measure == measureVersus:
		z, _ := g.versus(region, col)
		return z
	}
	return c.Mean()
}

// versus returns how far the mean of a cell is from what is usual and what that
// is; NaN where it is not known, as for all cells that are not of the timeline.
func (g *heatGrid) versus(region, col int) (z, usual float64) {
	all := g.d.Versus[g.metric]
	i := region*g.columns + col
	if g.fold != foldNone || i >= len(all) {
		return math.NaN(), math.NaN()
	}
	z, usual = all[i], math.NaN()
	if i < len(g.d.UsualHour[g.metric]) {
		usual = g.d.UsualHour[g.metric][i]
	}
	return z, usual
}

// partial reports whether the input does not cover the hour from begin to end.
func (g *heatGrid) partial(col int) bool {
	h := &g.d.Hours
	return g.fold == foldNone && (col == 0 && h.FirstPartial || col == g.columns-1 && h.LastPartial)
}

// few reports whether a cell has few samples for its region.
func (g *heatGrid) few(region, col int) bool {
	n := g.cell(region, col).N
	return n > 0 && float64(n) < fewShare*g.usualN[region] && !g.partial(col)
}

// worst is how bad the worst cell of a region is: its highest value, or the
// farthest from what is usual. It is NaN without data.
func (g *heatGrid) worst(region int) float64 {
	worst := math.NaN()
	for c := range g.columns {
		v := g.value(region, c)
		if g.measure == measureVersus {
			v = math.Abs(v)
		}
		if v == v && !(worst >= v) {
			worst = v
		}
	}
	return worst
}

// heat makes the heatmap; rows are regions in their order on screen.
func (g *heatGrid) heat(rows []int) chart.HeatOptions {
	h := chart.HeatOptions{Unit: g.metric.Info().Unit, FewNote: "under half of the usual samples"}
	if g.measure == measureVersus {
		h.Unit, h.Diverging, h.Format = "", true, signed
		h.MissingNote = "too little history or no data"
	}
	for c := range g.columns {
		switch g.fold {
		case foldNone:
			at := time.Unix(0, g.d.Hours.Hours[c]).UTC()
			h.ColumnLabels = append(h.ColumnLabels, at.Format("15"))
			h.ColumnGroups = append(h.ColumnGroups, at.Format("01-02"))
		case foldWeek:
			h.ColumnGroups = append(h.ColumnGroups, weekdays[c/24])
			fallthrough
		default:
			h.ColumnLabels = append(h.ColumnLabels, twoDigits(int64(c%24)))
		}
	}
	for _, r := range rows {
		h.RowLabels = append(h.RowLabels, g.d.Hours.Regions[r].Text)
		values, marks, few := make([]float64, g.columns), make([]bool, g.columns), make([]bool, g.columns)
		for c := range values {
			values[c], marks[c], few[c] = g.value(r, c), g.partial(c), g.few(r, c)
		}
		h.Values, h.Mark, h.Few = append(h.Values, values), append(h.Mark, marks), append(h.Few, few)
	}
	return h
}

var weekdays = [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// signed prints a deviation with its sign.
func signed(v float64) string {
	s := number(v, 1)
	if v > 0 {
		s = "+" + s
	}
	return s
}

// calm merges the buckets of a series so that a chart of w cells has about one
// for two columns of dots; more would only make the line thick.
func calm(s series.Series, w int) series.Series { return s.Resample(max(8, w-8)) }
