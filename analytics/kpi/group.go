package kpi

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/sketch"
)

// Summarise returns the summary of a set of values. quantiles may be nil: then
// the percentiles are NaN.
func Summarise(m *sketch.Moments, quantiles *sketch.Quantiles) Summary {
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
	if quantiles != nil && quantiles.N() > 0 {
		p := quantiles.At(0.5, 0.95, 0.99)
		for i := range p { // a bucket's middle may lie beyond the last value
			p[i] = min(max(p[i], s.Min), s.Max)
		}
		s.P50, s.P95, s.P99, s.Exact = p[0], p[1], p[2], quantiles.Exact()
	}
	return s
}

// FromCell returns the Group of an accumulated cell. others holds percentiles
// of the metrics besides latency, nil where none are kept.
func FromCell(c *rollup.Cell, others *rollup.Percentiles) Group {
	g := Group{
		Rows: c.Rows, First: c.First, Last: c.Last,
		Uptime: c.Uptime.Mean(), Performance: c.Performance.Mean(),
	}
	for m := range g.Metric {
		var q *sketch.Quantiles
		switch {
		case record.Metric(m) == record.Latency:
			q = &c.Latency
		case others != nil:
			q = &others[m]
		}
		g.Metric[m] = Summarise(&c.Metric[m], q)
	}
	return g
}
