package tui

import (
	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// lossBuckets returns, beside Cells, the buckets of Timeline.Cells in which a
// flagged row of the device has a loss above the limit, rising.
func lossBuckets(r *analytics.Report) [][]int32 {
	type key struct{ device, region record.Name }
	cells := make(map[key]int, len(r.Cells))
	for i := range r.Cells {
		cells[key{r.Cells[i].Device, r.Cells[i].Region}] = i
	}
	type ids struct{ device, region record.NameID }
	known := make(map[ids]int, len(r.Cells))
	out := make([][]int32, len(r.Cells))
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
		if n := len(out[cell]); n == 0 || out[cell][n-1] != at {
			out[cell] = append(out[cell], at)
		}
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

// marks returns the loss marks of an item and what they mean.
func (p *latencyPane) marks(it *latencyItem) (marks []chart.TimeMark, note string) {
	limit := trimZeros(p.d.Limits.Loss) + " %"
	t := &p.d.Timeline
	switch {
	case it.cell >= 0 && it.cell < len(p.d.lossy):
		s := &t.Cells[it.cell]
		for _, at := range p.d.lossy[it.cell] {
			marks = append(marks, chart.TimeMark{From: s.Time(int(at)), To: s.Time(int(at) + 1), Bad: true})
		}
		return marks, "loss above " + limit
	case it.region >= 0:
		marks = lossMarks(&t.Regions[it.region][record.Loss], p.d.Limits.Loss)
	default:
		marks = lossMarks(&t.Overall[record.Loss], p.d.Limits.Loss)
	}
	note = "some loss above " + limit
	for _, m := range marks {
		if m.Bad {
			return marks, "mean loss above " + limit
		}
	}
	return marks, note
}
