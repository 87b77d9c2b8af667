package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// grid is two regions over 30 hours from Monday 2024-01-01 22:00: the traffic of
// region a is the number of the hour, that of b ten times it; each hour has 10
// samples but hour 3 of a, which has 4, and hour 5 of b, which has none.
func sampleGrid() *dataset {
	start := time.Date(2024, 1, 1, 22, 0, 0, 0, time.UTC).UnixNano()
	r := &analytics.Report{}
	g := &r.Hours
	g.Regions = []record.Name{record.MakeName("a"), record.MakeName("b")}
	g.LastPartial = true
	for h := range int64(30) {
		g.Hours = append(g.Hours, start+h*int64(time.Hour))
	}
	for m := range g.Cells {
		g.Cells[m] = make([]analytics.GridCell, 60)
	}
	r.Timeline.Width = int64(30 * time.Minute)
	r.Timeline.Regions = make([][record.NumMetrics]series.Series, 2)
	for region := range 2 {
		s := series.Series{Start: start, Width: r.Timeline.Width}
		for h := range 30 {
			n, v := int64(10), float64(h)
			if region == 1 {
				v *= 10
			}
			switch {
			case region == 0 && h == 3:
				n = 4
			case region == 1 && h == 5:
				n = 0
			}
			g.Cells[record.Traffic][region*30+h] = analytics.GridCell{N: n, Sum: v * float64(n)}
			p := series.Point{N: n, Mean: v, Max: v + 1}
			q := p
			q.Max = v + 2
			s.Points = append(s.Points, p, q)
		}
		r.Timeline.Regions[region][record.Traffic] = s
	}
	r.Versus[record.Traffic] = make([]float64, 60)
	r.Versus[record.Traffic][31] = -7
	return &dataset{Report: r}
}

func TestHeatGrid(t *testing.T) {
	d := sampleGrid()
	for _, c := range []struct {
		fold           fold
		measure        measure
		region, column int
		want           float64
	}{
		{foldNone, measureMean, 0, 7, 7},
		{foldNone, measureMean, 1, 7, 70},
		{foldNone, measureMean, 1, 5, math.NaN()},
		{foldNone, measureSum, 0, 3, 12},
		{foldNone, measureMax, 0, 7, 9},
		{foldDay, measureMean, 0, 22, 12},       // hours 0 and 24
		{foldDay, measureMax, 0, 22, 26},        // the later
		{foldDay, measureMean, 1, 3, 290},       // hour 5 has no data, 29 has
		{foldWeek, measureMean, 0, 22, 0},       // Monday 22:00
		{foldWeek, measureMean, 0, 24 + 22, 24}, // Tuesday 22:00
		{foldWeek, measureMean, 0, 7*24 - 1, math.NaN()},
		{foldNone, measureVersus, 1, 1, -7},
	} {
		g := newHeatGrid(d, record.Traffic, c.fold, c.measure)
		if got := g.value(c.region, c.column); got != c.want && !(got != got && c.want != c.want) {
			t.Errorf("%v, measure %d, region %d, column %d: %v, want %v", c.fold, c.measure, c.region, c.column, got, c.want)
		}
	}
	g := newHeatGrid(d, record.Traffic, foldNone, measureMean)
	for c := range 30 {
		if got := g.few(0, c); got != (c == 3) {
			t.Errorf("hour %d of a has few samples: %v", c, got)
		}
		if got := g.partial(c); got != (c == 29) {
			t.Errorf("hour %d is partial: %v", c, got)
		}
	}
	d.Timeline.Width = int64(2 * time.Hour)
	if hasPeaks(d) {
		t.Error("buckets of two hours do not know the highest value of an hour")
	}
}

// The worst region comes first, whichever way it is off, and its cells come along.
func TestCapacityWorstFirst(t *testing.T) {
	d := sampleGrid()
	p := newCapacity(d)
	order := func() string { return strings.Join(p.heat.RowLabels, " ") }
	if order() != "a b" {
		t.Errorf("by name: %s", order())
	}
	p.row = 1
	p.sort()
	if order() != "b a" || p.row != 0 || p.heat.Values[0][7] != 70 {
		t.Errorf("worst first: %s, cursor in row %d, value %v", order(), p.row, p.heat.Values[0][7])
	}
	p.row = 1
	p.sort()
	if order() != "a b" || p.row != 0 {
		t.Errorf("by name again: %s, cursor in row %d instead of on a", order(), p.row)
	}
	p.measure, p.byWorst = measureVersus, true
	if p.choose(); order() != "b a" {
		t.Errorf("farthest from usual: %s", order())
	}
}
