package tui

import (
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

const (
	worstShown = 200 // bottlenecks the overview lists
	// From this size on the overview shows the other panes too.
	dashboardWidth, dashboardHeight = 110, 32
)

// overviewPane answers what is wrong: the verdict, the key numbers and the worst
// bottlenecks, and on a large terminal latency and capacity as well.
type overviewPane struct {
	d        *dataset
	worst    *table
	latency  *latencyPane
	capacity *capacityPane

	drawn    []string // latency and capacity
	drawnFor pictureKey
}

type pictureKey struct {
	theme *chart.Theme
	w, h  int
}

func newOverview(d *dataset) *overviewPane {
	p := &overviewPane{d: d, latency: newLatency(d), capacity: newCapacity(d)}
	p.capacity.ofDay = true
	p.capacity.choose()
	p.worst = worstTable(d)
	return p
}

func worstTable(d *dataset) *table {
	shown := d.worst[:min(len(d.worst), worstShown)]
	t := bottleneckTable(d, shown)
	t.col = -1
	return t
}

func (p *overviewPane) adopt(d *dataset) tea.Cmd {
	old := p.d
	p.d, p.drawn = d, nil
	return tea.Batch(p.latency.adopt(d), p.capacity.adopt(d),
		p.worst.adopt(worstTable(d), func(row int) int { return d.rowOf(old, row) }))
}

func (p *overviewPane) scopes() scope { return inMove | inTime | inOverview }

func (p *overviewPane) status() string {
	n := len(p.d.Bottlenecks)
	if n == 0 {
		return "no bottlenecks"
	}
	s := "worst of " + plural(int64(n), "bottleneck")
	if n > worstShown {
		s = "the " + number(worstShown, 0) + " " + s
	}
	return s + ", row " + number(float64(p.worst.cursor+1), 0)
}

func (p *overviewPane) do(m *Model, a action) tea.Cmd {
	if to, ok := move(a, p.worst.cursor, len(p.worst.order), m.bodyHeight()/3); ok {
		p.worst.cursor = to
		return nil
	}
	switch a {
	case actOpen:
		if row, ok := p.worst.current(); ok {
			return m.open(newBottleneckPage(p.d, row))
		}
	case actLeft:
		return m.stepTime(-1, p.d.Timeline.Width)
	case actRight:
		return m.stepTime(1, p.d.Timeline.Width)
	}
	return nil
}

func (p *overviewPane) copyText() string { return p.worst.copyText() }

func (p *overviewPane) point(s spot) {
	p.latency.point(s)
	p.drawn = nil
}

func (p *overviewPane) lines(th *chart.Theme, w, h int) []string {
	large := w >= dashboardWidth && h >= dashboardHeight
	out := p.verdict(th, w, h, large)
	if h-len(out) < 1 {
		return out
	}
	out = append(out, p.tiles(th, w, h-len(out))...)
	rest := h - len(out)
	if large {
		upper := rest * 11 / 20
		// Without room for a chart below the list, the table gets the lines.
		if list := len(p.latency.items) + 1; upper-2-list-1 < leastChart {
			upper = min(upper, list+2)
		}
		out = append(out, p.pictures(th, w, upper)...)
		return append(out, box(th, "Worst bottlenecks", p.worstLines(th, w-4, rest-upper-2), w, rest-upper)...)
	}
	if rest >= 4 {
		if rest > 6 {
			out = append(out, "")
			rest--
		}
		out = append(out, p.worstLines(th, w, rest)...)
	}
	return out
}

// verdict is the sentence on top, and below it the facts as far as there is room.
func (p *overviewPane) verdict(th *chart.Theme, w, h int, facts bool) []string {
	v := p.d.Verdict
	word := strings.ToUpper(v.Level.String())
	role := chart.LevelRole(v.Level)
	text := wrap(record.CleanText(v.Headline), max(10, w-4-cells(word)))
	most := max(1, min(4, h/4))
	if len(text) > most {
		text = append(text[:most-1:most-1], strings.Join(text[most-1:], " "))
	}
	indent := strings.Repeat(" ", cells(word)+3)
	var out []string
	for i, line := range text {
		if i == 0 {
			out = append(out, " "+th.Paint(role, word)+"  "+th.Paint(chart.Title, line))
		} else {
			out = append(out, indent+th.Paint(chart.Title, line))
		}
	}
	if facts {
		for _, fact := range v.Facts {
			out = append(out, indent+th.Paint(chart.Dim, record.CleanText(fact)))
		}
	}
	return out
}

// tiles draws the key numbers, as boxes where at most half of the height goes
// into them, otherwise one line each.
func (p *overviewPane) tiles(th *chart.Theme, w, h int) []string {
	tiles := p.d.Tiles
	if len(tiles) == 0 {
		return nil
	}
	const least = 13 // cells that a title and a value need
	perLine := min(len(tiles), max(1, w/least))
	if w >= 16*len(tiles) {
		perLine = len(tiles)
	} else if perLine >= len(tiles) {
		perLine = (len(tiles) + 1) / 2
	}
	rows := (len(tiles) + perLine - 1) / perLine
	perLine = (len(tiles) + rows - 1) / rows
	const height = 4
	if rows*height > h/2 {
		return p.plainTiles(th, w, h)
	}
	short := false
	for _, t := range tiles {
		short = short || cells(t.Title) > w/perLine-5
	}
	var out []string
	for row := range rows {
		x := 0
		var boxes []string
		line := tiles[row*perLine : min(len(tiles), (row+1)*perLine)]
		for i := range line {
			width := w*(i+1)/len(line) - x
			x += width
			boxes = append(boxes, p.tile(th, line[i], short, width, height))
		}
		out = append(out, strings.Split(lipgloss.JoinHorizontal(lipgloss.Top, boxes...), "\n")...)
	}
	return out
}

func (p *overviewPane) tile(th *chart.Theme, t kpi.Tile, short bool, w, h int) string {
	title, value, unit := t.Title, number(t.Value, t.Decimals), t.Unit
	if short {
		title = tileName(t)
	}
	if math.IsNaN(t.Value) {
		unit = ""
	}
	return chart.Tile(th, chart.TileOptions{Title: title, Value: value, Unit: unit, Level: t.Level, Trend: t.Trend, Width: w, Height: h})
}

// plainTiles lists the key numbers in columns without boxes.
func (p *overviewPane) plainTiles(th *chart.Theme, w, h int) []string {
	tiles := p.d.Tiles
	const least = 26
	perLine := max(1, w/least)
	rows := (len(tiles) + perLine - 1) / perLine
	out := make([]string, min(rows, h))
	for y := range out {
		x := 1
		for n := range perLine {
			i := y*perLine + n
			if i >= len(tiles) {
				break
			}
			width := (w - 1) / perLine
			if n == 0 {
				out[y] = " "
			}
			out[y] += p.plainTile(th, tiles[i], width)
			x += width
		}
	}
	return out
}

func (p *overviewPane) plainTile(th *chart.Theme, t kpi.Tile, w int) string {
	const title = 12
	value := tileValue(t)
	s := th.LevelMark(t.Level) + " " + th.Paint(chart.Dim, th.Fit(t.Title, title)) + " " + th.FitLeft(value, 9)
	if room := w - cells(s) - 3; room >= 4 && len(t.Trend) > 0 {
		s += " " + chart.Sparkline(th, t.Trend, room, chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Role: chart.Accent})
	}
	return th.Fit(s, w)
}

