package chart

import "network-analytics/analytics/kpi"

// TileOptions describes a Tile.
type TileOptions struct {
	Title  string
	Value  string // formatted, without unit
	Unit   string
	Note   string // a few words below the value, such as "limit 120 ms"
	Level  kpi.Level
	Trend  []float64 // oldest first, NaN for gaps; may be empty
	Width  int
	Height int
	Focus  bool
}

// Tile draws one number with its title, level and trend in exactly Width x
// Height cells. Three or more lines have a border; the more lines, the more is
// shown: value and level, then the trend, then the note.
func Tile(t *Theme, o TileOptions) string { return blank(o.Width, o.Height) }

// Box draws a border with a title around body, which is cut and padded to fit,
// in exactly w x h cells. The body may hold colour sequences. A size without
// room for a border shows the body alone.
func Box(t *Theme, title, body string, w, h int, focus bool) string { return blank(w, h) }

// Bar draws a fraction from 0 to 1 as a bar of exactly w cells, NaN as an empty one.
func Bar(t *Theme, fraction float64, w int) string { return blank(w, 1) }

// Progress is Bar with brackets and the percentage: "[####----]  42%".
func Progress(t *Theme, fraction float64, w int) string { return blank(w, 1) }
