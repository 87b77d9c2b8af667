package chart

import (
	"github.com/charmbracelet/lipgloss"

	"network-analytics/analytics/kpi"
)

// glyphs are the characters a theme draws with. Each is one cell wide.
type glyphs struct {
	ellipsis      string
	blocks        []rune // from the lowest to the highest bar of a sparkline
	middle        rune   // bar of a constant sparkline
	gap           rune   // nothing measured, in a sparkline
	noData        rune   // nothing measured, in a heatmap
	full, rest    rune   // done and open part of a bar
	threshold     rune
	box, boxFocus lipgloss.Border
	axis          axisGlyphs
	level         [4]string // by kpi.Level
	left, right   rune      // more to the left, to the right
	up, down      rune
	dotted        string // edges of a band, in a legend
	event, some   rune   // a marked time, one that is in parts
	few           rune   // a value of few samples, in a heatmap
	halves        rune   // a cell whose upper half is in the colour of the text, 0 for none
}

type axisGlyphs struct{ horizontal, vertical, corner, xTick, yTick, heavy rune }

var unicodeGlyphs = glyphs{
	ellipsis: "…",
	blocks:   []rune("▁▂▃▄▅▆▇"), // the full block would run into the line above
	middle:   '▄',
	gap:      '·',
	noData:   '·',
	full:     '█', rest: '░',
	threshold: '╌',
	box:       lipgloss.NormalBorder(),
	boxFocus:  lipgloss.ThickBorder(),
	axis:      axisGlyphs{'─', '│', '└', '┬', '┤', '━'},
	level:     [4]string{"–", "✓", "▲", "✗"},
	left:      '◀', right: '▶', up: '▲', down: '▼',
	dotted: "⠂⠂", event: '✗', some: '·', few: '╱', halves: '▀',
}

var asciiGlyphs = glyphs{
	ellipsis: "~",
	blocks:   []rune("_.-=+*#@"),
	middle:   '-',
	gap:      ' ',
	noData:   '.',
	full:     '#', rest: '-',
	threshold: '-',
	box:       lipgloss.ASCIIBorder(),
	boxFocus:  asciiFocus,
	axis:      axisGlyphs{'-', '|', '+', '+', '+', '='},
	level:     [4]string{"-", "+", "!", "X"},
	left:      '<', right: '>', up: '^', down: 'v',
	dotted: "::", event: 'x', some: '.', few: '/',
}

var asciiFocus = lipgloss.Border{
	Top: "=", Bottom: "=", Left: "#", Right: "#",
	TopLeft: "#", TopRight: "#", BottomLeft: "#", BottomRight: "#",
}

// LevelMark returns a mark of one cell that tells the levels apart without
// colour, painted in the colour of the level.
func (t *Theme) LevelMark(l kpi.Level) string {
	return t.Paint(LevelRole(l), t.glyph.level[min(l, kpi.Bad)])
}

// LevelRole returns the role that a level is painted in.
func LevelRole(l kpi.Level) Role {
	switch l {
	case kpi.Good:
		return Good
	case kpi.Warn:
		return Warn
	case kpi.Bad:
		return Bad
	}
	return Dim
}
