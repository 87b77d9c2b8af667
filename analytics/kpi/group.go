package kpi

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/sketch"
)

// FromCells returns the Group of some cells together, without percentiles.
func FromCells(cells []*rollup.Cell) Group {
	var t rollup.Totals
	for _, c := range cells {
		t.Merge(&c.Totals)
	}
	g := Group{
		Rows: t.Rows, First: t.First, Last: t.Last,
		Uptime: t.Uptime.Mean(), Performance: t.Performance.Mean(),
	}
	for m := range g.Metric {
		g.Metric[m] = summarise(&t.Metric[m])
	}
	return g
}

// TakePercentiles fills the percentiles of latency from the latencies of its
// rows, in any number of sets. They must be sorted if several calls use them at
// the same time.
func (g *Group) TakePercentiles(latency []*sketch.Values) {
	s := &g.Metric[record.Latency]
	if s.N == 0 {
		return
	}
	var p []float64
	p, s.Exact = sketch.QuantilesOf(latency, 0.5, 0.95, 0.99)
	for i := range p { // the middle of a class may lie beyond the last value
		p[i] = min(max(p[i], s.Min), s.Max)
	}
	s.P50, s.P95, s.P99 = p[0], p[1], p[2]
}

// summarise returns the summary of a set of values, percentiles left out.
func summarise(m *sketch.Moments) Summary {
	s := Summary{
		N: m.N, Sum: m.Sum.Float(), Mean: m.Mean(), Std: m.Std(), PopStd: m.PopStd(), Min: m.Min, Max: m.Max,
		P50: record.Missing, P95: record.Missing, P99: record.Missing, Exact: true,
	}
	if m.N == 0 {
		s.Sum, s.Min, s.Max = record.Missing, record.Missing, record.Missing
	}
	return s
}
