package chart

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
	CursorRow    int         // -1 for no cursor
	CursorCol    int         // -1 for no cursor
	FirstRow     int         // first row and column wanted; moved when the cursor
	FirstCol     int         // would be out of sight
	Unit         string
	Format       func(float64) string // a short number, nil for three digits
	// Min and Max are the ends of the scale; the range of the values when Min >= Max.
	Min, Max float64
}

// HeatView tells what part of a Heatmap is on screen and where.
type HeatView struct {
	FirstRow, Rows int // rows shown
	FirstCol, Cols int // columns shown
	CellWidth      int // cells per column
	Left, Top      int // cells left of and above the first value
}

// At returns the row and column drawn at a cell of the picture, counted from
// the top left, and false outside of the values.
func (v HeatView) At(x, y int) (row, col int, ok bool) {
	if x < v.Left || y < v.Top || v.CellWidth < 1 {
		return 0, 0, false
	}
	row, col = y-v.Top, (x-v.Left)/v.CellWidth
	if row >= v.Rows || col >= v.Cols {
		return 0, 0, false
	}
	return v.FirstRow + row, v.FirstCol + col, true
}

// Visible returns what part of the heatmap its size can show.
func (o HeatOptions) Visible() HeatView { return HeatView{} }

// Heatmap draws values as coloured cells with labels and a legend in exactly
// Width x Height cells. A value is printed in its cell when there is room.
func Heatmap(t *Theme, o HeatOptions) string { return blank(o.Width, o.Height) }
