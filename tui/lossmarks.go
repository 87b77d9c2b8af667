package tui

import (
	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// lossBucket is a bucket of Timeline.Cells and how many rows in it have a loss
// above the limit.
type lossBucket struct{ at, n int32 }

// lossBuckets returns, beside Cells, the buckets with loss above the limit, rising.
// Each such row is a flagged one.
func lossBuckets(r *analytics.Report) [][]lossBucket {
	type key struct{ device, region record.Name }
	cells := make(map[key]int, len(r.Cells))
	for i := range r.Cells {
		cells[key{r.Cells[i].Device, r.Cells[i].Region}] = i
	}
	type ids struct{ device, region record.NameID }
	known := make(map[ids]int, len(r.Cells))
	out := make([][]lossBucket, len(r.Cells))
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		if !(b.Value[record.Loss] > r.Limits.Loss) {
			continue
		}
		id := ids{b.Device, b.Region}
		cell, ok := known[id]
		if !ok {
			if cell, ok = cells[key{r.Device(b.Device), r.Region(b.Region)}]; !ok {
				cell = -1
			}
			known[id] = cell
		}
		if cell < 0 || cell >= len(r.Timeline.Cells) {
			continue
		}
		s := &r.Timeline.Cells[cell]
		if s.Width <= 0 || b.Time < s.Start || b.Time >= s.End() {
			continue
		}
		at := int32((b.Time - s.Start) / s.Width)
		if n := len(out[cell]); n == 0 || out[cell][n-1].at != at {
			out[cell] = append(out[cell], lossBucket{at: at})
		}
		out[cell][len(out[cell])-1].n++
	}
	return out
}

// lossMarks marks the buckets whose loss is above the limit: bad where the mean
// is, in parts where only some sample is.
func lossMarks(s *series.Series, limit float64) []chart.TimeMark {
	var out []chart.TimeMark
	for i, p := range s.Points {
		if p.N > 0 && p.Max > limit {
			out = append(out, chart.TimeMark{From: s.Time(i), To: s.Time(i + 1), Bad: p.Mean > limit})
		}
	}
	return out
}

// marks returns the loss marks of an item: bad where the mean of a group or at
// least half of the samples of a device are above the limit.
func (p *latencyPane) marks(it *latencyItem) (marks []chart.TimeMark) {
	t, limit := &p.d.Timeline, p.d.Limits.Loss
	switch {
	case it.cell >= 0 && it.cell < len(p.d.lossy):
		s := &t.Cells[it.cell]
		for _, b := range p.d.lossy[it.cell] {
			most := 2*int64(b.n) >= s.Points[b.at].N
			marks = append(marks, chart.TimeMark{From: s.Time(int(b.at)), To: s.Time(int(b.at) + 1), Bad: most})
		}
		return marks
	case it.region >= 0 && it.cell < 0:
		return lossMarks(&t.Regions[it.region][record.Loss], limit)
	case it.cell < 0:
		return lossMarks(&t.Overall[record.Loss], limit)
	}
	return nil
}
