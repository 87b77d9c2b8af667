package chart

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/series"
)

// hostile are runs of values that charts must survive.
func hostile() map[string][]float64 {
	nan, inf := math.NaN(), math.Inf(1)
	long := wave(100_000, 50, 20, 3)
	return map[string][]float64{
		"nothing":       nil,
		"one":           {42},
		"zero":          {0, 0, 0},
		"constant":      {7.5, 7.5, 7.5, 7.5, 7.5},
		"all missing":   {nan, nan, nan},
		"one of many":   {nan, nan, 3, nan, nan, nan},
		"infinite":      {1, inf, 2, -inf, 3},
		"only infinite": {inf, -inf},
		"negative":      {-5, -100, -3, 0, 12},
		"huge":          {1e300, -1e300, 0, 1e300},
		"largest":       {math.MaxFloat64, -math.MaxFloat64},
		"tiny":          {5e-324, 1e-320, 0},
		"near":          {1e15, 1e15 + 0.125, 1e15 + 0.25},
		"day":           wave(96, 50, 30, 1),
		"long":          long,
	}
}

// hostileNames are labels as an input may hold them.
var hostileNames = []string{"us-east", "", "\x1b[31mred\x1b]0;title\a", "東京データセンター", "a\nb\tc\r", "e\u0301\u0301\u0301\u0301",
	"👩‍👩‍👧‍👦 family", "\xff\xfe", "\u202eright to left", "a very long name that no layout has room for, whatever the terminal"}

// sizes are widths and heights around every limit that the layouts have.
func sizes() [][2]int {
	out := [][2]int{{0, 0}, {1, 0}, {0, 3}, {-4, 2}, {3, -1}, {300, 100}, {250, 80}}
	for _, w := range []int{1, 2, 3, 4, 5, 6, 9, 13, 23, 24, 25, 40, 79, 120} {
		for _, h := range []int{1, 2, 3, 4, 5, 6, 7, 8, 13, 24} {
			out = append(out, [2]int{w, h})
		}
	}
	return out
}

// drawAll draws every chart of a size and checks the size of each.
func drawAll(t testing.TB, theme *Theme, name string, values []float64, w, h int, start, width int64) {
	t.Helper()
	check := func(what, s string, w, h int) {
		t.Helper()
		for i := 0; i < len(name) && name != ""; i++ {
			if name[i] >= 0x80 {
				what += " wide"
				break
			}
		}
		checkSize(t, theme, what, s, w, h)
	}
	s := seriesOf(values, time.Hour)
	s.Start, s.Width = start, width
	for _, o := range []SparkOptions{{}, {Min: math.NaN(), Max: 10, Limit: math.NaN()}, {Min: 5, Max: -5, Limit: 20, Role: Series1}} {
		check("sparkline", Sparkline(theme, values, w, o), max(w, 0), 1)
	}
	line := LineOptions{Width: w, Height: h, Unit: name, Limit: 120, LimitLabel: name, Band: true, Lines: []Line{{Name: name, Role: Series0, Series: s}}}
	check("line", LineChart(theme, line), w, h)
	line.Limit, line.Band, line.YFromZero = math.Inf(1), false, true
	line.Start, line.End = start+width, start+5*width
	line.Lines = append(line.Lines, Line{Name: name, Role: 200, Series: s, Value: series.Max}, Line{})
	check("lines", LineChart(theme, line), w, h)

	far := []TimeMark{{From: math.MinInt64, To: math.MaxInt64}, {From: start, To: start + width, Bad: true}, {From: start + 5, To: start}}
	for y := YAuto; y < NumYScales; y++ {
		line := LineOptions{Width: w, Height: h, Unit: name, Limit: 120, Y: y, Band: true, BandName: name, Cursor: start + width/2,
			Marks: far[y%2:], MarksName: name, BadNote: name, SomeNote: name, Lines: []Line{{Name: name, Role: Series0, Series: s}}}
		if len(name) > 3 {
			line.MarksName, line.Limit = "loss", float64(len(name)-10)
		}
		check("line in the scale "+y.String(), LineChart(theme, line), w, h)
		line.TimeAt(w/2, h/2)
	}

	heat := HeatOptions{Width: w, Height: h, Unit: name, MarkNote: name, CursorRow: 1, CursorCol: 3, FirstCol: 50, Min: 3, Max: 9,
		RowLabels: []string{name, "b"}, ColumnLabels: []string{"00", name}, ColumnGroups: []string{name, name, "x"},
		Values: [][]float64{values[:min(len(values), 500)], values[:min(len(values), 3)], nil}, Mark: [][]bool{{true, false, true}}}
	check("heatmap", Heatmap(theme, heat), w, h)
	heat.CursorRow, heat.CursorCol, heat.Min, heat.Format = -1, 99999, 0, func(float64) string { return name }
	check("heatmap without cursor", Heatmap(theme, heat), w, h)
	many := HeatOptions{Width: w, Height: h, CursorRow: 5, CursorCol: 2, Halves: theme.Halves(), Few: [][]bool{{true, true}, nil, {false, true}}, FewNote: name, MissingNote: name}
	for r := range 31 {
		many.RowLabels = append(many.RowLabels, hostileNames[r%len(hostileNames)])
		many.Values = append(many.Values, values[:min(len(values), 3*r)])
	}
	check("heatmap of many rows wide", Heatmap(theme, many), w, h)
	many.Diverging, many.Format = true, func(float64) string { return name }
	check("heatmap of deviations wide", Heatmap(theme, many), w, h)
	check("heatmap of nothing", Heatmap(theme, HeatOptions{Width: w, Height: h}), w, h)

	for _, focus := range []bool{false, true} {
		check("tile", Tile(theme, TileOptions{Title: name, Value: name, Unit: name, Note: name, Level: kpi.Warn, Trend: values, Width: w, Height: h, Focus: focus}), w, h)
		check("box", Box(theme, name, theme.Paint(Bad, "red "+name)+"\n"+name, w, h, focus), w, h)
	}
	for _, f := range append([]float64{math.NaN(), math.Inf(1), -1, 0.5, 1}, values[:min(len(values), 2)]...) {
		check("bar", Bar(theme, f, w), max(w, 0), 1)
		check("progress", Progress(theme, f, w), max(w, 0), 1)
	}
	check("fit", theme.Fit(name, w), max(w, 0), 1)
	check("fit left", theme.FitLeft(theme.Paint(Good, name), w), max(w, 0), 1)
}

