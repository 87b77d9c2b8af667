package chart

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// plot returns the plot of a chart as runes, without axes: rows between the
// header and the two lines of the x axis, right of the y axis.
func plot(t *testing.T, s string) [][]rune {
	t.Helper()
	lines := strings.Split(ansi.Strip(s), "\n")
	var out [][]rune
	for _, line := range lines[:len(lines)-2] {
		r := []rune(line)
		at := strings.IndexAny(line, "│┤")
		if at < 0 {
			continue
		}
		out = append(out, r[len([]rune(line[:at]))+1:])
	}
	return out
}

func isDot(r rune) bool { return r > 0x2800 && r <= 0x28ff }

// dotColumns tells for each column of dots whether a dot is set.
func dotColumns(rows [][]rune) []bool {
	out := make([]bool, 2*len(rows[0]))
	for _, row := range rows {
		for x, r := range row {
			if isDot(r) {
				out[2*x] = out[2*x] || r&0x47 != 0
				out[2*x+1] = out[2*x+1] || r&0xb8 != 0
			}
		}
	}
	return out
}

func oneLine(values []float64, w, h int) LineOptions {
	return LineOptions{Width: w, Height: h, Lines: []Line{{Name: "a", Series: seriesOf(values, time.Hour)}}}
}

// A spike of one bucket in thousands reaches the top wherever it lies, and the
// dip of one bucket the bottom.
func TestLineSpikeStays(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	for _, n := range []int{50, 400, 9999} {
		for at := 1; at < n-1; at += 1 + n/23 {
			v := make([]float64, n)
			for i := range v {
				v[i] = 50
			}
			v[at] = 100
			rows := plot(t, LineChart(theme, oneLine(v, 80, 14)))
			found := 0
			for _, r := range rows[0] {
				if isDot(r) {
					found++
				}
			}
			if found == 0 || found > 3 {
				t.Fatalf("spike at %d of %d: %d cells in the top row", at, n, found)
			}
		}
	}
}

// Hours without data are not bridged, and a line without gaps has none.
func TestLineGap(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	v := wave(100, 50, 20, 1)
	for x, set := range dotColumns(plot(t, LineChart(theme, oneLine(v, 84, 14)))) {
		if !set {
			t.Fatalf("a line without gaps has none, but column %d is empty", x)
		}
	}
	for i := 40; i < 60; i++ {
		v[i] = math.NaN()
	}
	cols := dotColumns(plot(t, LineChart(theme, oneLine(v, 84, 14))))
	n := len(cols)
	for x, set := range cols {
		switch at := float64(x) / float64(n-1) * 99; {
		case at > 40 && at < 59 && set:
			t.Errorf("column %d lies in the gap and has a dot", x)
		case (at < 38 || at > 61) && !set:
			t.Errorf("column %d lies outside of the gap and has no dot", x)
		}
	}
}

// The threshold line is at its value, labelled, and never outside of the picture.
func TestLineLimit(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	o := oneLine([]float64{10, 20, 30, 20}, 80, 16)
	o.Limit, o.LimitLabel = 120, "limit 120 ms"
	found := 0
	for _, line := range strings.Split(LineChart(theme, o), "\n") {
		if strings.Contains(line, "╌") {
			found++
			if !strings.HasPrefix(line, "120┤") || !strings.Contains(line, " limit 120 ms ") {
				t.Errorf("threshold line without value or label: %q", line)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d threshold lines", found)
	}
	for _, none := range []float64{0, math.NaN(), math.Inf(1)} {
		if o.Limit = none; strings.Contains(LineChart(theme, o), "╌") {
			t.Errorf("limit %v drew a threshold", none)
		}
	}
}

// Above the limit a single line is painted as bad; several keep their colours.
func TestLineAboveLimit(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	o := sampleLine(100, 20)
	if !strings.Contains(LineChart(theme, o), theme.sequence(Bad)) {
		t.Error("the spike above the limit is not painted as bad")
	}
	o.Lines = append(o.Lines, Line{Name: "other", Role: Series1, Series: o.Lines[0].Series})
	if strings.Contains(LineChart(theme, o), theme.sequence(Bad)) {
		t.Error("with two lines colours tell the lines apart")
	}
}

// Values lie where the axis says: a constant of a labelled value is in the row
// of its label.
func TestLineRows(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	for _, v := range []float64{0, 50, 100, 150, 200} {
		o := oneLine([]float64{v, v, v}, 60, 24)
		o.Lines = append(o.Lines, Line{Series: seriesOf([]float64{0, 0}, time.Hour)}, Line{Series: seriesOf([]float64{200, 200}, time.Hour)})
		want := Short(v) + "┤"
		for _, line := range strings.Split(LineChart(theme, o), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), want) && strings.Count(line, "⠉")+strings.Count(line, "⣀")+strings.Count(line, "⠤")+strings.Count(line, "⠒") < 20 {
				t.Errorf("value %v is not in its row: %q", v, line)
			}
		}
	}
}

