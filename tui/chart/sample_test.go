package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/series"
)

// themes are all that a Theme can be.
func themes() []*Theme {
	var out []*Theme
	for p := None; p <= TrueColor; p++ {
		for _, light := range []bool{false, true} {
			for _, ascii := range []bool{false, true} {
				out = append(out, NewTheme(ThemeOptions{Profile: p, Light: light, ASCII: ascii}))
			}
		}
	}
	return out
}

func (t *Theme) name() string {
	s := "dark"
	if t.options.Light {
		s = "light"
	}
	if t.options.ASCII {
		s += "-ascii"
	}
	return t.options.Profile.String() + "-" + s
}

// checkSize fails unless s has exactly h lines of w cells, no control character
// but newlines and colour sequences, and no colour left open at the end of a line.
func checkSize(t testing.TB, theme *Theme, what, s string, w, h int) {
	t.Helper()
	w, h = max(w, 0), max(h, 0)
	if h == 0 || w == 0 && !strings.Contains(s, "\n") {
		if h == 0 && s != "" {
			t.Fatalf("%s: want nothing for no lines, got %q", what, s)
		}
		if h == 0 {
			return
		}
	}
	lines := strings.Split(s, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines instead of %d:\n%s", what, len(lines), h, s)
	}
	for i, line := range lines {
		if n := ansi.StringWidth(line); n != w {
			t.Fatalf("%s: line %d has %d cells instead of %d: %q", what, i, n, w, line)
		}
		open := false
		for j := 0; j < len(line); j++ {
			switch c := line[j]; {
			case c == 0x1b:
				n := sgrLen(line[j:])
				if n == 0 {
					t.Fatalf("%s: line %d holds an escape that is no colour: %q", what, i, line)
				}
				if theme.Profile() == None {
					t.Fatalf("%s: line %d has colours without a profile: %q", what, i, line)
				}
				open = line[j:j+n] != reset
				j += n - 1
			case c < ' ' || c == 0x7f:
				t.Fatalf("%s: line %d holds control byte %#x: %q", what, i, c, line)
			case c >= 0x80 && theme.ASCII() && !strings.Contains(what, "wide"):
				t.Fatalf("%s: line %d is not ASCII: %q", what, i, line)
			}
		}
		if open {
			t.Fatalf("%s: line %d leaves a colour open: %q", what, i, line)
		}
	}
}

// wave is a day-night curve with noise that repeats on every machine.
func wave(n int, mean, swing float64, seed uint32) []float64 {
	out := make([]float64, n)
	for i := range out {
		seed = seed*1664525 + 1013904223
		noise := float64(seed>>8)/(1<<24) - 0.5
		out[i] = mean + swing*(math.Sin(float64(i)/float64(n)*4*math.Pi)+noise)
	}
	return out
}

var sampleStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()

// seriesOf returns a series of one sample per bucket; NaN is an empty bucket.
func seriesOf(values []float64, width time.Duration) series.Series {
	s := series.Series{Start: sampleStart, Width: int64(width)}
	for _, v := range values {
		p := series.NoData()
		if v == v {
			p = series.Point{N: 10, Mean: v, Min: v * 0.7, Max: v * 1.3, P5: v * 0.8, P50: v, P95: v * 1.2}
		}
		s.Points = append(s.Points, p)
	}
	return s
}

func sampleLine(w, h int) LineOptions {
	v := wave(96, 85, 30, 1)
	for i := 40; i < 52; i++ {
		v[i] = math.NaN()
	}
	v[70] = 212
	return LineOptions{Width: w, Height: h, Unit: "ms", YFromZero: true, Band: true, Limit: 120, LimitLabel: "limit 120 ms",
		Lines: []Line{{Name: "us-east", Role: Series0, Series: seriesOf(v, 30*time.Minute)}}}
}

func sampleLines(w, h, n int) LineOptions {
	o := LineOptions{Width: w, Height: h, Unit: "ms", Limit: 120, LimitLabel: "limit"}
	for i := range n {
		v := wave(7*24, 40+22*float64(i), 12, uint32(i+1))
		o.Lines = append(o.Lines, Line{Name: []string{"us-east", "us-west", "eu-central", "ap-south", "sa-east", "af-south"}[i%6],
			Role: SeriesRole(i), Series: seriesOf(v, time.Hour)})
	}
	return o
}

