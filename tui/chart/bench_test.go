package chart

import (
	"testing"
	"time"
)

// The charts are drawn in the event loop of the dashboard; each benchmark is
// one picture of a large terminal (250x80) in 256 colours.

func BenchmarkSparkline(b *testing.B) {
	t, v := NewTheme(ThemeOptions{Profile: ANSI256}), wave(5000, 50, 20, 1)
	b.ReportAllocs()
	for b.Loop() {
		Sparkline(t, v, 250, SparkOptions{Limit: 60, Role: Series0})
	}
}

func BenchmarkLineChart(b *testing.B) {
	t, o := NewTheme(ThemeOptions{Profile: ANSI256}), sampleLine(250, 80)
	o.Lines[0].Series = seriesOf(wave(5000, 80, 30, 1), time.Minute)
	b.ReportAllocs()
	for b.Loop() {
		LineChart(t, o)
	}
}

func BenchmarkLineChartSix(b *testing.B) {
	t, o := NewTheme(ThemeOptions{Profile: ANSI256}), sampleLines(250, 80, 6)
	b.ReportAllocs()
	for b.Loop() {
		LineChart(t, o)
	}
}

func BenchmarkHeatmap(b *testing.B) {
	t, o := NewTheme(ThemeOptions{Profile: ANSI256}), sampleHeat(250, 80, 76, 720)
	b.ReportAllocs()
	for b.Loop() {
		Heatmap(t, o)
	}
}

func BenchmarkTile(b *testing.B) {
	t := NewTheme(ThemeOptions{Profile: ANSI256})
	b.ReportAllocs()
	for b.Loop() {
		sampleTiles(t, 30, 5)
	}
}
