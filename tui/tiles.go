package tui

import (
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/tui/chart"
)

// tileOrder lists the tiles of the overview by how soon they are wanted. Tiles it
// does not know come last; the incidents have a list of their own.
var tileOrder = []string{
	"latency_p95", "loss_mean", "cpu_mean", "traffic_mean", "availability", "slo_budget", "bottlenecks", "latency_mean", "jitter",
	"coverage", "traffic_p95", "latency_p99", "latency_p50", "uptime_score", "performance_score", "records",
}

// wantedTiles returns the tiles of the overview in their order.
func wantedTiles(tiles []kpi.Tile) []kpi.Tile {
	place := func(t kpi.Tile) int {
		if at := slices.Index(tileOrder, t.Key); at >= 0 {
			return at
		}
		return len(tileOrder)
	}
	var out []kpi.Tile
	for _, t := range tiles {
		if !strings.Contains(t.Key, "incident") {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b kpi.Tile) int { return place(a) - place(b) })
	return out
}

// asUsual is up to which share a number counts as what is usual.
const asUsual = 0.05

// changeText compares the last hour of a tile with what is usual then: an arrow
// and words, in at most about w cells; "" when nothing is known.
func changeText(th *chart.Theme, t kpi.Tile, w int) string {
	if math.IsNaN(t.Now) || math.IsNaN(t.Usual) || t.Usual == 0 && t.Now == 0 {
		return ""
	}
	up, down := "▲", "▼"
	if th.ASCII() {
		up, down = "^", "v"
	}
	share := (t.Now - t.Usual) / math.Abs(t.Usual)
	arrow, word := up, "above"
	if share < 0 {
		arrow, word = down, "below"
	}
	size := number(100*math.Abs(share), 0) + " %"
	switch {
	case math.Abs(share) < asUsual:
		return "as usual"
	case share >= 9.5:
		size, word = number(t.Now/t.Usual, 0)+"x", "usual"
	}
	if math.IsInf(share, 0) || share > 1e4 {
		return arrow + " from about 0"
	}
	for _, text := range []string{arrow + " " + size + " " + word + " usual", arrow + " " + size + " " + word} {
		text = strings.Replace(text, "usual usual", "usual", 1)
		if cells(text) <= w {
			return text
		}
	}
	return arrow + " " + size
}

// boxTiles draws the key numbers as boxes in a number of rows, as many as fit.
func (p *overviewPane) boxTiles(th *chart.Theme, w, rows int) []string {
	const least = 16 // cells that a title, a value and a change need
	tiles := wantedTiles(p.d.Tiles)
	height := 4
	for _, t := range tiles {
		if changeText(th, t, least) != "" {
			height = 5
		}
	}
	perLine := min(max(1, w/least), (len(tiles)+rows-1)/max(1, rows))
	tiles = tiles[:min(len(tiles), perLine*rows)]
	var out []string
	for from := 0; from < len(tiles); from += perLine {
		line := tiles[from:min(len(tiles), from+perLine)]
		x := 0
		var boxes []string
		for i, t := range line {
			width := w*(i+1)/len(line) - x
			x += width
			boxes = append(boxes, p.tile(th, t, width, height))
		}
		out = append(out, joinBlocks(boxes, height)...)
	}
	return out
}

// joinBlocks joins blocks of h lines, each as wide as its first.
func joinBlocks(blocks []string, h int) []string {
	out := make([]string, h)
	for _, block := range blocks {
		for y, line := range strings.Split(block, "\n") {
			out[min(y, h-1)] += line
		}
	}
	return out
}

func (p *overviewPane) tile(th *chart.Theme, t kpi.Tile, w, h int) string {
	title, value, unit := t.Title, number(t.Value, t.Decimals), t.Unit
	if cells(title) > w-5 {
		title = tileName(t)
	}
	if math.IsNaN(t.Value) {
		unit = ""
	}
	return chart.Tile(th, chart.TileOptions{Title: title, Value: value, Unit: unit, Level: t.Level, Trend: t.Trend, Width: w, Height: h,
		Note: changeText(th, t, w-4)})
}

// plainTiles lists the key numbers in columns without boxes.
func (p *overviewPane) plainTiles(th *chart.Theme, w, h int) []string {
	tiles := wantedTiles(p.d.Tiles)
	const least = 38
	perLine := max(1, w/least)
	rows := (len(tiles) + perLine - 1) / perLine
	out := make([]string, max(0, min(rows, h)))
	for y := range out {
		out[y] = " "
		for n := range perLine {
			if i := y*perLine + n; i < len(tiles) {
				out[y] += p.plainTile(th, tiles[i], (w-1)/perLine)
			}
		}
	}
	return out
}

func (p *overviewPane) plainTile(th *chart.Theme, t kpi.Tile, w int) string {
	const title = 12
	value := tileValue(t)
	if cells(value) > 10 && t.Decimals > 0 {
		t.Decimals = 0
		value = tileValue(t)
	}
	s := th.LevelMark(t.Level) + " " + th.Paint(chart.Dim, th.Fit(tileTitle(t, title), title)) + " " + th.FitLeft(value, 10)
	room := w - cells(s) - 3
	if change := changeText(th, t, min(room, 12)); change != "" && room >= 6 {
		role := chart.Dim
		if change != "as usual" {
			role = chart.Text
		}
		s += "  " + th.Paint(role, th.Fit(change, min(room, 13)))
		room -= 15
	}
	if room >= 4 && len(t.Trend) > 0 {
		s += " " + chart.Sparkline(th, t.Trend, room, chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Role: chart.Accent})
	}
	return th.Fit(s, w)
}

// tileTitle is the title of a tile, the short one where the other does not fit.
func tileTitle(t kpi.Tile, w int) string {
	if cells(t.Title) <= w {
		return t.Title
	}
	return tileName(t)
}