func sampleHeat(w, h, rows, hours int) HeatOptions {
	o := HeatOptions{Width: w, Height: h, Unit: "Mbps", CursorRow: -1, CursorCol: -1}
	names := []string{"us-east", "us-west", "eu-central", "ap-south", "sa-east", "af-south", "me-west", "eu-north"}
	for r := range rows {
		o.RowLabels = append(o.RowLabels, names[r%len(names)])
		v := wave(hours, 520+30*float64(r), 380, uint32(r+3))
		mark := make([]bool, hours)
		mark[0] = true
		if r == 2 {
			for c := hours / 3; c < hours/3+3; c++ {
				v[c] = math.NaN()
			}
		}
		o.Values, o.Mark = append(o.Values, v), append(o.Mark, mark)
	}
	for c := range hours {
		o.ColumnLabels = append(o.ColumnLabels, fmt.Sprintf("%02d", c%24))
		o.ColumnGroups = append(o.ColumnGroups, fmt.Sprintf("01-%02d", c/24+1))
	}
	return o
}

// sampleDeviations has a cell of each step, and hatched ones.
func sampleDeviations(w, h int) HeatOptions {
	o := HeatOptions{Width: w, Height: h, CursorRow: -1, Diverging: true, MissingNote: "too little history", FewNote: "few samples",
		RowLabels: []string{"us-east", "us-west"}}
	var values [2][]float64
	for i := range 24 {
		o.ColumnLabels = append(o.ColumnLabels, fmt.Sprintf("%02d", i))
		values[0] = append(values[0], float64(i)-12)
		values[1] = append(values[1], math.NaN())
	}
	o.Values = [][]float64{values[0], values[1]}
	o.Few = [][]bool{{false, true, false, false, false, true}, nil}
	return o
}

// sampleHalves has more rows than lines.
func sampleHalves(t *Theme, w, h int) HeatOptions {
	o := sampleHeat(w, h, 8, 48)
	o.Halves, o.CursorRow, o.CursorCol = t.Halves(), 3, 7
	return o
}

func sampleTiles(t *Theme, w, h int) []string {
	trend := wave(40, 10, 3, 9)
	trend[11] = math.NaN()
	return []string{
		Tile(t, TileOptions{Title: "records", Value: "12,000", Level: kpi.Unknown, Trend: trend, Width: w, Height: h}),
		Tile(t, TileOptions{Title: "latency p95", Value: "131", Unit: "ms", Level: kpi.Warn, Trend: trend, Note: "limit 120 ms", Width: w, Height: h, Focus: true}),
		Tile(t, TileOptions{Title: "packet loss", Value: "2.42", Unit: "%", Level: kpi.Bad, Trend: trend, Note: "limit 2 %", Width: w, Height: h}),
		Tile(t, TileOptions{Title: "uptime", Value: "99.6", Level: kpi.Good, Trend: trend, Width: w, Height: h}),
	}
}

// beside joins blocks of equal height line by line.
func beside(blocks ...string) string {
	var out []string
	for _, b := range blocks {
		for i, line := range strings.Split(b, "\n") {
			if i == len(out) {
				out = append(out, "")
			}
			out[i] += line
		}
	}
	return strings.Join(out, "\n")
}

// board shows every chart once, 100 cells wide.
func board(t *Theme) string {
	roles := ""
	for r, name := range []string{"text", "dim", "title", "header", "accent", "good", "warn", "bad", "selected", "border", "focus", "key", "limit"} {
		roles += t.Paint(Role(r), name) + " "
	}
	spark := wave(300, 50, 20, 5)
	for i := 100; i < 120; i++ {
		spark[i] = math.NaN()
	}
	spark[200] = 130
	heat := sampleHeat(98, 8, 5, 24)
	heat.CursorRow, heat.CursorCol = 1, 9
	heat.ColumnGroups = nil
	wide := sampleHeat(98, 5, 2, 12)
	wide.CursorRow, wide.CursorCol = 0, 3
	return strings.Join([]string{
		roles,
		t.Fit("trend", 8) + Sparkline(t, spark, 92, SparkOptions{Limit: 100, Role: Series0}),
		Progress(t, 0.42, 50),
		beside(sampleTiles(t, 25, 5)...),
		Box(t, "us-east latency", LineChart(t, sampleLine(96, 14)), 100, 16, true),
		LineChart(t, sampleLines(100, 12, 4)),
		Heatmap(t, heat),
		Heatmap(t, wide),
		Heatmap(t, sampleDeviations(98, 5)),
		Heatmap(t, sampleHalves(t, 98, 6)),
	}, "\n")
}
