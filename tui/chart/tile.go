package chart

import (
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

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
// Height cells:
//
//	┌ p95 latency ───────┐
//	│ ▲ 131 ms     watch │
//	│ ▁▂▂▃▅▆█▇▅▃▂▂▁▁▂▃▄▅ │
//	│ limit 120 ms       │
//	└────────────────────┘
//
// Less than three lines have no border. The trend and then the note appear when
// there are lines for them; with one line the trend fills what the value leaves.
func Tile(t *Theme, o TileOptions) string {
	if o.Width < 1 || o.Height < 1 {
		return blank(o.Width, o.Height)
	}
	title := record.Clean(o.Title)
	if !hasBorder(o.Width, o.Height) {
		if o.Height == 1 {
			head := t.Paint(Dim, title) + " "
			if room := o.Width - width(head); room > 0 {
				return head + t.tileLines(nil, o, room, 1)[0]
			}
			return t.Fit(head, o.Width)
		}
		lines := []string{t.Paint(Dim, t.Fit(title, o.Width))}
		return strings.Join(t.tileLines(lines, o, o.Width, o.Height), "\n")
	}
	w, h := o.Width-4, o.Height-2
	body := strings.Join(t.tileLines(nil, o, w, h), "\n")
	return Box(t, title, body, o.Width, o.Height, o.Focus)
}

// tileValue returns the mark of the level, the value and its unit.
func (t *Theme) tileValue(o TileOptions) string {
	s := t.LevelMark(o.Level) + " " + t.Paint(Title, record.Clean(o.Value))
	if o.Unit != "" {
		s += " " + t.Paint(Dim, record.Clean(o.Unit))
	}
	return s
}

// tileLines appends the lines below the title until there are h.
func (t *Theme) tileLines(lines []string, o TileOptions, w, h int) []string {
	value := t.tileValue(o)
	used := width(value)
	single := h-len(lines) == 1
	trend := SparkOptions{Role: LevelRole(o.Level)}
	if o.Level == kpi.Unknown || o.Level == kpi.Good {
		trend.Role = Accent
	}
	word := o.Level.String()
	switch {
	case single && len(o.Trend) > 0 && w-used >= 5:
		value += " " + Sparkline(t, o.Trend, w-used-1, trend)
	case o.Level != kpi.Unknown && w-used > len(word):
		value += strings.Repeat(" ", w-used-len(word)) + t.Paint(LevelRole(o.Level), word)
	}
	lines = append(lines, t.Fit(value, w))
	if len(lines) < h {
		if len(o.Trend) > 0 {
			lines = append(lines, Sparkline(t, o.Trend, w, trend))
		} else if o.Note == "" {
			lines = append(lines, strings.Repeat(" ", max(w, 0)))
		}
	}
	if len(lines) < h && o.Note != "" {
		lines = append(lines, t.Paint(Dim, t.Fit(record.Clean(o.Note), w)))
	}
	for len(lines) < h {
		lines = append(lines, strings.Repeat(" ", max(w, 0)))
	}
	return lines
}
