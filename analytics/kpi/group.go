package kpi

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/sketch"
)

// percentiles answers for the three that a Summary has.
type percentiles func(p ...float64) (answers []float64, exact bool)

// summarise returns the summary of a set of values. Without percentiles these
// are NaN.
func summarise(m *sketch.Moments, ask percentiles) Summary {
	s := Summary{
		N: m.N, Sum: m.Sum.Float(), Mean: m.Mean(), Std: m.Std(), PopStd: m.PopStd(),
		Min: record.Missing, Max: record.Missing,
		P50: record.Missing, P95: record.Missing, P99: record.Missing, Exact: true,
	}
	if m.N == 0 {
		s.Sum = record.Missing
		return s
	}
	s.Min, s.Max = m.Min, m.Max
	if ask != nil {
		p, exact := ask(0.5, 0.95, 0.99)
		for i := range p { // the middle of a class may lie beyond the last value
			p[i] = min(max(p[i], s.Min), s.Max)
		}
		s.P50, s.P95, s.P99, s.Exact = p[0], p[1], p[2], exact
	}
	return s
}

// FromCells returns the Group of some cells together. others holds percentiles
// of the metrics besides latency, nil where none are kept. The latencies must
// be sorted if several calls run at the same time.
func FromCells(cells []*rollup.Cell, others *rollup.Percentiles) Group {
	var t rollup.Totals
	latency := make([]*sketch.Values, len(cells))
	for i, c := range cells {
		t.Merge(&c.Totals)
		latency[i] = &c.Latency
	}
	g := Group{
		Rows: t.Rows, First: t.First, Last: t.Last,
		Uptime: t.Uptime.Mean(), Performance: t.Performance.Mean(),
	}
	for m := range g.Metric {
		var ask percentiles
		switch {
		case record.Metric(m) == record.Latency:
			ask = func(p ...float64) ([]float64, bool) { return sketch.QuantilesOf(latency, p...) }
		case others != nil:
			ask = func(p ...float64) ([]float64, bool) { return others[m].At(p...), others[m].Exact() }
		}
		g.Metric[m] = summarise(&t.Metric[m], ask)
	}
	return g
}
