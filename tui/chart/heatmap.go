package chart

import (
	"math"

	"network-analytics/analytics/record"
)

// HeatOptions describes a Heatmap of rows by columns.
type HeatOptions struct {
	Width, Height int // cells, everything included
	RowLabels     []string
	ColumnLabels  []string // short, one per column, such as "07"
	// ColumnGroups are optional labels above the column labels, one per column,
	// such as the day "01-02"; equal neighbours are labelled once.
	ColumnGroups []string
	Values       [][]float64 // [row][column], NaN where nothing was measured; rows may be short
	Mark         [][]bool    // [row][column], true for a value of few samples or a partial hour; may be nil
	MarkNote     string      // what a mark means, for the legend; "partial" when empty
	MissingNote  string      // why there is no value, for the legend; "no data" when empty
	// Few tells values of few samples, which are hatched; may be nil. FewNote is what
	// that means, for the legend.
	Few     [][]bool
	FewNote string
	// Diverging is set for values that are deviations from what is usual: the scale
	// is then that of Deviation, and what is usual is blank.
	Diverging bool
	// Halves draws two rows in a line where they do not fit otherwise. Only themes
	// whose method Halves says so can do that.
	Halves bool
	// CursorRow and CursorCol are the cell of the cursor; with either below 0 or
	// outside of the data there is none.
	CursorRow, CursorCol int
	// FirstRow and FirstCol are the first row and column wanted, as far as they
	// leave no room unused and keep the cursor in sight.
	FirstRow, FirstCol int
	CellWidth          int // cells per column; 0 to choose by the room
	Unit               string
	Format             func(float64) string // a short number, nil for Short
	// Min and Max are the ends of the scale; the range of the values when Min >= Max.
	Min, Max float64
}

// HeatView tells what part of a Heatmap is on screen and where.
type HeatView struct {
	FirstRow, Rows int  // rows shown
	FirstCol, Cols int  // columns shown
	CellWidth      int  // cells per column
	Left, Top      int  // cells left of and above the first value
	Double         bool // two rows in a line
	rows, cols     int  // in all
	groups, legend bool
	headers        int
}

// At returns the row and column drawn at a cell of the picture, counted from
// the top left, and false outside of the values.
func (v HeatView) At(x, y int) (row, col int, ok bool) {
	if x < v.Left || y < v.Top || v.CellWidth < 1 {
		return 0, 0, false
	}
	row, col = y-v.Top, (x-v.Left)/v.CellWidth
	if v.Double {
		row *= 2 // the upper one
	}
	if row >= v.Rows || col >= v.Cols {
		return 0, 0, false
	}
	return v.FirstRow + row, v.FirstCol + col, true
}

const (
	maxHeatCell    = 9 // wider cells say no more
	scrollHeatCell = 2 // width when not all columns fit
	valueHeatCell  = 5 // width from which values are printed
	maxHeatLabel   = 24
)

// Visible returns what part of the heatmap its size can show.
func (o HeatOptions) Visible() HeatView {
	v := HeatView{rows: max(len(o.Values), len(o.RowLabels)), cols: len(o.ColumnLabels)}
	for _, row := range o.Values {
		v.cols = max(v.cols, len(row))
	}
	if o.Width < 1 || o.Height < 1 || v.rows == 0 || v.cols == 0 {
		return v
	}
	// Lines, by what is given up last: a row of values, labels, legend, groups.
	left := o.Height - 1
	if left > 0 && len(o.ColumnLabels) > 0 {
		v.Top++
		v.headers = 1
		left--
	}
	if left > 0 {
		v.legend = true
		left--
	}
	if left > 0 && len(o.ColumnGroups) > 0 {
		v.groups = true
		v.Top++
		left--
	}
	v.Rows = min(left+1, v.rows)
	if v.Double = o.Halves && !o.Diverging && v.Rows < v.rows && v.Rows > 1; v.Double {
		v.Rows = min(2*v.Rows, v.rows)
	}
	v.FirstRow = scroll(o.FirstRow, v.Rows, v.rows, o.CursorRow)

	for _, l := range o.RowLabels {
		v.Left = max(v.Left, width(record.Clean(l)))
	}
	if v.Double {
		v.Left = 2*v.Left + 1
	}
	if v.Left = min(v.Left, maxHeatLabel, o.Width/3); v.Left > 0 {
		v.Left += 2 // cursor mark before, blank behind
	}
	if v.Left >= o.Width {
		v.Left = 0
	}
	room := o.Width - v.Left
	v.CellWidth = min(room/v.cols, maxHeatCell)
	if v.CellWidth < 1 {
		v.CellWidth = min(scrollHeatCell, room)
	}
	if o.CellWidth > 0 {
		v.CellWidth = min(o.CellWidth, room)
	}
	v.Cols = min(room/v.CellWidth, v.cols)
	v.FirstCol = scroll(o.FirstCol, v.Cols, v.cols, o.CursorCol)
	return v
}

// scroll returns the first of n visible items out of total that is nearest to
// first and shows the cursor, if that is one of them.
func scroll(first, n, total, cursor int) int {
	if cursor >= 0 && cursor < total {
		first = min(first, cursor)
		first = max(first, cursor-n+1)
	}
	return max(min(first, total-n), 0)
}

// scale returns the ends of the colour scale, and false without any value. The
// range is that of all values, seen or not, so that colours do not change while
// scrolling.
func (o HeatOptions) scale() (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, row := range o.Values {
		if a, b, any := rangeOf(row); any {
			lo, hi, ok = min(lo, a), max(hi, b), true
		}
	}
	if ok && o.Min < o.Max && finite(o.Min) && finite(o.Max) {
		lo, hi = o.Min, o.Max
	}
	return lo, hi, ok
}

// value returns the value of a cell, NaN for none.
func (o HeatOptions) value(row, col int) float64 {
	if row >= len(o.Values) || col >= len(o.Values[row]) || !finite(o.Values[row][col]) {
		return math.NaN()
	}
	return o.Values[row][col]
}

// marked reports whether the value of a cell is marked.
func (o HeatOptions) marked(row, col int) bool {
	return row < len(o.Mark) && col < len(o.Mark[row]) && o.Mark[row][col]
}

func (o HeatOptions) missing() string {
	if o.MissingNote == "" {
		return "no data"
	}
	return record.Clean(o.MissingNote)
}

// few reports whether a cell is hatched.
func (o HeatOptions) few(row, col int) bool {
	return row < len(o.Few) && col < len(o.Few[row]) && o.Few[row][col]
}

// format returns a value as text without control characters.
func (o HeatOptions) format(v float64) string {
	if o.Format == nil {
		return Short(v)
	}
	return record.Clean(o.Format(v))
}

// label returns a cleaned label, "" outside of the list.
func label(labels []string, i int) string {
	if i < 0 || i >= len(labels) {
		return ""
	}
	return record.Clean(labels[i])
}
