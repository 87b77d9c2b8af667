package tui

import (
	"math"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// Rows with loss are counted in the bucket of their device: b has loss in two of
// four samples of its first bucket and in one of five of its third.
func TestLossBuckets(t *testing.T) {
	a, b, region := record.MakeName("a"), record.MakeName("b"), record.MakeName("r")
	row := func(at int64, device record.NameID, loss float64) detect.Bottleneck {
		return detect.Bottleneck{Row: record.Row{Time: at, Device: device, Value: [record.NumMetrics]float64{record.Loss: loss}}}
	}
	s := series.Series{Start: 1000, Width: 100, Points: []series.Point{{N: 4}, {N: 4}, {N: 5}}}
	r := &analytics.Report{
		Limits: detect.Limits{Loss: 2}, DeviceNames: []record.Name{a, b}, RegionNames: []record.Name{region},
		Cells:    []kpi.Group{{Device: a, Region: region}, {Device: b, Region: region}},
		Timeline: analytics.Timeline{Cells: []series.Series{s, s}},
		Bottlenecks: []detect.Bottleneck{row(999, 1, 9), row(1000, 1, 3), row(1001, 0, 2), row(1099, 1, 2.1),
			row(1150, 1, math.NaN()), row(1299, 1, 100), row(1300, 1, 9)},
	}
	got := lossBuckets(r)
	if len(got[0]) != 0 || len(got[1]) != 2 || got[1][0] != (lossBucket{0, 2}) || got[1][1] != (lossBucket{2, 1}) {
		t.Fatalf("buckets are %v", got)
	}
	p := latencyPane{d: &dataset{Report: r, lossy: got}}
	marks := p.marks(&latencyItem{cell: 1})
	if len(marks) != 2 || marks[0] != (chart.TimeMark{From: 1000, To: 1100, Bad: true}) || marks[1] != (chart.TimeMark{From: 1200, To: 1300}) {
		t.Errorf("marks are %v", marks)
	}
}

// A bucket of a group is marked where any sample is above the limit, as bad where
// the mean is.
func TestLossMarksOfGroups(t *testing.T) {
	s := series.Series{Start: 0, Width: 10, Points: []series.Point{{N: 2, Mean: 1, Max: 2}, {N: 2, Mean: 1, Max: 2.5}, series.NoData(), {N: 1, Mean: 3, Max: 3}}}
	got := lossMarks(&s, 2)
	if len(got) != 2 || got[0] != (chart.TimeMark{From: 10, To: 20}) || got[1] != (chart.TimeMark{From: 30, To: 40, Bad: true}) {
		t.Errorf("marks are %v", got)
	}
}