// pictures draws latency and capacity side by side, and keeps the result: only
// size and theme change it.
func (p *overviewPane) pictures(th *chart.Theme, w, h int) []string {
	if key := (pictureKey{th, w, h}); p.drawn == nil || p.drawnFor != key {
		p.drawn, p.drawnFor = p.draw(th, w, h), key
	}
	return p.drawn
}

func (p *overviewPane) draw(th *chart.Theme, w, h int) []string {
	lw := w / 2
	inner := h - 2
	items := p.latency.items
	picture := p.latency.listLines(th, items, -1, lw-4, min(len(items)+1, inner))
	if most := max(3, inner/3); inner-len(picture) < leastChart && inner-most > leastChart {
		picture = picture[:most]
	}
	if left := inner - len(picture) - 1; left >= leastChart {
		picture = append(append(picture, ""), p.latency.chartLines(th, lw-4, left)...)
	}
	left := box(th, "Latency", picture, lw, h)
	right := box(th, "Capacity: mean traffic, Mbps, by hour of day (UTC)", p.capacity.both(th, w-lw-4, inner, false), w-lw, h)
	return beside(left, right, lw, "", th, h)
}

// worstLines draws the worst bottlenecks, or that there are none.
func (p *overviewPane) worstLines(th *chart.Theme, w, h int) []string {
	if len(p.d.Bottlenecks) == 0 {
		return []string{"", "  " + th.Paint(chart.Good, "No bottlenecks.")}
	}
	return p.worst.lines(th, w, h)
}

func box(th *chart.Theme, title string, body []string, w, h int) []string {
	return strings.Split(chart.Box(th, title, strings.Join(body, "\n"), w, h, false), "\n")
}