// Terminals without colours number the lines on their way, and every terminal
// at their ends.
func TestLineNumbers(t *testing.T) {
	for _, p := range []Profile{Mono, TrueColor} {
		rows := plot(t, LineChart(NewTheme(ThemeOptions{Profile: p}), sampleLines(120, 20, 3)))
		for _, number := range "123" {
			end, way := 0, 0
			for _, row := range rows {
				for x, r := range row {
					if r == number && x == len(row)-1 {
						end++
					} else if r == number {
						way++
					}
				}
			}
			if end != 1 || (way > 0) != (p == Mono) {
				t.Errorf("%v: line %c has %d numbers at its end and %d on its way", p, number, end, way)
			}
		}
	}
}

func TestLineSmall(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	got := LineChart(theme, oneLine([]float64{1, 2, 8}, 12, 3))
	if want := "a max 8     \n▁▁▁▁▂▂▂▂▇▇▇▇\n            "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := LineChart(theme, oneLine(nil, 12, 1)); got != "  no data   " {
		t.Errorf("got %q", got)
	}
}

func TestTimeTicks(t *testing.T) {
	at := func(s string) int64 {
		v, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UnixNano()
	}
	for _, c := range []struct {
		start, end string
		width      int
		want       string
	}{
		{"2025-01-01 00:00:00", "2025-01-01 23:59:00", 70, "01-01 03:00 06:00 09:00 12:00 15:00 18:00 21:00"},
		{"2025-01-01 22:10:00", "2025-01-02 03:00:00", 60, "23:00 01-02 01:00 02:00 03:00"},
		{"2025-01-01 10:05:00", "2025-01-01 10:50:00", 40, "01-01 10:10 10:20 10:30 10:40 10:50"},
		{"2025-01-01 10:00:00", "2025-01-01 10:01:00", 50, "01-01 10:00:00 10:00:15 10:00:30 10:00:45 10:01:00"},
		{"2025-01-01 00:00:00", "2025-01-31 00:00:00", 50, "01-06 01-13 01-20 01-27"},
		{"2024-11-15 00:00:00", "2026-02-03 00:00:00", 50, "2025-01 2025-04 2025-07 2025-10 2026-01"},
		{"1990-11-15 00:00:00", "2026-02-03 00:00:00", 50, "2000 2010 2020"},
		{"2025-01-01 00:00:00", "2025-01-01 00:00:00", 50, ""},
	} {
		var got []string
		for _, tick := range timeTicks(at(c.start), at(c.end), c.width) {
			got = append(got, tick.label)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s to %s in %d cells: got %q, want %q", c.start, c.end, c.width, strings.Join(got, " "), c.want)
		}
	}
}

// An axis holds its values, has round ticks in order and not too many, and tells
// every tick from the next.
func TestNiceAxis(t *testing.T) {
	for _, lo := range []float64{0, -1, 1, -250, 0.001, 3e-7, 99.9, 1e12, -1e300, 123456} {
		for _, span := range []float64{0, 1e-3, 0.7, 1, 9.99, 200, 12345, 1e9, 1e300} {
			for _, n := range []int{1, 2, 3, 6} {
				a := niceAxis(lo, lo+span, n)
				if !(a.lo <= lo) || !(a.hi >= min(lo+span, maxAxis)) || !finite(a.lo) || !finite(a.hi) {
					t.Fatalf("%v..%v: axis is %v", lo, lo+span, a)
				}
				ticks := a.ticks()
				if len(ticks) > n+1 && span > 1e-12*math.Abs(lo) {
					t.Errorf("%v..%v: %d ticks instead of at most %d", lo, lo+span, len(ticks), n+1)
				}
				for i := 1; i < len(ticks); i++ {
					if ticks[i] <= ticks[i-1] {
						t.Errorf("%v..%v: ticks %v do not rise", lo, lo+span, ticks)
					}
					if x, y := a.label(ticks[i-1]), a.label(ticks[i]); x == y && math.Abs(lo) < 1e5 && span >= 1e-3 {
						t.Errorf("%v..%v: two ticks are called %s", lo, lo+span, x)
					}
				}
			}
		}
	}
}
