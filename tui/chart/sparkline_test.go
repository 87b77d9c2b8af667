package chart

import (
	"math"
	"strings"
	"testing"
)

func TestSparkline(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		w      int
		o      SparkOptions
		want   string
	}{
		{"rising", []float64{0, 1, 2, 3, 4, 5, 6}, 7, SparkOptions{}, "▁▂▃▄▅▆▇"},
		{"negative", []float64{-8, -1}, 2, SparkOptions{}, "▁▇"},
		{"constant", []float64{3, 3, 3}, 3, SparkOptions{}, "▄▄▄"},
		{"constant on a fixed scale", []float64{3, 3}, 2, SparkOptions{Min: 0, Max: 3}, "▇▇"},
		{"beyond a fixed scale", []float64{-5, 50}, 2, SparkOptions{Min: 0, Max: 3}, "▁▇"},
		{"only a minimum", []float64{5, 10}, 2, SparkOptions{Min: 0, Max: nan}, "▄▇"},
		{"stretched", []float64{0, 7}, 6, SparkOptions{}, "▁▁▁▇▇▇"},
		{"gap", []float64{0, nan, math.Inf(1), 7}, 4, SparkOptions{}, "▁··▇"},
		{"gap beside data in one cell", []float64{nan, 0, 7, nan}, 2, SparkOptions{}, "▁▇"},
		{"nothing", nil, 3, SparkOptions{}, "···"},
		{"no room", []float64{1}, 0, SparkOptions{}, ""},
	} {
		if got := Sparkline(NewTheme(ThemeOptions{}), c.values, c.w, c.o); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A peak of one value among thousands is the highest bar wherever it lies.
func TestSparklinePeakStays(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	for _, n := range []int{7, 80, 81, 997, 5000} {
		for at := 0; at < n; at += 1 + n/60 {
			v := make([]float64, n)
			v[at] = 1
			for _, w := range []int{1, 2, 7, 80} {
				if w <= n && strings.Count(Sparkline(theme, v, w, SparkOptions{Min: 0, Max: 1}), "▇") != 1 {
					t.Fatalf("peak at %d of %d is lost in %d cells", at, n, w)
				}
			}
		}
	}
}

func TestSparklineLimit(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	values := []float64{1, 5, 9, 2}
	bad := theme.sequence(Bad)
	if got := Sparkline(theme, values, 4, SparkOptions{Limit: 5}); strings.Count(got, bad) != 1 || !strings.Contains(got, bad+"▇"+reset) {
		t.Errorf("only the bar above the limit is to be painted: %q", got)
	}
	for _, limit := range []float64{0, math.NaN()} {
		if got := Sparkline(theme, values, 4, SparkOptions{Limit: limit}); strings.Contains(got, bad) {
			t.Errorf("limit %v means none, got %q", limit, got)
		}
	}
}

// Attributes are written where they change, not per cell.
func TestSparklineMergesAttributes(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: TrueColor})
	if got := Sparkline(theme, wave(100, 5, 2, 1), 100, SparkOptions{Role: Series0}); strings.Count(got, "\x1b") != 2 {
		t.Errorf("%d sequences in a line of one colour", strings.Count(got, "\x1b"))
	}
}