func TestSizes(t *testing.T) {
	t.Parallel()
	all := themes()
	i := 0
	for what, values := range hostile() {
		for _, size := range sizes() {
			if what == "long" && size != [2]int{24, 13} && size != [2]int{120, 24} {
				continue // the same code, only slow
			}
			theme, name := all[i%len(all)], hostileNames[i%len(hostileNames)]
			i++
			drawAll(t, theme, name, values, size[0], size[1], sampleStart, int64(time.Hour))
		}
	}
}

func TestSizesWithHostileNames(t *testing.T) {
	t.Parallel()
	values := wave(48, 50, 20, 2)
	for _, theme := range []*Theme{NewTheme(ThemeOptions{}), NewTheme(ThemeOptions{Profile: ANSI256})} {
		for _, name := range hostileNames {
			for w := range 42 {
				drawAll(t, theme, name, values, w, 7, sampleStart, int64(time.Hour))
			}
		}
	}
}

func TestHostileTimes(t *testing.T) {
	t.Parallel()
	theme := NewTheme(ThemeOptions{Profile: Mono})
	values := wave(48, 50, 20, 2)
	for _, start := range []int64{0, -1, 1, math.MinInt64, math.MaxInt64, sampleStart, -1 << 62, 1 << 62} {
		for _, width := range []int64{0, 1, -1, 1000, int64(time.Second), int64(time.Hour), int64(400 * day), math.MaxInt64, math.MinInt64} {
			for _, size := range [][2]int{{24, 5}, {80, 20}, {300, 8}} {
				drawAll(t, theme, "x", values, size[0], size[1], start, width)
			}
		}
	}
}

func TestRandomCharts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	all := themes()
	for range 200 {
		values := make([]float64, r.IntN(300))
		scale := math.Pow(10, float64(r.IntN(40)-20))
		for i := range values {
			if values[i] = r.NormFloat64() * scale; r.IntN(6) == 0 {
				values[i] = math.NaN()
			}
		}
		drawAll(t, all[r.IntN(len(all))], hostileNames[r.IntN(len(hostileNames))], values,
			r.IntN(140), r.IntN(45), r.Int64N(1<<62)-1<<61, r.Int64N(1<<uint(1+r.IntN(60))))
	}
}

// FuzzChart draws with any name, size, time and values.
func FuzzChart(f *testing.F) {
	f.Add("us-east", []byte{1, 2, 3, 255, 0, 128}, uint8(80), uint8(24), uint8(3), int64(0), int64(time.Hour))
	f.Add("\x1b]0;x\a東", []byte{}, uint8(5), uint8(3), uint8(9), int64(math.MinInt64), int64(-1))
	f.Add("a", []byte{9, 9, 9}, uint8(24), uint8(5), uint8(12), int64(1), int64(0))
	all := themes()
	f.Fuzz(func(t *testing.T, name string, data []byte, w, h, theme uint8, start, width int64) {
		values := make([]float64, len(data))
		for i, b := range data {
			// Small numbers, and the awkward ones at both ends.
			switch values[i] = float64(int8(b)); b {
			case 0x80:
				values[i] = math.NaN()
			case 0x81:
				values[i] = math.Inf(-1)
			case 0x82:
				values[i] = -1e300
			case 0x7f:
				values[i] = math.MaxFloat64
			case 0x7e:
				values[i] = 1e-310
			}
		}
		drawAll(t, all[int(theme)%len(all)], name, values, int(w), int(h), start, width)
	})
}
